"""Random zones, clock changes and holidays: the planner says what the slow way says."""

import dataclasses
import datetime
from collections import Counter
from collections.abc import Callable

from django.test import SimpleTestCase

from commitments.calendars.workdays import Calendar, Year
from commitments.reminders import schedule
from commitments.reminders.candidates import RunWindow, find_anchors, search_days
from commitments.reminders.schedule import postpone_day
from tests.commitments.reminders import slow
from tests.commitments.reminders.cases import Case, case, told_slowly
from tests.commitments.reminders.slow import DAY
from tests.faults.stage import IS_FULL, note

CASES, CASES_OF_CONTROLS = (100_000, 2_000) if IS_FULL else (300, 200)
Told = dict[tuple[str, int, datetime.date], tuple[datetime.date, datetime.datetime, datetime.date, str]]


def told(asked: Case) -> Told:
    """Let the planner answer a case."""
    reader = asked.reader.calendar
    rungs = schedule.list_steps(
        asked.item, asked.rules, asked.owing.calendar, reader, asked.first, asked.last
    )
    found = {
        (str(rung.key.rule), rung.key.offset, rung.key.start_date): (
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
        self.assertEqual(len(counted), 14)

    def test_it_tells_whom_the_slow_way_tells(self) -> None:
        items = [item for number in range(CASES) if slow.is_waited_for(item := case(number).item)]
        rules = list(schedule.STEP_RULES)
        asked = [(item, str(rule)) for item in items for rule in rules if not schedule.why_not(item, rule)]
        wrong = [
            (item, rule)
            for item, rule in asked
            if {audience.value for audience in schedule.list_audiences(item, rule)} != slow.people(item, rule)
        ]
        note("18", f"the people of {len(asked)} rungs of random items: {len(wrong)} told otherwise")
        self.assertEqual(wrong, [])
        self.assertGreater(len(asked), CASES)

    def not_found(self, cases: int, without: int = 0) -> tuple[int, list[int]]:
        """Give the number of rungs, and the cases with one that would not be looked for among all items.

        A control leaves out the last days.
        """
        count, lacking = 0, []
        for number in range(cases):
            asked = case(number)
            owing, reader = asked.owing.calendar, asked.reader.calendar
            last = max(asked.first, asked.last - without * DAY)
            search = search_days(RunWindow(asked.first, last), [reader], due_on=asked.first - 60 * DAY)
            found = find_anchors([asked.rules], [owing], search)
            rungs = schedule.list_steps(asked.item, asked.rules, owing, reader, asked.first, asked.last)
            keys = {key for some in found.values() for key in some}
            count += len(rungs)
            if any(
                rung.key not in keys or not schedule.is_step(asked.item, asked.rules, rung.key)
                for rung in rungs
            ):
                lacking.append(number)
        return count, lacking

    def test_each_rung_is_looked_for_among_all_items(self) -> None:
        count, lacking = self.not_found(CASES)
        note("18", f"{CASES} random cases, {count} rungs: {len(lacking)} cases with one not looked for")
        self.assertEqual(lacking, [])
        self.assertGreater(count, CASES)

    def test_control_a_search_of_too_few_days_is_found_out(self) -> None:
        _count, lacking = self.not_found(CASES_OF_CONTROLS, without=8)
        note("18", f"a search without the last eight days: {len(lacking)} cases lack one", is_control=True)
        self.assertGreater(len(lacking), CASES_OF_CONTROLS // 10)

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
