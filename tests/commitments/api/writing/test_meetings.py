"""Meetings that a desk's system records, changes and takes through their states."""

import json
from typing import Any, ClassVar

from django.test import Client, TestCase

from commitments.enums import Classification, CommitmentState, Scope
from commitments.models import AgendaItem, Approval, AuditRow, Mechanism, Meeting
from tests import make
from tests.cast import Cast, gather
from tests.commitments.api.programs import MEETINGS, program, sent, stepped, wrong
from tests.commitments.api.test_schema import document, fits

ABSENT = "M-XV-2026-999"
NEW = {"country": "XV", "title": "Consular consultations", "was_held": False, "held_on": "2026-09-14"}


class OfMeetings(TestCase):
    cast: ClassVar[Cast]
    meeting: ClassVar[Meeting]
    ahead: ClassVar[Meeting]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.meeting = make.meeting(cls.cast)
        cls.ahead = make.meeting(cls.cast, held=False, title="Talks ahead")

    def setUp(self) -> None:
        self.officer = program(self.cast.officer, Scope.RECORD)

    def address(self, meeting: Meeting) -> str:
        return f"{MEETINGS}{meeting.reference}/"

    def step(self, meeting: Meeting, step: str, body: Any = None, client: Client | None = None) -> Any:
        return stepped(client or self.officer, self.address(meeting), step, body)


class RecordingTests(OfMeetings):
    def test_a_meeting_is_recorded_with_its_agenda_and_given_at_its_address(self) -> None:
        item = make.commitment(self.cast, state=CommitmentState.ACCEPTED)
        answer = sent(self.officer, MEETINGS, NEW)
        self.assertEqual(answer.status_code, 201, answer.content)
        read = self.officer.get(answer.headers["Location"])
        self.assertEqual((read.json(), read.headers["ETag"]), (answer.json(), answer.headers["ETag"]))
        self.assertEqual(fits(read.json(), document(), "MeetingDetail"), [])
        self.assertEqual((read.json()["state"], read.json()["classification"]), ("planned", "restricted"))
        self.assertTrue(
            AgendaItem.objects.filter(meeting__reference=read.json()["reference"], commitment=item).exists()
        )
        held = sent(self.officer, MEETINGS, NEW | {"was_held": True, "held_on": "2026-03-02"})
        self.assertEqual(held.json()["state"], "held")

    def test_what_does_not_go_together_is_named(self) -> None:
        elsewhere = Mechanism.objects.create(country=self.cast.elsewhere, name="Joint commission")
        for more, named in (
            ({"was_held": True, "held_on": "2126-01-01"}, ["held_on"]),
            ({"starts_at": "10:00", "ends_at": "09:00"}, ["ends_at"]),
            ({"held_on": None, "starts_at": "10:00"}, ["starts_at"]),
            ({"starts_at": "10:00+05:00"}, ["starts_at"]),
            ({"session_number": 3}, ["session_number"]),
            ({"mechanism": elsewhere.pk}, ["mechanism"]),
            ({"mechanism": elsewhere.pk + 999}, ["mechanism"]),
            ({"mechanism": 10**30}, ["mechanism"]),
            ({"time_zone": "Mars/Olympus"}, ["time_zone"]),
            ({"title": " "}, ["title"]),
            ({"country": "ZZ"}, ["country"]),
            ({"classification": "cosmic"}, ["classification"]),
            ({"state": "held"}, ["state"]),
            ({"was_held": 0}, ["was_held"]),
            ({"title": 7}, ["title"]),
            ({"mechanism": "7"}, ["mechanism"]),
        ):
            self.assertEqual(wrong(sent(self.officer, MEETINGS, NEW | more)), named, more)
        self.assertEqual(wrong(sent(self.officer, MEETINGS, {})), ["title", "country", "was_held"])

    def test_a_session_is_numbered_once(self) -> None:
        mechanism = Mechanism.objects.create(country=self.cast.valdoria, name="Joint commission")
        body = NEW | {"mechanism": mechanism.pk, "session_number": 3}
        self.assertEqual(sent(self.officer, MEETINGS, body).status_code, 201)
        again = sent(self.officer, MEETINGS, body)
        self.assertEqual(wrong(again), [""])
        self.assertIn("already has a session", again.json()["errors"][0]["detail"])

    def test_who_does_not_work_on_the_partner_is_forbidden_and_nobody_marks_above_the_clearance(self) -> None:
        for client, more in (
            (program(self.cast.stranger, Scope.RECORD), {}),
            (program(self.cast.auditor, Scope.RECORD), {}),
            (self.officer, {"country": "XW"}),
        ):
            answer = sent(client, MEETINGS, NEW | more)
            self.assertEqual((answer.status_code, answer.json()["code"]), (403, "forbidden"))
        answer = sent(self.officer, MEETINGS, NEW | {"classification": "secret"})
        self.assertEqual((answer.status_code, answer.json()["code"]), (409, "clearance"))
        self.assertEqual(sent(program(self.cast.officer), MEETINGS, NEW).json()["code"], "scope")


class ChangingTests(OfMeetings):
    def patch(self, body: Any, meeting: Meeting | None = None) -> Any:
        address = self.address(meeting or self.meeting)
        tag = self.officer.get(address).headers["ETag"]
        return self.officer.patch(
            address, json.dumps(body), content_type="application/json", headers={"If-Match": tag}
        )

    def test_some_members_are_written_and_the_others_stay(self) -> None:
        mechanism = Mechanism.objects.create(country=self.cast.valdoria, name="Joint commission")
        answer = self.patch({"place": "Seoul", "mechanism": mechanism.pk, "session_number": 4})
        self.assertEqual(answer.status_code, 200, answer.content)
        shown = answer.json()
        self.assertEqual(
            (shown["place"], shown["mechanism"], shown["session_number"], shown["held_on"]),
            ("Seoul", "Joint commission", 4, "2026-03-04"),
        )
        self.assertEqual(wrong(self.patch({"mechanism": None})), ["session_number"])
        self.assertEqual(wrong(self.patch({"held_on": "2126-01-01"})), ["held_on"])
        self.assertEqual(wrong(self.patch({"country": "XW"})), ["country"])

    def test_titles_in_other_languages_are_written_and_read_by_language(self) -> None:
        titles = {"ko": "제3차 공동위원회", "fr": "Troisième commission mixte"}
        self.assertEqual(self.patch({"titles": titles}).json()["titles"], titles)
        self.assertEqual(wrong(self.patch({"titles": {"Korean": "제목"}})), ["titles"])

    def test_what_stands_already_writes_no_history(self) -> None:
        before = AuditRow.objects.count()
        answer = self.patch({"place": self.meeting.place})
        self.assertEqual((answer.status_code, answer.json()["version"]), (200, self.meeting.version))
        self.assertEqual(AuditRow.objects.count(), before)

    def test_a_closed_meeting_stays(self) -> None:
        self.assertEqual(self.step(self.meeting, "close").status_code, 200)
        answer = self.patch({"place": "Seoul"})
        self.assertEqual((answer.status_code, answer.json()["code"]), (409, "wrong_state"))


class StepTests(OfMeetings):
    def test_a_meeting_goes_its_way(self) -> None:
        for step, body, state in (
            ("postpone", {"reason": "Their minister is away."}, "postponed"),
            ("postpone", {"reason": "Agreed by note.", "held_on": "2026-03-05"}, "postponed"),
            ("hold", None, "held"),
            ("close", None, "closed"),
        ):
            answer = self.step(self.ahead, step, body)
            self.assertEqual((answer.status_code, answer.json()["state"]), (200, state), answer.content)
            self.assertEqual(
                answer.headers["ETag"], self.officer.get(self.address(self.ahead)).headers["ETag"]
            )
        self.assertEqual(answer.json()["held_on"], "2026-03-05")

    def test_what_the_step_refuses_is_a_conflict_and_what_it_asks_is_named(self) -> None:
        answer = self.step(self.meeting, "cancel", {"reason": "Off."})
        self.assertEqual((answer.status_code, answer.json()["code"]), (409, "wrong_state"))
        self.assertEqual(wrong(self.step(self.ahead, "cancel")), ["reason"])
        self.assertEqual(wrong(self.step(self.ahead, "hold", {"reason": "x"})), ["reason"])
        self.assertEqual(self.step(self.ahead, "cancel", {"reason": "Off."}).json()["state"], "cancelled")

    def test_a_step_asks_for_the_tag_the_scope_and_the_role(self) -> None:
        address = f"{self.address(self.ahead)}steps/hold/"
        self.assertEqual(sent(self.officer, address, {}).status_code, 428)
        late = sent(self.officer, address, {}, **{"If-Match": '"0-0"'})
        self.assertEqual((late.status_code, bool(late.headers["ETag"])), (412, True))
        reads = program(self.cast.officer, Scope.REPORT)
        self.assertEqual(self.step(self.ahead, "hold", client=reads).json()["code"], "scope")
        auditor = program(self.cast.auditor, Scope.RECORD)
        self.assertEqual(self.step(self.ahead, "hold", client=auditor).json()["code"], "forbidden")

    def test_hidden_and_absent_meetings_answer_alike(self) -> None:
        hidden = make.meeting(self.cast, classification=Classification.SECRET)
        for step in ("hold", "delegation"):
            answers = [
                sent(self.officer, f"{MEETINGS}{reference}/steps/{step}/", body, **{"If-Match": "*"})
                for reference in (hidden.reference, ABSENT)
                for body in ({}, {"nothing": 1})
            ]
            self.assertEqual({(one.status_code, one.content) for one in answers}.__len__(), 1)
            self.assertEqual(answers[0].status_code, 404)

    def test_drafts_are_proposed_and_a_request_waits_for_a_second_person(self) -> None:
        item = make.commitment(self.cast, make.outcome(self.cast, self.meeting))
        address = f"/api/v1/meetings/{make.meeting(self.cast).reference}/"
        reads = program(self.cast.auditor, Scope.RECORD)
        self.assertEqual(stepped(reads, address, "propose").status_code, 403)
        self.assertEqual(self.step(self.meeting, "propose").status_code, 200)
        item.refresh_from_db()
        self.assertEqual(item.state, CommitmentState.PROPOSED)
        self.assertEqual(
            self.step(self.meeting, "enter_in_error", {"reason": "Wrong partner."}).status_code, 200
        )
        self.assertEqual(Approval.objects.get().recorded_by, self.cast.officer)

    def test_a_delegation_is_what_was_sent_last(self) -> None:
        minister = {"official": self.cast.their_minister.pk, "is_head": True}
        first = {"side": "theirs", "seats": [minister, {"post": "Ambassador"}, {"post": "Interpreter"}]}
        answer = self.step(self.meeting, "delegation", first)
        self.assertEqual(
            [(seat["post"], seat["is_head"]) for seat in answer.json()["delegations"]],
            [("Minister of External Relations", True), ("Ambassador", False), ("Interpreter", False)],
        )
        second = {"side": "theirs", "seats": [{"post": "Interpreter", "is_head": True}, {"post": "Envoy"}]}
        answer = self.step(self.meeting, "delegation", second)
        self.assertEqual(
            [(seat["official"], seat["post"], seat["is_head"]) for seat in answer.json()["delegations"]],
            [(None, "Interpreter", True), (None, "Envoy", False)],
        )
        removed = AuditRow.objects.filter(action="removed", source="api 127.0.0.1")
        self.assertEqual(removed.count(), 2)

    def test_a_delegation_that_cannot_sit_is_refused(self) -> None:
        official = self.cast.their_minister.pk
        for seats, code in (
            ([{"post": "A", "is_head": True}, {"post": "B", "is_head": True}], "heads"),
            ([{"post": "A"}, {"post": "A"}], "twice"),
        ):
            answer = self.step(self.meeting, "delegation", {"side": "theirs", "seats": seats})
            self.assertEqual((answer.status_code, answer.json()["code"]), (409, code))
        answer = self.step(self.meeting, "delegation", {"side": "ours", "seats": [{"official": official}]})
        self.assertEqual(answer.json()["code"], "side")
        for seat, named in (({}, "seats[0]"), ({"official": official + 999}, "seats[0].official")):
            answer = self.step(self.meeting, "delegation", {"side": "theirs", "seats": [seat]})
            self.assertEqual(wrong(answer), [named])
