"""How text is set: escaped, and broken only where its script allows."""

from django.test import SimpleTestCase

from commitments.briefings.typeset import LONGEST_WORD, typeset
from tests.commitments.briefings.sample import KHMER


class TypesetTests(SimpleTestCase):
    def test_it_escapes_what_people_type(self) -> None:
        self.assertEqual(
            typeset('<script>alert("1")</script> & so on'),
            "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; so on",
        )

    def test_it_escapes_between_scripts_too(self) -> None:
        self.assertIn("&lt;b&gt;\u2060합", typeset("<b>합의"))
        self.assertNotIn("<b>", typeset("<b>합의사항</b> <b>កម្ពុជា</b>"))

    def test_it_keeps_each_word_of_hangul_together(self) -> None:
        self.assertEqual(
            typeset("a 공동 대응 2은 b"), 'a <span lang="ko">공\u2060동 대\u2060응 2\u2060은</span> b'
        )

    def test_a_run_of_hangul_too_long_for_a_line_may_break(self) -> None:
        self.assertNotIn("\u2060", typeset("가" * (LONGEST_WORD + 1)))

    def test_khmer_may_break_between_words_only(self) -> None:
        words = typeset(KHMER)
        self.assertTrue(words.startswith('<span lang="km">'))
        self.assertIn("\u200b", words)
        self.assertIn(KHMER, words.replace("\u200b", ""))

    def test_it_drops_what_no_printer_can_show(self) -> None:
        self.assertEqual(typeset("a\x00b\x0bc\nd"), "abc\nd")
        self.assertEqual(typeset("é\ud800\x1f"), "é")
