"""A table as a file: days stay days, and no text becomes a formula."""

import csv
import datetime
import io
import zipfile
from typing import Any

from django.test import SimpleTestCase
from openpyxl import load_workbook

from commitments.documents.reader import tables_of
from commitments.tables.exporter import CSV, LONGEST_CELL, XLSX, ExportTable, escape_formula
from tests.cast import NOW

FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "\uff1d1",  # the wide forms
    "\uff0b1",
    "\uff0d1",
    "\uff20x",
    "\x00=1",
    "|calc",
    "%0A=1",
    "'=1",
    "''\t=1",
)
HARMLESS = ("", "45 days late", "moved −29 d", "a=b", "'quoted'", "경찰청", "ក្រសួង", "—", "3 + 4")


def table(*rows: tuple[object, ...], heads: tuple[str, ...] = ("Ref.", "Due")) -> ExportTable:
    return ExportTable(
        title="Commitments",
        said="RESTRICTED · Commitments: All",
        marking="RESTRICTED",
        taken_by="Kim",
        taken_at=NOW,
        heads=heads,
        rows=rows,  # type: ignore[arg-type]
    )


class PlainTests(SimpleTestCase):
    def test_what_would_begin_a_formula_is_shown_as_text(self) -> None:
        for text in FORMULAS:
            with self.subTest(repr(text)):
                self.assertEqual(escape_formula(text)[0], "'")
        for text in HARMLESS:
            with self.subTest(text):
                self.assertEqual(escape_formula(text), text)

    def test_what_a_sheet_cannot_hold_is_left_out_or_cut(self) -> None:
        self.assertEqual(escape_formula("a\x00b\x0bc\ud800d"), "abcd")
        self.assertEqual(len(escape_formula("x" * 40_000)), LONGEST_CELL)
        self.assertEqual(len(escape_formula("=" + "x" * 40_000)), LONGEST_CELL)


def read_back(cell: str) -> str:
    """Take off what `plain` put before a text, as who reads a file of ours in again does."""
    return cell[1:] if cell.startswith("'") and escape_formula(cell[1:]) == cell else cell


class FileTests(SimpleTestCase):
    def test_every_text_comes_back_exactly_from_both_files(self) -> None:
        """By the reader for files that people bring, which takes a bare CR of a CSV for the end of a line."""
        texts = [text for text in (*FORMULAS, *HARMLESS[1:]) if "\x00" not in text]
        written = table(*((text, "end") for text in texts))
        for kind, expected in ((CSV, [text.replace("\r", "\n") for text in texts]), (XLSX, texts)):
            with self.subTest(kind.ending):
                (sheet,) = [
                    [row.cells[0] for row in found.rows]
                    for found in tables_of(f"list.{kind.ending}", kind.write(written))
                ]
                self.assertEqual([read_back(str(cell)) for cell in sheet[2:]], expected)

    def test_a_csv_reads_back_with_its_head_line_first(self) -> None:
        due = datetime.date(2026, 6, 30)
        content = CSV.write(table(("KH-1", due), ("=cmd", None), ('a "b", c\nd', 3)))
        self.assertTrue(content.startswith(b"\xef\xbb\xbf"))
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        self.assertEqual(
            rows,
            [
                ["RESTRICTED · Commitments: All"],
                ["Ref.", "Due"],
                ["KH-1", "2026-06-30"],
                ["'=cmd", ""],
                ['a "b", c\nd', "3"],
            ],
        )

    def test_a_sheet_has_days_as_days_and_formulas_as_text(self) -> None:
        due = datetime.date(2026, 6, 30)
        content = XLSX.write(table(*((text, due) for text in FORMULAS), ("plain", 7), ("", None)))
        sheet = load_workbook(io.BytesIO(content)).worksheets[0]
        first, last = sheet["A3":"B3"][0], sheet[len(FORMULAS) + 3]
        self.assertTrue(first[1].is_date)
        self.assertEqual(first[1].value, datetime.datetime(2026, 6, 30))  # noqa: DTZ001
        self.assertEqual([cell.value for cell in last], ["plain", 7])
        self.assertEqual({cell.data_type for cell in sheet["A"] if cell.value is not None}, {"s"})
        self.assertNotIn(b"<f>", zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml"))

    def test_a_sheet_says_what_it_is_on_screen_on_paper_and_in_its_properties(self) -> None:
        book = load_workbook(io.BytesIO(XLSX.write(table(("KH-1", None)))))
        sheet = book.worksheets[0]
        self.assertEqual(sheet["A1"].value, "RESTRICTED · Commitments: All")
        self.assertEqual((sheet.freeze_panes, sheet.print_title_rows), ("A3", "$2:$2"))
        printed: Any = sheet.oddHeader
        self.assertEqual(printed.center.text, "RESTRICTED")
        self.assertEqual(book.properties.creator, "Kim")
        self.assertEqual(book.properties.created, NOW.replace(tzinfo=None))

    def test_an_empty_list_is_a_file_too(self) -> None:
        self.assertEqual(len(list(load_workbook(io.BytesIO(XLSX.write(table()))).worksheets[0].rows)), 2)
        self.assertEqual(CSV.write(table()).count(b"\r\n"), 2)
