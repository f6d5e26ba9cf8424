"""`manage.py make_packet`, down to the PDF."""

import io
import tempfile
from pathlib import Path
from typing import ClassVar

import pytest
from django.core.management import CommandError, call_command
from django.test import TestCase, override_settings

from commitments.models import Meeting, Packet
from commitments.vocabulary import CommitmentState, PacketState
from tests import make
from tests.cast import Cast, gather
from tests.commitments.briefings.reading import pages_of


@pytest.mark.both
class MakePacketTests(TestCase):
    cast: ClassVar[Cast]
    meeting: ClassVar[Meeting]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.meeting = make.meeting(cls.cast)
        make.commitment(cls.cast, make.outcome(cls.cast, cls.meeting), state=CommitmentState.ACCEPTED)

    def setUp(self) -> None:
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.folder = Path(place.name)
        settings = override_settings(DATA=self.folder)
        settings.enable()
        self.addCleanup(settings.disable)

    def run_command(self, *arguments: str) -> str:
        out = io.StringIO()
        call_command("make_packet", *arguments, stdout=out)
        return out.getvalue()

    def test_it_prints_what_the_desk_officer_may_read(self) -> None:
        target = self.folder / "packet.pdf"
        said = self.run_command("--meeting", self.meeting.reference, "--output", str(target))
        packet = Packet.objects.get()
        self.assertEqual((packet.reader, packet.state), (self.cast.officer, PacketState.READY))
        self.assertIn(packet.reference, said)
        pages = pages_of(target.read_bytes())
        self.assertEqual(len(pages), packet.pages)
        for page in pages:
            self.assertEqual(page.count("RESTRICTED"), 2)
        self.assertIn("Share investigation records", "".join(pages))

    def test_it_says_what_is_wrong_in_one_sentence(self) -> None:
        target = str(self.folder / "packet.pdf")
        for arguments in (
            ("--meeting", "M-XV-1999-001", "--output", target),
            ("--meeting", self.meeting.reference, "--output", str(self.folder / "no" / "packet.pdf")),
            ("--meeting", self.meeting.reference, "--output", target, "--user", "nobody"),
            ("--meeting", self.meeting.reference, "--output", target, "--user", "stranger"),
        ):
            with self.subTest(arguments), self.assertRaises(CommandError):
                self.run_command(*arguments)
        self.assertFalse(Path(target).exists())
