"""The background facts of a meeting: added, changed, removed and put in order until its record is closed."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from commitments import editing
from commitments.errors import Refused
from commitments.meetings.rules import check_open
from commitments.models import BackgroundFact, Meeting, User

# What needs more is a text of the meeting.
MOST_FACTS = 20


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact with its source, and its date in words as far as the source gives it."""

    text: str
    source: str
    dated: str = ""


@transaction.atomic
def add_fact(fact: BackgroundFact, *, by: User, now: datetime.datetime) -> BackgroundFact:
    """Add a fact after those on record; Refused where the meeting is closed or has too many."""
    check_open(fact.meeting, by)
    standing = BackgroundFact.objects.filter(meeting=fact.meeting)
    _check_count(standing.count() + 1)
    fact.order = (standing.aggregate(last=Max("order"))["last"] or 0) + 1
    return editing.create(fact, by=by, now=now)


@transaction.atomic
def change_fact(
    fact: BackgroundFact, values: Mapping[str, Any], *, expected: int, by: User, now: datetime.datetime
) -> BackgroundFact:
    """Write some columns of a fact; Refused where it was changed meanwhile."""
    check_open(fact.meeting, by)
    return editing.change(fact, values, expected=expected, by=by, now=now)


@transaction.atomic
def remove_fact(fact: BackgroundFact, *, by: User, now: datetime.datetime) -> None:
    """Remove a fact; the history keeps it."""
    check_open(fact.meeting, by)
    editing.remove(fact, by=by, now=now)


@transaction.atomic
def set_background(meeting: Meeting, facts: Sequence[Fact], *, by: User, now: datetime.datetime) -> None:
    """Let the background be these facts, in this order; a fact on record is known by its text."""
    check_open(meeting, by)
    _check_count(len(facts))
    if len({fact.text for fact in facts}) < len(facts):
        raise Refused(_("A fact is listed twice. Remove one of them."), "twice")
    left = {row.text: row for row in BackgroundFact.objects.filter(meeting=meeting)}
    wanted = [(left.pop(fact.text, None), {**asdict(fact), "order": n}) for n, fact in enumerate(facts, 1)]
    editing.remove_many(list(left.values()), by=by, now=now)
    for row, columns in wanted:
        if row is None:
            editing.create(BackgroundFact(meeting=meeting, **columns), by=by, now=now)
        elif changed := {name: value for name, value in columns.items() if getattr(row, name) != value}:
            editing.change(row, changed, by=by, now=now)


def _check_count(count: int) -> None:
    if count > MOST_FACTS:
        raise Refused(
            _("A meeting has at most %(most)d background facts. File the rest as a text.")
            % {"most": MOST_FACTS},
            "too_many",
        )
