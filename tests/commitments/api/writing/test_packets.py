"""Packets through the API: asked for, watched, fetched as the person's own numbered copy."""

from typing import Any
from unittest import mock

from commitments.api.views import documents
from commitments.enums import AccessKind, Classification, Scope
from commitments.models import AccessLogEntry, Packet, User
from commitments.packets import comments, copies
from commitments.packets.archive import production, requests
from tests import make
from tests.cast import NOW
from tests.commitments.api.programs import program, sent, stepped, wrong
from tests.commitments.api.test_schema import document, fits
from tests.commitments.packets.reading import pages_of
from tests.commitments.packets.shelf import ShelfTestCase

PACKETS, COMMENTS = "/api/v1/packets/", "/api/v1/packet-comments/"


class PacketTests(ShelfTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.officer = program(self.cast.officer, Scope.PACKETS)

    def post(self, client: Any = None, **body: Any) -> Any:
        body = body or {"meetings": [self.meeting.reference]}
        with mock.patch.object(documents, "enqueue") as rung, self.captureOnCommitCallbacks(execute=True):
            answer = sent(client or self.officer, PACKETS, body)
        self.rung = [call.args[0] for call in rung.call_args_list]
        return answer

    def test_one_asks_looks_until_it_is_ready_and_fetches_the_own_copy(self) -> None:
        answer = self.post()
        self.assertEqual(answer.status_code, 202, answer.content)
        asked, address = answer.json(), answer.headers["Location"]
        self.assertEqual(fits(asked, document(), "Packet"), [])
        self.assertEqual((asked["state"], asked["edition"], asked["reader"]), ("requested", "0.1", "officer"))
        self.assertIsNone(asked["classification"])
        self.assertEqual(self.rung, [asked["id"]])
        early = self.officer.get(f"{address}file/")
        self.assertEqual((early.status_code, early.json()["code"]), (409, "not_ready"))
        held = {"If-None-Match": answer.headers["ETag"]}
        self.assertEqual(self.officer.get(address, headers=held).status_code, 304)
        production.make_packet(asked["id"], now=NOW)
        ready = self.officer.get(address, headers=held).json()
        self.assertEqual(
            (ready["state"], ready["classification"], ready["pages"]), ("ready", "restricted", 3)
        )
        given = self.officer.get(f"{address}file/")
        self.assertEqual((given.status_code, given.headers["Content-Type"]), (200, "application/pdf"))
        self.assertIn("Copy 1 of 6", " ".join(pages_of(given.content)[0].split()))
        packet = Packet.objects.get()
        self.assertEqual(given.headers["Content-Disposition"], copies.build_disposition(packet))
        self.assertEqual(packet.register.get(number=1).holder, self.cast.officer)
        looked = AccessLogEntry.objects.filter(subject_type="commitments.Packet", subject_id=packet.pk)
        self.assertEqual(set(looked.values_list("kind", flat=True)), {AccessKind.FETCHED})

    def test_asking_twice_gives_the_same_packet_and_a_list_all(self) -> None:
        first, second = self.post().json(), self.post().json()
        self.assertEqual(first["id"], second["id"])
        listed = self.officer.get(PACKETS, {"meeting": self.meeting.reference, "state": "requested"}).json()
        self.assertEqual([one["id"] for one in listed["results"]], [first["id"]])
        self.assertEqual(fits(listed, document(), "PaginatedPacketList"), [])
        self.assertEqual(self.officer.get(PACKETS, {"state": "ready"}).json()["results"], [])

    def test_another_edition_beside_a_finished_one_is_made_on_an_explicit_wish_alone(self) -> None:
        packet = self.ready(reader=self.cast.officer)
        answer = self.post()
        self.assertEqual((answer.status_code, answer.json()["code"]), (409, "finished"))
        self.assertIn(str(packet), answer.json()["detail"])
        self.assertEqual(Packet.objects.count(), 1)
        again = self.post(meetings=[self.meeting.reference], new_edition=True)
        self.assertEqual((again.status_code, again.json()["edition"]), (202, "0.2"))

    def test_a_packet_of_a_partner_for_a_colleague(self) -> None:
        answer = self.post(country="XV", reader="head", copies=9)
        self.assertEqual((answer.status_code, answer.json()["meeting"]), (202, None), answer.content)
        self.assertEqual(
            (answer.json()["reader"], answer.json()["restricted"], Packet.objects.get().copies),
            ("head", [], 9),
        )

    def test_what_is_wrong_hidden_or_absent_is_named(self) -> None:
        hidden = make.meeting(self.cast, classification=Classification.SECRET)
        known, absent = {"meetings": [hidden.reference]}, {"meetings": ["M-XV-2026-999"]}
        self.assertEqual(self.post(**known).content, self.post(**absent).content)
        both = {"meetings": [self.meeting.reference], "country": "XV"}
        for body, named in (
            (known, ["meetings[0]"]),
            ({"copies": 7}, ["meetings"]),
            (both, ["meetings"]),
            ({"country": "XV", "copies": 1}, ["copies"]),
            ({"country": "XV", "reader": "nobody"}, ["reader"]),
            ({"country": "XV", "as_of": "2126-01-01"}, ["as_of"]),
            ({"country": "XV", "as_of": "soon"}, ["as_of"]),
        ):
            self.assertEqual(wrong(self.post(**body)), named, body)
        self.assertFalse(Packet.objects.exists())

    def test_scope_role_and_place_decide(self) -> None:
        self.assertEqual(self.post(program(self.cast.officer)).json()["code"], "scope")
        stranger = program(self.cast.stranger, Scope.PACKETS)
        self.assertEqual(wrong(self.post(stranger)), ["meetings[0]"])
        self.assertEqual(self.post(stranger, country="XV").json()["code"], "forbidden")
        packet = self.ready()
        answer = program(self.cast.officer).get(f"{PACKETS}{packet.pk}/file/")
        self.assertEqual((answer.status_code, answer.json()["code"]), (403, "scope"))

    def test_hidden_and_absent_packets_answer_alike(self) -> None:
        packet = self.ready()
        stranger = program(self.cast.stranger, Scope.PACKETS)
        answers = [
            stranger.get(f"{PACKETS}{key}/{more}")
            for key in (packet.pk, packet.pk + 99)
            for more in ("", "file/")
        ]
        self.assertEqual({(one.status_code, one.content) for one in answers}.__len__(), 1)
        self.assertEqual(answers[0].status_code, 404)
        self.assertFalse(packet.register.exclude(given_at=None).exists())

    def test_the_headers_alone_take_no_copy_and_no_program_outside_is_given_any(self) -> None:
        packet = self.ready()
        self.assertEqual(self.officer.head(f"{PACKETS}{packet.pk}/file/").status_code, 405)
        self.assertFalse(packet.register.exclude(given_at=None).exists())
        outside = program(self.cast.officer, Scope.PACKETS, is_external=True)
        for answer in (
            outside.get(PACKETS),
            outside.get(f"{PACKETS}{packet.pk}/"),
            outside.get(f"{PACKETS}{packet.pk}/file/"),
            self.post(outside),
        ):
            self.assertEqual((answer.status_code, answer.json()["code"]), (403, "outside"))

    def test_why_one_failed_stands_in_a_sentence(self) -> None:
        packet = requests.request_packet(self.meeting, by=self.cast.officer, now=NOW)
        production.cancel_packet(packet, by=self.cast.officer, now=NOW)
        shown = self.officer.get(f"{PACKETS}{packet.pk}/").json()
        packet.refresh_from_db()
        self.assertEqual((shown["state"], shown["detail"]), ("cancelled", packet.failure))


class CommentTests(ShelfTestCase):
    """Comments on a draft: its readers write them, the desk deals with them, authors withdraw theirs."""

    def setUp(self) -> None:
        super().setUp()
        self.draft = self.ready()
        self.head = program(self.cast.head, Scope.PACKETS)
        self.officer = program(self.cast.officer, Scope.PACKETS)

    def comment(self, client: Any, **body: Any) -> Any:
        given = {"packet": self.draft.pk, "part": "cover", "text": "Name the harbour."} | body
        return sent(client, COMMENTS, given)

    def test_a_comment_is_written_answered_and_dealt_with(self) -> None:
        answer = self.comment(self.head)
        self.assertEqual(answer.status_code, 201, answer.content)
        self.assertEqual(fits(answer.json(), document(), "PacketComment"), [])
        address = answer.headers["Location"]
        self.assertEqual(stepped(self.head, address, "withdraw").json()["state"], "withdrawn")
        address = self.comment(self.head).headers["Location"]
        listed = self.officer.get(f"{COMMENTS}?packet={self.draft.pk}&state=open").json()["results"]
        self.assertEqual([one["recorded_by"] for one in listed], ["head"])
        answered = stepped(self.officer, address, "answer", {"answer": "Which harbour?"}).json()
        self.assertEqual((answered["state"], answered["answered_by"]), ("open", "officer"))
        self.assertEqual(stepped(self.officer, address, "deal_with").json()["state"], "dealt_with")
        late = stepped(self.head, address, "withdraw")
        self.assertEqual((late.status_code, late.json()["code"]), (409, "not_open"))

    def test_a_part_that_is_not_there_and_a_hidden_packet_are_refused(self) -> None:
        self.assertEqual(self.comment(self.head, part="T9").status_code, 409)
        for person in (self.cast.stranger, self.cast.reader):
            client = program(person, Scope.PACKETS)
            self.assertIn(self.comment(client).status_code, (400, 403))
            self.assertEqual(client.get(COMMENTS).json()["results"], [])

    def test_a_reader_whose_access_to_the_draft_ended_is_given_none_and_takes_no_step(self) -> None:
        embassy = self.cast.embassy_officer
        comments.send_for_comment(self.draft, [embassy], by=self.cast.officer, now=NOW)
        client = program(embassy, Scope.PACKETS)
        address = self.comment(client).headers["Location"]
        self.assertEqual(len(client.get(COMMENTS).json()["results"]), 1)
        tag = client.get(address).headers["ETag"]
        User.objects.filter(pk=embassy.pk).update(host_country=self.cast.elsewhere)
        self.assertEqual(client.get(COMMENTS).json()["results"], [])
        self.assertEqual(client.get(address).status_code, 404)
        step = sent(client, f"{address}steps/withdraw/", {}, **{"If-Match": tag})
        self.assertEqual(step.status_code, 404)
        self.assertEqual(len(self.officer.get(COMMENTS).json()["results"]), 1)
