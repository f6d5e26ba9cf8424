"""Occurrences of a recurring deadline: each after the one before, and each counted anew as itself."""

from commitments.deadlines import changes, holidays, reviews, triggers
from commitments.enums import CommitmentState, MoveReason, Origin
from commitments.language.phrases import parse_deadline
from commitments.language.phrases.specification import DeadlineSpec
from commitments.models import Commitment, Deadline
from tests.cast import NOW, TODAY
from tests.commitments.deadlines.case import FollowCase, day

YEARLY = parse_deadline("annually")
IN_NOVEMBER = parse_deadline("by 1 November each year")


class SeriesTests(FollowCase):
    def after(self, item: Commitment, spec: DeadlineSpec) -> tuple[Commitment, Deadline]:
        """Open the occurrence after an item's, as the life-cycle does."""
        assert item.deadline is not None
        made = Commitment.objects.create(
            reference=f"XV-2026-8{Commitment.objects.count():03}",
            outcome=self.point,
            country=self.cast.valdoria,
            title=item.title,
            owed_by=item.owed_by,
            strength=item.strength,
            state=CommitmentState.IN_PROGRESS,
            origin=item,
            origin_kind=Origin.OCCURRENCE,
            occurrence=(item.occurrence or 1) + 1,
            recorded_at=NOW,
        )
        previous_on = item.deadline.due_on
        return made, changes.set_first(made, spec, previous_on=previous_on, by=None, now=NOW)

    def test_each_comes_one_period_after_the_one_before(self) -> None:
        for spec, days in (
            (YEARLY, ("2027-03-04", "2028-03-04", "2029-03-04")),
            (IN_NOVEMBER, ("2026-11-01", "2027-11-01", "2028-11-01")),
            (parse_deadline("quarterly"), ("2026-06-04", "2026-09-04", "2026-12-04")),
        ):
            with self.subTest(spec.wording):
                item, found = self.due(spec), []
                for _number in days:
                    found.append(str(item.due_on))
                    item, version = self.after(item, spec)
                self.assertEqual(tuple(found), days)
                self.assertEqual((version.reason, version.recorded_by), (MoveReason.OCCURRENCE, None))
                self.assertEqual(item.first_deadline, version)

    def test_the_day_of_the_meeting_put_right_moves_every_occurrence_by_itself(self) -> None:
        first = self.due(YEARLY)
        second, _version = self.after(first, YEARLY)
        third, _version = self.after(second, YEARLY)
        self.assertEqual(self.change(self.point.meeting, held_on=day("2026-03-06")), 3)
        due = [str(self.standing(item).due_on) for item in (first, second, third)]
        self.assertEqual(due, ["2027-03-06", "2028-03-06", "2029-03-06"])

    def test_it_moves_as_well_where_the_one_before_is_closed(self) -> None:
        second = self.due(YEARLY, state=CommitmentState.FULFILLED).successors.get()
        self.assertEqual(second.due_on, day("2028-03-04"))
        self.assertEqual(self.change(self.point.meeting, held_on=day("2026-03-06")), 1)
        self.assertEqual(self.standing(second).due_on, day("2028-03-06"))

    def test_the_calendar_counted_anew_leaves_each_occurrence_its_year(self) -> None:
        first = self.due(IN_NOVEMBER)
        second, _version = self.after(first, IN_NOVEMBER)
        self.assertEqual(holidays.recount_deadlines(self.cast.korea, by=None, now=NOW), 0)
        self.assertEqual(self.standing(second).due_on, day("2027-11-01"))

    def test_a_series_that_counts_from_signature_keeps_that_day(self) -> None:
        spec = DeadlineSpec("recurring", "annually from signature", every="P1Y", anchor="signature")
        first = self.due(spec)
        self.assertIsNone(first.due_on)
        triggers.start_clock(first, on=day("2026-03-09"), document="", by=self.cast.officer, now=NOW)
        second, version = self.after(first, spec)
        self.assertEqual((first.due_on, second.due_on), (day("2027-03-09"), day("2028-03-09")))
        self.assertEqual(version.start_date, day("2026-03-09"))

    def test_the_review_of_what_continues_goes_by_its_period(self) -> None:
        item = self.due(YEARLY)
        item.nature = "ongoing"
        item.save(update_fields=["nature"])
        reviews.review_again(item, by=self.cast.officer, now=NOW)
        self.assertEqual(item.review_on, TODAY.replace(year=2027))
        self.assertEqual(item.due_on, day("2027-03-04"))
