"""What a desk needs today."""

import datetime

import pytest
from django.test import TestCase, override_settings

from commitments import access, overview
from commitments.models import Commitment, Meeting, Outcome, User
from commitments.vocabulary import Classification, CommitmentState, OwedBy, PacketState, Side
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

    def desk(self) -> overview.Desk:
        return overview.desk(self.cast.officer, now=NOW)

    def titles(self, lines: overview.Lines) -> list[str]:
        return [line.title for line in lines.rows]

    def test_an_empty_desk_is_clear(self) -> None:
        found = overview.desk(self.cast.stranger, now=NOW)
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
        self.assertEqual(self.titles(found.ours_overdue), ["later still", "late"])
        self.assertEqual(self.titles(found.theirs_overdue), ["theirs"])
        self.assertEqual(self.titles(found.waiting), ["to accept"])
        self.assertEqual(self.titles(found.due_soon), ["soon"])
        self.assertEqual(found.needs_you, 4)
        self.assertEqual(found.ours_overdue.rows[1].days_late, 1)
        self.assertEqual(found.due_soon.rows[0].days_left, 5)

    def test_a_line_names_its_owing_leads(self) -> None:
        self.item("joint", OwedBy.JOINT, -1, CommitmentState.IN_PROGRESS)
        owners = self.desk().ours_overdue.rows[0].owners
        self.assertEqual(
            [(owner.side, owner.code, owner.name) for owner in owners],
            [("ours", "KR", "KNPA"), ("theirs", "XV", "Valdorian Constabulary")],
        )

    def test_soon_ends_on_the_tenth_working_day(self) -> None:
        self.assertEqual(self.desk().soon_until, datetime.date(2026, 3, 25))

    def test_what_is_above_the_clearance_is_not_counted(self) -> None:
        secret = make.outcome(self.cast, self.meeting, classification=Classification.CONFIDENTIAL)
        hidden = make.commitment(
            self.cast, secret, state=CommitmentState.PROPOSED, classification=Classification.SECRET
        )
        Commitment.objects.filter(pk=hidden.pk).update(classification=Classification.SECRET)
        self.assertEqual(self.desk().waiting.count, 0)

    def test_meetings_ahead_stand_with_their_latest_packet(self) -> None:
        ahead = make.meeting(self.cast, title="Next", held_on=TODAY + datetime.timedelta(days=9), held=False)
        undated = make.meeting(self.cast, title="Some day", held_on=None, held=False)
        ahead.packets.create(
            reference="P-XV-2026-01",
            reader=self.cast.officer,
            asked_by=self.cast.officer,
            asked_at=NOW,
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

    def test_a_joint_item_our_lead_has_reported_is_theirs_to_chase(self) -> None:
        both = self.item("both", OwedBy.JOINT, -3, CommitmentState.IN_PROGRESS)
        half = self.item("half", OwedBy.JOINT, -2, CommitmentState.IN_PROGRESS)
        half.responsibilities.filter(side="ours").update(reported_on=TODAY)
        found = self.desk()
        self.assertEqual(self.titles(found.ours_overdue), ["both"])
        self.assertEqual(self.titles(found.theirs_overdue), ["half"])
        late = Commitment.objects.overdue(TODAY)
        self.assertEqual(set(overview.still_owed(late, Side.OURS)), {both})
        self.assertEqual(set(overview.still_owed(late, Side.THEIRS)), {both, half})

    def test_one_who_sees_work_but_no_meeting_has_records(self) -> None:
        item = self.item("ours", OwedBy.OURS, 5, CommitmentState.IN_PROGRESS)
        self.assertTrue(access.sees(self.cast.focal_point, item))
        self.assertTrue(overview.desk(self.cast.focal_point, now=NOW).has_records)

    def test_one_who_records_nothing_is_not_told_how_to_record(self) -> None:
        self.client.force_login(self.cast.reader)
        page = self.client.get("/admin/").content.decode()
        self.assertIn("Nothing is open for you. Packets made for you stand under Packets.", page)
        self.assertNotIn("Nothing is recorded yet", page)
        self.client.force_login(self.cast.stranger)
        page = self.client.get("/admin/").content.decode()
        self.assertIn("Nothing is recorded yet", page)

    def test_its_queries_do_not_grow_with_its_rows(self) -> None:
        self.item("one", OwedBy.OURS, -1, CommitmentState.IN_PROGRESS)
        with self.assertNumQueries(11):
            self.desk()
        for number in range(6):
            self.item(f"more {number}", OwedBy.JOINT, -number - 1, CommitmentState.IN_PROGRESS)
        with self.assertNumQueries(11):
            self.desk()

    def test_today_is_where_the_person_works(self) -> None:
        late = datetime.datetime(2026, 3, 11, 20, 0, tzinfo=datetime.UTC)
        self.cast.officer.time_zone = "Asia/Seoul"
        self.assertEqual(overview.today_of(self.cast.officer, late), datetime.date(2026, 3, 12))

    @override_settings(TIME_ZONE="Asia/Phnom_Penh")
    def test_without_a_zone_of_their_own_the_installation_s_counts(self) -> None:
        for zone in ("", "Mars/Olympus", "../etc/passwd"):
            self.assertEqual(str(overview.zone_of(User(time_zone=zone))), "Asia/Phnom_Penh")
        self.assertEqual(str(overview.zone_of(User(time_zone="Asia/Seoul"))), "Asia/Seoul")
