"""What is looked at once more just before the last dot of a mail, however fresh it is."""

import datetime
from collections.abc import Callable
from unittest import mock

from django.core.mail import EmailMessage
from django.test import override_settings

from commitments.access import querysets
from commitments.enums import Classification, CommitmentState, EmailState, OwedBy, ReminderState
from commitments.models import Commitment, Email, EmailDelivery, Meeting, QuietDays, Reminder, ReplyLink
from commitments.reminders import journal, outbox, replies
from commitments.reminders.messages import alone_in
from commitments.reminders.replies import LinkState
from tests import make
from tests.commitments.reminders.case import SweepCase, seoul
from tests.commitments.reminders.test_journal import MINUTE, MORNING, JournalCase

C = Classification


class DotCase(JournalCase):
    def meanwhile(self, change: Callable[[], object]) -> outbox.ReminderRunResult:
        """Sweep, and change something between claim and dot."""
        claim = journal.claim_emails
        done: list[object] = []

        def changed(*args: object) -> list[journal.Claim]:
            held = claim(*args)  # type: ignore[arg-type]
            if held and not done:
                done.append(change())
            return held

        with mock.patch.object(journal, "claim_emails", changed):
            return self.sweep(MORNING)

    def said(self) -> str:
        """Read all that arrived."""
        return "\n".join(one.content.decode() for one in self.sink.received)


class CeilingTests(DotCase):
    """The officer is cleared to confidential; mail carries no more than restricted."""

    def rise(self) -> object:
        return Commitment.objects.filter(pk=self.item.pk).update(classification=C.CONFIDENTIAL)

    def test_an_item_raised_above_the_ceiling_is_not_described_any_more(self) -> None:
        swept = self.meanwhile(self.rise)
        self.assertEqual((swept.sent, swept.withdrawn), (0, 1))
        self.assertEqual(self.sweep(MORNING + MINUTE).sent, 1)
        self.assertIn(self.item.reference, self.said())
        self.assertNotIn(self.item.title, self.said())

    def test_a_ceiling_that_was_lowered_holds_back_what_is_above_it_now(self) -> None:
        with mock.patch.object(outbox.Run, "send"):
            self.sweep(MORNING)
        with override_settings(MAIL_CEILING=C.PUBLIC):
            self.assertEqual(self.sweep(MORNING + MINUTE).withdrawn, 1)
            self.assertEqual(self.sweep(MORNING + 2 * MINUTE).sent, 1)
        self.assertNotIn(self.item.title, self.said())

    @override_settings(MAIL_IN_DOUBT="resend")
    def test_one_in_doubt_is_held_and_not_sent_again(self) -> None:
        self.sink.ways["*"] = "cut"
        self.sweep(MORNING)
        self.sink.ways.clear()
        Email.objects.update(final_dot_at=seoul(1, 1))
        self.rise()
        self.sweep(MORNING + MINUTE)
        self.assertEqual((self.mail().state, len(self.sink.received)), (EmailState.HELD, 1))

    def test_what_is_named_by_its_reference_alone_goes_and_says_so_to_the_dot(self) -> None:
        self.rise()
        other = self.accepted(title="An open one", owed_by=OwedBy.THEIRS)
        self.assertEqual(self.sweep(MORNING).sent, 1)
        self.assertEqual(alone_in(bytes(self.mail().content)), (self.item.reference,))
        self.assertIn(other.title, self.said())

    def test_a_meeting_that_was_raised_is_not_named_any_more(self) -> None:
        meeting = self.item.outcome.meeting
        swept = self.meanwhile(
            lambda: Meeting.objects.filter(pk=meeting.pk).update(classification=C.CONFIDENTIAL)
        )
        self.assertEqual((swept.sent, swept.withdrawn), (0, 1))
        self.assertEqual(self.sweep(MORNING + MINUTE).sent, 1)
        self.assertIn(meeting.reference, self.said())
        self.assertNotIn(meeting.title, self.said())
        self.assertEqual(alone_in(self.sink.received[0].content), (meeting.reference,))

    def test_a_meeting_that_is_not_named_at_all_holds_nothing_back(self) -> None:
        meeting = self.item.outcome.meeting
        with mock.patch.object(querysets, "filter_readable_keys", return_value=set()):
            swept = self.meanwhile(
                lambda: Meeting.objects.filter(pk=meeting.pk).update(classification=C.SECRET)
            )
        self.assertEqual((swept.sent, swept.withdrawn), (1, 0))
        self.assertEqual(alone_in(self.sink.received[0].content), (f"-{self.item.reference}",))
        self.assertNotIn(meeting.reference, self.said())


class PageTests(SweepCase):
    def test_the_page_of_a_link_shows_no_meeting_that_was_raised_since(self) -> None:
        item = make.commitment(self.people, state=CommitmentState.ACCEPTED)
        self.let_read(item.outcome.meeting)
        self.sweep(MORNING)
        self.assertIn(item.outcome.meeting.title, self.text())
        link = ReplyLink.objects.get()
        self.assertEqual(replies.check_link(link, MORNING), LinkState.OPEN)
        Meeting.objects.filter(pk=item.outcome.meeting_id).update(classification=C.CONFIDENTIAL)
        self.assertEqual(replies.check_link(ReplyLink.objects.get(), MORNING), LinkState.WITHHELD)

    def test_one_that_the_mail_did_not_name_ends_no_link(self) -> None:
        item = make.commitment(self.people, state=CommitmentState.ACCEPTED)
        self.sweep(MORNING)
        Meeting.objects.filter(pk=item.outcome.meeting_id).update(classification=C.CONFIDENTIAL)
        meeting = item.outcome.meeting
        self.assertIn("(no access)", self.text())
        for said in (meeting.title, meeting.reference):
            self.assertNotIn(said, self.text())
        self.assertNotIn(meeting.reference.encode(), bytes(Email.objects.get().content))
        self.assertEqual(Reminder.objects.get().state, ReminderState.DELIVERED)
        self.assertEqual(replies.check_link(ReplyLink.objects.get(), MORNING), LinkState.OPEN)


class QuietTests(DotCase):
    """A summit begins on the 17th, when a mail of the 16th has not gone yet."""

    def setUp(self) -> None:
        super().setUp()
        self.summit = QuietDays.objects.create(
            desk=self.people.desk,
            starts_on=datetime.date(2026, 6, 17),
            ends_on=datetime.date(2026, 6, 18),
            reason="summit",
            recorded_at=seoul(6, 1),
        )

    def put_off_by_the_server(self, at: datetime.datetime) -> None:
        self.sink.ways["*"] = "defer"
        self.assertEqual(self.sweep(at).deferred, 1)
        self.sink.ways.clear()

    def test_a_mail_that_waited_for_the_server_waits_for_the_end_of_quiet_days_too(self) -> None:
        self.put_off_by_the_server(seoul(6, 16, 20))
        swept = [self.sweep(seoul(6, 17, hour)) for hour in (1, 2)]
        self.assertEqual([(one.sent, one.withdrawn, one.waiting) for one in swept], [(0, 1, 1), (0, 0, 0)])
        row = self.reminder()
        self.assertEqual((row.state, row.planned_at), (ReminderState.PLANNED, seoul(6, 19)))
        self.assertEqual((self.sweep(seoul(6, 18, 9)).sent, self.sweep(seoul(6, 19)).sent), (0, 1))

    def test_so_does_one_that_was_written_a_moment_before(self) -> None:
        with mock.patch.object(outbox.Run, "send"):
            self.sweep(seoul(6, 16, 23, 59))
        self.assertEqual(self.sweep(seoul(6, 17, 0, 1)).withdrawn, 1)
        self.assertEqual(self.sink.received, [])

    def test_of_another_desk_it_goes_as_soon_as_it_can(self) -> None:
        QuietDays.objects.update(desk=self.people.other_desk)
        self.put_off_by_the_server(seoul(6, 16, 20))
        self.assertEqual(self.sweep(seoul(6, 17, 1)).sent, 1)

    @override_settings(MAIL_IN_DOUBT="resend")
    def test_one_in_doubt_waits_with_its_bytes_and_is_never_dropped(self) -> None:
        self.sink.ways["*"] = "cut"
        self.sweep(seoul(6, 16, 23))
        self.sink.ways.clear()
        Email.objects.update(final_dot_at=seoul(1, 1))
        self.assertEqual([self.sweep(seoul(6, day, 9)).sent for day in (17, 18)], [0, 0])
        self.assertEqual((self.mail().state, self.mail().tries), (EmailState.READY, 1))
        self.assertEqual(self.sweep(seoul(6, 19, 9)).sent, 1)
        self.assertEqual(len({one.content for one in self.sink.received}), 1)


class AccountMessageTests(DotCase):
    """A message that nothing would write anew: it is never taken back, only put off."""

    def setUp(self) -> None:
        super().setUp()
        Commitment.objects.all().update(state="reported")
        message = EmailMessage("Account", "Your password was changed.", to=["officer@example.org"])
        journal.queue_messages([message], now=MORNING)

    def test_paused_before_the_dot_it_waits_until_sending_goes_on(self) -> None:
        swept = self.meanwhile(
            lambda: EmailDelivery.objects.update_or_create(pk=1, defaults={"is_paused": True})
        )
        self.assertEqual((swept.sent, self.mail().state, self.mail().tries), (0, EmailState.READY, 0))
        EmailDelivery.objects.update(is_paused=False)
        self.assertEqual(self.sweep(MORNING + MINUTE).sent, 1)
        self.assertIn("Your password was changed.", self.said())

    def test_a_server_that_defers_it_into_the_next_day_gets_it_again(self) -> None:
        self.sink.ways["*"] = "defer"
        for hour in range(0, 100, 2):
            self.sweep(MORNING + hour * 60 * MINUTE)
        self.sink.ways.clear()
        self.assertEqual(self.sweep(MORNING + 102 * 60 * MINUTE).sent, 1)
        self.assertEqual(Email.objects.count(), 1)

    def test_after_five_days_it_is_given_up_and_may_be_tried_again(self) -> None:
        self.sink.ways["*"] = "defer"
        for hour in range(0, 124, 2):
            self.sweep(MORNING + hour * 60 * MINUTE)
        self.assertEqual(self.mail().state, EmailState.FAILED)
        journal.retry_email(self.mail(), by=self.people.administrator, now=MORNING)
        self.sink.ways.clear()
        self.assertEqual(self.sweep(MORNING).sent, 1)
