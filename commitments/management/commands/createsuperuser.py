"""`manage.py createsuperuser`: not available, since the access policy applies to every account."""

from typing import Any

from django.core.management.base import CommandError

from commitments.management.base import BaseCommand


class Command(BaseCommand):
    help = "Refuses: there is no superuser here. create_administrator makes the first account."

    def handle(self, *args: Any, **options: Any) -> None:
        """Raise an error that names the command to use instead."""
        raise CommandError("There is no superuser here; create_administrator makes the first account.")
