"""Any text that somebody types is found again in the packet, and inside its page."""

import io
import itertools
import re
import subprocess
import unicodedata
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pikepdf
from django.test import SimpleTestCase
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from commitments.packets.render.fonts import as_codes
from commitments.packets.render.pdf import render_pdf
from commitments.packets.render.printing import PrintedFile
from commitments.packets.render.typeset import remove_unprintable
from tests.commitments.packets.reading import pages_of, squeezed
from tests.commitments.packets.sample import content, imprint
from tests.commitments.packets.sample_front import with_front
from tests.commitments.packets.typed import typed
from tests.commitments.test_text import CHINESE, JAPANESE, KHMER, LAO, THAI, filled

FINAL = replace(imprint(), draft="", state="", signed="")
MARGIN = 18 / 25.4 * 72
WIDTH, HEIGHT = 595.3, 841.9
FORWARDS = ("L", "EN", "ES", "ET", "AN", "CS", "NSM", "BN", "B", "S", "WS", "ON")
# Hypothesis draws no half of a letter where it is told to write UTF-8.
# A soft hyphen is none, until a line ends at it.
RANDOM = st.characters(codec="utf-8", exclude_characters="\xad").filter(
    lambda letter: unicodedata.bidirectional(letter) in FORWARDS
)
PIECES = st.one_of(
    st.text(RANDOM, max_size=6),
    st.text(st.sampled_from("가나다라마한글정부합의힣"), min_size=1, max_size=30),
    st.sampled_from(
        (
            *("កិច្ចសហប្រតិបត្តិការ", "ទប់ស្កាត់ឧក្រិដ្ឋកម្ម", "ជនរងគ្រោះ", "😀👍🏽", "👨\u200d👩\u200d👧", "外交部"),
            *("<b>&amp;</b>", "\x00\x07\x1b\x7f\x85", "a\u2028b\u2029c\x0bd", "W" * 90, "{{ x }} {% y %}"),
            *("e\u0301a\u0308\u0304", "U+0041"),
            *(
                "대한민국(大韓民國)",
                "日本国外務省",
                "中华人民共和国",
                "ァ㎢◎✓ﬁ",
                "กระทรวงการต่างประเทศ",
                "საგარეო საქმეთა",
            ),
            *(
                "विदेश मंत्रालय",
                "ກະຊວງ",
                "နိုင်ငံခြားရေး",
                "արտաքին",
                "የውጭ ጉዳይ",
                unicodedata.normalize("NFD", "한국 정부"),
            ),
        )
    ),
)
TEXTS = st.lists(st.lists(PIECES, max_size=4).map("".join), min_size=20, max_size=20)
ARABIC = st.text(st.sampled_from("ابتثجحخدذرزسشصضطظعغفقكلمنهوي"), min_size=1, max_size=12)
# A failing text is told as it was drawn: making it smaller would print for minutes.
BOUNDED = settings(
    max_examples=2,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)

# A foreign ministry in the writing systems of the states that a packet may be about.
SYSTEMS = {
    "Latin": "Ministry of Foreign Affairs",
    "Latin with marks": "Dışişleri Bakanlığı, Xarici İşlər Nazirliyi",
    "Vietnamese": "Bộ Ngoại giao nước Cộng hòa xã hội chủ nghĩa Việt Nam",
    "Greek": "Υπουργείο Εξωτερικών",
    "Cyrillic": "Міністерство закордонних справ",
    "Cyrillic of Central Asia": "Сыртқы істер министрлігі, Гадаад харилцааны яам, өүңғҳҷӯӣ",
    "Armenian": "Արտաքին գործերի նախարարություն",
    "Georgian": "საგარეო საქმეთა სამინისტრო",
    "Hebrew": "משרד החוץ",
    "Arabic": "وزارة الخارجية",
    "Persian and Urdu": "وزارت خارجه پاکستان ٹھیک",
    "Thaana": "ފޮރިން މިނިސްޓްރީ",
    "Devanagari": "विदेश मंत्रालय",
    "Bengali": "পররাষ্ট্র মন্ত্রণালয়",
    "Tamil": "வெளியுறவு அமைச்சகம்",
    "Sinhala": "විදේශ කටයුතු අමාත්‍යාංශය",
    "Thai": "กระทรวงการต่างประเทศ",
    "Lao": "ກະຊວງການຕ່າງປະເທດ",
    "Khmer": "ក្រសួងការបរទេស",
    "Burmese": "နိုင်ငံခြားရေးဝန်ကြီးဌာန",
    "Ethiopic": "የውጭ ጉዳይ ሚኒስቴር",
    "Hangul": "외교부",
    "Hanja": "大韓民國 外交部",
    "Japanese": "日本国外務省 アジア大洋州局 とりまとめ",
    "Simplified Chinese": "中华人民共和国外交部 亚洲司",
    "Traditional Chinese": "外交部 條約法律司 廳長",
    "Tibetan (Dzongkha)": "ཕྱི་འབྲེལ་ལྷན་ཁག",
    "Tifinagh": "ⵜⴰⵎⴰⵡⴰⵙⵜ ⵏ ⵜⵓⵥⵕⵉⵏ",
}


def missing_glyphs(pdf: bytes) -> list[int]:
    """Give the pages that draw glyph 0 of a font, the box for a letter that it does not have."""
    found = set()
    with pikepdf.open(io.BytesIO(pdf)) as read:
        for number, page in enumerate(read.pages, 1):
            for one in pikepdf.parse_content_stream(page):
                if str(one.operator) in ("Tj", "TJ") and isinstance(one, pikepdf.ContentStreamInstruction):
                    drawn: Any = one.operands[0] if str(one.operator) == "TJ" else one.operands
                    codes = b"".join(bytes(part) for part in drawn if isinstance(part, pikepdf.String))
                    if b"\x00\x00" in {codes[at : at + 2] for at in range(0, len(codes), 2)}:
                        found.add(number)
    return sorted(found)


def words_outside(pdf: bytes) -> list[str]:
    """Give the words that stand nearer to an edge of the page than its margins allow.

    The strip on the left is where a page says that it is too long.
    """
    done = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True)
    told = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", done.stdout.decode())
    found = []
    for word in ElementTree.fromstring(told).iter("{http://www.w3.org/1999/xhtml}word"):
        left, right = float(word.get("xMin", 0)), float(word.get("xMax", 0))
        top, bottom = float(word.get("yMin", 0)), float(word.get("yMax", 0))
        if left < MARGIN <= right or right > WIDTH - MARGIN or top < 0 or bottom > HEIGHT:
            found.append(f"{word.text} {left} {right} {top} {bottom}")
    return found


def letters(text: str) -> str:
    """Leave letters, their marks, and digits."""
    return "".join(one for one in squeezed(text) if unicodedata.category(one)[0] in "LMN")


class AnyTextTests(SimpleTestCase):
    def printed(self, texts: list[str]) -> tuple[PrintedFile, str, list[str]]:
        """Print the texts in every typed field, each between marks of its own; give all that was typed."""
        used: list[str] = []
        numbers = itertools.count()

        def mark(text: str) -> str:
            number = next(numbers)
            used.append(f"q{number}[{remove_unprintable(text)}]{number}p")
            return f" q{number}[{text}]{number}p"

        printed = render_pdf(typed(map(mark, itertools.cycle(texts))), FINAL)
        self.assertEqual(printed.remarks, ())
        return printed, squeezed("".join(pages_of(printed.pdf))), used

    @BOUNDED
    @given(TEXTS)
    def test_any_text_in_any_field_is_found_again_inside_the_page(self, texts: list[str]) -> None:
        printed, whole, used = self.printed(texts)
        for text in used:
            self.assertIn(squeezed(text), whole)
        self.assertEqual(words_outside(printed.pdf), [])

    @BOUNDED
    @given(TEXTS)
    def test_any_text_in_what_officers_write_is_found_again_inside_the_page(self, texts: list[str]) -> None:
        """Core brief, scenario and topic sheets are markdown: of its marks, letters and digits are none."""
        used: list[str] = []
        numbers = itertools.count()

        def mark(text: str) -> str:
            used.append(f"q{next(numbers)}q{remove_unprintable(text)}p")
            return f" q{len(used) - 1}q{text}p"

        printed = render_pdf(
            typed(map(mark, itertools.cycle(texts)), replace(with_front(1), groups=())), FINAL
        )
        self.assertEqual(printed.remarks, ())
        whole = letters("".join(pages_of(printed.pdf)))
        self.assertGreater(len(used), 60)
        self.assertEqual([text for text in used if letters(text) not in whole], [])
        self.assertEqual(words_outside(printed.pdf), [])

    @BOUNDED
    @given(st.lists(ARABIC, min_size=20, max_size=20))
    def test_any_arabic_word_is_found_again_and_read_from_the_right(self, words: list[str]) -> None:
        _printed, whole, _used = self.printed(words)
        for word in words:
            self.assertIn(squeezed(word), whole)

    def test_20000_characters_of_every_script_are_kept_whole_and_inside(self) -> None:
        parts = ("word", "양측은", "ជនរងគ្រោះ", "e\u0301", "😀", "W" * 300)
        text = " ".join(
            f"{part}{number}" for number, part in zip(range(1500), itertools.cycle(parts), strict=False)
        )
        printed = render_pdf(content(1, clause=text[:20_000]), FINAL)
        self.assertEqual(printed.remarks, ())
        whole = squeezed("".join(pages_of(printed.pdf)))
        missing = [
            word for word in text[:20_000].split()[:-1] if len(word) < 20 and squeezed(word) not in whole
        ]
        self.assertEqual(missing, [])
        self.assertEqual(words_outside(printed.pdf), [])

    def test_20000_characters_without_a_space_are_printed_whole_in_time(self) -> None:
        """The annex has each of them, the scorecard none."""
        beside = squeezed("".join(pages_of(render_pdf(content(1, clause="Z"), FINAL).pdf)))
        for text in (KHMER, CHINESE, JAPANESE, THAI, LAO, "x", "Ж\u00a0"):
            with self.subTest(text):
                whole = filled(text)
                printed = render_pdf(content(1, clause=whole), FINAL)
                self.assertLess(printed.cpu_seconds, 30)
                used = set(squeezed(whole))
                count = sum(letter in used for letter in squeezed("".join(pages_of(printed.pdf))))
                count -= sum(letter in used for letter in beside)
                expected = len(squeezed(whole))
                self.assertLess(abs(count - expected), 8, (count, expected))
                self.assertEqual(words_outside(printed.pdf), [])

    def test_what_piles_up_on_one_letter_stays_on_the_page(self) -> None:
        piles = (
            "e" + "\u0301" * 40,
            "e" + "\u0334" * 60,
            "ក" + "\u17b6" * 100,
            "ក" + "\u17d2ក" * 30,
            "\U0001f469\u200d" * 60 + "\U0001f469",
            "\u0600" * 60,
            "ภาษา" * 25,
        )
        printed = render_pdf(content(1, clause=" ".join(piles)), FINAL)
        self.assertEqual(printed.remarks, ())
        whole = squeezed("".join(pages_of(printed.pdf)))
        for pile in piles:
            self.assertIn(squeezed(pile), whole)
        self.assertEqual(words_outside(printed.pdf), [])

    def test_a_letter_drawn_in_parts_takes_no_other_letter_away(self) -> None:
        typed_text = "q1[마\u01df\xe4]2p q3[\xe4마]4p q5[마\xe9\xe4]6p"
        printed = render_pdf(content(1, clause=typed_text), FINAL)
        self.assertIn(squeezed(typed_text), squeezed("".join(pages_of(printed.pdf))))

    def test_a_letter_that_was_part_of_another_one_is_found_in_plain_text_too(self) -> None:
        printed = render_pdf(content(1, clause="Việt Nam\nchủ nghĩa\nHangul, Urdu, Busan"), FINAL)
        lines = (f"{name}: {text}" for name, text in SYSTEMS.items())
        many = render_pdf(content(1, clause="\n".join(lines)), FINAL)
        for pdf, words in ((printed.pdf, ("Hangul", "Urdu", "Busan")), (many.pdf, SYSTEMS)):
            whole = squeezed("".join(pages_of(pdf)))
            self.assertEqual([word for word in words if squeezed(word) not in whole], [])

    def test_a_soft_hyphen_breaks_a_line_in_any_script_with_a_sign_that_its_font_has(self) -> None:
        text = " ".join(f"{letter}\u00ad" * 150 for letter in "W가កກነע😀𩯪")
        printed = render_pdf(content(1, clause=text), FINAL)
        self.assertEqual(printed.remarks, ())
        self.assertEqual(words_outside(printed.pdf), [])

    def test_each_writing_system_of_a_state_is_printed_with_its_own_glyphs(self) -> None:
        self.assertGreaterEqual(len(SYSTEMS), 25)
        for name, text in SYSTEMS.items():
            self.assertEqual(as_codes(text), [], name)
        printed = render_pdf(content(1, clause="\n".join(SYSTEMS.values())), FINAL)
        self.assertEqual(printed.remarks, ())
        self.assertEqual(missing_glyphs(printed.pdf), [])
        whole = squeezed("".join(pages_of(printed.pdf)))
        # Word by word: pdftotext gives the words of a line from the left.
        words = [word for text in SYSTEMS.values() for word in text.split()]
        # And the vowels of Thaana apart from its letters.
        words = [letter for word in words for letter in (word if "\u0780" <= word[0] <= "\u07bf" else [word])]
        self.assertEqual([word for word in words if squeezed(word) not in whole], [])
        self.assertEqual(words_outside(printed.pdf), [])

    def test_a_glyph_that_a_font_does_not_have_would_be_seen(self) -> None:
        with pikepdf.open(io.BytesIO(render_pdf(content(1), FINAL).pdf)) as pdf:
            pdf.pages[1].contents_add(pikepdf.Stream(pdf, b"BT <0000> Tj ET"))
            changed = io.BytesIO()
            pdf.save(changed)
        self.assertEqual(missing_glyphs(changed.getvalue()), [2])

    def test_what_no_font_has_is_printed_as_its_code_and_stays_text(self) -> None:
        printed = render_pdf(content(1, clause="Thai ภาษา and \U0001f9ff end"), FINAL)
        self.assertEqual(printed.remarks, ())
        self.assertIn(squeezed("Thai ภาษา and \U0001f9ff end"), squeezed("".join(pages_of(printed.pdf))))
