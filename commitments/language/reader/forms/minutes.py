"""Minutes: the lists of who was at the table, from which the text's names and short forms get their side."""

import re
from collections.abc import Iterator
from itertools import islice

from commitments.language.reader.delegates import find_name
from commitments.language.reader.grammar import Place
from commitments.language.reader.participants import (
    BOTH,
    NO_NAMES,
    SHORTEST_NAME,
    THIRD,
    Participants,
)

# "Korean side: Mr. Lee, Director, MOFA", "For Korea:", "우리측: …".
LISTED = re.compile(
    r"^[ \t*•·\-–ㅇo]*+(?:(?:for|from|on behalf of|pour|du côté) )?(?P<side>[^\s:：.;][^:：\n.;]{1,60}?)\**"
    r"[ \t]*+[:：]\**[ \t]*+(?P<names>[^\n]*)$",
    re.MULTILINE | re.IGNORECASE,
)
TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Mme|M|Dr|Prof|H\.E|Amb|Hon)\b\.?|\b(?:Director|Minister|Secretary|Ambassador|Counsellor|"
    r"Advis[eo]r|Head|Chief|Officer|Directeur|Directrice|Ministre|Ambassadeur)\b|국장|과장|장관|차관|대사|서기관|사무관|심의관"
)
# What a side says or does in Korean, although officials are named: "우리측: 국장급 회의 개최를 제안함".
TELLS = re.compile(
    r"니다|[기키]로|겠|예정|[했였]|도록|까지|[가-힣]함\W*$|(?:제안|요청|송부|회신|제출|개최|협의|검토|추진|통보|제공|확인|전달|공유|면담)(?:$|[^가-힣])"
)
SHORT_FORM = re.compile(r"\b[A-Z][A-Za-z]*[A-Z]{1,6}[a-z]?\b")
# "MLVT (Cambodia)": whose a short form is, wherever it stands later without its country.
SHORT_FORM_OF = re.compile(r"\b(?P<form>[A-Z][A-Za-z]*[A-Z]{1,6}[a-z]?) \((?P<country>[^()\n]{2,40})\)")
# "the Water Board of Ruritania (WBR)", "… of Valdoria (“VCAA”)".
SHORT_FORM_OF_NAME = re.compile(r" \((?:the )?[\"“'‘]?(?P<form>[A-Z][A-Za-z-]*[A-Z]{1,6}[a-z]?)[\"”'’]?\)")
TRAILING_NAME = re.compile(
    r"(?:[A-ZÀ-Ý][\w'’&-]*,?|of|for|and|the|on|in|du|de|des|la|et|d'\w+|&)(?: (?:[A-ZÀ-Ý][\w'’&-]*,?|of|"
    r"for|and|the|on|in|du|de|des|la|et|d'\w+|&))*$"
)
# What stands before the name of the next party: "… and the Water Board".
NEXT_PARTY = re.compile(r",? and the |\bbetween (?:the )?", re.IGNORECASE)
BEHIND_FORM = re.compile(r",? (?:of|in|from|within|under) (?P<of>[^.;()]{3,120})", re.IGNORECASE)
# What belongs to both, or is no body at all.
NO_BODY = re.compile(
    r"\b(?:Dialogue|Forum|Committee|Group|Mechanism|Agreement|Partnership|Initiative|Program(?:me)?|"
    r"Framework|Summit|Meeting|Plan|Project|Memorandum|Strategy|Consultations?|Network|Conference|Treaty|"
    r"Convention|Protocol|Statement|Declaration|Arrangement|Zone|Corridor|Scheme|Policy|Act|Law|Joint|"
    r"Bilateral|Binational|Fund|Commission mixte|Accord|Mémorandum)s?\b"
)
# "Present: MOFA, KETRO; Ruritania: …", one side before the semicolon and one behind it.
ATTENDANCE = re.compile(
    r"^[ \t*]*(?:present|attendance|in attendance|attend(?:ed|ees)(?: by)?|participants|présents|"
    r"présences?|étaient présents|participaient)\**[ \t]*[:–-]\**[ \t]*(?P<names>[^\n]+)$",
    re.MULTILINE | re.IGNORECASE,
)
# "Québec : Nathalie Roy, Éric Fortin. Maroc : Samira Idrissi".
NAMES_OF = re.compile(
    r"(?P<country>[A-ZÀ-Ý][\w'’-]+(?: [A-ZÀ-Ý][\w'’-]+){0,2})\s?: (?P<names>[A-ZÀ-Ý][^:.;\n]{3,160})"
)
# "Belgique (DGD, Enabel), Sénégal (MEPC)".
GROUP = re.compile(r"(?P<country>[A-ZÀ-Ý][\w'’-]+(?: [A-ZÀ-Ý][\w'’-]+){0,2}) \((?P<names>[A-Z][^()]{1,80})\)")
PERSON = re.compile(
    r"(?:(?:Mr|Mrs|Ms|Mme|Dr|Prof|Amb)\.? )?(?:[A-ZÀ-Ý]\.[ -]?){0,3}"
    r"(?:(?:van|von|de|der|den|da|bin|al) ){0,2}[A-ZÀ-Ý][\w'’-]+(?: [A-ZÀ-Ý][\w'’-]+){0,2}"
)
# "Ministry of Health (Cambodia)": so is an office by its name.
OFFICE_OF = re.compile(
    r"\b(?P<name>(?:[A-Z][\w'’&-]+ (?:(?:of|for|and|the|on) )*){0,9}(?:Ministry|Department|Agency|Authority|"
    r"Service|Office|Board|Council|Commission|Police|Customs|[A-Z][\w'’&-]+)) \((?P<country>[^()\n]{2,40})\)"
)
OFFICE = re.compile(
    r"\b(?:Ministry|Department|Agency|Authority|Service|Office|Board|Commission|Police|Customs|Directorate)\b"
)
# What stands between two persons of a list on one line.
PERSONS = re.compile(r";|\n|(?<=[a-z)]), (?=(?:Mr|Mrs|Ms|Dr|H\.E|MM?|Mme|Mlle|Pr|Me)\b)")
# "The Valdorian delegation was led by Ms Hart, Director, Ministry of Water".
LED = re.compile(
    r" (?:delegation|side|team)(?: to the \w+)?,? (?:(?:was|is|were|being) )?"
    r"(?:led|headed|represented|chaired) by (?=(?P<names>[^\n]{5,250}))"
    r"|,? (?:(?:était|est|a été) )?(?:conduite?|dirigée?|menée?|emmenée?|représentée?) par (?:la |le |l')?"
    r"(?=(?P<chefs>[^\n]{5,250}))"
)
SIDE_BEFORE = re.compile(r"[^.;:\n]{3,}$")
LONGEST_SIDE = 60
CHAIRED = re.compile(
    r"(?:\b(?:co-?)?chaired(?: jointly)? by|\bdelegations,?(?: (?:were|which were))? (?:led|headed)(?: "
    r"respectively)?"
    r" by|\bchairmanship of|\b[Cc]o-?chairs:) (?P<names>[^\n]{5,400})"
)
ENDS = re.compile(
    r"(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)(?<!\bH\.E)(?<!\b[A-Z])\.(?:\s|$)|;|\bwhile\b"
    r"|,? and the [^,.;]{3,40} (?:delegation|side)\b"
)
NEXT_CHAIR = re.compile(r",? and (?=(?:by )?(?:the )?(?:Mr|Mrs|Ms|Dr|Prof|H\.E|Amb|Hon)\b)")
OFFICE_NAME = re.compile(
    r"\b(?:[A-Z][\w'’-]+ ){0,3}(?:Ministry|Department|Agency|Authority|Commission|Service|Institute)"
    r"(?: (?:of|for)(?: the)? [A-Z][\w'’-]+(?:(?:,? and(?: the)?|,| of| for) [A-Z][\w'’-]+| "
    r"[A-Z][\w'’-]+){0,8})?"
)
MOST_LINES, MOST_LETTERS, LONGEST_NAME = 30, 6000, 160


def introduce_delegations(text: str, cast: Participants) -> Iterator[Place]:
    """Enter the persons and short forms of each delegation with its side; yield the places of the lists."""
    for found in LISTED.finditer(text):
        sides = {mention.side for mention in cast.mentions(found["side"])} - {THIRD}
        is_own, own = cast.side_of_writer(found["side"].strip())
        sides = {own} if is_own and own else sides
        names, end = found["names"], found.end()
        if not names.strip():
            end = _end_of_list(text, found.end())
            names = text[found.end() : end]
        if len(sides) == 1 and TITLED.search(names) and not TELLS.search(names):
            _enter_names(names, str(sides.pop()), cast)
            yield found.start(), end


def introduce_heads(text: str, cast: Participants) -> None:
    """Enter who led each delegation or chaired for it, with the ministry and its short form."""
    for found in LED.finditer(text):
        before = SIDE_BEFORE.search(text[max(0, found.start() - LONGEST_SIDE) : found.start()])
        sides = cast.sides_in(before[0]) - {THIRD} if before else set[str]()
        if len(sides) == 1:
            _enter_head(ENDS.split(found["names"] or found["chefs"])[0], sides.pop(), cast)
    for found in CHAIRED.finditer(text):
        chairs = NEXT_CHAIR.split(ENDS.split(found["names"])[0])
        each = [_side_of_head(chair, cast) for chair in chairs]
        if len(chairs) == len(BOTH) and any(side in BOTH for side in each):
            own = next(side for side in each if side in BOTH)
            other = BOTH[1 - BOTH.index(own)]
            for chair, side in zip(chairs, each, strict=True):
                _enter_head(chair, side or (other if own in each else own), cast)


def _side_of_head(words: str, cast: Participants) -> str:
    """Return the side of a head of delegation by country, adjective or ministry; else empty."""
    sides = {mention.side for mention in cast.mentions(words)} - {THIRD}
    sides = sides or {side for form in SHORT_FORM.findall(words) if (side := cast.agency(form)) in BOTH}
    return sides.pop() if len(sides) == 1 else ""


def _enter_head(words: str, side: str, cast: Participants) -> None:
    _enter_names(words, side, cast)
    offices = [office[0] for office in OFFICE_NAME.finditer(words)] + SHORT_FORM.findall(words)
    for office in offices:
        if not cast.mentions(office):
            cast.seats |= dict.fromkeys((f"{article}{office}" for article in ("", "the ", "The ")), side)


# "GoV = Government of Valdoria; VMA = Valdorian Maritime Authority".
FORM_EQUALS = re.compile(r"(?<![\w.])(?P<form>[A-Z][\w.-]{1,9}) ?= ?(?P<name>[A-Z][^;=\n]{2,60})")


def introduce_short_forms(text: str, cast: Participants) -> None:
    """Enter the short forms of ministries and agencies that are named with their country in brackets."""
    for found in SHORT_FORM_OF.finditer(text):
        side = _side_in_brackets(found["country"], cast)
        if side and not cast.mentions(found["form"]):
            cast.people.setdefault(found["form"], set()).add(side)
    for found in FORM_EQUALS.finditer(text):
        sides = cast.sides_in(found["name"]) & set(BOTH)
        if len(sides) == 1:
            form = found["form"]
            cast.seats |= dict.fromkeys((form, f"the {form}", f"The {form}"), next(iter(sides)))
    for found in SHORT_FORM_OF_NAME.finditer(text):
        name = TRAILING_NAME.search(text[max(0, found.start() - LONGEST_NAME) : found.start()])
        whole = NEXT_PARTY.split(name[0])[-1] if name else ""
        behind = BEHIND_FORM.match(text, found.end())
        _enter_form(whole, found["form"], text, cast, behind["of"] if behind else "")
    for found in ATTENDANCE.finditer(text):
        for group in GROUP.finditer(found["names"]):
            sides = cast.sides_in(group["country"]) & set(BOTH)
            for named in re.findall(r"[A-Z][\w-]+", group["names"]) if len(sides) == 1 else ():
                cast.people.setdefault(named, set()).update(sides)
        for group in NAMES_OF.finditer(found["names"]):
            sides = cast.sides_in(group["country"]) & set(BOTH)
            for listed in group["names"].split(",") if len(sides) == 1 else ():
                words = re.findall(r"[A-ZÀ-Ý][\w'’-]+", listed)
                for word in (one for one in words if one.casefold() not in NO_NAMES):
                    cast.people.setdefault(word, set()).update(sides)
        _enter_attendance(found["names"].split(";"), cast)
    for found in OFFICE_OF.finditer(text):
        side = _side_in_brackets(found["country"], cast)
        if side in BOTH and OFFICE.search(found["name"]) and not cast.mentions(found["name"]):
            cast.seats |= dict.fromkeys(
                (f"{article}{found['name']}" for article in ("", "the ", "The ")), side
            )


def _enter_attendance(segments: list[str], cast: Participants) -> None:
    """Enter who attended for each side; of two groups the one is of the side that the other is not."""
    each = [_sides_of_group(segment, cast) for segment in segments]
    if len(each) == len(BOTH) and sorted(map(len, each)) == [0, 1]:
        known = min(set().union(*each))
        each = [sides or set(BOTH) - {known} for sides in each]
    for segment, sides in zip(segments, each, strict=True):
        if len(sides) != 1 or not sides <= set(BOTH):
            continue
        for form in (*SHORT_FORM.findall(segment), *_persons_in(segment)):
            cast.people.setdefault(form, set()).update(sides)
        for piece in re.split(r",(?![^()]*\))|:", re.sub(r" ?\([^)]*\)", "", segment)):
            name = piece.strip(" .")
            if OFFICE.search(name) and name[:1].isupper() and not cast.mentions(name):
                for article in ("", "the ", "The "):
                    cast.seats.setdefault(f"{article}{name}", min(sides))


def _sides_of_group(segment: str, cast: Participants) -> set[str]:
    """Return the sides of those who are named together: by country, else by their agencies."""
    agencies = {
        side for form in re.findall(r"\b[A-Z][A-Za-z]{2,9}\b", segment) if (side := cast.agency(form))
    }
    return (cast.sides_in(segment) or agencies) - {THIRD}


def _persons_in(segment: str) -> Iterator[str]:
    """Yield the surnames of a list of persons before their office: "J. Orlan, Ms S. Kuip (Water Board)"."""
    for piece in segment.split("(")[0].split(","):
        words = re.findall(r"[^\W\d_][\w'’-]+", piece)
        if PERSON.fullmatch(piece.strip()) and words[-1].casefold() not in NO_NAMES:
            yield words[-1]


def _enter_form(name: str, form: str, text: str, cast: Participants, behind: str) -> None:
    """Enter the short form of a body whose name has its country: "the Water Board of Ruritania (WBR)".

    The country may stand behind the short form: "the Water Board (WB) of the Ruritanian Ministry".
    """
    name = name.title() if name.isupper() else name
    of = [mention.side for mention in cast.mentions(behind.title() if behind.isupper() else behind)][:1]
    sides = (cast.sides_in(name) or set(of) or _sides_behind(name, text, cast)) - {THIRD}
    if len(sides) == 1 and not cast.mentions(form) and not NO_BODY.search(name):
        side = sides.pop()
        whole = re.sub(
            r"^(?:the|The) | of(?: the)?(?: Republic of)?(?: the)? [A-Z][\w'-]+(?: [A-Z][\w'-]+)?$", "", name
        )
        names = [form, *([whole] if OFFICE.search(whole) and not cast.mentions(whole) else [])]
        for each in names:
            for article in ("", "the ", "The "):
                cast.seats.setdefault(f"{article}{each}", side)


def _sides_behind(name: str, text: str, cast: Participants) -> set[str]:
    """Return the sides of the country behind the same name elsewhere: "… of Labour of Ruritania"."""
    bare = re.sub(r"^the ", "", name, flags=re.IGNORECASE)
    behind = re.compile(
        rf"{re.escape(bare)},? of (?:the )?(?:\w+ of )?(?:the )?(?P<who>[^\W\d_][\w'-]*(?: "
        rf"[^\W\d_][\w'-]*)?)",
        re.IGNORECASE,
    )
    words = " ".join(text[:MOST_LETTERS].split())
    found = behind.search(words) if len(bare.split()) > 1 else None
    return cast.sides_in(found["who"].title()) if found else set()


def _side_in_brackets(words: str, cast: Participants) -> str | None:
    """Return the side of a country in brackets: by name, code, capital, or the first letters of its name."""
    sides = cast.sides_in(words) - {THIRD}
    if len(sides) == 1:
        return sides.pop()
    if side := cast.codes.get(words) or cast.seats.get(words):
        return side if side in BOTH else None
    start = words.casefold().rstrip(".")
    sides = {side for name, side in cast.sides.items() if name.startswith(start)}
    return sides.pop() if len(sides) == 1 and len(start) >= SHORTEST_NAME else None


def _end_of_list(text: str, start: int) -> int:
    """Return where the lines end that each name a person."""
    end = start
    for line in islice(re.finditer(r"\n([^\n]*)", text[start : start + MOST_LETTERS]), MOST_LINES):
        if not TITLED.search(line[1]) or line[1].rstrip().endswith((".", ":")):
            break
        end = start + line.end()
    return end


def _enter_names(names: str, side: str, cast: Participants) -> None:
    for piece in PERSONS.split(names):
        words = re.findall(r"[^\W\d_][\w'-]+", find_name(re.sub(r"^[\s*•·\-–\d.)]+", "", piece)))
        words = [word for word in words if len(word) >= SHORTEST_NAME and word.casefold() not in NO_NAMES]
        for word in (*words, *SHORT_FORM.findall(piece)):
            cast.people[word] = {side}
