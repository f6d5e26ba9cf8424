"""What is on file is checked: each thing that can be altered is found, and what is whole is passed."""

import io
from unittest import mock

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from commitments import verification
from commitments.db import triggers
from commitments.enums import CommitmentState
from commitments.files import storage
from commitments.models import Evidence, Packet, PacketCopy, SignOff, User
from commitments.packets import copies
from commitments.packets.content import PacketContent
from commitments.packets.content_values import EditionLabel
from commitments.packets.render.pdf import render_pdf
from commitments.packets.render.printing import PrintedFile
from commitments.verification import findings, records
from tests import make
from tests.cast import NOW
from tests.commitments.packets.shelf import ShelfTestCase
from tests.sealed import seal_all, tell_all

pytestmark = pytest.mark.both


class VerifyTests(ShelfTestCase):
    def setUp(self) -> None:
        super().setUp()
        again = mock.patch.object(records, "render_pdf", side_effect=self.print_it)
        self.again = again.start()
        self.addCleanup(again.stop)
        self.packet = self.cleared()
        copies.open_packet(self.packet, self.cast.officer, now=NOW)
        tell_all()

    def everything(self, *, rebuild: bool = True) -> list[findings.VerificationFinding]:
        seal_all()
        return list(verification.verify_everything(rebuild=rebuild, show=lambda _done, _total: None))

    def found(self, *, rebuild: bool = True) -> list[str]:
        findings = self.everything(rebuild=rebuild)
        return [str(finding) for finding in findings if finding.is_failure]

    def spoil(self, digest: str, ending: str = ".pdf") -> None:
        storage.open_packet_store(ending).path_of(digest).write_bytes(b"something else")

    def assert_found(self, said: str) -> None:
        found = self.found()
        self.assertTrue(any(said in one for one in found), found)
        with self.assertRaises(CommandError):
            call_command("verify_records", stdout=io.StringIO())

    def test_what_is_whole_is_passed_and_each_master_is_printed_again(self) -> None:
        self.assertEqual(self.found(), [])
        self.assertEqual(self.again.call_count, 2)
        self.assertEqual(self.found(rebuild=False), [])
        self.assertEqual(self.again.call_count, 2)
        out = io.StringIO()
        call_command("verify_records", "--no-rebuild", stdout=out)
        self.assertIn("All records match what was recorded.", out.getvalue())

    def test_an_altered_content_is_named(self) -> None:
        self.spoil(self.packet.content_sha256, ".json")
        self.assert_found("P-XV-2026-01 1.0, the content: The stored file was altered")

    def test_an_altered_or_missing_master_is_named(self) -> None:
        self.spoil(self.packet.sha256)
        self.assert_found("P-XV-2026-01 1.0, stored final")
        storage.open_packet_store().path_of(self.packet.draft_sha256).unlink()
        self.assert_found("stored draft version: The file is missing")

    def test_a_copy_that_is_not_the_stamp_of_its_master_is_named(self) -> None:
        other = storage.open_packet_store().put(make.pdf(2))
        PacketCopy.objects.filter(packet=self.packet, of_final=True, number=1).update(sha256=other)
        self.assert_found("copy 1 of the final version: the copy does not match its original")

    def test_a_signature_on_another_content_is_named(self) -> None:
        SignOff.objects.filter(packet=self.packet, step=2).update(content_sha256="0" * 64)
        self.assert_found("sign-off step 2 of Head: the sign-off belongs to different content")

    def test_a_final_that_was_not_signed_is_named(self) -> None:
        SignOff.objects.filter(packet=self.packet, step=2).update(content_sha256="", signed_at=None)
        self.assert_found("not every step is signed off")

    def test_a_marking_that_is_not_the_contents_is_named(self) -> None:
        Packet.objects.filter(pk=self.packet.pk).update(classification=0)
        self.assert_found("the reference or classification of the packet differs")

    def test_a_master_that_prints_otherwise_is_named(self) -> None:
        Packet.objects.filter(pk=self.packet.pk).update(sha256=storage.open_packet_store().put(make.pdf(7)))
        PacketCopy.objects.filter(of_final=True).update(sha256="")
        self.assert_found("a new rendering of the content differs")

    def test_another_printer_is_a_remark_and_no_failure(self) -> None:
        kept = self.packet.imprints
        kept["final"] |= {"printer": "another", "stamp": "another"}
        Packet.objects.filter(pk=self.packet.pk).update(
            imprints=kept, sha256=storage.open_packet_store().put(make.pdf(7))
        )
        self.packet.refresh_from_db()
        findings = list(records.check_packet(self.packet, rebuild=True))
        self.assertFalse(any(finding.is_failure for finding in findings))
        said = [str(one) for one in findings]
        self.assertTrue(any("another version of the system" in one for one in said), said)
        self.assertTrue(any("stamped with other versions" in one for one in said), said)

    def test_an_imprint_of_another_version_is_a_remark_and_the_rest_is_checked(self) -> None:
        kept = self.packet.imprints
        kept["final"]["says"]["window"] = "left"
        Packet.objects.filter(pk=self.packet.pk).update(imprints=kept)
        self.packet.refresh_from_db()
        findings = list(records.check_packet(self.packet, rebuild=True))
        names = [finding.row for finding in findings]
        self.assertEqual(
            names, ["P-XV-2026-01 1.0, copy 1 of the final version", "P-XV-2026-01 1.0, stored final version"]
        )
        self.assertTrue(all("another version" in finding.says.lower() for finding in findings))
        self.assertFalse(any(finding.is_failure for finding in findings))

    def test_a_lost_imprint_is_named(self) -> None:
        Packet.objects.filter(pk=self.packet.pk).update(imprints={})
        self.assert_found(
            "copy 1 of the final version: The version details of this packet file are missing. "
            "Create the next version."
        )

    def test_a_missing_paper_is_named_with_its_item(self) -> None:
        item = make.commitment(self.cast, make.outcome(self.cast, self.meeting))
        Evidence.objects.create(
            commitment=item, kind="letter", description="Letter", recorded_at=NOW, sha256="0" * 64
        )
        self.assert_found(f"{item.reference}, ")

    def test_a_lost_lock_is_named(self) -> None:
        with mock.patch.object(
            triggers, "list_missing_triggers", return_value=["lock_audit_update"]
        ) as missing:
            self.assert_found("lock_audit_update: this database trigger is missing")
        missing.assert_called_with(connection)


class RebuildTests(ShelfTestCase):
    """One packet that is really printed, and printed again after the record has moved on."""

    def print_it(self, content: PacketContent, imprint: EditionLabel, *_far: object) -> PrintedFile:  # type: ignore[override]
        return render_pdf(content, imprint)

    def test_a_master_comes_out_the_same_after_later_edits(self) -> None:
        item = make.commitment(
            self.cast, make.outcome(self.cast, self.meeting), state=CommitmentState.ACCEPTED
        )
        packet = self.ready()
        copies.open_packet(packet, self.cast.officer, now=NOW)
        type(item).objects.filter(pk=item.pk).update(title="Another title")
        User.objects.filter(pk=packet.reader_id).update(name="Another name")
        self.assertEqual(list(records.check_packet(packet, rebuild=True)), [])
