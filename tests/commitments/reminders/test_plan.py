"""Which day each rung falls on."""

import datetime
from collections.abc import Sequence

from django.test import SimpleTestCase
from hypothesis import given, settings
from hypothesis import strategies as st

from commitments.calendars.holidays import calendar_for
from commitments.calendars.workdays import ONE_DAY, Calendar, Year
from commitments.reminders import plan
from commitments.reminders.plan import Audience, Rung, Subject
from commitments.vocabulary import CommitmentState, Nature, OwedBy, Rule, Side, WhyNot

Day = datetime.date
LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
KOREA = calendar_for("KR")
VALDORIA = calendar_for("XV")
DUE_ON = Day(2026, 6, 30)
ALWAYS = Day(2026, 1, 1), Day(2026, 12, 31)


def subject(
    *,
    state: str = CommitmentState.ACCEPTED,
    nature: str = Nature.DISCRETE,
    owed_by: str = OwedBy.OURS,
    due_on: Day | None = DUE_ON,
    act_by: Day | None = None,
    review_on: Day | None = None,
    proposed_on: Day | None = None,
    reported: frozenset[str] = frozenset(),
) -> Subject:
    return Subject(
        1, 1, LONG_AGO, state, nature, owed_by, act_by or due_on, due_on, review_on, proposed_on, reported
    )


def days(rungs: Sequence[Rung], rule: Rule) -> dict[int, Day]:
    return {rung.key.offset: rung.day for rung in rungs if rung.key.rule == rule}


def told(item: Subject, first: Day = ALWAYS[0], last: Day = ALWAYS[1]) -> list[Rung]:
    return plan.rungs(item, KOREA, KOREA, first, last)


class LadderTests(SimpleTestCase):
    def test_the_ladder_counts_back_working_days_of_the_owing_capital(self) -> None:
        # 3 June 2026 is local election day in Korea, 6 June a Saturday.
        ahead = days(told(subject()), Rule.AHEAD)
        self.assertEqual(
            ahead, {20: Day(2026, 6, 1), 10: Day(2026, 6, 16), 5: Day(2026, 6, 23), 1: Day(2026, 6, 29)}
        )
        self.assertEqual(days(told(subject()), Rule.DUE), {0: Day(2026, 6, 30)})

    def test_after_the_due_day_it_is_told_the_next_day_and_then_weekly(self) -> None:
        late = days(told(subject(), last=Day(2026, 7, 20)), Rule.OVERDUE)
        self.assertEqual(late, {1: Day(2026, 7, 1), 8: Day(2026, 7, 8), 15: Day(2026, 7, 15)})

    def test_before_the_deadline_a_free_day_means_the_earlier_working_day(self) -> None:
        # Sunday 14 June is worked in Valdoria, whose weekend is Friday and Saturday.
        item = subject(owed_by=OwedBy.THEIRS, due_on=Day(2026, 6, 14))
        rungs = plan.rungs(item, VALDORIA, KOREA, *ALWAYS)
        self.assertEqual(days(rungs, Rule.DUE), {0: Day(2026, 6, 12)})

    def test_after_it_the_later_working_day_chuseok_and_all(self) -> None:
        # Due Wednesday 23 September 2026; Chuseok is free from the 24th to the 26th, then comes a Sunday.
        late = days(told(subject(due_on=Day(2026, 9, 23)), last=Day(2026, 10, 1)), Rule.OVERDUE)
        self.assertEqual(late, {1: Day(2026, 9, 28), 8: Day(2026, 10, 1)})

    def test_a_continuing_item_has_a_review_and_no_ladder(self) -> None:
        rungs = told(subject(nature=Nature.CONTINUING, due_on=None, review_on=Day(2026, 6, 7)))
        self.assertEqual([(rung.key.rule, rung.day) for rung in rungs], [(Rule.REVIEW, Day(2026, 6, 8))])
        dated = told(subject(nature=Nature.CONTINUING))
        self.assertEqual([(rung.key.rule, rung.day) for rung in dated], [(Rule.REVIEW, Day(2026, 6, 30))])

    def test_a_proposal_without_an_answer_is_told_after_five_working_days(self) -> None:
        item = subject(state=CommitmentState.PROPOSED, due_on=None, proposed_on=Day(2026, 3, 11))
        self.assertEqual(days(told(item), Rule.ANSWER), {5: Day(2026, 3, 18)})
        accepted = subject(due_on=None, proposed_on=Day(2026, 3, 11))
        self.assertEqual(told(accepted), [])

    def test_what_is_proposed_near_its_day_takes_part_from_its_next_rung_on(self) -> None:
        item = subject(proposed_on=Day(2026, 6, 23))
        self.assertEqual(days(told(item), Rule.AHEAD), {1: Day(2026, 6, 29)})

    def test_rungs_come_in_the_order_of_their_days(self) -> None:
        rungs = told(subject(review_on=Day(2026, 6, 10)))
        self.assertEqual([rung.day for rung in rungs], sorted(rung.day for rung in rungs))

    def test_dates_at_the_ends_of_all_calendars_stop_nothing(self) -> None:
        for far in (Day.min, Day(202, 6, 30), Day.max):
            item = subject(due_on=far, review_on=far, proposed_on=Day(2026, 3, 1))
            self.assertLessEqual(len(told(item)), 53)


class StateTests(SimpleTestCase):
    def test_no_rule_holds_for_a_draft_a_closed_or_a_reported_item(self) -> None:
        for state, reason in (
            (CommitmentState.DRAFT, WhyNot.DRAFT),
            (CommitmentState.FULFILLED, WhyNot.CLOSED),
            (CommitmentState.REPORTED, WhyNot.REPORTED),
        ):
            item = subject(state=state, review_on=Day(2026, 6, 10), proposed_on=Day(2026, 3, 1))
            for rule in Rule:
                with self.subTest(f"{state} {rule}"):
                    self.assertEqual(plan.why_not(item, rule), reason)
            self.assertEqual(told(item), [])

    def test_a_dormant_item_sends_its_review_only(self) -> None:
        item = subject(state=CommitmentState.DORMANT, review_on=Day(2026, 6, 10))
        self.assertEqual({rung.key.rule for rung in told(item)}, {Rule.REVIEW})

    def test_a_proposed_or_declined_item_is_for_the_desk_whoever_owes_it(self) -> None:
        for state in (CommitmentState.PROPOSED, CommitmentState.DECLINED):
            for owed_by in OwedBy:
                item = subject(state=state, owed_by=owed_by)
                self.assertEqual(plan.audiences(item), (Audience.DESK,))

    def test_what_they_owe_is_for_the_desk_and_a_joint_item_for_both(self) -> None:
        self.assertEqual(plan.audiences(subject()), (Audience.OWNERS,))
        self.assertEqual(plan.audiences(subject(owed_by=OwedBy.THEIRS)), (Audience.DESK,))
        joint = subject(owed_by=OwedBy.JOINT)
        self.assertEqual(plan.audiences(joint), (Audience.OWNERS, Audience.DESK))

    def test_a_report_stops_the_clock_of_the_side_that_reported(self) -> None:
        joint = subject(owed_by=OwedBy.JOINT, reported=frozenset({Side.OURS}))
        self.assertEqual(plan.audiences(joint), (Audience.DESK,))
        self.assertTrue(told(joint))
        both = subject(owed_by=OwedBy.JOINT, reported=frozenset(Side))
        self.assertEqual(told(both), [])


class MomentTests(SimpleTestCase):
    def test_a_moment_is_local_and_an_hour_left_out_by_a_clock_change_is_not_lost(self) -> None:
        seoul = datetime.timezone(datetime.timedelta(hours=9))
        seven = datetime.time(7)
        at = plan.moment(Day(2026, 3, 11), seven, seoul)
        self.assertEqual(at, datetime.datetime(2026, 3, 10, 22, tzinfo=datetime.UTC))


weekends = st.sampled_from([frozenset({5, 6}), frozenset({4, 5}), frozenset({6}), frozenset({3, 4, 5})])
free_days = st.sets(st.dates(Day(2026, 1, 1), Day(2026, 12, 31)), max_size=40)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    weekend = draw(weekends)
    holidays = dict.fromkeys(draw(free_days), "free")
    years = {year: Year(weekend, holidays if year == 2026 else {}) for year in range(2023, 2030)}
    return Calendar("XX", years)


class ScanAgreesWithPlanTests(SimpleTestCase):
    """Turning the ladder round finds exactly the days that the ladder tells."""

    @settings(deadline=None)
    @given(
        owing=calendars(),
        reader=calendars(),
        first=st.dates(Day(2026, 2, 1), Day(2026, 11, 1)),
        length=st.integers(0, 9),
        anchor=st.dates(Day(2026, 1, 1), Day(2026, 12, 31)),
    )
    def test_for_any_calendars(
        self, owing: Calendar, reader: Calendar, first: Day, length: int, anchor: Day
    ) -> None:
        last = first + length * ONE_DAY
        found = plan.anchors(owing, reader, first, last)
        item = subject(due_on=anchor, review_on=anchor)
        rungs = plan.rungs(item, owing, reader, first, last)
        proposed = subject(state=CommitmentState.PROPOSED, due_on=None, proposed_on=anchor)
        rungs += plan.rungs(proposed, owing, reader, first, last)
        wanted = {(rung.key.rule, rung.key.offset) for rung in rungs if rung.key.rule != Rule.OVERDUE}
        self.assertEqual({key for key, anchored in found.items() if anchor in anchored}, wanted)

        late = {rung.key.offset: rung.day for rung in rungs if rung.key.rule == Rule.OVERDUE}
        raws = plan.overdue_days(reader, first, last)
        scanned = {
            (raw - anchor).days: day
            for raw, day in raws.items()
            if anchor < raw and anchor in plan.due_days(raw, Day(2025, 1, 1))
        }
        self.assertEqual(scanned, late)

    @settings(deadline=None)
    @given(
        owing=calendars(),
        reader=calendars(),
        due_on=st.dates(Day(2026, 2, 1), Day(2026, 11, 1)),
        proposed_on=st.none() | st.dates(Day(2026, 1, 1), Day(2026, 12, 1)),
    )
    def test_every_rung_is_told_on_a_working_day_of_the_reader_and_once(
        self, owing: Calendar, reader: Calendar, due_on: Day, proposed_on: Day | None
    ) -> None:
        item = subject(due_on=due_on, proposed_on=proposed_on)
        rungs = plan.rungs(item, owing, reader, Day(2025, 10, 1), Day(2027, 3, 1))
        self.assertTrue(all(reader.is_workday(rung.day) for rung in rungs))
        self.assertEqual(len({rung.key for rung in rungs}), len(rungs))
        for rung in rungs:
            if rung.key.rule in (Rule.AHEAD, Rule.DUE):
                self.assertLessEqual(rung.day, due_on)
            else:
                self.assertGreater(rung.day, due_on)
        # A window shows the same rungs as the whole, cut.
        cut = plan.rungs(item, owing, reader, due_on, due_on + 9 * ONE_DAY)
        self.assertEqual(cut, [rung for rung in rungs if due_on <= rung.day <= due_on + 9 * ONE_DAY])
