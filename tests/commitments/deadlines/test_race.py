"""Two writers at once, on real connections: no date is lost, and none is counted from what is gone."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase

from commitments.deadlines import changes, dependencies
from commitments.deadlines.context import Dependencies
from commitments.enums import MeetingForm
from commitments.errors import Refused
from commitments.language.phrases.specification import on_day
from commitments.models import Commitment, Mechanism, Meeting
from commitments.records import edits
from tests import make
from tests.cast import NOW, Cast, gather
from tests.commitments.deadlines.case import BEFORE_THIRD, day

WAIT_SECONDS = 10
THIRD_ON, PUT_OFF_TO = day("2026-06-10"), day("2026-09-16")


class RaceTests(TransactionTestCase):
    cast: Cast

    def setUp(self) -> None:
        self.cast = gather()
        mechanism = Mechanism.objects.create(country=self.cast.valdoria, name="Joint Commission")
        self.meeting = Meeting.objects.create(
            reference="M-XV-2026-900",
            country=self.cast.valdoria,
            title="Third session",
            form=MeetingForm.SESSION,
            mechanism=mechanism,
            session_number=3,
            held_on=THIRD_ON,
            time_zone="Etc/GMT-3",
            recorded_at=NOW,
        )
        self.item = make.commitment(self.cast)
        self.hooks = Dependencies(event=self.meeting)

    def follow(self) -> None:
        changes.correct_deadline(self.item, BEFORE_THIRD, hooks=self.hooks, by=self.cast.officer, now=NOW)

    def put_off(self) -> None:
        meeting = Meeting.objects.get(pk=self.meeting.pk)
        edits.change_record(meeting, {"held_on": PUT_OFF_TO}, by=self.cast.officer, now=NOW)
        dependencies.follow_meeting(meeting, was_on=THIRD_ON, by=self.cast.officer, now=NOW)

    def together(self, first: Callable[[], None], second: Callable[[], None]) -> list[str]:
        """Do the second while the first has written and not committed; give what was refused."""
        refused: list[str] = []

        def run() -> None:
            try:
                second()
            except Refused as error:
                refused.append(error.code)
            finally:
                connection.close()

        other = threading.Thread(target=run)
        with transaction.atomic():
            first()
            other.start()
            # It waits for a lock; what it read before that must not count afterwards.
            other.join(timeout=0.3)
            self.assertTrue(other.is_alive())
        other.join(timeout=WAIT_SECONDS)
        self.assertFalse(other.is_alive())
        return refused

    def standing(self) -> Commitment:
        return Commitment.objects.select_related("deadline").get(pk=self.item.pk)

    def test_who_begins_to_follow_a_meeting_while_it_moves_counts_from_its_new_day(self) -> None:
        self.assertEqual(self.together(self.put_off, self.follow), [])
        self.assertEqual(self.standing().due_on, day("2026-09-15"))

    def test_a_meeting_that_moves_while_somebody_begins_to_follow_it_takes_that_along(self) -> None:
        self.assertEqual(self.together(self.follow, self.put_off), [])
        self.assertEqual(self.standing().due_on, day("2026-09-15"))

    def test_who_corrects_what_follows_while_the_meeting_moves_is_refused(self) -> None:
        self.follow()
        stale = Commitment.objects.get(pk=self.item.pk)

        def correct() -> None:
            changes.correct_deadline(
                stale, on_day(day("2026-12-01"), "by 1 December"), by=self.cast.officer, now=NOW
            )

        self.assertEqual(self.together(self.put_off, correct), ["changed"])
        self.assertEqual(self.standing().due_on, day("2026-09-15"))

    def test_a_meeting_that_moves_while_a_dependent_is_edited_builds_upon_the_edit(self) -> None:
        self.follow()
        item = Commitment.objects.get(pk=self.item.pk)

        def rename() -> None:
            edits.change_record(item, {"title": "Another title"}, by=self.cast.officer, now=NOW)

        self.assertEqual(self.together(rename, self.put_off), [])
        item = self.standing()
        self.assertEqual((item.title, item.due_on), ("Another title", day("2026-09-15")))
        assert item.deadline is not None
        self.assertEqual((item.deadline.number, item.version), (3, 5))


@pytest.mark.both
class ReadTests(TransactionTestCase):
    def test_all_of_it_is_undone_together(self) -> None:
        cast = gather()
        meeting = make.meeting(cast, held=False, held_on=THIRD_ON)
        item = make.commitment(cast)
        changes.correct_deadline(
            item, BEFORE_THIRD, hooks=Dependencies(event=meeting), by=cast.officer, now=NOW
        )
        with self.assertRaises(ZeroDivisionError), transaction.atomic():
            edits.change_record(meeting, {"held_on": PUT_OFF_TO}, by=cast.officer, now=NOW)
            dependencies.follow_meeting(meeting, was_on=THIRD_ON, by=cast.officer, now=NOW)
            raise ZeroDivisionError
        item.refresh_from_db()
        self.assertEqual((item.due_on, item.deadlines.count()), (day("2026-06-09"), 2))
