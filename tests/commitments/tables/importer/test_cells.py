"""One cell as text: days, lists, words, and apostrophes before what looks like a formula."""

import datetime

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from commitments.tables.cells import day_of, names_in, says_nothing, text_of, value_of
from commitments.tables.exporter import escape_formula, unescape_formula

DAY = datetime.date(2027, 6, 30)


class CellTests(SimpleTestCase):
    def test_a_value_is_given_as_it_would_be_typed(self) -> None:
        moment = datetime.datetime(2027, 6, 30)  # noqa: DTZ001 - as a spreadsheet has it
        for value, text in (
            (DAY, "2027-06-30"),
            (moment, "2027-06-30"),
            (100.0, "100"),
            (True, "yes"),
            (None, ""),
        ):
            with self.subTest(value):
                self.assertEqual(text_of(value), text)
        self.assertEqual(text_of("'=SUM(A1)\r\nb\x0b"), "=SUM(A1)\nb")
        self.assertEqual(text_of("'tis"), "'tis")

    def test_a_day_is_read_in_any_form_that_is_certain(self) -> None:
        for text in (
            "2027-06-30",
            "20270630",
            "30 June 2027",
            "2027. 6. 30.",
            "2027년 6월 30일",
            "30/06/2027",
        ):
            with self.subTest(text):
                self.assertEqual(day_of(text), DAY)
        for text in ("03/04/2027", "June 2027", "within 30 days", "31 June 2027", "", "soon"):
            with self.subTest(text):
                self.assertIsNone(day_of(text))

    def test_several_names_are_told_apart(self) -> None:
        self.assertEqual(names_in("KNPA;  Ministry of Justice ；n/a;KNPA"), ["KNPA", "Ministry of Justice"])
        self.assertEqual(names_in("Fisheries, Oceans and the Guard"), ["Fisheries, Oceans and the Guard"])
        self.assertTrue(says_nothing(" 미정 ") and says_nothing("-") and not says_nothing("None of them"))

    def test_words_of_our_own_lists_are_known_in_every_language(self) -> None:
        cases = {
            "owed_by": ("Ours", "양측"),
            "nature": ("ongoing", "지속"),
            "status": ("In progress", "초안"),
            "function": ("Validator", "validating authority", "확인권자"),
        }
        for field, words in cases.items():
            for word in words:
                self.assertTrue(value_of(field, word), word)
        self.assertEqual(value_of("health", "AMBER"), "at_risk")
        self.assertEqual(value_of("status", "implemented"), "")

    @given(st.text(max_size=40))
    def test_what_is_written_out_is_read_in_as_it_was(self, text: str) -> None:
        # What no sheet can hold is left out where it is written.
        kept = escape_formula(f"x{text}")[1:]
        self.assertEqual(unescape_formula(escape_formula(text)), kept)
