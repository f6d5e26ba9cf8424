"""A database that is not ready is said in one sentence by every command, and never by a traceback."""

import os
import subprocess
import sys
import tempfile
from unittest import mock

import pytest
from django.conf import settings
from django.db import OperationalError, ProgrammingError
from django.db.migrations.executor import MigrationExecutor
from django.test import SimpleTestCase, TestCase

from commitments.management import preconditions


class CommandTests(SimpleTestCase):
    def run_it(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        with tempfile.TemporaryDirectory() as folder:
            environment = {key: said for key, said in os.environ.items() if key != "DATABASE_URL"}
            return subprocess.run(
                [sys.executable, "manage.py", *arguments],
                cwd=settings.BASE_DIR,
                env=environment | {"TRACKER_DATA": folder, **variables},
                capture_output=True,
                text=True,
                check=False,
            )

    def test_an_empty_database_asks_for_migrate(self) -> None:
        done = self.run_it("send_reminders")
        self.assertEqual(done.returncode, 1)
        self.assertRegex(
            done.stderr, r"\AThe database lacks \d+ migration\(s\): run manage\.py migrate first\.\n\Z"
        )

    def test_one_that_cannot_be_reached_asks_for_its_server(self) -> None:
        done = self.run_it(
            "send_reminders",
            DATABASE_URL="postgres://a@127.0.0.1:1/b",
            SECRET_KEY="abcdefghijklmnop" * 4,
        )
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"\AThe database cannot be reached \(.*\): check DATABASE_URL.*\.\n\Z")


@pytest.mark.both
class WhyTests(TestCase):
    def test_one_that_is_busy_is_asked_again(self) -> None:
        said = preconditions.explain_database_problem(OperationalError("database is locked"))
        self.assertEqual(said, "The database did not answer (database is locked): try again in a moment.")

    def test_a_mistake_of_the_command_is_none_of_the_database(self) -> None:
        self.assertEqual(preconditions.explain_database_problem(ProgrammingError("syntax error")), "")

    def test_one_that_lacks_a_migration_says_how_many(self) -> None:
        with mock.patch.object(MigrationExecutor, "migration_plan", return_value=[1, 2]):
            said = preconditions.explain_database_problem(ProgrammingError("no such table"))
        self.assertEqual(said, "The database lacks 2 migration(s): run manage.py migrate first.")
