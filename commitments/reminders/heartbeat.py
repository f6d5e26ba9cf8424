"""Heartbeats: when each part of the service last did its work, and the report to HEARTBEAT_URL.

Also counts of reminders and emails by state: only numbers, without access checks.
"""

import datetime
import threading
import urllib.request
from collections import Counter
from collections.abc import Sequence
from http.client import HTTPException
from urllib.parse import urlsplit, urlunsplit

import structlog
from django.conf import settings
from django.db.models import Count
from django.db.models.functions import Now

from commitments.enums import EmailState, ReminderState
from commitments.models import Commitment, Email, Heartbeat, Reminder

log = structlog.get_logger("tracker.reminders")

# The rows: the last whole reminder run, when the address outside last answered, when a worker of long work
# last printed a page, and when the mail server last accepted a test email.
HEARTBEAT, ANSWERED, PRINTED, TRIED = "sweep", "outside", "pdf worker", "test email"
PATIENCE_SECONDS = 5


def record_beat(name: str) -> None:
    """Keep, by the database's clock, when something last came to its end."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, beat_at=Now())],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["beat_at"],
    )


def load_last_beats(*names: str) -> dict[str, datetime.datetime]:
    """Return when each of these last came to its end, without those that never did: one query."""
    return dict(Heartbeat.objects.filter(name__in=names).values_list("name", "beat_at"))


def send_ping(failing: Sequence[str] = ()) -> bool:
    """Send HEARTBEAT_URL a sign of life, or a failure with codes of alarms; return whether it answered.

    A failure is a POST to the address with `/fail` after its path, as healthchecks has it. Nothing waits for
    longer than PATIENCE_SECONDS, whatever hangs: a name, a connection, an answer. An address that does not
    answer is logged without the address, which may be a secret.
    """
    if not settings.HEARTBEAT_URL:
        return False
    address, body = settings.HEARTBEAT_URL, None
    if failing:
        parts = urlsplit(address)
        address = urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/fail"))
        body = "\n".join(failing).encode()
    said: list[str] = []
    asking = threading.Thread(target=_request, args=(address, body, said), daemon=True)
    asking.start()
    asking.join(PATIENCE_SECONDS)
    if said != [""]:
        log.warning("the heartbeat address did not answer", error=said[0] if said else "TimeoutError")
        return False
    record_beat(ANSWERED)
    return True


def _request(address: str, body: bytes | None, said: list[str]) -> None:
    """Send the request, and log what went wrong, if anything; the setting accepts only http and https."""
    request = urllib.request.Request(address, body, {"Content-Type": "text/plain"} if body else {})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS):  # noqa: S310
            said.append("")
    except (OSError, HTTPException, ValueError) as error:
        said.append(type(error).__name__)


UNFINISHED = (
    EmailState.READY,
    EmailState.SENDING,
    EmailState.NOT_CONFIRMED,
    EmailState.HELD,
    EmailState.REJECTED,
    EmailState.FAILED,
    EmailState.QUARANTINED,
    EmailState.BOUNCED,
)


def open_items() -> int:
    """Count the commitments in an open state."""
    return Commitment.objects.open().count()


def count_reminders() -> Counter[str]:
    """Count all reminders by state: one query."""
    return Counter(dict(Reminder.objects.order_by().values_list("state").annotate(Count("id"))))


def reminders_due(now: datetime.datetime) -> int:
    """Count the reminders whose moment has passed and that wait."""
    return Reminder.objects.filter(state=ReminderState.PLANNED, planned_at__lte=now).count()


def count_emails() -> Counter[str]:
    """Count the emails of `UNFINISHED` by state, in one query."""
    rows = Email.objects.filter(state__in=UNFINISHED).order_by().values_list("state")
    return Counter(dict(rows.annotate(Count("id"))))
