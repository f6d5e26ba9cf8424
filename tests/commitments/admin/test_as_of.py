"""The list and the page of commitments as of a past moment, through the admin's own pages."""

import datetime
from typing import ClassVar
from unittest import mock

import pytest
import time_machine
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commitments.access import querysets
from commitments.admin import as_of
from commitments.audit.as_of import context
from commitments.enums import CommitmentState
from commitments.models import Commitment, Packet, User
from commitments.records import edits
from tests import make
from tests.cast import NOW, Cast, gather

DAY = datetime.timedelta(days=1)
LIST = "/admin/commitments/commitment/"


@pytest.mark.both
@time_machine.travel(NOW + 40 * DAY, tick=False)
class AsOfTests(TestCase):
    cast: ClassVar[Cast]
    item: ClassVar[Commitment]
    late: ClassVar[Commitment]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        User.objects.update(time_zone="Asia/Seoul")
        cls.item = make.commitment(cls.cast, title="First title", state=CommitmentState.PROPOSED)
        later = NOW + 10 * DAY
        edits.change_record(cls.item, {"title": "Second title"}, by=cls.cast.officer, now=later)
        make.advance(cls.cast, cls.item, CommitmentState.IN_PROGRESS, now=later)
        cls.late = make.commitment(cls.cast, title="Recorded later", now=later)

    def setUp(self) -> None:
        self.client.force_login(self.cast.officer)

    def get(self, address: str, **params: str) -> str:
        return self.client.get(address, params, follow=True).content.decode()

    def page_then(self, **params: str) -> str:
        return self.get(reverse("admin:commitments_commitment_as_of", args=(self.item.pk,)), **params)

    def test_the_list_is_the_one_of_that_evening(self) -> None:
        page = self.get(LIST, as_of="2026-03-12")
        self.assertIn("Record as of 12 Mar 2026. You cannot change it here.", page)
        self.assertIn("First title", page)
        self.assertNotIn("Second title", page)
        self.assertNotIn("Recorded later", page)
        self.assertIn(f'/{self.item.pk}/as-of/?as_of=2026-03-12"', page)

    def refused(self, address: str, **params: str) -> str:
        """Return why an address shows nothing of a past day, and check that it shows no record."""
        answer = self.client.get(address, {"as_of": "2026-03-12", **params})
        self.assertNotContains(answer, "First title", status_code=409)
        return answer.content.decode()

    def test_of_too_many_commitments_the_past_is_shown_for_one_partner(self) -> None:
        cast, who = self.cast, self.cast.stranger
        other = make.outcome(cast, make.meeting(cast, country=cast.elsewhere, by=who), by=who)
        make.commitment(cast, other, state=CommitmentState.PROPOSED, by=who)
        self.client.force_login(cast.records_officer)
        partner = str(self.item.country_id)
        readable = querysets.list_readable(Commitment, cast.records_officer)
        seen = readable.filter(country=self.item.country).count()
        self.assertLess(seen, readable.count())
        with mock.patch.object(as_of, "MOST_ITEMS", seen):
            for noun in ("commitment", "meeting"):
                said = f"You have access to more than {seen} commitments. Select a partner, then the date."
                self.assertIn(said, self.refused(f"/admin/commitments/{noun}/"))
                page = self.get(f"/admin/commitments/{noun}/", as_of="2026-03-12", country__id__exact=partner)
                self.assertIn("Record as of 12 Mar 2026. You cannot change it here.", page)
                self.assertNotIn("Recorded later", page)
            for noun in ("outcome", "statement", "mechanism", "ministry", "official"):
                said = self.refused(f"/admin/commitments/{noun}/", country__id__exact=partner)
                self.assertIn("open the list of commitments or meetings and select a partner there", said)

    def test_of_too_many_commitments_of_one_partner_the_past_is_not_rebuilt_nor_put_into_a_file(self) -> None:
        partner = str(self.item.country_id)
        with mock.patch.object(as_of, "MOST_ITEMS", 1), mock.patch.object(context, "show_as_of") as rebuilt:
            said = self.refused(LIST, country__id__exact=partner)
            self.assertIn("more than 1 commitments of this partner. Its records cannot be shown", said)
            file = self.client.get(
                f"{LIST}export/csv/", {"as_of": "2026-03-12", "country__id__exact": partner}
            )
            overview = self.refused(f"/admin/partners/{self.item.country.iso}/")
            item = self.client.get(f"{LIST}{self.item.pk}/as-of/", {"as_of": "2026-03-12"}, follow=True)
        rebuilt.assert_not_called()
        self.assertEqual(file.status_code, 302)
        self.assertIn("of this partner. Its records cannot be shown", overview)
        self.assertContains(item, "of this partner. Its records cannot be shown")
        self.assertEqual(item.redirect_chain[-1][0].partition("?")[0], f"{LIST}{self.item.pk}/history/")

    def test_a_long_text_of_a_past_day_rebuilds_its_partner_alone(self) -> None:
        text = f"/admin/text/commitment/{self.item.pk}/meaning/"
        with mock.patch.object(context, "show_as_of", wraps=context.show_as_of) as shown:
            self.assertEqual(self.client.get(text, {"as_of": "2026-03-12"}).status_code, 200)
            self.assertEqual(shown.call_args.kwargs["partner"], self.item.country)
            with mock.patch.object(as_of, "MOST_ITEMS", 0):
                self.assertEqual(self.client.get(text, {"as_of": "2026-03-12"}).status_code, 404)
        shown.assert_called_once()

    def test_only_the_chosen_partner_is_rebuilt_and_two_partners_are_rebuilt_together(self) -> None:
        partner, other = self.item.country, self.cast.korea
        for keys, narrowed in (([partner.pk], partner), ([partner.pk, other.pk], None), (["x"], None)):
            with mock.patch.object(context, "show_as_of", wraps=context.show_as_of) as shown:
                self.client.get(LIST, {"as_of": "2026-03-12", "country__id__exact": keys})
            self.assertEqual(shown.call_args.kwargs["partner"], narrowed)

    def test_a_day_is_counted_in_the_readers_time_zone(self) -> None:
        edits.change_record(
            self.item, {"title": "At dawn in Seoul"}, by=self.cast.officer,
            now=datetime.datetime(2026, 3, 29, 16, 0, tzinfo=datetime.UTC),
        )  # fmt: skip
        self.assertNotIn("At dawn in Seoul", self.get(LIST, as_of="2026-03-29"))
        self.assertIn("At dawn in Seoul", self.get(LIST, as_of="2026-03-30"))
        self.assertIn("At dawn in Seoul", self.get(LIST, as_of="2026-03-30", as_of_time="01:30"))
        self.assertNotIn("At dawn in Seoul", self.get(LIST, as_of="2026-03-30", as_of_time="00:30"))

    def test_tabs_filters_and_search_stay_in_the_past(self) -> None:
        for params in ({"view": "all"}, {"q": "First"}, {"side": "ours"}, {"state__exact": "proposed"}):
            page = self.get(LIST, as_of="2026-03-12", **params)
            self.assertIn("First title", page, params)
            self.assertRegex(page, r"\?as_of=2026-03-12[^\"]*view=closed")
        self.assertNotIn("First title", self.get(LIST, as_of="2026-03-12", state__exact="in_progress"))

    def test_lateness_is_counted_to_that_day(self) -> None:
        with time_machine.travel(NOW + 200 * DAY, tick=False):
            self.client.force_login(self.cast.officer)
            self.assertIn("37 days overdue", self.get(LIST, as_of="2026-08-06"))

    def test_the_page_is_the_one_of_that_moment_and_offers_nothing(self) -> None:
        page = self.page_then(as_of="2026-03-12")
        self.assertIn("First title", page)
        self.assertIn("Record as of 12 Mar 2026", page)
        content = page.split('id="content-main"')[1].split("<dialog")[0]
        for offer in ('method="post"', "Add update", "Add evidence", "data-save"):
            self.assertNotIn(offer, content)

    def test_each_row_of_the_history_leads_to_the_page_as_it_stood_then(self) -> None:
        history = self.get(reverse("admin:commitments_commitment_history", args=(self.item.pk,)))
        self.assertIn("as_of=2026-03-11T10%3A00%3A00%2B09%3A00", history)
        page = self.page_then(as_of="2026-03-11T10:00:00+09:00")
        self.assertIn("Record as of 11 Mar 2026 at 10:00", page)
        self.assertIn("First title", page)

    def test_what_cannot_be_shown_is_said_in_one_sentence(self) -> None:
        for typed, answer in (
            ("2027-01-01", "The date is in the future."),
            ("2020-01-01", "The records begin on 11 Mar 2026."),
            ("someday", "Enter the date as 2026-03-03."),
            ("2026-02-30", "Enter the date as 2026-03-03."),
            ("9999-12-31", "The date is in the future."),
            ("0001-01-01", "The records begin on 11 Mar 2026."),
        ):
            with self.subTest(typed):
                for page in (self.get(LIST, as_of=typed), self.page_then(as_of=typed)):
                    self.assertIn(answer, page)
                    self.assertNotIn("Second title", page)

    def test_an_item_recorded_later_says_so(self) -> None:
        page = self.get(
            reverse("admin:commitments_commitment_as_of", args=(self.late.pk,)), as_of="2026-03-12"
        )
        self.assertIn(
            (
                "This item had not been recorded at that time, or you have no access to it. "
                "Select another date."
            ),
            page,
        )

    def test_hidden_and_absent_answer_alike(self) -> None:
        self.client.force_login(self.cast.stranger)
        for key in (self.item.pk, 999999):
            address = reverse("admin:commitments_commitment_as_of", args=(key,))
            for moment, status in (("2026-03-12", 404), ("nonsense", 400)):
                self.assertEqual(self.client.get(address, {"as_of": moment}).status_code, status)
        self.assertNotIn("First title", self.get(LIST, as_of="2026-03-12", view="all"))

    def test_the_meeting_asks_for_a_packet_of_a_past_day(self) -> None:
        meeting = self.item.outcome.meeting
        address = reverse("admin:commitments_meeting_packet", args=(meeting.pk,))
        self.client.post(address, {"as_of": "2026-03-12", "as_of_time": "18:30"})
        packet = Packet.objects.get()
        self.assertEqual(packet.as_of, datetime.datetime(2026, 3, 12, 9, 30, tzinfo=datetime.UTC))
        answer = self.client.post(address, {"as_of": "2027-01-01"}, follow=True).content.decode()
        self.assertIn("The date is in the future.", answer)

    def test_an_empty_day_is_today(self) -> None:
        page = self.get(LIST, as_of="", as_of_time="")
        self.assertNotIn("Record as of", page)
        self.assertIn("Second title", page)

    def test_the_number_of_queries_does_not_grow_with_the_rows(self) -> None:
        counts = []
        for number in range(2):
            for name in range(1 + 3 * number):
                made = make.commitment(self.cast, title=f"Item {name}")
                edits.change_record(
                    made, {"title": f"Renamed {name}"}, by=self.cast.officer, now=NOW + 11 * DAY
                )
            with CaptureQueriesContext(connection) as asked:
                self.get(LIST, as_of="2026-03-12", view="all")
            counts.append(len(asked))
        self.assertEqual(counts[0], counts[1])
