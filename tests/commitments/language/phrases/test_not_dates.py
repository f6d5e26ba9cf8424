"""No wording without a date yields one."""

import datetime

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from commitments.language.phrases import GRAMMARS, parse_any, parse_deadline
from commitments.language.phrases.specification import DeadlineSpec
from tests.commitments.deadlines.case import resolve_known
from tests.commitments.language.phrases.english_vectors import ENGLISH
from tests.commitments.language.phrases.french_vectors import FRENCH
from tests.commitments.language.phrases.korean_vectors import KOREAN
from tests.commitments.language.phrases.not_dates import WORDS, not_dates
from tests.commitments.language.phrases.outcome import HELD_ON, PHNOM_PENH, SEOUL, come_to

days = st.dates(datetime.date(1990, 1, 1), datetime.date(2090, 12, 31))
numbers = st.integers(0, 99_999).map(str)
ordinals = st.integers(1, 60).map(lambda number: f"{number}th")
words = st.sampled_from(sorted(set(WORDS.split())))


class CorporaTests(SimpleTestCase):
    def test_they_are_many_and_in_three_languages(self) -> None:
        for language in GRAMMARS:
            self.assertGreater(sum(1 for one, _ in not_dates() if one == language), 75)

    def test_none_yields_a_date_in_any_language(self) -> None:
        for language, wording in not_dates():
            for read_as in ("", *GRAMMARS):
                with self.subTest(wording=wording, language=language, read_as=read_as):
                    found = come_to(parse_deadline(wording, read_as) if read_as else parse_any(wording))
                    self.assertEqual(
                        (found.due_start, found.due_end, found.last_working_day), (None, None, None)
                    )
                    self.assertGreaterEqual(found.review_on or HELD_ON, HELD_ON)

    def test_each_is_kept_word_for_word(self) -> None:
        for language, wording in not_dates():
            self.assertEqual(parse_deadline(wording, language).wording, wording)
            self.assertEqual(parse_any(wording).wording, wording)


class MixedTests(SimpleTestCase):
    @given(st.lists(st.one_of(words, numbers, ordinals), max_size=6), words, st.integers(0, 6))
    def test_names_and_numbers_yield_none(self, mixed: list[str], word: str, at: int) -> None:
        mixed.insert(at, word)
        wording = " ".join(mixed)
        for spec in (parse_any(wording), *(parse_deadline(wording, language) for language in GRAMMARS)):
            found = come_to(spec)
            self.assertIsNone(found.due_end, wording)
            self.assertEqual(spec.wording, wording)

    @given(st.sampled_from([row for row in ENGLISH + FRENCH if row.end]), st.integers(0, 12))
    def test_a_word_that_is_not_understood_takes_the_date_away(self, row: object, at: int) -> None:
        wording = row.wording  # type: ignore[attr-defined]
        pieces = wording.split()
        pieces.insert(at, "blithely")
        found = come_to(parse_any(" ".join(pieces)))
        self.assertTrue(found.due_end is None or found.needs_officer, " ".join(pieces))

    @given(st.sampled_from([row for row in KOREAN if row.end]), st.sampled_from(["어쩌면 ", "아마도 "]))
    def test_so_does_one_in_korean(self, row: object, word: str) -> None:
        self.assertIsNone(come_to(parse_deadline(word + row.wording, "ko")).due_end)  # type: ignore[attr-defined]


class ResolverTests(SimpleTestCase):
    """Whatever else a specification holds, what has no date gets none."""

    def dates(self, spec: DeadlineSpec, held_on: datetime.date | None) -> tuple[object, ...]:
        found = resolve_known(
            spec, start_date=None, held_on=held_on, recorded_on=HELD_ON, owner=SEOUL, partner=PHNOM_PENH
        )
        self.assertNotEqual(found.review_on is None, found.due_end is None)
        return (
            found.due_start,
            found.due_end,
            found.last_working_day,
            found.partner_last_working_day,
            *found.calendars_used,
        )

    @given(st.sampled_from(["open", "none"]), st.one_of(st.none(), days), st.integers(1, 400))
    def test_open_and_none_have_no_date(
        self, kind: str, held_on: datetime.date | None, review_days: int
    ) -> None:
        spec = DeadlineSpec(kind, review_days=review_days)  # type: ignore[arg-type]
        self.assertEqual(set(self.dates(spec, held_on)), {None})

    @given(
        st.sampled_from(["at", "by", "before", "after"]),
        st.one_of(st.none(), st.integers(0, 90)),
        st.sampled_from(["days", "working_days", "months"]),
        st.one_of(st.none(), days),
    )
    def test_an_event_without_a_day_has_no_date(
        self, relation: str, count: int | None, unit: str, held_on: datetime.date | None
    ) -> None:
        unit_said = unit if count is not None else ""
        spec = DeadlineSpec("event", relation=relation, count=count, unit=unit_said)  # type: ignore[arg-type]
        self.assertEqual(set(self.dates(spec, held_on)), {None})

    @given(
        st.sampled_from(["signature", "acceptance", "completion", "condition", "event"]),
        st.sampled_from(["relative", "approximate", "recurring"]),
        st.integers(0, 90),
        st.sampled_from(["days", "working_days", "weeks", "months", "years"]),
        st.one_of(st.none(), days),
    )
    def test_a_clock_that_has_not_started_has_no_date(
        self, anchor: str, kind: str, count: int, unit: str, held_on: datetime.date | None
    ) -> None:
        every = "P1Y" if kind == "recurring" else ""
        spec = DeadlineSpec(kind, count=count, unit=unit, anchor=anchor, every=every)  # type: ignore[arg-type]
        self.assertEqual(set(self.dates(spec, held_on)), {None})

    @given(st.sampled_from(["not_understood", "condition", "numeric_date", "season"]), days)
    def test_what_is_asked_has_no_date(self, ask: str, held_on: datetime.date) -> None:
        for kind in ("fixed", "relative", "event", "recurring", "approximate", "open", "none"):
            spec = DeadlineSpec(kind, ask=ask, count=3, unit="days", every="P1Y")
            self.assertEqual(set(self.dates(spec, held_on)), {None})

    @given(st.sampled_from(ENGLISH + KOREAN + FRENCH))
    def test_without_the_meeting_s_day_only_a_year_that_is_named_gives_a_date(self, row: object) -> None:
        spec = parse_any(row.wording)  # type: ignore[attr-defined]
        if set(self.dates(spec, None)) != {None}:
            self.assertTrue(spec.period is not None and spec.period.is_dated)
