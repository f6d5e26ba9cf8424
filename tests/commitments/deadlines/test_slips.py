"""How far a deadline has moved."""

import datetime

from django.test import SimpleTestCase

from commitments.deadlines.versions import Slips, count_slips
from commitments.enums import MoveReason
from commitments.models import Deadline


def chain(*steps: tuple[MoveReason, str]) -> list[Deadline]:
    return [
        Deadline(number=number, reason=reason, due_on=datetime.date.fromisoformat(on) if on else None)
        for number, (reason, on) in enumerate(steps, start=1)
    ]


class SlipsTests(SimpleTestCase):
    def test_moves_are_summed_since_the_first_agreed_date(self) -> None:
        versions = chain(
            (MoveReason.FIRST, "2026-06-15"),
            (MoveReason.CORRECTED, "2026-06-30"),
            (MoveReason.REQUESTED, "2026-08-31"),
            (MoveReason.CAPACITY, "2026-10-31"),
            (MoveReason.AGREED, "2026-12-01"),
        )
        found = count_slips(versions, versions[1])
        self.assertEqual((found.count, found.days), (3, 154))
        self.assertEqual(found.first_on, datetime.date(2026, 6, 30))
        self.assertEqual((found.event_count, found.event_days), (0, 0))

    def test_what_an_event_a_clock_or_a_calendar_moves_stands_apart(self) -> None:
        versions = chain(
            (MoveReason.FIRST, "2026-06-09"),
            (MoveReason.EVENT_MOVED, "2026-09-15"),
            (MoveReason.REQUESTED, "2026-09-20"),
            (MoveReason.CALENDAR, "2026-09-21"),
        )
        self.assertEqual(count_slips(versions, versions[0]), Slips(1, 5, 2, 99, datetime.date(2026, 6, 9)))

    def test_a_time_without_a_date_counts_once_and_its_days_when_there_is_one_again(self) -> None:
        versions = chain(
            (MoveReason.FIRST, "2026-06-09"),
            (MoveReason.EVENT_MOVED, ""),
            (MoveReason.EVENT_MOVED, "2026-06-19"),
        )
        self.assertEqual(count_slips(versions, versions[0]), Slips(0, 0, 2, 10, datetime.date(2026, 6, 9)))

    def test_a_nearer_date_counts_against_the_sum(self) -> None:
        versions = chain((MoveReason.FIRST, "2026-06-09"), (MoveReason.AGREED, "2026-06-01"))
        self.assertEqual(count_slips(versions, versions[0]).days, -8)

    def test_without_a_first_date_nothing_has_moved(self) -> None:
        versions = chain((MoveReason.FIRST, "2026-06-09"), (MoveReason.CORRECTED, "2026-06-10"))
        self.assertEqual(count_slips(versions, None), Slips())
        self.assertEqual(count_slips([], None), Slips())
