"""What others have changed since the last visit to My desk: whose, in which words, and nothing hidden."""

import datetime

import pytest
from django.test import TestCase
from django.utils import timezone

from commitments.access import querysets
from commitments.dashboard.changes import SHOWN, list_changed, note_visit
from commitments.enums import Classification, CommitmentState, Health, Side
from commitments.history import summarise_change
from commitments.language.phrases.specification import on_day
from commitments.lifecycle import progress
from commitments.models import Commitment, Grant, Meeting, Outcome, User
from tests import make
from tests.cast import NOW, Cast, gather, signed_in

HOUR = datetime.timedelta(hours=1)
LATER = NOW + HOUR
DAY = datetime.timedelta(days=1)


@pytest.mark.both
class ChangeTests(TestCase):
    cast: Cast
    item: Commitment

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.item = make.commitment(cls.cast, state=CommitmentState.ACCEPTED)

    def changed(self, person: User, since: datetime.datetime = NOW) -> dict[str, str]:
        """Give the words of the change of each record, by its reference."""
        found = list_changed(signed_in(person), since, LATER)
        return {one.reference: summarise_change(one.row) for one in found}

    def test_a_moved_deadline_says_the_new_day(self) -> None:
        make.move(self.cast, self.item, on_day(datetime.date(2026, 7, 31), "by 31 July 2026"), now=LATER)
        said = {self.item.reference: "deadline changed to 31 Jul 2026"}
        self.assertEqual(self.changed(self.cast.officer), said)
        self.assertEqual(self.changed(self.cast.focal_point), said)
        self.assertEqual(self.changed(self.cast.officer, LATER), {})

    def test_only_what_others_changed_and_of_the_own_desk_or_ministry(self) -> None:
        progress.record_update(
            self.item,
            health=Health.ON_TRACK,
            text="Sent.",
            side=Side.OURS,
            reported_on=NOW.date(),
            by=self.cast.officer,
            now=LATER,
        )
        self.assertEqual(self.changed(self.cast.officer), {})
        self.assertEqual(self.changed(self.cast.head), {self.item.reference: "status reported"})
        for person in (self.cast.stranger, self.cast.reader, self.cast.auditor):
            self.assertEqual(self.changed(person), {}, person)

    def test_nothing_above_the_clearance_and_nothing_opened_by_name_alone(self) -> None:
        secret = make.commitment(
            self.cast, classification=Classification.SECRET, state=CommitmentState.ACCEPTED, now=LATER
        )
        self.assertIn(secret.reference, self.changed(self.cast.division_head))
        for person in (self.cast.officer, self.cast.focal_point):
            self.assertNotIn(secret.reference, self.changed(person))
        other = {"person": self.cast.stranger, "commitment": self.item, "reason": "Helps."}
        today = timezone.localdate()
        Grant.objects.create(starts_on=today, ends_on=today, recorded_at=NOW, **other)
        make.move(self.cast, self.item, on_day(datetime.date(2026, 7, 31), "by 31 July 2026"), now=LATER)
        self.assertEqual(self.changed(self.cast.stranger), {})

    def test_what_was_given_in_confidence_is_told_to_nobody_who_may_not_read_it(self) -> None:
        make.commitment(self.cast, state=CommitmentState.ACCEPTED, now=LATER)
        with make.unlocked():
            Outcome.objects.filter(pk=self.item.outcome_id).update(in_confidence=True)
        make.move(self.cast, self.item, on_day(datetime.date(2026, 7, 31), "by 31 July 2026"), now=LATER)
        told = []
        for person in self.cast.everybody:
            reader = signed_in(person)
            readable = {
                *querysets.list_readable(Commitment, reader).values_list("reference", flat=True),
                *querysets.list_readable(Meeting, reader).values_list("reference", flat=True),
            }
            self.assertLessEqual(self.changed(person).keys(), readable, person)
            told += [person] if self.item.reference in self.changed(person) else []
        self.assertIn(self.cast.officer, told)
        self.assertNotIn(self.cast.reader, told)

    def test_one_line_a_record_and_a_bounded_number_of_queries(self) -> None:
        for number in range(SHOWN + 3):
            make.commitment(self.cast, title=f"Item {number}", now=LATER)
        person = signed_in(self.cast.head)
        with self.assertNumQueries(3):
            found = list_changed(person, NOW, LATER)
        self.assertEqual(len(found), SHOWN + 1)
        self.assertEqual(len({one.reference for one in found}), SHOWN + 1)
        self.assertEqual(list_changed(person, NOW - 60 * DAY, LATER + 30 * DAY), ())


class VisitTests(TestCase):
    person: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.person = gather().officer

    def look(self, minutes: int) -> datetime.datetime | None:
        self.person.refresh_from_db()
        return note_visit(self.person, NOW + datetime.timedelta(minutes=minutes))

    def test_a_visit_lasts_until_half_an_hour_without_a_page(self) -> None:
        self.assertIsNone(self.look(0))
        self.assertIsNone(self.look(25))
        self.assertIsNone(self.look(50))
        ended = NOW + datetime.timedelta(minutes=50)
        self.assertEqual([self.look(minutes) for minutes in (90, 95, 115, 140)], [ended] * 4)

    def test_pages_of_one_visit_write_seldom(self) -> None:
        self.look(0)
        self.person.refresh_from_db()
        with self.assertNumQueries(0):
            for minutes in (1, 5, 9):
                note_visit(self.person, NOW + datetime.timedelta(minutes=minutes))
