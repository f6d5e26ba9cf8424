"""The two ways out: a real SMTP server, and files."""

import dataclasses
import tempfile
import time
from pathlib import Path
from unittest import mock

from django.test import SimpleTestCase, override_settings

from commitments.reminders import delivery
from commitments.reminders.delivery import AttemptResult, FolderChannel, OutgoingEmail, SmtpChannel
from tests.delivery import servers
from tests.sink import Sink

CONTENT = b"Message-ID: <one@tracker>\r\nSubject: x\r\n\r\n.a dot begins a line\r\n..two dots\r\n"
PARCEL = OutgoingEmail("a@example.org", "<one@tracker>", CONTENT)
ONE = frozenset({"<one@tracker>"})


def to(address: str) -> OutgoingEmail:
    return dataclasses.replace(PARCEL, address=address)


class ServerTests(SimpleTestCase):
    def setUp(self) -> None:
        self.sink = self.enterContext(Sink())
        self.enterContext(override_settings(EMAIL_HOST="127.0.0.1", EMAIL_PORT=self.sink.port))
        self.server = SmtpChannel()
        self.addCleanup(self.server.close)

    def test_the_bytes_arrive_as_they_are_over_one_connection(self) -> None:
        for _number in range(3):
            answer = self.server.deliver(PARCEL, lambda: True)
            self.assertEqual((answer.fate, answer.text), (AttemptResult.ACCEPTED, "250 kept"))
        self.assertEqual([mail.content for mail in self.sink.received], [CONTENT] * 3)
        self.assertEqual(self.sink.connections, 1)

    def test_without_leave_the_last_dot_is_not_written(self) -> None:
        self.assertEqual(self.server.deliver(PARCEL, lambda: False).fate, AttemptResult.LOST)
        self.assertEqual(self.server.deliver(to("b@example.org"), lambda: True).fate, AttemptResult.ACCEPTED)
        self.assertEqual(self.sink.counted, {"b@example.org": 1})

    def test_leave_is_asked_after_the_content_and_before_the_dot(self) -> None:
        seen: list[int] = []

        def leave() -> bool:
            seen.append(len(self.sink.received))
            return True

        self.server.deliver(PARCEL, leave)
        self.assertEqual((seen, len(self.sink.received)), ([0], 1))

    def test_a_refused_mailbox_is_final_and_the_next_mail_goes_on(self) -> None:
        self.sink.ways["a@example.org"] = "refuse"
        answer = self.server.deliver(PARCEL, lambda: True)
        self.assertEqual((answer.fate, answer.text), (AttemptResult.REFUSED, "550 no such mailbox"))
        self.assertEqual(self.server.deliver(to("b@example.org"), lambda: True).fate, AttemptResult.ACCEPTED)

    def test_try_later_is_put_off(self) -> None:
        self.sink.ways["*"] = "defer"
        answer = self.server.deliver(PARCEL, lambda: True)
        self.assertEqual(
            (answer.fate, answer.text, answer.is_down), (AttemptResult.DEFERRED, "451 try later", False)
        )

    def test_a_server_that_closes_down_is_down(self) -> None:
        self.sink.ways["*"] = "busy"
        answer = self.server.deliver(PARCEL, lambda: True)
        self.assertEqual((answer.fate, answer.is_down), (AttemptResult.DEFERRED, True))

    def test_no_server_at_all_is_down(self) -> None:
        with override_settings(EMAIL_PORT=1):
            answer = SmtpChannel().deliver(PARCEL, lambda: True)
        self.assertEqual((answer.fate, answer.is_down), (AttemptResult.DEFERRED, True))

    def test_a_connection_lost_after_the_dot_is_in_doubt(self) -> None:
        self.sink.ways["*"] = "cut"
        self.assertEqual(self.server.deliver(PARCEL, lambda: True).fate, AttemptResult.IN_DOUBT)
        self.sink.ways.clear()
        self.assertEqual(self.server.deliver(to("b@example.org"), lambda: True).fate, AttemptResult.ACCEPTED)

    def test_a_connection_that_the_server_dropped_between_mails_is_opened_again(self) -> None:
        self.server.deliver(PARCEL, lambda: True)
        self.sink.drop()
        self.assertEqual(self.server.deliver(PARCEL, lambda: True).fate, AttemptResult.ACCEPTED)
        self.assertEqual(self.sink.connections, 2)

    def test_a_server_that_answers_a_byte_at_a_time_is_cut_off(self) -> None:
        self.sink.ways["a@example.org"] = "crawl"
        with mock.patch.object(delivery, "EMAIL_SECONDS", 0.5):
            started = time.monotonic()
            answer = self.server.deliver(PARCEL, lambda: True)
            self.assertLess(time.monotonic() - started, 3)
        self.assertEqual(answer.fate, AttemptResult.DEFERRED)
        self.assertEqual(self.server.deliver(to("b@example.org"), lambda: True).fate, AttemptResult.ACCEPTED)

    def test_one_that_falls_silent_and_then_crawls_is_cut_off_in_the_time_of_one_mail(self) -> None:
        self.server.deliver(to("b@example.org"), lambda: True)
        self.sink.ways["a@example.org"] = "crawl"
        self.sink.hush()
        with mock.patch.object(delivery, "EMAIL_SECONDS", 1):
            started = time.monotonic()
            answer = self.server.deliver(PARCEL, lambda: True)
            self.assertLess(time.monotonic() - started, 1.7)
        self.assertEqual(answer.fate, AttemptResult.DEFERRED)

    def test_who_was_stopped_for_long_before_the_last_dot_does_not_write_it(self) -> None:
        def stopped() -> bool:
            self.server._until = time.monotonic() - 1
            return True

        answer = self.server.deliver(PARCEL, stopped)
        self.assertEqual((answer.fate, self.sink.received), (AttemptResult.DEFERRED, []))
        self.assertEqual(self.server.deliver(PARCEL, lambda: True).fate, AttemptResult.ACCEPTED)

    def test_what_a_server_says_is_one_line_that_any_database_keeps(self) -> None:
        said = delivery._format_reply(250, b"kept\x00 as\r\n\x1b[31m \xff")
        self.assertEqual(said, "250 kept as [31m \ufffd")

    def test_an_address_brings_no_command_along(self) -> None:
        answer = self.server.deliver(to("a@example.org>\r\nRCPT TO:<b@example.org"), lambda: True)
        self.assertEqual(answer.fate, AttemptResult.REFUSED)
        self.assertEqual(self.sink.received, [])


class AnswerTests(SimpleTestCase):
    """What servers answer to a recipient: said of that one, of the sender, or of what is passed on."""

    def setUp(self) -> None:
        self.smtp = self.enterContext(servers.Server())
        self.enterContext(override_settings(EMAIL_HOST="127.0.0.1", EMAIL_PORT=self.smtp.port))

    def judge(self, address: str, said: str) -> tuple[AttemptResult, bool, bool]:
        self.smtp.manners.recipients = {address: said}
        channel = SmtpChannel()
        self.addCleanup(channel.close)
        answer = channel.deliver(to(address), lambda: True)
        self.assertEqual(bool(answer.fault), answer.is_down)
        return answer.fate, answer.is_nobody, answer.is_down

    def test_of_the_recipient(self) -> None:
        for address, said in {
            "bob@partner.example": "550 5.1.1 <bob@partner.example>: Recipient address rejected: "
            "User unknown in relay recipient table",
            "relay.officer@mofa.example": "550 5.1.1 <relay.officer@mofa.example>: User unknown",
            "relay@mofa.example": "550 no such user: relay@mofa.example",
            "helo@mofa.example": "550 <helo@mofa.example>: User unknown",
            "ann@relay.example": "550 unknown user <ann@relay.example>",
        }.items():
            with self.subTest(said):
                self.assertEqual(self.judge(address, said), (AttemptResult.REFUSED, True, False))

    def test_of_the_recipient_by_another_server_that_is_quoted(self) -> None:
        """Postfix, with reject_unverified_recipient."""
        quoted = "host mx.partner.example[192.0.2.1] said: 550 5.7.1 <tracker@example.org>: %s"
        for words in ("Sender address rejected: not ours", "Relay access denied", "Helo command rejected"):
            for begin in ("Recipient address rejected: undeliverable address", "undeliverable address"):
                said = f"550 5.1.1 <bob@partner.example>: {begin}: {quoted % words} (in reply to RCPT TO)"
                with self.subTest(said):
                    self.assertEqual(
                        self.judge("bob@partner.example", said), (AttemptResult.REFUSED, False, False)
                    )

    def test_of_the_sender_or_this_host(self) -> None:
        for said in (
            "550 5.1.0 <tracker@example.org>: Sender address rejected: User unknown in local recipient table",
            "550 5.1.8 <tracker@example.org>: Sender address rejected: Domain not found",
            "553 5.7.1 <tracker@example.org>: Sender address rejected: not owned by user tracker",
            "554 5.7.1 <unknown[192.0.2.7]>: Client host rejected: Access denied",
            "554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using zen.example",
            "504 5.5.2 <tracker>: Helo command rejected: need fully-qualified hostname",
            "530 5.7.0 Authentication required",
        ):
            with self.subTest(said):
                self.assertEqual(
                    self.judge("bob@partner.example", said), (AttemptResult.DEFERRED, False, True)
                )

    def test_of_what_is_passed_on(self) -> None:
        for said in (
            "554 5.7.1 <bob@partner.example>: Relay access denied",
            "550 5.7.1 <bob@partner.example>... Relaying denied",
            "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain",
            "550 relay not permitted",
            "550 not permitted to relay through this server",
        ):
            with self.subTest(said):
                self.assertEqual(
                    self.judge("bob@partner.example", said), (AttemptResult.DEFERRED, False, False)
                )


class FolderTests(SimpleTestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name, "mail")
        self.channel = FolderChannel(self.folder)

    def test_a_mail_is_one_file_that_only_the_owner_reads(self) -> None:
        self.assertEqual(self.channel.deliver(PARCEL, lambda: True).text, "kept as one.eml")
        (file,) = self.folder.iterdir()
        self.assertEqual((file.name, file.read_bytes()), ("one.eml", CONTENT))
        self.assertEqual(file.stat().st_mode & 0o777, 0o600)

    def test_sent_again_it_is_still_one_file(self) -> None:
        for _number in range(2):
            self.channel.deliver(PARCEL, lambda: True)
        self.assertEqual(len(list(self.folder.iterdir())), 1)

    def test_it_knows_what_arrived(self) -> None:
        self.assertEqual(self.channel.arrived(ONE), frozenset())
        self.channel.deliver(PARCEL, lambda: False)
        self.assertEqual((self.channel.arrived(ONE), list(self.folder.iterdir())), (frozenset(), []))
        self.channel.deliver(PARCEL, lambda: True)
        self.assertEqual(self.channel.arrived(ONE), ONE)

    def test_a_folder_that_cannot_be_written_puts_the_mail_off(self) -> None:
        self.folder.write_text("a file stands where the folder should be")
        answer = self.channel.deliver(PARCEL, lambda: True)
        self.assertEqual((answer.fate, answer.is_down), (AttemptResult.DEFERRED, True))
