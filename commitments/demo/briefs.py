"""The invented briefs of the demonstration: a core brief, two topic briefs, lines to take and proposed
wording.
"""

import datetime
import re
from collections.abc import Iterator
from functools import partial

from commitments.demo import people, valdoria_now
from commitments.demo.commitments import Scene
from commitments.demo.register import Register
from commitments.enums import Classification, CommitmentState, Strength
from commitments.models import Brief, Commitment, Meeting, ProposedWording, TopicBrief
from commitments.records import edits

# Stands in a text for the reference of the item with this title.
ITEM = re.compile(r"\{([^}]+)\}")
PRESS_DAYS = 1

BRIEF = {
    "why": (
        "It is the yearly session, and the first since their minister came to Seoul. Both sides asked for "
        "it. Every open item comes back first; then rescue at sea and online fraud."
    ),
    "objectives": (
        "- **A name for every harbour.** Officers whom rescue ships may call, on one list "
        "({Name contact persons at every harbour}).\n"
        "- **An officer against fraud.** Their post filled, or another door named "
        "({Appoint a liaison officer for online fraud}).\n"
        "- **A clean account.** What we are late with is told by us, with its day "
        "({Mend the signal at the pilots' jetty})."
    ),
    "messages": (
        "- Rescue works because somebody answers. Let us write down who does.\n"
        "- Fraud crosses the strait faster than our letters. One officer on each side is enough to begin.\n"
        "- We are late too, and say so first: the new horn is on its way."
    ),
    "ask": (
        "Will you name, before the year is out, one officer at each harbour whom our rescue ships may call "
        "by day and by night?"
    ),
    "if_refused": "ask for the three busiest harbours first, and for a day for the others.",
    "if_accepted": "read the wording back with its day, and thank.",
    "not_to_say": (
        "- Do not call the waiver of dues overdue: it waits for their Assembly "
        "({Waive harbour dues for rescue ships}).\n"
        "- Nothing on an engineer for their service: that was declined "
        "({Lend an engineer to the Constabulary}).\n"
        "- No numbers of fraud cases: the two services have not agreed on any."
    ),
    "events": (
        "09:30 | Guests arrive | Met by the Director for Island Countries | One handshake, one photograph\n"
        "09:45 | Courtesy call | Both heads, one aide each | Tea, no papers\n"
        "10:00 | Opening, press in the room | Host first, two minutes each | Press leaves on a sign\n"
        "10:10 | T1: harbours and rescue | We open | The ask closes this part\n"
        "11:10 | Open items, one by one | Note-takers of both sides | Scorecard, overdue first\n"
        "12:15 | Lunch | The Vice-head is host | Seats by precedence\n"
        "13:45 | T2: online fraud | They open | Reporting page on the screen "
        "({Show the reporting page for online fraud})\n"
        "14:45 | New wordings read back | Interpreters of both sides | Words first, then days\n"
        "15:45 | Close | Both heads | Two accounts, no joint press conference"
    ),
    "place": (
        "River room: a long table, five a side, the heads face to face in the middle. An interpreter behind "
        "each head, to the left."
    ),
    "language": "Korean and Valdorian, one after the other. Papers are left in English.",
    "press": "Open for the first ten minutes, without questions. Our account follows at 17:00 in Seoul.",
    "courtesy": (
        "Good day | Bonë dìa | BO-neh DEE-ah | 안녕하십니까\n"
        "Thank you | Grazjë | GRAHTS-yeh | 감사합니다\n"
        "Safe journey | Bon viadž | bon vee-AHDZH | 안녕히 가십시오"
    ),
    "if_plans_change": (
        "Shorter by half: T1 and the ask alone. Their minister called away: the Director for Eastern "
        "Countries takes the wordings. Cancelled: the list of harbours goes through the embassy that day."
    ),
    "joint_statement": (
        "The Joint Commission of the two sides met in Seoul for its third session. It went through every "
        "open point of the sessions and visits before, and named what comes next for rescue at sea and "
        "against online fraud."
    ),
    "duty_officer": "Hong Gil-dong, Cambodia and Valdoria desk (no telephone: demonstration)",
}

HARBOURS = {
    "title": "Harbours and rescue at sea",
    "titles": "ko | 항만 및 해상 구조",
    "running_title": "Harbours, rescue",
    "objective": "A name at every harbour, and a programme of work for rescue at sea.",
    "their_objective": (
        "Berths kept free for their ships in the season; more time for their own list of harbours "
        "({Deposit their list of designated harbours})."
    ),
    "response": (
        "Berths: reported as agreed ({Report how many berths are kept free}). Time: both lists are deposited "
        "together, so that neither side waits for the other."
    ),
    "points": (
        "- **Thank.** Your pilots tried our handbook at sea and wrote to us what it left out.\n"
        "- **Own up.** The signal at the jetty is late. The lamp burns; the horn comes by ship "
        "({Mend the signal at the pilots' jetty}).\n"
        "- **Hand over.** Here is our draft of a programme of work "
        "({Draft programme of work for rescue at sea}).\n"
        "- **Ask.** One officer at each harbour, by day and by night "
        "({Name contact persons at every harbour}). The exact words stand in the core brief.\n"
        "- **Fix.** One day on which both lists of harbours are deposited "
        "({Deposit our list of designated harbours})."
    ),
    "if_raised": (
        "- **“Your dues are dear.”** Theirs are not on the table yet; we ask when they will be "
        "({Publish the table of harbour dues}).\n"
        "- **“Open the second channel.”** We measure first and promise after "
        "({Measure the pilots' channel}).\n"
        "- **The regatta.** Gladly; the day is theirs to name."
    ),
    "tactics": "Own up first, ask second. If time is short, drop the dues. Leave the wording on the table.",
    "press_line": (
        "Both sides went through all that is open between their harbours, and agreed on what comes next for "
        "rescue at sea."
    ),
    "background": (
        "- The 2nd session set the yearly round: contact persons, a report on traffic, readings of the buoys "
        "({Exchange weather buoy readings}).\n"
        "- Harbours are designated by the notes exchanged this year; each side deposits its own list.\n"
        "- Two practice lamps are still to be lent; the other four are there "
        "({Lend the two lamps that are missing})."
    ),
    "not_to_be_disclosed": (
        "- The first maker of the horn gave the order back; the Office does not want this told.\n"
        "- The embassy expects the post of the clerk of dues to stay empty until spring."
    ),
    "items": (
        "{Mend the signal at the pilots' jetty} {Draft programme of work for rescue at sea} "
        "{Deposit our list of designated harbours} {Name contact persons at every harbour} "
        "{Deposit their list of designated harbours} {Publish the table of harbour dues} "
        "{Exchange weather buoy readings}"
    ),
}

FRAUD = {
    "title": "Online fraud",
    "titles": "ko | 온라인 사기 대응",
    "running_title": "Online fraud",
    "objective": "An officer of theirs whom ours may call, named at the table.",
    "their_objective": "Our notes on new tricks in time; places in our course; an engineer on loan.",
    "response": (
        "Notes and course: yes ({Circulate the notes on new tricks}). The engineer: no, as was answered; ask "
        "what the engineer was to do."
    ),
    "points": (
        "- **Credit.** Your minister called fraud a matter for both countries, and so did ours.\n"
        "- **Remind.** The liaison officer was agreed; the budget is yours to settle "
        "({Appoint a liaison officer for online fraud}).\n"
        "- **Bridge.** Until then: one address on each side, read every day "
        "({Exchange lists of contact points}).\n"
        "- **Show.** Our page for reporting fraud, as far as it is built."
    ),
    "if_raised": (
        "- **“There is no money for a post.”** An address costs none. When is the budget looked at again?\n"
        "- **“Lend us your engineer.”** The agency said no. The course is open to your people instead "
        "({Open the online course to Valdoria})."
    ),
    "tactics": "Let them open. Show the page before speaking of the post.",
    "press_line": "Both sides showed each other how they help people who were defrauded online.",
    "last_time": (
        "**The minister's visit to Seoul.** A liaison officer and lists of contact points were agreed; our "
        "account and theirs of the lists differ in one verb ({Exchange lists of contact points})."
    ),
    "background": (
        "- Their Constabulary is now called the Safety Service; older papers bear the old name.\n"
        "- Our list of contact points is sent; theirs is awaited."
    ),
    "items": (
        "{Appoint a liaison officer for online fraud} {Exchange lists of contact points} "
        "{Send samples of forged papers} {Open the online course to Valdoria} "
        "{Circulate the notes on new tricks} {Show the reporting page for online fraud}"
    ),
}
SHEETS = (HARBOURS, FRAUD)
# What is not to be disclosed lies above the rest.
LEVELS = (Classification.CONFIDENTIAL, Classification.RESTRICTED)


def create_brief(register: Register, *, now: datetime.datetime) -> None:
    """Write the brief for the next session, as the desk."""
    session = Meeting.objects.get(title=valdoria_now.NEXT_COMMISSION.title)
    officer = register.users[people.OFFICER]
    edits.create_record(Brief(meeting=session, **_insert_references(BRIEF)), by=officer, now=now)
    until = session.held_on + datetime.timedelta(days=PRESS_DAYS) if session.held_on else None
    for number, (sheet, level) in enumerate(zip(SHEETS, LEVELS, strict=True), 1):
        topic = TopicBrief(
            meeting=session,
            number=number,
            classification=level,
            press_until=until,
            **_insert_references(sheet),
        )
        edits.create_record(topic, by=officer, now=now)


def _insert_references(texts: dict[str, str]) -> dict[str, str]:
    """Insert the references of the items into the texts."""
    return {name: ITEM.sub(_reference, text) for name, text in texts.items()}


def _reference(found: re.Match[str]) -> str:
    """Return the reference of an item by its title, of a series that of its latest occurrence."""
    items = Commitment.objects.filter(country__iso=people.FICTIONAL, title=found[1])
    return items.latest("pk").reference


DAY = -2
# By the title of the item; of a series, on every occurrence.
LINES = {
    "Send the pilots' handbook": "Ask what their pilots made of it.",
    "Lend six practice lamps": "Four are there; the other two follow.",
    "Invite a study group": "Mention only in thanks.",
    "Ten training places for young pilots": "Proof that what they ask for is done.",
    "Guide to careful computing in Valdorian": "“It is late, and that is ours. The rest is being printed.”",
    "Mend the signal at the pilots' jetty": "“The lamp burns; the horn is on its way.”",
    "Report how many berths are kept free": "“The count is done; the report follows.”",
    "Send the draft agenda of the 3rd session": "Hand it over before the opening, with regrets.",
    "Open the online course to Valdoria": "“It opens for your clerks first.”",
    "Print the chart of designated harbours": "Say that it waits for both lists.",
    "Lend an engineer to the Constabulary": "Do not raise. If asked: no, and the course instead.",
    "Show the reporting page for online fraud": "Show it on the screen, in T2.",
    "Measure the pilots' channel": "“We measure first and promise after.”",
    "Deposit our list of designated harbours": "“Let us deposit both on one day.”",
    "Draft programme of work for rescue at sea": "Hand over the draft; ask for their remarks by spring.",
    "Share the lessons of the exercise at sea": "In the pause only, and to the head alone.",
    "Circulate the notes on new tricks": "“They are at the printer's.”",
    "Lend the two lamps that are missing": "Promise no day before the lamps are here.",
    "Paper on pilots' licences": "One sentence: it comes before the consultations.",
    "Publish the table of harbour dues": "“When may our owners read it?”",
    "Appoint a liaison officer for online fraud": "“Whom may we call until the post is filled?”",
    "Waive harbour dues for rescue ships": "Never “overdue”: it waits for their Assembly.",
    "Send samples of forged papers": "Ask for five, not for all.",
    "Consider visa forms in Korean": "Ask what was considered.",
    "Deposit their list of designated harbours": "“Ours is ready. Shall we fix a day?”",
    "Name contact persons at every harbour": "This is the ask: see the core brief.",
    "Yearly report on harbour traffic": "Thank for the figures of last year.",
    "Exchange lists of contact points": "“Ours is with you. Where does yours stand?”",
    "List of harbour words in three languages": "Offer the first fifty words as a beginning.",
    "Exchange weather buoy readings": "Thank; propose fixed days (N-3).",
}

WORDINGS = (
    {
        "title": "An officer at each harbour",
        "wording": (
            "Within thirty days of this session each side will name one officer at each designated harbour "
            "whom the rescue ships of the other side may call by day and by night."
        ),
        "wordings": (
            "ko | 양측은 이번 회의 후 30일 이내에 지정 항만마다 상대측 구조선이 주야로 연락할 수 있는 "
            "담당관 1명을 지명한다.\n"
            "qaa | Ën trentë dìe dopo këstë sesjon, ognë part nominarà ün ofizjal ën ognë port dezinjat."
        ),
        "strength": Strength.AGREED,
        "terms": "within 30 days",
        "fallback": "The three busiest harbours first, and a day for the others.",
    },
    {
        "title": "One address against online fraud",
        "wording": (
            "Each side will open one address for reports of online fraud, and read it on every working day."
        ),
        "wordings": (
            "ko | 양측은 온라인 사기 신고를 받는 연락처를 각각 하나씩 개설하고 근무일마다 이를 확인한다.\n"
            "qaa | Ognë part avrà ün adrez për la frodë ën linjë, e lo lejarà ognë dìa dë lavor."
        ),
        "strength": Strength.AGREED,
        "terms": "until the liaison officers are in post",
        "fallback": "An address, without the daily reading.",
    },
    {
        "title": "Fixed days for the buoy readings",
        "wording": (
            "Both sides will endeavour to exchange the readings of their weather buoys in the first week of "
            "each quarter."
        ),
        "wordings": "ko | 양측은 매 분기 첫째 주에 기상 부표 관측 자료를 교환하도록 노력한다.",
        "strength": Strength.WILL_ENDEAVOUR,
        "terms": "every quarter",
        "fallback": "Twice a year.",
    },
)


def build_preparation_scenes(register: Register) -> Iterator[Scene]:
    """Yield the scenes in which the desk prepares its session, two days ago."""
    yield Scene(DAY, partial(create_wordings, register))


def create_wordings(register: Register, now: datetime.datetime) -> None:
    """Write the lines to take on what is recorded by then, and the proposed wording for the session."""
    officer = register.users[people.OFFICER]
    items = Commitment.objects.filter(country__iso=people.FICTIONAL, title__in=LINES)
    for item in items.exclude(state=CommitmentState.DRAFT):
        edits.change_record(item, {"line_to_take": LINES[item.title]}, by=officer, now=now)
    session = Meeting.objects.get(title=valdoria_now.NEXT_COMMISSION.title)
    for number, wording in enumerate(WORDINGS, 1):
        proposal = ProposedWording(meeting=session, number=number, **wording)
        edits.create_record(proposal, by=officer, now=now)
