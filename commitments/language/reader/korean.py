"""The Korean grammar of the reader: the verb is at the end, and its ending decides what it does.

Also how minutes and action lists name who acts, and what they leave without a verb.
"""

import re
from collections.abc import Iterator

from commitments.enums import OutcomeKind
from commitments.language.lexicon.countries import COUNTRY_OF_LANGUAGE, side_names
from commitments.language.reader.actors import (
    ActorMention,
    Found,
    Memory,
    Reading,
    Role,
    Undertaking,
    select_firmest,
)
from commitments.language.reader.blocks import (
    ACTION,
    DECISION,
    BlockKind,
    Sentence,
    blocks_of,
    level_of_line,
    sentences_of,
)
from commitments.language.reader.grammar import QUIET, Act, OwnerSide
from commitments.language.reader.korean_words import AGENDA, DONE, DONE_BY_PARTIES, POINT, REQUESTS, ROWS
from commitments.language.reader.participants import THIRD, Participants, find_opposite, owner_of
from commitments.language.reader.relevance import KINDS

PARTY = r"(?:당사자|당사국|체약당사국|체약국|참여자|참가자|참여기관|서명자)"
BOTH = re.compile(
    rf"(?:각|양|모든|일방|한쪽|상대|어느)\s*{PARTY}|^{PARTY}(?:들)?$|쌍방|"
    r"(?:양|두)\s*(?:측|국|정상|나라|장관|총리|정부|대통령|기관|부처|당국|외교|지도자|사람)|[가-힣]{1,2}[·∙ㆍ-][가-힣]+\s*(?:정상|양국)|서로|상호"
)
TOPIC = re.compile(
    r"(?P<who>(?:[^\s,.\"]+\s+){0,5}?[^\s,.\"]+?)(?P<mark>(?<![같많좋높낮깊넓작])은|(?<![하있없되에])(?<!에서)는|이|가|께서|(?:(?<=[측쪽])|(?<=[가-힣][부청처])|(?<=당국)|(?<=이민국)|(?<=경찰)|(?<=[A-Za-z]\)))에서(?:는)?)(?=[\s,])"
)
# A topic stays the subject of the clauses after it; 이 and 가 mark the subject of their own clause.
TOPICAL = ("은", "는", "께서", "에서는")
FRAMING = " \t()[]<>【】-–:："
TOGETHER = re.compile(r"(?:양측\s*)?(?:공동|합동)|양측")
# "양측, 실무 협의 개최", "(한측) 명단 제공", "캄측: 부지 확인": who acts stands at the head of a point.
AT_HEAD = re.compile(
    r"\W*?(?P<who>\([^()]{1,20}\)(?=\s)|[^,:()]{1,25}?(?:\([^()]{1,20}\))?(?=\s*[,:：]|\s-\s))\s*(?:[,:：]|-\s)?\s*"
)
# Who may be a subject: a government, an office, a delegation; not a firm or a plan.
KOREAN_HEADS = re.compile(
    r"(?:정부|측|장관|차관|차관보|대통령|총리|주석|대사|국장|심의관|대표|대표단|당국|당국자|외교부|국방부|법무부|환경부|통상부|기획부|"
    r"상무부|국무부|[가-힣]무부|외무성|[가-힣]+성|[가-힣]+청|[가-힣]+위원회|양국|정상|의장|특사|국왕|왕세자|수상|외상|실장|대변인|"
    rf"{PARTY}|쪽|(?!일부|내부|외부|전부|대부|상부|하부|남부|북부|동부|서부|중부)[가-힣]{{2,}}부|"
    r"관계자|조정관|수출입은행|국제협력단|[가-힣]{2,}(?:공단|재단|진흥원|연구원|협력단|개발원|관리원|평가원|안전원|교육원|정보원|수력원자력|공사(?!\s*(?:가|는|를)?\s*(?:완료|착공|지연)))|[A-Z]{3,8}|본부장|위원장|부총리|국회|경찰|검찰|해경|[육해공국]군|대사관|총영사관|대표부|부장|총장|청장|처장|원장|서기|비서)님?$|^(?:우리|그|양자|저희|저|제|본인)$|^귀(?:측|국|부|하|관|사|\s)"
)
# "우리 측", "우리 정부 대표단", but not "우리은행".
OUR = re.compile(r"우리(?:측|\s)|(?:우리나라|저희)(?:측|\s|$)|아[측국](?:\s|$)|(?:저|제|본인)$")
# Those to whom a note or a letter is written: "귀측", "귀 정부".
YOURS = re.compile(r"귀(?:측|국|부|하|관|사|\s)")
# The office that writes a note, and the government of the country whose language it is.
WRITING_OFFICE = re.compile(r"(?:[동당본]\s*)?(?:대사관|공관|당관|총영사관|대표부)")
HOME_OFFICE = re.compile(r"정부|(?!내무|상무|국무|외무|재무|내각|관광|공안|농림수산)[가-힣]{2,}(?:부|청|처)")
# Whose an office is, where its country stands before it: "캄보디아 노동부".
OFFICE = re.compile(r"(?:[가-힣]{2,}(?:부|청|처|원|위원회)|(?!동맹|회원|주변)[가-힣]{2,}국)(?![가-힣])")
# An embassy by the country in which it is: "주캄보디아 대사관".
EMBASSY = re.compile(r"주\s?(?P<host>[가-힣]{2,}?)\s?(?:대사관|총영사관|대표부)")
NOTE = re.compile(
    r"(?P<who>[^.,;\n]{2,60}?(?:대사관|총영사관|대표부|부|성))(?:은|는)\s[^.\n]{2,80}?에(?:게)?\s*[^.,\n]{0,20}경의를\s*표하"
)
# The text itself, of which its last articles tell: "이 협정은 양측이 서명한 날부터 …".
INSTRUMENT = re.compile(
    r"(?:^|[,\s])(?:이|본|동|현행)\s*(?:협정|양해각서|약정|조약|의정서|각서|합의서|문서)(?:의\s*\S+)?[은는](?=\s)"
)
# How the stem of a verb ends whose subject undergoes it: "완공될 예정", "열릴 것".
PASSIVE = "될질릴날"
# What is held: its subject is no person, and both see to it.
NEXT_MEETING = re.compile(
    r"(?:차기|다음|제?\d+차)\s*(?:[^\s,]+\s*){0,3}?(?:회의|회담|협의|공동위|위원회|대화|포럼)"
)
MEETS = re.compile(r"(?:회의|회담|공동위|위원회|협의회|포럼|방한|방문|서명식|대화|총회|협상|협의)$")
# A meeting of many, which the two do not hold.
OF_MANY = re.compile(r"중앙아|아세안|ASEAN|APEC|G-?20|G-?7|유엔|(?<![A-Z])UN(?![A-Z])|다자|[3-9]\s?개국")
# The lines that say who wrote a list and who gets it.
EDITED = re.compile(
    r"\W*(?:작성|작성자|배포|배포처|담당|담당자|문의|비고|참고|붙임|첨부|보고자|출처)\s*[:：]"
)
# What sets two who act on one footing, so that what one "agreed" both did.
KOREAN_JOINTLY = re.compile(
    r"(?:회담|면담|회의|협의|통화|오찬|만찬|대화|회동)(?:을|를)?\s*(?:갖|열|하고|가지|가졌|개최|통해|진행)|만나|[와과]\s+(?:함께|공동으로)"
)
# How somebody speaks to those who read: "부탁드립니다", "바랍니다".
POLITE = re.compile(r"[^,.]*(?:니다|시오|세요|까|지요|바람|요망|드리는|감사|고맙)")
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
    _enter_sides(cast)
    _enter_offices(text, cast)
    note = NOTE.search(text)
    cast.own = cast.own or (_side(note["who"], cast) if note else None) or owner_of(home)
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


def _enter_sides(cast: Participants) -> None:
    """Enter the short names of the two sides, "한측" and "캄측", where they differ."""
    names = [(name, side) for code, side in cast.codes.items() for name in side_names(code)]
    for name, side in names:
        if name.endswith("측") and {other for same, other in names if same == name} == {side}:
            cast.seats.setdefault(name, side)


def _enter_offices(text: str, cast: Participants) -> None:
    """Enter the offices that stand behind the name of the other country: alone, they are its too."""
    home = _home(cast)
    for mention in cast.mentions(text):
        office = OFFICE.match(text[mention.place[1] :].removeprefix("왕국").lstrip(" "))
        if office and text.find(office[0]) < mention.place[0]:
            # Named without a country before, it is another one.
            continue
        if office and mention.side != THIRD and {mention.side} != home:
            cast.seats.setdefault(office[0], mention.side)


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


def undertakings(text: str, cast: Participants) -> Iterator[tuple[Sentence, Undertaking]]:
    """Read a text block by block; headings such as "조치사항" make undertakings of the points below them."""
    memory = Memory()
    agenda: str | None = None
    for block in blocks_of(text):
        is_heading = block.kind is BlockKind.HEADING and not block.level
        is_labelled = block.level == ACTION or (memory.is_task and agenda is not None)
        if is_labelled and (side := _side_alone(block.text, cast)):
            # "조치사항: 우리측", or the name of a side alone within a list of actions.
            agenda = level_of_line(text, block.start) if block.level == ACTION else agenda
            memory.stem, memory.is_task = ActorMention(Role.PARTY, side), True
            continue
        if is_heading or block.level == (agenda or ""):
            agenda, memory.stem = None, None
        if label := _read_label(block.text, cast):
            agenda, memory.stem, memory.is_task = block.level, label, not REQUESTS.match(block.text)
            continue
        if is_heading and not AGENDA.match(block.text):
            continue
        if block.level in (ACTION, DECISION):
            memory.stem = ActorMention(Role.PARTY, cast.agreed if block.level == DECISION else None)
            memory.is_task = True
        for sentence in sentences_of(block, "ko"):
            for one in read_sentence(sentence.plain, cast, memory).undertakings:
                yield sentence, one


def _read_label(text: str, cast: Participants) -> ActorMention | None:
    """Read a heading of a list of actions, and whose they are where it names one side: "한측 조치사항"."""
    label = AGENDA.match(text.strip()) or REQUESTS.match(text.strip())
    if label is None:
        return None
    behind = text.strip()[label.end() :]
    if behind.strip(FRAMING):
        side = _side_alone(behind, cast)
        return ActorMention(Role.PARTY, side) if side else None
    words = re.findall(r"[^\W\d_]+", text)
    side = next((side for word in words if (side := _side_alone(word, cast))), None)
    is_named = side is not None or any(_acts(word, cast) for word in words)
    return ActorMention(Role.PARTY, side if is_named else cast.agreed)


def _side_alone(text: str, cast: Participants) -> OwnerSide | None:
    """Read a few words that name a side and nothing else: "(우리측)", "공동"."""
    who = text.strip(FRAMING)
    if TOGETHER.fullmatch(who):
        return "joint"
    return _side(who, cast) if len(who.split()) <= 2 and _acts(who, cast) else None


def read_sentence(plain: str, cast: Participants, memory: Memory) -> Reading:
    """Find what a sentence undertakes, asks and offers, clause by clause."""
    found = [*_clauses(plain, cast, memory)]
    taken = select_firmest([one for one in map(_judge_korean, found) if one])
    is_none = bool(found) and all(one.act in QUIET for one in found)
    if not found and (point := _point(plain, cast, memory)):
        taken = [Undertaking(OutcomeKind.COMMITMENT, point.doer.side, point)]
    return Reading(taken, has_doer=True, is_none=is_none)


def _point(plain: str, cast: Participants, memory: Memory) -> Found | None:
    """Read a point that ends in a noun for what is to be done, where somebody or a heading is to do it."""
    end = POINT.search(plain)
    if end is None or DONE.search(plain) or EDITED.match(plain):
        return None
    label = AGENDA.match(plain)
    is_labelled = label is not None and label["colon"] is not None
    acting = [topic for topic in TOPIC.finditer(plain) if _acts(topic["who"], cast)]
    doer = _at_head(plain, cast) or (memory.stem if memory.is_task else None)
    own = memory.stem.side if memory.is_task and memory.stem else None
    if own in ("ours", "theirs") and doer and doer.place and not cast.mentions(plain[slice(*doer.place)]):
        # "캄측 조치사항" and below it "교육부: …": the ministry is theirs.
        doer = ActorMention(Role.PARTY, own, doer.place) if doer.side != "joint" else doer
    if acting:
        doer = ActorMention(Role.PARTY, _side(acting[-1]["who"], cast), acting[-1].span("who"))
    if doer is None or doer.side is None:
        named = re.findall(r"(?<=[(,])\s*([^(),\d]+)(?=[),])", plain[end.start() :])
        side = next((side for who in named if (side := _side_alone(who, cast))), None)
        doer = ActorMention(Role.PARTY, side) if side else doer
    if doer is None and is_labelled:
        doer = ActorMention(Role.PARTY, cast.common)
    return Found(Act.WILL, end.span(), doer, (0, len(plain))) if doer else None


def _at_head(plain: str, cast: Participants) -> ActorMention | None:
    """Read who is named at the head of a point, behind its label and before a comma or a colon."""
    label = AGENDA.match(plain)
    begin = label.end() if label and label["colon"] else 0
    found = AT_HEAD.match(plain, begin)
    if found and found["who"].startswith("(") and not _acts(found["who"], cast):
        # "(예산) 우리측, …": what is dealt with stands before who acts.
        found = AT_HEAD.match(plain, found.end())
    if found is None or not _acts(found["who"], cast):
        return None
    return ActorMention(Role.PARTY, _side(found["who"], cast), (found.start("who"), found.end()))


def _clauses(plain: str, cast: Participants, memory: Memory) -> Iterator[Found]:
    hits: list[tuple[Act, int, int]] = []
    for act, pattern in ROWS:
        for match in pattern.finditer(plain):
            if all(match.end() <= start or match.start() >= end for _act, start, end in hits):
                hits.append((act, *match.span()))
    if not hits and cast.is_treaty:
        hits = [(Act.WILL, *match.span()) for match in DONE_BY_PARTIES.finditer(plain)]
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
    if act is Act.WILL and INSTRUMENT.search(outside):
        return ActorMention(Role.THING)
    for topic in sorted(TOPIC.finditer(outside), key=lambda one: one["mark"] in TOPICAL):
        if act is Act.ASK and YOURS.match(topic["who"]):
            continue
        side = _side(topic["who"], cast) if _acts(topic["who"], cast) else None
        if side and act is Act.ASK and _is_asked(outside, topic, side, found, memory):
            found = found or ActorMention(Role.PARTY, find_opposite(side))
            continue
        if side and act is Act.UNDERTAKE and KOREAN_JOINTLY.search(outside, topic.end()):
            side = "joint"
        is_nameless = is_nameless or (side is None and _acts(topic["who"], cast))
        if side:
            found = ActorMention(Role.PARTY, side, (begin + topic.start(), begin + topic.end()))
            memory.one = side
    if found is None and not is_quoted:
        found = _at_head(plain, cast)
    if found is None and act in (Act.WILL, Act.UNDERTAKE) and NEXT_MEETING.search(outside):
        # Both see to their next meeting, where the text speaks for both.
        return ActorMention(Role.BODY, cast.agreed)
    is_mine = plain.startswith(("겠습니다", "게요"), at + (plain[at + 1 : at + 2] == "게")) and not is_quoted
    things = [*TOPIC.finditer(outside)] if act is Act.WILL and not is_mine else []
    if (
        things
        and plain[at] in PASSIVE
        and things[-1]["mark"] not in TOPICAL
        and not _acts(things[-1]["who"], cast)
    ):
        # "양측은 사업이 2027년에 완공될 예정임을 확인함": the work is the subject of its own verb.
        found, things = None, things[-1:]
    if found is None and not is_nameless and things:
        is_meeting = any(MEETS.search(topic["who"]) and not OF_MANY.search(topic["who"]) for topic in things)
        return ActorMention(Role.BODY, cast.common) if is_meeting else ActorMention(Role.THING)
    if found is None and BOTH.search(outside):
        found = ActorMention(Role.PARTY, "joint")
    if found is None and is_quoted and act is not Act.UNDERTAKE:
        who = [topic["who"] for topic in TOPIC.finditer(plain[:begin]) if _acts(topic["who"], cast)]
        speakers = [side for one in who if (side := _side(one, cast))]
        found = ActorMention(Role.PARTY, speakers[-1]) if speakers else None
        is_nameless = bool(who)
    return found or _doer_from_context(plain, floor, at, act, cast, memory, is_nameless=is_nameless)


def _doer_from_context(
    plain: str, floor: int, at: int, act: Act, cast: Participants, memory: Memory, *, is_nameless: bool
) -> ActorMention:
    """Find the actor of a clause whose topic names no side: by whom it asks, or by what stands before it."""
    if is_nameless and cast.is_treaty:
        # What is said of an authority without a country holds for both.
        return ActorMention(Role.PARTY, "joint")
    if act is Act.ASK and (asked := _find_asked_side(plain, floor, at, cast)):
        return ActorMention(Role.PARTY, find_opposite(asked))
    if memory.stem and not is_nameless:
        return memory.stem
    before = None if is_nameless else memory.one
    if not is_nameless and _is_of_writer(plain, at, act, memory):
        before = cast.own or before
    if act is Act.UNDERTAKE and not is_nameless:
        before = cast.agreed
    return ActorMention(Role.PARTY if is_nameless or before else Role.THING, before)


def _is_asked(
    plain: str, topic: re.Match[str], side: OwnerSide, found: ActorMention | None, memory: Memory
) -> bool:
    """Return whether a subject is who is to do it: "캄보디아 정부가 조치를 취해 줄 것을 요청하였다"."""
    asker = found.side if found else memory.one
    is_inner = topic["mark"] not in TOPICAL and asker not in (None, side)
    return (
        is_inner
        and re.search(r"(?:줄|달라|주기를|주길|주시기를|주실)(?:\s*것을|고)?\s*$", plain[topic.end() :])
        is not None
    )


def _is_of_writer(plain: str, at: int, act: Act, memory: Memory) -> bool:
    """Return whether a sentence without a subject is the writer's: "회신드리겠습니다", "부탁드립니다"."""
    if act in (Act.ASK, Act.INVITED):
        return POLITE.search(plain, at) is not None
    return (
        "드리" in plain[at - 2 : at]
        or "드릴" in plain[at - 1 : at + 1]
        or (memory.one is None and plain.startswith("겠습니다", at))
    )


def _acts(who: str, cast: Participants) -> bool:
    """Return whether a subject is a person: by its last word, or by the name of a side or a person."""
    last = (_without_brackets(who).split() or [""])[-1]
    if who.startswith("(") and f"{last}측" in cast.seats:
        return True
    if YOURS.match(who) or WRITING_OFFICE.fullmatch(last):
        return True
    mentions = cast.mentions(last)
    is_named = bool(mentions) and mentions[-1].place[1] == len(last)
    is_known = is_named or last in cast.seats or last in cast.people or cast.agency(who) is not None
    pair = " ".join(_without_brackets(who).split()[-2:])
    is_both = BOTH.search(last) is not None or BOTH.fullmatch(pair) is not None
    return is_known or is_both or KOREAN_HEADS.search(last) is not None


def _without_brackets(who: str) -> str:
    """Return who is named with what stands in brackets first: "내무부(캄보디아)" as "캄보디아 내무부"."""
    inner = " ".join(re.findall(r"\(([^()]*)\)", who))
    return " ".join(f"{inner} {re.sub(r'[(][^()]*[)]', ' ', who)}".split())


def _side(who: str, cast: Participants) -> OwnerSide | None:
    """Return the side of who is named; None where the words do not show it."""
    letters = re.findall(r"\(([가-힣]{1,2})\)", who)
    is_label, who = who.startswith("("), _without_brackets(who)
    if is_label and (seat := cast.seats.get(f"{who}측")):
        # "(한) 명단 송부": the side of one letter.
        return owner_of([seat])
    if BOTH.search(who):
        return "joint"
    if who == "우리":
        return cast.common
    is_writer, own = cast.side_of_writer(who)
    if is_writer:
        return own
    seats = {cast.seats[name] for name in re.split(r"[와과]?\s", who) if name in cast.seats}
    # "경찰청(한)": the side of one letter in brackets.
    seats |= {cast.seats[f"{name}측"] for name in letters if f"{name}측" in cast.seats}
    sides = (cast.sides_in(who) | seats) - {THIRD}
    if not sides and (body := cast.agency(who)):
        return owner_of({body} - {THIRD})
    if not sides and (OUR.match(who.split()[-1] if "측" in who else who) or OUR.match(who)):
        return cast.own
    if not sides and (seat := cast.agency(who.split()[-1])) in ("ours", "theirs"):
        return owner_of([seat])
    if not sides and who.endswith("님") and cast.is_speech:
        return find_opposite(cast.own) if cast.own else None
    if not sides and YOURS.match(who):
        return find_opposite(cast.own) if cast.own else None
    if not sides and WRITING_OFFICE.fullmatch(who.split()[-1]):
        return cast.own
    if not sides and HOME_OFFICE.fullmatch(who.split()[-1]):
        return owner_of(_home(cast))
    embassy = EMBASSY.search(who)
    if embassy and (host := owner_of(cast.sides_in(embassy["host"]) - {THIRD})):
        return find_opposite(host)
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
            is_party = found.doer.role is Role.PARTY and found.doer.place is not None
            return Undertaking(KINDS[found.act], side, found) if is_party or side == "joint" else None
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
        case Act.INVITED:
            return Undertaking(OutcomeKind.OFFER, side and find_opposite(side), found)
        case Act.WILL if found.doer.role is Role.THING:
            return None
    return Undertaking(KINDS.get(found.act, OutcomeKind.COMMITMENT), side, found)
