"""What becomes of a mail: put off, refused, in doubt, taken back; each state is one that a person can see."""

import datetime
from typing import Any
from unittest import mock

import pytest
from django.db.models import QuerySet
from django.test import override_settings

from commitments.deadlines import changes
from commitments.enums import EmailState, MoveReason, NotSentReason, OwedBy, ReminderKind, ReminderState, Role
from commitments.errors import Refused
from commitments.language.phrases.specification import on_day
from commitments.models import Commitment, Email, Reminder, User
from commitments.reminders import delivery, forecast, journal, outbox, planner, unconfirmed
from commitments.reminders.delivery import AttemptResult, OutgoingEmail, ServerReply
from tests.commitments.reminders.case import SweepCase, seoul
from tests.faults.stage import fill_desk
from tests.sink import Sink

MINUTE = datetime.timedelta(minutes=1)
MORNING = seoul(6, 16)


class JournalCase(SweepCase):
    """Mail goes to a real server, one item to one officer of the desk."""

    def setUp(self) -> None:
        super().setUp()
        self.sink = self.enterContext(Sink())
        self.enterContext(
            override_settings(MAIL_TO_FILES=False, EMAIL_HOST="127.0.0.1", EMAIL_PORT=self.sink.port)
        )
        self.item = self.accepted(owed_by=OwedBy.THEIRS)

    def mail(self) -> Email:
        return Email.objects.exclude(state=EmailState.WITHDRAWN).latest("pk")

    def reminder_of(self, address: str) -> Reminder:
        return Reminder.objects.filter(email__address=address).latest("pk")

    def reminder(self) -> Reminder:
        return Reminder.objects.filter(commitment=self.item).latest("planned_at", "pk")


@pytest.mark.both
class FateTests(JournalCase):
    def test_accepted_says_what_the_server_said(self) -> None:
        self.assertEqual(self.sweep(MORNING).sent, 1)
        mail = self.mail()
        self.assertEqual((mail.state, mail.reply, mail.tries), (EmailState.DELIVERED, "250 kept", 1))
        self.assertIsNotNone(mail.final_dot_at)
        self.assertEqual(self.reminder().state, ReminderState.DELIVERED)
        self.assertEqual(self.sink.received[0].content, bytes(mail.content))

    def test_put_off_it_is_tried_later_and_later_with_the_same_bytes(self) -> None:
        self.sink.ways["*"] = "defer"
        now, waits = MORNING, []
        for _try in range(4):
            self.assertEqual(self.sweep(now).deferred, 1)
            waits.append((self.mail().next_try_at - now) // MINUTE)
            self.assertEqual(self.sweep(self.mail().next_try_at - MINUTE / 2).deferred, 0)
            now = self.mail().next_try_at
        self.assertEqual(waits, [1, 2, 4, 8])
        self.assertEqual(self.mail().reply, "451 try later")
        self.sink.ways.clear()
        self.assertEqual(self.sweep(now).sent, 1)
        self.assertEqual(self.sink.received[0].content, bytes(self.mail().content))
        self.assertEqual(Email.objects.count(), 1)

    def test_what_is_said_of_silence_is_put_off_with_the_same_bytes_too(self) -> None:
        far, heard = datetime.date(2026, 12, 1), MORNING.date() - datetime.timedelta(days=30)
        Commitment.objects.update(due_on=far, last_working_day=far, health_on=heard, last_contact_on=heard)
        self.sink.ways["*"] = "defer"
        self.sweep(MORNING)
        self.assertEqual(self.reminder().kind, ReminderKind.NO_RESPONSE)
        for number in range(1, 4):
            self.sweep(MORNING + number * 10 * MINUTE)
        self.assertEqual((self.mail().tries, Email.objects.count()), (4, 1))

    @pytest.mark.long
    def test_a_server_out_for_six_hours_loses_nothing(self) -> None:
        self.sink.ways["*"] = "busy"
        for minute in range(0, 6 * 60, 10):
            self.sweep(MORNING + minute * MINUTE)
        self.assertEqual(self.sink.received, [])
        self.sink.ways.clear()
        for minute in range(6 * 60, 8 * 60, 10):
            self.sweep(MORNING + minute * MINUTE)
        self.assertEqual(self.sink.counted, {"officer@example.org": 1})

    @pytest.mark.long
    def test_a_server_out_for_six_hours_after_a_week_of_outage_loses_nothing_either(self) -> None:
        with mock.patch.object(outbox.Run, "send"):
            self.sweep(MORNING)
        Reminder.objects.update(planned_at=MORNING - datetime.timedelta(days=7))
        self.sink.ways["*"] = "defer"
        for minute in range(0, 6 * 60, 10):
            self.sweep(MORNING + minute * MINUTE)
        self.sink.ways.clear()
        for minute in range(6 * 60, 8 * 60, 10):
            self.sweep(MORNING + minute * MINUTE)
        self.assertEqual((self.mail().state, len(self.sink.received)), (EmailState.DELIVERED, 1))

    def test_what_waited_overnight_is_written_anew_with_what_is_true_by_then(self) -> None:
        self.sink.ways["*"] = "defer"
        self.sweep(seoul(6, 29))
        self.sweep(seoul(6, 29, 12))
        self.sink.ways.clear()
        swept = self.sweep(seoul(6, 30, 7, 10))
        self.assertEqual((swept.withdrawn, swept.sent), (1, 1))
        self.assertEqual(self.sink.counted, {"officer@example.org": 1})
        self.assertTrue(self.mail().subject.startswith("Due today"))

    def test_a_mailbox_that_is_refused_is_shown_and_not_tried_again(self) -> None:
        User.objects.create_user(
            "gone",
            "gone@example.org",
            role=Role.DESK_OFFICER,
            desk=self.people.desk,
            clearance=3,
        )
        User.objects.update(time_zone="Asia/Seoul")
        self.sink.ways["gone@example.org"] = "refuse"
        swept = self.sweep(MORNING)
        self.assertEqual((swept.sent, swept.refused), (1, 1))
        self.assertEqual(self.sweep(MORNING + 90 * MINUTE).refused, 0)
        refused = Email.objects.get(address="gone@example.org")
        self.assertEqual((refused.state, refused.reply), (EmailState.REJECTED, "550 no such mailbox"))
        row = refused.reminders.get()
        self.assertEqual((row.state, row.not_sent_reason), (ReminderState.FAILED, NotSentReason.BOUNCED))
        self.assertEqual(forecast.service_state(MORNING).refused, 1)

    def test_a_connection_cut_after_the_dot_is_in_doubt_and_not_sent_again(self) -> None:
        self.sink.ways["*"] = "cut"
        self.assertEqual(self.sweep(MORNING).in_doubt, 1)
        self.sink.ways.clear()
        self.sweep(MORNING + 90 * MINUTE)
        self.assertEqual((self.mail().state, len(self.sink.received)), (EmailState.NOT_CONFIRMED, 1))
        self.assertEqual(forecast.service_state(MORNING).in_doubt, 1)

    def test_a_doubt_is_settled_either_way(self) -> None:
        self.sink.ways["*"] = "cut"
        self.sweep(MORNING)
        self.sink.ways.clear()
        unconfirmed.decide_delivery(self.mail(), has_arrived=False, by=self.people.administrator, now=MORNING)
        self.assertEqual(self.sweep(MORNING + MINUTE).sent, 1)
        self.assertEqual(len({mail.content for mail in self.sink.received}), 1)
        self.sink.ways["*"] = "cut"
        self.sweep(seoul(6, 23))
        unconfirmed.decide_delivery(self.mail(), has_arrived=True, by=self.people.administrator, now=MORNING)
        journal.carry_over()
        self.assertEqual((self.mail().state, self.reminder().state), ("delivered", "delivered"))

    def test_a_server_that_closes_every_connection_is_down_and_the_sweep_ends(self) -> None:
        for _number in range(3):
            self.accepted()
        self.sink.ways["*"] = "busy"
        with self.assertNoLogs("django"):
            swept = self.sweep(MORNING)
        self.assertEqual((swept.mailed, swept.deferred), (2, 1))
        self.assertEqual(self.sink.connections, 1 + len(delivery.RECONNECT_SECONDS))
        # That the server is away says nothing about a mail, which goes as soon as it is back.
        self.assertEqual(set(Email.objects.values_list("tries", "next_try_at")), {(0, MORNING)})

    def test_an_unforeseen_error_defers_one_mail_and_the_fifth_puts_it_in_quarantine(self) -> None:
        fill_desk(self.people, 3)
        deliver, bad = delivery.SmtpChannel._converse, "officer@example.org"

        def converse(
            server: delivery.SmtpChannel, client: Any, parcel: OutgoingEmail, leave: Any
        ) -> ServerReply:
            if parcel.address == bad:
                raise KeyError("a bug")
            return deliver(server, client, parcel, leave)

        now, counted = MORNING, []
        with mock.patch.object(delivery.SmtpChannel, "_converse", converse):
            for _run in range(40):
                self.sweep(now)
                mail = Email.objects.get(address=bad)
                counted.append(mail.crashes)
                now += MINUTE
                if mail.state == EmailState.QUARANTINED:
                    break
        self.assertEqual(self.sink.counted, {f"officer{number}@example.org": 1 for number in (2, 3)})
        # After 1, 2, 4 and 8 minutes.
        self.assertEqual([counted.count(number) for number in (1, 2, 3, 4, 5)], [1, 2, 4, 8, 1])
        self.assertEqual((mail.state, mail.reply), (EmailState.QUARANTINED, "KeyError: 'a bug'"))
        self.assertEqual(self.reminder_of(bad).not_sent_reason, NotSentReason.CRASHED)
        self.sweep(now + MINUTE)
        self.assertEqual(self.sink.counted[bad], 0)
        self.assertEqual(journal.retry_all(by=self.people.administrator, now=now), 1)
        self.sweep(now + MINUTE)
        self.assertEqual(self.sink.counted[bad], 1)
        self.assertEqual(self.reminder_of(bad).state, ReminderState.DELIVERED)

    def test_what_cannot_be_looked_at_again_holds_up_no_other(self) -> None:
        fill_desk(self.people, 3)
        self.sink.ways["*"] = "defer"
        self.sweep(MORNING)
        self.sink.ways.clear()
        bad = Email.objects.get(address="officer@example.org")
        look = outbox._still_holds

        def looking(held: journal.Claim, now: datetime.datetime) -> bool:
            if held.pk == bad.pk:
                raise TypeError("a bug")
            return look(held, now)

        with mock.patch.object(outbox, "_still_holds", looking):
            self.assertEqual(self.sweep(MORNING + 2 * MINUTE).sent, 2)
        bad.refresh_from_db()
        self.assertEqual((bad.state, bad.crashes, bad.reply), (EmailState.READY, 1, "TypeError: a bug"))

    def test_what_is_accepted_is_not_tried_again(self) -> None:
        self.sweep(MORNING)
        with self.assertRaises(Refused) as refused:
            journal.retry_email(self.mail(), by=self.people.administrator, now=MORNING)
        self.assertEqual(refused.exception.code, "forbidden")
        Email.objects.update(state=EmailState.NOT_CONFIRMED)
        with self.assertRaises(Refused) as refused:
            journal.retry_email(self.mail(), by=self.people.administrator, now=MORNING)
        self.assertEqual(refused.exception.code, "settled")

    def test_after_days_of_trying_it_is_given_up_and_shown(self) -> None:
        self.sink.ways["*"] = "defer"
        self.sweep(MORNING)
        Email.objects.update(tries=journal.GIVE_UP_TRIES, ready_at=seoul(6, 22, 6))
        self.sweep(seoul(6, 22))
        self.assertEqual(
            (self.mail().state, self.reminder().not_sent_reason), (EmailState.FAILED, NotSentReason.GIVEN_UP)
        )


@pytest.mark.both
class ClaimTests(JournalCase):
    """Between the writing of a mail and its last dot the world may change."""

    def written(self) -> Email:
        with mock.patch.object(outbox.Run, "send"):
            self.sweep(MORNING)
        return self.mail()

    def test_a_mail_is_held_by_one_sender(self) -> None:
        mail = self.written()
        self.assertEqual([held.pk for held in journal.claim_emails(MORNING, 10)], [mail.pk])
        self.assertEqual(journal.claim_emails(MORNING, 10), [])

    def test_what_was_held_and_not_begun_is_let_go(self) -> None:
        self.written()
        journal.release_claims(journal.claim_emails(MORNING, 10))
        (held,) = journal.claim_emails(MORNING, 10)
        self.assertEqual((held.tries, held.fence), (1, 2))

    def test_who_lost_the_lease_writes_no_dot_and_no_answer(self) -> None:
        self.written()
        (first,) = journal.claim_emails(MORNING, 10)
        Email.objects.update(lease_until=seoul(1, 1))
        self.assertEqual(
            unconfirmed.requeue_unsent(mock.Mock(arrived=lambda _keys: None, lag_seconds=0), MORNING), (1, 0)
        )
        (second,) = journal.claim_emails(MORNING, 10)
        self.assertFalse(journal.write_dot(first))
        self.assertTrue(journal.write_dot(second))
        journal.record_attempt(first, ServerReply(AttemptResult.REFUSED, "550"), MORNING)
        self.assertEqual(self.mail().state, EmailState.SENDING)
        self.assertFalse(journal.withdraw_email(first, MORNING))

    def test_an_answer_after_the_lease_still_settles_the_doubt(self) -> None:
        self.written()
        (held,) = journal.claim_emails(MORNING, 10)
        journal.write_dot(held)
        Email.objects.update(lease_until=seoul(1, 1))
        self.assertEqual(
            unconfirmed.requeue_unsent(mock.Mock(arrived=lambda _keys: None, lag_seconds=0), MORNING), (0, 1)
        )
        self.assertEqual(self.mail().state, EmailState.NOT_CONFIRMED)
        journal.record_attempt(held, ServerReply(AttemptResult.ACCEPTED, "250"), MORNING)
        journal.carry_over()
        self.assertEqual((self.mail().state, self.reminder().state), ("delivered", "delivered"))

    def test_a_deadline_moved_between_claim_and_dot_is_not_told(self) -> None:
        self.written()
        claim = journal.claim_emails

        def meanwhile(now: datetime.datetime, limit: int) -> list[journal.Claim]:
            held = claim(now, limit)
            if not held:
                return held
            changes.move_deadline(
                Commitment.objects.get(pk=self.item.pk),
                on_day(datetime.date(2026, 7, 31), ""),
                reason=MoveReason.AGREED,
                note="agreed anew",
                by=self.people.head,
                now=MORNING,
            )
            return held

        with mock.patch.object(journal, "claim_emails", meanwhile):
            swept = self.sweep(MORNING)
        self.assertEqual((swept.sent, swept.withdrawn, self.sink.received), (0, 1, []))
        self.sweep(MORNING + MINUTE)
        self.assertEqual(self.reasons(self.item), {"officer": NotSentReason.MOVED})
        self.assertEqual(self.sweep(seoul(7, 3)).sent, 1)

    def test_what_changed_before_the_dot_is_not_told(self) -> None:
        officer = User.objects.filter(pk=self.people.officer.pk)
        item = Commitment.objects.filter(pk=self.item.pk)
        changes: dict[str, tuple[QuerySet[Any], dict[str, object], dict[str, object]]] = {
            "left": (officer, {"is_active": False}, {"is_active": True}),
            "mailed elsewhere": (officer, {"email": "new@example.org"}, {"email": self.people.officer.email}),
            "cleared for less": (officer, {"clearance": 0}, {"clearance": 2}),
            "classified higher": (item, {"classification": 3}, {"classification": 1}),
            "reported": (item, {"state": "reported"}, {"state": "accepted"}),
        }
        self.written()
        (held,) = journal.claim_emails(MORNING, 10)
        for name, (rows, change, back) in changes.items():
            with self.subTest(name):
                rows.update(**change)
                self.assertFalse(journal.write_dot(held))
                rows.update(**back)
        self.assertTrue(journal.write_dot(held))

    def test_an_older_mail_is_looked_at_as_a_whole_before_it_is_sent(self) -> None:
        self.written()
        User.objects.filter(pk=self.people.officer.pk).update(desk=self.people.other_desk)
        swept = self.sweep(MORNING + 30 * MINUTE)
        self.assertEqual((swept.sent, swept.withdrawn), (0, 1))
        self.sweep(MORNING + 31 * MINUTE)
        self.assertEqual(self.sink.counted, {"head@example.org": 1})

    def test_parcels_are_what_was_frozen(self) -> None:
        mail = self.written()
        (held,) = journal.claim_emails(MORNING, 10)
        self.assertEqual(held.parcel, OutgoingEmail(mail.address, mail.message_id, bytes(mail.content)))


@pytest.mark.both
class ShownTests(JournalCase):
    def test_an_item_shows_what_was_sent_why_and_what_comes_next(self) -> None:
        self.sweep(MORNING)
        shown = forecast.list_reminders(self.item, now=MORNING)
        told = [one for one in shown if one.state == ReminderState.DELIVERED]
        self.assertEqual([one.to for one in told], ["Officer"])
        self.assertEqual(told[0].why, "10 working days before the last working day, 30 Jun 2026")
        self.assertEqual(told[0].said, "delivered to the mail server: 250 kept")
        ahead = [one.why for one in shown if one.state == ReminderState.PLANNED]
        self.assertEqual(
            ahead,
            [
                "5 working days before the last working day, 30 Jun 2026",
                "1 working day before the last working day, 30 Jun 2026",
                "last working day, 30 Jun 2026",
                "1 day after the due date, 30 Jun 2026",
                "still open 5 working days after the due date, 30 Jun 2026",
                "no progress update for 120 days, since 11 Mar 2026",
                "still open 15 working days after the due date, 30 Jun 2026",
            ],
        )

    def test_it_shows_what_was_not_sent_and_why(self) -> None:
        self.sweep(seoul(6, 15, 20))
        Commitment.objects.update(state="reported")
        self.sweep(MORNING)
        self.item.refresh_from_db()
        self.assertEqual(
            [one.said for one in forecast.list_reminders(self.item, now=MORNING)],
            ["the commitment is reported complete"],
        )

    def test_what_will_not_come_any_more_is_not_shown_to_come(self) -> None:
        self.sweep(seoul(6, 15, 20))
        self.assertEqual(
            forecast.list_reminders(self.item, now=MORNING - MINUTE)[0].state, ReminderState.PLANNED
        )
        Commitment.objects.update(state="reported")
        self.item.refresh_from_db()
        self.assertEqual(forecast.list_reminders(self.item, now=MORNING - MINUTE), [])

    def test_the_service_says_how_it_does(self) -> None:
        self.assertEqual(forecast.service_state(MORNING).last_sweep, None)
        self.sweep(MORNING)
        state = forecast.service_state(datetime.datetime(2099, 1, 1, tzinfo=datetime.UTC))
        self.assertIsNotNone(state.last_sweep)
        self.assertEqual((state.waiting, state.needs_a_look, state.sent_today), (0, 0, 0))
        now = Email.objects.get().delivered_at
        assert now is not None
        self.assertEqual(forecast.service_state(now).sent_today, 1)

    def test_the_margin_reaches_back_to_the_last_sweep(self) -> None:
        self.assertEqual(planner.window_at(MORNING).first, datetime.date(2026, 6, 7))
        self.sweep(MORNING)
        self.assertEqual(planner.window_at(MORNING).last, datetime.date(2026, 6, 16))
