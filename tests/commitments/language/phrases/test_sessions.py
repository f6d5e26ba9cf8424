"""Which session an event's words name."""

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from commitments.language.phrases import parse_any
from commitments.language.phrases.specification import is_next, session_of

NUMBERED = {
    "third Joint Commission": 3,
    "3rd Joint Commission": 3,
    "21st session of the Joint Commission": 21,
    "twenty-first session": 21,
    "twenty first session": 21,
    "Twelfth Policy Consultations": 12,
    "fourth round of talks": 4,
    "제3차 공동위원회": 3,
    "3차 공동위": 3,
    "제 12 차 한-캄보디아 정책협의회": 12,
    "제5회 포럼": 5,
    "세 번째 회의": 3,
    "troisième session de la Commission mixte": 3,
    "3e session": 3,
    "3ème réunion": 3,
    "1re session": 1,
    "première session": 1,
    "IIIe session": 3,
    "XIVe réunion": 14,
    "dix-septième session": 17,
}
NOT_NUMBERED = (
    "",
    "next summit",
    "next session of the Joint Commission",
    "차기 회의",
    "prochaine réunion",
    "COP28",
    "G20",
    "APEC 2026",
    "2+2",
    "Joint Commission",
    "meeting in the second half of the year",
    "2차관 회의",
    "Elie",
    "third or fourth session",
    "second session of the third Joint Commission",
    "0th session",
)


class SessionTests(SimpleTestCase):
    def test_a_number_is_read_from_the_words(self) -> None:
        for words, number in NUMBERED.items():
            with self.subTest(words=words):
                self.assertEqual((session_of(words), session_of(words.upper())), (number, number))
                self.assertFalse(is_next(words))

    def test_words_without_one_number_name_none(self) -> None:
        for words in NOT_NUMBERED:
            with self.subTest(words=words):
                self.assertIsNone(session_of(words))

    def test_the_next_is_known_in_three_languages(self) -> None:
        said = [words for words in NOT_NUMBERED if is_next(words)]
        self.assertEqual(said, list(NOT_NUMBERED[1:5]))
        self.assertFalse(is_next("next, the 4th session"))

    def test_a_deadline_s_event_carries_it(self) -> None:
        for wording, number in (
            ("before the third Joint Commission", 3),
            ("at the 4th session of the Joint Commission", 4),
            ("제3차 공동위원회 전까지", 3),
            ("avant la troisième session de la Commission mixte", 3),
            ("before the next summit", None),
            ("by 30 June 2027", None),
        ):
            with self.subTest(wording=wording):
                self.assertEqual(parse_any(wording).session_number, number)

    @given(st.text(max_size=60))
    def test_no_text_breaks_it(self, text: str) -> None:
        number = session_of(text)
        self.assertTrue(number is None or 0 < number < 1000)
        is_next(text)

    @given(st.integers(1, 400))
    def test_any_number_may_be_said(self, number: int) -> None:
        ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
        for words in (f"the {number}{ending} session", f"제{number}차 회의", f"la {number}e session"):
            self.assertEqual(session_of(words), number)
