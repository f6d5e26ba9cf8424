"""Leak probes: a sentence that was withheld leaves no trace in sheets that were laid out before."""

import datetime
import os
import tempfile
from pathlib import Path
from typing import ClassVar
from unittest import mock

from django.conf import settings
from django.db.models import Q

from commitments.accounts import changes
from commitments.classification import prepared_sheets
from commitments.classification.prepared_sheets import SHEETS, SheetFile, list_pages
from commitments.enums import ApprovalKind, Classification, CommitmentState, ConsentPurpose, OwedBy
from commitments.files import storage
from commitments.lifecycle import approvals, originators
from commitments.models import Commitment, Grant, Packet, PacketCopy, User
from commitments.packets import copies, copy_files
from commitments.packets.archive import production, requests
from commitments.packets.render.printing import PrintedFile, print_html
from commitments.records import edits
from tests import make
from tests.cast import NOW
from tests.commitments.accounts.case import second_administrator
from tests.commitments.packets.reading import pages_of, squeezed
from tests.commitments.packets.shelf import ShelfTestCase

SENTENCE = "Offer the second tugboat at last"


class PreparedSheetTests(ShelfTestCase):
    """Two were given a first packet; then a title changed, with the sentence as its reason: it is on their
    sheets of the second packet alone.
    """

    item: ClassVar[Commitment]
    second: ClassVar[User]

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.second = second_administrator()
        point = make.outcome(cls.cast, cls.meeting, clause="Exchange harbour contacts.")
        cls.item = make.commitment(
            cls.cast,
            point,
            title="Harbour contacts",
            owed_by=OwedBy.THEIRS,
            state=CommitmentState.ACCEPTED,
        )

    def setUp(self) -> None:
        super().setUp()
        self.enterContext(mock.patch.object(copy_files, "print_html", side_effect=self.print_text))
        first = self.make_packet(NOW)
        for holder in (self.cast.officer, self.cast.head):
            copies.open_packet(first, holder, now=NOW)
        later = NOW + datetime.timedelta(days=1)
        values = {"title": "List of harbour contacts"}
        edits.change_record(self.item, values, by=self.cast.officer, now=later, reason=SENTENCE)
        self.packet = self.make_packet(later)
        sheets = list_pages(self.packet.imprints).values()
        self.files = [storage.open_packet_store(".sheet").path_of(one["sha256"]) for one in sheets]

    def print_text(self, html: str, **_limits: object) -> PrintedFile:
        """Print an empty page, with the words in a comment behind it."""
        return PrintedFile(make.pdf(1) + f"\n%{html}".encode(), 1, ())

    def make_packet(self, now: datetime.datetime) -> Packet:
        packet = requests.request_packet(
            self.meeting, by=self.cast.officer, now=now, reader=self.cast.head, copies=4
        )
        production.make_packet(packet.pk, now=now)
        return Packet.objects.get(pk=packet.pk)

    def find_traces(self) -> set[str]:
        """Return the kinds of stored files that hold the sentence."""
        files = settings.DATA.rglob("*")
        return {one.suffix for one in files if one.is_file() and SENTENCE.encode() in one.read_bytes()}

    def assert_deleted(self) -> None:
        self.assertEqual(self.find_traces(), set())
        self.assertEqual([one for one in self.files if one.exists()], [])
        self.packet.refresh_from_db()
        self.assertNotIn(SHEETS, self.packet.imprints)

    def open_sheet(self, holder: User) -> str:
        """Issue a copy and return the text of the sheet that was printed for it."""
        copies.open_packet(Packet.objects.get(pk=self.packet.pk), holder, now=NOW)
        copy = PacketCopy.objects.get(packet=self.packet, holder=holder)
        stored = (settings.DATA / "packets").rglob(f"{copy.sheet_sha256}.pdf")
        return next(stored).read_bytes().decode(errors="replace")

    def test_the_probe_finds_what_is_prepared(self) -> None:
        self.assertEqual(self.find_traces(), {".sheet"})
        rows = [*Packet.objects.values(), *PacketCopy.objects.values()]
        self.assertNotIn(SENTENCE, str(rows))

    def test_what_is_prepared_is_used_while_nothing_changed(self) -> None:
        with mock.patch.object(copy_files, "print_html") as printing:
            copies.open_packet(self.packet, self.cast.head, now=NOW)
        self.assertEqual(printing.call_count, 0)

    def test_a_recall_deletes_it_and_nothing_is_prepared_afterwards(self) -> None:
        with self.captureOnCommitCallbacks(execute=True):
            copies.recall_edition(self.packet, by=self.cast.head, now=NOW, reason="A name is wrong.")
        self.assert_deleted()
        production.prepare_copies(self.packet.pk)
        self.assert_deleted()

    def test_words_given_in_confidence_are_deleted(self) -> None:
        with self.captureOnCommitCallbacks(execute=True):
            approvals.mark_confidential(self.item.outcome, by=self.cast.officer, now=NOW)
        self.assert_deleted()
        self.assertNotIn(SENTENCE, self.open_sheet(self.cast.head))

    def test_words_of_a_third_state_are_deleted_when_that_is_stated_and_when_its_consent_ends(self) -> None:
        point, by = self.item.outcome, self.cast.officer
        with self.captureOnCommitCallbacks(execute=True):
            originators.set_originator(point, "Ruritania", by=by, now=NOW)
        self.assert_deleted()
        [consent] = originators.record_consents(
            point,
            [ConsentPurpose.PRINT],
            given_by="Embassy",
            given_on=NOW.date(),
            document="Note 12/2026",
            by=self.cast.head,
            now=NOW,
        )
        production.prepare_copies(self.packet.pk)
        self.assertIn(".sheet", self.find_traces())
        with self.captureOnCommitCallbacks(execute=True):
            originators.revoke_consent(consent, reason="Their letter.", by=self.cast.head, now=NOW)
        self.assert_deleted()

    def test_words_of_a_raised_record_are_deleted(self) -> None:
        with self.captureOnCommitCallbacks(execute=True):
            approvals.raise_classification(self.item, Classification.SECRET, by=self.cast.head, now=NOW)
        self.assert_deleted()
        self.assertNotIn(SENTENCE, self.open_sheet(self.cast.head))

    def test_a_record_entered_in_error_deletes_them(self) -> None:
        asked = approvals.request_approval(
            self.item, ApprovalKind.ENTER_IN_ERROR, reason="Twice.", by=self.cast.officer, now=NOW
        )
        with self.captureOnCommitCallbacks(execute=True):
            approvals.grant_request(asked, by=self.cast.head, now=NOW)
        self.assert_deleted()

    def change_clearance(self, person: User, level: Classification) -> None:
        administrator, values = self.cast.administrator, {"clearance": level.value}
        change = changes.propose_permissions(person, values, reason="Moves.", by=administrator, now=NOW)
        with self.captureOnCommitCallbacks(execute=True):
            changes.confirm_change(change, by=self.second, now=NOW)

    def test_a_change_of_clearance_of_reader_requester_or_holder_deletes_them(self) -> None:
        for person in (self.cast.head, self.cast.officer):
            level = Classification(person.clearance)
            self.change_clearance(person, Classification.PUBLIC)
            self.assert_deleted()
            self.change_clearance(person, level)
            production.prepare_copies(self.packet.pk)
            self.assertIn(".sheet", self.find_traces())

    def test_a_change_of_another_person_deletes_nothing(self) -> None:
        self.change_clearance(self.cast.auditor, Classification.PUBLIC)
        self.assertIn(".sheet", self.find_traces())

    def test_revoked_access_deletes_them(self) -> None:
        grant = Grant(person=self.cast.head, country=self.meeting.country, reason="Cover.")
        grant.starts_on = grant.ends_on = NOW.date()
        grant = edits.create_record(grant, by=None, now=NOW)
        with self.captureOnCommitCallbacks(execute=True):
            edits.change_record(grant, {"ended_at": NOW}, by=None, now=NOW)
        self.assert_deleted()

    def test_a_copy_is_issued_by_the_rights_of_the_moment(self) -> None:
        """The rights changed in between and the pages are still stored: they are not used."""
        Commitment.objects.filter(pk=self.item.pk).update(classification=Classification.SECRET)
        self.assertIn(".sheet", self.find_traces())
        self.assertNotIn(SENTENCE, self.open_sheet(self.cast.head))

    def test_what_is_issued_is_no_longer_kept_for_the_next_run(self) -> None:
        copies.open_packet(self.packet, self.cast.head, now=NOW)
        copies.open_packet(self.packet, self.cast.officer, now=NOW)
        production.prepare_copies(self.packet.pk)
        self.assertNotIn(".sheet", self.find_traces())
        self.assertIn(".pdf", self.find_traces())

    def test_what_is_deleted_while_sheets_are_laid_out_is_not_stored(self) -> None:
        run = prepared_sheets.start_run(self.packet)
        with self.captureOnCommitCallbacks(execute=True):
            prepared_sheets.discard_sheets(Q(pk=self.packet.pk))
        page = SheetFile(SENTENCE.encode(), ())
        prepared_sheets.keep_pages(self.packet, run, {"late": page}, ["late"])
        self.assert_deleted()

    def test_what_lost_its_reason_by_a_date_alone_is_deleted_at_night(self) -> None:
        copy_files.delete_outdated_sheets(NOW)
        self.assertEqual(self.find_traces(), {".sheet"})
        # As a consent that expires: nothing is written that would delete it at once.
        PacketCopy.objects.filter(packet=self.packet).update(recalled_at=NOW)
        copy_files.delete_outdated_sheets(NOW)
        self.assert_deleted()

    def test_what_a_killed_process_left_is_deleted_at_night(self) -> None:
        folder = self.files[0].parent
        left = [folder / "part-abc", folder / f"{'a' * 64}.sheet"]
        for file in left:
            file.write_text(SENTENCE)
            os.utime(file, (NOW.timestamp(), NOW.timestamp()))
        copy_files.delete_outdated_sheets(NOW + datetime.timedelta(minutes=50))
        self.assertTrue(all(file.exists() for file in left))
        copy_files.delete_outdated_sheets(NOW + datetime.timedelta(minutes=70))
        self.assertEqual([file for file in left if file.exists()], [])
        self.assertEqual(self.find_traces(), {".sheet"})

    def test_a_file_is_deleted_before_the_row_forgets_it(self) -> None:
        with mock.patch.object(prepared_sheets, "_write", side_effect=ZeroDivisionError):
            with self.captureOnCommitCallbacks() as callbacks:
                prepared_sheets.discard_sheets(Q(pk=self.packet.pk))
            with self.assertRaises(ZeroDivisionError):
                callbacks[0]()
        # Where a process ends here, the row names files that are gone.
        self.packet.refresh_from_db()
        self.assertIn(SHEETS, self.packet.imprints)
        self.assertEqual(self.find_traces(), set())
        self.assertNotIn("No change", self.open_sheet(self.cast.head))

    def test_nothing_is_written_outside_the_packet_store(self) -> None:
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        with self.captureOnCommitCallbacks(execute=True):
            prepared_sheets.discard_sheets(Q(pk=self.packet.pk))
        with (
            mock.patch.object(tempfile, "tempdir", str(folder)),
            mock.patch.dict("os.environ", {"TMPDIR": str(folder)}),
            mock.patch.object(copy_files, "print_html", side_effect=print_html),
        ):
            production.prepare_copies(self.packet.pk)
        self.assertEqual([one for one in folder.rglob("*") if one.is_file()], [])
        outside = {one.relative_to(settings.DATA).parts[0] for one in settings.DATA.rglob("*")}
        self.assertEqual(outside, {"packets"})
        self.packet.refresh_from_db()
        found = [prepared_sheets.find_pages(self.packet, key) for key in list_pages(self.packet.imprints)]
        texts = [squeezed("".join(pages_of(one.pdf))) for one in found if one is not None]
        self.assertTrue(any(squeezed(SENTENCE) in text for text in texts))
