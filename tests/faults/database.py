"""A PostgreSQL of its own that can be stopped at once and started again, and an installation on it."""

import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection

from tests.apart import Apart
from tests.plugins import servers

PATIENCE_SECONDS = 60
# What is committed is on its way to the disk before whoever committed it is told: the server's own default.
KEEPS = {"synchronous_commit": "on"}
# Whoever committed is told first; the server writes it down when it comes to it.
FORGETS = {"synchronous_commit": "off", "wal_writer_delay": "10s", "wal_writer_flush_after": "100MB"}


class Server:
    """Holds a copy of the test's database, as it is when this is made."""

    def __init__(self, folder: Path, options: dict[str, str]) -> None:
        self.folder = folder
        if account := servers._account():
            shutil.chown(folder, account)
            folder.parent.chmod(0o711)
        servers.make_cluster(folder, account)
        self._options = options
        self.start()
        self._copy()

    @property
    def _address(self) -> tuple[str, ...]:
        return ("-h", str(self.folder), "-U", "tracker", "-d", "postgres")

    @property
    def url(self) -> str:
        return f"postgres://tracker@/postgres?host={self.folder}"

    def start(self) -> None:
        """Start it, and wait until it has recovered what it had."""
        self._process = servers.serve_cluster(self.folder, servers._account(), **self._options)
        until = time.monotonic() + PATIENCE_SECONDS
        while subprocess.run([str(servers.program("pg_isready")), "-q", *self._address[:4]]).returncode:
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.05)

    def stop_at_once(self) -> None:
        """End every process of the server without a word to anybody: no checkpoint, no farewell."""
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait(PATIENCE_SECONDS)

    def _copy(self) -> None:
        host = connection.settings_dict["OPTIONS"]["host"]
        name = connection.settings_dict["NAME"]
        dump = [str(servers.program("pg_dump")), "-h", host, "-U", "tracker", "-d", name]
        load = [str(servers.program("psql")), "-X", "-q", "-v", "ON_ERROR_STOP=1", *self._address]
        with subprocess.Popen(dump, stdout=subprocess.PIPE) as dumping:
            subprocess.run(load, stdin=dumping.stdout, stdout=subprocess.DEVNULL, check=True)


class ApartOn(Apart):
    """An installation on a server of its own."""

    def __init__(self, server: Server, data: Path, **variables: str) -> None:
        super().__init__(data, **variables)
        self.server = server
        self.environment["DATABASE_URL"] = server.url

    def query(self, sql: str) -> Sequence[tuple[Any, ...]]:
        with psycopg.connect(host=str(self.server.folder), user="tracker", dbname="postgres") as opened:
            cursor = opened.execute(sql.encode())
            return cursor.fetchall() if cursor.description else ()


@contextmanager
def server(folder: Path, options: dict[str, str]) -> Iterator[Server]:
    """Make a server in a folder, and stop it in the end."""
    folder.mkdir()
    made = Server(folder, options)
    try:
        yield made
    finally:
        made.stop_at_once()
