"""`manage.py make_packet`, down to the PDF."""

import datetime
import io
import tempfile
from pathlib import Path
from typing import ClassVar

import time_machine
from django.core.management import CommandError, call_command
from django.test import TestCase, override_settings

from commitments.audit.as_of import context
from commitments.enums import Classification, CommitmentState, PacketState
from commitments.models import Commitment, Meeting, Packet, User
from commitments.records import edits
from tests import make
from tests.cast import NOW, Cast, gather
from tests.commitments.packets.reading import pages_of

DAY = datetime.timedelta(days=1)


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
        # The last one is the personal sheet of the copy.
        self.assertEqual(len(pages), packet.pages + 1)
        for page in pages:
            self.assertEqual(page.count("RESTRICTED"), 2)
        self.assertIn("Share investigation records", "".join(pages))

    def test_the_desk_officer_asks_for_a_reader(self) -> None:
        target = self.folder / "packet.pdf"
        arguments = ("--meeting", self.meeting.reference, "--output", str(target), "--user", "reader")
        self.run_command(*arguments)
        packet = Packet.objects.get()
        self.assertEqual((packet.reader, packet.requested_by), (self.cast.reader, self.cast.officer))
        self.assertEqual(len(pages_of(target.read_bytes())), packet.pages + 1)

    def test_a_reader_without_the_clearance_gets_none(self) -> None:
        User.objects.filter(pk=self.cast.reader.pk).update(clearance=Classification.PUBLIC)
        target = self.folder / "packet.pdf"
        with self.assertRaisesMessage(CommandError, "The clearance of reader is too low"):
            self.run_command("--meeting", self.meeting.reference, "--output", str(target), "--user", "reader")
        self.assertFalse(target.exists() or Packet.objects.exists())

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

    def test_it_prints_what_stood_on_a_past_day(self) -> None:
        item = Commitment.objects.get()
        edits.change_record(item, {"title": "Another title"}, by=self.cast.officer, now=NOW + 3 * DAY)
        target = self.folder / "packet.pdf"
        arguments = ("--meeting", self.meeting.reference, "--output", str(target), "--as-of", "2026-03-12")
        with time_machine.travel(NOW + 9 * DAY, tick=False):
            self.run_command(*arguments)
        text = "".join(pages_of(target.read_bytes()))
        self.assertIn("Share investigation records", text)
        self.assertNotIn("Another title", text)
        self.assertIn("As of 12 Mar 2026 23:59 UTC", text)
        self.assertEqual(Packet.objects.get().as_of, context.at_the_end_of(NOW.date() + DAY, datetime.UTC))

    def test_a_moment_that_nothing_stood_at_is_refused_in_one_sentence(self) -> None:
        target = self.folder / "packet.pdf"
        arguments = ("--meeting", self.meeting.reference, "--output", str(target), "--as-of")
        later = make.meeting(self.cast, title="Recorded later", now=NOW + 5 * DAY)
        with time_machine.travel(NOW + 9 * DAY, tick=False):
            for text, sentence in (
                ("2126-01-01", "The date is in the future."),
                ("2020-01-01", "The records begin on"),
                ("last week", "Enter the date as"),
            ):
                with self.assertRaisesMessage(CommandError, sentence):
                    self.run_command(*arguments, text)
            with self.assertRaisesMessage(CommandError, "At that time, this meeting had not"):
                self.run_command("--meeting", later.reference, *arguments[2:], "2026-03-12")
        self.assertFalse(target.exists())
        self.assertFalse(Packet.objects.exists())
