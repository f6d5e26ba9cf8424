"""Migrate, then set the locks and the index again, and seal a history that no seal was ever on."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.commands import migrate
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from commitments import audit, finding, inverted, locks


class Command(migrate.Command):
    """Django's own migrate; afterwards the triggers of `commitments.locks`, seals and the index stand."""

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        with usual_markings(), without_locks(connection):
            super().handle(*args, **options)
        tables = connection.introspection.table_names()
        if locks.SEAL in tables and (sealed := seal_what_is_older(connection)):
            self.stdout.write(f"Sealed the {sealed} rows of the history so far.")
        if inverted.TABLE in tables:
            inverted.create(connection)
            if finding.is_empty():
                finding.rebuild()


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
