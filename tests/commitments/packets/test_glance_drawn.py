"""The charts are drawn with few marks, and printed on one page that faces the scorecard."""

import io
import re
from dataclasses import replace
from typing import ClassVar
from xml.etree.ElementTree import fromstring

import pikepdf
from django.test import SimpleTestCase
from fontTools.ttLib import TTFont

from commitments.packets.content_values import (
    Account,
    Boxes,
    Glance,
    Lane,
    Line,
    Section,
    Tick,
    Timeline,
    Unit,
)
from commitments.packets.render import fonts
from commitments.packets.render.chart_page import fit_page
from commitments.packets.render.charts import (
    balance_layout,
    draw_balance,
    draw_fulfilment,
    draw_timeline,
    fit_layout,
)
from commitments.packets.render.pdf import render_pdf
from commitments.packets.render.pdf_worker import ASSETS
from commitments.packets.render.pencil import (
    ASCII_WIDTHS,
    BOLD_WIDTH,
    FAMILY,
    RED,
    SMALL,
    TEXT,
    cut_text,
    width_of,
    wrap_text,
)
from commitments.packets.render.printing import PrintedFile
from tests.commitments.packets.reading import pages_of
from tests.commitments.packets.sample import content, imprint

SECTION = Section("glance", "3", "At a glance", (), "At a glance", "")


def unit(number: int) -> Unit:
    shapes = ("fulfilled", "on_track", "at_risk", "no_recent_report", "off_track")
    return Unit(f"25-{number:04d}", "Guide to careful computing", shapes[number % 5])


def boxes(count: int) -> Boxes:
    units = tuple(unit(number) for number in range(count))
    rows = (Account("Ours", (units, (), units, units, ())), Account("Theirs", ((), (), units, (), ())))
    return Boxes(
        "Of 9 original due dates, 3 were met on time",
        "Measured.",
        "Three of nine were met on time.",
        ("On time",) * 5,
        rows,
    )


def two_sided(count: int) -> Boxes:
    units = tuple(unit(number) for number in range(count))
    rows = (Account("Legally binding", (units[:1], units)), Account("Agreed", (units, units[:1])))
    return Boxes(
        "9 ours, 3 theirs", "Open items.", "Nine are ours.", ("Our side", "Strength", "Their side"), rows
    )


def dates(lines: int) -> Timeline:
    line = Line("25-0001", "Guide to careful computing", "9 d overdue", True, 20, None, 60, None, None)
    kinds = (
        line,
        replace(line, is_late=False, review=200, now=None, first=None, status="review in 40 d"),
        replace(line, is_late=False, start=100, now=160, first=160, status="due in 20 d"),
        replace(line, is_late=False, done=90, status="completed on time"),
    )
    ticks = tuple(Tick(90 * number, "Apr", "2026" if number == 1 else "") for number in range(5))
    rows = tuple(kinds[number % 4] for number in range(lines))
    told = "One item is overdue, and it is ours."
    lanes = (Lane("Ours", rows), Lane("Theirs", rows[:1]))
    return Timeline("1 item overdue", "Against today.", told, 450, 90, "today, 3 Dec 2026", 110, ticks, lanes)


def drawn_boxes(count: int) -> str:
    return draw_fulfilment(boxes(count), fit_layout(boxes(count)))


class DrawingTests(SimpleTestCase):
    def test_one_path_holds_all_that_an_ink_draws(self) -> None:
        for few, many in (
            (draw_timeline(dates(4)), draw_timeline(dates(20))),
            (drawn_boxes(5), drawn_boxes(9)),
        ):
            count = few.count("<path")
            self.assertEqual(many.count("<path"), count)
            self.assertLess(count, 16)

    def test_letters_are_as_large_as_the_specification_asks(self) -> None:
        for drawing in (
            draw_timeline(dates(4)),
            drawn_boxes(5),
            draw_balance(two_sided(5), balance_layout(two_sided(5))),
        ):
            sizes = {float(size) for size in re.findall(r'font-size="([\d.]+)"', drawing)}
            self.assertTrue(sizes)
            self.assertGreaterEqual(min(sizes) * 72 / 25.4, 6.17)

    def test_a_legend_names_only_what_is_drawn(self) -> None:
        chart = dates(1)
        self.assertNotIn("agreed as a period", draw_timeline(chart))
        self.assertNotIn(">fulfilled</text>", draw_timeline(chart))
        whole = draw_timeline(dates(4))
        for name in (
            "original due date",
            "overdue",
            "agreed as a period",
            "review date (no due date)",
            "fulfilled",
        ):
            self.assertIn(f">{name}</text>", whole)
        self.assertNotIn(">At risk</text>", drawn_boxes(2))
        self.assertIn(">Fulfilled</text>", drawn_boxes(2))
        self.assertIn(">At risk</text>", drawn_boxes(3))

    def test_a_review_that_is_late_is_red(self) -> None:
        chart = dates(2)
        (lane, _theirs) = chart.lanes
        soon = lane.lines[1]

        def red(line: Line) -> int:
            return draw_timeline(replace(chart, lanes=(replace(lane, lines=(line,)),))).count(RED)

        self.assertEqual(red(soon), 0)
        self.assertEqual(red(replace(soon, is_late=True)), 2)

    def test_columns_do_not_touch(self) -> None:
        drawing = drawn_boxes(6)
        heads = [float(x) for x in re.findall(r'<text x="([\d.]+)"[^>]*>Kept<', drawing)]
        starts = sorted({float(x) for x in re.findall(r"M([\d.]+) [\d.]+h11.9v", drawing)})
        for head in heads[1:]:
            ends = [start + 11.9 for start in starts if start < head]
            self.assertGreaterEqual(head - max(ends), 2)

    def test_what_is_drawn_is_told_in_sentences(self) -> None:
        self.assertEqual(fromstring(draw_timeline(dates(4)))[0].text, "One item is overdue, and it is ours.")

    def test_letters_fall_back_as_those_of_the_page_do(self) -> None:
        self.assertIn(f'"{FAMILY}"', fonts.DRAWN)

    def test_many_items_become_small_boxes_with_their_number(self) -> None:
        self.assertEqual(fit_layout(boxes(6)).small, 0)
        layout = fit_layout(boxes(120))
        self.assertGreater(layout.small, 0)
        drawing = drawn_boxes(120)
        self.assertNotIn("25-0001", drawing)
        self.assertIn(">120</text>", drawing)

    def test_more_than_can_be_read_are_their_number_alone(self) -> None:
        drawing = drawn_boxes(900)
        self.assertIn(">900</text>", drawing)
        self.assertLess(fit_layout(boxes(900)).total_height(boxes(900).rows), 30)
        self.assertLess(len(drawing), 5000)

    def test_every_item_of_a_box_is_named_in_words_on_the_page(self) -> None:
        for count in (2, 4, 6, 9):
            drawn = Glance(dates(8), boxes(count), two_sided(count))
            page = fit_page(drawn)
            named = {line.ref for lane in drawn.timeline.lanes for line in lane.lines}
            named |= {unit.ref for unit in page.named}
            # Beside each box that is alone.
            named |= {cell[0].ref for row in drawn.balance.rows for cell in row.cells if len(cell) == 1}
            rows = (row for chart in (drawn.kept, drawn.balance) for row in chart.rows)
            every = {unit.ref for row in rows for cell in row.cells for unit in cell}
            with self.subTest(count):
                self.assertTrue(page.kept.has_references)
                self.assertEqual(every - named, set())

    def test_a_full_page_has_lower_rows_and_then_boxes_without_references(self) -> None:
        ranks = [fit_page(Glance(dates(lines), boxes(6), two_sided(6))).rank for lines in range(1, 40)]
        self.assertEqual(ranks, sorted(ranks))
        self.assertEqual(ranks[0], 0)
        self.assertLessEqual({0, 1, 2}, set(ranks))
        for lines, rank in enumerate(ranks, 1):
            page = fit_page(Glance(dates(lines), boxes(6), two_sided(6)))
            self.assertEqual(page.kept.has_references, rank < 3)
        self.assertFalse(page.is_fitting)

    def test_too_many_items_to_name_have_no_references_on_the_page(self) -> None:
        page = fit_page(Glance(dates(2), boxes(300), two_sided(4)))
        self.assertEqual(page.named, ())
        self.assertFalse(page.kept.has_references or page.balance.has_references)
        self.assertTrue(page.is_fitting)

    def test_an_item_that_is_alone_has_its_whole_name_beside_its_box(self) -> None:
        chart = two_sided(1)
        drawn = Glance(dates(1), boxes(1), chart)
        self.assertEqual(fit_page(drawn).named, ())
        self.assertIn("Guide to careful computing", draw_balance(chart, balance_layout(chart)))
        long = replace(unit(0), title="Guide to careful computing in every office of the two ministries")
        rows = tuple(replace(row, cells=((long,), (long,))) for row in chart.rows)
        drawn = replace(drawn, balance=replace(chart, rows=rows))
        self.assertEqual(fit_page(drawn).named, (long,))
        self.assertNotIn(long.title[:20], draw_balance(drawn.balance, balance_layout(drawn.balance)))

    def test_a_date_beyond_the_axis_is_an_arrow_to_it(self) -> None:
        chart = dates(1)
        (lane, *_rest) = chart.lanes
        far = replace(lane.lines[0], first=-1, now=chart.days, is_late=False)
        inside = draw_timeline(replace(chart, lanes=(replace(lane, lines=(lane.lines[0],)),)))
        beyond = draw_timeline(replace(chart, lanes=(replace(lane, lines=(far,)),)))
        self.assertEqual(inside.count("a1.05 1.05") - beyond.count("a1.05 1.05"), 4)

    def test_columns_are_as_wide_as_what_heads_them(self) -> None:
        wide = replace(boxes(2), heads=("기한 안에 모두 이행함",) * 5)
        layout = fit_layout(wide)
        self.assertGreater(min(layout.widths), width_of(wide.heads[0], SMALL))

    def test_widths_are_those_of_the_font(self) -> None:
        def measure(text: str, weight: int) -> list[int]:
            with TTFont(ASSETS / "fonts" / f"noto-sans-latin-{weight}-normal.woff") as font:
                names, widths = font.getBestCmap(), font["hmtx"]
                return [widths[names[ord(letter)]][0] for letter in text]

        self.assertEqual(list(ASCII_WIDTHS), measure("".join(map(chr, range(32, 127))), 400))
        title = "Of 12 original due dates met or passed, 3 were met on time, 1 met late, 8 not yet met"
        real = sum(measure(title, 700)) / 1000
        self.assertAlmostEqual(width_of(title, 1) * BOLD_WIDTH, real, delta=real / 50)

    def test_heads_of_columns_do_not_overlap_above_small_boxes(self) -> None:
        heads = ("On time", "Late", "Missed, still open", "Not yet due, or reported complete", "No due date")
        layout = fit_layout(replace(boxes(6), heads=heads), has_references=False)
        self.assertGreater(layout.small, 0)
        for head, width in zip(heads, layout.widths, strict=True):
            self.assertGreaterEqual(width, width_of(head, SMALL))

    def test_a_title_is_cut_at_a_word_and_fits(self) -> None:
        for text in (
            "Support against infections through the programme for vaccines",
            "W" * 80,
            "양측은 " * 30,
            "Report on intergovernmental recommendations",
            "កិច្ចសហប្រតិបត្តិការទប់ស្កាត់ឧក្រិដ្ឋកម្ម" * 2,
        ):
            short = cut_text(text, 50, TEXT)
            self.assertTrue(short.endswith("…"))
            if " " in text:
                self.assertIn(f"{short[:-1]} ", text)
            self.assertLessEqual(width_of(short, TEXT), 50)
        self.assertEqual(cut_text("Guide", 50, SMALL), "Guide")

    def test_a_request_stands_in_its_whole_words_on_up_to_three_lines(self) -> None:
        words = "Our side asked Valdoria to open a second visa counter in Seoul."
        self.assertEqual(" ".join(wrap_text(words, 48, TEXT, 3)), words)
        for text in (f"{words} {words} {words}", "양측은 합의하였다 " * 20, "កិច្ចសហប្រតិបត្តិការ" * 8, "W" * 90):
            lines = wrap_text(text, 48, TEXT, 3)
            self.assertEqual(len(lines), 3)
            self.assertTrue(lines[-1].endswith("…"))
            self.assertLessEqual(max(width_of(line, TEXT) for line in lines), 48)
            self.assertTrue(text.startswith("".join(lines)[:-1]) or " ".join(lines)[:-1] in text)
        chart = dates(1)
        asked = replace(chart.lanes[0].lines[0], ref="M-25-001 · 2", title=words)
        lanes = (replace(chart.lanes[0], lines=(asked,)),)
        drawn = draw_timeline(replace(chart, lanes=lanes))
        self.assertIn(">in Seoul.</text>", drawn.replace("second visa counter ", ">"))
        one = draw_timeline(
            replace(chart, lanes=(replace(lanes[0], lines=(replace(asked, title="Counter"),)),))
        )
        self.assertNotEqual(fromstring(drawn).get("height"), fromstring(one).get("height"))


class PrintedTests(SimpleTestCase):
    printed: ClassVar[PrintedFile]
    pages: ClassVar[list[str]]

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        whole = content(3)
        core, *rest = whole.sections
        drawn = next(
            page
            for lines in range(40, 0, -1)
            if fit_page(page := Glance(dates(lines), boxes(6), two_sided(6))).rank < 3
        )
        cls.printed = render_pdf(replace(whole, sections=(core, SECTION, *rest), glance=drawn), imprint())
        cls.pages = pages_of(cls.printed.pdf)

    def test_all_three_stand_on_one_left_page_that_faces_the_scorecard(self) -> None:
        self.assertEqual(self.printed.remarks, ())
        (place,) = [number for number, page in enumerate(self.pages, 1) if "1 item overdue" in page]
        self.assertEqual(place % 2, 0)
        page = self.pages[place - 1]
        for text in (
            "Of 9 original due dates, 3 were met on time",
            "9 ours, 3 theirs",
            "today, 3 Dec 2026",
            "25-0004",
        ):
            self.assertIn(text, page)
        self.assertIn("Commitment scorecard", self.pages[place])

    def test_a_page_left_free_before_it_is_one_for_notes(self) -> None:
        whole = content(1)
        _core, *rest = whole.sections
        drawn = Glance(dates(3), boxes(3), two_sided(3))
        pages = pages_of(render_pdf(replace(whole, sections=(SECTION, *rest), glance=drawn), imprint()).pdf)
        free = pages[2]
        self.assertIn("Notes", free)
        self.assertEqual(free.count("CONFIDENTIAL"), 2)
        self.assertIn(f"page 3 of {len(pages)}", free)
        self.assertIn("1 item overdue", pages[3])

    def test_each_is_a_figure_that_is_told(self) -> None:
        with pikepdf.open(io.BytesIO(self.printed.pdf)) as pdf:
            told = [
                str(item.Alt)
                for item in pdf.objects
                if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure"
            ]
        self.assertEqual(
            sorted(told),
            ["Nine are ours.", "One item is overdue, and it is ours.", "Three of nine were met on time."],
        )

    def test_its_letters_are_those_of_the_packet(self) -> None:
        with pikepdf.open(io.BytesIO(self.printed.pdf)) as pdf:
            fonts = {str(font.BaseFont) for page in pdf.pages for font in page.Resources.Font.values()}
        self.assertEqual([name for name in fonts if "Noto-Sans" not in name], [])
