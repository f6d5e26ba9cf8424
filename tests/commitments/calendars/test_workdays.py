"""The arithmetic of working days: its laws, and days looked up by hand."""

import datetime
import json

import pytest
from django.conf import settings
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
    days_off_between,
    join_calendars,
    last_workday_on_or_before,
    next_workday_on_or_after,
    workdays_between,
)
from tests.commitments.calendars.vectors import KNOWN_YEARS, OTHER_YEARS, Vector, vectors

SHARED = settings.BASE_DIR.parent / "shared" / "holidays.json"
SATURDAY_AND_SUNDAY = frozenset({5, 6})
KOREA = calendar_for("KR", place="Seoul")
CAMBODIA = calendar_for("KH", place="Phnom Penh")
VALDORIA = calendar_for("XV", place="Port Serin")

days = st.dates(datetime.date(2015, 1, 1), datetime.date(2045, 12, 31))
counts = st.integers(-120, 120)
calendars: st.SearchStrategy[Counting] = st.sampled_from(
    [KOREA, CAMBODIA, VALDORIA, join_calendars([KOREA, CAMBODIA]), join_calendars([CAMBODIA, VALDORIA])]
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

    @given(calendars, days, st.integers(1, 120))
    def test_going_forward_undoes_going_back_from_a_working_day(
        self, calendar: Counting, day: datetime.date, count: int
    ) -> None:
        start = last_workday_on_or_before(calendar, day)
        self.assertEqual(add_workdays(calendar, add_workdays(calendar, start, -count), count), start)

    @given(calendars, days, st.integers(1, 60), counts)
    def test_a_later_start_never_ends_sooner(
        self, calendar: Counting, day: datetime.date, later: int, count: int
    ) -> None:
        start = day + datetime.timedelta(days=later)
        self.assertLessEqual(add_workdays(calendar, day, count), add_workdays(calendar, start, count))

    @given(calendars, days, st.integers(0, 60), st.integers(0, 60))
    def test_two_counts_in_a_row_are_one(
        self, calendar: Counting, day: datetime.date, first: int, second: int
    ) -> None:
        there = add_workdays(calendar, add_workdays(calendar, day, first), second)
        self.assertEqual(there, add_workdays(calendar, day, first + second))

    @given(calendars, days)
    def test_the_last_working_day_is_the_nearest(self, calendar: Counting, day: datetime.date) -> None:
        last = last_workday_on_or_before(calendar, day)
        self.assertLessEqual(last, day)
        self.assertTrue(calendar.is_workday(last))
        between = (last + datetime.timedelta(days=n) for n in range(1, (day - last).days + 1))
        self.assertFalse(any(calendar.is_workday(off) for off in between))

    @given(days)
    def test_both_work_only_where_each_works(self, day: datetime.date) -> None:
        joined = join_calendars([KOREA, CAMBODIA])
        self.assertEqual(joined.is_workday(day), KOREA.is_workday(day) and CAMBODIA.is_workday(day))

    @given(days, counts.filter(bool))
    def test_both_never_land_on_a_day_off_of_either(self, day: datetime.date, count: int) -> None:
        end = add_workdays(join_calendars([KOREA, CAMBODIA, VALDORIA]), day, count)
        for calendar in (KOREA, CAMBODIA, VALDORIA):
            self.assertFalse(calendar.holiday(end))
            self.assertFalse(calendar.is_weekend(end))

    @given(days, st.integers(0, 60), st.integers(1, 80))
    def test_one_more_holiday_never_ends_a_count_sooner(
        self, day: datetime.date, count: int, later: int
    ) -> None:
        declared = day + datetime.timedelta(days=later)
        with_it = calendar_for("KR", overrides=[(declared, "Declared", True)])
        before, after = (add_workdays(calendar, day, count) for calendar in (KOREA, with_it))
        self.assertLessEqual(before, after)
        if declared > before:
            self.assertEqual(before, after)

    @given(days, st.integers(0, 120))
    def test_both_are_never_sooner_than_either(self, day: datetime.date, count: int) -> None:
        end = add_workdays(join_calendars([KOREA, CAMBODIA]), day, count)
        self.assertGreaterEqual(end, add_workdays(KOREA, day, count))
        self.assertGreaterEqual(end, add_workdays(CAMBODIA, day, count))


class LookedUpTests(SimpleTestCase):
    def assert_counted(self, calendar: Counting, vector: Vector) -> None:
        with self.subTest(vector=vector):
            self.assertEqual(add_workdays(calendar, vector.start, vector.steps), vector.end)
            self.assertEqual(workdays_between(calendar, vector.start, vector.end), vector.steps)

    def test_every_count_ends_where_the_hand_ended_it(self) -> None:
        for vector in vectors(KNOWN_YEARS + OTHER_YEARS):
            self.assert_counted(join_calendars([calendar_for(code) for code in vector.codes]), vector)

    @pytest.mark.shared
    def test_so_it_does_in_calendars_known_from_elsewhere(self) -> None:
        facts = json.loads(SHARED.read_text(encoding="utf-8"))
        for vector in vectors(KNOWN_YEARS):
            known = []
            for code in vector.codes:
                listed = {
                    year: {on(row["date"]): row["name"] for row in facts[code][year]} for year in facts[code]
                }
                years = {int(year): Year(SATURDAY_AND_SUNDAY, days_off) for year, days_off in listed.items()}
                known.append(Calendar(code, years))
            self.assert_counted(join_calendars(known), vector)

    def test_the_first_day_is_day_nought(self) -> None:
        self.assertEqual(add_workdays(KOREA, on("2026-05-12"), 0), on("2026-05-12"))
        self.assertEqual(add_workdays(KOREA, on("2026-05-16"), 0), on("2026-05-16"))

    def test_the_last_working_day_before_a_long_holiday(self) -> None:
        for calendar, day, last in (
            (KOREA, "2026-09-26", "2026-09-23"),
            (KOREA, "2028-03-01", "2028-02-29"),
            (CAMBODIA, "2026-04-16", "2026-04-13"),
            (CAMBODIA, "2026-10-12", "2026-10-09"),
            (VALDORIA, "2026-05-16", "2026-05-14"),
            (calendar_for("KW"), "2026-02-28", "2026-02-24"),
        ):
            with self.subTest(code=calendar.code, day=day):
                self.assertEqual(last_workday_on_or_before(calendar, on(day)), on(last))

    def test_ten_days_from_17_may_2026_skip_a_substitute_holiday(self) -> None:
        self.assertEqual(
            [day for day, _ in days_off_between(KOREA, on("2026-05-17"), on("2026-06-01"))],
            [on("2026-05-25")],
        )

    def test_a_friday_and_saturday_weekend_is_kept(self) -> None:
        self.assertTrue(VALDORIA.is_weekend(on("2026-05-15")))
        self.assertFalse(VALDORIA.is_weekend(on("2026-05-17")))

    def test_both_name_the_holidays_of_each(self) -> None:
        joined = join_calendars([KOREA, CAMBODIA])
        self.assertEqual(joined.holiday(on("2026-09-24")), "The day preceding Chuseok; Constitution Day")
        self.assertEqual(joined.place_names, ("Seoul", "Phnom Penh"))


class EdgesTests(SimpleTestCase):
    def test_one_calendar_twice_is_itself(self) -> None:
        self.assertIs(join_calendars([KOREA, KOREA]), KOREA)
        self.assertIsInstance(join_calendars([KOREA, CAMBODIA]), Both)

    def test_no_calendar_counts_nothing(self) -> None:
        with self.assertRaises(ValueError):
            join_calendars([])

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
            join_calendars([known, KOREA]).is_workday(on("2101-01-01"))

    def test_a_calendar_without_working_days_ends_the_search(self) -> None:
        never = Calendar("XX", {year: Year(frozenset(range(7)), {}) for year in range(2026, 2030)})
        with self.assertRaises(ValueError):
            add_workdays(never, on("2026-01-01"), 1)
