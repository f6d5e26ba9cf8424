"""The invented briefs of the demonstration: a core brief, two topic briefs, lines to take and proposed
wording.
"""

import datetime
import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from commitments.demo import korean, people, valdoria_now
from commitments.demo.commitments import Scene
from commitments.demo.register import Register
from commitments.enums import Classification, CommitmentState, Strength
from commitments.meetings import agenda
from commitments.models import (
    AgendaPaper,
    AgendaPoint,
    Brief,
    Commitment,
    Meeting,
    ProposedWording,
    TopicBrief,
)
from commitments.models.translated import ENDING
from commitments.records import edits

# Stands in a text for the reference of the item with this title.
ITEM = re.compile(r"\{([^}]+)\}")
PRESS_DAYS = 1

BRIEF = {
    "why": (
        "It is the annual session, and the first since the Valdorian minister's visit to Seoul. "
        "Both sides requested it. Open commitments are reviewed first, followed by maritime rescue "
        "and online fraud."
    ),
    "objectives": (
        "- **A contact point at each port.** One list of officers whom rescue vessels may call "
        "({Designate contact points at each port}).\n- **A liaison officer for online fraud.** The "
        "post filled, or an interim contact named ({Appoint a liaison officer for online fraud}).\n"
        "- **Openness about delays.** We report our own delay, with the new date ({Provide "
        "maritime rescue contact points})."
    ),
    "messages": (
        "- Rescue depends on an answered call. Both sides need named officers at each port.\n- "
        "Online fraud moves faster than official correspondence. One officer on each side is a "
        "good start.\n- We are late as well and say so first: the missing duty numbers will follow."
    ),
    "ask": (
        "Will Valdoria designate, before the end of the year, one officer at each port whom our "
        "rescue vessels may call at any hour?"
    ),
    "if_refused": "propose the three busiest ports first, and a date for the others.",
    "if_accepted": "read back the wording and the date, and express thanks.",
    "not_to_say": (
        "- Do not call the waiver of port dues overdue: it requires the consent of their Assembly "
        "({Waive port dues for rescue vessels}).\n- Do not offer an expert for their police: the "
        "request was declined ({Second an expert to the Constabulary}).\n- Do not give figures on "
        "fraud cases: the two services have not agreed on any."
    ),
    "events": (
        "09:30 | Delegation arrives | Met by the Director-General for Island States | Handshake, "
        "photograph\n09:45 | Courtesy call | Both heads, one aide each | Tea, no documents\n10:00 "
        "| Opening, press present | Host first, two minutes each | Press leaves on a signal\n10:10 "
        "| T1: ports and rescue | We open | The main request closes this part\n11:10 | Review of "
        "open commitments | Note takers of both sides | Scorecard, overdue first\n12:15 | Working "
        "lunch | Hosted by the Vice Minister | Seating by precedence\n13:45 | T2: online fraud | "
        "They open | Portal on the screen ({Demonstrate the fraud reporting portal})\n14:45 | New "
        "wording read back | Interpreters of both sides | Wording first, then dates\n15:45 | Close "
        "| Both heads | Separate readouts, no joint press conference"
    ),
    "place": (
        "River Room: long table, five seats a side, heads of delegation facing each other in the "
        "middle. An interpreter sits behind each head, to the left."
    ),
    "language": "Korean and Valdorian, with consecutive interpretation. Documents are in English.",
    "press": (
        "Open to the press for the first ten minutes, without questions. Our readout is "
        "published at 17:00 in Seoul."
    ),
    "courtesy": (
        "Good day | Bonë dìa | BO-neh DEE-ah | 안녕하십니까\n"
        "Thank you | Grazjë | GRAHTS-yeh | 감사합니다\n"
        "Safe journey | Bon viadž | bon vee-AHDZH | 안녕히 가십시오"
    ),
    "if_plans_change": (
        "Half the time: T1 and the main request only. Minister called away: the Director-General "
        "for Asia receives the wording. Cancelled: the embassy delivers the list of ports on the "
        "same day."
    ),
    "joint_statement": (
        "The Joint Commission of the two sides held its third session in Seoul. It reviewed the "
        "open points of previous sessions and visits, and identified the next steps on maritime "
        "rescue and online fraud."
    ),
    "duty_officer": ("Hong Gil-dong, Cambodia and Valdoria desk (no telephone number in the demonstration)"),
}

HARBOURS = {
    "title": "Ports and maritime rescue",
    "titles": "ko | 항만 및 해상 구조",
    "running_title": "Ports, rescue",
    "objective": "A contact point at each port, and a work programme on maritime rescue.",
    "their_objective": (
        "Berths reserved for their vessels in the storm season; more time for their own list of "
        "ports ({Deposit their list of designated ports})."
    ),
    "response": (
        "Berths: the next report is in preparation ({Report on emergency berths}). Time: both "
        "lists are deposited together, so that neither side waits for the other."
    ),
    "points": (
        "- **Thank.** Your pilots have used our pilotage handbook and sent us useful comments.\n- "
        "**Acknowledge.** Our list of rescue contact points is late. The rescue centres are "
        "covered; two ports will follow ({Provide maritime rescue contact points}).\n- **Hand "
        "over.** This is our draft work programme on maritime rescue ({Draft work programme on "
        "maritime rescue}).\n- **Ask.** One officer at each port, available at any hour "
        "({Designate contact points at each port}). The exact wording is in the core brief.\n- "
        "**Propose.** One date on which both lists of ports are deposited ({Deposit our list of "
        "designated ports})."
    ),
    "if_raised": (
        "- **“Your port dues are high.”** Their tariff is not yet public; ask for the date "
        "({Publish the tariff of port dues}).\n- **“Open the second channel.”** The survey comes "
        "first, the decision afterwards ({Survey the approach channel}).\n- **Seafarers' "
        "certificates.** The request is under examination."
    ),
    "tactics": (
        "Acknowledge our delay first, then make the main request. If time is short, omit "
        "port dues. Leave the wording with them."
    ),
    "press_line": (
        "Both sides reviewed the open points on ports, and discussed the next steps on maritime rescue."
    ),
    "background": (
        "- The 2nd session set up the annual cycle: contact points, a report on port traffic, "
        "exchange of buoy data ({Exchange weather buoy data}).\n- Ports are designated by the "
        "notes exchanged this year; each side deposits its own list.\n- Two emergency beacons are "
        "still to be lent; the other four were delivered ({Lend the two remaining beacons})."
    ),
    "not_to_be_disclosed": (
        "- One port has no funds for a night duty officer; the Ministry does not wish this to be "
        "known.\n- The embassy expects the post of Port Dues Officer to remain vacant for several "
        "months."
    ),
    "items": (
        "{Provide maritime rescue contact points} {Draft work programme on maritime rescue} "
        "{Deposit our list of designated ports} {Designate contact points at each port} {Deposit "
        "their list of designated ports} {Publish the tariff of port dues} {Exchange weather buoy "
        "data}"
    ),
}

FRAUD = {
    "title": "Online fraud",
    "titles": "ko | 온라인 사기 대응",
    "running_title": "Online fraud",
    "objective": "A Valdorian liaison officer whom our services may call, named at the meeting.",
    "their_objective": (
        "Early advisories on new fraud methods; places on our course; secondment of an expert."
    ),
    "response": (
        "Advisories and course: yes ({Circulate advisories on new fraud methods}). The expert: no, "
        "as already answered; ask what the expert was to do."
    ),
    "points": (
        "- **Acknowledge.** Your minister called online fraud a shared concern, and so did ours.\n"
        "- **Remind.** The liaison officer was agreed; the budget is for your side to settle "
        "({Appoint a liaison officer for online fraud}).\n- **Propose.** In the meantime: one "
        "contact address on each side, monitored every working day ({Exchange lists of contact "
        "points}).\n- **Demonstrate.** Our fraud reporting portal, as far as it has been developed."
    ),
    "if_raised": (
        "- **“There is no budget for a post.”** A contact address costs nothing. When will the "
        "budget be reviewed?\n- **“Second an expert to us.”** The Centre declined the request. The "
        "online course is open to your officials instead ({Open the online course to Valdoria})."
    ),
    "tactics": "Let them open. Demonstrate the portal before raising the vacant post.",
    "press_line": "Both sides presented their services for victims of online fraud.",
    "last_time": (
        "**The minister's visit to Seoul.** A liaison officer and lists of contact points were "
        "agreed. On the lists, our readout and theirs differ in one verb ({Exchange lists of "
        "contact points})."
    ),
    "background": (
        "- The Valdorian Constabulary is now the Valdorian Police Service; older documents use the "
        "former name.\n- Our list of contact points has been sent; theirs is awaited."
    ),
    "items": (
        "{Appoint a liaison officer for online fraud} {Exchange lists of contact points} {Provide "
        "specimens of forged documents} {Open the online course to Valdoria} {Circulate advisories "
        "on new fraud methods} {Demonstrate the fraud reporting portal}"
    ),
}
SHEETS = (HARBOURS, FRAUD)
# What is not to be disclosed lies above the rest.
LEVELS = (Classification.CONFIDENTIAL, Classification.RESTRICTED)


def create_brief(register: Register, *, now: datetime.datetime) -> None:
    """Write the brief for the next session, as the desk."""
    session = Meeting.objects.get(title=valdoria_now.NEXT_COMMISSION.title)
    officer = register.users[people.OFFICER]
    texts = _insert_references(BRIEF) | _translate(korean.BRIEF)
    edits.create_record(Brief(meeting=session, **texts), by=officer, now=now)
    until = session.held_on + datetime.timedelta(days=PRESS_DAYS) if session.held_on else None
    for number, (sheet, in_korean, level) in enumerate(zip(SHEETS, korean.SHEETS, LEVELS, strict=True), 1):
        topic = TopicBrief(
            meeting=session,
            number=number,
            classification=level,
            press_until=until,
            **_insert_references(sheet),
            **_translate(in_korean),
        )
        edits.create_record(topic, by=officer, now=now)


def _insert_references(texts: dict[str, str]) -> dict[str, str]:
    """Insert the references of the items into the texts."""
    return {name: ITEM.sub(_reference, text) for name, text in texts.items()}


def _translate(texts: dict[str, str]) -> dict[str, str]:
    """Return the columns of texts in Korean."""
    texts = {f"{name}{ENDING}": text for name, text in _insert_references(texts).items()}
    return {"translation_language": "ko", **texts}


def _reference(found: re.Match[str]) -> str:
    """Return the reference of an item by its title, of a series that of its latest occurrence."""
    items = Commitment.objects.filter(country__iso=people.FICTIONAL, title=found[1])
    return items.latest("pk").reference


DAY = -2
# By the title of the item; of a series, on every occurrence.
LINES = {
    "Provide the pilotage handbook": "Thank them for the comments of their pilots.",
    "Lend six emergency beacons": "Four were delivered; the other two will follow.",
    "Invite officials for a study visit": "Mention only when expressing thanks.",
    "Ten training places for trainee pilots": "Example of a Valdorian request that was met.",
    "Cybersecurity guide in Valdorian": (
        "“The guide is late, and we regret this. Translation is under way.”"
    ),
    "Provide maritime rescue contact points": ("“The rescue centres are listed; two ports will follow.”"),
    "Report on emergency berths": "“The figures are complete; the report will follow.”",
    "Send the draft agenda of the 3rd session": "Hand it over before the opening, with our regrets.",
    "Open the online course to Valdoria": "“It will open to your officials first.”",
    "Publish the chart of designated ports": "Explain that it follows the deposit of our list.",
    "Second an expert to the Constabulary": ("Do not raise. If asked: no, and offer the course instead."),
    "Demonstrate the fraud reporting portal": "Demonstrate it on the screen, in T2.",
    "Survey the approach channel": "“We survey first and decide afterwards.”",
    "Deposit our list of designated ports": "“We propose to deposit both lists on the same day.”",
    "Draft work programme on maritime rescue": ("Hand over the draft; ask for comments within two months."),
    "Share the lessons of the cyber exercise": (
        "During the break only, and to the head of delegation alone."
    ),
    "Circulate advisories on new fraud methods": "“The advisories are being printed.”",
    "Lend the two remaining beacons": "Give no date before the supplier has delivered.",
    "Paper on pilots' licences": "One sentence: it will be sent before the consultations.",
    "Publish the tariff of port dues": "“When will the tariff be available to our shipowners?”",
    "Appoint a liaison officer for online fraud": "“Whom may we contact until the post is filled?”",
    "Waive port dues for rescue vessels": (
        "Never call it “overdue”: it requires the consent of their Assembly."
    ),
    "Provide specimens of forged documents": "Ask for five specimens, not for all of them.",
    "Consider visa application forms in Korean": "Ask for the result of their consideration.",
    "Deposit their list of designated ports": "“Ours is ready. Shall we agree on a date?”",
    "Designate contact points at each port": "This is the main request: see the core brief.",
    "Annual report on port traffic": "Thank them for last year's figures.",
    "Exchange lists of contact points": "“You have our list. When may we expect yours?”",
    "Trilingual glossary of port terms": "Offer the first fifty terms as a start.",
    "Exchange weather buoy data": "Thank them; propose fixed dates (N-3).",
}

WORDINGS = (
    {
        "title": "A contact officer at each port",
        "wording": (
            "Within thirty days of this session each side will designate one officer at each "
            "designated port whom the rescue vessels of the other side may call at any hour."
        ),
        "wordings": (
            "ko | 양측은 이번 회의 후 30일 이내에 지정 항만별로 상대측 구조선이 24시간 "
            "연락할 수 있는 담당관 1명을 지정한다.\n"
            "qaa | Ën trentë dìe dopo këstë sesjon, ognë part nominarà ün ofizjal ën ognë port dezinjat."
        ),
        "strength": Strength.AGREED,
        "terms": "within 30 days",
        "fallback": "The three busiest ports first, and a date for the others.",
    },
    {
        "title": "A contact address for online fraud",
        "wording": (
            "Each side will establish one contact address for reports of online fraud, and monitor "
            "it on every working day."
        ),
        "wordings": (
            "ko | 양측은 온라인 사기 신고를 받는 연락처를 각각 하나씩 개설하고 근무일마다 이를 확인한다.\n"
            "qaa | Ognë part avrà ün adrez për la frodë ën linjë, e lo lejarà ognë dìa dë lavor."
        ),
        "strength": Strength.AGREED,
        "terms": "until the liaison officers are in post",
        "fallback": "A contact address, without daily monitoring.",
    },
    {
        "title": "Fixed dates for weather buoy data",
        "wording": (
            "Both sides will endeavour to exchange data from their weather buoys in the first week "
            "of each quarter."
        ),
        "wordings": "ko | 양측은 매 분기 첫째 주에 기상 부표 관측 자료를 교환하도록 노력한다.",
        "strength": Strength.WILL_ENDEAVOUR,
        "terms": "every quarter",
        "fallback": "Twice a year.",
    },
)

# The agenda of the session around its open items, each with a paper or none.
AGENDA: tuple[tuple[dict[str, Any], str], ...] = (
    (
        {
            "title": "Opening remarks and adoption of the agenda",
            "titles": "ko | 개회사 및 의제 채택",
            "minutes_allotted": 10,
            "is_after_open_items": False,
        },
        "Draft agenda, sent by letter",
    ),
    (
        {"title": "Ports and maritime rescue", "titles": "ko | 항만 및 해상구조", "minutes_allotted": 30},
        "Note on contact officers at each port",
    ),
    ({"title": "Date and place of the 4th session", "titles": "ko | 제4차 회의 일자 및 장소"}, ""),
)


def build_preparation_scenes(register: Register) -> Iterator[Scene]:
    """Yield the scenes in which the desk prepares its session, two days ago."""
    yield Scene(DAY, partial(create_wordings, register))


def create_wordings(register: Register, now: datetime.datetime) -> None:
    """Write the lines to take on what is recorded by then, and the proposed wording for the session."""
    officer = register.users[people.OFFICER]
    items = Commitment.objects.filter(country__iso=people.FICTIONAL, title__in=LINES)
    for item in items.exclude(state=CommitmentState.DRAFT):
        values = {"line_to_take": LINES[item.title], "titles": korean.list_titles(item.title)}
        edits.change_record(item, values, by=officer, now=now)
    session = Meeting.objects.get(title=valdoria_now.NEXT_COMMISSION.title)
    for number, (wording, in_korean) in enumerate(zip(WORDINGS, korean.WORDINGS, strict=True), 1):
        proposal = ProposedWording(meeting=session, number=number, **wording, **_translate(in_korean))
        edits.create_record(proposal, by=officer, now=now)
    for columns, paper in AGENDA:
        point = agenda.add_point(AgendaPoint(meeting=session, **columns), by=officer, now=now)
        if paper:
            agenda.add_paper(AgendaPaper(point=point, description=paper), by=officer, now=now)
