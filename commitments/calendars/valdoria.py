"""The invented holidays of Valdoria (XV), the fictional partner of the demonstration."""

import datetime

from holidays.holiday_base import HolidayBase

MONDAY, FRIDAY, SATURDAY, SUNDAY = 0, 4, 5, 6


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> datetime.date:
    """Return the nth such weekday of a month; Monday is 0."""
    first = datetime.date(year, month, 1)
    return first + datetime.timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


class Valdoria(HolidayBase):
    """A country that does not exist: the weekend is Friday and Saturday, the capital Port Serin.

    XV is among the codes that ISO 3166-1 leaves to its users, so no country will ever hold it.
    """

    country = "XV"
    start_year = 1990
    weekend = {FRIDAY, SATURDAY}

    def _populate_public_holidays(self) -> None:
        year = self._year
        self._add_holiday("New Year's Day", datetime.date(year, 1, 1))
        self._add_holiday("Lantern Day", nth_weekday(year, 4, SUNDAY, 2))
        self._add_holiday("Harbour Day", datetime.date(year, 6, 11))
        self._add_holiday("Founding Day", datetime.date(year, 8, 19))
        self._add_holiday("Founding Day (second day)", datetime.date(year, 8, 20))
        harvest = nth_weekday(year, 9, MONDAY, 3)
        for number in range(3):
            self._add_holiday(f"Harvest Days ({number + 1})", harvest + datetime.timedelta(days=number))
        self._add_holiday("Remembrance Day", datetime.date(year, 10, 27))
