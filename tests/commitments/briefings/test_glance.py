"""The charts: what they say follows from the records, and they are drawn with few marks and printed."""

import datetime
import io
import re
from dataclasses import replace
from pathlib import Path
from typing import ClassVar
from xml.etree.ElementTree import fromstring

import pikepdf
import pytest
from django.test import SimpleTestCase, TestCase

from commitments import briefings
from commitments.briefings.content import Account, Boxes, Glance, Lane, Line, Section, Tick, Timeline, Unit
from commitments.briefings.drawing import balance, kept, room_for_lines, timeline
from commitments.briefings.drawing.boxes import kept_layout
from commitments.briefings.drawing.pencil import FAMILY, SMALL, TEXT, cut, width_of
from commitments.briefings.gather import gather
from commitments.briefings.press import Printed
from commitments.briefings.render import render_pdf
from commitments.briefings.scope import of_meeting
from commitments.models import Commitment, Meeting
from commitments.phrases import not_stated, on_day
from commitments.vocabulary import Answer, CommitmentState, OutcomeKind, OwedBy, Side, Strength
from tests import cast as people
from tests import make
from tests.cast import NOW, Cast
from tests.commitments.briefings.reading import pages_of
from tests.commitments.briefings.sample import content, imprint

# After the thirtieth of June, on which things of the cast are due.
LATER = NOW + datetime.timedelta(days=150)
SECTION = Section("glance", "3", "At a glance", (), "At a glance", "")


@pytest.mark.both
class GlanceTests(TestCase):
    cast: ClassVar[Cast]
    meeting: ClassVar[Meeting]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = people.gather()
        cls.meeting = make.meeting(cls.cast)

    def item(self, owed_by: OwedBy = OwedBy.OURS, **more: object) -> Commitment:
        of = make.outcome(self.cast, self.meeting)
        more.setdefault("state", CommitmentState.ACCEPTED)
        return make.commitment(self.cast, of, owed_by=owed_by, **more)  # type: ignore[arg-type]

    def glance(self, now: datetime.datetime = LATER) -> Glance:
        scope = of_meeting(self.meeting)
        found = gather(scope, reader=self.cast.officer, reference="P-XV-2026-01", now=now).glance
        assert found is not None
        return found

    def cells(self, chart: Boxes) -> dict[str, list[list[str]]]:
        return {row.label: [[unit.ref for unit in cell] for cell in row.cells] for row in chart.rows}

    def test_without_an_item_there_is_no_chart_and_no_section(self) -> None:
        packet = gather(of_meeting(self.meeting), reader=self.cast.officer, reference="P", now=NOW)
        self.assertIsNone(packet.glance)
        self.assertNotIn("glance", [section.key for section in packet.sections])

    def test_the_title_counts_what_is_drawn(self) -> None:
        self.item()
        self.item(OwedBy.THEIRS)
        self.item(OwedBy.JOINT, deadline=not_stated())
        chart = self.glance().timeline
        self.assertEqual(chart.title, "2 items overdue (1 ours, 1 theirs); 1 of 3 items has no date")
        self.assertEqual([lane.title for lane in chart.lanes], ["Ours", "Theirs", "Joint"])
        late = chart.lanes[0].lines[0]
        self.assertEqual((late.status, late.is_late), ("overdue 39 d", True))
        assert late.now is not None
        self.assertEqual(chart.today - late.now, 39)
        self.assertIn("26-0001 Share investigation records, overdue 39 d", chart.told)

    def test_what_has_no_date_stands_at_its_review_and_is_not_overdue(self) -> None:
        self.item(deadline=not_stated())
        (line,) = self.glance().timeline.lanes[0].lines
        self.assertEqual((line.now, line.first, line.is_late), (None, None, False))
        self.assertIsNotNone(line.review)
        self.assertRegex(line.status, r"^review \d+ d ago$")

    def test_where_the_page_is_full_the_urgent_stay_and_the_rest_is_counted(self) -> None:
        for number in range(30):
            due = datetime.date(2026, 9, 1) + datetime.timedelta(days=number)
            self.item(deadline=on_day(due, ""))
        late = self.item()
        chart = self.glance().timeline
        (lane,) = chart.lanes
        self.assertLessEqual(len(lane.lines), 24)
        self.assertEqual(lane.lines[0].title, late.title)
        self.assertIn(f"{31 - len(lane.lines)} less urgent items are left out.", chart.note)
        self.assertTrue(chart.title.startswith("1 item overdue (1 ours); every item has a date"))

    def test_moving_a_date_does_not_improve_the_record(self) -> None:
        moved = self.item()
        make.move(self.cast, moved, on_day(datetime.date(2026, 12, 1), ""))
        self.item(deadline=on_day(datetime.date(2026, 12, 1), ""))
        chart = self.glance()
        kept_in_time, late, missed, ahead, undated = self.cells(chart.kept)["Ours"]
        self.assertEqual((missed, ahead), (["26-0001"], ["26-0002"]))
        self.assertEqual((kept_in_time, late, undated), ([], [], []))
        self.assertEqual(
            chart.kept.title,
            "Of 1 first date met or passed, 0 were kept, 0 kept late, 1 missed and still open",
        )
        line = next(line for line in chart.timeline.lanes[0].lines if line.ref == "26-0001")
        assert line.first is not None
        assert line.now is not None
        self.assertEqual(line.now - line.first, 154)

    def test_what_was_delivered_is_judged_by_the_report_of_who_owed_it(self) -> None:
        for day in (datetime.date(2026, 6, 30), datetime.date(2026, 7, 1)):
            done = self.item(OwedBy.THEIRS, state=CommitmentState.FULFILLED)
            done.responsibilities.filter(side=Side.THEIRS).update(reported_on=day)
        kept_in_time, late, *_rest = self.cells(self.glance().kept)["Theirs"]
        self.assertEqual((kept_in_time, late), (["26-0001"], ["26-0002"]))

    def test_the_balance_sets_ours_beside_theirs_by_strength(self) -> None:
        self.item()
        self.item(OwedBy.THEIRS)
        self.item(OwedBy.JOINT)
        ask = make.outcome(
            self.cast, self.meeting, kind=OutcomeKind.ASK, spoken_by=OwedBy.OURS, strength=Strength.REQUESTED
        )
        self.assertEqual(ask.answer, Answer.UNANSWERED)
        chart = self.glance().balance
        self.assertEqual(self.cells(chart), {"Agreed": [["26-0001"], ["26-0002"]]})
        self.assertEqual(
            chart.title, "1 open promise on our account, 1 on theirs; agreed or bound: 1 of ours, 1 of theirs"
        )


def unit(number: int) -> Unit:
    shapes = ("fulfilled", "on_track", "at_risk", "no_evidence", "off_track")
    return Unit(f"25-{number:04d}", "Guide to careful computing", shapes[number % 5])


def boxes(count: int) -> Boxes:
    units = tuple(unit(number) for number in range(count))
    rows = (Account("Ours", (units, (), units, units, ())), Account("Theirs", ((), (), units, (), ())))
    return Boxes(
        "Of 9 first dates, 3 were kept", "Measured.", "Three were kept of nine.", ("Kept",) * 5, rows
    )


def two_sided(count: int) -> Boxes:
    units = tuple(unit(number) for number in range(count))
    rows = (Account("Bound", (units[:1], units)), Account("Agreed", (units, units[:1])))
    return Boxes("9 ours, 3 theirs", "Open items.", "Nine are ours.", ("Ours", "Strength", "Theirs"), rows)


def dates(lines: int) -> Timeline:
    line = Line("25-0001", "Guide to careful computing", "overdue 9 d", True, 20, None, 60, None, None)
    kinds = (
        line,
        replace(line, is_late=False, review=200, now=None, first=None, status="review in 40 d"),
        replace(line, is_late=False, start=100, now=160, first=160, status="due in 20 d"),
        replace(line, is_late=False, done=90, status="done on time"),
    )
    ticks = tuple(Tick(90 * number, "Apr", "2026" if number == 1 else "") for number in range(5))
    rows = tuple(kinds[number % 4] for number in range(lines))
    told = "One item is overdue, and it is ours."
    lanes = (Lane("Ours", rows), Lane("Theirs", rows[:1]))
    return Timeline("1 item overdue", "Against today.", told, 450, 90, "today, 3 Dec 2026", 110, ticks, lanes)


class DrawingTests(SimpleTestCase):
    def test_one_path_holds_all_that_an_ink_draws(self) -> None:
        for few, many in ((timeline(dates(4)), timeline(dates(20))), (kept(boxes(5)), kept(boxes(9)))):
            count = few.count("<path")
            self.assertEqual(many.count("<path"), count)
            self.assertLess(count, 16)

    def test_letters_are_as_large_as_the_specification_asks(self) -> None:
        for drawing in (timeline(dates(4)), kept(boxes(5)), balance(two_sided(5))):
            sizes = {float(size) for size in re.findall(r'font-size="([\d.]+)"', drawing)}
            self.assertTrue(sizes)
            self.assertGreaterEqual(min(sizes) * 72 / 25.4, 6.17)

    def test_what_is_drawn_is_told_in_sentences(self) -> None:
        self.assertEqual(fromstring(timeline(dates(4)))[0].text, "One item is overdue, and it is ours.")

    def test_letters_fall_back_as_those_of_the_page_do(self) -> None:
        sheet = (Path(briefings.__file__).parent / "assets" / "packet.css").read_text()
        family = re.search(r"\nhtml \{\s+font-family: (.*?);", sheet)
        assert family is not None
        self.assertEqual(FAMILY, family[1].replace('"', ""))

    def test_many_items_become_small_boxes_with_their_number(self) -> None:
        self.assertEqual(kept_layout(boxes(6)).small, 0)
        layout = kept_layout(boxes(120))
        self.assertGreater(layout.small, 0)
        drawing = kept(boxes(120))
        self.assertNotIn("25-0001", drawing)
        self.assertIn(">120</text>", drawing)

    def test_more_than_can_be_read_are_their_number_alone(self) -> None:
        drawing = kept(boxes(900))
        self.assertIn(">900</text>", drawing)
        self.assertLess(kept_layout(boxes(900)).of(boxes(900).rows), 30)
        self.assertLess(len(drawing), 5000)

    def test_the_timeline_gives_way_so_that_the_page_holds_all_three(self) -> None:
        few, many = room_for_lines(boxes(3), two_sided(3)), room_for_lines(boxes(9), two_sided(9))
        self.assertGreater(few, many)
        self.assertGreaterEqual(many, 3)

    def test_a_date_beyond_the_axis_is_an_arrow_to_it(self) -> None:
        chart = dates(1)
        (lane, *_rest) = chart.lanes
        far = replace(lane.lines[0], first=-1, now=chart.days, is_late=False)
        inside = timeline(replace(chart, lanes=(replace(lane, lines=(lane.lines[0],)),)))
        beyond = timeline(replace(chart, lanes=(replace(lane, lines=(far,)),)))
        self.assertEqual(inside.count("a1.05 1.05") - beyond.count("a1.05 1.05"), 4)

    def test_columns_are_as_wide_as_what_heads_them(self) -> None:
        wide = replace(boxes(2), heads=("기한 안에 모두 이행함",) * 5)
        layout = kept_layout(wide)
        self.assertGreater(min(layout.widths), width_of(wide.heads[0], SMALL))

    def test_a_title_is_cut_at_a_word_and_fits(self) -> None:
        for text in (
            "Support against infections through the programme for vaccines",
            "W" * 80,
            "양측은 " * 30,
        ):
            short = cut(text, 50, TEXT)
            self.assertTrue(short.endswith("…"))
            self.assertLessEqual(width_of(short, TEXT), 50)
        self.assertEqual(cut("Guide", 50, SMALL), "Guide")


class PrintedTests(SimpleTestCase):
    printed: ClassVar[Printed]
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
        for text in ("Of 9 first dates, 3 were kept", "9 ours, 3 theirs", "today, 3 Dec 2026", "25-0004"):
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
            ["Nine are ours.", "One item is overdue, and it is ours.", "Three were kept of nine."],
        )

    def test_its_letters_are_those_of_the_packet(self) -> None:
        with pikepdf.open(io.BytesIO(self.printed.pdf)) as pdf:
            fonts = {str(font.BaseFont) for page in pdf.pages for font in page.Resources.Font.values()}
        self.assertEqual([name for name in fonts if "Noto-Sans" not in name], [])
