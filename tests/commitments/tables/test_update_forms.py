"""A focal point's work sheet: locked but for its yellow cells, and back as proposals for the desk."""

import io
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from commitments.enums import Classification, CommitmentState, Health, ReplyKind, ReplyState
from commitments.errors import Refused
from commitments.models import Approval, AuditRow, Commitment, EmailReply, Outcome, UpdateForm, User
from commitments.records import edits
from commitments.reminders import replies
from commitments.tables import update_forms
from commitments.tables.update_forms import ReturnResult
from tests import make
from tests.cast import NOW
from tests.commitments.tables.matrix_case import INNER, ExchangeCase

HEAD = 3
INPUTS = ("report", "done", "text", "next_step", "next_step_by", "wanted", "kind", "why")


class SheetCase(ExchangeCase):
    def setUp(self) -> None:
        super().setUp()
        make.advance(self.cast, self.item, CommitmentState.IN_PROGRESS)
        self.item.refresh_from_db()
        made = update_forms.create_update_form(self.cast.focal_point, by=self.cast.focal_point, now=NOW)
        self.sheet: UpdateForm = made.sheet
        self.content: bytes = made.content

    def filled(self, **cells: str) -> bytes:
        book: Any = openpyxl.load_workbook(io.BytesIO(self.content))
        names = list(self.sheet.snapshot["heads"])
        for name, text in cells.items():
            book.worksheets[0].cell(HEAD + 1, names.index(name) + 1).value = text
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    def back(self, content: bytes, by: User | None = None) -> ReturnResult:
        return update_forms.import_update_form("sheet.xlsx", content, by=by or self.cast.focal_point, now=NOW)

    def code(self, content: bytes, by: User) -> str:
        with self.assertRaises(Refused) as refused:
            self.back(content, by)
        return refused.exception.code


class MakingTests(SheetCase):
    def test_only_the_yellow_cells_are_written_in_and_choices_are_picked(self) -> None:
        book = openpyxl.load_workbook(io.BytesIO(self.content))
        sheet: Any = book.worksheets[0]
        self.assertTrue(sheet.protection.sheet)
        names = list(self.sheet.snapshot["heads"])
        unlocked = {
            names[cell.column - 1] for row in sheet.iter_rows() for cell in row if not cell.protection.locked
        }
        self.assertEqual(unlocked, set(INPUTS))
        rules = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
        kinds = {
            names[openpyxl.utils.column_index_from_string(place[0]) - 1]: rule
            for place, rule in rules.items()
        }
        self.assertEqual(
            {name for name, rule in kinds.items() if rule.type == "list"}, {"report", "done", "kind"}
        )
        self.assertEqual(book.sheetnames[1:], ["words"])
        self.assertEqual(book["words"].sheet_state, "hidden")
        words = [cell.value for cell in book["words"]["A"] if cell.value]
        self.assertEqual(words, ["No change", "On track", "At risk", "Off track"])
        self.assertEqual(kinds["report"].formula1, "words!$A$1:$A$4")
        self.assertEqual(kinds["text"].formula1, str(replies.LONGEST_TEXT))
        self.assertEqual(sheet.cell(HEAD + 1, 1).value, self.item.reference)
        # What stands above the heads runs on over the narrow first column.
        self.assertFalse(sheet.cell(2, 1).alignment.wrap_text)
        types = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
        self.assertEqual(types, {"s"})

    def test_it_holds_the_open_items_that_the_ministry_leads_and_says_no_more(self) -> None:
        told = str(self.rows("x.xlsx", self.content))
        self.assertIn(INNER[2], told)
        for text in (INNER[0], INNER[1], INNER[3]):
            self.assertNotIn(text, told)
        for state in (CommitmentState.DRAFT, CommitmentState.PROPOSED, CommitmentState.FULFILLED):
            make.commitment(self.cast, make.outcome(self.cast), title=f"Other {state}", state=state)
        again = update_forms.create_update_form(self.cast.focal_point, by=self.cast.focal_point, now=NOW)
        self.assertEqual(list(again.sheet.snapshot["items"]), [self.item.reference])

    def test_of_what_was_confided_it_names_the_reference_alone(self) -> None:
        Outcome.objects.filter(pk=self.item.outcome_id).update(in_confidence=True)
        made = update_forms.create_update_form(self.cast.focal_point, by=self.cast.focal_point, now=NOW)
        told = str(self.rows("x.xlsx", made.content))
        self.assertIn(self.item.reference, told)
        self.assertNotIn(INNER[2], told)

    def test_the_desk_makes_one_and_others_do_not(self) -> None:
        made = update_forms.create_update_form(self.cast.focal_point, by=self.cast.officer, now=NOW)
        self.assertEqual(
            (made.sheet.person, made.sheet.recorded_by), (self.cast.focal_point, self.cast.officer)
        )
        self.assertEqual(AuditRow.objects.filter(action="exported", by=self.cast.officer).count(), 1)
        for by in (self.cast.validator, self.cast.auditor, self.cast.reader):
            with self.assertRaises(Refused):
                update_forms.create_update_form(self.cast.focal_point, by=by, now=NOW)
        with self.assertRaises(Refused) as refused:
            update_forms.create_update_form(self.cast.focal_point, by=self.cast.stranger, now=NOW)
        self.assertEqual(refused.exception.code, "empty")

    def test_what_the_desk_may_not_read_is_not_in_its_sheet(self) -> None:
        other = make.commitment(
            self.cast, make.outcome(self.cast), title="Secret", state=CommitmentState.IN_PROGRESS
        )
        with make.unlocked():
            Commitment.objects.filter(pk=other.pk).update(classification=Classification.SECRET)
        made = update_forms.create_update_form(self.cast.focal_point, by=self.cast.officer, now=NOW)
        self.assertEqual(list(made.sheet.snapshot["items"]), [self.item.reference])


class ReturnTests(SheetCase):
    def test_a_row_becomes_proposals_that_change_nothing_until_confirmed(self) -> None:
        before = Commitment.objects.values().get(pk=self.item.pk)
        taken = self.back(
            self.filled(
                report="At risk",
                done="Limited",
                text="The list is late.",
                wanted="by 30 September 2026",
                kind="Owner needs more time",
                why="Staff changed.",
            )
        )
        self.assertEqual([one.kind for one in taken.made], [ReplyKind.PROGRESS, ReplyKind.DATE])
        self.assertEqual((taken.again, taken.wrong), (0, []))
        self.assertEqual(Commitment.objects.values().get(pk=self.item.pk), before)
        report, date = taken.made
        self.assertEqual(report.text, "Progress so far: Limited. The list is late.")
        replies.confirm_reply(report, by=self.cast.officer, now=NOW)
        self.item.refresh_from_db()
        self.assertEqual(self.item.health, Health.AT_RISK)
        self.assertIn("Update form of Focal point", self.item.updates.get().text)
        replies.confirm_reply(date, by=self.cast.officer, now=NOW)
        self.assertEqual(Approval.objects.get().reason, "Staff changed.")

    def test_a_next_step_alone_is_no_change_with_the_step_of_the_ministry(self) -> None:
        taken = self.back(self.filled(next_step="Send the list of ports", next_step_by="30 June 2026"))
        self.assertEqual([one.kind for one in taken.made], [ReplyKind.NO_CHANGE])
        replies.confirm_reply(taken.made[0], by=self.cast.officer, now=NOW)
        said = self.item.updates.get()
        self.assertEqual(
            (said.next_step, said.next_step_ministry, str(said.next_step_on)),
            ("Send the list of ports", self.cast.police, "2026-06-30"),
        )

    def test_a_date_of_a_next_step_that_is_past_or_none_is_named(self) -> None:
        for by in ("1 January 2026", "soon"):
            taken = self.back(self.filled(report="No change", next_step="Send it", next_step_by=by))
            self.assertEqual((taken.made, len(taken.wrong)), ([], 1), by)

    def test_a_form_of_an_earlier_release_without_next_steps_is_read(self) -> None:
        book: Any = openpyxl.load_workbook(io.BytesIO(self.filled(report="No change")))
        names = list(self.sheet.snapshot["heads"])
        for name in ("next_step_by", "next_step"):
            book.worksheets[0].cell(HEAD, names.index(name) + 1).value = ""
            del self.sheet.snapshot["heads"][name]
        with make.unlocked():
            UpdateForm.objects.filter(pk=self.sheet.pk).update(snapshot=self.sheet.snapshot)
        out = io.BytesIO()
        book.save(out)
        self.assertEqual(len(self.back(out.getvalue()).made), 1)

    def test_the_same_sheet_again_does_nothing_twice(self) -> None:
        content = self.filled(report="No change")
        self.assertEqual(len(self.back(content).made), 1)
        again = self.back(content)
        self.assertEqual((again.made, again.again), ([], 1))
        more = self.back(self.filled(report="On track", text="Done."))
        self.assertEqual(len(more.made), 1)
        self.assertEqual(EmailReply.objects.count(), 2)

    def test_one_sent_before_its_headings_were_renamed_is_read_by_those_it_was_sent_with(self) -> None:
        book: Any = openpyxl.load_workbook(
            io.BytesIO(self.filled(report="At risk", text="The list is late."))
        )
        heads = {"report": "How it stands", "why": "Why another date", "due": "Due", "state": "State"}
        names = list(self.sheet.snapshot["heads"])
        for name, head in heads.items():
            book.worksheets[0].cell(HEAD, names.index(name) + 1).value = head
        self.sheet.snapshot["heads"] |= heads
        with make.unlocked():
            UpdateForm.objects.filter(pk=self.sheet.pk).update(snapshot=self.sheet.snapshot)
        out = io.BytesIO()
        book.save(out)
        taken = self.back(out.getvalue())
        self.assertEqual(([one.text for one in taken.made], taken.ignored), (["The list is late."], []))

    def test_what_changed_since_is_said(self) -> None:
        edits.change_record(self.item, {"title": "Another title"}, by=self.cast.officer, now=NOW)
        self.assertEqual(self.back(self.filled(report="No change")).made[0].changed, "edited")
        make.advance(self.cast, self.item, CommitmentState.IN_PROGRESS)
        Commitment.objects.filter(pk=self.item.pk).update(due_on="2026-12-31")
        changed = self.back(self.filled(report="On track")).made[0].changed
        self.assertEqual(changed, "due 30 Jun 2026, now 31 Dec 2026")

    def test_what_a_row_lacks_is_told_and_the_others_count(self) -> None:
        for cells in (
            {"report": "At risk"},
            {"text": "Only words."},
            {"wanted": "by 30 September 2026"},
            {"report": "Splendid"},
        ):
            with self.subTest(cells):
                taken = self.back(self.filled(**cells))
                self.assertEqual(taken.made, [])
                self.assertEqual(taken.wrong[0][0], self.item.reference)
        self.assertFalse(EmailReply.objects.exists())

    def test_what_is_written_into_locked_cells_is_said_and_left_out(self) -> None:
        taken = self.back(self.filled(due="31 December 2027", report="No change"))
        self.assertEqual(len(taken.made), 1)
        said = "“Due date” was changed to “31 December 2027”."
        self.assertEqual(taken.ignored, [(self.item.reference, said)])
        self.assertEqual(self.back(self.filled(state="")).ignored[0][1], "“Stage” was changed to “–”.")
        self.assertEqual(self.back(self.content).ignored, [])
        taken = self.back(self.filled(reference="", report="No change"))
        self.assertEqual((taken.made, taken.wrong[0][0]), ([], "row 4"))
        self.client.force_login(self.cast.focal_point)
        file = SimpleUploadedFile("sheet.xlsx", self.filled(due="31 December 2027"))
        page = self.client.post("/admin/commitments/updateform/return/", {"file": file}, follow=True)
        self.assertContains(page, "Only the yellow cells are read. These entries were not imported:")

    def test_a_sheet_saved_by_another_program_is_to_be_saved_as_it_came(self) -> None:
        with self.assertRaisesMessage(Refused, "save it as .xlsx"):
            update_forms.import_update_form("sheet.numbers", b"PK\x03\x04", by=self.cast.focal_point, now=NOW)
        with self.assertRaisesMessage(Refused, "Only .xlsx files can be uploaded here"):
            update_forms.import_update_form("sheet.csv", b"a,b", by=self.cast.focal_point, now=NOW)

    def test_a_reference_of_others_is_an_unknown_one(self) -> None:
        hidden = make.commitment(
            self.cast, make.outcome(self.cast), title="Secret", state=CommitmentState.IN_PROGRESS
        )
        with make.unlocked():
            Commitment.objects.filter(pk=hidden.pk).update(classification=Classification.SECRET)
        said = {}
        for reference in (hidden.reference, "XV-2019-9999"):
            taken = self.back(self.filled(reference=reference, report="No change"))
            said[reference] = taken.wrong[0][1]
        self.assertEqual(len(set(said.values())), 1)

    def test_who_may_send_it_back(self) -> None:
        content = self.filled(report="No change")
        for person in (self.cast.reader, self.cast.auditor, self.cast.administrator):
            self.assertEqual(self.code(content, person), "no_sheet")
        self.assertEqual(self.back(content, self.cast.stranger).wrong[0][0], self.item.reference)
        by_desk = self.back(content, self.cast.officer).made[0]
        self.assertEqual((by_desk.giver, by_desk.recorded_by), (self.cast.focal_point, self.cast.officer))
        self.assertEqual(by_desk.state, ReplyState.WAITING)

    def test_the_pages_make_and_take_in_and_the_desk_confirms(self) -> None:
        self.client.force_login(self.cast.focal_point)
        listed = self.client.get("/admin/commitments/updateform/")
        self.assertContains(listed, "Create update form (XLSX)")
        answer = self.client.post(
            "/admin/commitments/updateform/create/", {"person": self.cast.focal_point.pk}
        )
        self.assertIn("WS-", answer.headers["Content-Disposition"])
        file = SimpleUploadedFile("sheet.xlsx", self.filled(report="At risk", text="The list is late."))
        page = self.client.post("/admin/commitments/updateform/return/", {"file": file}, follow=True)
        self.assertContains(page, "1 reply is pending confirmation by the desk.")
        self.assertContains(page, "The list is late.")
        self.client.force_login(self.cast.officer)
        waiting = EmailReply.objects.get()
        item = self.client.get(f"/admin/commitments/commitment/{self.item.pk}/change/")
        self.assertContains(item, f"update form {self.sheet.code} from Focal point (KNPA)")
        answers_of = "/admin/commitments/emailreply/"
        for address in (answers_of, f"{answers_of}{waiting.pk}/change/", f"{answers_of}export/csv/"):
            # The sheet is its person's own; whose answer it is stands beside it.
            self.assertContains(self.client.get(address), str(self.cast.focal_point))
        confirm = f"{answers_of}{waiting.pk}/step/confirm/"
        self.assertContains(self.client.post(confirm, {}, follow=True), "Confirmed. The reply was recorded")
        self.client.force_login(self.cast.stranger)
        self.assertEqual(
            self.client.get(f"/admin/commitments/updateform/{self.sheet.pk}/change/").status_code, 404
        )
        wrong = SimpleUploadedFile("sheet.xlsx", b"no archive")
        self.assertContains(
            self.client.post("/admin/commitments/updateform/return/", {"file": wrong}, follow=True),
            "The content of the file does not match its extension",
        )
