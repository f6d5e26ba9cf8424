"""A head opens a record on its page, ends it on the list; the person finds it on My desk."""

import datetime
from typing import Any, ClassVar

from django.test import TestCase
from django.utils import timezone

from commitments.accounts import grants
from commitments.enums import CommitmentState
from commitments.models import Commitment, Grant, User
from tests import make
from tests.cast import Cast, gather

DAY = datetime.timedelta(days=1)


class GrantPageTests(TestCase):
    cast: ClassVar[Cast]
    item: ClassVar[Commitment]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.item = make.commitment(cls.cast, state=CommitmentState.ACCEPTED)

    def setUp(self) -> None:
        self.today = timezone.localdate()

    def address(self, record: Any) -> str:
        return f"/admin/commitments/{record._meta.model_name}/{record.pk}/"

    def open_to(self, record: Any, person: User, **more: Any) -> Any:
        asked = {
            "person": person.pk,
            "starts_on": self.today.isoformat(),
            "ends_on": (self.today + 9 * DAY).isoformat(),
            "reason": "Prepares a visit.",
            **more,
        }
        return self.client.post(f"{self.address(record)}step/open-to/", asked)

    def test_a_head_opens_a_commitment_a_meeting_and_a_partner(self) -> None:
        self.client.force_login(self.cast.head)
        for record in (self.item, self.item.outcome.meeting, self.cast.valdoria):
            with self.subTest(str(record)):
                page = self.client.get(f"{self.address(record)}change/")
                self.assertContains(page, "Grant access")
                # A partner and a meeting hold what is marked higher: said first, given all the same.
                self.assertEqual(
                    self.open_to(record, self.cast.focal_point, all_the_same="on").status_code, 302
                )
        self.assertEqual(Grant.objects.filter(person=self.cast.focal_point).count(), 3)

    def test_what_stays_closed_is_said_before_it_is_given(self) -> None:
        self.client.force_login(self.cast.head)
        answer = self.open_to(self.item.outcome.meeting, self.cast.focal_point)
        self.assertContains(answer, "Records with a higher classification cannot be read by this user.")
        self.assertContains(answer, "Grant access with these limits")
        self.assertFalse(Grant.objects.exists())

    def test_no_officer_is_offered_it(self) -> None:
        self.client.force_login(self.cast.officer)
        page = self.client.get(f"{self.address(self.item)}change/")
        self.assertNotContains(page, "Grant access")
        self.open_to(self.item, self.cast.stranger)
        self.assertFalse(Grant.objects.exists())

    def test_the_person_finds_it_and_loses_it_when_a_head_closes_it(self) -> None:
        row = Grant(person=self.cast.reader, commitment=self.item, reason="Prepares a visit.")
        row.starts_on, row.ends_on = self.today, self.today + DAY
        grants.create_grant(row, by=self.cast.head, now=timezone.now())
        self.client.force_login(self.cast.reader)
        self.assertContains(self.client.get("/admin/"), self.item.title)
        page = self.client.get(f"{self.address(self.item)}change/")
        self.assertContains(page, self.item.title)
        self.assertContains(self.client.get("/admin/commitments/grant/"), self.item.reference)
        self.client.force_login(self.cast.head)
        self.client.post(f"{self.address(row)}step/end/", {"reason": "The visit is off."})
        self.client.force_login(self.cast.reader)
        self.assertNotContains(self.client.get("/admin/"), self.item.title)
        self.assertEqual(self.client.get(f"{self.address(self.item)}change/").status_code, 404)
        listed = self.client.get("/admin/commitments/grant/")
        self.assertNotContains(listed, self.item.reference)
