"""Reports, what is confirmed in whole or in part, and whether it was kept."""

import datetime
from typing import Any

from commitments.deadlines import triggers
from commitments.deadlines.context import Dependencies
from commitments.enums import Classification, CommitmentState, MoveReason, Nature, Origin, OwedBy, Side, Step
from commitments.language.phrases.specification import build_after, not_stated, on_day
from commitments.lifecycle import endings, progress, transitions
from commitments.models import Commitment
from tests import make
from tests.cast import NOW, TODAY
from tests.commitments.lifecycle.case import LifeCase

S = CommitmentState
LATER = datetime.date(2026, 12, 1)


class InPartTests(LifeCase):
    def reported(self, **kwargs: Any) -> Commitment:
        item = make.commitment(self.cast, state=S.REPORTED, **kwargs)
        make.evidence(self.cast, item)
        return item

    def in_part(self, item: Commitment, **kwargs: Any) -> Commitment:
        said: dict[str, Any] = {"reason": "Half is done.", "rest_title": "The other half"}
        return progress.fulfil_in_part(item, by=self.cast.validator, now=NOW, **{**said, **kwargs})

    def test_the_rest_is_a_linked_successor_in_progress(self) -> None:
        item = self.reported(classification=Classification.CONFIDENTIAL)
        rest = self.in_part(item)
        self.assertEqual((item.state, item.closed_on), (S.IN_PART, TODAY))
        self.assertEqual((rest.state, rest.origin, rest.origin_kind), (S.IN_PROGRESS, item, Origin.REMAINDER))
        self.assertEqual(
            (rest.title, rest.outcome, rest.strength, rest.classification, rest.owed_by),
            ("The other half", item.outcome, item.strength, item.classification, item.owed_by),
        )
        self.assertNotEqual(rest.reference, item.reference)

    def test_its_owners_accepted_already_and_its_evidence_is_its_own(self) -> None:
        item = self.reported(owed_by=OwedBy.JOINT)
        rest = self.in_part(item)
        for mine, theirs in zip(transitions.owing_leads(rest), transitions.owing_leads(item), strict=True):
            self.assertEqual(
                (mine.ministry, mine.accepted_on, mine.acceptance),
                (theirs.ministry, theirs.accepted_on, theirs.acceptance),
            )
            self.assertIsNone(mine.reported_on)
        self.assertEqual((rest.evidence.count(), rest.health_on), (0, None))

    def test_its_deadline_is_carried_with_its_dates(self) -> None:
        rest = self.in_part(self.reported())
        assert rest.deadline is not None
        self.assertEqual((rest.due_on, rest.deadline.reason), (make.DUE_ON, MoveReason.CARRIED))
        self.assertEqual(rest.first_deadline, rest.deadline)

    def test_a_clock_that_an_officer_started_is_carried_too(self) -> None:
        item = make.commitment(
            self.cast, deadline=build_after(30, "days", anchor="signature"), state=S.IN_PROGRESS
        )
        day = datetime.date(2026, 3, 9)
        triggers.start_clock(item, on=day, document="Signing protocol", by=self.cast.officer, now=NOW)
        make.advance(self.cast, item, S.REPORTED)
        make.evidence(self.cast, item)
        rest = self.in_part(item)
        assert rest.deadline is not None
        self.assertEqual((rest.due_on, rest.deadline.start_date), (item.due_on, day))

    def test_new_terms_are_a_move_from_what_was_carried(self) -> None:
        rest = self.in_part(self.reported(), spec=on_day(LATER))
        chain = list(rest.deadlines.order_by("number"))
        self.assertEqual(
            [(one.reason, one.due_on) for one in chain],
            [(MoveReason.CARRIED, make.DUE_ON), (MoveReason.AGREED, LATER)],
        )
        self.assertEqual((rest.first_deadline, rest.due_on), (chain[0], LATER))

    def test_what_waits_for_it_keeps_a_review_date_that_is_still_to_come(self) -> None:
        soon, past = TODAY + datetime.timedelta(days=5), TODAY - datetime.timedelta(days=1)
        item = self.reported()
        waiting = [
            make.commitment(
                self.cast,
                title=title,
                deadline=build_after(30, "days", anchor="completion"),
                hooks=Dependencies(follows=item),
                review_on=soon,
                state=S.ACCEPTED,
            )
            for title in ("Train the clerks", "Print the forms")
        ]
        Commitment.objects.filter(pk=waiting[1].pk).update(review_on=past)
        rest = self.in_part(item)
        for one in waiting:
            one.refresh_from_db()
            assert one.deadline is not None
            self.assertEqual(one.deadline.follows, rest)
        self.assertEqual(waiting[0].review_on, soon)
        assert waiting[1].review_on is not None
        self.assertGreater(waiting[1].review_on, TODAY)

    def test_it_needs_a_title_of_its_own_a_reason_and_evidence(self) -> None:
        item = make.commitment(self.cast, state=S.REPORTED)
        self.refused("needs_evidence", self.in_part, item)
        make.evidence(self.cast, item)
        self.refused("needs_title", self.in_part, item, rest_title=" ")
        self.refused("needs_reason", self.in_part, item, reason="")
        self.refused("long_title", self.in_part, item, rest_title="x" * 43)
        self.assertEqual(Commitment.objects.count(), 1)

    def test_what_counts_from_its_completion_waits_for_the_rest(self) -> None:
        item = self.reported()
        waiting = make.commitment(
            self.cast,
            item.outcome,
            deadline=build_after(30, "days", "30 days after"),
            hooks=Dependencies(follows=item),
        )
        rest = self.in_part(item)
        waiting.refresh_from_db()
        assert waiting.deadline is not None
        self.assertEqual((waiting.deadline.follows, waiting.due_on), (rest, None))
        make.advance(self.cast, rest, S.FULFILLED)
        waiting.refresh_from_db()
        self.assertEqual(waiting.due_on, TODAY + datetime.timedelta(days=30))


class ClockTests(LifeCase):
    def test_what_depends_on_it_starts_its_clock_and_stops_it_again(self) -> None:
        item = make.commitment(self.cast, state=S.IN_PROGRESS)
        waiting = make.commitment(
            self.cast, item.outcome, deadline=build_after(30, "days"), hooks=Dependencies(follows=item)
        )
        make.advance(self.cast, item, S.FULFILLED)
        waiting.refresh_from_db()
        self.assertEqual(waiting.due_on, TODAY + datetime.timedelta(days=30))
        endings.reopen(item, reason="Wrong report.", by=self.cast.head, now=NOW)
        waiting.refresh_from_db()
        self.assertIsNone(waiting.due_on)

    def test_an_ending_without_completion_asks_the_officer(self) -> None:
        item = make.commitment(self.cast, state=S.IN_PROGRESS)
        waiting = make.commitment(
            self.cast, item.outcome, deadline=build_after(30, "days"), hooks=Dependencies(follows=item)
        )
        endings.discontinue(item, reason="Idle.", document="The director", by=self.cast.head, now=NOW)
        waiting.refresh_from_db()
        assert waiting.deadline is not None
        assert waiting.deadline.needs_officer is not None
        self.assertEqual(waiting.deadline.needs_officer["code"], "not_completed")


class KeptTests(LifeCase):
    def confirmed(self, on: datetime.date, **kwargs: Any) -> Commitment:
        due = on_day(datetime.date(2026, 3, 10))
        item = make.commitment(self.cast, state=S.IN_PROGRESS, **{"deadline": due, **kwargs})
        progress.report(item, Side.OURS, on=on, by=self.cast.focal_point, now=NOW)
        make.evidence(self.cast, item)
        return make.confirm(self.cast, item, now=NOW + datetime.timedelta(days=60))

    def test_it_is_judged_by_the_report_and_not_by_the_day_of_confirmation(self) -> None:
        for on, late in ((datetime.date(2026, 3, 9), 0), (datetime.date(2026, 3, 11), 1)):
            item = self.confirmed(on)
            self.assertEqual(progress.count_days_late(item, transitions.owing_leads(item)), late)

    def test_nothing_is_judged_that_is_not_confirmed_or_had_no_day(self) -> None:
        undated = self.confirmed(TODAY, deadline=not_stated())
        standing = make.commitment(self.cast, state=S.REPORTED)
        for item in (undated, standing):
            self.assertIsNone(progress.count_days_late(item, transitions.owing_leads(item)))
        self.assertIsNone(
            progress.count_days_late(
                Commitment(state=S.CONCLUDED, nature=Nature.ONGOING, owed_by=OwedBy.OURS), []
            )
        )

    def test_a_joint_one_is_done_when_the_last_lead_reported(self) -> None:
        item = make.commitment(self.cast, owed_by=OwedBy.JOINT, state=S.IN_PROGRESS)
        ours, theirs = datetime.date(2026, 3, 6), datetime.date(2026, 3, 10)
        progress.report(item, Side.OURS, on=ours, by=self.cast.focal_point, now=NOW)
        self.assertIsNone(progress.done_on(item, transitions.owing_leads(item)))
        progress.report(item, Side.THEIRS, on=theirs, document="Note 3/26", by=self.cast.officer, now=NOW)
        self.assertEqual(progress.done_on(item, transitions.owing_leads(item)), theirs)
        self.assertEqual(self.code(item, Step.FULFIL, "validator"), "needs_evidence")
