"""The real tables of ../shared, each to its last row."""

import pytest
from django.conf import settings
from django.test import SimpleTestCase

from commitments.documents.reader import tables_of

TABLES = settings.BASE_DIR.parent / "shared" / "tables"
# As its README counts them: the header of a .csv is no row, that of the Word table is.
COUNTS = {
    "canada-2021-mandate-commitments.csv": 760,
    "upr-recommendations-2008.csv": 1024,
    "upr-haiti-2011.csv": 136,
    "uk-labour-promises.csv": 18,
    "uk-labour-promise-timeline.csv": 72,
}
WORD = "upr48-slovenia-thematic-list.docx"


@pytest.mark.shared
class SharedTests(SimpleTestCase):
    def test_each_list_is_read_to_its_last_row(self) -> None:
        for name, count in COUNTS.items():
            with self.subTest(name):
                header, *rows = next(tables_of(name, TABLES / name)).rows
                self.assertEqual(len(rows), count)
                self.assertTrue(all(len(row.cells) <= len(header.cells) for row in rows))
                self.assertFalse([row for row in rows if row.doubts])

    def test_apostrophes_are_apostrophes_whatever_was_done_to_them(self) -> None:
        for name in ("upr-recommendations-2008.csv", "upr-haiti-2011.csv"):
            text = "".join(str(row.cells[0]) for row in next(tables_of(name, TABLES / name)).rows)
            self.assertIn("women’s", text)
            self.assertEqual({letter for letter in text if letter > "\x7f"} - set("’”“ô"), set())

    def test_the_word_table_keeps_its_sections(self) -> None:
        (table,) = tables_of(WORD, TABLES / WORD)
        rows = list(next(tables_of(WORD, TABLES / WORD)).rows)
        self.assertEqual((table.found.number, len(rows), rows[-1].number), (1, 308, 308))
        sections = [row for row in rows if row.is_section]
        self.assertEqual(len(sections), 53)
        self.assertTrue(all(str(row.cells[0]).startswith("Theme: ") for row in sections))
        self.assertEqual({len(row.cells) for row in rows if not row.is_section}, {4})
