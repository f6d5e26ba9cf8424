"""Spreadsheets in the OpenDocument form: values, merged and hidden parts, and what is repeated."""

import datetime

from django.test import SimpleTestCase

from commitments.documents.archive import Archive
from commitments.documents.opendocument_sheets import read_spreadsheet
from commitments.documents.reader import tables_of
from commitments.documents.results import MOST_COLUMNS, Doubt, Found, Row, Unreadable
from commitments.errors import Refused
from tests.commitments.documents import made
from tests.commitments.documents.made import ods_cell, ods_row, ods_sheet


def read(*sheets: str) -> list[Found | Row]:
    return list(read_spreadsheet(Archive(made.ods(*sheets))))


def cells_of(*rows: str, columns: str = "") -> list[tuple[object, ...]]:
    return [one.cells for one in read(ods_sheet(*rows, columns=columns)) if isinstance(one, Row)]


class OpenDocumentSheetTests(SimpleTestCase):
    def test_a_sheet_is_read_with_merged_cells_and_without_the_empty_rows_at_its_end(self) -> None:
        self.assertEqual(
            read(),
            [
                Found(1, "List"),
                Row(1, ("Item", "Owner", "Due")),
                Row(2, ("Trade",), is_section=True),
                Row(3, ("Line", "Ministry", datetime.date(2027, 6, 30))),
                Row(4, ("Port", "Ministry", "July"), doubts={1: Doubt.CARRIED}),
            ],
        )

    def test_values_are_those_stored_whatever_is_shown(self) -> None:
        row = ods_row(
            ods_cell("1,250.5", 'office:value-type="float" office:value="1250.5"'),
            ods_cell("3 pm", 'office:value-type="date" office:date-value="2027-06-30T15:00:00"'),
            ods_cell("WAHR", 'office:value-type="boolean" office:boolean-value="true"'),
            ods_cell("1:30", 'office:value-type="time" office:time-value="PT01H30M00S"'),
            ods_cell("50 %", 'office:value-type="percentage" office:value="0.5"'),
            ods_cell("soon", 'office:value-type="date" office:date-value="soon"'),
            ods_cell(
                "one<text:s text:c='2'/>two\nthree<office:annotation><text:p>no</text:p></office:annotation>"
            ),
        )
        moment = datetime.datetime.fromisoformat("2027-06-30T15:00")
        wanted = (1250.5, moment, True, "1:30:00", "50 %", "soon", "one  two\nthree")
        self.assertEqual(cells_of(row), [wanted])

    def test_formulas_count_by_their_stored_result(self) -> None:
        day = 'office:value-type="date" office:date-value="2027-06-30"'
        row = ods_row(
            ods_cell("30.06.27", f'table:formula="of:=[.A1]+5" {day}'),
            ods_cell("", 'table:formula="of:=[.A1]+5"'),
            ods_cell("#REF!", 'table:formula="of:=[.#REF!]"'),
        )
        (found,) = [one for one in read(ods_sheet(row)) if isinstance(one, Row)]
        self.assertEqual(found.cells, (datetime.date(2027, 6, 30), None, "#REF!"))
        self.assertEqual(found.doubts, {0: Doubt.FORMULA, 1: Doubt.UNCOMPUTED, 2: Doubt.ERROR})

    def test_hidden_sheets_rows_and_columns(self) -> None:
        columns = '<table:table-column/><table:table-column table:visibility="collapse"/>'
        rows = (
            ods_row("a", "inside", "b"),
            ods_row("c", properties='table:visibility="filter"'),
            f'<table:table-row-group table:display="false">{ods_row("d")}</table:table-row-group>',
            ods_row("e"),
        )
        found = read(ods_sheet(*rows, columns=columns), ods_sheet(properties='table:style-name="away"'))
        self.assertEqual(
            [(one.cells, one.is_hidden) for one in found if isinstance(one, Row)],
            [(("a", None, "b"), False), (("c",), True), (("d",), True), (("e",), False)],
        )
        self.assertEqual([one.is_hidden for one in found if isinstance(one, Found)], [False, True])

    def test_rows_and_cells_that_are_repeated(self) -> None:
        rows = (
            ods_row(ods_cell("x", count=2), properties='table:number-rows-repeated="2"'),
            ods_row(ods_cell("", count=16384), properties='table:number-rows-repeated="4"'),
            ods_row(ods_cell("", count=3), "y"),
        )
        numbers = [(one.number, one.cells) for one in read(ods_sheet(*rows)) if isinstance(one, Row)]
        self.assertEqual(numbers, [(1, ("x", "x")), (2, ("x", "x")), (7, (None, None, None, "y"))])

    def test_what_is_repeated_without_end_is_refused(self) -> None:
        for row, code in (
            (ods_row(ods_cell("x", count=MOST_COLUMNS + 1)), "too_wide"),
            (ods_row("x", properties='table:number-rows-repeated="999999"') * 2, "too_many_rows"),
        ):
            with self.subTest(code), self.assertRaises(Unreadable) as caught:
                read(ods_sheet(row))
            self.assertEqual(caught.exception.code, code)

    def test_drawings_and_tables_in_cells_are_left_out(self) -> None:
        inner = "<table:table><table:table-row><table:table-cell/></table:table-row></table:table>"
        shapes = "<table:shapes><text:p>circle</text:p></table:shapes>"
        row = ods_row(f"<table:table-cell>{inner}<text:p>kept</text:p></table:table-cell>")
        self.assertEqual(cells_of(shapes, row), [("kept",)])

    def test_it_is_read_in_the_process_for_files(self) -> None:
        ((table, rows),) = ((one, list(one.rows)) for one in tables_of("list.ODS", made.ods()))
        self.assertEqual((table.found.title, len(rows)), ("List", 4))
        self.assertEqual(table.name_of(rows[2], 2), "List!C3")
        locked = "<manifest><encryption-data/></manifest>"
        with self.assertRaises(Refused) as caught:
            list(tables_of("list.ods", made.ods(manifest=locked)))
        self.assertEqual(caught.exception.code, "document_password")
