"""Who is who in a text: the two sides by their names, and the people and offices it introduces."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from commitments.intake.countries import SEATS, code_of, parts_of, spellings
from commitments.intake.grammar import listed
from commitments.intake.offices import offices_apart, styles_apart
from commitments.intake.proposal import OwnerSide, Place

THIRD = "third"
# How adjectives end whose country is not in the table: "Ruritania" has "Ruritanian".
ENDINGS = r"(?:n|an|ian|ean|ese|i|ish)?"
# Adjectives and names in French agree with what they stand with.
AGREEING = r"(?:e|s|es|ne|nes)?"
# Names that are also common words; they count where they are a side.
DOUBTFUL = listed("수단 인도 이란 가나 말리 차드 오만 기니 조지아 Maurice belge suisse Lao Chad Congo")


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
    """

    pattern: re.Pattern[str]
    sides: dict[str, str]
    people: dict[str, set[str]] = field(default_factory=dict)
    offices: dict[str, set[str]] = field(default_factory=dict)
    apart: dict[str, set[str]] = field(default_factory=dict)
    acronyms: dict[str, str] = field(default_factory=dict)
    seats: dict[str, str] = field(default_factory=dict)

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


def cast_of(ours: Iterable[str], theirs: Iterable[str]) -> Cast:
    """Set up the two sides by the names they are known by; nobody is introduced yet."""
    ours, theirs = [*ours], [*theirs]
    own = {side: _forms_of(names) for side, names in (("theirs", theirs), ("ours", ours))}
    sides = {name.casefold(): side for side, names in own.items() for name in names}
    others = set(spellings()) - DOUBTFUL
    names = sorted(own["ours"] | own["theirs"] | others, key=len, reverse=True)
    hangul = "|".join(re.escape(name) for name in names if "가" <= name[0] <= "힣")
    latin = "|".join(_as_written(name) for name in names if not "가" <= name[0] <= "힣")
    codes = {code: side for name, side in sides.items() if (code := code_of(name))}
    seats = {seat: codes.get(code, THIRD) for seat, code in SEATS.items()} | styles_apart(codes)
    apart = offices_apart(codes) if all(map(code_of, (*ours, *theirs))) else {}
    return Cast(
        re.compile(rf"(?<![\w.])(?P<name>(?:{latin})(?=(?:'s|')?(?!\w))|(?:{hangul}))"),
        sides,
        apart=apart,
        seats=seats,
    )


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
