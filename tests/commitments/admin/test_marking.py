"""The page of a record's marking, the request to lower it, and what pages of meetings and items bear."""

from typing import Any, ClassVar

from django.db.models import Model
from django.test import TestCase
from django.urls import reverse

from commitments.enums import ApprovalKind, ApprovalState, Classification, CommitmentState, Health, Side
from commitments.lifecycle import approvals, progress
from commitments.meetings import meetings
from commitments.models import (
    Approval,
    AuditRow,
    Brief,
    Classified,
    Commitment,
    Evidence,
    Meeting,
    Outcome,
    ProgressUpdate,
    ProposedWording,
    Statement,
    TopicBrief,
)
from commitments.records import edits
from tests import make
from tests.cast import NOW, TODAY, Cast, gather

C = Classification


class MarkingPageTests(TestCase):
    cast: ClassVar[Cast]
    meeting: ClassVar[Meeting]
    text: ClassVar[Statement]
    point: ClassVar[Outcome]
    item: ClassVar[Commitment]
    said: ClassVar[ProgressUpdate]
    paper: ClassVar[Evidence]
    brief: ClassVar[Brief]
    sheet: ClassVar[TopicBrief]
    wording: ClassVar[ProposedWording]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.meeting = make.meeting(cls.cast)
        cls.text = make.statement(cls.cast, cls.meeting)
        cls.point = make.outcome(cls.cast, cls.meeting, statement=cls.text)
        cls.item = make.commitment(cls.cast, cls.point, state=CommitmentState.ACCEPTED)
        by = cls.cast.officer
        cls.said = progress.record_update(
            cls.item,
            health=Health.ON_TRACK,
            text="Goes on",
            side=Side.THEIRS,
            reported_on=TODAY,
            by=by,
            now=NOW,
        )
        cls.paper = make.evidence(cls.cast, cls.item)
        cls.brief = make.brief(cls.cast, cls.meeting)
        cls.sheet = edits.create_record(TopicBrief(meeting=cls.meeting, number=1, title="T"), by=by, now=NOW)
        cls.wording = edits.create_record(
            ProposedWording(meeting=cls.meeting, number=1, title="N", wording="W"), by=by, now=NOW
        )

    def setUp(self) -> None:
        self.client.force_login(self.cast.officer)

    def records(self) -> tuple[Classified, ...]:
        return (self.meeting, self.text, self.point, self.item, self.said, self.paper, self.brief, self.sheet,
                self.wording)  # fmt: skip

    def address(self, record: Classified) -> str:
        return reverse("admin:marking", args=(record._meta.model_name, record.pk))

    def send(self, record: Classified, deed: str, **values: Any) -> str:
        data = {"deed": deed, **{f"{deed}-{name}": value for name, value in values.items()}}
        return self.client.post(self.address(record), data, follow=True).content.decode()

    def level(self, record: Classified) -> int:
        return type(record)._default_manager.get(pk=record.pk).classification

    def page(self, record: Model) -> str:
        name = f"admin:commitments_{record._meta.model_name}_change"
        return self.client.get(reverse(name, args=(record.pk,))).content.decode()

    def test_each_kind_has_its_page_and_the_pages_lead_there(self) -> None:
        for record in self.records():
            with self.subTest(type(record).__name__):
                page = self.client.get(self.address(record)).content.decode()
                self.assertIn("Higher classification", page)
                self.assertIn("Request for a lower classification", page)
                confided = isinstance(record, Statement | Outcome | ProgressUpdate | Evidence)
                self.assertEqual("Given in confidence" in page, confided)
        item = self.page(self.item)
        for record in (self.item, self.said, self.paper):
            self.assertIn(self.address(record), item)
        meeting = self.page(self.meeting)
        for record in (self.meeting, self.point):
            self.assertIn(self.address(record), meeting)
        for record in (self.text, self.brief, self.sheet, self.wording):
            self.assertIn(self.address(record), self.page(record))

    def test_it_is_raised_there_within_the_own_clearance(self) -> None:
        self.assertIn(
            "The classification was raised for this record and for the records that contain it.",
            self.send(self.point, "raise", level=2),
        )
        self.assertEqual([self.level(one) for one in (self.point, self.meeting, self.item)], [2, 2, 2])
        self.send(self.item, "raise", level=3)
        self.assertEqual(self.level(self.item), 2)

    def test_hidden_and_absent_answer_alike(self) -> None:
        secret = make.commitment(self.cast, classification=C.SECRET)
        for kind, key in (("commitment", secret.pk), ("commitment", 987654), ("user", 1), ("nothing", 1)):
            self.assertEqual(self.client.get(reverse("admin:marking", args=(kind, key))).status_code, 404)
        self.client.force_login(self.cast.stranger)
        for record in self.records():
            self.assertEqual(self.client.get(self.address(record)).status_code, 404)

    def test_who_may_not_write_sees_the_marking_and_no_form(self) -> None:
        self.client.force_login(self.cast.auditor)
        for record in self.records():
            page = self.client.get(self.address(record))
            self.assertNotContains(page, '<form method="post" novalidate>')
            self.client.post(self.address(record), {"deed": "raise", "raise-level": 3})
            self.assertEqual(self.level(record), 1)

    def test_a_lower_marking_is_asked_for_and_decided_by_another(self) -> None:
        self.assertIn(
            "Approval requested.", self.send(self.paper, "lower", level=0, reason="It was published.")
        )
        asked = Approval.objects.get()
        self.assertEqual(
            (asked.kind, asked.part),
            (ApprovalKind.LOWER_CLASSIFICATION, f"commitments.Evidence:{self.paper.pk}"),
        )
        self.client.force_login(self.cast.head)
        self.assertIn(asked, approvals.waiting_for(self.cast.head))
        page = self.page(asked)
        for words in (
            "Lower classification",
            "<del>restricted</del>",
            "<strong>public</strong>",
            "It was published.",
        ):
            self.assertIn(words, page)
        self.assertIn(str(self.paper), page)
        self.client.post(reverse("admin:commitments_approval_step_grant", args=(asked.pk,)))
        self.assertEqual(self.level(self.paper), C.PUBLIC)
        row = AuditRow.objects.get(action="lowered")
        self.assertEqual((row.by, row.reason), (self.cast.head, "It was published."))

    def test_a_head_does_not_grant_the_own_request_and_an_officer_none(self) -> None:
        asked = approvals.request_lower_classification(
            self.paper, C.PUBLIC, reason="Published.", by=self.cast.head, now=NOW
        )
        for person, code in ((self.cast.head, "own_request"), (self.cast.officer, "forbidden")):
            refused = approvals.why_not_decide(asked, person)
            assert refused is not None
            self.assertEqual(refused.code, code)
            self.assertNotIn(asked, approvals.waiting_for(person))
            self.client.force_login(person)
            self.client.post(reverse("admin:commitments_approval_step_grant", args=(asked.pk,)))
            self.assertEqual(self.level(self.paper), C.RESTRICTED)
        approvals.grant_request(asked, by=self.cast.division_head, now=NOW)
        self.assertEqual(self.level(self.paper), C.PUBLIC)

    def test_below_what_it_holds_it_is_refused_and_with_its_parts_it_goes(self) -> None:
        approvals.raise_classification(self.item, C.CONFIDENTIAL, by=self.cast.head, now=NOW)
        approvals.raise_classification(self.said, C.CONFIDENTIAL, by=self.cast.head, now=NOW)
        self.assertIn("contains a record", self.send(self.item, "lower", level=1, reason="Over."))
        self.send(self.item, "lower", level=1, reason="Over.", with_parts="on")
        asked = Approval.objects.get()
        self.client.force_login(self.cast.head)
        self.assertIn("Related records whose classification is also lowered: 1", self.page(asked))
        approvals.grant_request(asked, by=self.cast.head, now=NOW)
        self.assertEqual([self.level(one) for one in (self.item, self.said)], [1, 1])

    def test_what_was_raised_since_is_not_lowered_by_an_old_request(self) -> None:
        asked = approvals.request_lower_classification(
            self.paper, C.PUBLIC, reason="Published.", by=self.cast.officer, now=NOW
        )
        approvals.raise_classification(self.paper, C.CONFIDENTIAL, by=self.cast.head, now=NOW)
        self.client.force_login(self.cast.head)
        self.client.post(reverse("admin:commitments_approval_step_grant", args=(asked.pk,)))
        asked.refresh_from_db()
        self.assertEqual((asked.state, self.level(self.paper)), (ApprovalState.PENDING, C.CONFIDENTIAL))

    def test_a_request_about_a_brief_above_its_meeting_is_hidden_with_it(self) -> None:
        approvals.raise_classification(self.brief, C.SECRET, by=self.cast.head, now=NOW)
        asked = approvals.request_lower_classification(
            self.brief, C.RESTRICTED, reason="ZANZIBAR", by=self.cast.head, now=NOW
        )
        self.assertEqual(approvals.record_of(asked), Brief.objects.get(pk=self.brief.pk))
        for page in (
            reverse("admin:commitments_approval_changelist") + "?view=waiting",
            reverse("admin:commitments_meeting_history", args=(self.meeting.pk,)),
            reverse("admin:commitments_meeting_change", args=(self.meeting.pk,)),
        ):
            self.assertNotContains(self.client.get(page), "ZANZIBAR")
        self.client.force_login(self.cast.division_head)
        history = reverse("admin:commitments_meeting_history", args=(self.meeting.pk,))
        self.assertContains(self.client.get(history), "ZANZIBAR")

    def test_confidence_and_consent_stand_on_record_and_on_the_pages(self) -> None:
        self.assertIn("Recorded as given in confidence.", self.send(self.point, "confide", consent=""))
        self.assertIn("given in confidence", self.page(self.meeting))
        self.send(self.point, "confide", consent="Their note 12/2026")
        point = Outcome.objects.get(pk=self.point.pk)
        self.assertEqual((point.in_confidence, point.consent), (True, "Their note 12/2026"))
        self.assertIn("given in confidence, consent to release recorded", self.page(self.meeting))
        self.assertEqual(AuditRow.objects.filter(action="in confidence").count(), 2)

    def test_the_originator_and_its_consents_stand_on_the_pages(self) -> None:
        self.assertNotIn("Consent of the originator", self.client.get(self.address(self.point)).text)
        self.send(self.point, "originator", originator="Ruritania")
        for record in (self.meeting, self.item):
            self.assertIn("information from Ruritania", self.page(record))
        self.assertIn("None. The information is not printed", self.client.get(self.address(self.point)).text)
        self.client.force_login(self.cast.head)
        values: dict[str, Any] = {"purposes": ["print"], "given_on": "2026-03-10"}
        values |= {"given_by": "Their embassy", "document": "Note 12/2026"}
        refused = self.send(self.point, "consent", **values, expires_on="2026-03-01")
        self.assertIn("The last day must not be before the date of the consent.", refused)
        self.send(self.point, "consent", **values)
        page = self.client.get(self.address(self.point)).text
        for text in ("Print in packets: in force", "Their embassy", "Note 12/2026", "Revoke a consent"):
            self.assertIn(text, page)
        self.client.force_login(self.cast.officer)
        page = self.client.get(self.address(self.point)).text
        for button in ("Record consent", "Revoke consent", "Record originator"):
            self.assertNotIn(button, page)

    def test_a_text_of_a_closed_meeting_is_confided_on_its_own_page_as_a_browser_sends_it(self) -> None:
        meetings.close_meeting(self.meeting, by=self.cast.officer, now=NOW)
        Statement.objects.filter(pk=self.text.pk).update(text="One line.\nAnother.\n")
        page = reverse("admin:commitments_statement_change", args=(self.text.pk,))
        form = self.client.get(page).context["adminform"].form
        sent = {name: form[name].value() or "" for name in form.fields}
        sent |= {"text": "One line.\r\nAnother.\r\n", "in_confidence": "on", "is_binding": ""}
        answer = self.client.post(page, sent)
        self.assertEqual(answer.status_code, 302)
        self.text.refresh_from_db()
        self.assertEqual((self.text.in_confidence, self.text.text), (True, "One line.\nAnother.\n"))

    def test_it_is_said_where_the_record_is_written(self) -> None:
        update = reverse("admin:commitments_commitment_update", args=(self.item.pk,))
        values = {
            "health": "on_track",
            "side": "theirs",
            "reported_on": TODAY.isoformat(),
            "text": "Between us",
        }
        values |= {"in_confidence": "on", "originator": "Ruritania"}
        self.client.post(update, {f"update-{name}": value for name, value in values.items()})
        said = ProgressUpdate.objects.get(text="Between us")
        self.assertEqual((said.in_confidence, said.originator), (True, "Ruritania"))
        evidence = reverse("admin:commitments_commitment_evidence", args=(self.item.pk,))
        filed = {"kind": "letter", "number": "9", "description": "A letter", "in_confidence": "on"}
        self.client.post(evidence, {f"evidence-{name}": value for name, value in filed.items()})
        self.assertTrue(Evidence.objects.get(number="9").in_confidence)
        page = self.client.get(reverse("admin:commitments_statement_add")).content.decode()
        self.assertIn("id_in_confidence", page)
        self.assertIn('type="hidden" name="consent"', page)

    def test_pages_bear_the_highest_marking_of_what_they_show_to_this_reader(self) -> None:
        """The meeting stays restricted; an item of it is confidential, another secret."""
        make.commitment(self.cast, self.point, classification=C.CONFIDENTIAL, state=CommitmentState.PROPOSED)
        make.commitment(self.cast, self.point, classification=C.SECRET, state=CommitmentState.PROPOSED)
        self.assertEqual(self.level(self.meeting), C.RESTRICTED)
        self.assertIn("This page: CONFIDENTIAL", self.page(self.meeting))
        self.assertIn("This page: CONFIDENTIAL", self.page(self.item))
        self.client.force_login(self.cast.head)
        self.assertIn("This page: SECRET", self.page(self.meeting))
        alone = make.commitment(self.cast, state=CommitmentState.ACCEPTED)
        self.assertIn("This page: RESTRICTED", self.page(alone))
