"""Packets in the admin: asked for once, watched, opened only through the door and only unaltered."""

from unittest import mock

from django.test import TestCase
from django.urls import reverse
from kombu.exceptions import OperationalError

from commitments import tasks
from commitments.admin.packets import steps
from commitments.enums import Classification
from commitments.files import storage
from commitments.models import Meeting, Packet
from commitments.packets import copies
from commitments.packets.archive import production, requests
from commitments.packets.render.printing import PrintedFile
from tests import make
from tests.cast import NOW, Cast, gather
from tests.commitments.packets.reading import pages_of

PDF = make.pdf()
HTML = {"Accept": "text/html"}


class PacketPageTests(TestCase):
    cast: Cast
    meeting: Meeting

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.meeting = make.meeting(cls.cast)

    def setUp(self) -> None:
        self.client.force_login(self.cast.officer)
        self.ask = f"/admin/commitments/meeting/{self.meeting.pk}/packet/"

    def ready(self) -> Packet:
        packet = requests.request_packet(self.meeting, by=self.cast.officer, now=NOW)
        with mock.patch.object(production, "render_pdf", return_value=PrintedFile(PDF, 3, ())):
            production.make_packet(packet.pk, now=NOW)
        packet.refresh_from_db()
        return packet

    def test_two_presses_ask_for_one_packet_and_ring_after_the_commit(self) -> None:
        with (
            mock.patch.object(tasks.make_packet, "delay") as bell,
            self.captureOnCommitCallbacks(execute=True),
        ):
            first = self.client.post(self.ask)
            self.client.post(self.ask)
            bell.assert_not_called()
        packet = Packet.objects.get()
        self.assertRedirects(first, reverse("admin:commitments_packet_change", args=(packet.pk,)))
        bell.assert_called_with(packet.pk)

    def test_a_finished_packet_is_offered_before_another_is_made(self) -> None:
        packet = self.ready()
        asked = self.client.post(self.ask)
        opens = reverse("admin:commitments_packet_change", args=(packet.pk,))
        self.assertContains(asked, f'<a class="button primary" href="{opens}" autofocus>')
        self.assertContains(asked, f"{packet} was created for")
        self.assertContains(asked, "Another version is a new draft with its own copies")
        self.assertEqual(Packet.objects.count(), 1)
        with mock.patch.object(tasks.make_packet, "delay"):
            self.client.post(self.ask, {"anew": "1"})
        another = Packet.objects.latest("pk")
        self.assertEqual((another.reference, another.edition), (packet.reference, "0.2"))

    def test_a_recalled_packet_and_that_of_another_reader_are_no_reason_to_ask(self) -> None:
        packet = self.ready()
        copies.open_packet(packet, self.cast.officer, now=NOW)
        copies.recall_edition(packet, by=self.cast.officer, now=NOW, reason="A wrong figure.")
        self.assertEqual(self.client.post(self.ask).status_code, 302)
        self.client.force_login(self.cast.head)
        self.assertEqual(self.client.post(self.ask).status_code, 302)

    def test_without_a_broker_the_request_stands_for_the_sweep(self) -> None:
        gone = mock.patch.object(tasks.make_packet, "delay", side_effect=OperationalError("no broker"))
        with gone, self.captureOnCommitCallbacks(execute=True):
            self.assertEqual(self.client.post(self.ask).status_code, 302)
        self.assertEqual(production.list_unfinished_packets(NOW), [Packet.objects.get().pk])

    def test_the_page_says_how_far_it_is_and_can_be_left(self) -> None:
        packet = requests.request_packet(self.meeting, by=self.cast.officer, now=NOW)
        page = self.client.get(reverse("admin:commitments_packet_change", args=(packet.pk,)))
        self.assertContains(page, "The packet is being created.")
        self.assertContains(page, "Refresh")
        self.assertNotContains(page, packet.get_classification_display().capitalize() + "</span>")
        state = self.client.get(reverse("admin:commitments_packet_progress", args=(packet.pk,))).json()
        self.assertTrue(state["is_under_way"])

    def test_a_ready_packet_is_shown_inline_and_never_stored(self) -> None:
        packet = self.ready()
        response = self.client.get(reverse("admin:commitments_packet_open", args=(packet.pk,)))
        self.assertIn("Copy 1 of 6", " ".join(pages_of(response.content)[2].split()))
        self.assertEqual(response["Content-Type"], "application/pdf")
        self.assertEqual(response["Content-Disposition"], copies.build_disposition(packet))
        self.assertEqual(response["X-Content-Type-Options"], "nosniff")
        self.assertIn("no-store", response["Cache-Control"])

    def test_the_marking_stands_once_the_packet_is_made(self) -> None:
        packet = self.ready()
        page = self.client.get(reverse("admin:commitments_packet_change", args=(packet.pk,)))
        self.assertContains(page, packet.get_classification_display().capitalize() + "</span>")

    def test_an_altered_file_is_not_shown(self) -> None:
        packet = self.ready()
        path = storage.open_packet_store().path_of(packet.draft_sha256)
        path.write_bytes(b"%PDF-1.7 something else")
        self.addCleanup(path.unlink)
        shown = self.client.get(reverse("admin:commitments_packet_open", args=(packet.pk,)), follow=True)
        self.assertContains(shown, "was altered and cannot be downloaded")

    def test_hidden_and_absent_packets_answer_alike(self) -> None:
        packet = self.ready()
        Packet.objects.filter(pk=packet.pk).update(classification=Classification.SECRET)
        for name in ("change", "open", "progress", "history"):
            for key in (packet.pk, 999_999):
                path = reverse(f"admin:commitments_packet_{name}", args=(key,))
                self.assertEqual(self.client.get(path).status_code, 404, path)
        self.client.force_login(self.cast.stranger)
        self.assertEqual(self.client.post(self.ask).status_code, 404)
        self.assertNotContains(self.client.get("/admin/commitments/packet/"), packet.reference)

    def test_packets_are_neither_typed_nor_changed(self) -> None:
        packet = self.ready()
        self.assertEqual(self.client.get("/admin/commitments/packet/add/").status_code, 403)
        path = reverse("admin:commitments_packet_change", args=(packet.pk,))
        with self.assertLogs("django.request"):
            self.assertEqual(self.client.post(path, {"reference": "X"}).status_code, 405)
        self.assertFalse(Packet.objects.filter(reference="X").exists())

    def test_asking_is_a_post(self) -> None:
        with self.assertLogs("django.request"):
            self.assertEqual(self.client.get(self.ask).status_code, 405)

    def test_a_waiting_packet_is_cancelled_by_a_button(self) -> None:
        packet = requests.request_packet(self.meeting, by=self.cast.officer, now=NOW)
        page = reverse("admin:commitments_packet_change", args=(packet.pk,))
        cancel = reverse("admin:commitments_packet_cancel", args=(packet.pk,))
        self.assertContains(self.client.get(page), cancel)
        shown = self.client.post(cancel, follow=True)
        self.assertContains(shown, f"Cancelled by {self.cast.officer}")
        self.assertNotContains(shown, "could not be created")
        self.assertContains(self.client.post(cancel, follow=True), "already finished or signed off")
        with self.assertLogs("django.request"):
            self.assertEqual(self.client.get(cancel).status_code, 405)

    def test_the_next_page_says_that_a_packet_is_ready_once(self) -> None:
        with mock.patch.object(tasks.make_packet, "delay"):
            self.client.post(self.ask)
        packet = Packet.objects.get()
        page = reverse("admin:commitments_packet_change", args=(packet.pk,))
        ready = f"The packet {packet.reference} is ready."
        self.assertNotContains(self.client.get("/admin/", headers=HTML), ready)
        with mock.patch.object(production, "render_pdf", return_value=PrintedFile(PDF, 3, ())):
            production.make_packet(packet.pk, now=NOW)
        self.assertContains(self.client.get("/admin/", headers=HTML), ready)
        self.assertNotContains(self.client.get("/admin/", headers=HTML), ready)
        self.assertNotContains(self.client.get(page, headers=HTML), ready)

    def test_who_waits_for_nothing_pays_nothing(self) -> None:
        with mock.patch.object(steps, "notify_awaited") as told:
            self.client.get("/admin/commitments/packet/", headers=HTML)
            told.assert_not_called()
            with mock.patch.object(tasks.make_packet, "delay"):
                self.client.post(self.ask)
            self.client.get("/admin/commitments/packet/", headers=HTML)
            told.assert_called_once()
