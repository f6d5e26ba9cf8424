"""The sentence of a text that speaks of the same thing."""

from django.test import SimpleTestCase

from commitments.language.comparison.words import find_nearest

READOUT = (
    "The Minister received her counterpart from Valdoria on 4 March 2026.\n"
    "Both ministers will consider establishing a joint group of experts, e.g. on online fraud, in Seoul. "
    "They hope to raise direct flights to 12.5 a week; other matters were discussed."
)


class NearestTests(SimpleTestCase):
    def test_it_finds_the_sentence_about_the_same_matter(self) -> None:
        found = find_nearest("The two sides will establish a joint group of experts.", READOUT, "en")
        self.assertTrue(found.startswith("Both ministers will consider establishing"), found)
        self.assertTrue(found.endswith("in Seoul."), found)

    def test_a_number_with_a_point_ends_no_sentence(self) -> None:
        self.assertEqual(
            find_nearest("Direct flights will be raised to 12.5 a week.", READOUT, "en"),
            "They hope to raise direct flights to 12.5 a week;",
        )

    def test_a_text_about_something_else_gives_nothing(self) -> None:
        self.assertEqual(find_nearest("Valdoria will open a consulate in Busan.", READOUT, "en"), "")
        self.assertEqual(find_nearest("Valdoria will open a consulate.", "", "en"), "")

    def test_it_reads_korean(self) -> None:
        text = "장관은 방문을 환영하였다. 양측은 공동 실무단 설립을 검토하기로 하였다."
        found = find_nearest("양국은 공동 실무단을 설립하기로 합의하였다.", text, "ko")
        self.assertEqual(found, "양측은 공동 실무단 설립을 검토하기로 하였다.")
