"""The list of commitments as a file: what the page shows, behind the door, on record, at a constant cost."""

import csv
import datetime
import io
from typing import Any
from unittest import mock

import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from commitments.enums import Classification, CommitmentState, OwedBy
from commitments.language.phrases.specification import not_stated, on_day
from commitments.models import AuditRow, Commitment, User
from commitments.records import edits
from commitments.tables import exporter
from tests import make
from tests.cast import NOW
from tests.commitments.admin.test_commitment import LIST, LONG_AGO, Pages

FILE = f"{LIST}export/"
GOING = CommitmentState.IN_PROGRESS
DAY = datetime.timedelta(days=1)


class ExportPages(Pages):
    def csv(self, query: str = "") -> list[list[str]]:
        response = self.client.get(f"{FILE}csv/{query}")
        self.assertEqual(response.status_code, 200)
        text = response.content.decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text, newline="")))

    def taken(self, query: str = "") -> list[str]:
        return [row[1] for row in self.csv(query)[2:]]


class ExportTests(ExportPages):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        late = on_day(LONG_AGO, "by the end of January 2020")
        make.commitment(cls.cast, title="Ours late", deadline=late, state=GOING)
        make.commitment(
            cls.cast, title="=cmd|' /C calc'!A0", owed_by=OwedBy.THEIRS, deadline=late, state=GOING
        )
        make.commitment(cls.cast, title="Undated", deadline=not_stated(), state=GOING)
        make.commitment(cls.cast, title="Done", state=CommitmentState.FULFILLED)
        make.commitment(
            cls.cast, title="Closely held", classification=Classification.SECRET, deadline=late, state=GOING
        )

    def test_it_holds_what_the_page_shows_in_its_order(self) -> None:
        for query in (
            "",
            "?view=all&o=-1",
            "?view=theirs",
            "?view=all&side=ours",
            "?q=undated",
            "?view=closed",
        ):
            with self.subTest(query):
                shown = [f"'{title}" if title[0] == "=" else title for title in self.titles(query)]
                self.assertTrue(shown)
                self.assertEqual(self.taken(query), shown)

    def test_the_page_offers_its_own_files(self) -> None:
        page = self.client.get(f"{LIST}?view=all&side=ours&p=1").content.decode()
        self.assertIn(f'href="{FILE}xlsx/?view=all&amp;side=ours"', page)
        self.assertIn("up to 5,000 rows", page)

    def test_the_first_line_says_what_it_is_and_no_more_than_the_reader_may_know(self) -> None:
        said = self.csv("?view=all&side=ours&q=late")[0][0]
        for words in (
            "RESTRICTED · Commitments: All",
            "search: “late”",
            "responsible side: our side",
            f"by {self.cast.officer}",
            "1 item",
        ):
            self.assertIn(words, said)
        self.client.force_login(self.cast.head)
        self.assertIn("SECRET", self.csv()[0][0])
        self.assertIn("Closely held", self.taken())

    def test_another_desk_takes_nothing_out(self) -> None:
        self.client.force_login(self.cast.stranger)
        self.assertEqual(len(self.csv("?view=all")), 2)

    def test_days_are_days_and_lateness_is_a_number(self) -> None:
        response = self.client.get(f"{FILE}xlsx/?view=ours")
        sheet = load_workbook(io.BytesIO(response.content)).worksheets[0]
        heads = [cell.value for cell in sheet[2]]
        row: dict[Any, Any] = dict(zip(heads, [cell.value for cell in sheet[3]], strict=True))
        self.assertEqual(row["Due date"].date(), LONG_AGO)
        self.assertEqual(row["Deadline as agreed"], "by the end of January 2020")
        self.assertGreater(row["Days overdue"], 2000)
        self.assertEqual(
            (row["Responsible side"], row["Lead, our side"]), ("Our side", "National Police Agency")
        )
        self.assertEqual((row["Stage"], row["Status"]), ("In progress", "No recent report"))

    def test_the_name_says_list_and_day(self) -> None:
        with time_machine.travel(NOW, tick=False):
            response = self.client.get(f"{FILE}csv/?view=ours")
        self.assertEqual(
            response["Content-Disposition"], 'attachment; filename="commitments_ours_2026-03-11.csv"'
        )
        self.assertIn("no-store", response["Cache-Control"])
        self.assertIn('"commitments_open_', self.client.get(f"{FILE}csv/?view=../x")["Content-Disposition"])

    def test_who_took_what_and_how_much_is_on_record_without_the_words_searched_for(self) -> None:
        self.client.get(f"{FILE}xlsx/?view=ours&q=late&p=7")
        row = AuditRow.objects.get(action="exported")
        self.assertEqual((row.by, row.subject_type, row.subject_id), (
            self.cast.officer, "commitments.User", self.cast.officer.pk,
        ))  # fmt: skip
        self.assertEqual(
            row.after,
            {
                "list": "view=ours&of=commitment",
                "searched": True,
                "file": "xlsx",
                "rows": 1,
                "highest": "restricted",
            },
        )
        page = f"/admin/commitments/user/{self.cast.officer.pk}/history/"
        self.client.force_login(self.cast.auditor)
        self.assertContains(self.client.get(page), "list exported")

    def test_the_limit_is_kept_and_said(self) -> None:
        with mock.patch.object(exporter, "MOST_ROWS", 2):
            rows = self.csv("?view=all")
        self.assertEqual(len(rows), 2 + 2)
        self.assertIn("first 2 only; filter the list to export the others", rows[0][0])

    def test_only_whoever_is_signed_in_reads_only_and_known_files_only(self) -> None:
        self.assertEqual(self.client.post(f"{FILE}csv/").status_code, 405)
        self.assertEqual(self.client.get(f"{FILE}pdf/").status_code, 404)
        self.assertEqual(self.client.get(f"{FILE}csv/?outcome__clause__contains=a").status_code, 400)
        self.client.logout()
        self.assertEqual(self.client.get(f"{FILE}csv/").status_code, 302)
        self.assertFalse(AuditRow.objects.filter(action="exported").exists())


@time_machine.travel(NOW + 40 * DAY, tick=False)
class PastTests(ExportPages):
    item: Commitment

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        User.objects.update(time_zone="Asia/Seoul")
        cls.item = make.commitment(cls.cast, title="First title", state=CommitmentState.PROPOSED)
        edits.change_record(cls.item, {"title": "Second title"}, by=cls.cast.officer, now=NOW + 10 * DAY)

    def test_a_past_list_is_taken_out_as_it_stood(self) -> None:
        self.assertEqual(self.taken(), ["Second title"])
        rows = self.csv("?as_of=2026-03-12")
        self.assertEqual([row[1] for row in rows[2:]], ["First title"])
        self.assertIn("as of 12 Mar 2026", rows[0][0])
        name = self.client.get(f"{FILE}csv/?as_of=2026-03-12T08:30")["Content-Disposition"]
        self.assertIn('"commitments_open_as-of-2026-03-12T0830_2026-04-20.csv"', name)

    def test_taking_a_list_out_alters_no_answer_about_the_past(self) -> None:
        before = self.titles("?as_of=2026-03-12")
        self.csv("?as_of=2026-03-12")
        self.csv()
        self.assertEqual(AuditRow.objects.filter(action="exported").count(), 2)
        with time_machine.travel(NOW + 50 * DAY, tick=False):
            self.client.force_login(self.cast.officer)
            self.assertEqual(self.titles("?as_of=2026-03-12"), before)
            self.assertEqual(self.taken("?as_of=2026-04-20T23:59"), ["Second title"])

    def test_a_moment_that_cannot_be_shown_gives_no_file(self) -> None:
        for moment in ("2036-01-01", "nonsense", "1999-01-01"):
            response = self.client.get(f"{FILE}csv/?as_of={moment}")
            self.assertEqual((response.status_code, response["Content-Type"][:9]), (400, "text/html"))
        self.assertFalse(AuditRow.objects.filter(action="exported").exists())


class CostTests(ExportPages):
    def queries(self, query: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            self.csv(query)
        return len(seen)

    def test_a_file_takes_the_same_queries_at_five_and_thirty_rows(self) -> None:
        point = make.outcome(self.cast)

        def grow(to: int) -> None:
            for number in range(Commitment.objects.count(), to):
                given: dict[str, Any] = {"title": f"Item {number}", "owed_by": OwedBy.JOINT}
                make.commitment(self.cast, point, state=CommitmentState.PROPOSED, **given)

        grow(5)
        for query in ("?view=all", "?view=all&q=item"):
            self.queries(query)
        few = [self.queries("?view=all"), self.queries("?view=all&q=item")]
        grow(30)
        self.assertEqual([self.queries("?view=all"), self.queries("?view=all&q=item")], few)
        self.assertEqual(len(self.taken("?view=all")), 30)
