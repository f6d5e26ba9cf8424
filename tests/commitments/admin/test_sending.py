"""Whether mail goes out: the administrator's page, the strip on every page, and the page of a mail."""

import datetime
from io import StringIO
from typing import Any, ClassVar

from django.core.management import call_command
from django.db import connection
from django.test import TestCase, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from commitments.enums import CommitmentState, EmailState, NotSentReason, OwedBy, ReminderKind, ReminderState
from commitments.models import AuditRow, Commitment, Email, EmailDelivery, Heartbeat, Reminder, User
from commitments.reminders import email_pause, heartbeat
from tests import make
from tests.cast import Cast, gather
from tests.flat import flat

NOW = timezone.now()


def remind(item: Commitment, **more: Any) -> Reminder:
    """Plan a reminder of an item for now."""
    assert item.deadline is not None
    assert item.last_working_day is not None
    values = {"kind": ReminderKind.DUE, "start_date": item.last_working_day, "planned_at": NOW, **more}
    return Reminder.objects.create(commitment=item, deadline=item.deadline, **values)


class SendingPageTests(TestCase):
    cast: ClassVar[Cast]
    item: ClassVar[Commitment]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.item = make.commitment(cls.cast, state=CommitmentState.ACCEPTED, owed_by=OwedBy.THEIRS)

    def setUp(self) -> None:
        self.client.force_login(self.cast.administrator)
        Heartbeat.objects.create(name="sweep", beat_at=timezone.now())

    def due(self) -> Reminder:
        return remind(
            self.item,
            recipient=self.cast.officer,
            planned_at=NOW,
        )

    def test_the_list_of_reminders_says_why_of_those_alone_that_were_not_sent(self) -> None:
        self.due()
        self.client.force_login(self.cast.officer)
        listed = "/admin/commitments/reminder/"
        self.assertContains(self.client.get(listed), self.item.reference)
        self.assertNotContains(self.client.get(listed), "sent or still to be sent")
        Reminder.objects.update(state=ReminderState.DROPPED, not_sent_reason=NotSentReason.LEFT)
        self.assertContains(self.client.get(listed), str(NotSentReason.LEFT.label))

    def test_only_an_administrator_has_the_page(self) -> None:
        self.assertContains(self.client.get("/admin/email-delivery/"), "Email sending is active.")
        for person in (self.cast.head, self.cast.auditor, self.cast.focal_point):
            self.client.force_login(person)
            for page in (
                "/admin/email-delivery/",
                "/admin/email-delivery/pause/",
                "/admin/email-delivery/resume/",
            ):
                answer = self.client.get(page) if page.endswith("email-delivery/") else self.client.post(page)
                self.assertEqual(answer.status_code, 404, (person, page))

    def test_a_pause_needs_a_reason_and_is_read_on_every_page_of_the_desk(self) -> None:
        refused = self.client.post("/admin/email-delivery/pause/", {"reason": ""})
        self.assertContains(refused, "errors")
        self.assertFalse(email_pause.load_pause().is_paused)
        self.client.post("/admin/email-delivery/pause/", {"reason": "The mail server moves."})
        self.assertTrue(email_pause.load_pause().is_paused)
        row = AuditRow.objects.get(subject_type="commitments.EmailDelivery")
        self.assertEqual((row.by, row.after["reason"]), (self.cast.administrator, "The mail server moves."))
        self.assertContains(
            self.client.get("/admin/commitments/ministry/"), '/admin/email-delivery/">Email delivery</a>'
        )
        for person, is_told in ((self.cast.officer, True), (self.cast.head, True), (self.cast.reader, False)):
            self.client.force_login(person)
            page = self.client.get("/admin/commitments/ministry/").content.decode()
            self.assertEqual("The mail server moves." in page, is_told, person)

    def test_what_fell_due_is_sent_or_left_out_as_chosen(self) -> None:
        for choice, state in (("send", ReminderState.PLANNED), ("leave_out", ReminderState.DROPPED)):
            email_pause.pause_email("moving", by=self.cast.administrator, now=NOW)
            Reminder.objects.all().delete()
            reminder = self.due()
            self.client.post("/admin/email-delivery/resume/", {"due": choice})
            self.assertFalse(email_pause.load_pause().is_paused)
            reminder.refresh_from_db()
            self.assertEqual(reminder.state, state)

    def test_after_a_restore_nothing_is_chosen_beforehand_and_the_choice_is_explained(self) -> None:
        EmailDelivery.objects.create(
            pk=1, is_paused=True, reason="The database was restored.", changed_at=NOW
        )
        page = self.client.get("/admin/email-delivery/")
        self.assertContains(page, "may lack part of the sending history")
        self.assertNotContains(page, " checked")
        self.assertContains(
            self.client.post("/admin/email-delivery/resume/", {}), "Select what to do with the reminders"
        )
        self.assertTrue(email_pause.load_pause().is_paused)

    def test_a_pause_of_a_person_proposes_to_send(self) -> None:
        email_pause.pause_email("moving", by=self.cast.administrator, now=NOW)
        page = flat(self.client.get("/admin/email-delivery/").content.decode())
        self.assertIn('value="send" id="due-send" checked', page)

    def test_the_command_says_that_sending_is_paused(self) -> None:
        email_pause.pause_email("The mail server moves.", by=self.cast.administrator, now=NOW)
        out = StringIO()
        call_command("send_reminders", stdout=out)
        self.assertIn("Email sending is paused: The mail server moves.", out.getvalue())

    def test_the_panel_of_my_desk_tells_of_the_outside_watch(self) -> None:
        self.client.force_login(self.cast.officer)
        with override_settings(HEARTBEAT_URL="https://watch.example.org/x"):
            self.assertContains(self.client.get("/admin/"), "no response yet")
            heartbeat.record_beat(heartbeat.ANSWERED)
            self.assertContains(self.client.get("/admin/"), "last response ")
        self.assertNotContains(self.client.get("/admin/"), "External monitoring")

    def test_the_banner_of_silence_comes_within_two_intervals(self) -> None:
        self.assertNotContains(self.client.get("/admin/commitments/ministry/"), "has stopped")
        Heartbeat.objects.filter(name="sweep").update(beat_at=timezone.now() - datetime.timedelta(seconds=61))
        for person in self.cast.everybody:
            self.client.force_login(person)
            self.assertContains(
                self.client.get("/admin/commitments/ministry/"), "The reminder service has stopped"
            )


class MailPageTests(TestCase):
    cast: ClassVar[Cast]
    item: ClassVar[Commitment]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.item = make.commitment(cls.cast, state=CommitmentState.ACCEPTED)

    def mail(self, state: EmailState, **more: object) -> Email:
        values: dict[str, object] = {
            "recipient": self.cast.focal_point,
            "address": "focal_point@example.org",
            "message_id": f"<{Email.objects.count()}@tracker>",
            "subject": f"Due today: {self.item.title}",
            "content": b"x",
            "state": state,
            "ready_at": NOW,
            "next_try_at": NOW,
            "planned_at": NOW,
            "final_dot_at": NOW,
            "tries": 3,
        }
        mail = Email.objects.create(**{**values, **more})
        remind(
            self.item,
            offset=mail.pk,
            recipient=self.cast.focal_point,
            planned_at=NOW,
            state=ReminderState.FAILED if state == EmailState.HELD else ReminderState.EMAILED,
            not_sent_reason=NotSentReason.HELD if state == EmailState.HELD else NotSentReason.NONE,
            email=mail,
        )
        return mail

    def page(self, person: User, mail: Email) -> tuple[int, str]:
        self.client.force_login(person)
        answer = self.client.get(reverse("admin:commitments_email_change", args=(mail.pk,)))
        return answer.status_code, answer.content.decode()

    def test_who_sees_a_mail_that_did_not_arrive_and_who_ends_its_doubt(self) -> None:
        mail = self.mail(EmailState.NOT_CONFIRMED)
        seen = {
            "head": True,
            "division_head": True,
            "administrator": True,
            "auditor": False,
            "focal_point": False,
        }
        for person in self.cast.everybody:
            status, page = self.page(person, mail)
            self.assertEqual(status, 200 if person.username in seen else 404, person)
            self.assertEqual("Send again" in page, seen.get(person.username, False), person)

    def test_what_arrived_is_nobody_elses(self) -> None:
        mail = self.mail(EmailState.DELIVERED)
        for person in (self.cast.head, self.cast.administrator, self.cast.stranger):
            self.assertEqual(self.page(person, mail)[0], 404)
        self.assertIn(self.item.title, self.page(self.cast.auditor, mail)[1])

    def test_the_page_says_what_became_of_it(self) -> None:
        mail = self.mail(EmailState.HELD, crashes=2, reply="250 or not")
        page = self.page(self.cast.head, mail)[1]
        for words in (
            "On hold: may already have arrived.",
            "not sent again automatically",
            "sending failed 2 times",
            "250 or not",
        ):
            self.assertIn(words, page)
        self.assertIn(self.item.reference, page)
        bounced = self.mail(EmailState.BOUNCED, bounced_at=NOW, reply="550 no such user")
        page = self.page(self.cast.head, bounced)[1]
        self.assertIn("550 no such user", page)
        self.assertNotIn("Send again", page)

    def test_an_administrator_is_shown_no_subject_and_finds_none(self) -> None:
        mail = self.mail(EmailState.HELD)
        page = self.page(self.cast.administrator, mail)[1]
        self.assertNotIn(self.item.title, page)
        self.assertIn("The email includes 1 commitment that you have no access to.", page)
        self.assertNotContains(self.client.get("/admin/commitments/email/"), self.item.title)
        self.assertNotContains(self.client.get("/admin/commitments/email/?q=investigation"), "Subject hidden")

    def test_it_arrived_ends_the_doubt_and_is_on_record(self) -> None:
        mail = self.mail(EmailState.HELD)
        self.client.force_login(self.cast.head)
        self.client.post(reverse("admin:commitments_email_step_arrived", args=(mail.pk,)))
        mail.refresh_from_db()
        self.assertEqual((mail.state, mail.delivered_at), (EmailState.DELIVERED, NOW))
        self.assertEqual(mail.reminders.get().state, ReminderState.DELIVERED)
        row = AuditRow.objects.get(subject_type="commitments.Email")
        self.assertEqual(
            (row.by, row.before, row.after), (self.cast.head, {"state": "held"}, {"state": "delivered"})
        )

    def test_the_quarantine_has_one_button_on_the_page_of_a_mail_and_one_for_all(self) -> None:
        first, second = (
            self.mail(EmailState.QUARANTINED, reply="554 refused", tries=1) for _mail in range(2)
        )
        Reminder.objects.update(state=ReminderState.FAILED, not_sent_reason=NotSentReason.NOT_ACCEPTED)
        page = self.page(self.cast.head, first)[1]
        self.assertIn("Try again", page)
        self.assertIn("554 refused", page)
        self.assertEqual(self.page(self.cast.officer, first)[0], 404)
        self.client.force_login(self.cast.head)
        self.client.post(reverse("admin:commitments_email_step_retry", args=(first.pk,)))
        first.refresh_from_db()
        self.assertEqual((first.state, first.tries, first.final_dot_at), (EmailState.READY, 0, None))
        self.assertEqual(first.reminders.get().state, ReminderState.EMAILED)
        self.assertEqual(self.client.post(reverse("admin:sending_retry")).status_code, 404)
        self.client.force_login(self.cast.administrator)
        listed = self.client.get(reverse("admin:sending"))
        self.assertContains(listed, "1 email was not sent")
        self.assertContains(listed, "554 refused")
        self.assertNotContains(listed, self.item.title)
        sent = self.client.post(reverse("admin:sending_retry"), follow=True)
        self.assertContains(sent, "1 email will be sent with the next reminder run.")
        self.assertNotContains(sent, "Retry all")
        second.refresh_from_db()
        self.assertEqual(second.state, EmailState.READY)
        rows = AuditRow.objects.filter(action="email retried").order_by("pk")
        self.assertEqual([row.by for row in rows], [self.cast.head, self.cast.administrator])

    def test_send_it_again_warns_first(self) -> None:
        mail = self.mail(EmailState.NOT_CONFIRMED)
        self.client.force_login(self.cast.administrator)
        address = reverse("admin:commitments_email_step_again", args=(mail.pk,))
        asked = self.client.get(address)
        self.assertContains(asked, "the recipient gets it twice")
        self.assertNotContains(asked, self.item.title)
        self.client.post(address)
        mail.refresh_from_db()
        self.assertEqual((mail.state, mail.unconfirmed_at), (EmailState.READY, NOW))

    def test_held_and_bounced_mails_are_red_on_the_desk(self) -> None:
        self.mail(EmailState.HELD)
        self.client.force_login(self.cast.officer)
        Heartbeat.objects.create(name="sweep", beat_at=timezone.now())
        Reminder.objects.update(planned_at=timezone.now())
        self.assertContains(self.client.get("/admin/"), "To Focal point: delivery was not confirmed")
        self.assertContains(self.client.get("/admin/"), 'class="why late"')

    def test_the_number_of_queries_does_not_grow_with_what_it_says(self) -> None:
        mail = self.mail(EmailState.HELD)
        self.client.force_login(self.cast.head)
        address = reverse("admin:commitments_email_change", args=(mail.pk,))
        self.client.get(address)
        with CaptureQueriesContext(connection) as few:
            self.client.get(address)
        for _number in range(3):
            other = make.commitment(self.cast, state=CommitmentState.ACCEPTED)
            remind(
                other,
                recipient=self.cast.focal_point,
                planned_at=NOW,
                email=mail,
            )
        with self.assertNumQueries(len(few)):
            self.client.get(address)


class BouncedPersonTests(TestCase):
    cast: ClassVar[Cast]
    person: ClassVar[User]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.person = cls.cast.focal_point
        User.objects.filter(pk=cls.person.pk).update(email_bounced_at=NOW, email_bounce="550 unknown")

    def setUp(self) -> None:
        self.client.force_login(self.cast.administrator)
        self.address = reverse("admin:commitments_user_change", args=(self.person.pk,))

    def test_the_page_says_that_mail_comes_back_and_what_the_server_said(self) -> None:
        page = self.client.get(self.address)
        self.assertContains(page, "has bounced since")
        self.assertContains(page, "550 unknown")
        self.client.force_login(self.cast.head)
        page = self.client.get(self.address)
        self.assertContains(page, "550 unknown")
        self.assertNotContains(page, "Resume email to this address")

    def test_a_button_clears_it_for_an_account_of_any_clearance(self) -> None:
        User.objects.filter(pk=self.cast.head.pk).update(email_bounced_at=NOW)
        User.objects.filter(pk=self.cast.administrator.pk).update(last_login=NOW)
        for person in (self.person, self.cast.head):
            self.client.post(reverse("admin:commitments_user_step_mend", args=(person.pk,)))
            person.refresh_from_db()
            self.assertEqual((person.email_bounced_at, person.email_bounce), (None, ""))
        self.assertEqual(AuditRow.objects.filter(action="mail mended").count(), 2)

    def test_a_new_address_clears_it(self) -> None:
        form = self.client.get(self.address).context["adminform"].form
        values = {name: form[name].value() for name in form.fields if form[name].value() is not None}
        self.client.post(self.address, {**values, "email": "new@example.org"})
        self.person.refresh_from_db()
        self.assertEqual((self.person.email, self.person.email_bounced_at), ("new@example.org", None))
