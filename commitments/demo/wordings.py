"""Beside the demo's items: the line to take on each, and wordings to propose; all of it invented."""

import datetime
from collections.abc import Iterator
from functools import partial

from commitments import editing
from commitments.demo import people, valdoria_now
from commitments.demo.plot import Scene
from commitments.demo.register import Register
from commitments.models import Commitment, Meeting, Proposal
from commitments.vocabulary import CommitmentState, Strength

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


def scenes(register: Register) -> Iterator[Scene]:
    """Let the desk prepare its session ahead, two days ago."""
    yield Scene(DAY, partial(write, register))


def write(register: Register, now: datetime.datetime) -> None:
    """Write the lines to take on what is on record by then, and the wordings for the session."""
    officer = register.users[people.OFFICER]
    items = Commitment.objects.filter(country__iso=people.FICTIONAL, title__in=LINES)
    for item in items.exclude(state=CommitmentState.DRAFT):
        editing.change(item, {"line_to_take": LINES[item.title]}, by=officer, now=now)
    session = Meeting.objects.get(title=valdoria_now.NEXT_COMMISSION.title)
    for number, wording in enumerate(WORDINGS, 1):
        proposal = Proposal(meeting=session, number=number, **wording)
        editing.create(proposal, by=officer, now=now)
