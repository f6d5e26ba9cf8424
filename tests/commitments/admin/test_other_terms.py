"""The form for other terms: what stays in its inputs, days that are past, and how the page shows it."""

import datetime
import re

from django.test import TestCase
from django.utils import timezone
from django.utils.formats import date_format

from commitments.enums import Classification, CommitmentState
from commitments.models import Approval, Commitment, Meeting, User
from tests import make
from tests.cast import gather

LATER = timezone.localdate() + datetime.timedelta(days=90)


class OtherTermsTests(TestCase):
    def setUp(self) -> None:
        self.cast = gather()
        self.item = make.commitment(self.cast, state=CommitmentState.PROPOSED)
        self.page = f"/admin/commitments/commitment/{self.item.pk}/change/"
        self.client.force_login(self.cast.focal_point)

    def propose(self, **values: str) -> str:
        deadline = Commitment.objects.get(pk=self.item.pk).deadline
        assert deadline is not None
        typed = {
            "proposed_by": "ours",
            "title": self.item.title,
            "ministry": "",
            "reason": "Tests last longer.",
        }
        address = self.page.replace("/change/", "/step/other-terms/")
        given = {**typed, "wording": deadline.wording, **values}
        return self.client.post(
            address, given, follow=True, headers={"accept-language": "en"}
        ).content.decode()

    def test_words_of_the_current_deadline_are_not_those_of_another_day(self) -> None:
        self.propose(when="day", day=LATER.isoformat())
        self.assertEqual(Approval.objects.get().terms["spec"].get("wording", ""), "")
        self.assertIn(f"<strong>{date_format(LATER)}</strong>", self.client.get(self.page).content.decode())

    def test_the_decision_shows_the_date_beside_the_words(self) -> None:
        said = f"by {LATER.day} {LATER:%B %Y}"
        self.propose(when="words", wording=said)
        self.assertIn(f"{said} ({date_format(LATER)})", self.client.get(self.page).content.decode())

    def test_a_day_that_is_past_is_refused(self) -> None:
        self.assertIn("has already passed", self.propose(when="day", day="2020-01-01"))
        self.assertFalse(Approval.objects.exists())

    def test_a_proposed_date_does_not_mark_the_page_with_a_meeting_that_it_does_not_show(self) -> None:
        Meeting.objects.filter(pk=self.item.outcome.meeting_id).update(classification=Classification.SECRET)
        self.propose(when="day", day=LATER.isoformat())
        page = self.client.get(self.page).content.decode()
        self.assertEqual(re.findall(r"This page: (\w+)", page), ["RESTRICTED"])

    def test_a_refused_step_is_explained_in_the_language_of_the_account(self) -> None:
        User.objects.filter(pk=self.cast.focal_point.pk).update(language="ko")
        self.propose(when="day", day=LATER.isoformat())
        self.assertIn("현재 이 작업을 할 수 없습니다.", self.propose(when="day", day=LATER.isoformat()))
