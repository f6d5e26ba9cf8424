"""Migrate, then set the locks and the index again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.commands import migrate
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from commitments import finding, inverted, locks


class Command(migrate.Command):
    """Django's own migrate; afterwards the triggers of `commitments.locks` and the index stand."""

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        with usual_markings(), without_locks(connection):
            super().handle(*args, **options)
        if inverted.TABLE in connection.introspection.table_names():
            inverted.create(connection)
            if finding.is_empty():
                finding.rebuild()


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
