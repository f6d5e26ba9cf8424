"""A text cut at its marks."""

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from commitments.language.comparison.compare import Segment, compare_texts, split_segments


class SegmentTests(SimpleTestCase):
    def test_a_mark_inside_a_text_makes_three_pieces(self) -> None:
        self.assertEqual(
            split_segments("They will meet.", [((5, 9), 1)]),
            (Segment("They "), Segment("will", (1,)), Segment(" meet.")),
        )

    def test_what_is_missing_is_a_piece_without_text(self) -> None:
        self.assertEqual(split_segments("They", [((4, 4), 2)]), (Segment("They"), Segment("", (2,))))
        self.assertEqual(split_segments("They", [((0, 0), 2)]), (Segment("", (2,)), Segment("They")))

    def test_marks_may_overlap(self) -> None:
        found = split_segments("abcdef", [((0, 4), 1), ((2, 6), 2)])
        self.assertEqual([(s.text, s.numbers) for s in found], [("ab", (1,)), ("cd", (1, 2)), ("ef", (2,))])

    def test_an_empty_text_without_marks_is_nothing(self) -> None:
        self.assertEqual(split_segments("", []), ())

    @given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=5))
    def test_the_pieces_are_the_text(self, text: str, ends: list[tuple[int, int]]) -> None:
        whole = "".join(s.text for s in split_segments(text, []))
        places = [(min(a, b, len(whole)), min(max(a, b), len(whole))) for a, b in ends]
        found = split_segments(text, [(place, number) for number, place in enumerate(places)])
        self.assertEqual("".join(s.text for s in found), whole)
        told = {number for s in found for number in s.numbers}
        self.assertEqual(told, set(range(len(places))))

    def test_all_flags_of_a_pair_can_be_shown_in_both_texts(self) -> None:
        base, other = (
            "They will meet twice with their police in Seoul.",
            "They may meet with their police in Busan.",
        )
        flags = compare_texts(base, other, "en").flags
        for text, places in ((base, [f.base_at for f in flags]), (other, [f.other_at for f in flags])):
            shown = split_segments(text, [(place, number) for number, place in enumerate(places, start=1)])
            self.assertEqual({n for s in shown for n in s.numbers}, {1, 2, 3})
