"""What a partner gave in confidence goes nowhere outside: tried with canaries, and with a control."""

from collections.abc import Callable
from typing import ClassVar

from django.test import Client, SimpleTestCase, TestCase

from commitments import models
from commitments.access import grants
from commitments.access.grants import SOURCES
from commitments.access.policy import RULES
from commitments.api import tokens
from commitments.enums import ApprovalKind, CommitmentState, EmailState, FollowUpMethod, Health, OwedBy, Side
from commitments.errors import Refused
from commitments.lifecycle import approvals, follow_ups, progress
from commitments.meetings import meetings
from commitments.models import (
    AgendaItem,
    AuditRow,
    Commitment,
    Email,
    FollowUp,
    Outcome,
    ProgressUpdate,
    ReplyLink,
)
from commitments.packets import records
from commitments.packets.build import build_content
from commitments.packets.compare import PreviousEdition
from commitments.packets.content import PacketContent
from commitments.records import edits
from commitments.reminders import journal, replies
from commitments.reminders.follow_ups import build_drafts
from commitments.reminders.replies import LinkState
from tests import make
from tests.cast import NOW, TODAY, Cast, gather
from tests.commitments.reminders.answering import MAILED
from tests.commitments.reminders.case import SweepCase
from tests.commitments.reminders.test_journal import MORNING, JournalCase

# Words that stand in what was confided, and nowhere else.
ITEM, CLAUSE, TEXT, WORD, PAPER = (
    "Kanary1 item",
    "Kanary2 clause",
    "Kanary3 text",
    "Kanary4 word",
    "Kanary5 paper",
)
CANARIES = (ITEM, CLAUSE, TEXT, WORD, PAPER)


class World:
    """One meeting with a text, a point of it, an item, a report and a document, each with its canary."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.meeting = make.meeting(cast)
        self.text = make.statement(cast, self.meeting, title=TEXT, text=CLAUSE)
        self.point = make.outcome(cast, self.meeting, clause=CLAUSE, statement=self.text)
        self.item = make.commitment(
            cast, self.point, title=ITEM, owed_by=OwedBy.THEIRS, state=CommitmentState.ACCEPTED
        )
        self.report(WORD)
        self.paper = make.evidence(cast, self.item, description=PAPER)
        self.item.refresh_from_db()

    def report(self, words: str) -> None:
        progress.record_update(
            self.item,
            health=Health.ON_TRACK,
            text=words,
            side=Side.THEIRS,
            reported_on=TODAY,
            by=self.cast.officer,
            now=NOW,
        )

    def question(self, text: str) -> FollowUp:
        """Keep a draft of a question about the item."""
        opened = FollowUp(
            commitment=self.item, deadline=self.item.deadline, method=FollowUpMethod.NOTE, start_date=TODAY
        )
        edits.create_record(opened, by=self.cast.officer, now=NOW)
        return follow_ups.save_draft(
            opened, method=FollowUpMethod.NOTE, text=text, copy=text, by=self.cast.officer, now=NOW
        )

    def program(self, *, is_external: bool) -> str:
        """Read all that a program gets of the meeting and the item."""
        text = tokens.create_token(
            self.cast.officer, days=30, now=NOW, label="A program", is_external=is_external
        )
        client = Client(headers={"Authorization": f"Bearer {text}"})
        addresses = (
            "/api/v1/commitments/",
            f"/api/v1/commitments/{self.item.reference}/",
            f"/api/v1/meetings/{self.meeting.reference}/",
            f"/api/v1/meetings/{self.meeting.reference}/agenda/",
            *(f"/api/v1/{noun}/" for noun in ("evidence", "updates", "requests", "reminders")),
        )
        return "\n".join(client.get(address).content.decode() for address in addresses)

    def outside(self) -> str:
        return self.program(is_external=True)

    def drafted(self) -> str:
        item = Commitment.objects.select_related("country").get(pk=self.item.pk)
        return "\n".join(one.text for one in build_drafts(item, self.cast.officer, TODAY).values())

    def found(self, read: Callable[[], str]) -> set[str]:
        said = read()
        return {word for word in CANARIES if word in said}

    def confide(self, *, consent: str = "") -> None:
        for row in (self.point, self.paper, self.text, ProgressUpdate.objects.get(text=WORD)):
            approvals.mark_confidential(row, consent=consent, by=self.cast.officer, now=NOW)


# Parts of a commitment that is itself asked for; then records of officers.
WITH_THE_ITEM = (models.Responsibility, models.Deadline)
INTERNAL = (models.Grant, models.ReplyLink, models.BulkActionItem)


class EveryModelTests(SimpleTestCase):
    def test_what_leads_to_a_confidential_record_is_closed_to_programs_outside(self) -> None:
        open_ones = {
            model
            for model in RULES
            if model not in SOURCES
            and any(
                field.many_to_one and field.concrete and field.related_model in SOURCES
                for field in model._meta.get_fields()
            )
        }
        self.assertEqual(open_ones, {*WITH_THE_ITEM, *INTERNAL})


class OutputTests(TestCase):
    world: ClassVar[World]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = World(gather())

    def test_the_control_finds_the_canaries_where_nothing_was_confided(self) -> None:
        self.assertEqual(self.world.found(self.world.outside), {ITEM, CLAUSE, TEXT, WORD, PAPER})
        self.assertEqual(self.world.found(self.world.drafted), {CLAUSE})

    def test_nothing_of_it_reaches_a_program_outside_or_a_draft(self) -> None:
        self.world.confide()
        for read in (self.world.outside, self.world.drafted):
            with self.subTest(read.__name__):
                self.assertEqual(self.world.found(read), set())
        self.assertNotIn(self.world.item.reference, self.world.outside())
        self.assertIn(self.world.item.reference, self.world.drafted())
        # A program of the house reads what its person reads; what it narrowed before ended with its request.
        self.assertEqual(self.world.found(lambda: self.world.program(is_external=False)), set(CANARIES))

    def test_a_kept_draft_that_quotes_it_is_made_anew(self) -> None:
        question = self.world.question("They said: " + CLAUSE)
        approvals.mark_confidential(self.world.text, by=self.world.cast.officer, now=NOW)
        question.refresh_from_db()
        self.assertEqual((question.text, question.copy), ("", ""))
        row = AuditRow.objects.filter(subject_type="commitments.FollowUp").latest("pk")
        self.assertIn(CLAUSE, row.before["text"])

    def test_consent_on_record_lets_it_out_again(self) -> None:
        self.world.confide()
        self.world.confide(consent="Their note 12/2026 of 3 March 2026")
        self.assertEqual(self.world.found(self.world.outside), set(CANARIES))
        self.assertEqual(self.world.found(self.world.drafted), {CLAUSE})

    def test_a_text_that_was_confided_takes_its_points_and_items_along(self) -> None:
        approvals.request_approval(
            self.world.item, ApprovalKind.ENTER_IN_ERROR, reason="Twice", by=self.world.cast.officer, now=NOW
        )
        AgendaItem.objects.create(
            meeting=self.world.meeting,
            commitment=self.world.item,
            recorded_by=self.world.cast.officer,
            recorded_at=NOW,
        )
        self.assertEqual(self.world.program(is_external=False).count(ITEM), 6)
        approvals.mark_confidential(self.world.text, by=self.world.cast.officer, now=NOW)
        self.assertEqual(self.world.found(self.world.outside), set())
        self.assertNotIn(self.world.item.reference, self.world.outside())
        self.assertTrue(grants.is_confidential(self.world.item))
        self.assertEqual(grants.list_confidential(Outcome, [self.world.point.pk]), {self.world.point.pk})

    def test_a_report_alone_is_left_out_alone(self) -> None:
        self.world.report("An open word")
        said = ProgressUpdate.objects.get(text=WORD)
        ProgressUpdate.objects.filter(text="An open word").update(reported_on=make.HELD_ON)
        approvals.mark_confidential(said, by=self.world.cast.officer, now=NOW)
        self.assertIn("An open word", self.world.outside())
        self.assertEqual(self.world.found(self.world.outside), {ITEM, CLAUSE, TEXT, PAPER})

    def test_one_person_does_not_take_the_word_confidence_off(self) -> None:
        approvals.mark_confidential(self.world.point, by=self.world.cast.officer, now=NOW)
        with self.assertRaises(Refused) as refused:
            edits.change_record(
                self.world.point, {"in_confidence": False}, by=self.world.cast.officer, now=NOW
            )
        self.assertEqual(refused.exception.code, "confidence")
        edits.change_record(self.world.point, {"in_confidence": False}, by=self.world.cast.head, now=NOW)
        meetings.close_meeting(self.world.meeting, by=self.world.cast.officer, now=NOW)
        approvals.mark_confidential(self.world.point, by=self.world.cast.officer, now=NOW)


class PacketTests(TestCase):
    """In a packet it stands in the annex alone, where it says so."""

    world: ClassVar[World]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = World(gather())

    def content(self, before: PreviousEdition | None = None) -> PacketContent:
        return build_content(
            records.build_meeting_scope(self.world.meeting),
            reader=self.world.cast.officer,
            reference="P-XV-2026-01",
            now=NOW,
            before=before,
        )

    def parts(self) -> tuple[str, str]:
        """Give all of a content but the annex, and the annex of the item."""
        content = self.content()
        annex = str(content.blocks)
        return str(content).replace(annex, ""), annex

    def canaries(self, said: str) -> set[str]:
        return {word for word in CANARIES if word in said}

    def test_the_control_has_it_in_front_too(self) -> None:
        front, annex = self.parts()
        self.assertLessEqual({CLAUSE, PAPER, WORD}, self.canaries(front))
        self.assertNotIn("Not to be disclosed", annex)

    def test_it_stands_in_the_annex_alone_and_is_marked_there(self) -> None:
        self.world.confide()
        front, annex = self.parts()
        self.assertEqual(self.canaries(front), set())
        self.assertLessEqual({ITEM, CLAUSE, WORD, PAPER}, self.canaries(annex))
        self.assertIn("Given in confidence: the whole item, the latest update, evidence", annex)

    def test_what_was_told_before_it_was_confided_is_not_told_again_as_a_change(self) -> None:
        before = PreviousEdition("0.1", self.content())
        self.assertLessEqual({CLAUSE, WORD, PAPER}, self.canaries(str(before.content.standing)))
        self.world.confide()
        approvals.raise_classification(self.world.item, 2, by=self.world.cast.officer, now=NOW)
        content = self.content(before)
        self.assertIsNotNone(content.changes)
        self.assertEqual(self.canaries(str(content.changes)), set())
        self.assertEqual(self.canaries(str(content.standing)), set())

    def test_with_consent_it_stands_where_everything_stands(self) -> None:
        self.world.confide(consent="Their note 12/2026")
        front, annex = self.parts()
        self.assertIn(CLAUSE, front)
        self.assertNotIn("Not to be disclosed", annex)


class MailTests(JournalCase):
    def test_a_mail_names_it_by_its_reference_alone(self) -> None:
        self.sink.ways["*"] = "defer"
        self.sweep(MORNING)
        mail = Email.objects.get(state=EmailState.READY)
        self.assertIn(self.item.title.encode(), bytes(mail.content))
        point = Outcome.objects.get(pk=self.item.outcome_id)
        approvals.mark_confidential(point, by=self.people.officer, now=MORNING)
        mail.refresh_from_db()
        self.assertEqual(mail.state, EmailState.WITHDRAWN)
        self.sink.ways.clear()
        self.sweep(MORNING.replace(hour=9))
        said = "\n".join(one.content.decode() for one in self.sink.received)
        self.assertIn(self.item.reference, said)
        self.assertNotIn(self.item.title, said)

    def test_confided_between_claim_and_last_dot_it_does_not_go(self) -> None:
        claim = self.claimed()
        Outcome.objects.filter(pk=self.item.outcome_id).update(in_confidence=True)
        self.assertFalse(claim())
        Outcome.objects.filter(pk=self.item.outcome_id).update(consent="Note 1")
        self.assertTrue(claim())

    def claimed(self) -> Callable[[], bool]:
        self.sink.ways["*"] = "defer"
        self.sweep(MORNING)
        later = Email.objects.get(state=EmailState.READY).next_try_at
        (held,) = journal.claim_emails(later, 5)
        return lambda: bool(journal.write_dot(held))


class LinkTests(SweepCase):
    """Whoever owes it may answer from the mail, outside the house, until it is confided."""

    def link(self) -> ReplyLink:
        rows = ReplyLink.objects.select_related("commitment__outcome__meeting", "recipient", "email")
        return rows.get()

    def test_the_page_behind_a_link_is_withheld_once_it_is_confided(self) -> None:
        item = self.accepted(owed_by=OwedBy.OURS)
        self.sweep(MAILED)
        self.assertEqual(replies.check_link(self.link(), MAILED), LinkState.OPEN)
        point = Outcome.objects.get(pk=item.outcome_id)
        approvals.mark_confidential(point, by=self.people.officer, now=MAILED)
        self.assertEqual(replies.check_link(self.link(), MAILED), LinkState.WITHHELD)
        approvals.mark_confidential(point, consent="Note 1", by=self.people.officer, now=MAILED)
        self.assertEqual(replies.check_link(self.link(), MAILED), LinkState.OPEN)

    def test_no_link_is_offered_for_what_was_confided(self) -> None:
        item = self.accepted(owed_by=OwedBy.OURS)
        point = Outcome.objects.get(pk=item.outcome_id)
        approvals.mark_confidential(point, by=self.people.officer, now=MAILED)
        self.sweep(MAILED)
        self.assertTrue(self.mails())
        self.assertFalse(ReplyLink.objects.exists())
