"""How text is set: escaped, and broken only where its script allows."""

from html import unescape
from unicodedata import normalize

from django.test import SimpleTestCase
from django.utils.html import strip_tags
from hypothesis import given
from hypothesis import strategies as st

from commitments.packets.render.fonts import as_codes, compose_letters, find_missing_letters
from commitments.packets.render.typeset import (
    LONGEST_WORD,
    AnnexItems,
    mark_latin,
    prose,
    remove_unprintable,
    spoken,
    typeset,
)
from tests.commitments.packets.sample import KHMER


def every(encoding: str) -> str:
    """Give all signs of two bytes that an encoding has."""
    bytes_ = range(0xA1, 0xFF)
    return "".join(bytes([a, b]).decode(encoding, "ignore") for a in bytes_ for b in bytes_)


class TypesetTests(SimpleTestCase):
    def test_it_escapes_what_people_type(self) -> None:
        self.assertEqual(
            typeset('<script>alert("1")</script> & so on'),
            "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; so on",
        )

    def test_it_escapes_between_scripts_too(self) -> None:
        self.assertIn("&lt;b&gt;\u2060합", typeset("<b>합의"))
        self.assertNotIn("<b>", typeset("<b>합의사항</b> <b>កម្ពុជា</b>"))

    def test_passages_of_another_script_are_told_to_be_english_where_that_is_wanted(self) -> None:
        text = "양측은 Ask for 2 officers, and a day (IFC). Autoridad Pública."
        self.assertNotIn('lang="en"', typeset(text))
        with mark_latin(is_wanted=True):
            for typed, said in (
                (text, '<span lang="en">Ask for 2 officers, and a day (IFC</span>). Autoridad Pública.'),
                ("< Ask", '&lt; <span lang="en">Ask</span>'),
                (f"{KHMER} Ask.", '<span lang="en">Ask</span>.'),
                ("Ask the Autorità for it. Now", '<span lang="en">Ask the Autorità for it</span>. '),
            ):
                self.assertIn(said, typeset(typed))
            self.assertNotIn("lang", typeset("IFC, 26-0007, Autoridad Pública"))
            self.assertEqual(spoken("Ask for it <"), "Ask for it &lt;")

    def test_it_keeps_each_word_of_hangul_together(self) -> None:
        self.assertEqual(
            typeset("a 공동 대응 2은 b"), 'a <span lang="ko">공\u2060동 대\u2060응 2\u2060은</span> b'
        )

    def test_a_run_of_hangul_too_long_for_a_line_may_break(self) -> None:
        self.assertNotIn("\u2060", typeset("가" * (LONGEST_WORD + 1)))

    def test_a_run_that_is_joined_to_an_endless_word_may_go_to_the_next_line(self) -> None:
        for endless in ("W" * LONGEST_WORD, "합" + "W" * LONGEST_WORD):
            self.assertIn('\u200b<span lang="km">', typeset(f"a {endless}{KHMER}"))
        self.assertNotIn('\u200b<span lang="km">', typeset(f"a {'W' * (LONGEST_WORD - 1)}{KHMER}"))

    def test_letters_in_parts_are_put_together_and_signs_without_a_font_have_twins(self) -> None:
        self.assertEqual(remove_unprintable(normalize("NFD", "한국 é")), "한국 é")
        self.assertEqual(
            remove_unprintable("non\u2011breaking \ufb01le ⅓ ｢a｣ 1∼2"), "non-breaking file 1⁄3 「a」 1~2"
        )

    def test_what_korean_and_japanese_standards_name_can_be_drawn(self) -> None:
        for encoding, lacking in (("euc-kr", set("˛≒")), ("euc-jp", set("≒"))):
            self.assertEqual(find_missing_letters(compose_letters(every(encoding))), lacking)
        self.assertLess(len(find_missing_letters(compose_letters(every("gb2312")))), 850)

    def test_what_is_read_from_the_right_is_in_its_language(self) -> None:
        for text, language in (("اللجنة", "ar"), ("משרד החוץ", "he"), ("ޚާރިޖީ", "dv")):
            self.assertEqual(typeset(text), f'<span lang="{language}" dir="rtl">{text}</span>')

    def test_khmer_may_break_between_words_only(self) -> None:
        words = typeset(KHMER)
        self.assertTrue(words.startswith('<span lang="km">'))
        self.assertIn("\u200b", words)
        self.assertIn(KHMER, words.replace("\u200b", ""))

    def test_it_drops_what_no_printer_can_show(self) -> None:
        self.assertEqual(typeset("a\x00b\x0bc\nd"), "ab\nc\nd")
        self.assertEqual(typeset("é\ud800\x1f"), "é")


ITEMS = AnnexItems("KH", frozenset({"26-0007"}))


class ProseTests(SimpleTestCase):
    def test_only_what_no_language_has_is_set_as_codes(self) -> None:
        for text in (
            "Việt Nam, e\u0301, بِسْمِ ٱللَّٰهِ, ក្រសួងការបរទេសនិងសហប្រតិបត្តិការអន្តរជាតិ",
            "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 가족",
            "\U0001f469\U0001f3fd\u200d\u2764\ufe0f\u200d\U0001f48b\u200d\U0001f468",
        ):
            self.assertEqual(as_codes(text), [], text)
        self.assertEqual(as_codes("e" + "\u0301" * 6), [5, 6])
        self.assertEqual(as_codes("ក" + "\u17d2ក" * 6), [9])
        self.assertEqual(as_codes("\U0001f469\u200d" * 6), [9])

    def test_a_reference_leads_to_its_item_where_it_is_printed(self) -> None:
        link = '<a class="nowrap" href="#i-26-0007">26-0007</a>'
        self.assertEqual(prose("KH-2026-0007, 26-0007", ITEMS), f"<p>{link}, {link}</p>")
        self.assertEqual(prose("26-0008", ITEMS), '<p><span class="nowrap">26-0008</span></p>')
        self.assertEqual(prose("XV-2026-0007", ITEMS), '<p><span class="nowrap">XV-2026-0007</span></p>')

    def test_a_date_stays_on_one_line(self) -> None:
        self.assertEqual(
            prose("on 10 November 2025 at noon", ITEMS), "<p>on 10\u00a0November\u00a02025 at noon</p>"
        )
        self.assertNotIn(" ", strip_tags(prose("2026년 12월 3일", ITEMS)))

    def test_a_reference_a_source_or_an_asterisk_is_never_alone_on_a_line(self) -> None:
        self.assertIn("in raids\u00a0(<a ", prose("in raids (26-0007).", ITEMS))
        self.assertIn("(<a class", prose("**Bold.** (26-0007)", ITEMS))
        self.assertIn("</strong>\u00a0(", prose("**Bold.** (26-0007)", ITEMS))
        self.assertIn('fast\u00a0<span class="cited">[00,\u00a025]</span>.', prose("fast [00, 25].", ITEMS))
        self.assertIn("days\u00a0*.", prose("30 days *.", ITEMS))

    def test_emphasis_does_not_tear_a_word_of_hangul(self) -> None:
        set_ = prose("**합의**를 26-0007은", ITEMS)
        self.assertIn("</strong>\u2060", set_)
        self.assertIn("</a>\u2060", set_)

    def test_it_escapes_and_drops_as_elsewhere(self) -> None:
        self.assertEqual(prose("<b>&\x00", ITEMS), "<p>&lt;b&gt;&amp;</p>")

    @given(st.text(alphabet=st.sampled_from("ab Zé한국 កម្ព عر-*_1.)>#[(|<&\n\t"), max_size=300))
    def test_every_letter_that_is_typed_is_set(self, text: str) -> None:
        told = unescape(strip_tags(prose(text, ITEMS)))
        self.assertEqual([c for c in told if c.isalpha()], [c for c in text if c.isalpha()])
