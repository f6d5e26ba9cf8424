"""What a desk needs today."""

import datetime

import pytest
from django.test import TestCase, override_settings

from commitments import overview
from commitments.models import Commitment, Meeting, Outcome, User
from commitments.vocabulary import Classification, CommitmentState, OwedBy, PacketState
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
        self.assertEqual([line.pk for line in self.desk().meetings][-1], undated.pk)

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
