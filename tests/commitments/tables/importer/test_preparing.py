"""Rows held against what is on file: what is new, doubtful, wrong, changed or there already."""

import datetime
from unittest import mock

from commitments.enums import Classification, CommitmentState, ImportState, ImportSubject, OwedBy, RowStatus
from commitments.errors import Refused
from commitments.models import ImportRow, Ministry, Outcome
from commitments.tables.importer import execution, reading, runs
from commitments.tables.importer.names import read_names
from tests import make
from tests.cast import NOW, TODAY
from tests.commitments.tables.importer.case import ImportCase, as_csv

HEADS = ["Commitment", "Lead", "With", "Deadline", "Due date", "Status"]
CLAUSE = "Both sides will share records of joint investigations."


class CommitmentTests(ImportCase):
    def one(self, *cells: str, **given: dict[str, str]) -> tuple[str, dict[str, str], dict[str, object]]:
        """Judge one row; give its verdict, its faults by field, and its plan."""
        of = self.judged([HEADS, [*cells, *[""] * (6 - len(cells))]], **given)  # type: ignore[arg-type]
        row = self.row(of, 2)
        return row.status, self.faults(of, 2), row.plan

    def test_a_row_is_a_point_and_a_draft_with_owners_and_its_deadline_in_words(self) -> None:
        verdict, faults, plan = self.one(CLAUSE, "KNPA", "mofa; Valdorian Constabulary", "by 30 June 2026")
        self.assertEqual((verdict, faults), (RowStatus.NEW, {}))
        item = plan["item"]
        assert isinstance(item, dict)
        self.assertEqual(item["owed_by"], OwedBy.OURS)
        named = {(part[0], part[1], part[2]) for part in item["parts"]}
        cast = self.cast
        wanted = {
            ("ours", cast.police.pk, "lead"),
            ("ours", cast.mofa.pk, "supporting"),
            ("theirs", cast.their_police.pk, "supporting"),
        }
        self.assertEqual(named, wanted)
        self.assertEqual(item["spec"]["wording"], "by 30 June 2026")
        due = plan["due"]
        assert isinstance(due, list)
        self.assertEqual(due[0], "2026-06-30")

    def test_no_date_is_invented(self) -> None:
        for cells, day in (
            ((CLAUSE, "KNPA"), None),
            (("They will open two posts by 2050.", "KNPA"), None),
            ((CLAUSE, "KNPA", "", "as soon as possible"), None),
            ((CLAUSE, "KNPA", "", "", "n/a"), None),
        ):
            with self.subTest(cells):
                verdict, faults, plan = self.one(*cells)
                self.assertEqual((verdict, faults), (RowStatus.NEW, {}))
                assert isinstance(plan["due"], list)
                self.assertEqual(plan["due"][0], day)
                self.assertGreater(str(plan["due"][2]), TODAY.isoformat())

    def test_what_the_officer_must_decide_is_doubtful_and_taken_without_a_day(self) -> None:
        for wording, due in (("next spring", ""), ("", "03/04/2027"), ("", "31 June 2027")):
            with self.subTest(wording + due):
                verdict, faults, plan = self.one(CLAUSE, "KNPA", "", wording, due)
                self.assertEqual(
                    (verdict, set(faults)), (RowStatus.WARNING, {"wording" if wording else "due_on"})
                )
                assert isinstance(plan["due"], list)
                self.assertIsNone(plan["due"][0])

    def test_a_last_row_that_counts_the_others_is_doubtful_and_a_sentence_with_a_sum_is_not(self) -> None:
        for words in ("6 rows in all", "Total", "Grand total: 12", "Sum 3", "합계", "소계 4건", "총 12건"):
            verdict, faults, _plan = self.one(words, "KNPA")
            self.assertEqual((verdict, set(faults)), (RowStatus.WARNING, {"clause"}), words)
        for words in (
            "Total elimination of tariffs by 2030",
            "Sum up the talks in a report",
            "계획을 이행한다",
        ):
            self.assertEqual(self.one(words, "KNPA")[0], RowStatus.NEW, words)

    def test_words_count_before_the_day_beside_them(self) -> None:
        self.assertEqual(self.one(CLAUSE, "KNPA", "", "by 30 June 2026", "2026-06-30")[0], RowStatus.NEW)
        verdict, faults, plan = self.one(CLAUSE, "KNPA", "", "by 30 June 2026", "2026-07-30")
        self.assertEqual((verdict, set(faults)), (RowStatus.WARNING, {"due_on"}))
        assert isinstance(plan["due"], list)
        self.assertEqual(plan["due"][0], "2026-06-30")

    def test_status_words_of_other_lists_are_recorded_as_drafts_and_set_no_stage(self) -> None:
        for word, note in (
            ("in progress", ""),
            ("Not started", ""),
            ("진행 중", ""),
            ("en cours", ""),
            ("80 %", ""),
            ("implemented", "Status in the imported list: implemented."),
            ("이행 완료", "Status in the imported list: 이행 완료."),
            ("Réalisée", "Status in the imported list: Réalisée."),
        ):
            with self.subTest(word):
                verdict, faults, plan = self.one(CLAUSE, "KNPA", "", "", "", word)
                self.assertEqual((verdict, faults), (RowStatus.NEW, {}))
                item = plan["item"]
                assert isinstance(item, dict)
                self.assertEqual(item["meaning"], note)
        verdict, faults, _plan = self.one(CLAUSE, "KNPA", "", "", "", "cancelled")
        self.assertEqual((verdict, set(faults)), (RowStatus.WARNING, {"status"}))
        self.assertIn("cancelled", faults["status"])
        self.assertEqual(self.one(CLAUSE, "KNPA", "", "", "", "draft")[0], RowStatus.NEW)

    def test_the_choice_for_a_status_word_is_made_once_and_kept_for_the_sender(self) -> None:
        rows = [HEADS, [CLAUSE, "KNPA", "", "", "", "cancelled"], ["Trainers.", "KNPA", "", "", "", "open"]]
        of = self.judged(rows, sender="KNPA")
        self.assertEqual(of.unknown_names, [["cancelled", "status", 1]])
        runs.answer_names(of, {}, statuses={"cancelled": "skip"}, by=of.by)
        self.work(of)
        self.assertEqual((of.counts, of.total), ({"new": 1}, 1))
        self.assertEqual(runs.list_skipped(of), [("status", 1, [2])])
        again = self.judged([HEADS, ["Books.", "KNPA", "", "", "", "Cancelled"]], sender="KNPA")
        self.assertEqual((again.status_choices, again.counts), ({"cancelled": "skip"}, {}))
        with self.assertRaises(Refused):
            runs.map_columns(of, of.columns, {}, statuses={"open": "fulfilled"}, by=of.by)

    def test_a_name_that_nobody_knows_or_that_means_two_is_asked_about(self) -> None:
        Ministry.objects.create(country=self.cast.valdoria, name="KNPA")
        for name in ("Ministry of Silence", "KNPA"):
            verdict, faults, plan = self.one(CLAUSE, name, fixed={"owed_by": "ours"})
            self.assertEqual((verdict, set(faults)), (RowStatus.WARNING, {"lead"}))
            self.assertIn(name, faults["lead"])
            item = plan["item"]
            assert isinstance(item, dict)
            self.assertEqual(item["parts"], [])

    def test_an_answer_settles_a_name_for_all_rows(self) -> None:
        names = read_names(
            self.cast.officer, TODAY, {"ministry of silence": self.cast.police.pk, "nobody": 0}
        )
        found = names.find("Ministry of  Silence", self.cast.valdoria.pk)
        self.assertEqual([one.ministry for one in found or []], [self.cast.police.pk])
        self.assertIsNone(names.find("Nobody", self.cast.valdoria.pk))

    def test_a_row_that_does_not_say_who_owes_is_wrong_until_one_side_is_chosen_for_all(self) -> None:
        clause = "Records of joint investigations"
        verdict, faults, _plan = self.one(clause)
        self.assertEqual((verdict, set(faults)), (RowStatus.ERROR, {"owed_by"}))
        self.assertEqual(self.one(clause, fixed={"owed_by": "joint"})[0], RowStatus.NEW)

    def test_an_ask_is_a_point_alone_and_its_wording_missing_is_wrong(self) -> None:
        verdict, faults, plan = self.one(
            "Our side asked for data.", fixed={"owed_by": "theirs", "kind": "request"}
        )
        self.assertEqual((verdict, faults, plan["spoken_by"]), (RowStatus.NEW, {}, "ours"))
        self.assertNotIn("item", plan)
        verdict, faults, _plan = self.one("", "KNPA")
        self.assertEqual((verdict, set(faults)), (RowStatus.ERROR, {"clause"}))

    def test_the_same_words_at_this_meeting_or_in_this_file_are_known_again(self) -> None:
        point = make.outcome(self.cast, self.meeting, clause=CLAUSE)
        make.commitment(self.cast, point, owed_by=OwedBy.OURS)
        other = "Our side will send trainers."
        rows = [HEADS, [f" {CLAUSE.upper()} ", "KNPA"], [other, "KNPA"], [other, "KNPA"]]
        of = self.judged([[*row, *[""] * (6 - len(row))] for row in rows])
        self.assertEqual(self.verdicts(of), [RowStatus.UNCHANGED, RowStatus.NEW, RowStatus.WARNING])
        self.assertIn("Row 3", self.faults(of, 4)["clause"])

    def test_how_a_sentence_is_closed_makes_no_other_words_of_it(self) -> None:
        make.outcome(self.cast, self.meeting, clause=CLAUSE)
        bare = CLAUSE.rstrip(".")
        clauses = (
            bare,
            f"{bare} ;",
            "우리 측은 교관을 보낸다.",
            "우리측은 교관을 보낸다",
            "Another one: x",
            "Another one x",
        )
        of = self.judged([HEADS, *([clause, "KNPA", "", "", "", ""] for clause in clauses)])
        same, new = RowStatus.UNCHANGED, RowStatus.NEW
        self.assertEqual(self.verdicts(of), [same, same, new, RowStatus.WARNING, new, new])

    def test_the_words_of_a_point_that_is_hidden_are_new_like_any_others(self) -> None:
        hidden = make.outcome(self.cast, self.meeting, clause="A closely held promise.")
        with make.unlocked():
            Outcome.objects.filter(pk=hidden.pk).update(classification=Classification.SECRET)
        rows = [
            [clause, "KNPA", "", "", "", ""] for clause in ("A closely held promise.", "An absent promise.")
        ]
        of = self.judged([HEADS, *rows])
        told = ImportRow.objects.filter(spreadsheet=of).values_list(
            "status", "problems", "changes", "record", "writes"
        )
        self.assertEqual(len({str(row) for row in told}), 1)
        self.assertFalse(execution.is_stale(of))
        Outcome.objects.filter(pk=hidden.pk).update(recorded_at=NOW + datetime.timedelta(hours=1))
        self.assertFalse(execution.is_stale(of))

    def test_two_rows_that_change_one_commitment_are_told_before_anything_is_written(self) -> None:
        item = make.commitment(self.cast, make.outcome(self.cast, self.meeting))
        rows = [[item.reference, title] for title in ("One title", "Another title", item.title)]
        of = self.judged([["Reference", "Short title"], *rows])
        self.assertEqual(self.faults(of, 2), {})
        self.assertIn("Row 2 already changes this commitment.", self.faults(of, 3)["reference"])
        self.assertEqual(self.row(of, 3).status, RowStatus.ERROR)
        self.assertEqual(self.faults(of, 4), {})

    def test_a_row_with_an_unanswered_request_is_no_firmer_than_requested(self) -> None:
        given = {"owed_by": "theirs", "kind": "request", "strength": "agreed"}
        verdict, faults, _plan = self.one("Our side asked for data.", fixed=given)
        self.assertEqual((verdict, set(faults)), (RowStatus.ERROR, {"strength"}))

    def test_a_reference_finds_its_item_and_what_is_hidden_is_like_what_is_absent(self) -> None:
        item = make.commitment(self.cast, make.outcome(self.cast, self.meeting))
        hidden = make.commitment(self.cast, classification=Classification.SECRET, title="Closely held")
        head = ["Reference", "Short title", "Due"]
        references = (item.reference, hidden.reference, "XV-2026-9999")
        of = self.judged([head, *([one, "Another title", "2026-06-30"] for one in references)])
        self.assertEqual(self.verdicts(of), [RowStatus.CHANGED, RowStatus.ERROR, RowStatus.ERROR])
        change = self.row(of, 2).changes
        self.assertEqual(change, [{"field": "title", "old": item.title, "new": "Another title"}])
        told = [self.faults(of, number)["reference"] for number in (3, 4)]
        self.assertEqual(told[0].replace(hidden.reference, ""), told[1].replace("XV-2026-9999", ""))

    def test_what_was_accepted_is_not_written_anew(self) -> None:
        point = make.outcome(self.cast, self.meeting)
        item = make.commitment(self.cast, point, state=CommitmentState.ACCEPTED)
        of = self.judged([["Reference", "Lead, our side", "Due"], [item.reference, "MOFA", "2026-07-30"]])
        self.assertEqual(self.verdicts(of), [RowStatus.WARNING])
        self.assertEqual(set(self.faults(of, 2)), {"lead_ours", "due_on"})
        self.assertFalse(self.row(of, 2).writes)

    def test_the_preview_says_how_many_reminders_follow_and_when_the_first(self) -> None:
        rows = [HEADS, [CLAUSE, "KNPA", "", "", "2026-06-30", ""], ["Trainers.", "Valdorian Constabulary"]]
        of = self.judged([[*row, *[""] * (6 - len(row))] for row in rows])
        # 20, 10, 5 and 1 working days ahead, the day itself, and one review of what has no day.
        self.assertEqual(of.following["count"], 6)
        self.assertEqual(of.following["first"], "2026-06-01")
        doubtful = ["Another.", "KNPA", "", "", "2026-06-30", "cancelled"]
        of = self.judged([HEADS, *([doubtful, rows[1]])])
        self.assertEqual(of.following, {"count": 5, "first": "2026-06-01", "warnings": 5})

    def test_a_file_of_more_rows_than_are_taken_is_refused_while_it_is_looked_through(self) -> None:
        with mock.patch.object(reading, "MOST_ROWS", 2):
            rows = [HEADS, *([f"Point {number}.", "KNPA"] for number in range(2))]
            self.assertEqual(self.judged([["Title"], [], *rows]).total, 2)
            content = as_csv([*rows, ["One more.", "KNPA"]])
            of = runs.create_import(
                ImportSubject.COMMITMENTS,
                "a.csv",
                content,
                meeting=self.meeting,
                by=self.cast.officer,
                now=NOW,
            )
            self.assertEqual(self.work(of).state, ImportState.STOPPED)
        self.assertIn("more than 100,000 rows", of.reason)


class OtherTests(ImportCase):
    def test_holidays_are_known_by_country_and_day(self) -> None:
        rows = [
            ["Country", "Date", "Holiday", "Non-working day"],
            ["XV", "2026-05-01", "Harbour Day", ""],
            ["Valdoria", "1 May 2026", "Harbour Day", ""],
            ["XQ", "2026-05-02", "x", ""],
            ["XV", "03/04/2026", "x", ""],
            ["XV", "2026-05-03", "x", "perhaps"],
        ]
        of = self.judged(rows, ImportSubject.HOLIDAYS)
        self.assertEqual(self.verdicts(of), ["new", "error", "error", "error", "error"])
        self.assertEqual(
            [set(self.faults(of, n)) for n in (3, 4, 5, 6)],
            [{"day"}, {"country"}, {"day"}, {"is_non_working"}],
        )

    def test_ministries_and_officials_are_known_by_any_of_their_names(self) -> None:
        rows = [
            ["Country", "Name", "Short name"],
            ["KR", "knpa", "KNPA"],
            ["KR", "KNPA", "NPA"],
            ["XV", "New One", ""],
        ]
        of = self.judged(rows, ImportSubject.MINISTRIES)
        self.assertEqual(self.verdicts(of), ["unchanged", "changed", "new"])
        post = self.cast.their_minister.post
        rows = [
            ["Country", "Ministry", "Post", "E-mail"],
            ["XV", "Ministry of External Relations", post, ""],
            ["XV", "Ministry of Silence", post, ""],
            ["XV", "", "Clerk", "no address"],
        ]
        of = self.judged(rows, ImportSubject.OFFICIALS)
        self.assertEqual(self.verdicts(of), ["unchanged", "warning", "error"])

    def test_reports_name_their_item_by_its_reference_or_by_its_number_in_the_list_of_others(self) -> None:
        point = make.outcome(self.cast, self.meeting)
        Outcome.objects.filter(pk=point.pk).update(place_in_text="H01 · Housing")
        item = make.commitment(self.cast, point, state=CommitmentState.IN_PROGRESS)
        rows = [
            ["Reference", "Date", "Health", "Note"],
            [item.reference, "2026-03-01", "green", "Half is done."],
            ["h01", "2026-03-02", "on track", "More."],
            ["H01", "2026-03-03", "implemented", "All."],
            ["H01", "2027-03-03", "green", "x"],
            ["H02", "2026-03-03", "green", "x"],
            ["H01", "2026-03-03", "red", ""],
        ]
        of = self.judged(rows, ImportSubject.UPDATES, meeting=self.meeting)
        self.assertEqual(self.verdicts(of), ["new", "new", "warning", "error", "error", "error"])
        self.assertEqual(self.row(of, 4).plan["text"], "implemented: All.")
