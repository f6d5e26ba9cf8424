"""The front half of a packet made by hand: core, scenario, topic sheets, distribution, sign-off."""

from dataclasses import replace

from commitments.packets.content import PacketContent
from commitments.packets.content_values import EditionLabel, Holding, Part, Phrase, Section, Step
from commitments.packets.sections.core_brief import Core
from commitments.packets.sections.scenario import Courtesies, Courtesy, Event, Scenario
from commitments.packets.sections.topics import Topic, Touched
from tests.commitments.packets.sample import KHMER, content, core, imprint, sections

OBJECTIVES = (
    "1. **A calendar.** Four dated task-force meetings for 2027 (25-0004).\n"
    "2. **A clock.** A named officer and a time limit for each person found in a raid (25-0008).\n"
    "3. **A list.** What both sides bring to the anniversary in 2027 [25] (25-0011)."
)
POINTS = "\n".join(
    (
        "- **Thank.** Your police freed people, ours among them, and opened the way [00, 25].",
        "- **Own up.** We promised information. Part of it is late. Here is the rest (25-0001).",
        "- **Calendar.** Regular meetings were agreed; let us fix four dates for 2027 today (25-0004).",
        "- **People.** On 10 November 2025 we asked that people be kept safe and sent home fast [25].",
        "- **Ask.** One officer, 24 hours, a return date.",
    )
)
SHORT = "Thank first, owe second, ask third. If time is short, drop the list."


def part(name: str, label: str, korean: str, text: str, note: str = "") -> Part:
    return Part(name, label, (Phrase(korean, "ko"),), text, note=note)


def full_core(why: str = SHORT) -> Core:
    return replace(
        core(),
        parts=(
            part(
                "why",
                "Purpose of the meeting",
                "회담 목적",
                f"{why}\nThe ministers last met on 10 November 2025 [25].",
            ),
            part("objectives", "Objectives", "목표", OBJECTIVES),
            part("messages", "Key messages", "핵심 메시지", "1. One.\n2. Two.\n3. Three (25-0010)."),
        ),
        ask=part("ask", "Main request", "핵심 요청", "“Will you name one officer, on call day and night?”"),
        if_refused="ask for 48 hours and a trial.",
        if_accepted="say so to the press.",
        after=(
            part("not_to_say", "Points to avoid", "언급 금지", "- Nothing on numbers.\n- Never “agreed”."),
        ),
        shorten="Purpose of the meeting",
    )


def scenario() -> Scenario:
    return Scenario(
        key="scenario-1",
        occasion="",
        places=("Phnom Penh", "Seoul"),
        events=(
            Event(("09:40", "11:40"), "Car leaves hotel", "Minister, aide", "12 minutes by motorcade"),
            Event(("10:05", "12:05"), "T1: online scams", "We open", "The ask closes this part (25-0008)"),
        ),
        parts=(part("place", "Place and seating", "장소·좌석", "A long table, seven a side."),),
        courtesies=Courtesies(
            "Courtesy phrases",
            (Phrase("인사말", "ko"),),
            ("Meaning", "Khmer", "Pronunciation", "Korean"),
            (Courtesy("Thank you", "អរគុណ", "arkun", "감사합니다"),),
        ),
        after=(
            part("if_plans_change", "If plans change", "변경 시", "Shorter by half: T1 and the ask only."),
        ),
        shorten="Order of events",
    )


def topic(number: int = 1, *, background: str = "", hidden: str = "", tactics: str = SHORT) -> Topic:
    return Topic(
        key=f"t{number}",
        number=f"T{number}",
        filed=f"T{number}",
        occasion="",
        title="Online scams and safety of nationals",
        names=(Phrase("온라인 스캠 및 재외국민 보호", "ko"), Phrase(KHMER, "km")),
        short=f"T{number} Scams, nationals",
        division="Asia",
        front=(
            part("objective", "Our objective", "우리 목표", "A rhythm: dated meetings, a named officer."),
            part("points", "Points to make", "발언 요지", POINTS),
            part("tactics", "Tactics", "전술", tactics),
            part(
                "press_line",
                "Press line",
                "언론 문안",
                "“We met.”",
                "The press line may be used until 4 December 2026.",
            ),
        ),
        background=part(
            "background", "Background that may be used", "활용 가능한 배경", background or "- Known."
        ),
        not_to_be_disclosed=part(
            "not_to_be_disclosed", "Not to be disclosed", "대외 공개 금지", hidden or "- Held back."
        ),
        touched_label="Related items",
        touched_names=(Phrase("관련 사안", "ko"),),
        touched=(
            Touched("25-0001", "Hand over", "Ours", "25 d overdue", True, "Off track", "off_track", True),
            Touched("25-0009", "Projects", "Theirs", "due in 52 d", False, "At risk", "at_risk", False),
        ),
        end=f"End of topic brief T{number} · Asia · 24 November 2026",
        faults=(),
    )


def with_front(
    items: int = 3,
    *,
    why: str = SHORT,
    topics: tuple[Topic, ...] = (),
    scenarios: tuple[Scenario, ...] = (scenario(),),
) -> PacketContent:
    """Give a packet with every part of its front half."""
    sheets = topics or (topic(),)
    first, *others = sections()
    between = [Section("scenario", "2", "Scenario", (Phrase("행사 진행", "ko"),), "Scenario", "Timetable")]
    between += [Section(t.key, t.number, t.title, t.names, t.short, "Sheet", is_topic=True) for t in sheets]
    return replace(
        content(items),
        sections=(first, *between[not scenarios :], *others),
        cores=(full_core(why),),
        scenarios=scenarios,
        topics=sheets,
        distribution=(
            Holding("1", "Minister", "Minister of Foreign Affairs"),
            Holding("2–3", "Reserve", "Kept by the registry"),
        ),
    )


def signed() -> EditionLabel:
    return replace(
        imprint(),
        steps=(
            Step("1", "Desk officer", "All", True, "Signed", "23 Nov 2026, 08:10"),
            Step("2", "Legal officer", "T1", False, "Waiting", ""),
        ),
    )
