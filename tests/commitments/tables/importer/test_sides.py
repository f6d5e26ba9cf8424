"""Whose commitment a row is: by two columns, a country beside an office, headings above the rows."""

from typing import Any

import pytest

from commitments.models import Import
from commitments.tables.importer import runs
from tests.commitments.documents.made import ods, ods_cell, ods_row, ods_sheet
from tests.commitments.tables.importer.messy import Cells, workbook
from tests.commitments.tables.importer.test_messy import MessyCase


@pytest.mark.both
class SideTests(MessyCase):
    def sides(self, of: Import) -> dict[str, str]:
        """Give the side of each row that would be imported, by its clause."""
        rows = of.rows.filter(status="new")
        return {row.plan["clause"]: row.plan["item"]["owed_by"] for row in rows}

    def test_two_columns_of_leads_under_one_heading(self) -> None:
        rows: list[Cells] = [
            ["No", "Commitment", "Lead", "", "Due"],
            ["", "", "ROK lead", "Cambodia lead", ""],
            [1, "Open a hotline.", "MOFA", "MFAIC", "30 June 2027"],
            [2, "Share the list of ports.", "", "MFAIC", "30 June 2027"],
            [3, "Hold a seminar on fisheries.", "MOFA", "Fisheries Administration", "30 June 2027"],
            [4, "Send two boats.", "Harbour Agency", "-", "30 June 2027"],
        ]

        def change(sheet: Any) -> None:
            sheet.merge_cells("C1:D1")

        of = self.judged(workbook(rows, change=change), name="leads.xlsx")
        self.assertEqual(
            self.sides(of),
            {
                "Open a hotline.": "joint",
                "Share the list of ports.": "theirs",
                "Hold a seminar on fisheries.": "joint",
                "Send two boats.": "ours",
            },
        )
        self.assertEqual(
            of.unknown_names, [["Fisheries Administration", "noted", 1], ["Harbour Agency", "noted", 1]]
        )

    def test_the_country_of_the_partner_owes_nothing(self) -> None:
        rows = [
            ["ID", "Partner country", "Action", "Lead", "Due"],
            ["1", "Cambodia", "Open the consulate.", "MOFA (ROK)", "30 June 2027"],
            ["2", "ASEAN", "Repair the bridge.", "MOFA (ROK)", "30 June 2027"],
            ["3", "Vietnam", "Send the engineers.", "ROK", "30 June 2027"],
            ["4", "Cambodia", "Name a contact.", "Embassy of Cambodia in Seoul", "30 June 2027"],
            ["5", "", "Meet each year.", "Both sides", "30 June 2027"],
        ]
        wanted = {"Open the consulate.": "ours", "Name a contact.": "theirs", "Meet each year.": "joint"}
        of = self.judged(rows)
        self.assertEqual(self.sides(of), wanted)
        self.assertEqual(runs.describe_skipped(of), ["1 row of another partner was skipped: 4"])
        self.assertIn("is not a country", self.faults(of, 3)["partner"])
        # The same under a heading that may also stand over owners.
        rows = [["ID", "Country", *rows[0][2:]], rows[1], *rows[3:]]
        of = self.judged(rows)
        self.assertEqual(self.sides(of), wanted)
        self.assertEqual(runs.list_skipped(of), [("partner", 1, [3])])

    def test_without_a_column_of_owners_the_words_of_a_row_say_whose_it_is(self) -> None:
        rows = [
            ["합의사항", "기한"],
            ["우리측은 쌀 5천 톤을 지원한다", "2027-06-30"],
            ["캄보디아측은 부지를 제공한다", "2027-06-30"],
            ["양측은 교섭을 개시한다", "2027-06-30"],
            ["명단을 송부한다", "2027-06-30"],
        ]
        of = self.judged(rows)
        self.assertEqual([*self.sides(of).values()], ["ours", "theirs", "joint"])
        self.assertIn("side is missing", str(self.faults(of, 5)))
        of = self.judged([["Text from the minutes"], ["Cambodia will send the list of ports."]])
        self.assertEqual(self.sides(of), {"Cambodia will send the list of ports.": "theirs"})

    def test_a_word_of_status_is_kept_as_a_note_and_what_was_dropped_is_asked_about(self) -> None:
        rows = [
            ["Commitment", "Lead", "Status"],
            *([f"Send {word}.", "ROK", word] for word in ("R", "50", "선적 중")),
        ]
        self.assertEqual(self.judged(rows).counts, {"new": 3})
        rows = [
            ["Commitment", "Lead", "Status"],
            ["Send it.", "ROK", "Cancelled"],
            ["Open it.", "ROK", "취소"],
        ]
        self.assertEqual(self.judged(rows).counts, {"warning": 2})

    def test_a_deadline_waits_for_its_event_and_is_read_behind_remarks_and_as_a_stored_day(self) -> None:
        rows = [
            ["Commitment", "Lead", "Deadline"],
            ["Send it.", "ROK", "within 30 days of entry into force"],
            ["Open it.", "ROK", "1 April 2027\n(Japanese fiscal year)"],
            ["Close it.", "ROK", "46568"],
            ["Meet.", "Both", "2028 (tbc)"],
        ]
        of = self.judged(rows)
        self.assertEqual(of.counts, {"new": 4})
        due = [row.plan["due"][0] for row in of.rows.order_by("number")]
        self.assertEqual(due, [None, "2027-04-01", "2027-06-30", "2028-12-31"])

    def test_one_country_in_all_rows_and_no_owner_is_asked(self) -> None:
        rows = [["Country", "Action"], ["Cambodia", "Open the line."], ["Cambodia", "Close the line."]]
        self.assertEqual(self.judged(rows).counts, {"error": 2})

    def test_a_country_beside_a_ministry_owes(self) -> None:
        rows = [
            ["관리번호", "조치사항", "국가", "담당부처", "완료예정일"],
            ["A-27-01", "헌혈 사업을 지원한다", "대한민국", "국제협력단", "2027-12-15"],
            ["A-27-02", "부지를 확보한다", "캄보디아", "내무부", "2027-11-01"],
            ["A-27-03", "중간평가를 한다", "한국·캄보디아", "국제협력단/개발위원회", "2027-10-01"],
            ["합계", "3건", "", "", ""],
        ]
        of = self.judged(rows)
        self.assertEqual(list(self.sides(of).values()), ["ours", "theirs", "joint"])
        self.assertEqual(runs.list_skipped(of), [("notes", 1, [5])])
        self.assertIn("관리번호", runs.list_left_out(of))

    def test_cells_that_contradict_each_other_are_asked(self) -> None:
        rows = [
            ["Commitment", "Country", "Lead ministry"],
            ["Open the line.", "Korea", "MFAIC"],
            ["Close the line.", "Cambodia", "Heritage Service of Korea"],
            ["Paint the line.", "Cambodia", "Heritage Service"],
        ]
        of = self.judged(rows)
        self.assertEqual(self.sides(of), {"Paint the line.": "theirs"})
        self.assertIn("different sides", self.faults(of, 2)["owed_by"])

    def test_a_heading_above_the_rows_tells_their_side(self) -> None:
        for first, second, third in (
            ("Korean side", "Cambodian side", "Joint"),
            ("A. Commitments of Korea", "B. Commitments of Cambodia", "C. Both sides"),
            ("1. 한국 측 이행사항 (2건)", "2. 캄보디아 측 이행사항", "3. 양측 공동"),
            (
                "Engagements de la partie coréenne",
                "Engagements de la partie cambodgienne",
                "Les deux parties",
            ),
            ("Actions to be taken by Korea", "Cambodia's obligations:", "Joint actions"),
        ):
            rows = [
                ["No", "Commitment", "Due"],
                [first],
                ["1", "Open the line.", "30 June 2027"],
                [second],
                ["2", "Close the line.", "30 June 2027"],
                [third],
                ["3", "Paint the line.", "30 June 2027"],
            ]
            for indent in ([], [""]):
                with self.subTest(first, indent=indent):
                    of = self.judged([[*indent, *row] if len(row) == 1 else row for row in rows])
                    self.assertEqual(list(self.sides(of).values()), ["ours", "theirs", "joint"])

    def test_headings_of_parts_below_that_of_a_side(self) -> None:
        rows = [
            ["No", "Commitment", "Lead", "Due"],
            ["I. Korean side"],
            ["A. Trade"],
            ["1", "Open the line.", "", "30 June 2027"],
            ["B. Health"],
            ["2", "Close the line.", "", "30 June 2027"],
            ["3", "Paint the line.", "MFAIC", "30 June 2027"],
            ["II. Follow-up"],
            ["4", "Sell the line.", "", "30 June 2027"],
        ]
        of = self.judged(rows)
        self.assertEqual(self.sides(of), {"Open the line.": "ours", "Close the line.": "ours"})
        self.assertIn("different sides", self.faults(of, 7)["owed_by"])
        self.assertIn("missing", self.faults(of, 9)["owed_by"])

    def test_a_column_of_kinds_may_hold_sides(self) -> None:
        rows = [["구분", "조치사항"], ["한국", "노선을 연다"], ["캄보디아", "노선을 닫는다"]]
        self.assertEqual(list(self.sides(self.judged(rows)).values()), ["ours", "theirs"])

    def test_a_text_merged_over_two_rows_is_one_commitment(self) -> None:
        two = 'table:number-rows-spanned="2"'
        covered = "<table:covered-table-cell/>"
        sheet = ods_sheet(
            ods_row("Commitment", "Lead", "Due"),
            ods_row(ods_cell("Open the archive.", two), "MOFA (ROK)", ods_cell("30 June 2027", two)),
            ods_row(covered, "MFAIC (Cambodia)", covered),
            ods_row("Close the archive.", "ROK", "1 July 2027"),
        )
        of = self.judged(ods(sheet), name="merged.ods")
        self.assertEqual(self.sides(of), {"Open the archive.": "joint", "Close the archive.": "ours"})

    def test_a_heading_above_the_rows_is_no_second_row_of_column_headings(self) -> None:
        rows = [["", "Engagements", "Échéance"], ["Engagements de la partie coréenne"]]
        of = self.judged(
            [*rows, ["1", "Ouvrir la ligne", "30 juin 2027"], ["Engagements conjoints"], ["2", "Voir"]]
        )
        self.assertEqual(list(self.sides(of).values()), ["ours", "joint"])

    def test_lines_above_values_separated_by_semicolons(self) -> None:
        content = (
            'Minutes of the talks\n"Seoul, 3 May 2027"\n\nNo;Action;ROK lead;Cambodia lead;Due\n'
            '1;"Open the\nline";MOFA;;30 June 2027\n2;Close the line;;MFAIC\n'
        )
        of = self.judged(content.encode(), name="minutes.csv")
        self.assertEqual(self.sides(of), {"Open the\nline": "ours", "Close the line": "theirs"})

    def test_a_column_of_partners_with_other_countries(self) -> None:
        rows = [["Partner", "Action", "Owner"], ["Cambodia", "Open.", "ROK"], ["Vietnam", "Close.", "ROK"]]
        of = self.judged(rows)
        self.assertEqual((self.sides(of), runs.list_skipped(of)), ({"Open.": "ours"}, [("partner", 1, [3])]))

    def test_a_number_without_a_result_does_not_matter(self) -> None:
        rows = [["No", "Commitment", "Owner"], ["=A1+1", "Open the line.", "ROK"]]
        of = self.judged(workbook(rows), name="numbers.xlsx")
        self.assertEqual(self.sides(of), {"Open the line.": "ours"})
        self.assertIn("formula", self.faults(of, 2)["number"])
