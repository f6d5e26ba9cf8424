"""Reminders as programs read them: those to the person, and those of items that are open."""

import datetime
from typing import ClassVar

from django.test import TestCase

from commitments.enums import Classification, CommitmentState, ReminderKind
from commitments.models import Commitment, Reminder, User
from tests import make
from tests.cast import NOW, Cast, gather
from tests.commitments.api.programs import program
from tests.commitments.api.test_schema import document, fits

REMINDERS = "/api/v1/reminders/"


class ReminderTests(TestCase):
    cast: ClassVar[Cast]
    item: ClassVar[Commitment]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.item = make.commitment(cls.cast, state=CommitmentState.ACCEPTED)

    def remind(self, item: Commitment, recipient: User | None, days: int = -10) -> Reminder:
        assert item.deadline is not None
        return Reminder.objects.create(
            commitment=item,
            deadline=item.deadline,
            kind=ReminderKind.AHEAD,
            offset=days,
            start_date=make.DUE_ON,
            recipient=recipient,
            planned_at=NOW + datetime.timedelta(days=30 + days),
        )

    def test_who_is_told_what_and_when(self) -> None:
        self.remind(self.item, self.cast.officer)
        late = self.remind(self.item, None, days=-5)
        client = program(self.cast.officer)
        listed = client.get(REMINDERS, {"commitment": self.item.reference, "ordering": "planned_at"}).json()
        self.assertEqual(fits(listed, document(), "PaginatedReminderList"), [])
        self.assertEqual(
            [(one["recipient"], one["offset"], one["restricted"]) for one in listed["results"]],
            [("officer", -10, []), (None, -5, [])],
        )
        self.assertEqual(client.get(f"{REMINDERS}{late.pk}/").json(), listed["results"][1])
        self.assertEqual(client.get(REMINDERS, {"kind": "due"}).json()["results"], [])

    def test_what_is_not_open_any_more_is_named_as_restricted_and_others_are_absent(self) -> None:
        hidden = make.commitment(
            self.cast, classification=Classification.SECRET, state=CommitmentState.ACCEPTED
        )
        own, others = self.remind(hidden, self.cast.focal_point), self.remind(hidden, self.cast.head)
        client = program(self.cast.focal_point)
        shown = client.get(f"{REMINDERS}{own.pk}/").json()
        self.assertEqual((shown["commitment"], shown["restricted"]), (None, ["commitment"]))
        answers = [client.get(f"{REMINDERS}{key}/") for key in (others.pk, others.pk + 99)]
        self.assertEqual((answers[0].status_code, answers[0].content), (404, answers[1].content))

    def test_a_list_costs_the_same_however_long_it_is(self) -> None:
        client = program(self.cast.officer)
        for days in (-10, -5, -1):
            self.remind(self.item, self.cast.officer, days=days)
            # The token with its person, the page, the log.
            with self.assertNumQueries(3):
                client.get(REMINDERS)
