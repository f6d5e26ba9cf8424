"""Every list is given out as a file: description, behind the door, on record, at a constant cost."""

import csv
import io
import tracemalloc
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Model
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from commitments import models
from commitments.admin.site import site
from commitments.enums import Classification
from commitments.tables import exporter
from commitments.tables.exporter import SpooledRows
from tests import make
from tests.cast import NOW, Cast, gather
from tests.security import canaries

LANGUAGES = [code for code, _name in settings.LANGUAGES]


class FilesCase(TestCase):
    def rows(self, model: type[Any], query: str = "", ending: str = "csv", rest: str = "") -> list[list[Any]]:
        """Take a list out; give the line that says what it is, the heads, and the rows."""
        address = f"/admin/commitments/{model._meta.model_name}/export/{ending}/{rest}{query}"
        response = self.client.get(address)
        self.assertEqual(response.status_code, 200, address)
        content = response.getvalue()
        if ending == "csv":
            return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        sheet = load_workbook(io.BytesIO(content)).worksheets[0]
        return [["" if cell is None else cell for cell in row] for row in sheet.iter_rows(values_only=True)]


@pytest.mark.both
class EveryListTests(FilesCase):
    world: canaries.World

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = canaries.gather(gather())
        models.User.objects.filter(pk=cls.world.cast.head.pk).update(language="en")

    def setUp(self) -> None:
        self.client.force_login(self.world.cast.head)

    def test_a_wording_read_by_ocr_is_told_in_the_file_of_outcomes(self) -> None:
        for value, word in ((False, "no"), (True, "yes")):
            models.Outcome.objects.update(is_unconfirmed=value)
            _about, heads, *rows = self.rows(models.Outcome)
            place = [head.lower() for head in heads].index("wording not confirmed")
            self.assertEqual({row[place] for row in rows}, {word})

    def test_every_list_has_its_rows_in_both_files_and_languages(self) -> None:
        for model in site._registry:
            # The log of openings has one row more with each file that is taken.
            views: dict[type[Model], str] = {
                models.Commitment: "?view=all",
                models.AccessLogEntry: "?kind__exact=opened",
            }
            usual = views.get(model, "")
            answer = self.client.get(f"/admin/commitments/{model._meta.model_name}/{usual}")
            self.assertContains(answer, f"{model._meta.model_name}/export/xlsx/")
            count = answer.context_data["cl"].result_count  # type: ignore[index]
            files = {code: self.rows(model, usual, rest=f"{code}/") for code in LANGUAGES}
            for language, taken in files.items():
                with self.subTest(model.__name__, language=language):
                    self.assertEqual(len(taken), count + 2)
                    self.assertEqual({len(row) for row in taken[1:]}, {len(taken[1])})
                    self.assertTrue(all(taken[1]), taken[1])
                    self.assertEqual(len({*taken[1]}), len(taken[1]), taken[1])
            self.assertEqual(len({tuple(taken[1]) for taken in files.values()}), len(LANGUAGES))
            sheet = self.rows(model, usual, "xlsx")
            self.assertEqual([str(cell) for cell in sheet[1]], files["en"][1])
            self.assertEqual(len(sheet), count + 2)

    def test_a_hidden_relation_says_so_and_marks_nothing(self) -> None:
        self.client.force_login(self.world.cast.officer)
        for model in site._registry:
            answer = self.client.get(f"/admin/commitments/{model._meta.model_name}/export/csv/")
            if answer.status_code == 403:
                continue
            text = answer.getvalue().decode()
            with self.subTest(model.__name__):
                self.assertNotIn(canaries.CANARY, text)
                self.assertNotIn("SECRET", text)
        self.client.force_login(self.world.cast.head)
        self.assertIn("SECRET", self.rows(models.Outcome)[0][0])

    def test_who_took_it_is_on_record_by_kind_and_partner(self) -> None:
        self.rows(models.Meeting, "?q=talks")
        row = models.AuditRow.objects.get(action="exported")
        self.assertEqual((row.after["list"], row.after["searched"]), ("of=meeting", True))
        look = models.AccessLogEntry.objects.get(kind="exported")
        self.assertEqual(look.subject_type, "commitments.Meeting")

    def test_only_known_files_and_filters_and_no_writing(self) -> None:
        base = "/admin/commitments/meeting/export/"
        for address, status in (
            (f"{base}pdf/", 404),
            (f"{base}csv/xx/", 404),
            (f"{base}csv/?note__contains=a", 400),
        ):
            self.assertEqual(self.client.get(address).status_code, status, address)
        self.assertEqual(self.client.post(f"{base}csv/").status_code, 405)
        self.client.logout()
        self.assertEqual(self.client.get(f"{base}csv/").status_code, 302)


@pytest.mark.both
class MeetingFileTests(FilesCase):
    cast: Cast

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def setUp(self) -> None:
        self.client.force_login(self.cast.officer)

    def grow(self, to: int) -> None:
        for number in range(models.Meeting.objects.count(), to):
            make.meeting(self.cast, title=f"Talks {number}")

    def test_it_is_narrowed_and_ordered_as_the_page_is(self) -> None:
        self.grow(4)
        make.meeting(self.cast, title="=Round table", place="Port")
        for query in ("", "?q=talks", "?o=2", "?o=-2", "?state__exact=closed", "?q=port&o=1"):
            page = self.client.get(f"/admin/commitments/meeting/{query}")
            listed = [exporter.escape_formula(row.title) for row in page.context_data["cl"].result_list]  # type: ignore[index]
            with self.subTest(query):
                self.assertEqual([row[1] for row in self.rows(models.Meeting, query)[2:]], listed)
        said = self.rows(models.Meeting, "?q=talks&state__exact=held")[0][0]
        for words in ("RESTRICTED · Meetings", "search: “talks”", "stage: Held", f"by {self.cast.officer}"):
            self.assertIn(words.casefold(), said.casefold())

    def test_it_takes_the_same_queries_at_five_and_thirty_rows(self) -> None:
        found = []
        for count in (5, 5, 30):
            self.grow(count)
            with CaptureQueriesContext(connection) as seen:
                self.rows(models.Meeting)
            found.append(len(seen))
        self.assertEqual(found[1], found[2])

    def test_the_limit_is_kept_and_said(self) -> None:
        self.grow(5)
        with mock.patch.object(exporter, "MOST_ROWS", 2):
            taken = self.rows(models.Meeting)
        self.assertEqual(len(taken), 2 + 2)
        self.assertIn("first 2 only; filter the list", taken[0][0])

    def test_what_is_listed_by_the_marking_of_its_relation_is_marked_so(self) -> None:
        meeting = make.meeting(self.cast, title="Held close", classification=Classification.CONFIDENTIAL)
        make.outcome(self.cast, meeting, classification=Classification.RESTRICTED)
        self.client.force_login(self.cast.head)
        self.assertIn("CONFIDENTIAL", self.rows(models.Outcome)[0][0])


class MemoryTests(FilesCase):
    def test_a_thousand_long_rows_take_little_memory(self) -> None:
        rows = SpooledRows()
        self.addCleanup(rows.close)
        given = {"title": "x", "said": "x", "marking": "PUBLIC", "taken_by": "x", "taken_at": NOW}
        tracemalloc.start()
        self.addCleanup(tracemalloc.stop)
        for _number in range(1000):
            rows.add(["가" * 10_000, 1, NOW.date(), None])
        table = exporter.ExportTable(heads=("A", "B", "C", "D"), rows=rows, **given)  # type: ignore[arg-type]
        with Path("/dev/null").open("wb") as out:
            exporter.CSV.write_into(table, out)
        self.assertLess(tracemalloc.get_traced_memory()[1], 5_000_000)
        self.assertEqual(next(iter(rows))[1:], [1, NOW.date(), None])
