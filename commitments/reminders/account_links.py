"""Sends the links for a password and for two-step verification; one that is deferred waits as a row."""

import datetime
from collections.abc import Callable, Collection, Mapping

import structlog

from commitments.models import WaitingLink
from commitments.reminders import confirming, resetting
from commitments.reminders.channels import Answer
from commitments.vocabulary import LinkKind

# A link that is deferred is tried again so often (an attempt takes less time than that), and for so long.
TRIED_EVERY = datetime.timedelta(minutes=1)
TRIED_FOR = datetime.timedelta(hours=24)
_SENDERS: Mapping[str, Callable[..., Answer | None]] = {
    LinkKind.PASSWORD: resetting.send,
    LinkKind.TWO_STEP: confirming.send,
}

log = structlog.get_logger("tracker.mail")


def send(kind: LinkKind, person_ids: Collection[int], *, now: datetime.datetime) -> None:
    """Send a link to each of these accounts; what the mail server defers waits for the next reminder runs.

    It goes out while reminders are paused, for nobody signs in without it.
    """
    for key in person_ids:
        waiting = WaitingLink.objects.filter(kind=kind, person_id=key)
        answer = _SENDERS[kind](key, now=now)
        if answer is None or not answer.is_put_off:
            waiting.delete()
        elif not waiting.update(next_try_at=now + TRIED_EVERY):
            WaitingLink.objects.bulk_create(
                [WaitingLink(kind=kind, person_id=key, asked_at=now, next_try_at=now + TRIED_EVERY)],
                ignore_conflicts=True,
            )


def send_waiting(now: datetime.datetime) -> None:
    """Try the links again that wait and whose turn has come; give up those asked for too long ago.

    Of any number of runs at the same time one tries a link. Where the mail server is down, the others are
    left for the next run.
    """
    for row in WaitingLink.objects.filter(asked_at__lte=now - TRIED_FOR):
        log.error("link given up", user=row.person_id, kind=row.kind, asked_at=row.asked_at.isoformat())
        row.delete()
    for row in WaitingLink.objects.filter(next_try_at__lte=now).order_by("next_try_at", "pk"):
        mine = WaitingLink.objects.filter(pk=row.pk, next_try_at=row.next_try_at)
        if not mine.update(next_try_at=now + TRIED_EVERY):
            continue
        answer = _SENDERS[row.kind](row.person_id, now=now)
        if answer is None or not answer.is_put_off:
            row.delete()
        elif answer.is_down:
            break
