"""Whatever keyboard wrote it, the same words are the same terms."""

import unicodedata

from django.test import SimpleTestCase

from commitments.search.normalise import MOST_BYTES, build_terms, find_spans, fold_text, parse_word

COOPERATION = "កិច្ចសហប្រតិបត្តិការ"


def matches(typed: str, text: str) -> bool:
    """Say whether a word is found in a text, by the rule that both databases follow."""
    kept, asked = build_terms([text]), parse_word(typed)
    return bool(asked.terms) and asked.as_kept("") in kept


class FoldingTests(SimpleTestCase):
    def test_case_width_and_accents_go(self) -> None:
        self.assertEqual(fold_text("Réunion ＭＯＵ"), "reunion mou")
        self.assertEqual(fold_text("Straße"), fold_text("STRASSE"))

    def test_hangul_is_one_whether_composed_or_not(self) -> None:
        self.assertEqual(fold_text(unicodedata.normalize("NFD", "협력")), fold_text("협력"))
        self.assertEqual(fold_text("협력"), "협력")

    def test_digits_of_any_script_are_digits(self) -> None:
        self.assertEqual(fold_text("២០២៦"), "2026")

    def test_what_has_no_width_is_not_there(self) -> None:
        self.assertEqual(fold_text("កិច្ច\u200bសហប្រតិបត្តិការ"), fold_text(COOPERATION))
        self.assertEqual(fold_text("co\u00adoperation\ufeff"), "cooperation")

    def test_khmer_marks_come_in_one_order(self) -> None:
        self.assertEqual(fold_text("កុំ"), fold_text("កំុ"))
        self.assertEqual(fold_text("ស្ត្រី"), fold_text("ស្ត្រី"[:1] + "្រ្តី"))
        # In two halves, and with the subscript that looks the same.
        self.assertEqual(fold_text("កេី"), fold_text("កើ"))
        self.assertEqual(fold_text("ប្រតិបត្ដិការ"), fold_text("ប្រតិបត្តិការ"))

    def test_different_words_stay_different(self) -> None:
        self.assertNotEqual(fold_text("កា"), fold_text("គា"))
        self.assertNotEqual(fold_text("범죄"), fold_text("범제"))


class TermTests(SimpleTestCase):
    def test_hangul_of_two_syllables_is_found_wherever_it_stands(self) -> None:
        for text in ("협력", "국제협력을 강화한다", "양국 간 협력의", "수사협력"):
            self.assertTrue(matches("협력", text), text)
        self.assertTrue(matches("협", "국제협력"))
        self.assertTrue(matches("력", "국제협력"))
        self.assertFalse(matches("협력", "협의와 노력"))

    def test_unspaced_khmer_is_found_inside_and_at_its_ends(self) -> None:
        text = f"ភាគីទាំងពីរពង្រឹង{COOPERATION}ប្រឆាំងឧក្រិដ្ឋកម្ម"
        for asked in (COOPERATION, "សហប្រតិបត្តិការ", "ការ", "ពង្រឹង", "ឧក្រិដ្ឋកម្ម", "ភា", "្ម"):
            self.assertTrue(matches(asked, text), asked)
        self.assertFalse(matches("ពាណិជ្ជកម្ម", text))

    def test_words_between_spaces_are_found_from_their_beginning(self) -> None:
        text = "Both sides will share records, in co-operation with KH-2026-0007."
        for asked in ("rec", "RECORDS", "share records", "co-op", "kh-2026-0", "(records)"):
            self.assertTrue(matches(asked, text), asked)
        for asked in ("ecords", "records share", "!!", "", "2027"):
            self.assertFalse(matches(asked, text), asked)

    def test_a_script_changes_in_the_middle_of_a_word(self) -> None:
        for asked in ("2026년", "AI", "협력", "AI협"):
            self.assertTrue(matches(asked, "2026년 AI협력"), asked)

    def test_more_text_than_an_index_takes_is_cut(self) -> None:
        kept = build_terms(f"w{number}" for number in range(300_000))
        self.assertLessEqual(len(kept), MOST_BYTES * 1.3)
        self.assertIn(" w1 ", kept)


class SpanTests(SimpleTestCase):
    def marked(self, text: str, *typed: str) -> list[str]:
        return [text[start:end] for start, end in find_spans(text, [parse_word(one) for one in typed])]

    def test_what_was_found_is_marked_as_it_was_written(self) -> None:
        self.assertEqual(self.marked("The Réunion of MOU", "reunion", "mou"), ["Réunion", "MOU"])
        self.assertEqual(self.marked("operation, co-operation", "co-op"), ["co-op"])
        self.assertEqual(self.marked("cooperation", "operation"), [])
        self.assertEqual(self.marked("the records share", "records-share"), ["records", "share"])
        self.assertEqual(self.marked("국제협력을", "협력"), ["협력"])
        decomposed = unicodedata.normalize("NFD", "협력")
        self.assertEqual(self.marked(f"국제{decomposed}을", "협력"), [decomposed])
        self.assertEqual(self.marked("កិច្ច\u200bសហ", "ច្ចសហ"), ["ច្ច\u200bសហ"])

    def test_marks_that_meet_are_one(self) -> None:
        self.assertEqual(self.marked("records", "rec", "records"), ["records"])
