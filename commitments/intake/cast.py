"""Who is who in a text: the two sides by their names, and the people and offices it introduces."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from commitments.intake.grammar import listed
from commitments.intake.offices import offices_apart, styles_apart
from commitments.intake.proposal import OwnerSide, Place
from commitments.language.lexicon.countries import (
    OUR_SIDE,
    THEIR_SIDE,
    code_of,
    parts_of,
    seats,
    spellings,
)

THIRD = "third"
# "Our side", however it is written: without an article.
OURS, THEIRS = (
    frozenset(re.sub(r"^(?:the |l')", "", words) for words in each) for each in (OUR_SIDE, THEIR_SIDE)
)
# How adjectives end whose country is not in the table: "Ruritania" has "Ruritanian".
ENDINGS = r"(?:n|an|ian|ean|ese|i|ish)?"
# Adjectives and names in French agree with what they stand with.
AGREEING = r"(?:e|s|es|ne|nes)?"
# Names that are also common words; they count where they are a side.
DOUBTFUL = listed("수단 인도 이란 가나 말리 차드 오만 기니 조지아 Maurice belge suisse Lao Chad Congo")


# Words that stand in the name of a person and mean something else at the head of a sentence.
NO_PEOPLE = listed(
    "the and for with his her its our all two new january february march april may june july august "
    "september october november december will can minister president prime secretary general "
    "mr. mrs. ms. dr. sir lord son sun day"
)
SHORTEST_NAME = 3


@dataclass(frozen=True, slots=True)
class Known:
    """What is on record of the two sides, beside their names; empty where nothing is.

    `author` is the side that wrote the text, joint where both did. `people` are the names of officials,
    `capitals` the seats of governments, by side.
    """

    author: OwnerSide | None = None
    people: Mapping[str, Collection[str]] = field(default_factory=dict)
    capitals: Mapping[str, Collection[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mention:
    """A country named in a text: which side, and where."""

    side: str
    place: Place


@dataclass(slots=True)
class Cast:
    """The two sides of a text, with who was introduced so far.

    `people` maps a word of a name, `offices` an office in lower case ("prime minister") to the sides it was
    seen with, `apart` one to the only side that has it at all. `acronyms` gives what letters in brackets
    stand for, `seats` the side of a government that goes by the name of its capital or by a style.
    `surnames` are those of officials on record in Korean, `codes` the sides of countries. `own` is the side
    that "our side" means, `common` that of "we", of joint bodies and of the passive: joint where the text
    speaks for both, else None.
    """

    pattern: re.Pattern[str]
    sides: dict[str, str]
    people: dict[str, set[str]] = field(default_factory=dict)
    offices: dict[str, set[str]] = field(default_factory=dict)
    apart: dict[str, set[str]] = field(default_factory=dict)
    acronyms: dict[str, str] = field(default_factory=dict)
    seats: dict[str, str] = field(default_factory=dict)
    surnames: dict[str, set[str]] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    own: OwnerSide | None = None
    common: OwnerSide | None = None

    def side_of_writer(self, phrase: str) -> tuple[bool, OwnerSide | None]:
        """Return whether a phrase is "our side" or "their side", and which that is where it is known."""
        plain = " ".join(phrase.casefold().split()).removeprefix("the ").removeprefix("l'")
        if plain in OURS:
            return True, self.own
        if plain in THEIRS:
            return True, opposite(self.own) if self.own else None
        return False, None

    def mentions(self, text: str) -> list[Mention]:
        """Find the countries that a piece of text names, those of neither side too."""
        return [Mention(self._side_of(found), found.span()) for found in self.pattern.finditer(text)]

    def _side_of(self, found: re.Match[str]) -> str:
        word = " ".join(found["name"].casefold().split())
        return self.sides.get(word) or next(
            (side for name, side in self.sides.items() if len(name) > 3 and word.startswith(name)), THIRD
        )

    def sides_in(self, text: str) -> set[str]:
        """Give the sides that a piece of text names by country."""
        return {mention.side for mention in self.mentions(text)}

    def person(self, text: str) -> set[str]:
        """Give the sides of the people named in a piece of text, those known by more than one left out."""
        found = (self.people.get(word) for word in re.findall(r"[^\W\d_][\w'-]+", text))
        return set().union(*(sides for sides in found if sides and len(sides) == 1))

    def is_person(self, word: str) -> bool:
        """Say whether a word is part of the name of somebody whom the text introduces."""
        return word in self.people

    def office(self, text: str) -> set[str]:
        """Give the side of the office at the end of a piece of text, where only one side has it."""
        plain = " ".join(text.casefold().split())
        for offices in (self.offices, self.apart):
            for office in sorted(offices, key=len, reverse=True):
                if plain.endswith(office):
                    return offices[office] if len(offices[office]) == 1 else set()
        return set()


def cast_of(ours: Iterable[str], theirs: Iterable[str], known: Known | None = None) -> Cast:
    """Set up the two sides by the names they are known by, and who is on record of them."""
    known = known or Known()
    ours, theirs = [*ours], [*theirs]
    own = {side: _forms_of(names) for side, names in (("theirs", theirs), ("ours", ours))}
    sides = {name.casefold(): side for side, names in own.items() for name in names}
    others = set(spellings()) - DOUBTFUL
    names = sorted(own["ours"] | own["theirs"] | others, key=len, reverse=True)
    hangul = "|".join(re.escape(name) for name in names if "가" <= name[0] <= "힣")
    latin = "|".join(_as_written(name) for name in names if not "가" <= name[0] <= "힣")
    codes = {code: side for name, side in sides.items() if (code := code_of(name))}
    apart = offices_apart(codes) if all(map(code_of, (*ours, *theirs))) else {}
    cast = Cast(
        re.compile(rf"(?<![\w.])(?P<name>(?:{latin})(?=(?:'s|')?(?!\w))|(?:{hangul}))"),
        sides,
        apart=apart,
        seats=_seats(codes, known) | styles_apart(codes),
        codes=codes,
        own=known.author if known.author in ("ours", "theirs") else None,
        common="joint" if known.author == "joint" else None,
    )
    _enter_people(cast, known)
    return cast


def _seats(codes: Mapping[str, str], known: Known) -> dict[str, str]:
    """Return the side of every capital and office, with and without an article."""
    found = {seat: codes.get(code, THIRD) for seat, code in seats().items()}
    found |= {name: side for side, names in known.capitals.items() for name in names if name}
    articles = ("", "the ", "The ", "l'", "L'", "la ", "La ", "le ", "Le ")
    return {f"{article}{seat}": side for seat, side in found.items() for article in articles}


def _enter_people(cast: Cast, known: Known) -> None:
    """Enter the officials on record, each word of a name; a Korean surname by itself, too."""
    for side, names in known.people.items():
        for word in (word for name in names for word in re.findall(r"[^\W\d_][\w'’-]*", name)):
            is_hangul = "가" <= word[0] <= "힣"
            if is_hangul and len(word) > 1:
                cast.surnames.setdefault(word[0], set()).add(side)
            if is_hangul or (len(word) >= SHORTEST_NAME and word.casefold() not in NO_PEOPLE):
                cast.people.setdefault(word, set()).add(side)


def _as_written(name: str) -> str:
    """Make the pattern of a name: with a capital or as the table has it, with the endings it may take."""
    first = f"[{name[0].upper()}{name[0]}]" if name[0].islower() else re.escape(name[0])
    ending = AGREEING if name[0].islower() else "" if name in spellings() else ENDINGS
    return first + re.escape(name[1:]).replace(r"\ ", r"\s+") + ending


def _forms_of(names: Iterable[str]) -> set[str]:
    """Gather every name and adjective of a side."""
    found: set[str] = set()
    for name in (part for whole in names for part in parts_of(whole)):
        code = code_of(name)
        found |= {form for form, its in spellings().items() if code and its == code}
        found.add(re.sub(r"^[Tt]he ", "", name.strip()))
    return {form for form in found if form}


def opposite(side: OwnerSide) -> OwnerSide:
    """Give the other side; both stay both."""
    match side:
        case "ours":
            return "theirs"
        case "theirs":
            return "ours"
        case _:
            return side


def owner_of(sides: Iterable[str]) -> OwnerSide | None:
    """Make an owner of the sides named; None where no side is, or where a third country is among them."""
    match sorted(set(sides)):
        case ["ours"]:
            return "ours"
        case ["theirs"]:
            return "theirs"
        case ["ours", "theirs"]:
            return "joint"
        case _:
            return None
