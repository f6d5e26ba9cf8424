"""Ordinary, untidy lists: how many rows are recorded as written at the first attempt, and none wrongly."""

import pytest
from django.db.models import Prefetch

from commitments.enums import BAD_ROWS, LeadRole
from commitments.errors import Refused
from commitments.models import (
    AuditRow,
    Commitment,
    Country,
    Import,
    ImportRow,
    Ministry,
    MinistryName,
    Responsibility,
)
from commitments.tables.importer import runs
from tests import make
from tests.commitments.tables.importer.case import ImportCase
from tests.commitments.tables.importer.messy import (
    SHEETS,
    Row,
    Sheet,
    english_action_list,
    hidden_rows,
    korean_old_encoding,
    side_and_lead,
    unclear_owners,
    with_sections,
)

MINISTRIES = (
    ("KR", "Ministry of Justice", "MOJ", "법무부"),
    ("KR", "Ministry of Trade, Industry and Energy", "MOTIE", "산업통상자원부"),
    ("KH", "Ministry of Foreign Affairs and International Cooperation", "MFAIC", "캄보디아 외교부"),
    ("KH", "Ministry of Interior", "MOI", "캄보디아 내무부"),
)


class MessyCase(ImportCase):
    """A meeting of Korea and Cambodia, with six ministries."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cast = cls.cast
        cambodia = Country.objects.create(
            iso="KH",
            name="Cambodia",
            capital="Phnom Penh",
            time_zone="Asia/Phnom_Penh",
            languages="km",
            desk=cast.desk,
        )
        countries = {"KR": cast.korea, "KH": cambodia}
        for code, name, short, korean in MINISTRIES:
            one = Ministry.objects.create(country=countries[code], name=name, short_name=short)
            MinistryName.objects.create(ministry=one, language="ko", name=korean)
        for ministry, korean in ((cast.mofa, "외교부"), (cast.police, "경찰청")):
            MinistryName.objects.create(ministry=ministry, language="ko", name=korean)
        cls.meeting = make.meeting(cast, country=cambodia)


@pytest.mark.both
class MessyTests(MessyCase):
    def brought(self, sheet: Sheet) -> Import:
        """Import a file with its columns as they are guessed, and its valid rows."""
        of = self.judged(sheet.content, name=sheet.name)
        return self.taken(of) if of.counts.get("new") or of.counts.get("changed") else of

    def recorded(self) -> dict[str, Row]:
        """Give what is recorded at the meeting by clause."""
        leads = Responsibility.objects.filter(role=LeadRole.LEAD).select_related("ministry")
        items = Commitment.objects.filter(outcome__meeting=self.meeting).select_related("outcome", "deadline")
        found = {}
        for item in items.prefetch_related(Prefetch("responsibilities", leads)):
            names = [part.ministry.short_name for part in item.responsibilities.all() if part.ministry]
            due = item.due_on.isoformat() if item.due_on else ""
            found[item.outcome.clause] = Row(item.outcome.clause, item.owed_by, " ".join(sorted(names)), due)
        return found

    def test_most_rows_are_recorded_as_written_and_none_wrongly(self) -> None:
        right, rows = 0, 0
        for make_sheet in SHEETS:
            sheet = make_sheet()
            before = self.recorded()
            with self.subTest(sheet.name):
                of = self.brought(sheet)
                new = {clause: row for clause, row in self.recorded().items() if clause not in before}
                # What is recorded is as written; the other rows are shown with what to decide.
                self.assertEqual({row for row in sheet.rows if row.clause in new}, set(new.values()))
                shown = ImportRow.objects.filter(spreadsheet=of, status__in=BAD_ROWS)
                asked = {row.clause for row in sheet.rows} - set(new)
                self.assertEqual({one.title for one in shown}, asked)
                self.assertTrue(all(one.problems for one in shown))
                self.assertLessEqual(set(sheet.left_out), set(runs.list_left_out(of)))
                right, rows = right + len(new), rows + len(sheet.rows)
        self.assertGreaterEqual(right, 0.85 * rows)

    def test_the_same_file_again_changes_nothing(self) -> None:
        for make_sheet in SHEETS:
            sheet = make_sheet()
            with self.subTest(sheet.name):
                first = self.brought(sheet).counts.get("new", 0)
                history = AuditRow.objects.count()
                again = self.judged(sheet.content, name=sheet.name)
                self.assertEqual(again.counts.get("unchanged", 0), first)
                self.assertFalse(again.counts.get("changed") or again.counts.get("new"))
                self.assertEqual(AuditRow.objects.count(), history)

    def test_skipped_rows_and_columns_are_named(self) -> None:
        told = {}
        for make_sheet in (
            english_action_list,
            korean_old_encoding,
            with_sections,
            hidden_rows,
            side_and_lead,
        ):
            of = self.judged(make_sheet().content, name=make_sheet().name)
            told[of.file_name] = runs.list_skipped(of)
        self.assertEqual(
            told,
            {
                "actions.xlsx": [("notes", 1, [12])],
                "조치사항.csv": [("notes", 1, [8])],
                "sections.csv": [("notes", 3, [2, 5, 8])],
                "tracker.xlsx": [("hidden", 1, [3])],
                "recommendations.xlsx": [("notes", 1, [6])],
            },
        )
        of = self.judged(hidden_rows().content, name="tracker.xlsx")
        self.assertEqual(runs.describe_skipped(of), ["1 hidden row was skipped: 3"])
        self.assertEqual(runs.list_left_out(of), ["Their reference"])

    def test_a_side_answers_for_a_name_in_all_rows(self) -> None:
        of = self.judged(unclear_owners().content, name="measures.csv")
        self.assertEqual(of.counts, {"new": 3, "error": 4})
        answers = {"Secretariat": "joint", "all": "theirs"}
        runs.answer_names(of, answers, by=of.by)
        self.work(of)
        self.assertEqual(of.counts, {"new": 5, "error": 2})
        self.assertEqual(self.row(of, 4).plan["item"]["owed_by"], "joint")
        with self.assertRaises(Refused):
            runs.answer_names(of, {"Secretariat": "nobody"}, by=of.by)

    def test_an_office_that_is_not_recorded_leaves_the_row_valid_and_is_named(self) -> None:
        of = self.judged([["Commitment", "Owner"], ["Lend two boats.", "Korea (KOICA)"]])
        self.assertEqual((of.counts, of.unknown_names), ({"new": 1}, [["Korea (KOICA)", "noted", 1]]))
        self.assertIn("is not a recorded ministry", self.faults(of, 2)["lead"])
        runs.answer_names(of, {"Korea (KOICA)": self.cast.police.pk}, by=of.by)
        self.work(of)
        parts = self.row(of, 2).plan["item"]["parts"]
        self.assertEqual([part[:3] for part in parts], [["ours", self.cast.police.pk, "lead"]])

    def test_a_sum_or_a_heading_behind_the_text_is_no_commitment_and_a_sentence_alone_is_asked_about(
        self,
    ) -> None:
        rows = [
            ["No", "Commitment", "Owner"],
            ["", "They will send boats.", ""],
            ["", "", "Korea"],
            ["I. Trade"],
        ]
        of = self.judged([*rows, ["", "B. Security"], ["", "Total: 2"], ["* draft"]])
        self.assertEqual((of.counts, [row.number for row in of.rows.all()]), ({"error": 2}, [2, 3]))
        self.assertEqual(runs.list_skipped(of), [("notes", 4, [4, 5, 6, 7])])

    def test_a_mark_in_the_column_of_a_side_is_the_side_and_a_field_in_that_of_ministries_its_ministry(
        self,
    ) -> None:
        rows = [["Commitment", "ROK", "Cambodia"], ["Send experts.", "X", ""], ["Meet.", "X", "X"]]
        of = self.judged(rows)
        self.assertEqual(self.verdicts(of), ["new", "new"])
        self.assertEqual([self.row(of, row).plan["item"]["owed_by"] for row in (2, 3)], ["ours", "joint"])
        of = self.judged([["Mesure", "Pays", "Ministère"], ["Adopter la loi", "Cambodge", "Intérieur"]])
        ministry = Ministry.objects.get(name="Ministry of Interior")
        self.assertEqual([part[1] for part in self.row(of, 2).plan["item"]["parts"]], [ministry.pk])

    def test_more_than_a_word_of_status_is_kept_as_a_note(self) -> None:
        of = self.judged([["Commitment", "Owner", "Status"], ["Meet.", "ROK", "Ongoing; report sent"]])
        self.assertEqual(
            self.row(of, 2).plan["item"]["meaning"], "Status in the imported list: Ongoing; report sent."
        )
