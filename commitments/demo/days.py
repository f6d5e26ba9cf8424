"""Days of the demonstration: counted from the day of loading, and put on working days."""

import datetime

from commitments.calendars.workdays import (
    Calendar,
    Counting,
    both,
    last_workday_on_or_before,
    next_workday_on_or_after,
)
from commitments.vocabulary import OwedBy


class Day:
    """Turns days from loading into dates, on working days where people meet or owe."""

    def __init__(self, today: datetime.date) -> None:
        self.today = today
        self.home: Calendar
        self.partners: dict[str, Calendar] = {}

    def learn_calendars(self, home: Calendar, partners: dict[str, Calendar]) -> None:
        """Take in the calendars, once their countries are in the database."""
        self.home, self.partners = home, partners

    def of(self, days: int) -> datetime.date:
        """Count from today."""
        return self.today + datetime.timedelta(days=days)

    def met(self, held: datetime.date | int | None, iso: str) -> datetime.date | None:
        """Give a meeting's day: as stated, or the nearest one on which both capitals work."""
        if isinstance(held, int):
            return self._worked(both([self.home, self.partners[iso]]), held)
        return held

    def due(self, days: int, owed_by: OwedBy, iso: str) -> datetime.date:
        """Give a day on which the owing capital works: in the past the one before, ahead the one after."""
        owners = {
            OwedBy.OURS: [self.home],
            OwedBy.THEIRS: [self.partners[iso]],
            OwedBy.JOINT: [self.home, self.partners[iso]],
        }
        return self._worked(both(owners[owed_by]), days)

    def _worked(self, calendar: Counting, days: int) -> datetime.date:
        return (last_workday_on_or_before if days < 0 else next_workday_on_or_after)(calendar, self.of(days))
