"""Migrate, then set the locks and the index of words again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.commands import migrate
from django.db import connections

from commitments import finding, inverted, locks


class Command(migrate.Command):
    """Django's own migrate; afterwards the triggers of `commitments.locks` and the index stand."""

    def handle(self, *args: Any, **options: Any) -> None:
        with usual_markings():
            super().handle(*args, **options)
        connection = connections[options["database"]]
        tables = connection.introspection.table_names()
        if locks.COMMITMENT in tables:
            locks.create(connection)
        if inverted.TABLE in tables:
            inverted.create(connection)
            if finding.is_empty():
                finding.rebuild()


@contextmanager
def usual_markings() -> Iterator[None]:
    """Leave an installation's own words for the levels out: they are no change of the model."""
    own = settings.CLASSIFICATION_LABELS
    settings.CLASSIFICATION_LABELS = ()
    try:
        yield
    finally:
        settings.CLASSIFICATION_LABELS = own
