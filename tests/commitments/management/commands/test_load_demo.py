"""`manage.py load_demo`, with a loader that only says what it was asked."""

import json
import stat
import tempfile
from io import StringIO
from pathlib import Path
from unittest import mock

from django.core.management import CommandError, call_command
from django.test import TestCase, override_settings

from commitments.demo.loader import Demo
from commitments.errors import Refused
from commitments.management.commands.load_demo import Command
from tests import make
from tests.cast import gather

HERE = "commitments.management.commands.load_demo.loader"


class LoadDemoTests(TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.data = Path(folder.name) / "data"
        self.enterContext(override_settings(DATA=self.data))

    def run_command(self, *arguments: str) -> str:
        out = StringIO()
        call_command("load_demo", *arguments, stdout=out)
        return out.getvalue()

    @property
    def file(self) -> Path:
        return self.data / "demo-users.json"

    def test_it_writes_passwords_that_only_their_owner_reads(self) -> None:
        with mock.patch(f"{HERE}.load_demo", return_value=Demo({"desk": "a", "head": "b"})):
            printed = self.run_command()
        self.assertEqual(json.loads(self.file.read_text()), {"desk": "a", "head": "b"})
        self.assertEqual(stat.S_IMODE(self.file.stat().st_mode), 0o600)
        self.assertIn(str(self.file), printed)

    def test_it_loads_nothing_twice_and_keeps_the_passwords(self) -> None:
        self.data.mkdir()
        self.file.write_text("{}")
        with mock.patch(f"{HERE}.is_loaded", return_value=True), mock.patch(f"{HERE}.load_demo") as load:
            self.run_command()
        load.assert_not_called()
        self.assertEqual(self.file.read_text(), "{}")

    def test_lost_passwords_are_made_anew(self) -> None:
        with (
            mock.patch(f"{HERE}.is_loaded", return_value=True),
            mock.patch(f"{HERE}.renew_passwords", return_value=Demo({"desk": "new"})),
        ):
            self.run_command()
        self.assertEqual(json.loads(self.file.read_text()), {"desk": "new"})

    def test_json_is_one_object_with_the_meetings(self) -> None:
        meeting = make.meeting(gather(), title="Treffen in Übersee")
        with (
            mock.patch(f"{HERE}.is_loaded", return_value=True),
            mock.patch(f"{HERE}.demo_meetings", return_value=[meeting]),
        ):
            printed = self.run_command("--format", "json")
        found = [{"reference": meeting.reference, "title": "Treffen in Übersee"}]
        self.assertEqual(json.loads(printed), {"meetings": found})

    def test_a_refusal_is_one_sentence_and_leaves_no_file(self) -> None:
        with (
            mock.patch(f"{HERE}.load_demo", side_effect=Refused("This database holds other records.")),
            self.assertRaisesMessage(CommandError, "other records"),
        ):
            self.run_command()
        self.assertFalse(self.file.exists())

    def test_the_bar_is_drawn_on_a_terminal_and_nowhere_else(self) -> None:
        terminal, pipe = StringIO(), StringIO()
        with mock.patch.object(terminal, "isatty", return_value=True):
            Command(stderr=terminal, no_color=True).show(1, 2)
            Command(stderr=terminal, no_color=True).show(2, 2)
        Command(stderr=pipe, no_color=True).show(1, 2)
        self.assertIn("1/2", terminal.getvalue())
        self.assertTrue(terminal.getvalue().endswith("2/2\n"))
        self.assertEqual(pipe.getvalue(), "")
