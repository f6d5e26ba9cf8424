"""The form in which a deadline's words are stored."""

import datetime

from django.test import SimpleTestCase

from commitments.language.phrases.specification import (
    ASKS,
    DeadlineSpec,
    Period,
    build_after,
    is_duration,
    not_stated,
    on_day,
)


class StoredTests(SimpleTestCase):
    def test_what_is_as_usual_is_not_stored(self) -> None:
        self.assertEqual(
            build_after(10, "working_days").to_json(),
            {"kind": "relative", "count": 10, "unit": "working_days"},
        )
        self.assertEqual(not_stated().to_json(), {"kind": "none"})

    def test_a_day_is_stored_as_a_period(self) -> None:
        spec = on_day(datetime.date(2027, 6, 30), "by 30 June 2027")
        period = {"unit": "day", "year": 2027, "month": 6, "day": 30}
        self.assertEqual(spec.to_json(), {"kind": "fixed", "wording": "by 30 June 2027", "period": period})
        self.assertEqual(DeadlineSpec.from_json(spec.to_json()), spec)

    def test_what_is_no_specification_is_refused(self) -> None:
        for stored in (
            {},
            {"kind": "someday"},
            {"kind": "fixed"},
            {"kind": "relative"},
            {"kind": "event"},
            {"kind": "none", "colour": "red"},
            {"kind": "relative", "count": 10},
            {"kind": "relative", "unit": "days"},
            {"kind": "relative", "count": -1, "unit": "days"},
            {"kind": "recurring", "every": "often"},
            {"kind": "recurring", "every": "P0D"},
            {"kind": "none", "ask": "why"},
            {"kind": "none", "review_days": 0},
            {"kind": "fixed", "period": {"unit": "day", "year": 2027, "month": 2, "day": 29}},
            {"kind": "fixed", "period": {"unit": "month", "month": 6}},
            {"kind": "fixed", "period": {"unit": "month", "year": 2027, "month": 13}},
            {"kind": "fixed", "period": {"unit": "half", "year": 2027, "index": 3}},
            {"kind": "fixed", "period": {"unit": "year", "year": 99999}},
        ):
            with self.subTest(stored=stored), self.assertRaises(ValueError):
                DeadlineSpec.from_json(stored)

    def test_durations_are_whole_and_longer_than_nothing(self) -> None:
        self.assertTrue(all(map(is_duration, ("P1Y", "P6M", "P2W", "P45D", "P1Y6M"))))
        self.assertFalse(any(map(is_duration, ("", "P", "P0D", "1Y", "PT1H", "P1Y ", "-P1Y"))))

    def test_every_question_is_at_most_three_short_sentences(self) -> None:
        for code, sentence in ASKS.items():
            with self.subTest(code=code):
                self.assertTrue(str(sentence).endswith("."))
                parts = str(sentence).split(". ")
                self.assertLessEqual(len(parts), 3)
                self.assertLessEqual(max(len(part.split()) for part in parts), 20)
                self.assertEqual(DeadlineSpec("none", ask=code).needs_officer, str(sentence))

    def test_a_29_february_without_a_year_is_a_day(self) -> None:
        self.assertFalse(Period("day", month=2, day=29).is_dated)
