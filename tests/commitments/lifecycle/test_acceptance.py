"""Acceptance by each lead, with its clock; declining; drafts."""

import datetime
from typing import Any

from commitments.enums import CommitmentState, OwedBy, Side, StatementKind, Step
from commitments.lifecycle import acceptance, drafts, progress, transitions
from commitments.lifecycle.transitions import OwnerPart
from commitments.models import Clause, Commitment
from tests import make
from tests.cast import NOW, TODAY
from tests.commitments.lifecycle.case import LifeCase

S = CommitmentState
# The Wednesday a week after the proposal: five working days in both capitals.
A_WEEK_ON = TODAY + datetime.timedelta(days=7)


class AwaitingTests(LifeCase):
    def test_it_says_who_is_awaited_since_when_and_how_many_working_days_are_left(self) -> None:
        item = make.commitment(self.cast, owed_by=OwedBy.JOINT, state=S.PROPOSED)
        acceptance.accept(item, Side.OURS, by=self.cast.focal_point, now=NOW)
        # A Wednesday; people in Valdoria do not work on Friday and Saturday.
        for day, left in ((TODAY, 5), (TODAY + datetime.timedelta(days=3), 4), (A_WEEK_ON, 0)):
            (one,) = acceptance.list_awaited_sides(item, day)
            self.assertEqual((one.step, one.side, one.since), (Step.ACCEPT, Side.THEIRS, TODAY))
            self.assertEqual((one.ministry, one.days_left), ("Valdorian Constabulary", left))
        (one,) = acceptance.list_awaited_sides(item, A_WEEK_ON + datetime.timedelta(days=1))
        self.assertTrue(one.is_over)

    def test_a_lead_that_is_not_stated_is_awaited_without_a_name(self) -> None:
        item = make.commitment(self.cast, parts=(), state=S.PROPOSED)
        self.assertEqual([one.ministry for one in acceptance.list_awaited_sides(item, TODAY)], [""])

    def test_a_report_awaits_its_confirmation_from_the_day_it_was_filed(self) -> None:
        item = make.commitment(self.cast, state=S.IN_PROGRESS)
        old = datetime.date(2026, 3, 5)
        progress.report(item, Side.OURS, on=old, by=self.cast.focal_point, now=NOW)
        (one,) = acceptance.list_awaited_sides(item, TODAY)
        self.assertEqual((one.step, one.side, one.since, one.days_left), (Step.FULFIL, None, TODAY, 5))

    def test_nothing_is_awaited_in_any_other_state(self) -> None:
        for state in (S.DRAFT, S.ACCEPTED, S.IN_PROGRESS, S.FULFILLED):
            self.assertEqual(
                acceptance.list_awaited_sides(make.commitment(self.cast, state=state), TODAY), ()
            )

    def test_a_year_without_holidays_gives_no_count(self) -> None:
        item = make.commitment(self.cast, owed_by=OwedBy.THEIRS, state=S.PROPOSED)
        Commitment.objects.filter(pk=item.pk).update(proposed_on=datetime.date(2199, 12, 30))
        item.refresh_from_db()
        (one,) = acceptance.list_awaited_sides(item, datetime.date(2200, 1, 9))
        self.assertIsNone(one.days_left)
        self.assertFalse(one.is_over)


class ProposeTests(LifeCase):
    def test_a_joint_text_with_other_words_for_the_clause_is_their_acceptance_too(self) -> None:
        point = make.outcome(self.cast)
        text = make.statement(self.cast, point.meeting, kind=StatementKind.AGREED_MINUTES, title="Minutes")
        said = {"outcome": point, "statement": text, "recorded_at": NOW, "recorded_by": self.cast.officer}
        silent = Clause.objects.create(wording="", **said)
        item = make.commitment(self.cast, point, owed_by=OwedBy.THEIRS)
        self.assertIsNone(acceptance.joint_text(item))
        Clause.objects.filter(pk=silent.pk).update(wording="The sides shall share records.")
        make.advance(self.cast, item, S.PROPOSED)
        self.assertEqual((item.state, transitions.owing_leads(item)[0].acceptance), (S.ACCEPTED, "Minutes"))

    def test_it_needs_a_lead_on_each_owing_side(self) -> None:
        item = make.commitment(self.cast, owed_by=OwedBy.JOINT)
        item.responsibilities.filter(side=Side.THEIRS).delete()
        self.assertEqual(self.code(item, Step.PROPOSE), "needs_lead")

    def test_what_was_declined_is_proposed_to_another_lead_and_accepted_by_all_anew(self) -> None:
        item = make.commitment(self.cast, owed_by=OwedBy.JOINT, state=S.PROPOSED)
        acceptance.accept(item, Side.THEIRS, by=self.cast.officer, now=NOW, answer="Note 3/26")
        acceptance.decline(item, by=self.cast.focal_point, now=NOW, reason="Not ours.")
        parts = (OwnerPart(Side.OURS, self.cast.mofa), OwnerPart(Side.THEIRS, self.cast.their_ministry))
        drafts.set_parts(item, parts, by=self.cast.officer, now=NOW)
        acceptance.propose(item, by=self.cast.officer, now=NOW)
        leads = transitions.owing_leads(item)
        self.assertEqual([lead.ministry for lead in leads], [self.cast.mofa, self.cast.their_ministry])
        self.assertEqual([lead.accepted_on for lead in leads], [None, None])

    def test_an_answer_longer_than_is_kept_is_refused_before_the_database_does(self) -> None:
        item = make.commitment(self.cast, state=S.PROPOSED)
        self.refused(
            "long_document",
            acceptance.accept,
            item,
            Side.OURS,
            by=self.cast.officer,
            now=NOW,
            answer="x" * 201,
        )

    def test_acceptance_locks_the_first_deadline(self) -> None:
        item = make.commitment(self.cast, state=S.PROPOSED)
        self.assertIsNone(item.first_deadline)
        make.advance(self.cast, item, S.ACCEPTED)
        self.assertEqual(item.first_deadline, item.deadline)


class OtherSideTests(LifeCase):
    def test_a_ministry_of_ours_does_not_file_what_the_partner_says(self) -> None:
        """Nor accept or report in its name: the desk files the partner's papers."""
        item = make.commitment(self.cast, owed_by=OwedBy.JOINT, state=S.PROPOSED)
        word: dict[str, Any] = {"by": self.cast.focal_point, "now": NOW}
        self.refused("forbidden", acceptance.accept, item, Side.THEIRS, answer="Note 3/26", **word)
        acceptance.accept(item, Side.OURS, **word)
        acceptance.accept(item, Side.THEIRS, answer="Note 3/26", by=self.cast.officer, now=NOW)
        progress.start(item, **word)
        self.refused("forbidden", progress.report, item, Side.THEIRS, document="Note 9/26", **word)
