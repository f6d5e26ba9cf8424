"""The agenda of a meeting through the API, and what was said there."""

import json
import tempfile
from typing import Any, ClassVar

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase, override_settings

from commitments.enums import Classification, CommitmentState, Scope
from commitments.models import AgendaItem, Commitment, Meeting, ProgressUpdate
from tests import make
from tests.cast import Cast, gather
from tests.commitments.api.programs import MEETINGS, program, stepped, wrong
from tests.commitments.api.test_schema import document, fits

POINTS, PAPERS = "/api/v1/agenda-items/", "/api/v1/agenda-papers/"


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


class AgendaPointTests(TestCase):
    cast: ClassVar[Cast]
    meeting: ClassVar[Meeting]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.meeting = make.meeting(cls.cast, title="The next talks", held=False)

    def setUp(self) -> None:
        self.enterContext(override_settings(DATA=self.enterContext(tempfile.TemporaryDirectory())))
        self.officer = program(self.cast.officer, Scope.RECORD)

    def post(self, address: str, body: Any) -> Any:
        return self.officer.post(address, json.dumps(body), content_type="application/json")

    def add(self, title: str) -> Any:
        answer = self.post(POINTS, {"meeting": self.meeting.reference, "title": title})
        self.assertEqual(answer.status_code, 201, answer.content)
        return answer.json()

    def test_an_item_is_added_changed_moved_and_removed(self) -> None:
        first, second = self.add("Ferries"), self.add("Harbours")
        self.assertEqual(fits(first, document(), "AgendaPoint"), [])
        address = f"{POINTS}{second['id']}/"
        etag = {"If-Match": self.officer.get(address).headers["ETag"]}
        changed = self.officer.patch(
            address, json.dumps({"minutes_allotted": 15}), content_type="application/json", headers=etag
        )
        self.assertEqual(
            (changed.status_code, changed.json()["minutes_allotted"]), (200, 15), changed.content
        )
        early = self.officer.patch(
            address,
            json.dumps({"said": "Yes."}),
            content_type="application/json",
            headers={"If-Match": changed.headers["ETag"]},
        )
        self.assertEqual((early.status_code, early.json()["code"]), (409, "wrong_state"))
        stepped(self.officer, address, "move", {"up": True})
        listed = self.officer.get(POINTS, {"meeting": self.meeting.reference, "ordering": "order"}).json()
        self.assertEqual([one["title"] for one in listed["results"]], ["Harbours", "Ferries"])
        found = self.officer.get(POINTS, {"q": "harbour"}).json()
        self.assertEqual([one["title"] for one in found["results"]], ["Harbours"])
        stepped(self.officer, address, "remove")
        self.assertEqual(self.officer.get(address).status_code, 404)

    def test_a_paper_is_filed_with_its_file(self) -> None:
        point = self.add("Ferries")
        file = SimpleUploadedFile("Fares.pdf", b"%PDF-1.7\nferries\n%%EOF")
        answer = self.officer.post(PAPERS, {"point": point["id"], "file": file})
        self.assertEqual(answer.status_code, 201, answer.content)
        self.assertEqual(fits(answer.json(), document(), "AgendaPaper"), [])
        address = f"{PAPERS}{answer.json()['id']}/"
        self.assertEqual(self.officer.get(f"{address}file/").content, b"%PDF-1.7\nferries\n%%EOF")
        self.assertEqual(self.officer.get(f"{POINTS}{point['id']}/").json()["papers"], [answer.json()["id"]])
        self.assertEqual(wrong(self.post(PAPERS, {"point": point["id"]})), ["description"])
        stepped(self.officer, address, "remove")
        self.assertEqual(self.officer.get(address).status_code, 404)
