"""Invitations: one person up to restricted, all or none, and a link that works once."""

import datetime
import re
from email import message_from_bytes
from email.policy import default
from typing import ClassVar
from unittest import mock

import time_machine
from django.core.cache import cache
from django.test import TestCase, override_settings
from django.utils import timezone

from commitments import tasks
from commitments.accounts import emails, invitations
from commitments.enums import Classification, Role
from commitments.errors import Refused
from commitments.models import AuditRow, EmailDelivery, User, WaitingLink
from commitments.reminders.delivery import AttemptResult, ServerReply
from tests import make
from tests.cast import NOW, TODAY, Cast, gather

LINES = "Lee Min, lee@example.org, KNPA, ko\nOh Ra, lee@example.com, National Police Agency\n"
PASSWORD = "a rather long secret 7"


class Case(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def setUp(self) -> None:
        cache.clear()

    def invited(self, now: datetime.datetime = NOW) -> list[User]:
        guests = invitations.preview_lines(LINES, TODAY, by=self.cast.administrator)
        return invitations.invite_all(guests, by=self.cast.administrator, now=now)


class InvitingTests(Case):
    def test_all_are_opened_as_focal_points_without_a_password(self) -> None:
        people = self.invited()
        self.assertEqual([one.username for one in people], ["lee", "lee2"])
        for one in User.objects.filter(username__startswith="lee"):
            self.assertEqual((one.role, one.clearance), (Role.FOCAL_POINT, Classification.RESTRICTED))
            self.assertEqual((one.ministry, one.invited_at), (self.cast.police, NOW))
            self.assertFalse(one.has_usable_password())

    def test_one_fault_and_nobody_is_invited(self) -> None:
        guests = invitations.preview_lines(LINES + "Wrong, wrong, KNPA\n", TODAY, by=self.cast.administrator)
        with self.assertRaises(Refused):
            invitations.invite_all(guests, by=self.cast.administrator, now=NOW)
        with self.assertRaises(Refused):
            invitations.invite_all(
                invitations.preview_lines(LINES, TODAY, by=self.cast.administrator),
                by=self.cast.head,
                now=NOW,
            )
        self.assertFalse(User.objects.filter(username__startswith="lee").exists())

    def test_a_head_invites_for_ministries_that_deal_with_the_own_partners(self) -> None:
        line = "Lee Min, lee@example.org, KNPA, ko\n"
        head, stranger = self.cast.head, self.cast.stranger
        self.assertIn(
            "Ask an administrator to invite", invitations.preview_lines(line, TODAY, by=head)[0].faults[0]
        )
        make.commitment(self.cast)
        User.objects.filter(pk=stranger.pk).update(role=Role.HEAD_OF_DESK)
        stranger.refresh_from_db()
        guests = invitations.preview_lines(line, TODAY, by=head)
        self.assertEqual(guests[0].faults, ())
        self.assertIn(
            "Ask an administrator to invite", invitations.preview_lines(line, TODAY, by=stranger)[0].faults[0]
        )
        for other in (stranger, self.cast.officer, self.cast.focal_point):
            with self.subTest(other.username), self.assertRaises(Refused):
                invitations.invite_all(guests, by=other, now=NOW)
        [made] = invitations.invite_all(guests, by=head, now=NOW)
        self.assertEqual((made.role, made.clearance, made.ministry), (Role.FOCAL_POINT, 1, self.cast.police))
        self.assertEqual(invitations.invite_user(made, by=head, now=NOW).invited_at, NOW)
        with self.assertRaises(Refused):
            invitations.invite_user(made, by=stranger, now=NOW)

    def test_a_head_gives_no_more_than_the_own_clearance(self) -> None:
        make.commitment(self.cast)
        head = self.cast.head
        guests = invitations.preview_lines("Lee Min, lee@example.org, KNPA, ko\n", TODAY, by=head)
        User.objects.filter(pk=head.pk).update(clearance=Classification.PUBLIC)
        head.refresh_from_db()
        with self.assertRaises(Refused):
            invitations.invite_all(guests, by=head, now=NOW)
        self.assertFalse(User.objects.filter(username="lee").exists())

    def test_a_ministry_of_the_other_side_invites_nobody(self) -> None:
        guest = invitations.preview_lines(
            "Ivo, ivo@example.org, Valdorian Constabulary\n", TODAY, by=self.cast.administrator
        )[0]
        self.assertEqual(len(guest.faults), 1)

    def test_an_invitation_again_is_for_who_has_no_password(self) -> None:
        by = self.cast.administrator
        with self.assertRaises(Refused) as refused:
            invitations.invite_user(self.cast.officer, by=by, now=NOW)
        self.assertEqual(refused.exception.code, "has_password")
        person = self.invited()[0]
        with self.assertRaises(Refused):
            invitations.invite_user(person, by=self.cast.head, now=NOW)
        later = NOW + datetime.timedelta(hours=1)
        self.assertEqual(invitations.invite_user(person, by=by, now=later).invited_at, later)


class LinkTests(Case):
    def address(self, person: User) -> str:
        return f"/accounts/invitation/{invitations.build_token(User.objects.get(pk=person.pk))}/"

    def test_the_link_sets_the_first_password_once(self) -> None:
        person = self.invited(timezone.now())[0]
        address = self.address(person)
        for _look in range(2):
            self.assertContains(self.client.get(address), "lee")
        short = self.client.post(address, {"new_password1": "short", "new_password2": "short"})
        self.assertEqual(short.status_code, 200)
        sent = {"new_password1": PASSWORD, "new_password2": PASSWORD}
        self.assertRedirects(self.client.post(address, sent), "/accounts/login/", status_code=303)
        person.refresh_from_db()
        self.assertTrue(person.check_password(PASSWORD))
        self.assertEqual(self.client.get(address).status_code, 404)
        self.assertEqual(self.client.post(address, sent).status_code, 404)

    def test_it_dies_after_seven_days_with_a_newer_one_and_with_the_account(self) -> None:
        now = timezone.now()
        person = self.invited(now)[0]
        address = self.address(person)
        with time_machine.travel(now + datetime.timedelta(days=8)):
            self.assertEqual(self.client.get(address).status_code, 404)
        invitations.invite_user(person, by=self.cast.administrator, now=now + datetime.timedelta(minutes=1))
        self.assertEqual(self.client.get(address).status_code, 404)
        newer = self.address(person)
        self.assertEqual(self.client.get(newer).status_code, 200)
        User.objects.filter(pk=person.pk).update(is_active=False)
        self.assertEqual(self.client.get(newer).status_code, 404)

    def test_forged_used_and_old_are_answered_alike(self) -> None:
        person = self.invited(timezone.now())[0]
        address = self.address(person)
        User.objects.filter(pk=person.pk).update(is_active=False)
        closed = self.client.get(address)
        forged = self.client.get("/accounts/invitation/nonsense/")
        texts = [re.sub(r"csrf\w+", "", one.content.decode()) for one in (closed, forged)]
        self.assertEqual(texts[0], texts[1])
        self.assertEqual(forged["Referrer-Policy"], "same-origin")

    def test_of_two_who_use_it_at_once_the_second_is_too_late(self) -> None:
        person = self.invited()[0]
        other = User.objects.get(pk=person.pk)
        person = User.objects.get(pk=person.pk)
        self.assertTrue(invitations.accept_invitation(person, PASSWORD, now=NOW))
        self.assertFalse(invitations.accept_invitation(other, "another long secret 8", now=NOW))
        other.refresh_from_db()
        self.assertTrue(other.check_password(PASSWORD))


class MailTests(Case):
    def sent(self, fate: AttemptResult, text: str = "250 OK", *, minutes: float = 0) -> list[bytes]:
        """Make a reminder run now, or so many minutes later; return what it handed over."""
        now = timezone.now() + datetime.timedelta(minutes=minutes)
        channel = mock.Mock()
        channel.deliver.return_value = ServerReply(fate, text)
        with mock.patch("commitments.reminders.delivery.open_channel", return_value=channel):
            emails.send_waiting(now)
        return [call.args[0].content for call in channel.deliver.call_args_list]

    @override_settings(PUBLIC_URL="https://tracker.example.org")
    def test_each_gets_one_mail_in_the_own_language_with_the_public_address(self) -> None:
        self.invited()
        mails = [message_from_bytes(one, policy=default) for one in self.sent(AttemptResult.ACCEPTED)]
        self.assertEqual(len(mails), 2)
        for mail in mails:
            parts = [part.get_content() for part in mail.walk() if not part.is_multipart()]
            self.assertEqual(len(parts), 2)
            for part in parts:
                self.assertIn("https://tracker.example.org/accounts/invitation/", part)
        self.assertEqual(self.sent(AttemptResult.ACCEPTED), [])
        self.assertEqual(AuditRow.objects.filter(action=invitations.SENT).count(), 2)

    def test_the_token_stands_nowhere_in_the_database(self) -> None:
        person = self.invited()[0]
        self.sent(AttemptResult.ACCEPTED)
        said = " ".join(str((row.before, row.after, row.reason)) for row in AuditRow.objects.all())
        self.assertNotIn(invitations.build_token(User.objects.get(pk=person.pk)).split(":")[0], said)

    def test_what_the_server_puts_off_is_tried_again_and_what_it_refuses_is_not(self) -> None:
        person = self.invited()[0]
        self.assertEqual(len(self.sent(AttemptResult.DEFERRED, "451 later")), 2)
        self.assertEqual(self.sent(AttemptResult.DEFERRED), [])
        self.assertEqual(len(self.sent(AttemptResult.REFUSED, "550 no such user", minutes=5)), 2)
        self.assertFalse(WaitingLink.objects.exists())
        person.refresh_from_db()
        self.assertEqual(person.email_bounce, "550 no such user")
        note = invitations.last_note(person)
        assert note is not None
        self.assertEqual(note.action, invitations.REFUSED_ACTION)

    def test_nothing_leaves_while_mail_is_paused(self) -> None:
        self.invited()
        EmailDelivery.objects.update_or_create(defaults={"is_paused": True})
        self.assertEqual(self.sent(AttemptResult.ACCEPTED), [])

        self.assertEqual(self.sent(AttemptResult.ACCEPTED, minutes=5), [])
        EmailDelivery.objects.update(is_paused=False)
        self.assertEqual(len(self.sent(AttemptResult.ACCEPTED, minutes=6)), 2)

    def test_a_worker_sends_the_one_that_it_is_notified_of_once(self) -> None:
        person, _other = self.invited()
        with (
            mock.patch("commitments.reminders.delivery.deliver_alone") as deliver,
        ):
            deliver.return_value = ServerReply(AttemptResult.ACCEPTED, "250 OK")
            tasks.send_invitation(person.pk)
            tasks.send_invitation(person.pk)
        self.assertEqual([call.args[0] for call in deliver.call_args_list], ["lee@example.org"])

    def test_one_in_doubt_is_not_sent_again_unasked(self) -> None:
        person = self.invited()[0]
        self.assertEqual(len(self.sent(AttemptResult.IN_DOUBT, "connection lost")), 2)
        self.assertEqual(self.sent(AttemptResult.ACCEPTED, minutes=5), [])
        note = invitations.last_note(User.objects.get(pk=person.pk))
        assert note is not None
        self.assertEqual(
            (note.action, note.after["said"]), (invitations.REFUSED_ACTION, "not confirmed: connection lost")
        )
        self.assertIsNone(User.objects.get(pk=person.pk).email_bounced_at)

    @override_settings(MAIL_IN_DOUBT="resend")
    def test_one_in_doubt_is_sent_again_where_that_is_set(self) -> None:
        self.invited()
        self.sent(AttemptResult.IN_DOUBT, "connection lost")
        self.assertEqual(len(self.sent(AttemptResult.ACCEPTED, minutes=5)), 2)

    def test_what_waited_for_a_day_is_given_up_and_says_so(self) -> None:
        person = self.invited()[0]
        self.sent(AttemptResult.DEFERRED, "451 later")
        self.assertEqual(len(self.sent(AttemptResult.DEFERRED, "451 later", minutes=24 * 60 + 1)), 2)
        self.assertFalse(WaitingLink.objects.exists())
        note = invitations.last_note(User.objects.get(pk=person.pk))
        assert note is not None
        self.assertEqual(note.after["said"], "given up after 24 hours; 451 later")
