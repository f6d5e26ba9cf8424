"""Random items swept day after day: each reminder is there that the slow way says, and no night lacks one."""

import copy
import dataclasses
import datetime
import random
from zoneinfo import ZoneInfo

import pytest
from django.test import TestCase, override_settings

from commitments.enums import CLOSED_STATES, DeadlineKind, OwedBy, Side
from commitments.models import (
    Commitment,
    Country,
    Deadline,
    Heartbeat,
    Holiday,
    Reminder,
    Responsibility,
    User,
)
from commitments.reminders import planner, records
from commitments.reminders.planner import HEARTBEAT
from commitments.reminders.schedule import ScheduleRules, ScheduleSubject
from tests import make
from tests.cast import gather
from tests.commitments.reminders import slow
from tests.commitments.reminders.cases import Place, some_day, some_item, some_rules
from tests.commitments.reminders.slow import DAY, Day
from tests.faults.stage import IS_FULL, note

ITEMS, NIGHTS = (1000, 200) if IS_FULL else (120, 9)
# Egypt's clocks are put forward on the last Friday of April, at midnight.
FIRST_NIGHT = Day(2026, 3, 1) if IS_FULL else Day(2026, 4, 17)
MAIL_AT = datetime.time(0, 30)
NIGHT_AT = datetime.time(3, 30)
# Where each reads the mail; all work by the holidays of home.
ZONES = {
    "owners": ("focal_point", "Africa/Cairo"),
    "owner_head": ("validator", "America/St_Johns"),
    "desk": ("officer", "Asia/Beirut"),
    "head": ("head", "America/Santiago"),
    "division": ("division_head", "Pacific/Chatham"),
}
Row = tuple[int, str, int, Day, str, datetime.datetime]


@pytest.mark.both
@override_settings(DAILY_MAIL_AT=MAIL_AT, DUTY_BOX="duty@example.org")
class NightsTests(TestCase):
    def setUp(self) -> None:
        self.chance = random.Random(26)
        self.people = gather()
        for name, zone in ZONES.values():
            User.objects.filter(username=name).update(time_zone=zone)
        Country.objects.filter(iso="XV").update(iso="EG")
        near = FIRST_NIGHT + NIGHTS // 2 * DAY
        self.places = [self.declare(iso, near) for iso in ("KR", "EG")]
        self.rules = {kind: self.ladder(kind) for kind in list(DeadlineKind)[:4]}
        self.items = self.record([some_item(self.chance, near) for _number in range(ITEMS)], near)

    def declare(self, iso: str, near: Day) -> Place:
        """Let an officer have corrected the calendar of a country."""
        rows = {some_day(self.chance, near, NIGHTS): self.chance.random() < 0.6 for _ in range(NIGHTS // 4)}
        country = Country.objects.get(iso=iso)
        Holiday.objects.bulk_create(
            Holiday(country=country, day=day, name="declared", is_non_working=free)
            for day, free in rows.items()
        )
        return Place(iso, tuple((day, "declared", free) for day, free in rows.items()))

    def ladder(self, kind: DeadlineKind) -> ScheduleRules:
        rules = some_rules(self.chance)
        fields = dataclasses.asdict(rules) | {"before": ", ".join(map(str, rules.before))}
        make.ladder(self.people.desk, kind, **fields)
        return rules

    def record(self, wanted: list[ScheduleSubject], near: Day) -> list[ScheduleSubject]:
        """Put items into the database as they are, whatever led there; give them as the planner sees them."""
        like = make.commitment(self.people, owed_by=OwedBy.JOINT)
        assert like.deadline
        rows = [self.row(like, item, number) for number, item in enumerate(wanted)]
        made = Commitment.objects.bulk_create(rows)
        found, deadlines, leads = [], [], []
        for row, item in zip(made, wanted, strict=True):
            deadline = Deadline(commitment=row, number=1, kind=item.kind, reason=item.reason)
            deadline.due_on, deadline.review_on = item.due_on, item.review_on or near
            deadline.recorded_at = item.recorded_at
            deadlines.append(deadline)
            accepted_on = some_day(self.chance, near)
            for side, ministry in ((Side.OURS, self.people.police), (Side.THEIRS, self.people.their_police)):
                lead = Responsibility(commitment=row, side=side, ministry=ministry)
                lead.accepted_on = accepted_on if side in item.accepted else None
                lead.reported_on = near if side in item.reported else None
                leads.append(lead)
            last_contact_on = item.last_contact_on or (accepted_on if item.accepted else None)
            found.append(dataclasses.replace(item, commitment=row.pk, last_contact_on=last_contact_on))
        for row, deadline in zip(made, Deadline.objects.bulk_create(deadlines), strict=True):
            row.deadline = deadline
        for row, item in zip(made, found, strict=True):
            row.last_contact_on = item.last_contact_on
        Commitment.objects.bulk_update(made, ["deadline", "last_contact_on"], batch_size=200)
        Responsibility.objects.bulk_create(leads)
        return found

    def row(self, like: Commitment, item: ScheduleSubject, number: int) -> Commitment:
        row = copy.copy(like)
        row.pk, row._state, row.deadline = None, copy.copy(like._state), None
        row._state.adding = True
        row.reference, row.state, row.nature, row.owed_by = (
            f"EG-{number}",
            item.state,
            item.nature,
            item.owed_by,
        )
        row.last_working_day, row.due_on, row.review_on = item.last_working_day, item.due_on, item.review_on
        row.proposed_on, row.health_on = item.proposed_on, item.last_contact_on
        row.is_countered = item.is_countered
        row.closed_on = FIRST_NIGHT if item.state in CLOSED_STATES else None
        return row

    def expected(self, first: Day, last: Day) -> set[Row]:
        """Say which reminders there have to be, and of whom."""
        home, partner = self.places
        found: set[Row] = set()
        for item in self.items:
            owing = partner if item.owed_by == OwedBy.THEIRS else home
            rules = self.rules.get(DeadlineKind(item.kind), ScheduleRules())
            rungs = slow.ladder(item, rules, owing.is_worked, home.is_worked, first, last)
            for (rule, offset, start_date), day in rungs.items():
                for audience in slow.people(item, rule):
                    name, zone = ZONES[audience]
                    at = item.recorded_at if rule == "moved" else slow.moment(day, MAIL_AT, ZoneInfo(zone))
                    if at >= item.recorded_at:
                        found.add((item.commitment, rule, offset, start_date, name, at))
        return found

    def sweep(self, now: datetime.datetime) -> tuple[Day, Day]:
        """Plan as a sweep does; give the first and the last day that it looked at."""
        window = planner.window_at(now)
        planner.plan_rows(planner.load_world(now), window)
        Heartbeat.objects.update_or_create(name=HEARTBEAT, defaults={"beat_at": now})
        return window.first, window.last

    def lacking(self, now: datetime.datetime) -> list[int]:
        """Plan each item once more, whether the scan finds it or not; name those that lack a reminder."""
        world, window = planner.load_world(now), planner.window_at(now)
        items = records.load_items([item.commitment for item in self.items])
        rows = records.rows_of([item.subject.deadline for item in items.values()])
        return [pk for pk, item in items.items() if list(planner.build_missing(world, window, item, rows))]

    def days(self) -> tuple[Day, Day, list[int]]:
        """Live through the days, some without a sweep; give the first, the last, and what was missed."""
        looked: list[Day] = []
        missed: list[int] = []
        for number in range(NIGHTS):
            midnight = datetime.datetime.combine(FIRST_NIGHT + number * DAY, NIGHT_AT, datetime.UTC)
            if number and self.chance.random() < 0.15:
                continue
            for minutes in sorted(self.chance.sample(range(24 * 60), 2)):
                looked += self.sweep(midnight + datetime.timedelta(minutes=minutes))
            looked += self.sweep(midnight + DAY)
            missed += self.lacking(midnight + DAY)
        return min(looked), max(looked), missed

    def test_day_after_day_nothing_is_missed_and_nothing_is_there_that_should_not_be(self) -> None:
        first, last, missed = self.days()
        columns = ("commitment", "kind", "offset", "start_date", "recipient__username", "planned_at")
        rows = set(Reminder.objects.values_list(*columns))
        wanted = self.expected(first, last)
        note(
            "18",
            f"{ITEMS} random items, {NIGHTS} nights: {len(wanted)} reminders, {len(wanted - rows)} lacking, "
            f"{len(rows - wanted)} too many, {len(missed)} found at night",
        )
        self.assertEqual((wanted - rows, rows - wanted, missed), (set(), set(), []))
        self.assertGreater(len(rows), NIGHTS)
