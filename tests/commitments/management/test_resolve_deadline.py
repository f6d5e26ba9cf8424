"""`manage.py resolve_deadline`: the contract that other programs build on."""

import datetime
import io
import json

from django.core.management import CommandError, call_command
from django.test import TestCase, override_settings

from commitments.models import Country, Holiday

KEYS = ["kind", "due_start", "due_end", "act_by", "review_on", "every", "needs_officer"]


def answer(text: str, *options: str) -> dict[str, str | None]:
    out = io.StringIO()
    call_command("resolve_deadline", text, *options, "--format=json", stdout=out)
    found: dict[str, str | None] = json.loads(out.getvalue())
    return found


class ResolveDeadlineTests(TestCase):
    def test_it_prints_the_seven_keys(self) -> None:
        found = answer("by 10 October 2026")
        self.assertEqual(list(found), KEYS)
        self.assertEqual(
            found,
            dict.fromkeys(KEYS) | {"kind": "fixed", "due_end": "2026-10-10", "act_by": "2026-10-08"},
        )

    def test_the_owner_s_capital_counts(self) -> None:
        found = answer("within 10 working days", "--held-on=2026-04-10", "--owner=kh")
        self.assertEqual((found["due_end"], found["act_by"]), ("2026-04-29", "2026-04-29"))

    @override_settings(HOME_COUNTRY="XV")
    def test_the_home_country_owes_unless_said_otherwise(self) -> None:
        self.assertEqual(answer("by 16 May 2026")["act_by"], "2026-05-14")

    def test_the_partner_matters_where_both_capitals_count(self) -> None:
        options = ("--held-on=2026-04-10", "--owner=KR")
        text = "within 10 working days in both capitals"
        self.assertEqual(answer(text, *options, "--partner=KH")["due_end"], "2026-04-29")
        self.assertIsNotNone(answer(text, *options)["needs_officer"])

    def test_a_recurring_deadline_tells_its_duration(self) -> None:
        found = answer("by 1 November each year", "--held-on=2026-05-12")
        self.assertEqual(
            (found["kind"], found["every"], found["due_end"]), ("recurring", "P1Y", "2026-11-01")
        )

    def test_without_the_meeting_s_day_the_officer_is_asked(self) -> None:
        found = answer("within 30 days")
        self.assertIsNone(found["due_end"])
        self.assertIsNotNone(found["needs_officer"])

    def test_korean_and_french_are_read_too(self) -> None:
        self.assertEqual(answer("10근무일 이내", "--held-on=2026-05-12")["due_end"], "2026-05-27")
        self.assertEqual(answer("avant le 30 juin 2027")["due_end"], "2027-06-29")

    def test_rows_of_officers_count(self) -> None:
        korea = Country.objects.create(iso="KR", name="Korea", capital="Seoul", time_zone="Asia/Seoul")
        Holiday.objects.create(country=korea, day=datetime.date(2026, 5, 20), name="Declared late")
        found = answer("within 10 working days in Seoul", "--held-on=2026-05-12")
        self.assertEqual(found["due_end"], "2026-05-28")

    def test_the_text_shows_the_working(self) -> None:
        out = io.StringIO()
        call_command("resolve_deadline", "within 10 working days", "--held-on=2026-05-17", stdout=out)
        self.assertIn("10 working days after 17 May 2026", out.getvalue())

    def said(self, text: str, *options: str) -> dict[str, str]:
        out = io.StringIO()
        call_command("resolve_deadline", text, *options, stdout=out)
        return {line[:14].strip(): line[14:] for line in out.getvalue().splitlines()}

    def test_the_text_tells_the_next_occurrences(self) -> None:
        found = self.said("quarterly", "--held-on=2026-08-31")
        self.assertEqual(found["due_end"], "2026-11-30")
        self.assertEqual(found["next"], "2027-02-28, 2027-05-31, 2027-08-31")
        self.assertNotIn("next", self.said("biannual", "--held-on=2026-08-31"))

    def test_the_text_tells_what_is_waited_for(self) -> None:
        found = self.said("before the third Joint Commission", "--held-on=2026-05-17")
        self.assertEqual((found["event"], found["session"]), ("third Joint Commission", "3"))
        found = self.said("within 30 days of ratification", "--held-on=2026-05-17")
        self.assertEqual(found["counted_from"], "ratification")
        self.assertIn(
            "The start date is not yet known (“ratification”). Enter it when it is known.",
            found["needs_officer"],
        )

    def test_the_partner_s_calendar_is_doubted_only_where_it_counts(self) -> None:
        options = ("--held-on=2026-05-17", "--partner=KH")
        self.assertNotIn("KH", self.said("within 10 working days", *options)["working"])
        self.assertIn("KH", self.said("within 10 working days in both capitals", *options)["working"])

    def test_wrong_options_are_one_sentence(self) -> None:
        for options, said in (
            (["--held-on=tomorrow"], "is not a valid date"),
            (["--held-on=2026-02-30"], "is not a valid date"),
            (["--owner=ZZ"], "The holidays of “ZZ” are not known."),
            (["--partner=Cambodia"], "The holidays of “Cambodia” are not known."),
        ):
            with self.subTest(options=options), self.assertRaisesMessage(CommandError, said):
                answer("within 30 days", *options)
