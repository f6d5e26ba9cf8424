"""The background of a meeting: facts with sources, read and written as the meeting is."""

import datetime
from typing import ClassVar

from django.db import IntegrityError, transaction
from django.test import TestCase

from commitments.access import policy
from commitments.audit.as_of import context
from commitments.errors import Refused
from commitments.meetings import delegations, meetings
from commitments.meetings.delegations import MOST_FACTS
from commitments.models import AuditRow, BackgroundFact, Meeting
from tests import make
from tests.cast import NOW, Cast, gather

STORM = delegations.FactInput(
    "A storm sank two ferries.", "Harbour office, yearly report", "May, year not stated"
)
PRICE = delegations.FactInput("Fares rose by a tenth.", "Newspaper of Port Serin")


class BackgroundTests(TestCase):
    cast: ClassVar[Cast]
    meeting: ClassVar[Meeting]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.meeting = make.meeting(cls.cast)

    def set(self, *facts: delegations.FactInput) -> list[BackgroundFact]:
        delegations.set_background(self.meeting, facts, by=self.cast.officer, now=NOW)
        return list(self.meeting.background.all())

    def test_facts_keep_their_order_and_are_known_by_their_text(self) -> None:
        first, second = self.set(STORM, PRICE)
        price, storm = self.set(PRICE, STORM)
        self.assertEqual([price.pk, storm.pk], [second.pk, first.pk])
        (left,) = self.set(delegations.FactInput(PRICE.text, "Another newspaper"))
        self.assertEqual((left.pk, left.source, left.dated), (second.pk, "Another newspaper", ""))

    def test_a_fact_needs_words_and_a_source(self) -> None:
        for wrong in (delegations.FactInput("", "A source"), delegations.FactInput("A fact.", "")):
            with self.subTest(wrong=wrong), self.assertRaises(IntegrityError), transaction.atomic():
                self.set(wrong)

    def test_no_fact_twice_and_no_more_than_fit(self) -> None:
        with self.assertRaisesMessage(Refused, "listed twice"):
            self.set(STORM, STORM)
        many = [delegations.FactInput(f"Fact {n}.", "A source") for n in range(MOST_FACTS + 1)]
        with self.assertRaisesMessage(Refused, f"at most {MOST_FACTS}"):
            self.set(*many)
        self.set(*many[:-1])
        more = BackgroundFact(meeting=self.meeting, text="One more.", source="A source")
        with self.assertRaisesMessage(Refused, f"at most {MOST_FACTS}"):
            delegations.add_fact(more, by=self.cast.officer, now=NOW)

    def test_a_closed_meeting_keeps_its_background(self) -> None:
        (fact,) = self.set(STORM)
        meetings.close_meeting(self.meeting, by=self.cast.officer, now=NOW)
        for write in (
            lambda: self.set(PRICE),
            lambda: delegations.remove_fact(fact, by=self.cast.officer, now=NOW),
            lambda: delegations.change_fact(fact, {"dated": ""}, expected=1, by=self.cast.officer, now=NOW),
        ):
            with self.assertRaises(Refused):
                write()
        self.assertEqual(BackgroundFact.objects.get().dated, STORM.dated)

    def test_who_reads_the_meeting_reads_its_background_and_no_one_else(self) -> None:
        (fact,) = self.set(STORM)
        self.assertTrue(policy.can_read(self.cast.officer, fact))
        self.assertFalse(policy.can_read(self.cast.stranger, fact))
        self.assertFalse(policy.can_read(self.cast.focal_point, fact))
        with self.assertRaises(Refused):
            delegations.remove_fact(fact, by=self.cast.stranger, now=NOW)

    def test_the_history_of_the_meeting_tells_what_a_removed_fact_said(self) -> None:
        self.set(STORM)
        self.set()
        rows = AuditRow.objects.filter(page_type="commitments.Meeting", page_id=self.meeting.pk)
        rows = rows.filter(subject_type="commitments.BackgroundFact")
        self.assertEqual([row.after.get("text") or row.before["text"] for row in rows], [STORM.text] * 2)
        self.assertEqual(policy.readable_by(rows, self.cast.officer).count(), 2)
        self.assertEqual(policy.readable_by(rows, self.cast.stranger).count(), 0)

    def test_the_past_shows_the_background_of_its_day(self) -> None:
        self.set(STORM)
        later = NOW + datetime.timedelta(days=2)
        delegations.set_background(self.meeting, (PRICE,), by=self.cast.officer, now=later)
        with context.show_as_of(NOW + datetime.timedelta(days=1), reader=self.cast.officer):
            then = [fact.text for fact in policy.readable_by(BackgroundFact.objects.all(), self.cast.officer)]
        self.assertEqual(then, [STORM.text])
        self.assertEqual(BackgroundFact.objects.get().text, PRICE.text)
