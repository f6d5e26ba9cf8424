"""A minister's office sees approved packets alone; for those who make them, drafts are plainly drafts."""

import html
import re
from typing import Any

from commitments.access import policy
from commitments.enums import CommitmentState, Scope
from commitments.errors import Refused
from commitments.models import Meeting, Packet, PacketCopy, SignOff
from commitments.packets import copies
from commitments.packets.archive import requests
from tests import make
from tests.cast import NOW
from tests.commitments.api.programs import program
from tests.commitments.packets.shelf import ShelfTestCase

PACKET = "/admin/commitments/packet/"


class FinalsTests(ShelfTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.reader = self.cast.reader
        self.draft = self.ready(reader=self.reader)
        self.client.force_login(self.reader)

    def approve(self, packet: Packet) -> Packet:
        for officer in (self.cast.officer, self.cast.head):
            self.sign(packet, officer)
        return self.made(packet)

    def page(self, path: str) -> str:
        answer: Any = self.client.get(path, follow=True)
        self.assertEqual(answer.status_code, 200, path)
        return " ".join(html.unescape(re.sub("<[^>]+>", " ", answer.content.decode())).split())

    def everywhere(self) -> dict[str, str]:
        """Give each page and answer of the reader that would name a packet."""
        pages = ("/admin/", PACKET, f"/admin/search/?q={self.draft.reference}")
        api = program(self.reader, Scope.READ).get("/api/v1/packets/")
        meeting = f"/admin/commitments/meeting/{self.meeting.pk}/change/"
        return {path: self.page(path) for path in (*pages, meeting)} | {"api": api.content.decode()}

    def naming(self) -> set[str]:
        shown = self.everywhere()
        return {path for path, text in shown.items() if text.count(self.draft.reference) > ("search" in path)}

    def test_no_page_list_answer_or_search_shows_a_draft(self) -> None:
        self.assertEqual(self.naming(), set())
        for end in ("change/", "open/", "history/", "register/"):
            self.assertEqual(self.client.get(f"{PACKET}{self.draft.pk}/{end}").status_code, 404, end)
        self.assertEqual(
            program(self.reader, Scope.READ).get(f"/api/v1/packets/{self.draft.pk}/").status_code, 404
        )
        for model in (Packet, PacketCopy, SignOff):
            self.assertFalse(policy.readable_by(model.objects.all(), self.reader).exists())

    def test_a_final_is_shown_and_the_next_draft_is_not(self) -> None:
        final = self.approve(self.draft)
        following = self.ready(reader=self.reader)
        self.assertEqual(following.edition, "1.1")
        self.assertEqual(self.naming(), set(self.everywhere()))
        for text in self.everywhere().values():
            self.assertNotIn("1.1", text)
        self.assertEqual(list(policy.readable_by(Packet.objects.all(), self.reader)), [final])
        self.assertEqual(copies.open_packet(final, self.reader, now=NOW)[:4], b"%PDF")

    def test_an_addendum_is_shown_once_it_is_approved(self) -> None:
        final = self.approve(self.draft)
        point = make.outcome(self.cast, self.meeting)
        make.commitment(self.cast, point, state=CommitmentState.ACCEPTED)
        addendum = self.made(requests.request_addendum(final, by=self.cast.officer, now=NOW))
        self.assertFalse(policy.can_read(self.reader, addendum))
        Packet.objects.filter(pk=addendum.pk).update(signed_at=NOW)
        self.assertTrue(policy.can_read(self.reader, Packet.objects.get(pk=addendum.pk)))

    def test_who_makes_and_who_approves_it_see_a_draft_and_that_it_is_one(self) -> None:
        for person in (self.cast.officer, self.cast.head):
            self.client.force_login(person)
            for path in (PACKET, f"/admin/commitments/meeting/{self.meeting.pk}/change/"):
                self.assertIn("(draft, not approved)", self.page(path))
            self.assertIn("draft, not approved", self.page(f"{PACKET}{self.draft.pk}/change/"))
        self.approve(self.draft)
        self.assertNotIn("not approved", self.page(PACKET))

    def test_a_minister_s_office_asks_the_desk(self) -> None:
        path = f"/admin/commitments/meeting/{self.meeting.pk}/change/"
        self.assertNotIn("Briefing packet ", self.page(path).replace("Briefing packets", ""))
        with self.assertRaises(Refused) as refused:
            requests.request_packet(Meeting.objects.get(pk=self.meeting.pk), by=self.reader, now=NOW)
        self.assertEqual(refused.exception.code, "desk_makes")
