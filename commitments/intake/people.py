"""Who is introduced in a text: names with their offices, and the countries those are of."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from commitments.intake.cast import THIRD, Cast
from commitments.intake.grammar import Grammar, listed

NAME = r"[A-ZÀ-Ý][\w'-]*\.?"
SMALL = r"(?:al|bin|van|von|de|oglu|da|dos|del|la|el)"
WHOLE_NAME = rf"{NAME}(?:[ -](?:{NAME}|{SMALL})){{0,7}}+"
# What follows an office: its department, its country, who holds it.
TAIL = rf"(?:(?:,|,? (?:and|of|for|du|des|de la)(?: the)?)?[ -](?:{NAME}|{SMALL}\b)){{0,24}}+"
# "the Joint Committee on Trade (JCT)": the letters mean what stands before them, up to its first preposition.
ACRONYM = re.compile(
    rf"(?P<name>{NAME}(?:(?: and)? {NAME}){{0,8}}+)(?: (?:of|for|on)(?: the)?(?:(?: and)? {NAME}){{1,8}}+)?"
    r" \((?:the )?\"?(?P<letters>[A-Z][\w.-]*[A-Z][\w.-]{0,12})\"?\)"
)
# "Minister Kim met his Valdorian counterpart": he is of the other side.
COUNTERPART = re.compile(r"\b(?:his|her|their) (?P<of>[^.;,]{2,40}?)\bcounterparts?\b")
COUNTERPART_WITHIN = 200
BEFORE = re.compile(r"(?:[\w.'-]+\s+){0,4}$")
# What parts an office from what stands before it; the point of "the U.S. secretary" does not.
APART = re.compile(r"\b(?:and|with|of|to|by|met|from|for|et|de)\b\s?|[,;]\s|(?<!\b[A-Z])\.\s")
SHORTEST_NAME = 3
# What a word with a capital may be besides part of a name.
NO_NAMES = listed(
    "the his her its our their this that these those and for with from both two president prime "
    "minister foreign secretary government republic kingdom state states united international affairs "
    "cooperation commerce trade defense defence finance economy economic interior justice energy health "
    "education agriculture labor labour industry security national public credit relations environment "
    "climate transport culture tourism treasury production integration development planning water "
    "science technology excellency honourable honorable prof today during deputy vice general council "
    "committee commission ministry joint session leaders sides "
    "république royaume affaires étrangères coopération gouvernement président ministre political"
)


@dataclass(frozen=True, slots=True)
class Holder:
    """An office as the text names it and where, the words of its holder's name, the sides named with it."""

    at: int
    office: str
    names: tuple[str, ...]
    sides: frozenset[str]


def introduce(text: str, cast: Cast, grammar: Grammar) -> None:
    """Enter everybody whom the text names with an office, with the side that office is of.

    Where all whose country is said are of one side, the others are of the other.
    """
    for found in ACRONYM.finditer(text):
        known = cast.sides_in(found["letters"])
        if not known:
            cast.acronyms.setdefault(found["letters"], found["name"])
        for side in known if len(known) == 1 else ():
            whole = re.sub(r"^[Tt]he | \(.*$", "", found[0])
            cast.seats |= dict.fromkeys((whole, f"the {whole}", f"The {whole}"), side)
    holders = [*_holders(text, cast, grammar)]
    for holder in holders:
        if len(holder.sides) == 1:
            _enter(cast, holder, set(holder.sides - {THIRD}))
    for found in COUNTERPART.finditer(text):
        sides = cast.sides_in(found["of"]) & {"ours", "theirs"}
        near = [one for one in holders if 0 < found.start() - one.at < COUNTERPART_WITHIN and one.names]
        if len(sides) == 1 and near and not near[-1].sides and near[-1].names[0] not in cast.people:
            _enter(cast, near[-1], {"ours", "theirs"} - sides)
    known = set().union(*cast.people.values()) if cast.people else set()
    for holder in holders:
        if not holder.sides and holder.names and not any(name in cast.people for name in holder.names):
            alone = {"ours", "theirs"} - known if len(known) == 1 else set()
            _enter(cast, holder, cast.apart.get(holder.office.casefold()) or alone)


def _enter(cast: Cast, holder: Holder, sides: set[str]) -> None:
    for name in holder.names:
        cast.people.setdefault(name, set()).update(sides)
    if sides:
        cast.offices.setdefault(" ".join(holder.office.casefold().split()), set()).update(sides)


def _holders(text: str, cast: Cast, grammar: Grammar) -> Iterator[Holder]:
    """Find offices, and what stands around them: the country before or after, the name after or before."""
    offices = list(re.finditer(rf"(?<![\w-])(?:{grammar.office.pattern})(?![\w-])", text, re.IGNORECASE))
    for found, following in zip_longest(offices, offices[1:]):
        stop = following.start() if following else len(text)
        tail = re.compile(TAIL).match(text, found.end(), stop)
        pieces = re.split(r",|\band\b|\bet\b", tail[0] if tail else "")
        own = next((i for i, piece in enumerate(pieces) if _names(piece, cast)), len(pieces) - 1)
        lead = BEFORE.search(text, max(0, found.start() - 60), found.start())
        before = APART.split(lead[0] if lead else "")[-1]
        # "Le président de la République ruritanienne": the adjective is in lower case.
        behind = re.match(r" \w+", text[tail.end() : stop]) if tail else None
        adjective = behind[0] if behind and cast.mentions(behind[0]) else ""
        around = f"{before} {' '.join(pieces[: own + 1])}{adjective}"
        names = _names(pieces[own], cast) or _set_before(text, found.start())
        yield Holder(found.start(), found[0], tuple(names), frozenset(m.side for m in cast.mentions(around)))


def _set_before(text: str, at: int) -> list[str]:
    """Find the name to which an office is set as an explanation: "Kim Jin-a, the second vice minister"."""
    found = re.search(
        rf"({WHOLE_NAME}),\s(?:the\s|la\s|le\s)?(?:[\w'-]+\s){{0,3}}$", text[max(0, at - 90) : at]
    )
    return _words(found[1]) if found else []


def _names(piece: str, cast: Cast) -> list[str]:
    """Give the words of the name in a piece of text: without department and country."""
    plain = (
        re.sub(r"\s+(?:of|for|de|du)\s.*$", "", piece)
        if not re.match(r"\s*(?:of|for|du|de)\b", piece)
        else piece
    )
    for mention in reversed(cast.mentions(plain)):
        plain = f"{plain[: mention.place[0]]} {plain[mention.place[1] :]}"
    return _words(plain)


def _words(name: str) -> list[str]:
    words = re.findall(r"(?<!\w)[A-ZÀ-Ý][\w-]*", name)
    words += [last for word in words for last in word.split("-")[1:] if last[:1].isupper()]
    return [word for word in words if len(word) >= SHORTEST_NAME and word.casefold() not in NO_NAMES]
