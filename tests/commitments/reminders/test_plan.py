"""Which day each rung falls on."""

import datetime
from collections.abc import Sequence
from dataclasses import replace

from django.test import SimpleTestCase
from hypothesis import given, settings
from hypothesis import strategies as st

from commitments.calendars.holidays import calendar_for
from commitments.calendars.workdays import ONE_DAY, Calendar, Year
from commitments.enums import (
    CommitmentState,
    DeadlineKind,
    MoveReason,
    Nature,
    NotSentReason,
    OwedBy,
    ReminderKind,
    Side,
)
from commitments.models import ReminderSchedule
from commitments.reminders import schedule
from commitments.reminders.candidates import RunWindow, find_anchors, search_days
from commitments.reminders.desk_schedules import rules_of
from commitments.reminders.schedule import (
    EARLIER,
    STEP_RULES,
    UNDATED_TIMES,
    USUAL,
    Audience,
    Distance,
    PlannedStep,
    QuietPeriod,
    ScheduleRules,
    ScheduleSubject,
    StepKey,
    postpone_day,
)

Day = datetime.date
LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
KOREA = calendar_for("KR")
VALDORIA = calendar_for("XV")
DUE_ON = Day(2026, 6, 30)
ALWAYS = Day(2026, 1, 1), Day(2026, 12, 31)


def subject(
    *,
    state: str = CommitmentState.ACCEPTED,
    nature: str = Nature.ONE_OFF,
    owed_by: str = OwedBy.OURS,
    due_on: Day | None = DUE_ON,
    last_working_day: Day | None = None,
    review_on: Day | None = None,
    proposed_on: Day | None = None,
    reported: frozenset[str] = frozenset(),
    kind: str = DeadlineKind.FIXED,
    last_contact_on: Day | None = None,
    accepted: frozenset[str] = frozenset(),
    recorded_at: datetime.datetime = LONG_AGO,
    reason: str = "",
) -> ScheduleSubject:
    return ScheduleSubject(
        commitment=1,
        deadline=1,
        recorded_at=recorded_at,
        state=state,
        nature=nature,
        owed_by=owed_by,
        last_working_day=last_working_day or due_on,
        due_on=due_on,
        review_on=review_on,
        proposed_on=proposed_on,
        reported=reported,
        reason=reason,
        kind=kind,
        last_contact_on=last_contact_on,
        accepted=accepted,
    )


def days(rungs: Sequence[PlannedStep], rule: ReminderKind) -> dict[int, Day]:
    return {rung.key.offset: rung.day for rung in rungs if rung.key.rule == rule}


def told(
    item: ScheduleSubject, first: Day = ALWAYS[0], last: Day = ALWAYS[1], rules: ScheduleRules = USUAL
) -> list[PlannedStep]:
    return schedule.list_steps(item, rules, KOREA, KOREA, first, last)


class LadderTests(SimpleTestCase):
    def test_the_ladder_counts_back_working_days_of_the_owing_capital(self) -> None:
        # 3 June 2026 is local election day in Korea, 6 June a Saturday.
        ahead = days(told(subject()), ReminderKind.AHEAD)
        self.assertEqual(
            ahead, {20: Day(2026, 6, 1), 10: Day(2026, 6, 16), 5: Day(2026, 6, 23), 1: Day(2026, 6, 29)}
        )
        self.assertEqual(days(told(subject()), ReminderKind.DUE), {0: Day(2026, 6, 30)})

    def test_after_the_due_day_it_is_told_the_next_day_and_then_weekly(self) -> None:
        late = days(told(subject(), last=Day(2026, 7, 20)), ReminderKind.OVERDUE)
        self.assertEqual(late, {1: Day(2026, 7, 1), 8: Day(2026, 7, 8), 15: Day(2026, 7, 15)})

    def test_before_the_deadline_a_free_day_means_the_earlier_working_day(self) -> None:
        # Sunday 14 June is worked in Valdoria, whose weekend is Friday and Saturday.
        item = subject(owed_by=OwedBy.THEIRS, due_on=Day(2026, 6, 14))
        rungs = schedule.list_steps(item, USUAL, VALDORIA, KOREA, *ALWAYS)
        self.assertEqual(days(rungs, ReminderKind.DUE), {0: Day(2026, 6, 12)})

    def test_after_it_the_later_working_day_chuseok_and_all(self) -> None:
        # Due Wednesday 23 September 2026; Chuseok is free from the 24th to the 26th, then comes a Sunday.
        late = days(told(subject(due_on=Day(2026, 9, 23)), last=Day(2026, 10, 1)), ReminderKind.OVERDUE)
        self.assertEqual(late, {1: Day(2026, 9, 28), 8: Day(2026, 10, 1)})

    def test_a_continuing_item_has_a_review_and_no_ladder(self) -> None:
        rungs = told(subject(nature=Nature.ONGOING, due_on=None, review_on=Day(2026, 6, 7)))
        self.assertEqual(
            [(rung.key.rule, rung.day) for rung in rungs], [(ReminderKind.REVIEW, Day(2026, 6, 8))]
        )
        dated = told(subject(nature=Nature.ONGOING))
        self.assertEqual(
            [(rung.key.rule, rung.day) for rung in dated], [(ReminderKind.REVIEW, Day(2026, 6, 30))]
        )

    def test_a_proposal_without_an_answer_is_told_after_five_working_days(self) -> None:
        item = subject(state=CommitmentState.PROPOSED, due_on=None, proposed_on=Day(2026, 3, 11))
        self.assertEqual(days(told(item), ReminderKind.ANSWER), {5: Day(2026, 3, 18)})
        self.assertEqual(days(told(item), ReminderKind.PROPOSED), {0: Day(2026, 3, 12)})
        accepted = subject(due_on=None, proposed_on=Day(2026, 3, 11))
        self.assertEqual(told(accepted), [])

    def test_silence_goes_up_the_ranks_and_ends_with_any_answer(self) -> None:
        item = subject(state=CommitmentState.PROPOSED, due_on=None, proposed_on=Day(2026, 3, 11))
        steps = {
            ReminderKind.ANSWER_OWNER_HEAD: ({10: Day(2026, 3, 25)}, (Audience.OWNER_HEAD,)),
            ReminderKind.ANSWER_HEAD: ({15: Day(2026, 4, 1)}, (Audience.HEAD,)),
            ReminderKind.ANSWER_DIVISION: ({20: Day(2026, 4, 8)}, (Audience.DIVISION,)),
        }
        for kind, (falls, audiences) in steps.items():
            self.assertEqual(days(told(item), kind), falls, kind)
            self.assertEqual(schedule.list_audiences(item, kind), audiences, kind)
            for state in (CommitmentState.ACCEPTED, CommitmentState.DECLINED):
                answered = subject(state=state, due_on=None, proposed_on=Day(2026, 3, 11))
                self.assertEqual(days(told(answered), kind), {}, (kind, state))

    def test_the_partner_is_never_told_of_its_silence_but_the_desk_and_its_heads_are(self) -> None:
        theirs = subject(state=CommitmentState.PROPOSED, owed_by=OwedBy.THEIRS, proposed_on=Day(2026, 3, 11))
        self.assertEqual(schedule.list_audiences(theirs, ReminderKind.ANSWER_OWNER_HEAD), (Audience.DESK,))
        self.assertEqual(schedule.list_audiences(theirs, ReminderKind.ANSWER_HEAD), (Audience.HEAD,))
        self.assertEqual(schedule.list_audiences(theirs, ReminderKind.ANSWER_DIVISION), (Audience.DIVISION,))

    def test_what_is_proposed_near_its_day_takes_part_from_its_next_rung_on(self) -> None:
        item = subject(proposed_on=Day(2026, 6, 23))
        self.assertEqual(days(told(item), ReminderKind.AHEAD), {1: Day(2026, 6, 29)})

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
            (CommitmentState.DRAFT, NotSentReason.DRAFT),
            (CommitmentState.FULFILLED, NotSentReason.CLOSED),
            (CommitmentState.REPORTED, NotSentReason.REPORTED),
        ):
            item = subject(state=state, review_on=Day(2026, 6, 10), proposed_on=Day(2026, 3, 1))
            for rule in ReminderKind:
                with self.subTest(f"{state} {rule}"):
                    self.assertEqual(schedule.why_not(item, rule), reason)
            self.assertEqual(told(item), [])

    def test_a_dormant_item_sends_its_review_only(self) -> None:
        item = subject(state=CommitmentState.SUSPENDED, review_on=Day(2026, 6, 10))
        self.assertEqual({rung.key.rule for rung in told(item)}, {ReminderKind.REVIEW})

    def test_a_proposed_or_declined_item_is_for_the_desk_whoever_owes_it(self) -> None:
        for state in (CommitmentState.PROPOSED, CommitmentState.DECLINED):
            for owed_by in OwedBy:
                item = subject(state=state, owed_by=owed_by)
                self.assertEqual(schedule.list_audiences(item, ReminderKind.AHEAD), (Audience.DESK,))

    def test_what_they_owe_is_for_the_desk_and_a_joint_item_for_both(self) -> None:
        self.assertEqual(schedule.list_audiences(subject(), ReminderKind.DUE), (Audience.OWNERS,))
        self.assertEqual(
            schedule.list_audiences(subject(owed_by=OwedBy.THEIRS), ReminderKind.DUE), (Audience.DESK,)
        )
        joint = subject(owed_by=OwedBy.JOINT)
        self.assertEqual(schedule.list_audiences(joint, ReminderKind.DUE), (Audience.OWNERS, Audience.DESK))

    def test_what_is_late_goes_up_the_ranks_whoever_owes_it(self) -> None:
        for owed_by in OwedBy:
            late = subject(owed_by=owed_by)
            self.assertEqual(schedule.list_audiences(late, ReminderKind.HEAD), (Audience.HEAD,))
            self.assertEqual(schedule.list_audiences(late, ReminderKind.DIVISION), (Audience.DIVISION,))

    def test_the_owners_are_asked_and_that_they_do_not_answer_is_for_the_desk_too(self) -> None:
        asked = subject(state=CommitmentState.PROPOSED)
        self.assertEqual(schedule.list_audiences(asked, ReminderKind.PROPOSED), (Audience.OWNERS,))
        self.assertEqual(
            schedule.list_audiences(asked, ReminderKind.ANSWER), (Audience.OWNERS, Audience.DESK)
        )
        theirs = subject(state=CommitmentState.PROPOSED, owed_by=OwedBy.THEIRS, proposed_on=Day(2026, 3, 11))
        self.assertEqual(schedule.list_audiences(theirs, ReminderKind.ANSWER), (Audience.DESK,))
        self.assertEqual(days(told(theirs), ReminderKind.PROPOSED), {})
        half = subject(
            state=CommitmentState.PROPOSED,
            owed_by=OwedBy.JOINT,
            proposed_on=Day(2026, 3, 11),
            accepted=frozenset({Side.OURS}),
        )
        self.assertEqual(schedule.list_audiences(half, ReminderKind.ANSWER), (Audience.DESK,))
        self.assertEqual(schedule.why_not(half, ReminderKind.PROPOSED), NotSentReason.ANSWERED)
        self.assertEqual(days(told(half), ReminderKind.PROPOSED), {})

    def test_an_event_without_a_date_is_for_the_desk_that_plans_it(self) -> None:
        self.assertEqual(
            schedule.list_audiences(subject(kind=DeadlineKind.EVENT), ReminderKind.UNDATED), (Audience.DESK,)
        )

    def test_a_report_stops_the_clock_of_the_side_that_reported(self) -> None:
        joint = subject(owed_by=OwedBy.JOINT, reported=frozenset({Side.OURS}))
        self.assertEqual(schedule.list_audiences(joint, ReminderKind.DUE), (Audience.DESK,))
        self.assertTrue(told(joint))
        both = subject(owed_by=OwedBy.JOINT, reported=frozenset(Side))
        self.assertEqual(told(both), [])


class RulesTests(SimpleTestCase):
    def test_the_usual_rules_are_those_of_a_ladder_that_nobody_changed(self) -> None:
        self.assertEqual(rules_of(ReminderSchedule()), USUAL)

    def test_a_rule_says_of_each_rung_that_it_is_told_and_of_no_other(self) -> None:
        rules = ScheduleRules(before=(7, 3), first_after=2, then_every=3, head_after=4, no_response_after=20)
        item = subject(last_contact_on=Day(2026, 1, 1), review_on=Day(2026, 3, 2))
        rungs = told(item, Day(2025, 6, 1), Day(2026, 12, 30), rules)
        self.assertTrue(all(rules.asks(rung.key.rule, rung.key.offset) for rung in rungs))
        found = {(rung.key.rule, rung.key.offset) for rung in rungs}
        for rule in (
            ReminderKind.AHEAD,
            ReminderKind.OVERDUE,
            ReminderKind.HEAD,
            ReminderKind.DIVISION,
            ReminderKind.NO_RESPONSE,
        ):
            for offset in range(1, 120):
                with self.subTest(f"{rule} {offset}"):
                    self.assertEqual(rules.asks(rule, offset), (rule, offset) in found)

    def test_what_is_turned_off_is_not_told(self) -> None:
        off = ScheduleRules(
            before=(),
            on_the_day=False,
            first_after=None,
            head_after=None,
            division_after=None,
            answer_after=None,
            answer_owner_head_after=None,
            answer_head_after=None,
            answer_division_after=None,
            on_review=False,
            no_response_after=None,
            undated_every=None,
        )
        full = subject(last_contact_on=Day(2026, 1, 5), review_on=Day(2026, 3, 2))
        undated = subject(kind=DeadlineKind.EVENT, due_on=None, review_on=Day(2026, 3, 2))
        asked = subject(state=CommitmentState.PROPOSED, proposed_on=Day(2026, 3, 2))
        self.assertEqual((told(full, rules=off), told(undated, rules=off)), ([], []))
        self.assertEqual({rung.key.rule for rung in told(asked, rules=off)}, {ReminderKind.PROPOSED})
        for rule in set(ReminderKind) - {ReminderKind.PROPOSED, *schedule.BESIDE}:
            self.assertFalse(off.asks(rule, 5), rule)

    def test_a_rule_asks_for_its_own_distances_and_no_others(self) -> None:
        rules = ScheduleRules(
            before=(7, 3), first_after=2, then_every=3, no_response_after=20, undated_every=40
        )
        for rule, told_at in (
            (ReminderKind.AHEAD, {7, 3}),
            (ReminderKind.DUE, {0}),
            (ReminderKind.OVERDUE, {2, 5, 8}),
            (ReminderKind.HEAD, {5}),
            (ReminderKind.ANSWER, {5}),
            (ReminderKind.NO_RESPONSE, set()),
            (ReminderKind.UNDATED, set()),
            (ReminderKind.MOVED, {0}),
            (ReminderKind.REPLY_COPY, set(range(9))),
        ):
            self.assertEqual({one for one in range(9) if rules.asks(rule, one)}, told_at, rule)
        self.assertEqual(
            [rules.asks(ReminderKind.NO_RESPONSE, one) for one in (19, 20, 40)], [False, True, True]
        )
        self.assertEqual([rules.asks(ReminderKind.UNDATED, one) for one in (20, 40, 80)], [False, True, True])
        once = ScheduleRules(first_after=3, then_every=None)
        self.assertEqual([one for one in range(20) if once.asks(ReminderKind.OVERDUE, one)], [3])
        late = STEP_RULES[ReminderKind.OVERDUE].distances
        self.assertEqual([*late(rules), *late(once)], [Distance(2, 2, 3), Distance(3, 3)])
        self.assertFalse(late(ScheduleRules(first_after=None)))

    def test_a_date_that_moved_is_told_at_its_moment_on_the_day_it_was_recorded(self) -> None:
        moment = datetime.datetime(2026, 3, 11, 1, 0, tzinfo=datetime.UTC)
        day = Day(2026, 3, 11)
        moved = replace(subject(recorded_at=moment), reason=MoveReason.EVENT_MOVED)
        notice = PlannedStep(StepKey(ReminderKind.MOVED, 0, day), day, moment)
        for first, last, expected in (
            (day, day, [notice]),
            (day + ONE_DAY, day + ONE_DAY, []),
            (day - ONE_DAY, day - ONE_DAY, []),
        ):
            self.assertEqual([one for one in told(moved, first, last) if one.at], expected)
        closed = replace(moved, state=CommitmentState.FULFILLED)
        self.assertEqual(told(closed, day, day), [])

    def test_without_a_distance_what_is_late_is_told_once(self) -> None:
        late = days(
            told(subject(), rules=ScheduleRules(first_after=3, then_every=None)), ReminderKind.OVERDUE
        )
        self.assertEqual(late, {3: Day(2026, 7, 3)})

    def test_up_the_ranks_counts_working_days_of_the_owing_capital(self) -> None:
        # Due Wednesday 23 September 2026; Chuseok is free from Thursday to Saturday.
        item = subject(due_on=Day(2026, 9, 23))
        self.assertEqual(days(told(item), ReminderKind.HEAD), {5: Day(2026, 10, 2)})
        # 3 October is Foundation Day, its substitute Monday the 5th; 9 October is Hangul Day.
        self.assertEqual(days(told(item), ReminderKind.DIVISION), {15: Day(2026, 10, 20)})

    def test_silence_counts_from_the_last_word_and_again(self) -> None:
        item = subject(due_on=None, last_contact_on=Day(2026, 3, 2))
        silent = days(told(item, last=Day(2026, 6, 30)), ReminderKind.NO_RESPONSE)
        self.assertEqual(
            silent, {30: Day(2026, 4, 1), 60: Day(2026, 5, 4), 90: Day(2026, 6, 1), 120: Day(2026, 6, 30)}
        )
        for state in (CommitmentState.PROPOSED, CommitmentState.DECLINED, CommitmentState.SUSPENDED):
            self.assertEqual(
                days(told(subject(state=state, last_contact_on=Day(2026, 3, 2))), ReminderKind.NO_RESPONSE),
                {},
            )

    def test_an_event_without_a_date_is_told_twelve_times_at_most(self) -> None:
        recorded_at = datetime.datetime(2025, 1, 15, 23, tzinfo=datetime.UTC)
        item = subject(kind=DeadlineKind.EVENT, due_on=None, recorded_at=recorded_at)
        undated = days(told(item, Day(2025, 1, 1), Day(2026, 12, 30)), ReminderKind.UNDATED)
        self.assertEqual(list(undated), [30 * number for number in range(1, UNDATED_TIMES + 1)])
        self.assertEqual(undated[30], Day(2025, 2, 14))
        dated = subject(kind=DeadlineKind.EVENT, recorded_at=recorded_at)
        fixed = subject(due_on=None, recorded_at=recorded_at)
        self.assertEqual(
            (days(told(dated), ReminderKind.UNDATED), days(told(fixed), ReminderKind.UNDATED)), ({}, {})
        )


class QuietTests(SimpleTestCase):
    summit = QuietPeriod(Day(2026, 6, 15), Day(2026, 6, 17), "summit")

    def test_a_quiet_day_is_put_off_to_the_next_working_day(self) -> None:
        self.assertEqual(postpone_day(Day(2026, 6, 16), [self.summit], KOREA), (Day(2026, 6, 18), "summit"))
        self.assertEqual(postpone_day(Day(2026, 6, 18), [self.summit], KOREA), (Day(2026, 6, 18), ""))

    def test_quiet_days_one_after_the_other_with_a_weekend_between_are_one(self) -> None:
        more = QuietPeriod(Day(2026, 6, 22), Day(2026, 6, 23), "visit")
        first = QuietPeriod(Day(2026, 6, 15), Day(2026, 6, 19), "summit")
        for quiet in ([first, more], [more, first]):
            self.assertEqual(postpone_day(Day(2026, 6, 16), quiet, KOREA), (Day(2026, 6, 24), "summit"))


class MomentTests(SimpleTestCase):
    def test_a_moment_is_local_and_an_hour_left_out_by_a_clock_change_is_not_lost(self) -> None:
        seoul = datetime.timezone(datetime.timedelta(hours=9))
        seven = datetime.time(7)
        at = schedule.find_moment(Day(2026, 3, 11), seven, seoul)
        self.assertEqual(at, datetime.datetime(2026, 3, 10, 22, tzinfo=datetime.UTC))


weekends = st.sampled_from([frozenset({5, 6}), frozenset({4, 5}), frozenset({6}), frozenset({3, 4, 5})])
free_days = st.sets(st.dates(Day(2026, 1, 1), Day(2026, 12, 31)), max_size=40)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    weekend = draw(weekends)
    holidays = dict.fromkeys(draw(free_days), "free")
    years = {year: Year(weekend, holidays if year == 2026 else {}) for year in range(2023, 2030)}
    return Calendar("XX", years)


@st.composite
def ladders(draw: st.DrawFn) -> ScheduleRules:
    count, more = st.none() | st.integers(1, 40), st.none() | st.integers(1, 12)
    return ScheduleRules(
        before=tuple(draw(st.sets(st.integers(1, 40), max_size=4))),
        on_the_day=draw(st.booleans()),
        first_after=draw(more),
        then_every=draw(more),
        head_after=draw(count),
        division_after=draw(count),
        answer_after=draw(count),
        answer_owner_head_after=draw(count),
        answer_head_after=draw(count),
        answer_division_after=draw(count),
        on_review=draw(st.booleans()),
        no_response_after=draw(st.none() | st.integers(1, 60)),
        undated_every=draw(st.none() | st.integers(1, 60)),
    )


def told_day_by_day(
    item: ScheduleSubject, rules: ScheduleRules, owing: Calendar, reader: Calendar
) -> dict[StepKey, Day]:
    """Say it the slow way, by going through the days one by one, of an accepted item with all its days."""
    found: dict[StepKey, Day] = {}
    anchor, last_contact_on = item.due_on, item.last_contact_on
    assert anchor
    assert last_contact_on
    for number in range(-90, 150):
        day = anchor + number * ONE_DAY
        back = sum(owing.is_workday(day + n * ONE_DAY) for n in range(-number))
        between = sum(owing.is_workday(anchor + n * ONE_DAY) for n in range(1, number + 1))
        if number < 0 and owing.is_workday(day) and back in rules.before:
            found[StepKey(ReminderKind.AHEAD, back, anchor)] = day
        if number == 0 and rules.on_the_day:
            found[StepKey(ReminderKind.DUE, 0, anchor)] = day
        if number == 0 and rules.on_review:
            found[StepKey(ReminderKind.REVIEW, 0, anchor)] = day
        if number > 0 and owing.is_workday(day):
            if between == rules.head_after:
                found[StepKey(ReminderKind.HEAD, between, anchor)] = day
            if between == rules.division_after:
                found[StepKey(ReminderKind.DIVISION, between, anchor)] = day
        first, every = rules.first_after, rules.then_every
        if first and (number == first or (every and number > first and (number - first) % every == 0)):
            found[StepKey(ReminderKind.OVERDUE, number, anchor)] = day
        heard = (day - last_contact_on).days
        if rules.no_response_after and heard > 0 and heard % rules.no_response_after == 0:
            found[StepKey(ReminderKind.NO_RESPONSE, heard, last_contact_on)] = day
    return {key: _worked(reader, key.rule, day) for key, day in found.items()}


def _worked(reader: Calendar, rule: ReminderKind, day: Day) -> Day:
    while not reader.is_workday(day):
        day += -ONE_DAY if rule in EARLIER else ONE_DAY
    return day


class PlanAgreesWithTheSlowWayTests(SimpleTestCase):
    @settings(deadline=None)
    @given(
        owing=calendars(),
        reader=calendars(),
        rules=ladders(),
        anchor=st.dates(Day(2026, 3, 1), Day(2026, 10, 1)),
        silent=st.integers(0, 100),
    )
    def test_for_any_calendars_and_rules(
        self, owing: Calendar, reader: Calendar, rules: ScheduleRules, anchor: Day, silent: int
    ) -> None:
        item = subject(due_on=anchor, review_on=anchor, last_contact_on=anchor - silent * ONE_DAY)
        first, last = anchor - 40 * ONE_DAY, anchor + 80 * ONE_DAY
        slow = told_day_by_day(item, rules, owing, reader)
        wanted = {key: day for key, day in slow.items() if first <= day <= last}
        rungs = schedule.list_steps(item, rules, owing, reader, first, last)
        self.assertEqual({rung.key: rung.day for rung in rungs}, wanted)
        self.assertEqual(len(rungs), len(wanted))
        self.assertTrue(all(rules.asks(key.rule, key.offset) for key in wanted))


class ScanAgreesWithPlanTests(SimpleTestCase):
    """Turning the ladder round finds exactly the days that the ladder tells."""

    @settings(deadline=None)
    @given(
        owing=calendars(),
        reader=calendars(),
        rules=ladders(),
        first=st.dates(Day(2026, 2, 1), Day(2026, 11, 1)),
        length=st.integers(0, 9),
        anchor=st.dates(Day(2026, 1, 1), Day(2026, 12, 31)),
    )
    def test_for_any_calendars(
        self, owing: Calendar, reader: Calendar, rules: ScheduleRules, first: Day, length: int, anchor: Day
    ) -> None:
        last = first + length * ONE_DAY
        search = search_days(RunWindow(first, last), [reader], due_on=Day(2025, 1, 1))
        found = {key for keys in find_anchors([rules], [owing], search).values() for key in keys}
        recorded_at = datetime.datetime.combine(anchor, datetime.time(12), datetime.UTC)
        for item in (
            subject(due_on=anchor, review_on=anchor, last_contact_on=anchor),
            subject(state=CommitmentState.PROPOSED, due_on=None, proposed_on=anchor),
            subject(due_on=None, kind=DeadlineKind.EVENT, recorded_at=recorded_at),
            subject(due_on=None, reason=MoveReason.EVENT_MOVED, recorded_at=recorded_at),
            subject(due_on=anchor, nature=Nature.ONGOING),
        ):
            rungs = schedule.list_steps(item, rules, owing, reader, first, last)
            asked = {key for key in found if schedule.is_step(item, rules, key)}
            self.assertEqual(asked, {rung.key for rung in rungs})

    @settings(deadline=None)
    @given(
        owing=calendars(),
        reader=calendars(),
        rules=ladders(),
        due_on=st.dates(Day(2026, 2, 1), Day(2026, 11, 1)),
        proposed_on=st.none() | st.dates(Day(2026, 1, 1), Day(2026, 12, 1)),
    )
    def test_every_rung_is_told_on_a_working_day_of_the_reader_and_once(
        self, owing: Calendar, reader: Calendar, rules: ScheduleRules, due_on: Day, proposed_on: Day | None
    ) -> None:
        item = subject(due_on=due_on, proposed_on=proposed_on)
        rungs = schedule.list_steps(item, rules, owing, reader, Day(2025, 10, 1), Day(2027, 3, 1))
        self.assertTrue(all(reader.is_workday(rung.day) for rung in rungs))
        self.assertEqual(len({rung.key for rung in rungs}), len(rungs))
        for rung in rungs:
            if rung.key.rule in EARLIER:
                self.assertLessEqual(rung.day, due_on)
            else:
                self.assertGreater(rung.day, due_on)
        # A window shows the same rungs as the whole, cut.
        cut = schedule.list_steps(item, rules, owing, reader, due_on, due_on + 9 * ONE_DAY)
        self.assertEqual(cut, [rung for rung in rungs if due_on <= rung.day <= due_on + 9 * ONE_DAY])
