"""Send waiting messages: claimed one at a time, signed, retried with growing waits, given up after a day.

A sender that dies loses its lease, and the message is sent again with the same id: receivers get each message
at least once.
"""

import datetime
import time

import structlog
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commitments.access import write_rules
from commitments.audit import events, log
from commitments.enums import WebhookEvent, WebhookState
from commitments.errors import Refused
from commitments.models import EmailDelivery, User, WebhookDelivery, WebhookSubscription
from commitments.webhooks import payload, subscriptions
from commitments.webhooks.connection import LONGEST_REPLY, PATIENCE_SECONDS, Answer, post, sign

logger = structlog.get_logger("tracker.webhooks")

# One run sends for so long: reminders never wait long for another system.
SENDING_SECONDS = 15
LEASE_SECONDS = 6 * PATIENCE_SECONDS
FIRST_WAIT_MINUTES, LONGEST_WAIT_MINUTES = 1, 60
GIVE_UP = datetime.timedelta(days=1)
# Messages are kept as a log for so long.
KEPT = datetime.timedelta(days=90)
ENDED_STATES = (WebhookState.FAILED, WebhookState.DELIVERED, WebhookState.CANCELLED)


def send_due(now: datetime.datetime) -> int:
    """Send what is due; return the number delivered.

    A webhook that does not accept a message waits until the next run, and then begins after those that have
    waited longer, so that it delays no other. While email is paused, as after a restore, nothing is sent.
    """
    if not settings.WEBHOOK_HOSTS or EmailDelivery.objects.filter(is_paused=True).exists():
        return 0
    waiting = WebhookDelivery.objects.filter(state=WebhookState.WAITING)
    waiting.filter(subscription__is_active=False).update(state=WebhookState.CANCELLED, ended_at=now)
    until, count, failed = time.monotonic() + SENDING_SECONDS, 0, set[int]()
    while time.monotonic() < until:
        delivery = _claim_next(now, failed)
        if delivery is None:
            break
        state = _attempt(delivery, now)
        if state == WebhookState.DELIVERED:
            count += 1
        elif state != WebhookState.CANCELLED:
            failed.add(delivery.subscription_id)
            more = waiting.filter(subscription=delivery.subscription_id, next_try_at__lte=now)
            more.update(next_try_at=now + datetime.timedelta(minutes=FIRST_WAIT_MINUTES))
    return count


@transaction.atomic
def _claim_next(now: datetime.datetime, failed: set[int]) -> WebhookDelivery | None:
    """Reserve the next due message for LEASE_SECONDS; other senders skip it."""
    free = Q(lease_until=None) | Q(lease_until__lt=Now())
    due = WebhookDelivery.objects.filter(free, state=WebhookState.WAITING, next_try_at__lte=now)
    rows = due.exclude(subscription__in=failed).order_by("next_try_at", "pk")
    key = rows.select_for_update(skip_locked=True).values_list("pk", flat=True).first()
    return None if key is None else _claim(key)


def _claim(key: int) -> WebhookDelivery:
    WebhookDelivery.objects.filter(pk=key).update(
        lease_until=Now() + datetime.timedelta(seconds=LEASE_SECONDS),
        fence=F("fence") + 1,
        tries=F("tries") + 1,
    )
    return WebhookDelivery.objects.select_related("subscription", "row").get(pk=key)


def _attempt(delivery: WebhookDelivery, now: datetime.datetime) -> WebhookState:
    """Build, sign and send one claimed message, and record the result."""
    body = payload.build_body(delivery, now)
    if body is None:
        return _record(delivery, WebhookState.CANCELLED, Answer(None, ""), now)
    try:
        secret = subscriptions.read_secret(delivery.subscription)
    except InvalidToken:
        answer = Answer(None, str(_("The secret cannot be read. Create a new secret for this webhook.")))
    else:
        answer = post(delivery.subscription.address, body, build_headers(delivery, secret, body, now))
    if answer.is_accepted:
        return _record(delivery, WebhookState.DELIVERED, answer, now)
    logger.warning("a webhook message was not accepted", message=delivery.pk, status=answer.status)
    is_last = delivery.event == WebhookEvent.TEST or now - delivery.queued_at >= GIVE_UP
    return _record(delivery, WebhookState.FAILED if is_last else WebhookState.WAITING, answer, now)


def build_headers(
    delivery: WebhookDelivery, secret: str, body: bytes, now: datetime.datetime
) -> dict[str, str]:
    """Return the headers of one attempt; the signature covers its moment."""
    message_id, timestamp = f"msg_{delivery.message_id.hex}", int(now.timestamp())
    return {
        "Content-Type": "application/json",
        "User-Agent": f"Commitments/{settings.VERSION}",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign(secret, message_id, timestamp, body),
    }


def _record(
    delivery: WebhookDelivery, state: WebhookState, answer: Answer, now: datetime.datetime
) -> WebhookState:
    """Write down what came of an attempt; a claim that was lost meanwhile writes nothing."""
    minutes = min(FIRST_WAIT_MINUTES * 2 ** min(delivery.tries - 1, 10), LONGEST_WAIT_MINUTES)
    mine = WebhookDelivery.objects.filter(pk=delivery.pk, fence=delivery.fence, state=WebhookState.WAITING)
    mine.update(
        state=state,
        lease_until=None,
        status=answer.status,
        reply=answer.text[:LONGEST_REPLY],
        next_try_at=now + datetime.timedelta(minutes=minutes),
        ended_at=now if state in ENDED_STATES else None,
    )
    return state


def send_test(subscription: WebhookSubscription, *, by: User, now: datetime.datetime) -> WebhookDelivery:
    """Send a test message at once, and return it with the result; it is not tried again."""
    subscriptions.require_administrator(by)
    with transaction.atomic():
        delivery = events.build_message(subscription, WebhookEvent.TEST, None, now)
        delivery.save(force_insert=True)
        log.record_change("webhook tested", subscription, by=by, now=now)
        claimed = _claim(delivery.pk)
    _attempt(claimed, now)
    claimed.refresh_from_db()
    return claimed


NO_HOSTS = Refused(_("No hosts are allowed for webhooks. The operators set WEBHOOK_HOSTS."), "host")


def why_not_test(subscription: WebhookSubscription, user: User) -> Refused | None:
    """Explain why this person cannot send a test message now, or return None."""
    if not write_rules.may_write(user, type(subscription)):
        return write_rules.build_forbidden()
    return None if settings.WEBHOOK_HOSTS else NO_HOSTS


def why_not_again(delivery: WebhookDelivery) -> Refused | None:
    """Explain why a message cannot be sent again, or return None."""
    if delivery.state == WebhookState.WAITING:
        return Refused(_("This message is still waiting. It is sent at its next attempt."), "waiting")
    if not delivery.subscription.is_active:
        return Refused(_("This webhook is not active. Activate it first."), "inactive")
    return None


@transaction.atomic
def send_again(delivery: WebhookDelivery, *, by: User, now: datetime.datetime) -> None:
    """Queue a message once more, for a day; the receiver recognises it by its id."""
    subscriptions.require_administrator(by)
    write_rules.require_permission(write_rules.may_write(by, WebhookDelivery))
    standing = (
        WebhookDelivery.objects.select_for_update(of=("self",))
        .select_related("subscription")
        .get(pk=delivery.pk)
    )
    if (refusal := why_not_again(standing)) is not None:
        raise refusal
    values = {
        "state": WebhookState.WAITING,
        "next_try_at": now,
        "queued_at": now,
        "tries": 0,
        "ended_at": None,
    }
    WebhookDelivery.objects.filter(pk=standing.pk).update(**values)
    before, after = {"state": standing.state}, {"state": WebhookState.WAITING.value}
    log.record_change("webhook sent again", standing, by=by, now=now, before=before, after=after)


def delete_old(now: datetime.datetime) -> int:
    """Delete messages that ended long ago; return their number."""
    old = WebhookDelivery.objects.filter(state__in=ENDED_STATES, ended_at__lt=now - KEPT)
    return old.delete()[0]
