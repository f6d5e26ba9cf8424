"""`manage.py createsuperuser`: not here, for nobody stands above the door."""

from typing import Any

from django.core.management.base import CommandError

from commitments.management.plain import BaseCommand


class Command(BaseCommand):
    help = "Refuses: there is no superuser here. create_administrator makes the first account."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what to use instead."""
        raise CommandError("There is no superuser here; create_administrator makes the first account.")
