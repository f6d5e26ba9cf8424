"""The participants of a text: the two sides, and the people and offices that it introduces."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import zip_longest

from commitments.language.lexicon import offices
from commitments.language.lexicon.countries import (
    DOUBTFUL,
    OUR_SIDE,
    THEIR_SIDE,
    code_of,
    name_of,
    offices_apart,
    parts_of,
    seats,
    spellings,
    styles_apart,
)
from commitments.language.lexicon.offices import countries_of_office, fold_name, is_agency, office_of
from commitments.language.lexicon.owners import COLLEAGUE, MINE, YOURS
from commitments.language.reader.grammar import Grammar, OwnerSide, Place, split_list

MOST_PAIRS = 64
THIRD = "third"
BOTH = ("ours", "theirs")
# "Embassy Seoul", "our consulate in Hanoi".
EMBASSY = re.compile(
    r"(?:(?:[Tt]he|[Oo]ur) )?(?:[Ee]mbassy|BHC|[Hh]igh [Cc]ommission|[Cc]onsulate(?:[ -][Gg]eneral)?"
    r"|[Mm]ission|[Aa]mbassador)(?: in| to| at|,)? (?P<where>(?:the )?[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?)"
)
# "VA embassy Port Elm": whose it is stands first.
EMBASSY_OF = re.compile(
    r"(?:[Tt]he )?(?P<whose>[A-Z]\S*) (?:[Ee]mbassy|[Cc]onsulate|[Mm]ission)(?: in| to)?(?: [A-Z][\w'’-]+)*"
)
# "Our side", however it is written: without an article.
OURS, THEIRS = (
    frozenset(re.sub(r"^(?:the |l')", "", words) for words in each) for each in (OUR_SIDE, THEIR_SIDE)
)
# How adjectives end whose country is not in the table: "Ruritania" has "Ruritanian".
ENDINGS = r"(?:(?:n|an|ian|ean|i)s?|ese|ish)?"
GENERIC = re.compile(
    r"\s?(?:왕국|공화국|연방|합중국|공국)$"
    r"|(?<=\w{5})(?: (?:Islands?|Republic|Coast|Federation|Union)|mark|land)$"
)
# Adjectives and names in French agree with what they stand with.
AGREEING = r"(?:e|s|es|ne|nes)?"
# Words that stand in the name of a person and mean something else at the head of a sentence.
NO_PEOPLE = split_list(
    "the and for with his her its our all two new january february march april may june july august "
    "september october november december will can minister president prime secretary general "
    "mr. mrs. ms. dr. sir lord son sun day"
)
SHORTEST_NAME = 3
HEADS = split_list("president;prime minister;premier;chancellor;king;queen;président;premier ministre", ";")
# Fewer letters may be those of an agency that the table does not have.
FEWEST_SURE_LETTERS = 4
OPPOSITE = re.compile(r"(?:son|sa) (?:interlocut\w+|vis-à-vis|homologue|hôte)\b", re.IGNORECASE)
LEAD = re.compile(r"^(?:(?:and|but|so|also|then|well|et|mais|puis|enfin|donc|ainsi|or),? )+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Known:
    """What is recorded about the two sides, besides their names; empty where nothing is.

    `author` is the side that wrote the text, joint where both did, `is_letter` tells that it is an email
    quoted in another. `people` are the names of officials, `offices` those of the delegates in lower case,
    `capitals` the seats of governments, `ministries` all names of recorded ministries, by side.
    """

    author: OwnerSide | None = None
    is_letter: bool = False
    people: Mapping[str, Collection[str]] = field(default_factory=dict)
    offices: Mapping[str, Collection[str]] = field(default_factory=dict)
    capitals: Mapping[str, Collection[str]] = field(default_factory=dict)
    ministries: Mapping[str, Collection[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mention:
    """A country named in a text: its side and its place."""

    side: str
    place: Place


@dataclass(slots=True)
class Participants:
    """The two sides of a text, with the people introduced so far.

    `people` maps a word of a name, `offices` an office in lower case ("prime minister") to the sides it was
    seen with, `apart` one to the only side that has it at all. `acronyms` are the meanings of letters in
    brackets, `seats` the side of a government named by its capital or by a style, `bodies` the sides of
    recorded ministries by every name. `surnames` are those of officials recorded in Korean, `codes` the sides
    of countries. `own` is the side that "our side" means, `common` that of "we", of joint bodies and of the
    passive: joint where the text speaks for both, else None; `names_both` tells that it speaks of "both
    sides" anywhere, `names_each` that its head names the one and the other, `names_other` that it names the
    side that `own` is not, `says_we` that it says "us".
    `writer` is the side of "I" and "we" in a letter or a speech; in a letter "you" are the other side, and
    "please" asks it. In a treaty the present tense of the parties undertakes, in a fact sheet that of a side.
    `has_ours`: speakers are labelled "our minister". `own_offices`: what a report names as its writer's own.
    """

    pattern: re.Pattern[str]
    sides: dict[str, str]
    people: dict[str, set[str]] = field(default_factory=dict)
    offices: dict[str, set[str]] = field(default_factory=dict)
    apart: dict[str, set[str]] = field(default_factory=dict)
    acronyms: dict[str, str] = field(default_factory=dict)
    seats: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, set[str]] = field(default_factory=dict)
    surnames: dict[str, set[str]] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    own: OwnerSide | None = None
    common: OwnerSide | None = None
    writer: OwnerSide | None = None
    names_both: bool = False
    names_each: bool = False
    says_we: bool = False
    names_other: bool = False
    is_letter: bool = False
    is_speech: bool = False
    is_treaty: bool = False
    is_sheet: bool = False
    has_ours: bool = False
    own_offices: set[str] | None = None

    def beside(self, phrase: str, side: OwnerSide | None) -> OwnerSide | None:
        """Return whose « son ministre » is, behind a side; « son interlocuteur » is the other's."""
        return find_opposite(side) if side and OPPOSITE.match(phrase) else side

    def side_of_we(self) -> OwnerSide | None:
        """Return the side of "we": its own where an account names the other; a bare line may mean both."""
        return (self.own if self.names_other else None) or self.common

    def side_of_they(self, word: str) -> OwnerSide | None:
        """Return the side of "they": the other one in an account of one side that also says "us"."""
        is_other = self.own and self.says_we and word.casefold() in ("they", "ils", "elles")
        return find_opposite(self.own) if self.own and is_other else self.common

    @property
    def agreed(self) -> OwnerSide | None:
        """Return the side of what is agreed without saying by whom: joint where the text names both sides."""
        is_of_two = self.names_both or self.own_offices is not None
        return "joint" if is_of_two else self.common

    def side_of_writer(self, phrase: str) -> tuple[bool, OwnerSide | None]:
        """Return whether a phrase is "our side" or "their side", and which that is where it is known."""
        # What leads to it says nothing of the side: "et notre ministère".
        plain = " ".join(LEAD.sub("", phrase).casefold().split()).removeprefix("the ").removeprefix("l'")
        if plain in OURS:
            return True, self.own
        if plain in THEIRS:
            return True, find_opposite(self.own) if self.own else None
        if self.is_letter and plain in ("we both", "both of us"):
            return True, "joint"
        if self.is_letter or self.writer or self.is_speech:
            if self.is_speech and COLLEAGUE.fullmatch(plain):
                return True, find_opposite(self.writer) if self.writer else None
            if plain in ("i", "us", "me") or MINE.fullmatch(plain):
                return True, self.writer
            if plain in ("you", "vous", "tu") or YOURS.fullmatch(plain):
                return True, find_opposite(self.writer) if self.writer else None
        return False, None

    def mentions(self, text: str) -> list[Mention]:
        """Find the countries that a piece of text names, those of neither side too."""
        return [Mention(self.side_of_name(found), found.span()) for found in self.pattern.finditer(text)]

    def side_of_name(self, found: re.Match[str]) -> str:
        """Return the side of a name of a country, a third one for others."""
        word = " ".join(found["name"].casefold().split())
        return self.sides.get(word) or next(
            (side for name, side in self.sides.items() if len(name) > 3 and word.startswith(name)), THIRD
        )

    def sides_in(self, text: str) -> set[str]:
        """Return the sides that a piece of text names by country."""
        return {mention.side for mention in self.mentions(text)}

    def person(self, text: str) -> set[str]:
        """Return the sides of the people named in a piece of text, without names that several share."""
        found = (self.people.get(word) for word in re.findall(r"[^\W\d_][\w'-]+", text))
        return set().union(*(sides for sides in found if sides and len(sides) == 1))

    def is_person(self, word: str) -> bool:
        """Return whether a word is part of the name of a person whom the text introduces."""
        return word in self.people

    def find_body(self, name: str) -> set[str]:
        """Return the sides that have a recorded ministry of this name."""
        return self.bodies.get(_bare_name(name), set()) if self.bodies else set()

    def agency(self, name: str) -> str | None:
        """Return the side that alone has an agency of this name; one of neither is a third party's."""
        recorded = self.find_body(name)
        if len(recorded) == 1 and office_of(name) is None:
            return min(recorded)
        last = name.split(" ")[-1]
        if len(set(self.codes.values())) < len(BOTH) or last in self.people or last in self.acronyms:
            return None
        countries = countries_of_office(name)
        sides = {self.codes[code] for code in countries if code in self.codes}
        sides = sides or {self.codes[code] for code in offices.countries_by_style(name) & self.codes.keys()}
        if sides:
            sides |= recorded
        if not sides and is_agency(name) and not (name.isupper() and len(name) <= FEWEST_SURE_LETTERS):
            return THIRD
        return sides.pop() if len(sides) == 1 else None

    def embassy(self, phrase: str) -> str | None:
        """Return the side of an embassy that is named by where it is: "Embassy Seoul" is the other side's."""
        found = EMBASSY.fullmatch(phrase.strip())
        if found is None:
            whose = named["whose"] if (named := EMBASSY_OF.fullmatch(phrase.strip())) else ""
            side = self.codes.get(whose) or owner_of(self.sides_in(whose))
            return side if side in BOTH else None
        seat = self.seats.get(found["where"])
        host = owner_of([seat] if seat else self.sides_in(found["where"]))
        return find_opposite(host) if host in BOTH else None

    def office(self, text: str) -> set[str]:
        """Return the side of the office at the end of a piece of text, where only one side has it."""
        plain = " ".join(text.casefold().split())
        for named in (self.offices, self.apart):
            for office in sorted(named, key=len, reverse=True):
                if plain.endswith(office):
                    return named[office] if len(named[office]) == 1 else set()
        return set()


def cast_of(ours: Iterable[str], theirs: Iterable[str], known: Known | None = None) -> Participants:
    """Build the participants: the two sides by their names, and the recorded officials."""
    known = known or Known()
    ours, theirs = [*ours], [*theirs]
    own = {side: _forms_of(names) for side, names in (("theirs", theirs), ("ours", ours))}
    sides = {name.casefold(): side for side, names in own.items() for name in names}
    codes = {code: side for name, side in sides.items() if (code := code_of(name))}
    apart = offices_apart(codes) if all(map(code_of, (*ours, *theirs))) else {}
    cast = Participants(
        _names_pattern(frozenset(own["ours"] | own["theirs"])),
        sides,
        apart=apart,
        seats=_seats(codes, known) | styles_apart(codes) | codes,
        codes=codes,
        own=known.author if known.author in ("ours", "theirs") else None,
        common="joint" if known.author == "joint" else None,
    )
    _enter_people(cast, known)
    for side, bodies in known.ministries.items():
        for name in bodies:
            cast.bodies.setdefault(_bare_name(name), set()).add(side)
    return cast


@lru_cache(MOST_PAIRS)
def _names_pattern(own: frozenset[str]) -> re.Pattern[str]:
    """Compile what finds the names of all countries and those of the two sides, the longest first."""
    names = sorted(own | set(spellings()) - DOUBTFUL, key=len, reverse=True)
    hangul = "|".join(re.escape(name) for name in names if "가" <= name[0] <= "힣")
    # By their first letters, so that few names are tried at each place.
    latin: dict[str, list[str]] = {}
    for name in names:
        for first in {name[0], name[0].upper()} if not "가" <= name[0] <= "힣" else ():
            latin.setdefault(re.escape(first), []).append(_rest_of(name))
    each = "|".join(rf"{first}(?:{'|'.join(rests)})" for first, rests in latin.items())
    return re.compile(rf"(?<![\w.])(?P<name>(?:{each})(?=(?:'s|')?(?!\w))|(?:{hangul}))")


def _bare_name(name: str) -> str:
    """Return a name for comparison, without its article."""
    return re.sub(r"^(?:(?:the|le|la|les) |l')", "", fold_name(name))


def _seats(codes: Mapping[str, str], known: Known) -> dict[str, str]:
    """Return the side of every capital and office, with and without an article."""
    # The seat of the Union is that of Belgium where only the latter takes part.
    lent = {"EU": "BE"} if "BE" in codes and "EU" not in codes else {}
    found = {seat: codes.get(lent.get(code, code), THIRD) for seat, code in seats().items()}
    found |= {name: side for side, names in known.capitals.items() for name in names if name}
    articles = ("", "the ", "The ", "l'", "L'", "la ", "La ", "le ", "Le ")
    return {f"{article}{seat}": side for seat, side in found.items() for article in articles}


def _enter_people(cast: Participants, known: Known) -> None:
    """Enter the recorded officials by each word of a name, and Korean ones also by the surname."""
    for side, names in known.people.items():
        for word in (word for name in names for word in re.findall(r"[^\W\d_][\w'’-]*", name)):
            is_hangul = "가" <= word[0] <= "힣"
            if is_hangul and len(word) > 1:
                cast.surnames.setdefault(word[0], set()).add(side)
            if is_hangul or (len(word) >= SHORTEST_NAME and word.casefold() not in NO_PEOPLE):
                cast.people.setdefault(word, set()).add(side)


def _rest_of(name: str) -> str:
    """Make the pattern of a name behind its first letter, with the endings it may take."""
    ending = AGREEING if name[0].islower() else "" if name in spellings() else ENDINGS
    return re.escape(name[1:]).replace(r"\ ", r"\s+") + ending


def _forms_of(names: Iterable[str]) -> set[str]:
    """Gather every name and adjective of a side."""
    found: set[str] = set()
    for name in (part for whole in names for part in parts_of(whole)):
        code = code_of(name)
        found |= {form for form, its in spellings().items() if code and its == code}
        # Others are asked which Congo they mean.
        found |= {"Congo"} if code == "CD" else set()
        found.add(re.sub(r"^[Tt]he ", "", name.strip()))
        if not code:
            # "발도리아" of "발도리아 왕국", "Ostrel" of "Ostrel Islands", "Sarren" of "Sarrenmark".
            found.add(GENERIC.sub("", name.strip()))
    return {form for form in found if form}


def find_opposite(side: OwnerSide) -> OwnerSide:
    """Return the other side; for both, return both."""
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
TITLED = re.compile(r"(?:MM?|Mmes?|Mlle|Mr|Ms|Mrs|Dr|Prof)\b")
# "Minister Kim met his Valdorian counterpart": he is of the other side.
COUNTERPART = re.compile(r"\b(?:his|her|their) (?P<of>[^.;,]{2,40}?)\bcounterparts?\b")
COUNTERPART_WITHIN = 200
BEFORE = re.compile(r"(?:[\w.'-]+\s+){0,4}$")
# What parts an office from what stands before it; the point of "the U.S. secretary" does not.
APART = re.compile(r"\b(?:and|with|of|to|by|met|from|for|et|de)\b\s?|[,;]\s|(?<!\b[A-Z])\.\s")

# What a word with a capital may be besides part of a name.
NO_NAMES = split_list(
    "the his her its our their this that these those and for with from both two president prime "
    "minister foreign secretary government republic kingdom state states united international affairs "
    "cooperation commerce trade defense defence finance economy economic interior justice energy health "
    "education agriculture labor labour industry security national public credit relations environment "
    "climate transport culture tourism treasury production integration development planning water "
    "science technology excellency honourable honorable prof today during deputy vice general council "
    "committee commission ministry joint session leaders sides "
    "transports finances économie énergie pêche pêches santé éducation intérieur défense commerce industrie "
    "tourisme équipement budget environnement forêts jeunesse sports numérique enseignement supérieur "
    "recherche république royaume affaires étrangères coopération gouvernement président ministre political"
)


@dataclass(frozen=True, slots=True)
class Holder:
    """An office as named and its place, the words of its holder's name, and the sides named with it."""

    at: int
    office: str
    names: tuple[str, ...]
    sides: frozenset[str]


def introduce_people(text: str, cast: Participants, grammar: Grammar) -> None:
    """Enter everybody whom the text names with an office, with the side that office is of.

    Where all whose country is said are of one side, the others are of the other.
    """
    for found in ACRONYM.finditer(text):
        known = cast.sides_in(found["letters"])
        if TITLED.match(found["name"]) or not re.search(rf"\b{found['letters'][0]}", found["name"]):
            # "Mme Roux (DGAC)": of whose agency she is.
            sides = {side for side in (cast.agency(found["letters"]),) if side in BOTH}
            cast.people |= {word: sides for word in _words(TITLED.sub("", found["name"])) if sides}
        elif not known:
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
    # Of those on record, only whom the text names.
    known = {side for holder in holders for name in holder.names for side in cast.people.get(name, ())}
    for holder in holders:
        if not holder.sides and holder.names and not any(name in cast.people for name in holder.names):
            alone = {"ours", "theirs"} - known if len(known) == 1 else set()
            office = holder.office.casefold()
            # "The President of Ruritania … President Ost": a country has one.
            seen = cast.offices.get(office, set()) if office in HEADS else set()
            seen = seen if len(seen) == 1 else set()
            _enter(cast, holder, cast.apart.get(office) or alone or seen)


def _enter(cast: Participants, holder: Holder, sides: set[str]) -> None:
    titled = {name.title() for name in holder.names if name.isupper()}
    for name in titled.union(holder.names):
        cast.people.setdefault(name, set()).update(sides)
    if sides:
        cast.offices.setdefault(" ".join(holder.office.casefold().split()), set()).update(sides)


def _holders(text: str, cast: Participants, grammar: Grammar) -> Iterator[Holder]:
    """Find offices, and what stands around them: the country before or after, the name after or before."""
    offices = list(re.finditer(rf"(?<![\w-])(?:{grammar.office.pattern})(?![\w-])", text, re.IGNORECASE))
    for found, following in zip_longest(offices, offices[1:]):
        stop = following.start() if following else len(text)
        # "Le ministre marocain des Transports, M. Zidane": the adjective stands between.
        between = re.match(r" \w+", text[found.end() : stop])
        within = between[0] if between and between[0].islower() and cast.mentions(between[0]) else ""
        tail = re.compile(TAIL).match(text, found.end() + len(within), stop)
        pieces = re.split(r",|\band\b|\bet\b", tail[0] if tail else "")
        own = next((i for i, piece in enumerate(pieces) if _names(piece, cast)), len(pieces) - 1)
        lead = BEFORE.search(text, max(0, found.start() - 60), found.start())
        before = APART.split(lead[0] if lead else "")[-1]
        # "Le président de la République ruritanienne": the adjective is in lower case.
        behind = re.match(r" \w+", text[tail.end() : stop]) if tail else None
        adjective = behind[0] if behind and cast.mentions(behind[0]) else ""
        around = f"{before}{within} {' '.join(pieces[: own + 1])}{adjective}"
        names = _names(pieces[own], cast) or _set_before(text, found.start())
        yield Holder(found.start(), found[0], tuple(names), frozenset(m.side for m in cast.mentions(around)))


def _set_before(text: str, at: int) -> list[str]:
    """Find the name to which an office is set as an explanation: "Kim Jin-a, the second vice minister"."""
    found = re.search(
        rf"({WHOLE_NAME}),\s(?:the\s|la\s|le\s)?(?:[\w'-]+\s){{0,3}}$", text[max(0, at - 90) : at]
    )
    return _words(found[1]) if found else []


def _names(piece: str, cast: Participants) -> list[str]:
    """Return the words of the name in a piece of text: without department and country."""
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


def usual_name(code: str) -> str:
    """Return the usual English name of a country; its code where the table has none."""
    return name_of(code) or code


def other_party(text: str, ours: str) -> str | None:
    """Guess the other side, the country most often named besides ours; None where none is."""
    cast, own = cast_of([ours], []), code_of(ours)
    codes = Counter(
        code
        for mention in cast.mentions(text)
        if (code := spellings().get(text[slice(*mention.place)])) and code != own
    )
    return usual_name(codes.most_common(1)[0][0]) if codes else None
