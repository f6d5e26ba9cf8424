"""A mail to a head says who is asked, since when, and what a head can do about it."""

import datetime

from commitments.enums import (
    CommitmentState,
    FollowUpMethod,
    FollowUpState,
    OwedBy,
    ReminderKind,
    ReminderState,
    Side,
)
from commitments.lifecycle import follow_ups
from commitments.lifecycle.acceptance import accept
from commitments.lifecycle.follow_ups import FollowUpText
from commitments.lifecycle.progress import report
from commitments.models import Absence, AuditRow, Commitment, FollowUp, Reminder
from commitments.reminders.follow_ups import build_drafts, close_idle_follow_ups
from tests import make
from tests.commitments.reminders.case import SweepCase, seoul

FIFTH, FIFTEENTH = seoul(7, 7), seoul(7, 22)


class HeadTests(SweepCase):
    def told(self, rule: ReminderKind, at: datetime.datetime) -> str:
        """Sweep, and read on one line the mail that told a rule."""
        self.sweep(at)
        row = Reminder.objects.get(kind=rule, state=ReminderState.DELIVERED)
        assert row.email is not None
        mail = next(one for one in self.mails() if one["Message-ID"] == row.email.message_id)
        part = mail.get_body(("plain",))
        assert part is not None
        return " ".join(str(part.get_content()).split())

    def reminded(self, **more: object) -> Commitment:
        item = self.accepted(**more)
        self.sweep(seoul(6, 16))
        return item

    def test_the_head_of_desk_reads_since_when_the_owners_were_reminded(self) -> None:
        self.reminded()
        self.assertIn(
            "Next step: The owner on our side has received reminders since 16 June "
            "2026. Contact the ministry yourself, name another owner, or escalate to the division "
            "head.",
            self.told(ReminderKind.HEAD, FIFTH),
        )

    def test_the_division_head_has_nobody_to_take_it_to(self) -> None:
        self.reminded()
        self.assertIn(
            "since 16 June 2026. Contact the ministry’s leadership, name another owner, or raise the "
            "matter at the next meeting.",
            self.told(ReminderKind.DIVISION, FIFTEENTH),
        )

    def test_where_no_reminder_has_reached_the_owners_it_says_so(self) -> None:
        item = self.reminded()
        Reminder.objects.filter(commitment=item).update(recipient=self.people.officer)
        self.assertIn(
            "The owner on our side has not received a reminder yet.",
            self.told(ReminderKind.HEAD, FIFTH),
        )

    def test_of_a_proposed_item_it_says_since_when_they_are_asked(self) -> None:
        make.commitment(self.people, state=CommitmentState.PROPOSED)
        self.assertIn(
            "Acceptance was requested from the owner on our side on 11 March 2026.",
            self.told(ReminderKind.HEAD, FIFTH),
        )

    def test_of_theirs_it_says_whether_the_partner_was_asked(self) -> None:
        self.accepted(owed_by=OwedBy.THEIRS)
        self.assertIn(
            "The partner has not been contacted yet. Contact the partner by note or through the embassy, or "
            "escalate to the division head.",
            self.told(ReminderKind.HEAD, FIFTH),
        )

    def test_and_when(self) -> None:
        item = self.accepted(owed_by=OwedBy.THEIRS)
        self.sweep(seoul(7, 1))
        asked = FollowUpText(FollowUpMethod.CALL, "Rang them.", datetime.date(2026, 7, 2))
        follow_ups.log_follow_up(item, asked, by=self.people.officer, now=seoul(7, 3))
        self.assertTrue(FollowUp.objects.exists())
        self.assertIn(
            "The partner was contacted on 2 July 2026. Raise the matter with the partner yourself, or add it "
            "to the agenda of the next meeting.",
            self.told(ReminderKind.DIVISION, FIFTEENTH),
        )

    def test_of_a_joint_one_it_names_the_side_that_still_owes_it(self) -> None:
        item = self.reminded(owed_by=OwedBy.JOINT)
        self.assertIn("The owner on our side has received reminders", self.told(ReminderKind.HEAD, FIFTH))
        item.refresh_from_db()
        report(item, Side.OURS, by=self.people.focal_point, now=seoul(7, 8))
        self.assertIn("The partner has not been contacted yet.", self.told(ReminderKind.DIVISION, FIFTEENTH))


class SilenceTests(SweepCase):
    def recipients(self, rule: ReminderKind, at: datetime.datetime) -> set[str]:
        self.sweep(at)
        rows = Reminder.objects.filter(kind=rule, state=ReminderState.DELIVERED)
        return {str(row.recipient.username) if row.recipient else "" for row in rows}

    def text(self) -> str:
        part = self.mails()[-1].get_body(("plain",))
        assert part is not None
        return " ".join(str(part.get_content()).split())

    def asked(self, owed_by: OwedBy = OwedBy.OURS) -> Commitment:
        return make.commitment(self.people, state=CommitmentState.PROPOSED, owed_by=owed_by)

    def test_silence_goes_to_the_validator_the_head_of_desk_and_the_division_and_is_no_consent(self) -> None:
        item = self.asked()
        self.assertEqual(self.recipients(ReminderKind.ANSWER_OWNER_HEAD, seoul(3, 25)), {"validator"})
        self.assertIn("No answer is not consent. The commitment stays pending.", self.text())
        self.assertEqual(self.recipients(ReminderKind.ANSWER_HEAD, seoul(4, 1)), {"head"})
        self.assertEqual(self.recipients(ReminderKind.ANSWER_DIVISION, seoul(4, 8)), {"division_head"})
        self.assertIn("No answer is not consent.", self.text())
        item.refresh_from_db()
        self.assertEqual(item.state, CommitmentState.PROPOSED)

    def test_without_a_validator_the_head_of_desk_is_told(self) -> None:
        self.people.validator.official.delete()
        self.asked()
        self.assertEqual(self.recipients(ReminderKind.ANSWER_OWNER_HEAD, seoul(3, 25)), {"head"})

    def test_a_deputy_of_the_validator_is_told(self) -> None:
        Absence.objects.create(
            person=self.people.validator,
            deputy=self.people.focal_point,
            starts_on=datetime.date(2026, 3, 20),
            ends_on=datetime.date(2026, 3, 31),
            recorded_at=seoul(3, 11),
        )
        self.asked()
        self.assertEqual(self.recipients(ReminderKind.ANSWER_OWNER_HEAD, seoul(3, 25)), {"focal_point"})

    def test_a_deputy_of_the_validator_at_an_embassy_is_told(self) -> None:
        Absence.objects.create(
            person=self.people.validator,
            deputy=self.people.embassy_officer,
            starts_on=datetime.date(2026, 3, 20),
            ends_on=datetime.date(2026, 3, 31),
            recorded_at=seoul(3, 11),
        )
        self.asked()
        self.assertEqual(self.recipients(ReminderKind.ANSWER_OWNER_HEAD, seoul(3, 26)), {"embassy_officer"})

    def test_an_answer_ends_it(self) -> None:
        item = self.asked()
        self.sweep(seoul(3, 18))
        accept(item, Side.OURS, by=self.people.focal_point, now=seoul(3, 20), answer="Letter 12/2026")
        self.assertEqual(self.recipients(ReminderKind.ANSWER_OWNER_HEAD, seoul(3, 25)), set())
        self.assertEqual(self.recipients(ReminderKind.ANSWER_HEAD, seoul(4, 1)), set())

    def test_the_partner_s_silence_becomes_a_follow_up_of_the_desk_and_no_email_to_the_partner(self) -> None:
        item = self.asked(OwedBy.THEIRS)
        self.assertEqual(self.recipients(ReminderKind.ANSWER, seoul(3, 18)), {"officer"})
        self.assertEqual(FollowUp.objects.get().commitment, item)
        self.assertEqual(self.recipients(ReminderKind.ANSWER_OWNER_HEAD, seoul(3, 25)), {"officer"})
        self.assertEqual(self.recipients(ReminderKind.ANSWER_HEAD, seoul(4, 1)), {"head"})
        self.assertIn("The partner has not been contacted yet.", self.text())

    def test_the_partner_s_answer_ends_the_follow_up_of_its_silence(self) -> None:
        item = self.asked(OwedBy.THEIRS)
        self.sweep(seoul(3, 18))
        self.assertEqual(close_idle_follow_ups(seoul(3, 19)), 0)
        item.refresh_from_db()
        accept(item, Side.THEIRS, by=self.people.officer, now=seoul(3, 20), answer="Note 7/2026")
        self.sweep(seoul(3, 23))
        question = FollowUp.objects.get()
        self.assertEqual(question.state, FollowUpState.DROPPED)
        row = AuditRow.objects.filter(action="question dropped").latest("pk")
        self.assertEqual(row.reason, "The partner has answered the proposal.")

    def test_a_note_about_silence_asks_for_an_answer_and_not_for_completion(self) -> None:
        item = self.asked(OwedBy.THEIRS)
        for language, asked, never in (
            ("en", "whether the authority concerned accepts the matter", ("completion", "date set")),
            ("ko", "수락 여부", ("이행", "합의된", "정해진")),
        ):
            self.people.officer.language = language
            for draft in build_drafts(item, self.people.officer, datetime.date(2026, 3, 18)).values():
                said = draft.copy if language == "ko" else draft.text
                self.assertIn(asked, said)
                for words in never:
                    self.assertNotIn(words, said)

    def test_of_a_joint_one_the_partner_is_not_asked_where_only_our_owners_are_silent(self) -> None:
        item = self.asked(OwedBy.JOINT)
        accept(item, Side.THEIRS, by=self.people.officer, now=seoul(3, 12), answer="Note 7/2026")
        self.assertIn("officer", self.recipients(ReminderKind.ANSWER, seoul(3, 18)))
        self.assertFalse(FollowUp.objects.exists())
