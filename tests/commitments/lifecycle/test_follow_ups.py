"""The desk asks the owner by hand."""

import datetime
from functools import partial
from typing import Any

from django.test import TestCase

from commitments.enums import CommitmentState, FollowUpMethod, FollowUpState, Health, OwedBy, Side
from commitments.errors import Refused
from commitments.lifecycle import follow_ups, progress
from commitments.lifecycle.follow_ups import FollowUpText
from commitments.models import Commitment, Deadline, FollowUp, ProgressUpdate, User
from tests import make
from tests.cast import NOW, TODAY, Cast, gather

DAY = datetime.timedelta(days=1)


class Chasing(TestCase):
    cast: Cast
    item: Commitment

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.item = make.commitment(cls.cast, owed_by=OwedBy.THEIRS, state=CommitmentState.IN_PROGRESS)

    def chase(self, by: User, *, text: str = "Note 12/2026", reported_on: datetime.date = TODAY) -> None:
        follow_ups.remind_owner(self.item, text=text, reported_on=reported_on, by=by, now=NOW)

    def test_it_is_our_word_and_makes_no_report_younger(self) -> None:
        reported_on = TODAY - 20 * DAY
        progress.record_update(
            self.item,
            health=Health.ON_TRACK,
            text="Going well",
            side=Side.THEIRS,
            reported_on=reported_on,
            by=self.cast.officer,
            now=NOW,
        )
        self.chase(self.cast.officer)
        row = self.item.updates.get(text="Note 12/2026")
        self.assertEqual((row.side, row.health, row.reported_on), (Side.OURS, Health.ON_TRACK, TODAY))
        self.item.refresh_from_db()
        self.assertEqual(self.item.health_on, reported_on)

    def test_it_is_for_the_desk_with_words_of_today_or_before(self) -> None:
        for person, values, code in (
            (self.cast.focal_point, {}, "forbidden"),
            (self.cast.stranger, {}, "forbidden"),
            (self.cast.officer, {"text": "  "}, "needs_text"),
            (self.cast.officer, {"reported_on": TODAY + DAY}, "future"),
        ):
            with self.assertRaises(Refused) as refused:
                self.chase(person, **values)
            self.assertEqual(refused.exception.code, code)
        self.assertFalse(self.item.updates.exists())

    def test_the_same_words_sent_twice_are_recorded_once(self) -> None:
        self.chase(self.cast.officer)
        with self.assertRaises(Refused) as refused:
            self.chase(self.cast.officer, text=" Note 12/2026 ")
        self.assertEqual(refused.exception.code, "recorded")
        self.chase(self.cast.officer, reported_on=TODAY - DAY)
        self.chase(self.cast.officer, text="Note 13/2026")
        self.assertEqual(self.item.updates.count(), 3)

    def test_what_is_closed_is_chased_no_more(self) -> None:
        make.advance(self.cast, self.item, CommitmentState.FULFILLED)
        refusal = follow_ups.why_not_follow_up(self.item, self.cast.officer)
        assert refusal is not None
        self.assertEqual(refusal.code, "wrong_state")


class Questions(TestCase):
    cast: Cast
    item: Commitment

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.item = make.commitment(cls.cast, owed_by=OwedBy.THEIRS, state=CommitmentState.IN_PROGRESS)

    def ask(
        self, way: FollowUpMethod = FollowUpMethod.NOTE, text: str = "Presents its compliments.", **more: str
    ) -> FollowUp:
        asking = FollowUpText(way, text, TODAY, **more)
        return follow_ups.log_follow_up(self.item, asking, by=self.cast.officer, now=NOW)

    def test_the_number_of_a_note_is_kept_whole_or_refused(self) -> None:
        with self.assertRaisesMessage(Refused, "Use at most 60 characters. This text has 61."):
            self.ask(number="N" * 61)
        self.assertEqual(self.ask(number="N" * 60).number, "N" * 60)

    def answer(
        self, question: FollowUp, reported_on: datetime.date = TODAY, by: User | None = None
    ) -> ProgressUpdate:
        return follow_ups.record_reply(
            question,
            health=Health.ON_TRACK,
            text="Done by May, says the second secretary.",
            reported_on=reported_on,
            by=by or self.cast.officer,
            now=NOW,
        )

    def refused(self, act: Any) -> str:
        with self.assertRaises(Refused) as refused:
            act()
        return refused.exception.code

    def test_a_note_has_a_number_of_its_own_and_is_our_word(self) -> None:
        first, again = self.ask(), self.ask()
        first.refresh_from_db()
        self.assertEqual([first.number, again.number], ["NV-XV-2026-001", "NV-XV-2026-002"])
        self.assertEqual([first.state, again.state], [FollowUpState.DROPPED, FollowUpState.ASKED])
        assert again.our_update is not None
        self.assertEqual(again.our_update.text, "The partner was asked by note verbale NV-XV-2026-002.")
        self.assertEqual((again.our_update.side, again.asked_on), (Side.OURS, TODAY))
        self.assertEqual(self.ask(number="MOFA 12/2026").number, "MOFA 12/2026")
        called = self.ask(FollowUpMethod.CALL, "Rang the second secretary.")
        assert called.our_update is not None
        self.assertEqual((called.number, called.our_update.text), ("", "Rang the second secretary."))

    def test_what_was_asked_stands(self) -> None:
        question = self.ask()

        def keep(row: FollowUp) -> None:
            way = FollowUpMethod.TALKING_POINT
            follow_ups.save_draft(row, method=way, text="Other", copy="", by=self.cast.officer, now=NOW)

        self.assertEqual(self.refused(partial(keep, question)), "wrong_state")
        draft = follow_ups.renew_follow_up(question, by=self.cast.officer, now=NOW)
        keep(draft)
        question.refresh_from_db()
        self.assertEqual((question.text, draft.text), ("Presents its compliments.", "Other"))

    def test_the_answer_is_their_report_and_closes_it(self) -> None:
        question = self.ask()
        self.assertEqual(self.refused(lambda: self.answer(question, TODAY - DAY)), "before_asked")
        for person in (self.cast.focal_point, self.cast.stranger, self.cast.auditor):
            self.assertEqual(self.refused(partial(self.answer, question, by=person)), "forbidden")
        said = self.answer(question, by=self.cast.embassy_officer)
        question.refresh_from_db()
        self.assertEqual((question.state, question.answer, question.answered_on), ("answered", said, TODAY))
        self.assertEqual((said.side, self.item.updates.filter(side=Side.THEIRS).count()), (Side.THEIRS, 1))
        self.assertEqual(self.refused(lambda: self.answer(question)), "wrong_state")

    def test_our_word_is_taken_back_until_they_answer(self) -> None:
        def take_back(question: FollowUp) -> None:
            assert question.our_update is not None
            follow_ups.undo_follow_up(
                question.our_update, by=self.cast.officer, now=NOW, reason="By mistake."
            )
            question.refresh_from_db()

        by_hand = self.ask()
        take_back(by_hand)
        self.assertEqual(
            (by_hand.state, by_hand.number, by_hand.our_update), (FollowUpState.DROPPED, "", None)
        )
        FollowUp.objects.create(
            commitment=self.item,
            deadline=Deadline.objects.get(commitment=self.item),
            kind="overdue",
            start_date=TODAY,
            recorded_at=NOW,
        )
        of_a_rung = self.ask()
        take_back(of_a_rung)
        self.assertEqual((of_a_rung.state, of_a_rung.text), (FollowUpState.OPEN, ""))
        self.assertFalse(self.item.updates.exists())
        answered = self.ask()
        self.answer(answered)
        self.assertEqual(self.refused(lambda: take_back(answered)), "changed")

    def test_ours_and_what_they_have_reported_is_no_question(self) -> None:
        ours = make.commitment(self.cast, state=CommitmentState.IN_PROGRESS)
        joint = make.commitment(self.cast, owed_by=OwedBy.JOINT, state=CommitmentState.IN_PROGRESS)
        self.assertEqual([follow_ups.is_theirs(one) for one in (ours, joint, self.item)], [False, True, True])
        progress.report(joint, Side.THEIRS, by=self.cast.officer, now=NOW, document="Report 7/2026")
        self.assertFalse(follow_ups.is_theirs(joint))
        asking = FollowUpText(FollowUpMethod.CALL, "Rang them.", TODAY)
        act = partial(follow_ups.log_follow_up, joint, asking, by=self.cast.officer, now=NOW)
        self.assertEqual(self.refused(act), "not_theirs")
