"""What a third state gave leaves only with its consent: marked words are sought in all that leaves."""

import datetime
import io
import json
from collections.abc import Callable
from typing import Any, ClassVar

import docx
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.urls import reverse

from commitments.access import grants
from commitments.admin.list_exports import ListFiles
from commitments.admin.site import site
from commitments.api import tokens
from commitments.audit.as_of.tables import KEPT_COLUMNS
from commitments.calendar_feeds import entries
from commitments.enums import Classification, CommitmentState, Completion, ConsentPurpose, EmailState, Health
from commitments.errors import Refused
from commitments.lifecycle import agendas, originators, publication
from commitments.meetings import outcomes
from commitments.models import (
    AgendaItem,
    AgendaPoint,
    AuditRow,
    Commitment,
    Email,
    Evidence,
    GivenInConfidence,
    OriginatorConsent,
    Outcome,
    Packet,
    ProgressUpdate,
    Release,
    Statement,
)
from commitments.packets import comments, copies
from commitments.packets.build import build_content
from commitments.packets.compare import PreviousEdition
from commitments.packets.records import build_country_scope, build_meeting_scope
from commitments.packets.render.pdf import render_pdf
from commitments.records import edits
from commitments.reminders import journal
from commitments.tables import annotated_agenda, matrix, office_papers, update_forms
from commitments.webhooks import payload
from tests import make
from tests.cast import NOW, TODAY, Cast, gather
from tests.commitments.access.test_confidential import CANARIES, CLAUSE, ITEM, PAPER, TEXT, WORD, World
from tests.commitments.packets.reading import pages_of, squeezed
from tests.commitments.packets.sample import imprint
from tests.commitments.packets.shelf import ShelfTestCase
from tests.commitments.reminders.test_journal import MORNING, JournalCase

STATE = "Ruritania"
Purpose = ConsentPurpose


class GivenWorld(World):
    """The same records, which Ruritania may have given."""

    def records(self) -> tuple[GivenInConfidence, ...]:
        return (self.text, self.point, self.paper, ProgressUpdate.objects.get(text=WORD))

    def give(self, *records: GivenInConfidence) -> None:
        for row in records or self.records():
            originators.set_originator(row, STATE, by=self.cast.officer, now=NOW)

    def consent(self, *purposes: Purpose, records: tuple[GivenInConfidence, ...] = (), **more: Any) -> None:
        values = {"given_by": "Their embassy", "given_on": TODAY, "document": "Note 12/2026", **more}
        for row in records or self.records():
            originators.record_consents(row, purposes, **values, by=self.cast.head, now=NOW)

    def packet(self, before: PreviousEdition | None = None) -> Any:
        return build_content(
            build_meeting_scope(self.meeting),
            reader=self.cast.officer,
            reference="P-XV-2026-01",
            now=NOW,
            before=before,
        )

    def release(self) -> Release:
        row = Release(
            commitment=self.item, language="en", wording=ITEM, status=Completion.LIMITED, due="June 2026"
        )
        return publication.create_release(row, by=self.cast.officer, now=NOW)


def found_in(said: object) -> set[str]:
    return {word for word in CANARIES if word in str(said)}


class LeakTests(TestCase):
    world: ClassVar[GivenWorld]
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.world = GivenWorld(cls.cast)

    def item(self) -> Commitment:
        return Commitment.objects.select_related("country").get(pk=self.world.item.pk)

    def exported(self) -> str:
        """Every list as a file, as the officer gets it."""
        self.client.force_login(self.cast.officer)
        said = []
        for model, page in site._registry.items():
            if isinstance(page, ListFiles):
                answer = self.client.get(f"/admin/commitments/{model._meta.model_name}/export/csv/")
                said.append(b"".join(answer).decode("utf-8-sig"))
        return "\n".join(said)

    def histories(self) -> str:
        """The history of the item and its meeting, and the whole log, as files."""
        self.client.force_login(self.cast.officer)
        addresses = [
            f"/admin/commitments/{record._meta.model_name}/{record.pk}/history/export/csv/"
            for record in (self.world.item, self.world.meeting)
        ]
        said = [b"".join(self.client.get(one)).decode("utf-8-sig") for one in addresses]
        self.client.force_login(self.cast.auditor)
        log = reverse("admin:record_log_export", args=("csv",)) + "?since=2026-01-01"
        said.append(b"".join(self.client.get(log)).decode("utf-8-sig"))
        return "\n".join(said)

    def document(self) -> str:
        try:
            made = office_papers.export_item(self.item(), by=self.cast.officer, now=NOW)
        except Refused as refused:
            self.assertIn(STATE, str(refused))
            return ""
        return str(office_papers_text(made.content))

    def feed(self) -> str:
        return str(entries.load_entries(self.cast.officer, TODAY).entries)

    def sheet(self) -> str:
        return json.dumps(matrix.build_matrix(self.cast.valdoria, self.cast.officer).releases, default=str)

    def test_the_control_finds_the_words_in_each_way_out(self) -> None:
        self.assertEqual(found_in(self.world.outside()), set(CANARIES))
        self.assertEqual(found_in(self.world.drafted()), {CLAUSE})
        self.assertLessEqual({ITEM, CLAUSE, WORD, PAPER}, found_in(self.world.packet()))
        self.assertLessEqual({ITEM, CLAUSE, TEXT}, found_in(self.exported()))
        self.assertEqual(found_in(self.histories()), set(CANARIES))
        self.assertLessEqual({ITEM, CLAUSE}, found_in(self.document()))
        self.assertTrue(payload.may_be_shown(self.item()))
        released = publication.approve_release(self.world.release(), by=self.cast.head, now=NOW)
        self.assertIn(self.item().pk, matrix.build_matrix(self.cast.valdoria, self.cast.officer).releases)
        self.assertEqual(list(publication.list_published(Commitment.objects.all(), "en")), [released])

    def test_without_consent_none_of_it_leaves(self) -> None:
        before = PreviousEdition("0.1", self.world.packet())
        released = publication.approve_release(self.world.release(), by=self.cast.head, now=NOW)
        self.world.give()
        ways = {
            "program outside": self.world.outside,
            "note to the partner": self.world.drafted,
            "packet": self.world.packet,
            "exports": self.exported,
            "histories": self.histories,
            "Word document": self.document,
            "calendar": self.feed,
        }
        for name, read in ways.items():
            with self.subTest(name):
                self.assertEqual(found_in(read()), set())
        self.assertIn("1 item left out: a third state gave it", self.exported())
        self.assertEqual(found_in(self.world.packet(before).changes), set())
        self.assertFalse(payload.may_be_shown(self.item()))
        self.assertEqual(matrix.build_matrix(self.cast.valdoria, self.cast.officer).releases, {})
        self.assertEqual(list(publication.list_published(Commitment.objects.all(), "en")), [])
        refused = publication.explain_unpublished(self.item(), self.cast.officer)
        self.assertEqual(refused and refused.code, "third_state")
        self.assertIn(STATE, str(refused))
        self.assertEqual(released.commitment_id, self.item().pk)
        # On screen the same person still reads all of it, with who gave it.
        self.assertEqual(found_in(self.world.program(is_external=False)), set(CANARIES))

    def test_each_consent_is_for_its_purpose_alone(self) -> None:
        self.world.give()
        self.world.release()
        ways: dict[Purpose, Callable[[], bool]] = {
            Purpose.PRINT: lambda: bool(found_in(self.world.packet())),
            Purpose.EXPORT: lambda: bool(found_in(self.world.outside())),
            Purpose.PARTNER: lambda: bool(found_in(self.world.drafted())),
            Purpose.PUBLISH: lambda: not grants.is_confidential(self.item(), Purpose.PUBLISH),
        }
        for purpose in Purpose:
            self.world.consent(purpose)
            opened = {name for name, leaves in ways.items() if leaves()}
            self.assertEqual(opened, {purpose})
            for row in OriginatorConsent.objects.filter(revoked_at=None):
                originators.revoke_consent(row, reason="Their letter.", by=self.cast.head, now=NOW)
            self.assertFalse(any(leaves() for leaves in ways.values()))

    def test_with_consent_the_packet_names_the_originator_in_its_marking(self) -> None:
        self.assertEqual(self.world.packet().marking, "RESTRICTED")
        self.world.give()
        self.assertEqual(self.world.packet().marking, "RESTRICTED")
        self.assertNotIn(STATE, str(self.world.packet()))
        self.world.consent(Purpose.PRINT)
        content = self.world.packet()
        self.assertEqual(content.marking, f"RESTRICTED · Information from {STATE}")
        self.assertLessEqual({ITEM, CLAUSE, WORD, PAPER}, found_in(content))

    def test_the_printed_file_is_marked_and_has_no_word_without_consent(self) -> None:
        self.world.give()
        text = squeezed(" ".join(pages_of(render_pdf(self.world.packet(), imprint()).pdf)))
        self.assertEqual({word for word in CANARIES if squeezed(word) in text}, set())
        self.assertIn(squeezed("Left out, as a third state has not consented: the whole item"), text)
        self.world.consent(Purpose.PRINT)
        text = squeezed(" ".join(pages_of(render_pdf(self.world.packet(), imprint()).pdf)))
        self.assertIn(squeezed(f"Information from {STATE}"), text)

    def test_a_packet_as_of_a_day_before_it_was_marked_has_none_of_it(self) -> None:
        hour = datetime.timedelta(hours=1)
        at: dict[str, Any] = {"reader": self.cast.officer, "reference": "P-XV-2026-01"}
        at |= {"as_of": NOW + hour, "now": NOW + 3 * hour}
        scope = build_meeting_scope(self.world.meeting)
        self.assertIn(CLAUSE, str(build_content(scope, **at)))
        for row in self.world.records():
            originators.set_originator(row, STATE, by=self.cast.officer, now=NOW + 2 * hour)
        self.assertEqual(found_in(build_content(scope, **at)), set())
        self.assertNotIn(STATE, str(build_content(scope, **at)))
        self.world.consent(Purpose.PRINT)
        self.assertEqual(build_content(scope, **at).marking, f"RESTRICTED · Information from {STATE}")

    def test_a_packet_as_of_a_day_with_a_wrong_originator_does_not_name_it(self) -> None:
        self.world.give()
        for row in self.world.records():
            originators.set_originator(
                row, "Zembla", by=self.cast.head, now=NOW + datetime.timedelta(minutes=1)
            )
        later = NOW + datetime.timedelta(hours=2)
        for row in self.world.records():
            originators.set_originator(row, "", by=self.cast.head, now=later)
        at: dict[str, Any] = {"reader": self.cast.officer, "reference": "P-XV-2026-01"}
        at |= {"as_of": NOW + datetime.timedelta(hours=1), "now": NOW + datetime.timedelta(hours=3)}
        content = build_content(build_meeting_scope(self.world.meeting), **at)
        self.assertIn(CLAUSE, str(content))
        self.assertEqual(content.marking, "RESTRICTED")
        for state in (STATE, "Zembla"):
            self.assertNotIn(state, str(content))

    def test_after_a_revoked_consent_no_change_names_the_originator(self) -> None:
        self.world.give()
        self.world.consent(Purpose.PRINT)
        before = PreviousEdition("0.1", self.world.packet())
        self.assertIn(STATE, str(before))
        for row in OriginatorConsent.objects.all():
            originators.revoke_consent(row, reason=f"{STATE} wrote.", by=self.cast.head, now=NOW)
        content = self.world.packet(before)
        self.assertNotIn(STATE, str(content))
        self.assertEqual(found_in(content), set())

    def test_a_reader_without_access_to_what_was_given_does_not_learn_who_gave_it(self) -> None:
        level: dict[str, Any] = {"classification": Classification.SECRET}
        point = make.outcome(self.cast, make.meeting(self.cast, title="Closed talks", **level), **level)
        item = make.commitment(self.cast, point, state=CommitmentState.ACCEPTED, **level)
        paper = make.evidence(self.cast, item)
        originators.set_originator(paper, STATE, by=self.cast.head, now=NOW)
        self.world.consent(Purpose.PRINT, records=(paper,))
        valdoria = self.cast.valdoria
        printed = {}
        for reader in (self.cast.officer, self.cast.head):
            scope = build_country_scope(valdoria, by=self.cast.head, reader=reader)
            content = build_content(scope, reader=reader, reference="P-XV-2026-01", now=NOW)
            printed[reader] = str(content)
        self.assertFalse(STATE in printed[self.cast.officer])
        self.assertTrue(f"SECRET · Information from {STATE}" in printed[self.cast.head])

    def test_an_update_alone_is_left_out_alone(self) -> None:
        self.world.give(ProgressUpdate.objects.get(text=WORD))
        self.assertEqual(found_in(self.world.packet()) & {ITEM, CLAUSE, WORD, PAPER}, {ITEM, CLAUSE, PAPER})
        self.assertEqual(found_in(self.world.outside()), set(CANARIES) - {WORD})
        self.assertNotIn(WORD, self.document())

    def test_a_text_takes_its_outcomes_and_commitments_along(self) -> None:
        self.world.give(self.world.text)
        for read in (self.world.outside, self.world.packet, self.world.drafted, self.document):
            self.assertEqual(found_in(read()), set())
        self.world.consent(Purpose.PRINT, records=(self.world.text,))
        self.assertIn(CLAUSE, str(self.world.packet()))

    def test_an_expired_consent_has_no_effect(self) -> None:
        self.world.give(self.world.text)
        first = datetime.date(2026, 1, 5)
        more = {"given_on": first, "expires_on": first}
        self.world.consent(Purpose.EXPORT, records=(self.world.text,), **more)
        self.assertEqual(found_in(self.world.outside()), set())

    def test_an_update_form_names_it_by_its_reference_alone(self) -> None:
        self.world.give()
        Commitment.objects.filter(pk=self.world.item.pk).update(owed_by="ours")
        kept = grants.list_confidential(Commitment, [self.world.item.pk])
        self.assertFalse(update_forms._is_named(self.item(), kept))

    def test_the_discussion_of_an_open_item_leaves_only_with_consent(self) -> None:
        by: dict[str, Any] = {"by": self.cast.officer, "now": NOW}
        words = "Kanary9 said"
        talks = make.meeting(self.cast, title="Second talks")
        row = agendas.came_up(self.item(), talks, **by)
        given: dict[str, Any] = {"health": Health.ON_TRACK, "originator": STATE}
        outcomes.review_item(row, words, **given, **by)
        # The update that is recorded with it is as confidential.
        self.assertEqual(ProgressUpdate.objects.get(text=words).originator, STATE)
        ahead = make.meeting(self.cast, title="Third talks", held_on=TODAY, held=False)

        def read(*, is_external: bool) -> str:
            token = tokens.create_token(
                self.cast.officer, days=30, now=NOW, label="Out", is_external=is_external
            )
            head = {"Authorization": f"Bearer {token}"}
            answer = self.client.get(f"/api/v1/meetings/{talks.reference}/agenda/", headers=head)
            return answer.content.decode()

        def printed() -> str:
            return str(annotated_agenda.build_agenda(ahead, reader=self.cast.officer, now=NOW))

        self.assertIn(words, read(is_external=False))
        self.assertNotIn(words, read(is_external=True))
        self.assertNotIn(words, printed())
        self.world.consent(Purpose.PRINT, records=(row, ProgressUpdate.objects.get(text=words)))
        self.assertIn(words, printed())
        self.assertIn(STATE, printed())
        self.assertNotIn(words, read(is_external=True))
        self.world.consent(Purpose.EXPORT, records=(row,))
        self.assertIn(words, read(is_external=True))

    def test_a_search_by_a_program_outside_finds_nothing(self) -> None:
        self.world.give()
        text = tokens.create_token(self.cast.officer, days=30, now=NOW, label="Out", is_external=True)
        head = {"Authorization": f"Bearer {text}"}
        answer = self.client.get("/api/v1/commitments/", {"search": "Kanary1"}, headers=head)
        self.assertEqual(found_in(answer.content.decode()), set())


class RuleTests(TestCase):
    world: ClassVar[GivenWorld]
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.world = GivenWorld(cls.cast)

    def refusal(self, call: Any, *args: Any, **values: Any) -> str:
        with self.assertRaises(Refused) as refused:
            call(*args, **values, now=NOW)
        return refused.exception.code

    def test_only_a_head_records_and_revokes_a_consent(self) -> None:
        point = self.world.point
        values: dict[str, Any] = {"given_by": "Their embassy", "given_on": TODAY, "document": "Note 1"}
        ask = originators.record_consents
        self.assertEqual(
            self.refusal(ask, point, [Purpose.PRINT], by=self.cast.head, **values), "no_originator"
        )
        self.world.give(point)
        self.assertEqual(
            self.refusal(ask, point, [Purpose.PRINT], by=self.cast.officer, **values), "forbidden"
        )
        (row,) = ask(point, [Purpose.PRINT], **values, by=self.cast.head, now=NOW)
        self.assertEqual(
            self.refusal(originators.revoke_consent, row, reason="No.", by=self.cast.officer), "forbidden"
        )
        originators.revoke_consent(row, reason="Their letter.", by=self.cast.head, now=NOW)
        self.assertEqual(
            self.refusal(originators.revoke_consent, row, reason="Again.", by=self.cast.head), "ended"
        )
        said = AuditRow.objects.filter(subject_type=OriginatorConsent._meta.label, page_id=point.meeting_id)
        self.assertEqual(
            list(said.order_by("pk").values_list("action", flat=True)), ["created", "consent revoked"]
        )

    def test_only_a_head_removes_an_originator(self) -> None:
        self.world.give(self.world.point)
        change = edits.change_record
        self.assertEqual(
            self.refusal(change, self.world.point, {"originator": ""}, by=self.cast.officer), "originator"
        )
        originators.set_originator(self.world.point, "", by=self.cast.head, now=NOW)
        self.assertEqual(Outcome.objects.get().originator, "")

    def test_a_saved_note_to_the_partner_loses_the_words(self) -> None:
        question = self.world.question("They said: " + CLAUSE)
        self.world.give(self.world.text)
        question.refresh_from_db()
        self.assertEqual(question.text, "")

    def test_a_consent_is_about_one_record(self) -> None:
        row = OriginatorConsent(
            purpose=Purpose.PRINT, given_by="x", given_on=TODAY, document="x", recorded_at=NOW
        )
        for of in ({}, {"statement": self.world.text, "outcome": self.world.point}):
            for name, record in of.items():
                setattr(row, name, record)
            with self.assertRaises(IntegrityError), transaction.atomic():
                row.save()

    def test_every_kind_that_may_be_given_is_guarded(self) -> None:
        kinds = {Statement, Outcome, ProgressUpdate, Evidence, AgendaPoint, AgendaItem}
        self.assertEqual(set(GivenInConfidence.__subclasses__()) & set(grants.SOURCES), kinds)
        kept = {model for model, names in KEPT_COLUMNS.items() if "originator" in names}
        self.assertEqual(kept, kinds)


class CopyTests(ShelfTestCase):
    """Another copy of a packet asks again: consents may have ended since it was printed."""

    def setUp(self) -> None:
        super().setUp()
        self.point = make.outcome(self.cast, self.meeting)
        make.commitment(self.cast, self.point, state=CommitmentState.ACCEPTED)

    def send(self, packet: Packet) -> None:
        later = NOW + datetime.timedelta(hours=1)
        comments.send_for_comment(packet, [self.cast.head], by=self.cast.officer, now=later)

    def refused(self, packet: Packet) -> bool:
        try:
            with transaction.atomic():
                self.send(packet)
                raise ValueError
        except Refused as refused:
            self.assertIn(f"{self.meeting.reference}, outcome “{self.point}” ({STATE})", str(refused))
            return refused.code == "third_state"
        except ValueError:
            return False

    def test_a_copy_of_what_was_printed_before_it_was_marked_is_refused(self) -> None:
        packet = self.ready()
        self.assertFalse(self.refused(packet))
        later = NOW + datetime.timedelta(minutes=5)
        originators.set_originator(self.point, STATE, by=self.cast.officer, now=later)
        self.assertTrue(self.refused(packet))
        with self.assertRaises(Refused):
            copies.hand_out(packet, "Interpreter", by=self.cast.officer, now=later)

    def test_a_paper_copy_is_not_printed_again_after_the_consent_ended(self) -> None:
        packet = self.ready()
        copy = copies.hand_out(packet, "Interpreter", by=self.cast.officer, now=NOW)
        again: dict[str, Any] = {"by": self.cast.officer, "now": NOW}
        self.assertTrue(copies.open_handed_out(packet, copy.number, **again))
        later = NOW + datetime.timedelta(minutes=5)
        originators.set_originator(self.point, STATE, by=self.cast.officer, now=later)
        with self.assertRaises(Refused) as refused:
            copies.open_handed_out(packet, copy.number, **again)
        self.assertEqual(refused.exception.code, "third_state")

    def test_what_was_left_out_does_not_stop_copies_and_a_revoked_consent_does(self) -> None:
        originators.set_originator(self.point, STATE, by=self.cast.officer, now=NOW)
        self.assertFalse(self.refused(self.ready()))
        values: dict[str, Any] = {"given_by": "Embassy", "given_on": TODAY, "document": "Note 1"}
        by = self.cast.head
        (row,) = originators.record_consents(self.point, [Purpose.PRINT], **values, by=by, now=NOW)
        packet = self.ready()
        self.assertFalse(self.refused(packet))
        later = NOW + datetime.timedelta(minutes=5)
        originators.revoke_consent(row, reason="Their letter.", by=by, now=later)
        self.assertTrue(self.refused(packet))


class EmailTests(JournalCase):
    def test_an_email_names_it_by_its_reference_alone(self) -> None:
        self.sink.ways["*"] = "defer"
        self.sweep(MORNING)
        point = Outcome.objects.get(pk=self.item.outcome_id)
        originators.set_originator(point, STATE, by=self.people.officer, now=MORNING)
        self.assertEqual(Email.objects.get().state, EmailState.WITHDRAWN)
        self.sink.ways.clear()
        self.sweep(MORNING.replace(hour=9))
        said = "\n".join(one.content.decode() for one in self.sink.received)
        self.assertIn(self.item.reference, said)
        self.assertNotIn(self.item.title, said)

    def test_given_between_claim_and_last_dot_it_does_not_go(self) -> None:
        self.sink.ways["*"] = "defer"
        self.sweep(MORNING)
        later = Email.objects.get(state=EmailState.READY).next_try_at
        (held,) = journal.claim_emails(later, 5)
        point = Outcome.objects.get(pk=self.item.outcome_id)
        Outcome.objects.filter(pk=point.pk).update(originator=STATE)
        self.assertFalse(journal.write_dot(held))
        values: dict[str, Any] = {"given_by": "Embassy", "given_on": TODAY, "document": "Note 1"}
        OriginatorConsent.objects.create(outcome=point, purpose=Purpose.EXPORT, recorded_at=NOW, **values)
        self.assertTrue(journal.write_dot(held))


def office_papers_text(content: bytes) -> list[str]:
    """Read the paragraphs and cells of a Word document."""
    read = docx.Document(io.BytesIO(content))
    cells = (cell.text for table in read.tables for row in table.rows for cell in row.cells)
    return [*(one.text for one in read.paragraphs), *cells]
