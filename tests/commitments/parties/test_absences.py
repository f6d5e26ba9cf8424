"""Who is away, and who may stand in."""

import datetime

from django.test import TestCase

from commitments.enums import Classification
from commitments.errors import Refused
from commitments.models import Absence, AuditRow, Country, User
from commitments.parties import absences
from tests.cast import NOW, TODAY, Cast, gather

ONE_DAY = datetime.timedelta(days=1)
WEEK = datetime.timedelta(days=7)


class AbsenceTests(TestCase):
    cast: Cast

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def absence(
        self,
        person: User | None = None,
        deputy: User | None = None,
        first: datetime.date = TODAY,
        last: datetime.date = TODAY + WEEK,
    ) -> Absence:
        return Absence(
            person=person or self.cast.officer, deputy=deputy or self.cast.head, starts_on=first, ends_on=last
        )

    def record(self, absence: Absence, by: User | None = None) -> Absence:
        return absences.record_absence(absence, by=by or absence.person, now=NOW)

    def refused(self, absence: Absence, by: User | None = None) -> str:
        with self.assertRaises(Refused) as caught:
            self.record(absence, by)
        return caught.exception.code

    def test_it_is_recorded_by_the_person_the_head_or_the_administrator(self) -> None:
        cast = self.cast
        first = TODAY
        for by in (cast.officer, cast.head, cast.division_head, cast.administrator):
            self.record(self.absence(first=first, last=first), by)
            first += ONE_DAY
        self.assertEqual(Absence.objects.count(), 4)
        self.assertEqual(self.refused(self.absence(first=first, last=first), cast.stranger), "forbidden")
        self.assertEqual(self.refused(self.absence(cast.head, cast.officer), cast.officer), "forbidden")
        self.record(self.absence(cast.embassy_officer, cast.officer), cast.head)
        self.assertEqual(self.refused(self.absence(cast.focal_point, cast.validator), cast.head), "forbidden")

    def test_nobody_is_away_for_longer_than_a_year(self) -> None:
        year = datetime.timedelta(days=365)
        self.assertEqual(self.refused(self.absence(last=TODAY + year + ONE_DAY)), "long")
        self.assertEqual(self.refused(self.absence(last=datetime.date(2126, 12, 31))), "long")
        self.record(self.absence(last=TODAY + year))

    def test_the_deputy_works_at_the_same_place(self) -> None:
        cast = self.cast
        for person, deputy, allowed in (
            (cast.officer, cast.head, True),
            (cast.officer, cast.division_head, True),
            (cast.division_head, cast.head, True),
            (cast.focal_point, cast.validator, True),
            (cast.embassy_officer, cast.officer, True),
            (cast.officer, cast.stranger, False),
            (cast.officer, cast.focal_point, False),
            (cast.focal_point, cast.officer, False),
            (cast.reader, cast.auditor, False),
            (cast.officer, cast.officer, False),
        ):
            with self.subTest(f"{deputy} for {person}"):
                self.assertEqual(absences.why_not_deputy(person, deputy) is None, allowed)
        self.assertEqual(self.refused(self.absence(deputy=cast.stranger)), "elsewhere")
        cast.head.is_active = False
        self.assertEqual(self.refused(self.absence()), "closed")

    def test_a_deputy_with_less_is_told_of_and_allowed(self) -> None:
        cast = self.cast
        made = self.record(self.absence(cast.head, cast.officer))
        said = absences.limits_of(made)
        self.assertEqual(
            said,
            [
                (
                    "Officer has clearance up to confidential. Notices about records with a "
                    "higher classification go to the next person in line."
                ),
                "Officer cannot decide approval requests. These stay pending or go to another head.",
            ],
        )
        self.assertEqual(absences.limits_of(self.absence(first=TODAY - ONE_DAY, last=TODAY - ONE_DAY)), [])

    def test_a_deputy_of_another_desk_is_allowed_and_one_away_too_is_told_of(self) -> None:
        cast = self.cast
        cast.other_desk.division = cast.division
        cast.other_desk.save()
        stranger = User.objects.select_related("desk").get(pk=cast.stranger.pk)
        self.record(self.absence(stranger, cast.division_head))
        said = absences.limits_of(self.record(self.absence(deputy=stranger)))
        self.assertEqual(len(said), 1)
        self.assertIn("is also out of office until 18 Mar 2026.", said[0])

    def test_two_of_one_person_never_overlap(self) -> None:
        first = self.record(self.absence())
        self.assertEqual(self.refused(self.absence(first=TODAY + WEEK, last=TODAY + 2 * WEEK)), "overlap")
        self.record(self.absence(first=TODAY + WEEK + ONE_DAY, last=TODAY + 2 * WEEK))
        self.record(self.absence(self.cast.head, self.cast.officer))
        first.ends_on = TODAY + WEEK + ONE_DAY
        with self.assertRaises(Refused):
            absences.change_absence(
                first, {"ends_on": first.ends_on}, expected=1, by=self.cast.officer, now=NOW
            )

    def test_the_days_are_in_order(self) -> None:
        self.assertEqual(self.refused(self.absence(last=TODAY - ONE_DAY)), "order")

    def test_other_days_are_written_with_their_history(self) -> None:
        made = self.record(self.absence())
        made.ends_on = TODAY
        absences.change_absence(made, {"ends_on": TODAY}, expected=1, by=self.cast.head, now=NOW)
        made.refresh_from_db()
        self.assertEqual((made.ends_on, made.version), (TODAY, 2))
        row = AuditRow.objects.get(action="changed")
        self.assertEqual((row.page_type, row.page_id), ("commitments.User", self.cast.officer.pk))

    def test_nobody_hands_an_absence_of_others_to_another(self) -> None:
        made = self.record(self.absence(self.cast.head, self.cast.officer))
        made.person = self.cast.officer
        made.deputy = self.cast.head
        with self.assertRaises(Refused):
            absences.change_absence(
                made, {"person": self.cast.officer}, expected=1, by=self.cast.officer, now=NOW
            )

    def test_one_who_is_back_is_back_and_one_who_stays_stays(self) -> None:
        going = self.record(self.absence(first=TODAY - ONE_DAY))
        absences.end_absence(going, by=self.cast.officer, now=NOW)
        self.assertEqual(going.ends_on, TODAY - ONE_DAY)
        with self.assertRaises(Refused):
            absences.end_absence(going, by=self.cast.officer, now=NOW)
        coming = self.record(self.absence(first=TODAY + ONE_DAY))
        with self.assertRaises(Refused):
            absences.end_absence(coming, by=self.cast.stranger, now=NOW)
        absences.end_absence(coming, by=self.cast.officer, now=NOW)
        self.assertEqual(Absence.objects.count(), 1)

    def test_a_host_country_without_a_desk_has_no_deputies_at_home(self) -> None:
        Country.objects.filter(pk=self.cast.valdoria.pk).update(desk=None)
        person = User.objects.get(pk=self.cast.embassy_officer.pk)
        self.assertIsNotNone(absences.why_not_deputy(person, self.cast.officer))
        self.assertEqual(person.clearance, Classification.CONFIDENTIAL)
