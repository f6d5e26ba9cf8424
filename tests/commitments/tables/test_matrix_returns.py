"""What comes back of a matrix: proposals beside ours, altered clauses flagged, rows gone or added said."""

import io
from typing import Any

import docx
import openpyxl

from commitments.enums import CommentState, MatrixColumn
from commitments.errors import Refused
from commitments.models import Commitment, Matrix, Outcome, PartnerComment, Release, ReturnedMatrix
from commitments.records import edits
from commitments.tables import matrix_files, matrix_returns
from tests.cast import NOW
from tests.commitments.tables.matrix_case import INNER, WORDS, ExchangeCase

REMARK, DUE = "We await the list.", "31 December 2027"


class ReturnCase(ExchangeCase):
    matrix: Matrix

    def setUp(self) -> None:
        super().setUp()
        self.other = self.opened("Other")
        for item in (self.item, self.other):
            self.both(item)
        self.matrix = self.made()

    def in_word(self, **cells: str) -> bytes:
        """Fill in the first line of the document, by the places of its columns."""
        paper: Any = docx.Document(io.BytesIO(self.file(self.matrix, "docx")))
        for name, text in cells.items():
            paper.tables[0].rows[1].cells[self.place(name)].text = text
        return self.saved(paper)

    def in_sheet(self, **cells: str) -> bytes:
        book: Any = openpyxl.load_workbook(io.BytesIO(self.file(self.matrix, "xlsx")))
        for name, text in cells.items():
            book.worksheets[0].cell(4, self.place(name) + 1).value = text
        return self.saved(book)

    def place(self, name: str) -> int:
        names = [one for one, _head in matrix_files.content_of(self.matrix).columns()]
        return names.index(name)

    def saved(self, file: Any) -> bytes:
        out = io.BytesIO()
        file.save(out)
        return out.getvalue()

    def back(self, content: bytes, name: str = "returned.docx") -> ReturnedMatrix:
        return matrix_returns.import_matrix(self.matrix, name, content, by=self.cast.officer, now=NOW)

    def said(self, returned: ReturnedMatrix) -> list[tuple[str, str, str]]:
        rows = returned.comments.order_by("pk")
        return [(row.commitment.reference, row.column, row.theirs) for row in rows]

    def refusal(self, content: bytes, name: str) -> str:
        with self.assertRaises(Refused) as refused:
            self.back(content, name)
        return refused.exception.code


class ReturningTests(ReturnCase):
    def test_what_they_wrote_stands_beside_ours_and_alters_nothing(self) -> None:
        before = (
            list(Commitment.objects.values()),
            list(Release.objects.values()),
            list(Outcome.objects.values()),
        )
        for name, content in (
            ("returned.docx", self.in_word(theirs=REMARK, due=DUE)),
            ("returned.xlsx", self.in_sheet(theirs=REMARK, due=DUE)),
        ):
            with self.subTest(name):
                returned = self.back(content, name)
                first = matrix_files.content_of(self.matrix).lines[0].reference
                self.assertEqual(self.said(returned), [(first, "due", DUE), (first, "theirs", REMARK)])
                remark = returned.comments.get(column=MatrixColumn.DUE)
                self.assertEqual((remark.ours, remark.state), ("June 2026\n2026년 6월", CommentState.WAITING))
                self.assertEqual(returned.found["altered"], [])
                self.assertFalse(returned.found["unnamed"])
        after = (
            list(Commitment.objects.values()),
            list(Release.objects.values()),
            list(Outcome.objects.values()),
        )
        self.assertEqual(before, after)

    def test_as_it_was_sent_nothing_comes_back(self) -> None:
        for ending in ("docx", "xlsx"):
            returned = self.back(self.file(self.matrix, ending), f"x.{ending}")
            self.assertEqual(self.said(returned), [])
            self.assertEqual(
                [returned.found[name] for name in ("missing", "unknown", "added", "twice")], [[]] * 4
            )

    def test_another_name_of_the_same_owner_is_no_difference(self) -> None:
        owner = matrix_files.content_of(self.matrix).lines[0].owner[0]
        for text, said in (
            (f"{owner} side", []),
            ("Korea and Valdoria", ["owner"]),
            ("to be agreed", ["owner"]),
        ):
            with self.subTest(text):
                returned = self.back(self.in_word(owner=text))
                self.assertEqual([one[1] for one in self.said(returned)], said)

    def test_an_altered_clause_is_flagged(self) -> None:
        returned = self.back(self.in_word(wording=WORDS.replace("are shared", "may be shared")))
        first = matrix_files.content_of(self.matrix).lines[0].reference
        self.assertEqual(returned.found["altered"], [first])
        self.assertTrue(matrix_returns.is_alarm(returned.comments.get()))

    def test_rows_gone_added_unknown_and_twice_are_said(self) -> None:
        book: Any = openpyxl.load_workbook(io.BytesIO(self.file(self.matrix, "xlsx")))
        sheet = book.worksheets[0]
        first, second = (line.reference for line in matrix_files.content_of(self.matrix).lines)
        sheet.cell(5, 1).value = "XV-2019-9999"
        sheet.cell(6, 2).value = "A new undertaking"
        sheet.cell(7, 1).value, sheet.cell(7, 2).value = first, "Again"
        returned = self.back(self.saved(book), "x.xlsx")
        self.assertEqual(returned.found["missing"], [second])
        self.assertIn("XV-2019-9999", returned.found["unknown"][0])
        self.assertEqual(returned.found["added"], ["A new undertaking"])
        self.assertIn("Again", returned.found["twice"][0])
        self.assertEqual(self.said(returned), [])

    def test_the_same_file_again_does_nothing(self) -> None:
        content = self.in_word(theirs=REMARK)
        first = self.back(content)
        self.assertEqual(self.back(content, "renamed.docx"), first)
        self.assertEqual(PartnerComment.objects.count(), 1)

    def test_what_is_no_matrix_of_ours_is_refused(self) -> None:
        empty = docx.Document()
        empty.add_paragraph("Dear colleagues")
        self.assertEqual(self.refusal(self.saved(empty), "x.docx"), "no_matrix")
        self.assertEqual(self.refusal(b"%PDF-1.7", "x.pdf"), "document_kind")
        self.assertEqual(self.refusal(b"a,b", "x.csv"), "kind")
        with self.assertRaisesMessage(Refused, "save it as .xlsx"):
            self.back(b"PK\x03\x04", "x.numbers")
        other = self.made()
        self.assertEqual(self.refusal(self.file(other, "xlsx"), "x.xlsx"), "other_matrix")
        for person in (self.cast.stranger, self.cast.focal_point, self.cast.auditor):
            with self.assertRaises(Refused):
                matrix_returns.import_matrix(self.matrix, "x.docx", self.in_word(), by=person, now=NOW)

    def test_a_formula_in_their_cell_is_read_as_no_formula_of_ours(self) -> None:
        returned = self.back(self.in_sheet(theirs="'=1+1"), "x.xlsx")
        self.assertEqual(self.said(returned)[0][2], "=1+1")


class DecidingTests(ReturnCase):
    def setUp(self) -> None:
        super().setUp()
        returned = self.back(self.in_word(theirs=REMARK, due=DUE))
        self.due, self.remark = returned.comments.order_by("pk")

    def code(self, act: Any) -> str:
        with self.assertRaises(Refused) as refused:
            act()
        return refused.exception.code

    def test_the_desk_takes_note_acts_or_sets_aside_with_a_reason(self) -> None:
        by = self.cast.officer
        self.assertEqual(matrix_returns.note_comment(self.remark, by=by, now=NOW).state, CommentState.NOTED)
        self.assertEqual(
            self.code(lambda: matrix_returns.note_comment(self.remark, by=by, now=NOW)), "decided"
        )
        acted = matrix_returns.record_action(self.remark, why="Date asked of the head.", by=by, now=NOW)
        self.assertEqual((acted.state, acted.decided_by), (CommentState.ACTED_ON, by))
        self.assertTrue(self.code(lambda: matrix_returns.dismiss_comment(self.due, why=" ", by=by, now=NOW)))
        aside = matrix_returns.dismiss_comment(self.due, why="Not what was agreed.", by=by, now=NOW)
        self.assertEqual((aside.state, aside.comment), (CommentState.SET_ASIDE, "Not what was agreed."))
        self.assertEqual(
            self.code(lambda: matrix_returns.record_action(self.due, why="x", by=by, now=NOW)), "decided"
        )

    def test_an_answer_is_kept_whole_or_refused(self) -> None:
        with self.assertRaisesMessage(Refused, "Use at most 600 characters. This text has 601."):
            matrix_returns.note_comment(self.remark, answer="x" * 601, by=self.cast.officer, now=NOW)
        noted = matrix_returns.note_comment(self.remark, answer="x" * 600, by=self.cast.officer, now=NOW)
        self.assertEqual(len(noted.answer), 600)

    def test_others_decide_nothing(self) -> None:
        for person in (self.cast.stranger, self.cast.focal_point, self.cast.auditor):
            code = self.code(
                lambda person=person: matrix_returns.note_comment(self.remark, by=person, now=NOW)
            )
            self.assertEqual(code, "forbidden")

    def test_the_next_matrix_carries_theirs_and_our_answer_once_a_head_cleared_it(self) -> None:
        answer = "The list was sent on 3 March."
        matrix_returns.note_comment(self.remark, answer=answer, by=self.cast.officer, now=NOW)
        matrix_returns.dismiss_comment(self.due, why="Not agreed.", by=self.cast.officer, now=NOW)
        line = matrix_files.content_of(self.made()).lines[0]
        self.assertEqual((line.ours, line.theirs), ((), (f"2026-03-11: {REMARK}",)))
        self.assertEqual(
            self.code(lambda: matrix_returns.approve_answer(self.remark, by=self.cast.officer, now=NOW)),
            "forbidden",
        )
        matrix_returns.approve_answer(self.remark, by=self.cast.head, now=NOW)
        matrix = self.made()
        line = matrix_files.content_of(matrix).lines[0]
        self.assertEqual(line.ours, (f"2026-03-11: {answer}",))
        told = str(self.rows("x.docx", self.file(matrix, "docx")))
        for text in (answer, REMARK, "Previous comments from Valdoria"):
            self.assertIn(text, told)
        self.assertNotIn(DUE, told)
        for text in INNER:
            self.assertNotIn(text, told)

    def test_who_wrote_an_answer_does_not_clear_it(self) -> None:
        matrix_returns.note_comment(self.remark, answer="Ours.", by=self.cast.head, now=NOW)
        self.assertEqual(
            self.code(lambda: matrix_returns.approve_answer(self.remark, by=self.cast.head, now=NOW)),
            "own_words",
        )

    def test_of_what_is_confided_nothing_is_cleared(self) -> None:
        matrix_returns.note_comment(self.remark, answer="Ours.", by=self.cast.officer, now=NOW)
        outcome = Outcome.objects.get(pk=self.remark.commitment.outcome_id)
        edits.change_record(outcome, {"in_confidence": True}, by=self.cast.officer, now=NOW)
        self.assertEqual(
            self.code(lambda: matrix_returns.approve_answer(self.remark, by=self.cast.head, now=NOW)),
            "confidence",
        )
