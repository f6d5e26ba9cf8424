"""The record of the Phnom Penh meeting in the demonstration: all of the report, on its pages and in print."""

import io
import re
from typing import ClassVar

import pypdfium2
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from commitments.demo import loader
from commitments.enums import Account, OutcomeKind, PassageState, SpokenBy, Strength, account_of
from commitments.models import AgendaItem, Commitment, Meeting, Ministry, Outcome, Passage, User
from commitments.packets.build import build_content
from commitments.packets.content import PacketContent
from commitments.packets.records import build_meeting_scope
from commitments.packets.render.pdf import render_pdf
from tests.commitments.packets.sample import imprint
from tests.flat import flat

K, W, S, A = OutcomeKind, SpokenBy, Strength, Account
# Kind, side, strength and whose account: the request, two points of their statement, the report's own, the
# thanks, two topics.
OUTCOMES = [
    (K.REQUEST, W.OURS, S.REQUESTED, A.REPORT),
    (K.UNDERSTANDING, W.THEIRS, S.NOT_STATED, A.THEIRS),
    (K.COMMITMENT, W.THEIRS, S.NOT_STATED, A.THEIRS),
    (K.UNDERSTANDING, W.JOINT, S.NOT_STATED, A.REPORT),
    (K.UNDERSTANDING, W.OURS, S.NOT_STATED, A.REPORT),
    (K.TOPIC, W.NOT_STATED, S.NOT_STATED, A.REPORT),
    (K.TOPIC, W.NOT_STATED, S.NOT_STATED, A.REPORT),
]
# What each fact behind the meeting is known by.
FACTS = (
    *("hundreds of thousands", "security of the region", "romance scams", "billions", "lured"),
    "Sihanoukville",
)
NAMES = ("Cho Tae-yul, Minister of Foreign Affairs", "Hun Manet, Prime Minister")


class PhnomPenhTests(TestCase):
    meeting: ClassVar[Meeting]
    desk: ClassVar[User]

    @classmethod
    def setUpTestData(cls) -> None:
        loader.load_demo(now=timezone.now())
        cls.meeting = Meeting.objects.get(reference="M-KH-U-001")
        cls.desk = User.objects.get(username="desk")

    def setUp(self) -> None:
        self.client.force_login(self.desk)

    def page(self, name: str, key: int) -> str:
        address = reverse(f"admin:commitments_{name}", args=(key,))
        return flat(self.client.get(address).content.decode())

    def packet(self) -> PacketContent:
        return build_content(
            build_meeting_scope(self.meeting), reader=self.desk, reference="P-KH-U-01", now=timezone.now()
        )

    def test_each_outcome_has_its_kind_its_side_its_strength_and_its_account(self) -> None:
        told = [
            (one.kind, one.spoken_by, one.strength, account_of(one.account, "press_report"))
            for one in self.meeting.outcomes.order_by("number")
        ]
        self.assertEqual(told, OUTCOMES)
        (item,) = Commitment.objects.filter(outcome__meeting=self.meeting)
        self.assertEqual((item.reference, item.outcome.number, item.due_on), ("KH-U-0001", 3, None))

    def test_the_page_names_the_two_and_shows_everything_that_the_report_gives(self) -> None:
        shown = self.page("meeting_change", self.meeting.pk)
        for words in (
            *NAMES,
            *FACTS,
            *(one.clause for one in self.meeting.outcomes.all()),
            "date not stated",
            "nine years",
            "in particular against online scams",
            "Summary of a press report, not verbatim",
            "summary, not verbatim",
            "April, year not stated",
            "UN Human Rights Office",
            "account given by: their side",
            "account given by: press report",
        ):
            self.assertIn(escape(words), shown, words)
        self.assertNotRegex(shown, r"M-KH-20\d\d-\d\d\d</span>")

    def test_its_summary_brought_to_a_new_meeting_is_read_alike_and_accepted_as_it_is(self) -> None:
        given = {"title": "The same again", "country": self.meeting.country_id}
        self.client.post(reverse("admin:commitments_meeting_add"), given)
        new = Meeting.objects.get(title="The same again")
        text = {"text": self.meeting.statements.get().text, "kind": "press_report", "classification": 1}
        at = self.client.post(reverse("admin:commitments_meeting_text", args=(new.pk,)), text)
        page = self.client.get(at.headers["Location"])
        while (form := page.context["form"]) is not None:
            chosen = {name: form.initial.get(name) or "" for name in form.fields}
            given = {**chosen, "_do": "accept", "passage": form.passage.pk}
            page = self.client.post(at.headers["Location"], given, follow=True)
            self.assertEqual(page.context["trouble"], "")
        found = new.outcomes.order_by("number").values_list("kind", "spoken_by", "strength", "clause")
        recorded = self.meeting.outcomes.order_by("number").values_list(
            "kind", "spoken_by", "strength", "clause"
        )
        self.assertEqual(list(found), list(recorded))
        (item,) = Commitment.objects.filter(outcome__meeting=new)
        self.assertEqual((item.outcome.number, item.state, item.due_on), (3, "draft", None))

    def test_reading_its_text_finds_every_outcome(self) -> None:
        text = self.meeting.statements.get()
        self.assertFalse(text.is_verbatim)
        self.client.post(reverse("admin:commitments_statement_step_read", args=(text.pk,)))
        passages = Passage.objects.filter(statement=text)
        found = passages.filter(state=PassageState.ACCEPTED).values_list("outcome__number", flat=True)
        self.assertEqual(sorted(found), [1, 2, 3, 4, 5, 6, 7])
        self.assertFalse(passages.exclude(state=PassageState.ACCEPTED).exists())
        for passage in passages:
            self.assertEqual(text.text[passage.start : passage.end], passage.words)

    def test_what_it_left_open_comes_back_first_at_both_later_meetings(self) -> None:
        item = Commitment.objects.get(reference="KH-U-0001")
        ask = Outcome.objects.get(meeting=self.meeting, number=1)
        for reference in ("M-KH-2025-001", "M-KH-2025-002"):
            later = Meeting.objects.get(reference=reference)
            rows = AgendaItem.objects.filter(meeting=later)
            self.assertEqual([row.commitment or row.outcome for row in rows.order_by("pk")], [item, ask])
            shown = self.page("meeting_change", later.pk)
            self.assertNotIn("Not raised", shown)
            first = shown.index('id="open-items"')
            self.assertTrue(first < shown.index(escape(ask.clause[:40])) < shown.index('id="said"'))

    def test_an_officer_assigns_a_ministry_of_each_side_as_an_own_choice(self) -> None:
        item = Commitment.objects.get(outcome__meeting=self.meeting)
        self.assertFalse(item.responsibilities.filter(ministry__isnull=False).exists())
        self.assertNotIn(
            "the agreed wording does not name the ministry", self.page("commitment_change", item.pk)
        )
        ours, theirs = (Ministry.objects.get(short_name=name) for name in ("MOFA", "GCNP"))
        step = reverse("admin:commitments_commitment_step_owners", args=(item.pk,))
        self.client.post(step, {"lead_ours": ours.pk, "lead_theirs": theirs.pk})
        leads = set(item.responsibilities.filter(role="lead").values_list("ministry", flat=True))
        self.assertEqual(leads, {ours.pk, theirs.pk})
        shown = self.page("commitment_change", item.pk)
        self.assertIn("General Commissariat of National Police", shown)
        row = shown.partition("Basis for the lead ministry</th>")[2].partition("</tr>")[0]
        self.assertEqual(row.count("assigned by the desk; the agreed wording does not name the ministry"), 2)

    def test_its_packet_prints_all_of_it_and_says_that_nothing_has_a_date(self) -> None:
        pdf = render_pdf(self.packet(), imprint()).pdf
        pages = [one.get_textpage().get_text_bounded() for one in pypdfium2.PdfDocument(io.BytesIO(pdf))]
        pages = [re.sub(r"\s+", " ", page) for page in pages]
        first = next(page for page in pages if "Meeting overview" in page)
        for words in (
            "first official visit by a Korean foreign minister",
            "Unanswered requests and offers",
            "Their account",
            "Account in a press report",
            "Topics discussed",
            "Online scams targeting Korean nationals",
            "trade, investment and development",
            "6 facts: see section 7",
            "No open item has a due date.",
        ):
            self.assertIn(words, first)
        whole = " ".join(pages)
        self.assertNotIn("No items are overdue", whole)
        self.assertNotIn("“The Korean minister asked", whole)
        for words in (*FACTS, *NAMES, "April, year not stated"):
            self.assertIn(words, whole)
