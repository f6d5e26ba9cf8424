"""The Korean grammar of the reader: the verb is at the end, and its ending decides what it does.

Also how Korean deadlines begin and end, and how future occasions are named.
"""

import re
from collections.abc import Iterator

from commitments.enums import OutcomeKind
from commitments.language.lexicon.countries import COUNTRY_OF_LANGUAGE
from commitments.language.reader.actors import (
    ActorMention,
    Found,
    Memory,
    Reading,
    Role,
    Undertaking,
    select_firmest,
)
from commitments.language.reader.deadlines import Occasions, Starts
from commitments.language.reader.grammar import NEVER, QUIET, Act, OwnerSide
from commitments.language.reader.participants import THIRD, Participants, find_opposite, owner_of
from commitments.language.reader.relevance import KINDS

# How a clause ends after 합의, 약속, 요청: told, or joined to the next clause.
NARRATED_ENDINGS = (
    r"(?:했|하였|하고|하며|하면서|한다|합니다|함\b|됐|되었|을\s*이뤘|를\s*이뤘|에\s*이르렀|에\s*도달)"
)
SHARED = r"(?:뜻을|의견을|입장을)\s*(?:모았|모으|같이|함께|일치)"
# What may be announced in the plain present: "…을 확대한다".
DEEDS = (
    "확대|강화|추진|개최|설치|신설|체결|마련|실시|시행|구축|지원|발족|출범|가동|추진해|제공|파견|도입|운영|확충|심화|증진|재개|"
    "공유|협의|협력|검토|모색|조성|발굴|진행|착수|완료|서명|발효|이행"
)
ROWS: tuple[tuple[Act, re.Pattern[str]], ...] = tuple(
    (act, re.compile(pattern))
    for act, pattern in (
        (Act.NOTHING, r"것이?라고\s*(?:생각|기대|전망|예상|평가|믿|본다|보고)|수\s*있을\s*것"),
        (
            Act.NOTHING,
            (
                r"[기키]로\s*한\s*(?:것|데|점|사실|바)(?:에\s*대해|에|을|를)\s*(?:\w+\s+){0,2}"
                r"(?:유의|주목|평가|환영|감사|사의|공감|만족)"
            ),
        ),
        (
            Act.UNDERTAKE,
            rf"자(?:는\s*데|며|고)\s*(?:\w+\s+)?(?:공감|동의|합의|{SHARED})",
        ),
        (Act.SHARED, rf"(?:필요성|중요성|점)에\s*(?:\w+\s+)?(?:공감|{SHARED})"),
        (Act.SHARED, rf"(?:인식을|견해를)\s*(?:같이|함께|공유){NARRATED_ENDINGS}"),
        (Act.NOTHING, rf"(?:필요성|중요성|점)(?:에|을|를)\s*(?:공감|인식|{SHARED}|강조|확인)"),
        (
            Act.THANK,
            rf"(?:감사(?:를|의\s*뜻을)?|사의를)\s*(?:표{NARRATED_ENDINGS}|표명{NARRATED_ENDINGS}|전{NARRATED_ENDINGS}|{NARRATED_ENDINGS})",
        ),
        (Act.DISCUSS, rf"(?:논의|협의|의견을\s*교환|의견\s*교환을?){NARRATED_ENDINGS}"),
        (
            Act.UNDERTAKE,
            rf"[기키]로\s*(?:\w+\s+)?(?:합의|결정|약속|다짐|동의|{SHARED}|했|하였|하고|하며|한다|한\b|함\b)",
        ),
        (
            Act.UNDERTAKE,
            rf"(?:데|것에|것을|등에|등을|에|을|를)\s*(?:최종\s*|원칙적으로\s*|전격\s*)?(?:합의|동의){NARRATED_ENDINGS}",
        ),
        (Act.UNDERTAKE, rf"데\s*{SHARED}"),
        (Act.UNDERTAKE, rf"(?:을|를|할\s*것을|하겠다고)\s*(?:약속|다짐|결정){NARRATED_ENDINGS}"),
        (Act.UNDERTAKE, r"(?:초청|제안|요청)을\s*(?:수락|수용)(?:했|하였|하고)"),
        # What one will give oneself is offered, whatever the verb.
        (
            Act.OFFER,
            rf"(?:겠다고|(?:지원|제공|파견|공여|협조|자문)(?:을|를))\s*(?:\w+\s+)?(?:제안|제의){NARRATED_ENDINGS}",
        ),
        # What both put to each other is agreed; what one puts to the other is asked.
        (Act.BID, r"자고\s*(?:\w+\s+)?(?:했|하였|말했|밝혔|강조했|제안|제의|뜻을)"),
        (Act.ASK, rf"(?:요청|당부|촉구|주문|부탁|요구|건의){NARRATED_ENDINGS}"),
        (
            Act.ASK,
            r"(?:해|어|아|여)\s*(?:달라고|줄\s*것을|주기를|주길)\s*(?:\w+\s*)?(?:말|했|하였|요청|당부|바라|희망|기대)?",
        ),
        (Act.ASK, rf"(?:할\s*것을|[을를])\s*(?:제안|제의){NARRATED_ENDINGS}"),
        (Act.OFFER, r"(?:초청|초대)(?:했|하였|하고|하며)|용의가\s*있|준비가\s*(?:돼|되어)\s*있"),
        (Act.AFFIRM, r"(?:의지|입장|의사)를\s*(?:거듭\s*|재차\s*)?(?:밝혔|밝히|표명|재확인|피력)"),
        (
            Act.WILL,
            r"(?:할|될|갈|낼|릴|칠|질|볼|줄|설|올|을)\s*(?:것이라고|것이다|것이며|것임|것입니다|계획이|예정이|방침이|계획을|방침을)",
        ),
        (Act.WILL, r"겠다(?:고|며|는|면서)|겠습니다|겠다[\.\"]|고자\s*(?:한다|합니다|함\b)"),
        (
            Act.WILL,
            rf"[을를도]\s*(?:\w+\s+)?(?:{DEEDS})(?:한다|합니다|함|해\s*나간다|해\s*나갈\s*것)(?=\W*$)",
        ),
        (
            Act.NOTHING,
            rf"(?:환영|평가|유의|주목|인식|감사|치하|설명|논의|협의|교환|강조|지적|공유|소개|언급|기대|희망|공감|축하){NARRATED_ENDINGS}",
        ),
    )
)


BOTH = re.compile(
    r"(?:양|두)\s*(?:측|국|정상|나라|장관|총리|정부|대통령|외교|지도자|사람)|[가-힣]{1,2}[·∙ㆍ-][가-힣]+\s*(?:정상|양국)|서로|상호"
)
TOPIC = re.compile(
    r"(?P<who>(?:[^\s,.\"]+\s+){0,5}?[^\s,.\"]+?)(?P<mark>(?<![같많좋높낮깊넓작])은|(?<![하있없되])는|이|가|께서)(?=[\s,])"
)
# A topic stays the subject of the clauses after it; 이 and 가 mark the subject of their own clause.
TOPICAL = ("은", "는", "께서")
# Who may be a subject: a government, an office, a delegation; not a firm or a plan.
KOREAN_HEADS = re.compile(
    r"(?:정부|측|장관|차관|차관보|대통령|총리|주석|대사|국장|심의관|대표|대표단|당국|당국자|외교부|국방부|법무부|환경부|통상부|기획부|"
    r"상무부|국무부|[가-힣]무부|외무성|[가-힣]+성|[가-힣]+청|[가-힣]+위원회|양국|정상|의장|특사|국왕|왕세자|수상|외상|실장|대변인|"
    r"관계자|조정관|본부장|위원장|부총리|국회|경찰|검찰|해경|[육해공국]군|대사관|총영사관|대표부|부장|총장|청장|처장|원장|서기|비서)$|^(?:우리|그|양자)$"
)
# "우리 측", "우리 정부 대표단", but not "우리은행".
OUR = re.compile(r"우리(?:측|\s)|우리나라(?:측|\s|$)|아[측국](?:\s|$)")
# What is held: its subject is no person, and both see to it.
MEETS = re.compile(r"(?:회의|회담|공동위|위원회|협의회|포럼|방한|방문|서명식|대화|총회|협상|협의)$")
# What sets two who act on one footing, so that what one "agreed" both did.
KOREAN_JOINTLY = re.compile(
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
KOREAN_ADDRESSEE = re.compile(r"(?P<who>[^\s,]+(?:\s*측|\s+정부)?)에(?:게|도)?\s+(?=(?:[^\s,.]+\s+){0,4}$)")
PARTICLE = re.compile(r"(?:은|는|이|가|과|와|의|에|에서|인|을|를|로|한|주\w)$")
# A surname alone with an office is a Korean's, in a text in Korean: "박 장관".
SURNAME = re.compile(
    r"(?<![가-힣])(?P<name>[김이박최정강조윤장임한오서신권황안송홍유고문손배백허남심노하곽성우민진지엄채원천방공현함변염여추도석선])\s+"
    r"(?:대통령|총리|부총리|장관|차관|국장|대사|특사|실장|본부장|조정관|의장|위원장|차관보)"
)


def introduce_korean(text: str, cast: Participants) -> None:
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


def _home(cast: Participants) -> set[str]:
    """Return the side of the country whose language it is, where it is a side."""
    return {cast.codes[code] for code in (COUNTRY_OF_LANGUAGE["ko"],) if code in cast.codes}


def enter_surnames(text: str, cast: Participants, otherwise: set[str] | None = None) -> None:
    """Enter persons named by surname and office: with the side of the recorded official, else `otherwise`."""
    for found in SURNAME.finditer(text):
        sides = cast.surnames.get(found["name"]) or otherwise or set()
        cast.people.setdefault(found["name"], set()).update(sides)


def find_korean_speaker(plain: str, cast: Participants) -> tuple[OwnerSide | None, str]:
    """Return whom a line names as its subject: the side, where it is one, and the words."""
    found = [one.doer for one in _clauses(plain, cast, Memory())]
    named = next((doer for doer in found if doer.role is Role.PARTY and doer.side), None)
    if named is not None:
        return named.side, plain[slice(*named.place)] if named.place else ""
    topics = [topic["who"] for topic in TOPIC.finditer(plain) if _acts(topic["who"], cast)]
    if not topics:
        return None, ""
    return None if found else _side(topics[0], cast), topics[0]


def _find_asked_side(plain: str, floor: int, at: int, cast: Participants) -> OwnerSide | None:
    """Return the side of which something is requested, by the name before 에."""
    asked = [
        found["who"] for found in KOREAN_ADDRESSEE.finditer(plain, floor, at) if _acts(found["who"], cast)
    ]
    side = _side(asked[-1], cast) if asked else None
    return side if side in ("ours", "theirs") else None


def read_sentence(plain: str, cast: Participants, memory: Memory) -> Reading:
    """Find what a sentence undertakes, asks and offers, clause by clause."""
    found = [*_clauses(plain, cast, memory)]
    taken = select_firmest([one for one in map(_judge_korean, found) if one])
    is_none = bool(found) and all(one.act in QUIET for one in found)
    return Reading(taken, has_doer=True, is_none=is_none)


def _clauses(plain: str, cast: Participants, memory: Memory) -> Iterator[Found]:
    hits: list[tuple[Act, int, int]] = []
    for act, pattern in ROWS:
        for match in pattern.finditer(plain):
            if all(match.end() <= start or match.start() >= end for _act, start, end in hits):
                hits.append((act, *match.span()))
    floor = 0
    for act, start, end in sorted(hits, key=lambda hit: hit[1]):
        yield Found(act, (start, end), _doer(plain, floor, start, act, cast, memory), (floor, end))
        floor = end


def _doer(plain: str, floor: int, at: int, act: Act, cast: Participants, memory: Memory) -> ActorMention:
    """Find the actor: the last topic before the verb; in a quotation the speaker, or both who agreed."""
    is_quoted = plain.count('"', 0, at) % 2 == 1
    begin = plain.rindex('"', 0, at) + 1 if is_quoted else 0
    outside = re.sub(r'"[^"]*"', lambda m: " " * len(m[0]), plain[begin:at])
    found, is_nameless = None, False
    for topic in sorted(TOPIC.finditer(outside), key=lambda one: one["mark"] in TOPICAL):
        side = _side(topic["who"], cast) if _acts(topic["who"], cast) else None
        if side and act is Act.UNDERTAKE and KOREAN_JOINTLY.search(outside, topic.end()):
            side = "joint"
        is_nameless = is_nameless or (side is None and _acts(topic["who"], cast))
        if side:
            found = ActorMention(Role.PARTY, side, (begin + topic.start(), begin + topic.end()))
            memory.one = side
    if found is None and act is Act.WILL and not is_nameless and (things := [*TOPIC.finditer(outside)]):
        is_meeting = any(MEETS.search(topic["who"]) for topic in things)
        return ActorMention(Role.BODY, cast.common) if is_meeting else ActorMention(Role.THING)
    if found is None and BOTH.search(outside):
        found = ActorMention(Role.PARTY, "joint")
    if found is None and is_quoted and act is not Act.UNDERTAKE:
        who = [topic["who"] for topic in TOPIC.finditer(plain[:begin]) if _acts(topic["who"], cast)]
        speakers = [side for one in who if (side := _side(one, cast))]
        found = ActorMention(Role.PARTY, speakers[-1]) if speakers else None
        is_nameless = bool(who)
    if found:
        return found
    if act is Act.ASK and (asked := _find_asked_side(plain, floor, at, cast)):
        return ActorMention(Role.PARTY, find_opposite(asked))
    before = None if is_nameless else memory.one
    if act is Act.UNDERTAKE and not is_nameless:
        before = cast.common
    return ActorMention(Role.PARTY if is_nameless or before else Role.THING, before)


def _acts(who: str, cast: Participants) -> bool:
    """Return whether a subject is a person: by its last word, or by the name of a side or a person."""
    last = who.split()[-1]
    mentions = cast.mentions(last)
    is_named = bool(mentions) and mentions[-1].place[1] == len(last)
    is_known = is_named or last in cast.seats or last in cast.people
    return is_known or KOREAN_HEADS.search(last) is not None or BOTH.search(last) is not None


def _side(who: str, cast: Participants) -> OwnerSide | None:
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


def _judge_korean(found: Found) -> Undertaking | None:
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
            return (
                None
                if side == "joint"
                else Undertaking(OutcomeKind.REQUEST, side and find_opposite(side), found)
            )
        case Act.BID:
            kind = OutcomeKind.COMMITMENT if side == "joint" else OutcomeKind.REQUEST
            return Undertaking(kind, side and find_opposite(side), found)
        case Act.WILL if found.doer.role is Role.THING:
            return None
    return Undertaking(KINDS.get(found.act, OutcomeKind.COMMITMENT), side, found)


HAPPENING = (
    "정상회의|정상회담|회의|회담|협의회|총회|방한|방문|방중|방일|방미|주년|포럼|위원회|공동위|선거|출범|대회|올림픽|박람회|엑스포|서명식|"
    "수교|기념일|순방|국빈방문"
)
OCCASIONS = Occasions(
    phrase=re.compile(
        r"(?<![가-힣\d])(?<!이번\x20)(?<!금번\x20)(?P<when>(?:\d{4}년|내년도?|올해|금년|오는\s*\d{1,2}월|\d{1,2}월)\s+)?"
        r"(?P<event>(?!이번|금번|이날|오늘)(?:(?!이번|금번|이날|오늘|\S*(?:은|는|이|가|께서|에서|하고)\s)"
        rf"[^\s,.\"]+\s+){{0,3}}?[^\s,.\"]*(?:{HAPPENING}))(?:을|를)?\s*"
        r"(?P<frame>계기로|계기에|맞아|맞이하여|앞두고|앞서|전후해|전후하여|전후로|기념하여|기념해)(?![가-힣])"
    ),
    ahead=re.compile("앞두고|앞서"),
    behind=NEVER,
    loose=NEVER,
    to_come=re.compile(""),
    past=NEVER,
    awaited=NEVER,
    awaiting=NEVER,
)
# "만료되는 협정", "줄이려는 목표", "수요 전망": the time of what is spoken of.
DOUBTED = re.compile(
    r"\s*(?:[^\s,]+\s+){0,4}?[^\s,]*(?:(?:만료|종료|완공|준공|개통|완료|도래|예상|전망)(?:되는|될|된|하는|할)\s|려는\s(?:[^\s,]+\s+){0,2}"
    r"[^\s,]*(?:목표|계획|구상|노력)|(?:수요|공급|인구|예산)\s*(?:전망|추계|예측|규모)?(?:을|를|의|에)?\s|유치(?:를|을)?\s*위한)"
)
STARTS = Starts(
    framed=re.compile(
        r"(?<![^\s\"'(▲,])(?=\d{4}년|\d{1,2}월|\d{1,2}(?:개월|주|년|근무일|영업일|일)\s*(?:이내|내|안|간|후)|올해|올\s|내년|금년|"
        r"연내|연말|연초|상반기|하반기|이달|이번|금번|다음|내달|오는|조속|가급적|가능한|빠른|이른|신속|즉시|매년|매월|매|"
        r"정례|정기|향후|앞으로|추후|조만간|차기|분기|반기|제?\d+차|늦어도|최대한|수시|지속|단계적|점진적|가까운|상호|서로|양[측국]이|적절한|적기|적시)"
    ),
    bare=re.compile(r"(?!)"),
    ends=re.compile(
        r".*(?:까지|전|전에|이내|내|안에|안으로|내로|내에|중|중에|에|부터|동안|간|앞서|앞두고|계기로?|때|후|앞으로도?|향후(?:에도)?|히|빨리|적으로|기별로|"
        r"마다|년|월|일|말|초|올해|반기|분기|시일|매년|정례화|신속하게|빠르게)"
    ),
    never=frozenset({"계속", "추후", "장차", "지속적", "지속적으로", "없음", "상시적"}),
    next_event=re.compile(r"(?:차기|다음)\s*(?:회의|회담|공동위)"),
    told=re.compile(r"(?:지난해?|작년|전년|재작년|이후)\s*$|(?<![가-힣])전\s*$"),
    named=re.compile(
        r"\s*(?:예산|회계연도|비전|어젠다|로드맵|공동성명|공동선언|합의서)|\s*(?:수교|발효|체결된|열린|개최된|서명한)|(?:[^,.]{0,30}?\s)?(?:합의|개최|체결|서명|발표|채택|수립|출범|열렸?)"
        r"(?:한|된|린|했던|됐던|하였던)\s"
        # "10월 말 정상회의의 성공을 위해": when that is which only is spoken of.
        rf"|\s+(?:[^\s,]+\s+){{0,3}}?[^\s,]*(?:{HAPPENING})(?:의|와|과)\s"
    ),
    clause=re.compile(r".*(?:[하되]는|하고|하며|하기|[가-힣](?:한|된|린|은|는)|위해|등)\s"),
    occasions=OCCASIONS,
    doubted=DOUBTED,
)
# The day on which they met: "5월 12일 서울에서 만나", "회담을 갖고".
MET = re.compile(
    r"(?!까지)[^.]{0,60}?(?:만나|방문해|참석해|예방해|(?:회담|회의|면담|협의|통화|회동|공동위|대화)(?:을|를)?\s*(?:갖고|열고|하고|가지고|개최하고))"
)
CONDITIONS = re.compile(r"[^\s,]+(?:을|를)\s*(?:조건으로|전제로)|[^\s,]+\s+(?:비준|승인|동의)\s*(?:후|시)")
