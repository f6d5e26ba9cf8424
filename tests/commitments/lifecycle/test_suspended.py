"""Commitments that sleep."""

import datetime

from commitments.deadlines import dependencies
from commitments.deadlines.context import Dependencies
from commitments.enums import CommitmentState, Health, Step
from commitments.language.phrases.specification import DeadlineSpec, not_stated
from commitments.lifecycle import endings, progress, transitions
from commitments.models import Commitment, Meeting
from tests import make
from tests.cast import NOW, TODAY
from tests.commitments.lifecycle.case import LifeCase

S = CommitmentState
AUTUMN = datetime.date(2026, 10, 1)


class RestTests(LifeCase):
    def rest(self, item: Commitment, review_on: datetime.date | None = AUTUMN) -> Commitment:
        return endings.suspend(
            item,
            review_on=review_on,  # type: ignore[arg-type]
            reason="Waits for their election.",
            by=self.cast.head,
            now=NOW,
        )

    def test_it_sleeps_until_its_review_and_is_never_overdue(self) -> None:
        item = self.rest(make.commitment(self.cast, state=S.IN_PROGRESS))
        self.assertEqual((item.state, item.review_on, item.due_on), (S.SUSPENDED, AUTUMN, make.DUE_ON))
        self.assertFalse(item.is_overdue(datetime.date(2026, 8, 1)))

    def test_the_review_is_within_twelve_months(self) -> None:
        item = make.commitment(self.cast, state=S.IN_PROGRESS)
        self.refused("needs_review", self.rest, item, None)
        self.refused("past_review", self.rest, item, TODAY)
        self.refused("late_review", self.rest, item, datetime.date(2027, 3, 12))
        self.assertEqual(self.rest(item, datetime.date(2027, 3, 11)).state, S.SUSPENDED)

    def test_only_what_is_in_progress_rests(self) -> None:
        self.assertEqual(
            self.code(make.commitment(self.cast, state=S.ACCEPTED), Step.SUSPEND, "head"), "wrong_state"
        )

    def test_the_desk_takes_it_up_again_with_the_dates_of_its_deadline(self) -> None:
        item = self.rest(make.commitment(self.cast, state=S.IN_PROGRESS))
        endings.resume(item, by=self.cast.officer, now=NOW)
        self.assertEqual((item.state, item.review_on, item.due_on), (S.IN_PROGRESS, None, make.DUE_ON))

    def test_a_review_date_that_passed_meanwhile_is_put_off_by_its_cycle(self) -> None:
        item = make.commitment(self.cast, deadline=not_stated(), state=S.IN_PROGRESS)
        standing = item.review_on
        assert standing is not None
        self.rest(item)
        endings.resume(item, by=self.cast.officer, now=NOW)
        self.assertEqual(item.review_on, standing)
        self.rest(item)
        later = NOW + datetime.timedelta(days=200)
        endings.resume(item, by=self.cast.officer, now=later)
        assert item.review_on is not None
        self.assertGreater(item.review_on, later.date())

    def test_a_report_about_what_sleeps_leaves_its_review_alone(self) -> None:
        item = self.rest(make.commitment(self.cast, deadline=not_stated(), state=S.IN_PROGRESS))
        progress.record_update(
            item,
            health=Health.ON_TRACK,
            text="",
            side=transitions.owing_sides(item)[0],
            reported_on=TODAY,
            by=self.cast.officer,
            now=NOW,
        )
        self.assertEqual(item.review_on, AUTUMN)

    def test_what_sleeps_keeps_its_review_when_its_deadline_changes(self) -> None:
        event = make.meeting(self.cast, held=False, held_on=datetime.date(2026, 6, 1))
        item = make.commitment(
            self.cast,
            deadline=DeadlineSpec("event", "before the visit", event="the visit", relation="before"),
            hooks=Dependencies(event=event),
            state=S.IN_PROGRESS,
        )
        self.rest(item)
        day = datetime.date(2026, 7, 1)
        Meeting.objects.filter(pk=event.pk).update(held_on=day)
        event.refresh_from_db()
        was_on = datetime.date(2026, 6, 1)
        dependencies.follow_meeting(event, was_on=was_on, by=self.cast.officer, now=NOW)
        item.refresh_from_db()
        self.assertEqual((item.due_on, item.review_on), (datetime.date(2026, 6, 30), AUTUMN))
