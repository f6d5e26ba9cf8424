"""The sweep's sign of life to the outside: an address that is asked after each sweep."""

import datetime
import threading
import urllib.request
from http.client import HTTPException

import structlog
from django.conf import settings
from django.db.models.functions import Now

from commitments.models import Heartbeat

log = structlog.get_logger("tracker.reminders")

# The row that keeps when the address last answered.
ANSWERED = "outside"
PATIENCE_SECONDS = 5


def ping() -> bool:
    """Ask HEARTBEAT_URL once, where there is one; say whether it answered.

    Nothing waits for longer than PATIENCE_SECONDS, whatever hangs: a name, a connection, an answer. A failure
    is logged without the address, which may be a secret.
    """
    if not settings.HEARTBEAT_URL:
        return False
    said: list[str] = []
    asking = threading.Thread(target=_ask, args=(settings.HEARTBEAT_URL, said), daemon=True)
    asking.start()
    asking.join(PATIENCE_SECONDS)
    if said != [""]:
        log.warning("the heartbeat address did not answer", error=said[0] if said else "TimeoutError")
        return False
    beat(ANSWERED)
    return True


def beat(name: str) -> None:
    """Keep, by the database's clock, when something last came to its end."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, beat_at=Now())],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["beat_at"],
    )


def hold(name: str, seconds: int) -> bool:
    """Hold a name for so long, by the database's clock; return False where another process holds it."""
    _row, is_made = Heartbeat.objects.get_or_create(name=name, defaults={"beat_at": Now()})
    over = Heartbeat.objects.filter(name=name, beat_at__lt=Now() - datetime.timedelta(seconds=seconds))
    return is_made or bool(over.update(beat_at=Now()))


def let_go(name: str) -> None:
    """Hold a name no longer."""
    Heartbeat.objects.filter(name=name).delete()


def _ask(address: str, said: list[str]) -> None:
    """Put down what went wrong, or nothing; the setting takes http and https alone."""
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE_SECONDS):  # noqa: S310
            said.append("")
    except (OSError, HTTPException, ValueError) as error:
        said.append(type(error).__name__)
