"""`manage.py migrate`: Django's command; then create triggers and index again, and update older records."""

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

from commitments.audit import chain, log
from commitments.classification import levels
from commitments.db import closed_locks, fulltext, triggers
from commitments.search import index


class Command(migrate.Command):
    """Django's migrate, followed by the triggers, the seals and the index."""

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        with usual_markings(), without_locks(connection):
            super().handle(*args, **options)
        tables = connection.introspection.table_names()
        if triggers.SEAL in tables and (sealed := seal_what_is_older(connection)):
            self.stdout.write(f"Sealed the {sealed} rows of the history so far.")
        if is_up_to_date(connection):
            self.complete_older(timezone.now())
        if fulltext.TABLE in tables:
            fulltext.create_index(connection)
            if index.is_empty():
                index.rebuild_index()

    @transaction.atomic
    def complete_older(self, now: datetime.datetime) -> None:
        """Update records of an older version to rules added since, each with its history."""
        if raised := levels.raise_older_versions(now=now):
            self.stdout.write(f"Raised the classification of {raised} records to that of their contents.")
        if recorded := log.record_older(now=now):
            self.stdout.write(f"Recorded the credentials of {recorded} accounts in the history.")


def is_up_to_date(connection: BaseDatabaseWrapper) -> bool:
    """Return whether every migration is applied to the database of the records."""
    executor = MigrationExecutor(connection)
    is_whole = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return connection.alias == DEFAULT_DB_ALIAS and is_whole


def seal_what_is_older(connection: BaseDatabaseWrapper) -> int:
    """Seal the whole history where there is no seal; return the number of rows.

    A chain that was deleted completely is created again here too: its anchors, kept elsewhere, reveal this.
    """
    with transaction.atomic(using=connection.alias):
        return 0 if chain.is_sealed() else chain.seal_from(connection)


@contextmanager
def without_locks(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Allow SQLite to rebuild a table that triggers of other tables use; the triggers are restored in any
    case.
    """
    if connection.vendor == "sqlite":
        triggers.drop_triggers(connection)
    try:
        yield
    finally:
        if closed_locks.COMMITMENT in connection.introspection.table_names():
            triggers.create_triggers(connection)


@contextmanager
def usual_markings() -> Iterator[None]:
    """Ignore an installation's own words for the levels: they are no change of the model."""
    own = settings.CLASSIFICATION_LABELS
    settings.CLASSIFICATION_LABELS = ()
    try:
        yield
    finally:
        settings.CLASSIFICATION_LABELS = own
