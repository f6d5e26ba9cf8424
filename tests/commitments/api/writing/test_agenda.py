"""The agenda of a meeting through the API, and what was said there."""

import json
from typing import Any, ClassVar

from django.test import TestCase

from commitments.enums import Classification, CommitmentState, Scope
from commitments.models import AgendaItem, Commitment, Meeting, ProgressUpdate
from tests import make
from tests.cast import Cast, gather
from tests.commitments.api.programs import MEETINGS, program, stepped, wrong
from tests.commitments.api.test_schema import document, fits


class AgendaTests(TestCase):
    cast: ClassVar[Cast]
    item: ClassVar[Commitment]
    meeting: ClassVar[Meeting]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.item = make.commitment(cls.cast, state=CommitmentState.ACCEPTED)
        cls.meeting = make.meeting(cls.cast, title="The next talks", held=False)

    def setUp(self) -> None:
        self.officer = program(self.cast.officer, Scope.RECORD)
        self.meeting_address = f"{MEETINGS}{self.meeting.reference}/"
        self.agenda = f"{self.meeting_address}agenda/"
        self.point = AgendaItem.objects.get(meeting=self.meeting, commitment=self.item)

    def patch(self, body: Any, **headers: str) -> Any:
        address = f"{self.agenda}{self.point.pk}/"
        headers = headers or {"If-Match": self.officer.get(address).headers["ETag"]}
        return self.officer.patch(address, json.dumps(body), content_type="application/json", headers=headers)

    def test_the_open_items_come_back_and_what_was_said_is_a_report_too(self) -> None:
        listed = self.officer.get(self.agenda).json()
        self.assertEqual(fits(listed, document(), "PaginatedAgendaItemList"), [])
        self.assertEqual(
            [(one["id"], one["commitment"]["reference"], one["discussion"]) for one in listed["results"]],
            [(self.point.pk, self.item.reference, "")],
        )
        early = self.patch({"discussion": "The list comes in May."})
        self.assertEqual((early.status_code, early.json()["code"]), (409, "wrong_state"))
        stepped(self.officer, self.meeting_address, "hold")
        answer = self.patch({"discussion": "The list comes in May.", "health": "on_track"})
        self.assertEqual(
            (answer.status_code, answer.json()["raised_on"]), (200, "2026-03-04"), answer.content
        )
        self.assertEqual(answer.headers["ETag"], self.officer.get(f"{self.agenda}{self.point.pk}/")["ETag"])
        self.assertEqual(ProgressUpdate.objects.get().text, "The list comes in May.")
        self.assertEqual(self.patch({"discussion": ""}).json()["raised_on"], None)

    def test_each_meeting_has_an_agenda_of_its_own(self) -> None:
        other = make.meeting(self.cast, title="The talks after them", held=False)
        for meeting in (self.meeting, other):
            listed = self.officer.get(f"{MEETINGS}{meeting.reference}/agenda/").json()["results"]
            self.assertEqual({one["meeting"]["reference"] for one in listed}, {meeting.reference})

    def test_wrong_members_are_named_and_a_late_one_is_told(self) -> None:
        self.assertEqual(wrong(self.patch({"health": "fine"})), ["discussion", "health"])
        self.assertEqual(self.patch({"discussion": "x"}, **{"If-Match": '"0-0"'}).status_code, 412)

    def test_hidden_and_absent_agendas_and_items_answer_alike(self) -> None:
        hidden = make.meeting(self.cast, held=False, classification=Classification.SECRET)
        theirs = AgendaItem.objects.get(meeting=hidden, commitment=self.item)
        base, absent = f"{MEETINGS}{hidden.reference}/agenda/", f"{MEETINGS}M-XV-2026-999/agenda/"
        addresses = (
            base,
            absent,
            f"{base}{theirs.pk}/",
            f"{absent}{theirs.pk}/",
            f"{self.agenda}{theirs.pk}/",
        )
        answers = [self.officer.get(one) for one in addresses]
        self.assertEqual({(one.status_code, one.content) for one in answers}.__len__(), 1)
        self.assertEqual(answers[0].status_code, 404)
