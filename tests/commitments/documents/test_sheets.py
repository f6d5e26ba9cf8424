"""Workbooks: values, dates, formulas, merged cells, hidden sheets."""

import datetime
import io
import re
import zipfile

from django.test import SimpleTestCase

from commitments.documents.results import Doubt, Found, Row, Unreadable, column_letters, pack_row, unpack_row
from commitments.documents.spreadsheets import read_workbook
from tests.commitments.documents import made

MOMENT = datetime.datetime.fromisoformat("2027-01-30T09:30")


def altered(content: bytes, member: str, pattern: str, by: str) -> bytes:
    """Alter one member of a workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    text, count = re.subn(pattern, by, members[member].decode(), count=1)
    assert count
    return made.archive(members | {member: text.encode()})


class SheetTests(SimpleTestCase):
    def test_a_workbook_is_read_as_it_is_seen(self) -> None:
        self.assertEqual(
            list(read_workbook(made.xlsx())),
            [
                Found(1, "List"),
                Row(1, ("Reference", "Item", "Due", "Share")),
                Row(2, ("Trade",), is_section=True),
                Row(3, ("1", "Open the line", datetime.date(2027, 1, 30), 3.5)),
                Row(4, ("2", None, MOMENT, True), doubts={1: Doubt.UNCOMPUTED}),
                Row(6, ("3", "Port", "#REF!", "30:00:00"), doubts={2: Doubt.ERROR}),
                Row(7, ("4", "Port", "late"), doubts={1: Doubt.CARRIED}),
                Found(2, "Old", is_hidden=True),
                Row(1, ("kept",)),
                Found(3, "Empty"),
            ],
        )

    def test_a_formula_gives_the_result_that_was_computed_last(self) -> None:
        content = altered(
            made.xlsx(), "xl/worksheets/sheet1.xml", "<f>A3</f><v ?(/>|></v>)", "<f>A3</f><v>7</v>"
        )
        row = next(one for one in read_workbook(content) if isinstance(one, Row) and one.number == 4)
        self.assertEqual((row.cells[1], row.doubts), (7, {1: Doubt.FORMULA}))

    def test_what_a_sheet_says_of_its_size_is_not_believed(self) -> None:
        content = altered(made.xlsx(), "xl/worksheets/sheet1.xml", 'ref="A1:D7"', 'ref="A1:XFD1048576"')
        self.assertEqual(len([one for one in read_workbook(content) if isinstance(one, Row)]), 7)

    def test_a_cell_out_of_the_way_is_refused_with_its_row(self) -> None:
        far = '<row r="9"><c r="XFD9" t="inlineStr"><is><t>far</t></is></c></row></sheetData>'
        content = altered(made.xlsx(), "xl/worksheets/sheet1.xml", "</sheetData>", far)
        with self.assertRaises(Unreadable) as caught:
            list(read_workbook(content))
        self.assertEqual((caught.exception.code, caught.exception.detail), ("too_wide", "List!9"))

    def test_columns_are_named_and_rows_go_through_json(self) -> None:
        self.assertEqual(
            [column_letters(place) for place in (0, 25, 26, 701, 702)], ["A", "Z", "AA", "ZZ", "AAA"]
        )
        row = Row(
            3, (1, 2.5, True, None, "x", datetime.date(2027, 1, 30), datetime.time(9)), True, {4: Doubt.QUOTE}
        )
        self.assertEqual(unpack_row(pack_row(row)), row)
