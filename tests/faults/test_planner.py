"""Random zones, clock changes and holidays: the planner says what the slow way says."""

import dataclasses
import datetime
from collections import Counter
from collections.abc import Callable

from django.test import SimpleTestCase

from commitments.calendars.workdays import Calendar, Year
from commitments.reminders import schedule
from commitments.reminders.schedule import postpone_day
from tests.commitments.reminders.cases import Case, case, told_slowly
from tests.faults.stage import IS_FULL, note

CASES, CASES_OF_CONTROLS = (100_000, 2_000) if IS_FULL else (300, 60)
Told = dict[tuple[str, int, datetime.date], tuple[datetime.date, datetime.datetime, datetime.date, str]]


def told(asked: Case) -> Told:
    """Let the planner answer a case."""
    reader = asked.reader.calendar
    rungs = schedule.list_steps(
        asked.item, asked.rules, asked.owing.calendar, reader, asked.first, asked.last
    )
    found = {
        (str(rung.key.rule), rung.key.offset, rung.key.anchor_on): (
            rung.day,
            rung.at or schedule.find_moment(rung.day, asked.at, asked.zone),
            *postpone_day(rung.day, asked.quiet, reader),
        )
        for rung in rungs
    }
    assert len(found) == len(rungs), "a rung is told twice"
    return found


class Plain:
    """A country where people work from Monday to Friday, whatever day it is."""

    calendar = Calendar("XX", {year: Year(frozenset({5, 6}), {}) for year in range(2023, 2032)})

    def is_worked(self, day: datetime.date) -> bool:
        return self.calendar.is_workday(day)


class PlannerTests(SimpleTestCase):
    def compare(self, cases: int, answer: Callable[[Case], Told]) -> tuple[list[int], Counter[str]]:
        """Give the numbers of the cases that are answered otherwise, and how many rungs of each rule."""
        wrong, counted = [], Counter[str]()
        for number in range(cases):
            asked = case(number)
            slowly = told_slowly(asked)
            counted.update(name[0] for name in slowly)
            if answer(asked) != slowly:
                wrong.append(number)
        return wrong, counted

    def test_it_says_what_the_slow_way_says(self) -> None:
        wrong, counted = self.compare(CASES, told)
        note(
            "18",
            f"{CASES} random cases, {counted.total()} rungs: {len(wrong)} told otherwise; {dict(counted)}",
        )
        self.assertEqual(wrong, [])
        self.assertGreater(min(counted.values()), 0)
        self.assertEqual(len(counted), 11)

    def test_control_a_planner_that_knows_no_holidays_is_found_out(self) -> None:
        def without(asked: Case) -> Told:
            return told(dataclasses.replace(asked, owing=Plain(), reader=Plain()))

        wrong, _ = self.compare(CASES_OF_CONTROLS, without)
        note(
            "18",
            f"a planner without holidays: {len(wrong)} of {CASES_OF_CONTROLS} told otherwise",
            is_control=True,
        )
        self.assertGreater(len(wrong), CASES_OF_CONTROLS // 10)

    def test_control_one_that_knows_no_clock_changes_is_found_out(self) -> None:
        def without(asked: Case) -> Told:
            january = datetime.datetime(asked.first.year, 1, 1, tzinfo=asked.zone).utcoffset()
            assert january is not None
            return told(dataclasses.replace(asked, zone=datetime.timezone(january)))

        wrong, _ = self.compare(CASES_OF_CONTROLS, without)
        note(
            "18",
            f"one without clock changes: {len(wrong)} of {CASES_OF_CONTROLS} told otherwise",
            is_control=True,
        )
        self.assertGreater(len(wrong), CASES_OF_CONTROLS // 10)
