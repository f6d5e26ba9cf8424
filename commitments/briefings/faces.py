"""The shipped fonts as one stack, of which each packet takes those that its letters need; pure.

A face costs time in every packet that names it, whether a letter of it is drawn or not.
"""

import re
from functools import lru_cache
from itertools import chain

from commitments.briefings.coverage import FONTS, of_fonts

# As files are named before their weight, in the order in which a letter is looked for: whole scripts; what
# else Korean texts hold (hanja, kana, signs), in parts; other forms of these; signs; pictures.
BEFORE = (
    *("noto-sans-latin", "noto-sans-latin-ext", "noto-sans-vietnamese", "noto-sans-greek"),
    *("noto-sans-cyrillic", "noto-sans-kr-korean", "noto-sans-khmer-khmer", "ibm-plex-sans-arabic-arabic"),
    *("noto-sans-hebrew-hebrew", "noto-sans-armenian-armenian", "noto-sans-georgian-georgian"),
    *("noto-sans-thai-thai", "noto-sans-lao-lao", "noto-sans-myanmar-myanmar"),
    *("noto-sans-devanagari-devanagari", "noto-sans-bengali-bengali", "noto-sans-sinhala-sinhala"),
    *("noto-sans-tamil-tamil", "noto-sans-thaana-thaana", "noto-sans-ethiopic-ethiopic"),
)
KOREAN = "noto-sans-kr-"
AFTER = (
    *("noto-sans-jp-japanese", "noto-sans-sc-chinese-simplified", "noto-sans-tc-chinese-traditional"),
    *("noto-sans-symbols-symbols", "noto-sans-symbols-2-symbols", "noto-emoji-emoji"),
)
STYLES = ("400-normal", "700-normal", "400-italic")
# Stands for the stack of the packet, in its style sheet and in its drawings.
STACK = '"packet"'
DRAWN = 'font-family="packet"'


@lru_cache(maxsize=1)
def families() -> tuple[str, ...]:
    """Give the whole stack."""
    parts = (name.removeprefix(KOREAN).split("-")[0] for name in of_fonts() if name.startswith(KOREAN))
    numbers = sorted({int(part) for part in parts if part.isdigit()})
    return (*BEFORE, *(f"{KOREAN}{number}" for number in numbers), *AFTER)


@lru_cache(maxsize=1)
def letters() -> dict[str, frozenset[int]]:
    """Give the code points that each family draws in its plain style."""
    return {family: of_fonts()[f"{family}-400-normal"] for family in families()}


def needed(text: str) -> tuple[str, ...]:
    """Name the families by which all letters of a text are drawn, Latin among them whatever it says."""
    left = {ord(letter) for letter in set(text)}
    found = []
    for family in families():
        drawn = letters()[family] & left
        if drawn or family == BEFORE[0]:
            found.append(family)
            left -= drawn
    return tuple(found)


def files(names: tuple[str, ...]) -> tuple[str, ...]:
    """Name the files of families, without their ending."""
    each = ((f"{name}-{style}" for style in STYLES) for name in names)
    return tuple(name for name in chain.from_iterable(each) if (FONTS / f"{name}.woff").exists())


def title(family: str) -> str:
    """Name a family as the finished file does; a number at the end would be taken for a size."""
    return re.sub(r" (?=\d+$)", "-", family.replace("-", " ").title())


def sheet(style_sheet: str, names: tuple[str, ...], scheme: str) -> str:
    """Put the faces of families before a style sheet, and their names where it names the stack."""
    faces = []
    for name in files(names):
        family, weight, style = name.rsplit("-", 2)
        faces.append(
            f'@font-face {{ font-family: "{title(family)}"; src: url("{scheme}fonts/{name}.woff"); '
            f"font-weight: {weight}; font-style: {style}; }}\n"
        )
    return "".join(faces) + style_sheet.replace(STACK, ", ".join(f'"{title(name)}"' for name in names))


def drawings(html: str, names: tuple[str, ...]) -> str:
    """Put the names of families where drawings of an HTML text name the stack; typed text holds no quote."""
    return html.replace(DRAWN, f'font-family="{", ".join(map(title, names))}"')
