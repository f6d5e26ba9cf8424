"""Meetings, commitments and all that hangs on them, written on their own pages, verify clean."""

import tempfile
from typing import Any
from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import reverse

from commitments import tasks
from commitments.enums import CommitmentState, OwedBy, ReminderKind
from commitments.files import checks
from commitments.meetings import agenda
from commitments.models import (
    AgendaItem,
    AgendaPaper,
    AgendaPoint,
    Approval,
    BackgroundFact,
    Brief,
    Clause,
    Commitment,
    CopyNotice,
    Deadline,
    DelegationMember,
    Evidence,
    FollowUp,
    Grant,
    Handover,
    HandoverItem,
    Matrix,
    Meeting,
    Minutes,
    MinutesChange,
    OriginatorConsent,
    Outcome,
    Packet,
    PacketComment,
    PacketCopy,
    PacketMeeting,
    Passage,
    ProgressUpdate,
    ProposedWording,
    Release,
    Responsibility,
    ReturnedMatrix,
    SignOff,
    Statement,
    TextReading,
    TopicBrief,
    User,
)
from commitments.packets.archive import production
from commitments.tables import matrix_files
from tests import make
from tests.cast import NOW, TODAY
from tests.commitments.admin.matrix_pages import MatrixPagesCase
from tests.commitments.admin.test_meeting import ADD, counts, item, outcome
from tests.commitments.packets.shelf import ShelfTestCase
from tests.commitments.parties.test_handovers import add_officer
from tests.commitments.statements.texts import ASK, READOUT
from tests.commitments.tables.minutes_case import CLAUSE
from tests.commitments.tables.test_minutes_returns import THEIRS, ReturnedCase
from tests.commitments.verification.covering import covers
from tests.commitments.verification.pages import BASE, VerifiedCase, page_of
from tests.sealed import tell_all

TODAY_TYPED, LATER = TODAY.isoformat(), "2026-09-30"
NO_ROWS = {f"{name}-TOTAL_FORMS": 0 for name in ("agenda", "statements", "ours", "theirs", "outcomes")}
PDF = b"%PDF-1.7\nnote verbale\n%%EOF"


@pytest.mark.both
class MeetingTests(VerifiedCase):
    meeting: Meeting

    @classmethod
    def prepare(cls) -> None:
        cls.meeting = make.meeting(cls.cast)

    @covers(
        *(Meeting, Statement, DelegationMember, BackgroundFact, Outcome),
        *(Commitment, Responsibility, Deadline),
    )
    def test_a_meeting_with_its_outcomes_and_what_they_promise(self) -> None:
        about = {"country": self.cast.valdoria.pk, "title": "Talks", "form": "visit", "was_held": "held"}
        text = {
            "statements-0-kind": "our_readout",
            "statements-0-title": "Readout",
            "statements-0-text": READOUT,
        }
        fact = {"background-0-text": "The harbour was closed.", "background-0-source": "Harbour office"}
        us = {"background-TOTAL_FORMS": 1, **fact, "ours-0-who": "Minister Kim", "ours-0-is_head": "on"}
        owed = item(0, title="Send trainers", lead_ours="KNPA", when="day", day="2026-06-30")
        rows = {
            **counts(statements=1, ours=1, outcomes=1),
            **outcome(0, "We send trainers.", spoken_by="ours"),
        }
        self.press(ADD, **about, classification=1, held_on="2026-03-04", **rows, **text, **us, **owed)
        meeting = Meeting.objects.latest("pk")
        for kind in (Statement, DelegationMember, BackgroundFact, Commitment, Responsibility, Deadline):
            self.assertTrue(kind._base_manager.exists(), kind)
        self.save(meeting, place="Port Serin")
        self.press(page_of(meeting, "step", "close"))
        self.press(page_of(Commitment.objects.get(), "step", "propose"))

    def save(self, meeting: Meeting, **typed: Any) -> None:
        meeting.refresh_from_db()
        about: dict[str, Any] = {
            "title": meeting.title,
            "form": meeting.form,
            "held_on": meeting.held_on or "",
        }
        about |= {"time_zone": meeting.time_zone, "classification": meeting.classification}
        self.press(page_of(meeting), as_seen=meeting.version, **{**about, **NO_ROWS, **typed})

    @covers(TextReading, Passage, Statement)
    def test_a_text_that_is_filed_and_read(self) -> None:
        typed = {"text": READOUT, "kind": "our_readout", "classification": 1}
        self.press(page_of(self.meeting, "text"), **typed)
        statement = Statement.objects.get()
        address = f"{BASE}/{page_of(statement, 'reading')}"
        for deed, words in (("accept", ASK), ("rest", "")):
            self.press(address, **(self.card(address, words) if words else {}), _do=deed)
        self.press(page_of(statement, "step", "sign-off"), self.cast.head)

    def card(self, address: str, words: str) -> dict[str, Any]:
        passage = Passage.objects.get(words=words)
        form = self.client.get(address, {"at": passage.pk}).context["form"]
        values = {field.name: field.value() for field in form}
        return {name: "" if value is None else value for name, value in values.items()} | {
            "passage": passage.pk
        }

    @covers(Clause)
    def test_the_wording_of_another_text(self) -> None:
        point = make.outcome(self.cast, self.meeting, clause="Both sides will meet.")
        theirs = make.statement(self.cast, self.meeting, title="Readout of Valdoria")
        tell_all()
        page = page_of(point, "texts", str(theirs.pk))
        for wording in ("Both may meet.", "Both will meet."):
            form = self.client.get(f"{BASE}/{page}").context["form"]
            seen = {name: form[name].value() or "" for name in form.fields}
            self.press(page, **seen | {"language": "en", "wording": wording})
        self.assertTrue(Clause.objects.exists())

    @covers(AgendaItem)
    def test_an_item_that_comes_back_on_the_agenda(self) -> None:
        body = self.cast.valdoria.mechanisms.create(name="Joint Commission")
        before = make.outcome(self.cast, make.meeting(self.cast, mechanism=body))
        make.commitment(self.cast, before, state=CommitmentState.IN_PROGRESS)
        tell_all()
        about = {"country": self.cast.valdoria.pk, "title": "Session", "form": "visit", "classification": 1}
        self.press(ADD, **about, **counts(), was_held="planned", held_on=TODAY_TYPED, mechanism=body.pk)
        meeting = Meeting.objects.latest("pk")
        self.press(page_of(meeting, "step", "hold"))
        row = AgendaItem.objects.get(meeting=meeting)
        said = {
            "agenda-0-id": row.pk,
            "agenda-0-as_seen": row.version,
            "agenda-0-discussion": "With their ministry.",
        }
        self.save(
            meeting, mechanism=body.pk, **{"agenda-TOTAL_FORMS": 1, "agenda-0-health": "at_risk"}, **said
        )

    @covers(AgendaPoint, AgendaPaper)
    def test_an_agenda_item_with_a_paper(self) -> None:
        by, ahead = self.cast.officer, make.meeting(self.cast, title="Talks ahead", held=False)
        tell_all()
        with override_settings(DATA=self.enterContext(tempfile.TemporaryDirectory())):
            point = agenda.add_point(AgendaPoint(meeting=ahead, title="Ferries"), by=by, now=NOW)
            other = agenda.add_point(AgendaPoint(meeting=ahead, title="Wrecks"), by=by, now=NOW)
            file = checks.check_file("Fares.pdf", PDF)
            paper = agenda.add_paper(AgendaPaper(point=point), by=by, now=NOW, file=file)
            agenda.move_point(other, up=True, by=by, now=NOW)
            agenda.remove_point(other, by=by, now=NOW)
            self.verify()
            agenda.remove_paper(paper, by=by, now=NOW)
            self.verify()

    @covers(Brief, TopicBrief, ProposedWording)
    def test_what_is_prepared_for_a_meeting(self) -> None:
        ahead = make.meeting(self.cast, title="Talks ahead", held=False)
        tell_all()
        for kind, model, typed, changed in (
            ("brief", Brief, {"why": "Because."}, {"why": "Because of the ferries."}),
            ("topicbrief", TopicBrief, {"title": "Harbours"}, {"title": "Ports"}),
            (
                "proposedwording",
                ProposedWording,
                {"title": "Ferries", "wording": "We run one."},
                {"title": "Boats"},
            ),
        ):
            address = f"{kind}/add/?meeting={ahead.pk}"
            self.press(address, **self.standing(f"{BASE}/{address}") | typed)
            record = model._base_manager.get()
            self.press(page_of(record), **self.standing(f"{BASE}/{page_of(record)}") | changed)
        self.press(page_of(TopicBrief.objects.get(), "step", "take-off"))


@pytest.mark.both
class CommitmentTests(VerifiedCase):
    item: Commitment
    theirs: Commitment

    @classmethod
    def prepare(cls) -> None:
        cls.item = make.commitment(cls.cast, state=CommitmentState.IN_PROGRESS)
        point = make.outcome(cls.cast)
        cls.theirs = make.commitment(
            cls.cast, point, owed_by=OwedBy.THEIRS, state=CommitmentState.IN_PROGRESS
        )
        values = {"kind": ReminderKind.OVERDUE, "offset": 1, "start_date": TODAY, "recorded_at": NOW}
        deadline = Deadline.objects.get(commitment=cls.theirs)
        FollowUp.objects.create(commitment=cls.theirs, deadline=deadline, **values)

    def setUp(self) -> None:
        super().setUp()
        self.enterContext(override_settings(DATA=self.enterContext(tempfile.TemporaryDirectory())))

    @covers(ProgressUpdate, Evidence, FollowUp)
    def test_reports_papers_and_questions(self) -> None:
        said = {"update-health": "at_risk", "update-side": "ours", "update-reported_on": TODAY_TYPED}
        self.press(page_of(self.item, "update"), **said, **{"update-text": "The clerk is ill."})
        paper = {"evidence-kind": "note_verbale", "evidence-file": SimpleUploadedFile("Note.pdf", PDF)}
        self.press(page_of(self.item, "evidence"), **paper)
        self.assertTrue(Evidence.objects.exists())
        asked = {"method": "note", "text": "Presents its compliments.", "reported_on": TODAY_TYPED}
        question = FollowUp.objects.get()
        self.press(page_of(question, "step", "keep"), method="talking_point", text="Ask the director.")
        self.press(page_of(question, "step", "ask"), **asked)
        self.press(
            page_of(question, "step", "answer"), text="In May.", health="on_track", reported_on=TODAY_TYPED
        )

    @covers(Approval, Deadline, Grant, Release)
    def test_requests_grants_and_releasable_versions(self) -> None:
        typed = {"when": "day", "day": LATER, "move_reason": "requested", "note": "Storm."}
        self.press(page_of(self.item, "step", "request-date"), **typed)
        self.press(page_of(Approval.objects.get(), "step", "grant"), self.cast.head, answer="Yes")
        days = {"starts_on": TODAY_TYPED, "ends_on": LATER, "reason": "Prepares a visit."}
        self.press(page_of(self.item, "step", "open-to"), person=self.cast.reader.pk, **days)
        self.press(page_of(Grant.objects.get(), "step", "end"), reason="The visit is off.")
        words = {"language": "en", "wording": "Shared.", "status": "limited", "due": "June 2026"}
        self.press("release/add/", self.cast.officer, commitment=self.item.pk, **words)
        self.press(page_of(Release.objects.get(), "step", "clear"), self.cast.head)
        self.press(page_of(Release.objects.get(), "step", "withdraw"), reason="A slip.")

    @covers(Commitment, Responsibility)
    def test_a_commitment_from_its_owners_to_its_end(self) -> None:
        draft = make.commitment(self.cast, parts=())
        tell_all()
        self.press(page_of(draft, "step", "owners"), lead_ours=self.cast.police.pk)
        self.press(page_of(draft, "step", "deadline"), when="day", day=LATER)
        for step, typed in (
            ("propose", {}),
            ("accept-ours", {"answer": "Letter 12/2026"}),
            ("start", {}),
            ("report-ours", {"document": "Report 7"}),
        ):
            self.press(page_of(draft, "step", step), **typed)


class ThirdStateTests(VerifiedCase):
    point: Outcome

    @classmethod
    def prepare(cls) -> None:
        cls.point = make.outcome(cls.cast)

    @covers(OriginatorConsent)
    def test_an_originator_consents_and_revokes(self) -> None:
        page = reverse("admin:marking", args=("outcome", self.point.pk))
        given: dict[str, Any] = {"deed": "originator", "originator-originator": "Ruritania"}
        self.press(page, **given)
        said: dict[str, Any] = {
            "deed": "consent",
            "consent-purposes": ["print", "export"],
            "consent-given_by": "Their embassy",
            "consent-given_on": "2026-03-10",
            "consent-document": "Note 12/2026",
        }
        self.press(page, self.cast.head, **said)
        first, second = OriginatorConsent.objects.all()
        self.assertEqual((first.outcome, first.purpose, second.purpose), (self.point, "print", "export"))
        ended: dict[str, Any] = {"deed": "revoke", "revoke-which": first.pk, "revoke-reason": "Their letter."}
        self.press(page, self.cast.head, **ended)
        first.refresh_from_db()
        self.assertIsNotNone(first.revoked_at)


class PacketTests(VerifiedCase, ShelfTestCase):
    @classmethod
    def prepare(cls) -> None:
        cls.meeting = make.meeting(cls.cast)

    @covers(Packet, PacketMeeting, PacketCopy, CopyNotice, SignOff, PacketComment)
    def test_a_packet_from_the_request_to_the_recall(self) -> None:
        with mock.patch.object(tasks.make_packet, "delay"):
            self.press(page_of(self.meeting, "packet"))
        packet = self.finish()
        with mock.patch.object(tasks.prepare_copies, "delay"):
            self.press(page_of(packet, "step", "send"), readers=[self.cast.head.pk], message="Read this.")
        self.press(page_of(packet, "comments", "add"), self.cast.head, part="cover", text="Name it.")
        comment = packet.comments.get()
        self.press(page_of(packet, "comments", str(comment.pk), "answer"), answer="Done.", dealt_with="1")
        self.verify()
        for officer in (self.cast.officer, self.cast.head):
            with mock.patch.object(tasks.make_packet, "delay"):
                sign = page_of(packet, "step", "sign")
                self.press(sign, officer, content_sha256=packet.content_sha256)
        packet = self.finish()
        self.client.force_login(self.cast.officer)
        copy = packet.register.filter(of_final=True).order_by("number")[0]
        self.client.get(f"{BASE}/{page_of(packet, 'copies', str(copy.pk))}")
        self.verify()
        self.press(page_of(packet, "step", "hand-out"), post="Interpreter")
        self.press(page_of(packet, "step", "recall"), reason="A name stands in it.")
        out = packet.register.get(post="Interpreter")
        self.press(f"packet/confirm/{out.pk}/{packet.pk}/")

    def finish(self) -> Packet:
        packet = Packet.objects.latest("pk")
        production.make_packet(packet.pk, now=NOW)
        self.verify()
        packet.refresh_from_db()
        return packet


class MatrixTests(VerifiedCase, MatrixPagesCase):
    @covers(Matrix, ReturnedMatrix)
    def test_a_matrix_and_one_that_came_back(self) -> None:
        tell_all()
        self.client.force_login(self.cast.officer)
        with mock.patch.object(tasks.make_matrix, "delay"):
            self.press(f"matrix/create/?country={self.cast.valdoria.pk}", language="en", other="ko")
        matrix = Matrix.objects.get()
        matrix_files.make_matrix(matrix.pk, now=NOW)
        self.verify()
        matrix.refresh_from_db()
        self.press(page_of(matrix, "return"), file=self.filled(matrix))
        self.assertTrue(ReturnedMatrix.objects.exists())


class MinutesTests(VerifiedCase, ReturnedCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super(VerifiedCase, cls).setUpTestData()
        tell_all()

    @covers(Minutes, MinutesChange)
    def test_minutes_that_came_back_and_were_agreed(self) -> None:
        file = SimpleUploadedFile("back.docx", self.edited((CLAUSE, THEIRS)))
        self.press(page_of(self.minutes, "return"), file=file)
        change = MinutesChange.objects.get()
        decide = page_of(self.minutes, "changes", str(change.pk), "accept")
        self.press(decide, reason="As agreed.", source="Note 12/2026")
        self.press(page_of(self.minutes, "step", "continue"))
        draft = Minutes.objects.latest("number")
        self.press(page_of(draft, "draft"), language="en", version=draft.version)
        signed = SimpleUploadedFile("signed.pdf", PDF)
        self.press(page_of(draft, "agree"), agreed_on=TODAY_TYPED, file=signed)


@pytest.mark.both
class HandoverTests(VerifiedCase):
    second: User

    @classmethod
    def prepare(cls) -> None:
        cls.second = add_officer(cls.cast)
        make.commitment(cls.cast, state=CommitmentState.ACCEPTED)

    @covers(Handover, HandoverItem)
    def test_a_handover_from_the_start_to_the_decision_of_the_head(self) -> None:
        about = {"person": self.cast.officer.pk, "successor": self.second.pk}
        self.press("handover/start/", **about)
        handover = Handover.objects.get()
        self.press(page_of(handover, "step", "cancel"), reason="Wrong day")
        self.press("handover/start/", **about)
        handover = Handover.objects.latest("pk")
        item = HandoverItem.objects.get(handover=handover, commitment__isnull=False)
        asked = page_of(handover, "item", str(item.pk), "question")
        self.press(page_of(handover, "accept-all"), self.second, item=item.pk)
        self.press(page_of(handover, "item", str(item.pk), "accept"))
        self.press(asked, text="Who has the records?")
        self.press(asked, self.cast.officer, text="The police.")
        self.press(page_of(handover, "step", "sign"), self.second, remark="I need the records first.")
        self.press(page_of(handover, "step", "settle"), self.cast.head, answer="The police send them.")
        handover.refresh_from_db()
        self.assertEqual((handover.decided_by, handover.signed_at is None), (self.cast.head, False))
