"""A package holds its selection completely, and nothing else; `verify.py` finds each byte that differs."""

import hashlib
import io
import json
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from commitments.closeout import package
from commitments.closeout.files import hash_file
from commitments.closeout.selection import Selection
from commitments.enums import Classification, ConsentPurpose, Origin
from commitments.errors import Refused
from commitments.files import storage
from commitments.lifecycle import originators
from commitments.meetings import outcomes
from commitments.models import (
    AuditRow,
    Commitment,
    Evidence,
    Meeting,
    PacketCopy,
    User,
)
from tests import make
from tests.cast import NOW, TODAY
from tests.commitments.closeout.world import FARES, PAPER, RETURNED, CloseoutCase
from tests.sealed import seal_all

pytestmark = pytest.mark.both


def rows(folder: Path, name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "data" / f"{name}.jsonl").read_text().splitlines()]


class BagTests(CloseoutCase):
    def test_a_package_of_a_partner_has_all_its_records_and_no_others(self) -> None:
        folder, written = self.export()
        ours = Meeting.objects.filter(country=self.cast.valdoria)
        self.assertEqual(
            [row["id"] for row in rows(folder, "records/meeting")], sorted(ours.values_list("pk", flat=True))
        )
        self.assertEqual(len(rows(folder, "records/commitment")), 2)
        self.assertEqual(len(rows(folder, "records/packetcopy")), PacketCopy.objects.count())
        text = b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
        self.assertNotIn(b"Open the port", text)
        self.assertNotIn(b"Talks on ports", text)
        self.assertEqual(written.classification, Classification.RESTRICTED)
        self.assert_whole(folder)

    def test_users_are_names_alone(self) -> None:
        folder, _written = self.export()
        people = rows(folder, "reference/user")
        self.assertEqual({name for row in people for name in row}, {"id", "username", "name"})
        self.assertNotIn(self.cast.stranger.pk, {row["id"] for row in people})

    def test_filed_documents_are_under_their_hash(self) -> None:
        folder, written = self.export()
        listed = rows(folder, "files")
        stores = {"evidence", "packets.json", "packets.pdf", "exchange.json", "exchange.docx"}
        self.assertEqual({row["store"] for row in listed}, stores)
        for content in (FARES, *RETURNED):
            other = hashlib.sha256(content).hexdigest()
            self.assertEqual((folder / "data/files" / other[:2] / other).read_bytes(), content)
        digest = Evidence.objects.get(commitment=self.item).sha256
        self.assertEqual((folder / "data/files" / digest[:2] / digest).read_bytes(), PAPER)
        self.assertEqual((written.documents, written.missing), (len(listed), 0))

    def test_a_document_without_a_file_is_stated_and_an_altered_one_stops_the_export(self) -> None:
        digest = Evidence.objects.get(commitment=self.item).sha256
        path = storage.open_evidence_store().path_of(digest)
        self.addCleanup(path.write_bytes, PAPER)
        path.unlink()
        folder, written = self.export()
        self.assertEqual(written.missing, 1)
        self.assertIn("1 documents had no file", self.check(folder)[1])
        path.write_bytes(b"another list")
        with self.assertRaises(Refused):
            self.export("second")
        self.assertEqual([one.name for one in self.folder.iterdir()], ["bag"])

    def test_information_from_a_third_state_leaves_only_with_its_consent_to_export(self) -> None:
        point, head = self.item.outcome, self.cast.head
        originators.set_originator(point, "Ruritania", by=self.cast.officer, now=NOW)
        seal_all()
        with self.assertRaises(Refused) as refused:
            self.export()
        self.assertEqual((refused.exception.code, list(self.folder.iterdir())), ("third_state", []))
        named = f"{point.meeting.reference}, outcome “{point}” (Ruritania)"
        self.assertIn(named, str(refused.exception))
        told: dict[str, Any] = {"given_by": "Embassy", "given_on": NOW.date(), "document": "Note 12/2026"}
        for purpose in (ConsentPurpose.PRINT, ConsentPurpose.EXPORT):
            with self.assertRaises(Refused):
                self.export()
            originators.record_consents(point, [purpose], **told, by=head, now=NOW)
        seal_all()
        folder, _written = self.export()
        consents = [row["outcome_id"] for row in rows(folder, "records/originatorconsent")]
        self.assertEqual(consents.count(point.pk), 2)
        self.assert_whole(folder)

    def test_a_package_of_a_mechanism_has_only_its_meetings(self) -> None:
        folder, _written = self.export(of=Selection(self.cast.valdoria, self.body))
        self.assertEqual([row["id"] for row in rows(folder, "records/meeting")], [self.later.pk])
        self.assertEqual(rows(folder, "records/packet"), [])
        self.assert_whole(folder)

    def test_a_package_of_a_period_has_only_the_meetings_of_those_days(self) -> None:
        day = make.HELD_ON
        for starts_on, ends_on, count in (
            (day, day, 2),
            (None, day.replace(year=2020), 0),
            (day.replace(year=2027), None, 0),
        ):
            folder, _written = self.export(
                f"{starts_on}-{ends_on}", Selection(self.cast.valdoria, None, starts_on, ends_on)
            )
            self.assertEqual(len(rows(folder, "records/meeting")), count)
            self.assert_whole(folder)

    def test_what_a_record_refers_to_comes_with_it_and_is_named(self) -> None:
        first = Commitment.objects.get(outcome__meeting=self.later)
        Commitment.objects.filter(pk=first.pk).update(origin=self.item, origin_kind=Origin.REMAINDER)
        folder, _written = self.export(of=Selection(self.cast.valdoria, self.body))
        about = json.loads((folder / "data/package.json").read_text())
        self.assertEqual(about["beyond_selection"]["commitments.Commitment"], [self.item.pk])
        self.assertEqual(
            {row["id"] for row in rows(folder, "records/meeting")}, {self.later.pk, self.meeting.pk}
        )

    def test_the_history_of_a_removed_part_comes_with_its_meeting(self) -> None:
        point = make.outcome(self.cast, self.later, clause="Recorded by mistake.")
        key = point.pk
        outcomes.remove_outcome(point, by=self.cast.officer, now=NOW)
        seal_all()
        folder, _written = self.export(of=Selection(self.cast.valdoria, self.body))
        # Records of other kinds may have the same key.
        told = {(row["subject_type"], row["subject_id"]) for row in rows(folder, "history")}
        self.assertIn(("commitments.Outcome", key), told)
        self.assert_whole(folder)

    def test_who_may_not_read_all_gets_no_package(self) -> None:
        self.export("head", reader=self.cast.head)
        self.export("records officer", reader=self.cast.records_officer)
        with make.unlocked():
            Evidence.objects.filter(commitment=self.item).update(classification=Classification.CONFIDENTIAL)
        User.objects.filter(pk=self.cast.head.pk).update(clearance=Classification.RESTRICTED)
        for person in (User.objects.get(pk=self.cast.head.pk), self.cast.stranger, self.cast.focal_point):
            with self.assertRaises(Refused) as refused:
                self.export("none", reader=person)
            self.assertEqual(refused.exception.code, "not_all")

    def test_without_the_consent_of_a_third_state_there_is_no_package(self) -> None:
        with make.unlocked():
            Evidence.objects.filter(commitment=self.item).update(originator="Ruritania")
        with self.assertRaisesMessage(Refused, "evidence “report 7/2026” (Ruritania)") as refused:
            self.export("none", reader=self.cast.head)
        self.assertEqual(refused.exception.code, "third_state")
        self.assertFalse((self.folder / "none").exists())
        with make.unlocked():
            originators.record_consents(
                Evidence.objects.get(commitment=self.item),
                [ConsentPurpose.EXPORT],
                given_by="Embassy",
                given_on=TODAY,
                document="Note 12",
                by=self.cast.head,
                now=NOW,
            )
        seal_all()
        self.export("consented", reader=self.cast.head)

    def test_the_tables_for_people_hold_no_formula(self) -> None:
        Meeting.objects.filter(pk=self.meeting.pk).update(place="=1+1")
        folder, _written = self.export()
        self.assertIn('"\'=1+1"', (folder / "data/tables/meeting.csv").read_text(encoding="utf-8-sig"))

    def test_the_command_writes_a_folder_that_checks_itself_without_anything_else(self) -> None:
        out = io.StringIO()
        folder = self.folder / "from command"
        call_command("export_closeout", "xv", str(folder), stdout=out)
        self.assertIn("Fingerprint", out.getvalue())
        run = subprocess.run(
            [sys.executable, "-I", str(folder / "verify.py")],
            capture_output=True,
            text=True,
            check=False,
            env={},
            cwd="/",
        )
        self.assertEqual((run.returncode, run.stderr), (0, ""), run.stdout)
        self.assertIn("The package is as it was filed.", run.stdout)
        with self.assertRaises(CommandError):
            call_command("export_closeout", "xv", str(folder), stdout=out)
        with self.assertRaises(CommandError):
            call_command("export_closeout", "zz", str(self.folder / "none"), stdout=out)

    def test_an_unknown_mechanism_and_a_period_that_ends_before_it_begins_are_refused(self) -> None:
        other = make.HELD_ON
        for arguments in (("ZZ",), ("XV", 0), ("XV", None, other, other.replace(year=2020))):
            with self.assertRaises(Refused):
                package.find_selection(*arguments)


class AlteredTests(CloseoutCase):
    """One byte anywhere, a file more or less, or a consistent forgery: `verify.py` finds each."""

    def test_one_byte_anywhere_is_found(self) -> None:
        folder, _written = self.export()
        chance = random.Random(20)
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            content = path.read_bytes()
            for place in {chance.randrange(len(content)) for _time in range(3)} if content else ():
                path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
                self.assertEqual(self.check(folder)[0], 1, f"{path} {place}")
            path.write_bytes(content + b"\n")
            self.assertEqual(self.check(folder)[0], 1, path)
            path.write_bytes(content)
        self.assert_whole(folder)

    def test_a_file_more_or_less_is_found(self) -> None:
        folder, _written = self.export()
        (folder / "data/files/more").write_bytes(b"")
        self.assertIn("no manifest names this file", self.check(folder)[1])
        (folder / "data/files/more").unlink()
        (folder / "data/records/clause.jsonl").unlink()
        self.assertIn("the file is missing", self.check(folder)[1])

    def forge(self, name: str, old: bytes, new: bytes) -> str:
        """Alter a file of the payload and make all manifests fit; return what the check says of it."""
        folder, _written = self.export(f"bag {self.id()}")
        path = folder / "data" / name
        before = path.read_bytes()
        self.assertIn(old, before)
        path.write_bytes(before.replace(old, new, 1))
        size = len(path.read_bytes()) - len(before)
        info = (folder / "bag-info.txt").read_text()
        found = info.split("Payload-Oxum: ")[1].split("\n")[0]
        total, _dot, count = found.partition(".")
        (folder / "bag-info.txt").write_text(info.replace(found, f"{int(total) + size}.{count}"))
        for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
            lines = (folder / manifest).read_text().splitlines()
            names = [line[66:] for line in lines]
            hashed = (f"{hash_file(folder / one)}  {one}\n" for one in names)
            (folder / manifest).write_text("".join(hashed))
        code, said = self.check(folder)
        self.assertEqual(code, 1, said)
        return said

    def test_a_record_that_its_history_does_not_lead_to_is_found(self) -> None:
        self.assertIn(
            "short title differs",
            self.forge("records/commitment.jsonl", b"Share investigation", b"Lose investigation"),
        )

    def test_a_table_for_people_that_says_something_else_than_its_rows_is_found(self) -> None:
        for old, new in ((b"Share investigation", b"Lose investigation"), (b"Valdoria (", b"Ruritani (")):
            with self.subTest(old):
                said = self.forge("tables/commitment.csv", old, new)
                self.assertRegex(said, "tables/commitment.csv: row [0-9]+ differs from the record")
            shutil.rmtree(self.folder / f"bag {self.id()}")

    def test_a_history_that_its_seals_do_not_fit_is_found(self) -> None:
        self.assertIn(
            "does not match its seal",
            self.forge("history.jsonl", b"Share investigation", b"Lose investigation"),
        )

    def test_an_entry_of_the_history_that_was_removed_is_found(self) -> None:
        folder, _written = self.export("look")
        first = (folder / "data/history.jsonl").read_bytes().splitlines(keepends=True)[0]
        self.assertIn("more or fewer entries", self.forge("history.jsonl", first, b""))

    def test_a_record_that_was_removed_is_found(self) -> None:
        folder, _written = self.export("look")
        first = (folder / "data/records/evidence.jsonl").read_bytes().splitlines(keepends=True)[0]
        said = self.forge("records/evidence.jsonl", first, b"")
        self.assertIn("the record is missing", said)
        self.assertIn("the number of rows differs", said)

    def test_a_reference_row_that_was_removed_is_found(self) -> None:
        folder, _written = self.export("look")
        first = (folder / "data/reference/ministry.jsonl").read_bytes().splitlines(keepends=True)[0]
        self.assertIn("is not in the package", self.forge("reference/ministry.jsonl", first, b""))

    def test_a_packet_whose_anchor_is_another_seal_is_found(self) -> None:
        self.assertIn(
            "the seal is not the one", self.forge("anchors.jsonl", b'"digits":"', b'"digits":"f0f0')
        )

    def test_an_entry_that_was_not_sealed_stops_nothing_silently(self) -> None:
        AuditRow.objects.create(
            at=self.packet.requested_at, action="changed", subject_type="commitments.Meeting",
            subject_id=self.meeting.pk, page_type="commitments.Meeting", page_id=self.meeting.pk,
            before={"place": "Port Serin"}, after={"place": "Nowhere"},
        )  # fmt: skip
        with self.assertRaises(Refused):
            self.export()
