"""Points of Korean minutes and lists of actions: the owner beside them, and the noun of the action."""

import re

from commitments.language.reader.actors import ActorMention, Found, Memory, Role
from commitments.language.reader.grammar import Act, OwnerSide
from commitments.language.reader.korean_names import TOPIC, can_act, side_of
from commitments.language.reader.korean_words import AGENDA, DONE, POINT, REQUESTS
from commitments.language.reader.participants import THIRD, Participants, owner_of

FRAMING = " \t()[]<>【】-–:："
TOGETHER = re.compile(r"(?:양측\s*)?(?:공동|합동)|양측")
# "양측, 실무 협의 개최", "(한측) 명단 제공", "캄측: 부지 확인": who acts stands at the head of a point.
AT_HEAD = re.compile(
    r"\W*?(?P<who>\([^()]{1,20}\)(?=\s)|[^,:()]{1,25}?(?:\([^()]{1,20}\))?(?=\s*[,:：]|\s-\s))\s*(?:[,:：]|-\s)?\s*"
)
# The lines that say who wrote a list and who gets it.
EDITED = re.compile(
    r"\[[^\[\]]*\]\s*$|\W*(?:작성|작성자|면담\s*개요|회의\s*개요|개요|일시|장소|일시\s*및\s*장소|참석자?|참석\s*인원|제목|건명|회의명|수석대표|배포|배포처|담당|담당자|문의|비고|참고|붙임|첨부|보고자|출처)\s*[:：]"
)
FEWEST_WORDS = 2
# What stands behind a task by itself: "(6월 말)", "→ 캄측", "- 접수 후 3주".
# "… 1회 실시. 담당 항만공사. 기한 9월".
LABELLED = re.compile(
    r"[.,;]\s*(?:담당|주관|책임|소관|기한|시한|마감)(?:기관|부처|자)?\s?(?:[:：]\s*|\s)(?P<words>[^.:;]{1,30})\.?$"
)
BRACKETS = re.compile(r"\s*[(<](?P<words>(?:[^()<>]|\([^()<>]*\))*)[)>]\s*$")
# The last of several is tried first.
TAIL = re.compile(
    r"(?P<core>.*\S)\s*(?:-|→|~|/|(?<=[가-힣]),|(?<=[가-힣]):)\s*(?P<words>~?[^→~()<>]{1,40}?(?:\([^()]{1,12}\)限?)?)\s*$"
)
TIMED = re.compile(
    r"\d|기한|매[월주년]|수시|까지|이내|[가-힣]\s(?:전|후|중|내)$|초순|중순|하순|분기|조속|즉시|빨리|요일|계기|미정|추후|미확정|연말|연내|주말|가을|봄|여름|겨울"
)
AGREED = re.compile(r"[기키]로(?:\s*(?:잠정\s*)?(?:함|합의|결정))?\W*$")
PAYS = re.compile(r"(?<=\s)(?P<who>[^\s,.]+측)(?:이|에서)?\s*부담(?=\W*$)")
OFFICE_ALONE = re.compile(
    r"[가-힣](?:과|국|부|청|실|처|원|팀|단|센터|공관|협조|협회|공사|공단|재단|은행|위원회|본부|대학교?|공동|주관|담당)$|\(총\)$"
)
LETTERS = re.compile(r"\s*(?P<who>[A-Z][A-Za-z]{1,7})\s?(?::|-|/)\s")
# How a task of a list ends: "공유하기로", "마친다", "챙김", or with any noun for what is done.
LISTED = re.compile(
    r"(?:[기키]로(?:\s*(?:함|하였음|했음))?|(?:[가-힣][하내한]|마|보|짓|낸|친|린|운|긴|든)다|할\s*것|(?<=[가-힣]{2})함|확인\s*필요|"
    r"(?<![가-힣])(?![가-힣]*(?:완료|불요|제기|미정|미확정|미이행|없음|있음|감사|수준|규모|현황|상황|참석|분위기|의견|예정|정도|필요|입장|동의|공감|평가|희망|우려|"
    r"보류|제외|취소|불가|불발|중단|가능|지연|발생|예상|전망|난항|곤란|우세|설명|강조|언급|소개|요청|관심|담당|책임|국장|과장|사무관|심의관|차관|장관|대사)$)[가-힣]{2,}(?<![은는이가을를에의와과로고며함됨임음다])|"
    r"(?<=\s)(?:콜|미팅)|(?<=[가-힣]\s)[가-힣]{2,}(?:처리|진행|독촉|복구|대여))$"
)
NEXT_ONE = re.compile(
    r"(?:차기|다음)\s*(?:[^\s,:]+\s*)?(?:회의|회담|협의|위원회|대화|포럼|공동위|콜|통화|미팅)(?:\s*[:：,]|[은는]?\s)"
)
# "실무자 화상회의: 8월 20일 16시", in a letter.
DATED_MEETING = re.compile(
    r"\W*(?:[가-힣A-Za-z]+\s+){0,3}?[가-힣]*(?:회의|협의|면담|회담|통화|간담회|설명회)\s*[:：]\s*(?:20\d\d|\d{1,2}\s*[월./])"
)
# The title of a list of actions, and the headings of what is none.
LIST = re.compile(
    r"조치\s*(?:사항|목록|계획)|할\s*일|이행\s*(?:과제|사항|계획)|결정\s*사항|(?:역할|업무)\s*분담|[Tt]o-?[Dd]o|체크\s?리스트|후속\s*(?:조치|과제)|점검표|추진\s*(?:과제|계획)"
)
REMARKS = re.compile(
    r"\W*(?:[가-힣]+\s*(?:및|·|,)\s*)?(?:참고|비고|배경|특이|(?:[가-힣]+\s*)?개요|관찰|평가|(?:주요\s*)?논의\s*(?:결과|내용)|"
    r"주요\s*논의|건의|관찰\s*및\s*평가|분석|의의|기대\s*효과|현황|경과|추진\s*경과|완료|기\s*(?:완료|이행)|종결|보류|제외)\s*(?:사항|과제)?\W*"
)
BRACKETED = re.compile(r"[\[<【(]\s*[^\[\]<>【】()]{1,30}\s*[\]>】)]")
SAID_BY = re.compile(
    r"\W*(?P<who>[가-힣]{1,8}\s?측)\s*(?:\([^()]*\)\s*)?(?:(?:주요\s*)?(?:언급|발언|설명|반응|입장|답변|제기|관심|의견)\s*(?:사항|내용|요지)?)?\W*"
)
# What opens a list of points: "양측은 아래와 같이 하기로 하였다".
OPENS = re.compile(
    r"(?:아래|다음)(?:(?:와|과|의)\s*(?:같이|같은|사항|내용|조치|과제)?|\s*(?:사항|내용|조치|과제)|(?=을|를|에\s))"
    r"(?:을|를|에)?(?:\s*대해)?\s*(?:\S+\s+){0,2}?"
    r"(?:하기로|합의|확인|약속|약정|결정|추진|동의|이행)[가-힣\s]*[.:：]?\s*$"
)
# "다음 사항에 대하여 협조를 요청하오니 조치하여 주시기 바랍니다", above what is asked.
ASKS_BELOW = re.compile(
    r"(?:아래|다음)(?:과|와)?\s*(?:같이|같은|의)?\s*(?:사항|내용|자료|조치)?(?:을|를|에)?\s[^.]*?(?:협조|요청|송부|조치|제출|회신|제공)[^.]*"
    r"(?:바랍니다|바람|드립니다|요청합니다)\s*[.:：]?\s*$"
)
# What only the desk itself plans, in a report to its own side.
PLANS = re.compile(r"\W*(?:향후|금후|차후|당관|당부|우리\s?부|본부)")
PLACE_AT = re.compile(r"에서$")
MEETING_TIME = re.compile(r"\d{1,2}\s*[월./]|분기|반기|봄|여름|가을|겨울|내년|연내")


def side_alone(text: str, cast: Participants) -> OwnerSide | None:
    """Read a few words that name a side and nothing else: "(우리측)", "공동"."""
    who = text.strip(FRAMING)
    if TOGETHER.fullmatch(who):
        return "joint"
    return side_of(who, cast) if len(who.split()) <= 2 and can_act(who, cast) else None


def read_label(text: str, cast: Participants, memory: Memory) -> ActorMention | None:
    """Read a heading of a list of actions, and whose they are where it names one side: "한측 조치사항"."""
    label = AGENDA.match(text.strip()) or REQUESTS.match(text.strip())
    if label is None:
        return None
    behind = text.strip()[label.end() :]
    if behind.strip(FRAMING):
        side = side_alone(behind, cast)
        return ActorMention(Role.PARTY, side) if side else None
    words = re.findall(r"[^\W\d_]+", text)
    side = next((side for word in words if (side := side_alone(word, cast))), None)
    is_named = side is not None or any(can_act(word, cast) for word in words)
    own = cast.own if PLANS.match(text) and (memory.is_report or not cast.names_both) else None
    return ActorMention(Role.PARTY, side if is_named else own or cast.agreed)


def point_of(plain: str, cast: Participants, memory: Memory) -> Found | None:
    """Read a point that ends in a noun for what is to be done, where somebody or a heading is to do it."""
    if DONE.search(plain) or EDITED.match(plain):
        return None
    core, tails = _without_tails(plain, cast)
    label = AGENDA.match(plain)
    is_labelled = label is not None and label["colon"] is not None
    acting = [topic for topic in TOPIC.finditer(core) if can_act(topic["who"], cast)]
    at_head = name_at_head(plain, cast) or _letters_at_head(plain)
    doer = at_head or (memory.stem if memory.is_task else None)
    own = memory.stem.side if memory.is_task and memory.stem else None
    if own in ("ours", "theirs") and at_head and at_head.place and not _is_sure(at_head, plain, cast):
        # "캄측 조치사항" and below it "교육부: …": the ministry is theirs.
        doer = ActorMention(Role.PARTY, own, at_head.place) if at_head.side != "joint" else doer
    if acting:
        doer = ActorMention(Role.PARTY, side_of(acting[-1]["who"], cast), acting[-1].span("who"))
    elif at_head is None and own not in ("ours", "theirs"):
        side = next((side for who in tails if (side := _side_behind(who, cast))), None)
        doer = ActorMention(Role.PARTY, side) if side else doer
        if doer is None and memory.is_list and (memory.is_point or len(tails) > 1):
            # A line of a list that names nobody of a known side.
            doer = ActorMention(Role.PARTY, "joint" if EACH.search(core) else None)
    if doer is None and is_labelled:
        doer = ActorMention(Role.PARTY, cast.common)
    if doer is None and AGREED.search(core):
        # "문안은 외교경로로 교환하기로": both agreed.
        doer = ActorMention(Role.PARTY, cast.agreed)
    if payer := PAYS.search(core) if at_head is None else None:
        # "항공료는 캄측 부담".
        doer = ActorMention(Role.PARTY, side_of(payer["who"], cast), payer.span("who"))
    if doer is not None and at_head is None and not tails and len(core.split()) < FEWEST_WORDS:
        # "보건": the heading of the points below it.
        return None
    is_meeting = cast.is_letter and DATED_MEETING.match(plain) is not None
    is_meeting |= NEXT_ONE.match(plain.lstrip()) is not None and bool(MEETING_TIME.search(plain))
    if doer is None and not is_meeting:
        return None
    end = POINT.search(core) or (LISTED.search(core) if memory.is_task or memory.is_list else None)
    if is_meeting and (end is None or PLACE_AT.search(core)):
        return Found(Act.WILL, (len(plain), len(plain)), ActorMention(Role.BODY, "joint"), (0, len(plain)))
    return Found(Act.WILL, end.span(), doer, (0, len(plain))) if end and doer else None


def _without_tails(plain: str, cast: Participants) -> tuple[str, list[str]]:
    """Return a point without its day and its owner, which stand behind it, and the pieces of these."""
    core, pieces = plain.rstrip(" ."), list[str]()
    while labelled := LABELLED.search(core):
        core, pieces = core[: labelled.start()].rstrip(" ."), [labelled["words"].strip(" ."), *pieces]
    while found := BRACKETS.search(core) or TAIL.match(core):
        is_inside = found.re is BRACKETS
        words, before = found["words"], core[: found.start() if is_inside else found.end("core")]
        parts = [part.strip() for part in re.split(r"[,/;]", words)]
        if not is_inside and (POINT.search(words) or len(before.split()) < FEWEST_WORDS):
            break
        is_apart = (
            is_inside
            or bool(OFFICE_ALONE.search(words))
            or TIMED.search(words)
            or any(side_alone(part, cast) for part in parts)
        )
        if not is_apart or not before.strip():
            break
        core, pieces = before.rstrip(" ."), [*parts, *pieces]
    return core, pieces


# "자료를 각자 준비".
EACH = re.compile(
    r"(?<![가-힣])(?:각자|상호|공동으로|함께|서로|양측|양국|쌍방)\s|^\W*제?\d+차\s(?:[^\s,]+\s)?(?:회의|회담|협의|위원회|공동위)"
)


def _side_behind(who: str, cast: Participants) -> OwnerSide | None:
    """Return the side of who is named behind a point: a side, or a body called after its country."""
    return side_alone(who, cast) or (
        owner_of(cast.sides_in(who) - {THIRD}) if OFFICE_ALONE.search(who) else None
    )


SEAT = re.compile(r"[가-힣]{1,6}\s?측(?![가-힣])")


def _is_sure(doer: ActorMention, plain: str, cast: Participants) -> bool:
    """Return whether a name at the head of a point shows its country."""
    who = plain[slice(*doer.place)] if doer.place else ""
    named = cast.mentions(who)
    is_named = bool(named and named[0].place[0] == 0) or SEAT.match(who) is not None
    return is_named or who[:2] in ("우리", "아측") or side_alone(who, cast) == "joint"


def name_at_head(plain: str, cast: Participants) -> ActorMention | None:
    """Read who is named at the head of a point, behind its label and before a comma or a colon."""
    label = AGENDA.match(plain)
    begin = label.end() if label and label["colon"] else 0
    found = AT_HEAD.match(plain, begin)
    if found and found["who"].startswith("(") and not can_act(found["who"], cast):
        # "(예산) 우리측, …": what is dealt with stands before who acts.
        found = AT_HEAD.match(plain, found.end())
    if found is None or not can_act(found["who"], cast):
        return None
    return ActorMention(Role.PARTY, side_of(found["who"], cast), (found.start("who"), found.end()))


def _letters_at_head(plain: str) -> ActorMention | None:
    """Read an office by letters alone at the head of a point, whose side is not known: "DGPA: 명단 제공"."""
    found = LETTERS.match(plain)
    return ActorMention(Role.PARTY, None, found.span("who")) if found else None
