"""Scans read by tesseract in the sandbox: the text, its label, its limits, and a machine without it."""

import io
from unittest import mock

import pypdfium2
from django.test import SimpleTestCase

from commitments.documents import ocr, pdf, reader
from commitments.documents.results import PrintedLine, Remark
from commitments.errors import Refused
from tests.commitments.documents.scans import SCANNED, mixed, scan

ENGLISH = (
    "Valdoria and Ruritania met in Seoul on 4 March 2026.\n"
    "1. Valdoria will provide the customs tariff tables to Ruritania by 30 June 2026, and both sides will "
    "examine the results at the next meeting of the Joint Commission.\n"
    "2. Ruritania will designate a focal point for maritime safety within 30 days of this meeting."
)
KOREAN = (
    "대한민국과 캄보디아왕국은 2026년 3월 4일 서울에서 회의를 개최하였다.\n"
    "1. 캄보디아 측은 회의 후 30일 이내에 해양안전 담당 창구를 지정하기로 하였다."
)
FRENCH = "La Valdorie remettra à la Ruritanie les tableaux tarifaires au plus tard le 30 juin 2026."


class OcrTests(SimpleTestCase):
    def test_pages_in_three_languages_become_paragraphs(self) -> None:
        found = reader.text_of("minutes.pdf", scan(ENGLISH, KOREAN, FRENCH))
        lines = [line.text for line in found.lines]
        for expected in (*ENGLISH.split("\n"), *KOREAN.split("\n"), FRENCH):
            self.assertIn(expected, lines)
        self.assertTrue(found.is_ocr)
        self.assertEqual(found.remarks, (Remark("ocr"),))
        self.assertIn("Compare each clause", reader.describe_remark(found.remarks[0]))

    def test_a_page_from_which_nothing_is_read_is_named(self) -> None:
        line = PrintedLine("Valdoria will report.", 50, 300, 700, 688, 12, is_ocr=True)
        remarks: list[Remark] = []
        pages = pdf._read_images([[line], [], [line]], [[], [], []], [0, 1, 2], lambda: list, remarks)
        self.assertEqual((len(pages), remarks), (3, [Remark("ocr"), Remark("bare_pages", "2")]))

    def test_scanned_pages_between_pages_with_text_are_read_in_their_place(self) -> None:
        content = mixed(ENGLISH, None, FRENCH)
        found = reader.text_of("minutes.pdf", content)
        lines = {line.text: line.is_ocr for line in found.lines}
        first, last = ENGLISH.split("\n")[0], FRENCH
        self.assertEqual([lines[first], lines[SCANNED], lines[last]], [False, True, False])
        self.assertLess(list(lines).index(first), list(lines).index(SCANNED))
        self.assertLess(list(lines).index(SCANNED), list(lines).index(last))
        self.assertEqual(found.remarks, (Remark("ocr_pages", "2"),))
        self.assertNotIn(SCANNED, found.text_layer)
        self.assertIn(last, found.text_layer)
        with mock.patch.object(ocr, "PLACES", "/nowhere"):
            found = reader.text_of("minutes.pdf", content)
        self.assertEqual(
            (found.remarks, found.is_ocr, found.text_layer), ((Remark("bare_pages", "2"),), False, ())
        )

    def test_what_fails_to_be_read_from_images_leaves_the_other_pages(self) -> None:
        with mock.patch.object(reader, "OCR_MEMORY_BYTES", 16 * 1024 * 1024):
            found = reader.text_of("minutes.pdf", mixed(ENGLISH, None))
        self.assertEqual(found.remarks, (Remark("bare_pages", "2"),))

    def test_an_empty_page_is_not_read_by_ocr(self) -> None:
        found = reader.text_of("minutes.pdf", mixed(ENGLISH, ""))
        self.assertEqual((found.remarks, found.is_ocr), ((Remark("bare_pages", "2"),), False))

    def test_a_page_on_its_side_is_turned(self) -> None:
        found = reader.text_of("minutes.pdf", scan(ENGLISH, turn=90))
        self.assertIn(ENGLISH.split("\n")[0], [line.text for line in found.lines])

    def test_without_the_program_a_scan_is_refused_with_what_to_do(self) -> None:
        with mock.patch.object(ocr, "PLACES", "/nowhere"), self.assertRaises(Refused) as caught:
            reader.text_of("minutes.pdf", scan(ENGLISH))
        self.assertEqual(caught.exception.code, "document_scan")
        self.assertIn("Use text recognition", str(caught.exception))

    def test_empty_pages_and_too_many_are_refused(self) -> None:
        for pages, code in ((1, "document_scan"), (21, "document_long_scan")):
            document = pypdfium2.PdfDocument.new()
            for _number in range(pages):
                document.new_page(595, 842)
            made = io.BytesIO()
            document.save(made)
            with self.subTest(pages), self.assertRaises(Refused) as caught:
                reader.text_of("blank.pdf", made.getvalue())
            self.assertEqual(caught.exception.code, code)
