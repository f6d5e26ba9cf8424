"""Test cases with a shelf of their own; the packets of one are made of records and printed as empty pages."""

import tempfile
from pathlib import Path
from typing import ClassVar
from unittest import mock

from django.test import TestCase, override_settings

from commitments.models import Meeting, Packet, User
from commitments.packets import copy_files, sign_off
from commitments.packets.archive import production, requests
from commitments.packets.render.printing import PrintedFile
from tests import make
from tests.cast import NOW, Cast, gather

DRAFT, FINAL = make.pdf(3), make.pdf(4)


class FiledTestCase(TestCase):
    """Records of one meeting, and files on a shelf of the test's own."""

    cast: ClassVar[Cast]
    meeting: ClassVar[Meeting]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.meeting = make.meeting(cls.cast)

    def setUp(self) -> None:
        folder = self.enterContext(tempfile.TemporaryDirectory())
        self.enterContext(override_settings(DATA=Path(folder)))


class ShelfTestCase(FiledTestCase):
    def setUp(self) -> None:
        super().setUp()
        printing = mock.patch.object(production, "render_pdf", side_effect=self.print_it)
        self.printing = printing.start()
        self.addCleanup(printing.stop)
        sheet = PrintedFile(make.pdf(1), 1, ())
        self.enterContext(mock.patch.object(copy_files, "print_html", return_value=sheet))
        self.too_long: tuple[str, ...] = ()

    def print_it(self, content: object, imprint: object, _tell: object = None) -> PrintedFile:
        is_draft = bool(getattr(imprint, "draft", ""))
        return PrintedFile(DRAFT if is_draft else FINAL, 3, (), too_long=self.too_long, printer="press")

    def ready(self, *, reader: User | None = None, copies: int = 6) -> Packet:
        """Make the next edition, asked for by the officer."""
        packet = requests.request_packet(
            self.meeting, by=self.cast.officer, now=NOW, reader=reader, copies=copies
        )
        return self.made(packet)

    def made(self, packet: Packet) -> Packet:
        production.make_packet(packet.pk, now=NOW)
        packet.refresh_from_db()
        return packet

    def sign(self, packet: Packet, by: User) -> None:
        sign_off.sign_step(packet, by=by, now=NOW, content_sha256=packet.content_sha256)
        packet.refresh_from_db()

    def cleared(self) -> Packet:
        """Make an edition, let both officers sign it, and print the final."""
        return self.approved()

    def approved(self, *, reader: User | None = None) -> Packet:
        """Make the final for a reader."""
        packet = self.ready(reader=reader)
        self.sign(packet, self.cast.officer)
        self.sign(packet, self.cast.head)
        return self.made(packet)
