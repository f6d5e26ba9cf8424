"""The shipped fonts as one font stack; each packet uses only those that its letters need.

A font face costs time in every packet that names it, even if none of its letters is drawn. Characters that no
shipped font can draw are printed as their code.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent / "assets" / "fonts"
# What is never drawn, whatever the font: it shapes or parts what stands around it.
UNSEEN = ("Cf", "Zs")
SELECTORS = range(0xFE00, 0xFE10)
# Signs that no font for texts has, and the sign that looks the same: hyphens, a dot, the tilde.
TWINS = {0x2010: "-", 0x2011: "-", 0x2027: "·", 0x223C: "~"}
NOT_ASCII = re.compile("[^\x00-\x7f]")
# So many in a row no language has: more would run off the page as one letter, which no line breaks.
MOST_IN_A_ROW = 4
# What ties the next letter to the one before, and how many characters stand between two at most.
TIES = {"\u200d": 4, "\u17d2": 1}
# What ties itself to the letter after it (Unicode Standard Annex 29, Prepend), as far as it is drawn.
PREFIXES = "\u0600-\u0605\u06dd"


@lru_cache(maxsize=1)
def load_font_code_points() -> dict[str, frozenset[int]]:
    """Return the code points for which each shipped font has a glyph, by the name of its file."""
    found = {}
    for path in sorted(FONTS.glob("*.woff")):
        with TTFont(path, lazy=True) as font:
            found[path.stem] = frozenset(font["cmap"].getBestCmap())
    return found


@lru_cache(maxsize=1)
def load_code_points() -> frozenset[int]:
    """Return the code points for which a shipped font has a glyph."""
    return frozenset().union(*load_font_code_points().values())


@lru_cache(maxsize=4000)
def is_missing(character: str) -> bool:
    """Return whether a character would be drawn, and no shipped font has it."""
    code = ord(character)
    if code < 0x7F or code in load_code_points() or code in SELECTORS:
        return False
    return unicodedata.category(character) not in UNSEEN


def find_missing_letters(text: str) -> set[str]:
    """Return the characters of a text that no shipped font can draw."""
    return {character for character in set(NOT_ASCII.findall(text)) if is_missing(character)}


def compose_letters(text: str) -> str:
    """Compose letters written in parts, and replace those that no font has by a plain form that one has."""
    text = unicodedata.normalize("NFC", text.translate(TWINS))
    for character in find_missing_letters(text):
        plain = unicodedata.normalize("NFKC", character)
        if not find_missing_letters(plain):
            text = text.replace(character, plain)
    return text


@lru_cache(maxsize=1)
def compile_stacking() -> re.Pattern[str]:
    """Return the pattern of a text in which marks may be stacked."""
    marks = "".join(
        chr(code) for code in sorted(load_code_points()) if unicodedata.category(chr(code))[0] == "M"
    )
    more = MOST_IN_A_ROW + 1
    tied = (f"(?:{tie}\\S{{1,{gap}}}){{{MOST_IN_A_ROW}}}{tie}" for tie, gap in TIES.items())
    return re.compile("|".join((f"[{marks}]{{{more}}}", f"[{PREFIXES}]{{{more}}}", *tied)))


def find_stacked_marks(text: str) -> Iterator[int]:
    """Yield the places of marks, ties and prefixes stacked on one letter beyond what a language uses."""
    marks = prefixes = ties = 0
    last = -len(text)
    for place, character in enumerate(text):
        marks = marks + 1 if unicodedata.category(character)[0] == "M" else 0
        prefixes = prefixes + 1 if re.match(f"[{PREFIXES}]", character) else 0
        is_tied = False
        if character in TIES:
            ties = ties + 1 if place - last - 1 <= TIES[character] else 1
            last, is_tied = place, ties > MOST_IN_A_ROW
            ties = 0 if is_tied else ties
        if is_tied or max(marks, prefixes) > MOST_IN_A_ROW:
            yield place


def as_codes(text: str) -> list[int]:
    """Return the places of the characters of a text that are printed as their codes, in order."""
    lacking = find_missing_letters(text)
    found = {place for place, character in enumerate(text) if character in lacking} if lacking else set()
    if compile_stacking().search(text):
        found.update(find_stacked_marks(text))
    return sorted(found)


# As files are named before their weight, in the order in which a letter is looked for: whole scripts; what
# else Korean texts hold (hanja, kana, signs), in parts; other forms of these; signs; pictures.
BEFORE = (
    *("noto-sans-latin", "noto-sans-latin-ext", "noto-sans-vietnamese", "noto-sans-greek"),
    *("noto-sans-cyrillic", "noto-sans-kr-korean", "noto-sans-khmer-khmer", "ibm-plex-sans-arabic-arabic"),
    *("noto-sans-greek-ext", "noto-sans-cyrillic-ext"),
    *("noto-sans-hebrew-hebrew", "noto-sans-armenian-armenian", "noto-sans-georgian-georgian"),
    *("noto-sans-thai-thai", "noto-sans-lao-lao", "noto-sans-myanmar-myanmar"),
    *("noto-sans-devanagari-devanagari", "noto-sans-bengali-bengali", "noto-sans-sinhala-sinhala"),
    *("noto-sans-tamil-tamil", "noto-sans-thaana-thaana", "noto-sans-ethiopic-ethiopic"),
    *("noto-serif-tibetan-tibetan", "noto-sans-tifinagh-tifinagh"),
)
KOREAN = "noto-sans-kr-"
AFTER = (
    *("noto-sans-jp-japanese", "noto-sans-sc-chinese-simplified", "noto-sans-tc-chinese-traditional"),
    *("noto-sans-symbols-symbols", "noto-sans-symbols-2-symbols", "noto-emoji-emoji"),
)
STYLES = ("400-normal", "700-normal", "400-italic")
# Stands for the stack of the packet in its drawings.
DRAWN = 'font-family="packet"'


@lru_cache(maxsize=1)
def list_families() -> tuple[str, ...]:
    """Return the whole font stack."""
    parts = (
        name.removeprefix(KOREAN).split("-")[0] for name in load_font_code_points() if name.startswith(KOREAN)
    )
    numbers = sorted({int(part) for part in parts if part.isdigit()})
    return (*BEFORE, *(f"{KOREAN}{number}" for number in numbers), *AFTER)


@lru_cache(maxsize=1)
def load_letters() -> dict[str, frozenset[int]]:
    """Return the code points that each family draws in its plain style."""
    return {family: load_font_code_points()[f"{family}-400-normal"] for family in list_families()}


def list_needed_families(text: str) -> tuple[str, ...]:
    """Name the families by which all letters of a text are drawn, Latin among them whatever it says."""
    left = {ord(letter) for letter in set(text)}
    found = []
    for family in list_families():
        drawn = load_letters()[family] & left
        if drawn or family == BEFORE[0]:
            found.append(family)
            left -= drawn
    return tuple(found)


def list_font_files(names: tuple[str, ...]) -> tuple[str, ...]:
    """Name the files of families, without their ending."""
    each = ((f"{name}-{style}" for style in STYLES) for name in names)
    return tuple(name for name in chain.from_iterable(each) if (FONTS / f"{name}.woff").exists())


def format_family(family: str) -> str:
    """Name a family as the finished file does; a number at the end would be taken for a size."""
    return re.sub(r" (?=\d+$)", "-", family.replace("-", " ").title())


def build_style_sheet(names: tuple[str, ...], scheme: str) -> str:
    """Return the faces of families, and their names as the stack of text and margins."""
    faces = []
    for name in list_font_files(names):
        family, weight, style = name.rsplit("-", 2)
        faces.append(
            f'@font-face {{ font-family: "{format_family(family)}"; src: url("{scheme}fonts/{name}.woff"); '
            f"font-weight: {weight}; font-style: {style}; }}\n"
        )
    stack = ", ".join(f'"{format_family(name)}"' for name in names)
    return "".join(faces) + f"@page {{ font-family: {stack} }}\nhtml {{ font-family: {stack} }}\n"


def name_drawing_fonts(html: str, names: tuple[str, ...]) -> str:
    """Insert family names where drawings in an HTML text name the stack; typed text contains no quotes."""
    return html.replace(DRAWN, f'font-family="{", ".join(map(format_family, names))}"')
