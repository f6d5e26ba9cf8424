"""`manage.py renew_secrets`: encrypt the secrets of all second factors with the current key."""

from typing import Any

from cryptography.fernet import InvalidToken
from django.core.management.base import CommandError
from django.utils import timezone

from commitments.accounts import second_factors
from commitments.management.base import BaseCommand


class Command(BaseCommand):
    help = "Encrypts the secrets of all second factors by SECRET_KEY, so that SECRET_KEY_FALLBACKS can go."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = second_factors.reencrypt_secrets(now=timezone.now())
        except InvalidToken as error:
            raise CommandError(
                "A secret fits no key; nothing changed. Add the key that was to SECRET_KEY_FALLBACKS."
            ) from error
        self.stdout.write(f"{count} secrets are encrypted by the present key.")
