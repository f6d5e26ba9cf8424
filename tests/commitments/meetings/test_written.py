"""What each step of a meeting and its points writes, and that none is taken on what changed meanwhile."""

import datetime
from pathlib import Path
from typing import Any, ClassVar

from commitments.enums import (
    Answer,
    CommitmentState,
    Health,
    MeetingState,
    OutcomeKind,
    Side,
    StatementKind,
    Strength,
)
from commitments.lifecycle import approvals
from commitments.meetings import delegations, meetings, outcomes
from commitments.models import AgendaItem, BackgroundFact, DelegationMember, Meeting, Outcome
from tests import make
from tests.cast import NOW, TODAY, Cast, gather
from tests.written import LATER, NEWER, WrittenCase

DAY = datetime.timedelta(days=1)
CLOSED = {"state": MeetingState.CLOSED}


class MeetingTests(WrittenCase):
    FILE = Path(__file__).with_name("written.txt")
    cast: ClassVar[Cast]
    ahead: ClassVar[Meeting]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.ahead = make.meeting(cls.cast, held_on=TODAY, held=False)

    def test_putting_off_holding_and_closing(self) -> None:
        cast = self.cast
        said: dict[str, Any] = {"reason": "A storm."}
        put_off = self.writes(
            "postpone",
            self.ahead,
            lambda one, **who: meetings.postpone_meeting(one, TODAY - DAY, **said, **who),
            by=cast.officer,
            beneath=[NEWER, CLOSED],
        )
        self.writes("hold", put_off, meetings.mark_held, by=cast.head, beneath=[NEWER, CLOSED])
        self.writes("close", put_off, meetings.close_meeting, by=cast.officer, beneath=[NEWER, CLOSED])

    def test_putting_off_to_no_day_and_cancelling(self) -> None:
        cast = self.cast
        said: dict[str, Any] = {"reason": " A storm. "}
        self.writes(
            "postpone to no day",
            self.ahead,
            lambda one, **who: meetings.postpone_meeting(one, None, **said, **who),
            by=cast.head,
        )
        self.writes(
            "cancel",
            self.ahead,
            lambda one, **who: meetings.cancel_meeting(one, **said, **who),
            by=cast.officer,
            beneath=[NEWER, CLOSED],
        )

    def test_recording_and_changing(self) -> None:
        cast = self.cast
        new = Meeting(
            country=cast.valdoria, title="Talks", held_on=TODAY, place="Seoul", time_zone="Asia/Seoul"
        )
        self.writes(
            "record", new, lambda one, **who: meetings.record_meeting(one, held=True, **who), by=cast.head
        )
        undated = Meeting(country=cast.valdoria, title="Letters")
        self.writes("record undated", undated, meetings.record_meeting, by=cast.officer)
        values = {"title": "Other talks", "held_on": TODAY - DAY}
        self.writes(
            "change",
            new,
            lambda one, **who: meetings.edit_meeting(one, values, expected=one.version, **who),
            by=cast.officer,
        )

    def test_a_meeting_entered_in_error(self) -> None:
        cast = self.cast
        point = make.outcome(cast, make.meeting(cast))
        make.commitment(cast, point, title="Open", state=CommitmentState.IN_PROGRESS)
        make.commitment(cast, point, title="Draft")
        asked = self.writes(
            "ask in error",
            point.meeting,
            lambda one, **who: meetings.request_error_entry(one, reason="Another country.", **who),
            by=cast.officer,
        )
        self.writes(
            "enter in error",
            asked,
            lambda one, **who: approvals.grant_request(one, answer=" Seen. ", **who),
            by=cast.head,
            beneath=[NEWER, {"state": "granted", "decided_by": cast.head, "decided_at": LATER}],
        )

    def test_who_sits_there(self) -> None:
        cast = self.cast
        seats = [
            delegations.DelegateInput(post="Envoy", is_head=True),
            delegations.DelegateInput(post="Clerk"),
        ]
        self.writes(
            "arrange",
            self.ahead,
            lambda one, **who: delegations.set_delegation(one, Side.OURS, seats, **who),
            by=cast.officer,
            beneath=[CLOSED],
        )
        seats = [
            delegations.DelegateInput(post="Clerk", is_head=True),
            delegations.DelegateInput(post="Scribe"),
        ]
        self.writes(
            "arrange again",
            self.ahead,
            lambda one, **who: delegations.set_delegation(one, Side.OURS, seats, **who),
            by=cast.head,
        )
        member = DelegationMember(meeting=self.ahead, side=Side.THEIRS, official=cast.their_minister)
        self.writes("seat", member, meetings.add_delegate, by=cast.officer)

    def test_a_delegate_who_stays_keeps_the_row(self) -> None:
        clerk = delegations.DelegateInput(post="Clerk")
        head = delegations.DelegateInput(official=self.cast.their_minister, is_head=True)
        kept = []
        for seats in ([head, clerk], [clerk, head]):
            delegations.set_delegation(self.ahead, Side.THEIRS, seats, by=self.cast.officer, now=NOW)
            rows = DelegationMember.objects.filter(meeting=self.ahead, side=Side.THEIRS)
            kept.append({row.post: row.pk for row in rows})
        self.assertEqual(len(kept[0]), 2)
        self.assertEqual(*kept)

    def test_background(self) -> None:
        cast = self.cast
        fact = BackgroundFact(meeting=self.ahead, text="A storm sank two ferries.", source="Harbour office")
        self.writes("add fact", fact, delegations.add_fact, by=cast.officer)
        self.writes(
            "change fact",
            fact,
            lambda one, **who: delegations.change_fact(one, {"dated": "May"}, expected=one.version, **who),
            by=cast.head,
        )
        other = delegations.FactInput("Fares rose.", "Newspaper")
        facts = [other, delegations.FactInput(fact.text, "Another office")]
        self.writes(
            "set background",
            self.ahead,
            lambda one, **who: delegations.set_background(one, facts, **who),
            by=cast.officer,
            beneath=[CLOSED],
        )
        self.writes(
            "set background anew",
            self.ahead,
            lambda one, **who: delegations.set_background(one, facts[:1], **who),
            by=cast.head,
        )
        delegations.set_background(self.ahead, facts, by=cast.officer, now=LATER)
        third = BackgroundFact(meeting=self.ahead, text="Fog.", source="Harbour office")
        delegations.remove_fact(BackgroundFact.objects.get(text=other.text), by=cast.head, now=LATER)
        self.writes("add fact after those left", third, delegations.add_fact, by=cast.officer)
        self.writes("remove fact", third, delegations.remove_fact, by=cast.head)


class OutcomeTests(WrittenCase):
    FILE = Path(__file__).with_name("written.txt")
    cast: ClassVar[Cast]
    held: ClassVar[Meeting]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.held = make.meeting(cls.cast)
        cls.ahead = make.meeting(cls.cast, title="Next talks", held_on=TODAY + 9 * DAY, held=False)

    ahead: ClassVar[Meeting]

    def test_points(self) -> None:
        cast = self.cast
        ask = Outcome(
            meeting=self.held,
            kind=OutcomeKind.REQUEST,
            clause="Send a list.",
            spoken_by="ours",
            strength="requested",
        )
        self.writes("add outcome", ask, outcomes.add_outcome, by=cast.officer)
        self.writes(
            "change outcome",
            ask,
            lambda one, **who: outcomes.change_outcome(
                one, {"clause": "Send lists."}, expected=one.version, **who
            ),
            by=cast.head,
        )
        self.writes(
            "change kind of outcome",
            ask,
            lambda one, **who: outcomes.change_outcome(
                one, {"kind": OutcomeKind.TOPIC}, expected=one.version, **who
            ),
            by=cast.officer,
        )
        self.writes(
            "remove outcome",
            ask,
            lambda one, **who: outcomes.remove_outcome(one, reason="Twice.", **who),
            by=cast.head,
        )

    def test_an_answer(self) -> None:
        ask = make.outcome(self.cast, self.held, kind=OutcomeKind.REQUEST)
        self.writes(
            "record answer",
            ask,
            lambda one, **who: outcomes.record_answer(
                one,
                Answer.AGREED,
                wording="We shall.",
                source="Their readout",
                strength=Strength.WILL_CONSIDER,
                **who,
            ),
            by=self.cast.head,
            beneath=[NEWER, {"answer": Answer.REFUSED, "answer_wording": "No.", "answer_source": "Note"}],
        )

    def test_what_was_said_about_open_items(self) -> None:
        cast = self.cast
        for owed_by in ("ours", "theirs"):
            point = make.outcome(cast, self.held)
            make.commitment(cast, point, title=owed_by, owed_by=owed_by, state=CommitmentState.IN_PROGRESS)  # type: ignore[arg-type]
        make.outcome(cast, self.held, kind=OutcomeKind.REQUEST)
        meetings.edit_meeting(
            self.ahead, {"held_on": TODAY}, expected=self.ahead.version, by=cast.officer, now=LATER
        )
        make.hold(cast, self.ahead)
        rows = AgendaItem.objects.filter(meeting=self.ahead)
        for owed_by in ("ours", "theirs"):
            self.writes(
                f"review item of {owed_by}",
                rows.get(commitment__title=owed_by),
                lambda one, **who: outcomes.review_item(
                    one, "They need a month.", health=Health.AT_RISK, expected=one.version, **who
                ),
                by=cast.officer,
            )
        self.writes(
            "review request",
            rows.get(outcome__isnull=False),
            lambda one, **who: outcomes.review_item(one, "Soon.", raised_on=TODAY, **who),
            by=cast.head,
        )

    def test_texts(self) -> None:
        cast = self.cast
        text = make.statement(cast, self.held, kind=StatementKind.OUR_READOUT, title=" ")
        self.writes(
            "sign off",
            text,
            outcomes.sign_off,
            by=cast.head,
            beneath=[NEWER, {"signed_off_at": LATER, "signed_off_by": cast.head}],
        )
        self.writes(
            "change statement",
            text,
            lambda one, **who: outcomes.change_statement(
                one, {"text": "Other words."}, expected=one.version, **who
            ),
            by=cast.officer,
        )
