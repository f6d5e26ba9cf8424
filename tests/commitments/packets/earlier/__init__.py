"""Contents that earlier formats froze, `format-1.json` and later, and the records that they were made of."""

import datetime
from pathlib import Path

from commitments.enums import CommitmentState, Health, OutcomeKind, OwedBy, Side, Strength
from commitments.language.phrases.specification import on_day
from commitments.lifecycle import progress
from commitments.models import DelegationMember, Meeting, ProposedWording, TopicBrief
from commitments.records import edits
from tests import make
from tests.cast import NOW, TODAY, Cast

FOLDER = Path(__file__).parent
OWING = ((OwedBy.OURS, "Lend two buoys"), (OwedBy.THEIRS, "Name an officer"), (OwedBy.JOINT, "Meet twice"))


def record(cast: Cast) -> Meeting:
    """Create a meeting in December 2026 that has something in every section of its packet."""
    past = make.meeting(cast)
    text = make.statement(cast, past)
    owing = (
        (OwedBy.OURS, "Lend two buoys"),
        (OwedBy.THEIRS, "Name an officer"),
        (OwedBy.JOINT, "Meet twice"),
    )
    for owed_by, title in owing:
        point = make.outcome(cast, past, clause=f"{title} by June.", spoken_by=owed_by, statement=text)
        item = make.commitment(cast, point, title=title, owed_by=owed_by, state=CommitmentState.ACCEPTED)
        make.evidence(cast, item, description=f"{title}: a first note")
        progress.record_update(
            item,
            health=Health.AT_RISK,
            text=f"{title}: half is done",
            side=Side.OURS,
            reported_on=TODAY,
            by=cast.officer,
            now=NOW,
        )
    done = make.commitment(
        cast, make.outcome(cast, past), title="Send the charts", state=CommitmentState.FULFILLED
    )
    edits.change_record(done, {"line_to_take": "Thank them."}, by=cast.officer, now=NOW)
    for kind, clause in (
        (OutcomeKind.REQUEST, "Open a second harbour office."),
        (OutcomeKind.UNDERSTANDING, "Safe harbours matter to both."),
    ):
        make.outcome(
            cast, past, kind=kind, clause=clause, spoken_by=OwedBy.OURS, strength=Strength.NOT_STATED
        )
    meeting = make.meeting(cast, title="Talks in winter", held_on=datetime.date(2026, 12, 17), held=False)
    make.brief(
        cast,
        meeting,
        why="They asked for it.",
        objectives="1. **Buoys.** A day for each (26-0001).",
        ask="Will you name one officer?",
        if_refused="Ask again in spring.",
        events="10:00 | Welcome | all | in the hall\n10:15 | T1 | we open |",
        courtesy="Thank you | terima | te-ri-ma | 감사합니다",
        joint_statement="The two sides met.",
        duty_officer="The desk, 000-0000",
    )
    sheet = TopicBrief(
        meeting=meeting,
        number=1,
        title="Harbours",
        titles="ko | 항만",
        objective="A second office",
        points="- **Thank.** For the charts.",
        background="They have one office.",
        not_to_be_disclosed="A third is planned.",
        items="XV-2026-0001",
    )
    wording = ProposedWording(
        meeting=meeting,
        number=1,
        title="An officer",
        wording="Each side names one officer.",
        wordings="ko | 각 측은 담당관 한 명을 지정한다.",
        strength=Strength.AGREED,
        fallback="A telephone number.",
    )
    seats = (
        DelegationMember(
            meeting=meeting, side=Side.THEIRS, order=1, official=cast.their_minister, is_head=True
        ),
        DelegationMember(meeting=meeting, side=Side.OURS, order=1, post="Minister", is_head=True),
    )
    for row in (sheet, wording, *seats):
        edits.create_record(row, by=cast.officer, now=NOW)
    return meeting


def change(cast: Cast, meeting: Meeting) -> None:
    """Change what the second packet of the meeting reports as changed since the first."""
    item = meeting.country.commitments(manager="objects").get(title="Lend two buoys")
    make.move(cast, item, on_day(datetime.date(2026, 9, 30), "by 30 September 2026"))
