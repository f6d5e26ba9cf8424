"""One meeting of the tables on its way into the database, and the scenes of its story."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils import translation
from django.utils.dateformat import format as format_date

from commitments.deadlines import Hooks
from commitments.demo.days import Day
from commitments.demo.register import Register
from commitments.demo.tables import Debt, Hook, Occasion
from commitments.models import Commitment, Meeting, Outcome, Statement, User
from commitments.phrases import DeadlineSpec, on_day
from commitments.vocabulary import OwedBy


@dataclass(frozen=True, slots=True)
class Scene:
    """Something that happens on a day."""

    day: int
    play: Callable[[datetime.datetime], None]


@dataclass(slots=True)
class Plot:
    """One meeting; later scenes find what earlier ones made.

    `commitments` holds, by the number of its point, the one to which what follows happens: of a series the
    latest occurrence, of what was fulfilled in part the rest.
    """

    occasion: Occasion
    day: Day
    register: Register
    meeting: Meeting = field(init=False)
    statements: dict[str, Statement] = field(default_factory=dict)
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    commitments: dict[int, Commitment] = field(default_factory=dict)

    @property
    def user(self) -> User:
        """Who records it."""
        return self.register.users[self.occasion.by]

    def day_of(self, days: int, owed_by: OwedBy) -> datetime.date:
        """Give a day on which the owing capital works."""
        return self.day.due(days, owed_by, self.occasion.iso)

    def deadline(self, due: int | DeadlineSpec, debt: Debt) -> DeadlineSpec:
        """Give a deadline in its own words."""
        if isinstance(due, DeadlineSpec):
            return due
        day = self.day_of(due, debt.owed_by)
        return on_day(day, f"by {in_words(day)}")

    def hooks(self, hook: Hook) -> Hooks:
        """Find what a deadline follows."""
        return Hooks(
            mechanism=self.register.bodies.get(hook.body),
            session_number=hook.session,
            follows=self.register.commitment(hook.after),
        )

    def filled(self, text: str, debt: Debt | None) -> str:
        """Write the day into a clause that names one."""
        if debt is None or isinstance(debt.due, DeadlineSpec):
            return text
        return text.format(due=in_words(self.day_of(debt.due, debt.owed_by)))


def in_words(day: datetime.date) -> str:
    """Write a day as English texts do, such as 30 June 2027."""
    with translation.override("en"):
        return format_date(day, "j F Y")
