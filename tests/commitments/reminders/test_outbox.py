"""The sweep: who is told what, once, and what is not told, with the reason."""

import datetime
from unittest import mock

import pytest
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commitments import tasks
from commitments.access import policy
from commitments.deadlines import changes
from commitments.enums import (
    AlarmCode,
    Classification,
    CommitmentState,
    EmailState,
    MoveReason,
    Nature,
    NotSentReason,
    OwedBy,
    PostFunction,
    ReminderKind,
    ReminderState,
    Role,
    Side,
)
from commitments.language.phrases.specification import not_stated, on_day
from commitments.lifecycle.transitions import OwnerPart
from commitments.models import Commitment, Email, Heartbeat, Meeting, Official, Reminder, User
from commitments.reminders import (
    journal,
    message_content,
    messages,
    outbox,
    planner,
    unconfirmed,
)
from commitments.reminders.alarms import active_alarms
from commitments.reminders.outbox import ReminderRunResult
from tests import make
from tests.cast import NOW
from tests.commitments.reminders.case import SweepCase, seoul

DUE_ON = make.DUE_ON  # Tuesday, 30 June 2026


@pytest.mark.both
class ErrorTests(SweepCase):
    """An unexpected error in one step of a sweep: what is ready is sent, the alarm names it."""

    def test_what_is_ready_is_sent_whatever_fails_before(self) -> None:
        for module, step in (
            (unconfirmed, "requeue_unsent"),
            (journal, "withdraw_stale"),
            (planner, "plan_rows"),
        ):
            with self.subTest(step):
                notice = EmailMessage("Account", f"A passkey was set up. {step}", to=["notice@example.org"])
                journal.queue_messages([notice], now=timezone.now())
                broken = mock.patch.object(module, step, side_effect=RuntimeError("a bug"))
                with broken, self.assertLogs("tracker.reminders", "ERROR"):
                    tasks.run_reminders(timezone.now())
                self.assertEqual(Email.objects.latest("pk").state, EmailState.DELIVERED)
                (alarm,) = (one for one in active_alarms(timezone.now()) if one.code == AlarmCode.RUN_ERROR)
                self.assertIn("outbox: RuntimeError", alarm.detail)

    def test_reminders_are_written_whatever_fails_before(self) -> None:
        self.accepted()
        broken = mock.patch.object(unconfirmed, "requeue_unsent", side_effect=RuntimeError("a bug"))
        with broken, self.assertLogs("tracker.reminders", "ERROR"), self.assertRaises(RuntimeError):
            outbox.run_outbox(seoul(6, 16, 7, 5))
        self.assertEqual(self.arrived(), {"focal_point@example.org": 1})


@pytest.mark.both
class RecipientTests(SweepCase):
    def second(self) -> User:
        """Make one more account at the police."""
        return User.objects.create_user(
            "second",
            "second@example.org",
            role=Role.FOCAL_POINT,
            ministry=self.people.police,
            clearance=Classification.SECRET,
            time_zone="Asia/Seoul",
        )

    def test_a_line_break_in_a_name_begins_no_other_item(self) -> None:
        item = self.accepted()
        self.let_read(item.outcome.meeting)
        Meeting.objects.filter(pk=item.outcome.meeting_id).update(title="Talks\n\n* XV-2026-0009\n  Next: x")
        self.sweep(seoul(6, 16))
        self.assertEqual([line for line in self.text().splitlines() if line.startswith("*")][1:], [])
        self.assertIn("Source meeting: Talks * XV-2026-0009 Next: x", self.text())

    def test_an_accepted_item_is_told_to_the_focal_point_of_the_lead(self) -> None:
        self.accepted()
        self.assertEqual(self.sweep(seoul(6, 16)).sent, 1)
        self.assertEqual(self.arrived(), {"focal_point@example.org": 1})

    def test_the_official_who_is_named_comes_before_the_focal_point(self) -> None:
        named = Official.objects.create(
            country=self.people.korea, ministry=self.people.police, post="Desk", user=self.people.focal_point
        )
        self.second()
        self.accepted(parts=[OwnerPart(Side.OURS, self.people.police, official=named)])
        self.sweep(seoul(6, 16))
        self.assertEqual(self.arrived(), {"focal_point@example.org": 1})

    def test_an_alternate_is_told_where_no_focal_point_is_left(self) -> None:
        second = self.second()
        Official.objects.create(
            country=self.people.korea,
            ministry=self.people.police,
            post="Alternate",
            function=PostFunction.ALTERNATE,
            user=second,
        )
        self.accepted()
        self.sweep(seoul(6, 16))
        self.assertEqual(self.arrived(), {"focal_point@example.org": 1})
        User.objects.filter(pk=self.people.focal_point.pk).update(is_active=False)
        self.sweep(seoul(6, 23))
        self.assertEqual(self.arrived(), {"focal_point@example.org": 1, "second@example.org": 1})

    def test_a_proposed_item_is_told_to_the_desk(self) -> None:
        make.commitment(self.people, state=CommitmentState.PROPOSED, now=NOW)
        self.sweep(seoul(6, 16))
        self.assertEqual(self.arrived(), {"officer@example.org": 1})

    def test_what_they_owe_is_told_to_our_desk_and_never_to_them(self) -> None:
        self.accepted(owed_by=OwedBy.THEIRS)
        self.sweep(seoul(6, 16))
        self.assertEqual(self.arrived(), {"officer@example.org": 1})
        # A question opens on the day, and not before.
        self.assertIn("Check the partner’s progress", self.text())
        self.assertNotIn("A draft question is ready", self.text())

    def test_a_joint_item_is_told_to_both(self) -> None:
        self.accepted(owed_by=OwedBy.JOINT)
        self.sweep(seoul(6, 16))
        self.assertEqual(self.arrived(), {"officer@example.org": 1, "focal_point@example.org": 1})

    def test_without_anybody_cleared_the_head_of_desk_is_told(self) -> None:
        self.accepted(classification=Classification.SECRET)
        self.sweep(seoul(6, 16))
        self.assertEqual(self.arrived(), {"head@example.org": 1})

    def test_without_anybody_the_duty_box_gets_the_reference_alone(self) -> None:
        item = self.accepted()
        User.objects.update(is_active=False)
        self.sweep(seoul(6, 16, 16))
        self.assertEqual(self.arrived(), {"duty@example.org": 1})
        text = self.text() + self.html()
        self.assertIn(item.reference, text)
        self.assertNotIn(item.title, text)

    @override_settings(DUTY_BOX="")
    def test_without_a_duty_box_either_it_is_said_that_nobody_was_told(self) -> None:
        item = self.accepted()
        User.objects.update(is_active=False)
        self.assertEqual(self.sweep(seoul(6, 16, 16)).sent, 0)
        self.assertEqual(self.reasons(item), {"": NotSentReason.NO_RECIPIENT})

    def test_who_leaves_after_planning_has_a_successor(self) -> None:
        item = self.accepted()
        self.sweep(seoul(6, 15, 20))
        self.assertEqual(Reminder.objects.get(commitment=item).state, ReminderState.PLANNED)
        User.objects.filter(pk=self.people.focal_point.pk).update(is_active=False)
        self.sweep(seoul(6, 16))
        self.assertEqual(self.arrived(), {"officer@example.org": 1})
        self.assertEqual(self.reasons(item), {"focal_point": NotSentReason.LEFT})

    def test_who_may_no_longer_read_it_is_passed_over_and_the_next_is_told(self) -> None:
        item = self.accepted()
        self.sweep(seoul(6, 15, 20))
        # An auditor reads by clearance alone; the door is asked, whatever the chain believes.
        closed = mock.patch.object(
            policy, "readable_by", lambda rows, user: rows.none() if user == self.people.focal_point else rows
        )
        with closed:
            self.sweep(seoul(6, 16))
        self.assertEqual(self.arrived(), {"officer@example.org": 1})
        self.assertEqual(self.reasons(item), {"focal_point": NotSentReason.UNREADABLE})


@pytest.mark.both
class MomentTests(SweepCase):
    def test_it_goes_out_at_seven_where_the_reader_is_and_not_before(self) -> None:
        self.accepted()
        self.assertEqual(self.sweep(seoul(6, 16, 6, 59)).sent, 0)
        self.assertEqual(self.sweep(seoul(6, 16, 7, 0)).sent, 1)

    def test_another_zone_is_told_at_its_own_seven(self) -> None:
        User.objects.filter(pk=self.people.focal_point.pk).update(time_zone="Europe/London")
        self.accepted()
        self.assertEqual(self.sweep(seoul(6, 16, 14, 59)).sent, 0)
        self.assertEqual(self.sweep(seoul(6, 16, 15, 0)).sent, 1)

    def test_each_rung_is_told_once_and_twice_in_a_row_sends_nothing_twice(self) -> None:
        self.accepted()
        days = [seoul(6, day, 7, 5) for day in range(14, 31)] + [seoul(7, day, 7, 5) for day in range(1, 10)]
        told = [f"{day:%m-%d}" for day in days for _again in range(2) if self.sweep(day).sent]
        # The 7th is the fifth working day after it was due; on the 9th nothing was heard for 120 days.
        self.assertEqual(told, ["06-16", "06-23", "06-29", "06-30", "07-01", "07-07", "07-08", "07-09"])
        self.assertEqual(self.arrived(), {"focal_point@example.org": 7, "head@example.org": 1})

    def test_what_is_recorded_late_or_near_mails_nobody_about_the_past(self) -> None:
        self.accepted(now=seoul(6, 16, 15))
        self.assertEqual(self.sweep(seoul(6, 16, 15, 1)).sent, 0)
        self.assertEqual(self.sweep(seoul(6, 23)).sent, 1)

    def test_what_is_late_when_it_is_recorded_is_told_from_its_next_rung_on(self) -> None:
        late = self.accepted(now=seoul(7, 3), deadline=on_day(datetime.date(2026, 7, 1), ""))
        self.assertEqual(self.sweep(seoul(7, 3, 8)).sent, 0)
        self.assertFalse(Reminder.objects.filter(commitment=late).exists())
        self.assertEqual([self.sweep(seoul(7, day, 8)).sent for day in (6, 7, 8, 9, 10)], [0, 0, 1, 1, 0])
        self.assertEqual(self.arrived(), {"head@example.org": 1, "focal_point@example.org": 1})

    def test_after_an_outage_there_is_one_mail_a_person_with_the_latest_rung(self) -> None:
        item = self.accepted()
        outbox.run_outbox(seoul(6, 12))
        Heartbeat.objects.update(beat_at=seoul(6, 12))
        swept = outbox.run_outbox(seoul(7, 2, 9))
        self.assertEqual((swept.sent, swept.dropped), (1, 4))
        rungs = Reminder.objects.filter(commitment=item, planned_at__gte=seoul(6, 13))
        sent = rungs.get(state=ReminderState.DELIVERED)
        self.assertEqual((sent.kind, sent.offset), (ReminderKind.OVERDUE, 1))
        self.assertEqual(set(self.reasons(item).values()), {NotSentReason.MERGED})
        self.assertIn("2 days overdue", self.mails()[-1]["Subject"])

    def test_a_first_sweep_tells_what_is_late_once(self) -> None:
        self.accepted()
        self.assertEqual(outbox.run_outbox(seoul(8, 20, 9)).sent, 1)
        self.assertEqual(outbox.run_outbox(seoul(8, 20, 9, 1)).sent, 0)

    def test_a_clock_set_back_repeats_nothing(self) -> None:
        self.accepted()
        outbox.run_outbox(seoul(6, 16, 9))
        self.assertEqual(outbox.run_outbox(seoul(6, 16, 7)).sent, 0)
        self.assertEqual(outbox.run_outbox(seoul(6, 16, 9)).sent, 0)

    def test_the_heart_beats_also_when_there_was_nothing(self) -> None:
        self.assertEqual(outbox.run_outbox(NOW), ReminderRunResult())
        self.assertTrue(Heartbeat.objects.filter(name="sweep").exists())

    def test_a_dry_sweep_writes_nothing(self) -> None:
        self.accepted()
        swept = outbox.run_outbox(seoul(6, 16), is_dry=True)
        self.assertEqual([told.address for told in swept.mails], ["focal_point@example.org"])
        self.assertEqual((Reminder.objects.count(), Email.objects.count(), self.mails()), (0, 0, []))
        self.assertFalse(Heartbeat.objects.exists())


@pytest.mark.both
class DroppedTests(SweepCase):
    def planned(self, **more: object) -> Commitment:
        item = self.accepted(**more)
        self.sweep(seoul(6, 15, 20))
        self.assertEqual(Reminder.objects.get(commitment=item).state, ReminderState.PLANNED)
        return item

    def test_a_closed_item_is_not_told(self) -> None:
        item = self.planned()
        make.advance(self.people, item, CommitmentState.FULFILLED, now=seoul(6, 16, 6))
        self.assertEqual(self.sweep(seoul(6, 16)).sent, 0)
        self.assertEqual(self.reasons(item), {"focal_point": NotSentReason.CLOSED})

    def test_a_reported_item_is_not_told(self) -> None:
        item = self.planned()
        make.advance(self.people, item, CommitmentState.REPORTED, now=seoul(6, 16, 6))
        self.sweep(seoul(6, 16))
        self.assertEqual(self.reasons(item), {"focal_point": NotSentReason.REPORTED})

    def test_a_moved_deadline_is_told_by_its_own_rungs(self) -> None:
        item = self.planned()
        changes.move_deadline(
            item,
            on_day(datetime.date(2026, 7, 31), ""),
            reason=MoveReason.REQUESTED,
            note="asked by the police",
            by=self.people.head,
            now=seoul(6, 16, 6),
        )
        self.assertEqual(self.sweep(seoul(6, 16)).sent, 1)
        self.assertEqual(self.mails()[0]["Subject"].split(":")[0], "Deadline changed")
        self.assertEqual(self.reasons(item), {"focal_point": NotSentReason.MOVED})
        self.assertEqual(self.sweep(seoul(7, 3)).sent, 1)

    def test_an_item_that_changes_hands_is_told_to_its_new_owners(self) -> None:
        item = make.commitment(self.people, state=CommitmentState.PROPOSED)
        self.sweep(seoul(6, 15, 20))
        make.advance(self.people, item, CommitmentState.ACCEPTED, now=seoul(6, 15, 21))
        self.sweep(seoul(6, 16))
        self.assertEqual(self.arrived(), {"focal_point@example.org": 1})
        self.assertEqual(self.reasons(item), {"officer": NotSentReason.NEW_OWNER})

    def test_an_answer_stops_the_question_for_it(self) -> None:
        item = make.commitment(self.people, state=CommitmentState.PROPOSED)
        self.sweep(seoul(3, 17, 20))
        make.advance(self.people, item, CommitmentState.ACCEPTED, now=seoul(3, 17, 21))
        self.sweep(seoul(3, 18))
        self.assertEqual(
            self.reasons(item), {"officer": NotSentReason.ANSWERED, "focal_point": NotSentReason.ANSWERED}
        )

    def test_the_owners_are_asked_the_morning_after_and_again_with_the_desk_after_five_working_days(
        self,
    ) -> None:
        make.commitment(self.people, state=CommitmentState.PROPOSED)
        sent = [self.sweep(seoul(3, day, 9)).sent for day in (11, 12, 13, 17, 18, 19)]
        self.assertEqual(sent, [0, 1, 0, 0, 2, 0])
        self.assertEqual(self.arrived(), {"focal_point@example.org": 2, "officer@example.org": 1})

    def test_a_review_date_is_told_once(self) -> None:
        self.accepted(nature=Nature.ONGOING, deadline=not_stated(), review_on=datetime.date(2026, 6, 9))
        self.assertEqual([self.sweep(seoul(6, day, 9)).sent for day in (8, 9, 10, 11)], [0, 1, 0, 0])


@pytest.mark.both
class LetterTests(SweepCase):
    def test_it_names_what_is_owed_to_whom_since_when_and_by_when(self) -> None:
        item = self.accepted()
        self.let_read(item.outcome.meeting)
        self.sweep(seoul(6, 16))
        first = self.mails()[0]
        self.assertEqual(
            first["Subject"], f"Due in 14 days, your action: Share investigation records ({item.reference})"
        )
        text, html = self.text(), self.html()
        link = f"{settings.PUBLIC_URL}/reply/"
        for words in (
            "RESTRICTED",
            "National Police Agency (Republic of Korea)",
            "Valdoria",
            "Meeting of foreign ministers",
            "4 March 2026",
            "by 30 June 2026",
            "30 June 2026",
            "Accepted",
            link,
        ):
            with self.subTest(words):
                self.assertIn(words, text)
                self.assertIn(words.lower(), html.lower())
        self.assertNotIn("Demonstration data", text)

    def test_one_mail_a_person_holds_everything_and_the_subject_counts(self) -> None:
        for number in range(3):
            self.accepted(title=f"Item {number}")
        self.accepted(title="Late", deadline=on_day(datetime.date(2026, 6, 15), ""))
        self.assertEqual(self.sweep(seoul(6, 16)).mailed, 1)
        self.assertEqual(self.mails()[0]["Subject"], "1 commitment overdue, 3 more to check")

    def test_a_meeting_without_a_date_says_so(self) -> None:
        undated = make.outcome(self.people, make.meeting(self.people, held_on=None))
        self.let_read(undated.meeting)
        make.commitment(self.people, undated, state=CommitmentState.ACCEPTED)
        self.sweep(seoul(6, 16))
        self.assertIn("date not stated", self.text())

    def test_of_a_meeting_that_the_reader_may_not_read_it_says_that_there_is_one(self) -> None:
        secret = make.meeting(self.people, title="Talks on a secret", classification=Classification.SECRET)
        point = make.outcome(self.people, secret, by=self.people.head)
        with make.unlocked():
            Commitment.objects.filter(
                pk=make.commitment(self.people, point, state=CommitmentState.ACCEPTED, by=self.people.head).pk
            ).update(classification=Classification.RESTRICTED)
        self.sweep(seoul(6, 16))
        text = self.text() + self.html()
        self.assertIn("Source meeting: (no access)", text)
        self.assertIn("Sent to the owners: 11 March 2026", text)
        self.assertNotIn(secret.reference, text)
        self.assertNotIn("Talks on a secret", text)

    def test_above_the_ceiling_a_mail_gives_the_reference_alone(self) -> None:
        item = self.accepted(
            classification=Classification.CONFIDENTIAL, owed_by=OwedBy.THEIRS, title="Hidden words"
        )
        self.sweep(seoul(6, 16))
        first = self.mails()[0]
        said = first["Subject"] + self.text() + self.html()
        self.assertIn(item.reference, said)
        for words in ("Hidden words", "Constabulary", "30 Jun", "confidential", "CONFIDENTIAL"):
            self.assertNotIn(words, said)

    def test_it_is_in_the_language_of_the_reader(self) -> None:
        User.objects.update(language="ko")
        self.accepted()
        named = mock.patch.object(messages, "render_to_string", lambda _name, context: context["language"])
        with named:
            self.sweep(seoul(6, 16))
        self.assertEqual(self.text().strip(), "ko")

    def test_a_demonstration_says_so_in_subject_text_and_html(self) -> None:
        self.people.valdoria.is_demonstration = True
        self.people.valdoria.save(update_fields=["is_demonstration"])
        self.accepted()
        self.sweep(seoul(6, 16))
        first = self.mails()[0]
        self.assertIn("Demonstration data", first["Subject"])
        for part in first.iter_parts():
            self.assertIn("Demonstration data", part.get_content())

    def test_what_people_typed_is_escaped_and_breaks_no_header(self) -> None:
        self.people.focal_point.name = "Kim, J. <x@example.org>"
        self.people.focal_point.save(update_fields=["name"])
        self.accepted(title="<script>alert(1)</script>\r\nBcc: a@x.org")
        self.sweep(seoul(6, 16))
        first = self.mails()[0]
        self.assertEqual(first["To"].addresses[0].display_name, "Kim, J. <x@example.org>")
        self.assertEqual(self.arrived(), {"focal_point@example.org": 1})
        self.assertIsNone(first["Bcc"])
        self.assertNotIn("<script>", self.html())

    def test_an_item_that_cannot_be_written_silences_no_other_and_is_set_aside(self) -> None:
        bad = self.accepted(title="Bad")
        self.accepted(title="Good")
        write = message_content.next_step

        def crash(item: Commitment, rule: str, **said: bool) -> str:
            if item.pk == bad.pk:
                raise RuntimeError("a bug")
            return write(item, rule, **said)

        with mock.patch.object(message_content, "next_step", crash):
            swept = [self.sweep(seoul(6, 16, 7, minute)) for minute in range(7)]
        self.assertEqual([one.sent for one in swept], [1, 0, 0, 0, 0, 0, 0])
        self.assertEqual([one.failed for one in swept], [0, 0, 0, 0, 1, 0, 0])
        aside = Reminder.objects.get(commitment=bad)
        self.assertEqual(
            (aside.state, aside.not_sent_reason), (ReminderState.FAILED, NotSentReason.UNWRITABLE)
        )

    def test_the_bytes_are_frozen_when_the_mail_is_written(self) -> None:
        self.accepted()
        self.sweep(seoul(6, 16))
        kept = Email.objects.get()
        self.assertEqual(kept.state, EmailState.DELIVERED)
        self.assertEqual(bytes(kept.content), next(self.folder.glob("*.eml")).read_bytes())
        self.assertEqual(self.mails()[0]["Message-ID"], kept.message_id)
        self.assertEqual(self.mails()[0]["Date"].datetime, seoul(6, 16))


@pytest.mark.both
class ScaleTests(SweepCase):
    def test_the_number_of_queries_does_not_grow_with_the_items(self) -> None:
        self.accepted()
        few = self.queries(seoul(6, 16))
        for _number in range(12):
            self.accepted()
        self.assertLessEqual(self.queries(seoul(6, 23)), few)

    def queries(self, now: datetime.datetime) -> int:
        with CaptureQueriesContext(connection) as captured:
            self.assertEqual(self.sweep(now).sent, 1)
        return len(captured)
