"""PDFs: lines to paragraphs, running heads, pages without text, columns."""

import re
import zlib

from django.test import SimpleTestCase

from commitments.documents import pdf
from commitments.documents.results import Line, LineKind, Remark, Unreadable
from tests.commitments.documents import made

TEXT = (
    "The two ministers agreed that their services meet each year and that",
    "the first of these meetings takes place in the capital of the host be-",
    "fore the summer of the year that follows.",
)
ITEMS = (
    "1. Open the line that was closed when the bridge was lost, as soon as",
    "the bridge is there again.",
    "2. Report.",
)
MEGABYTE = 1024 * 1024
STREAM = re.compile(rb"<</Length \d+>>stream\n.*?endstream", re.DOTALL)


def page(number: int, *texts: str, left: int = 70) -> list[made.Placed]:
    """Set lines below a running head, and the number of the page below them."""
    lines = [(left, 760.0 - 14 * place, text) for place, text in enumerate(texts)]
    return [(70, 800.0, "Agreed minutes"), *lines, (290, 40.0, f"- {number} -")]


class PdfTests(SimpleTestCase):
    def read(self, content: bytes) -> tuple[list[Line], list[Remark]]:
        remarks: list[Remark] = []
        return list(pdf.blocks_of(content, remarks)), remarks

    def test_lines_become_paragraphs_and_heads_are_dropped(self) -> None:
        lines, remarks = self.read(made.pdf(page(1, *TEXT), page(2, *ITEMS)))
        self.assertEqual(remarks, [])
        self.assertEqual(lines[0], Line(" ".join(TEXT).replace("be- fore", "before")))
        self.assertEqual(
            lines[1:], [Line(" ".join(ITEMS[:2]), LineKind.ITEM, 1), Line(ITEMS[2], LineKind.ITEM, 1)]
        )

    def test_a_sentence_goes_on_over_a_page(self) -> None:
        lines, _ = self.read(made.pdf(page(1, *TEXT[:1]), page(2, "the next follows.", "New.")))
        self.assertEqual([line.text for line in lines], [f"{TEXT[0]} the next follows.", "New."])

    def test_two_columns_are_read_one_after_the_other(self) -> None:
        left = [(60, 700.0 - 14 * place, text) for place, text in enumerate(("left column", "goes down."))]
        right = [
            (320, 700.0 - 14 * place, text) for place, text in enumerate(("Right column", "comes after."))
        ]
        lines, _ = self.read(made.pdf([*left, *right]))
        text = " ".join(line.text for line in lines)
        self.assertEqual(text, "left column goes down. Right column comes after.")

    def test_paragraphs_set_apart_stay_apart(self) -> None:
        lines, _ = self.read(
            made.pdf([(70, 700, TEXT[0]), (70, 686, TEXT[2]), (70, 650, TEXT[0]), (70, 636, TEXT[2])])
        )
        self.assertEqual([line.text for line in lines], [f"{TEXT[0]} {TEXT[2]}"] * 2)

    def test_a_scan_is_refused_and_a_page_without_text_is_told(self) -> None:
        with self.assertRaises(Unreadable) as caught:
            self.read(made.pdf([], [(9, 9, "7")]))
        self.assertEqual(caught.exception.code, "scan")
        self.assertEqual(self.read(made.pdf(page(1, *TEXT), []))[1], [Remark("bare_pages", "2")])

    def test_a_stream_that_unpacks_to_too_much_is_refused(self) -> None:
        whole = made.pdf(page(1, *TEXT))
        for much, is_read in (
            (b" " * 40 * MEGABYTE, False),
            (b"BT (x) Tj ET\n" * 600_000, False),
            (b"", True),
        ):
            drawn = zlib.compress(b"BT /F1 11 Tf 9 9 Td (a line that is read) Tj ET\n" + much)
            packed = b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(drawn), drawn)
            stream = STREAM.search(whole)
            assert stream is not None
            content = whole[: stream.start()] + packed + whole[stream.end() :]
            with self.subTest(len(much)):
                if is_read:
                    self.assertEqual(self.read(content)[0], [Line("a line that is read")])
                    continue
                with self.assertRaises(Unreadable) as caught:
                    self.read(content)
                self.assertEqual(caught.exception.code, "unpacks")

    def test_one_with_a_password_and_one_cut_off_are_told_apart(self) -> None:
        encrypt = (
            "/Encrypt<</Filter/Standard/V 1/R 2/O(" + "x" * 32 + ")/U(" + "y" * 32 + ")/P -4>>/ID[(a)(a)]"
        )
        for content, code in (
            (made.pdf(page(1, *TEXT), extra=encrypt), "password"),
            (b"%PDF-1.7\nnothing", "broken"),
        ):
            with self.assertRaises(Unreadable) as caught:
                self.read(content)
            self.assertEqual(caught.exception.code, code)
