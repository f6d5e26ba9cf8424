"""The number of a copy on a printed master: on each page, in its place, no part of what is read aloud."""

import io
import re
import subprocess
import tempfile
from pathlib import Path
from typing import ClassVar

import pikepdf
from django.test import SimpleTestCase

from commitments.packets.copy_files import HolderSheet
from commitments.packets.edition_state import words_of
from commitments.packets.render import copy_numbers
from commitments.packets.render.pdf import render_pdf, render_sheet
from commitments.packets.render.printing import print_html
from tests.commitments.packets.reading import as_laid_out
from tests.commitments.packets.sample import content, imprint
from tests.commitments.packets.test_breaks import MM, lines_of

WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)</word>')
RIGHT_EDGE, FOOT = (210 - 22) * copy_numbers.MM, 770


def words_on(pdf: bytes, page: int) -> list[tuple[float, float, float, str]]:
    """Give left, bottom and right edge of each word of a page, and the word."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "copy.pdf"
        file.write_bytes(pdf)
        told = subprocess.run(
            ["pdftotext", "-bbox", "-f", str(page), "-l", str(page), str(file), "-"],
            check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip
    return [(float(x), float(y), float(right), word) for x, _top, right, y, word in WORD.findall(told)]


class StampTests(SimpleTestCase):
    master: ClassVar[bytes]
    copy: ClassVar[bytes]

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.master = render_pdf(content(12), imprint()).pdf
        cls.copy = cls.stamp(3)

    @classmethod
    def stamp(cls, number: int) -> bytes:
        says = imprint()
        return copy_numbers.stamp_copy(cls.master, words_of(says.copy, number), says.footer[0])

    def test_every_page_says_which_copy_it_is_in_its_first_line_at_the_foot(self) -> None:
        pages = [" ".join(page.split()) for page in as_laid_out(self.copy)]
        for page in pages:
            self.assertIn("P-KH-2025-02 · v0.1 DRAFT · Copy 3 of 6", page)
        self.assertEqual([page.count("Copy 3 of 6") for page in pages], [2] + [1] * (len(pages) - 1))
        self.assertNotIn("Copy", "".join(as_laid_out(self.master)))

    def test_the_words_stand_on_the_line_after_the_edition_and_within_the_margin(self) -> None:
        for page in (1, 2, 3):
            words = words_on(self.copy, page)
            edition = next(word for word in words if word[3] == "v0.1" and word[1] > FOOT)
            line = [word for word in words if abs(word[1] - edition[1]) < 1]
            spot = next(word for word in line if word[3] == "Copy")
            dots = [word for word in line if word[3] == "·"]
            self.assertLess(abs(spot[1] - dots[0][1]), 0.05, page)
            gap = spot[0] - max(word[2] for word in dots if word[0] < spot[0])
            self.assertTrue(0 < gap < 4, (page, gap))
            last = max(word[2] for word in line if spot[0] <= word[0] < spot[0] + 60)
            if page % 2 == 0:
                self.assertLessEqual(last, RIGHT_EDGE + 0.1)

    def test_the_same_copy_is_the_same_bytes_and_another_differs(self) -> None:
        self.assertEqual(self.stamp(3), self.copy)
        self.assertNotEqual(self.stamp(4), self.copy)

    def test_it_is_an_artifact_with_an_embedded_font_that_says_its_letters(self) -> None:
        with pikepdf.open(io.BytesIO(self.copy)) as pdf:
            for page in pdf.pages:
                added = page.Contents[-1].read_bytes().decode()
                self.assertIn("/Artifact <</Type /Pagination", added)
                self.assertNotIn("MCID", added)
            fonts = pdf.pages[1].Resources.Font
            mine = [font for name, font in fonts.items() if name.startswith("/Copy")]
            self.assertTrue(mine)
            for font in mine:
                self.assertIn("/ToUnicode", font)
                self.assertIn("/FontFile2", font.DescendantFonts[0].FontDescriptor)

    def test_other_scripts_are_drawn_by_the_packets_own_fonts(self) -> None:
        pdf = copy_numbers.stamp_copy(self.master, "6부 중 3부", imprint().footer[0])
        for page in as_laid_out(pdf):
            self.assertIn("6부 중 3부", " ".join(page.split()))

    def test_a_draft_for_comment_says_so_between_the_text_and_the_foot_whatever_the_marking(self) -> None:
        """The marking may take all the room of the head, and an item that goes on has its name below."""
        said = "Draft for comment · Copy 3 · Officer"
        pdf = copy_numbers.stamp_copy(self.master, "Copy 3", imprint().footer[0], above=said)
        for page in lines_of(pdf):
            (line,) = (line for line in page if line.text == said)
            self.assertTrue(269 * MM < line.top < line.foot < 273.5 * MM, line)

    def test_words_above_the_foot_that_have_no_room_are_cut(self) -> None:
        above = f"Draft for comment · Copy 3 · {'A department with a long name ' * 6}"
        pdf = copy_numbers.stamp_copy(self.master, "Copy 3", imprint().footer[0], above=above)
        for page in as_laid_out(pdf):
            said = " ".join(page.split())
            self.assertIn("Draft for comment · Copy 3 · A department", said)
            self.assertIn("…", said)

    def test_the_room_is_wide_enough_and_hardly_wider(self) -> None:
        for words in ("Copy 1 of 6", "Copy 99 of 99", "99부 중 99부"):
            room, needed = (
                copy_numbers.measure_width(copy_numbers.format_blanks(words), copy_numbers.FOOT_SIZE),
                copy_numbers.measure_width(words, copy_numbers.FOOT_SIZE),
            )
            self.assertTrue(needed <= room < needed + 2)

    def test_the_personal_sheet_is_the_last_page_with_its_tags_and_its_bookmark(self) -> None:
        sheet = HolderSheet("Head", "This is your first packet on Cambodia.")
        page = print_html(render_sheet(content(12), imprint(), sheet, is_on_back=False)).pdf
        says = imprint()
        copy = copy_numbers.stamp_copy(self.master, words_of(says.copy, 3), says.footer[0], sheet=page)
        pages = [" ".join(text.split()) for text in as_laid_out(copy)]
        self.assertEqual(len(pages), len(as_laid_out(self.master)) + 1)
        self.assertIn("Changes since your last packet", pages[-1])
        self.assertIn("personal sheet, page", pages[-1])
        self.assertIn("Copy 3 of 6", pages[-1])
        self.assertNotIn("first packet on Cambodia", " ".join(pages[:-1]))
        with pikepdf.open(io.BytesIO(copy)) as pdf:
            document = pdf.Root.StructTreeRoot.K[0]
            numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
            owners = {int(numbers[place]): numbers[place + 1] for place in range(0, len(numbers), 2)}
            self.assertEqual(len(owners), len(numbers) // 2)
            self.assertEqual(document.K[-1].P.objgen, document.objgen)
            last = pdf.pages[-1]
            for element in owners[int(last.StructParents)]:
                self.assertEqual(element.Pg.objgen, last.obj.objgen)
            with pdf.open_outline() as outline:
                self.assertEqual(outline.root[-1].title, "Changes since your last packet")

    def test_after_an_odd_number_of_pages_the_sheet_is_on_the_back_of_the_last(self) -> None:
        sheet = HolderSheet("Head", "This is your first packet on Cambodia.")
        for is_on_back, first in ((False, "P-KH-2025-02"), (True, "personal sheet")):
            page = print_html(render_sheet(content(1), imprint(), sheet, is_on_back=is_on_back)).pdf
            foot = [word for word in words_on(page, 1) if word[1] > FOOT and word[0] < 100]
            self.assertEqual(foot[0][3], first.split()[0])

    def test_a_letter_that_no_font_has_is_refused(self) -> None:
        with self.assertRaises(ValueError):
            copy_numbers.measure_width("\U00013000", 7)
