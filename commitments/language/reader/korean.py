"""The Korean grammar of the reader: the verb is at the end, and its ending decides what it does.

Also how minutes and action lists name who acts, and what they leave without a verb.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from commitments.enums import OutcomeKind
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
from commitments.language.reader.forms.speeches import (
    introduce_korean_speaker,
)
from commitments.language.reader.grammar import QUIET, Act, OwnerSide
from commitments.language.reader.korean_names import (
    BOTH,
    LEADS,
    OTHERS,
    PARLIAMENT,
    TOPIC,
    YOURS,
    can_act,
    side_of,
)
from commitments.language.reader.korean_points import (
    ASKS_BELOW,
    BRACKETED,
    FEWEST_WORDS,
    LIST,
    NEXT_ONE,
    OPENS,
    REMARKS,
    SAID_BY,
    name_at_head,
    point_of,
    read_label,
    side_alone,
)
from commitments.language.reader.korean_words import (
    AGENDA,
    DONE_BY_PARTIES,
    OBJECT_FIRST,
    PLAIN_DEEDS,
    REQUESTS,
    ROWS,
)
from commitments.language.reader.korean_writers import (
    CAPITAL,
    CHATTED,
    FOR_US,
    MINE,
    OWN_PRESENT,
    PLEDGED,
    POLITE,
    REPORT,
    REPORT_WITHIN,
    VOCATIVE,
    assume_writer,
)
from commitments.language.reader.participants import THIRD, Participants, find_opposite
from commitments.language.reader.relevance import KINDS

# A topic stays the subject of the clauses after it; 이 and 가 mark the subject of their own clause.
TOPICAL = ("은", "는", "께서", "에서는")
# The text itself, of which its last articles tell: "이 협정은 양측이 서명한 날부터 …".
INSTRUMENT = re.compile(
    r"(?:^|[,\s])(?:이|본|동|현행)\s*(?:협정|양해각서|약정|조약|의정서|각서|합의서|문서)(?:의\s*\S+)?[은는](?=\s)"
)
# How the stem of a verb ends whose subject undergoes it: "완공될 예정", "열릴 것".
PASSIVE = "될질릴날"
# How the stem of a verb ends that nobody wills: "도움이 되겠", "이루어지겠".
PASSIVE_WILL = ("되", "지", "있", "없", "겠")
# Who speaks for both, of what was agreed: "저희는 위원회를 꾸리기로 했습니다".
WE = re.compile(r"(?:^|\s)(?:우리|저희|우리\s?둘|우리\s?두\s?(?:사람|나라|정상|장관))$")
# What both still have to settle: "구체적인 시기는 외교경로로 조율될 것이다".
OPEN_POINT = re.compile(r"(?:시기|일정|날짜|일자|장소|세부\s?사항|문안|의제)$")
# What a treaty says of a thing that the parties are to do something with.
OWED = re.compile(rf"(?:{PLAIN_DEEDS})(?:한다|하여야|해야|하지\s*(?:아니|않|못)|할\s*수\s*없다)")
# What is held: its subject is no person, and both see to it.
NEXT_MEETING = re.compile(
    r"(?:차기|다음|제?\d+차)\s*(?:[^\s,]+\s*){0,3}?(?:회의|회담|협의|공동위|위원회|대화|포럼)"
)
MEETS = re.compile(r"(?:회의|회담|공동위|위원회|협의회|포럼|방한|방문|서명식|대화|총회|협상|협의)$")
# A meeting of many, which the two do not hold.
OF_MANY = re.compile(r"중앙아|아세안|ASEAN|APEC|G-?20|G-?7|유엔|(?<![A-Z])UN(?![A-Z])|다자|[3-9]\s?개국")
LONGEST_TITLE = 70
# "… 하기로 원칙적으로 합의": within so many letters behind the stem.
AGREED_WITHIN = 14
NAMED_WITHIN = re.compile(
    r"[→:：]\s*(?P<who>[가-힣]{1,8}\s?[측부청처])(?=\s*,)|(?:^\W*|,\s*)(?P<side>(?!귀)[가-힣]{1,8}측)(?=\s(?:(?![^\s,]*[을를]\s)[^\s,]+\s)+$)"
)
# A word that is the subject of its own verb.
INNER = re.compile(r"(?<![가-힣\s]에)[이가]\s")
# What sets two who act on one footing, so that what one "agreed" both did.
KOREAN_JOINTLY = re.compile(
    r"(?:회담|면담|회의|협의|통화|오찬|만찬|대화|회동)(?:을|를)?\s*(?:갖|열|하고|가지|가졌|개최(?:하|해|한\s)|통해|진행)|만나|[와과]\s+(?:함께|공동으로)"
)
TOGETHER_WITH = re.compile(r"함께|공동으로|서로|다시\s*(?:통화|만나|협의|회의|논의)|(?:화상)?회의[를는은]")
TOLD_TO_ASK = re.compile(r"[가-힣]?\s?달라고도?\s*(?:[가-힣]+\s*)?(?:했|하였|하셨)")
# Of whom something is asked: "발도리아 측에 요청", "한국 정부에 협력을 당부".
KOREAN_ADDRESSEE = re.compile(
    r"(?P<who>[^\s,]+(?:\s*측|\s+정부)?)에(?:게|도)?\s+(?!(?:통보|통지|제출|송부|알려|전달|제공|회신|설치|파견)[가-힣]*\s)(?=(?:[^\s,.]+\s+){0,4}$)"
)


def find_korean_speaker(plain: str, cast: Participants) -> tuple[OwnerSide | None, str]:
    """Return whom a line names as its subject: the side, where it is one, and the words."""
    found = [one.doer for one in _clauses(plain, cast, Memory())]
    named = next((doer for doer in found if doer.role is Role.PARTY and doer.side), None)
    if named is not None:
        return named.side, plain[slice(*named.place)] if named.place else ""
    topics = [topic["who"] for topic in TOPIC.finditer(plain) if can_act(topic["who"], cast)]
    if not topics:
        return None, ""
    return None if found else side_of(topics[0], cast), topics[0]


def _find_asked_side(plain: str, floor: int, at: int, cast: Participants) -> OwnerSide | None:
    """Return the side of which something is requested, by the name before 에."""
    asked = [
        found["who"] for found in KOREAN_ADDRESSEE.finditer(plain, floor, at) if can_act(found["who"], cast)
    ]
    side = side_of(asked[-1], cast) if asked else None
    return side if side in ("ours", "theirs") else None


def undertakings(text: str, cast: Participants) -> Iterator[tuple[Sentence, Undertaking]]:
    """Read a text block by block; headings such as "조치사항" make undertakings of the points below them."""
    assume_writer(text, cast)
    blocks = blocks_of(text)
    is_list = any(LIST.search(block.text) for block in blocks[:2] if len(block.text) < LONGEST_TITLE)
    memory = Memory(is_list=is_list, is_report=REPORT.search(text[:REPORT_WITHIN]) is not None)
    agenda: str | None = None
    is_opened: str | None = None
    levels, outer = set[str](), set[str]()
    for block in blocks:
        if memory.stem and memory.is_task and block.level in outer:
            # "3." behind "< 우리측 조치사항 >" and its points: the letter goes on.
            agenda, memory.stem, memory.is_task, memory.is_asked, outer = None, None, False, False, set()
        levels |= {block.level} if block.level else set()
        if is_opened is not None and block.level in ("", is_opened):
            memory.stem, memory.is_task, is_opened = None, False, None
        if not introduce_korean_speaker(block.text, cast):
            continue
        if REMARKS.fullmatch(block.text):
            agenda, memory.stem, memory.is_task, memory.is_list = None, None, False, False
            memory.is_asked = False
            continue
        is_heading = block.kind is BlockKind.HEADING and not block.level and not CHATTED.search(block.text)
        is_labelled = block.level == ACTION or (memory.is_task and agenda is not None)
        is_labelled |= BRACKETED.fullmatch(block.text) is not None
        is_labelled |= is_list and bool(block.level) and len(block.text.split()) <= FEWEST_WORDS
        if is_labelled and (side := side_alone(block.text, cast)):
            # "조치사항: 우리측", or the name of a side alone within a list of actions.
            agenda = level_of_line(text, block.start) if block.level == ACTION else agenda or ""
            memory.stem, memory.is_task, memory.is_list = ActorMention(Role.PARTY, side), True, is_list
            continue
        if is_heading or block.level == (agenda or ""):
            agenda, memory.stem, memory.is_asked = None, None, False
        if label := read_label(block.text, cast, memory):
            memory.is_asked = REQUESTS.match(block.text) is not None and label.side in ("ours", "theirs")
            agenda, memory.stem = block.level, label
            outer = set() if block.level else set(levels)
            memory.is_task = memory.is_asked or not REQUESTS.match(block.text)
            continue
        if said := SAID_BY.fullmatch(block.text):
            # "○ 우리측 언급 사항", above what it said.
            memory.stem, memory.is_task = ActorMention(Role.PARTY, side_of(said["who"], cast)), False
            agenda = block.level
            continue
        if is_heading and not AGENDA.match(block.text) and not NEXT_ONE.match(block.text):
            continue
        if block.level in (ACTION, DECISION):
            memory.stem = ActorMention(Role.PARTY, cast.agreed if block.level == DECISION else None)
            memory.is_task = True
        if opener := _opener(block.text, cast):
            memory.stem, memory.is_asked = opener
            memory.is_task, is_opened = True, block.level
            continue
        # Remarks between tasks are none.
        memory.is_point = bool(block.level)
        own = Memory(one=memory.one) if "※" in block.level else memory
        for sentence in sentences_of(block, "ko"):
            for one in read_sentence(sentence.plain, cast, own).undertakings:
                yield sentence, one


def _opener(text: str, cast: Participants) -> tuple[ActorMention, bool] | None:
    """Read whose the points are below "양측은 아래와 같이 합의하였다", and whether they are asked for."""
    if cast.is_treaty:
        return None
    if ASKS_BELOW.search(text) and cast.own in ("ours", "theirs"):
        return ActorMention(Role.PARTY, cast.own), True
    who = [topic["who"] for topic in TOPIC.finditer(text) if can_act(topic["who"], cast)]
    stem = ActorMention(Role.PARTY, side_of(who[0], cast) if who else cast.agreed)
    return (stem, False) if OPENS.search(text) else None


def read_sentence(plain: str, cast: Participants, memory: Memory) -> Reading:
    """Find what a sentence undertakes, asks and offers, clause by clause."""
    found = [*_clauses(plain, cast, memory)]
    taken = select_firmest([one for one in map(_judge_korean, found) if one])
    is_none = bool(found) and all(one.act in QUIET for one in found)
    if not found and (point := point_of(plain, cast, memory)):
        asked = memory.is_asked and point.doer is memory.stem and point.doer.side
        taken = [Undertaking(OutcomeKind.COMMITMENT, point.doer.side, point)]
        if asked:
            # "캄측 요청" and below it "발전기 추가 지원".
            taken = [Undertaking(OutcomeKind.REQUEST, find_opposite(asked), replace(point, act=Act.ASK))]
    return Reading(taken, has_doer=True, is_none=is_none)


def _clauses(plain: str, cast: Participants, memory: Memory) -> Iterator[Found]:
    hits: list[tuple[Act, int, int]] = []
    for act, pattern in ROWS:
        for match in pattern.finditer(plain):
            if all(match.end() <= start or match.start() >= end for _act, start, end in hits):
                hits.append((act, *match.span()))
    if not hits and (cast.is_letter or cast.is_speech):
        hits = [(Act.WILL, *found.span("verb")) for found in OWN_PRESENT.finditer(plain)]
    if not hits and cast.is_treaty:
        hits = [(Act.WILL, *match.span()) for match in DONE_BY_PARTIES.finditer(plain)]
    floor = 0
    for act, start, end in sorted(hits, key=lambda hit: hit[1]):
        for turn in TURNS.finditer(plain, floor, start) if act in (Act.WILL, Act.UNDERTAKE) else ():
            # "발도리아측은 명단을 통보하고, 한국측은 결과를 회신하기로 함": each does its own.
            own = _topic_side(plain[floor : turn.start()], cast)
            if own and _topic_side(plain[turn.end() : start], cast) == find_opposite(own):
                place = (turn.start(), turn.end())
                yield Found(
                    act, place, _doer(plain, floor, turn.start(), act, cast, memory), (floor, turn.end())
                )
                floor = turn.end()
        doer = _named_within(plain, start, end, cast) or _doer(plain, floor, start, act, cast, memory)
        if act is Act.ASK and cast.own and CAPITAL.search(plain, floor, start):
            doer = ActorMention(Role.PARTY, find_opposite(cast.own))
        is_told = doer.place is None and act in (Act.WILL, Act.UNDERTAKE)
        is_of_others = is_told and (OTHERS.match(plain) or _is_third(plain[floor:start], cast))
        yield Found(Act.NOTHING if is_of_others else act, (start, end), doer, (floor, end))
        floor = end


def _is_third(words: str, cast: Participants) -> bool:
    """Return whether the last topic of a clause is a country or body that is no party: "일본은"."""
    who = [one["who"] for one in TOPIC.finditer(words) if one["mark"] in TOPICAL]
    return bool(who) and cast.sides_in(who[-1]) == {THIRD}


# Where one side's deed ends and the other's begins.
TURNS = re.compile(r"(?<=[가-힣])(?:하|보내|내|주)?(?:고|며|되),\s")


def _topic_side(words: str, cast: Participants) -> OwnerSide | None:
    """Return the side of the last topic of a clause: "한국측은"."""
    who = [
        one["who"] for one in TOPIC.finditer(words) if one["mark"] in TOPICAL and can_act(one["who"], cast)
    ]
    side = side_of(who[-1], cast) if who else None
    return side if side in ("ours", "theirs") else None


# "열겠다고 발도리아측이 약속하였다", "시행한다는 데 양국이 합의하였다": who acts stands behind what is said.
WITHIN = re.compile(r"(?:고|데|기로)\s+(?P<who>(?:[^\s,]+\s+)?[^\s,]+?)(?:이|가|께서)\s")


def _named_within(plain: str, start: int, end: int, cast: Participants) -> ActorMention | None:
    """Return who acts where a verb phrase names it between what is promised and the promise."""
    named = WITHIN.search(plain, start, end)
    side = side_of(named["who"], cast) if named and can_act(named["who"], cast) else None
    return ActorMention(Role.PARTY, side, named.span("who")) if named and side else None


def _doer(plain: str, floor: int, at: int, act: Act, cast: Participants, memory: Memory) -> ActorMention:
    """Find the actor: the last topic before the verb; in a quotation the speaker, or both who agreed."""
    is_quoted = plain.count('"', 0, at) % 2 == 1
    begin = plain.rindex('"', 0, at) + 1 if is_quoted else 0
    outside = re.sub(r'"[^"]*"', lambda m: " " * len(m[0]), plain[begin:at])
    found, is_nameless = None, False
    if act is Act.WILL and (INSTRUMENT.search(outside) or PARLIAMENT.match(outside)):
        return ActorMention(Role.THING)
    for topic in sorted(TOPIC.finditer(outside), key=lambda one: one["mark"] in TOPICAL):
        if topic["mark"] not in TOPICAL and YOURS.match(topic["who"]) and plain.startswith("드리", at - 2):
            # "귀측이 제안하신 조항은 … 알려 드리겠습니다".
            continue
        if act is Act.ASK and (
            YOURS.match(LEADS.sub("", topic["who"])) or _is_addressed(topic, plain, at, cast)
        ):
            continue
        side = _side_of_topic(topic, act, cast)
        if side and act is Act.ASK and _is_asked(outside, topic, side, found, memory, cast):
            found = found or ActorMention(Role.PARTY, find_opposite(side))
            continue
        if side and act is Act.UNDERTAKE and KOREAN_JOINTLY.search(outside, topic.end()):
            side = "joint"
        is_nameless = is_nameless or (side is None and can_act(topic["who"], cast))
        if side:
            found = ActorMention(Role.PARTY, side, (begin + topic.start(), begin + topic.end()))
            memory.one = side
    if act is Act.UNDERTAKE and (cast.is_letter or cast.is_speech) and TOGETHER_WITH.search(outside):
        # "다음 달에 다시 통화하기로 해요": the writer with the reader.
        return ActorMention(Role.PARTY, "joint", found.place if found else None)
    if found is None and not is_quoted and not (act is Act.ASK and VOCATIVE.match(plain)):
        found = name_at_head(plain, cast) or _named_before(plain, floor, at, cast)
    if found is None and act in (Act.WILL, Act.UNDERTAKE) and NEXT_MEETING.search(outside):
        # Both see to their next meeting, where the text speaks for both.
        return ActorMention(Role.BODY, cast.agreed or ("joint" if cast.names_each else None))
    is_spoken = cast.is_letter or cast.is_speech
    is_willed = plain.startswith("겠", at) and plain[at - 1 : at] not in PASSIVE_WILL
    is_mine = not is_quoted and (
        MINE.match(plain, at) is not None
        or (is_spoken and OBJECT_FIRST.match(plain, at) is not None and not INNER.search(outside))
    )
    if found is None and is_mine and is_spoken and re.search(r"함께\s|공동으로\s", outside):
        return ActorMention(Role.PARTY, "joint")
    things = [*TOPIC.finditer(outside)] if act is Act.WILL and not (is_mine or is_willed) else []
    if things and plain[at] in PASSIVE and not can_act(things[-1]["who"], cast):
        # "양측은 사업이 2027년에 완공될 예정임을 확인함": the work is the subject of its own verb.
        found, things = None, things[-1:]
    if found is None and not is_nameless and things:
        return _doer_of_things(plain, at, things, cast, memory)
    if found is None and is_mine and is_spoken and MINE.match(plain, at) and not memory.stem:
        # "양국 청년들이 오갈 수 있도록 하겠습니다".
        return ActorMention(Role.PARTY, cast.own)
    is_said = is_quoted and is_willed
    is_said |= is_spoken and act in (Act.ASK, Act.INVITED)
    if found is None and not is_said and BOTH.search(outside):
        found = ActorMention(Role.PARTY, "joint")
    if found is None and is_quoted and act is not Act.UNDERTAKE:
        is_nameless, found = _speaker_before(plain[: begin - 1], cast)
    return found or _doer_from_context(plain, floor, at, act, cast, memory, is_nameless=is_nameless)


def _side_of_topic(topic: re.Match[str], act: Act, cast: Participants) -> OwnerSide | None:
    """Return the side of a topic; None where it is no person, or of no known side."""
    side = side_of(topic["who"], cast) if can_act(topic["who"], cast) else None
    if side is None and cast.is_speech and topic["mark"].startswith("께서") and cast.own:
        # "총리께서는": who is spoken to.
        return find_opposite(cast.own)
    is_both = act is Act.UNDERTAKE or topic.string.startswith("함께 ", topic.end() + 1)
    return "joint" if is_both and cast.is_speech and WE.search(topic["who"]) else side


def _speaker_before(before: str, cast: Participants) -> tuple[bool, ActorMention | None]:
    """Return whether somebody is named before a quotation, and who speaks, where the side is known."""
    outside = re.sub(r'"[^"]*"', lambda quoted: " " * len(quoted[0]), before)
    who = [topic["who"] for topic in TOPIC.finditer(outside) if can_act(topic["who"], cast)]
    speakers = [side for one in who if (side := side_of(one, cast))]
    return bool(who), ActorMention(Role.PARTY, speakers[-1]) if speakers else None


def _doer_of_things(
    plain: str, at: int, things: list[re.Match[str]], cast: Participants, memory: Memory
) -> ActorMention:
    """Return who sees to what a clause says of things alone."""
    if memory.is_task and memory.stem:
        # "양국은 다음 사항에 합의하였다" and below it "자료는 매년 공유한다".
        return memory.stem
    if cast.is_treaty and OWED.match(plain, at - 2):
        # "결과물은 제3자에게 공개하지 아니한다": both are bound.
        return ActorMention(Role.PARTY, "joint")
    if plain[at] in PASSIVE and OPEN_POINT.search(things[-1]["who"]):
        return ActorMention(Role.BODY, cast.agreed)
    is_meeting = any(MEETS.search(topic["who"]) and not OF_MANY.search(topic["who"]) for topic in things)
    return ActorMention(Role.BODY, cast.common) if is_meeting else ActorMention(Role.THING)


def _named_before(plain: str, floor: int, at: int, cast: Participants) -> ActorMention | None:
    """Read who is named behind an arrow or a colon: "문제 제기(우리측) → 몽측, 복구하겠다고 함"."""
    places = [one.span(one.lastgroup or 0) for one in NAMED_WITHIN.finditer(plain, floor, at)]
    named = [place for place in places if can_act(plain[slice(*place)], cast)]
    return ActorMention(Role.PARTY, side_of(plain[slice(*named[-1])], cast), named[-1]) if named else None


def _doer_from_context(
    plain: str, floor: int, at: int, act: Act, cast: Participants, memory: Memory, *, is_nameless: bool
) -> ActorMention:
    """Find the actor of a clause whose topic names no side: by whom it asks, or by what stands before it."""
    if is_nameless and cast.is_treaty:
        # What is said of an authority without a country holds for both.
        return ActorMention(Role.PARTY, "joint")
    is_for_us = plain.startswith("주", at) and FOR_US.search(plain, floor, at) is not None
    if act is Act.ASK and not is_for_us and (asked := _find_asked_side(plain, floor, at, cast)):
        return ActorMention(Role.PARTY, find_opposite(asked))
    if memory.stem and not is_nameless:
        return memory.stem
    if is_nameless and memory.is_task and memory.stem and memory.stem.side in ("ours", "theirs"):
        # "라오스측 할 일" and below it "공공사업교통부가 …": the ministry is theirs.
        return memory.stem
    before = None if is_nameless else memory.one
    if not is_nameless and _is_of_writer(plain, at, act, memory, cast):
        before = cast.own or before
    if act is Act.UNDERTAKE and not is_nameless and PLEDGED.search(plain, at):
        # "편의를 제공할 것을 약속드립니다".
        before = cast.own or before
    elif act is Act.UNDERTAKE and not is_nameless:
        is_agreed = "합의" in plain[at : at + AGREED_WITHIN]
        before = (
            cast.agreed
            or ("joint" if is_agreed else None)
            or ("joint" if cast.is_letter or cast.is_speech else None)
        )
    return ActorMention(Role.PARTY if is_nameless or before else Role.THING, before)


def _is_addressed(topic: re.Match[str], plain: str, at: int, cast: Participants) -> bool:
    """Return whether somebody is politely named who is asked: "장관님께서 와 주시기를 바랍니다"."""
    is_spoken = cast.is_speech or cast.is_letter
    return (
        is_spoken
        and topic["mark"].startswith("께서")
        and plain.startswith(("주시", "주실", "주셨", "주신"), at)
    )


def _is_asked(
    plain: str,
    topic: re.Match[str],
    side: OwnerSide,
    found: ActorMention | None,
    memory: Memory,
    cast: Participants,
) -> bool:
    """Return whether a subject is who is to do it: "캄보디아 정부가 조치를 취해 줄 것을 요청하였다"."""
    is_spoken = cast.is_letter or cast.is_speech
    asker = (found.side if found else None if is_spoken else memory.one) or cast.own
    is_inner = topic["mark"] not in TOPICAL and asker not in (None, side)
    return (
        is_inner
        and re.search(
            r"(?:줄|달라|주기를|주길|주시기를|주실|[해어아여러려춰써와줘쳐켜펴져겨내봐나가])(?:\s*것을|고)?\s*$"
            r"|(?<![가-힣])(?:공유|송부|회신|제공|검토|확인|전달|제출|통보|회답|조치|협조|준비|작성|안내)[을를]?\s*$",
            plain[topic.end() :],
        )
        is not None
    )


def _is_of_writer(plain: str, at: int, act: Act, memory: Memory, cast: Participants) -> bool:
    """Return whether a sentence without a subject is the writer's: "회신드리겠습니다", "부탁드립니다"."""
    if act in (Act.ASK, Act.INVITED):
        if memory.one and TOLD_TO_ASK.match(plain, at):
            # "알려 달라고도 했습니다": the other asked.
            return False
        return POLITE.search(plain, at) is not None
    if plain.startswith("겠음", at):
        return True
    if (cast.is_letter or cast.is_speech) and (MINE.match(plain, at) or OBJECT_FIRST.match(plain, at)):
        return True
    return (
        "드리" in plain[at - 2 : at]
        or "드릴" in plain[at - 1 : at + 1]
        or (memory.one is None and plain.startswith("겠습니다", at))
    )


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
        case Act.ASKED:
            return Undertaking(OutcomeKind.REQUEST, side, found)
        case Act.INVITED:
            return Undertaking(OutcomeKind.OFFER, side and find_opposite(side), found)
        case Act.WILL if found.doer.role is Role.THING:
            return None
    return Undertaking(KINDS.get(found.act, OutcomeKind.COMMITMENT), side, found)
