"""Korean undertakings: the verb stands at the end, and its ending says what it does."""

import re
from collections.abc import Iterator

from commitments.intake.cast import THIRD, Cast, opposite, owner_of
from commitments.intake.doers import Doer, Memory, Role
from commitments.intake.grammar import QUIET, Act
from commitments.intake.judging import KINDS
from commitments.intake.korean_rows import ROWS
from commitments.intake.proposal import OwnerSide
from commitments.intake.undertaking import Found, Reading, Undertaking, weightiest
from commitments.language.lexicon.countries import COUNTRY_OF_LANGUAGE
from commitments.vocabulary import OutcomeKind

BOTH = re.compile(
    r"(?:양|두)\s*(?:측|국|정상|나라|장관|총리|정부|대통령|외교|지도자|사람)|[가-힣]{1,2}[·∙ㆍ-][가-힣]+\s*(?:정상|양국)|서로|상호"
)
TOPIC = re.compile(
    r"(?P<who>(?:[^\s,.\"]+\s+){0,5}?[^\s,.\"]+?)(?P<mark>(?<![같많좋높낮깊넓작])은|(?<![하있없되])는|이|가|께서)(?=[\s,])"
)
# A topic stays the subject of the clauses after it; 이 and 가 mark the subject of their own clause.
TOPICAL = ("은", "는", "께서")
# Who may be a subject: a government, an office, a delegation; not a firm or a plan.
HEADS = re.compile(
    r"(?:정부|측|장관|차관|차관보|대통령|총리|주석|대사|국장|심의관|대표|대표단|당국|당국자|외교부|국방부|법무부|환경부|통상부|기획부|"
    r"상무부|국무부|[가-힣]무부|외무성|[가-힣]+성|[가-힣]+청|[가-힣]+위원회|양국|정상|의장|특사|국왕|왕세자|수상|외상|실장|대변인|"
    r"관계자|조정관|본부장|위원장|부총리|국회|경찰|검찰|해경|[육해공국]군|대사관|총영사관|대표부|부장|총장|청장|처장|원장|서기|비서)$|^(?:우리|그|양자)$"
)
# "우리 측", "우리 정부 대표단", but not "우리은행".
OUR = re.compile(r"우리(?:측|\s)|우리나라(?:측|\s|$)|아[측국](?:\s|$)")
# What is held: its subject is no person, and both see to it.
MEETS = re.compile(r"(?:회의|회담|공동위|위원회|협의회|포럼|방한|방문|서명식|대화|총회|협상|협의)$")
# What sets two who act on one footing, so that what one "agreed" both did.
TOGETHER = re.compile(
    r"(?:회담|면담|회의|협의|통화|오찬|만찬|대화|회동)(?:을|를)?\s*(?:갖|열|하고|가지|가졌|개최|통해|진행)|만나|[와과]\s+(?:함께|공동으로)"
)
PERSON = re.compile(
    r"(?P<before>(?:[가-힣A-Za-z]+\s+){0,2})(?P<name>[가-힣]{1,6})(?:\([^)]*\))?\s+"
    r"(?P<between>[가-힣]+\s+)?(?P<office>(?:제?\d)?[가-힣]*?(?:대통령|총리|장관|차관|국장|대사|의장|주석|국왕|위원장|부총리|외상))"
)
# A Korean's name with an office below that of a head of government, where nothing says whose it is.
FULL_NAME = re.compile(
    r"(?<![가-힣])(?P<name>[김이박최정강조윤장임한오서신권황안송홍유고문손배백허남심노하곽성우민진지엄채원천방공현함변염여추도석선]"
    r"[가-힣]{2})\s+(?:\S+\s+)?(?:장관|차관|국장|대사|실장|본부장|차관보|조정관)(?![가-힣]*대신)"
)
# Of whom something is asked: "발도리아 측에 요청", "한국 정부에 협력을 당부".
ASKED_OF = re.compile(r"(?P<who>[^\s,]+(?:\s*측|\s+정부)?)에(?:게|도)?\s+(?=(?:[^\s,.]+\s+){0,4}$)")
PARTICLE = re.compile(r"(?:은|는|이|가|과|와|의|에|에서|인|을|를|로|한|주\w)$")
# A surname alone with an office is a Korean's, in a text in Korean: "박 장관".
SURNAME = re.compile(
    r"(?<![가-힣])(?P<name>[김이박최정강조윤장임한오서신권황안송홍유고문손배백허남심노하곽성우민진지엄채원천방공현함변염여추도석선])\s+"
    r"(?:대통령|총리|부총리|장관|차관|국장|대사|특사|실장|본부장|조정관|의장|위원장|차관보)"
)


def introduce(text: str, cast: Cast) -> None:
    """Enter who holds which office, with the country that stands before office or name."""
    nowhere: list[str] = []
    home = _home(cast)
    cast.own = cast.own or owner_of(home)
    text = re.sub(r"\s*\([^)]*\)", "", text)
    enter_surnames(text, cast, home)
    for found in PERSON.finditer(text):
        around = f"{found['before']} {found['between'] or ''} {found['office']}"
        sides = cast.sides_in(around) - {THIRD}
        if not sides and "외교부" in around:
            # The ministry without a country, in a text in Korean, is that of Korea.
            sides = home
        names = [found["name"]]
        if countries := cast.sides_in(found["name"]):
            # "림 펄 발도리아 내무부 차관": what stands before the country is the name.
            sides = countries - {THIRD}
            names = [word for word in found["before"].split() if sides and not PARTICLE.search(word)]
        for name in names:
            if len(sides) == 1:
                cast.people.setdefault(name, set()).update(sides)
            else:
                nowhere.append(name)
    for found in FULL_NAME.finditer(text):
        if found["name"] not in cast.people:
            cast.people[found["name"]] = set(home)
    known = set().union(*cast.people.values()) if cast.people else set()
    for name in nowhere:
        if name not in cast.people and len(known) == 1:
            cast.people[name] = {"ours", "theirs"} - known


def _home(cast: Cast) -> set[str]:
    """Return the side of the country whose language it is, where it is a side."""
    return {cast.codes[code] for code in (COUNTRY_OF_LANGUAGE["ko"],) if code in cast.codes}


def enter_surnames(text: str, cast: Cast, otherwise: set[str] | None = None) -> None:
    """Enter who is named by surname and office: the side of the official on record, or else another."""
    for found in SURNAME.finditer(text):
        sides = cast.surnames.get(found["name"]) or otherwise or set()
        cast.people.setdefault(found["name"], set()).update(sides)


def speaker(plain: str, cast: Cast) -> tuple[OwnerSide | None, str]:
    """Return whom a line names as its subject: the side, where it is one, and the words."""
    found = [one.doer for one in _clauses(plain, cast, Memory())]
    named = next((doer for doer in found if doer.role is Role.PARTY and doer.side), None)
    if named is not None:
        return named.side, plain[slice(*named.place)] if named.place else ""
    topics = [topic["who"] for topic in TOPIC.finditer(plain) if _acts(topic["who"], cast)]
    if not topics:
        return None, ""
    return None if found else _side(topics[0], cast), topics[0]


def _asked(plain: str, floor: int, at: int, cast: Cast) -> OwnerSide | None:
    """Say of which side something is asked, by the name before 에."""
    asked = [found["who"] for found in ASKED_OF.finditer(plain, floor, at) if _acts(found["who"], cast)]
    side = _side(asked[-1], cast) if asked else None
    return side if side in ("ours", "theirs") else None


def read_sentence(plain: str, cast: Cast, memory: Memory) -> Reading:
    """Find what a sentence undertakes, asks and offers, clause by clause."""
    found = [*_clauses(plain, cast, memory)]
    taken = weightiest([one for one in map(_judged, found) if one])
    is_none = bool(found) and all(one.act in QUIET for one in found)
    return Reading(taken, has_doer=True, is_none=is_none)


def _clauses(plain: str, cast: Cast, memory: Memory) -> Iterator[Found]:
    hits: list[tuple[Act, int, int]] = []
    for act, pattern in ROWS:
        for match in pattern.finditer(plain):
            if all(match.end() <= start or match.start() >= end for _act, start, end in hits):
                hits.append((act, *match.span()))
    floor = 0
    for act, start, end in sorted(hits, key=lambda hit: hit[1]):
        yield Found(act, (start, end), _doer(plain, floor, start, act, cast, memory), (floor, end))
        floor = end


def _doer(plain: str, floor: int, at: int, act: Act, cast: Cast, memory: Memory) -> Doer:
    """Find who does it: the last topic before the verb; in a quotation whoever speaks, or both who agreed."""
    is_quoted = plain.count('"', 0, at) % 2 == 1
    begin = plain.rindex('"', 0, at) + 1 if is_quoted else 0
    outside = re.sub(r'"[^"]*"', lambda m: " " * len(m[0]), plain[begin:at])
    found, is_nameless = None, False
    for topic in sorted(TOPIC.finditer(outside), key=lambda one: one["mark"] in TOPICAL):
        side = _side(topic["who"], cast) if _acts(topic["who"], cast) else None
        if side and act is Act.UNDERTAKE and TOGETHER.search(outside, topic.end()):
            side = "joint"
        is_nameless = is_nameless or (side is None and _acts(topic["who"], cast))
        if side:
            found = Doer(Role.PARTY, side, (begin + topic.start(), begin + topic.end()))
            memory.one = side
    if found is None and act is Act.WILL and not is_nameless and (things := [*TOPIC.finditer(outside)]):
        is_meeting = any(MEETS.search(topic["who"]) for topic in things)
        return Doer(Role.BODY, cast.common) if is_meeting else Doer(Role.THING)
    if found is None and BOTH.search(outside):
        found = Doer(Role.PARTY, "joint")
    if found is None and is_quoted and act is not Act.UNDERTAKE:
        who = [topic["who"] for topic in TOPIC.finditer(plain[:begin]) if _acts(topic["who"], cast)]
        speakers = [side for one in who if (side := _side(one, cast))]
        found = Doer(Role.PARTY, speakers[-1]) if speakers else None
        is_nameless = bool(who)
    if found:
        return found
    if act is Act.ASK and (asked := _asked(plain, floor, at, cast)):
        return Doer(Role.PARTY, opposite(asked))
    before = None if is_nameless else memory.one
    if act is Act.UNDERTAKE and not is_nameless:
        before = cast.common
    return Doer(Role.PARTY if is_nameless or before else Role.THING, before)


def _acts(who: str, cast: Cast) -> bool:
    """Say whether a subject is somebody: by the word it ends in, the name of a side or of a person."""
    last = who.split()[-1]
    mentions = cast.mentions(last)
    is_named = bool(mentions) and mentions[-1].place[1] == len(last)
    is_known = is_named or last in cast.seats or last in cast.people
    return is_known or HEADS.search(last) is not None or BOTH.search(last) is not None


def _side(who: str, cast: Cast) -> OwnerSide | None:
    if BOTH.search(who):
        return "joint"
    if who == "우리":
        return cast.common
    is_writer, own = cast.side_of_writer(who)
    if is_writer:
        return own
    seats = {cast.seats[name] for name in re.split(r"[와과]?\s", who) if name in cast.seats}
    sides = (cast.sides_in(who) | seats) - {THIRD}
    if not sides and OUR.match(who.split()[-1] if "측" in who else who):
        return cast.own
    if len(sides) == 2 and not re.search(r"[와과]\s|및|·|-", who):
        # "재…한국 대사": what stands last is the head.
        sides = {cast.mentions(who)[-1].side} - {THIRD}
    named = {side for name in who.split() for side in cast.people.get(name, ())}
    return owner_of(sides | named if re.search(r"[와과]\s", who) else sides or named)


def _judged(found: Found) -> Undertaking | None:
    side = found.doer.side
    match found.act:
        case Act.NOTHING:
            return None
        case Act.SHARED | Act.THANK:
            is_party = found.doer.role is Role.PARTY
            return Undertaking(KINDS[found.act], side, found) if is_party else None
        case Act.DISCUSS:
            return Undertaking(KINDS[found.act], None, found)
        case Act.ASK:
            return None if side == "joint" else Undertaking(OutcomeKind.ASK, side and opposite(side), found)
        case Act.BID:
            kind = OutcomeKind.COMMITMENT if side == "joint" else OutcomeKind.ASK
            return Undertaking(kind, side and opposite(side), found)
        case Act.WILL if found.doer.role is Role.THING:
            return None
    return Undertaking(KINDS.get(found.act, OutcomeKind.COMMITMENT), side, found)
