"""Processes of their own on the database of a test, for what is killed or runs at the same time."""

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

_OF_AN_INSTALLATION = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "PUBLIC_URL", "DEBUG", "DUTY_BOX")


class Apart:
    """An installation in a folder of its own; on PostgreSQL it shares the test's database, on SQLite it has a
    copy of it, taken when this is made."""

    def __init__(self, data: Path, **variables: str) -> None:
        self.data = data
        self.environment = {k: v for k, v in os.environ.items() if k not in _OF_AN_INSTALLATION}
        self.environment |= {"TRACKER_DATA": str(data), "LOG_LEVEL": "WARNING", **variables}
        self._file = data / "tracker.sqlite3"
        if connection.vendor == "postgresql":
            database = connection.settings_dict
            host = database["OPTIONS"].get("host") or database["HOST"]
            self.environment["DATABASE_URL"] = f"postgres://tracker@/{database['NAME']}?host={host}"
        else:
            connection.ensure_connection()
            with sqlite3.connect(self._file) as copy:
                connection.connection.backup(copy)
            # As it stands after `migrate`: processes that switch at once do not wait for each other.
            copy.execute("PRAGMA journal_mode=WAL")
            copy.close()

    @property
    def mails(self) -> list[Path]:
        """The mails kept as files."""
        return sorted((self.data / "mail").glob("*.eml"))

    def start(self, *arguments: str, output: int | None = None, clock: str = "") -> subprocess.Popen[bytes]:
        """Start Python with these arguments; `clock` is how far its clock is off, such as "+3d" or "-61"."""
        off = ("faketime", "--exclude-monotonic", "-f", clock) if clock else ()
        return subprocess.Popen(
            [*off, sys.executable, *arguments],
            cwd=settings.BASE_DIR,
            env=self.environment,
            start_new_session=True,
            stdout=output,
        )

    def run(self, *arguments: str, seconds: int = 60) -> int:
        """Run Python with these arguments to its end; give how it ended."""
        process = self.start(*arguments)
        return process.wait(seconds)

    def ask(self, *arguments: str, seconds: int = 60, clock: str = "") -> str:
        """Run Python with these arguments to its end; give what it printed. Raise where it failed."""
        process = self.start(*arguments, output=subprocess.PIPE, clock=clock)
        printed, _ = process.communicate(timeout=seconds)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, arguments)
        return printed.decode().strip()

    def query(self, sql: str) -> Sequence[tuple[Any, ...]]:
        """Ask, or change, the database that the processes share; a change gives no rows."""
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall() if cursor.description else ()
        with sqlite3.connect(self._file) as opened:
            rows = opened.execute(sql).fetchall()
        opened.close()
        return rows


@contextmanager
def apart(**variables: str) -> Iterator[Apart]:
    """Make an installation apart, and remove its folder afterwards."""
    with tempfile.TemporaryDirectory(prefix="tracker-apart-") as folder:
        yield Apart(Path(folder), **variables)
