"""Split a text into the units that are compared: words, numbers, dates and undertakings.

Numbers and dates get one canonical form. Also finds the sentence of a text that is most like a wording.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from commitments.language.comparison.undertakings import (
    ENGLISH,
    FRENCH,
    KOREAN,
    Lexicon,
    StrengthLevel,
    rank_strength,
)

MONTHS = {
    name: number
    for names in (
        "january february march april may june july august september october november december",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "jan feb mar apr - jun jul aug sep oct nov dec",
    )
    for number, name in enumerate(names.split(), start=1)
    if name != "-"
} | {"sept": 9}
NUMBERS = {
    name: str(number)
    for first, names in (
        (0, "zero one two three four five six seven eight nine ten eleven twelve"),
        (13, "thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty"),
        (0, "zéro - deux trois quatre cinq - sept huit neuf dix onze douze treize quatorze quinze seize"),
    )
    for number, name in enumerate(names.split(), start=first)
    if name != "-"
} | {
    "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "ninety": "90",
    "hundred": "100", "cent": "100",
    "vingt": "20", "trente": "30", "quarante": "40", "cinquante": "50", "soixante": "60",
    "first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th",
}  # fmt: skip
WEEKDAYS = (
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|"
    "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
)

MONTH = rf"(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})"
# "may" and "mars" are words, too: without a day or a year they count as months only where written as such.
ALONE = rf"(?:(?-i:May|Mars)|(?!(?:may|mars|mar|sep|sept|dec|jan)\b){MONTH})"
DAY = r"(?:[0-3]?\d)(?:st|nd|rd|th|er)?"
YEAR = r"(?:1[89]|20|21)\d\d"
FIGURE = re.compile(
    rf"(?<![\w.])(?:(?P<y1>{YEAR})-(?P<m1>\d\d)-(?P<d1>\d\d)|"
    rf"(?P<y2>{YEAR})년(?:\s*(?P<m2>\d\d?)월)?(?:\s*(?P<d2>\d\d?)일)?|(?P<m3>\d\d?)월(?:\s*(?P<d3>\d\d?)일)?|"
    rf"(?P<d4>{DAY})(?:\s+of)?\s+(?P<m4>{MONTH})\b\.?(?:,?\s+(?P<y4>{YEAR}))?|"
    rf"(?P<m5>{MONTH})\b\.?\s+(?P<d5>{DAY})(?!\d)(?:,?\s+(?P<y5>{YEAR}))?|"
    rf"(?P<m6>{MONTH})\b\.?,?\s+(?P<y6>{YEAR})|(?P<m7>{ALONE})\b|"
    rf"(?P<number>[$€£¥₩]?\d+(?:[.,]\d+)*(?:st|nd|rd|th|er|e|ème)?(?:\s?%|\s+per\s?cent\b|\s+pour\s+cent\b)?)|"
    rf"(?P<half>상반기|하반기)|"
    rf"(?P<word>(?:{'|'.join(sorted(NUMBERS, key=len, reverse=True))}|{WEEKDAYS})\b))",
    re.IGNORECASE,
)


def figure_key(match: re.Match[str]) -> str:
    """Return the canonical form of a figure: a date as year, month and day, a number in digits."""
    if match["number"]:
        bare = re.sub(r"(?<=\d),(?=\d{3})", "", match["number"].casefold())
        return re.sub(r"\s*(?:%|per\s?cent|pour\s+cent)$", "%", bare)
    if match["word"]:
        word = match["word"].casefold()
        return NUMBERS.get(word, word)
    if match["half"]:
        return match["half"]
    parts = {name[0]: value for name, value in match.groupdict().items() if value and len(name) == 2}
    month = parts.get("m", "").casefold()
    day = re.sub(r"\D", "", parts.get("d", ""))
    return f"{parts.get('y', '')}-{MONTHS.get(month, month.lstrip('0'))}-{day.lstrip('0')}"


LEXICONS: dict[str, Lexicon] = {"en": ENGLISH, "ko": KOREAN, "fr": FRENCH}

# One character for one, so that places in the text stay what they are.
QUOTES = str.maketrans({"‘": "'", "’": "'", "ʼ": "'", "′": "'", "`": "'", "´": "'"})

# Scripts that set no spaces are compared cluster by cluster: a letter with what stands on and under it.
KHMER = r"[\u1780-\u17b3](?:\u17d2[\u1780-\u17b3]|[\u17b4-\u17d1\u17d3\u17dd\u200c\u200d])*"
UNSPACED = (
    r"[\u0e00-\u0eff\u1000-\u109f](?:[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd])*"
)
IDEOGRAPH = r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]"
# Marks that belong to a word although they are no letters: accents, points, vowel signs.
MARK = r"\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0963\u0966-\u0dff"
PLAIN = rf"[^\W_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff][{MARK}]*"
LETTER = re.compile(PLAIN)
WORD = re.compile(rf"{KHMER}|{UNSPACED}|{IDEOGRAPH}|(?:{PLAIN})+")

SPELLING = (
    (re.compile(r"(?<=\w{3})our(?=s$|ed$|ing$|able$|$)"), "or"),
    (re.compile(r"(?<=\w{3})is(?=e$|es$|ed$|ing$|ation$|ations$)"), "iz"),
    (re.compile(r"(?<=\w{3})tre(?=s?$)"), "ter"),
    (re.compile(r"(?<=progra)mme"), "m"),
    (re.compile(r"(?<=defen|licen|offen)ce$"), "se"),
)
PARTICLE = re.compile(r"(?<=\w)(?:에서|으로|[을를이가은는의에로])$")


class UnitKind(Enum):
    """The kind of a unit."""

    WORD = "word"
    GLUE = "glue"
    FIGURE = "figure"
    VERB = "verb"


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing to compare: its text, its base form, and its places in the text."""

    kind: UnitKind
    key: str
    stem: str
    start: int
    end: int
    strength: tuple[int, ...] = ()
    is_adverb: bool = False


@dataclass(frozen=True, slots=True)
class UndertakingLink:
    """One link of an undertaking: its place and its level."""

    start: int
    end: int
    rung: StrengthLevel
    # Where a verb carries its undertaking as an ending: where that verb begins.
    verb_start: int | None = None


def is_letter(character: str) -> bool:
    """Return whether this is a letter or digit of a script that separates words by spaces."""
    return LETTER.match(character) is not None


def compose_characters(text: str) -> str:
    """Compose characters, so that what looks the same is the same; places count in this form."""
    return unicodedata.normalize("NFC", text)


def units_of(text: str, language: str) -> list[Unit]:
    """Cut a tidied text into units; case, quotation marks, spaces and punctuation are left behind."""
    lexicon = LEXICONS.get(language)
    plain = text.translate(QUOTES)
    taken: list[tuple[int, int, Unit | list[UndertakingLink]]] = [
        (m.start(), m.end(), Unit(UnitKind.FIGURE, figure_key(m), figure_key(m), m.start(), m.end()))
        for m in FIGURE.finditer(plain)
    ]
    if lexicon is not None:
        for chain in _chains(plain, lexicon, [(start, end) for start, end, _unit in taken]):
            first = chain[0].start if chain[0].verb_start is None else chain[0].verb_start
            taken.append((first, chain[-1].end, chain))
    units: list[Unit] = []
    place = 0
    for start, end, found in sorted(taken, key=lambda item: item[0]):
        units += _words(plain, place, start, language, lexicon)
        if isinstance(found, Unit):
            units.append(found)
        elif lexicon is not None:
            units += _undertaking(plain, found, language, lexicon)
        place = end
    return units + _words(plain, place, len(plain), language, lexicon)


def _chains(plain: str, lexicon: Lexicon, figures: list[tuple[int, int]]) -> Iterator[list[UndertakingLink]]:
    """Find undertakings outside figures, those joined together where only adverbs stand between them."""
    chain: list[UndertakingLink] = []
    for link in sorted(_links(plain, lexicon, figures), key=lambda link: link.start):
        if chain and link.verb_start is None and _is_joined(plain[chain[-1].end : link.start], lexicon):
            chain.append(link)
            continue
        if chain:
            yield chain
        chain = [link]
    if chain:
        yield chain


def _links(plain: str, lexicon: Lexicon, figures: list[tuple[int, int]]) -> Iterator[UndertakingLink]:
    inside: set[int] = set()
    for start, end in figures:
        inside.update(range(start, end))
    for match in lexicon.pattern.finditer(plain):
        if match.start() not in inside:
            inside.update(range(*match.span()))
            yield UndertakingLink(match.start(), match.end(), StrengthLevel[str(match.lastgroup)])
    if lexicon.inflected is None:
        return
    for match in lexicon.inflected.finditer(plain):
        if match.start() not in inside and match[0].casefold() not in lexicon.not_inflected:
            yield UndertakingLink(
                match.start("ending"), match.end(), StrengthLevel.AGREED, verb_start=match.start()
            )


def _is_joined(between: str, lexicon: Lexicon) -> bool:
    if lexicon.verb_first or len(between) > 60 or re.search(r"[^\w\s,]", between):
        return False
    return all(lexicon.between.fullmatch(word) for word in WORD.findall(between))


def _undertaking(plain: str, chain: list[UndertakingLink], language: str, lexicon: Lexicon) -> list[Unit]:
    """Make one unit of a chain, and words of the adverbs inside it and of the verb that carries it."""
    found = (word for link in chain for word in plain[link.start : link.end].casefold().split())
    # Where "to" stands is no difference of the undertaking.
    said = " ".join(_spelt(word, language) for word in found).removesuffix(" to")
    rungs = [int(link.rung) for link in chain]
    firm = [rung for rung in rungs if rung != StrengthLevel.AGREED]
    verb = Unit(UnitKind.VERB, said, "", chain[0].start, chain[-1].end, rank_strength(sorted(firm)))
    inner: list[Unit] = []
    if chain[0].verb_start is not None:
        inner += _words(plain, chain[0].verb_start, chain[0].start, language, lexicon)
    for left, right in pairwise(chain):
        inner += _words(plain, left.end, right.start, language, lexicon)
    return [verb, *inner]


def _words(plain: str, start: int, end: int, language: str, lexicon: Lexicon | None) -> list[Unit]:
    units: list[Unit] = []
    for match in WORD.finditer(plain, start, end):
        key = _spelt(match[0].casefold(), language)
        glue = lexicon is not None and key in lexicon.glue
        adverb = lexicon is not None and lexicon.between.fullmatch(match[0]) is not None
        kind = UnitKind.GLUE if glue else UnitKind.WORD
        units.append(
            Unit(kind, key, _stem(key, language, lexicon), match.start(), match.end(), is_adverb=adverb)
        )
    return units


def _spelt(word: str, language: str) -> str:
    """Spell British words as American ones."""
    if language == "en" and len(word) > 5:
        for pattern, standard in SPELLING:
            word = pattern.sub(standard, word)
    return word


def _stem(word: str, language: str, lexicon: Lexicon | None) -> str:
    """Cut a word down to what its forms have in common."""
    if language == "en":
        word = re.sub(r"(?:ing|ed|es|s)$", "", word) if len(word) > 4 else word
        return re.sub(r"(?:(\w)\1|e+|i|y)$", lambda m: m[1] or ("i" if m[0] in "iy" else ""), word)
    if language == "fr":
        word = (lexicon.verbs or {}).get(word, word) if lexicon else word
        return re.sub(r"(?:er|re|r|e)$", "", word)
    if language == "ko":
        return re.sub("[\u11ab\u11af]$", "", unicodedata.normalize("NFD", PARTICLE.sub("", word)))
    return word


# Below this share of common words (a harmonic mean of both directions) a sentence is about something else.
ALIKE = 0.4
# A full stop inside a number or an abbreviation ends nothing: a sentence goes on in small letters.
SENTENCE = re.compile(r"[^.!?;。\n]+(?:\.(?=\w|\s[a-z])[^.!?;。\n]*)*[.!?;。]?")


def find_occurrences(text: str, words: str) -> Iterator[tuple[int, int]]:
    """Find words wherever they stand, letter by letter, whatever stands between them as space."""
    parts = words.split()
    if parts:
        pattern = re.compile(r"\s+".join(re.escape(part) for part in parts))
        yield from (found.span() for found in pattern.finditer(text))


def find_nearest(wording: str, text: str, language: str) -> str:
    """Return the sentence of a text that is most like a wording; empty where none is similar."""
    wanted = _content(compose_characters(wording), language)
    best, found = ALIKE, ""
    for match in SENTENCE.finditer(compose_characters(text)):
        said = _content(match[0], language)
        total = sum(wanted.values()) + sum(said.values())
        share = 2 * sum((wanted & said).values()) / total if total else 0.0
        if share > best:
            best, found = share, match[0].strip()
    return found


def _content(text: str, language: str) -> Counter[str]:
    """Count the stems of words and the figures; small words and undertakings tell nothing of the matter."""
    kinds = (UnitKind.WORD, UnitKind.FIGURE)
    return Counter(unit.stem or unit.key for unit in units_of(text, language) if unit.kind in kinds)
