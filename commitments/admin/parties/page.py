"""What the pages of ministries, officials and mechanisms show around their forms: posts, items, sessions."""

import dataclasses
import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlencode

from django.db.models import F, Q, QuerySet
from django.urls import reverse

from commitments.access import querysets
from commitments.admin.steps import ShownStep
from commitments.dashboard import commitments
from commitments.dashboard.partners import UnansweredPoint, list_unanswered_at
from commitments.enums import MeetingState
from commitments.lifecycle import owners
from commitments.models import (
    DAY,
    Commitment,
    CommitmentQuerySet,
    Mechanism,
    Meeting,
    Ministry,
    Official,
    User,
)
from commitments.models.commitments import items_with

SHOWN = 25
MOST_POSTS = 200


@dataclass(frozen=True, slots=True)
class PostShown:
    """Who was in a post when; `away` is until when, with the deputy."""

    pk: int
    post: str
    person: str
    function: str
    ministry: str
    starts_on: datetime.date | None
    ends_on: datetime.date | None
    is_past: bool
    is_this: bool
    away: str


@dataclass(frozen=True, slots=True)
class SessionShown:
    """One session of a mechanism."""

    pk: int
    number: int | None
    reference: str
    title: str
    held_on: datetime.date | None
    place: str
    state: MeetingState


def list_posts(rows: QuerySet[Official], today: datetime.date, this: int | None = None) -> list[PostShown]:
    """List officials, those in post first, then the past ones, the latest first: two queries."""
    found = list(rows.select_related("ministry", "user").order_by("precedence", "post", "pk")[:MOST_POSTS])
    away = owners.find_absences(today, {row.user_id for row in found if row.user_id})
    found.sort(key=lambda row: (_is_past(row, today), -(row.ends_on or datetime.date.max).toordinal()))
    return [
        PostShown(
            pk=row.pk,
            person=row.spoken[0],
            post=row.spoken[1],
            function=str(row.get_function_display()),
            ministry=row.ministry.label if row.ministry else "",
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            is_past=_is_past(row, today),
            is_this=row.pk == this,
            away=owners.format_absence(away[row.user_id]) if row.user_id in away else "",
        )
        for row in found
    ]


def _is_past(row: Official, today: datetime.date) -> bool:
    return row.ends_on is not None and row.ends_on < today


def same_post(official: Official) -> QuerySet[Official]:
    """Find who holds or held the same post: in the ministry, what it came from, and what came of it."""
    house = Q(ministry=official.ministry_id)
    if official.ministry_id is not None:
        house |= Q(ministry__successor=official.ministry_id)
        house |= Q(ministry__predecessors=official.ministry_id)
    found = querysets.open_rows(Official).filter(
        house, country=official.country_id, post__iexact=official.post
    )
    return querysets.open_rows(Official).filter(pk__in=found.values("pk"))


def list_open_items(parts: Q, person: User, today: datetime.date) -> commitments.QueueGroup:
    """List the open items in which these parts are, as far as the person may read them."""
    mine = cast(CommitmentQuerySet, querysets.list_readable(Commitment, person))
    return commitments.lines_of([mine.open().filter(pk__in=items_with(parts)).by_due()], today, shown=SHOWN)[
        0
    ]


def all_items(words: str) -> str:
    """Return the address of the list with all of them."""
    return f"{reverse('admin:commitments_commitment_changelist')}?{urlencode({'q': words})}"


def list_sessions(mechanism: Mechanism, person: User) -> list[SessionShown]:
    """List the sessions that the person may read, by number and day; those without either come last."""
    rows = _sessions(mechanism, person)
    columns = ("pk", "session_number", "reference", "title", "held_on", "place", "state")
    in_order = rows.order_by(F("session_number").asc(nulls_last=True), DAY.asc(nulls_last=True), "pk")
    return [
        SessionShown(pk, number, reference, title, held_on, place, MeetingState(state))
        for pk, number, reference, title, held_on, place, state in in_order.values_list(*columns)[:MOST_POSTS]
    ]


def _sessions(mechanism: Mechanism, person: User) -> QuerySet[Meeting]:
    """Return the meetings of a mechanism that the person may read; others are not mentioned."""
    return querysets.list_readable(Meeting, person).filter(mechanism=mechanism).order_by()


def items_of_mechanism(mechanism: Mechanism, person: User, today: datetime.date) -> commitments.QueueGroup:
    """List what was agreed in a mechanism and is open: what comes back at its next session."""
    mine = cast(CommitmentQuerySet, querysets.list_readable(Commitment, person))
    agreed = mine.open().filter(outcome__meeting__in=_sessions(mechanism, person))
    return commitments.lines_of([agreed.by_due()], today, shown=SHOWN)[0]


def asks_of_mechanism(mechanism: Mechanism, person: User) -> list[UnansweredPoint]:
    """List what was asked or offered in a mechanism and is not answered."""
    return list_unanswered_at(_sessions(mechanism, person), person, SHOWN)


def list_predecessors(ministry: Ministry) -> Iterable[Ministry]:
    """List what became this ministry."""
    return ministry.predecessors.order_by("valid_until", "name")


def mark_no_next_step(steps: Iterable[ShownStep]) -> list[ShownStep]:
    """Draw no step as the one to take next: these pages are looked at more often than acted on."""
    return [dataclasses.replace(step, is_first=False) for step in steps]
