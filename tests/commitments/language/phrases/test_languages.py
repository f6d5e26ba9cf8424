"""From wordings to specifications and, with the meeting's day, to dates; never a guess."""

import datetime
import json
import random
import re

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from commitments.calendars.holidays import calendar_for
from commitments.deadlines.resolution import Resolution
from commitments.enums import DeadlineKind
from commitments.language.phrases import GRAMMARS, parse_any, parse_deadline
from commitments.language.phrases.specification import DeadlineSpec, Kind, split_table
from tests.commitments.deadlines.case import resolve_known
from tests.commitments.language.phrases.english_vectors import ENGLISH
from tests.commitments.language.phrases.french_vectors import FRENCH
from tests.commitments.language.phrases.korean_vectors import KOREAN
from tests.commitments.language.phrases.vectors import Vector

HELD_ON = datetime.date(2026, 5, 12)
SEOUL = calendar_for("KR", place="Seoul")
PHNOM_PENH = calendar_for("KH", place="Phnom Penh")
WORDS = {
    "en": split_table(
        "by in on before after within the a next this end of year month week days working 10 30 2027 June "
        "May meeting early mid late first half quarter each every and or not 1 late coming until between to "
        "from Q3 H1 31 February decade last session capitals both counting annually later over - 15/06/2027"
    ),
    "ko": split_table(
        "년 월 일 2027년 6월 30일 까지 전까지 이내 후 회의 제3차 매년 분기 말 초 상반기 향후 3개월 10영업일 "
        "기준 서울 부터 에 중 내년 올해 차기 31일 2월 - 이전 늦어도 비준 서명"
    ),
    "fr": split_table(
        "d'ici le la fin de du en dans les prochains mois année 2027 juin 30 1er avant après entre et au "
        "premier trimestre T3 semestre chaque tous ans jours ouvrés suivant réunion sur cinq prochaine "
        "session mi début cette décennie à 31 février"
    ),
}
NAMES_TIME = re.compile(
    r"\d|year|month|week|day|quarter|june|may|feb|decade|annual|[년월일말초주해]|분기|반기|"
    r"juin|févr|mois|an|jour|trim|sem|décennie",
    re.IGNORECASE,
)
SOUP = st.sampled_from(sorted(WORDS)).flatmap(
    lambda language: st.lists(st.sampled_from(WORDS[language]), min_size=1, max_size=9)
)


def resolved(spec: DeadlineSpec, held_on: datetime.date | None = HELD_ON) -> Resolution:
    return resolve_known(
        spec,
        start_date=held_on if spec.anchor == "meeting" else None,
        held_on=held_on,
        recorded_on=HELD_ON,
        owner=SEOUL,
        partner=PHNOM_PENH,
    )


class VectorsTests(SimpleTestCase):
    def assert_vectors(self, language: str, rows: list[Vector]) -> None:
        for row in rows:
            with self.subTest(wording=row.wording):
                spec = parse_deadline(row.wording, language)
                found = resolved(spec)
                dates = tuple(day.isoformat() if day else "" for day in (found.due_start, found.due_end))
                self.assertEqual((found.kind, *dates), (row.kind, row.start, row.end))
                self.assertEqual(found.every, row.every)
                self.assertEqual(found.ask.code.removesuffix("_named") if found.ask else "", row.ask)
                self.assertEqual(bool(found.needs_officer), bool(row.ask))
                if row.review_days:
                    self.assertEqual(found.review_on, HELD_ON + datetime.timedelta(days=row.review_days))
                self.assertEqual(spec.wording, row.wording)
                self.assertEqual(DeadlineSpec.from_json(json.loads(json.dumps(spec.to_json()))), spec)

    def test_english(self) -> None:
        self.assert_vectors("en", ENGLISH)

    def test_korean(self) -> None:
        self.assert_vectors("ko", KOREAN)

    def test_french(self) -> None:
        self.assert_vectors("fr", FRENCH)

    def test_case_does_not_matter(self) -> None:
        for row in ENGLISH:
            with self.subTest(wording=row.wording):
                lower, upper = parse_deadline(row.wording.lower()), parse_deadline(row.wording.upper())
                self.assertEqual((lower.kind, lower.period, lower.ask), (upper.kind, upper.period, upper.ask))

    def test_an_event_keeps_the_words_of_the_text(self) -> None:
        self.assertEqual(parse_deadline("before the 3rd Joint Commission").event, "3rd Joint Commission")
        self.assertEqual(
            parse_deadline("제3차 한-캄보디아 공동위원회 이전", "ko").event, "제3차 한-캄보디아 공동위원회"
        )

    def test_an_event_keeps_how_it_bounds(self) -> None:
        relations = [
            parse_deadline(f"{frame} the next summit").relation for frame in ("at", "by", "before", "in")
        ]
        self.assertEqual(relations, ["at", "by", "before", "at"])

    def test_any_language_is_found_by_itself(self) -> None:
        for rows in (ENGLISH, KOREAN, FRENCH):
            for row in rows:
                if row.ask != "not_understood":
                    with self.subTest(wording=row.wording):
                        self.assertEqual(parse_any(row.wording).kind, row.kind)

    def test_a_language_without_a_grammar_is_left_to_the_officer(self) -> None:
        self.assertEqual(parse_deadline("by 30 June 2027", "km").ask, "not_understood")

    def test_the_kinds_are_the_vocabulary_s(self) -> None:
        self.assertEqual(set(Kind.__args__), set(DeadlineKind.values))  # type: ignore[attr-defined]


class NeverAGuessTests(SimpleTestCase):
    @given(st.text(max_size=250), st.sampled_from(sorted(GRAMMARS)))
    def test_no_text_breaks_it(self, text: str, language: str) -> None:
        spec = parse_deadline(text, language)
        self.assertTrue(spec.ask or spec.kind in DeadlineKind.values)
        resolved(spec)

    @given(SOUP, st.sampled_from(["", " "]), st.dates(datetime.date(2020, 1, 1), datetime.date(2035, 12, 31)))
    def test_words_in_any_order_break_nothing(
        self, chosen: list[str], space: str, held_on: datetime.date
    ) -> None:
        found = resolved(parse_any(space.join(chosen)), held_on)
        if found.due_end:
            self.assertLessEqual(found.due_start or found.due_end, found.due_end)
            self.assertRegex(" ".join(chosen), NAMES_TIME)
        else:
            self.assertIsNone(found.last_working_day)
            self.assertIsNotNone(found.review_on)

    @given(st.text(alphabet=st.characters(exclude_categories=["N"]), max_size=60))
    def test_text_without_numerals_gives_no_fixed_date(self, text: str) -> None:
        self.assertTrue(parse_deadline(text).ask or parse_deadline(text).kind != "fixed")

    def test_no_wording_without_a_year_yields_a_date_while_the_meeting_has_none(self) -> None:
        for row in ENGLISH + KOREAN + FRENCH:
            if not re.search(r"(?:19|20)\d\d|FY", row.wording):
                with self.subTest(wording=row.wording):
                    found = resolved(parse_any(row.wording), None)
                    self.assertIsNone(found.due_end)
                    self.assertIsNotNone(found.review_on)
                    if row.end:
                        self.assertEqual(found.ask and found.ask.code, "held_on")

    def test_a_word_too_many_is_never_passed_over(self) -> None:
        chance = random.Random(2026)
        for row in ENGLISH:
            if row.kind == "fixed" and row.end:
                with self.subTest(wording=row.wording):
                    pieces = row.wording.split()
                    pieces.insert(chance.randrange(len(pieces) + 1), "perhaps")
                    self.assertTrue(parse_deadline(" ".join(pieces)).needs_officer)

    def test_a_text_longer_than_a_wording_is_not_read(self) -> None:
        self.assertEqual(parse_deadline("by 30 June 2027 " * 20).ask, "not_understood")
