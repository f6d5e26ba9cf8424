"""Where pages end: no paragraph leaves a line alone, heads of tables come again; the widths of the header."""

import itertools
import re
import subprocess
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import ClassVar
from xml.etree import ElementTree

from django.test import SimpleTestCase

from commitments.packets.content_values import Fact, Section
from commitments.packets.render.pdf import render_pdf
from commitments.packets.render.printing import PrintedFile, print_html
from commitments.packets.render.typeset import typeset
from tests.commitments.packets.reading import HEADER, pages_of
from tests.commitments.packets.sample import content, imprint, past
from tests.commitments.packets.sample_front import scenario, signed, topic, with_front

XHTML = "{http://www.w3.org/1999/xhtml}"
MM = 72 / 25.4
# Between what the page bears at its top and at its foot.
TOP, FOOT = 27 * MM, (297 - 27) * MM


@dataclass(frozen=True)
class Line:
    """A line of text on a page, in points from its left upper corner."""

    text: str
    left: float
    right: float
    top: float
    foot: float


def lines_of(pdf: bytes) -> list[list[Line]]:
    """Give the lines of each page from top to foot, as pdftotext (poppler) finds them."""
    done = subprocess.run(["pdftotext", "-bbox-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    pages = []
    for page in ElementTree.fromstring(done.stdout.decode()).iter(f"{XHTML}page"):
        found = []
        for line in page.iter(f"{XHTML}line"):
            left, top, right, foot = (float(line.get(name, 0)) for name in ("xMin", "yMin", "xMax", "yMax"))
            text = " ".join(word.text or "" for word in line.iter(f"{XHTML}word"))
            found.append(Line(text, left, right, top, foot))
        pages.append(sorted(found, key=lambda line: (line.top, line.left)))
    return pages


def left_alone(pages: list[list[Line]], mark: str) -> list[str]:
    """Give each paragraph, known by its mark in every line, that leaves fewer than three lines on a page."""
    counts: dict[str, list[int]] = {}
    for page in pages:
        here: dict[str, int] = {}
        for line in page:
            for name in set(re.findall(rf"{mark}\d+", line.text)):
                here[name] = here.get(name, 0) + 1
        for name, count in here.items():
            counts.setdefault(name, []).append(count)
    return [f"{name}: {on}" for name, on in counts.items() if len(on) > 1 and min(on) < 3]


def marked(mark: str, count: int, words: int) -> str:
    """Give paragraphs, each of words that bear its number, so that every line tells whose it is."""
    return "\n\n".join(
        " ".join(f"{mark}{number}" for _word in range(words + number)) for number in range(10, 10 + count)
    )


class WordTests(SimpleTestCase):
    def test_a_word_that_fits_on_the_next_line_is_not_broken_within_an_emphasised_passage(self) -> None:
        words = "“by 9 December 2026”", "(영어만)"
        passage = f"<i><span>{words[0]}</span> {typeset(words[1])}</i>"
        narrow = "".join(f'<p style="width: {width}mm">{passage}</p>' for width in range(22, 46))
        style = '<link rel="stylesheet" href="asset:///packet.css"/>'
        printed = print_html(f'<html lang="ko"><head>{style}</head><body>{narrow}</body></html>')
        lines = (line for page in lines_of(printed.pdf) for line in page if TOP < line.foot < FOOT)
        found = {word for line in lines for word in line.text.split()}
        self.assertEqual(found, {*words[0].split(), words[1]})


class ParagraphTests(SimpleTestCase):
    def test_no_paragraph_leaves_a_line_or_two_alone_on_a_page(self) -> None:
        broken = 0
        for words in (150, 175):
            plan = content(1)
            changes = Section("changes", "5", "Changes and proposals", (), "Changes", "A draft")
            text = marked("p", 12, words)
            plan = replace(plan, sections=(*plan.sections, changes), joint_statement=text)
            pages = lines_of(render_pdf(plan, imprint()).pdf)
            self.assertEqual(left_alone(pages, "p"), [])
            first = [{found for line in page for found in re.findall(r"p\d+", line.text)} for page in pages]
            broken += sum(bool(one & other) for one, other in pairwise(first))
        # Some paragraph was in fact broken, so that the rule was put to the test.
        self.assertGreater(broken, 0)

    def test_a_line_left_alone_is_found(self) -> None:
        line = Line("p1 p1", 0, 0, 0, 0)
        self.assertEqual(left_alone([[line] * 4, [line]], "p"), ["p1: [4, 1]"])


class HeadTests(SimpleTestCase):
    """One packet with more rows than a page holds, and one row taller than a page."""

    printed: ClassVar[PrintedFile]
    pages: ClassVar[list[list[Line]]]

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        first, second = scenario().events
        tall = replace(second, note=" ".join(f"w{number}" for number in range(700)), is_tall=True)
        plan = replace(scenario(), events=(first, tall, first))
        cls.printed = render_pdf(with_front(25, scenarios=(plan,)), signed())
        cls.pages = lines_of(cls.printed.pdf)

    def test_a_row_taller_than_a_page_has_the_head_of_its_table_on_each(self) -> None:
        heads = [
            any("Phnom Penh" in line.text and line.top < FOOT - 40 for line in page) for page in self.pages
        ]
        cells = [any(re.search(r"\bw\d+\b", line.text) for line in page) for page in self.pages]
        self.assertGreater(sum(cells), 2)
        for number, (has_head, has_cell) in enumerate(zip(heads, cells, strict=True), 1):
            self.assertTrue(has_head or not has_cell, f"page {number}")

    def test_each_page_of_the_scorecard_names_its_columns(self) -> None:
        pages = pages_of(self.printed.pdf)
        score = [
            page
            for page in pages
            if re.search(r"CONFIDENTIAL.* Scorecard|Scorecard CONFIDENTIAL", page)
            and "Ours: National Police" in page
        ]
        self.assertGreater(len(score), 1)
        for page in score:
            self.assertIn("Strength Due date Status Line to take", page)

    def test_the_header_stands_in_boxes_of_62_44_and_62_mm(self) -> None:
        for number, page in enumerate(self.pages[2:], 3):
            inner, outer = (22, 20) if number % 2 else (20, 22)
            edges = [inner * MM, (inner + 62) * MM, (inner + 62 + 44) * MM, (210 - outer) * MM]
            header = [line for line in page if line.foot < HEADER]
            for line in header:
                holding = [
                    left - 1 <= line.left and line.right <= right + 1 for left, right in pairwise(edges)
                ]
                self.assertIn(True, holding, f"page {number}: {line}")
            middle = next(line for line in header if "CONFIDENTIAL" in line.text)
            self.assertAlmostEqual((middle.left + middle.right) / 2, (edges[1] + edges[2]) / 2, delta=2)
            self.assertAlmostEqual(min(line.left for line in header), edges[0], delta=1)
            self.assertAlmostEqual(max(line.right for line in header), edges[3], delta=1)


class LongHeaderTests(SimpleTestCase):
    def test_parties_of_long_names_stay_in_their_box(self) -> None:
        title = (
            "The United Republics of the Eastern Islands – The Kingdom of the Western Harbours, 3 Dec 2026"
        )
        pages = lines_of(render_pdf(replace(content(1), running_title=title), imprint()).pdf)
        for number, page in enumerate(pages[1:], 2):
            inner = 22 if number % 2 else 20
            named = [line for line in page if line.foot < TOP and "Kingdom" in line.text]
            self.assertTrue(named)
            for line in named:
                left = inner if number % 2 else inner + 106
                self.assertGreaterEqual(line.left, left * MM - 1)
                self.assertLessEqual(line.right, (left + 62) * MM + 1)


FACT = re.compile(r"(Clause|Source|Ours|Theirs|Dates|Latest update|Evidence|\d+ March)( |$)")


class ContinuedTests(SimpleTestCase):
    """An item of the annex that goes on over a page has its heading above the rest of it."""

    def test_only_a_page_that_begins_within_an_item_repeats_its_heading(self) -> None:
        plan = content(9)
        dates = Fact("Dates", tuple(f"{day} March 2027 · moved" for day in range(70)))
        titles = [f"Harbour list {number}" for number in range(9)]
        blocks = [replace(one, title=title) for one, title in zip(plan.blocks, titles, strict=True)]
        blocks[2] = replace(blocks[2], facts=(*blocks[2].facts, dates))
        blocks[4] = replace(blocks[4], facts=())
        pages = lines_of(render_pdf(replace(plan, blocks=tuple(blocks)), imprint()).pdf)
        open_item, seen = "", 0
        for page in pages:
            above = [line.text for line in page if HEADER < line.foot < TOP + 1]
            begins = [line.text for line in page if re.search(r"Harbour list \d$", line.text)]
            inside = [line for line in page if TOP + 1 < line.foot < FOOT]
            is_annex = any("Annex" in line.text for line in page if line.foot < HEADER)
            if is_annex and inside and FACT.match(inside[0].text):
                self.assertEqual(above, [f"{open_item} (continued)"])
                seen += 1
            else:
                self.assertEqual(above, [])
            open_item = begins[-1] if begins else open_item
        self.assertGreater(seen, 2)


class KeptTests(SimpleTestCase):
    def test_the_focal_points_stand_together_under_their_title(self) -> None:
        plan = with_front(3, topics=(topic(),))
        printed = render_pdf(replace(plan, contacts=plan.contacts * 13), signed())
        holding = [page for page in pages_of(printed.pdf) if "Our focal point; alternate" in page]
        self.assertEqual(len(holding), 1)
        self.assertIn("Focal points on both sides", holding[0])
        self.assertEqual(holding[0].count("KNPA: a director"), 13)

    def test_the_number_of_a_topic_stands_with_what_is_carried_from_it(self) -> None:
        carried = topic(
            hidden="\n\n".join(["Held back, all of it. " * 12] * 8), tactics="Wait and see. " * 640
        )
        # So long that the number alone would fit below it.
        above = content(1, clause="\n".join(["A line."] * 32)).blocks
        pages = lines_of(render_pdf(replace(with_front(1, topics=(carried,)), blocks=above), imprint()).pdf)
        for page in pages[5:]:
            below = [line.text for line in page if line.foot < FOOT]
            for text, following in itertools.pairwise([*below, ""]):
                if text == "T1":
                    self.assertTrue(following.startswith(("NOT TO BE", "Background", "Not to be")), following)

    def test_how_to_read_the_packet_stands_together(self) -> None:
        for rows in (24, 26):
            plan = replace(content(1), past=past() * rows)
            pages = pages_of(render_pdf(plan, imprint()).pdf)
            holding = [page for page in pages if "protected by seals" in squeezed_words(page)]
            self.assertEqual(len(holding), 1)
            self.assertIn("Completed. The evidence was accepted by", holding[0])


def squeezed_words(page: str) -> str:
    return " ".join(page.split())
