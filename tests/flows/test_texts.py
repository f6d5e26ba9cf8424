"""A story: three texts of one meeting are put side by side, and every difference is told once."""

import re
from html import unescape
from typing import Any

from django.db import connection
from django.template.loader import render_to_string
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from commitments.admin.meetings.text_columns import build_carriers
from commitments.enums import Classification, CommitmentState, StatementKind
from commitments.meetings import meetings, texts
from commitments.models import AuditRow, Clause, Meeting, Outcome, Statement
from tests import make
from tests.cast import NOW, Cast, gather
from tests.flat import flat

JOINT = "The two sides will establish a joint group of experts, through their police, by 30 June 2026."
THEIRS = "The two sides will consider establishing a joint group of experts, through their police."
OURS = "The two sides  will establish a joint group of experts, through their police, by June 30, 2026"


class TextsStory(TestCase):
    cast: Cast
    meeting: Meeting
    outcome: Outcome
    ours: Statement
    theirs: Statement

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = cast = gather()
        cls.meeting = make.meeting(cast)
        joint = make.statement(cast, cls.meeting)
        cls.ours = make.statement(
            cast, cls.meeting, kind=StatementKind.OUR_READOUT, title="Readout of our side", text=OURS
        )
        cls.theirs = make.statement(
            cast,
            cls.meeting,
            kind=StatementKind.THEIR_READOUT,
            title="Readout of Valdoria",
            text=f"The minister was received. {THEIRS} Other matters were discussed.",
        )
        cls.outcome = make.outcome(cast, cls.meeting, clause=JOINT, statement=joint)

    def setUp(self) -> None:
        self.client.force_login(self.cast.officer)

    def page(self, path: str = "") -> str:
        response = self.client.get(path or self.texts_of_outcome)
        self.assertEqual(response.status_code, 200, path)
        return flat(response.content.decode())

    @property
    def texts_of_outcome(self) -> str:
        return f"/admin/commitments/outcome/{self.outcome.pk}/texts/"

    @property
    def texts_of_meeting(self) -> str:
        return f"/admin/commitments/meeting/{self.meeting.pk}/texts/"

    def post(self, statement: Statement, **typed: Any) -> Any:
        path = f"{self.texts_of_outcome}{statement.pk}/"
        return self.client.post(path, {"language": "en", **typed}, follow=True)

    def flags(self, page: str) -> list[str]:
        """Read what the page lists above the columns."""
        found = re.findall(r"<dd[^>]*><b class=\"n\">\d+</b> <span>(.*?)</span></dd>", page)
        return [unescape(one) for one in found]

    def words(self, page: str) -> list[str]:
        """Read the words that stand beside the marks."""
        return re.findall(r"<small[^>]*>(\d+ [^<]+)</small>", page)

    def test_a_wording_read_by_ocr_is_labelled_until_it_is_confirmed(self) -> None:
        make.write(self.cast, self.theirs, is_ocr=True)
        self.post(self.theirs, wording=THEIRS)
        page = self.page()
        self.assertIn("wording not confirmed", page)
        self.assertIn("Confirm the wording", page)
        self.client.force_login(self.cast.reader)
        self.post(self.theirs, _confirm="1")
        self.client.force_login(self.cast.officer)
        self.assertIn("wording not confirmed", self.page())
        self.assertContains(self.post(self.theirs, _confirm="1"), "Wording confirmed.")
        self.assertNotIn("wording not confirmed", self.page())

    def test_three_texts_are_recorded_and_show_exactly_two_flags(self) -> None:
        self.assertIn("Compare texts", self.page(f"/admin/commitments/meeting/{self.meeting.pk}/change/"))
        self.assertEqual(self.page().count("No wording is recorded for this text."), 2)
        form = self.page(f"{self.texts_of_outcome}{self.theirs.pk}/")
        self.assertIn("This wording was found in the text of the document.", form)
        self.assertIn(THEIRS, form)
        self.post(self.ours, wording=OURS)
        self.post(self.theirs, wording=THEIRS, place_in_text="second sentence")
        page = self.page()
        self.assertEqual(
            self.flags(page),
            ["softens “will establish” to “will consider establishing”", "leaves out “by 30 June 2026”"],
        )
        # Each of the two is marked in both texts, with its number and its word.
        self.assertEqual(sorted(self.words(page)), ["1 softened"] * 2 + ["2 left out"] * 2)
        self.assertIn("same wording", page)
        self.assertEqual(self.flags(self.page(self.texts_of_meeting)), self.flags(page))
        rows = AuditRow.objects.filter(subject_type="commitments.Clause", page_id=self.meeting.pk)
        self.assertEqual([row.by for row in rows], [self.cast.officer] * 2)

    def test_identical_texts_show_no_flag(self) -> None:
        self.post(self.ours, wording=OURS)
        page = self.page()
        self.assertEqual((self.flags(page), self.words(page)), ([], []))
        self.assertIn("no differences", page)

    def test_a_text_that_is_silent_is_said_to_be_so_in_one_click(self) -> None:
        self.post(self.theirs, _silent="1")
        page = self.page()
        self.assertIn("does not mention the outcome", page)
        self.assertEqual(Clause.objects.get().wording, "")

    def test_whoever_may_not_read_one_text_sees_neither_its_words_nor_its_flags(self) -> None:
        self.post(self.ours, wording=OURS)
        self.client.force_login(self.cast.head)
        secret = Classification.SECRET
        # On file at a meeting of which the officer may read the rest.
        with make.unlocked():
            note = Statement.objects.create(
                meeting=self.meeting,
                kind=StatementKind.NOTE_VERBALE,
                title="Canary note",
                classification=secret,
                recorded_at=NOW,
            )
        self.post(note, wording=THEIRS.replace("experts", "canaries"))
        self.assertIn("canaries", self.page())
        self.client.force_login(self.cast.officer)
        for path in (self.texts_of_outcome, self.texts_of_meeting):
            page = self.page(path)
            self.assertEqual(self.flags(page), [])
            self.assertNotIn("anar", page)
        self.assertEqual(self.client.get(f"{self.texts_of_outcome}{note.pk}/").status_code, 404)
        self.assertEqual(self.client.get(f"{self.texts_of_outcome}{note.pk + 999}/").status_code, 404)

    def test_a_stranger_finds_neither_page(self) -> None:
        self.client.force_login(self.cast.stranger)
        for path in (self.texts_of_outcome, self.texts_of_meeting, f"{self.texts_of_outcome}{self.ours.pk}/"):
            self.assertEqual(self.client.get(path).status_code, 404)

    def test_an_auditor_reads_and_records_nothing(self) -> None:
        self.client.force_login(self.cast.auditor)
        self.assertNotIn("Record wording", self.page())
        answer = self.post(self.ours, wording=OURS)
        self.assertContains(answer, "Your role does not allow this step. Ask the head of desk.")
        self.assertFalse(Clause.objects.exists())

    def test_a_ministry_reads_the_first_text_of_its_item_and_no_more(self) -> None:
        make.commitment(self.cast, self.outcome, state=CommitmentState.PROPOSED)
        self.post(self.theirs, wording=THEIRS)
        self.client.force_login(self.cast.focal_point)
        page = self.page()
        self.assertIn("through their police", page)
        self.assertEqual(self.flags(page), [])
        self.assertNotIn("Readout of Valdoria", page)
        self.assertNotIn(self.meeting.reference, page)

    def test_after_closing_what_is_recorded_stays_and_a_late_text_is_compared(self) -> None:
        self.post(self.theirs, wording=THEIRS)
        meetings.close_meeting(Meeting.objects.get(pk=self.meeting.pk), by=self.cast.officer, now=NOW)
        answer = self.post(self.theirs, wording=JOINT, seen="1")
        self.assertContains(answer, "The meeting is closed")
        self.assertEqual(Clause.objects.get().wording, THEIRS)
        page = self.page()
        self.assertIn("Record wording", page)
        self.assertNotIn(">Correct<", page)
        self.post(self.ours, wording=OURS)
        self.assertIn("same wording", self.page())

    def test_no_words_are_told_at_the_field_and_nothing_is_saved(self) -> None:
        answer = self.post(self.ours, wording="  ", place_in_text="fourth line")
        self.assertContains(answer, "Enter the wording verbatim")
        self.assertContains(answer, "fourth line")
        self.assertFalse(Clause.objects.exists())

    def test_the_second_of_two_writers_sees_both_wordings_and_chooses(self) -> None:
        self.post(self.theirs, wording="First writer.")
        answer = self.post(self.theirs, wording="Second writer.")
        self.assertContains(answer, "Recorded by another user in the meantime")
        self.assertContains(answer, "First writer.")
        self.assertContains(answer, "Second writer.")
        seen = re.search(r'name="seen" value="(\d+)"', answer.content.decode())
        assert seen is not None
        self.post(self.theirs, wording="Second writer.", seen=seen[1])
        self.assertEqual(Clause.objects.get().wording, "Second writer.")

    def test_a_commitment_says_which_texts_carry_it(self) -> None:
        self.post(self.ours, wording=OURS)
        self.post(self.theirs, _silent="1")
        press = make.statement(self.cast, self.meeting, kind=StatementKind.PRESS_REPORT, title="Gazette")
        Statement.objects.filter(pk=press.pk).update(dated_on=make.HELD_ON)
        shown = build_carriers(texts.texts_of(self.outcome, self.cast.officer))
        assert shown is not None
        self.assertEqual(shown.carried_by, ("Joint statement", "Our readout"))
        self.assertEqual(shown.not_in, ("Their readout",))
        self.assertEqual(shown.not_compared, ("Press report, 4 Mar 2026",))
        self.assertEqual(shown.differences, "not mentioned in 1 text")
        with self.assertNumQueries(2):
            build_carriers(texts.texts_of(self.outcome, self.cast.officer))

    def test_the_page_of_a_commitment_can_say_so(self) -> None:
        item = make.commitment(self.cast, self.outcome)
        self.post(self.ours, wording=OURS)
        self.post(self.theirs, _silent="1")
        template = "admin/commitments/includes/texts.html"
        page = render_to_string(
            template, {"texts": build_carriers(texts.texts_of(self.outcome, self.cast.officer))}
        )
        said = re.sub(r"<[^>]+>|\s+", " ", page)
        self.assertIn("Contained in: Joint statement; Our readout", said)
        self.assertIn("Not in: Their readout", said)
        self.assertEqual(render_to_string(template, {"texts": None}).strip(), "")
        shown = re.sub(r"<[^>]+>|\s+", " ", self.page(f"/admin/commitments/commitment/{item.pk}/change/"))
        self.assertIn("Contained in: Joint statement; Our readout", shown)
        self.assertIn("Not in: Their readout", shown)

    def test_from_the_page_of_the_meeting_one_comes_back_to_it(self) -> None:
        path = f"{self.texts_of_outcome}{self.theirs.pk}/?meeting=1"
        self.assertIn(path, self.page(self.texts_of_meeting))
        answer = self.client.post(path, {"_silent": "1"})
        self.assertRedirects(answer, f"{self.texts_of_meeting}?p=1#outcome-1")

    def test_a_long_meeting_stays_a_light_page(self) -> None:
        for _ in range(25):
            more = make.outcome(self.cast, self.meeting, clause=JOINT)
            texts.record_wording(more, self.theirs, THEIRS, by=self.cast.officer, now=NOW)
        page = self.page(self.texts_of_meeting)
        self.assertLess(len(page.encode()), 80_000)
        self.assertIn("?p=2", page)
        self.assertEqual(len(self.flags(page)), 28)
        rest = self.page(f"{self.texts_of_meeting}?p=2")
        self.assertEqual(len(self.flags(rest)), 22)
        self.assertNotIn("?p=3", rest)
        for wrong in ("0", "x", "-1", "99999999999", "²"):
            self.assertEqual(self.page(f"{self.texts_of_meeting}?p={wrong}").count("?p=2"), 1)

    def test_two_texts_of_one_kind_are_told_apart(self) -> None:
        make.statement(self.cast, self.meeting, kind=StatementKind.THEIR_READOUT, title="Second readout")
        shown = build_carriers(texts.texts_of(self.outcome, self.cast.officer))
        assert shown is not None
        self.assertIn("Their readout, Second readout", shown.not_compared)

    def test_the_pages_ask_the_same_number_of_questions_however_much_is_on_them(self) -> None:
        self.post(self.theirs, wording=THEIRS)
        with CaptureQueriesContext(connection) as few:
            self.page(self.texts_of_meeting)
        count = len(few)
        for _ in range(3):
            more = make.outcome(self.cast, self.meeting, clause=JOINT)
            self.client.post(
                f"/admin/commitments/outcome/{more.pk}/texts/{self.theirs.pk}/",
                {"language": "en", "wording": THEIRS},
            )
        with self.assertNumQueries(count):
            page = self.page(self.texts_of_meeting)
        self.assertEqual(len(self.flags(page)), 8)
