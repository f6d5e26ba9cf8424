"""Sends the links of accounts: invitations, and links for a password and for two-step verification.

An invitation waits as a row from the moment it is asked for; the others do once the mail server defers them.
"""

import datetime
import time
from collections.abc import Callable, Collection, Mapping

import structlog
from django.conf import settings

from commitments.accounts import invitations
from commitments.errors import STOPPING
from commitments.models import WaitingLink
from commitments.reminders import confirming, inviting, resetting, sending
from commitments.reminders.channels import Answer, Fate
from commitments.reminders.journal import LONGEST_REPLY, QUARANTINE_FAILURES
from commitments.reminders.smtp_session import in_words
from commitments.vocabulary import LinkKind

# A link that is deferred is tried again so often (an attempt takes less time than that), and for so long.
TRIED_EVERY = datetime.timedelta(minutes=1)
TRIED_FOR = datetime.timedelta(hours=24)
# One run sends links for so long; what is left is for the next.
SENDING_SECONDS = 20
_SENDERS: Mapping[str, Callable[..., Answer | None]] = {
    LinkKind.INVITATION: inviting.send,
    LinkKind.PASSWORD: resetting.send,
    LinkKind.TWO_STEP: confirming.send,
}

log = structlog.get_logger("tracker.mail")


def send(kind: LinkKind, person_ids: Collection[int], *, now: datetime.datetime) -> None:
    """Send a link to each of these accounts; what the mail server does not take waits for a reminder run.

    It goes out while reminders are paused, for nobody signs in without it.
    """
    for key in person_ids:
        row = WaitingLink(person_id=key, kind=kind, asked_at=now, next_try_at=now + TRIED_EVERY)
        WaitingLink.objects.filter(kind=kind, person_id=key).delete()
        _try(row, now)


def send_waiting(now: datetime.datetime, *, person_id: int | None = None) -> None:
    """Try the links that wait and whose turn has come, or those of one person alone.

    Of any number of processes one tries a link. Invitations wait while sending is paused. Where the mail
    server is down, or time is up, the others are left for the next run; what was asked for too long ago is
    given up.
    """
    _give_up(now)
    rows = WaitingLink.objects.filter(is_quarantined=False, next_try_at__lte=now)
    if person_id is not None:
        rows = rows.filter(person=person_id)
    if sending.state().is_paused:
        rows = rows.exclude(kind=LinkKind.INVITATION)
    begun = time.monotonic()
    for row in rows.order_by("next_try_at", "pk"):
        if time.monotonic() - begun > SENDING_SECONDS:
            break
        mine = WaitingLink.objects.filter(pk=row.pk, next_try_at=row.next_try_at)
        if mine.update(next_try_at=now + TRIED_EVERY):
            answer = _try(row, now)
            if answer is not None and answer.is_down:
                break


def quarantined() -> list[WaitingLink]:
    """List what waits for a person, with the person it is for."""
    return list(WaitingLink.objects.filter(is_quarantined=True).select_related("person").order_by("pk"))


def retry_all(now: datetime.datetime) -> int:
    """Let the next reminder run send what is in quarantine; return its number."""
    again = {"is_quarantined": False, "failures": 0, "asked_at": now, "next_try_at": now}
    return WaitingLink.objects.filter(is_quarantined=True).update(**again)


def _try(row: WaitingLink, now: datetime.datetime) -> Answer | None:
    """Send one link, and keep its row as long as nothing has taken or refused it."""
    try:
        answer = _SENDERS[row.kind](row.person_id, now=now)
    except STOPPING:
        raise
    except Exception as error:
        log.exception("link not sent", user=row.person_id, kind=row.kind)
        answer = Answer(Fate.FAILED, in_words(error))
    if answer is None or not _waits(answer):
        WaitingLink.objects.filter(pk=row.pk).delete()
        return answer
    row.reply = answer.text[:LONGEST_REPLY]
    row.failures += answer.fate == Fate.FAILED
    row.is_quarantined = answer.fate == Fate.QUARANTINED or row.failures >= QUARANTINE_FAILURES
    if row.pk is None:
        WaitingLink.objects.bulk_create([row], ignore_conflicts=True)
    else:
        columns = ("reply", "failures", "is_quarantined")
        WaitingLink.objects.filter(pk=row.pk).update(**{name: getattr(row, name) for name in columns})
    return answer


def _waits(answer: Answer) -> bool:
    """Return whether the email is kept: it may still be sent, or a person has to look."""
    is_doubtful = answer.fate == Fate.IN_DOUBT and settings.MAIL_IN_DOUBT == "resend"
    return answer.is_put_off or is_doubtful or answer.fate == Fate.QUARANTINED


def _give_up(now: datetime.datetime) -> None:
    old = WaitingLink.objects.filter(asked_at__lte=now - TRIED_FOR, is_quarantined=False)
    for row in old.select_related("person"):
        log.error("link given up", user=row.person_id, kind=row.kind, asked_at=row.asked_at.isoformat())
        if row.kind == LinkKind.INVITATION:
            said = f"given up after 24 hours; {row.reply or 'it was not tried'}"
            invitations.note(row.person, is_taken=False, said=said, now=now, is_address_bad=False)
        row.delete()
