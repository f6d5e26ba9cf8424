"""Where calendars come from, against dates known from elsewhere."""

import datetime
import json
from typing import Any

import pytest
from django.conf import settings
from django.test import SimpleTestCase

from commitments.calendars.holidays import calendar_for, holidays_of, named_in
from commitments.calendars.workdays import AbsentYearError, Status
from commitments.enums import YearStatus

SHARED = settings.BASE_DIR.parent / "shared" / "holidays.json"


def on(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def free_days(iso: str, *texts: str) -> list[bool]:
    calendar = calendar_for(iso)
    return [bool(calendar.holiday(on(text))) for text in texts]


class KnownDatesTests(SimpleTestCase):
    def assert_holidays(self, iso: str, *texts: str) -> None:
        self.assertEqual(free_days(iso, *texts), [True] * len(texts), texts)

    def test_seollal(self) -> None:
        self.assert_holidays("KR", "2025-01-28", "2025-01-29", "2025-01-30")
        self.assert_holidays("KR", "2026-02-16", "2026-02-17", "2026-02-18")

    def test_chuseok_with_its_substitute(self) -> None:
        self.assert_holidays("KR", "2025-10-05", "2025-10-06", "2025-10-07", "2025-10-08")
        self.assert_holidays("KR", "2026-09-24", "2026-09-25", "2026-09-26")

    def test_constitution_day_is_back_in_korea_from_2026(self) -> None:
        self.assertEqual(free_days("KR", "2025-07-17", "2026-07-17"), [False, True])

    def test_khmer_new_year(self) -> None:
        self.assert_holidays("KH", "2025-04-14", "2025-04-15", "2025-04-16")
        self.assert_holidays("KH", "2026-04-14", "2026-04-15", "2026-04-16")

    def test_pchum_ben(self) -> None:
        self.assert_holidays("KH", "2025-09-21", "2025-09-22", "2025-09-23")
        self.assert_holidays("KH", "2026-10-10", "2026-10-11", "2026-10-12")

    def test_weekends_come_from_the_calendar(self) -> None:
        weekends = {iso: calendar_for(iso).year(2026).weekend for iso in ("KR", "BD", "NP", "IR", "AE")}
        self.assertEqual(weekends["KR"], {5, 6})
        self.assertEqual(weekends["BD"], {4, 5})
        self.assertEqual(weekends["IR"], {4})
        self.assertEqual(calendar_for("AE").year(2021).weekend, {4, 5})

    def test_a_weekend_day_that_is_worked_counts(self) -> None:
        self.assertTrue(calendar_for("CN").is_workday(on("2026-02-14")))


@pytest.mark.shared
class SharedDatesTests(SimpleTestCase):
    # The one open question of the list: a row of an officer settles it, not the package.
    OPEN = {("KR", "2026-05-01")}

    def listed(self) -> dict[str, dict[str, list[dict[str, Any]]]]:
        facts = json.loads(SHARED.read_text(encoding="utf-8"))
        return {iso: facts[iso] for iso in ("KR", "KH")}

    def test_every_listed_day_is_free_and_no_other(self) -> None:
        for iso, years in self.listed().items():
            for year, rows in years.items():
                with self.subTest(country=iso, year=year):
                    listed = {row["date"] for row in rows}
                    computed = {day.isoformat() for day, _ in holidays_of(calendar_for(iso), int(year))}
                    doubtful = {day for country, day in self.OPEN if country == iso}
                    self.assertEqual(listed - doubtful, computed - doubtful)


class StatusTests(SimpleTestCase):
    def test_the_three_words_are_the_vocabulary_s(self) -> None:
        self.assertEqual(set(Status.__args__), set(YearStatus.values))  # type: ignore[attr-defined]

    def test_the_package_only_ever_computes(self) -> None:
        self.assertEqual(calendar_for("KR").status(2026), "calculated")

    def test_an_officer_confirms(self) -> None:
        calendar = calendar_for("KR", confirmed=[2026])
        self.assertEqual([calendar.status(year) for year in (2026, 2027)], ["confirmed", "calculated"])

    def test_years_outside_the_package_are_absent(self) -> None:
        calendar = calendar_for("KH")
        self.assertEqual([calendar.status(year) for year in (1992, 1993, 2100, 2101)],
                         ["absent", "calculated", "calculated", "absent"])  # fmt: skip
        self.assertNotIn(2101, calendar.years)

    def test_a_country_that_nobody_computes_is_absent(self) -> None:
        self.assertEqual(calendar_for("ZZ").status(2026), "absent")
        with self.assertRaises(AbsentYearError):
            calendar_for("ZZ").is_workday(on("2026-05-12"))

    def test_a_confirmed_year_of_such_a_country_is_what_the_officer_entered(self) -> None:
        calendar = calendar_for("ZZ", overrides=[(on("2026-05-12"), "Flag Day", True)], confirmed=[2026])
        self.assertEqual(calendar.status(2026), "confirmed")
        self.assertFalse(calendar.is_workday(on("2026-05-12")))
        self.assertTrue(calendar.is_workday(on("2026-05-13")))


class OverridingRowsTests(SimpleTestCase):
    def test_a_row_takes_a_computed_holiday_away(self) -> None:
        day = on("2026-05-01")
        self.assertFalse(calendar_for("KR").is_workday(day))
        self.assertTrue(calendar_for("KR", overrides=[(day, "Labour Day", False)]).is_workday(day))

    def test_a_row_adds_a_day_declared_at_short_notice(self) -> None:
        day = on("2026-08-18")
        calendar = calendar_for("KR", overrides=[(day, "Temporary holiday", True)])
        self.assertFalse(calendar.is_workday(day))
        self.assertEqual(calendar.holiday(day), "Temporary holiday")
        self.assertEqual(calendar.status(2026), "calculated")

    def test_a_row_makes_a_weekend_day_worked(self) -> None:
        day = on("2026-05-16")
        self.assertTrue(calendar_for("KR", overrides=[(day, "Working Saturday", False)]).is_workday(day))

    def test_rows_of_one_calendar_do_not_reach_another(self) -> None:
        day = on("2026-08-18")
        calendar_for("KR", overrides=[(day, "Temporary holiday", True)]).year(2026)
        self.assertTrue(calendar_for("KR").is_workday(day))


class NameTests(SimpleTestCase):
    def test_a_holiday_is_named_in_the_language_of_the_reader_and_an_officers_as_written(self) -> None:
        day, declared = datetime.date(2026, 12, 25), datetime.date(2026, 7, 1)
        calendar = calendar_for("KR", overrides=[(declared, "Day of the summit", True)])
        self.assertEqual(dict(holidays_of(calendar, 2026, "ko"))[day], "기독탄신일")
        self.assertEqual(dict(holidays_of(calendar, 2026))[day], "Christmas Day")
        self.assertEqual(dict(holidays_of(calendar, 2026, "ko"))[declared], "Day of the summit")
        # What the package does not say in a language stays as it is.
        self.assertEqual(holidays_of(calendar_for("XV"), 2026, "ko"), holidays_of(calendar_for("XV"), 2026))

    def test_two_holidays_on_one_day_are_both_named_in_the_readers_language(self) -> None:
        day = on("2025-05-05")
        names = calendar_for("KR").holiday(day)
        self.assertEqual(names, "Buddha's Birthday; Children's Day")
        self.assertEqual(
            named_in("ko", ("KH", "KR"), day, f"A day of Cambodia; {names}"),
            "A day of Cambodia; 부처님오신날; 어린이날",
        )


class ValdoriaTests(SimpleTestCase):
    def test_its_weekend_is_friday_and_saturday(self) -> None:
        self.assertEqual(calendar_for("XV").year(2026).weekend, {4, 5})

    def test_some_of_its_holidays_move(self) -> None:
        self.assertEqual(free_days("XV", "2025-04-13", "2026-04-13", "2026-04-12"), [True, False, True])

    def test_every_year_has_the_same_nine(self) -> None:
        for year in range(2020, 2036):
            self.assertEqual(len(holidays_of(calendar_for("XV"), year)), 9, year)
