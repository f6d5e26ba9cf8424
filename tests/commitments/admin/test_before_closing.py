"""A meeting is planned on few fields; before it is closed the page says what is missing, and where."""

import datetime
from typing import Any

import time_machine
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from commitments.enums import CommitmentState, MeetingState, OutcomeKind, StatementKind
from commitments.errors import Refused
from commitments.meetings import outcomes
from commitments.models import AuditRow, Meeting, Statement
from tests import make
from tests.cast import NOW, Cast, gather
from tests.flat import flat

BASE = "/admin/commitments"
ADD = f"{BASE}/meeting/add/"


class Case(TestCase):
    cast: Cast

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def setUp(self) -> None:
        self.enterContext(time_machine.travel(NOW, tick=False))
        self.client.force_login(self.cast.officer)

    def page(self, meeting: Meeting) -> str:
        return f"{BASE}/meeting/{meeting.pk}/change/"


class Planning(Case):
    def test_planning_asks_only_what_planning_needs(self) -> None:
        page = flat(self.client.get(f"{ADD}?was_held=planned").text)
        self.assertIn("Plan a meeting</h1>", page)
        self.assertIn(">Plan the meeting</span>", page)
        self.assertEqual(page.count("data-once-held hidden"), 3)
        page = flat(self.client.get(ADD).text)
        self.assertIn("Record a meeting</h1>", page)
        self.assertNotIn("data-once-held hidden", page)

    def test_what_was_typed_comes_back_in_sight(self) -> None:
        given = {"country": self.cast.valdoria.pk, "title": "", "was_held": "planned"}
        self.assertNotIn("data-once-held hidden", self.client.post(ADD, given).text)

    def test_the_page_of_a_meeting_ahead_shows_agenda_packet_and_delegations_first(self) -> None:
        meeting = make.meeting(self.cast, held=False)
        page = self.client.get(self.page(meeting)).text
        self.assertIn("No packet yet", page)
        self.assertLess(page.index('id="open-items"'), page.index('id="who"'))
        self.assertNotIn('id="said"', page)
        self.assertIn('id="said"', self.client.get(f"{self.page(meeting)}?said=1").text)
        make.outcome(self.cast, meeting)
        self.assertIn('id="said"', self.client.get(self.page(meeting)).text)

    def test_the_list_leads_to_both(self) -> None:
        page = self.client.get(f"{BASE}/meeting/")
        self.assertContains(page, "Plan a meeting")
        self.assertContains(page, "Record a meeting")


class Held(Case):
    """One meeting that was held."""

    meeting: Meeting

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.meeting = make.meeting(cls.cast)

    def lacking(self) -> list[tuple[str, str]]:
        """Give the places that the page leads to."""
        found = self.client.get(self.page(self.meeting)).context["missing"]
        return [(one.sentence, place) for one in found for _label, place in one.places]

    def readout(self, **more: Any) -> Statement:
        values = {"kind": StatementKind.OUR_READOUT, "title": "Our account", **more}
        return make.statement(self.cast, self.meeting, **values)


class BeforeClosing(Held):
    def test_each_missing_thing_leads_to_where_it_is_mended(self) -> None:
        self.assertEqual(self.lacking(), [("enter the outcomes of the meeting", "?edit=new")])
        bare = make.outcome(self.cast, self.meeting)
        text = self.readout()
        point = make.outcome(self.cast, self.meeting)
        make.commitment(self.cast, point, state=CommitmentState.DRAFT)
        told = dict(self.lacking())
        self.assertEqual(told["enter the commitment in outcome 1"], f"?edit={bare.pk}")
        self.assertEqual(told["send 1 draft to its owners"], "#step-propose")
        place = f"{BASE}/statement/{text.pk}/change/"
        self.assertEqual(told["sign off “Our account”"], place)
        page = self.client.get(self.page(self.meeting)).text
        self.assertIn('id="step-propose"', page)
        self.assertIn(f'<a href="?edit={bare.pk}">1</a>', page)

    def test_closing_asks_and_says_what_is_missing_and_nobody_is_held_up(self) -> None:
        make.outcome(self.cast, self.meeting, kind=OutcomeKind.TOPIC)
        self.readout()
        step = f"{BASE}/meeting/{self.meeting.pk}/step/close/"
        page = self.client.get(step)
        self.assertContains(page, "Closing locks the clauses permanently.")
        self.assertContains(page, "Still to do: sign off “Our account”.")
        self.assertEqual(self.client.post(step).status_code, 302)
        self.meeting.refresh_from_db()
        self.assertEqual(self.meeting.state, MeetingState.CLOSED)

    def test_what_is_missing_costs_no_query_more_however_much_it_is(self) -> None:
        self.client.get(self.page(self.meeting))
        counts = []
        for _round in range(2):
            for _number in range(5):
                make.outcome(self.cast, self.meeting)
                self.readout()
            with CaptureQueriesContext(connection) as queries:
                self.client.get(self.page(self.meeting))
            counts.append(len(queries))
        self.assertEqual(counts[0], counts[1])


class SigningOff(Held):
    def sign(self, text: Statement) -> Any:
        return self.client.post(f"{BASE}/statement/{text.pk}/step/sign-off/", follow=True)

    def test_the_head_signs_off_and_the_page_says_who_and_when(self) -> None:
        text = self.readout()
        make.outcome(self.cast, self.meeting, kind=OutcomeKind.TOPIC)
        self.client.force_login(self.cast.head)
        self.assertContains(self.sign(text), "Signed off by Head, 11 Mar 2026")
        self.assertContains(self.client.get(self.page(self.meeting)), "signed off by Head")
        self.assertEqual(self.lacking(), [])
        self.assertTrue(AuditRow.objects.filter(action="signed_off", subject_id=text.pk).exists())

    def test_the_officer_is_told_who_signs_off(self) -> None:
        text = self.readout()
        self.assertContains(
            self.sign(text), "Only the head of desk or the division head can sign off the readout."
        )
        text.refresh_from_db()
        self.assertIsNone(text.signed_off_at)

    def test_only_our_readout_is_signed_off_and_only_once(self) -> None:
        joint = self.readout(kind=StatementKind.AGREED_MINUTES)
        with self.assertRaises(Refused):
            outcomes.sign_off(joint, by=self.cast.head, now=NOW)
        text = outcomes.sign_off(self.readout(), by=self.cast.head, now=NOW)
        with self.assertRaises(Refused):
            outcomes.sign_off(text, by=self.cast.head, now=NOW)

    def test_words_that_change_are_signed_off_anew_and_other_columns_are_not_its_words(self) -> None:
        text = outcomes.sign_off(self.readout(), by=self.cast.head, now=NOW)
        later = NOW + datetime.timedelta(hours=1)
        kept = {"source": "Archive 12"}
        outcomes.change_statement(text, kept, expected=text.version, by=self.cast.officer, now=later)
        self.assertIsNotNone(Statement.objects.get(pk=text.pk).signed_off_at)
        words = {"text": "Another text."}
        outcomes.change_statement(text, words, expected=text.version, by=self.cast.officer, now=later)
        self.assertIsNone(Statement.objects.get(pk=text.pk).signed_off_by)

    def test_another_desk_signs_nothing_off(self) -> None:
        with self.assertRaises(Refused):
            outcomes.sign_off(self.readout(), by=self.cast.stranger, now=NOW)
