"""What a desk needs today."""

import datetime

import pytest
from django.db import connection
from django.test import TestCase, override_settings
from django.test.utils import CaptureQueriesContext

from commitments.access import grants, policy
from commitments.dashboard import commitments, meetings, side_panel, work_queue
from commitments.dashboard.commitments import Verb, WorkQueueHeading
from commitments.enums import (
    ApprovalKind,
    Classification,
    CommitmentState,
    Nature,
    OutcomeKind,
    OwedBy,
    PacketState,
    Side,
)
from commitments.lifecycle import approvals
from commitments.models import (
    Absence,
    AgendaItem,
    Commitment,
    HolidayYear,
    Meeting,
    Ministry,
    Outcome,
    User,
    zone_of,
)
from tests import make
from tests.cast import NOW, TODAY, Cast, gather


@pytest.mark.both
class Desk(TestCase):
    cast: Cast
    meeting: Meeting
    point: Outcome

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.meeting = make.meeting(cls.cast)
        cls.point = make.outcome(cls.cast, cls.meeting)

    def item(self, title: str, owed_by: OwedBy, due: int | None, state: CommitmentState) -> Commitment:
        made = make.commitment(self.cast, self.point, title=title, owed_by=owed_by, state=state)
        due_on = TODAY + datetime.timedelta(days=due) if due is not None else None
        Commitment.objects.filter(pk=made.pk).update(due_on=due_on)
        return made

    def desk(self) -> work_queue.MyDesk:
        officer = grants.with_names(User.objects.filter(pk=self.cast.officer.pk)).get()
        return work_queue.build_desk(officer, now=NOW)

    def titles(self, lines: commitments.QueueGroup) -> list[str]:
        return [line.title for line in lines.rows]

    def test_an_empty_desk_is_clear(self) -> None:
        found = work_queue.build_desk(self.cast.stranger, now=NOW)
        self.assertTrue(found.is_clear)
        self.assertFalse(found.has_records)
        self.assertTrue(found.may_record)

    def test_work_is_sorted_into_heaps_the_oldest_first(self) -> None:
        going = CommitmentState.IN_PROGRESS
        self.item("late", OwedBy.OURS, -1, going)
        self.item("later still", OwedBy.JOINT, -9, going)
        self.item("theirs", OwedBy.THEIRS, -2, going)
        self.item("soon", OwedBy.OURS, 5, going)
        self.item("far", OwedBy.OURS, 90, going)
        self.item("without date", OwedBy.OURS, None, going)
        self.item("to accept", OwedBy.OURS, 40, CommitmentState.PROPOSED)
        self.item("a draft", OwedBy.OURS, -3, CommitmentState.DRAFT)
        found = self.desk()
        self.assertEqual(self.titles(found.heaps[WorkQueueHeading.OURS]), ["later still", "late"])
        self.assertEqual(self.titles(found.heaps[WorkQueueHeading.THEIRS]), ["later still", "theirs"])
        self.assertEqual(self.titles(found.heaps[WorkQueueHeading.DECIDE]), [])
        self.assertEqual(self.titles(found.heaps[WorkQueueHeading.OTHERS]), ["to accept"])
        self.assertEqual(self.titles(found.heaps[WorkQueueHeading.DRAFTS]), ["a draft"])
        self.assertEqual(self.titles(found.heaps[WorkQueueHeading.SOON]), ["soon"])
        # What both sides owe asks for two acts.
        self.assertEqual(found.needs_you, 5)
        self.assertEqual(found.heaps[WorkQueueHeading.OURS].rows[1].days_late, 1)
        self.assertEqual(found.heaps[WorkQueueHeading.SOON].rows[0].days_left, 5)

    def test_a_line_names_its_owing_leads(self) -> None:
        self.item("joint", OwedBy.JOINT, -1, CommitmentState.IN_PROGRESS)
        owners = self.desk().heaps[WorkQueueHeading.OURS].rows[0].owners
        self.assertEqual(
            [(owner.side, owner.code, owner.name) for owner in owners],
            [("ours", "KR", "KNPA"), ("theirs", "XV", "Valdorian Constabulary")],
        )

    def test_what_has_no_living_owner_stands_in_a_heap_of_its_own_with_why(self) -> None:
        ours = self.item("ours", OwedBy.OURS, 40, CommitmentState.IN_PROGRESS)
        self.item("proposed", OwedBy.OURS, 50, CommitmentState.PROPOSED)
        self.item("theirs", OwedBy.THEIRS, 40, CommitmentState.IN_PROGRESS)
        self.assertEqual(self.desk().count(WorkQueueHeading.OWNERLESS), 0)
        Ministry.objects.filter(pk=self.cast.police.pk).update(valid_until=datetime.date(2026, 3, 10))
        found = self.desk()
        self.assertEqual(self.titles(found.heaps[WorkQueueHeading.OWNERLESS]), ["ours", "proposed"])
        said = [
            (line.verb, why.side) for line in found.heaps[WorkQueueHeading.OWNERLESS].rows for why in line.why
        ]
        self.assertEqual(said, [(Verb.OWNER, Side.OURS), (Verb.OWNER, Side.OURS)])
        self.client.force_login(self.cast.officer)
        page = self.client.get("/admin/").content.decode()
        self.assertIn("2 open commitments have no current owner.", page)
        self.assertIn("KNPA ceased to exist on 10 Mar 2026", page)
        self.assertIn(f"/admin/desk/commitment/{ours.pk}/owner/", page)

        # What stands beside the heaps is kept for minutes; a hidden item counts in no heap for all that.
        Commitment.objects.filter(pk=ours.pk).update(classification=Classification.SECRET)
        self.assertIn("1 open commitment has no current owner.", self.client.get("/admin/").content.decode())

    def test_who_answers_for_ministries_is_read_once_for_all_pages(self) -> None:
        self.item("ours", OwedBy.OURS, 40, CommitmentState.IN_PROGRESS)
        Ministry.objects.filter(pk=self.cast.police.pk).update(valid_until=datetime.date(2026, 3, 10))
        self.client.force_login(self.cast.officer)
        self.assertContains(self.client.get("/admin/"), "KNPA ceased to exist")
        with CaptureQueriesContext(connection) as asked:
            self.assertContains(self.client.get("/admin/"), "KNPA ceased to exist")
        self.assertEqual([one for one in asked.captured_queries if "official__ends_on" in one["sql"]], [])

    def test_more_without_a_living_owner_than_stand_in_the_heap_are_all_counted(self) -> None:
        for number in range(10):
            self.item(f"item {number}", OwedBy.OURS, 40, CommitmentState.IN_PROGRESS)
        Ministry.objects.filter(pk=self.cast.police.pk).update(valid_until=datetime.date(2026, 3, 10))
        self.assertEqual(self.desk().count(WorkQueueHeading.OWNERLESS), 10)

    def test_what_has_no_day_comes_back_on_its_review_date(self) -> None:
        going, review = CommitmentState.IN_PROGRESS, TODAY
        for title, state, nature, due, review_on in (
            ("undated", going, Nature.ONE_OFF, None, review),
            ("ongoing", going, Nature.ONGOING, 90, review - datetime.timedelta(days=1)),
            ("resting", CommitmentState.SUSPENDED, Nature.ONE_OFF, 90, review),
            ("later", going, Nature.ONE_OFF, None, review + datetime.timedelta(days=1)),
            ("dated", going, Nature.ONE_OFF, 90, review),
            ("proposed", CommitmentState.PROPOSED, Nature.ONE_OFF, None, review),
        ):
            item = self.item(title, OwedBy.OURS, due, going)
            Commitment.objects.filter(pk=item.pk).update(state=state, nature=nature, review_on=review_on)
        self.assertEqual(
            self.titles(self.desk().heaps[WorkQueueHeading.REVIEW]), ["ongoing", "undated", "resting"]
        )

    def test_what_was_asked_and_not_answered_comes_back_on_its_review_date(self) -> None:
        ask = make.outcome(self.cast, self.meeting, kind=OutcomeKind.REQUEST, clause="We ask for records.")
        make.outcome(self.cast, self.meeting, kind=OutcomeKind.OFFER, clause="We offer training.")
        Outcome.objects.filter(pk=ask.pk).update(review_on=TODAY)
        found = self.desk().unanswered
        self.assertEqual(
            [(row.clause, row.number) for row in found.rows], [("We ask for records.", ask.number)]
        )
        self.assertEqual(work_queue.build_desk(self.cast.stranger, now=NOW).unanswered.count, 0)
        self.client.force_login(self.cast.officer)
        self.assertIn(
            f"{self.meeting.pk}/change/?at={ask.number}#outcome-{ask.number}",
            self.client.get("/admin/").content.decode(),
        )

    def test_requests_wait_for_the_head_alone(self) -> None:
        item = self.item("ours", OwedBy.OURS, 40, CommitmentState.IN_PROGRESS)
        approvals.request_approval(
            item,
            ApprovalKind.SUSPEND,
            reason="No budget",
            terms={"review_on": "2026-09-01"},
            by=self.cast.officer,
            now=NOW,
        )
        (asked,) = work_queue.build_desk(self.cast.head, now=NOW).decisions.rows
        self.assertEqual(
            (asked.title, asked.matter, asked.requested_by), ("ours", ApprovalKind.SUSPEND, "Officer")
        )
        for person in (self.cast.officer, self.cast.focal_point, self.cast.stranger):
            self.assertEqual(work_queue.build_desk(person, now=NOW).decisions.count, 0)
        self.client.force_login(self.cast.head)
        self.assertIn("Officer: No budget", self.client.get("/admin/").content.decode())

    def test_a_deputy_is_told_for_whom_and_until_when(self) -> None:
        Absence.objects.create(
            person=self.cast.officer,
            deputy=self.cast.head,
            starts_on=TODAY,
            ends_on=make.DUE_ON,
            recorded_at=NOW,
        )
        (deputy,) = work_queue.build_desk(self.cast.head, now=NOW).stands_in
        self.assertEqual((deputy.person, deputy.until, deputy.is_own), ("Officer", make.DUE_ON, False))
        (own,) = self.desk().stands_in
        self.assertTrue(own.is_own)
        self.assertEqual(work_queue.build_desk(self.cast.division_head, now=NOW).stands_in, ())

    def test_a_meeting_to_come_says_how_much_comes_back_there(self) -> None:
        item = self.item("ours", OwedBy.OURS, 40, CommitmentState.IN_PROGRESS)
        ahead = make.meeting(self.cast, title="Next", held_on=TODAY + datetime.timedelta(days=9), held=False)
        AgendaItem.objects.get_or_create(meeting=ahead, commitment=item, defaults={"recorded_at": NOW})
        lines = {line.pk: line.on_agenda for line in self.desk().meetings}
        self.assertEqual(lines, {ahead.pk: 1, self.meeting.pk: 0})

    def test_soon_ends_on_the_tenth_working_day(self) -> None:
        self.assertEqual(self.desk().soon_until, datetime.date(2026, 3, 25))

    def test_what_is_above_the_clearance_is_not_counted(self) -> None:
        secret = make.outcome(self.cast, self.meeting, classification=Classification.CONFIDENTIAL)
        hidden = make.commitment(
            self.cast, secret, state=CommitmentState.PROPOSED, classification=Classification.SECRET
        )
        Commitment.objects.filter(pk=hidden.pk).update(classification=Classification.SECRET)
        self.assertEqual(self.desk().heaps[WorkQueueHeading.OTHERS].count, 0)

    def test_meetings_ahead_stand_with_their_latest_packet(self) -> None:
        ahead = make.meeting(self.cast, title="Next", held_on=TODAY + datetime.timedelta(days=9), held=False)
        undated = make.meeting(self.cast, title="Some day", held_on=None, held=False)
        ahead.packets.create(
            reference="P-XV-2026-01",
            country=ahead.country,
            reader=self.cast.officer,
            requested_by=self.cast.officer,
            requested_at=NOW,
            state=PacketState.READY,
        )
        lines = {line.pk: line for line in self.desk().meetings}
        self.assertEqual([lines[ahead.pk].packet, lines[undated.pk].packet], [PacketState.READY, None])
        order = [line.pk for line in self.desk().meetings]
        self.assertEqual(order, [ahead.pk, undated.pk, self.meeting.pk])

    def test_the_next_session_is_never_pushed_out(self) -> None:
        day = datetime.timedelta(days=1)
        for number in range(8):
            make.meeting(self.cast, title=f"Open {number}", held_on=TODAY - number * day)
            make.meeting(self.cast, title=f"Passed {number}", held_on=TODAY - (number + 1) * day, held=False)
        later = make.meeting(self.cast, title="Later", held_on=TODAY + 9 * day, held=False)
        soon = make.meeting(self.cast, title="Next", held_on=TODAY + day, held=False)
        self.assertEqual([line.pk for line in self.desk().meetings][:2], [soon.pk, later.pk])

    def test_a_joint_item_stands_under_each_side_whose_lead_has_not_reported(self) -> None:
        items = {}
        for days, (title, reported) in enumerate((("both", ""), ("half", "ours"), ("other", "theirs"))):
            items[title] = self.item(title, OwedBy.JOINT, days - 4, CommitmentState.IN_PROGRESS)
            items[title].responsibilities.filter(side=reported).update(reported_on=TODAY)
        found = self.desk()
        verbs = {
            heap: [(line.title, line.verb) for line in found.heaps[heap].rows]
            for heap in (WorkQueueHeading.OURS, WorkQueueHeading.THEIRS)
        }
        self.assertEqual(
            verbs,
            {
                WorkQueueHeading.OURS: [("both", Verb.ASK), ("other", Verb.ASK)],
                WorkQueueHeading.THEIRS: [("both", Verb.FOLLOW_UP), ("half", Verb.FOLLOW_UP)],
            },
        )
        self.assertEqual((found.count(WorkQueueHeading.OURS), found.count(WorkQueueHeading.THEIRS)), (2, 2))
        late = Commitment.objects.overdue(TODAY)
        self.assertEqual(set(commitments.still_owed(late, Side.OURS)), {items["both"], items["other"]})
        self.assertEqual(set(commitments.still_owed(late, Side.THEIRS)), {items["both"], items["half"]})

    def test_a_ministry_has_a_joint_item_once(self) -> None:
        self.item("both", OwedBy.JOINT, -3, CommitmentState.IN_PROGRESS)
        found = work_queue.build_desk(self.cast.focal_point, now=NOW)
        self.assertEqual(self.titles(found.heaps[WorkQueueHeading.OURS]), ["both"])
        self.assertEqual(self.titles(found.heaps[WorkQueueHeading.THEIRS]), [])

    def test_one_who_sees_work_but_no_meeting_has_records(self) -> None:
        item = self.item("ours", OwedBy.OURS, 5, CommitmentState.IN_PROGRESS)
        self.assertTrue(policy.can_read(self.cast.focal_point, item))
        self.assertTrue(work_queue.build_desk(self.cast.focal_point, now=NOW).has_records)

    def test_one_who_records_nothing_is_not_told_how_to_record(self) -> None:
        self.client.force_login(self.cast.reader)
        page = self.client.get("/admin/").content.decode()
        self.assertIn("No packet for you has been approved yet.", page)
        self.assertNotIn("No records yet. Start with these three steps:", page)
        self.client.force_login(self.cast.stranger)
        page = self.client.get("/admin/").content.decode()
        self.assertIn("No records yet. Start with these three steps:", page)

    def test_its_queries_do_not_grow_with_its_rows(self) -> None:
        self.item("one", OwedBy.JOINT, -1, CommitmentState.IN_PROGRESS)
        with self.assertNumQueries(18):
            self.desk()
        for number in range(6):
            self.item(f"more {number}", OwedBy.JOINT, -number - 1, CommitmentState.IN_PROGRESS)
        with self.assertNumQueries(18):
            self.desk()

    def test_years_that_nobody_confirmed_are_shown_to_who_records(self) -> None:
        def unconfirmed(person: User) -> list[str]:
            return [key for key, _name in side_panel.build_side_panel(person, now=NOW).unconfirmed]

        self.assertEqual(unconfirmed(self.cast.officer), ["KR-2026", "KR-2027", "XV-2026", "XV-2027"])
        HolidayYear.objects.create(country=self.cast.korea, year=2026, confirmed_on=TODAY)
        self.assertEqual(unconfirmed(self.cast.officer)[:1], ["KR-2027"])
        self.assertEqual(unconfirmed(self.cast.focal_point), [])

    def test_today_is_where_the_person_works(self) -> None:
        late = datetime.datetime(2026, 3, 11, 20, 0, tzinfo=datetime.UTC)
        self.cast.officer.time_zone = "Asia/Seoul"
        self.assertEqual(meetings.today_of(self.cast.officer, late), datetime.date(2026, 3, 12))

    @override_settings(TIME_ZONE="Asia/Phnom_Penh")
    def test_without_a_zone_of_their_own_the_installation_s_counts(self) -> None:
        for zone in ("", "Mars/Olympus", "../etc/passwd"):
            self.assertEqual(str(zone_of(User(time_zone=zone))), "Asia/Phnom_Penh")
        self.assertEqual(str(zone_of(User(time_zone="Asia/Seoul"))), "Asia/Seoul")
