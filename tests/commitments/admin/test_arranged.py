"""The list of commitments as a person arranges it: the columns are the account's own."""

import csv
import io

from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.access import policy
from commitments.enums import CommitmentState, OwedBy
from commitments.models import Commitment, ListColumns
from tests import make
from tests.commitments.admin.test_commitment import LIST, Pages

COLUMNS = f"{LIST}columns/"
GOING = CommitmentState.IN_PROGRESS


class ColumnTests(Pages):
    item: Commitment

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.item = make.commitment(cls.cast, title="B first due", state=GOING)
        make.commitment(cls.cast, title="A second", owed_by=OwedBy.JOINT, state=GOING)

    def choose(self, *names: str, **more: str) -> str:
        response = self.client.post(COLUMNS, {"column": names, **more})
        self.assertEqual(response.status_code, 302)
        return response["Location"]

    def heads(self, query: str = "") -> list[str]:
        return [str(head["text"]).capitalize() for head in self.client.get(LIST + query).context["headers"]]

    def test_what_was_ticked_is_drawn_next_time_for_this_account_alone(self) -> None:
        usual = self.heads()
        self.assertEqual(
            usual,
            ["Reference", "Short title", "Responsible side, counterpart", "Due date", "Stage", "Status"],
        )
        self.choose("due_on", "strength", "classification")
        self.assertEqual(self.heads(), ["Reference", "Short title", "Due date", "Strength", "Classification"])
        page = self.client.get(LIST).content.decode()
        self.assertIn("<span>Agreed</span>", page)
        self.assertNotIn('class="field-owners"', page)
        self.client.force_login(self.cast.head)
        self.assertEqual(self.heads(), usual)
        self.assertFalse(policy.readable_by(ListColumns.objects.all(), self.cast.head).exists())

    def test_the_usual_ones_come_back_and_leave_nothing_behind(self) -> None:
        usual = self.heads()
        for back in ({"usual": ""}, {}):
            self.choose("country")
            self.assertNotEqual(self.heads(), usual)
            self.choose("owners", "due_on", "state", "reported_health", **back)
            self.assertEqual(self.heads(), usual)
            self.assertFalse(ListColumns.objects.exists())

    def test_without_any_the_row_still_has_its_name_and_what_is_unknown_is_left_out(self) -> None:
        self.choose("password", "country__desk")
        self.assertEqual(self.heads(), ["Reference", "Short title"])
        self.assertEqual(self.titles(), ["B first due", "A second"])
        ListColumns.objects.update(names=["gone", "nature"])
        self.assertEqual(self.heads(), ["Reference", "Short title", "Nature"])

    def test_a_meeting_is_named_only_to_whoever_may_read_it(self) -> None:
        self.choose("meeting")
        self.assertContains(self.client.get(LIST), self.item.outcome.meeting.reference)
        self.client.force_login(self.cast.focal_point)
        self.choose("meeting")
        page = self.client.get(LIST)
        self.assertContains(page, self.item.reference)
        self.assertNotContains(page, self.item.outcome.meeting.reference)

    def test_the_order_in_an_address_means_the_same_whatever_is_drawn(self) -> None:
        for names in (("state",), ("meeting", "last_working_day")):
            self.choose(*names)
            self.assertEqual(self.titles("?o=1"), ["A second", "B first due"])
            self.assertEqual(self.titles("?o=-1"), ["B first due", "A second"])

    def test_a_file_has_the_columns_of_the_page(self) -> None:
        self.choose("meeting", "reported_health")
        text = self.client.get(f"{LIST}export/csv/").content.decode("utf-8-sig")
        heads = list(csv.reader(io.StringIO(text)))[1]
        self.assertEqual(heads, ["Reference", "Short title", "Status", "Meeting"])

    def test_one_comes_back_to_the_list_and_nowhere_else(self) -> None:
        self.assertEqual(self.choose("state", back="view=all&side=ours"), f"{LIST}?view=all&side=ours")
        self.assertEqual(self.choose("state"), LIST)
        self.assertTrue(self.choose("state", back="//elsewhere.example/?x").startswith(f"{LIST}?"))

    def test_it_takes_a_post_of_somebody_signed_in(self) -> None:
        self.assertEqual(self.client.get(COLUMNS).status_code, 405)
        self.client.logout()
        self.assertIn("login", self.choose("state"))
        self.assertFalse(ListColumns.objects.exists())

    def test_no_column_takes_queries_for_its_rows(self) -> None:
        self.choose(
            "meeting", "country", "strength", "nature", "last_working_day", "review_on", "classification"
        )

        def queries() -> int:
            with CaptureQueriesContext(connection) as seen:
                self.assertEqual(self.client.get(LIST).status_code, 200)
            return len(seen)

        queries()
        few = queries()
        for number in range(8):
            make.commitment(self.cast, title=f"Item {number}", state=GOING)
        self.assertEqual(queries(), few)
