"""What is typed of a deadline: what is missing, what it says, what its words leave open."""

import datetime
from typing import Any

from django.test import SimpleTestCase

from commitments.deadlines import inputs
from commitments.deadlines.context import Dependencies
from commitments.models import Commitment, Meeting

DAY = datetime.date(2026, 6, 30)


class InputTests(SimpleTestCase):
    def test_what_the_chosen_kind_needs_is_named(self) -> None:
        for values, name in (
            ({"when": "day"}, "day"),
            ({"when": "days"}, "count"),
            ({"when": "working_days", "wording": "soon"}, "count"),
            ({"when": "words", "wording": "by 31 June 2026"}, "wording"),
            ({"when": "words"}, None),
            ({"when": "none"}, None),
            ({"when": "days", "count": 0}, None),
        ):
            found = inputs.find_missing_input(values)
            self.assertEqual(found and found[0], name, values)

    def test_another_deadline_has_to_be_said(self) -> None:
        self.assertEqual((inputs.find_missing_input({}, must_say=True) or ("",))[0], "wording")
        self.assertIsNone(inputs.find_missing_input({"when": "none"}, must_say=True))
        self.assertIsNone(inputs.find_missing_input({"wording": "by 30 June 2026"}, must_say=True))

    def test_each_kind_says_what_was_chosen(self) -> None:
        cases: tuple[tuple[dict[str, Any], tuple[Any, ...]], ...] = (
            ({"when": "day", "day": DAY}, ("fixed", None, "")),
            ({"when": "days", "count": 30}, ("relative", 30, "")),
            ({"when": "working_days", "count": 5, "capitals": "both"}, ("relative", 5, "both")),
            ({"when": "none", "wording": "soon"}, ("none", None, "")),
            ({"wording": "within 10 working days of the meeting"}, ("relative", 10, "")),
            ({}, ("none", None, "")),
        )
        for values, said in cases:
            spec = inputs.spec_of(values)
            self.assertEqual((spec.kind, spec.count, spec.capitals or ""), said, values)

    def test_words_leave_a_question_until_what_they_follow_is_named(self) -> None:
        before = {"wording": "before the meeting"}
        self.assertEqual(inputs.spec_of(before | {"which": Meeting()}).ask, "")
        self.assertNotEqual(inputs.spec_of(before).ask, "")
        session = inputs.spec_of({"wording": "at the next session"})
        self.assertIsNone(inputs.find_question(session, Dependencies(event=Meeting())))
        length = inputs.spec_of({"wording": "30 days"})
        name, said = inputs.find_question(length, Dependencies()) or ("", "")
        self.assertEqual((name, "within" in str(said)), ("wording", True))
        meant = inputs.find_question(inputs.spec_of({"wording": "before the meeting"}), Dependencies()) or (
            "",
            "",
        )
        self.assertEqual(meant[0], "which")
        self.assertIsNone(inputs.find_question(length, Dependencies(follows=Commitment())))
        self.assertTrue(
            inputs.find_question(inputs.spec_of({"wording": "at a mutually fitting hour"}), Dependencies())
        )
        self.assertIsNone(
            inputs.find_question(inputs.spec_of({"wording": "by 30 June 2026"}), Dependencies())
        )
