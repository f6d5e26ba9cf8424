"""Points of meetings: read page by page, recorded, changed, answered."""

import json
from typing import Any, ClassVar

from django.test import TestCase

from commitments.enums import Classification, CommitmentState, OutcomeKind, OwedBy, Scope, Strength
from commitments.models import Meeting, Outcome
from tests import make
from tests.cast import Cast, gather
from tests.commitments.api.programs import MEETINGS, program, sent, stepped, wrong
from tests.commitments.api.test_schema import document, fits

OUTCOMES, CONSENTS = "/api/v1/outcomes/", "/api/v1/originator-consents/"
CLAUSE = "Both sides will share records of joint investigations."


class OutcomeTests(TestCase):
    cast: ClassVar[Cast]
    meeting: ClassVar[Meeting]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.meeting = make.meeting(cls.cast)

    def setUp(self) -> None:
        self.officer = program(self.cast.officer, Scope.RECORD)

    def post(self, **more: Any) -> Any:
        body = {"meeting": self.meeting.reference, "clause": CLAUSE, "spoken_by": "joint", **more}
        return sent(self.officer, OUTCOMES, {k: v for k, v in body.items() if v is not None})

    def patch(self, key: int, body: Any) -> Any:
        address = f"{OUTCOMES}{key}/"
        tag = {"If-Match": self.officer.get(address).headers["ETag"]}
        return self.officer.patch(address, json.dumps(body), content_type="application/json", headers=tag)

    def test_a_point_is_recorded_and_stands_in_its_meeting(self) -> None:
        text = make.statement(self.cast, self.meeting)
        answer = self.post(kind="commitment", strength="agreed", statement=text.pk, place_in_text="3")
        self.assertEqual(answer.status_code, 201, answer.content)
        shown = answer.json()
        self.assertEqual(fits(shown, document(), "OutcomeRecord"), [])
        self.assertEqual((shown["number"], shown["statement"]["title"]), (1, "Joint statement"))
        self.assertEqual(self.officer.get(answer.headers["Location"]).json(), shown)
        there = self.officer.get(f"{MEETINGS}{self.meeting.reference}/").json()["outcomes"]
        self.assertEqual([(one["id"], one["clause"]) for one in there], [(shown["id"], CLAUSE)])

    def test_members_that_are_missing_wrong_or_hidden_are_named(self) -> None:
        hidden = make.statement(self.cast, make.meeting(self.cast), classification=Classification.SECRET)
        hidden_one = self.post(statement=hidden.pk)
        self.assertEqual(hidden_one.content, self.post(statement=hidden.pk + 99).content)
        self.assertEqual(wrong(hidden_one), ["statement"])
        for more, named in (
            ({"clause": None}, ["clause"]),
            ({"clause": " "}, ["clause"]),
            ({"spoken_by": None}, ["spoken_by"]),
            ({"kind": "wish"}, ["kind"]),
            ({"number": 3}, ["number"]),
            ({"meeting": "M-XV-2026-999"}, ["meeting"]),
        ):
            self.assertEqual(wrong(self.post(**more)), named, more)
        elsewhere = make.statement(self.cast, make.meeting(self.cast))
        answer = self.post(statement=elsewhere.pk)
        self.assertEqual((answer.status_code, answer.json()["code"]), (409, "statement"))

    def test_a_point_is_changed_until_its_meeting_is_closed(self) -> None:
        key = self.post().json()["id"]
        answer = self.patch(key, {"kind": "understanding", "place_in_text": "4"})
        self.assertEqual(
            (answer.json()["kind"], answer.json()["place_in_text"], answer.json()["clause"]),
            ("understanding", "4", CLAUSE),
        )
        stepped(self.officer, f"{MEETINGS}{self.meeting.reference}/", "close")
        answer = self.patch(key, {"place_in_text": "5"})
        self.assertEqual((answer.status_code, answer.json()["code"]), (409, "wrong_state"))

    def test_a_wording_read_by_ocr_is_confirmed_by_its_own_step(self) -> None:
        text = make.statement(self.cast, self.meeting, is_ocr=True)
        shown = self.post(kind="commitment", strength="agreed", statement=text.pk).json()
        self.assertTrue(shown["is_unconfirmed"])
        answer = stepped(self.officer, f"{OUTCOMES}{shown['id']}/", "confirm", {})
        self.assertEqual((answer.status_code, answer.json()["is_unconfirmed"]), (200, False))
        again = stepped(self.officer, f"{OUTCOMES}{shown['id']}/", "confirm", {})
        self.assertEqual((again.status_code, again.json()["code"]), (409, "confirmed"))

    def test_an_ask_waits_for_its_answer_and_takes_one(self) -> None:
        shown = self.post(kind="request").json()
        self.assertEqual((shown["answer"], bool(shown["review_on"])), ("unanswered", True))
        address = f"{OUTCOMES}{shown['id']}/"
        bare = stepped(self.officer, address, "answer", {"answer": "agreed"})
        self.assertEqual((bare.status_code, bare.json()["code"]), (409, "needs_answer"))
        self.assertEqual(
            wrong(stepped(self.officer, address, "answer", {"answer": "unanswered"})), ["answer"]
        )
        said = {"answer": "agreed", "wording": "We agree.", "source": "Note 7/26", "strength": "agreed"}
        answer = stepped(self.officer, address, "answer", said)
        self.assertEqual(
            (answer.status_code, answer.json()["answer"], answer.json()["answer_strength"]),
            (200, "agreed", "agreed"),
        )

    def test_an_unanswered_request_becomes_nothing_firmer(self) -> None:
        ask = make.outcome(self.cast, self.meeting, kind=OutcomeKind.REQUEST, clause="Please help.")
        for strength in ("will_consider", "will_endeavour", "agreed", "legally_binding"):
            for answer in (
                self.patch(ask.pk, {"strength": strength}),
                self.post(kind="request", strength=strength),
            ):
                self.assertEqual((answer.status_code, answer.json()["code"]), (409, "unanswered"))
                self.assertIn("is not binding unless the answer is “agreed”", answer.json()["detail"])
        self.assertEqual(self.patch(ask.pk, {"strength": "noted"}).status_code, 200)

    def test_another_kind_does_not_stand_in_for_the_answer(self) -> None:
        asked = make.outcome(self.cast, self.meeting, kind=OutcomeKind.REQUEST, spoken_by=OwedBy.OURS)
        offered = make.outcome(
            self.cast, self.meeting, kind=OutcomeKind.OFFER, strength=Strength.LEGALLY_BINDING
        )
        for point in (asked, offered):
            for kind in ("commitment", "understanding"):
                answer = self.patch(point.pk, {"kind": kind, "strength": "legally_binding"})
                self.assertEqual((answer.status_code, answer.json()["code"]), (409, "unanswered"), kind)
            point.refresh_from_db()
            self.assertEqual(point.answer, "unanswered")
        self.assertEqual(self.patch(offered.pk, {"kind": "commitment"}).json()["code"], "unanswered")
        mended = self.patch(asked.pk, {"kind": "commitment", "strength": "requested"})
        self.assertEqual((mended.status_code, mended.json()["kind"]), (200, "commitment"))

    def test_a_point_typed_by_mistake_is_taken_away_and_one_with_a_commitment_stays(self) -> None:
        key = self.post().json()["id"]
        answer = stepped(self.officer, f"{OUTCOMES}{key}/", "remove")
        self.assertEqual((answer.status_code, answer.content), (204, b""))
        self.assertFalse(Outcome.objects.exists())
        item = make.commitment(self.cast, make.outcome(self.cast, self.meeting))
        answer = stepped(self.officer, f"{OUTCOMES}{item.outcome_id}/", "remove")
        self.assertEqual((answer.status_code, answer.json()["code"]), (409, "has_commitments"))

    def test_a_topic_alone_needs_no_side(self) -> None:
        made = self.post(kind="topic", spoken_by="not_stated")
        self.assertEqual((made.status_code, made.json()["spoken_by"]), (201, "not_stated"))
        self.assertEqual(fits(made.json(), document(), "OutcomeRecord"), [])
        for refused in (
            self.post(kind="understanding", spoken_by="not_stated"),
            self.patch(made.json()["id"], {"kind": "understanding"}),
        ):
            self.assertEqual(refused.status_code, 409, refused.content)
            self.assertIn("Select the side.", refused.content.decode())
        drafted = sent(self.officer, "/api/v1/commitments/", {"outcome": made.json()["id"]})
        self.assertEqual((drafted.status_code, drafted.json()["code"]), (409, "not_a_commitment"))

    def test_hidden_and_absent_points_answer_alike(self) -> None:
        hidden = make.outcome(self.cast, self.meeting, classification=Classification.SECRET)
        answers = [
            sent(self.officer, f"{OUTCOMES}{key}/{step}/", body, **{"If-Match": "*"})
            for key in (hidden.pk, hidden.pk + 99)
            for step in ("answer", "remove")
            for body in ({}, {"nothing": 1})
        ]
        answers += [self.officer.get(f"{OUTCOMES}{key}/") for key in (hidden.pk, hidden.pk + 99)]
        self.assertEqual({(one.status_code, one.content) for one in answers}.__len__(), 1)
        self.assertEqual(answers[0].status_code, 404)

    def test_a_ministry_reads_the_points_of_its_items_without_their_meeting(self) -> None:
        text = make.statement(self.cast, self.meeting)
        point = make.outcome(self.cast, self.meeting, statement=text)
        item = make.commitment(self.cast, point, state=CommitmentState.PROPOSED)
        make.outcome(self.cast, self.meeting, kind=OutcomeKind.TOPIC)
        ministry = program(self.cast.focal_point)
        [shown] = ministry.get(OUTCOMES).json()["results"]
        self.assertEqual(
            (shown["meeting"], shown["statement"], shown["commitments"], shown["restricted"]),
            (None, None, [item.reference], ["meeting", "statement"]),
        )
        filtered = ministry.get(OUTCOMES, {"meeting": self.meeting.reference}).json()["results"]
        self.assertEqual(filtered, [])
        listed = self.officer.get(OUTCOMES, {"meeting": self.meeting.reference, "kind": "topic"}).json()
        self.assertEqual(len(listed["results"]), 1)
        self.assertEqual(fits(listed, document(), "PaginatedOutcomeRecordList"), [])

    def test_a_list_costs_the_same_however_long_it_is(self) -> None:
        for _ in range(2):
            make.commitment(self.cast, make.outcome(self.cast, self.meeting))
        # The token with its person, the page, what is owed, the log.
        with self.assertNumQueries(4):
            self.officer.get(OUTCOMES)
        for _ in range(3):
            make.commitment(self.cast, make.outcome(self.cast, self.meeting))
        with self.assertNumQueries(4):
            self.officer.get(OUTCOMES)


class ConsentTests(TestCase):
    """Consents of third states: a head records and revokes them, outside programs read none."""

    cast: ClassVar[Cast]
    point: ClassVar[Outcome]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.point = make.outcome(cls.cast)

    def consent(self, client: Any, **more: Any) -> Any:
        given = {"outcome": self.point.pk, "purpose": "print", "given_by": "Their embassy"}
        return sent(client, CONSENTS, given | {"given_on": "2026-03-10", "document": "Note 12"} | more)

    def test_a_consent_is_recorded_and_revoked_by_a_head(self) -> None:
        officer, head = (program(one, Scope.RECORD) for one in (self.cast.officer, self.cast.head))
        self.assertEqual(self.consent(head).json()["code"], "no_originator")
        address = f"{OUTCOMES}{self.point.pk}/"
        tag = {"If-Match": officer.get(address).headers["ETag"]}
        body = json.dumps({"originator": "Ruritania"})
        answer = officer.patch(address, body, content_type="application/json", headers=tag)
        self.assertEqual((answer.status_code, answer.json()["originator"]), (200, "Ruritania"))
        self.assertEqual(self.consent(officer).status_code, 403)
        self.assertEqual(wrong(self.consent(head, outcome=None)), ["outcome"])
        self.assertEqual(wrong(self.consent(head, expires_on="2026-03-01")), ["expires_on"])
        made = self.consent(head)
        self.assertEqual(made.status_code, 201, made.content)
        self.assertEqual(fits(made.json(), document(), "OriginatorConsent"), [])
        listed = officer.get(f"{CONSENTS}?outcome={self.point.pk}").json()["results"]
        self.assertEqual([one["given_by"] for one in listed], ["Their embassy"])
        revoked = stepped(head, made.headers["Location"], "revoke", {"reason": "Their letter"})
        self.assertIsNotNone(revoked.json()["revoked_at"])
        self.assertEqual(program(self.cast.stranger, Scope.RECORD).get(CONSENTS).json()["results"], [])

    def test_an_agenda_item_has_an_originator_and_consents_too(self) -> None:
        officer, head = (program(one, Scope.RECORD) for one in (self.cast.officer, self.cast.head))
        values = {"meeting": self.point.meeting.reference, "title": "Ferries", "originator": "Ruritania"}
        made = sent(officer, "/api/v1/agenda-items/", values)
        self.assertEqual((made.status_code, made.json()["originator"]), (201, "Ruritania"))
        consent = self.consent(head, outcome=None, agenda_point=made.json()["id"])
        self.assertEqual(consent.status_code, 201, consent.content)
        (listed,) = officer.get(CONSENTS).json()["results"]
        self.assertEqual((listed["agenda_point"], listed["outcome"]), (made.json()["id"], None))
