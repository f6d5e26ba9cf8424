"""The demo's tables: what they say of real states, and what they must not say."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import ClassVar

import pytest
from django.test import SimpleTestCase

from commitments.demo import cambodia, cambodia_past, people
from commitments.demo.columns import Occasion
from commitments.demo.loader import OCCASIONS
from commitments.enums import MeetingState, StatementKind
from tests.conftest import SHARED

REAL = (*cambodia_past.OCCASIONS, *cambodia.OCCASIONS)
SOURCES = ("00-", "38-", "42-", "41-", "24-", "25-")
# So many words in a row in common are a quotation.
RUN_WORDS = 8


def texts(occasion: Occasion) -> Iterator[str]:
    """Return every sentence that the demo shows about a meeting; names of offices and sources are none."""
    yield from (occasion.title, occasion.purpose, occasion.note, occasion.place)
    if occasion.paper is not None:
        yield from (occasion.paper.title, occasion.paper.summary)
    yield from (fact.text for fact in occasion.background)
    yield from (raised.said for raised in occasion.raised)
    for point in occasion.points:
        yield point.clause
        yield from (wording.text for wording in point.wordings)
        if point.debt is not None:
            yield from (point.debt.title, point.debt.meaning, *(event.text for event in point.debt.life))


class RealStateTests(SimpleTestCase):
    def test_no_date_is_given_to_what_a_real_state_owes(self) -> None:
        for occasion in REAL:
            for debt in (point.debt for point in occasion.points if point.debt):
                self.assertNotIsInstance(debt.due, int, debt.title)
                named = (debt.ours, debt.theirs, debt.helps, debt.person, debt.review)
                self.assertEqual(named, ("", "", "", "", None))
                self.assertEqual([event for event in debt.life if event.due is not None], [])

    def test_no_health_is_reported_for_what_a_real_state_owes(self) -> None:
        happened = {
            event.do for one in REAL for point in one.points if point.debt for event in point.debt.life
        }
        self.assertEqual(happened, {"propose", "accept", "start", "prove", "report", "fulfil", "conclude"})

    def test_nothing_of_a_real_state_is_put_off_or_said_to_be_missing(self) -> None:
        self.assertFalse({one.state for one in REAL} - {MeetingState.CLOSED})
        self.assertFalse([one.title for one in REAL if one.other_papers])

    def test_what_came_back_led_to_an_outcome_of_that_meeting(self) -> None:
        for occasion in REAL:
            for raised in occasion.raised:
                found = re.search(r"outcome (\d) of this meeting\.$", raised.said)
                assert found is not None, raised.said
                self.assertLessEqual(int(found[1]), len(occasion.points))

    def test_each_fact_behind_a_meeting_has_a_source_and_no_date_that_none_gives(self) -> None:
        facts = [fact for occasion in REAL for fact in occasion.background]
        self.assertTrue(all(fact.source for fact in facts))
        self.assertEqual([fact.dated for fact in facts if fact.dated], ["April, year not stated"])

    def test_offices_sit_at_the_table_and_no_named_person(self) -> None:
        named = {post.key for post in people.POSTS} | {post.person for post in people.POSTS}
        for occasion in REAL:
            self.assertFalse(named & {seat.who for seat in occasion.seats})

    def test_reports_carry_a_source_and_no_text_but_a_summary(self) -> None:
        for paper in (occasion.paper for occasion in REAL if occasion.paper):
            self.assertTrue(paper.source)
            self.assertFalse(paper.carries_text)
            self.assertTrue(not paper.summary or "not verbatim" in paper.title)
            self.assertIn(
                paper.kind,
                {StatementKind.PRESS_REPORT, StatementKind.OUR_READOUT, StatementKind.THEIR_READOUT},
            )

    def test_the_phnom_penh_meeting_has_no_date(self) -> None:
        self.assertIsNone(cambodia.PHNOM_PENH.held)


def strings_in(value: object) -> Iterator[str]:
    """Return every text in a table, at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from strings_in([*value.items()])
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from strings_in(one)
    elif is_dataclass(value):
        yield from strings_in([getattr(value, field.name) for field in fields(value)])


class InventedTests(SimpleTestCase):
    REAL: ClassVar = {"mofa", "moj", "knpa", "koica", "kh_mfaic", "kh_moi", "kh_police", "kh_gdi"}

    def test_real_ministries_are_in_the_directory_alone(self) -> None:
        self.assertEqual(people.REAL_HOUSES, self.REAL)
        for house in people.HOUSES:
            is_real = house.key in self.REAL
            is_invented = house.iso == people.FICTIONAL or "(demonstration)" in house.names.name
            self.assertNotEqual(is_real, is_invented, house.key)
            self.assertFalse(is_real and house.runs_tracker, house.key)

    def test_no_commitment_official_or_account_is_of_a_real_ministry(self) -> None:
        tables = (people.POSTS, people.ACCOUNTS, people.RENAMED, people.RETITLED, people.GONE, people.AWAY)
        named = set(strings_in((*tables, *OCCASIONS)))
        self.assertIn("harbours", named)
        self.assertFalse(named & self.REAL)

    def test_no_name_means_two_ministries(self) -> None:
        names = [name for house in people.HOUSES for name in (house.names.name, house.short)]
        self.assertEqual(len(names), len(set(names)))

    def test_every_invented_meeting_says_so(self) -> None:
        for occasion in OCCASIONS:
            self.assertTrue(occasion.iso != people.FICTIONAL or "Invented" in occasion.note)


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def runs(text: str) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[at : at + RUN_WORDS]) for at in range(len(found) - RUN_WORDS + 1)}


@pytest.mark.shared
class SourceTests(SimpleTestCase):
    """The reports themselves stay outside the project."""

    def sources(self) -> list[str]:
        paths = (SHARED / "statements" / "texts").glob("*.txt")
        return [path.read_text() for path in paths if path.name.startswith(SOURCES)]

    def test_all_six_sources_are_here(self) -> None:
        self.assertEqual(len(self.sources()), len(SOURCES))

    def test_no_sentence_of_a_source_is_in_the_demo(self) -> None:
        theirs = set().union(*map(runs, self.sources()))
        ours = set().union(*(runs(text) for occasion in REAL for text in texts(occasion)))
        self.assertEqual(ours & theirs, set())

    def test_a_quotation_would_be_found(self) -> None:
        source = self.sources()[0]
        self.assertTrue(runs(source[300:600]) & runs(source))

    def test_no_person_of_a_source_is_named_but_the_two_of_phnom_penh(self) -> None:
        title = r"(?:Minister|President|Sen\.|H\.E\.|Ministers)"
        named: set[str] = set()
        for source in self.sources():
            for found in re.findall(rf"{title} ((?:[A-Z][a-z]+(?:-[a-z]+)?[ ,]?){{1,3}})", source):
                named |= set(re.findall(r"[A-Z][a-z-]+", found))
        offices = {
            "Minister",
            "Foreign",
            "Affairs",
            "Prime",
            "Deputy",
            "Interior",
            "Vice",
            "Cambodian",
            "Cambodia",
        }
        shown = {word for one in REAL for text in texts(one) for word in re.findall(r"[A-Z][a-z-]+", text)}
        self.assertGreaterEqual(len(named - offices), 5)
        self.assertEqual((named - offices) & shown, {"Cho", "Tae-yul", "Hun", "Manet"} & named)
