"""Separated values: separators, quotation marks, line ends, and the numbers of rows."""

from django.test import SimpleTestCase

from commitments.documents.results import MOST_CELL, MOST_COLUMNS, Doubt, Found, Row, Unreadable
from commitments.documents.spreadsheets import read_delimited


class DelimitedTests(SimpleTestCase):
    def read(self, text: str | bytes) -> tuple[Found, list[Row]]:
        first, *rows = read_delimited(text if isinstance(text, bytes) else text.encode())
        assert isinstance(first, Found)
        return first, [row for row in rows if isinstance(row, Row)]

    def test_each_separator_is_found(self) -> None:
        for separator in ",;\t|":
            text = f'item{separator}owner\n"a{separator}b"{separator}c d\n'
            found, rows = self.read(text)
            self.assertEqual(found.separator, separator)
            self.assertEqual([row.cells for row in rows], [("item", "owner"), (f"a{separator}b", "c d")])

    def test_lists_within_cells_are_no_columns(self) -> None:
        text = "item,owners\n" + "".join(f"{n},{'; '.join('abcdef'[: n % 5 + 1])}\n" for n in range(30))
        found, rows = self.read(text)
        self.assertEqual((found.separator, rows[4].cells), (",", ("3", "a; b; c; d")))

    def test_excel_may_name_the_separator(self) -> None:
        found, rows = self.read("sep=;\na,b;c\n")
        self.assertEqual((found.separator, rows[0]), (";", Row(2, ("a,b", "c"))))

    def test_rows_are_counted_as_a_spreadsheet_counts_them(self) -> None:
        _, rows = self.read('a,b\r\r"one\rtwo",c\r,\rlast,\r')
        self.assertEqual(
            [(row.number, row.cells) for row in rows],
            [(1, ("a", "b")), (3, ("one\ntwo", "c")), (5, ("last",))],
        )

    def test_an_empty_cell_is_none_and_a_quoted_line_end_stays(self) -> None:
        _, rows = self.read('a,b,c\n1,,"x ""y""\nz"\n')
        self.assertEqual(rows[1].cells, ("1", None, 'x "y"\nz'))

    def test_a_quotation_mark_that_is_not_closed_is_told(self) -> None:
        _, rows = self.read('a,b\n1,"open\n2,y\n3,z\n')
        self.assertEqual(rows[-1].number, 2)
        self.assertEqual(rows[-1].doubts, {1: Doubt.QUOTE})
        with self.assertRaises(Unreadable) as caught:
            self.read('a,b\n1,"open\n' + "2,y\n" * MOST_CELL)
        self.assertEqual((caught.exception.code, caught.exception.detail), ("quote", "2"))

    def test_a_row_too_wide_is_refused_with_its_number(self) -> None:
        with self.assertRaises(Unreadable) as caught:
            self.read("a,b\n" + "x," * (MOST_COLUMNS + 1) + "x\n")
        self.assertEqual((caught.exception.code, caught.exception.detail), ("too_wide", "2"))

    def test_one_column_and_nothing_are_tables_too(self) -> None:
        self.assertEqual(self.read("name\nGyeon-u\n")[1][1], Row(2, ("Gyeon-u",)))
        self.assertEqual(self.read(b"")[1], [])
