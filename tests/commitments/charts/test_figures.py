"""What is counted for screens and packets, against the rules that judge one commitment at a time."""

import datetime
from collections import Counter

import pytest
from django.test import TestCase

from commitments.charts import figures
from commitments.charts.figures import PartnerKey, Tally
from commitments.deadlines.versions import count_slips
from commitments.enums import (
    Answer,
    Classification,
    CommitmentState,
    MoveReason,
    Nature,
    OutcomeKind,
    OwedBy,
    Side,
)
from commitments.language.phrases.specification import on_day
from commitments.lifecycle import progress
from commitments.models import Commitment, Meeting, Outcome, User
from tests import make
from tests.cast import NOW, TODAY, Cast, gather

DAY = datetime.timedelta(days=1)
GOING = CommitmentState.IN_PROGRESS
OURS, THEIRS = Side.OURS, Side.THEIRS


@pytest.mark.both
class FiguresTests(TestCase):
    cast: Cast
    meeting: Meeting
    point: Outcome

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.meeting = make.meeting(cls.cast)
        cls.point = make.outcome(cls.cast, cls.meeting)

    def item(
        self, owed_by: OwedBy, due: int | None, state: CommitmentState = GOING, **values: object
    ) -> Commitment:
        made = make.commitment(self.cast, self.point, owed_by=owed_by, state=state)
        due_on = None if due is None else TODAY + due * DAY
        Commitment.objects.filter(pk=made.pk).update(due_on=due_on, **values)
        made.refresh_from_db()
        return made

    def report(self, item: Commitment, side: Side, days: int) -> None:
        """Let the lead of a side have reported so many days from today."""
        item.responsibilities.filter(side=side).update(reported_on=TODAY + days * DAY)

    def counted(self, user: User | None = None) -> figures.Figures:
        return figures.add_figures(figures.count_figures(user or self.cast.officer, TODAY).values())

    def sides(self, *tallies: Tally) -> tuple[tuple[int, ...], tuple[int, ...]]:
        found = self.counted()
        return found.count_for(OURS, *tallies), found.count_for(THEIRS, *tallies)

    def test_where_there_is_nothing_nothing_is_counted(self) -> None:
        self.assertEqual(figures.count_figures(self.cast.officer, TODAY), {})
        self.assertEqual(self.counted(), figures.Figures())

    def test_load_is_counted_by_week_from_today_and_by_who_still_owes_it(self) -> None:
        # Today is a Wednesday: Monday's is late, and the fourteenth week ends on a Sunday.
        self.item(OwedBy.OURS, 0)
        self.item(OwedBy.OURS, 4)
        self.item(OwedBy.THEIRS, 5)
        self.item(OwedBy.JOINT, 5)
        self.item(OwedBy.OURS, 95)
        self.item(OwedBy.OURS, -1)
        self.item(OwedBy.OURS, 96)
        self.item(OwedBy.OURS, None)
        self.item(OwedBy.OURS, 5, CommitmentState.REPORTED)
        Commitment.objects.filter(pk=self.item(OwedBy.OURS, 5).pk).update(state=CommitmentState.SUSPENDED)
        first, second, *_between, last = figures.weeks_of(TODAY)
        self.assertEqual((first, last), (TODAY - 2 * DAY, TODAY + 89 * DAY))
        self.assertEqual(
            self.counted().ahead,
            Counter(
                {
                    (first, OwedBy.OURS): 2,
                    (second, OwedBy.THEIRS): 1,
                    (second, OwedBy.JOINT): 1,
                    (last, OwedBy.OURS): 1,
                }
            ),
        )

    def test_a_joint_item_is_owed_by_the_side_that_has_not_reported(self) -> None:
        self.report(self.item(OwedBy.JOINT, 7), OURS, -1)
        self.report(self.item(OwedBy.JOINT, -7), THEIRS, -1)
        week = figures.weeks_of(TODAY)[1]
        self.assertEqual(self.counted().ahead, Counter({(week, OwedBy.THEIRS): 1}))
        self.assertEqual(self.sides(Tally.LATE_OPEN), ((1,), (0,)))
        self.assertEqual(self.sides(Tally.OWED), ((2,), (2,)))

    def test_late_and_open_is_what_the_desk_lists_as_overdue(self) -> None:
        self.item(OwedBy.OURS, -1)
        self.item(OwedBy.JOINT, -9)
        self.item(OwedBy.THEIRS, -2)
        self.item(OwedBy.OURS, -2, nature=Nature.ONGOING)
        self.item(OwedBy.OURS, 0)
        self.assertEqual(self.sides(Tally.LATE_OPEN), ((2,), (2,)))
        self.assertEqual(Commitment.objects.overdue(TODAY).count(), 3)

    def test_kept_is_judged_by_the_day_of_the_report_that_was_confirmed(self) -> None:
        for owed_by, due, reported in (
            (OwedBy.OURS, -30, -30),
            (OwedBy.OURS, -30, -29),
            (OwedBy.THEIRS, -3, -20),
            (OwedBy.OURS, None, -3),
        ):
            item = self.item(owed_by, 5, CommitmentState.FULFILLED)
            Commitment.objects.filter(pk=item.pk).update(
                due_on=None if due is None else TODAY + due * DAY, closed_on=TODAY
            )
            self.report(item, Side(owed_by), reported)
            item.refresh_from_db()
            late = progress.count_days_late(item, item.responsibilities.all())
            self.assertEqual(late, None if due is None else max(0, reported - due))
        self.assertEqual(self.sides(Tally.ON_TIME, Tally.LATE), ((1, 1), (1, 0)))
        self.assertEqual(self.sides(Tally.DONE), ((3,), (1,)))

    def test_of_a_joint_item_each_side_is_judged_by_its_own_lead(self) -> None:
        item = self.item(OwedBy.JOINT, -10, CommitmentState.FULFILLED)
        self.report(item, OURS, -10)
        self.report(item, THEIRS, -9)
        self.assertEqual(self.sides(Tally.ON_TIME, Tally.LATE, Tally.DONE), ((1, 0, 1), (0, 1, 1)))

    def test_done_is_counted_for_twelve_months_and_only_what_was_done(self) -> None:
        a_year_ago = datetime.date(2025, 3, 11)
        for closed_on, state in (
            (a_year_ago, CommitmentState.FULFILLED),
            (a_year_ago + DAY, CommitmentState.FULFILLED),
            (TODAY, CommitmentState.IN_PART),
            (TODAY, CommitmentState.CONCLUDED),
            (TODAY, CommitmentState.WITHDRAWN),
            (TODAY, CommitmentState.SUPERSEDED),
        ):
            item = self.item(OwedBy.OURS, -5, CommitmentState.FULFILLED)
            Commitment.objects.filter(pk=item.pk).update(state=state, closed_on=closed_on)
            self.report(item, OURS, -5)
        self.assertEqual(self.sides(Tally.DONE, Tally.ON_TIME, Tally.LATE)[0], (3, 2, 0))

    def test_asks_and_offers_are_counted_by_who_spoke_and_what_was_answered(self) -> None:
        old = make.meeting(self.cast, title="Old", held_on=datetime.date(2025, 3, 11))
        for at, kind, spoken_by, answer in (
            (self.meeting, OutcomeKind.REQUEST, OwedBy.OURS, Answer.UNANSWERED),
            (old, OutcomeKind.REQUEST, OwedBy.OURS, Answer.UNANSWERED),
            (self.meeting, OutcomeKind.REQUEST, OwedBy.THEIRS, Answer.AGREED),
            (old, OutcomeKind.REQUEST, OwedBy.THEIRS, Answer.AGREED),
            (self.meeting, OutcomeKind.REQUEST, OwedBy.THEIRS, Answer.REFUSED),
            (self.meeting, OutcomeKind.OFFER, OwedBy.JOINT, Answer.AGREED),
            (self.meeting, OutcomeKind.OFFER, OwedBy.THEIRS, Answer.UNANSWERED),
        ):
            point = make.outcome(self.cast, at, kind=kind, spoken_by=spoken_by)
            Outcome.objects.filter(pk=point.pk).update(answer=answer)
        tallies = (Tally.ASKED, Tally.ASKED_AGREED, Tally.OFFERED, Tally.OFFERED_AGREED)
        self.assertEqual(self.sides(*tallies), ((2, 0, 0, 1), (0, 1, 1, 1)))

    def test_slips_are_counted_as_the_chain_counts_them(self) -> None:
        chains: tuple[tuple[OwedBy, tuple[tuple[MoveReason, str], ...]], ...] = (
            (OwedBy.OURS, ()),
            (OwedBy.OURS, ((MoveReason.REQUESTED, "2026-08-31"), (MoveReason.CAPACITY, "2026-10-31"))),
            (OwedBy.THEIRS, ((MoveReason.EVENT_MOVED, "2026-09-15"), (MoveReason.AGREED, "2026-09-20"))),
            (OwedBy.THEIRS, ((MoveReason.EVENT_MOVED, "2026-09-15"), (MoveReason.CALENDAR, "2026-09-16"))),
            (OwedBy.JOINT, ((MoveReason.PARTNER, ""), (MoveReason.AGREED, "2026-07-05"))),
            (OwedBy.JOINT, ((MoveReason.PROCEDURE, ""),)),
            (OwedBy.OURS, ((MoveReason.AGREED, "2026-06-01"),)),
            (OwedBy.OURS, ((MoveReason.AGREED, "2026-06-30"),)),
            (OwedBy.OURS, ((MoveReason.OCCURRENCE, "2027-06-30"), (MoveReason.EVENTS, "2026-07-10"))),
        )
        expected: Counter[tuple[int, OwedBy]] = Counter()
        for owed_by, moves in chains:
            item = make.commitment(self.cast, self.point, owed_by=owed_by, state=GOING)
            self.move_as(item, moves)
            versions = list(item.deadlines.order_by("number"))
            found = count_slips(versions, item.first_deadline)
            if found.count:
                expected[found.days, owed_by] += 1
        self.assertEqual(self.counted().slips, expected)
        self.assertEqual(expected.total(), 6)
        self.assertEqual(self.counted().dated, len(chains))

    def move_as(self, item: Commitment, moves: tuple[tuple[MoveReason, str], ...]) -> None:
        """Lengthen a chain as if it had been moved so, the last version standing."""
        standing = item.first_deadline
        assert standing is not None
        for number, (reason, on) in enumerate(moves, start=standing.number + 1):
            due_on = datetime.date.fromisoformat(on) if on else None
            standing = item.deadlines.create(
                number=number, reason=reason, due_on=due_on, review_on=TODAY, recorded_at=NOW
            )
        Commitment.objects.filter(pk=item.pk).update(deadline=standing, due_on=standing.due_on)

    def test_a_move_by_the_head_is_a_slip(self) -> None:
        item = make.commitment(self.cast, self.point, state=GOING)
        make.move(self.cast, item, on_day(make.DUE_ON + 45 * DAY, "by mid-August"))
        self.assertEqual(self.counted().slips, Counter({(45, OwedBy.OURS): 1}))

    def test_each_partner_has_its_own_counts(self) -> None:
        self.item(OwedBy.OURS, 5)
        there = make.meeting(self.cast, country=self.cast.elsewhere)
        make.commitment(self.cast, make.outcome(self.cast, there), state=CommitmentState.PROPOSED)
        self.assertEqual(
            list(figures.count_figures(self.cast.officer, TODAY)),
            [PartnerKey("Valdoria", "XV")],
            "another desk's",
        )
        everything = figures.count_figures(self.cast.auditor, TODAY)
        self.assertEqual([one.iso for one in everything], ["XV", "XW"])
        self.assertEqual(figures.add_figures(everything.values()).count_for(OURS, Tally.OWED), (2,))

    def test_only_what_the_person_may_read_is_counted(self) -> None:
        self.item(OwedBy.OURS, 5)
        secret = make.outcome(self.cast, self.meeting, classification=Classification.SECRET)
        make.commitment(
            self.cast, secret, classification=Classification.SECRET, state=CommitmentState.PROPOSED
        )
        make.outcome(self.cast, self.meeting, kind=OutcomeKind.REQUEST, classification=Classification.SECRET)
        for user, owed in ((self.cast.officer, 1), (self.cast.head, 2), (self.cast.focal_point, 1)):
            with self.subTest(user.username):
                found = self.counted(user)
                self.assertEqual(found.count_for(OURS, Tally.OWED), (owed,))
        self.assertEqual(self.counted().count_for(OURS, Tally.ASKED), (0,))
        self.assertEqual(self.counted(self.cast.stranger), figures.Figures())

    def test_its_queries_do_not_grow_with_its_rows(self) -> None:
        self.item(OwedBy.OURS, 5)
        with self.assertNumQueries(5):
            self.counted()
        for number in range(5):
            self.item(OwedBy.JOINT, number - 2)
        with self.assertNumQueries(5):
            self.counted()
