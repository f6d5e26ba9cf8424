"""Rows taken by the writers, left and taken up again, and taken back as one step."""

import datetime
from unittest import mock

from commitments.access import policy
from commitments.enums import CommitmentState, ImportSelection, ImportState, ImportSubject, ItemState, OwedBy
from commitments.errors import Refused
from commitments.lifecycle import acceptance
from commitments.models import (
    AuditRow,
    Commitment,
    Email,
    Holiday,
    Import,
    ImportRow,
    Ministry,
    MinistryName,
    Official,
    Outcome,
    ProgressUpdate,
    Reminder,
)
from commitments.records import edits
from commitments.reminders import outbox
from commitments.tables.importer import execution, preparing, reading, runs, writers
from tests import make
from tests.cast import NOW
from tests.commitments.tables.importer.case import ImportCase

HEADS = ["No", "Commitment", "Lead", "Deadline"]
GOOD = ["7", "Our side will send trainers.", "KNPA", "by 30 June 2026"]
DOUBTFUL = ["8", "Our side will send books.", "KNPA", "next spring"]
WRONG = ["9", "", "KNPA", ""]


class TakingTests(ImportCase):
    def states(self, of: Import) -> list[str]:
        return list(
            ImportRow.objects.filter(spreadsheet=of).order_by("number").values_list("state", flat=True)
        )

    def test_good_rows_become_points_and_drafts_and_nobody_is_mailed(self) -> None:
        of = self.taken(self.judged([HEADS, GOOD, DOUBTFUL, WRONG]))
        self.assertEqual((of.state, of.done, of.total), (ImportState.DONE, 1, 1))
        self.assertEqual(self.states(of), [ItemState.DONE, "", ""])
        item = Commitment.objects.get()
        self.assertEqual((item.state, item.title), (CommitmentState.DRAFT, "Our side will send trainers"))
        self.assertEqual((str(item.due_on), item.owed_by), ("2026-06-30", OwedBy.OURS))
        self.assertEqual((item.outcome.place_in_text, item.outcome.meeting_id), ("7", self.meeting.pk))
        outbox.run_outbox(NOW + datetime.timedelta(days=1))
        self.assertFalse(Email.objects.exists() or Reminder.objects.exists())

    def test_doubtful_rows_are_taken_as_they_were_shown_where_that_is_asked_for(self) -> None:
        of = self.taken(self.judged([HEADS, GOOD, DOUBTFUL, WRONG]), ImportSelection.WITH_WARNINGS)
        self.assertEqual(self.states(of), [ItemState.DONE, ItemState.DONE, ""])
        self.assertIsNone(Commitment.objects.latest("pk").due_on)

    def test_all_or_none_is_none_where_a_row_is_bad_and_nothing_where_one_is_refused_meanwhile(self) -> None:
        of = self.judged([HEADS, GOOD, WRONG])
        with self.assertRaises(Refused):
            execution.begin_import(of, ImportSelection.ALL_OR_NONE, by=of.by, now=NOW)
        of = self.judged([HEADS, GOOD, ["8", "A second one.", "KNPA", ""]])
        Ministry.objects.filter(pk=self.cast.police.pk).update(valid_until=None)
        row = self.row(of, 3)
        row.plan["item"]["parts"][0][1] = 987654
        row.save()
        of = self.taken(of, ImportSelection.ALL_OR_NONE)
        self.assertEqual(of.state, ImportState.STOPPED)
        self.assertIn("Row 3", of.reason)
        self.assertFalse(Outcome.objects.exists() or Commitment.objects.exists())
        of = self.taken(
            self.judged([HEADS, GOOD, ["8", "A second one.", "KNPA", ""]]), ImportSelection.ALL_OR_NONE
        )
        self.assertEqual((of.state, Commitment.objects.count()), (ImportState.DONE, 2))

    def test_a_long_import_taken_whole_takes_back_what_was_taken_before_the_refused_row(self) -> None:
        rows = [HEADS, *([str(n), f"Point number {n}.", "KNPA", ""] for n in range(5))]
        of = self.judged(rows)
        row = self.row(of, 6)
        row.plan["item"]["parts"][0][1] = 987654
        row.save()
        with mock.patch.object(execution, "TOGETHER", 2):
            execution.begin_import(of, ImportSelection.ALL_OR_NONE, by=of.by, now=NOW)
            while runs.run_import(of.pk, now=NOW):
                pass
        of.refresh_from_db()
        self.assertEqual(of.state, ImportState.UNDONE)
        self.assertIn("Row 6", of.reason)
        seen = policy.readable_by(Outcome.objects.filter(meeting=self.meeting), self.cast.officer)
        self.assertFalse(seen.exists())

    def test_each_row_is_taken_once_and_a_dead_workers_import_is_taken_up(self) -> None:
        rows = [HEADS, *([str(n), f"Point number {n}.", "KNPA", ""] for n in range(5))]
        of = self.judged(rows)
        execution.begin_import(of, ImportSelection.VALID, by=of.by, now=NOW)
        self.assertTrue(runs.run_import(of.pk, now=NOW, most=2))
        self.assertEqual(Commitment.objects.count(), 2)
        held = preparing.take_lease(of.pk, ImportState.IMPORTING, NOW)
        assert held is not None
        self.assertFalse(runs.run_import(of.pk, now=NOW))
        self.assertEqual((Commitment.objects.count(), runs.list_unfinished(NOW)), (2, []))
        later = NOW + datetime.timedelta(seconds=preparing.LEASE_SECONDS + 1)
        self.assertEqual(runs.list_unfinished(later), [of.pk])
        self.assertFalse(runs.run_import(of.pk, now=later))
        self.assertEqual(Commitment.objects.count(), 5)
        with self.assertRaises(preparing.Lost):
            held.keep()

    def test_what_is_decided_is_decided_once(self) -> None:
        of = self.judged([HEADS, GOOD])
        execution.begin_import(of, ImportSelection.VALID, by=of.by, now=NOW)
        with self.assertRaises(Refused):
            execution.begin_import(of, ImportSelection.VALID, by=of.by, now=NOW)

    def test_rows_judged_before_something_was_recorded_there_are_judged_again(self) -> None:
        of = self.judged([HEADS, GOOD])
        self.assertFalse(execution.is_stale(of))
        make.outcome(self.cast, self.meeting, clause=GOOD[1], now=NOW + datetime.timedelta(hours=1))
        self.assertTrue(execution.is_stale(of))
        runs.judge_again(of, by=of.by)
        self.assertEqual(self.verdicts(self.work(of)), ["unchanged"])

    def test_only_who_brought_it_decides_and_only_who_writes_brings(self) -> None:
        of = self.judged([HEADS, GOOD])
        for person in (self.cast.head, self.cast.stranger, self.cast.administrator):
            self.assertFalse(policy.readable_by(Import.objects.all(), person).exists())
            self.assertFalse(policy.readable_by(ImportRow.objects.all(), person).exists())
            with self.assertRaises(Refused):
                execution.begin_import(of, ImportSelection.VALID, by=person, now=NOW)
        self.assertTrue(policy.readable_by(ImportRow.objects.all(), self.cast.officer).exists())
        for person in (self.cast.stranger, self.cast.focal_point, self.cast.reader, self.cast.auditor):
            with self.assertRaises(Refused):
                runs.create_import(
                    ImportSubject.COMMITMENTS, "a.csv", b"a,b", meeting=self.meeting, by=person, now=NOW
                )


class TakingBackTests(ImportCase):
    def test_drafts_go_with_their_points_and_the_file_can_be_brought_again(self) -> None:
        of = self.undone(self.taken(self.judged([HEADS, GOOD, ["8", "They asked.", "KNPA", ""]])))
        self.assertEqual(of.state, ImportState.UNDONE)
        self.assertFalse(Outcome.objects.exists() or Commitment.objects.exists())
        told = AuditRow.objects.filter(subject_type="commitments.Outcome", action="removed")
        self.assertEqual(told.count(), 2)
        self.assertTrue(all("import" in row.reason for row in told))
        self.assertEqual(self.verdicts(self.judged([HEADS, GOOD])), ["new"])

    def test_what_something_has_come_of_stands(self) -> None:
        of = self.taken(self.judged([HEADS, GOOD, ["8", "A second one.", "KNPA", ""]]))
        first = Commitment.objects.order_by("pk").first()
        assert first is not None
        acceptance.propose(first, by=self.cast.officer, now=NOW)
        self.undone(of)
        states = ImportRow.objects.filter(spreadsheet=of).order_by("number").values_list("state", "reason")
        self.assertEqual(
            list(states),
            [
                (
                    ItemState.NOT_UNDONE,
                    (
                        "The record was changed later, so the action cannot be undone. Correct the record "
                        "instead."
                    ),
                ),
                (ItemState.UNDONE, ""),
            ],
        )

    def test_what_was_changed_reads_as_before(self) -> None:
        item = make.commitment(self.cast, make.outcome(self.cast, self.meeting))
        rows = [
            ["Reference", "Short title", "Lead, our side", "Deadline as agreed"],
            [item.reference, "Another title", "MOFA", "by 30 September 2026"],
        ]
        of = self.taken(self.judged(rows))
        item.refresh_from_db()
        self.assertEqual((item.title, str(item.due_on)), ("Another title", "2026-09-30"))
        self.assertEqual([part.ministry for part in item.responsibilities.all()], [self.cast.mofa])
        self.undone(of)
        item.refresh_from_db()
        self.assertEqual((item.title, str(item.due_on)), ("Share investigation records", "2026-06-30"))
        self.assertEqual([part.ministry for part in item.responsibilities.all()], [self.cast.police])

    def test_ministries_officials_and_days_go_unless_something_leans_on_them(self) -> None:
        # A home with a language of its own, for the names in it.
        rows = [
            ["Country", "Name", "Korean name"],
            ["KR", "Coast Guard", "해양경찰청"],
            ["KR", "Customs", ""],
        ]
        of = self.taken(self.judged(rows, ImportSubject.MINISTRIES))
        self.assertEqual(MinistryName.objects.get().name, "해양경찰청")
        customs = Ministry.objects.get(name="Customs")
        rows = [["Country", "Ministry", "Post"], ["KR", "해양경찰청", "Commissioner"]]
        officials = self.taken(self.judged(rows, ImportSubject.OFFICIALS))
        self.assertEqual(
            Official.objects.get(post="Commissioner").ministry_id, of.rows.get(number=2).created_id
        )
        self.undone(of)
        self.assertEqual(self.row(of, 2).state, ItemState.NOT_UNDONE)
        self.assertFalse(Ministry.objects.filter(pk=customs.pk).exists())
        self.undone(officials)
        self.assertFalse(Official.objects.filter(post="Commissioner").exists())
        rows = [["Country", "Date", "Holiday"], ["XV", "2026-06-30", "Harbour Day"]]
        item = make.commitment(self.cast, owed_by=OwedBy.THEIRS)
        before = item.last_working_day
        days = self.taken(self.judged(rows, ImportSubject.HOLIDAYS))
        item.refresh_from_db()
        self.assertLess(str(item.last_working_day), str(before))
        self.undone(days)
        item.refresh_from_db()
        self.assertEqual((item.last_working_day, Holiday.objects.count()), (before, 0))

    def test_reports_are_taken_back_the_last_first_and_one_that_others_followed_stands(self) -> None:
        item = make.commitment(
            self.cast, make.outcome(self.cast, self.meeting), state=CommitmentState.IN_PROGRESS
        )
        rows = [
            ["Reference", "Date", "Health", "Note"],
            [item.reference, "2026-03-01", "green", "Half."],
            [item.reference, "2026-03-02", "red", "The clerk is ill."],
        ]
        of = self.taken(self.judged(rows, ImportSubject.UPDATES))
        item.refresh_from_db()
        self.assertEqual((item.health, ProgressUpdate.objects.count()), ("off_track", 2))
        self.assertEqual(self.verdicts(self.judged(rows, ImportSubject.UPDATES)), ["unchanged", "unchanged"])
        self.undone(of)
        item.refresh_from_db()
        self.assertEqual((item.health, ProgressUpdate.objects.count()), ("no_recent_report", 0))

    def test_next_steps_are_imported_with_their_owners_and_an_unknown_owner_is_kept_in_the_text(self) -> None:
        item = make.commitment(
            self.cast, make.outcome(self.cast, self.meeting), state=CommitmentState.IN_PROGRESS
        )
        heads = ["Reference", "Date", "Health", "Note", "Next step", "Who takes it", "Next step by"]
        rows = [
            heads,
            [item.reference, "2026-03-01", "green", "Half.", "Send it", "KNPA", "2026-04-01"],
            [item.reference, "2026-03-02", "green", "More.", "Sign it", "Harbour office", ""],
            [item.reference, "2026-03-03", "green", "Rest.", "Seal it", "", "2026-01-01"],
        ]
        self.assertEqual(self.verdicts(self.judged(rows, ImportSubject.UPDATES)), ["new", "warning", "error"])
        self.taken(self.judged(rows, ImportSubject.UPDATES))
        said = ProgressUpdate.objects.order_by("reported_on").first()
        assert said is not None
        self.assertEqual(
            (said.next_step, said.next_step_owner, str(said.next_step_on)),
            ("Send it", "National Police Agency", "2026-04-01"),
        )

    def test_another_writer_meanwhile_keeps_a_row_from_being_taken(self) -> None:
        item = make.commitment(self.cast, make.outcome(self.cast, self.meeting))
        of = self.judged([["Reference", "Short title"], [item.reference, "Another title"]])
        edits.change_record(item, {"title": "Mine"}, by=self.cast.officer, now=NOW)
        of = self.taken(of)
        self.assertEqual((of.state, self.row(of, 2).state), (ImportState.DONE, ItemState.NOT_DONE))
        item.refresh_from_db()
        self.assertEqual(item.title, "Mine")


class LeftTests(ImportCase):
    def test_the_mapping_is_remembered_for_the_sender_and_the_same_heads(self) -> None:
        rows = [["A", "B", "C"], ["Our side will send trainers.", "x", "KNPA"]]
        self.judged(rows, sender="KNPA", columns={"clause": 0, "lead": 2}, fixed={"strength": "agreed"})
        again = runs.create_import(
            ImportSubject.COMMITMENTS,
            "b.csv",
            b"a,b,c\nOther words,x,y\n",
            meeting=self.meeting,
            sender="knpa",
            by=self.cast.officer,
            now=NOW,
        )
        self.work(again)
        self.assertEqual((again.columns, again.fixed), ({"clause": 0, "lead": 2}, {"strength": "agreed"}))
        other = runs.create_import(
            ImportSubject.COMMITMENTS,
            "b.csv",
            b"a,b,c\nOther words,x,y\n",
            meeting=self.meeting,
            sender="MOFA",
            by=self.cast.officer,
            now=NOW,
        )
        self.assertNotEqual(self.work(other).columns, again.columns)

    def test_what_nobody_decides_goes_after_a_month_with_its_file(self) -> None:
        of = self.judged([HEADS, GOOD])
        path = reading.open_store().path_of(of.sha256)
        self.assertTrue(path.is_file())
        self.assertEqual(runs.delete_old_imports(NOW + datetime.timedelta(days=29)), 0)
        with self.captureOnCommitCallbacks(execute=True):
            self.assertEqual(runs.delete_old_imports(NOW + datetime.timedelta(days=31)), 1)
        self.assertFalse(path.exists() or ImportRow.objects.exists())

    def test_bad_rows_are_given_back_as_they_stood_with_the_reason(self) -> None:
        of = self.judged([HEADS, GOOD, DOUBTFUL, WRONG])
        heads, *rows = execution.rejected_rows(of)
        self.assertEqual(heads, [*HEADS, "reason"])
        self.assertEqual([row[:4] for row in rows], [DOUBTFUL, WRONG])
        self.assertIn("Clause: The clause is missing", rows[1][4])
        of = self.taken(of)
        self.assertEqual([row[0] for row in execution.rejected_rows(of)], ["No", "8", "9"])

    def test_each_row_given_back_says_why_and_of_which_file_it_counts_rows(self) -> None:
        again = ["9", "our side will send trainers", "KNPA", ""]
        of = self.judged([HEADS, GOOD, again], name="theirs.csv")
        _heads, twice = execution.rejected_rows(of)
        self.assertIn(
            "Check whether both rows are needed. Row numbers refer to theirs.csv.",
            twice[4],
        )
        of = self.undone(self.taken(of))
        self.assertEqual([row[4] for row in execution.rejected_rows(of)][1:2], ["The import was undone."])
        self.assertTrue(all(row[4] for row in execution.rejected_rows(of)))
        other = self.judged([HEADS, GOOD, ["9", "Another.", "KNPA", ""]])
        with mock.patch.object(writers, "write_rows", side_effect=Refused("No.", "x")):
            other = self.taken(other, ImportSelection.ALL_OR_NONE)
        self.assertEqual(
            [row[4] for row in execution.rejected_rows(other)][1:],
            ["No.", "Row 2: No. No rows were imported."],
        )

    def test_cells_beyond_the_heads_are_given_back_too(self) -> None:
        of = self.judged([HEADS, [*WRONG, "", "", "beside"]])
        heads, row = execution.rejected_rows(of)
        self.assertEqual((len(heads), heads[-1], row[6]), (len(row), "reason", "beside"))
