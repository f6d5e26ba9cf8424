"""Whose an office, an agency or a style is, where only one of the two sides has it."""

from django.test import SimpleTestCase

from tests.commitments.language.reader.reading import items

OFFICES = (
    ("President Hart committed to lend a ship.", "Canada", "United States", "theirs"),
    ("The Prime Minister will send an envoy.", "Canada", "United States", "ours"),
    ("The President will send an envoy.", "Ghana", "France", None),
    ("NASA will lend a telescope.", "Peru", "United States", "theirs"),
    ("The Department of Defense will lend a telescope.", "Peru", "United States", "theirs"),
    ("The Department of Justice will send a judge.", "Peru", "United States", "theirs"),
    ("The Department of Justice will send a judge.", "Philippines", "United States", None),
    ("The National Space Bureau of Peru (NSB) will lend a dish.", "Peru", "United States", "ours"),
    (
        "The Bureau of Aid (USAID) will lend a pump. The Bureau of Aid will send engineers.",
        "Peru",
        "United States",
        "theirs",
    ),
    ("JICA will train the pilots.", "Kenya", "Japan", "theirs"),
    ("The Kingdom will lend a ship.", "Saudi Arabia", "Chile", "ours"),
    ("The Kingdom will lend a ship.", "Saudi Arabia", "Jordan", None),
    ("The European side will send the list.", "Japan", "European Union", "theirs"),
)


class OfficeTests(SimpleTestCase):
    def test_the_side_that_alone_has_it(self) -> None:
        for sentence, ours, theirs, side in OFFICES:
            with self.subTest(sentence, ours=ours, theirs=theirs):
                self.assertEqual({one.owner for one in items(sentence, ours, theirs)}, {side})

    def test_an_office_in_the_text_goes_before_what_is_known_of_countries(self) -> None:
        (one,) = items(
            "President Hart of Valdoria met the minister of Korea. The President will send an envoy.",
            "Valdoria",
            "Korea",
        )
        self.assertEqual(one.owner, "ours")

    def test_who_meets_a_counterpart_is_of_the_other_side(self) -> None:
        text = (
            "Foreign Minister Hart met his Korean counterpart Yoon. Minister Hart said trade grew. "
            "He offered to lend a ship."
        )
        self.assertEqual([one.owner for one in items(text, "Valdoria", "Korea")], ["ours"])

    def test_letters_with_points_name_the_country_of_an_office(self) -> None:
        text = "U.S. Under Secretary Hart met Minister Diaz of Peru. Under Secretary Hart will send a ship."
        self.assertEqual([one.owner for one in items(text, "Peru", "United States")], ["theirs"])
