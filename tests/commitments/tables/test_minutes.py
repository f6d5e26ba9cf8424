"""Minutes: what they contain and leave out, how they are frozen, and who may print them."""

import datetime
import io
import json
from functools import partial
from typing import Any

import docx
from django.db import IntegrityError, transaction

from commitments.enums import Classification, ConsentPurpose, MinutesState
from commitments.errors import Refused
from commitments.lifecycle import approvals, originators
from commitments.meetings import agenda, outcomes
from commitments.models import AccessLogEntry, AgendaPoint, AuditRow, Clause, Minutes, User
from commitments.records import edits
from commitments.tables import minutes as content_of_minutes
from commitments.tables import minutes_files
from commitments.verification.records import check_matrices
from tests import make
from tests.cast import NOW, TODAY
from tests.commitments.packets.reading import as_laid_out
from tests.commitments.tables.minutes_case import CLAUSE, INNER, KOREAN, SAID, MinutesCase


class ContentTests(MinutesCase):
    def built(self, *languages: str) -> content_of_minutes.BuiltMinutes:
        minutes = self.begun()
        if languages:
            self.cleared(minutes, languages=languages)
        return minutes_files.build_draft(minutes, self.cast.officer)

    def test_it_shows_delegations_agenda_outcomes_and_commitments_in_two_languages(self) -> None:
        content = self.built().content
        self.assertEqual(content.languages, ("en", "ko"))
        titles = [section.title for section in content.sections]
        self.assertEqual(len(titles), 4)
        self.assertEqual(titles[0].split(" · ")[0], "1 Delegation: Valdoria")
        self.assertEqual(
            [title.split(" · ")[0][2:] for title in titles[1:]], ["Agenda", "Outcomes", "Commitments"]
        )
        outcome = content.sections[2].rows[0]
        self.assertEqual(outcome.label, "3.1")
        self.assertEqual([cell.text for cell in outcome.cells[:2]], [CLAUSE, KOREAN])
        self.assertEqual(outcome.cells[2].text.splitlines()[0], "both sides")
        item = content.sections[3].rows[0]
        self.assertEqual((item.label, item.cells[0].text), (self.item.reference, "Exchange contact points"))
        self.assertTrue(item.cells[1].is_missing)
        self.assertIn("National Police Agency; Valdorian Constabulary", item.cells[2].text)
        self.assertEqual(item.cells[3].text, "by 30 June 2026")

    def test_one_language_is_possible_and_a_missing_translation_is_stated(self) -> None:
        content = self.built("fr").content
        outcome = content.sections[2].rows[0]
        # No language of the paper has the clause: it stands as recorded.
        self.assertEqual((outcome.cells[0].text, outcome.cells[0].language), (CLAUSE, "en"))
        both = self.built("ko", "fr").content.sections[2].rows[0]
        self.assertEqual((both.cells[0].text, both.cells[1].is_missing), (KOREAN, True))

    def test_the_discussion_is_withheld_until_the_desk_clears_it_and_after_each_change_of_it(self) -> None:
        minutes = self.begun()
        built = minutes_files.build_draft(minutes, self.cast.officer)
        self.assertEqual([(one.text, one.is_cleared) for one in built.discussions], [(SAID, False)])
        self.assertNotIn(SAID, self.text_of(minutes))
        self.cleared(minutes, self.part_of_said())
        self.assertIn(SAID, self.text_of(minutes))
        edits.change_record(self.agenda_item, {"discussion": f"{INNER} words"}, by=self.cast.officer, now=NOW)
        self.assertNotIn(INNER, self.text_of(minutes))

    def test_words_that_another_officer_wrote_meanwhile_are_not_cleared_unseen(self) -> None:
        minutes, officer = self.begun(), self.cast.officer
        (seen,) = minutes_files.build_draft(minutes, officer).discussions
        edits.change_record(self.agenda_item, {"discussion": f"{INNER} words"}, by=officer, now=NOW)
        with self.assertRaisesMessage(Refused, "Another user has changed this record"):
            minutes_files.change_draft(
                minutes, ("en",), {seen.part: seen.digest}, expected=minutes.version, by=officer, now=NOW
            )
        self.assertNotIn(INNER, self.text_of(minutes))

    def test_items_of_the_agenda_stand_around_the_open_items_with_what_was_said(self) -> None:
        add = partial(agenda.add_point, by=self.cast.officer, now=NOW)
        for title, said, is_after in (
            ("Opening", "", False),
            ("Training of divers", "Words on divers.", True),
        ):
            point = AgendaPoint(meeting=self.meeting, title=title, said=said, is_after_open_items=is_after)
            add(point)
        confided = AgendaPoint(meeting=self.meeting, title=f"{INNER} item", in_confidence=True)
        add(confided)
        minutes = self.cleared(self.begun(), f"point-{point.pk}")
        content = minutes_files.content_of(minutes, self.cast.officer)
        rows = [(row.label, row.cells[0].text) for row in content.sections[1].rows]
        self.assertEqual(
            rows,
            [
                ("2.1", "Opening"),
                ("2.2", "Train border officers"),
                ("2.3", "Training of divers"),
                ("2.3a", "Words on divers."),
            ],
        )
        self.assertNotIn(INNER, self.text_of(minutes))

    def test_an_item_from_a_third_state_is_left_out_until_it_consents_to_the_partner(self) -> None:
        point = AgendaPoint(meeting=self.meeting, title="Wrecks", said="Ruritania saw them.")
        point.originator = "Ruritania"
        agenda.add_point(point, by=self.cast.officer, now=NOW)
        values: dict[str, Any] = {"given_by": "Embassy", "given_on": TODAY, "document": "Note 12"}
        values |= {"by": self.cast.head, "now": NOW}
        originators.record_consents(point, [ConsentPurpose.EXPORT, ConsentPurpose.PRINT], **values)
        minutes = self.begun()
        built = minutes_files.build_draft(minutes, self.cast.officer)
        self.assertIn(
            ("Wrecks", str(content_of_minutes.NO_CONSENT)), [(one.name, one.reason) for one in built.left_out]
        )
        self.assertNotIn("Ruritania", str(built.content) + str(built.discussions))
        originators.record_consents(point, [ConsentPurpose.PARTNER], **values)
        self.assertIn("Ruritania saw them.", self.text_of(self.cleared(minutes, f"point-{point.pk}")))

    def test_the_discussion_of_an_open_item_that_a_third_state_gave_needs_its_consent(self) -> None:
        minutes = self.cleared(self.begun(), self.part_of_said())
        self.assertIn(SAID, self.text_of(minutes))
        originators.set_originator(self.agenda_item, "Ruritania", by=self.cast.officer, now=NOW)
        built = minutes_files.build_draft(minutes, self.cast.officer)
        self.assertNotIn(SAID, str(built.content) + str(built.discussions))
        self.assertIn(
            (f"Discussion: {self.earlier}", str(content_of_minutes.NO_CONSENT)),
            [(one.name, one.reason) for one in built.left_out],
        )
        # The item itself is no information of the third state.
        self.assertIn(self.earlier.title, str(built.content))
        values: dict[str, Any] = {"given_by": "Embassy", "given_on": TODAY, "document": "Note 12"}
        purposes = [ConsentPurpose.PARTNER]
        originators.record_consents(self.agenda_item, purposes, by=self.cast.head, now=NOW, **values)
        self.assertIn(SAID, self.text_of(minutes))

    def test_nothing_leaves_that_the_partner_may_not_have(self) -> None:
        self.hidden(f"{INNER} confided clause", Classification.RESTRICTED, in_confidence=True)
        built = self.built()
        self.assertEqual([one.reason for one in built.left_out], ["given in confidence"])
        minutes = self.cleared(self.begun(), self.part_of_said())
        self.assertNotIn(INNER, self.text_of(minutes))
        self.assertNotIn(
            INNER, content_of_minutes.pack_content(minutes_files.content_of(minutes, self.cast.head)).decode()
        )

    def test_minutes_contain_what_their_reader_may_read_and_are_marked_as_the_highest(self) -> None:
        self.assertEqual((self.built().content.marking, self.built().content.level), ("RESTRICTED", 1))
        self.hidden("Words on ships.", Classification.CONFIDENTIAL)
        self.hidden("Words on mines.", Classification.SECRET)
        # The meeting is as high as its outcomes: who may read it reads minutes, up to the own clearance.
        cleared = User.objects.filter(pk=self.cast.officer.pk)
        cleared.update(clearance=Classification.SECRET)
        self.cast.officer.refresh_from_db()
        built = self.built()
        text = content_of_minutes.pack_content(built.content).decode()
        for words in (self.meeting.title, CLAUSE, "Words on ships.", "Words on mines."):
            self.assertIn(words, text)
        self.assertEqual((built.content.marking, built.left_out), ("SECRET", ()))
        minutes = self.begun()
        minutes_files.export_file(minutes, "docx", by=self.cast.officer, now=NOW)
        self.assertEqual(AuditRow.objects.get(action="exported").after["highest"], "secret")
        # A reader of the meeting alone, as a lowered record may be: no outcome above the clearance.
        cleared.update(clearance=Classification.CONFIDENTIAL)
        self.cast.officer.refresh_from_db()
        below = content_of_minutes.build_minutes(
            self.meeting, self.cast.officer, ("en",), number=1, cleared={}
        )
        self.assertNotIn("Words on mines.", content_of_minutes.pack_content(below.content).decode())

    def test_frozen_minutes_are_marked_as_high_as_their_records_are_now(self) -> None:
        minutes = self.sent()
        frozen = minutes.content_sha256
        self.hidden("Words on ships.", Classification.CONFIDENTIAL)
        minutes.refresh_from_db()
        made = minutes_files.export_file(minutes, "docx", by=self.cast.officer, now=NOW)
        paper: Any = docx.Document(io.BytesIO(made))
        heads = " ".join(line.text for line in paper.sections[0].header.paragraphs)
        self.assertIn("CONFIDENTIAL", heads)
        self.assertEqual(minutes.content_sha256, frozen)
        (entry,) = AuditRow.objects.filter(action="exported")
        self.assertEqual(entry.after["highest"], "confidential")

    def test_a_wording_of_a_text_above_the_outcome_is_not_frozen_with_it(self) -> None:
        make.write(self.cast, self.meeting, classification=Classification.CONFIDENTIAL)
        korean = Clause.objects.get(outcome=self.outcome, language="ko").statement
        make.write(self.cast, korean, classification=Classification.CONFIDENTIAL)
        text = content_of_minutes.pack_content(self.built().content).decode()
        self.assertIn(CLAUSE, text)
        self.assertNotIn(KOREAN, text)

    def test_an_outcome_of_a_text_that_the_partner_may_not_have_is_left_out(self) -> None:
        make.write(self.cast, self.joint, in_confidence=True)
        self.assertNotIn(CLAUSE, self.text_of(self.begun()))

    def test_a_wording_read_by_ocr_is_left_out_until_it_is_confirmed(self) -> None:
        make.write(self.cast, self.outcome, is_unconfirmed=True)
        built = self.built()
        self.assertEqual([one.reason for one in built.left_out], ["wording read by OCR and not confirmed"])
        self.assertNotIn(CLAUSE, content_of_minutes.pack_content(built.content).decode())

    def test_what_was_frozen_is_read_back(self) -> None:
        content = self.built().content
        self.assertEqual(content_of_minutes.unpack_content(content_of_minutes.pack_content(content)), content)
        with self.assertRaises(ValueError):
            content_of_minutes.unpack_content(b'{"format": 2, "content": {}}')
        older = json.loads(content_of_minutes.pack_content(content)) | {"format": 1}
        older["content"].pop("level")
        read = content_of_minutes.unpack_content(json.dumps(older).encode())
        self.assertEqual((read.level, read.sections), (Classification.RESTRICTED, content.sections))


class StepTests(MinutesCase):
    def refused(self, code: str, call: object, *args: object, **given: object) -> None:
        with self.assertRaises(Refused) as refused:
            call(*args, **given)  # type: ignore[operator]
        self.assertEqual(refused.exception.code, code)

    def test_only_the_desk_of_a_held_meeting_writes_minutes(self) -> None:
        ahead = make.meeting(self.cast, held_on=TODAY + datetime.timedelta(days=9), held=False)
        self.refused("wrong_state", minutes_files.begin_minutes, ahead, by=self.cast.officer, now=NOW)
        for person in (self.cast.stranger, self.cast.focal_point, self.cast.auditor, self.cast.reader):
            self.refused("forbidden", minutes_files.begin_minutes, self.meeting, by=person, now=NOW)
        self.assertEqual(self.begun(), self.begun())

    def test_it_is_frozen_when_it_is_sent(self) -> None:
        minutes = self.sent()
        self.assertEqual(
            (minutes.state, minutes.sent_to, len(minutes.content_sha256)), ("sent", "Embassy", 64)
        )
        outcomes.change_outcome(
            self.outcome,
            {"clause": "Other words."},
            expected=self.outcome.version,
            by=self.cast.officer,
            now=NOW,
        )
        self.assertIn(CLAUSE, self.text_of(minutes))
        self.assertEqual(list(check_matrices()), [])
        row = AuditRow.objects.get(action=minutes_files.SENT)
        self.assertEqual((row.by, row.after["content_sha256"]), (self.cast.officer, minutes.content_sha256))
        with self.assertRaises(Refused):
            self.cleared(minutes)
        self.refused(
            "not_draft",
            minutes_files.send_minutes,
            minutes,
            sent_to="x",
            sent_on=TODAY,
            by=self.cast.head,
            now=NOW,
        )

    def test_it_is_not_sent_without_a_recipient_or_on_a_day_to_come(self) -> None:
        send, minutes = minutes_files.send_minutes, self.begun()
        given = {"by": self.cast.officer, "now": NOW}
        self.refused("no_recipient", send, minutes, sent_to=" ", sent_on=TODAY, **given)
        later = TODAY + datetime.timedelta(days=1)
        self.refused("future", send, minutes, sent_to="Embassy", sent_on=later, **given)
        assert self.meeting.held_on is not None
        early = self.meeting.held_on - datetime.timedelta(days=1)
        self.refused("before", send, minutes, sent_to="Embassy", sent_on=early, **given)

    def test_a_version_sent_is_followed_by_the_next(self) -> None:
        minutes = self.sent()
        following = minutes_files.continue_minutes(minutes, by=self.cast.officer, now=NOW)
        self.assertEqual((following.number, following.state), (2, MinutesState.DRAFT))
        self.assertEqual(minutes_files.find_current(self.meeting), following)
        self.refused("newer", minutes_files.continue_minutes, minutes, by=self.cast.officer, now=NOW)
        with self.assertRaises(Refused):
            self.agreed(minutes)
        with self.assertRaises(IntegrityError), transaction.atomic():
            Minutes.objects.create(meeting=self.meeting, number=3, language="en", recorded_at=NOW)

    def test_agreed_minutes_are_locked_with_the_signed_document(self) -> None:
        minutes = self.agreed(self.sent())
        self.assertEqual((minutes.state, minutes.agreed_on), (MinutesState.AGREED, TODAY))
        self.assertIn(CLAUSE, self.text_of(minutes))
        self.assertTrue(minutes_files.open_signed(minutes, by=self.cast.head, now=NOW).startswith(b"%PDF"))
        self.assertEqual(list(check_matrices()), [])
        given = {"by": self.cast.officer, "now": NOW}
        self.refused("wrong_state", minutes_files.continue_minutes, minutes, **given)
        with self.assertRaises(Refused):
            self.agreed(minutes)
        file = next(path for path in self.folder.rglob(f"{minutes.content_sha256}.json"))
        file.write_bytes(b"{}")
        self.assertEqual(len(list(check_matrices())), 1)

    def test_agreed_minutes_are_not_printed_against_a_third_state(self) -> None:
        minutes = self.agreed(self.sent())
        self.assertIn(CLAUSE, self.text_of(minutes))
        originators.set_originator(self.joint, "Ruritania", by=self.cast.officer, now=NOW)
        for ending in minutes_files.ENDINGS:
            with self.assertRaisesMessage(Refused, "statement “Joint statement” (Ruritania)"):
                self.text_of(minutes, ending)
        values: dict[str, Any] = {"given_by": "Embassy", "given_on": TODAY, "document": "Note 12"}
        purposes = [ConsentPurpose.PARTNER]
        originators.record_consents(self.joint, purposes, by=self.cast.head, now=NOW, **values)
        self.assertIn(CLAUSE, self.text_of(minutes))

    def test_a_discussion_marked_later_stops_the_frozen_files_and_the_signed_document(self) -> None:
        minutes = self.sent(self.cleared(self.begun(), self.part_of_said()))
        self.assertIn(SAID, self.text_of(minutes))
        given: dict[str, Any] = {"by": self.cast.officer, "now": NOW}
        approvals.mark_confidential(self.agenda_item, **given)
        self.refused("kept_since", minutes_files.export_file, minutes, "docx", **given)
        originators.set_originator(self.agenda_item, "Ruritania", **given)
        self.agreed(minutes)
        self.refused("third_state", minutes_files.export_file, minutes, "docx", **given)
        self.refused("third_state", minutes_files.open_signed, minutes, **given)

    def test_a_draft_can_be_agreed_at_once(self) -> None:
        minutes = self.agreed(self.begun())
        self.assertTrue(minutes.content_sha256)

    def test_it_is_printed_by_who_may_read_all_of_it_while_it_may_be_released(self) -> None:
        minutes = self.sent()
        make.write(self.cast, self.outcome, in_confidence=True)
        given = {"by": self.cast.officer, "now": NOW}
        self.refused("kept_since", minutes_files.export_file, minutes, "docx", **given)
        self.agreed(minutes)
        self.assertIn(CLAUSE, self.text_of(minutes))
        edits.change_record(
            self.earlier, {"classification": Classification.SECRET}, by=self.cast.head, now=NOW
        )
        self.refused("hidden", minutes_files.export_file, minutes, "docx", **given)
        shown = minutes_files.filter_readable(
            minutes_files.content_of(minutes, self.cast.officer), self.cast.officer
        )
        self.assertNotIn(self.earlier.title, content_of_minutes.pack_content(shown).decode())

    def test_the_pdf_is_printed_and_each_export_is_logged(self) -> None:
        minutes = self.begun()
        made = minutes_files.export_file(minutes, "pdf", by=self.cast.officer, now=NOW)
        # Both sides sign on one page, beside each other.
        (signing,) = [
            line for page in as_laid_out(made) for line in page.splitlines() if "For the dele" in line
        ]
        self.assertEqual(signing.count("For the delegation"), 2)
        entry = AccessLogEntry.objects.get(subject_type=Minutes._meta.label)
        self.assertEqual((entry.by, entry.subject_id), (self.cast.officer, minutes.pk))
