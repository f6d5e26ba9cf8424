"""A migrated database, kept between runs, and emptied after each test that commits.

To migrate takes longer than most files of tests. The kept one lies under var/cache by a digest of what makes
it, and `migrate` passes over it as over any other.
"""

import hashlib
import os
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import TransactionTestCase

from commitments.db import triggers
from tests.plugins.servers import program

KEPT = Path(settings.BASE_DIR) / "var" / "cache" / "databases"
MADE_OF = (
    "commitments/migrations/*.py",
    "commitments/db/triggers.py",
    "commitments/db/fulltext.py",
    "requirements-dev.txt",
)
# An SQLite database in memory is there as long as one connection is.
_open: list[sqlite3.Connection] = []


def keep_migrated() -> None:
    """Fill the test database from what an earlier run kept, before it is migrated; keep it if none did."""
    creation: Any = connection.creation
    make_empty: Callable[..., str] = creation._create_test_db
    make: Callable[..., str] = creation.create_test_db
    kept = KEPT / f"{connection.vendor}-{_digest()}"
    fill, keep = (_fill, _keep) if connection.vendor == "postgresql" else (_fill_memory, _keep_memory)

    def filled(*args: Any, **more: Any) -> str:
        name = make_empty(*args, **more)
        if kept.exists():
            fill(name, kept)
        return name

    def made(*args: Any, **more: Any) -> str:
        is_new = not kept.exists()
        name = make(*args, **more)
        if is_new:
            KEPT.mkdir(parents=True, exist_ok=True)
            for old in KEPT.glob(f"{connection.vendor}-*"):
                old.unlink(missing_ok=True)
            part = KEPT / f"part-{os.getpid()}"
            keep(name, part)
            part.rename(kept)
        return name

    creation._create_test_db, creation.create_test_db = filled, made


def _digest() -> str:
    base, found = Path(settings.BASE_DIR), hashlib.sha256()
    for path in sorted(path for pattern in MADE_OF for path in base.glob(pattern)):
        found.update(path.name.encode() + path.read_bytes())
    found.update((program("postgres") or "").encode() + sqlite3.sqlite_version.encode())
    return found.hexdigest()[:16]


def _postgresql(name: str, *arguments: str) -> None:
    host = connection.settings_dict["OPTIONS"]["host"]
    command, *more = arguments
    subprocess.run([str(program(command)), "-h", host, "-U", "tracker", "-d", name, *more], check=True)


def _fill(name: str, kept: Path) -> None:
    _postgresql(name, "psql", "-X", "-q", "-o", os.devnull, "-v", "ON_ERROR_STOP=1", "-f", str(kept))


def _keep(name: str, part: Path) -> None:
    _postgresql(name, "pg_dump", "-f", str(part))


def _fill_memory(name: str, kept: Path) -> None:
    memory = sqlite3.connect(name, uri=True)
    with closing(sqlite3.connect(kept)) as file:
        file.backup(memory)
    _open.append(memory)


def _keep_memory(name: str, part: Path) -> None:
    with closing(sqlite3.connect(part)) as file:
        connection.connection.backup(file)


def empty_quickly() -> None:
    """Let the clean-up after a test with real transactions empty the tables that hold rows.

    Triggers are lifted, for some tables are never altered. Django would truncate every table, which takes
    half a second, and write content types and permissions anew: those stay.
    """
    TransactionTestCase._fixture_teardown = lambda _case: empty()  # type: ignore[attr-defined]


def empty() -> None:
    """Remove all rows, whoever refuses that."""
    kept = {model._meta.db_table for model in (ContentType, Permission)}
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    tables = [connection.ops.quote_name(name) for name in names if name not in kept]
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in tables)
        )
        filled = [name for (name,) in cursor.fetchall()]
    if filled:
        lifted = triggers.lift_triggers(connection)
        with lifted, connection.constraint_checks_disabled(), connection.cursor() as cursor:
            for name in filled:
                cursor.execute(f"DELETE FROM {name}")
