"""What a holiday or a confirmed year touches is counted anew."""

import datetime

from commitments.deadlines import holidays
from commitments.deadlines.explanation import Remark
from commitments.enums import CommitmentState, MoveReason, OwedBy, YearStatus
from commitments.errors import Refused
from commitments.language.phrases.specification import build_after, on_day
from commitments.models import AuditRow, Commitment, Holiday, HolidayYear
from tests import make
from tests.cast import NOW, TODAY
from tests.commitments.deadlines.case import FollowCase, day

TEN = build_after(10, "working_days", "within ten working days")


class RecountTests(FollowCase):
    def declare(self, text: str, *, is_non_working: bool = True, of: str = "korea") -> int:
        row = Holiday(
            country=getattr(self.cast, of),
            day=day(text),
            name="Declared",
            is_non_working=is_non_working,
            declared_on=TODAY,
        )
        return holidays.record_holiday(row, by=self.cast.officer, now=NOW)

    def test_a_day_declared_free_moves_what_is_counted_over_it(self) -> None:
        item = self.due(TEN, state=CommitmentState.ACCEPTED)
        self.assertEqual(item.due_on, day("2026-03-18"))
        self.assertEqual(self.declare("2026-03-17"), 1)
        version = self.standing(item)
        self.assertEqual((version.due_on, version.reason), (day("2026-03-19"), MoveReason.CALENDAR))
        self.assertIn("Seoul", str(Remark.from_json(version.cause or {})))
        self.assertTrue(AuditRow.objects.filter(subject_id=version.pk, action="deadline").exists())

    def test_a_day_declared_free_moves_the_day_to_act_and_not_what_was_agreed(self) -> None:
        item = self.due(on_day(day("2026-06-30"), "by 30 June 2026"))
        self.assertEqual(self.declare("2026-06-30"), 1)
        version = self.standing(item)
        self.assertEqual((version.due_on, version.last_working_day), (day("2026-06-30"), day("2026-06-29")))

    def test_a_day_far_from_every_deadline_touches_none(self) -> None:
        self.due(on_day(day("2026-06-30"), "by 30 June 2026"))
        with self.assertNumQueries(9):
            self.assertEqual(self.declare("2026-07-01"), 0)

    def test_a_holiday_that_is_worked_and_a_row_changed_or_taken_back(self) -> None:
        item = self.due(on_day(day("2026-05-05"), "by 5 May 2026"))
        self.assertEqual(item.last_working_day, day("2026-05-04"))
        self.declare("2026-05-05", is_non_working=False)
        self.assertEqual(self.standing(item).last_working_day, day("2026-05-05"))
        row = Holiday.objects.get()
        moved = holidays.declare_anew(row, {"day": day("2026-05-12")}, by=self.cast.officer, now=NOW)
        self.assertEqual((moved, self.standing(item).last_working_day), (1, day("2026-05-04")))
        holidays.declare_anew(row, {"day": day("2026-05-05")}, by=self.cast.officer, now=NOW)
        moved = holidays.undo_holiday(row, by=self.cast.officer, now=NOW, reason="A rumour.")
        self.assertEqual((moved, self.standing(item).last_working_day), (1, day("2026-05-04")))
        self.assertFalse(Holiday.objects.exists())

    def test_the_partners_day_touches_the_partners_items_and_joint_ones(self) -> None:
        spec = on_day(day("2026-06-30"), "by 30 June 2026")
        ours, theirs, joint = (
            make.commitment(self.cast, self.point, owed_by=side, deadline=spec) for side in OwedBy
        )
        self.assertEqual(self.declare("2026-06-30", of="valdoria"), 2)
        self.assertEqual(self.standing(ours).last_working_day, day("2026-06-30"))
        self.assertEqual(self.standing(theirs).last_working_day, day("2026-06-29"))
        version = self.standing(joint)
        self.assertEqual(
            (version.last_working_day, version.partner_last_working_day),
            (day("2026-06-30"), day("2026-06-29")),
        )

    def test_closed_items_keep_the_dates_they_had(self) -> None:
        item = self.due(TEN, state=CommitmentState.FULFILLED)
        self.assertEqual(self.declare("2026-03-17"), 0)
        self.assertEqual(self.standing(item).due_on, day("2026-03-18"))

    def confirm(self, year: int) -> int:
        row = HolidayYear(country=self.cast.korea, year=year)
        return holidays.confirm_year(row, by=self.cast.officer, now=NOW)

    def known(self) -> dict[int, YearStatus]:
        return {
            one.year: one.status for one in holidays.known_years([self.cast.korea], TODAY, with_asked=True)
        }

    def test_what_asked_because_nobody_knew_the_year_gets_its_date_when_it_is_confirmed(self) -> None:
        item = self.due(on_day(day("2150-06-30"), "by 30 June 2150"))
        version = self.standing(item)
        self.assertEqual((version.last_working_day, version.calendars), (None, [["KR", 2150]]))
        self.assertEqual(self.known()[2150], YearStatus.ABSENT)
        self.assertEqual(self.confirm(2150), 1)
        self.assertEqual(self.standing(item).last_working_day, day("2150-06-30"))
        row = HolidayYear.objects.get()
        self.assertEqual((row.confirmed_by, row.confirmed_on), (self.cast.officer, TODAY))
        with self.assertRaises(Refused):
            self.confirm(2150)
        self.assertEqual(holidays.unconfirm_year(row, by=self.cast.officer, now=NOW), 1)
        self.assertEqual(
            (self.standing(item).last_working_day, self.known()[2150]), (None, YearStatus.ABSENT)
        )

    def test_confirming_a_computed_year_moves_nothing_and_ends_the_doubt(self) -> None:
        version = self.standing(self.due(TEN))
        self.assertEqual([one.code for one in holidays.list_unconfirmed_years(version)], ["calculated"])
        self.assertNotIn("calculated", [step["code"] for step in version.explanation])
        self.assertEqual(self.known(), dict.fromkeys((2026, 2027), YearStatus.CALCULATED))
        self.assertEqual(self.confirm(2026), 0)
        self.assertEqual(holidays.list_unconfirmed_years(version), ())
        self.assertEqual(self.known(), {2026: YearStatus.CONFIRMED, 2027: YearStatus.CALCULATED})

    def test_who_may_not_write_holidays_is_refused(self) -> None:
        row = Holiday(country=self.cast.korea, day=day("2026-03-17"), name="Declared")
        for person in (self.cast.reader, self.cast.focal_point, self.cast.embassy_officer):
            with self.subTest(person), self.assertRaises(Refused):
                holidays.record_holiday(row, by=person, now=NOW)

    def test_the_whole_calendar_may_be_counted_anew(self) -> None:
        item = self.due(TEN)
        Holiday.objects.create(country=self.cast.korea, day=day("2026-03-17"), name="Declared")
        self.assertEqual(holidays.recount_deadlines(self.cast.korea, by=None, now=NOW), 1)
        self.assertEqual(holidays.recount_deadlines(self.cast.korea, by=None, now=NOW), 0)
        self.assertEqual(self.standing(item).due_on, day("2026-03-19"))
        self.assertEqual(Commitment.objects.get().version, item.version)
        self.assertGreater(item.due_on or TODAY, TODAY + datetime.timedelta(days=7))
