"""Migrate, then set the locks again."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from commitments import locks


class Command(migrate.Command):
    """Django's own migrate; afterwards the triggers of `commitments.locks` stand on the migrated database."""

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        connection = connections[options["database"]]
        if locks.COMMITMENT in connection.introspection.table_names():
            locks.create(connection)
