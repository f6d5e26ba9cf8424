"""What stands on a page as a table of its own is taken out as a file, marked and on record."""

import csv
import io
from typing import ClassVar

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from commitments.enums import Classification, ImportSubject
from commitments.models import AccessLogEntry, AuditRow, Commitment, Meeting, Ministry, User
from commitments.records import edits
from commitments.tables.importer import runs
from tests import make
from tests.cast import NOW, Cast, gather


@pytest.mark.both
class PlainListTests(TestCase):
    cast: ClassVar[Cast]
    meeting: ClassVar[Meeting]
    item: ClassVar[Commitment]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.meeting = make.meeting(cls.cast)
        cls.item = make.commitment(cls.cast, make.outcome(cls.cast, cls.meeting))
        make.write(cls.cast, cls.item, meaning="=1+1; as both sides said in 서울")

    def setUp(self) -> None:
        self.client.force_login(self.cast.officer)

    def table(self, address: str, language: str = "") -> list[list[str]]:
        """Take a list out as separated values; the first row says what it is."""
        response = self.client.get(f"{address}csv/{language and f'{language}/'}")
        self.assertEqual(response.status_code, 200, response)
        self.assertIn("no-store", response["Cache-Control"])
        text = b"".join(response) if response.streaming else response.content
        return list(csv.reader(io.StringIO(text.decode("utf-8-sig"), newline="")))

    def history(self, name: str = "commitment", key: int = 0) -> str:
        return f"{reverse(f'admin:commitments_{name}_history', args=(key or self.item.pk,))}export/"

    def test_the_history_of_a_record_is_taken_out_as_its_page_shows_it(self) -> None:
        page = self.client.get(reverse("admin:commitments_commitment_history", args=(self.item.pk,)))
        self.assertContains(page, self.history() + "xlsx/")
        said, heads, *rows = self.table(self.history())
        self.assertTrue(said[0].startswith(f"RESTRICTED · History · {self.item}"), said)
        self.assertEqual(heads, ["No.", "Date and time", "User", "Action", "Change", "Reason"])
        self.assertEqual(
            len(rows), AuditRow.objects.filter(page_id=self.item.pk, page_type=self.item._meta.label).count()
        )
        self.assertIn("서울", rows[0][4])
        self.assertEqual(self.table(self.history(), "ko")[1][1], "일시")

    def test_both_kinds_of_file_say_the_same_and_no_text_is_a_formula(self) -> None:
        book = load_workbook(io.BytesIO(self.client.get(self.history() + "xlsx/").content))
        rows = [[str(cell or "") for cell in row] for row in book.worksheets[0].iter_rows(values_only=True)]
        self.assertEqual(rows[1:], self.table(self.history())[1:])
        self.assertFalse(
            [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.data_type == "f"]
        )

    def test_who_took_it_is_on_record_with_the_record_it_was_of(self) -> None:
        self.table(self.history())
        row = AuditRow.objects.filter(action="exported").latest("pk")
        self.assertEqual(
            (row.by, row.after["file"], row.after["highest"]), (self.cast.officer, "csv", "restricted")
        )
        look = AccessLogEntry.objects.latest("pk")
        self.assertEqual((look.subject_id, look.country_id), (self.item.pk, self.cast.valdoria.pk))

    def test_it_is_marked_as_high_as_what_it_tells_of(self) -> None:
        other = make.commitment(self.cast, classification=Classification.CONFIDENTIAL)
        Commitment.objects.filter(pk=self.item.pk).update(origin=other, origin_kind="remainder")
        edits.change_record(
            Commitment.objects.get(pk=self.item.pk),
            {"origin_id": None, "origin_kind": ""},
            by=self.cast.officer,
            now=NOW,
        )
        self.assertIn("CONFIDENTIAL", self.table(self.history())[0][0])

    def test_what_is_hidden_has_no_file(self) -> None:
        Commitment.objects.filter(pk=self.item.pk).update(classification=Classification.SECRET)
        for address in (self.history(), self.history(key=987654)):
            self.assertEqual(self.client.get(f"{address}csv/").status_code, 404)
        self.assertEqual(
            self.client.get(self.history("ministry", self.cast.police.pk) + "pdf/").status_code, 404
        )
        self.client.force_login(self.cast.stranger)
        self.assertEqual(self.client.get(f"{self.history()}csv/").status_code, 404)

    def test_more_rows_take_no_more_queries(self) -> None:
        found = []
        for _round in range(2):
            for n in range(8):
                self.item.refresh_from_db()
                make.write(self.cast, self.item, meaning=f"words {_round} {n}")
            self.table(self.history())
            with CaptureQueriesContext(connection) as queries:
                self.table(self.history())
            found.append(len(queries))
        self.assertEqual(found[0], found[1])

    def brought(self, by: User, meeting: Meeting | None = None) -> None:
        subject = ImportSubject.COMMITMENTS if meeting else ImportSubject.MINISTRIES
        runs.create_import(
            subject, f"of {by}.csv", b"Name\nHarbour", meeting=meeting, sender="KNPA", by=by, now=NOW
        )

    def test_a_person_takes_out_the_own_imports_and_nobody_elses(self) -> None:
        address = f"{reverse('admin:imports')}export/"
        self.assertNotContains(self.client.get(reverse("admin:imports")), address)
        self.brought(self.cast.head)
        self.brought(self.cast.officer, self.meeting)
        self.assertContains(self.client.get(reverse("admin:imports")), address + "csv/")
        _said, heads, *rows = self.table(address)
        self.assertEqual(heads[:3], ["File", "Sender", "Type of record"])
        self.assertEqual(
            [row[:4] for row in rows],
            [[f"of {self.cast.officer}.csv", "KNPA", "Commitments", str(self.meeting)]],
        )
        self.client.force_login(self.cast.reader)
        self.assertEqual(self.client.get(address + "csv/").status_code, 404)

    def test_what_lacks_a_language_is_taken_out_kind_by_kind_as_narrowed(self) -> None:
        page = reverse("admin:translations")
        shown = self.client.get(page, {"kind": "ministry", "language": "ko"})
        address = f"{page}export/csv/?kind=ministry&amp;language=ko"
        self.assertContains(shown, address)
        response = self.client.get(f"{page}export/csv/?kind=ministry&language=ko")
        rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))
        self.assertIn("Korean", rows[0][0])
        self.assertEqual([row[0] for row in rows[2:]], [one.text for one in shown.context["rows"]])
        self.assertEqual(len(rows) - 2, Ministry.objects.count())
        self.assertEqual(self.client.get(f"{page}export/csv/").status_code, 404)
        self.client.force_login(self.cast.auditor)
        self.assertEqual(self.client.get(f"{page}export/csv/?kind=ministry").status_code, 404)
