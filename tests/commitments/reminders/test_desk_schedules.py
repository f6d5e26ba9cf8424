"""What each desk has set: who is told by which rules, up the ranks, and when there are quiet days."""

import datetime
import random
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.db import triggers
from commitments.enums import (
    CommitmentState,
    DeadlineKind,
    MoveReason,
    Nature,
    NotSentReason,
    OwedBy,
    ReminderKind,
    ReminderState,
    Side,
)
from commitments.language.phrases.specification import not_stated
from commitments.lifecycle import transitions
from commitments.lifecycle.transitions import OwnerPart
from commitments.models import Commitment, Deadline, Official, QuietDays, Reminder, Responsibility, User
from commitments.reminders import forecast, outbox, planner, quiet_days, records
from commitments.reminders.candidates import RunWindow
from tests import make
from tests.cast import NOW
from tests.commitments.reminders.case import SweepCase, seoul

S = CommitmentState
LATE = make.DUE_ON + datetime.timedelta(days=1)


class RulesTests(SweepCase):
    def rungs(self, item: Commitment) -> set[tuple[str, int]]:
        return set(Reminder.objects.filter(commitment=item).values_list("kind", "offset"))

    def heard(self, item: Commitment, day: datetime.date) -> None:
        """Let a word of a day stand, as a report of progress would."""
        Commitment.objects.filter(pk=item.pk).update(health_on=day)
        transitions.update_last_contact(item)

    def test_a_desk_is_reminded_as_its_head_has_set_it_and_others_as_usual(self) -> None:
        make.ladder(self.people.desk, before="11, 3", on_the_day=False, no_response_after=None)
        make.ladder(self.people.other_desk, before="2")
        item = self.accepted()
        told = [day for day in range(10, 31) if self.sweep(seoul(6, day, 8)).sent]
        self.assertEqual(told, [15, 25])
        self.assertEqual(self.rungs(item), {("ahead", 11), ("ahead", 3)})

    def test_a_kind_of_deadline_has_a_ladder_of_its_own(self) -> None:
        make.ladder(self.people.desk, DeadlineKind.FIXED, before="4")
        make.ladder(self.people.desk, before="3")
        self.accepted()
        self.assertEqual([day for day in range(22, 26) if self.sweep(seoul(6, day, 8)).sent], [24])

    def test_what_is_no_longer_asked_for_is_not_told(self) -> None:
        item = self.accepted()
        self.sweep(seoul(6, 15, 20))
        make.ladder(self.people.desk, before="3")
        self.assertEqual(self.sweep(seoul(6, 16)).sent, 0)
        self.assertEqual(self.reasons(item), {"focal_point": NotSentReason.SCHEDULE})

    def test_late_every_day_is_told_every_working_day_once(self) -> None:
        make.ladder(self.people.desk, first_after=1, then_every=1, head_after=None, no_response_after=None)
        self.accepted()
        self.sweep(seoul(6, 30))
        sent = {
            day: self.sweep(seoul(7, day, 8)).sent + self.sweep(seoul(7, day, 9)).sent for day in range(1, 9)
        }
        # The 4th and 5th are a weekend.
        self.assertEqual(sent, {1: 1, 2: 1, 3: 1, 4: 0, 5: 0, 6: 1, 7: 1, 8: 1})

    def test_what_stays_late_goes_up_the_ranks_once_each(self) -> None:
        self.accepted(owed_by=OwedBy.THEIRS)
        for day in range(1, 31):
            self.sweep(seoul(7, day, 8))
        told = dict.fromkeys(("officer", "head", "division_head"), 0)
        for name in Reminder.objects.filter(state="delivered").values_list("recipient__username", flat=True):
            told[name] += 1
        self.assertEqual(told, {"officer": 6, "head": 1, "division_head": 1})
        self.assertEqual(
            set(
                Reminder.objects.filter(kind__in=(ReminderKind.HEAD, ReminderKind.DIVISION)).values_list(
                    "kind", "offset"
                )
            ),
            {("head", 5), ("division", 15)},
        )

    def test_where_a_rank_is_nobody_the_other_is_told(self) -> None:
        User.objects.filter(pk=self.people.head.pk).update(is_active=False)
        self.accepted()
        self.sweep(seoul(7, 7, 8))
        rank = Reminder.objects.get(kind=ReminderKind.HEAD)
        self.assertEqual((rank.recipient, rank.state), (self.people.division_head, ReminderState.DELIVERED))

    def test_a_word_ends_the_silence_that_was_planned(self) -> None:
        item = self.accepted(deadline=not_stated(), review_on=datetime.date(2027, 6, 9))
        self.sweep(seoul(4, 9, 20))
        self.assertEqual(self.rungs(item), {("no_response", 30)})
        self.heard(item, datetime.date(2026, 4, 9))
        self.assertEqual(self.sweep(seoul(4, 10, 8)).sent, 0)
        self.assertEqual(self.reasons(item), {"focal_point": NotSentReason.ANSWERED})

    def test_what_is_reviewed_again_is_told_again(self) -> None:
        item = self.accepted(deadline=not_stated(), review_on=datetime.date(2026, 6, 9))
        self.heard(item, datetime.date(2026, 6, 5))
        self.sweep(seoul(6, 9, 8))
        Commitment.objects.filter(pk=item.pk).update(review_on=datetime.date(2026, 6, 16))
        self.sweep(seoul(6, 16, 8))
        told = Reminder.objects.filter(
            commitment=item, kind=ReminderKind.REVIEW, state=ReminderState.DELIVERED
        )
        days = told.order_by("start_date").values_list("start_date", flat=True)
        self.assertEqual(list(days), [datetime.date(2026, 6, 9), datetime.date(2026, 6, 16)])

    def test_silence_is_not_told_beside_another_rung(self) -> None:
        item = self.accepted()
        # On 30 June, the day itself, also nothing has been heard for thirty days.
        self.heard(item, datetime.date(2026, 5, 31))
        self.sweep(seoul(6, 30))
        self.assertEqual(self.arrived(), {"focal_point@example.org": 1})
        told = Reminder.objects.filter(commitment=item).values_list("kind", "not_sent_reason")
        self.assertEqual(set(told), {("ahead", "merged"), ("no_response", "merged"), ("due", "")})
        # Nor a day later, when a sweep finds it again.
        self.assertEqual(self.sweep(seoul(6, 30, 9)).sent, 0)

    def test_an_event_without_a_date_is_told_to_the_desk(self) -> None:
        item = self.accepted(deadline=not_stated(), review_on=datetime.date(2027, 6, 9))
        with triggers.lift_triggers(connection):
            Deadline.objects.filter(commitment=item).update(
                kind=DeadlineKind.EVENT, recorded_at=seoul(6, 1, 12)
            )
        self.heard(item, datetime.date(2026, 6, 20))
        self.assertEqual([self.sweep(seoul(7, day, 8)).sent for day in range(1, 4)], [1, 0, 0])
        self.assertEqual(self.arrived(), {"officer@example.org": 1})
        self.assertEqual(self.rungs(item), {("undated", 30)})

    def test_an_embassy_has_the_holidays_of_its_host(self) -> None:
        embassy = self.people.embassy_officer
        post = Official.objects.create(country=self.people.korea, post="Embassy", user=embassy)
        self.accepted(parts=[OwnerPart(Side.OURS, None, official=post)])
        # Ten working days before is Tuesday the 16th; Friday and Saturday are free in Valdoria.
        days = {day: self.sweep(seoul(6, day, 20)).sent for day in (25, 26, 27, 28, 29, 30)}
        self.assertEqual(days, {25: 0, 26: 0, 27: 0, 28: 0, 29: 1, 30: 1})
        late = {day: self.sweep(seoul(7, day, 20)).sent for day in range(1, 13)}
        # The rung of the 8th; of the fifth working day late, the head is told.
        self.assertEqual([day for day, sent in late.items() if sent], [1, 7, 8, 9])


class QuietDaysTests(SweepCase):
    def quiet(self, first: int, last: int, month: int = 6) -> QuietDays:
        return QuietDays.objects.create(
            desk=self.people.desk,
            starts_on=datetime.date(2026, month, first),
            ends_on=datetime.date(2026, month, last),
            reason="summit",
            recorded_at=NOW,
        )

    def test_what_is_due_on_a_quiet_day_goes_out_the_morning_after(self) -> None:
        self.quiet(16, 18)
        item = self.accepted()
        self.assertEqual([self.sweep(seoul(6, 16, hour)).waiting for hour in (7, 8)], [1, 0])
        row = Reminder.objects.get(commitment=item)
        self.assertEqual((row.state, row.planned_at), (ReminderState.PLANNED, seoul(6, 19)))
        self.assertEqual((row.postponed_from, row.postponed_reason), (seoul(6, 16), "summit"))
        self.assertEqual([self.sweep(seoul(6, day, 8)).sent for day in (17, 18, 19, 20)], [0, 0, 1, 0])
        (told,) = [
            one
            for one in forecast.list_reminders(item, now=seoul(6, 19, 9))
            if one.state == ReminderState.DELIVERED
        ]
        self.assertTrue(told.said.startswith("postponed from 16 Jun 2026: summit"), told.said)

    def test_another_desk_is_reminded_meanwhile(self) -> None:
        self.quiet(16, 18)
        QuietDays.objects.update(desk=self.people.other_desk)
        self.accepted()
        self.assertEqual(self.sweep(seoul(6, 16)).sent, 1)

    def test_what_is_put_off_past_the_day_is_told_by_what_is_true_then(self) -> None:
        self.quiet(29, 30)
        item = self.accepted()
        for day in (29, 30):
            self.assertEqual(self.sweep(seoul(6, day, 8)).sent, 0)
        self.assertEqual(self.sweep(seoul(7, 1, 8)).sent, 1)
        self.assertIn("1 day overdue", self.mails()[0]["Subject"])
        rows = Reminder.objects.filter(commitment=item).values_list("kind", "not_sent_reason")
        self.assertEqual(set(rows), {("ahead", "merged"), ("due", "merged"), ("overdue", "")})

    def test_a_later_first_quiet_day_keeps_the_first_moment(self) -> None:
        self.quiet(16, 18)
        self.accepted()
        self.sweep(seoul(6, 16, 8))
        self.quiet(19, 22)
        self.assertEqual(self.sweep(seoul(6, 19, 8)).waiting, 1)
        row = Reminder.objects.get()
        self.assertEqual((row.postponed_from, row.planned_at), (seoul(6, 16), seoul(6, 23)))

    def test_what_is_let_go_is_told_now_or_put_off_by_what_is_left(self) -> None:
        days = self.quiet(16, 18)
        self.accepted()
        self.sweep(seoul(6, 16, 8))
        quiet_days.release_postponed(self.people.desk)
        self.assertEqual(self.sweep(seoul(6, 16, 9)).waiting, 1)
        days.delete()
        quiet_days.release_postponed(self.people.desk)
        self.assertEqual(self.sweep(seoul(6, 17, 9)).sent, 1)

    def test_what_lies_ahead_is_shown_as_it_will_be_put_off(self) -> None:
        self.quiet(16, 18)
        item = self.accepted()
        self.sweep(seoul(6, 15, 20))
        planned, *later = [
            one for one in forecast.list_reminders(item, now=seoul(6, 15, 21)) if one.label == "planned"
        ]
        self.assertEqual((planned.moment, planned.said), (seoul(6, 19), "postponed from 16 Jun 2026: summit"))
        self.quiet(23, 23)
        first = forecast.list_reminders(item, now=seoul(6, 15, 21))[1]
        self.assertEqual((first.moment, first.said), (seoul(6, 24), "postponed from 23 Jun 2026: summit"))
        self.assertEqual(later[0].said, "")

    def test_a_number_of_queries_whatever_the_number_of_reminders(self) -> None:
        self.quiet(16, 18)
        counts = []
        for _round in range(2):
            for _number in range(3):
                self.accepted()
            world = planner.load_world(seoul(6, 16, 8))
            planner.plan_rows(world, RunWindow(datetime.date(2026, 6, 15), datetime.date(2026, 6, 17)))
            with CaptureQueriesContext(
                connection,
            ) as queries:
                quiet_days.postpone_due(world)
            counts.append(len(queries))
        self.assertEqual(counts, [2, 2])


class ScanTests(SweepCase):
    """The scans by index find what going through every item finds, whatever each desk has set."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        for _number in range(24):
            make.commitment(cls.people, state=S.ACCEPTED, owed_by=OwedBy.JOINT)

    def scatter(self, chance: random.Random, owed_by: Sequence[OwedBy] = tuple(OwedBy)) -> None:
        """Make items of all states and dates, as no life-cycle would."""
        countries = [self.people.valdoria.pk, self.people.elsewhere.pk]
        with triggers.lift_triggers(connection):
            for pk in Commitment.objects.values_list("pk", flat=True):
                day = datetime.date(2026, 6, 16) + datetime.timedelta(days=chance.randrange(-70, 45))
                is_dated, kind = chance.random() < 0.75, chance.choice(list(DeadlineKind))
                values: dict[str, Any] = {
                    "country": chance.choice(countries),
                    "state": chance.choice([S.PROPOSED, S.DECLINED, S.ACCEPTED, S.IN_PROGRESS, S.SUSPENDED]),
                    "owed_by": chance.choice(owed_by),
                    "nature": chance.choice(list(Nature)),
                    "due_on": day if is_dated else None,
                    "last_working_day": day - datetime.timedelta(days=chance.randrange(3))
                    if is_dated
                    else None,
                    "review_on": None if is_dated else day,
                    "proposed_on": day - datetime.timedelta(days=chance.randrange(80)),
                    "health_on": chance.choice([None, day - datetime.timedelta(days=chance.randrange(90))]),
                }
                Commitment.objects.filter(pk=pk).update(**values)
                Deadline.objects.filter(commitment=pk).update(
                    kind=kind,
                    due_on=values["due_on"],
                    review_on=values["review_on"] or day,
                    recorded_at=seoul(1, 2) + datetime.timedelta(days=chance.randrange(170)),
                    reason=chance.choice([MoveReason.FIRST, MoveReason.EVENT_MOVED, MoveReason.AGREED]),
                )
                Responsibility.objects.filter(commitment=pk).update(
                    accepted_on=chance.choice([None, day - datetime.timedelta(days=chance.randrange(90))])
                )
                transitions.update_last_contact(Commitment.objects.get(pk=pk))

    def missing(self, world: planner.ReminderContext, window: RunWindow) -> set[int]:
        """Go through every item."""
        every = records.load_items(list(Commitment.objects.values_list("pk", flat=True)))
        rows = records.rows_of([item.subject.deadline for item in every.values()])
        return {pk for pk, item in every.items() if list(planner.build_missing(world, window, item, rows))}

    def test_for_rules_and_items_at_random(self) -> None:
        chance = random.Random(5)
        embassy = self.people.embassy_officer
        post = Official.objects.create(country=self.people.korea, post="Embassy", user=embassy)
        some = Responsibility.objects.filter(side=Side.OURS).values_list("pk", flat=True)[:8]
        Responsibility.objects.filter(pk__in=list(some)).update(official=post)
        make.ladder(self.people.desk, before="30, 7, 2", first_after=2, then_every=1, no_response_after=10)
        make.ladder(self.people.desk, DeadlineKind.EVENT, head_after=9, undated_every=7, on_review=False)
        make.ladder(
            self.people.other_desk, DeadlineKind.FIXED, then_every=None, on_the_day=False, answer_after=8
        )
        found = 0
        for length in (1, 4, 12):
            self.scatter(chance)
            Reminder.objects.all().delete()
            first = datetime.date(2026, 6, 16) + datetime.timedelta(days=chance.randrange(-8, 8))
            window = RunWindow(first, first + datetime.timedelta(days=length))
            world = planner.load_world(seoul(6, 16))
            wanted = self.missing(world, window)
            found += len(wanted)
            self.assertLessEqual(wanted, set(planner.list_unplanned(world, window)))
            planner.plan_rows(world, window)
            self.assertEqual(self.missing(world, window), set())
        self.assertGreater(found, 10)

    def test_where_all_work_in_one_place_nothing_is_looked_at_in_vain(self) -> None:
        chance, found = random.Random(6), 0
        make.ladder(self.people.desk, before="12, 2", first_after=2, then_every=5, no_response_after=10)
        make.ladder(self.people.desk, DeadlineKind.EVENT, undated_every=9, on_review=False, head_after=3)
        for length in (0, 1, 4, 1, 0):
            self.scatter(chance, [OwedBy.OURS])
            first = datetime.date(2026, 6, 16) + datetime.timedelta(days=chance.randrange(-8, 8))
            window = RunWindow(first, first + datetime.timedelta(days=length))
            world = planner.load_world(seoul(6, 16))
            wanted = self.missing(world, window)
            self.assertEqual(set(planner.list_unplanned(world, window)), wanted)
            found += len(wanted)
            # Nor what is planned already; what was planned for the wrong person is looked at again.
            planner.plan_rows(world, window)
            self.assertEqual(planner.list_unplanned(world, window), [])
            planned = list(Reminder.objects.order_by("pk").values_list("pk", flat=True))
            Reminder.objects.filter(pk__in=planned[::2]).update(not_sent_reason=NotSentReason.LEFT)
            self.assertLessEqual(self.missing(world, window), set(planner.list_unplanned(world, window)))
            Reminder.objects.all().delete()
        self.assertGreater(found, 20)

    def test_the_number_of_queries_is_constant_and_so_is_their_length_in_scans(self) -> None:
        counts = []
        for number in (1, 4):
            for _more in range(number):
                self.accepted()
            world = planner.load_world(seoul(6, 16))
            window = RunWindow(datetime.date(2026, 6, 15), datetime.date(2026, 6, 17))
            with CaptureQueriesContext(connection) as queries:
                planner.list_unplanned(world, window)
            counts.append(len(queries))
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[0], 6)
        self.assertTrue(outbox.run_outbox(seoul(6, 16)).sent)
