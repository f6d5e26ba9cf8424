"""What a specification comes to: dates, the day to act, review dates, and the working shown."""

import datetime
from dataclasses import replace
from typing import Any

from django.test import SimpleTestCase
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from commitments.calendars.holidays import calendar_for
from commitments.deadlines.explanation import REASONS, SENTENCES, Remark
from commitments.deadlines.resolution import CalendarUsed, Resolution, doubts_about
from commitments.language.phrases import parse_deadline
from commitments.language.phrases.specification import (
    ASKS,
    DeadlineSpec,
    Period,
    add_duration,
    add_months,
    build_after,
    not_stated,
    on_day,
)
from tests.commitments.deadlines.case import resolve_known

SEOUL = calendar_for("KR", place="Seoul", confirmed=[2026])
PHNOM_PENH = calendar_for("KH", place="Phnom Penh")
PORT_SERIN = calendar_for("XV", place="Port Serin")
days = st.dates(datetime.date(2015, 1, 1), datetime.date(2040, 12, 31))


def on(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def come_to(spec: DeadlineSpec | str, **known: Any) -> Resolution:
    """Resolve a wording agreed and recorded on 12 May 2026, owed by Seoul and Phnom Penh together."""
    settled: dict[str, Any] = {
        "start_date": on("2026-05-12"),
        "recorded_on": on("2026-05-12"),
        "owner": SEOUL,
        "partner": PHNOM_PENH,
        "joint": True,
    }
    return resolve_known(parse_deadline(spec) if isinstance(spec, str) else spec, **(settled | known))


class WorkingDaysTests(SimpleTestCase):
    def test_they_count_in_the_owner_s_capital(self) -> None:
        spec = build_after(10, "working_days")
        held = on("2026-04-10")
        self.assertEqual(come_to(spec, start_date=held).due_on, on("2026-04-24"))
        self.assertEqual(come_to(spec, start_date=held, owner=PHNOM_PENH).due_on, on("2026-04-29"))

    def test_both_capitals_count_only_common_days(self) -> None:
        spec = build_after(10, "working_days", capitals="both")
        found = come_to(spec, start_date=on("2026-04-28"))
        self.assertEqual(found.due_on, on("2026-05-15"))
        self.assertIn("counted in Seoul and Phnom Penh", found.explanation)

    def test_both_capitals_without_a_partner_are_asked_for(self) -> None:
        found = come_to(build_after(10, "working_days", capitals="both"), partner=None)
        self.assertIsNone(found.due_on)
        self.assertEqual(
            found.needs_officer, "Working days in both capitals apply. Select the partner country."
        )

    def test_a_capital_may_be_named(self) -> None:
        found = come_to("within 10 working days in Phnom Penh", start_date=on("2026-04-10"))
        self.assertEqual(found.due_on, on("2026-04-29"))

    def test_a_capital_is_known_without_its_spaces_and_by_its_country_s_code(self) -> None:
        for place in ("phnom penh", "PhnomPenh", "KH"):
            found = come_to(build_after(10, "working_days", capitals=place), start_date=on("2026-04-10"))
            self.assertEqual(found.due_on, on("2026-04-29"))
        self.assertEqual(come_to(build_after(10, "working_days", capitals="Paris")).ask,
                         Remark("capital", {"words": "Paris"}))  # fmt: skip

    def test_the_working_names_what_was_skipped(self) -> None:
        found = come_to(build_after(10, "working_days"), start_date=on("2026-09-18"), joint=False)
        self.assertEqual(found.due_on, on("2026-10-07"))
        self.assertEqual(
            found.explanation,
            "10 working days after 18 September 2026, counted in Seoul, is 7 October 2026. Holidays "
            "account for 3 days: 24 September 2026 (The day preceding Chuseok), 25 September 2026 (Chuseok), "
            "5 October 2026 (Alternative holiday for National Foundation Day).",
        )

    def test_a_holiday_skipped_is_named_in_the_reader_s_language(self) -> None:
        found = come_to(build_after(10, "working_days"), start_date=on("2026-09-18"))
        with translation.override("ko"):
            self.assertIn("(추석)", found.explanation)
        stored = found.working[0].to_json()
        stored["values"]["skipped"] = [one[:2] for one in stored["values"]["skipped"]]
        with translation.override("ko"):
            self.assertIn("(Chuseok)", str(Remark.from_json(stored)))

    def test_an_overriding_row_moves_the_date(self) -> None:
        rows = [(on("2026-05-20"), "Temporary holiday", True)]
        owner = calendar_for("KR", overrides=rows, place="Seoul")
        self.assertEqual(come_to(build_after(10, "working_days")).due_on, on("2026-05-27"))
        self.assertEqual(come_to(build_after(10, "working_days"), owner=owner).due_on, on("2026-05-28"))

    def test_a_count_into_an_absent_year_is_asked(self) -> None:
        found = come_to(
            build_after(10, "working_days"), start_date=on("2100-12-28"), recorded_on=on("2100-12-28")
        )
        self.assertIsNone(found.due_on)
        self.assertIn("no 2101 holiday calendar for Seoul", found.needs_officer)


class ActByTests(SimpleTestCase):
    def test_it_is_the_last_working_day_of_the_owner(self) -> None:
        spec = on_day(on("2026-10-10"))
        found = come_to(spec)
        self.assertEqual((found.due_on, found.last_working_day, found.partner_last_working_day),
                         (on("2026-10-10"), on("2026-10-08"), on("2026-10-09")))  # fmt: skip
        self.assertEqual(come_to(spec, owner=PORT_SERIN).last_working_day, on("2026-10-08"))

    def test_it_is_the_day_itself_where_that_is_worked(self) -> None:
        self.assertEqual(come_to(on_day(on("2027-06-30"))).last_working_day, on("2027-06-30"))

    def test_a_date_beyond_the_calendar_stays_but_asks_for_it(self) -> None:
        found = come_to("by 2150")
        self.assertEqual((found.due_on, found.last_working_day), (on("2150-12-31"), None))
        self.assertIn("2150", found.needs_officer)

    @given(days, st.sampled_from([SEOUL, PHNOM_PENH, PORT_SERIN]))
    def test_it_is_a_working_day_on_or_before_the_due_day(self, day: datetime.date, owner: Any) -> None:
        found = come_to(on_day(day), owner=owner)
        assert found.last_working_day is not None
        self.assertLessEqual(found.last_working_day, day)
        self.assertTrue(owner.is_workday(found.last_working_day))


class CalendarsUsedTests(SimpleTestCase):
    def years(self, found: Resolution) -> list[tuple[str, int]]:
        return [(used.code, used.year) for used in found.calendars_used]

    def test_a_computed_year_is_said_to_be_one(self) -> None:
        found = come_to(on_day(on("2027-06-30")), joint=False)
        self.assertEqual(found.calendars_used, (CalendarUsed("KR", 2027, "calculated"),))
        self.assertIn("The 2027 calendar of Seoul is calculated, not confirmed.", found.explanation)

    def test_a_confirmed_year_is_not_doubted(self) -> None:
        found = come_to(on_day(on("2026-06-30")), joint=False)
        self.assertEqual(found.calendars_used, (CalendarUsed("KR", 2026, "confirmed"),))
        self.assertNotIn("calculated", found.explanation)

    def test_doubts_stand_apart_from_what_lasts(self) -> None:
        found = come_to(build_after(10, "working_days"), start_date=on("2027-06-30"))
        self.assertEqual([step.code for step in found.steps], ["working_days"])
        self.assertEqual([str(doubt) for doubt in found.doubts], [
            "The 2027 calendar of Seoul is calculated, not confirmed.",
            "The 2027 calendar of Phnom Penh is calculated, not confirmed.",
        ])  # fmt: skip
        self.assertEqual(found.working, found.steps + found.doubts)
        self.assertEqual(found.doubts, doubts_about(self.years(found), (SEOUL, PHNOM_PENH)))

    def test_a_doubt_passes_when_the_year_is_confirmed(self) -> None:
        confirmed = calendar_for("KR", confirmed=[2027], place="Seoul")
        self.assertEqual(len(doubts_about([("KR", 2027), ("KR", 2027)], [SEOUL])), 1)
        self.assertEqual(doubts_about([("KR", 2027)], [confirmed]), ())

    def test_the_partner_s_year_is_used_only_where_both_owe(self) -> None:
        alone, both = (come_to(on_day(on("2026-06-30")), joint=joint) for joint in (False, True))
        self.assertEqual((alone.partner_last_working_day, self.years(alone)), (None, [("KR", 2026)]))
        self.assertEqual(self.years(both), [("KR", 2026), ("KH", 2026)])
        self.assertEqual(both.partner_last_working_day, on("2026-06-30"))

    def test_all_years_that_a_count_crosses_are_listed(self) -> None:
        found = come_to(build_after(10, "working_days", capitals="both"), start_date=on("2026-12-28"))
        self.assertEqual(self.years(found), [("KR", 2026), ("KH", 2026), ("KR", 2027), ("KH", 2027)])

    def test_a_last_working_day_in_the_year_before_is_listed(self) -> None:
        found = come_to(on_day(on("2028-01-02")), joint=False)
        self.assertEqual(found.last_working_day, on("2027-12-31"))
        self.assertEqual(self.years(found), [("KR", 2027), ("KR", 2028)])

    def test_an_absent_year_that_stopped_the_count_is_listed(self) -> None:
        for spec in (build_after(10, "working_days"), on_day(on("2101-06-30"))):
            with self.subTest(spec=spec):
                found = come_to(spec, start_date=on("2100-12-28"), recorded_on=on("2100-12-28"))
                self.assertIn(CalendarUsed("KR", 2101, "absent"), found.calendars_used)
                self.assertTrue(found.needs_officer)

    @given(days, st.integers(0, 40), st.integers(0, 700), st.booleans())
    def test_a_holiday_in_a_year_not_listed_moves_nothing(
        self, held_on: datetime.date, count: int, later: int, is_joint: bool
    ) -> None:
        spec = build_after(count, "working_days", capitals="both" if is_joint else "")
        found = come_to(spec, start_date=held_on, joint=is_joint)
        declared = held_on + datetime.timedelta(days=later - 300)
        row = [(declared, "Declared", True)]
        moved = come_to(
            spec, start_date=held_on, joint=is_joint,
            owner=calendar_for("KR", overrides=row, place="Seoul"),
            partner=calendar_for("KH", overrides=row, place="Phnom Penh"),
        )  # fmt: skip
        dates = [(one.due_on, one.last_working_day, one.partner_last_working_day) for one in (found, moved)]
        if declared.year not in {year for _, year in self.years(found)}:
            self.assertEqual(*dates)


class LengthTests(SimpleTestCase):
    def test_months_are_added_by_the_calendar(self) -> None:
        self.assertEqual(
            come_to(build_after(1, "months"), start_date=on("2026-08-31")).due_on, on("2026-09-30")
        )
        self.assertEqual(
            come_to(build_after(1, "years"), start_date=on("2028-02-29")).due_on, on("2029-02-28")
        )

    def test_a_clock_not_yet_started_is_asked_for(self) -> None:
        found = come_to("within 30 days of signature", start_date=None, held_on=on("2026-05-12"))
        self.assertIsNone(found.due_on)
        self.assertIn("signature", found.needs_officer)
        self.assertEqual(found.review_on, on("2026-08-10"))

    def test_a_clock_starts_with_its_own_day(self) -> None:
        found = come_to("within 30 days of signature", start_date=on("2026-06-01"), held_on=on("2026-05-12"))
        self.assertEqual(found.due_on, on("2026-07-01"))

    def test_a_clock_waits_for_whatever_starts_it(self) -> None:
        for anchor, said in (
            ("signature", "signature"),
            ("acceptance", "acceptance"),
            ("completion", "completion of the preceding commitment"),
            ("condition", "fulfilment of the condition"),
            ("event", "the event"),
        ):
            with self.subTest(anchor=anchor):
                spec = build_after(30, "days", anchor=anchor)  # type: ignore[arg-type]
                waiting = come_to(spec, start_date=None, held_on=on("2026-05-12"))
                self.assertEqual((waiting.due_on, waiting.last_working_day), (None, None))
                self.assertEqual(waiting.review_on, on("2026-08-10"))
                self.assertIn(f"The start date is not yet known ({said}).", waiting.needs_officer)
                started = come_to(spec, start_date=on("2026-06-01"), held_on=on("2026-05-12"))
                self.assertEqual((started.due_on, started.needs_officer), (on("2026-07-01"), ""))

    def test_what_is_waited_for_is_named(self) -> None:
        found = come_to("within 30 days of completion of the study", start_date=None)
        self.assertIn("not yet known (“study”)", found.needs_officer)

    def test_a_condition_stops_no_date_that_is_fixed(self) -> None:
        known = {"start_date": None, "held_on": on("2026-05-12")}
        for wording, due in (
            ("by 30 June 2027", "2027-06-30"),
            ("in early 2027", "2027-04-30"),
            ("later this year", "2026-12-31"),
        ):
            with self.subTest(wording=wording):
                spec = replace(parse_deadline(wording), anchor="condition")
                self.assertEqual(come_to(spec, **known).due_on, on(due))

    def test_a_condition_starts_a_window_and_what_recurs(self) -> None:
        for wording, due in (
            ("in the coming weeks", "2026-07-13"),
            ("over the next two years", "2028-06-01"),
            ("annually", "2027-06-01"),
            ("by 1 June each year", None),
            ("by 1 November each year", "2026-11-01"),
        ):
            with self.subTest(wording=wording):
                spec = replace(parse_deadline(wording), anchor="condition")
                waiting = come_to(spec, start_date=None, held_on=on("2026-05-12"))
                self.assertEqual((waiting.due_on, bool(waiting.needs_officer)), (None, True))
                started = come_to(spec, start_date=on("2026-06-01"), held_on=on("2026-05-12"))
                self.assertEqual(started.due_on, on(due) if due else None)

    def test_an_event_may_start_the_clock(self) -> None:
        found = come_to("within 30 days of the next meeting", start_date=None, event_on=on("2026-09-01"))
        self.assertEqual(found.due_on, on("2026-10-01"))

    def test_more_than_any_calendar_holds_is_asked(self) -> None:
        for count in (200, 9000):
            self.assertIn("beyond", come_to(build_after(count, "years")).needs_officer)

    @given(days, st.integers(0, 600))
    def test_months_never_skip_a_month(self, day: datetime.date, count: int) -> None:
        later = add_months(day, count)
        self.assertEqual((later.year - day.year) * 12 + later.month - day.month, count)
        self.assertLessEqual(later.day, day.day)

    @given(days, st.sampled_from(["P1D", "P2W", "P1M", "P6M", "P1Y", "P1Y6M"]), st.integers(0, 30))
    def test_occurrences_follow_each_other(self, day: datetime.date, every: str, times: int) -> None:
        self.assertLess(add_duration(day, every, times), add_duration(day, every, times + 1))


class EventTests(SimpleTestCase):
    def test_before_is_the_day_before(self) -> None:
        found = come_to("before the 3rd Joint Commission", event_on=on("2026-11-16"))
        self.assertEqual((found.due_on, found.last_working_day), (on("2026-11-15"), on("2026-11-13")))

    def test_at_and_by_are_the_day_itself(self) -> None:
        for wording in ("at the next summit", "by the next summit"):
            self.assertEqual(come_to(wording, event_on=on("2026-11-16")).due_on, on("2026-11-16"))

    def test_its_own_words_say_when_until_it_has_a_day(self) -> None:
        for wording, start, end in (
            ("before the summit in June 2027", "2027-06-01", "2027-06-30"),
            ("ahead of their 2027 meeting", "2027-01-01", "2027-12-31"),
            ("on the margins of the forum in October", "2026-10-01", "2026-10-31"),
        ):
            with self.subTest(wording):
                found = come_to(wording)
                self.assertEqual((found.due_start, found.due_on), (on(start), on(end)))
        found = come_to("before the summit in June 2027", event_on=on("2027-06-14"))
        self.assertEqual(found.due_on, on("2027-06-13"))

    def test_it_moves_with_the_event(self) -> None:
        spec = parse_deadline("two weeks before the next session")
        self.assertEqual(come_to(spec, event_on=on("2026-11-16")).due_on, on("2026-11-02"))
        self.assertEqual(come_to(spec, event_on=on("2026-12-16")).due_on, on("2026-12-02"))

    def test_working_days_before_it_are_counted_back(self) -> None:
        found = come_to("10 working days before the next session", event_on=on("2026-10-12"))
        self.assertEqual(found.due_on, on("2026-09-22"))

    def test_without_a_date_there_is_a_review_and_no_question(self) -> None:
        found = come_to("before the 3rd Joint Commission")
        self.assertEqual((found.due_on, found.review_on, found.needs_officer), (None, on("2026-08-10"), ""))


class RecurringTests(SimpleTestCase):
    def test_the_next_occurrence_follows_the_previous(self) -> None:
        spec = parse_deadline("quarterly")
        self.assertEqual(come_to(spec).due_on, on("2026-08-12"))
        second = come_to(spec, previous_on=on("2026-08-12"))
        self.assertEqual((second.due_start, second.due_on), (on("2026-08-12"), on("2026-11-12")))

    def test_occurrences_do_not_drift_from_the_first_day(self) -> None:
        held, spec = on("2026-08-31"), parse_deadline("monthly")
        due = [come_to(spec, start_date=held).due_on]
        for _ in range(3):
            due.append(come_to(spec, start_date=held, previous_on=due[-1]).due_on)
        self.assertEqual(due, [on("2026-09-30"), on("2026-10-31"), on("2026-11-30"), on("2026-12-31")])

    def test_a_day_of_the_year_comes_again(self) -> None:
        spec = parse_deadline("by 1 November each year")
        self.assertEqual(come_to(spec).due_on, on("2026-11-01"))
        self.assertEqual(come_to(spec, previous_on=on("2026-11-01")).due_on, on("2027-11-01"))

    def test_the_end_of_the_year_comes_again(self) -> None:
        spec = parse_deadline("by the end of each year")
        self.assertEqual(come_to(spec, previous_on=on("2026-12-31")).due_on, on("2027-12-31"))

    def test_a_day_before_one_of_the_year_comes_again(self) -> None:
        spec = parse_deadline("before 1 November each year")
        self.assertEqual(come_to(spec).due_on, on("2026-10-31"))
        self.assertEqual(come_to(spec, previous_on=on("2026-10-31")).due_on, on("2027-10-31"))

    def test_a_half_of_each_year_is_asked_about_where_the_meeting_fell_in_it(self) -> None:
        first, second = (
            parse_deadline("in the first half of each year"),
            parse_deadline("in the second half of each year"),
        )
        self.assertEqual(come_to(first).ask, Remark("same_period"))
        self.assertEqual(come_to(first, previous_on=on("2026-06-30")).due_on, on("2027-06-30"))
        self.assertEqual(come_to(first, start_date=on("2026-09-17")).due_on, on("2027-06-30"))
        self.assertEqual(come_to(second).due_on, on("2026-12-31"))

    @given(
        st.sampled_from(
            ["daily", "fortnightly", "monthly", "quarterly", "annually", "every two years", "every 45 days",
             "by 1 November each year", "before 1 March each year", "in October of each year",
             "by the end of each year", "by the end of every quarter", "in the first half of each year"]
        ),
        days,
        st.integers(0, 900),
    )  # fmt: skip
    def test_the_next_is_always_later(self, wording: str, held_on: datetime.date, later: int) -> None:
        previous = held_on + datetime.timedelta(days=later)
        found = come_to(wording, start_date=held_on, recorded_on=held_on, previous_on=previous)
        assert found.due_on is not None
        self.assertGreater(found.due_on, previous)
        self.assertLess((found.due_on - previous).days, 750)

    def test_no_period_is_reviewed(self) -> None:
        found = come_to("regularly")
        self.assertEqual((found.due_on, found.every, found.review_on), (None, "", on("2026-08-10")))

    def test_the_duration_stands_even_where_no_date_can(self) -> None:
        found = come_to("annually", start_date=None)
        self.assertEqual((found.every, found.due_on), ("P1Y", None))
        self.assertTrue(found.needs_officer)


class FarTests(SimpleTestCase):
    def test_2200_is_the_last_year(self) -> None:
        self.assertEqual(come_to(on_day(on("2200-12-31"), "")).due_on, on("2200-12-31"))
        beyond = come_to(on_day(on("2201-01-01"), ""))
        self.assertIsNone(beyond.due_on)
        self.assertEqual(
            beyond.needs_officer, "The date is beyond the range of the calendar. Enter the due date."
        )


class ReviewTests(SimpleTestCase):
    def test_it_counts_from_the_meeting(self) -> None:
        found = come_to(not_stated(), start_date=on("2026-04-01"))
        self.assertEqual(found.review_on, on("2026-06-30"))

    def test_it_counts_from_the_recording_where_the_meeting_has_no_date(self) -> None:
        self.assertEqual(come_to(not_stated(), start_date=None).review_on, on("2026-08-10"))

    def test_it_counts_from_the_recording_where_it_would_be_past(self) -> None:
        self.assertEqual(
            come_to("as soon as possible", start_date=on("2019-03-15")).review_on, on("2026-06-11")
        )

    def test_the_day_of_recording_itself_is_not_past(self) -> None:
        held_on = on("2026-05-12") - datetime.timedelta(days=not_stated().review_days)
        self.assertEqual(come_to(not_stated(), start_date=held_on).review_on, on("2026-05-12"))
        day_before = held_on - datetime.timedelta(days=1)
        self.assertEqual(come_to(not_stated(), start_date=day_before).review_on, on("2026-08-10"))

    def test_a_wording_left_to_the_officer_has_one_too(self) -> None:
        self.assertEqual(come_to("biannual").review_on, on("2026-08-10"))

    @given(days, days)
    def test_it_is_never_past(self, held_on: datetime.date, recorded_on: datetime.date) -> None:
        found = come_to(not_stated(), start_date=held_on, recorded_on=recorded_on)
        assert found.review_on is not None
        self.assertGreaterEqual(found.review_on, recorded_on)


class PeriodTests(SimpleTestCase):
    def test_a_month_without_a_year_is_asked_about_where_the_meeting_fell_in_it(self) -> None:
        self.assertEqual(come_to("in May").ask, Remark("same_month"))
        self.assertEqual(come_to("in May", start_date=on("2026-06-01")).due_on, on("2027-05-31"))

    def test_this_week_is_asked_about_on_a_weekend(self) -> None:
        self.assertEqual(come_to("this week", start_date=on("2026-05-16")).ask, Remark("weekend"))

    def test_a_date_before_the_meeting_is_said_to_be(self) -> None:
        self.assertIn("before the meeting", come_to("by 1 December 2012").explanation)

    @given(
        days,
        st.sampled_from(["this year", "next year", "in October", "next week", "by the end of the decade"]),
    )
    def test_a_window_ends_no_sooner_than_it_begins(self, held_on: datetime.date, wording: str) -> None:
        found = come_to(wording, start_date=held_on, recorded_on=held_on)
        if found.due_end:
            self.assertGreaterEqual(found.due_end, found.due_start or held_on)
            self.assertGreaterEqual(found.due_end, held_on)

    def test_a_year_before_the_meeting_s_rest_is_the_whole(self) -> None:
        found = come_to(DeadlineSpec("fixed", shape="rest", period=Period("year", 2027)))
        self.assertEqual((found.due_start, found.due_end), (on("2027-01-01"), on("2027-12-31")))


class WorkingTests(SimpleTestCase):
    def test_no_two_sentences_share_a_key(self) -> None:
        self.assertEqual(len({*SENTENCES, *REASONS, *ASKS}), len(SENTENCES) + len(REASONS) + len(ASKS))

    def test_it_is_stored_as_codes_and_read_in_the_reader_s_language(self) -> None:
        working = come_to(build_after(10, "working_days"), start_date=on("2026-09-18")).working
        again = tuple(Remark.from_json(step.to_json()) for step in working)
        self.assertEqual([str(step) for step in again], [str(step) for step in working])
        with translation.override("ko"):
            self.assertTrue(all(str(step) for step in again))
