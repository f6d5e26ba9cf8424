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
# What a standby follows, and from which an earlier point is recovered.
FOLLOWED = {"wal_level": "replica", "max_wal_senders": "4", "archive_mode": "on"}
FORGETS = {"synchronous_commit": "off", "wal_writer_delay": "10s", "wal_writer_flush_after": "100MB"}


class Server:
    """A server on the files in a folder."""

    def __init__(self, folder: Path, options: dict[str, str]) -> None:
        self.folder = folder
        folder.mkdir()
        if account := servers._account():
            shutil.chown(folder, account)
            folder.parent.chmod(0o711)
        self._options = options

    def fill(self) -> None:
        """Make its files, start it, and copy the test's database as it is now."""
        servers.make_cluster(self.folder, servers._account())
        self.start()
        self._copy()

    def back_up(self, folder: Path, *more: str) -> "Server":
        """Copy its files while it runs, as pg_basebackup does, for another server."""
        made = Server(folder, self._options)
        command = [str(servers.program("pg_basebackup")), *self._address[:4], "-D", str(folder / "data")]
        subprocess.run(
            [*command, "--checkpoint=fast", "--no-sync", *more], user=servers._account(), check=True
        )
        return made

    def recover(self, archive: Path, point: str) -> None:
        """Let it end, when it starts, at a point that was named, as a recovery to an earlier point does."""
        with (self.folder / "data" / "postgresql.auto.conf").open("a") as file:
            file.write(f"restore_command = 'cp {archive}/%f %p'\nrecovery_target_name = '{point}'\n")
            file.write("recovery_target_action = 'promote'\n")
        (self.folder / "data" / "recovery.signal").touch()

    def promote(self) -> None:
        """Let it take over from the server that it followed; with its next checkpoint it shows so."""
        assert self.query("SELECT pg_promote()") == [(True,)]
        self.query("CHECKPOINT")

    def query(self, sql: str) -> Sequence[tuple[Any, ...]]:
        """Ask it something."""
        with psycopg.connect(
            host=str(self.folder), user="tracker", dbname="postgres", autocommit=True
        ) as opened:
            cursor = opened.execute(sql.encode())
            return cursor.fetchall() if cursor.description else ()

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

    def stop(self) -> None:
        """Let it end in order: all that was committed is archived."""
        self._process.send_signal(signal.SIGINT)
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
        self.move(server)

    def move(self, server: Server) -> None:
        """Let its processes ask this server from now on."""
        self.server = server
        self.environment["DATABASE_URL"] = server.url

    def query(self, sql: str) -> Sequence[tuple[Any, ...]]:
        return self.server.query(sql)


@contextmanager
def server(folder: Path, options: dict[str, str]) -> Iterator[Server]:
    """Make a server in a folder, and stop it in the end."""
    made = Server(folder, options)
    made.fill()
    try:
        yield made
    finally:
        made.stop_at_once()
