"""The pages of a handover: what each reader is shown, and the lines of My desk."""

import re
from typing import ClassVar

import time_machine
from django.test import TestCase
from django.utils import translation

from commitments.admin.parties.handover_lines import build_sections
from commitments.enums import Classification, CommitmentState, Health, OutcomeKind, OwedBy, Side
from commitments.lifecycle import progress
from commitments.models import Commitment, Desk, Handover, HandoverItem, Meeting, User
from commitments.parties import handovers
from tests import make
from tests.cast import NOW, TODAY, Cast, gather
from tests.commitments.parties.test_handovers import LATE, NEAR, add_officer, owe
from tests.flat import flat

BASE = "/admin/commitments/handover"


class HandoverPageTests(TestCase):
    cast: ClassVar[Cast]
    second: ClassVar[User]
    late: ClassVar[Commitment]
    handover: ClassVar[Handover]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = cast = gather()
        cls.second = add_officer(cast)
        cls.late = owe(cast, "Send the harbour list", LATE, Classification.RESTRICTED)
        progress.record_update(
            cls.late,
            health=Health.AT_RISK,
            text="The harbour office has no list yet.",
            side=Side.OURS,
            reported_on=TODAY,
            by=cast.officer,
            now=NOW,
        )
        owe(cast, "Share the secret route", NEAR, Classification.CONFIDENTIAL)
        cls.handover = handovers.start_handover(cast.officer, cls.second, [], by=cast.officer, now=NOW)

    def setUp(self) -> None:
        self.enterContext(time_machine.travel(NOW, tick=True))

    def page(self, person: User, path: str = "change/") -> str:
        self.client.force_login(person)
        return flat(self.client.get(f"{BASE}/{self.handover.pk}/{path}").content.decode())

    def test_the_successor_sees_each_item_with_its_history_in_two_lines_and_a_button(self) -> None:
        page = self.page(self.second)
        self.assertIn("Handover from Officer to Second officer", page)
        self.assertIn("Send the harbour list", page)
        self.assertIn("M-XV-2026-001 · 4 Mar 2026 · agreed · oral, from our notes", page)
        self.assertIn("11 Mar 2026 · our side: The harbour office has no list yet.", page)
        self.assertIn("data-verb", page)
        self.assertIn("Accept all shown", page)

    def test_titles_are_in_the_language_of_the_reader_and_each_button_says_what_it_undoes(self) -> None:
        Commitment.objects.filter(pk=self.late.pk).update(titles="ko | 항만 명단 송부")
        User.objects.filter(pk=self.second.pk).update(language="ko")
        self.second.refresh_from_db()
        item = HandoverItem.objects.get(handover=self.handover, commitment=self.late)
        self.assertIn("항만 명단 송부", self.page(self.second))
        self.assertIn('>인수 <span class="visually-hidden">: 항만 명단 송부', self.page(self.second))
        self.client.post(f"{BASE}/{self.handover.pk}/item/{item.pk}/accept/")
        self.assertIn('>인수 취소 <span class="visually-hidden">: 항만 명단 송부', self.page(self.second))
        self.assertIn("Send the harbour list", self.page(self.cast.officer))

    def test_in_korean_the_desk_has_its_korean_name_and_a_text_in_english_alone_a_label(self) -> None:
        desk = self.handover.desk
        Desk.objects.filter(pk=desk.pk).update(names="ko | 발도리아 담당")
        meeting, ours = self.late.outcome.meeting, OwedBy.OURS
        make.outcome(self.cast, meeting, clause="Open the port.", kind=OutcomeKind.REQUEST, spoken_by=ours)
        handovers.add_items(self.handover, by=self.cast.officer, now=NOW)
        paths = ("change/", "print/")
        for path in paths:
            english = self.page(self.second, path)
            self.assertIn("Open the port.", english)
            self.assertNotIn("only)", english)
        User.objects.filter(pk=self.second.pk).update(language="ko")
        self.second.refresh_from_db()
        for path in paths:
            page = self.page(self.second, path).replace("\u2068", "").replace("\u2069", "")
            self.assertIn("발도리아 담당", page)
            texts = ("Open the port.", "Send the harbour list", "The harbour office has no list yet.")
            for text in texts:
                self.assertIn(f"{text} (영어만)", page)
        self.assertNotIn(desk.name, page)
        Desk.objects.filter(pk=desk.pk).update(names="")
        self.assertIn(f"\u2068{desk.name}\u2069 (영어만)", self.page(self.second, "print/"))

    def test_what_is_hidden_from_the_successor_is_on_the_page_of_the_head_alone(self) -> None:
        head = self.page(self.cast.head)
        self.assertIn("Not visible to the successor", head)
        self.assertIn("Share the secret route", head)
        for person in (self.second, self.cast.officer):
            for path in ("change/", "print/", "history/"):
                with self.subTest(person=person, path=path):
                    page = self.page(person, path)
                    self.assertNotIn("Share the secret route", page)
                    self.assertNotIn("Not visible to the successor", page)

    def test_others_find_no_page(self) -> None:
        for person in (self.cast.stranger, self.cast.focal_point, self.cast.embassy_officer):
            self.client.force_login(person)
            self.assertEqual(self.client.get(f"{BASE}/{self.handover.pk}/change/").status_code, 404)

    def test_accepting_an_item_leads_to_the_next_one(self) -> None:
        self.client.force_login(self.second)
        first, second, *_rest = HandoverItem.objects.order_by("number")
        answer = self.client.post(f"{BASE}/{self.handover.pk}/item/{first.pk}/accept/")
        self.assertRedirects(
            answer, f"{BASE}/{self.handover.pk}/change/#item-{second.pk}", fetch_redirect_response=False
        )
        self.assertIn("accepted", self.page(self.cast.head))

    def test_the_warning_before_the_signature_counts_what_is_not_accepted(self) -> None:
        count = HandoverItem.objects.count()
        self.assertIn(f"{count} items are not accepted.", self.page(self.second, "step/sign/"))

    def test_a_line_says_what_changed_since_the_start(self) -> None:
        Commitment.objects.filter(pk=self.late.pk).update(state=CommitmentState.IN_PROGRESS)
        with translation.override("en"):
            [section, *_others] = build_sections(handovers.list_items(self.handover, self.second))
        self.assertIn("now: in progress", section.items[0].now)

    def test_my_desk_shows_it_to_the_successor(self) -> None:
        self.client.force_login(self.second)
        self.assertIn("Handover from Officer:", flat(self.client.get("/admin/").content.decode()))

    def test_the_page_of_the_head_is_marked_with_the_level_of_what_the_successor_cannot_see(self) -> None:
        for person, level in ((self.cast.head, "Confidential"), (self.second, "Restricted")):
            self.assertIn(f'<p class="head-line"><span>{level}</span>', self.page(person))

    def test_a_meeting_raised_above_the_successor_is_on_no_page(self) -> None:
        with make.unlocked():
            Meeting.objects.update(classification=Classification.SECRET)
        for path in ("change/", "print/", "history/"):
            with self.subTest(path=path):
                page = self.page(self.second, path)
                self.assertNotIn("M-XV-2026-001", page)
        self.assertIn("Send the harbour list", self.page(self.second))

    def test_accept_all_accepts_only_what_the_page_showed(self) -> None:
        page = self.page(self.second)
        shown = re.findall(r'name="item" value="([0-9]+)"', page)
        self.assertEqual({int(key) for key in shown}, set(HandoverItem.objects.values_list("pk", flat=True)))
        owe(self.cast, "Send the later list", NEAR, Classification.RESTRICTED)
        handovers.add_items(self.handover, by=self.cast.officer, now=NOW)
        self.client.post(f"{BASE}/{self.handover.pk}/accept-all/", {"item": shown})
        waiting = HandoverItem.objects.filter(accepted_at__isnull=True)
        self.assertEqual(
            waiting.filter(commitment__isnull=False).get().commitment,
            Commitment.objects.get(title="Send the later list"),
        )
        self.assertEqual(HandoverItem.objects.filter(accepted_at__isnull=False).count(), len(shown))

    def test_a_head_decides_where_the_items_not_accepted_are_hidden(self) -> None:
        rest = set(HandoverItem.objects.exclude(commitment=self.late).values_list("pk", flat=True))
        handovers.accept_items(self.handover, rest, by=self.second, now=NOW)
        handovers.sign_handover(self.handover, by=self.second, now=NOW)
        User.objects.filter(pk=self.cast.head.pk).update(clearance=Classification.RESTRICTED)
        with make.unlocked():
            Commitment.objects.filter(pk=self.late.pk).update(classification=Classification.SECRET)
        self.assertIn("Decide about items not accepted", self.page(self.cast.head))
        self.client.force_login(self.cast.head)
        self.assertIn("Items were not accepted.", flat(self.client.get("/admin/").content.decode()))

    def test_the_sheet_states_who_answered_and_what_the_head_decided(self) -> None:
        item = HandoverItem.objects.get(commitment=self.late)
        item = handovers.ask_question(item, "Who has the list?", by=self.second, now=NOW)
        handovers.answer_question(item, "The harbour office.", by=self.cast.officer, now=NOW)
        handovers.sign_handover(self.handover, remark="Seen.", by=self.second, now=NOW)
        self.handover.refresh_from_db()
        handovers.settle_handover(self.handover, answer="The desk keeps it.", by=self.cast.head, now=NOW)
        page = self.page(self.cast.head, "print/")
        for words in (
            "The harbour office. (Officer)",
            "Remark: Seen.",
            "decided by Head on",
            "The desk keeps it.",
        ):
            self.assertIn(words, page)

    def test_the_margins_of_each_page_have_the_marking(self) -> None:
        address = f"{BASE}/{self.handover.pk}/print/marking.css"
        self.assertIn(f'<link rel="stylesheet" href="{address}">', self.page(self.cast.head, "print/"))
        answer = self.client.get(address)
        self.assertEqual(answer["Content-Type"], "text/css")
        written = re.findall(r'@(?:top|bottom)-center { content: "([^"]*)"', answer.content.decode())
        read = [re.sub(r"\\([0-9a-f]+) ", lambda found: chr(int(found[1], 16)), text) for text in written]
        marking = str(Classification(self.handover.classification).label)
        self.assertEqual(read, [marking[0].upper() + marking[1:]] * 2)
        for person in (self.cast.focal_point, self.cast.reader):
            self.client.force_login(person)
            self.assertEqual(self.client.get(address).status_code, 404)
