"""A passage becomes an outcome with its clause and place, and what is owed a draft; both can be undone."""

import datetime
from typing import Any, ClassVar
from unittest import mock

import pytest
from django.db import transaction
from django.test import TestCase

from commitments.access import policy
from commitments.audit.as_of import context
from commitments.audit.as_of.context import list_differences
from commitments.enums import (
    Answer,
    Classification,
    CommitmentState,
    OutcomeKind,
    OwedBy,
    PassageState,
    Side,
    SpokenBy,
    Strength,
)
from commitments.errors import Refused
from commitments.lifecycle import acceptance, drafts
from commitments.lifecycle.transitions import OwnerPart
from commitments.meetings import meetings, outcomes, texts
from commitments.models import Commitment, Deadline, Outcome, Passage, Responsibility, Statement
from commitments.records import edits
from commitments.statements import decisions, passages, reading
from tests import make
from tests.cast import NOW, Cast, gather
from tests.commitments.statements.texts import AFFIRMED, ASK, JOINT, READOUT, RECALLED, of, waiting

REVIEW = datetime.date(2026, 6, 2)
LATER = NOW + datetime.timedelta(hours=1)


class DecidingTests(TestCase):
    cast: ClassVar[Cast]
    statement: ClassVar[Statement]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.statement = make.statement(cls.cast, text=READOUT, classification=Classification.CONFIDENTIAL)
        reading.read_text(cls.statement, by=cls.cast.officer, now=NOW)

    def accept(self, words: str, kind: OutcomeKind, side: OwedBy | None, **values: Any) -> Outcome:
        guess = passages.Guess.from_json(of(self.statement, words).guess)
        told: dict[str, Any] = {"strength": guess.strength, "deadline": guess.deadline} | values
        accepted = decisions.Accepted(kind, side, **told)
        return decisions.accept_passage(of(self.statement, words), accepted, by=self.cast.officer, now=NOW)

    def refused(self, function: Any, *args: Any, **more: Any) -> str:
        with self.assertRaises(Refused) as caught:
            function(*args, by=self.cast.officer, now=NOW, **more)
        return caught.exception.code

    def test_an_undertaking_becomes_a_commitment_with_its_words_place_and_deadline(self) -> None:
        point = self.accept(
            AFFIRMED,
            OutcomeKind.COMMITMENT,
            OwedBy.THEIRS,
            title="Name a contact point",
            parts=(OwnerPart(Side.THEIRS, self.cast.their_police),),
        )
        self.assertEqual((point.clause, point.place_in_text), (AFFIRMED, "paragraph 2"))
        self.assertEqual((point.statement, point.language), (self.statement, "en"))
        self.assertEqual(point.classification, Classification.CONFIDENTIAL)
        item = point.commitments.get()
        self.assertEqual((item.state, item.owed_by), (CommitmentState.DRAFT, OwedBy.THEIRS))
        assert item.deadline
        self.assertEqual((item.deadline.wording, item.due_on), ("by 30 June 2026", make.DUE_ON))
        self.assertEqual(item.responsibilities.get().ministry, self.cast.their_police)
        self.assertEqual(of(self.statement, AFFIRMED).outcome, point)

    def test_words_read_by_ocr_are_confirmed_when_accepted_or_later(self) -> None:
        make.write(self.cast, self.statement, is_ocr=True)
        point = self.accept(AFFIRMED, OutcomeKind.COMMITMENT, OwedBy.THEIRS)
        self.assertTrue(point.is_unconfirmed)
        meetings.close_meeting(point.meeting, by=self.cast.officer, now=NOW)
        with self.assertRaises(Refused):
            outcomes.confirm_wording(point, by=self.cast.stranger, now=NOW)
        outcomes.confirm_wording(point, by=self.cast.officer, now=NOW)
        self.assertFalse(Outcome.objects.get(pk=point.pk).is_unconfirmed)
        self.assertEqual(self.refused(outcomes.confirm_wording, point), "confirmed")

    def test_what_was_compared_before_is_confirmed_at_once(self) -> None:
        make.write(self.cast, self.statement, is_ocr=True)
        point = self.accept(AFFIRMED, OutcomeKind.COMMITMENT, OwedBy.THEIRS, is_confirmed=True)
        self.assertFalse(point.is_unconfirmed)
        outcomes.change_outcome(
            point, {"clause": "Another wording."}, expected=point.version, by=self.cast.officer, now=NOW
        )
        self.assertTrue(point.is_unconfirmed)

    def test_no_date_is_invented_and_the_review_date_is_there(self) -> None:
        text = make.statement(self.cast, text="The Valdorian side will name a contact point.")
        reading.read_text(text, by=self.cast.officer, now=NOW)
        values = decisions.Accepted(OutcomeKind.COMMITMENT, OwedBy.THEIRS)
        item = decisions.accept_passage(
            waiting(text)[0], values, by=self.cast.officer, now=NOW
        ).commitments.get()
        self.assertEqual((item.due_on, item.review_on), (None, REVIEW))
        self.assertIsNone(item.responsibilities.get().ministry)
        self.assertEqual(item.title, "The Valdorian side will name a contact…")

    def test_an_ask_stays_an_ask_and_others_what_they_are(self) -> None:
        ask = self.accept(ASK, OutcomeKind.REQUEST, OwedBy.OURS)
        self.assertEqual((ask.answer, ask.review_on), (Answer.UNANSWERED, REVIEW))
        topic = decisions.mark_passage(self.statement, RECALLED, by=self.cast.officer, now=NOW)
        self.accept(topic.words, OutcomeKind.TOPIC, None)
        self.assertEqual(Outcome.objects.get(kind=OutcomeKind.TOPIC).spoken_by, SpokenBy.NOT_STATED)
        self.accept(JOINT, OutcomeKind.UNDERSTANDING, OwedBy.JOINT)
        self.assertFalse(Commitment.objects.exists())
        self.assertEqual([one.number for one in self.statement.outcomes.all()], [1, 2, 3])

    def test_an_offer_gives_a_commitment_only_where_the_text_accepts_it(self) -> None:
        self.accept(AFFIRMED, OutcomeKind.OFFER, OwedBy.THEIRS)
        self.assertFalse(Commitment.objects.exists())
        offer = self.accept(
            JOINT,
            OutcomeKind.OFFER,
            OwedBy.OURS,
            answer_wording=AFFIRMED.replace(" ", "\n"),
            answer_strength=Strength.AGREED,
        )
        item = offer.commitments.get()
        self.assertEqual((item.owed_by, item.strength), (OwedBy.OURS, Strength.AGREED))
        self.assertEqual((offer.answer, offer.answer_source), (Answer.AGREED, "Joint statement"))

    def test_an_answer_that_the_text_does_not_have_is_not_taken_from_it(self) -> None:
        values = decisions.Accepted(
            OutcomeKind.REQUEST, OwedBy.OURS, answer_wording="Valdoria accepted gladly."
        )
        self.assertEqual(
            self.refused(decisions.accept_passage, of(self.statement, ASK), values), "no_such_words"
        )
        self.assertFalse(Outcome.objects.exists())

    def test_two_officers_decide_once(self) -> None:
        first, second = of(self.statement, ASK), of(self.statement, ASK)
        seen = first.version
        decisions.reject_passage(first, by=self.cast.officer, now=NOW)
        self.assertEqual(self.refused(decisions.reject_passage, second), "decided")
        values = decisions.Accepted(OutcomeKind.REQUEST, OwedBy.OURS)
        self.assertEqual(self.refused(decisions.accept_passage, second, values), "decided")
        decisions.undo_decision(first, by=self.cast.officer, now=NOW)
        # As the other still has it on the page: decided and undone meanwhile.
        self.assertEqual(self.refused(decisions.accept_passage, second, values, expected=seen), "changed")
        self.assertFalse(Outcome.objects.exists())

    def test_a_text_corrected_meanwhile_is_read_again_first(self) -> None:
        other = READOUT.replace("The Minister visited", "Then the Minister visited")
        outcomes.change_statement(
            Statement.objects.get(pk=self.statement.pk),
            {"text": other},
            expected=self.statement.version,
            by=self.cast.officer,
            now=NOW,
        )
        values = decisions.Accepted(OutcomeKind.REQUEST, OwedBy.OURS)
        self.assertEqual(
            self.refused(decisions.accept_passage, of(self.statement, ASK), values), "text_changed"
        )
        self.assertFalse(Outcome.objects.exists())

    def test_undo_takes_outcome_and_draft_away_and_the_history_keeps_them(self) -> None:
        self.accept(AFFIRMED, OutcomeKind.COMMITMENT, OwedBy.THEIRS)
        decisions.undo_decision(of(self.statement, AFFIRMED), by=self.cast.officer, now=LATER)
        for model in (Outcome, Commitment, Deadline, Responsibility):
            self.assertFalse(model.objects.exists(), model)
        one = of(self.statement, AFFIRMED)
        self.assertEqual((one.state, one.decided_by), (PassageState.WAITING, None))
        with context.show_as_of(NOW + datetime.timedelta(minutes=1), reader=self.cast.officer):
            self.assertEqual(Outcome.objects.get().clause, AFFIRMED)
            # Who may read a draft that is gone nobody can say any more: it is not shown again.
            self.assertFalse(Commitment.objects.exists())
        written = (Outcome, Commitment, Deadline, Responsibility, Passage)
        self.assertEqual([one for one in list_differences() if one.model in written], [])
        again = self.accept(AFFIRMED, OutcomeKind.COMMITMENT, OwedBy.THEIRS)
        self.assertEqual(again.number, 1)

    def test_undo_is_refused_once_something_hangs_on_it(self) -> None:
        by = self.cast.officer
        point = self.accept(AFFIRMED, OutcomeKind.COMMITMENT, OwedBy.THEIRS)
        other = make.statement(self.cast, self.statement.meeting, title="Readout")
        clause = texts.record_wording(point, other, "They will.", by=by, now=NOW)
        self.assertEqual(self.refused(decisions.undo_decision, of(self.statement, AFFIRMED)), "compared")
        edits.remove_record(clause, by=by, now=NOW)
        acceptance.propose(point.commitments.get(), by=by, now=NOW)
        self.assertEqual(self.refused(decisions.undo_decision, of(self.statement, AFFIRMED)), "no_draft")
        self.assertEqual(of(self.statement, AFFIRMED).state, PassageState.ACCEPTED)
        self.assertEqual(
            self.refused(outcomes.remove_outcome, self.accept(ASK, OutcomeKind.REQUEST, OwedBy.OURS)), "read"
        )

    def test_a_closed_meeting_takes_nothing_more(self) -> None:
        values = decisions.Accepted(OutcomeKind.REQUEST, OwedBy.OURS)
        self.accept(JOINT, OutcomeKind.UNDERSTANDING, OwedBy.JOINT)
        meeting = self.statement.meeting
        meeting.refresh_from_db()
        meetings.close_meeting(meeting, by=self.cast.officer, now=NOW)
        self.assertEqual(
            self.refused(decisions.accept_passage, of(self.statement, ASK), values), "wrong_state"
        )
        self.assertEqual(self.refused(decisions.undo_decision, of(self.statement, JOINT)), "wrong_state")
        with self.assertRaises(Refused) as raised:
            reading.read_text(of(self.statement, ASK).statement, by=self.cast.officer, now=NOW)
        self.assertEqual(raised.exception.code, "wrong_state")

    def test_the_rest_is_what_was_shown_and_asks_once_who_may(self) -> None:
        shown = {one.pk for one in waiting(self.statement)}
        mine = decisions.mark_passage(self.statement, RECALLED, by=self.cast.officer, now=NOW)
        self.assertEqual(self.refused(decisions.reject_rest, self.statement, seen=shown), "changed")
        self.assertEqual(len(waiting(self.statement)), 4)
        with mock.patch("commitments.access.write_rules.can_read", wraps=policy.can_read) as asked:
            decisions.reject_rest(self.statement, seen=shown | {mine.pk}, by=self.cast.officer, now=NOW)
        self.assertEqual(asked.call_count, 1)
        self.assertEqual(waiting(self.statement), [])

    def test_the_rest_is_rejected_at_once_and_a_stranger_decides_nothing(self) -> None:
        self.accept(ASK, OutcomeKind.REQUEST, OwedBy.OURS)
        count = decisions.reject_rest(self.statement, reason="Nothing.", by=self.cast.officer, now=NOW)
        self.assertEqual(count, 2)
        self.assertEqual(
            set(Passage.objects.exclude(words=ASK).values_list("state", "reason")), {("rejected", "Nothing.")}
        )
        with self.assertRaises(Refused) as caught:
            decisions.undo_decision(of(self.statement, JOINT), by=self.cast.stranger, now=NOW)
        self.assertEqual(caught.exception.code, "forbidden")


@pytest.mark.both
class DraftLockTests(TestCase):
    def test_only_a_draft_goes_with_its_deadline(self) -> None:
        cast = gather()
        draft = make.commitment(cast)
        drafts.remove_draft(draft, by=cast.officer, now=NOW)
        self.assertFalse(Deadline.objects.exists())
        asked = make.commitment(cast, state=CommitmentState.PROPOSED)
        with self.assertRaises(Exception) as caught, transaction.atomic():
            Deadline.objects.filter(commitment=asked)._raw_delete(using="default")
        self.assertIn("cannot be changed", str(caught.exception))
