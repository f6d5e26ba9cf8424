"""Mails that tell one thing once: the Message-ID is made of it, so that of many sweeps one writes it."""

import datetime
import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

import structlog

from commitments.errors import Errors
from commitments.models import AuditRow, Mail, User
from commitments.reminders import mail

N = TypeVar("N")
log = structlog.get_logger("tracker.reminders")


def key_of(row: AuditRow, *more: int) -> str:
    """Give what is made of a row of the history, and of `more`, and tells nobody how many rows there are."""
    return hashed(" ".join(map(str, (row.pk, row.subject_id, int(row.at.timestamp() * 1_000_000), *more))))


def hashed(said: str) -> str:
    """Give a key that tells nobody of what it is made."""
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def untold(news: Mapping[str, N]) -> dict[str, N]:
    """Leave, by key, what no mail was written of yet: one query."""
    known = Mail.objects.filter(message_id__in=[mail.message_id_of(key) for key in news])
    told = set(known.values_list("message_id", flat=True))
    return {key: one for key, one in news.items() if mail.message_id_of(key) not in told}


def row_of(
    made: mail.Message, recipient: User, *, planned_at: datetime.datetime, now: datetime.datetime
) -> Mail:
    """Give the row of a mail that is ready to be sent."""
    return Mail(
        recipient=recipient,
        address=made.address,
        message_id=made.message_id,
        subject=made.subject,
        content=made.content,
        ready_at=now,
        next_try_at=now,
        planned_at=planned_at,
    )


def write(made: Mail | None) -> int:
    """Write a mail that could be made, past what another sweep wrote; return its number."""
    if made is None:
        return 0
    Mail.objects.bulk_create([made], ignore_conflicts=True)
    return 1


def for_each(items: Iterable[N], act: Callable[[N], int]) -> int:
    """Return the sum of what is done for each item; one that fails keeps none of the others from its turn.

    Raises the first error once all had their turn.
    """
    count, errors = 0, Errors(log)
    for item in items:
        with errors.caught(f"email of {item}"):
            count += act(item)
    errors.raise_first()
    return count
