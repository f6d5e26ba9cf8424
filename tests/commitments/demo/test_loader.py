"""Loading the demonstration."""

import datetime
from unittest import mock

import pytest
from django.db import transaction
from django.test import TestCase, override_settings

from commitments.access import policy
from commitments.demo import loader
from commitments.enums import CommitmentState, DeadlineKind, Health, MeetingState, OwedBy, Role
from commitments.errors import Refused
from commitments.lifecycle import progress
from commitments.models import (
    AuditRow,
    Commitment,
    Country,
    Deadline,
    Desk,
    Division,
    HolidayYear,
    Meeting,
    Official,
    Outcome,
    User,
)

# A Wednesday, more than half a year after the last of the public facts.
NOW = datetime.datetime(2026, 11, 25, 9, 30, tzinfo=datetime.UTC)
TODAY = NOW.date()

# Within Chuseok and on a Sunday of the new year.
DAYS = ("2026-09-26", "2027-01-03")


class LoadedTests(TestCase):
    loaded: loader.Demo
    told: list[tuple[int, int]]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.told = []
        cls.loaded = loader.load_demo(now=NOW, progress=lambda done, total: cls.told.append((done, total)))

    def invented(self) -> list[Commitment]:
        return list(Commitment.objects.filter(country__iso="XV"))

    def test_every_state_of_a_commitment_and_of_a_meeting_is_shown(self) -> None:
        self.assertEqual(
            {CommitmentState(item.state) for item in Commitment.objects.all()}, set(CommitmentState)
        )
        self.assertEqual(set(Meeting.objects.values_list("state", flat=True)), set(MeetingState.values))

    def test_each_side_is_late_with_something_and_has_something_due_soon(self) -> None:
        soon = TODAY + datetime.timedelta(days=14)
        for side in (OwedBy.OURS, OwedBy.THEIRS):
            self.assertTrue(Commitment.objects.overdue(TODAY).owed_by(side).exists(), side)
            self.assertTrue(Commitment.objects.due_between(TODAY, soon).owed_by(side).exists(), side)
        self.assertTrue(Commitment.objects.overdue(TODAY).owed_by(OwedBy.JOINT).exists())

    def test_every_health_is_shown(self) -> None:
        open_items = [item for item in self.invented() if item.is_open]
        self.assertEqual({item.health_at(TODAY) for item in open_items}, set(Health))

    def test_something_was_kept_and_something_was_fulfilled_late(self) -> None:
        done = Commitment.objects.filter(state=CommitmentState.FULFILLED, due_on__isnull=False)
        late = [progress.count_days_late(item, item.responsibilities.all()) for item in done]
        self.assertTrue({0} < set(late), late)

    def test_a_deadline_was_moved_twice_and_keeps_its_first_date(self) -> None:
        moved = Commitment.objects.get(title="Cybersecurity guide in Valdorian")
        self.assertEqual(moved.deadlines.count(), 3)
        first = moved.first_deadline
        assert first is not None
        assert first.due_on is not None
        assert moved.due_on is not None
        self.assertLess(first.due_on, moved.due_on)

    def test_most_kinds_of_deadline_are_shown(self) -> None:
        kinds = set(Deadline.objects.values_list("kind", flat=True))
        self.assertEqual(kinds, set(DeadlineKind.values))

    def test_nothing_of_a_real_country_has_a_date_or_is_ever_late(self) -> None:
        real = Commitment.objects.filter(country__iso="KH")
        self.assertTrue(real)
        self.assertFalse(real.filter(due_on__isnull=False).exists())
        self.assertFalse(real.filter(review_on__isnull=True).exists())
        self.assertFalse(real.open().filter(review_on__lte=TODAY).exists())
        self.assertFalse(real.filter(responsibilities__ministry__isnull=False).exists())
        self.assertIsNone(Meeting.objects.get(title="Foreign minister's visit to Phnom Penh").held_on)
        unanswered = Outcome.objects.filter(meeting__country__iso="KH", answer="unanswered")
        self.assertTrue(all(ask.review_on and ask.review_on > TODAY for ask in unanswered))

    def test_only_fictional_officials_stand_in_the_record(self) -> None:
        self.assertFalse(Official.objects.filter(country__iso="KH").exists())
        self.assertFalse(Official.objects.exclude(country__iso="XV").exclude(country__iso="KR").exists())

    def test_what_is_due_falls_on_a_working_day_of_its_owner(self) -> None:
        for item in self.invented():
            if item.deadline and item.deadline.kind == DeadlineKind.FIXED:
                self.assertEqual(item.last_working_day, item.due_on, item.title)

    def test_all_was_recorded_in_the_months_before_and_none_of_it_later(self) -> None:
        first, last = AuditRow.objects.order_by("at").first(), AuditRow.objects.order_by("at").last()
        assert first is not None
        assert last is not None
        self.assertLess(first.at, NOW - datetime.timedelta(days=300))
        self.assertLessEqual(last.at, NOW)
        numbered = list(AuditRow.objects.order_by("id").values_list("at", flat=True))
        self.assertEqual(numbered, sorted(numbered))

    def test_there_is_a_person_for_every_role(self) -> None:
        self.assertEqual(set(User.objects.values_list("role", flat=True)), set(Role.values))
        self.assertEqual(set(User.objects.values_list("username", flat=True)), set(self.loaded.passwords))

    def test_passwords_are_random_and_work(self) -> None:
        self.assertEqual(len(set(self.loaded.passwords.values())), len(self.loaded.passwords))
        for user in User.objects.all():
            self.assertTrue(user.check_password(self.loaded.passwords[user.username]))

    def test_the_officer_reads_what_the_focal_point_may_not(self) -> None:
        closely = Commitment.objects.get(title="Share the lessons of the cyber exercise")
        officer, focal = User.objects.get(username="desk"), User.objects.get(username="digital")
        self.assertTrue(policy.can_read(officer, closely))
        self.assertFalse(policy.can_read(focal, closely))
        focal.clearance = officer.clearance
        self.assertTrue(policy.can_read(focal, closely))

    def test_a_secret_item_is_seen_by_the_heads_and_not_by_the_officer(self) -> None:
        secret = Commitment.objects.get(title="Propose search and rescue areas")
        who = {user.username for user in User.objects.all() if policy.can_read(user, secret)}
        self.assertEqual(who, {"head", "division", "records", "auditor"})

    def test_the_meetings_listed_are_those_the_officer_reads_the_planned_one_first(self) -> None:
        listed = loader.demo_meetings()
        self.assertEqual(listed[0].title, "3rd session of the Joint Commission")
        # Not the secret call, and not the one entered in error.
        self.assertEqual(len(listed), Meeting.objects.count() - 2)

    def test_progress_is_told_step_by_step(self) -> None:
        total = self.told[-1][1]
        self.assertEqual(self.told, [(done, total) for done in range(1, total + 1)])

    def test_loading_again_is_refused(self) -> None:
        self.assertTrue(loader.is_loaded())
        with self.assertRaises(Refused):
            loader.load_demo(now=NOW)

    def test_new_passwords_replace_the_old_ones(self) -> None:
        renewed = loader.renew_passwords(now=NOW)
        self.assertNotEqual(renewed.passwords, self.loaded.passwords)
        self.assertTrue(User.objects.get(username="desk").check_password(renewed.passwords["desk"]))

    def test_partners_are_marked_as_demonstration_and_the_invented_calendar_confirmed(self) -> None:
        marked = set(Country.objects.filter(is_demonstration=True).values_list("iso", flat=True))
        self.assertEqual(marked, {"KH", "XV"})
        self.assertEqual(set(HolidayYear.objects.values_list("country__iso", flat=True)), {"XV"})


class LoadingTests(TestCase):
    def test_a_database_with_other_records_is_refused(self) -> None:
        Desk.objects.create(name="Some desk", division=Division.objects.create(name="Some division"))
        with self.assertRaises(Refused) as caught:
            loader.load_demo(now=NOW)
        self.assertEqual(caught.exception.code, "not_empty")

    @override_settings(HOME_COUNTRY="FR")
    def test_another_home_country_is_refused(self) -> None:
        with self.assertRaises(Refused) as caught:
            loader.load_demo(now=NOW)
        self.assertEqual(caught.exception.code, "home")

    def test_nothing_is_left_where_a_step_fails(self) -> None:
        with (
            mock.patch("commitments.demo.meetings.meetings.close_meeting", side_effect=Refused("no")),
            self.assertRaises(Refused),
        ):
            loader.load_demo(now=NOW)
        self.assertFalse(User.objects.exists() or Country.objects.exists() or AuditRow.objects.exists())


@pytest.mark.long
class AnyDayTests(TestCase):
    def test_it_is_alive_on_whatever_day_it_is_loaded(self) -> None:
        for day in DAYS:
            with self.subTest(day), transaction.atomic():
                self.check(datetime.datetime.fromisoformat(f"{day}T09:30:00+00:00"))
                transaction.set_rollback(True)

    def check(self, now: datetime.datetime) -> None:
        today = now.date()
        with mock.patch("commitments.demo.register.User.set_password"):
            loader.load_demo(now=now)
        states = {CommitmentState(state) for state in Commitment.objects.values_list("state", flat=True)}
        self.assertEqual(states, set(CommitmentState))
        for side in (OwedBy.OURS, OwedBy.THEIRS, OwedBy.JOINT):
            self.assertTrue(Commitment.objects.overdue(today).owed_by(side).exists())
        late = Commitment.objects.overdue(today)
        self.assertFalse(late.filter(country__iso="KH").exists())
        self.assertEqual(late.count(), 5)
        planned = Meeting.objects.get(state=MeetingState.PLANNED)
        assert planned.held_on is not None
        self.assertIn((planned.held_on - today).days, range(21, 40))
