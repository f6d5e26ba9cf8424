"""A partner with closed records, a packet that was signed off and a filed document; and another partner."""

import io
import tempfile
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any, ClassVar
from unittest import mock

from django.test import TestCase, override_settings

from commitments.closeout import package, verify
from commitments.closeout.bag import BagMaker, WrittenBag
from commitments.closeout.selection import Selection
from commitments.enums import CommitmentState, ConsentPurpose, OwedBy
from commitments.files import storage
from commitments.lifecycle import originators
from commitments.meetings import agenda
from commitments.models import (
    AgendaPaper,
    AgendaPoint,
    Commitment,
    Mechanism,
    Meeting,
    Minutes,
    MinutesChange,
    Packet,
    User,
)
from commitments.packets import copies, copy_files, sign_off
from commitments.packets.archive import production, requests
from commitments.packets.render.printing import PrintedFile
from commitments.records import edits
from commitments.tables import minutes_files
from tests import make
from tests.cast import NOW, Cast, gather
from tests.sealed import seal_all, tell_all

PAPER = b"%PDF-1.7\nlist of exchanged records\n%%EOF"
FARES = b"%PDF-1.7\nferry fares\n%%EOF"
RETURNED = (b"PK first returned file", b"PK second returned file")


class CloseoutCase(TestCase):
    cast: ClassVar[Cast]
    meeting: ClassVar[Meeting]
    later: ClassVar[Meeting]
    body: ClassVar[Mechanism]
    item: ClassVar[Commitment]
    point: ClassVar[AgendaPoint]
    minutes: ClassVar[Minutes]
    packet: ClassVar[Packet]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.enterClassContext(
            override_settings(DATA=Path(cls.enterClassContext(tempfile.TemporaryDirectory())))
        )
        cls.cast = gather()
        cls.meeting = make.meeting(cls.cast)
        cls.body = Mechanism.objects.create(country=cls.cast.valdoria, name="Joint commission on policing")
        cls.later = make.meeting(cls.cast, title="Session of the commission", mechanism=cls.body)
        make.statement(cls.cast, cls.meeting)
        point = make.outcome(cls.cast, cls.meeting)
        cls.item = make.commitment(cls.cast, point, state=CommitmentState.REPORTED, owed_by=OwedBy.JOINT)
        paper = make.evidence(cls.cast, cls.item)
        digest = storage.open_evidence_store().put(PAPER)
        edits.change_record(paper, {"sha256": digest, "file_name": "list.pdf"}, by=cls.cast.officer, now=NOW)
        make.confirm(cls.cast, cls.item)
        make.commitment(cls.cast, make.outcome(cls.cast, cls.later, clause="Valdoria will name a contact."))
        ports = make.meeting(cls.cast, country=cls.cast.elsewhere, title="Talks on ports")
        make.commitment(cls.cast, make.outcome(cls.cast, ports), title="Open the port")
        cls.add_agenda()
        cls.add_minutes()
        cls.packet = cls.make_packet()
        tell_all()
        seal_all()

    @classmethod
    def add_agenda(cls) -> None:
        """Add an agenda item that a third state gave, with its consent to exports, and its paper."""
        by: dict[str, Any] = {"by": cls.cast.officer, "now": NOW}
        cls.point = agenda.add_point(AgendaPoint(meeting=cls.meeting, title="Ferry fares"), **by)
        digest = storage.open_evidence_store().put(FARES)
        paper = AgendaPaper(point=cls.point, description="Fares", sha256=digest, file_name="fares.pdf")
        edits.create_record(paper, **by)
        originators.set_originator(cls.point, "Ruritania", **by)
        originators.record_consents(
            cls.point,
            [ConsentPurpose.EXPORT],
            given_by="Embassy",
            given_on=make.HELD_ON,
            document="Note 12/2026",
            by=cls.cast.head,
            now=NOW,
        )

    @classmethod
    def add_minutes(cls) -> None:
        """Send minutes, which the partner returned twice, the first time with a change."""
        by: dict[str, Any] = {"by": cls.cast.officer, "now": NOW}
        begun = minutes_files.begin_minutes(cls.meeting, **by)
        cls.minutes = minutes_files.send_minutes(begun, sent_to="Embassy", sent_on=make.HELD_ON, **by)
        first, second = (storage.open_file_store("docx").put(content) for content in RETURNED)
        change = MinutesChange(
            minutes=cls.minutes, part="x-1", label="1", theirs="Other", file_name="first.docx", sha256=first
        )
        edits.create_record(change, **by)
        values = {"returned_on": make.HELD_ON, "returned_name": "second.docx", "returned_sha256": second}
        edits.change_record(cls.minutes, values, **by)

    @classmethod
    def make_packet(cls) -> Packet:
        """Return a packet that was signed off, printed as empty pages, of which one copy was issued."""
        printed = PrintedFile(make.pdf(3), 3, (), printer="press")
        sheet = PrintedFile(make.pdf(1), 1, ())
        with (
            mock.patch.object(production, "render_pdf", return_value=printed),
            mock.patch.object(copy_files, "print_html", return_value=sheet),
        ):
            packet = requests.request_packet(cls.meeting, by=cls.cast.officer, now=NOW, copies=6)
            production.make_packet(packet.pk, now=NOW)
            packet.refresh_from_db()
            for person in (cls.cast.officer, cls.cast.head):
                sign_off.sign_step(packet, by=person, now=NOW, content_sha256=packet.content_sha256)
            production.make_packet(packet.pk, now=NOW)
            packet.refresh_from_db()
            copies.open_packet(packet, cls.cast.officer, now=NOW)
        return packet

    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def selection(self) -> Selection:
        return Selection(self.cast.valdoria)

    def export(
        self, name: str = "bag", of: Selection | None = None, reader: User | None = None
    ) -> tuple[Path, WrittenBag]:
        folder = self.folder / name
        maker = BagMaker(NOW, "test")
        return folder, package.export_folder(folder, of or self.selection(), maker, reader=reader)

    @staticmethod
    def check(folder: Path) -> tuple[int, str]:
        """Return the exit code and the lines of `verify.py`."""
        out = io.StringIO()
        with redirect_stdout(out):
            code = verify.main(["verify.py", str(folder)])
        return code, out.getvalue()

    def assert_whole(self, folder: Path) -> None:
        code, said = self.check(folder)
        self.assertEqual(code, 0, said)
