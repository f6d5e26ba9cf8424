"""Find in a text who met: names and offices of both sides, in the sentences about the meeting."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from commitments.language.lexicon.countries import spellings
from commitments.language.reader import french
from commitments.language.reader.blocks import ALIKE, Sentence
from commitments.language.reader.english import GRAMMAR
from commitments.language.reader.grammar import OwnerSide, Place, split_list
from commitments.language.reader.head_lines import Head
from commitments.language.reader.participants import (
    BOTH,
    NO_NAMES,
    SHORTEST_NAME,
    THIRD,
    Participants,
    find_opposite,
)

GRAMMARS = {"en": GRAMMAR, "fr": french.GRAMMAR}
CAPITAL = r"[A-ZÀ-Ý][\w'-]*\.?"
PARTICLES = r"(?:al|bin|van|von|de)"
JOINED = r"(?:,? (?:and|of|for|et|du|des|de la|de)(?: the| l'| la| les)?)"
# What follows an office: "of Foreign Affairs and Trade of Ruritania Ann Field".
RUN = re.compile(rf"(?:{JOINED}? {CAPITAL}|(?<=[a-z]) {PARTICLES}\b){{0,14}}")
SET_BEFORE = re.compile(
    rf"(?P<name>{CAPITAL}(?: (?:{CAPITAL}|{PARTICLES})){{0,4}}),\s(?:the\s|le\s|la\s)?(?:[\w.'-]+\s){{0,3}}$"
)
SET_BEHIND = re.compile(rf", (?P<name>{CAPITAL}(?: (?:{CAPITAL}|{PARTICLES})){{1,4}})(?=[,.;]|$)")
BEFORE = re.compile(r"(?:[\w.'-]+\s){0,4}$")
APART = re.compile(r"\b(?:and|with|of|to|by|met|from|for|between|et|de|avec|entre)\b\s?|[,;:]\s")
PLURAL = re.compile(r"(?i)(?:ministers|secretaries|presidents|premiers|ministres|présidents|directors)\b")
TITLE = re.compile(r"^(?:(?:Mr|Mrs|Ms|Dr|Hon|M|Mme)\b\.? )+")
IN_BRACKETS = re.compile(r"(?P<name>[^;,()]{1,80}?) ?\((?P<office>[^()]{2,120})\)")
MOST = 12


@dataclass(frozen=True, slots=True)
class Attendee:
    """One person who met: name and office as the text has them, one of them perhaps empty."""

    name: str
    office: str
    side: OwnerSide | None = None

    @property
    def words(self) -> str:
        """The person as one line: "Ann Field, Minister of Trade"."""
        if re.search("[가-힣]", self.name + self.office):
            return " ".join(filter(None, (self.name, self.office)))
        return ", ".join(filter(None, (self.name, self.office)))


def find_attendees(
    head: Head, sentences: Sequence[Sentence], cast: Participants, language: str
) -> tuple[Attendee, ...]:
    """Return who met, heads first; `cast` knows the people whom the text introduces.

    The lines of the head count first, then the sentence that reports the meeting; later ones about it only
    for a side that is missing.
    """
    found = _merge([], _settle([*_list_participants(head, cast), *_list_heads(head, cast, language)]))
    order = [one.side for sentence in sentences[:1] for one in cast.mentions(sentence.plain)]
    for sentence in sentences:
        if {one.side for one in found} >= {"ours", "theirs"} and all(one.name for one in found):
            break
        plain = sentence.plain
        people = _in_korean(plain, cast) if language == "ko" else _find_people(plain, cast, language, order)
        missing = {"ours", "theirs"} - {one.side for one in found if one.name}
        found = _merge(found, [one for one in _settle(list(people)) if one.side in missing])
    return tuple(found[:MOST])


def _list_heads(head: Head, cast: Participants, language: str) -> Iterator[Attendee]:
    """Yield whom the titles of a text name, and who led the two delegations."""
    for title in head.titles:
        plain = title.translate(ALIKE)
        people = [*(_in_korean(plain, cast) if language == "ko" else _find_people(plain, cast, language, ()))]
        named = [one for one in people if one.side] if len(people) == 1 else _settle(people)
        yield from (replace(one, name=one.name.removesuffix("'s")) for one in named)
    for side, led in head.leaders:
        own = _side_called(side, cast)
        yield from (Attendee(*one, own) for one in _people(led.translate(ALIKE)) if own)


def _settle(people: list[Attendee]) -> list[Attendee]:
    """Set the other side on people without one, where all the others are of one side."""
    known = {one.side for one in people if one.side}
    if len(known) != 1:
        return [one for one in people if one.side]
    other: OwnerSide = "theirs" if "ours" in known else "ours"
    return [one if one.side else replace(one, side=other) for one in people]


def _merge(found: list[Attendee], more: Iterable[Attendee]) -> list[Attendee]:
    """Add people; a name replaces the same office without one, and nobody is there twice."""
    for one in more:
        words = set(one.name.split())
        if any(other.side == one.side and words <= set(other.name.split()) for other in found):
            continue
        found = [other for other in found if other.name or other.side != one.side or not one.name]
        found.append(one)
    return found


# -- English and French
def _find_people(plain: str, cast: Participants, language: str, order: Sequence[str]) -> Iterator[Attendee]:
    """Yield the people of a sentence; `order` are the sides in which the text first names the countries."""
    grammar = GRAMMARS.get(language, GRAMMAR)
    pattern = re.compile(rf"(?<![\w-])(?:{grammar.office.pattern})(?![\w-])", re.IGNORECASE)
    offices = list(pattern.finditer(plain))
    for number, found in enumerate(offices):
        stop = offices[number + 1].start() if number + 1 < len(offices) else len(plain)
        floor = offices[number - 1].end() if number else 0
        yield from _holders(plain, found, (floor, stop), cast, order)


def _holders(
    plain: str, found: re.Match[str], within: Place, cast: Participants, order: Sequence[str]
) -> Iterator[Attendee]:
    """Yield the holders of one office: named behind or before it, or the office alone with its country."""
    floor, stop = within
    run = RUN.match(plain, found.end(), stop)
    tail = run[0] if run else ""
    if stop < len(plain):
        tail = _leave_next(tail, cast)
    before = APART.split((BEFORE.search(plain, floor, found.start()) or [""])[0])[-1]
    is_plural = PLURAL.search(found[0]) is not None
    department, names = _split_run(tail, cast, is_plural=is_plural)
    if not names and run and (set_behind := SET_BEHIND.match(plain, found.end() + len(tail), stop)):
        names = [
            name for name in [_without_countries(set_behind["name"], cast).rstrip(".")] if _is_name(name)
        ]
    if not names and (set_before := SET_BEFORE.search(plain, floor, found.start())):
        name = _without_countries(set_before["name"], cast)
        names = [name] if _is_name(name) else []
    countries = [one.side for one in cast.mentions(f"{before} {tail}")]
    office = _office(found[0], department, is_plural=is_plural)
    if is_plural and not names and set(countries) == {"ours", "theirs"}:
        yield from (Attendee("", office, side) for side in ("ours", "theirs"))
        return
    if is_plural and len(names) == 2:
        yield from _pair(names, office, [*countries, *order], cast)
        return
    side = _side(countries[:1]) or (_side(cast.person(names[0])) if names else None)
    if THIRD in countries[:1]:
        return
    if names:
        yield Attendee(TITLE.sub("", names[0]), office, side)
    elif side:
        yield Attendee("", office, side)


def _leave_next(run: str, cast: Participants) -> str:
    """Cut off the country that belongs to the office behind: "Ann Field and the Ruritanian"."""
    ends = [one.place[0] for one in cast.mentions(run) if not run[one.place[1] :].strip(" .")]
    named = re.sub(r"(?:,? (?:and|et|with|avec))?(?: the)? ?$", "", run[: ends[-1]]) if ends else run
    return run if re.search(r"(?:of|for|de|du)(?: the| la)? ?$", named) else named


def _pair(
    names: Sequence[str], office: str, countries: Sequence[str], cast: Participants
) -> Iterator[Attendee]:
    """Yield two holders of one office: by what is known of them, else in the order of their countries."""
    sides = [_side(cast.person(name)) for name in names]
    if None in sides and len(set(filter(None, sides))) == 1:
        known = next(side for side in sides if side)
        sides = [side or ("theirs" if known == "ours" else "ours") for side in sides]
    if None in sides or len(set(sides)) < 2:
        order = list(dict.fromkeys(_side([one]) for one in countries))
        sides = list(order) if set(order) == {"ours", "theirs"} else [None, None]
    for name, side in zip(names, sides, strict=True):
        yield Attendee(name, office, side)


def _split_run(tail: str, cast: Participants, *, is_plural: bool) -> tuple[str, list[str]]:
    """Split what follows an office into its department and the names of its holders."""
    department: list[str] = []
    names: list[str] = []
    for piece in re.split(r"((?:,)? (?:and|et) )", tail):
        if re.fullmatch(r"(?:,)? (?:and|et) ", piece):
            if not names:
                department.append(piece)
            continue
        own, name = _split_piece(piece, cast)
        if name and piece.strip().startswith(name) and department and not is_plural:
            # "Minister of Trade and Ann Field": a second field, or another person; never the holder.
            break
        if names and (own.strip() or not is_plural):
            break
        department.append(own)
        if _is_name(name):
            names.append(name)
            if not is_plural:
                break
    return re.sub(r"(?:,? (?:and|et) ?)+$", "", "".join(department)), names


def _split_piece(piece: str, cast: Participants) -> tuple[str, str]:
    """Split "of Foreign Affairs Ann Field" before the name, which ends the piece."""
    spans = [one.place for one in cast.mentions(piece)]
    words = list(re.finditer(r"\S+", piece))
    lead = 0
    while lead < len(words) and _may_be_name(words[lead], spans):
        lead += 1
    if lead and lead < len(words):
        # "Ann Field of the Ministry of Trade".
        return piece[words[lead - 1].end() :], piece[: words[lead - 1].end()].strip(" .,")
    first = len(words)
    while first and _may_be_name(words[first - 1], spans):
        first -= 1
    name_words = words[first:]
    if not name_words or (first and words[first - 1][0] in ("of", "for", "de", "du", "des", "the", "la")):
        # "of Planning": what follows a preposition directly is no name.
        if name_words and len(name_words) > 2 and first:
            return piece[: name_words[1].start()], piece[name_words[1].start() :].strip()
        return piece, ""
    return piece[: name_words[0].start()], piece[name_words[0].start() :].strip(" .")


def _may_be_name(word: re.Match[str], countries: Sequence[tuple[int, int]]) -> bool:
    text = word[0].strip(",.")
    if any(start < word.end() and word.start() < end for start, end in countries):
        return False
    return bool(re.match(r"[A-ZÀ-Ý]", text) and text.casefold() not in NO_NAMES) or text in (
        "al",
        "bin",
        "van",
        "von",
    )


def _is_name(name: str) -> bool:
    words = name.split()
    return sum(map(str.isalpha, name)) >= SHORTEST_NAME and not any(
        word.casefold().strip(".") in NO_NAMES for word in words
    )


def _without_countries(name: str, cast: Participants) -> str:
    for mention in reversed(cast.mentions(name)):
        name = f"{name[: mention.place[0]]} {name[mention.place[1] :]}"
    return " ".join(name.split())


def _office(office: str, department: str, *, is_plural: bool) -> str:
    """Return an office as a title: one holder, without its country, with a capital."""
    own = re.sub(r"(?: (?:of|for|de|du|des|de la)(?: the)?)? ?$", "", _cut_country(department))
    # "Vice Minister of the Ministry of Trade".
    words = f"{office}{own}".strip(" ,.").replace(" of the Ministry of ", " of ")
    if is_plural:
        words = re.sub(
            r"(?i)\b(minist(?:er|re)|secretar|president|président|premier|director)(ies|s)\b",
            _singular,
            words,
        )
    return words[:1].upper() + words[1:]


def _singular(found: re.Match[str]) -> str:
    return found[1] + ("y" if found[2] == "ies" else "")


def _cut_country(department: str) -> str:
    """Cut off the country of a department: "of Foreign Affairs of the Kingdom of Cambodia"."""
    names = "|".join(sorted(map(re.escape, spellings()), key=len, reverse=True))
    return re.sub(
        rf",? (?:of|de|du|for) (?:the |la |l')?(?:(?:Kingdom|Republic) of )?(?:{names})\b.*$", "", department
    )


def _side(sides: Iterable[str]) -> OwnerSide | None:
    match sorted(set(sides)):
        case ["ours"]:
            return "ours"
        case ["theirs"]:
            return "theirs"
        case _:
            return None


# -- Korean
KOREAN_OFFICE = re.compile(
    r"(?P<office>[가-힣0-9]{0,6}?(?:대통령|부총리|총리|주석|국왕|장관|차관보|차관|국장|심의관|대사|위원장|외상|실장|본부장|조정관))"
    r"(?:은|는|이|가|과|와|와의|과의|의|을|를|께서|도|님|에게)?[,.]?"
)
KOREAN_DEPARTMENT = re.compile(r"[가-힣]+(?:부|처|청|실|원|위원회)")
# What may stand before an office and is no name: "오늘 총리", "열린 총리와의 회담".
KOREAN_NO_NAME = re.compile(
    r"(?:이날|오늘|어제|이번|양국|양|각국|신임|우리|열린|가진|겸|및|당시|현|전|한|방한한|방문한)|.*(?:에서|으로|하고|하며|[은는을를의에와과,])"
)


def _in_korean(plain: str, cast: Participants) -> Iterator[Attendee]:
    """Yield the people of a sentence: "조현 외교부 장관", "훈 마네트 캄보디아 총리", "문 대통령"."""
    words = re.sub(r"\s*\([^)]*\)", "", plain).split()
    for at, word in enumerate(words):
        found = KOREAN_OFFICE.fullmatch(word)
        if found is None:
            continue
        office, first, sides = [found["office"]], at, set[str]()
        while first and (KOREAN_DEPARTMENT.fullmatch(words[first - 1]) or cast.sides_in(words[first - 1])):
            first -= 1
            here = cast.sides_in(words[first])
            sides |= here
            if not here:
                office.insert(0, words[first])
        name = _korean_name(words[:first], cast)
        side = _side(sides - {THIRD}) or _side(set().union(*(cast.people.get(one, set()) for one in name)))
        if name or side:
            yield Attendee(" ".join(name), " ".join(office), side)


def _korean_name(before: Sequence[str], cast: Participants) -> list[str]:
    """Return the name at the end of some words: one, or two of a foreign name."""
    if not before or KOREAN_NO_NAME.fullmatch(before[-1]) or not re.fullmatch("[가-힣]{1,6}", before[-1]):
        return []
    name = [before[-1]]
    # A surname alone is a Korean's, and so is a name of the country whose language it is.
    is_whole = len(before[-1]) == 1 or cast.codes.get("KR") in cast.people.get(before[-1], set())
    if is_whole or len(before) < 2 or not re.fullmatch("[가-힣]{1,4}", before[-2]):
        return name
    is_other = KOREAN_NO_NAME.fullmatch(before[-2]) or KOREAN_OFFICE.fullmatch(before[-2])
    return name if is_other else [before[-2], *name]


# -- The lines of a head
# What parts the people of one side from those of the other on one line.
NEXT_GROUP = re.compile(
    r"\s*[;|]\s*|\s/\s|(?<=[\w)])\.\s+(?=[A-Z]\w* ?:|(?:For|Pour|Côté)\b)|,\s*(?=(?:for|pour|côté)\b)",
    re.IGNORECASE,
)
# "우리측 홍 국장, 발도리아측 …", but not "홍 국장(우리측), … (발도리아측)".
NEXT_KOREAN = re.compile(r"\s*[,·]?\s+(?=\(?[가-힣]{1,6}\s?측[):,\s])")
# "For them: …", "(발도리아측) …", "côté français, …", "ROK - …".
LEAD = re.compile(
    r"\W*(?:(?:present )?(?:for|from|pour|du|côté|on) )?(?P<who>[^:;,()]{1,40}?)"
    r"(?:\)\s*[:：]?|\s?[:：]|,\s| [-–] |(?<=측)\s)\s*(?P<people>\S.*)",
    re.IGNORECASE,
)
US, THEM = split_list("us we ours nous 우리"), split_list("them they theirs eux 상대")
# Offices as they are shortened in lists, before or behind a name.
SHORT_OFFICE = (
    r"(?:D?DG|DDG|VM|FM|DFM|PS|Amb\.?|Ambassador|(?:Deputy |Vice[ -])?Director(?:[ -]General)?|Dir\.?"
    r"|(?:First|Second|Third) Secretary|Counsell?or|Minister|Advis[eo]r|Desk Officer|Head|Chief)"
)
FORE_OFFICE = re.compile(rf"(?P<office>{SHORT_OFFICE}) (?P<name>[A-ZÀ-Ý].*)")
KOREAN_RANK = re.compile(
    r"(?:부|총)?(?:국장|과장|팀장|서기관|사무관|행정관|심의관|대사|공사|참사관|장관|차관보?|실장|단장|위원장|주무관)$"
)
DEPARTMENT = re.compile(
    r"(?i)\b(?:ministry|department|agency|division|bureau|office|ministère|direct(?:ion|eur|rice)\w*"
    r"|affaires|affairs|embassy|ambassade)\b"
)
OFFICE_ALONE = re.compile(rf"(?i){SHORT_OFFICE}(?: (?:of|for) .*)?")


def _list_participants(head: Head, cast: Participants) -> Iterator[Attendee]:
    """Yield the people of the lines of a head, with the side of their line, their group or their office."""
    for label, value in head.people:
        whole = _side_called(label, cast)
        line = NEXT_KOREAN.sub("; ", value) if NEXT_KOREAN.match(f", {value}") else value
        for group in NEXT_GROUP.split(line.rstrip(".")):
            lead = LEAD.match(group)
            side = _side_called(lead["who"], cast) if lead else None
            people = lead["people"] if lead and side else group
            for name, office in _people(people.translate(ALIKE)):
                own = _side_called(office.split(", ")[-1], cast)
                called = re.sub(r"(?:^|, )[^,]*측$", "", office) if own else office
                yield Attendee(name, called, side or whole or own or _side(cast.sides_in(name)))


def _side_called(words: str, cast: Participants) -> OwnerSide | None:
    """Return the side that a label names: by country, by "us" or "them", or by an agency of one side."""
    plain = words.casefold().strip(" *().").removesuffix("측").strip()
    if cast.own and (plain in US or plain in THEM):
        return cast.own if plain in US else find_opposite(cast.own)
    side = _side(cast.sides_in(words)) or cast.side_of_writer(words.strip())[1]
    return side or _side(one for form in re.findall(r"\b[A-Z]{2,}\b", words) for one in _sides_of(form, cast))


def _sides_of(form: str, cast: Participants) -> Iterator[str]:
    """Yield the side of an agency, of the code of a country, or of the first letters of its name: "VAL"."""
    side = cast.agency(form) or cast.codes.get(form)
    if side in BOTH:
        yield side
    elif side is None and len(form) >= SHORTEST_NAME:
        yield from (its for name, its in cast.sides.items() if name.startswith(form.casefold()))


def _people(line: str) -> Iterator[tuple[str, str]]:
    """Split a line of people: "Ann Field (Director), Bo Lim", "DG Field", "Ms Field, Director; 김 국장"."""
    name = office = ""
    pieces = re.split(r"\s*(?:[,;]| 및 )\s*(?![^()]*\))", line.strip(" ./·"))
    each = (
        re.split(r" (?:and|et) (?![^()]*\))", one) if not DEPARTMENT.search(one) else [one] for one in pieces
    )
    for words in (TITLE.sub("", one.strip()) for listed in each for one in listed):
        if not words:
            continue
        if name and (OFFICE_ALONE.fullmatch(words) or DEPARTMENT.search(words)):
            office = ", ".join(filter(None, (office, words)))
            continue
        if name or office:
            yield name, office
        name, office = _person(words)
    if name or office:
        yield name, office


def _person(words: str) -> tuple[str, str]:
    """Split one person into name and office: in brackets, before or behind the name."""
    if found := IN_BRACKETS.fullmatch(words):
        name, office = _person(found["name"].strip())
        return name, ", ".join(filter(None, (office, found["office"].strip())))
    if found := FORE_OFFICE.fullmatch(words):
        return found["name"], found["office"]
    return _korean_person(words) if KOREAN_RANK.search(words) else (words, "")


def _korean_person(words: str) -> tuple[str, str]:
    """Split "홍길동 국장", "홍국장" and "외교부 홍길동 국장"; "아주국장" is an office alone."""
    *before, last = words.split()
    rank = KOREAN_RANK.search(last)
    stem = last[: rank.start()] if rank else ""
    if not before:
        return (stem, last[len(stem) :]) if len(stem) in (1, 3) else ("", words)
    if re.match("주[가-힣]", before[0]):
        # "주한 발도리아대사".
        return "", words
    offices = [word for word in before if KOREAN_DEPARTMENT.fullmatch(word)]
    return " ".join(word for word in before if word not in offices), " ".join([*offices, last])
