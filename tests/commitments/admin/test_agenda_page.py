"""The page of a meeting's agenda: items are added, edited, moved and removed around the open items."""

import tempfile
from typing import Any, ClassVar

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase, override_settings
from django.urls import reverse
from django.utils import timezone

from commitments.enums import CommitmentState
from commitments.lifecycle import undo
from commitments.meetings import agenda
from commitments.models import AgendaPaper, AgendaPoint, Meeting
from tests import make
from tests.cast import NOW, Cast, gather

PDF = b"%PDF-1.7\nferries\n%%EOF"


class AgendaPageTests(TestCase):
    cast: ClassVar[Cast]
    meeting: ClassVar[Meeting]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        make.commitment(cls.cast, state=CommitmentState.ACCEPTED)
        cls.meeting = make.meeting(cls.cast, title="The next talks", held=False)

    def setUp(self) -> None:
        self.enterContext(override_settings(DATA=self.enterContext(tempfile.TemporaryDirectory())))
        self.client.force_login(self.cast.officer)
        self.address = reverse("admin:commitments_meeting_agenda", args=(self.meeting.pk,))

    def add(self, title: str) -> AgendaPoint:
        point = AgendaPoint(meeting=self.meeting, title=title)
        return agenda.add_point(point, by=self.cast.officer, now=NOW)

    def save(self, query: str = "", **typed: Any) -> Any:
        values = {"is_after_open_items": "True", "classification": "1", **typed}
        return self.client.post(f"{self.address}{query}", values, follow=True)

    def step(self, key: int, step: str, **typed: Any) -> Any:
        args = (self.meeting.pk, key, step)
        address = reverse("admin:commitments_meeting_agenda_step", args=args)
        return self.client.post(address, typed, follow=True)

    def listed(self) -> list[str]:
        places = self.client.get(self.address).context["places"]
        return [place.point.title if place.point else "open items" for place in places]

    def undo(self, answer: Any) -> None:
        """Undo the step that an answer offers to undo."""
        (key,) = [message.extra_tags.split()[0] for message in answer.context["messages"]]
        undo.undo_step(int(key), by=self.cast.officer, now=timezone.now())

    def test_an_empty_agenda_teaches_and_an_item_is_added_with_lead_time_and_paper(self) -> None:
        self.assertContains(self.client.get(self.address), "only the open items")
        lead, file = f"m{self.cast.police.pk}", SimpleUploadedFile("Fares.pdf", PDF)
        answer = self.save(title="Ferries", our_lead=lead, minutes_allotted="15", file=file)
        self.assertContains(answer, "Agenda item added.")
        self.assertContains(answer, "15 min")
        self.undo(answer)
        self.assertFalse(AgendaPoint.objects.exists() or AgendaPaper.objects.exists())
        file.seek(0)
        self.save(title="Ferries", our_lead=lead, minutes_allotted="15", file=file)
        point, paper = AgendaPoint.objects.get(), AgendaPaper.objects.get()
        self.assertEqual((point.our_ministry, paper.file_name), (self.cast.police, "Fares.pdf"))
        address = reverse("admin:commitments_meeting_agenda_paper", args=(self.meeting.pk, paper.pk))
        self.assertEqual(self.client.get(address).content, PDF)
        self.assertContains(self.step(paper.pk, "remove-paper"), "Paper removed.")
        self.assertEqual(self.client.get(address).status_code, 404)
        self.assertContains(
            self.client.get(reverse("admin:commitments_meeting_change", args=(self.meeting.pk,))), "Ferries"
        )

    def test_who_gave_an_item_is_entered_and_shown_with_a_link_to_its_classification(self) -> None:
        page = self.save(title="Ferries", originator="Ruritania")
        point = AgendaPoint.objects.get()
        self.assertEqual(point.originator, "Ruritania")
        self.assertContains(page, "information from Ruritania")
        marking = reverse("admin:marking", args=("agendapoint", point.pk))
        self.assertContains(page, marking)
        values = {"title": "Ferries", "originator": "Ruritania", "in_confidence": "on"}
        page = self.save(f"?item={point.pk}", as_seen=str(point.version), **values)
        self.assertContains(page, "given in confidence")
        values = {"deed": "originator", "originator-originator": ""}
        self.client.post(marking, values)
        refused = self.save(f"?item={point.pk}", as_seen="2", title="Ferries", in_confidence="on")
        self.assertContains(refused, "The originator cannot be changed here.")
        self.client.force_login(self.cast.head)
        self.assertContains(self.client.get(marking), "Record consent")
        self.client.post(marking, values)
        point.refresh_from_db()
        self.assertEqual((point.originator, point.in_confidence), ("", True))

    def test_items_are_moved_and_removed_and_the_removal_is_undone(self) -> None:
        first, second = self.add("Ferries"), self.add("Harbours")
        self.step(second.pk, "up", as_seen=second.version)
        self.assertEqual(self.listed(), ["open items", "Harbours", "Ferries"])
        self.step(second.pk, "up")
        self.assertEqual(self.listed(), ["Harbours", "open items", "Ferries"])
        self.assertContains(self.step(second.pk, "down", as_seen="1"), "Another user has changed")
        answer = self.step(first.pk, "remove")
        self.assertContains(answer, "Undo")
        self.assertEqual(self.listed(), ["Harbours", "open items"])
        self.undo(answer)
        self.assertEqual(self.listed(), ["Harbours", "open items", "Ferries"])

    def test_what_was_said_is_typed_after_the_meeting_and_a_stale_form_keeps_its_entries(self) -> None:
        point = self.add("Ferries")
        query = f"?item={point.pk}"
        self.assertNotIn("said", self.client.get(f"{self.address}{query}").context["form"].fields)
        Meeting.objects.filter(pk=self.meeting.pk).update(state="held", held_on=make.HELD_ON)
        typed = {"title": "Ferries", "said": "They will send a timetable.", "as_seen": point.version}
        self.assertContains(self.save(query, **typed), "They will send a timetable.")
        stale = self.save(query, **typed | {"said": "Nothing."})
        self.assertContains(stale, "Another user has changed")
        self.assertContains(stale, "Nothing.")
        point.refresh_from_db()
        self.assertEqual(point.said, "They will send a timetable.")

    def test_a_wrong_entry_is_named_and_others_only_read(self) -> None:
        self.assertContains(self.save(title=""), "Error:")
        self.assertContains(self.save(title="Ferries", minutes_allotted="9999"), "Error:")
        self.client.force_login(self.cast.auditor)
        self.assertNotContains(self.client.get(self.address), "Add an agenda item")
        self.assertEqual(self.save(title="Ferries").status_code, 404)
        self.client.force_login(self.cast.stranger)
        self.assertEqual(self.client.get(self.address).status_code, 404)
        self.assertFalse(AgendaPoint.objects.exists())
