"""A backup holds the database without its sessions, and every filed document, of a new installation too."""

import os
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from io import StringIO
from pathlib import Path
from unittest import mock

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import SimpleTestCase, TransactionTestCase

from commitments.files import storage
from commitments.management.commands import backup
from tests.plugins import servers


@pytest.mark.long
class EmptyTests(SimpleTestCase):
    """A new installation, on SQLite, by the command line alone."""

    def manage(self, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        return subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=settings.BASE_DIR, check=False,
            env=environment | {"TRACKER_DATA": str(folder)}, capture_output=True, text=True,
        )  # fmt: skip

    def test_a_new_installation_is_backed_up_and_restored_with_sending_paused(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            old, new, kept = Path(name) / "old", Path(name) / "new", Path(name) / "backup"
            for folder in (old, new):
                folder.mkdir()
            self.assertEqual(self.manage(old, "migrate", "--verbosity", "0").returncode, 0)
            made = self.manage(old, "create_administrator")
            self.assertEqual((made.returncode, made.stderr), (0, ""))
            # Before the first reminder run.
            done = self.manage(old, "backup", str(kept))
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertIn("and 0 files to", done.stdout)
            again = self.manage(old, "backup", str(kept))
            self.assertEqual(again.returncode, 1)
            self.assertRegex(again.stderr, r"The backup cannot be written to .*: File exists\.\n\Z")
            # As docs/operations.md has it.
            (new / backup.COPY).write_bytes((kept / backup.COPY).read_bytes())
            with tarfile.open(kept / backup.FILES) as packed:
                packed.extractall(new, filter="data")
            self.assertEqual(self.manage(new, "migrate", "--verbosity", "0").returncode, 0)
            verified = self.manage(new, "verify_records")
            self.assertEqual((verified.returncode, verified.stderr), (0, ""))
            self.assertIn("paused", self.manage(new, "send_reminders").stdout)
            self.assertNotIn("paused", self.manage(old, "send_reminders").stdout)

    def test_sessions_stay_out_of_a_copy_also_of_what_its_pages_held(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            source = sqlite3.connect(":memory:")
            source.execute("CREATE TABLE django_session (session_key TEXT)")
            source.execute("INSERT INTO django_session VALUES ('a session of somebody')")
            source.commit()
            stand_in = mock.Mock(connection=source)
            with mock.patch.object(backup, "connection", stand_in):
                backup.copy(Path(name) / "copy")
            content = (Path(name) / "copy").read_bytes()
            self.assertIn(b"django_session", content)
            self.assertNotIn(b"a session of somebody", content)
            source.close()


@pytest.mark.both
class FilesTests(SimpleTestCase):
    def test_every_filed_document_is_packed_and_what_is_being_written_is_not(self) -> None:
        with tempfile.TemporaryDirectory() as name, self.settings(DATA=Path(name)):
            kept = [
                storage.open_evidence_store().put(b"a note"),
                storage.open_packet_store().put(b"a packet"),
            ]
            (Path(name) / "evidence" / "part-1").write_bytes(b"half")
            file = Path(name) / backup.FILES
            self.assertEqual(backup.pack(file), 2)
            with tarfile.open(file) as packed:
                self.assertEqual({Path(one).stem for one in packed.getnames()}, set(kept))


class DumpTests(TransactionTestCase):
    def test_postgresql_is_dumped_and_read_again(self) -> None:
        with tempfile.TemporaryDirectory() as name, self.settings(DATA=Path(name)):
            folder = Path(name) / "b"
            tools = str(Path(str(servers.program("pg_dump"))).parent)
            with mock.patch.dict(os.environ, PATH=f"{tools}{os.pathsep}{os.environ['PATH']}"):
                call_command("backup", str(folder), stdout=StringIO())
            listed = subprocess.run(
                [str(servers.program("pg_restore")), "--list", str(folder / backup.DUMP)],
                check=True, capture_output=True, text=True,
            ).stdout  # fmt: skip
            self.assertIn("TABLE DATA public commitments_auditrow", listed)
            self.assertIn("TABLE public django_session", listed)
            self.assertNotIn("TABLE DATA public django_session", listed)
            self.assertEqual(folder.stat().st_mode & 0o777, 0o700)

    def test_without_its_program_it_says_what_to_install(self) -> None:
        told = self.assertRaisesMessage(CommandError, "install the package postgresql-client")
        with tempfile.TemporaryDirectory() as name, mock.patch.dict(os.environ, PATH=name), told:
            backup.dump(Path(name) / "x")

    def test_what_the_program_says_is_passed_on(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            wrong = {**connection.get_connection_params(), "dbname": "no-such-database"}
            with (
                mock.patch.object(connection, "get_connection_params", return_value=wrong),
                self.assertRaisesMessage(CommandError, "no-such-database"),
            ):
                backup.dump(Path(name) / "x")
