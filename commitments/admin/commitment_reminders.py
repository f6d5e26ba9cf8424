"""The reminders on a commitment's page: those to come and those told, each with why and to whom."""

import datetime
from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone
from django.utils.text import capfirst

from commitments import past
from commitments.models import Commitment
from commitments.reminders import shown
from commitments.vocabulary import ReminderState

# As many of the rungs to come stand open, as many of those told at all.
NEXT, TOLD = 2, 24


@dataclass(frozen=True, slots=True)
class Told:
    """One person who is told, why that person, and what was said against it or by the mail server."""

    to: str
    because: str
    said: str


@dataclass(frozen=True, slots=True)
class ReminderShown:
    """One rung on one day: what became of it, the rule, the version of the deadline, and who is told."""

    moment: datetime.datetime
    state: ReminderState
    label: str
    why: str
    version: int
    people: tuple[Told, ...]

    @property
    def names(self) -> str:
        return ", ".join(one.to for one in self.people)

    @property
    def is_planned(self) -> bool:
        return self.state == ReminderState.PLANNED


@dataclass(frozen=True, slots=True)
class RemindersShown:
    """The next ones with those after them, latest first as on any timeline, and those behind."""

    later: tuple[ReminderShown, ...] = ()
    next: tuple[ReminderShown, ...] = ()
    behind: tuple[ReminderShown, ...] = ()


def reminders_of(item: Commitment, *, now: datetime.datetime) -> RemindersShown:
    """Make the reminders of an item that the person may read; the past has none."""
    if past.moment_standing() is not None:
        return RemindersShown()
    rows = shown.of(item, now=now, latest=TOLD)
    rungs = [_rung(list(group)) for _key, group in groupby(rows, key=_same_rung)]
    ahead = [rung for rung in rungs if rung.is_planned]
    behind = [rung for rung in rungs if not rung.is_planned]
    return RemindersShown(tuple(ahead[NEXT:][::-1]), tuple(ahead[:NEXT][::-1]), tuple(behind[::-1]))


def _same_rung(row: shown.Shown) -> tuple[object, ...]:
    return timezone.localdate(row.moment), row.state, row.why, row.version


def _rung(rows: list[shown.Shown]) -> ReminderShown:
    first = rows[0]
    people = tuple(Told(row.to, row.because, row.said) for row in rows)
    return ReminderShown(
        first.moment, first.state, capfirst(first.label), capfirst(first.why), first.version, people
    )
