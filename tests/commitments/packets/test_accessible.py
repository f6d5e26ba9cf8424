"""The finished file as assistive tools and printers meet it, read with tools not used to make it."""

import io
import json
import subprocess
import sys
import tempfile
from dataclasses import replace
from typing import ClassVar

import pikepdf
from django.test import SimpleTestCase

from commitments.packets.render.pdf import render_html, render_pdf
from commitments.packets.render.printing import PrintedFile
from tests.commitments.packets import tagged
from tests.commitments.packets.sample import KHMER, KOREAN, content, imprint
from tests.commitments.packets.test_pdf_worker import structure

ARABIC = "اللجنة المشتركة"


class AccessibleTests(SimpleTestCase):
    """A packet whose tables run over several pages, with passages in four scripts."""

    printed: ClassVar[PrintedFile]
    file: ClassVar[str]

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        made = content(60, clause=f"Agreed: {KOREAN} {KHMER} {ARABIC} 😀")
        sections = tuple(replace(one, title=f"{one.title} {KOREAN} {KHMER}") for one in made.sections)
        cls.printed = render_pdf(replace(made, sections=sections), imprint())
        kept = tempfile.NamedTemporaryFile(suffix=".pdf")  # noqa: SIM115
        cls.addClassCleanup(kept.close)
        kept.write(cls.printed.pdf)
        kept.flush()
        cls.file = kept.name

    def test_pdfua_finds_nothing(self) -> None:
        command = [sys.executable, "-m", "pdfua", "check", "--format", "json", self.file]
        done = subprocess.run(command, capture_output=True, check=False, text=True)
        self.assertEqual(json.loads(done.stdout)["findings"], [])

    def test_each_passage_is_told_in_its_language(self) -> None:
        with pikepdf.open(io.BytesIO(self.printed.pdf)) as pdf:
            told = {str(item.Lang) for item in structure(pdf) if "/Lang" in item}
        self.assertGreaterEqual(told, {"ko", "km", "ar"})

    def test_a_link_with_passages_in_other_languages_is_one_link_and_in_its_element(self) -> None:
        with pikepdf.open(io.BytesIO(self.printed.pdf)) as pdf:
            links = [item for item in tagged.tree(pdf) if item.S == "/Link"]
            self.assertTrue(any("/Lang" in below for link in links for below in tagged.elements(link)))
            self.assertEqual(tagged.links_apart(pdf), [])

    def test_a_link_is_told_by_its_words_and_each_section_is_led_to_once(self) -> None:
        with pikepdf.open(io.BytesIO(self.printed.pdf)) as pdf:
            told = [str(note.Contents) for page in pdf.pages for note in page.get("/Annots", [])]
        self.assertIn("25-0001", told)
        # Over two lines it is one link of two parts, each told as the whole.
        self.assertEqual({one for one in told if one.startswith("Core")}, {f"Core brief {KOREAN} {KHMER}"})
        self.assertEqual(render_html(content(1), imprint()).count('href="#core"'), 1)
        self.assertFalse([one for one in told if not one or one == "core" or one.startswith("i-")])

    def test_what_is_english_in_a_korean_packet_is_told_to_be(self) -> None:
        made = content(1, clause="We ask for one officer.")
        for language, expected in (("ko", True), ("en", False)):
            sections = tuple(one for one in made.sections if one.key == "annex")
            one = replace(made, language=language, sections=sections, beside=())
            with pikepdf.open(io.BytesIO(render_pdf(one, imprint()).pdf)) as pdf:
                told = {str(item.get("/Lang", "")) for item in structure(pdf)}
            self.assertEqual("en" in told, expected, language)

    def test_it_is_painted_in_the_order_in_which_it_is_read(self) -> None:
        self.assertEqual(tagged.out_of_order(self.printed.pdf), [])

    def test_each_figure_is_described_in_words_of_the_packets_language(self) -> None:
        self.assertEqual(tagged.figures_without_words(self.printed.pdf), [])
        for text, language in (
            ("25-0001, 25-0002: 35 d; 25-0003: 39 d", "en"),
            ("Chart chart chart", "en"),
            ("기한이 지난 사안이 없음", "en"),
            ("No item is overdue", "ko"),
            ("", "ko"),
        ):
            self.assertFalse(tagged.is_description(text, language), text)
        # More blanks and signs than letters, and still a sentence.
        self.assertTrue(tagged.is_description("우리 측: 25-0001 공동 조사 착수, 기한 없음", "ko"))

    def test_no_heading_is_empty(self) -> None:
        with pikepdf.open(io.BytesIO(self.printed.pdf)) as pdf:
            headings = [item for item in tagged.tree(pdf) if str(item.S) in ("/H1", "/H2", "/H3")]
            self.assertTrue(headings)
            # pdfua's own rule ends in an error at an array of kids and is left out without a finding.
            self.assertEqual([item for item in headings if not list(tagged.marks_of(item, 0))], [])

    def test_a_table_over_several_pages_is_read_as_one_with_one_head(self) -> None:
        with pikepdf.open(io.BytesIO(self.printed.pdf)) as pdf:
            tables = [item for item in structure(pdf) if item.S == "/Table"]
            of_rows = max(tables, key=lambda table: len(list(table.K)[-1].K))
            self.assertGreater(len(pages_of_tree(of_rows)), 1)
            self.assertEqual([str(part.S) for part in of_rows.K], ["/THead", "/TBody"])
            self.assertEqual(len(of_rows.K[0].K), 1)

    def test_every_font_is_embedded_and_only_what_is_used_of_it(self) -> None:
        done = subprocess.run(["pdffonts", self.file], capture_output=True, check=True, text=True)
        rows = [line.split() for line in done.stdout.splitlines()[2:]]
        self.assertTrue(rows)
        for row in rows:
            self.assertRegex(row[0], r"^[A-Z]{6}\+(Noto|I(BM|bm)-Plex)")
            # Embedded, subset, with a meaning for each glyph.
            self.assertEqual(row[-5:-2], ["yes", "yes", "yes"], row)


def pages_of_tree(item: pikepdf.Object) -> set[int]:
    """Give the numbers of the page objects that an element and all below it name."""
    found = {item.Pg.objgen[0]} if "/Pg" in item else set()
    for kid in item.get("/K", []):
        if isinstance(kid, pikepdf.Dictionary):
            found |= pages_of_tree(kid)
    return found
