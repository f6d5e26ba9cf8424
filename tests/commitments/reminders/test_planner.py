"""The planner asked by itself: from when on it looks, what it objects to, which of several rungs is told."""

import datetime
import random
from collections.abc import Callable
from dataclasses import fields
from typing import Any, ClassVar

import pytest
from django.db import connection
from django.test import SimpleTestCase, TestCase, override_settings

from commitments.db import triggers
from commitments.enums import CommitmentState, DeadlineKind, NotSentReason, ReminderKind, ReminderState
from commitments.language.phrases.specification import on_day
from commitments.models import Commitment, Country, Heartbeat, QuietDays, Reminder, ReminderSchedule, User
from commitments.reminders import planner
from commitments.reminders.desk_schedules import QuietDaysOfDesks, ReminderSchedules, rules_of
from commitments.reminders.records import SUBJECT_COLUMNS, SUBJECT_OF_DEADLINE
from commitments.reminders.schedule import USUAL, QuietPeriod, ScheduleRules, ScheduleSubject
from tests import make
from tests.cast import NOW
from tests.commitments.reminders.case import SweepCase, seoul
from tests.commitments.reminders.cases import some_item

DAY = datetime.timedelta(days=1)
MORNING = seoul(6, 16)


class SubjectTests(SimpleTestCase):
    """Whoever adds a field to what the schedule decides by is told where it has to be read."""

    def test_the_planner_and_its_candidates_read_every_field(self) -> None:
        read = {*SUBJECT_COLUMNS, *SUBJECT_OF_DEADLINE, "commitment", "deadline", "reported", "accepted"}
        self.assertEqual({field.name for field in fields(ScheduleSubject)}, read)

    def test_random_cases_vary_every_field(self) -> None:
        chance = random.Random(5)
        items = [some_item(chance, datetime.date(2026, 6, 16)) for _number in range(200)]
        for field in fields(ScheduleSubject):
            values = {getattr(item, field.name) for item in items}
            self.assertEqual(len(values) > 1, field.name not in ("commitment", "deadline"), field.name)


@pytest.mark.both
class WindowTests(TestCase):
    def window(self, now: datetime.datetime, beat_at: datetime.datetime | None) -> tuple[int, int]:
        """Give how many days before and after the one of this moment are looked at."""
        Heartbeat.objects.filter(name=planner.HEARTBEAT).delete()
        if beat_at:
            Heartbeat.objects.create(name=planner.HEARTBEAT, beat_at=beat_at)
        found, today = planner.window_at(now), now.astimezone(datetime.UTC).date()
        return (found.first - today).days, (found.last - today).days

    def test_it_looks_from_an_hour_before_the_last_sweep_to_the_day_after(self) -> None:
        Heartbeat.objects.create(name="another", beat_at=NOW - 20 * DAY)
        night = NOW.replace(hour=0, minute=59)
        for beat_at, first in (
            (None, -8),
            (night, -1),
            (NOW, 0),
            (NOW - 3 * DAY, -3),
            (NOW - 90 * DAY, -40),
            # The clock has been set back since.
            (NOW + 3 * DAY, 0),
        ):
            with self.subTest(str(beat_at)):
                self.assertEqual(self.window(NOW, beat_at), (first, 1))

    def test_days_are_those_of_utc_wherever_the_installation_is(self) -> None:
        with override_settings(TIME_ZONE="Asia/Seoul"):
            evening = NOW.replace(hour=20)
            self.assertEqual(self.window(evening, evening), (0, 1))
            self.assertEqual(self.window(evening, None), (-8, 1))


@pytest.mark.both
class ObjectionTests(SweepCase):
    item: ClassVar[Commitment]

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.item = make.commitment(cls.people, state=CommitmentState.ACCEPTED)

    def setUp(self) -> None:
        super().setUp()
        self.owner, self.head = self.people.focal_point, self.people.head

    def row(
        self,
        rule: ReminderKind,
        offset: int = 0,
        *,
        to: User | None = None,
        of: Commitment | None = None,
        **more: object,
    ) -> Reminder:
        """Plan a rung for the owner, or for who is named."""
        item = of or self.item
        values = {
            "deadline": item.deadline,
            "recipient": to or self.owner,
            "start_date": make.DUE_ON,
            "planned_at": MORNING,
            **more,
        }
        return Reminder.objects.create(commitment=item, kind=rule, offset=offset, **values)

    def why(self, *rows: Reminder) -> list[str]:
        found = planner.list_objections(planner.load_world(MORNING), rows)
        return [found.get(row.pk, "") for row in rows]

    def test_each_that_holds_no_longer_says_why(self) -> None:
        asked = make.commitment(self.people, state=CommitmentState.PROPOSED)
        left = self.people.validator
        User.objects.filter(pk=left.pk).update(is_active=False)
        asked_on, last_contact_on = asked.proposed_on, self.item.last_contact_on
        assert asked_on
        assert last_contact_on
        for row, reason in (
            (self.row(ReminderKind.AHEAD, 10), ""),
            (self.row(ReminderKind.AHEAD, 11), NotSentReason.SCHEDULE),
            (self.row(ReminderKind.AHEAD, 5, to=left), NotSentReason.LEFT),
            (self.row(ReminderKind.AHEAD, 5, to=self.head), NotSentReason.NEW_OWNER),
            (self.row(ReminderKind.AHEAD, 5, recipient=None), NotSentReason.NEW_OWNER),
            (self.row(ReminderKind.NO_RESPONSE, 30, start_date=last_contact_on), ""),
            (
                self.row(ReminderKind.NO_RESPONSE, 30, start_date=last_contact_on - DAY),
                NotSentReason.ANSWERED,
            ),
            (self.row(ReminderKind.PROPOSED, of=asked, start_date=asked_on), ""),
            (self.row(ReminderKind.PROPOSED, of=asked, start_date=asked_on - DAY), NotSentReason.ANSWERED),
            (self.row(ReminderKind.ANSWER, 5, of=asked, start_date=asked_on), ""),
            (self.row(ReminderKind.ANSWER, 5, of=asked, start_date=asked_on - DAY), NotSentReason.ANSWERED),
            (self.row(ReminderKind.HEAD, 5, to=self.head), ""),
            (self.row(ReminderKind.HEAD, 5), NotSentReason.NEW_OWNER),
            (self.row(ReminderKind.REPLY_COPY, to=self.head), ""),
            (self.row(ReminderKind.REPLY_COPY, to=left), NotSentReason.LEFT),
        ):
            with self.subTest(f"{row.kind} {row.offset} {row.start_date}"):
                self.assertEqual(self.why(row), [reason])

    @override_settings(DUTY_BOX="")
    def test_without_a_duty_box_only_what_was_for_it_is_told_to_nobody(self) -> None:
        self.assertEqual(
            self.why(self.row(ReminderKind.AHEAD, 5, recipient=None)), [NotSentReason.NO_RECIPIENT]
        )
        self.assertEqual(self.why(self.row(ReminderKind.AHEAD, 5)), [""])

    def test_of_a_deadline_that_stands_no_more_nothing_is_told_but_copies(self) -> None:
        first = self.item.deadline
        make.move(self.people, self.item, on_day(make.DUE_ON + 30 * DAY, ""))
        self.assertEqual(self.why(self.row(ReminderKind.AHEAD, 10, deadline=first)), [NotSentReason.MOVED])
        self.assertEqual(self.why(self.row(ReminderKind.REPLY_COPY, deadline=first)), [""])

    def test_of_several_at_once_the_latest_is_told_and_what_is_said_beside(self) -> None:
        late = seoul(6, 15)
        older = self.row(ReminderKind.AHEAD, 20, planned_at=late)
        latest, beside = self.row(ReminderKind.AHEAD, 10), self.row(ReminderKind.MOVED, planned_at=late)
        others = self.accepted()
        elsewhere = self.row(ReminderKind.AHEAD, 20, of=others, planned_at=late)
        self.assertEqual(
            self.why(latest, older, beside, elsewhere, self.row(ReminderKind.REPLY_COPY)),
            ["", NotSentReason.MERGED, "", "", ""],
        )

    def test_of_several_of_one_moment_the_weightiest_is_told(self) -> None:
        User.objects.filter(pk=self.head.pk).update(is_active=False)
        above, last_contact_on = self.people.division_head, self.item.last_contact_on
        for lesser, greater in (
            (self.row(ReminderKind.HEAD, 5, to=above), self.row(ReminderKind.DIVISION, 15, to=above)),
            # Faint, however late.
            (
                self.row(ReminderKind.NO_RESPONSE, 30, start_date=last_contact_on),
                self.row(ReminderKind.AHEAD, 10, planned_at=seoul(6, 10)),
            ),
            # Put off to one moment: what would have been told later is nearer the day.
            (
                self.row(ReminderKind.AHEAD, 5, postponed_from=seoul(6, 10)),
                self.row(ReminderKind.AHEAD, 1, postponed_from=seoul(6, 11)),
            ),
        ):
            for rows in ((lesser, greater), (greater, lesser)):
                with self.subTest(f"{lesser.kind} {greater.kind} {rows[0] == lesser}"):
                    self.assertEqual(
                        planner.list_objections(planner.load_world(MORNING), rows),
                        {lesser.pk: NotSentReason.MERGED},
                    )

    def test_what_was_told_later_is_not_told_after_it(self) -> None:
        last_contact_on = self.item.last_contact_on
        for told, planned_at, rule, reason in (
            (ReminderKind.DUE, MORNING + DAY, ReminderKind.AHEAD, NotSentReason.MERGED),
            (ReminderKind.DUE, MORNING, ReminderKind.AHEAD, ""),
            (ReminderKind.DUE, MORNING, ReminderKind.NO_RESPONSE, NotSentReason.MERGED),
            (ReminderKind.DUE, MORNING - DAY, ReminderKind.NO_RESPONSE, ""),
            (ReminderKind.DUE, MORNING + DAY, ReminderKind.MOVED, ""),
            (ReminderKind.REPLY_COPY, MORNING + DAY, ReminderKind.AHEAD, ""),
        ):
            with self.subTest(f"{told} {planned_at} {rule}"):
                Reminder.objects.all().delete()
                self.row(told, planned_at=planned_at, state=ReminderState.DELIVERED)
                self.row(told, 1, planned_at=MORNING - 2 * DAY, state=ReminderState.EMAILED)
                self.row(told, 2, planned_at=MORNING + 2 * DAY, state=ReminderState.DROPPED)
                self.row(told, 3, planned_at=MORNING + 2 * DAY, state=ReminderState.DELIVERED, to=self.head)
                rung = {
                    ReminderKind.NO_RESPONSE: (30, last_contact_on),
                    ReminderKind.AHEAD: (10, make.DUE_ON),
                }
                offset, start_date = rung.get(rule, (0, make.DUE_ON))
                row = self.row(rule, offset, start_date=start_date)
                self.assertEqual(self.why(row), [reason])

    def test_what_stands_in_a_mail_that_is_looked_at_again_is_no_other_rung(self) -> None:
        first = self.row(ReminderKind.AHEAD, 10, state=ReminderState.EMAILED)
        later = self.row(ReminderKind.AHEAD, 5, planned_at=MORNING + DAY, state=ReminderState.EMAILED)
        self.assertEqual(self.why(first, later), [NotSentReason.MERGED, ""])
        self.assertEqual(self.why(first), [NotSentReason.MERGED])
        self.assertEqual(self.why(later), [""])


@pytest.mark.both
class LadderTests(SweepCase):
    def test_a_ladder_says_all_its_numbers_and_nothing_for_none(self) -> None:
        numbers: dict[str, Any] = {
            "first_after": 2, "then_every": 3, "head_after": 4, "division_after": 6,
            "answer_after": 8, "answer_owner_head_after": 12, "answer_head_after": 13,
            "answer_division_after": 14, "no_response_after": 9, "undated_every": 11,
        }  # fmt: skip
        flags: dict[str, Any] = {"on_the_day": False, "on_review": False}
        said = rules_of(ReminderSchedule(before="7, 3", **numbers, **flags))
        self.assertEqual(said, ScheduleRules(before=(7, 3), **numbers, **flags))
        for none in (0, None):
            off: dict[str, Any] = dict.fromkeys(numbers, none)
            nothing: dict[str, Any] = dict.fromkeys(numbers)
            self.assertEqual(
                rules_of(ReminderSchedule(before="", **off)), ScheduleRules(before=(), **nothing)
            )

    def test_each_partner_and_kind_has_the_ladder_that_its_desk_has_set(self) -> None:
        make.ladder(self.people.desk, before="3", no_response_after=None)
        make.ladder(self.people.desk, DeadlineKind.FIXED, before="4", on_review=False)
        make.ladder(self.people.other_desk, DeadlineKind.EVENT, before="4, 2")
        second = Country.objects.create(iso="XY", name="Norland", capital="Norhaven", desk=self.people.desk)
        third = Country.objects.create(iso="XZ", name="Sudland", capital="Sudhaven")
        holding: list[tuple[Callable[[ScheduleRules], bool], int]] = [
            (lambda rules: 4 in rules.before, 3),
            (lambda rules: 3 in rules.before, 4),
            (lambda rules: 20 in rules.before, 5),
            (lambda rules: rules.on_review, 10),
            (lambda rules: rules.no_response_after is None, 4),
            (lambda rules: bool(rules.before), 12),
            (lambda rules: rules == USUAL, 5),
            (lambda rules: 99 in rules.before, 0),
        ]
        item, ladders, found = self.accepted(), ReminderSchedules(), [0] * len(holding)
        with triggers.lift_triggers(connection), connection.cursor() as cursor:
            for country in (self.people.valdoria, second, self.people.elsewhere, third):
                Commitment.objects.filter(pk=item.pk).update(country=country)
                table, grouped = Commitment._meta.db_table, set[ScheduleRules]()
                for rules, _partners, where in ladders.groups([]):
                    cursor.execute(f"SELECT count(*) FROM {table} c WHERE {where}")
                    grouped |= rules if cursor.fetchone() == (1,) else set()
                for kind in (DeadlineKind.FIXED, DeadlineKind.EVENT, DeadlineKind.OPEN):
                    own = ladders.find_rules(country.pk, kind)
                    self.assertIn(own, grouped, (country, kind))
                    found = [count + holds(own) for count, (holds, _) in zip(found, holding, strict=True)]
        self.assertEqual(found, [count for _holds, count in holding])

    def test_to_see_what_others_would_do_they_take_the_place_of_one_desks(self) -> None:
        make.ladder(self.people.desk, DeadlineKind.FIXED, before="4")
        make.ladder(self.people.other_desk, before="2")
        ours, theirs = self.people.valdoria.pk, self.people.elsewhere.pk
        instead = ReminderSchedules(self.people.desk.pk, {"": ScheduleRules(before=(9,))})
        for ladders, before, other in (
            (instead, (9,), (2,)),
            (ReminderSchedules(self.people.desk.pk), (4,), (2,)),
        ):
            self.assertEqual(ladders.find_rules(ours, DeadlineKind.FIXED).before, before)
            self.assertEqual(ladders.find_rules(theirs, DeadlineKind.FIXED).before, other)
        known = {rules.before for group, _partners, _where in instead.groups([]) for rules in group}
        self.assertEqual(known, {USUAL.before, (9,), (2,)})

    def test_peace_is_kept_for_the_partners_of_a_desk_while_its_days_last(self) -> None:
        today = MORNING.date()
        self.assertFalse(QuietDaysOfDesks(MORNING))
        for desk, first, last, reason in (
            (self.people.desk, today + 5 * DAY, today + 6 * DAY, "visit"),
            (self.people.desk, today - 3 * DAY, today - DAY, "over, but for where it is yesterday"),
            (self.people.other_desk, today - 3 * DAY, today - 2 * DAY, "over"),
        ):
            QuietDays.objects.create(desk=desk, starts_on=first, ends_on=last, reason=reason, recorded_at=NOW)
        peace = QuietDaysOfDesks(MORNING.replace(hour=20))
        self.assertTrue(peace)
        self.assertEqual(peace.countries, (self.people.valdoria.pk,))
        self.assertEqual(
            list(peace.list_periods(self.people.valdoria.pk)),
            [
                QuietPeriod(today - 3 * DAY, today - DAY, "over, but for where it is yesterday"),
                QuietPeriod(today + 5 * DAY, today + 6 * DAY, "visit"),
            ],
        )
        self.assertEqual(list(peace.list_periods(self.people.elsewhere.pk)), [])
