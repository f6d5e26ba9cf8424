"""Memoranda and treaties: their articles are undertakings, their final clauses are not."""

from django.test import SimpleTestCase

from commitments.language.reader.participants import Known
from tests.commitments.language.reader.reading import items

HEAD = """MEMORANDUM OF UNDERSTANDING BETWEEN THE MINISTRY OF WATER OF VALDORIA
AND THE MINISTRY OF ENVIRONMENT OF THE REPUBLIC OF KOREA

The Ministry of Water of Valdoria (hereinafter referred to as "MOW") and the Ministry of Environment of the
Republic of Korea (hereinafter referred to as "ME"), hereinafter called "the Participants",

Article 1 Cooperation
"""


def read(articles: str) -> list[tuple[str, str | None]]:
    return [(one.clause, one.owner) for one in items(HEAD + articles, known=Known())]


class TreatyTests(SimpleTestCase):
    def test_each_both_and_one_of_the_parties_undertake(self) -> None:
        for sentence, owner in (
            ("Each Participant shall appoint a focal point within thirty (30) days.", "joint"),
            ("The Participants will hold consultations once a year.", "joint"),
            ("The Valdorian Participant shall furnish a list of dams.", "ours"),
            ("The Korean Side undertakes to train ten engineers.", "theirs"),
            ("Neither Participant will disclose the data to others.", "joint"),
            ("The receiving Participant shall return the instruments.", "joint"),
            ("Each Participant will bear its own costs.", "joint"),
        ):
            with self.subTest(sentence):
                self.assertEqual(read(sentence), [(sentence, owner)])

    def test_the_present_tense_of_the_parties_undertakes(self) -> None:
        for sentence, owner in (
            ("The Participants designate a focal point each.", "joint"),
            ("Each Participant notifies the other of any change of address.", "joint"),
            ("ME provides two experts for the station.", "theirs"),
            ("MOW makes available the land.", "ours"),
        ):
            with self.subTest(sentence):
                self.assertEqual(read(sentence), [(sentence, owner)])

    def test_the_present_tense_undertakes_nothing_elsewhere(self) -> None:
        self.assertEqual(items("The ministries designate a focal point each."), [])

    def test_what_only_concerns_the_text_itself_is_none(self) -> None:
        for sentence in (
            (
                "This Memorandum will come into effect on the date of its signature and will remain in "
                "effect "
                "for "
                "a period of five years."
            ),
            "This Memorandum may be amended by mutual consent.",
            "Any amendment will be made in writing.",
            "Either Participant may terminate this Memorandum by giving six months' written notice.",
            "Any difference will be settled amicably by consultation.",
            (
                "Each Participant shall notify the other of the completion of the requirements for the entry "
                "into "
                "force of this Memorandum."
            ),
            "Requests shall be made in writing.",
            "The instruments of ratification shall be exchanged in Port Elm.",
            "The Participants may organise seminars.",
        ):
            with self.subTest(sentence):
                self.assertEqual(read(sentence), [])

    def test_an_article_on_entry_into_force_is_left_out_and_one_on_costs_is_not(self) -> None:
        articles = (
            "The Participants shall meet in 2027.\n\n"
            "ARTICLE 2\nDURATION AND TERMINATION\nThe Participants will apply it for five years.\n\n"
            "ARTICLE 3\nCOSTS\nThe Participants will share the costs equally."
        )
        self.assertEqual(
            [words for words, _owner in read(articles)],
            ["The Participants shall meet in 2027.", "The Participants will share the costs equally."],
        )

    def test_numbered_headings_are_articles_where_none_is_called_so(self) -> None:
        head = HEAD.replace("Article 1 Cooperation", "1. Cooperation")
        text = (
            f"{head}The Participants exchange data twice a year.\n\n"
            "2. Entry into force and duration\nThe Participants will complete ongoing activities.\n"
        )
        found = [one.clause for one in items(text, known=Known())]
        self.assertEqual(found, ["The Participants exchange data twice a year."])
