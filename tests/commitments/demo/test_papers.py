"""The small documents of the demo are true PDF files."""

import io

import pikepdf
from django.test import SimpleTestCase

from commitments.demo.commitments import MARK, one_page
from commitments.files import checks


class PaperTests(SimpleTestCase):
    def test_it_is_a_pdf_of_one_page_that_says_it_was_made_up(self) -> None:
        written = one_page(("Programme (draft)", "back\\slash"))
        with pikepdf.open(io.BytesIO(written)) as pdf:
            self.assertEqual(len(pdf.pages), 1)
            self.assertEqual(pdf.check_pdf_syntax(), [])
            content = pdf.pages[0].Contents.read_bytes().decode("ascii")
        self.assertIn(MARK, content)
        self.assertIn(r"(Programme \(draft\)) Tj", content)
        self.assertIn(r"(back\\slash) Tj", content)

    def test_it_passes_the_check_of_what_people_file(self) -> None:
        self.assertEqual(checks.check_file("paper.pdf", one_page(("One",))).media_type, "application/pdf")

    def test_the_same_lines_give_the_same_bytes(self) -> None:
        self.assertEqual(one_page(("One", "Zwölf")), one_page(("One", "Zwölf")))
