"""The arithmetic of working days: its laws, and days looked up by hand."""

import datetime

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from commitments.calendars.holidays import calendar_for
from commitments.calendars.workdays import (
    AbsentYearError,
    Both,
    Calendar,
    Counting,
    Year,
    add_workdays,
    both,
    days_off_between,
    last_workday_on_or_before,
    next_workday_on_or_after,
    workdays_between,
)

KOREA = calendar_for("KR", place="Seoul")
CAMBODIA = calendar_for("KH", place="Phnom Penh")
VALDORIA = calendar_for("XV", place="Port Serin")

days = st.dates(datetime.date(2015, 1, 1), datetime.date(2045, 12, 31))
counts = st.integers(-120, 120)
calendars: st.SearchStrategy[Counting] = st.sampled_from(
    [KOREA, CAMBODIA, VALDORIA, both([KOREA, CAMBODIA]), both([CAMBODIA, VALDORIA])]
)


def on(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


class TheLawsTests(SimpleTestCase):
    @given(calendars, days, counts)
    def test_a_count_never_lands_on_a_day_off(
        self, calendar: Counting, day: datetime.date, count: int
    ) -> None:
        if count:
            self.assertTrue(calendar.is_workday(add_workdays(calendar, day, count)))

    @given(calendars, days, counts)
    def test_a_longer_count_ends_later(self, calendar: Counting, day: datetime.date, count: int) -> None:
        self.assertLess(add_workdays(calendar, day, count), add_workdays(calendar, day, count + 1))

    @given(calendars, days, counts)
    def test_counting_between_undoes_adding(self, calendar: Counting, day: datetime.date, count: int) -> None:
        self.assertEqual(workdays_between(calendar, day, add_workdays(calendar, day, count)), count)

    @given(calendars, days, st.integers(1, 120))
    def test_going_back_undoes_going_forward_from_a_working_day(
        self, calendar: Counting, day: datetime.date, count: int
    ) -> None:
        start = next_workday_on_or_after(calendar, day)
        self.assertEqual(add_workdays(calendar, add_workdays(calendar, start, count), -count), start)

    @given(calendars, days, st.integers(0, 60), st.integers(0, 60))
    def test_two_counts_in_a_row_are_one(
        self, calendar: Counting, day: datetime.date, first: int, second: int
    ) -> None:
        there = add_workdays(calendar, add_workdays(calendar, day, first), second)
        self.assertEqual(there, add_workdays(calendar, day, first + second))

    @given(calendars, days)
    def test_the_last_working_day_is_the_nearest(self, calendar: Counting, day: datetime.date) -> None:
        last = last_workday_on_or_before(calendar, day)
        self.assertTrue(calendar.is_workday(last))
        between = (last + datetime.timedelta(days=n) for n in range(1, (day - last).days + 1))
        self.assertFalse(any(calendar.is_workday(off) for off in between))

    @given(days)
    def test_both_work_only_where_each_works(self, day: datetime.date) -> None:
        joined = both([KOREA, CAMBODIA])
        self.assertEqual(joined.is_workday(day), KOREA.is_workday(day) and CAMBODIA.is_workday(day))

    @given(days, st.integers(0, 120))
    def test_both_are_never_sooner_than_either(self, day: datetime.date, count: int) -> None:
        end = add_workdays(both([KOREA, CAMBODIA]), day, count)
        self.assertGreaterEqual(end, add_workdays(KOREA, day, count))
        self.assertGreaterEqual(end, add_workdays(CAMBODIA, day, count))


class LookedUpTests(SimpleTestCase):
    def assert_counted(self, calendar: Counting, start: str, count: int, end: str) -> None:
        self.assertEqual(add_workdays(calendar, on(start), count), on(end))

    def test_the_first_day_is_day_nought(self) -> None:
        self.assert_counted(KOREA, "2026-05-12", 0, "2026-05-12")
        self.assert_counted(KOREA, "2026-05-12", 1, "2026-05-13")

    def test_a_count_from_a_day_off_begins_on_the_next_working_day(self) -> None:
        self.assert_counted(KOREA, "2026-05-16", 1, "2026-05-18")
        self.assert_counted(KOREA, "2026-05-16", -1, "2026-05-15")

    def test_ten_days_from_17_may_2026_skip_a_substitute_holiday(self) -> None:
        self.assert_counted(KOREA, "2026-05-17", 10, "2026-06-01")
        self.assertEqual(
            [day for day, _ in days_off_between(KOREA, on("2026-05-17"), on("2026-06-01"))],
            [on("2026-05-25")],
        )

    def test_seollal_2026_takes_three_days(self) -> None:
        self.assert_counted(KOREA, "2026-02-13", 1, "2026-02-19")

    def test_chuseok_2026_takes_two_weekdays(self) -> None:
        self.assert_counted(KOREA, "2026-09-23", 1, "2026-09-28")
        self.assert_counted(KOREA, "2026-09-18", 10, "2026-10-07")

    def test_khmer_new_year_2026_takes_three_days(self) -> None:
        self.assert_counted(CAMBODIA, "2026-04-13", 1, "2026-04-17")
        self.assert_counted(CAMBODIA, "2026-04-10", 5, "2026-04-22")

    def test_pchum_ben_2026_takes_a_monday(self) -> None:
        self.assert_counted(CAMBODIA, "2026-10-09", 1, "2026-10-13")

    def test_a_year_end_is_crossed(self) -> None:
        self.assert_counted(KOREA, "2026-12-30", 2, "2027-01-04")
        self.assert_counted(KOREA, "2027-01-04", -2, "2026-12-30")
        self.assert_counted(CAMBODIA, "2026-12-28", 1, "2026-12-30")

    def test_29_february_is_a_day_like_others(self) -> None:
        self.assert_counted(KOREA, "2028-02-28", 1, "2028-02-29")
        self.assert_counted(KOREA, "2027-02-26", 1, "2027-03-02")

    def test_a_friday_and_saturday_weekend_is_kept(self) -> None:
        self.assert_counted(VALDORIA, "2026-05-14", 1, "2026-05-17")
        self.assertEqual(last_workday_on_or_before(VALDORIA, on("2026-05-16")), on("2026-05-14"))
        self.assertTrue(VALDORIA.is_weekend(on("2026-05-15")))

    def test_two_capitals_with_different_weekends_share_four_days_a_week(self) -> None:
        self.assert_counted(both([KOREA, VALDORIA]), "2026-05-10", 5, "2026-05-18")

    def test_both_name_the_holidays_of_each(self) -> None:
        joined = both([KOREA, CAMBODIA])
        self.assertEqual(joined.holiday(on("2026-09-24")), "The day preceding Chuseok; Constitution Day")
        self.assertEqual(joined.places, ("Seoul", "Phnom Penh"))


class EdgesTests(SimpleTestCase):
    def test_one_calendar_twice_is_itself(self) -> None:
        self.assertIs(both([KOREA, KOREA]), KOREA)
        self.assertIsInstance(both([KOREA, CAMBODIA]), Both)

    def test_no_calendar_counts_nothing(self) -> None:
        with self.assertRaises(ValueError):
            both([])

    def test_an_absent_year_is_an_error_and_not_a_year_without_holidays(self) -> None:
        with self.assertRaises(AbsentYearError) as raised:
            add_workdays(KOREA, on("2100-12-31"), 1)
        self.assertEqual((raised.exception.place, raised.exception.year), ("Seoul", 2101))

    def test_a_year_marked_absent_is_an_error_too(self) -> None:
        calendar = Calendar("XX", {2026: Year(frozenset({5, 6}), {}, "absent")})
        with self.assertRaises(AbsentYearError):
            calendar.is_workday(on("2026-05-12"))

    def test_an_absent_year_does_not_hide_behind_the_other_capital(self) -> None:
        known = Calendar("XX", {2101: Year(frozenset(range(7)), {})})
        with self.assertRaises(AbsentYearError):
            both([known, KOREA]).is_workday(on("2101-01-01"))

    def test_a_calendar_without_working_days_ends_the_search(self) -> None:
        never = Calendar("XX", {year: Year(frozenset(range(7)), {}) for year in range(2026, 2030)})
        with self.assertRaises(ValueError):
            add_workdays(never, on("2026-01-01"), 1)
