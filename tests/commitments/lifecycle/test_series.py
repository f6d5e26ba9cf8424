"""Recurring commitments: one occurrence after the other."""

import datetime
from typing import Any
from unittest import mock
from zoneinfo import ZoneInfo

from commitments.enums import CommitmentState, LeadRole, MoveReason, Nature, Origin, OwedBy, Side
from commitments.language.phrases.specification import DeadlineSpec, on_day
from commitments.lifecycle import acceptance, endings, progress, successors, transitions
from commitments.models import Commitment, Ministry, Responsibility
from commitments.records import edits
from tests import make
from tests.cast import NOW
from tests.commitments.lifecycle.case import YEARLY, LifeCase

S = CommitmentState
QUARTERLY = DeadlineSpec("recurring", "quarterly", every="P3M")
DUE = datetime.date(2026, 11, 1)


def on(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(9), ZoneInfo("Asia/Seoul"))


# What a successor has of its own: name and place in a series, how it goes, its dates, and what is said of it.
OF_ITS_OWN = {
    *("id", "recorded_at", "recorded_by", "version", "reference", "line_to_take", "superseded_by"),
    *(
        "origin",
        "origin_kind",
        "occurrence",
        "state",
        "is_countered",
        "health",
        "health_on",
        "last_contact_on",
    ),
    *("deadline", "first_deadline", "due_on", "last_working_day", "review_on", "proposed_on", "closed_on"),
}


class SeriesCase(LifeCase):
    def series(self, state: CommitmentState = S.IN_PROGRESS, spec: DeadlineSpec = YEARLY) -> Commitment:
        return make.commitment(self.cast, title="Yearly list", deadline=spec, state=state)

    def after(self, item: Commitment) -> Commitment:
        return item.successors.get(origin_kind=Origin.OCCURRENCE)


class SeriesTests(SeriesCase):
    def test_each_field_is_copied_to_a_successor_or_is_its_own(self) -> None:
        fields = {field.name for field in Commitment._meta.concrete_fields}
        self.assertEqual(fields - {*successors.COPIED}, OF_ITS_OWN)

    def test_the_first_occurrence_is_numbered_when_drafted(self) -> None:
        self.assertEqual((self.series(S.DRAFT).occurrence, self.series().due_on), (1, DUE))

    def test_what_has_no_period_or_goes_on_is_no_series(self) -> None:
        going_on = make.commitment(self.cast, nature=Nature.ONGOING, deadline=YEARLY)
        for item in (make.commitment(self.cast), going_on, self.series(S.DRAFT, DeadlineSpec("recurring"))):
            self.assertIsNone(item.occurrence)

    def test_fulfilling_one_opens_the_next_with_the_same_owners(self) -> None:
        item = self.series(S.FULFILLED)
        after = self.after(item)
        self.assertEqual((after.state, after.occurrence, after.title), (S.IN_PROGRESS, 2, "Yearly list"))
        self.assertEqual((after.due_on, after.strength), (DUE.replace(year=2027), item.strength))
        assert after.deadline is not None
        self.assertEqual(
            (after.deadline.reason, after.first_deadline), (MoveReason.OCCURRENCE, after.deadline)
        )
        mine, theirs = transitions.owing_leads(after)[0], transitions.owing_leads(item)[0]
        self.assertEqual((mine.ministry, mine.accepted_on), (theirs.ministry, theirs.accepted_on))
        self.assertEqual((mine.reported_on, after.evidence.count()), (None, 0))

    def test_the_next_one_goes_its_own_way_to_the_third(self) -> None:
        after = self.after(self.series(S.FULFILLED))
        make.advance(self.cast, after, S.FULFILLED)
        third = self.after(after)
        self.assertEqual((third.occurrence, third.due_on), (3, DUE.replace(year=2028)))

    def test_a_date_moved_for_one_occurrence_leaves_the_next_where_it_belongs(self) -> None:
        item = self.series()
        make.move(self.cast, item, on_day(datetime.date(2026, 12, 20)))
        make.advance(self.cast, item, S.FULFILLED)
        self.assertEqual(self.after(item).due_on, DUE.replace(year=2027))

    def test_one_done_in_part_leaves_its_rest_and_opens_the_next(self) -> None:
        item = self.series(S.REPORTED)
        make.evidence(self.cast, item)
        rest = progress.fulfil_in_part(
            item, reason="Half.", rest_title="The rest of the list", by=self.cast.validator, now=NOW
        )
        self.assertEqual((self.after(item).occurrence, rest.occurrence, rest.due_on), (2, None, DUE))
        make.advance(self.cast, rest, S.FULFILLED)
        self.assertEqual(rest.successors.count(), 0)

    def test_one_not_pursued_opens_the_next_and_withdrawing_ends_the_series(self) -> None:
        said: dict[str, Any] = {
            "reason": "Agreed.",
            "document": "Note 9/26",
            "by": self.cast.head,
            "now": NOW,
        }
        item = self.series()
        endings.discontinue(item, **said)
        after = self.after(item)
        self.assertEqual(after.occurrence, 2)
        endings.withdraw(after, **said)
        self.assertEqual(after.successors.count(), 0)

    def test_the_next_one_keeps_each_part_in_its_role(self) -> None:
        item = self.series()
        guard = Ministry.objects.create(country=self.cast.korea, name="Coast Guard")
        helps = Responsibility(commitment=item, side=Side.OURS, role=LeadRole.SUPPORTING, ministry=guard)
        edits.create_record(helps, by=self.cast.officer, now=NOW)
        endings.discontinue(item, reason="Agreed.", document="Note 9/26", by=self.cast.head, now=NOW)
        parts = [
            list(one.responsibilities.order_by("pk").values_list("side", "role", "ministry"))
            for one in (item, self.after(item))
        ]
        self.assertEqual(parts[0], parts[1])
        self.assertIn((Side.OURS, LeadRole.SUPPORTING, helps.ministry_id), parts[1])

    def test_one_that_not_all_its_owners_accepted_opens_none_when_it_is_dropped(self) -> None:
        item = make.commitment(
            self.cast, title="Yearly list", owed_by=OwedBy.JOINT, deadline=YEARLY, state=S.PROPOSED
        )
        acceptance.accept(item, Side.OURS, by=self.cast.focal_point, now=NOW)
        self.assertEqual(item.state, S.PROPOSED)
        endings.discontinue(item, reason="Idle.", document="Note 9/26", by=self.cast.head, now=NOW)
        self.assertEqual((item.state, item.successors.count()), (S.DISCONTINUED, 0))

    def test_reopening_one_leaves_the_next_and_opens_no_second(self) -> None:
        item = self.series(S.FULFILLED)
        endings.reopen(item, reason="The list was wrong.", by=self.cast.head, now=NOW)
        make.advance(self.cast, item, S.FULFILLED)
        self.assertEqual(item.successors.count(), 1)


class MissedTests(SeriesCase):
    def test_the_next_opens_when_the_day_is_past_and_the_missed_one_stays_overdue(self) -> None:
        item = self.series()
        self.assertEqual(successors.open_occurrences(on(DUE)), 0)
        day = DUE + datetime.timedelta(days=1)
        self.assertEqual(successors.open_occurrences(on(day)), 1)
        item.refresh_from_db()
        self.assertEqual((item.state, item.is_overdue(day)), (S.IN_PROGRESS, True))
        self.assertEqual(
            (self.after(item).due_on, self.after(item).recorded_by), (DUE.replace(year=2027), None)
        )

    def test_a_second_sweep_opens_nothing(self) -> None:
        self.series()
        day = on(DUE + datetime.timedelta(days=1))
        self.assertEqual((successors.open_occurrences(day), successors.open_occurrences(day)), (1, 0))
        self.assertEqual(Commitment.objects.count(), 2)

    def test_every_one_missed_since_is_opened_until_one_lies_ahead(self) -> None:
        item = self.series(spec=QUARTERLY)
        self.assertEqual(item.due_on, datetime.date(2026, 6, 4))
        self.assertEqual(successors.open_occurrences(on(datetime.date(2027, 1, 10))), 3)
        days = list(Commitment.objects.order_by("occurrence").values_list("occurrence", "due_on"))
        self.assertEqual(
            days,
            [
                (1, datetime.date(2026, 6, 4)),
                (2, datetime.date(2026, 9, 4)),
                (3, datetime.date(2026, 12, 4)),
                (4, datetime.date(2027, 3, 4)),
            ],
        )

    def test_one_call_opens_only_so_many(self) -> None:
        item = self.series(spec=DeadlineSpec("recurring", "weekly", every="P1W"))
        late = on(item.due_on + datetime.timedelta(weeks=10) if item.due_on else DUE)
        usual, successors.AT_ONCE = successors.AT_ONCE, 4
        try:
            self.assertEqual([successors.open_occurrences(late) for _ in range(3)], [4, 4, 2])
        finally:
            successors.AT_ONCE = usual

    def test_one_that_cannot_be_opened_keeps_none_of_the_others_closed(self) -> None:
        bad, good = self.series(), self.series(spec=QUARTERLY)
        opening = successors.open_next

        def failing(commitment: Commitment, **options: Any) -> Commitment | None:
            if commitment.pk == bad.pk:
                raise ValueError("an error in this one alone")
            return opening(commitment, **options)

        late = on(datetime.date(2027, 1, 10))
        with (
            mock.patch.object(successors, "open_next", failing),
            self.assertLogs("tracker.lifecycle", "ERROR") as logged,
            self.assertRaisesMessage(ValueError, "an error in this one alone"),
        ):
            successors.open_occurrences(late)
        self.assertEqual((bad.successors.count(), len(logged.output)), (0, 1))
        self.assertEqual(Commitment.objects.exclude(pk__in=[bad.pk, good.pk]).count(), 3)

    def test_what_sleeps_is_not_accepted_yet_or_has_ended_opens_nothing(self) -> None:
        self.series(S.PROPOSED)
        asleep = self.series()
        endings.suspend(
            asleep, review_on=datetime.date(2027, 3, 1), reason="Later.", by=self.cast.head, now=NOW
        )
        make.commitment(self.cast, state=S.IN_PROGRESS)
        self.assertEqual(successors.open_occurrences(on(datetime.date(2026, 12, 1))), 0)

    def test_fulfilling_a_missed_one_opens_no_second_successor(self) -> None:
        item = self.series()
        late = on(DUE + datetime.timedelta(days=3))
        successors.open_occurrences(late)
        item.refresh_from_db()
        make.advance(self.cast, item, S.FULFILLED, now=late)
        self.assertEqual(item.successors.count(), 1)

    def test_a_sweep_with_nothing_to_open_asks_once(self) -> None:
        self.series()
        with self.assertNumQueries(1):
            successors.open_occurrences(NOW)
