"""A mail to a head says who is asked, since when, and what a head can do about it."""

import datetime

from commitments.enums import CommitmentState, FollowUpMethod, OwedBy, ReminderKind, ReminderState, Side
from commitments.lifecycle import follow_ups
from commitments.lifecycle.follow_ups import FollowUpText
from commitments.lifecycle.progress import report
from commitments.models import Commitment, FollowUp, Reminder
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
