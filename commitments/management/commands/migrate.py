"""Migrate, then set the locks again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.commands import migrate
from django.db import connections

from commitments import locks


class Command(migrate.Command):
    """Django's own migrate; afterwards the triggers of `commitments.locks` stand on the migrated database."""

    def handle(self, *args: Any, **options: Any) -> None:
        with usual_markings():
            super().handle(*args, **options)
        connection = connections[options["database"]]
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
