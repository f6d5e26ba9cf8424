"""The working of a deadline in sentences."""

import datetime

from django.test import SimpleTestCase

from commitments.deadlines.explanation import Remark, build_remark, explain_working, length_in_words

START, DUE = datetime.date(2026, 3, 4), datetime.date(2026, 3, 18)


class LengthTests(SimpleTestCase):
    def test_one_and_several_of_each_unit(self) -> None:
        for unit, one, several in (
            ("working_days", "1 working day", "2 working days"),
            ("days", "1 day", "2 days"),
            ("weeks", "1 week", "2 weeks"),
            ("months", "1 month", "2 months"),
            ("years", "1 year", "2 years"),
        ):
            self.assertEqual((length_in_words(1, unit), length_in_words(2, unit)), (one, several))


class RemarkTests(SimpleTestCase):
    def test_days_and_lengths_are_put_into_words(self) -> None:
        self.assertEqual(
            str(build_remark("length", count=2, unit="weeks", day=START, due=DUE)),
            "2 weeks after 4 March 2026 is 18 March 2026.",
        )
        self.assertEqual(
            str(build_remark("window", start=START, end=DUE)),
            "The wording names the period from 4 March 2026 to 18 March 2026. The last day is the due date.",
        )

    def test_places_and_days_that_were_skipped_are_listed(self) -> None:
        told = build_remark(
            "working_days_skipping",
            count=10,
            unit="working_days",
            day=START,
            due=DUE,
            place=[["Seoul", "KR"], ["Phnom Penh", "KH"]],
            skipped=[["2026-03-09", "Women's Day"], ["2026-03-10", ""]],
        )
        self.assertEqual(
            str(told),
            "10 working days after 4 March 2026, counted in Seoul and Phnom Penh, is 18 March 2026. "
            "Holidays account for 2 days: 9 March 2026 (Women's Day), 10 March 2026.",
        )

    def test_an_anchor_is_named_and_an_unknown_one_stays_as_it_is(self) -> None:
        said = "The start date is not yet known (%s). Enter it when it is known."
        self.assertEqual(str(build_remark("anchor", anchor="signature")), said % "signature")
        self.assertEqual(str(build_remark("anchor", anchor="launch")), said % "launch")

    def test_what_is_stored_is_read_again(self) -> None:
        made = build_remark("day", due=DUE)
        self.assertEqual(Remark.from_json(made.to_json()), made)
        self.assertEqual(made.to_json(), {"code": "day", "values": {"due": "2026-03-18"}})
        self.assertEqual(
            explain_working([made, build_remark("before_meeting")]),
            "The wording names 18 March 2026. The date is before the meeting. Check that it is correct.",
        )
