"""Requests for an update: one email to our owners, at most once a day, and a follow-up on file."""

import datetime

from commitments.enums import (
    Classification,
    NotSentReason,
    OwedBy,
    ReminderKind,
    ReminderState,
    Side,
)
from commitments.errors import Refused
from commitments.models import AuditRow, Commitment, Ministry, ProgressUpdate, QuietDays, Reminder, User
from commitments.reminders import update_requests
from tests.commitments.reminders.case import SweepCase, seoul

# Overdue since 30 June, on a day on which the schedule has no reminder.
ASKED = seoul(7, 6, 10)
MINUTE = datetime.timedelta(minutes=1)
WORDS = "Has the list been sent?"


class UpdateRequestTests(SweepCase):
    def ask(
        self, item: Commitment, *, by: User | None = None, at: datetime.datetime = ASKED
    ) -> ProgressUpdate:
        asked = Commitment.objects.get(pk=item.pk)
        return update_requests.request_update(asked, message=WORDS, by=by or self.people.officer, now=at)

    def refused(self, item: Commitment, **more: object) -> str:
        with self.assertRaises(Refused) as caught:
            self.ask(item, **more)  # type: ignore[arg-type]
        return caught.exception.code

    def test_the_focal_point_gets_one_email_with_the_message_and_can_reply(self) -> None:
        item = self.accepted()
        self.ask(item)
        self.sweep(ASKED + MINUTE)
        self.sweep(ASKED + 2 * MINUTE)
        self.assertEqual(self.arrived(), {"focal_point@example.org": 1})
        text = " ".join(self.text().split())
        self.assertIn(f"Update requested: {item.title} ({item.reference})", str(self.mails()[0]["Subject"]))
        for said in (
            "Requested by: Officer",
            f"Message: {WORDS}",
            "6 days overdue",
            "/reply/",
            item.reference,
        ):
            self.assertIn(said, text)

    def test_it_is_a_follow_up_of_our_side_in_the_history(self) -> None:
        item = self.accepted()
        made = self.ask(item)
        self.assertEqual((made.side, made.recorded_by), (Side.OURS, self.people.officer))
        self.assertEqual(made.text, f"Update requested from Focal point by email.\n{WORDS}")
        self.assertEqual(Commitment.objects.get(pk=item.pk).health_on, item.health_on)
        row = AuditRow.objects.filter(subject_type=ProgressUpdate._meta.label).get()
        self.assertEqual((row.subject_id, row.by, row.at), (made.pk, self.people.officer, ASKED))

    def test_once_a_day(self) -> None:
        item = self.accepted()
        self.ask(item)
        self.assertEqual(self.refused(item, by=self.people.head, at=ASKED + MINUTE), "asked_today")
        self.ask(item, at=ASKED + datetime.timedelta(days=1))
        self.assertEqual(Reminder.objects.filter(kind=ReminderKind.UPDATE_REQUEST).count(), 2)

    def test_above_the_ceiling_the_reference_stands_alone(self) -> None:
        User.objects.filter(pk=self.people.focal_point.pk).update(clearance=Classification.SECRET)
        item = self.accepted(classification=Classification.CONFIDENTIAL)
        self.ask(item)
        self.sweep(ASKED + MINUTE)
        whole = self.text() + self.html() + str(self.mails()[0]["Subject"])
        self.assertIn(item.reference, whole)
        for kept in (item.title, WORDS, "/reply/"):
            self.assertNotIn(kept, whole)

    def test_no_recipient_below_the_classification_and_no_email(self) -> None:
        item = self.accepted(classification=Classification.CONFIDENTIAL)
        self.assertEqual(self.refused(item), "no_recipient")
        self.assertFalse(Reminder.objects.exists() or ProgressUpdate.objects.exists())

    def test_the_duty_mailbox_and_the_desk_are_never_asked(self) -> None:
        item = self.accepted()
        User.objects.filter(pk=self.people.focal_point.pk).update(email="")
        self.assertEqual(self.refused(item), "no_recipient")

    def test_what_the_partner_owes_and_what_is_not_late_is_not_asked_for(self) -> None:
        self.assertEqual(self.refused(self.accepted(owed_by=OwedBy.THEIRS)), "wrong_state")
        self.assertEqual(self.refused(self.accepted(), at=seoul(6, 22)), "wrong_state")

    def test_only_the_desk_asks(self) -> None:
        item = self.accepted()
        for person in (self.people.focal_point, self.people.reader, self.people.stranger):
            self.assertEqual(self.refused(item, by=person), "forbidden", person)

    def test_a_lead_that_changed_before_the_email_is_not_written_to(self) -> None:
        item = self.accepted()
        self.ask(item)
        other = Ministry.objects.create(country=self.people.korea, name="Ministry of Justice")
        item.responsibilities(manager="objects").filter(side=Side.OURS).update(ministry=other)
        self.sweep(ASKED + MINUTE)
        row = Reminder.objects.get(kind=ReminderKind.UPDATE_REQUEST)
        self.assertEqual((row.state, row.not_sent_reason), (ReminderState.DROPPED, NotSentReason.NEW_OWNER))
        self.assertNotIn("focal_point@example.org", self.arrived())

    def test_quiet_days_do_not_hold_it_back(self) -> None:
        day = ASKED.date()
        values = {"desk": self.people.desk, "reason": "Summit", "recorded_by": self.people.head}
        QuietDays.objects.create(starts_on=day, ends_on=day, recorded_at=ASKED, **values)
        self.ask(self.accepted())
        self.sweep(ASKED + MINUTE)
        self.assertEqual(self.arrived(), {"focal_point@example.org": 1})
