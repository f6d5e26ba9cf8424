"""A text as the units that are compared: words, figures and dates, undertakings."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from commitments.comparison.english import ENGLISH
from commitments.comparison.figures import FIGURE, figure_key
from commitments.comparison.french import FRENCH
from commitments.comparison.korean import KOREAN
from commitments.comparison.undertakings import Lexicon, Rung, strength

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


class Kind(Enum):
    """What a unit is."""

    WORD = "word"
    GLUE = "glue"
    FIGURE = "figure"
    VERB = "verb"


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing to compare: what it says, what it is a form of, and the places it takes in the text."""

    kind: Kind
    key: str
    stem: str
    start: int
    end: int
    strength: tuple[int, ...] = ()
    is_adverb: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """One link of an undertaking as found: its place and its rung."""

    start: int
    end: int
    rung: Rung
    # Where a verb carries its undertaking as an ending: where that verb begins.
    verb_start: int | None = None


def is_letter(character: str) -> bool:
    """Say whether this is a letter or digit of a script that sets spaces between words."""
    return LETTER.match(character) is not None


def tidied(text: str) -> str:
    """Compose characters, so that what looks the same is the same; places count in this form."""
    return unicodedata.normalize("NFC", text)


def units_of(text: str, language: str) -> list[Unit]:
    """Cut a tidied text into units; case, quotation marks, spaces and punctuation are left behind."""
    lexicon = LEXICONS.get(language)
    plain = text.translate(QUOTES)
    taken: list[tuple[int, int, Unit | list[Link]]] = [
        (m.start(), m.end(), Unit(Kind.FIGURE, figure_key(m), figure_key(m), m.start(), m.end()))
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


def _chains(plain: str, lexicon: Lexicon, figures: list[tuple[int, int]]) -> Iterator[list[Link]]:
    """Find undertakings outside figures, those joined together where only adverbs stand between them."""
    chain: list[Link] = []
    for link in sorted(_links(plain, lexicon, figures), key=lambda link: link.start):
        if chain and link.verb_start is None and _is_joined(plain[chain[-1].end : link.start], lexicon):
            chain.append(link)
            continue
        if chain:
            yield chain
        chain = [link]
    if chain:
        yield chain


def _links(plain: str, lexicon: Lexicon, figures: list[tuple[int, int]]) -> Iterator[Link]:
    inside: set[int] = set()
    for start, end in figures:
        inside.update(range(start, end))
    for match in lexicon.pattern.finditer(plain):
        if match.start() not in inside:
            inside.update(range(*match.span()))
            yield Link(match.start(), match.end(), Rung[str(match.lastgroup)])
    if lexicon.inflected is None:
        return
    for match in lexicon.inflected.finditer(plain):
        if match.start() not in inside and match[0].casefold() not in lexicon.not_inflected:
            yield Link(match.start("ending"), match.end(), Rung.AGREED, verb_start=match.start())


def _is_joined(between: str, lexicon: Lexicon) -> bool:
    if lexicon.verb_first or len(between) > 60 or re.search(r"[^\w\s,]", between):
        return False
    return all(lexicon.between.fullmatch(word) for word in WORD.findall(between))


def _undertaking(plain: str, chain: list[Link], language: str, lexicon: Lexicon) -> list[Unit]:
    """Make one unit of a chain, and words of the adverbs inside it and of the verb that carries it."""
    found = (word for link in chain for word in plain[link.start : link.end].casefold().split())
    # Where "to" stands is no difference of the undertaking.
    said = " ".join(_spelt(word, language) for word in found).removesuffix(" to")
    rungs = [int(link.rung) for link in chain]
    firm = [rung for rung in rungs if rung != Rung.AGREED]
    verb = Unit(Kind.VERB, said, "", chain[0].start, chain[-1].end, strength(sorted(firm)))
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
        kind = Kind.GLUE if glue else Kind.WORD
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
