"""Tables inside a text: one row is one clause, with its owner and its deadline from their cells."""

from django.test import SimpleTestCase

from commitments.language.reader.participants import Known
from tests.commitments.language.reader.reading import items

NOBODY = Known()


def rows(text: str) -> list[tuple[str, str | None, str]]:
    """Give of each row its words, its owner and its deadline, after checking its place."""
    found = items(text, known=NOBODY)
    for one in found:
        assert text[slice(*one.place)] == one.clause
        assert one.due_place is None or text[slice(*one.due_place)] == one.due.wording
    return [(" ".join(one.clause.split()), one.owner, one.due.wording) for one in found]


class TableTests(SimpleTestCase):
    def test_columns_set_apart_by_tabs(self) -> None:
        text = (
            "No.\tAction\tResponsible\tDeadline\n"
            "1\tSend the flood maps\tMinistry of Water (Valdoria)\t30 June 2026\n"
            "2\tInstall gauges\tRepublic of Korea\tQ4 2026\n"
            "3\tHold a rescue exercise\tBoth sides\tannually\n"
            "4\tCheck the budget\tMOEF\tTBD\n"
        )
        self.assertEqual(
            rows(text),
            [
                ("Send the flood maps Ministry of Water (Valdoria) 30 June 2026", "ours", "30 June 2026"),
                ("Install gauges Republic of Korea Q4 2026", "theirs", "Q4 2026"),
                ("Hold a rescue exercise Both sides annually", "joint", "annually"),
                ("Check the budget MOEF TBD", "theirs", ""),
            ],
        )

    def test_columns_set_apart_by_bars_in_any_order(self) -> None:
        text = (
            "| Due | Owner | Task | Status |\n|-----|-------|------|--------|\n"
            "| 3 July 2026 | Korea | Reply to the note | ongoing |\n"
            "| 5 July 2026 | Valdoria | Open the hotline | completed |\n"
            "|  | Korea, KOICA | Open the school | not started |\n"
        )
        self.assertEqual(
            rows(text),
            [
                ("3 July 2026 | Korea | Reply to the note | ongoing", "theirs", "3 July 2026"),
                ("Korea, KOICA | Open the school | not started", "theirs", ""),
            ],
        )

    def test_columns_set_apart_by_spaces_with_a_cell_on_two_lines(self) -> None:
        text = (
            "Lead          Deadline         Action\n"
            "Valdoria      30 June 2026     Send the list of ships and\n"
            "                               the list of captains\n"
            "Korea         within 60 days   Return the archive\n"
        )
        self.assertEqual(
            rows(text),
            [
                (
                    "Valdoria 30 June 2026 Send the list of ships and the list of captains",
                    "ours",
                    "30 June 2026",
                ),
                ("Korea within 60 days Return the archive", "theirs", "within 60 days"),
            ],
        )

    def test_korean_and_french_headings(self) -> None:
        korean = (
            "조치사항\t담당\t기한\n명단 송부\t한국\t2026년 6월 30일\n실무회의 개최\t양측\t2026년 하반기\n"
        )
        french = "Mesure | Responsable | Échéance\nTransmettre la liste | Valdorie | 30 juin 2026\n"
        self.assertEqual(
            rows(korean),
            [
                ("명단 송부 한국 2026년 6월 30일", "theirs", "2026년 6월 30일"),
                ("실무회의 개최 양측 2026년 하반기", "joint", "2026년 하반기"),
            ],
        )
        self.assertEqual(
            rows(f"Relevé de décisions de la réunion des deux délégations sur les ports\n\n{french}"),
            [("Transmettre la liste | Valdorie | 30 juin 2026", "ours", "30 juin 2026")],
        )

    def test_a_short_form_keeps_the_country_that_one_row_names(self) -> None:
        text = (
            "Action\tResponsible\nSend the draft\tMOEL (Korea)\nReply\tMTI (Valdoria)\n"
            "Approve it\tMOEL / MTI\nPrint it\tMTI\n"
        )
        self.assertEqual([one[1] for one in rows(text)], ["theirs", "ours", "joint", "ours"])

    def test_who_leads_stands_first(self) -> None:
        text = "Action\tLead\nInspect the port\tValdoria, in cooperation with Korea\n"
        self.assertEqual([one[1] for one in rows(text)], ["ours"])

    def test_records_that_name_their_columns_line_by_line(self) -> None:
        text = (
            "Action: Provide the list of seized vehicles\nResponsible: National Police (Korea)\n"
            "Deadline: 15 June 2026\n\nAction: Draft the guidelines\nResponsible: Valdoria\n"
        )
        self.assertEqual(
            [(owner, due) for _words, owner, due in rows(text)], [("theirs", "15 June 2026"), ("ours", "")]
        )

    def test_other_tables_are_no_lists_of_actions(self) -> None:
        for text in (
            "Name\tPosition\tMinistry\nKim Jina\tDirector\tForeign Affairs\n",
            "Time  Event  Room\n09:00  Opening  Hall A\n",
            "| Year | Trade |\n| 2024 | 300 |\n| 2025 | 350 |\n",
        ):
            with self.subTest(text):
                self.assertEqual(rows(text), [])
