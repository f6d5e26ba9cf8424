"""`manage.py renew_secrets`: encrypt all stored secrets with the current key."""

from typing import Any

from cryptography.fernet import InvalidToken
from django.core.management.base import CommandError
from django.utils import timezone

from commitments.accounts import second_factors
from commitments.management.base import BaseCommand
from commitments.webhooks import subscriptions


class Command(BaseCommand):
    help = (
        "Encrypt the secrets of two-step verification and of webhooks with SECRET_KEY, so that "
        "SECRET_KEY_FALLBACKS can be removed."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = second_factors.reencrypt_secrets(now=timezone.now()) + subscriptions.reencrypt_secrets()
        except InvalidToken as error:
            raise CommandError(
                "No key decrypts one of the secrets. No changes were made. "
                "Add the previous key to SECRET_KEY_FALLBACKS."
            ) from error
        self.stdout.write(f"{count} secrets are encrypted with the current key.")
