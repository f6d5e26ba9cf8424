"""When people are told, as one value that a head of desk may set, and when they are left in peace; pure."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from commitments.calendars.workdays import ONE_DAY, Counting, next_workday_on_or_after
from commitments.vocabulary import Rule

# An event without a date is asked about so often, and then left to the review date.
UNDATED_TIMES = 12


@dataclass(frozen=True, slots=True)
class Rules:
    """The ladder of one desk for one kind of deadline; None, or nothing in `before`, means: not told.

    `before` counts working days back from the day to act, `head_after` and `division_after` working days from
    the agreed day, both in the owing capital; `answer_after` working days of the reader. `first_after` and
    `then_every` are days from the agreed day, `silent_after` days from the last word, `undated_every` days
    from the recording of a deadline that follows an event without a date.
    """

    before: tuple[int, ...] = (20, 10, 5, 1)
    on_the_day: bool = True
    first_after: int | None = 1
    then_every: int | None = 7
    head_after: int | None = 5
    division_after: int | None = 15
    answer_after: int | None = 5
    on_review: bool = True
    silent_after: int | None = 30
    undated_every: int | None = 30

    @property
    def counts(self) -> tuple[int, ...]:
        """The working days before the day to act, the day itself being 0."""
        return (*self.before, 0) if self.on_the_day else self.before

    @property
    def late_rungs(self) -> tuple[int, int | None] | None:
        """The first day after the agreed one, and the distance of those after it; None where none is told."""
        return None if self.first_after is None else (self.first_after, self.then_every)

    def asks(self, rule: str, offset: int) -> bool:
        """Say whether a rung of this distance is told; what is no matter of rules always is."""
        match rule:
            case Rule.AHEAD:
                return offset in self.before
            case Rule.DUE:
                return self.on_the_day
            case Rule.OVERDUE:
                return self._is_late_rung(offset)
            case Rule.HEAD:
                return offset == self.head_after
            case Rule.DIVISION:
                return offset == self.division_after
            case Rule.ANSWER:
                return offset == self.answer_after
            case Rule.REVIEW:
                return self.on_review
            case Rule.SILENT:
                return self.silent_after is not None and offset % self.silent_after == 0
            case Rule.UNDATED:
                return self.undated_every is not None and offset % self.undated_every == 0
            case _:
                return True

    def _is_late_rung(self, offset: int) -> bool:
        if self.first_after is None or offset < self.first_after:
            return False
        if self.then_every is None:
            return offset == self.first_after
        return (offset - self.first_after) % self.then_every == 0


USUAL = Rules()


@dataclass(frozen=True, slots=True)
class Quiet:
    """Days on which the reminders of a desk wait, and why."""

    starts_on: datetime.date
    ends_on: datetime.date
    reason: str


def put_off(day: datetime.date, quiet: Sequence[Quiet], reader: Counting) -> tuple[datetime.date, str]:
    """Put a day that is quiet off to the reader's first working day that is not; say why, or nothing."""
    because = ""
    while hindrance := next((one for one in quiet if one.starts_on <= day <= one.ends_on), None):
        because = because or hindrance.reason
        day = next_workday_on_or_after(reader, hindrance.ends_on + ONE_DAY)
    return day, because
