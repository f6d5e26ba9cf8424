"""The charts are drawn with few marks, and printed on one page that faces the scorecard."""

import io
import re
from dataclasses import replace
from typing import ClassVar
from xml.etree.ElementTree import fromstring

import pikepdf
from django.test import SimpleTestCase

from commitments.packets.content_values import Account, Boxes, Lane, Line, Section, Tick, Timeline, Unit
from commitments.packets.render import fonts
from commitments.packets.render.charts import (
    draw_balance,
    draw_fulfilment,
    draw_timeline,
    fit_layout,
    list_unnamed,
    room_for_lines,
)
from commitments.packets.render.pdf import render_pdf
from commitments.packets.render.pencil import FAMILY, RED, SMALL, TEXT, cut_text, width_of
from commitments.packets.render.printing import PrintedFile
from commitments.packets.sections.glance import Glance
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


class DrawingTests(SimpleTestCase):
    def test_one_path_holds_all_that_an_ink_draws(self) -> None:
        for few, many in (
            (draw_timeline(dates(4)), draw_timeline(dates(20))),
            (draw_fulfilment(boxes(5)), draw_fulfilment(boxes(9))),
        ):
            count = few.count("<path")
            self.assertEqual(many.count("<path"), count)
            self.assertLess(count, 16)

    def test_letters_are_as_large_as_the_specification_asks(self) -> None:
        for drawing in (draw_timeline(dates(4)), draw_fulfilment(boxes(5)), draw_balance(two_sided(5))):
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
        self.assertNotIn(">At risk</text>", draw_fulfilment(boxes(2)))
        self.assertIn(">Fulfilled</text>", draw_fulfilment(boxes(2)))
        self.assertIn(">At risk</text>", draw_fulfilment(boxes(3)))

    def test_a_review_that_is_late_is_red(self) -> None:
        chart = dates(2)
        (lane, _theirs) = chart.lanes
        soon = lane.lines[1]

        def red(line: Line) -> int:
            return draw_timeline(replace(chart, lanes=(replace(lane, lines=(line,)),))).count(RED)

        self.assertEqual(red(soon), 0)
        self.assertEqual(red(replace(soon, is_late=True)), 2)

    def test_columns_do_not_touch(self) -> None:
        drawing = draw_fulfilment(boxes(6))
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
        drawing = draw_fulfilment(boxes(120))
        self.assertNotIn("25-0001", drawing)
        self.assertIn(">120</text>", drawing)

    def test_more_than_can_be_read_are_their_number_alone(self) -> None:
        drawing = draw_fulfilment(boxes(900))
        self.assertIn(">900</text>", drawing)
        self.assertLess(fit_layout(boxes(900)).total_height(boxes(900).rows), 30)
        self.assertLess(len(drawing), 5000)

    def test_the_timeline_gives_way_so_that_the_page_holds_all_three(self) -> None:
        few, many = room_for_lines(boxes(3), two_sided(3)), room_for_lines(boxes(9), two_sided(9))
        self.assertGreater(few, many)
        self.assertGreaterEqual(many, 3)

    def test_items_of_the_boxes_that_the_timeline_does_not_show_are_named(self) -> None:
        drawn = Glance(dates(2), boxes(4), two_sided(4))
        shown = {line.ref for lane in drawn.timeline.lanes for line in lane.lines}
        rows = (row for chart in (drawn.kept, drawn.balance) for row in chart.rows)
        every = {unit.ref for row in rows for cell in row.cells for unit in cell}
        self.assertEqual({unit.ref for unit in list_unnamed(drawn)}, every - shown)
        many = Glance(dates(2), boxes(300), two_sided(4))
        self.assertEqual(list_unnamed(many), ())

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

    def test_a_title_is_cut_at_a_word_and_fits(self) -> None:
        for text in (
            "Support against infections through the programme for vaccines",
            "W" * 80,
            "양측은 " * 30,
        ):
            short = cut_text(text, 50, TEXT)
            self.assertTrue(short.endswith("…"))
            self.assertLessEqual(width_of(short, TEXT), 50)
        self.assertEqual(cut_text("Guide", 50, SMALL), "Guide")


class PrintedTests(SimpleTestCase):
    printed: ClassVar[PrintedFile]
    pages: ClassVar[list[str]]

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        whole = content(3)
        core, *rest = whole.sections
        drawn = Glance(dates(room_for_lines(boxes(6), two_sided(6)) - 1), boxes(6), two_sided(6))
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
