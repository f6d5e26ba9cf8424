"""Every kind of email by every kind of server: nothing lost, nothing sent twice, nothing in clear text.

`bin/prove email` runs it with more emails, and prints what each server was and what came of it as a table.
"""

import json
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar
from unittest import mock

import pytest
from django.core.management import CommandError, call_command
from django.test import TestCase, override_settings

from commitments.checks import check_email_server
from commitments.enums import AlarmCode, EmailState
from commitments.models import Email, User
from commitments.reminders import delivery
from commitments.reminders.alarms import active_alarms, count_unsent, why_not_accepted
from commitments.reminders.delivery import AttemptResult, OutgoingEmail, ServerReply
from tests.cast import Cast, gather
from tests.commitments.reminders.case import seoul
from tests.delivery import kinds
from tests.delivery.certificates import HOST, Authority, Certificate
from tests.delivery.kinds import MINUTE, Emails
from tests.delivery.postfix import Postfix, why_not
from tests.delivery.servers import PASSWORD, USER, Server, Wire

IS_FULL = os.environ.get("EMAIL_PROOF") == "full"
OFFICERS, RUNS = (60, 60) if IS_FULL else (3, 20)
CRAWLING_SECONDS = delivery.EMAIL_SECONDS if IS_FULL else 1
MORNING = seoul(6, 16, 7, 5)
ENDLESS = 1000


class DeliveryCase(TestCase):
    people: ClassVar[Cast]
    folder: ClassVar[Path]
    authority: ClassVar[Authority]
    good: ClassVar[Certificate]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.people = gather()

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="tracker-email-")))
        cls.authority = Authority(cls.folder)
        cls.good = cls.authority.issue("good")

    def setUp(self) -> None:
        self.now = MORNING
        self.begun = time.monotonic()
        self.emails: Emails = kinds.prepare(self.people, OFFICERS, self.now)
        self.alarms: set[str] = set()
        self.server_used: Server | None = None

    def send_by(self, server: Server | Postfix, **settings: Any) -> Wire:
        """Let email go to a server, over a wire that is listened to."""
        wire = self.enterContext(Wire(server.port))
        usual = {
            "MAIL_TO_FILES": False,
            "EMAIL_HOST": HOST,
            "EMAIL_PORT": wire.port,
            "EMAIL_CA_FILE": str(self.authority.file),
            "EMAIL_BACKEND": "commitments.web.email_backend.EmailBackend",
            "DUTY_BOX": "duty@example.org",
        }
        self.enterContext(override_settings(**{**usual, **settings}))
        return wire

    def postfix(self, certificate: Certificate | None = None, **options: Any) -> Postfix | Server:
        """Start Postfix; where that is impossible, a server of the tests plays the part, and says so."""
        reason = why_not()
        if not reason:
            folder = Path(tempfile.mkdtemp(prefix="postfix-", dir=self.folder))
            return self.enterContext(Postfix(folder, certificate, **options))
        self.assertFalse(IS_FULL, f"{reason}. Run bin/prove email as root.")
        print(f"\nInstead of Postfix, a server of the tests: {reason}.")
        context = certificate.context() if certificate else None
        return self.enterContext(Server(context, is_implicit=bool(options.get("is_wrapped"))))

    def server(self, certificate: Certificate | None = None, **options: Any) -> Server:
        context = certificate.context() if certificate else None
        self.server_used = self.enterContext(Server(context, **options))
        return self.server_used

    def run_until(self, is_over: Callable[[], bool], runs: int = RUNS) -> int:
        """Do reminder runs minute by minute until something holds; return their number."""
        for number in range(1, runs + 1):
            self.emails.run(self.now)
            self.now += MINUTE
            if self.server_used is not None:
                self.server_used.manners.now = self.now
            self.alarms |= {str(one.code) for one in active_alarms(self.now)} & {AlarmCode.EMAIL_SERVER}
            if is_over():
                return number
        states = set(Email.objects.values_list("state", "reply"))
        raise AssertionError(f"not over after {runs} runs: {states}, waiting {self.emails.waiting}")

    def judge(
        self,
        kind: str,
        server: Server | Postfix,
        wire: Wire,
        outcome: str,
        *,
        is_clear: bool = False,
        in_sight: int = 0,
    ) -> None:
        """Count what arrived, and write the line of the table."""
        count = self.emails.count(server.received())
        in_clear = 0 if is_clear else wire.in_clear
        name = type(server).__name__.replace("Server", "aiosmtpd")
        figures = (count.written, count.arrived, in_sight, count.lost - in_sight, count.doubled)
        self.assertGreater(count.written, OFFICERS + 6, "no email of some kind was written")
        if path := os.environ.get("EMAIL_FIGURES"):
            seconds = round(time.monotonic() - self.begun)
            shown = "as asked" if is_clear else in_clear
            line = json.dumps([kind, name, outcome, *figures, shown, seconds])
            with Path(path).open("a") as file:
                file.write(f"{line}\n")
        self.assertEqual((count.lost, count.doubled, in_clear), (in_sight, 0, 0), (kind, figures))

    def all_arrive(
        self, kind: str, server: Server | Postfix, *, is_clear: bool = False, **settings: Any
    ) -> None:
        """Send everything by a server; no alarm is raised meanwhile."""
        wire = self.send_by(server, **settings)
        runs = self.run_until(lambda: self.emails.is_done)
        self.assertEqual(self.alarms, set())
        self.judge(kind, server, wire, f"all accepted in {runs} runs", is_clear=is_clear)

    def all_wait(
        self,
        kind: str,
        said: str,
        server: Server,
        mend: Callable[[], object],
        *,
        is_found_by_check: bool = True,
        **settings: Any,
    ) -> None:
        """Send by a server that gives no session; then by a good one, by which all arrive."""
        wire = self.send_by(server, **settings)
        for _run in range(2):
            self.emails.run(self.now)
            self.now += MINUTE
        self.assertEqual(server.received(), [])
        self.assertEqual(set(Email.objects.values_list("state", "tries")), {(EmailState.READY, 0)})
        self.assertEqual(self.emails.waiting, set(self.emails.alone))
        (alarm,) = (one for one in active_alarms(self.now) if one.code == AlarmCode.EMAIL_SERVER)
        self.assertIn(said, alarm.detail)
        with self.assertRaisesMessage(CommandError, alarm.detail):
            call_command("send_test_mail", "trial@example.org")
        self.assertEqual([one.id for one in check_email_server()], ["commitments.W007"] * is_found_by_check)
        mend()
        self.assertEqual(check_email_server(), [])
        runs = self.run_until(lambda: self.emails.is_done)
        self.assertNotIn(AlarmCode.EMAIL_SERVER, {one.code for one in active_alarms(self.now)})
        outcome = f"all deferred, alarm “{alarm.detail}”; once corrected, all accepted in {runs} runs"
        self.judge(kind, server, wire, outcome)


class PostfixTests(DeliveryCase):
    def test_plain(self) -> None:
        self.all_arrive("plain", self.postfix(), is_clear=True)

    def test_starttls_with_a_certificate_of_a_private_authority(self) -> None:
        server = self.postfix(self.good)
        self.all_arrive("STARTTLS, private authority in EMAIL_CA_FILE", server, EMAIL_USE_TLS=True)

    def test_implicit_tls(self) -> None:
        server = self.postfix(self.good, is_wrapped=True)
        self.all_arrive("implicit TLS, private authority", server, EMAIL_USE_SSL=True)

    def test_more_connections_than_postfix_allows_are_closed_with_421(self) -> None:
        limits = "smtpd_client_connection_rate_limit = 3\nanvil_rate_time_unit = 3s\n"
        server = self.postfix(settings=f"{limits}smtpd_client_event_limit_exceptions =")
        self.all_arrive("plain, 3 connections in 3 seconds, then 421", server, is_clear=True)
        if isinstance(server, Postfix):
            self.assertIn("Connection rate limit exceeded", server.log())

    def test_a_sender_that_it_does_not_take_defers_all(self) -> None:
        """Postfix tells it in answer to the recipient (smtpd_delay_reject)."""
        refuses = "smtpd_sender_restrictions = check_sender_access static:{550 5.1.8 not ours}"
        server = self.postfix(settings=refuses)
        if not isinstance(server, Postfix):
            server.manners.every_recipient = (
                "550 5.1.8 <tracker@example.org>: Sender address rejected: not ours"
            )
        self.send_by(server)
        for _run in range(2):
            self.emails.run(self.now)
            self.now += MINUTE
        self.assertEqual(set(Email.objects.values_list("state", "tries")), {(EmailState.READY, 0)})
        self.assertFalse(User.objects.exclude(email_bounced_at=None).exists())
        (alarm,) = (one for one in active_alarms(self.now) if one.code == AlarmCode.EMAIL_SERVER)
        self.assertIn("does not accept the sender address", alarm.detail)
        self.assertEqual(server.received(), [])
        self.all_arrive("550 for the sender, then none", self.postfix(), is_clear=True)

    def test_a_recipient_that_it_does_not_know_is_of_that_recipient_alone(self) -> None:
        """Postfix in front of another server, with the list of those that it passes on to."""
        lists = (
            "mynetworks = 192.0.2.0/24\nvirtual_mailbox_domains =\nrelay_domains = example.org\n"
            "smtpd_relay_restrictions = reject_unauth_destination\n"
            "relay_recipient_maps = inline:{relay@example.org=ok}"
        )
        server = self.postfix(settings=lists)
        unknown = "<bob@example.org>: Recipient address rejected: User unknown in relay recipient table"
        denied = "554 5.7.1 <bob@relay.example>: Relay access denied"
        if not isinstance(server, Postfix):
            server.manners.recipients = {
                "bob@example.org": f"550 5.1.1 {unknown}",
                "bob@relay.example": denied,
            }
        self.send_by(server)
        channel = delivery.SmtpChannel()
        self.addCleanup(channel.close)
        refused = ServerReply(AttemptResult.REFUSED, f"550 5.1.1 {unknown}", is_nobody=True, is_opened=True)
        expected = {
            "bob@example.org": refused,
            "bob@relay.example": ServerReply(AttemptResult.DEFERRED, denied),
            "relay@example.org": ServerReply(AttemptResult.LOST),
        }
        for address, answer in expected.items():
            parcel = OutgoingEmail(address, "<one@tracker>", b"Subject: one\r\n\r\n")
            self.assertEqual(channel.deliver(parcel, lambda: False), answer)


class SignInTests(DeliveryCase):
    signs_in: ClassVar[dict[str, Any]] = {
        "EMAIL_USE_TLS": True,
        "EMAIL_HOST_USER": USER.decode(),
        "EMAIL_HOST_PASSWORD": PASSWORD.decode(),
    }

    def test_auth_plain(self) -> None:
        server = self.server(self.good, mechanisms=frozenset({"PLAIN"}))
        self.all_arrive("STARTTLS, AUTH PLAIN", server, **self.signs_in)

    def test_auth_login(self) -> None:
        server = self.server(self.good, mechanisms=frozenset({"LOGIN"}))
        self.all_arrive("STARTTLS, AUTH LOGIN", server, **self.signs_in)

    def test_auth_over_implicit_tls(self) -> None:
        server = self.server(self.good, mechanisms=frozenset({"PLAIN", "LOGIN"}), is_implicit=True)
        signs_in = {**self.signs_in, "EMAIL_USE_TLS": False, "EMAIL_USE_SSL": True}
        self.all_arrive("implicit TLS, AUTH", server, **signs_in)

    def test_a_wrong_password_defers_all(self) -> None:
        server = self.server(self.good, mechanisms=frozenset({"PLAIN", "LOGIN"}))
        right = override_settings(EMAIL_HOST_PASSWORD=PASSWORD.decode())
        wrong = {**self.signs_in, "EMAIL_HOST_PASSWORD": "wrong"}
        said = "does not accept the username and password"
        self.all_wait("AUTH with a wrong password", said, server, lambda: self.enterContext(right), **wrong)

    def test_a_missing_sign_in_defers_all(self) -> None:
        server = self.server(self.good, mechanisms=frozenset({"PLAIN", "LOGIN"}))
        right = override_settings(**self.signs_in)
        said = "requires authentication"
        self.all_wait(
            "no sign-in in EMAIL_URL",
            said,
            server,
            lambda: self.enterContext(right),
            is_found_by_check=False,
            EMAIL_USE_TLS=True,
        )


class CertificateTests(DeliveryCase):
    def refused(self, kind: str, said: str, certificate: Certificate, **settings: Any) -> None:
        """Send by STARTTLS to a server with a bad certificate, which then gets a good one."""
        server = self.server(certificate)

        def mend() -> None:
            server._context = self.good.context()
            self.enterContext(override_settings(EMAIL_CA_FILE=str(self.authority.file)))

        self.all_wait(kind, said, server, mend, EMAIL_USE_TLS=True, **settings)

    def test_expired(self) -> None:
        self.refused("expired certificate", "has expired", self.authority.issue("expired", days=-1))

    def test_self_signed(self) -> None:
        own = self.authority.issue("own", is_own=True)
        self.refused("self-signed certificate", "self-signed certificate", own)

    def test_of_another_host(self) -> None:
        other = self.authority.issue("other", host="mail.example.org")
        self.refused("certificate of another host", "not valid for 'localhost'", other)

    def test_of_an_authority_that_nobody_named(self) -> None:
        said = "unable to get local issuer certificate"
        self.refused("private authority, not in EMAIL_CA_FILE", said, self.good, EMAIL_CA_FILE="")


class StartTlsTests(DeliveryCase):
    def test_hidden(self) -> None:
        server = self.server()

        def mend() -> None:
            server._context = self.good.context()

        self.all_wait("STARTTLS hidden", "STARTTLS", server, mend, EMAIL_USE_TLS=True)

    def test_broken(self) -> None:
        server = self.server(self.good)
        server.manners.is_starttls_broken = True

        def mend() -> None:
            server.manners.is_starttls_broken = False

        self.all_wait("STARTTLS broken", "STARTTLS", server, mend, EMAIL_USE_TLS=True)

    def test_no_tls_on_the_port_for_it(self) -> None:
        server = self.server()

        def mend() -> None:
            self.enterContext(override_settings(EMAIL_USE_SSL=False, EMAIL_USE_TLS=True))
            server._context = self.good.context()

        said = "does not answer with TLS"
        self.all_wait("implicit TLS asked of a plain port", said, server, mend, EMAIL_USE_SSL=True)


@pytest.mark.long
class BusyTests(DeliveryCase):
    def sent(self, kind: str, **manners: Any) -> None:
        """Send all by a server with some manners."""
        server = self.server(self.good)
        for name, value in manners.items():
            setattr(server.manners, name, value)
        self.all_arrive(kind, server, EMAIL_USE_TLS=True)

    def test_greylisting(self) -> None:
        self.sent("greylisting for 5 minutes", greylisted=5 * MINUTE, now=self.now)

    def test_421_for_every_second_session(self) -> None:
        self.sent("421 for every second session", closes_every=2)

    def test_a_limit_of_messages_for_each_connection(self) -> None:
        self.sent("421 after 3 messages in a connection", messages=3)

    def test_such_a_limit_told_by_452(self) -> None:
        self.sent(
            "452 after 3 messages in a connection", messages=3, after_messages="452 4.3.2 too many messages"
        )

    def test_one_message_for_each_connection_and_421_for_some_sessions(self) -> None:
        self.sent("1 message a connection, 421 for every third session", messages=1, closes_every=3)

    def test_a_run_sends_all_whatever_the_limit_of_a_connection(self) -> None:
        server = self.server()
        server.manners.messages = 1
        self.send_by(server)
        swept = self.emails.run(self.now)
        self.assertGreater(swept.sent, OFFICERS)
        # Two invitations to a meeting and a message about an account are written by no reminder.
        self.assertEqual((swept.sent, swept.deferred), (swept.mailed + 3, 0))

    def test_one_byte_a_second(self) -> None:
        server = self.server(self.good)
        server.manners.seconds_a_byte = 1
        wire = self.send_by(server, EMAIL_USE_TLS=True)
        begun = time.monotonic()
        with mock.patch.object(delivery, "EMAIL_SECONDS", CRAWLING_SECONDS):
            swept = self.emails.run(self.now)
            seconds = time.monotonic() - begun
        attempts = 1 + len(self.emails.alone)
        self.assertEqual(swept.sent, 0)
        self.assertLess(seconds, attempts * (CRAWLING_SECONDS + 3))
        server.manners.seconds_a_byte = 0
        self.now += MINUTE
        runs = self.run_until(lambda: self.emails.is_done)
        outcome = f"each attempt cut after {CRAWLING_SECONDS} s; once it answers, all accepted in {runs} runs"
        self.judge("one byte a second", server, wire, outcome)

    def test_a_server_that_is_away_is_asked_each_run(self) -> None:
        server = self.server()
        server.manners.closes_every = 1
        wire = self.send_by(server)
        for _run in range(3):
            self.emails.run(self.now)
            self.now += MINUTE
        self.assertEqual((server.received(), self.alarms), ([], set()))
        server.manners.closes_every = 0
        runs = self.run_until(lambda: self.emails.is_done)
        self.judge(
            "421 for every session, then none", server, wire, f"all accepted in {runs} run", is_clear=True
        )
        self.assertEqual(runs, 1)


class RefusalTests(DeliveryCase):
    def test_550_for_a_recipient_is_of_that_recipient_alone(self) -> None:
        server = self.server()
        server.manners.recipients = {"officer2@example.org": "550 5.1.1 no such user"}
        wire = self.send_by(server)
        self.run_until(lambda: self.emails.is_done)
        refused = Email.objects.get(address="officer2@example.org")
        self.assertEqual(refused.state, EmailState.REJECTED)
        self.judge(
            "550 for one recipient",
            server,
            wire,
            "that one rejected, all others accepted",
            is_clear=True,
            in_sight=1,
        )

    def test_554_for_a_message_keeps_it_in_quarantine(self) -> None:
        server = self.server()
        server.manners.contents = {"officer2@example.org": "554 5.6.0 message refused"}
        wire = self.send_by(server)
        self.run_until(lambda: self.emails.is_done)
        kept = Email.objects.get(address="officer2@example.org")
        self.assertEqual((kept.state, kept.reply), (EmailState.QUARANTINED, "554 5.6.0 message refused"))
        self.judge(
            "554 for one message",
            server,
            wire,
            "that one in quarantine, all others accepted",
            is_clear=True,
            in_sight=1,
        )

    def test_a_sender_that_is_refused_in_answer_to_the_recipient_defers_all(self) -> None:
        server = self.server(self.good)
        server.manners.every_recipient = "550 5.1.0 <tracker@example.org>: Sender address rejected"

        def mend() -> None:
            server.manners.every_recipient = ""

        said = "does not accept the sender address"
        kind = "550 for the sender, in answer to RCPT"
        self.all_wait(kind, said, server, mend, is_found_by_check=False, EMAIL_USE_TLS=True)

    def test_a_sender_that_one_recipient_alone_refuses_stops_no_other_email(self) -> None:
        server = self.server()
        first = Email.objects.order_by("next_try_at", "pk").values_list("address", flat=True)[0]
        said = "550 5.1.8 <tracker@example.org>: Sender address rejected: Domain not found"
        server.manners.recipients = {first: said}
        wire = self.send_by(server)
        for _run in range(3):
            self.emails.run(self.now)
            self.now += MINUTE / 2
        waiting = Email.objects.filter(state=EmailState.READY).values_list("address", flat=True)
        self.assertEqual(set(waiting), {first})
        server.manners.recipients = {}
        self.now += MINUTE
        self.run_until(lambda: self.emails.is_done)
        self.judge("550 for the sender, by one recipient", server, wire, "all others accepted", is_clear=True)

    def test_what_is_not_passed_on_waits(self) -> None:
        server = self.server()
        server.manners.every_recipient = "554 5.7.1 <officer@example.org>: Relay access denied"
        wire = self.send_by(server)
        for _run in range(2):
            self.emails.run(self.now)
            self.now += MINUTE
        self.assertEqual(set(Email.objects.values_list("state", flat=True)), {EmailState.READY})
        self.assertFalse(User.objects.exclude(email_bounced_at=None).exists())
        self.now += 20 * MINUTE
        self.assertIn(AlarmCode.DELIVERY, {one.code for one in active_alarms(self.now)})
        due = count_unsent(self.now).due
        assert due is not None
        self.assertIn("Relay access denied", why_not_accepted(due))
        server.manners.every_recipient = ""
        runs = self.run_until(lambda: self.emails.is_done)
        outcome = f"all deferred, alarm; once corrected, all accepted in {runs} runs"
        self.judge("554 Relay access denied", server, wire, outcome, is_clear=True)

    def test_550_for_the_sender_defers_all(self) -> None:
        server = self.server(self.good)
        server.manners.mail = "550 5.7.1 sender refused"

        def mend() -> None:
            server.manners.mail = ""

        said = "does not accept the sender address"
        kind = "550 for the sender"
        self.all_wait(kind, said, server, mend, is_found_by_check=False, EMAIL_USE_TLS=True)
