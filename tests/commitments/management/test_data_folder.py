"""A data folder that cannot be used is said in one sentence by every command, and never by a traceback."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management import get_commands
from django.test import SimpleTestCase

from commitments.management import preconditions

# Root may write everywhere; without its privileges it is held to the permissions of a file as others are.
AS_ANYBODY = ("setpriv", "--bounding-set=-all", "--inh-caps=-all") if os.geteuid() == 0 else ()


class DataFolderTests(SimpleTestCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def run_it(self, *arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        return subprocess.run(
            [*AS_ANYBODY, sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env=environment | {"TRACKER_DATA": str(folder or self.folder), "SECRET_KEY": ""},
            capture_output=True,
            text=True,
            check=False,
        )

    def check_sentence(self, done: subprocess.CompletedProcess[str], wanted: str) -> None:
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, rf"\A{wanted}, or name another folder in TRACKER_DATA\.\n\Z")
        self.assertEqual(done.stdout, "")

    def test_a_folder_that_is_not_there_is_not_made_by_a_misspelled_name(self) -> None:
        missing = self.folder / "x" / "y"
        for command in ("migrate", "collectstatic", "check"):
            with self.subTest(command):
                self.check_sentence(
                    self.run_it(command, folder=missing), "The data folder .*/x/y does not exist: create it"
                )
                self.assertFalse((self.folder / "x").exists())

    def test_a_file_is_no_folder(self) -> None:
        file = self.folder / "file"
        file.touch()
        self.check_sentence(
            self.run_it("collectstatic", folder=file),
            "The data folder .*/file is a file, not a folder: remove it",
        )

    def test_one_that_may_not_be_written_to(self) -> None:
        self.folder.chmod(0o500)
        self.check_sentence(
            self.run_it("shell", "--command", "1"),
            r"The data folder .* cannot be written to: give read and write access .* \(user ID \d+\)",
        )

    def test_a_file_inside_that_may_not_be_used(self) -> None:
        static = self.folder / "static"
        static.mkdir(mode=0o500)
        self.check_sentence(
            self.run_it("collectstatic", "--no-input"),
            r"The data folder cannot be used \(.*/static/.*: Permission denied\): give read and .*",
        )

    def test_a_key_that_may_not_be_read(self) -> None:
        (self.folder / "secret_key").touch(mode=0o000)
        self.check_sentence(
            self.run_it("migrate"),
            r"The data folder cannot be used \(.*/secret_key: Permission denied\): give read and .*",
        )

    def test_up_makes_the_folder_where_it_may(self) -> None:
        self.folder.chmod(0o500)
        done = self.run_it("up", folder=self.folder / "x")
        self.check_sentence(
            done, r"The data folder cannot be used \(.*/x: Permission denied\): give read and .*"
        )

    def test_no_command_is_left_out_but_those_that_need_no_folder(self) -> None:
        missing = self.folder / "x"
        asked = {name for name in get_commands() if not preconditions.explain_folder_problem(missing, name)}
        self.assertEqual(asked, {"up"})

    def test_what_lies_elsewhere_is_no_fault_of_the_folder(self) -> None:
        self.assertEqual(
            preconditions.why_not(FileNotFoundError(2, "No such file", "/etc/x"), self.folder), ""
        )
        self.assertEqual(preconditions.why_not(OSError(28, "No space left on device"), self.folder), "")
