"""`manage.py createsuperuser`: not available, since the access policy applies to every account."""

from typing import Any

from django.core.management.base import CommandError

from commitments.management.base import BaseCommand


class Command(BaseCommand):
    help = "Not available: the system has no superuser. create_administrator creates the first account."

    def handle(self, *args: Any, **options: Any) -> None:
        """Raise an error that names the command to use instead."""
        raise CommandError("The system has no superuser. create_administrator creates the first account.")
