"""The page of a partner: today, as of a past day, for whom it is empty, and the links that lead to it."""

import datetime
from typing import Any

import pytest
import time_machine
from django.test import TestCase
from django.urls import reverse

from commitments.enums import CommitmentState, OwedBy
from commitments.models import User
from commitments.records import edits
from tests import make
from tests.cast import NOW, Cast, gather

DAY = datetime.timedelta(days=1)
PAGE = "/admin/partners/XV/"


@pytest.mark.both
@time_machine.travel(NOW + 40 * DAY, tick=False)
class PartnerPageTests(TestCase):
    cast: Cast

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def get(self, person: User | None = None, page: str = PAGE, **params: str) -> Any:
        self.client.force_login(person or self.cast.officer)
        return self.client.get(page, params, follow=True)

    def text(self, person: User | None = None, page: str = PAGE, **params: str) -> str:
        return str(self.get(person, page, **params).content.decode())

    def test_a_partner_without_records_teaches_and_offers_to_record_a_meeting(self) -> None:
        page = self.text()
        self.assertIn("There are no meetings or commitments with Valdoria that you have access to.", page)
        self.assertIn(f"/admin/commitments/meeting/add/?country={self.cast.valdoria.pk}", page)
        self.assertNotIn("meeting/add/", self.text(self.cast.reader).split('id="content-main"')[1])

    def test_home_and_unknown_codes_have_no_page(self) -> None:
        for code in ("KR", "QQ", "valdoria"):
            self.assertEqual(self.get(page=f"/admin/partners/{code}/").status_code, 404)
        self.assertEqual(self.get(page="/admin/partners/xv/").status_code, 200)

    def test_the_page_states_who_owes_what_and_the_highest_classification(self) -> None:
        point = make.outcome(self.cast)
        for side in (OwedBy.OURS, OwedBy.OURS, OwedBy.THEIRS):
            make.commitment(self.cast, point, owed_by=side, state=CommitmentState.IN_PROGRESS)
        page = " ".join(self.text().split())
        self.assertIn("Our side owes 2 commitments. None of them is overdue.", page)
        self.assertIn("The partner owes 1 commitment. It is not overdue.", page)
        self.assertNotIn("counted for both sides", page)
        self.assertIn("This page: RESTRICTED", page)
        self.assertIn("Balance of commitments", page)

    def test_a_joint_commitment_is_said_to_be_counted_for_both_sides(self) -> None:
        point = make.outcome(self.cast)
        for side in (OwedBy.OURS, OwedBy.JOINT):
            make.commitment(self.cast, point, owed_by=side, state=CommitmentState.IN_PROGRESS)
        page = " ".join(self.text().split())
        self.assertIn("Our side owes 2 commitments.", page)
        self.assertIn("The partner owes 1 commitment.", page)
        self.assertIn("1 joint commitment is counted for both sides.", page)

    def test_a_past_day_shows_that_day_and_offers_nothing(self) -> None:
        item = make.commitment(self.cast, title="First title", state=CommitmentState.IN_PROGRESS)
        edits.change_record(item, {"title": "Second title"}, by=self.cast.officer, now=NOW + 10 * DAY)
        make.commitment(self.cast, title="Recorded later", now=NOW + 10 * DAY)
        page = self.text(as_of="2026-03-12")
        self.assertIn("Record as of 12 Mar 2026. You cannot change it here.", page)
        self.assertIn("First title", page)
        self.assertNotIn("Second title", page)
        self.assertNotIn("Recorded later", page)
        self.assertIn(f"/{item.pk}/as-of/?as_of=2026-03-12", page)
        self.assertNotIn("Create a packet", page)
        self.assertIn("Second title", self.text())
        back = self.text(
            page=reverse("admin:commitments_commitment_as_of", args=(item.pk,)), as_of="2026-03-12"
        )
        self.assertIn(f'"{PAGE}?as_of=2026-03-12"', back)

    def test_a_day_that_cannot_be_shown_says_why(self) -> None:
        item = make.commitment(self.cast)
        page = self.text(as_of="2027-01-01")
        self.assertIn("The date is in the future.", page)
        self.assertNotIn(item.reference, page)
        self.assertNotIn("Record as of", self.text(as_of="", as_of_time=""))

    def test_desk_country_meeting_and_commitment_lead_to_it(self) -> None:
        item = make.commitment(self.cast, state=CommitmentState.IN_PROGRESS)
        meeting = item.outcome.meeting
        for name, key in (
            ("country", self.cast.valdoria.pk),
            ("meeting", meeting.pk),
            ("commitment", item.pk),
        ):
            page = reverse(f"admin:commitments_{name}_change", args=(key,))
            self.assertIn(f'"{PAGE}"', self.text(page=page), name)
        self.assertIn(f'"{PAGE}"', self.text(page="/admin/"))
        home = reverse("admin:commitments_country_change", args=(self.cast.korea.pk,))
        self.assertNotIn("/admin/partners/", self.text(page=home))

    def test_open_items_of_a_ministry_lead_to_their_pages(self) -> None:
        item = make.commitment(self.cast, state=CommitmentState.IN_PROGRESS)
        page = reverse("admin:commitments_ministry_change", args=(self.cast.police.pk,))
        self.assertIn(f'"/admin/commitments/commitment/{item.pk}/change/"', self.text(page=page))
