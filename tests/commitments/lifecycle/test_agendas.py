"""Open items come back: whose agenda they stand on, once each, where from, and when they go."""

import datetime
from typing import Any, ClassVar

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from commitments.audit import log
from commitments.enums import Answer, CommitmentState, MeetingForm, MeetingState, OutcomeKind, Strength
from commitments.errors import Refused
from commitments.lifecycle import acceptance, agendas
from commitments.meetings import meetings, outcomes
from commitments.models import AgendaItem, AuditRow, Commitment, Mechanism, Meeting
from tests import make
from tests.cast import NOW, TODAY, Cast, gather

NEXT = datetime.date(2026, 9, 1)
OPEN = CommitmentState.IN_PROGRESS


def titles(meeting: Meeting) -> list[str]:
    """Name what stands on an agenda."""
    rows = AgendaItem.objects.filter(meeting=meeting)
    return sorted(filter(None, [*rows.values_list("commitment__title", flat=True), *_clauses(rows)]))


def _clauses(rows: QuerySet[AgendaItem]) -> list[str]:
    return list(rows.values_list("outcome__clause", flat=True))


@pytest.mark.both
class AgendaCase(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.body = Mechanism.objects.create(country=cls.cast.valdoria, name="Joint Commission")
        cls.past = make.meeting(cls.cast, title="Second session", mechanism=cls.body, session_number=2)
        cls.elsewhere = make.meeting(cls.cast, title="Visit")

    body: ClassVar[Mechanism]
    past: ClassVar[Meeting]
    elsewhere: ClassVar[Meeting]

    def owed(self, title: str, at: Meeting, state: CommitmentState = OPEN) -> Commitment:
        return make.commitment(self.cast, make.outcome(self.cast, at), title=title, state=state)

    def plan(self, held_on: datetime.date | None = NEXT, **more: Any) -> Meeting:
        return make.meeting(self.cast, held_on=held_on, held=False, **more)

    def hold(self, meeting: Meeting) -> Meeting:
        meetings.edit_meeting(
            meeting, {"held_on": TODAY}, expected=meeting.version, by=self.cast.officer, now=NOW
        )
        return meetings.mark_held(meeting, by=self.cast.officer, now=NOW)

    def row(self, meeting: Meeting, item: Commitment) -> AgendaItem:
        return AgendaItem.objects.get(meeting=meeting, commitment=item)


class ScopeTests(AgendaCase):
    def test_what_is_open_with_one_partner_is_on_no_agenda_with_another(self) -> None:
        of_others: dict[str, Any] = {"country": self.cast.elsewhere, "by": self.cast.stranger}
        theirs = make.meeting(self.cast, title="Visit elsewhere", **of_others)
        make.outcome(self.cast, theirs, kind=OutcomeKind.REQUEST, by=self.cast.stranger)
        self.assertEqual(titles(self.plan()), [])
        item, upcoming = self.owed("Of the visit", self.elsewhere), self.plan(**of_others)
        with self.assertRaises(Refused) as caught:
            agendas.add_to_agenda(item, upcoming, by=self.cast.officer, now=NOW)
        self.assertEqual(caught.exception.code, "not_ahead")

    def test_a_session_takes_up_its_mechanism_and_another_meeting_the_partner(self) -> None:
        self.owed("Of the commission", self.past)
        self.owed("Of the visit", self.elsewhere)
        session = self.plan(mechanism=self.body, session_number=3)
        self.assertEqual(titles(session), ["Of the commission"])
        self.assertEqual(titles(self.plan()), ["Of the commission", "Of the visit"])

    def test_a_call_and_an_exchange_take_up_nothing_unless_a_mechanism_meets_that_way(self) -> None:
        self.owed("Of the commission", self.past)
        for form in (MeetingForm.CALL, MeetingForm.EXCHANGE):
            self.assertEqual(titles(self.plan(form=form)), [])
            self.assertEqual(titles(self.plan(form=form, mechanism=self.body)), ["Of the commission"])

    def test_drafts_closed_items_and_other_partners_stay_away(self) -> None:
        self.owed("Draft", self.past, CommitmentState.DRAFT)
        self.owed("Done", self.past, CommitmentState.FULFILLED)
        self.owed("Proposed", self.past, CommitmentState.PROPOSED)
        self.owed("Theirs", make.meeting(self.cast, country=self.cast.elsewhere))
        self.assertEqual(titles(self.plan()), ["Proposed"])

    def test_asks_and_offers_without_an_answer_come_back_too(self) -> None:
        ask = make.outcome(self.cast, self.past, kind=OutcomeKind.REQUEST, clause="Please help.")
        make.outcome(self.cast, self.past, kind=OutcomeKind.TOPIC, clause="Trade.")
        ahead = self.plan()
        self.assertEqual(titles(ahead), ["Please help."])
        outcomes.record_answer(
            ask, Answer.REFUSED, wording="", source="", strength=Strength.NOT_STATED,
            by=self.cast.officer, now=NOW,
        )  # fmt: skip
        self.assertEqual((titles(ahead), titles(self.plan())), (["Please help."], []))

    def test_what_is_agreed_at_a_later_meeting_is_not_taken_up_at_an_earlier_one(self) -> None:
        early, late = self.plan(datetime.date(2026, 2, 1)), self.plan()
        self.owed("Of the visit", self.elsewhere)
        self.assertEqual((titles(early), titles(late)), ([], ["Of the visit"]))

    def test_nothing_comes_back_at_the_meeting_where_it_was_agreed(self) -> None:
        ahead = self.plan()
        self.owed("Agreed in writing before", ahead)
        self.assertEqual(titles(ahead), [])

    def test_a_meeting_recorded_after_it_was_held_takes_up_what_is_open_only_on_asking(self) -> None:
        self.owed("Of the commission", self.past)
        held = make.meeting(self.cast, held_on=TODAY)
        self.assertEqual(titles(held), [])
        meetings.add_open_items(held, by=self.cast.officer, now=NOW)
        self.assertEqual(titles(held), ["Of the commission"])


class LifeTests(AgendaCase):
    def test_an_item_opened_later_joins_the_meetings_ahead_and_leaves_when_redrafted(self) -> None:
        ahead, session = self.plan(), self.plan(mechanism=self.body)
        item = self.owed("Of the visit", self.elsewhere, CommitmentState.PROPOSED)
        self.assertEqual((titles(ahead), titles(session)), (["Of the visit"], []))
        acceptance.redraft(item, by=self.cast.officer, now=NOW, reason="Other terms.")
        self.assertEqual(titles(ahead), [])
        acceptance.propose(item, by=self.cast.officer, now=NOW)
        self.assertEqual(titles(ahead), ["Of the visit"])

    def test_an_ask_made_later_joins_them_too_and_leaves_as_a_topic(self) -> None:
        ahead = self.plan()
        ask = make.outcome(self.cast, self.elsewhere, kind=OutcomeKind.REQUEST, clause="Please help.")
        self.assertEqual(titles(ahead), ["Please help."])
        outcomes.change_outcome(
            ask, {"kind": OutcomeKind.TOPIC}, expected=ask.version, by=self.cast.officer, now=NOW
        )
        self.assertEqual(titles(ahead), [])

    def test_an_ask_of_a_meeting_ahead_waits_until_that_was_held(self) -> None:
        first, second = self.plan(), self.plan()
        make.outcome(self.cast, first, kind=OutcomeKind.REQUEST, clause="Please help.")
        self.assertEqual(titles(second), [])
        self.hold(first)
        self.assertEqual(titles(second), ["Please help."])

    def test_what_was_closed_stays_on_an_agenda_where_it_stood_and_comes_on_no_new_one(self) -> None:
        item = self.owed("Of the visit", self.elsewhere)
        ahead = self.plan()
        make.advance(self.cast, item, CommitmentState.FULFILLED)
        meetings.postpone_meeting(ahead, None, by=self.cast.officer, now=NOW, reason="No day yet.")
        self.assertEqual((titles(ahead), titles(self.plan())), (["Of the visit"], []))

    def test_another_mechanism_form_or_none_changes_what_stands_there(self) -> None:
        self.owed("Of the commission", self.past)
        self.owed("Of the visit", self.elsewhere)
        ahead = self.plan()

        def change(**values: Any) -> list[str]:
            meetings.edit_meeting(ahead, values, expected=ahead.version, by=self.cast.officer, now=NOW)
            return titles(ahead)

        self.assertEqual(change(mechanism=self.body), ["Of the commission"])
        self.assertEqual(change(mechanism=None), ["Of the commission", "Of the visit"])
        self.assertEqual(change(form=MeetingForm.CALL), [])

    def test_closing_carries_on_what_is_open_and_nobody_has_to_touch_it(self) -> None:
        item = self.owed("Of the visit", self.elsewhere)
        first, second = self.plan(), self.plan()
        self.hold(first)
        meetings.close_meeting(first, by=self.cast.officer, now=NOW)
        self.assertEqual(self.row(first, item).discussion, "")
        self.assertEqual(self.row(second, item).carried_from, self.row(first, item))
        third = self.plan()
        self.assertEqual(self.row(third, item).carried_from, self.row(first, item))

    def test_an_item_is_carried_from_its_latest_place_whatever_order_meetings_were_planned_in(self) -> None:
        item = self.owed("Of the visit", self.elsewhere)
        late = self.plan(datetime.date(2026, 12, 1))
        early = self.plan()
        self.assertIsNone(self.row(late, item).carried_from)
        self.hold(early)
        self.assertEqual(self.row(late, item).carried_from, self.row(early, item))
        meetings.postpone_meeting(
            late, datetime.date(2026, 3, 10), by=self.cast.officer, now=NOW, reason="Sooner after all."
        )
        self.assertIsNone(self.row(late, item).carried_from)

    def test_doing_it_again_changes_and_records_nothing(self) -> None:
        self.owed("Of the visit", self.elsewhere)
        ahead = self.plan()
        before = AuditRow.objects.count()
        self.assertEqual(agendas.add_open_items(ahead, by=self.cast.officer, now=NOW), 0)
        agendas.carry_on(self.cast.valdoria, by=self.cast.officer, now=NOW)
        self.assertEqual((AgendaItem.objects.count(), AuditRow.objects.count()), (1, before))

    def test_every_row_put_on_carried_or_taken_off_is_in_the_history_whole(self) -> None:
        item = self.owed("Of the visit", self.elsewhere)
        first, second = self.plan(), self.plan()
        made = self.row(second, item)
        self.hold(first)
        acceptance.redraft(self.proposed_again(item), by=self.cast.officer, now=NOW, reason="Other terms.")
        rows = AuditRow.objects.filter(subject_type=AgendaItem._meta.label, subject_id=made.pk)
        self.assertEqual(
            list(rows.order_by("pk").values_list("action", flat=True)), ["created", "carried", "removed"]
        )
        created, carried, removed = rows.order_by("pk")
        self.assertEqual(created.after, log.state_of(made))
        self.assertEqual(carried.after, {"carried_from_id": self.row(first, item).pk})
        self.assertEqual(removed.before, created.after | carried.after)

    def proposed_again(self, item: Commitment) -> Commitment:
        """Give the item as if nobody had accepted it yet."""
        Commitment.objects.filter(pk=item.pk).update(state=CommitmentState.PROPOSED)
        item.refresh_from_db()
        return item

    def test_a_cancelled_meeting_hands_nothing_on(self) -> None:
        item = self.owed("Of the visit", self.elsewhere)
        first, second = self.plan(), self.plan(datetime.date(2026, 12, 1))
        meetings.cancel_meeting(first, by=self.cast.officer, now=NOW, reason="Elections.")
        self.assertEqual(first.state, MeetingState.CANCELLED)
        self.assertIsNone(self.row(second, item).carried_from)

    def test_the_number_of_statements_does_not_grow_with_the_items(self) -> None:
        def bring(count: int) -> int:
            for number in range(count):
                self.owed(f"Item {number}", self.elsewhere, CommitmentState.PROPOSED)
            with CaptureQueriesContext(connection) as seen:
                self.plan()
            return len(seen)

        few = bring(2)
        self.assertEqual(bring(12), few)
