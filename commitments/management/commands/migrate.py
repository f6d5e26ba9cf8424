"""Migrate, then set the locks and the index again, and bring older records under the rules of today."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from commitments import audit, finding, inverted, locks, marking


class Command(migrate.Command):
    """Django's own migrate; afterwards the triggers of `commitments.locks`, seals and the index stand."""

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        with usual_markings(), without_locks(connection):
            super().handle(*args, **options)
        tables = connection.introspection.table_names()
        if locks.SEAL in tables and (sealed := seal_what_is_older(connection)):
            self.stdout.write(f"Sealed the {sealed} rows of the history so far.")
        if is_up_to_date(connection):
            self.complete_older(timezone.now())
        if inverted.TABLE in tables:
            inverted.create(connection)
            if finding.is_empty():
                finding.rebuild()

    @transaction.atomic
    def complete_older(self, now: datetime.datetime) -> None:
        """Bring the records of an older version under the rules that came since, each with its history."""
        if raised := marking.raise_older(now=now):
            self.stdout.write(f"Raised the marking of {raised} records to that of what they contain.")
        if recorded := audit.credentials.record_older(now=now):
            self.stdout.write(f"Recorded the credentials of {recorded} accounts in the history.")


def is_up_to_date(connection: BaseDatabaseWrapper) -> bool:
    """Return whether every migration is applied to the database of the records."""
    executor = MigrationExecutor(connection)
    is_whole = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return connection.alias == DEFAULT_DB_ALIAS and is_whole


def seal_what_is_older(connection: BaseDatabaseWrapper) -> int:
    """Seal the whole history where there is not one seal; give the number of rows.

    A chain that was taken away altogether is made anew here too: its anchors, kept elsewhere, tell.
    """
    with transaction.atomic(using=connection.alias):
        return 0 if audit.is_sealed() else audit.seal_from(connection)


@contextmanager
def without_locks(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Let SQLite make a table anew that triggers of other tables ask; they stand again however it ends."""
    if connection.vendor == "sqlite":
        locks.drop(connection)
    try:
        yield
    finally:
        if locks.COMMITMENT in connection.introspection.table_names():
            locks.create(connection)


@contextmanager
def usual_markings() -> Iterator[None]:
    """Leave an installation's own words for the levels out: they are no change of the model."""
    own = settings.CLASSIFICATION_LABELS
    settings.CLASSIFICATION_LABELS = ()
    try:
        yield
    finally:
        settings.CLASSIFICATION_LABELS = own
