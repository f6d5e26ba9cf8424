"""A minister's office sees approved packets alone; for those who make them, drafts are plainly drafts."""

import html
import io
import json
import re
import subprocess
import sys
import tempfile
from typing import Any
from unittest import mock

import pikepdf

from commitments.access import policy
from commitments.enums import CommitmentState, PacketEdition, PacketState, Scope
from commitments.errors import Refused
from commitments.files import storage
from commitments.models import Meeting, Packet, PacketCopy, SignOff
from commitments.packets import copies, copy_files, sign_off
from commitments.packets.archive import production, requests
from commitments.packets.render import pdf
from commitments.packets.render.printing import PrintedFile, print_html
from commitments.verification.records import check_packet
from tests import make
from tests.cast import NOW
from tests.commitments.api.programs import program
from tests.commitments.packets.reading import as_laid_out
from tests.commitments.packets.shelf import FiledTestCase, ShelfTestCase

PACKET = "/admin/commitments/packet/"
DRAFT_NOTE = "The word DRAFT remains on every page until the packet is signed off."


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


class StampedFinalTests(FiledTestCase):
    """The pages are laid out when the draft is made; what differs in the final is stamped on them."""

    def setUp(self) -> None:
        super().setUp()
        self.laid_out: list[str] = []
        for module in (pdf, copy_files):
            spy = mock.patch.object(module, "print_html", side_effect=self.lay_out)
            self.enterContext(spy)

    def lay_out(self, html: str, *args: Any, **kwargs: Any) -> PrintedFile:
        self.laid_out.append(html)
        return print_html(html, *args, **kwargs)

    def make_draft(self) -> Packet:
        every = [one.value for one in PacketEdition]
        packet = requests.request_packet(self.meeting, by=self.cast.officer, now=NOW, editions=every)
        return self.make(packet)

    def make(self, packet: Packet) -> Packet:
        production.make_packet(packet.pk, now=NOW)
        packet.refresh_from_db()
        return packet

    def approve(self, packet: Packet) -> Packet:
        for officer in (self.cast.officer, self.cast.head):
            sign_off.sign_step(packet, by=officer, now=NOW, content_sha256=packet.content_sha256)
        packet.refresh_from_db()
        return self.make(packet)

    def read_copies(self, packet: Packet) -> dict[str, str]:
        """Return the text of one copy of each edition, in one line."""
        made = {}
        for edition in packet.editions:
            copy = copies.open_packet(packet, self.cast.officer, now=NOW, edition=edition)
            made[edition] = " ".join(" ".join(as_laid_out(copy)).split())
            with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
                file.write(copy)
                file.flush()
                command = [sys.executable, "-m", "pdfua", "check", "--format", "json", file.name]
                done = subprocess.run(command, capture_output=True, check=False, text=True)
                self.assertEqual(json.loads(done.stdout)["findings"], [], edition)
                subprocess.run(["qpdf", "--check", file.name], check=True, capture_output=True)
        return made

    def test_signing_and_issuing_lay_out_no_page(self) -> None:
        packet = self.make_draft()
        self.assertGreaterEqual(len(self.laid_out), 3)
        self.laid_out.clear()
        final = self.approve(packet)
        self.assertEqual((final.state, final.edition), (PacketState.READY, "1.0"))
        copies.open_packet(final, self.cast.officer, now=NOW)
        copies.open_packet(final, self.cast.head, now=NOW)
        self.assertEqual(self.laid_out, [])

    def test_draft_and_final_say_what_they_are(self) -> None:
        packet = self.make_draft()
        for edition, text in self.read_copies(packet).items():
            self.assertIn("DRAFT 1 · NOT APPROVED", text, edition)
            self.assertIn("0 of 2 sign-offs completed", text, edition)
            self.assertIn("v0.1 DRAFT · Copy", text, edition)
            self.assertEqual(DRAFT_NOTE in text, edition == PacketEdition.ADVISER, edition)
        for edition, text in self.read_copies(self.approve(packet)).items():
            self.assertNotIn("NOT APPROVED", text, edition)
            self.assertNotIn("The word DRAFT", text, edition)
            self.assertIn("FINAL", text, edition)
            self.assertIn("2 of 2 sign-offs completed", text, edition)
            self.assertIn("v1.0 · Copy", text, edition)
            self.assertIn("version 1.0, 6 numbered copies", text, edition)

    def test_the_state_on_the_cover_is_read_aloud_with_its_page(self) -> None:
        packet = self.approve(self.make_draft())
        with pikepdf.open(io.BytesIO(storage.open_packet_store().get(packet.sha256))) as made:
            page = made.pages[0]
            stamped = page.Contents[-1].read_bytes().decode()
            numbers = [int(one) for one in re.findall(r"/Span <</MCID (\d+)>>", stamped)]
            nums = made.Root.StructTreeRoot.ParentTree.Nums
            owners = {int(nums[place]): nums[place + 1] for place in range(0, len(nums), 2)}
            of_page = owners[int(page.StructParents)]
            self.assertEqual({str(of_page[number].S) for number in numbers}, {"/P", "/TD"})
            self.assertIn("1.0", str(made.docinfo["/Subject"]))
            self.assertNotIn("{edition}", made.Root.Metadata.read_bytes().decode())

    def arrange_one_signatory(self) -> Packet:
        packet = self.make_draft()
        sign_off.set_steps(packet, [(self.cast.head, "")], by=self.cast.officer, now=NOW)
        return packet

    def sign_alone(self, packet: Packet) -> Packet:
        self.laid_out.clear()
        sign_off.sign_step(packet, by=self.cast.head, now=NOW, content_sha256=packet.content_sha256)
        packet.refresh_from_db()
        return self.make(packet)

    def test_a_change_of_signatories_lays_out_the_pages_before_the_sign_off(self) -> None:
        packet = self.arrange_one_signatory()
        production.prepare_copies(packet.pk)
        final = self.sign_alone(packet)
        self.assertEqual((final.edition, self.laid_out), ("1.0", []))
        self.assertIn("1 of 1 sign-off completed", self.read_copies(final)["adviser"])
        self.assertEqual(list(check_packet(final, rebuild=True)), [])

    def test_without_that_the_final_is_laid_out_again(self) -> None:
        final = self.sign_alone(self.arrange_one_signatory())
        self.assertEqual((final.edition, len(self.laid_out)), ("1.0", 3))

    def test_pages_that_still_have_the_sentence_about_drafts_are_laid_out_again(self) -> None:
        packet = self.make_draft()
        slots = packet.imprints["draft"]["layout"]["slots"]
        packet.imprints["draft"]["layout"]["slots"] = [slot for slot in slots if slot[0] != "draft"]
        with make.unlocked():
            Packet.objects.filter(pk=packet.pk).update(imprints=packet.imprints)
        self.laid_out.clear()
        final = self.approve(packet)
        self.assertNotEqual(self.laid_out, [])
        self.assertNotIn("The word DRAFT", self.read_copies(final)["adviser"])

    def test_a_reserve_copy_of_a_first_packet_is_stamped_too(self) -> None:
        final = self.approve(self.make_draft())
        self.laid_out.clear()
        copy = copies.hand_out(final, "Interpreter of the embassy", by=self.cast.officer, now=NOW)
        told = copies.open_handed_out(final, copy.number, by=self.cast.officer, now=NOW)
        self.assertIn("For: Interpreter of the embassy", " ".join(as_laid_out(told)[-1].split()))
        self.assertEqual(self.laid_out, [])

    def test_the_check_of_the_record_makes_both_again(self) -> None:
        packet = self.approve(self.make_draft())
        copies.open_packet(packet, self.cast.officer, now=NOW)
        self.assertEqual(list(check_packet(packet, rebuild=True)), [])
