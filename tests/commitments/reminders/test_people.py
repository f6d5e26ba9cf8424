"""Who is told while somebody is away."""

import datetime

from commitments.enums import Classification, PostFunction, Role
from commitments.models import Absence, Official, Reminder, User
from commitments.reminders import forecast
from commitments.reminders.recipients import Directory, OwnerPlace
from commitments.reminders.schedule import Audience
from tests.cast import NOW, TODAY
from tests.commitments.reminders.case import SweepCase, seoul

ONE_DAY = datetime.timedelta(days=1)
# Ten working days before the deadline.
TEN_BEFORE = seoul(6, 16)


class AwayCase(SweepCase):
    def away(
        self, person: User, deputy: User, first: datetime.date = TODAY, last: datetime.date = TODAY
    ) -> Absence:
        return Absence.objects.create(
            person=person, deputy=deputy, starts_on=first, ends_on=last, recorded_at=NOW
        )

    def told(
        self, level: int = 1, now: datetime.datetime = NOW, on: datetime.date | None = None
    ) -> list[str]:
        place = OwnerPlace(self.people.valdoria.pk, level, self.people.police.pk)
        found = Directory(now).list_notified(place, [Audience.OWNERS], on=on)
        return [person.username if person else "" for person in found]


class DirectoryTests(AwayCase):
    def test_the_deputy_is_told_instead_while_the_absence_lasts(self) -> None:
        self.assertEqual(self.told(), ["focal_point"])
        self.away(self.people.focal_point, self.people.validator)
        self.assertEqual(self.told(), ["validator"])
        self.assertEqual(self.told(now=NOW + ONE_DAY), ["focal_point"])
        self.assertEqual(self.told(on=TODAY + ONE_DAY), ["focal_point"])

    def test_the_day_is_that_of_the_person(self) -> None:
        self.away(self.people.focal_point, self.people.validator)
        morning = seoul(3, 11, 7)
        self.assertEqual(morning.astimezone(datetime.UTC).day, 10)
        self.assertEqual(self.told(now=morning), ["validator"])
        self.assertEqual(self.told(now=seoul(3, 12, 7)), ["focal_point"])

    def test_with_the_deputy_away_too_it_is_the_next_in_the_chain(self) -> None:
        self.away(self.people.focal_point, self.people.validator)
        self.away(self.people.validator, self.people.focal_point)
        self.assertEqual(self.told(), ["officer"])
        second = User.objects.create_user(
            "second", "second@example.org", name="Second", role=Role.FOCAL_POINT, ministry=self.people.police
        )
        User.objects.filter(pk=second.pk).update(clearance=Classification.RESTRICTED)
        Official.objects.create(
            country=self.people.korea,
            ministry=self.people.police,
            post="Alternate",
            function=PostFunction.ALTERNATE,
            user=second,
        )
        self.assertEqual(self.told(), ["second"])

    def test_a_deputy_with_less_is_passed_by_for_what_is_marked_higher(self) -> None:
        self.away(self.people.head, self.people.officer)
        User.objects.filter(pk=self.people.officer.pk).update(is_active=True)
        self.assertEqual(self.told(Classification.CONFIDENTIAL), ["officer"])
        self.assertEqual(self.told(Classification.SECRET), ["division_head"])

    def test_a_deputy_of_any_role_is_found(self) -> None:
        self.away(self.people.officer, self.people.embassy_officer)
        self.assertEqual(self.told(Classification.CONFIDENTIAL), ["embassy_officer"])

    def test_it_takes_four_queries(self) -> None:
        self.away(self.people.focal_point, self.people.validator)
        with self.assertNumQueries(4):
            Directory(NOW)


class SweepTests(AwayCase):
    def test_the_mail_of_the_day_goes_to_the_deputy_although_it_was_planned_before(self) -> None:
        item = self.accepted()
        self.sweep(seoul(6, 15, 12))
        self.assertEqual(Reminder.objects.get().recipient, self.people.focal_point)
        day = TEN_BEFORE.date()
        self.away(self.people.focal_point, self.people.validator, day, day)
        for minute in (0, 1):
            self.sweep(TEN_BEFORE + datetime.timedelta(minutes=minute))
        self.assertEqual(self.arrived(), {"validator@example.org": 1})
        for text in (self.text(), self.html()):
            self.assertIn("You are the deputy for Focal point until 16 June 2026.", text)
        self.assertEqual(self.reasons(item), {"focal_point": "new_owner"})

    def test_a_deputy_who_may_not_read_it_leaves_it_to_the_next_in_the_chain(self) -> None:
        item = self.accepted(classification=Classification.CONFIDENTIAL)
        day = TEN_BEFORE.date()
        User.objects.filter(pk=self.people.stranger.pk).update(clearance=Classification.SECRET)
        self.away(self.people.officer, self.people.stranger, day, day)
        for minute in range(3):
            self.sweep(TEN_BEFORE + datetime.timedelta(minutes=minute))
        self.assertEqual(self.arrived(), {"head@example.org": 1})
        self.assertEqual(self.reasons(item), {"stranger": "unreadable"})

    def test_what_is_shown_ahead_knows_who_will_be_away(self) -> None:
        item = self.accepted()
        day = TEN_BEFORE.date()
        self.away(self.people.focal_point, self.people.validator, day, day)
        to = {row.moment.date(): row.to for row in forecast.list_reminders(item, now=NOW)}
        self.assertEqual(to[TEN_BEFORE.astimezone(datetime.UTC).date()], "Validator")
        self.assertEqual(set(to.values()), {"Validator", "Focal point", "Head"})
