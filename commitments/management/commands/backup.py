"""`manage.py backup FOLDER`: copy the database and the filed documents together, while the tracker runs."""

import os
import shutil
import sqlite3
import subprocess
import tarfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db import connection
from psycopg.conninfo import make_conninfo

from commitments.classification.prepared_sheets import ENDING
from commitments.files import storage
from commitments.management.base import BaseCommand
from commitments.reminders import email_pause

# Each holds files under their SHA-256, written whole: none changes while it is copied.
FOLDERS = ("packets", "evidence", "exchange", "closeout")
# Whoever reads a backup could go on with them.
SESSIONS = "django_session"
DUMP, COPY, FILES = "tracker.dump", "tracker.sqlite3", "files.tar"
# What Django and psycopg add to what the server's own programs know; the password is handed over unseen.
NOT_LIBPQ = frozenset({"password", "options", "context", "cursor_factory", "prepare_threshold"})


class Command(BaseCommand):
    help = (
        "Write a backup to a new folder: the database without its sessions, and the files of packets, "
        "evidence and matrices. The system may keep running. Store the secret key in another place."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the argument for the folder."""
        parser.add_argument("folder", type=Path, metavar="FOLDER", help="a folder that does not exist yet")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the database first: each file that it names was stored before."""
        folder: Path = options["folder"].absolute()
        # A database that was restored before its first reminder run knows by this that it is another one.
        email_pause.note_place()
        try:
            folder.mkdir(mode=0o700, parents=True)
        except OSError as error:
            raise unwritable(folder, error) from error
        try:
            database = folder / (DUMP if connection.vendor == "postgresql" else COPY)
            dump(database) if connection.vendor == "postgresql" else copy(database)
            count = pack(folder / FILES)
        except OSError as error:
            shutil.rmtree(folder)
            raise unwritable(folder, error) from error
        except CommandError:
            shutil.rmtree(folder)
            raise
        self.stdout.write(
            f"Wrote the database to {database} and {count} files to {folder / FILES}. The secret key is not "
            "in the backup: store it in another place."
        )


def unwritable(folder: Path, error: OSError) -> CommandError:
    """Return why no backup can be written to the folder."""
    return CommandError(f"The backup cannot be written to {folder}: {error.strerror or error}.")


def dump(file: Path) -> None:
    """Dump PostgreSQL in the custom format of pg_dump; raises CommandError with its message."""
    params = connection.get_connection_params()
    known = {name: value for name, value in params.items() if name not in NOT_LIBPQ}
    command = ["pg_dump", "--format=custom", f"--exclude-table-data={SESSIONS}", f"--file={file}"]
    environment = os.environ | {"PGPASSWORD": str(params["password"])} if params.get("password") else None
    try:
        subprocess.run(
            [*command, f"--dbname={make_conninfo(**known)}"],
            env=environment, check=True, capture_output=True, text=True,
        )  # fmt: skip
    except FileNotFoundError as error:
        raise CommandError("pg_dump is missing here: install the package postgresql-client.") from error
    except subprocess.CalledProcessError as error:
        raise CommandError(f"pg_dump failed: {error.stderr.strip()}") from error


def copy(file: Path) -> None:
    """Copy SQLite page by page, as of one moment, and delete the sessions from the copy."""
    file.touch(mode=0o600)
    connection.ensure_connection()
    target = sqlite3.connect(file, isolation_level=None)
    try:
        connection.connection.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")
        target.execute("PRAGMA secure_delete = ON")
        target.execute(f"DELETE FROM {SESSIONS}")  # noqa: S608 - a name of this module
    finally:
        target.close()


def pack(file: Path) -> int:
    """Pack the folders of filed documents, those that are there; return the number of files.

    Sheets that were laid out before their copy was issued are a cache, from which words are deleted.
    """
    count = 0
    with tarfile.open(file, "x") as packed:
        for name in FOLDERS:
            for found in sorted((settings.DATA / name).rglob("*")):
                is_left_out = found.name.startswith(storage.UNFINISHED) or found.suffix == ENDING
                if is_left_out or not found.is_file():
                    continue
                try:
                    packed.add(found, found.relative_to(settings.DATA))
                except FileNotFoundError:
                    # Disposed of at this very moment: the database dumped before may still name it.
                    continue
                count += 1
    return count
