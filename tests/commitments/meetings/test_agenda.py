"""Agenda items: their order around the open items, leads, papers and discussion."""

import datetime
import tempfile
from typing import Any, ClassVar

from django.test import TestCase, override_settings

from commitments.access import policy
from commitments.enums import Classification, Side
from commitments.errors import Refused
from commitments.files import checks
from commitments.lifecycle import undo
from commitments.meetings import agenda, meetings
from commitments.models import AgendaPaper, AgendaPoint, AuditRow, Meeting
from tests import make
from tests.cast import NOW, Cast, gather

PDF = b"%PDF-1.7\nferries\n%%EOF"


class AgendaTests(TestCase):
    cast: ClassVar[Cast]
    meeting: ClassVar[Meeting]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.meeting = make.meeting(cls.cast, title="The next talks", held=False)

    def setUp(self) -> None:
        self.minute = 0

    @property
    def by_and_now(self) -> dict[str, Any]:
        self.minute += 1
        return {"by": self.cast.officer, "now": NOW + datetime.timedelta(seconds=self.minute)}

    def add(self, title: str, **values: Any) -> AgendaPoint:
        return agenda.add_point(AgendaPoint(meeting=self.meeting, title=title, **values), **self.by_and_now)

    def listed(self) -> str:
        rows = AgendaPoint.objects.filter(meeting=self.meeting, is_removed=False)
        before = [row.title for row in rows if not row.is_after_open_items]
        return " ".join([*before, "|", *(row.title for row in rows if row.is_after_open_items)])

    def test_items_are_moved_past_each_other_and_past_the_open_items(self) -> None:
        first, second = self.add("Ferries"), self.add("Harbours")
        self.assertEqual(self.listed(), "| Ferries Harbours")
        agenda.move_point(second, up=True, **self.by_and_now)
        self.assertEqual(self.listed(), "| Harbours Ferries")
        second = agenda.move_point(second, up=True, **self.by_and_now)
        self.assertEqual(self.listed(), "Harbours | Ferries")
        with self.assertRaisesMessage(Refused, "already the first"):
            agenda.move_point(second, up=True, **self.by_and_now)
        with self.assertRaisesMessage(Refused, "already the last"):
            agenda.move_point(first, up=False, **self.by_and_now)
        agenda.move_point(second, up=False, **self.by_and_now)
        self.assertEqual(self.listed(), "| Harbours Ferries")
        with self.assertRaises(Refused):
            agenda.move_point(second, up=False, expected=1, **self.by_and_now)

    def test_a_removal_can_be_undone(self) -> None:
        point = self.add("Ferries")
        removed = NOW + datetime.timedelta(minutes=1)
        agenda.remove_point(point, by=self.cast.officer, now=removed)
        self.assertEqual(self.listed(), "|")
        row = undo.find_undoable(self.cast.officer, removed, removed)
        assert row is not None
        undo.undo_step(row.pk, by=self.cast.officer, now=removed + datetime.timedelta(seconds=5))
        self.assertEqual(self.listed(), "| Ferries")

    def test_what_was_said_is_recorded_after_the_meeting_and_keeps_the_item(self) -> None:
        point = self.add("Ferries")
        said = {"said": "They will send a timetable."}
        with self.assertRaisesMessage(Refused, "marked as held"):
            agenda.change_point(point, said, expected=point.version, **self.by_and_now)
        held = make.meeting(self.cast)
        point = agenda.add_point(AgendaPoint(meeting=held, title="Ferries"), **self.by_and_now)
        agenda.change_point(point, said, expected=point.version, **self.by_and_now)
        with self.assertRaisesMessage(Refused, "recorded"):
            agenda.remove_point(point, **self.by_and_now)
        with self.assertRaises(Refused):
            agenda.change_point(point, {"said": "Nothing."}, expected=1, **self.by_and_now)
        meetings.close_meeting(held, by=self.cast.head, now=NOW)
        with self.assertRaises(Refused):
            agenda.change_point(point, {"said": ""}, expected=point.version, **self.by_and_now)

    def test_each_lead_is_of_its_side_and_the_title_is_required(self) -> None:
        with self.assertRaisesMessage(Refused, "correct side"):
            self.add("Ferries", their_ministry=self.cast.police)
        self.assertEqual(
            str(self.add("Ferries", our_ministry=self.cast.police).lead_of(Side.OURS)), str(self.cast.police)
        )
        with self.assertRaisesMessage(Refused, "title"):
            self.add(" ")
        with self.assertRaises(Refused):
            agenda.add_point(AgendaPoint(meeting=self.meeting, title="x"), by=self.cast.reader, now=NOW)

    def test_an_item_is_at_least_as_its_meeting_and_raises_it(self) -> None:
        self.assertEqual(self.add("Ferries").classification, self.meeting.classification)
        self.add("Wrecks", classification=Classification.CONFIDENTIAL)
        self.meeting.refresh_from_db()
        self.assertEqual(self.meeting.classification, Classification.CONFIDENTIAL)

    def test_papers_are_filed_and_taken_off(self) -> None:
        point = self.add("Ferries")
        with override_settings(DATA=self.enterContext(tempfile.TemporaryDirectory())):
            file = checks.check_file("Fares.pdf", PDF)
            paper = agenda.add_paper(AgendaPaper(point=point), file=file, **self.by_and_now)
            self.assertEqual(
                (paper.description, agenda.open_paper(paper, self.cast.officer)), ("Fares.pdf", PDF)
            )
        with self.assertRaisesMessage(Refused, "one line"):
            agenda.add_paper(AgendaPaper(point=point, description=" "), **self.by_and_now)
        agenda.remove_paper(paper, **self.by_and_now)
        self.assertTrue(AgendaPaper.objects.get().is_removed)
        told = AuditRow.objects.filter(subject_type=AgendaPaper._meta.label)
        self.assertEqual({row.page_id for row in told}, {self.meeting.pk})

    def test_items_and_papers_are_read_as_their_meeting(self) -> None:
        point = self.add("Ferries")
        paper = agenda.add_paper(AgendaPaper(point=point, description="Fares"), **self.by_and_now)
        for person in (self.cast.officer, self.cast.head, self.cast.focal_point, self.cast.reader):
            can = policy.can_read(person, self.meeting)
            self.assertEqual((policy.can_read(person, point), policy.can_read(person, paper)), (can, can))
