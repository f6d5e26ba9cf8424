"""Whatever rows a file has: what is read names no item that was not sent, and alters no word of ours."""

from django.test import SimpleTestCase
from hypothesis import given, settings
from hypothesis import strategies as st

from commitments.enums import MatrixColumn
from commitments.tables import matrix_returns
from commitments.tables.matrix import MatrixContent, MatrixLine

HEADS = {"reference": "Reference", "wording": "Wording", "due": "Due", "theirs": "Remarks"}
LINES = tuple(
    MatrixLine(f"XV-2026-000{n}", ("Words.", ""), ("Ours", ""), ("June", ""), ("Limited", "")) for n in (1, 2)
)
CONTENT = MatrixContent("FM-XV-2026-01", "Matrix", ("Matrix",), (), ("en",), "", "PUBLIC", HEADS, LINES)
CELLS = st.one_of(
    st.none(),
    st.integers(),
    st.text(max_size=12),
    st.sampled_from([*HEADS.values(), *(line.reference for line in LINES), "XV-2019-9999", "'=1", "Words."]),
)
ROWS = st.lists(st.lists(CELLS, max_size=6), max_size=12)


class ReadingTests(SimpleTestCase):
    @settings(max_examples=300, deadline=None)
    @given(ROWS)
    def test_it_reads_any_rows_and_invents_nothing(self, rows: list[list[object]]) -> None:
        found = matrix_returns.read_return([list(HEADS.values()), *rows], CONTENT)
        sent = {line.reference for line in LINES}
        self.assertLessEqual({one.reference for one in found.wrote} | set(found.seen), sent)
        self.assertEqual(set(found.missing(CONTENT)), sent - set(found.seen))
        self.assertEqual(len(found.seen), len(set(found.seen)))
        typed = {str(cell).strip() for row in rows for cell in row}
        for one in found.wrote:
            self.assertNotEqual(
                matrix_returns.normalise_cell(one.ours), matrix_returns.normalise_cell(one.theirs)
            )
            self.assertTrue(
                one.theirs == "" or one.theirs in typed | {text.removeprefix("'") for text in typed}
            )

    def test_blanks_line_ends_quotation_marks_and_capitals_are_no_difference(self) -> None:
        rows = [list(HEADS.values()), ["xv-2026-0001", " words. ", "JUNE", ""]]
        self.assertEqual(matrix_returns.read_return(rows, CONTENT).wrote, [])

    def test_a_moved_column_is_found_by_its_head(self) -> None:
        rows = [["Remarks", "Due", "Reference"], ["We wait.", "July", "XV-2026-0002"]]
        wrote = [(one.column, one.theirs) for one in matrix_returns.read_return(rows, CONTENT).wrote]
        self.assertEqual(wrote, [(MatrixColumn.DUE, "July"), (MatrixColumn.THEIRS, "We wait.")])

    def test_what_stands_in_no_row_of_ours_is_named(self) -> None:
        rows = [
            list(HEADS.values()),
            ["XV-2019-9999", "x"],
            ["", "A new row"],
            ["XV-2026-0001"],
            ["XV-2026-0001"],
        ]
        found = matrix_returns.read_return(rows, CONTENT)
        self.assertEqual((found.unknown, found.added), (["XV-2019-9999 | x"], ["A new row"]))
        self.assertEqual(found.twice, ["XV-2026-0001"])
        self.assertEqual(found.missing(CONTENT), ["XV-2026-0002"])
