"""A line is read while it is typed: what is told, to whom, and what is left alone."""

from typing import Any

from django.test import TestCase

from commitments.models import CountryName, Ministry, Outcome
from tests.cast import Cast, gather

LINE = "/admin/commitments/meeting/line/"


class LineTold(TestCase):
    cast: Cast

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def setUp(self) -> None:
        self.client.force_login(self.cast.officer)

    def told(self, line: str, **more: Any) -> dict[str, Any]:
        response = self.client.post(LINE, {"country": self.cast.valdoria.pk, "line": line, **more})
        self.assertEqual(response.status_code, 200)
        told: dict[str, Any] = response.json()
        return told

    def test_a_line_is_told_part_by_part_and_nothing_is_written(self) -> None:
        told = self.told("XV Valdorian Constabulary names two liaison officers within 10 working days")
        self.assertEqual(
            told["clause"], "Valdorian Constabulary names two liaison officers within 10 working days"
        )
        self.assertEqual(told["row"], {"kind": "commitment", "spoken_by": "theirs", "strength": None})
        item = {"lead_ours": None, "lead_theirs": "Valdorian Constabulary"}
        self.assertEqual(told["item"], {**item, "wording": "within 10 working days"})
        said = dict(told["said"])
        self.assertEqual((said["Side"], said["Lead"]), ("Valdoria", "Valdorian Constabulary"))
        self.assertEqual((said["Kind"], said["Deadline"]), ("Commitment", "within 10 working days"))
        self.assertFalse(Outcome.objects.exists())

    def test_a_day_that_is_none_and_a_side_not_named_are_told_where_they_stand(self) -> None:
        told = self.told("XV Valdorian Constabulary to send the list by 30 Febuary")
        [(field, label, words)] = told["needs"]
        self.assertEqual((field, label), ("wording", "Needs your input"))
        self.assertIn("“by 30 Febuary”", words)
        self.assertEqual((told["row"]["kind"], told["item"]["wording"]), ("commitment", "by 30 Febuary"))
        for line in ("The host side will send the list", "The host will send the list"):
            told = self.told(line)
            self.assertIn("the side that “The host", told["needs"][0][2])
            self.assertIsNone(told["row"]["spoken_by"])
        self.assertEqual(self.told("XV will send the list by 30 June 2027")["needs"], [])

    def test_names_in_every_language_on_file_are_known(self) -> None:
        CountryName.objects.create(country=self.cast.valdoria, language="ko", name="발도리아")
        self.assertEqual(self.told("발도리아측은 협력을 요청하였다")["row"]["spoken_by"], "theirs")
        self.assertEqual(self.told("발도리아는 협력을 요청하였다")["row"]["spoken_by"], "theirs")
        self.assertIsNone(self.told("발도리아은행은 협력을 요청하였다")["row"]["spoken_by"])

    def test_a_name_that_means_two_ministries_leads_to_none(self) -> None:
        for country in (self.cast.korea, self.cast.valdoria):
            Ministry.objects.create(country=country, name=f"Trade of {country}", short_name="TRADE")
        told = self.told("TRADE will send the list by 30 June 2027")
        self.assertEqual((told["item"]["lead_ours"], told["item"]["lead_theirs"]), (None, None))

    def test_who_sits_at_the_table_on_the_page_is_known_by_name(self) -> None:
        self.assertIsNone(self.told("Hyun asked for a list")["row"]["spoken_by"])
        ours = {
            "ours-0-who": "Cho Hyun, Minister of Foreign Affairs",
            "ours-1-who": "Legal Adviser for Trade",
        }
        theirs = {"theirs-0-who": "H.E. Ambassador Varn Brisk (Embassy)", "theirs-__prefix__-who": "Cho Osk"}
        for line, side in (
            ("Cho asked for a list", "ours"),
            ("Cho Hyun asked for a list", "ours"),
            ("Minister Cho will send a list", "ours"),
            ("Brisk asked for a list", "theirs"),
            ("Legal asked for a list", None),
        ):
            with self.subTest(line):
                self.assertEqual(self.told(line, **ours, **theirs)["row"]["spoken_by"], side)
        told = self.told("Cho asked for a list", **ours, **{"theirs-0-who": "Cho Osk"})
        self.assertIsNone(told["row"]["spoken_by"])
        korean = self.told("조현 장관은 협력을 요청하였다", **{"ours-0-who": "조현 외교부 장관"})
        self.assertEqual(korean["row"]["spoken_by"], "ours")

    def test_the_office_of_one_delegate_names_the_side(self) -> None:
        ours = {"ours-0-who": "Cho Hyun, Minister of Foreign Affairs", "ours-1-who": "외교부 장관"}
        theirs = {"theirs-0-who": "Varn Brisk (Minister for Trade)"}
        for line, side in (
            ("The foreign minister asked for a list", "ours"),
            ("The Minister of Foreign Affairs asked for a list", "ours"),
            ("외교장관은 협력을 요청하였다", "ours"),
            ("The trade minister asked for a list", "theirs"),
            ("The vice foreign minister asked for a list", None),
            ("The minister of labour asked for a list", None),
        ):
            with self.subTest(line):
                self.assertEqual(self.told(line, **ours, **theirs)["row"]["spoken_by"], side)
        both = {**ours, "theirs-0-who": "Minister of Foreign Affairs"}
        self.assertIsNone(self.told("The foreign minister asked for a list", **both)["row"]["spoken_by"])

    def test_a_partner_of_another_desk_is_not_told_about(self) -> None:
        told = self.told("XW will send the list", country=self.cast.elsewhere.pk)
        self.assertEqual(told, {"row": {}, "item": {}, "said": [], "needs": []})

    def test_an_empty_line_or_another_way_of_asking_is_answered_in_order(self) -> None:
        self.assertEqual(self.told("  ")["said"], [])
        self.assertEqual(self.told("XV will\x00 come")["said"], [])
        self.assertEqual(self.client.get(LINE).status_code, 405)
