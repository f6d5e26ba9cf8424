"""What stands in a person's calendar: through the door, dated, marked, told as far as mail tells."""

import datetime
from typing import Any, ClassVar

import pytest
from django.test import TestCase, override_settings
from django.utils import timezone

from commitments.access import policy
from commitments.accounts import grants
from commitments.calendar_feeds import entries
from commitments.calendar_feeds.icalendar import CalendarEntry
from commitments.deadlines import reviews
from commitments.deadlines.context import Dependencies
from commitments.enums import (
    Answer,
    Classification,
    CommitmentState,
    MeetingForm,
    Nature,
    OutcomeKind,
    OwedBy,
    Strength,
)
from commitments.language.phrases import parse_deadline
from commitments.language.phrases.specification import on_day
from commitments.lifecycle import acceptance, endings
from commitments.meetings import meetings, outcomes
from commitments.models import Commitment, Meeting, Outcome, User
from commitments.records import edits
from tests import make
from tests.cast import NOW, TODAY, Cast, gather, signed_in
from tests.commitments.deadlines.case import BEFORE_THIRD

S = CommitmentState
AHEAD = datetime.date(2026, 5, 6)


class Case(TestCase):
    cast: ClassVar[Cast]
    meeting: ClassVar[Meeting]
    point: ClassVar[Outcome]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.meeting = make.meeting(cls.cast)
        cls.point = make.outcome(cls.cast, cls.meeting)

    def item(self, **more: Any) -> Commitment:
        return make.commitment(self.cast, self.point, **{"state": S.IN_PROGRESS, **more})

    def feed(
        self, person: User | None = None, *, on: datetime.date = TODAY, is_tasks: bool = False
    ) -> dict[str, CalendarEntry]:
        """Give the entries of a person's calendar by the first part of their name."""
        reader = signed_in(person or self.cast.officer)
        found = entries.load_entries(reader, on, is_tasks=is_tasks).entries
        self.assertEqual(len({one.uid for one in found}), len(found))
        return {one.uid.partition("@")[0]: one for one in found}


@pytest.mark.both
class DeadlineTests(Case):
    def test_what_is_owed_stands_on_its_day_with_what_was_agreed(self) -> None:
        item = self.item()
        found = self.feed()[item.reference]
        self.assertEqual((found.first, found.last), (make.DUE_ON, make.DUE_ON))
        self.assertEqual(found.summary, f"Due: {item.reference} Share investigation records")
        for text in ("RESTRICTED", "As agreed: by 30 June 2026", "Partner: Valdoria", "Stage: In progress"):
            self.assertIn(text, found.description)
        self.assertIn(f"/commitment/{item.pk}/", found.url)

    def test_a_window_is_one_and_an_event_is_named(self) -> None:
        window = self.item(deadline=parse_deadline("early October 2026"))
        session = make.meeting(self.cast, title="Third session", held_on=AHEAD, held=False)
        hung = self.item(deadline=BEFORE_THIRD, hooks=Dependencies(event=session))
        found = self.feed()
        self.assertEqual(
            (found[window.reference].first, found[window.reference].last),
            (datetime.date(2026, 10, 1), datetime.date(2026, 10, 10)),
        )
        self.assertIn("Period: ", found[window.reference].summary)
        self.assertIn("between 1 Oct 2026 and 10 Oct 2026", found[window.reference].description)
        self.assertIn("Linked to an event: ", found[hung.reference].summary)
        self.assertIn(f"Linked meeting: {session.reference} Third session", found[hung.reference].description)

    def test_the_number_rises_with_every_move_there_and_back_and_the_name_stays(self) -> None:
        item = self.item()
        numbers = [self.feed()[item.reference].sequence]
        for day in (datetime.date(2026, 9, 30), make.DUE_ON, datetime.date(2026, 12, 1)):
            make.move(self.cast, item, on_day(day, "later"))
            entry = self.feed()[item.reference]
            self.assertEqual(entry.first, day)
            numbers.append(entry.sequence)
        self.assertEqual(numbers, sorted(set(numbers)))

    def test_what_follows_an_event_moves_with_it_and_so_does_its_number(self) -> None:
        session = make.meeting(self.cast, title="Third session", held_on=AHEAD, held=False)
        item = self.item(deadline=BEFORE_THIRD, hooks=Dependencies(event=session))
        before = self.feed()[item.reference]
        meetings.postpone_meeting(
            session, datetime.date(2026, 7, 8), by=self.cast.officer, now=NOW, reason="Later"
        )
        after = self.feed()[item.reference]
        self.assertEqual((before.first, after.first), (datetime.date(2026, 5, 5), datetime.date(2026, 7, 7)))
        self.assertGreater(after.sequence, before.sequence)

    def test_what_was_given_up_stands_cancelled_for_ninety_days(self) -> None:
        item = self.item()
        before = self.feed()[item.reference]
        endings.discontinue(item, reason="Nobody asks", document="Note 4", by=self.cast.head, now=NOW)
        for is_tasks in (False, True):
            found = self.feed(is_tasks=is_tasks)[item.reference]
            self.assertEqual(found.status, "CANCELLED")
            self.assertIn("Cancelled: ", found.summary)
            self.assertGreater(found.sequence, before.sequence)
        self.assertIn(item.reference, self.feed(on=TODAY + datetime.timedelta(days=90)))
        self.assertNotIn(item.reference, self.feed(on=TODAY + datetime.timedelta(days=91)))

    def test_what_is_done_leaves_the_calendar_and_is_ticked_off_as_a_task(self) -> None:
        item = self.item(state=S.FULFILLED)
        self.assertNotIn(item.reference, self.feed())
        found = self.feed(is_tasks=True)[item.reference]
        self.assertEqual((found.status, found.done_at is not None), ("COMPLETED", True))

    def test_only_deadlines_become_tasks(self) -> None:
        item, undated = self.item(), self.item(deadline=parse_deadline("in due course"))
        found = self.feed(is_tasks=True)
        self.assertEqual(
            {name: one.is_task for name, one in found.items()},
            {item.reference: True, f"{undated.reference}-review": False, self.meeting.reference: False},
        )
        self.assertEqual(found[item.reference].uid, self.feed()[item.reference].uid)

    def test_a_draft_and_what_was_entered_in_error_are_not_there(self) -> None:
        draft = self.item(state=S.DRAFT)
        self.assertNotIn(draft.reference, self.feed())
        acceptance.discard(draft, by=self.cast.officer, now=NOW)
        self.assertNotIn(draft.reference, self.feed())


@pytest.mark.both
class ReviewTests(Case):
    def test_what_has_no_date_stands_on_the_day_of_its_review(self) -> None:
        item = self.item(deadline=parse_deadline("in due course"), nature=Nature.ONGOING)
        found = self.feed()
        self.assertNotIn(item.reference, found)
        review = found[f"{item.reference}-review"]
        self.assertEqual(review.first, item.review_on)
        reviews.review_again(item, by=self.cast.officer, now=NOW + datetime.timedelta(days=9))
        moved = self.feed()[f"{item.reference}-review"]
        self.assertGreater((moved.first, moved.sequence), (review.first, review.sequence))

    def test_what_sleeps_comes_back_on_its_review_alone(self) -> None:
        item = self.item()
        endings.suspend(item, review_on=AHEAD, reason="They vote", by=self.cast.head, now=NOW)
        found = self.feed()
        self.assertNotIn(item.reference, found)
        self.assertEqual(found[f"{item.reference}-review"].first, AHEAD)

    def test_an_unanswered_ask_is_reviewed_and_an_answered_one_is_not(self) -> None:
        ask = make.outcome(
            self.cast,
            self.meeting,
            kind=OutcomeKind.REQUEST,
            clause="Valdoria asked for a liaison officer.",
            spoken_by=OwedBy.THEIRS,
            strength=Strength.REQUESTED,
        )
        found = self.feed()[f"outcome-{ask.pk}-review"]
        self.assertEqual(found.first, ask.review_on)
        self.assertIn(f"outcome 2 of {self.meeting.reference}: Valdoria asked", found.summary)
        outcomes.record_answer(
            ask,
            Answer.REFUSED,
            wording="No.",
            source="Note 3",
            strength=Strength.NOT_STATED,
            by=self.cast.officer,
            now=NOW,
        )
        self.assertNotIn(f"outcome-{ask.pk}-review", self.feed())


@pytest.mark.both
class MeetingTests(Case):
    def planned(self, **more: Any) -> Meeting:
        made = Meeting(
            country=self.cast.valdoria,
            title="Talks",
            form=MeetingForm.VISIT,
            held_on=AHEAD,
            place="Port Serin",
            **more,
        )
        return meetings.record_meeting(made, by=self.cast.officer, now=NOW)

    def test_its_hours_are_those_of_the_place(self) -> None:
        met = self.planned(starts_at=datetime.time(9, 30), ends_at=datetime.time(11), time_zone="Etc/GMT-3")
        found = self.feed()[met.reference]
        assert isinstance(found.first, datetime.datetime)
        self.assertEqual(
            found.first.astimezone(datetime.UTC), datetime.datetime(2026, 5, 6, 6, 30, tzinfo=datetime.UTC)
        )
        self.assertEqual((found.place, found.status), ("Port Serin", "CONFIRMED"))

    def test_an_end_that_is_no_later_than_the_beginning_says_nothing(self) -> None:
        met = self.planned(starts_at=datetime.time(22), ends_at=datetime.time(1))
        self.assertIsNone(self.feed()[met.reference].last)

    def test_without_hours_it_is_a_day_and_without_a_day_it_is_not_there(self) -> None:
        met = self.planned()
        self.assertEqual((self.feed()[met.reference].first, self.feed()[met.reference].last), (AHEAD, None))
        meetings.postpone_meeting(met, None, by=self.cast.officer, now=NOW, reason="Later")
        self.assertNotIn(met.reference, self.feed())

    def test_a_cancelled_one_says_so_with_a_higher_number(self) -> None:
        met = self.planned()
        before = self.feed()[met.reference]
        meetings.cancel_meeting(met, by=self.cast.officer, now=NOW, reason="Elections")
        found = self.feed()[met.reference]
        self.assertEqual((found.status, found.first), ("CANCELLED", AHEAD))
        self.assertGreater(found.sequence, before.sequence)

    def test_a_zone_that_no_table_knows_leaves_the_day(self) -> None:
        met = self.planned(starts_at=datetime.time(9))
        Meeting.objects.filter(pk=met.pk).update(time_zone="Mars/Olympus")
        self.assertEqual(self.feed()[met.reference].first, AHEAD)


@pytest.mark.both
class ReachTests(Case):
    def test_each_person_has_what_they_deal_with(self) -> None:
        item = self.item()
        has = {person.username for person in self.cast.everybody if item.reference in self.feed(person)}
        expected = "officer head division_head focal_point validator embassy_officer records_officer auditor"
        self.assertEqual(has, set(expected.split()))

    def test_above_the_ceiling_of_mail_a_reference_stands_alone(self) -> None:
        level = Classification.CONFIDENTIAL
        item = self.item(classification=level)
        met = make.meeting(self.cast, title="Hidden talks", held_on=AHEAD, held=False, classification=level)
        ask = make.outcome(
            self.cast,
            met,
            kind=OutcomeKind.REQUEST,
            clause="Hidden ask",
            strength=Strength.REQUESTED,
            classification=level,
        )
        found = self.feed()
        names = (item.reference, met.reference, f"outcome-{ask.pk}-review")
        self.assertEqual([found[name].summary for name in names], [
            f"Due: {item.reference}", met.reference, f"Review: outcome 1 of {met.reference}",
        ])  # fmt: skip
        for name in names:
            self.assertEqual(found[name].place, "")
            self.assertIn("Sign in to read it", found[name].description)
        self.assertNotIn(item.reference, self.feed(self.cast.focal_point))
        with override_settings(MAIL_CEILING=2):
            self.assertIn("Hidden talks", self.feed()[met.reference].summary)
        with override_settings(MAIL_CEILING=2, SECOND_FACTOR_ABOVE=1):
            self.assertEqual(self.feed()[met.reference].summary, met.reference)

    def test_what_was_given_in_confidence_is_named_by_its_reference(self) -> None:
        item = self.item()
        edits.change_record(self.point, {"in_confidence": True}, by=self.cast.officer, now=NOW)
        self.assertEqual(self.feed()[item.reference].summary, f"Due: {item.reference}")

    def test_an_event_that_the_person_may_not_read_is_not_named(self) -> None:
        session = make.meeting(self.cast, title="Hidden talks", held_on=AHEAD, held=False)
        item = self.item(deadline=BEFORE_THIRD, hooks=Dependencies(event=session))
        text = str(self.feed(self.cast.focal_point)[item.reference])
        self.assertNotIn("Hidden talks", text)
        self.assertNotIn(session.reference, text)
        self.assertIn("Linked meeting: (no access)", text)

    def test_what_a_grant_opens_for_a_time_is_not_there(self) -> None:
        item = self.item()
        # In force by the database's day.
        now = timezone.now()
        days = {"starts_on": now.date(), "ends_on": now.date() + datetime.timedelta(days=7)}
        grants.create_grant(
            grants.build_grant(item, person=self.cast.reader, reason="Reads along", **days),
            by=self.cast.head,
            now=now,
        )
        self.assertTrue(policy.can_read(signed_in(self.cast.reader), item))
        self.assertNotIn(item.reference, self.feed(self.cast.reader))

    def test_the_number_of_queries_does_not_grow(self) -> None:
        person = signed_in(self.cast.officer)
        for _ in range(2):
            for number in range(3):
                make.outcome(self.cast, self.meeting, kind=OutcomeKind.REQUEST, strength=Strength.REQUESTED)
                make.meeting(self.cast, title=f"Talks {number}", held_on=AHEAD, held=False)
                self.item()
                endings.discontinue(self.item(), reason="Off", document="Note 4", by=self.cast.head, now=NOW)
            with self.assertNumQueries(7):
                entries.load_entries(person, TODAY)
