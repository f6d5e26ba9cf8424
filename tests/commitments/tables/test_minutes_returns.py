"""Minutes that came back: what differs, and nothing changes before an officer accepts it."""

import io
from collections.abc import Callable
from typing import Any

import docx

from commitments.enums import MinutesChangeState
from commitments.errors import Refused
from commitments.meetings import meetings
from commitments.models import AuditRow, Minutes, MinutesChange
from commitments.tables import minutes_files, minutes_returns
from commitments.verification.records import check_matrices
from tests import make
from tests.cast import NOW
from tests.commitments.tables.minutes_case import CLAUSE, KOREAN, SAID, SIGNED, MinutesCase

THEIRS = "Both sides will endeavour to exchange lists of contact points by 30 June 2026."
KOREAN_THEIRS = "양측은 2026년 7월 31일까지 연락처 명단을 교환한다."
SAID_THEIRS = "Valdoria reported that the training may begin in June."
SOURCE = "Note verbale 12/2026"


class ReturnedCase(MinutesCase):
    def setUp(self) -> None:
        super().setUp()
        self.minutes = self.sent(self.cleared(self.begun(), self.part_of_said()))
        self.remarks: list[str] = []

    def edited(self, *changes: tuple[str, str], **added: str) -> bytes:
        """Return the document with each text replaced where it stands in a table."""
        made = minutes_files.export_file(self.minutes, "docx", by=self.cast.officer, now=NOW)
        paper: Any = docx.Document(io.BytesIO(made))
        for table in paper.tables:
            for row in table.rows:
                for cell in row.cells:
                    for ours, theirs in changes:
                        if cell.text == ours:
                            cell.text = theirs
        if added:
            cells = paper.tables[-1].add_row().cells
            cells[0].text, cells[1].text = next(iter(added.items()))
        out = io.BytesIO()
        paper.save(out)
        return out.getvalue()

    def returned(self, *changes: tuple[str, str], **added: str) -> list[MinutesChange]:
        return minutes_returns.import_return(
            self.minutes, "back.docx", self.edited(*changes, **added), by=self.cast.officer, now=NOW
        )

    def accept(self, change: MinutesChange, **given: Any) -> MinutesChange:
        values = {"reason": "The partner asked for it.", "source": SOURCE} | given
        return minutes_returns.accept_change(change, by=self.cast.officer, now=NOW, **values)


class ReadingTests(ReturnedCase):
    def test_what_came_back_unchanged_differs_in_nothing(self) -> None:
        self.assertEqual(self.returned(), [])
        self.minutes.refresh_from_db()
        self.assertEqual(self.minutes.returned_name, "back.docx")
        self.assertEqual(list(check_matrices()), [])

    def test_each_change_is_found_with_its_record_and_changes_nothing(self) -> None:
        found = self.returned((CLAUSE, THEIRS), (KOREAN, KOREAN_THEIRS), (SAID, SAID_THEIRS), x="A new point")
        self.assertEqual(
            [one.theirs for one in found],
            [SAID_THEIRS, THEIRS, KOREAN_THEIRS, "x | A new point"],
        )
        self.assertEqual({one.outcome_id for one in found}, {None, self.outcome.pk})
        self.assertEqual({one.commitment_id for one in found}, {None, self.earlier.pk})
        self.outcome.refresh_from_db()
        self.assertEqual(self.outcome.clause, CLAUSE)
        self.assertEqual({one.state for one in found}, {MinutesChangeState.WAITING})

    def test_a_removed_line_is_shown_as_removed(self) -> None:
        made = minutes_files.export_file(self.minutes, "docx", by=self.cast.officer, now=NOW)
        paper: Any = docx.Document(io.BytesIO(made))
        outcomes = paper.tables[2]
        outcomes._tbl.remove(outcomes.rows[1]._tr)
        out = io.BytesIO()
        paper.save(out)
        found = minutes_returns.import_return(
            self.minutes, "back.docx", out.getvalue(), by=self.cast.officer, now=NOW
        )
        self.assertEqual([(one.ours, one.theirs) for one in found][:2], [(CLAUSE, ""), (KOREAN, "")])
        with self.assertRaises(Refused):
            self.accept(found[0])

    def altered(self, alter: Callable[[Any], None]) -> list[MinutesChange]:
        """Return the changes found in the document after it was altered as a partner could."""
        paper: Any = docx.Document(io.BytesIO(self.edited()))
        alter(paper)
        out = io.BytesIO()
        paper.save(out)
        return minutes_returns.import_return(
            self.minutes,
            "back.docx",
            out.getvalue(),
            by=self.cast.officer,
            now=NOW,
            tell=self.remarks.append,
        )

    def test_what_was_added_outside_the_lines_of_ours_is_shown_too(self) -> None:
        def alter(paper: Any) -> None:
            paper.paragraphs[0].insert_paragraph_before("Valdoria owes nothing under this agreement.")
            outcomes, row = paper.tables[2], paper.tables[2].add_row()
            row.cells[0].text, row.cells[1].text = outcomes.rows[0].cells[0].text, "Hidden behind a heading."
            outcomes.add_column(1_000_000)
            outcomes.rows[1].cells[-1].text = "Only if funds permit."
            outcomes.rows[0].cells[1].text = "Draft text"
            paper.tables[0].rows[0].cells[0].paragraphs[0].add_run("")

        found = self.altered(alter)
        theirs = [one.theirs for one in found]
        self.assertIn("Valdoria owes nothing under this agreement.", theirs)
        self.assertIn("Only if funds permit.", theirs)
        self.assertTrue(any("Hidden behind a heading." in one for one in theirs), theirs)
        self.assertTrue(any("Draft text" in one for one in theirs), theirs)
        extra = next(one for one in found if one.theirs == "Only if funds permit.")
        self.assertEqual((extra.outcome_id, minutes_returns.find_writer(extra)), (self.outcome.pk, None))

    def test_a_removed_line_to_sign_on_is_shown_and_comments_are_told(self) -> None:
        def alter(paper: Any) -> None:
            signing = next(one for one in paper.paragraphs if "For the delegation: Valdoria" in one.text)
            paper.add_comment(paper.paragraphs[0].runs, text="We cannot agree to this.", author="V")
            signing._p.getparent().remove(signing._p)

        found = self.altered(alter)
        self.assertEqual([(one.label, one.theirs) for one in found], [("Outside the tables", "")])
        self.assertIn("For the delegation: Valdoria", found[0].ours)
        self.assertEqual([one for one in self.remarks if "comments" in one], self.remarks)
        self.assertEqual(len(self.remarks), 1)

    def test_words_that_were_shortened_are_not_written(self) -> None:
        [change] = self.returned((CLAUSE, "Long words. " * 400))
        self.assertIsNone(minutes_returns.find_writer(change))
        with self.assertRaisesMessage(Refused, "cannot be written from here"):
            self.accept(change)

    def test_the_same_file_again_changes_nothing_and_another_document_is_refused(self) -> None:
        content = self.edited((CLAUSE, THEIRS))
        for _time in range(2):
            minutes_returns.import_return(self.minutes, "back.docx", content, by=self.cast.officer, now=NOW)
        self.assertEqual(MinutesChange.objects.count(), 1)
        out = io.BytesIO()
        other: Any = docx.Document()
        other.add_table(rows=1, cols=2).rows[0].cells[0].text = "Something else"
        other.save(out)
        with self.assertRaisesMessage(Refused, "no table of these minutes"):
            minutes_returns.import_return(
                self.minutes, "other.docx", out.getvalue(), by=self.cast.officer, now=NOW
            )

    def test_a_draft_does_not_come_back(self) -> None:
        draft = minutes_files.continue_minutes(self.minutes, by=self.cast.officer, now=NOW)
        with self.assertRaises(Refused):
            minutes_returns.import_return(draft, "back.docx", b"x", by=self.cast.officer, now=NOW)


class DecisionTests(ReturnedCase):
    def test_an_accepted_clause_is_written_with_reason_and_source(self) -> None:
        [change] = self.returned((CLAUSE, THEIRS))
        self.accept(change)
        self.outcome.refresh_from_db()
        self.assertEqual((self.outcome.clause, change.state), (THEIRS, MinutesChangeState.ACCEPTED))
        row = AuditRow.objects.filter(subject_type="commitments.Outcome").latest("pk")
        self.assertEqual(row.reason, f"The partner asked for it. (source: {SOURCE})")
        with self.assertRaises(Refused):
            self.accept(change)

    def test_accepted_words_of_another_text_and_of_the_discussion_are_written(self) -> None:
        said, wording = self.returned((KOREAN, KOREAN_THEIRS), (SAID, SAID_THEIRS))
        self.accept(wording)
        self.accept(said)
        self.agenda_item.refresh_from_db()
        self.assertEqual(self.agenda_item.discussion, SAID_THEIRS)
        following = minutes_files.continue_minutes(
            Minutes.objects.get(pk=self.minutes.pk), by=self.cast.officer, now=NOW
        )
        text = self.text_of(following)
        self.assertIn(KOREAN_THEIRS, text)
        self.assertIn(SAID_THEIRS, text)

    def test_the_next_version_is_signed_only_after_each_change_to_an_earlier_one_is_decided(self) -> None:
        [change] = self.returned((CLAUSE, THEIRS))
        sent = Minutes.objects.get(pk=self.minutes.pk)
        following = minutes_files.continue_minutes(sent, by=self.cast.officer, now=NOW)
        with self.assertRaisesMessage(Refused, "Decide on each change"):
            self.agreed(following)
        self.accept(change)
        agreed = self.agreed(following)
        self.assertIn(THEIRS, self.text_of(agreed))
        signed = minutes_files.open_signed(agreed, by=self.cast.officer, now=NOW)
        self.assertEqual(signed, SIGNED)

    def test_a_reason_and_a_source_are_required(self) -> None:
        [change] = self.returned((CLAUSE, THEIRS))
        for given in ({"reason": " "}, {"source": ""}):
            with self.assertRaises(Refused):
                self.accept(change, **given)

    def test_words_that_changed_meanwhile_are_not_written_over(self) -> None:
        [change] = self.returned((CLAUSE, THEIRS))
        make.write(self.cast, self.outcome, clause="Words of our own.")
        with self.assertRaisesMessage(Refused, "has changed since"):
            self.accept(change)

    def test_after_the_meeting_is_closed_nothing_is_written(self) -> None:
        [change] = self.returned((CLAUSE, THEIRS))
        meetings.close_meeting(self.meeting, by=self.cast.officer, now=NOW)
        change.refresh_from_db()
        with self.assertRaises(Refused):
            self.accept(change)
        self.assertEqual(MinutesChange.objects.get().state, MinutesChangeState.WAITING)

    def test_a_change_is_left_or_acted_on_without_a_change_of_the_record(self) -> None:
        deadline, clause = sorted(
            self.returned((CLAUSE, THEIRS), ("by 30 June 2026", "by 31 July 2026")),
            key=lambda one: one.ours,
            reverse=True,
        )
        self.assertIsNone(minutes_returns.find_writer(deadline))
        with self.assertRaises(Refused):
            self.accept(deadline)
        officer = self.cast.officer
        minutes_returns.act_on_change(deadline, reason="Extension requested.", by=officer, now=NOW)
        minutes_returns.leave_change(clause, by=officer, now=NOW)
        self.outcome.refresh_from_db()
        self.assertEqual(self.outcome.clause, CLAUSE)
        self.assertEqual((deadline.state, clause.state), ("acted_on", "left"))

    def test_only_the_desk_decides_and_before_minutes_are_agreed(self) -> None:
        [change] = self.returned((CLAUSE, THEIRS))
        with self.assertRaises(Refused):
            minutes_returns.leave_change(change, by=self.cast.auditor, now=NOW)
        with self.assertRaisesMessage(Refused, "Decide on each change"):
            self.agreed(Minutes.objects.get(pk=self.minutes.pk))
