"""What a deadline comes to when it is resolved."""

import datetime
from dataclasses import dataclass

from commitments.calendars.workdays import Status
from commitments.deadlines.remarks import Remark, explain
from commitments.phrases import Kind


@dataclass(frozen=True, slots=True)
class CalendarUsed:
    """A year of a country's calendar that a resolution counted in."""

    code: str
    year: int
    status: Status


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a deadline comes to.

    `due_start` is the first day of a window, `due_end` (`due_on`) what was agreed, after which it is overdue;
    `act_by` the owner's last working day on or before it, `act_by_partner` the same in the partner's capital.
    Without a date there is a `review_on`. `ask` says what the officer has to decide, `working` how it came
    about, with the `doubts` about years that nobody has confirmed at its end. `calendars_used` lists the
    years that decided any of the dates, and the one that is absent where that stopped the count.
    """

    kind: Kind
    due_start: datetime.date | None = None
    due_end: datetime.date | None = None
    act_by: datetime.date | None = None
    act_by_partner: datetime.date | None = None
    review_on: datetime.date | None = None
    every: str = ""
    ask: Remark | None = None
    calendars_used: tuple[CalendarUsed, ...] = ()
    working: tuple[Remark, ...] = ()
    doubts: tuple[Remark, ...] = ()

    @property
    def steps(self) -> tuple[Remark, ...]:
        """Give the working without the doubts, which pass with time: what is stored."""
        return tuple(step for step in self.working if step not in self.doubts)

    @property
    def due_on(self) -> datetime.date | None:
        return self.due_end

    @property
    def needs_officer(self) -> str:
        """Say in one sentence what the officer has to decide; empty where nothing."""
        return str(self.ask) if self.ask else ""

    @property
    def explanation(self) -> str:
        """Put the working into words, in the language of the reader."""
        return explain(self.working)
