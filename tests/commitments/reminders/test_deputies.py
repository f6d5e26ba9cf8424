"""A head who did not record it is told by mail that somebody stands in."""

import datetime
from typing import ClassVar

from django.test import TestCase

from commitments.models import Absence, Email, User
from commitments.parties import absences
from commitments.reminders import notices
from tests.cast import NOW, TODAY, Cast, gather

ONE_DAY = datetime.timedelta(days=1)
LATER = NOW + datetime.timedelta(minutes=1)


class DeputyTests(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def away(self, person: User, deputy: User, by: User, day: int = 0) -> Absence:
        first = TODAY + day * ONE_DAY
        absence = Absence(person=person, deputy=deputy, starts_on=first, ends_on=first)
        return absences.record_absence(absence, by=by, now=NOW)

    def addresses(self) -> list[str]:
        return list(Email.objects.order_by("pk").values_list("address", flat=True))

    def test_the_head_is_told_once_and_whoever_recorded_it_is_not(self) -> None:
        cast = self.cast
        self.away(cast.officer, cast.head, cast.officer)
        self.away(cast.officer, cast.embassy_officer, cast.head, day=2)
        self.away(cast.embassy_officer, cast.officer, cast.embassy_officer)
        self.assertEqual([notices.notify_heads_of_absences(LATER) for _sweep in range(3)], [2, 0, 0])
        self.assertEqual(self.addresses(), ["head@example.org"] * 2)
        first = Email.objects.earliest("pk")
        self.assertEqual(first.subject, "Commitments: Head is the deputy for Officer until 11 March 2026")
        self.assertIn("was recorded by Officer", " ".join(bytes(first.content).decode().split()))

    def test_of_a_head_the_division_is_told(self) -> None:
        self.away(self.cast.head, self.cast.officer, self.cast.head)
        notices.notify_heads_of_absences(LATER)
        self.assertEqual(self.addresses(), ["division_head@example.org"])

    def test_another_deputy_is_news_again_and_what_was_called_off_is_none(self) -> None:
        cast = self.cast
        absence = self.away(cast.officer, cast.head, cast.officer)
        self.assertEqual(notices.notify_heads_of_absences(LATER), 1)
        absence.deputy = cast.embassy_officer
        values = {"deputy": cast.embassy_officer}
        absences.change_absence(absence, values, expected=absence.version, by=cast.officer, now=NOW)
        self.assertEqual(notices.notify_heads_of_absences(LATER), 1)
        gone = self.away(cast.embassy_officer, cast.officer, cast.embassy_officer, day=3)
        absences.end_absence(gone, by=cast.embassy_officer, now=NOW)
        self.assertEqual(notices.notify_heads_of_absences(LATER), 0)
        self.assertEqual(notices.notify_heads_of_absences(NOW + 4 * ONE_DAY), 0)
