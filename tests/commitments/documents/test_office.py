"""Word, OpenDocument and Hangul: lines with their numbers, tables with their merged cells."""

from collections.abc import Callable

from django.test import SimpleTestCase

from commitments.documents import office_formats, word
from commitments.documents.archive import Archive
from commitments.documents.blocks import Block, format_letters, format_roman
from commitments.documents.results import Doubt, Line, LineKind, Remark, Row
from tests.commitments.documents import made

PLAIN, HEADING, ITEM, NOTE = LineKind.PARAGRAPH, LineKind.HEADING, LineKind.ITEM, LineKind.NOTE


class OfficeTests(SimpleTestCase):
    def read(
        self, blocks_of: Callable[..., object], content: bytes
    ) -> tuple[list[Line], list[Row], list[str]]:
        remarks: list[Remark] = []
        found: list[Block] = list(blocks_of(Archive(content), remarks))  # type: ignore[call-overload]
        lines = [block for block in found if isinstance(block, Line)]
        rows = [block[0] for block in found if isinstance(block, tuple)]
        return lines, rows, [remark.code for remark in remarks]

    def word(self, body: str, **members: str) -> tuple[list[Line], list[Row], list[str]]:
        return self.read(word.blocks_of, made.docx(body, **members))

    def test_word_gives_headings_and_the_numbers_it_counts(self) -> None:
        lines, _, _ = self.word(made.BODY)
        self.assertEqual(
            lines,
            [
                Line("Agreed minutes", HEADING, 1),
                Line(made.KOREAN, PLAIN),
                Line("1. Open the line", ITEM, 1),
                Line("(a) by rail", ITEM, 2),
                Line("2. Report yearly", ITEM, 1),
                Line("• Signed in two copies", ITEM, 1),
            ],
        )

    def test_a_list_of_word_that_begins_anew_does(self) -> None:
        lines, _, _ = self.word(made.numbered("one") + made.numbered("four", number=3) + made.numbered("on"))
        self.assertEqual([line.text for line in lines], ["1. one", "4. four", "5. on"])

    def test_merged_cells_of_word_are_sections_and_carried_owners(self) -> None:
        _, rows, _ = self.word(made.MERGED)
        self.assertEqual(
            rows,
            [
                Row(1, ("Item", "Owner", "Due")),
                Row(2, ("Trade",), is_section=True),
                Row(3, ("Open the line", "Ministry", "June")),
                Row(4, ("Close it", "Ministry", "July"), doubts={1: Doubt.CARRIED}),
            ],
        )

    def test_a_table_within_a_cell_is_lines_of_the_cell(self) -> None:
        inner = made.table(made.cell("x") + made.cell("y"), columns=2)
        outer = made.table(
            f"<w:tc><w:tcPr/>{made.paragraph('a')}{inner}{made.paragraph('b')}</w:tc>" + made.cell("c")
        )
        self.assertEqual(self.word(outer)[1], [Row(1, ("a\nx | y\nb", "c"))])

    def test_tracked_and_hidden_text_is_left_out_and_told(self) -> None:
        body = (
            "<w:p><w:r><w:t>will </w:t></w:r><w:del><w:r><w:delText>not </w:delText></w:r></w:del>"
            "<w:ins><w:r><w:t>soon </w:t></w:r></w:ins>"
            "<w:r><w:rPr><w:vanish/></w:rPr><w:t>secretly </w:t></w:r><w:r><w:t>meet</w:t></w:r></w:p>"
        )
        lines, _, remarks = self.word(body)
        self.assertEqual((lines, remarks), ([Line("will soon meet")], ["hidden", "tracked"]))

    def test_text_boxes_breaks_fields_and_notes(self) -> None:
        box = f"<w:r><w:txbxContent>{made.paragraph('boxed')}</w:txbxContent></w:r>"
        body = (
            f"<w:p><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
            "</mc:AlternateContent><w:r><w:t>one</w:t><w:br/><w:t>two</w:t><w:tab/><w:t>x</w:t></w:r>"
            '<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:footnoteReference w:id="1"/></w:r></w:p>'
        )
        note = f"<w:footnote>{made.paragraph('Subject to law.')}</w:footnote>"
        notes = f"<w:footnotes {made.W}>{note}</w:footnotes>"
        lines, _, _ = self.word(body, footnotes=notes)
        self.assertEqual(
            lines,
            [
                Line("boxed"),
                Line("one"),
                Line("two\tx", goes_on=True),
                Line("Subject to law.", LineKind.NOTE),
            ],
        )

    def test_opendocument(self) -> None:
        lines, rows, _ = self.read(office_formats.read_odt, made.odt())
        self.assertEqual(
            lines,
            [
                Line("Agreed minutes", HEADING, 1),
                Line("Both sides  agree.", PLAIN),
                Line("1. Open the line", ITEM, 1),
                Line("2. Report", ITEM, 1),
                Line("Each year.", NOTE),
            ],
        )
        self.assertEqual(
            rows,
            [
                Row(1, ("Item", "Owner")),
                Row(2, ("Trade",), is_section=True),
                Row(3, ("Line", "Ministry")),
                Row(4, ("Port", "Ministry"), doubts={1: Doubt.CARRIED}),
            ],
        )

    def test_hangul(self) -> None:
        lines, rows, _ = self.read(
            office_formats.read_hwpx,
            made.hwpx(made.HANGUL_BODY, "<hp:p><hp:run><hp:t>끝</hp:t></hp:run></hp:p>"),
        )
        self.assertEqual(
            [line for line in lines if line.text],
            [
                Line("1. 합의의사록", HEADING, 1),
                Line(made.KOREAN, PLAIN),
                Line("가) 철도를\t연다", ITEM, 1),
                Line("항만도", PLAIN, 1, goes_on=True),
                Line("끝", PLAIN),
            ],
        )
        self.assertEqual(
            rows,
            [
                Row(1, ("과제", "부처")),
                Row(2, ("통상",), is_section=True),
                Row(3, ("철도", "외교부")),
                Row(4, ("항만", "외교부"), doubts={1: Doubt.CARRIED}),
            ],
        )

    def test_numbers_as_offices_write_them(self) -> None:
        self.assertEqual(
            [format_roman(number) for number in (1, 4, 9, 14, 1999)], ["i", "iv", "ix", "xiv", "mcmxcix"]
        )
        self.assertEqual([format_letters(number) for number in (1, 26, 27, 53)], ["a", "z", "aa", "aaa"])
