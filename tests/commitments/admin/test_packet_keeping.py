"""The packet's page: sign off, who signs, the register and its list, recall, what it was made from."""

from unittest import mock

from django.urls import reverse
from django.utils.html import strip_tags

from commitments import tasks
from commitments.enums import Classification, CommitmentState, Disposal, PacketState
from commitments.models import AuditRow, Packet, User
from commitments.packets import copies, sign_off
from commitments.packets.archive import production, requests
from commitments.records import edits
from tests import make
from tests.cast import NOW
from tests.commitments.packets.shelf import ShelfTestCase
from tests.flat import flat


class KeepingTests(ShelfTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.client.force_login(self.cast.officer)

    def url(self, packet: Packet, *path: str) -> str:
        return reverse("admin:commitments_packet_change", args=(packet.pk,)).replace(
            "change/", "/".join((*path, "")) if path else "change/"
        )

    def text(self, packet: Packet, *path: str, by: User | None = None) -> str:
        self.client.force_login(by or self.cast.officer)
        response = self.client.get(self.url(packet, *path))
        self.assertEqual(response.status_code, 200)
        return response.content.decode()

    def test_the_page_shows_the_edition_its_steps_and_its_hash(self) -> None:
        packet = self.ready()
        page = self.text(packet)
        for said in (
            "version 0.1",
            "draft, not approved",
            "0 of 2 completed",
            packet.content_sha256,
            "Sign off",
        ):
            self.assertIn(said, page)
        self.assertNotIn("step/sign/", self.text(packet, by=self.cast.auditor))

    def test_each_officer_signs_on_the_page_and_the_last_rings_for_the_final(self) -> None:
        packet = self.ready()
        sign = self.url(packet, "step", "sign")
        self.assertIn(packet.content_sha256, self.text(packet, "step", "sign"))
        self.client.post(sign, {"content_sha256": packet.content_sha256})
        self.client.force_login(self.cast.head)
        with mock.patch.object(tasks.make_packet, "delay") as bell:
            self.client.post(sign, {"content_sha256": packet.content_sha256})
        bell.assert_called_once_with(packet.pk)
        packet.refresh_from_db()
        self.assertEqual((packet.state, packet.edition), (PacketState.REQUESTED, "1.0"))
        self.assertIn("2 of 2 completed", self.text(self.made(packet)))

    def test_my_desk_tells_whose_signature_is_waited_for(self) -> None:
        packet = self.ready()
        waits = f"Packet {packet} is waiting for your sign-off."

        def told(person: User) -> bool:
            self.client.force_login(person)
            return waits in self.client.get(reverse("admin:index")).content.decode()

        self.assertFalse(told(self.cast.officer), "who asked has it before the eyes")
        self.assertFalse(told(self.cast.head), "the step before is not signed")
        sign_off.sign_step(packet, by=self.cast.officer, now=NOW, content_sha256=packet.content_sha256)
        self.assertTrue(told(self.cast.head))
        Packet.objects.filter(pk=packet.pk).update(too_long=["Core brief: two pages"])
        self.assertFalse(told(self.cast.head))
        Packet.objects.filter(pk=packet.pk).update(too_long=[])
        newer = requests.request_packet(self.meeting, by=self.cast.officer, now=NOW)
        self.assertFalse(told(self.cast.head), "there is a newer edition")
        production.cancel_packet(newer, by=self.cast.officer, now=NOW)
        self.assertTrue(told(self.cast.head))
        copies.recall_edition(packet, by=self.cast.officer, now=NOW, reason="A name stands in it.")
        self.assertFalse(told(self.cast.head))

    def test_pages_that_are_marked_lower_than_their_content_now_are_named(self) -> None:
        item = make.commitment(
            self.cast, make.outcome(self.cast, self.meeting), state=CommitmentState.ACCEPTED
        )
        packet = self.ready()
        told = "version are marked restricted, but the content is now classified confidential."
        self.assertNotIn("The pages of this version", flat(self.text(packet)))
        edits.change_record(
            item, {"classification": Classification.CONFIDENTIAL}, by=self.cast.officer, now=NOW
        )
        self.assertIn(told, flat(self.text(packet)))

    def test_a_hash_that_is_not_the_contents_signs_nothing(self) -> None:
        packet = self.ready()
        said = self.client.post(self.url(packet, "step", "sign"), {"content_sha256": "0" * 64})
        self.assertContains(said, "The content has changed since you viewed it.")
        self.assertFalse(packet.sign_offs.filter(signed_at__isnull=False).exists())

    def test_the_desk_arranges_the_steps_on_a_form(self) -> None:
        packet = self.ready()
        typed = {
            "place_1": 2, "officer_1": self.cast.officer.pk, "part_1": "",
            "place_2": "", "officer_2": "", "part_2": "",
            "place_3": 1, "officer_3": self.cast.division_head.pk, "part_3": "T1",
        }  # fmt: skip
        self.client.post(self.url(packet, "step", "arrange"), typed)
        steps = [(one.officer, one.part) for one in packet.sign_offs.order_by("step")]
        self.assertEqual(steps, [(self.cast.division_head, "T1"), (self.cast.officer, "")])
        nobody = dict.fromkeys(typed, "")
        said = self.client.post(self.url(packet, "step", "arrange"), nobody)
        self.assertContains(said, "Select at least one signatory.")

    def test_what_does_not_fit_is_named_on_the_page(self) -> None:
        self.too_long = ("Core brief: two pages",)
        page = self.text(self.ready())
        self.assertIn("Shorten these parts before sign-off:", page)
        self.assertIn("Core brief: two pages", page)

    def test_the_register_lists_the_copies_and_what_became_of_them(self) -> None:
        packet = self.ready()
        copies.open_packet(packet, self.cast.officer, now=NOW)
        copy = packet.register.get(number=1)
        page = self.text(packet, "register")
        self.assertIn(copy.sha256, page)
        self.assertEqual(page.count("Reserve"), 4)
        self.client.post(self.url(packet, "copies", str(copy.pk), "end"), {"end": Disposal.RETURNED})
        copy.refresh_from_db()
        self.assertEqual(copy.disposal, Disposal.RETURNED)
        self.assertNotIn("<select", self.text(packet, "register", by=self.cast.auditor))
        refused = self.client.post(
            self.url(packet, "copies", str(copy.pk), "end"), {"end": "eaten"}, follow=True
        )
        self.assertContains(refused, "Select the disposal of the copy.")

    def test_a_copy_for_a_post_is_printed_from_the_register(self) -> None:
        packet = self.ready()
        self.client.post(self.url(packet, "step", "hand-out"), {"post": "Interpreter"})
        self.assertIn("Interpreter", self.text(packet, "register"))
        paper = self.client.get(self.url(packet, "copies", "3", "open"))
        self.assertEqual(paper["Content-Type"], "application/pdf")
        self.client.force_login(self.cast.auditor)
        self.assertEqual(self.client.get(self.url(packet, "copies", "3", "open")).status_code, 302)

    def test_a_recall_is_told_and_gives_its_list(self) -> None:
        packet = self.ready()
        copies.open_packet(packet, self.cast.officer, now=NOW)
        self.client.post(self.url(packet, "step", "recall"), {"reason": "A name stands in it."})
        page = self.text(packet)
        self.assertIn("This version was recalled", page)
        self.assertIn("Your copy 1 was recalled. Return or destroy all", page)
        listed = self.client.get(self.url(packet, "register/csv"))
        rows = listed.content.decode("utf-8-sig").splitlines()
        self.assertEqual(len(rows), 3)
        self.assertIn('"Officer"', rows[2])
        self.assertEqual(AuditRow.objects.get(action="exported").after["rows"], 1)
        desk = self.client.get(reverse("admin:index"))
        self.assertContains(desk, f"Your copy 1 of {packet} was recalled.")
        opened = self.client.get(self.url(packet, "open"), follow=True)
        self.assertContains(opened, "Your copy 1 was recalled.")

    def test_a_recalled_final_stands_as_recalled_in_list_and_pages_and_gets_no_addendum(self) -> None:
        packet = self.ready()
        for person in (self.cast.officer, self.cast.head):
            self.sign(packet, person)
        self.made(packet)
        listed = reverse("admin:commitments_packet_changelist")
        meeting = reverse("admin:commitments_meeting_change", args=(self.meeting.pk,))
        self.assertContains(self.client.get(listed), '<td class="field-display_state">ready</td>')
        self.assertIn("step/addendum/", self.text(packet))
        copies.recall_edition(packet, by=self.cast.officer, now=NOW, reason="A name stands in it.")
        self.assertContains(self.client.get(listed), '<td class="field-display_state">recalled</td>')
        page = self.text(packet)
        self.assertIn("<dt>Stage</dt><dd>Recalled</dd>", flat(page))
        self.assertIn("<strong>1.0</strong> recalled", flat(page))
        self.assertNotIn("step/addendum/", page)
        self.assertIn(f"{packet}</a> recalled", flat(self.client.get(meeting).content.decode()))
        packet.refresh_from_db()
        self.assertEqual(packet.state, PacketState.READY)

    def test_of_a_draft_and_its_final_the_list_has_both_and_my_desk_one_line(self) -> None:
        packet = self.ready()
        copies.open_packet(packet, self.cast.officer, now=NOW)
        for person in (self.cast.officer, self.cast.head):
            self.sign(packet, person)
        self.made(packet)
        copies.open_packet(packet, self.cast.officer, now=NOW)
        copies.recall_edition(packet, by=self.cast.head, now=NOW, reason="A name stands in it.")
        rows = self.client.get(self.url(packet, "register/csv")).content.decode().splitlines()
        self.assertEqual([row.split(",")[0] for row in rows[2:]], ['"1 final"', '"1 draft"'])
        desk = self.client.get(reverse("admin:index"))
        self.assertContains(desk, f"Your copy 1 of {packet} was recalled.", count=1)

    def test_the_history_names_who_signs_and_which_copies_are_recalled(self) -> None:
        packet = self.ready()
        wanted = [(self.cast.head, "T1"), (self.cast.officer, "")]
        sign_off.set_steps(packet, wanted, by=self.cast.officer, now=NOW)
        copies.open_packet(packet, self.cast.officer, now=NOW)
        copies.open_packet(packet, self.cast.head, now=NOW)
        copies.recall_edition(packet, by=self.cast.officer, now=NOW, reason="A name stands in it.")
        page = self.text(packet, "history")
        for said in (f"1. {self.cast.head} (T1); 2. {self.cast.officer}", "1, 2"):
            self.assertIn(said, page)
        self.assertNotIn("[", strip_tags(page))

    def test_a_recall_before_anybody_has_a_copy_says_so(self) -> None:
        packet = self.ready()
        copies.recall_edition(packet, by=self.cast.officer, now=NOW, reason="A name stands in it.")
        self.assertIn("no copies issued", self.text(packet, "history"))

    def test_what_it_was_made_from_is_listed(self) -> None:
        packet = self.ready()
        page = self.text(packet, "made-from")
        self.assertIn(f"{self.meeting.pk}, version {self.meeting.version}", page)

    def test_the_next_edition_is_asked_for_here(self) -> None:
        packet = self.ready()
        with mock.patch.object(tasks.make_packet, "delay"):
            asked = self.client.post(self.url(packet, "step", "next"), {"copies": 8, "editions": "adviser"})
        made = Packet.objects.latest("pk")
        self.assertRedirects(asked, self.url(made), fetch_redirect_response=False)
        self.assertEqual((made.edition, made.copies, made.reader), ("0.2", 8, packet.reader))
        self.assertIn("0.2", self.text(packet))

    def test_who_asked_by_a_step_is_told_when_it_is_made(self) -> None:
        packet = self.ready()
        with mock.patch.object(tasks.make_packet, "delay"):
            self.client.post(self.url(packet, "step", "next"), {"copies": 6, "editions": "adviser"})
        made = self.made(Packet.objects.latest("pk"))
        for person in (self.cast.officer, self.cast.head):
            self.client.force_login(person)
            with mock.patch.object(tasks.make_packet, "delay"):
                self.client.post(self.url(made, "step", "sign"), {"content_sha256": made.content_sha256})
        self.made(made)
        said = self.client.get(reverse("admin:index"), headers={"Accept": "text/html"})
        self.assertContains(said, f"The packet {made.reference} is ready.")

    def test_a_stranger_finds_none_of_it(self) -> None:
        packet = self.ready()
        self.client.force_login(self.cast.stranger)
        for path in (
            ("register",),
            ("made-from",),
            ("copies", "1", "open"),
            ("step", "sign"),
            ("step", "recall"),
        ):
            self.assertEqual(self.client.get(self.url(packet, *path)).status_code, 404, path)
        self.assertEqual(self.client.get(self.url(packet, "register/csv")).status_code, 404)
