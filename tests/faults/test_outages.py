"""What comes back after an outage: of the mail server, of everything for days, of one person or one mail."""

import datetime
import smtplib
from typing import Any
from unittest import mock

import pytest
from django.db.models import F
from django.db.models.functions import Now
from django.test import override_settings

from commitments.enums import EmailState, NotSentReason, OwedBy, ReminderKind, ReminderState, Role
from commitments.language.phrases.specification import on_day
from commitments.models import Email, Heartbeat, Reminder, ReminderSchedule, User
from commitments.reminders import delivery, forecast, journal, message_batches, messages, outbox
from commitments.reminders.planner import HEARTBEAT
from tests import make
from tests.commitments.reminders.case import SweepCase, seoul
from tests.faults import naive
from tests.faults.stage import IS_FULL, both_in_proof, fill_desk, note
from tests.sink import Sink

MINUTE, SECOND = datetime.timedelta(minutes=1), datetime.timedelta(seconds=1)
# A server that puts a mail off for six hours is asked no more than so often.
SELDOM = 16
MORNING = seoul(6, 16, 7, 5)
MANY, EVERY = (500, 5) if IS_FULL else (2, 15)
BACKLOG, MINUTES = (50, [20, 20, 10, 0]) if IS_FULL else (22, [20, 2, 0])


class OutageCase(SweepCase):
    """Many officers chase one item; mail goes to a real server."""

    officers = MANY

    def setUp(self) -> None:
        super().setUp()
        fill_desk(self.people, self.officers)
        self.sink = self.enterContext(Sink())
        self.enterContext(
            override_settings(MAIL_TO_FILES=False, EMAIL_HOST="127.0.0.1", EMAIL_PORT=self.sink.port)
        )
        self.item = self.accepted(owed_by=OwedBy.THEIRS)

    def let_a_minute_pass(self) -> None:
        """Let what was accepted have gone and been so a minute earlier, by the database's clock."""
        gone = Email.objects.exclude(delivered_at=None)
        gone.update(delivered_at=F("delivered_at") - MINUTE, final_dot_at=F("final_dot_at") - MINUTE)

    def assert_one_each(self, but: int = 0) -> None:
        self.assertEqual(len(self.sink.received), self.officers - but)
        self.assertEqual(set(self.sink.counted.values()), {1})
        self.assertEqual(len({one.message_id for one in self.sink.received}), self.officers - but)


@both_in_proof
class ThreeDaysTests(OutageCase):
    officers = BACKLOG

    def after_three_days(self) -> list[int]:
        """Sweep minute by minute after three days in which nothing ran; give how many mails each sent."""
        Heartbeat.objects.create(name=HEARTBEAT, beat_at=seoul(6, 28, 7))
        now, sent = seoul(7, 2, 10), list[int]()
        for _number in MINUTES:
            before = len(self.sink.received)
            outbox.run_outbox(now)
            sent.append(len(self.sink.received) - before)
            self.let_a_minute_pass()
            now += MINUTE
        return sent

    def test_each_has_one_mail_that_says_overdue_and_they_go_out_slowly(self) -> None:
        sent = self.after_three_days()
        note("7", f"down for three days, {self.officers} officers: {sent} mails minute by minute")
        self.assertEqual(sent, MINUTES)
        self.assert_one_each()
        for one in self.sink.received:
            self.assertIn(b"Subject: 2 days overdue", one.content.partition(b"\r\n\r\n")[0])
        folded = Reminder.objects.filter(state=ReminderState.DROPPED).values_list(
            "not_sent_reason", flat=True
        )
        self.assertEqual(set(folded), {NotSentReason.MERGED})

    def test_control_without_a_limit_all_go_at_once(self) -> None:
        with override_settings(BACKLOG_PER_MINUTE=1000):
            sent = self.after_three_days()
        note("7", f"without a limit: {sent}", is_control=True)
        self.assertEqual(sent[0], self.officers)


@pytest.mark.long
@both_in_proof
class SixHoursTests(OutageCase):
    def put_off(self) -> int:
        """Sweep for six hours while the server puts everything off; give the most tries of a mail."""
        for minute in range(0, 6 * 60, EVERY):
            self.sink.ways["*"] = "busy" if minute < 3 * 60 else "defer"
            self.sweep(MORNING + minute * MINUTE)
        self.assertEqual(self.sink.received, [])
        self.sink.ways.clear()
        return int(max(Email.objects.values_list("tries", flat=True)))

    def test_a_server_that_puts_off_for_six_hours_is_asked_seldom_and_gets_all_after(self) -> None:
        most = self.put_off()
        self.assertLessEqual(most, SELDOM)
        for minute in range(6 * 60, 8 * 60, EVERY):
            self.sweep(MORNING + minute * MINUTE)
        note(
            "8", f"421, then 451, for six hours: {self.officers} mails sent after, tried {most} times at most"
        )
        self.assert_one_each()
        self.assertEqual(set(Email.objects.values_list("state", flat=True)), {EmailState.DELIVERED})

    def test_control_who_does_not_wait_asks_each_time(self) -> None:
        with mock.patch.object(journal, "LONGEST_WAIT_MINUTES", 0):
            most = self.put_off()
        note("8", f"without waiting, a mail is tried {most} times", is_control=True)
        self.assertGreater(most, SELDOM)


class LoopCase(OutageCase):
    """Three officers, whose mails a sweep has written that found no server."""

    officers = 3

    def waiting(self) -> str:
        """Give the address of the first mail."""
        self.sink.ways["*"] = "busy"
        self.sweep(MORNING)
        self.sink.ways.clear()
        return str(Email.objects.earliest("pk").address)


@both_in_proof
class RefusedTests(LoopCase):
    def test_of_three_two_are_sent_and_one_is_shown_and_not_tried_again(self) -> None:
        self.sink.ways[self.waiting()] = "refuse"
        for minute in (2, 4, 8, 120):
            self.sweep(MORNING + minute * MINUTE)
        refused = Email.objects.get(state=EmailState.REJECTED)
        note(
            "9", f"550 for one of three: {len(self.sink.received)} sent, one refused in {refused.tries} tries"
        )
        # The try that found no server does not count.
        self.assertEqual((len(self.sink.received), refused.tries, "550" in refused.reply), (2, 1, True))
        self.assertEqual(forecast.service_state(MORNING).refused, 1)

    def test_control_a_loop_stops_at_the_first_that_is_refused(self) -> None:
        self.sink.ways[self.waiting()] = "refuse"
        with self.assertRaises(smtplib.SMTPRecipientsRefused):
            naive.send_then_mark(MORNING)
        note("9", f"a loop: {len(self.sink.received)} sent", is_control=True)
        self.assertEqual(self.sink.received, [])


@both_in_proof
class CutTests(LoopCase):
    def test_who_is_cut_off_has_one_mail_as_the_others(self) -> None:
        self.sink.ways[self.waiting()] = "cut"
        for minute in (2, 4, 8, 30, 60):
            self.sweep(MORNING + minute * MINUTE)
        doubtful = Email.objects.filter(state__in=(EmailState.NOT_CONFIRMED, EmailState.HELD)).count()
        note(
            "10", f"cut after the last dot: {len(self.sink.received)} mails, {doubtful} in doubt and in sight"
        )
        self.assertEqual(doubtful, 1)
        self.assert_one_each()

    def test_control_a_loop_sends_it_again(self) -> None:
        cut_off = self.waiting()
        self.sink.ways[cut_off] = "cut"
        with self.assertRaises(smtplib.SMTPServerDisconnected):
            naive.send_then_mark(MORNING)
        self.sink.ways.clear()
        naive.send_then_mark(MORNING)
        note("10", f"a loop: {self.sink.counted[cut_off]} mails to who was cut off", is_control=True)
        self.assertEqual(self.sink.counted[cut_off], 2)


@both_in_proof
class CrawlTests(OutageCase):
    officers = 12

    def test_one_mail_that_crawls_is_cut_and_the_others_go(self) -> None:
        self.sink.ways["officer@example.org"] = "crawl"
        with (
            mock.patch.object(delivery, "EMAIL_SECONDS", 0.5),
            mock.patch.object(outbox, "HELD_SECONDS", 0.25),
            mock.patch.object(outbox, "SENDING_SECONDS", 0.5),
        ):
            first = self.sweep(MORNING)
        self.assertEqual(first.deferred, 1)
        self.assertEqual(first.sent + self.sweep(MORNING + MINUTE / 2).sent, self.officers - 1)
        note("11", f"one mail of {self.officers} crawls: it is cut, the others are sent by the next sweep")
        self.assert_one_each(but=1)
        crawled = Email.objects.get(address="officer@example.org")
        self.assertEqual(crawled.state, EmailState.READY)
        self.sink.ways.clear()
        self.sweep(MORNING + 2 * MINUTE)
        self.assert_one_each()


@both_in_proof
class MovedTests(OutageCase):
    officers = 1

    def moved_after_the_claim(self) -> int:
        """Move the deadline once a sweep has taken up the mail; give how many mails told the old one."""
        claim = journal.claim_emails

        def meanwhile(now: datetime.datetime, limit: int) -> list[journal.Claim]:
            if held := claim(now, limit):
                make.move(self.people, self.item, on_day(datetime.date(2026, 7, 31)), now=MORNING)
            return held

        with mock.patch.object(journal, "claim_emails", meanwhile):
            self.sweep(MORNING)
        return len(self.sink.received)

    def test_a_deadline_moved_between_claim_and_dot_is_not_told_and_the_new_one_is(self) -> None:
        old = self.moved_after_the_claim()
        self.sweep(seoul(7, 3, 7, 5))
        new = sum(b"Due in 28 days" in one.content for one in self.sink.received)
        note("15", f"moved between claim and dot: {old} told of the old day, {new} of the new one")
        self.assertEqual((old, new), (0, 1))

    def test_control_a_dot_that_asks_nothing_tells_the_old_one(self) -> None:
        def write(held: journal.Claim) -> bool:
            return bool(Email.objects.filter(pk=held.pk, fence=held.fence).update(final_dot_at=Now()))

        with mock.patch.object(journal, "write_dot", write):
            old = self.moved_after_the_claim()
        note("15", f"without asking again at the dot: {old} told of the old day", is_control=True)
        self.assertEqual(old, 1)


@both_in_proof
class DailyTimeTests(OutageCase):
    """An outage from before one daily time until seconds before another."""

    officers = 500 if IS_FULL else 6

    def assert_carried(self, *rules: ReminderKind) -> None:
        """Check that each officer has one email, and which reminders it carries."""
        self.assert_one_each()
        carried = Reminder.objects.filter(state=ReminderState.DELIVERED)
        self.assertEqual(set(carried.values_list("kind", flat=True)), set(rules))

    def test_of_yesterday_and_today_each_has_the_one_of_today(self) -> None:
        Heartbeat.objects.create(name=HEARTBEAT, beat_at=seoul(6, 28, 7))
        before = seoul(6, 30, 6, 59) + 50 * SECOND
        with override_settings(BACKLOG_PER_MINUTE=1000):
            for seconds in (0, 10, 40, 70):
                outbox.run_outbox(before + seconds * SECOND)
        note("daily", f"an outage until 06:59:50, {self.officers} officers: {len(self.sink.received)} emails")
        self.assert_carried(ReminderKind.DUE)
        dropped = Reminder.objects.filter(state=ReminderState.DROPPED)
        self.assertEqual(
            set(dropped.values_list("kind", "not_sent_reason")), {(ReminderKind.AHEAD, NotSentReason.MERGED)}
        )

    def test_an_email_of_yesterday_that_the_server_put_off_is_written_for_today(self) -> None:
        self.sink.ways["*"] = "busy"
        self.sweep(seoul(6, 29, 20))
        self.sweep(seoul(6, 30, 6, 58))
        self.assertEqual(self.sink.received, [])
        self.sink.ways.clear()
        for moment in (seoul(6, 30, 6, 59), seoul(6, 30), seoul(6, 30, 8)):
            self.sweep(moment)
        self.assert_carried(ReminderKind.DUE)
        self.assertIn(b"Subject: Due today", self.sink.received[0].content)

    def test_two_runs_at_once_keep_to_one_a_day(self) -> None:
        """The second begins, and ends, after the first has chosen what it writes."""
        keep, looked = message_batches._store_email, list[int]()

        def meanwhile(*given: Any) -> Any:
            if not looked:
                looked.append(1)
                self.planned_for_all(ReminderKind.REVIEW, seoul(6, 16, 6, 59))
                outbox.run_outbox(seoul(6, 16, 7) - SECOND)
            return keep(*given)

        self.sweep(seoul(6, 15, 12))
        with mock.patch.object(message_batches, "_store_email", meanwhile):
            outbox.run_outbox(seoul(6, 16, 7))
        self.assert_one_each()
        self.sweep(seoul(6, 16, 7, 1))
        self.assert_carried(ReminderKind.REVIEW)
        left_out = Reminder.objects.filter(kind=ReminderKind.AHEAD, planned_at=seoul(6, 16, 7))
        self.assertEqual(
            set(left_out.values_list("not_sent_reason", "tries")), {(NotSentReason.NOTIFIED_TODAY, 0)}
        )

    def planned_for_all(self, rule: ReminderKind, at: datetime.datetime) -> list[Reminder]:
        assert self.item.due_on
        return Reminder.objects.bulk_create(
            Reminder(
                commitment=self.item,
                deadline=self.item.deadline,
                kind=rule,
                start_date=self.item.due_on,
                recipient=person,
                planned_at=at,
            )
            for person in User.objects.filter(role=Role.DESK_OFFICER, desk=self.people.desk)
        )

    def test_another_rule_on_the_same_day_is_left_out_with_the_reason(self) -> None:
        self.sweep(MORNING)
        self.planned_for_all(ReminderKind.REVIEW, MORNING + 60 * MINUTE)
        self.sweep(MORNING + 61 * MINUTE)
        self.assert_one_each()
        dropped = Reminder.objects.filter(kind=ReminderKind.REVIEW)
        self.assertEqual(
            set(dropped.values_list("state", "not_sent_reason")), {("dropped", NotSentReason.NOTIFIED_TODAY)}
        )

    def test_it_waits_while_the_first_is_not_sent_and_takes_its_place_if_that_is_taken_back(self) -> None:
        self.sink.ways["*"] = "busy"
        self.sweep(MORNING)
        rows = self.planned_for_all(ReminderKind.REVIEW, MORNING + 60 * MINUTE)
        self.sweep(MORNING + 61 * MINUTE)
        waiting = Reminder.objects.filter(pk__in=[row.pk for row in rows])
        self.assertEqual(set(waiting.values_list("state", "tries")), {(ReminderState.PLANNED, 0)})
        self.sink.ways.clear()
        ReminderSchedule.objects.filter(desk=self.people.desk).update(before="")
        for minutes in (63, 65, 125):
            self.sweep(MORNING + minutes * MINUTE)
        self.assert_carried(ReminderKind.REVIEW)

    def test_a_notice_that_the_date_moved_is_separate(self) -> None:
        self.sweep(MORNING)
        self.assert_one_each()
        make.move(self.people, self.item, on_day(datetime.date(2026, 7, 31)), now=MORNING + 10 * MINUTE)
        self.sweep(MORNING + 20 * MINUTE)
        self.assertEqual(set(self.sink.counted.values()), {2})

    def test_the_day_is_that_of_the_reader(self) -> None:
        """At 07:05 in Seoul it is still the day before in London, and at 07:00 there another one."""
        User.objects.filter(role=Role.DESK_OFFICER).update(time_zone="Europe/London")
        self.sweep(seoul(6, 29, 20))
        self.assert_one_each()
        self.sweep(seoul(6, 30, 15, 1))
        self.assertEqual(set(self.sink.counted.values()), {2})


@both_in_proof
class LeavingTests(OutageCase):
    officers = 1

    def test_who_leaves_while_the_mail_waits_has_a_successor_and_at_last_the_duty_box(self) -> None:
        self.sink.ways["*"] = "busy"
        self.sweep(MORNING)
        self.assertEqual(Email.objects.get().state, EmailState.READY)
        User.objects.filter(username="officer").update(is_active=False)
        for minute in (2, 4):
            self.sweep(MORNING + minute * MINUTE)
        self.assertEqual(Email.objects.latest("pk").address, "head@example.org")
        User.objects.exclude(role=Role.ADMINISTRATOR).update(is_active=False)
        self.sink.ways.clear()
        # The duty box has its morning by TIME_ZONE.
        for moment in (MORNING + 20 * MINUTE, MORNING + 40 * MINUTE, seoul(6, 16, 16, 1)):
            self.sweep(moment)
        self.assertEqual(self.sink.counted, {"duty@example.org": 1})
        note("16", "the officer, then everybody leaves: the head, then the duty mailbox, one email")
        states = set(Email.objects.exclude(address="duty@example.org").values_list("state", flat=True))
        self.assertEqual(states, {EmailState.WITHDRAWN})


@both_in_proof
class FirstCrashesTests(OutageCase):
    def test_the_first_of_many_that_crashes_is_set_aside_in_sight_and_the_others_go(self) -> None:
        write = messages.render_letter

        def crash(letter: object, reader: User | None, **more: object) -> messages.Message:
            if reader is not None and reader.username == "officer":
                raise RuntimeError("a bug")
            return write(letter, reader, **more)  # type: ignore[arg-type]

        with mock.patch.object(messages, "render_letter", crash):
            swept = [self.sweep(MORNING + minute * MINUTE) for minute in range(7)]
        note("17", f"the first of {self.officers} crashes: {swept[0].sent} sent, set aside after five tries")
        self.assertEqual([one.sent for one in swept], [self.officers - 1, 0, 0, 0, 0, 0, 0])
        self.assertEqual([one.failed for one in swept], [0, 0, 0, 0, 1, 0, 0])
        self.assert_one_each(but=1)
        aside = Reminder.objects.get(state=ReminderState.FAILED)
        self.assertEqual(
            (aside.recipient, aside.not_sent_reason), (self.people.officer, NotSentReason.UNWRITABLE)
        )


@both_in_proof
class ClockTests(OutageCase):
    officers = 12

    def test_a_clock_set_back_two_hours_repeats_nothing(self) -> None:
        for minutes in (0, -120, -60, 0, 1):
            self.sweep(MORNING + minutes * MINUTE)
        note("14", f"clock back two hours, {self.officers} officers: one mail each")
        self.assert_one_each()
