"""What dead senders leave behind: doubts that an oracle, a setting or a person ends, and mails set aside."""

import gzip
import lzma
import tempfile
from dataclasses import replace
from pathlib import Path
from unittest import mock

from django.db.models.functions import Now
from django.test import SimpleTestCase, override_settings

from commitments.enums import AlarmCode, EmailState, NotSentReason, OwedBy, ReminderState
from commitments.errors import Refused
from commitments.models import Email, Reminder, User
from commitments.reminders import (
    alarms,
    delivery,
    delivery_log,
    forecast,
    heartbeat,
    journal,
    outbox,
    unconfirmed,
)
from tests.commitments.reminders.case import seoul
from tests.commitments.reminders.test_journal import MINUTE, MORNING, JournalCase

LATER = MORNING + 15 * MINUTE


def letter(message_id: str) -> str:
    return f"From: a@example.org\nMessage-ID: {message_id}\n\nMessage-ID: <of@the.text>\n"


class OracleTests(SimpleTestCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def test_a_mailbox_knows_what_it_has_by_the_head_alone(self) -> None:
        (self.folder / "new").mkdir()
        (self.folder / "new" / "1.host").write_text(letter("<a@host>"))
        with override_settings(MAIL_ORACLE=("maildir", str(self.folder))):
            self.assertEqual(
                delivery_log.find_arrived(["<a@host>", "<of@the.text>", "<b@host>"]), {"<a@host>"}
            )

    def test_a_mailbox_or_log_that_is_not_there_knows_nothing(self) -> None:
        for kind in ("maildir", "postfix"):
            with override_settings(MAIL_ORACLE=(kind, str(self.folder / "gone"))):
                self.assertIsNone(delivery_log.find_arrived(["<a@host>"]))
        self.assertIsNone(delivery_log.find_arrived(["<a@host>"]))

    def test_a_log_names_a_mail_while_it_is_read_and_counts_it_when_it_is_queued(self) -> None:
        log = self.folder / "mail.log"
        log.write_text(
            "Nov 26 postfix/cleanup[7]: 4AB1: message-id=<a@host>\n"
            "Nov 26 postfix/qmgr[2]: 4AB1: from=<t@host>, size=900, nrcpt=1 (queue active)\n"
            "Nov 26 postfix/cleanup[7]: 4AB2: message-id=<b@host>\n"
        )
        with override_settings(MAIL_ORACLE=("postfix", str(log))):
            self.assertEqual(delivery_log.find_arrived(["<a@host>", "<b@host>"]), {"<a@host>"})

    def test_a_log_that_was_turned_over_is_read_whatever_its_parts_are_called(self) -> None:
        log = self.folder / "maillog"
        taken = "postfix/cleanup[7]: A{0}: message-id=<{0}@host>\npostfix/qmgr[2]: A{0}: from=<t@host>\n"
        log.write_text("")
        (self.folder / "maillog-20261126").write_text(taken.format(1))
        (self.folder / "maillog.2.gz").write_bytes(gzip.compress(taken.format(2).encode()))
        (self.folder / "maillog.3.xz").write_bytes(lzma.compress(taken.format(3).encode()))
        with override_settings(MAIL_ORACLE=("postfix", str(log))):
            found = delivery_log.find_arrived([f"<{number}@host>" for number in range(1, 5)])
        self.assertEqual(found, {"<1@host>", "<2@host>", "<3@host>"})

    def test_many_are_asked_for_by_one_reading(self) -> None:
        log = self.folder / "mail.log"
        log.write_text("")
        asked = [f"<{number}@host>" for number in range(500)]
        with override_settings(MAIL_ORACLE=("postfix", str(log))), mock.patch.object(
            delivery_log, "_lines", wraps=delivery_log._lines
        ) as lines:  # fmt: skip
            self.assertEqual(delivery_log.find_arrived(asked), frozenset())
        self.assertEqual(lines.call_count, 1)

    def test_a_log_that_is_just_being_packed_knows_nothing(self) -> None:
        log = self.folder / "mail.log"
        log.write_text("")
        (self.folder / "mail.log.1.gz").write_bytes(gzip.compress(b"x" * 1000)[:-9])
        with override_settings(MAIL_ORACLE=("postfix", str(log))):
            self.assertIsNone(delivery_log.find_arrived(["<a@host>"]))


class DoubtTests(JournalCase):
    """A mail whose connection was cut after the last dot; the server has it, and nobody heard so."""

    def setUp(self) -> None:
        super().setUp()
        self.sink.ways["*"] = "cut"
        self.sweep(MORNING)
        self.sink.ways.clear()
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        (self.folder / "cur").mkdir()

    def grow_old(self, minutes: int = 60) -> None:
        """Let the doubt have stood for so long by the database's clock."""
        Email.objects.filter(state=EmailState.NOT_CONFIRMED).update(
            final_dot_at=Now() - minutes * MINUTE, lease_until=Now() - minutes * MINUTE
        )

    def hand_over_another(self) -> bytes:
        """Let another email be accepted by the server; return its bytes."""
        self.accepted(owed_by=OwedBy.THEIRS)
        self.assertEqual(self.sweep(LATER).sent, 1)
        return self.sink.received[-1].content

    def show(self, content: bytes, name: str = "2.host") -> None:
        """Let the journal mailbox show an email."""
        (self.folder / "cur" / f"{name}:2,S").write_bytes(content)

    def journal(self, in_doubt: str = "hold", *, place: str = "") -> override_settings:
        found = ("maildir", place or str(self.folder))
        return override_settings(MAIL_ORACLE=found, MAIL_IN_DOUBT=in_doubt)

    def test_a_journal_mailbox_that_has_it_ends_the_doubt_at_once(self) -> None:
        (self.folder / "cur" / "1.host:2,S").write_bytes(self.sink.received[0].content)
        with override_settings(MAIL_ORACLE=("maildir", str(self.folder))):
            self.sweep(LATER)
        self.assertEqual((self.mail().state, self.reminder().state), ("delivered", "delivered"))
        self.assertEqual(len(self.sink.received), 1)

    def test_a_journal_mailbox_that_is_late_proves_nothing(self) -> None:
        for in_doubt in ("hold", "resend"):
            with self.subTest(in_doubt), self.journal(in_doubt):
                self.grow_old()
                self.sweep(LATER)
                self.assertEqual((self.mail().state, len(self.sink.received)), (EmailState.NOT_CONFIRMED, 1))
        with self.journal():
            self.hand_over_another()
            self.sweep(LATER)
            self.assertEqual(Email.objects.filter(state=EmailState.NOT_CONFIRMED).count(), 1)
            self.show(self.sink.received[0].content, "1.host")
            self.sweep(LATER)
        self.assertEqual(set(Email.objects.values_list("state", flat=True)), {EmailState.DELIVERED})
        self.assertEqual(len(self.sink.received), 2)

    def test_an_email_that_was_handed_over_before_proves_nothing(self) -> None:
        Email.objects.filter(state=EmailState.NOT_CONFIRMED).update(lease_until=Now() + 60 * MINUTE)
        with self.journal("resend"):
            self.show(self.hand_over_another())
            self.sweep(LATER)
        self.assertEqual(Email.objects.filter(state=EmailState.NOT_CONFIRMED).count(), 1)

    def test_what_it_lacks_beside_an_email_handed_over_later_is_sent_again_where_that_is_set(self) -> None:
        self.grow_old()
        with self.journal("resend"):
            self.show(self.hand_over_another())
            self.assertEqual(self.sweep(LATER).sent, 1)
        self.assertEqual(self.sink.received[2], replace(self.sink.received[0], is_said=True))

    def test_and_held_for_a_person_otherwise(self) -> None:
        self.grow_old()
        with self.journal():
            self.show(self.hand_over_another())
            self.sweep(LATER)
        self.assertEqual(len(self.sink.received), 2)
        held = Reminder.objects.get(email__state=EmailState.HELD)
        self.assertEqual(
            (held.state, held.not_sent_reason), (ReminderState.FAILED, NotSentReason.NOT_ARRIVED)
        )

    def test_the_log_of_postfix_follows_the_same_rule(self) -> None:
        log = self.folder / "mail.log"
        taken = "postfix/cleanup[7]: A{0}: message-id={1}\npostfix/qmgr[2]: A{0}: from=<t@host>\n"
        log.write_text("")
        self.grow_old()
        with override_settings(MAIL_ORACLE=("postfix", str(log)), MAIL_IN_DOUBT="resend"):
            self.hand_over_another()
            self.sweep(LATER)
            self.assertEqual(len(self.sink.received), 2)
            log.write_text(taken.format(1, self.sink.received[1].message_id))
            self.assertEqual(self.sweep(LATER).sent, 1)

    def test_after_a_quarter_of_an_hour_the_alarm_is_raised_until_the_doubt_is_settled(self) -> None:
        for place, words in (("", "shows no later email"), ("/nowhere", "cannot be read")):
            with self.subTest(place), self.journal(place=place):
                self.grow_old(14)
                self.sweep(LATER)
                self.assertEqual(self.alarms(), [])
                self.grow_old(16)
                self.sweep(LATER)
                (detail,) = self.alarms()
                self.assertIn(words, detail)
                self.assertEqual((self.mail().state, len(self.sink.received)), (EmailState.NOT_CONFIRMED, 1))
        self.show(self.sink.received[0].content)
        with self.journal():
            self.sweep(LATER)
        self.assertEqual(self.alarms(), [])

    def alarms(self) -> list[str]:
        found = alarms.active_alarms(LATER)
        return [one.detail for one in found if one.code == AlarmCode.JOURNAL]

    def test_nor_is_it_believed_once_it_may_have_been_cleared(self) -> None:
        self.grow_old(60 * (delivery_log.KEPT_HOURS + 1))
        with override_settings(MAIL_ORACLE=("maildir", str(self.folder))):
            self.sweep(LATER)
        self.assertEqual((self.mail().state, len(self.sink.received)), (EmailState.HELD, 1))

    def test_without_an_oracle_it_is_held_and_shown(self) -> None:
        self.grow_old()
        self.sweep(LATER)
        self.assertEqual(
            (self.mail().state, self.reminder().not_sent_reason), (EmailState.HELD, NotSentReason.HELD)
        )
        self.assertEqual((len(self.sink.received), forecast.service_state(LATER).in_doubt), (1, 1))

    @override_settings(MAIL_IN_DOUBT="resend")
    def test_or_the_same_bytes_are_sent_again_where_that_is_set(self) -> None:
        self.grow_old()
        self.sweep(LATER)
        self.assertEqual((self.mail().state, len(self.sink.received)), (EmailState.DELIVERED, 2))
        self.assertEqual(len({one.content for one in self.sink.received}), 1)

    @override_settings(MAIL_IN_DOUBT="resend")
    def test_what_is_no_longer_true_is_held_and_never_sent_again(self) -> None:
        self.grow_old()
        User.objects.filter(pk=self.people.officer.pk).update(is_active=False)
        self.sweep(LATER)
        self.assertEqual((self.mail().state, len(self.sink.received)), (EmailState.HELD, 1))

    def test_a_person_ends_a_doubt_once(self) -> None:
        self.grow_old()
        self.sweep(LATER)
        unconfirmed.decide_delivery(self.mail(), has_arrived=True, by=self.people.administrator, now=LATER)
        self.assertEqual((self.mail().state, self.reminder().state), ("delivered", "delivered"))
        with self.assertRaises(Refused):
            unconfirmed.decide_delivery(
                self.mail(), has_arrived=False, by=self.people.administrator, now=LATER
            )


class CrashTests(JournalCase):
    def test_a_mail_with_which_senders_die_is_set_aside_and_the_others_go(self) -> None:
        self.accepted()
        with mock.patch.object(outbox, "_send_one", side_effect=SystemExit):
            for number in range(2 * journal.QUARANTINE_FAILURES):
                with self.assertRaises(SystemExit):
                    self.sweep(MORNING + number * 20 * MINUTE)
                Email.objects.filter(state=EmailState.SENDING).update(lease_until=seoul(1, 1))
            self.sweep(MORNING + 300 * MINUTE)
        self.assertEqual(set(Email.objects.values_list("state", flat=True)), {EmailState.QUARANTINED})
        self.assertEqual(
            set(Reminder.objects.values_list("not_sent_reason", flat=True)), {NotSentReason.CRASHED}
        )
        self.assertEqual(set(Email.objects.values_list("crashes", flat=True)), {journal.QUARANTINE_FAILURES})

    def test_those_held_with_it_are_not_blamed(self) -> None:
        self.accepted()
        with mock.patch.object(outbox, "_send_one", side_effect=SystemExit), self.assertRaises(SystemExit):
            self.sweep(MORNING)
        Email.objects.update(lease_until=seoul(1, 1))
        self.sweep(MORNING + MINUTE)
        self.assertEqual(sorted(Email.objects.values_list("crashes", flat=True)), [0, 1])
        self.assertEqual(set(Email.objects.values_list("state", flat=True)), {EmailState.DELIVERED})

    def test_who_dies_past_the_last_dot_of_one_blames_no_other(self) -> None:
        self.accepted()
        with (
            mock.patch.object(journal, "record_attempt", side_effect=SystemExit),
            self.assertRaises(SystemExit),
        ):
            self.sweep(MORNING)
        Email.objects.update(lease_until=seoul(1, 1))
        self.sweep(MORNING + MINUTE)
        found = Email.objects.order_by("pk").values_list("state", "crashes")
        self.assertEqual(list(found), [(EmailState.NOT_CONFIRMED, 0), (EmailState.DELIVERED, 0)])


class PaceTests(JournalCase):
    def test_a_domain_that_puts_everything_off_is_left_alone(self) -> None:
        Email.objects.bulk_create(self.waiting(number, "slow.example", tries=1) for number in range(6))
        Email.objects.bulk_create([self.waiting(7, "other.example")])
        self.sink.ways |= {f"u{number}@slow.example": "defer" for number in range(6)}
        self.send()
        tried = Email.objects.filter(address__endswith="slow.example", tries__gt=1)
        self.assertEqual(tried.count(), journal.DOMAIN_TRIES)
        self.assertEqual(set(self.sink.counted), {"u7@other.example"})

    def test_first_attempts_that_are_deferred_hold_up_no_domain(self) -> None:
        Email.objects.bulk_create(self.waiting(number, "grey.example") for number in range(6))
        self.sink.ways |= {f"u{number}@grey.example": "defer" for number in range(6)}
        self.send()
        self.assertEqual(set(Email.objects.values_list("tries", "next_try_at")), {(1, MORNING + MINUTE)})

    def test_the_heart_beats_between_slow_mails_and_no_more_once_the_sender_is_dead(self) -> None:
        Email.objects.bulk_create(self.waiting(number, "example.org") for number in range(4))
        clock, sent, beats = [0.0], [0.0], list[float]()

        def slowly(*_args: object) -> delivery.ServerReply:
            if len(sent) == 4:
                raise SystemExit
            clock[0] += 9
            sent.append(clock[0])
            return delivery.ServerReply(delivery.AttemptResult.ACCEPTED)

        with (
            mock.patch.object(outbox, "time", mock.Mock(monotonic=lambda: clock[0])),
            mock.patch.object(heartbeat, "record_beat", side_effect=lambda _name: beats.append(clock[0])),
            self.assertRaises(SystemExit),
        ):
            outbox.Run(MORNING, mock.Mock(deliver=slowly)).send()
        self.assertEqual(beats, sent)

    def send(self) -> None:
        channel = delivery.open_channel()
        outbox.Run(MORNING, channel).send()
        channel.close()

    def waiting(self, number: int, domain: str, tries: int = 0) -> Email:
        return Email(
            tries=tries,
            address=f"u{number}@{domain}",
            message_id=f"<{number}@host>",
            content=f"Message-ID: <{number}@host>\r\n\r\nText\r\n".encode(),
            ready_at=MORNING,
            next_try_at=MORNING,
        )

    @override_settings(BACKLOG_PER_MINUTE=3)
    def test_a_backlog_goes_slowly_and_lets_what_is_fresh_pass(self) -> None:
        Email.objects.bulk_create(self.waiting(number, "example.org") for number in range(5))
        Email.objects.update(is_backlog=True)
        Email.objects.bulk_create([self.waiting(9, "example.org")])
        self.send()
        self.assertEqual((len(self.sink.received), self.sink.received[0].message_id), (4, "<9@host>"))
        self.send()
        self.assertEqual(len(self.sink.received), 4)
        Email.objects.filter(state=EmailState.DELIVERED).update(
            delivered_at=seoul(1, 1), final_dot_at=seoul(1, 1)
        )
        self.send()
        self.assertEqual(len(self.sink.received), 6)

    def test_a_mail_written_an_hour_late_is_of_a_backlog(self) -> None:
        self.sweep(MORNING + 61 * MINUTE)
        self.assertEqual(
            list(Email.objects.values_list("is_backlog", "planned_at")), [(True, self.reminder().planned_at)]
        )
        self.assertEqual(self.reminder().state, ReminderState.DELIVERED)
