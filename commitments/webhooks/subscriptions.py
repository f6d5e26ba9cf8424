"""Create and change webhooks: by administrators who have just used two-step verification."""

import base64
import datetime
import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments.access import write_rules
from commitments.accounts import second_factors
from commitments.enums import WebhookEvent
from commitments.errors import Refused
from commitments.models import User, WebhookSubscription
from commitments.records import edits
from commitments.webhooks.connection import SECRET_PREFIX, check_address

SECRET_BYTES = 32
# What a webhook may report; tests are sent by a button.
EVENTS = tuple(event for event in WebhookEvent if event != WebhookEvent.TEST)


def require_administrator(by: User) -> None:
    """Raise `Refused` for others than administrators, and for a session without two-step verification."""
    write_rules.require_permission(write_rules.may_write(by, WebhookSubscription))
    if by.ceiling is not None:
        raise Refused(_("Sign in with two-step verification to manage webhooks."), "two_step")


def _check_values(values: Mapping[str, Any]) -> None:
    if "address" in values:
        check_address(values["address"])
    if "events" in values and not set(values["events"]) & set(EVENTS):
        raise Refused(_("Select at least one event."), "events")


def _make_secret() -> tuple[str, dict[str, str]]:
    """Return a new secret, and the columns that keep it."""
    secret = SECRET_PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
    digest = hashlib.sha256(secret.encode()).hexdigest()
    return secret, {"sealed_secret": second_factors.encrypt_secret(secret), "secret_sha256": digest}


def create_subscription(subscription: WebhookSubscription, *, by: User, now: datetime.datetime) -> str:
    """Create a webhook and return its secret, which cannot be shown again."""
    require_administrator(by)
    _check_values({"address": subscription.address, "events": subscription.events})
    secret, columns = _make_secret()
    for name, value in columns.items():
        setattr(subscription, name, value)
    edits.create_record(subscription, by=by, now=now)
    return secret


def change_subscription(
    subscription: WebhookSubscription, values: Mapping[str, Any], *, by: User, now: datetime.datetime
) -> None:
    """Change a webhook; messages that wait go to the new address."""
    require_administrator(by)
    _check_values(values)
    edits.change_record(subscription, values, by=by, now=now)


def renew_secret(subscription: WebhookSubscription, *, by: User, now: datetime.datetime) -> str:
    """Replace the secret at once and return the new one, which cannot be shown again."""
    require_administrator(by)
    secret, columns = _make_secret()
    edits.change_record(subscription, columns, by=by, now=now, action="secret renewed")
    return secret


@transaction.atomic
def reencrypt_secrets() -> int:
    """Encrypt every secret with the current key; return their number.

    Raises InvalidToken where no key fits.
    """
    rows = list(WebhookSubscription.objects.select_for_update().order_by("pk"))
    for row in rows:
        secret = second_factors.decrypt_secret(row.sealed_secret)
        sealed = second_factors.encrypt_secret(secret)
        WebhookSubscription.objects.filter(pk=row.pk).update(sealed_secret=sealed)
    return len(rows)


def read_secret(subscription: WebhookSubscription) -> str:
    """Return the secret for a signature; raises InvalidToken where no key fits."""
    return second_factors.decrypt_secret(subscription.sealed_secret)
