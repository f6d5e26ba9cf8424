"""The note sheet: what is on it, where it lies in the packet, and that its codes are read back."""

import datetime
import io
import subprocess
from dataclasses import replace
from typing import ClassVar

import pikepdf
import zxingcpp
from django.conf import settings
from django.test import SimpleTestCase, TestCase
from django.utils import translation
from django.utils.translation import pgettext
from PIL import Image

from commitments.enums import CommitmentState, OwedBy
from commitments.language.phrases.specification import not_stated, on_day
from commitments.meetings.note_lines import TickedBox, read_notes
from commitments.models import Meeting, ProposedWording
from commitments.packets.build import build_content
from commitments.packets.content import PacketContent
from commitments.packets.content_values import Section
from commitments.packets.records import build_meeting_scope
from commitments.packets.render.pdf import render_pdf
from commitments.packets.render.printing import PrintedFile
from commitments.packets.sections.notes import ON_A_LEAF, NoteSheet, draw_code
from commitments.records import edits
from tests import cast, make
from tests.cast import NOW, Cast
from tests.commitments.packets.reading import pages_of
from tests.commitments.packets.sample import content, imprint, note_sheet

SECTION = Section("notes", "N", "Meeting notes", (), "Meeting notes", "Fill in, tear off and hand in")
DPI = 200


class SheetTests(TestCase):
    cast: ClassVar[Cast]
    meeting: ClassVar[Meeting]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = cast.gather()
        cls.meeting = make.meeting(cls.cast)

    def item(self, state: CommitmentState = CommitmentState.PROPOSED, **more: object) -> None:
        of = make.outcome(self.cast, self.meeting)
        make.commitment(self.cast, of, state=state, **more)  # type: ignore[arg-type]

    def packet(self, language: str = "") -> PacketContent:
        scope, by = build_meeting_scope(self.meeting), self.cast.officer
        return build_content(scope, reader=by, reference="P-XV-2026-01", now=NOW, language=language)

    def sheet(self, language: str = "") -> NoteSheet:
        found = self.packet(language).notes
        assert found is not None
        return found

    def test_open_items_stand_by_who_owes_them_and_done_ones_do_not(self) -> None:
        self.item(owed_by=OwedBy.JOINT)
        self.item(owed_by=OwedBy.THEIRS, deadline=not_stated())
        self.item(owed_by=OwedBy.OURS)
        self.item(state=CommitmentState.FULFILLED)
        rows = self.sheet().rows
        self.assertEqual([row.ref for row in rows], ["26-0003", "26-0002", "26-0001"])
        self.assertEqual(rows[0].date, "30\u00a0Jun\u00a02026")
        self.assertTrue(rows[1].date.startswith("review "))
        self.assertEqual(rows[0].boxes, ("done", "slip", "not raised"))

    def test_wordings_to_propose_have_boxes_of_their_own(self) -> None:
        wording = ProposedWording(
            meeting=self.meeting, number=1, title="Four dates", wording="Both will meet."
        )
        edits.create_record(wording, by=self.cast.officer, now=NOW)
        (row,) = self.sheet().rows
        self.assertEqual((row.ref, row.title, row.boxes), ("N-1", "Four dates", ("yes", "fallback", "no")))
        self.assertEqual(self.sheet().new.boxes, ("our side", "their side", "both sides"))

    def test_the_lines_shown_are_those_of_its_own_items(self) -> None:
        for _number in range(4):
            self.item()
        typed = [f"{example.ref} {example.rest}" for example in self.sheet().examples]
        self.assertEqual(
            typed,
            [
                "26-0001 done 11\u00a0Mar\u00a02026",
                "26-0002 slip 31\u00a0Mar\u00a02027 study late",
                "26-0003 not raised",
                "NEW their side list by April",
            ],
        )

    def test_what_is_shown_is_read_as_it_stands_in_every_language(self) -> None:
        for _number in range(3):
            self.item()
        for language, _name in settings.PRINT_LANGUAGES:
            sheet = self.sheet(language)
            typed = "\n".join(f"{example.ref} {example.rest}" for example in sheet.examples)
            lines = read_notes(typed)
            self.assertEqual(
                [line.ticked for line in lines],
                [TickedBox.DONE, TickedBox.SLIP, TickedBox.NOT_RAISED, TickedBox.NEW],
                typed,
            )
            told = lines[1].date
            self.assertEqual(told and told.period, on_day(datetime.date(2027, 3, 31)).period, typed)
            sides = [read_notes(f"NEW {box} a list")[0].side for box in sheet.new.boxes]
            self.assertEqual(sides, [OwedBy.OURS, OwedBy.THEIRS, OwedBy.JOINT])
            with translation.override(language):
                boxes = [pgettext("box to tick", one) for one in ("yes", "fallback", "no")]
            ticked = [read_notes(f"N-1 {box} {sheet.new.boxes[0]}")[0].ticked for box in boxes]
            self.assertEqual(ticked, [TickedBox.YES, TickedBox.FALLBACK, TickedBox.NO])

    def test_without_an_open_item_there_is_no_sheet(self) -> None:
        self.item(state=CommitmentState.FULFILLED)
        content = self.packet()
        self.assertIsNone(content.notes)
        self.assertNotIn("notes", [section.key for section in content.sections])

    def test_one_leaf_is_the_most_and_what_is_left_out_is_counted(self) -> None:
        self.item()
        self.assertFalse(self.sheet().is_leaf)
        for _number in range(ON_A_LEAF + 1):
            self.item()
        sheet = self.sheet()
        self.assertTrue(sheet.is_leaf)
        self.assertEqual(len(sheet.rows), ON_A_LEAF)
        self.assertIn("2 more open items", sheet.left_out)


def printed(items: int) -> PrintedFile:
    whole = content(2)
    return render_pdf(replace(whole, sections=(*whole.sections, SECTION), notes=note_sheet(items)), imprint())


def codes_on(pdf: bytes, page: int) -> set[str]:
    """Read the codes of a page as a scanner of an office would see it."""
    command = ["pdftoppm", "-r", str(DPI), "-f", str(page), "-l", str(page), "-gray", "-"]
    done = subprocess.run(command, input=pdf, capture_output=True, check=True)
    with Image.open(io.BytesIO(done.stdout)) as picture:
        return {found.text for found in zxingcpp.read_barcodes(picture)}


class PrintedTests(SimpleTestCase):
    one: ClassVar[PrintedFile]

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.one = printed(14)

    def test_it_is_the_last_page_and_a_left_one(self) -> None:
        pages = pages_of(self.one.pdf)
        self.assertEqual(self.one.remarks, ())
        self.assertEqual(len(pages) % 2, 0)
        for word in ("Meeting notes", "NEW", "Note taker", "Time and place", "NEW their side list by April"):
            self.assertIn(word, pages[-1])

    def test_every_code_is_read_back_and_holds_the_reference_alone(self) -> None:
        refs = {f"25-{number:04d}" for number in range(1, 15)} | {"N-1"}
        self.assertEqual(codes_on(self.one.pdf, self.one.pages), refs)

    def test_each_code_says_what_it_holds_to_who_cannot_see_it(self) -> None:
        with pikepdf.open(io.BytesIO(self.one.pdf)) as pdf:
            spoken = {
                str(item.Alt)
                for item in pdf.objects
                if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure"
            }
        self.assertTrue({f"Code with the number {ref}" for ref in ("25-0001", "25-0014", "N-1")} <= spoken)

    def test_two_pages_are_one_leaf_that_ends_the_packet(self) -> None:
        two = printed(27)
        pages = pages_of(two.pdf)
        self.assertEqual(len(pages) % 2, 0)
        self.assertIn("Fill in this form by hand", pages[-2])
        self.assertIn("Note taker", pages[-1])
        self.assertEqual(len(codes_on(two.pdf, two.pages) | codes_on(two.pdf, two.pages - 1)), 28)

    def test_a_code_is_one_path_of_the_smallest_symbol(self) -> None:
        path = draw_code("26-0007")
        lines = [float(stroke.split("h")[0].split()[1]) for stroke in path.split("M")[1:]]
        self.assertEqual((min(lines), max(lines)), (0.5, 20.5))
