"""`manage.py import_commitments`: what it prints, what it takes, and its exit."""

import csv
import io
import json
import tempfile
from contextlib import redirect_stderr
from pathlib import Path
from typing import Any

from django.core.management import CommandError, call_command
from openpyxl import Workbook

from commitments.enums import Classification
from commitments.management.commands.import_commitments import Command
from commitments.meetings.meetings import close_meeting
from commitments.models import Approval, Commitment, Import, Ministry, Responsibility, User
from tests import make
from tests.cast import NOW
from tests.commitments.tables.importer.case import ImportCase, as_csv

HEADS = ["Commitment", "Lead", "Due date"]
GOOD = ["Our side will send trainers.", "KNPA", "2026-06-30"]
DOUBTFUL = ["Our side will send books.", "KNPA", "03/04/2026"]
WRONG = ["", "KNPA", ""]


class ImportCommitmentsTests(ImportCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def run_it(self, rows: list[list[str]] | bytes, *more: str, name: str = "list.csv") -> str:
        path = self.folder / name
        path.write_bytes(rows if isinstance(rows, bytes) else as_csv(rows))
        out = io.StringIO()
        call_command("import_commitments", str(path), "--meeting", self.meeting.reference, *more, stdout=out)
        return out.getvalue()

    def as_json(self, *rows: list[str], more: tuple[str, ...] = ()) -> Any:
        return json.loads(self.run_it([HEADS, *rows], "--format", "json", *more))

    def test_the_good_rows_are_taken_and_each_other_is_printed_with_its_cell_and_reason(self) -> None:
        said = self.run_it([HEADS, GOOD, DOUBTFUL, WRONG])
        self.assertIn("row 3, column Due date (row 3, column 3): “03/04/2026”", said)
        self.assertIn("row 4, column Commitment (row 4, column 1): The clause is missing", said)
        self.assertIn("1 row was imported.", said)
        self.assertEqual(Commitment.objects.get().recorded_by, self.cast.officer)
        self.assertEqual(Import.objects.get().by, self.cast.officer)

    def test_a_dry_run_says_the_same_and_leaves_nothing(self) -> None:
        told = self.as_json(GOOD, DOUBTFUL, WRONG, more=("--dry-run",))
        self.assertEqual(told["counts"], {"new": 1, "changed": 0, "unchanged": 0, "warning": 1, "error": 1})
        self.assertEqual((told["rows"], told["taken"], told["dry_run"]), (3, 1, True))
        self.assertEqual(
            [(one["row"], one["field"]) for one in told["not_taken"]], [(3, "due_on"), (4, "clause")]
        )
        self.assertEqual((told["reminders"] > 0, told["first_reminder"][:4]), (True, "2026"))
        self.assertFalse(Commitment.objects.exists() or Import.objects.exists())

    def test_rows_for_a_closed_meeting_are_proposed_as_a_supplement(self) -> None:
        close_meeting(self.meeting, by=self.cast.officer, now=NOW)
        with self.assertRaisesMessage(CommandError, "With --reason"):
            self.run_it([HEADS, GOOD])
        self.assertFalse(Import.objects.exists())
        said = self.run_it([HEADS, GOOD, WRONG], "--reason", "The annex came later.")
        self.assertIn("1 row was proposed as a supplement. The head of desk decides.", said)
        self.assertEqual(
            (Commitment.objects.count(), Approval.objects.get().reason), (0, "The annex came later.")
        )
        self.assertEqual(Import.objects.get().state, "proposed")

    def test_all_rows_or_none_and_one_value_for_all_rows(self) -> None:
        with self.assertRaisesMessage(CommandError, "Some rows have warnings or errors."):
            self.run_it([HEADS, GOOD, WRONG], "--all-or-none")
        self.assertFalse(Import.objects.exists())
        with self.assertRaisesMessage(CommandError, "“strength=strong” does not name a field"):
            self.run_it([HEADS, GOOD], "--value", "strength=strong")
        self.assertIn(
            "1 row was imported.", self.run_it([HEADS, GOOD], "--all-or-none", "--value", "strength=agreed")
        )
        self.assertEqual(Commitment.objects.get().strength, "agreed")

    def test_it_ends_with_one_sentence_where_something_is_wrong_and_nothing_was_taken(self) -> None:
        with self.assertRaisesMessage(
            CommandError, "No rows were imported: 2 rows have an error or a warning."
        ):
            self.run_it([HEADS, DOUBTFUL, WRONG])
        self.assertFalse(Import.objects.exists())
        told = self.as_json(DOUBTFUL, WRONG, more=("--with-warnings",))
        self.assertEqual((told["taken"], len(told["not_taken"])), (1, 1))
        again = self.as_json(DOUBTFUL)
        self.assertEqual((again["taken"], again["counts"]["unchanged"], again["not_taken"]), (0, 1, []))

    def test_what_cannot_be_is_said_in_a_sentence(self) -> None:
        with self.assertRaisesMessage(CommandError, "No meeting has the reference M-XV-1999-001."):
            call_command("import_commitments", __file__, "--meeting", "M-XV-1999-001")
        with self.assertRaisesMessage(CommandError, "Check the path."):
            call_command("import_commitments", "absent.csv", "--meeting", self.meeting.reference)
        for content, name, sentence in (
            (b"", "empty.csv", "The file is empty."),
            (b"PK\x03\x04damaged", "list.xlsx", "does not match its extension"),
            (b"a,b\n1,2\n", "list.csv", "Select the column for: clause."),
            (b"x", "list.numbers", "This file format is not supported."),
        ):
            with self.subTest(name), self.assertRaisesMessage(CommandError, sentence):
                self.run_it(content, name=name)
        self.assertFalse(Import.objects.exists())
        for person in ("stranger", "reader"):
            with (
                self.subTest(person),
                self.assertRaisesMessage(CommandError, "Your role does not allow this"),
            ):
                self.run_it([HEADS, GOOD], "--user", person)

    def test_where_no_officer_may_bring_it_a_person_is_asked_for(self) -> None:
        User.objects.filter(pk=self.cast.officer.pk).update(clearance=Classification.PUBLIC)
        with self.assertRaisesMessage(
            CommandError, "has no permission to record at this meeting. With --user, name another"
        ):
            self.run_it([HEADS, GOOD])
        User.objects.filter(pk=self.cast.officer.pk).update(is_active=False)
        with self.assertRaisesMessage(CommandError, "No desk officer covers this country. With --user, name"):
            self.run_it([HEADS, GOOD])
        self.assertEqual(self.as_json(GOOD, more=("--user", "head"))["taken"], 1)

    def test_what_is_wrong_with_its_arguments_is_one_sentence(self) -> None:
        for arguments, said in (
            ([], "The following arguments are required: FILE. "),
            (["a.csv", "--subject", "plans"], "Argument --subject: invalid choice: 'plans'"),
            (["a.csv", "--meeting", "x", "--format", "xml"], "Argument --format: invalid choice: 'xml'"),
        ):
            err = io.StringIO()
            parser = Command().create_parser("manage.py", "import_commitments")
            parser.called_from_command_line = True
            with self.subTest(said), redirect_stderr(err), self.assertRaises(SystemExit) as ended:
                parser.parse_args(arguments)
            self.assertEqual((ended.exception.code, err.getvalue().count("\n")), (2, 1))
            self.assertTrue(err.getvalue().startswith(said), err.getvalue())

    def test_one_side_may_be_said_for_all_rows_and_a_table_chosen(self) -> None:
        rows = [["Commitment"], ["Records will be shared."]]
        with self.assertRaises(CommandError):
            self.run_it(rows)
        self.run_it(rows, "--owed-by", "theirs", "--user", "head", "--table", "1")
        item = Commitment.objects.get()
        self.assertEqual((item.owed_by, item.recorded_by), ("theirs", self.cast.head))
        with self.assertRaisesMessage(CommandError, "Select one of the tables in the file."):
            self.run_it(rows, "--table", "7")

    def test_it_goes_into_no_closed_meeting(self) -> None:
        closed = make.meeting(self.cast, title="Closed")
        type(closed).objects.filter(pk=closed.pk).update(state="closed")
        path = self.folder / "list.csv"
        path.write_bytes(as_csv([HEADS, GOOD]))
        with self.assertRaisesMessage(CommandError, "closed"):
            call_command("import_commitments", str(path), "--meeting", closed.reference)

    def test_status_words_owners_and_columns_are_told_as_on_the_page(self) -> None:
        rows = [
            ["Commitment", "Owner", "State of play", "Their reference", "Budget"],
            ["Send trainers.", "Secretariat", "cancelled", "A-1", "100"],
            ["Send books.", "Valdoria (Harbour Office)", "open", "A-2", "200"],
        ]
        told = json.loads(self.run_it(rows, "--format", "json", "--dry-run"))
        self.assertEqual((told["counts"]["new"], told["taken"]), (1, 1))
        self.assertEqual(told["left_out"], ["Their reference", "Budget"])
        self.assertEqual(told["notes"], ["Valdoria (Harbour Office) (1)"])
        said = self.run_it(rows, "--dry-run")
        self.assertIn("Columns not imported: Their reference, Budget", said)
        options = (
            "--status",
            "cancelled=note",
            "--owner",
            "Secretariat=joint",
            "--column",
            "Budget=condition",
        )
        self.run_it(rows, *options, "--owner", "Valdoria (Harbour Office)=Valdorian Constabulary")
        first, second = Commitment.objects.order_by("pk")
        self.assertEqual((first.owed_by, first.meaning), ("joint", "Status in the imported list: cancelled."))
        self.assertEqual(second.responsibilities.get().ministry, self.cast.their_police)
        self.assertEqual((second.owed_by, second.condition), ("theirs", "200"))

    def test_what_is_wrong_with_a_column_a_status_or_an_owner_is_one_sentence(self) -> None:
        for option, value, sentence in (
            ("--column", "Budget", "has no equals sign"),
            ("--column", "Budget=clause", "does not name a column and a field"),
            ("--column", "B=price", "does not name a column and a field"),
            ("--status", "open=fulfilled", "Select how rows with the status are recorded."),
            ("--owner", "Secretariat=Ministry of Silence", "No ministry has the name"),
        ):
            with self.subTest(value), self.assertRaisesMessage(CommandError, sentence):
                self.run_it([HEADS, GOOD], option, value)
        self.assertFalse(Import.objects.exists())
        told = json.loads(self.run_it([HEADS, GOOD], "--format", "json", "--dry-run", "--column", "c="))
        self.assertEqual(
            (told["left_out"], told["columns"]), (["Due date"], {"clause": "Commitment", "lead": "Lead"})
        )

    def test_a_column_of_days_without_a_deadline_is_asked_about(self) -> None:
        rows = [["Commitment", "Lead", "Milestone"], ["Send trainers.", "KNPA", "2026-06-30"]]
        with self.assertRaisesMessage(CommandError, "but “Milestone” contains dates."):
            self.run_it(rows)
        self.assertFalse(Import.objects.exists())
        self.run_it(rows, "--column", "Milestone=wording")
        self.assertEqual(str(Commitment.objects.get().due_on), "2026-06-30")

    def test_other_lists_are_imported_without_a_meeting(self) -> None:
        path = self.folder / "ministries.csv"
        path.write_bytes(as_csv([["Name", "Short name"], ["Harbour Authority", "VHA"], ["Customs", "KNPA"]]))
        arguments = (str(path), "--subject", "ministries")
        with self.assertRaisesMessage(CommandError, "or with --user the person who imports"):
            call_command("import_commitments", *arguments)
        with self.assertRaisesMessage(CommandError, "“country=Valdoria” does not name a field"):
            call_command("import_commitments", *arguments, "--user", "officer", "--value", "country=Valdoria")
        out = io.StringIO()
        given = (*arguments, "--user", "officer", "--value", "country=XV")
        call_command("import_commitments", *given, stdout=out)
        self.assertIn("2 rows were imported.", out.getvalue())
        self.assertEqual(Ministry.objects.get(short_name="VHA").country, self.cast.valdoria)
        out = io.StringIO()
        call_command("import_commitments", *given, stdout=out)
        self.assertIn("0 rows were imported.", out.getvalue())

    def test_a_name_is_recorded_for_all_inputs(self) -> None:
        rows = [HEADS, ["Send charts.", "Harbour Office", "2026-06-30"]]
        option = ("--record-name", "Harbour Office=Valdorian Constabulary")
        self.run_it(rows, *option, "--dry-run")
        self.cast.their_police.refresh_from_db()
        self.assertEqual(self.cast.their_police.other_names, "")
        self.run_it(rows, *option)
        self.cast.their_police.refresh_from_db()
        self.assertEqual(self.cast.their_police.other_names, "Harbour Office")
        self.assertEqual(Responsibility.objects.get().ministry, self.cast.their_police)
        with self.assertRaisesMessage(CommandError, "“Secretariat” does not name a ministry."):
            self.run_it(rows, "--record-name", "Secretariat=joint")

    def test_rejected_rows_are_written_to_a_file(self) -> None:
        path = self.folder / "rejected.csv"
        self.run_it([HEADS, GOOD, WRONG], "--rejected", str(path))
        heads, row = csv.reader(path.read_text("utf-8-sig").splitlines())
        self.assertEqual((heads[0], row[1]), ("Commitment", "KNPA"))
        self.assertIn("The clause is missing", row[-1])
        with self.assertRaisesMessage(CommandError, "cannot be written. Check the path."):
            self.run_it([HEADS, GOOD, WRONG], "--dry-run", "--rejected", str(self.folder))

    def test_headings_above_rows_and_remembered_values_are_chosen_as_on_the_page(self) -> None:
        rows = [HEADS, ["A. Harbours", "", ""], GOOD, ["B. Fisheries", "", ""], [*DOUBTFUL[:2], "2026-07-01"]]
        sender = ("--sender", "Ministry of Trade")
        self.run_it(rows, "--column", "above=condition", "--value", "strength=agreed", *sender)
        self.assertEqual(
            list(Commitment.objects.order_by("pk").values_list("condition", "strength")),
            [("A. Harbours", "agreed"), ("B. Fisheries", "agreed")],
        )
        other = [HEADS, ["C. Cuttings", "", ""], ["Our side will send clippings.", "KNPA", "2026-08-01"]]
        told = json.loads(self.run_it(other, "--format", "json", "--value", "strength=", *sender))
        self.assertIn("condition", told["columns"])
        item = Commitment.objects.latest("pk")
        self.assertEqual((item.condition, item.strength), ("C. Cuttings", "not_stated"))

    def test_the_same_file_twice_and_hidden_rows_change_nothing(self) -> None:
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        for row in (HEADS, GOOD, ["Our side will send maps.", "KNPA", "2026-09-01"]):
            sheet.append(row)
        sheet.row_dimensions[3].hidden = True
        out = io.BytesIO()
        book.save(out)
        for taken in (1, 0):
            told = json.loads(self.run_it(out.getvalue(), "--format", "json", name="list.xlsx"))
            self.assertEqual((told["taken"], told["counts"]["unchanged"]), (taken, 1 - taken))
            self.assertEqual(told["skipped"], {"hidden": [3]})
        self.assertEqual(Commitment.objects.count(), 1)
