"""Dates of commitments: the day or window of what is owed, and the review of what has none."""

import datetime
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, Subquery
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from commitments import access, audit
from commitments.feeds import saying
from commitments.feeds.calendar import Entry
from commitments.models import Commitment
from commitments.vocabulary import (
    OPEN_STATES,
    CommitmentState,
    DeadlineKind,
    OwedBy,
)

Row = Mapping[str, Any]
UTC = ZoneInfo("UTC")
S = CommitmentState
# Closed, and done: as a task it stays for a while, ticked off.
DONE = (S.FULFILLED, S.IN_PART, S.CONCLUDED)
# Closed, and not to be done: it stays for a while, cancelled, so that who took it over sees that it is off.
CALLED_OFF = (S.OVERTAKEN, S.WITHDRAWN, S.SUPERSEDED, S.NOT_PURSUED)
COLUMNS = (
    *("pk", "reference", "title", "classification", "country", "state", "owed_by", "due_on", "act_by"),
    *("review_on", "closed_on", "version", "recorded_at"),
    *("country__name", "country__is_demonstration"),
    *("deadline__due_start", "deadline__kind", "deadline__wording", "deadline__session_number"),
    *("deadline__event", "deadline__event__reference", "deadline__event__title"),
    *("deadline__event__classification", "deadline__mechanism__name"),
)
CHANGED = Subquery(audit.last_of_each(Commitment).values("at")[:1])


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom entries are made: what may be said, and which meetings of those named are open to the person.

    `kept` are the keys of the items that are kept between the two governments.
    """

    told_up_to: int
    zone: ZoneInfo = UTC
    is_tasks: bool = False
    meetings: Collection[int] = ()
    kept: Collection[int] = field(default=frozenset())

    def may_say(self, row: Row) -> bool:
        """Say whether a calendar may carry the words of a row."""
        return row["classification"] <= self.told_up_to and row["pk"] not in self.kept


def standing(since: datetime.date, *, is_tasks: bool) -> tuple[Q, Q]:
    """Give what finds the items with a date: those that are open, and those closed since some day."""
    states = (*DONE, *CALLED_OFF) if is_tasks else CALLED_OFF
    return Q(state__in=OPEN_STATES), Q(state__in=states, closed_on__gte=since, due_on__isnull=False)


def entries(row: Row, reader: Reader) -> Iterator[Entry]:
    """Give the entries of one item: its deadline, its review, or none where it has no date."""
    state = S(row["state"])
    is_asleep = state == S.DORMANT
    # What sleeps comes back on the day of its review alone.
    if row["due_on"] is not None and not is_asleep:
        yield _deadline(row, reader)
    if row["review_on"] is not None and state in OPEN_STATES and (is_asleep or row["due_on"] is None):
        yield _review(row, reader)


def _deadline(row: Row, reader: Reader) -> Entry:
    state, due_on = S(row["state"]), row["due_on"]
    start = row["deadline__due_start"]
    is_window = start is not None and start < due_on
    is_event = row["deadline__kind"] == DeadlineKind.EVENT
    if is_window:
        kind, said = _("Window"), _("Window: %(name)s")
    elif is_event:
        kind, said = _("Due with an event"), _("Due with an event: %(name)s")
    else:
        kind, said = _("Deadline"), _("Due: %(name)s")
    done_at = None
    if state in DONE:
        done_at = datetime.datetime.combine(row["closed_on"], datetime.time(), reader.zone)
    return _entry(
        row,
        reader,
        said=_("Cancelled: %(name)s") if state in CALLED_OFF else said,
        facts=_facts(row, reader, start if is_window else None),
        uid=saying.uid(row["reference"]),
        first=start if is_window else due_on,
        last=due_on,
        kind=kind,
        status=_status(state, reader),
        is_task=reader.is_tasks,
        done_at=done_at and done_at.astimezone(datetime.UTC),
    )


def _review(row: Row, reader: Reader) -> Entry:
    return _entry(
        row,
        reader,
        said=_("Review: %(name)s"),
        facts=_facts(row, reader, None),
        uid=saying.uid(row["reference"], "review"),
        first=row["review_on"],
        last=None,
        kind=_("Review"),
    )


def _entry(row: Row, reader: Reader, *, said: str, facts: list[tuple[str, str]], **dates: Any) -> Entry:
    reference, is_told = row["reference"], reader.may_say(row)
    told = saying.described(row["classification"], row["country__is_demonstration"], facts)
    return Entry(
        sequence=row["version"],
        changed_at=row["changed_at"] or row["recorded_at"],
        summary=said % {"name": f"{reference} {row['title']}" if is_told else reference},
        description=told if is_told else saying.withheld(),
        url=saying.page("commitment", row["pk"]),
        **dates,
    )


def _status(state: CommitmentState, reader: Reader) -> str:
    """Give the status in the words of events or of tasks (RFC 5545, 3.8.1.11)."""
    if state in CALLED_OFF:
        return "CANCELLED"
    if not reader.is_tasks:
        return "CONFIRMED"
    if state in DONE:
        return "COMPLETED"
    return "IN-PROCESS" if state in (S.IN_PROGRESS, S.REPORTED) else "NEEDS-ACTION"


def _facts(row: Row, reader: Reader, window_from: datetime.date | None) -> list[tuple[str, str]]:
    """List what is said of an item, as (label, text)."""
    due_on, act_by = row["due_on"], row["act_by"]
    when = ""
    if window_from is not None:
        days = {"start": saying.day(window_from), "end": saying.day(due_on)}
        when = _("between %(start)s and %(end)s") % days
    elif due_on is not None:
        when = saying.day(due_on)
    return [
        (_("As agreed"), row["deadline__wording"] or ""),
        (_("By when"), when),
        (_("Act by"), saying.day(act_by) if act_by and act_by != due_on else ""),
        (_("Follows"), _followed(row, reader)),
        (_("Owed by"), capfirst(str(OwedBy(row["owed_by"]).label))),
        (_("Partner"), row["country__name"]),
        (_("State"), capfirst(str(S(row["state"]).label))),
    ]


def _followed(row: Row, reader: Reader) -> str:
    """Name the event that a deadline hangs on, as far as the person and a calendar may know it."""
    if row["deadline__event"] is not None:
        if row["deadline__event"] not in reader.meetings:
            return access.name_of(row["deadline__event"], None)
        reference = str(row["deadline__event__reference"])
        is_told = row["deadline__event__classification"] <= reader.told_up_to
        return f"{reference} {row['deadline__event__title']}" if is_told else reference
    name, number = row["deadline__mechanism__name"], row["deadline__session_number"]
    if name is None:
        return ""
    return _("session %(number)s of %(name)s") % {"number": number, "name": name} if number else str(name)
