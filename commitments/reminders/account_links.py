"""Sends the links of accounts: invitations, and links for a password and for two-step verification.

Each waits as a row from the moment at which it is requested. A worker sends it at once, and reminder runs
send what is left; both claim it first, and write its last dot into the row before it leaves.
"""

import datetime
import time
from collections.abc import Callable, Collection, Mapping
from enum import Enum
from functools import partial

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Q, QuerySet
from django.db.models.functions import Coalesce, Now

from commitments.accounts import invitations, link_requests
from commitments.errors import STOPPING
from commitments.models import Sending, User, WaitingLink
from commitments.reminders import channels, confirming, inviting, resetting
from commitments.reminders.channels import Answer, Fate
from commitments.reminders.journal import LEASE_SECONDS, LONGEST_REPLY, QUARANTINE_FAILURES
from commitments.reminders.mail import Message, NoAddressError
from commitments.reminders.smtp_session import in_words
from commitments.vocabulary import LinkKind

# A link that is deferred is tried again so often, and for so long from the server's first answer.
TRIED_EVERY = datetime.timedelta(minutes=1)
TRIED_FOR = datetime.timedelta(hours=24)
LEASE = datetime.timedelta(seconds=LEASE_SECONDS)
# One call sends links for so long; what is left is for the next reminder run.
SENDING_SECONDS = 20
# What is said of an attempt whose process ended between the last dot and the answer.
ENDED = "its sender ended before the server answered"
_WRITERS: Mapping[str, Callable[..., Message | None]] = {
    LinkKind.INVITATION: inviting.write,
    LinkKind.PASSWORD: resetting.write,
    LinkKind.TWO_STEP: confirming.write,
}

log = structlog.get_logger("tracker.mail")


class Next(Enum):
    """What follows an attempt."""

    END = "end"
    TRY_AGAIN = "try again"
    GIVE_UP = "give up"
    QUARANTINE = "quarantine"


def send_waiting(now: datetime.datetime, *, person_ids: Collection[int] | None = None) -> None:
    """Send the links whose turn has come, or those of some people alone.

    Of any number of processes one tries a link. Invitations wait while sending is paused; other links do not,
    for nobody signs in without them. Where the mail server is down, or time is up, the others are left for
    the next reminder run.
    """
    is_free = Q(lease_until=None) | Q(lease_until__lt=Now())
    links = _sendable().filter(is_free, next_try_at__lte=now)
    if person_ids is not None:
        links = links.filter(person__in=person_ids)
    begun = time.monotonic()
    for link in links.order_by("next_try_at", "pk"):
        if time.monotonic() - begun > SENDING_SECONDS:
            break
        if not _claim(link):
            continue
        # A sender that died past the last dot left it there.
        answer = Answer(Fate.IN_DOUBT, ENDED) if link.dot_at else _attempt(link, now)
        _record(link, answer, now)
        if answer is not None and answer.is_down:
            break


def quarantined() -> list[WaitingLink]:
    """List what waits for a person, with the person it is for."""
    return list(WaitingLink.objects.filter(is_quarantined=True).select_related("person").order_by("pk"))


def retry_all() -> int:
    """Let the next reminder run send what is in quarantine; return its number."""
    return link_requests.restart(WaitingLink.objects.filter(is_quarantined=True))


def _sendable() -> QuerySet[WaitingLink]:
    """Return the links that may leave at this moment."""
    is_paused = Exists(Sending.objects.filter(is_paused=True))
    return WaitingLink.objects.filter(~Q(kind=LinkKind.INVITATION) | ~is_paused, is_quarantined=False)


def _ours(link: WaitingLink) -> QuerySet[WaitingLink]:
    """Return the row while nobody has claimed or requested the link since we claimed it."""
    return WaitingLink.objects.filter(pk=link.pk, fence=link.fence)


def _claim(link: WaitingLink) -> bool:
    """Hold a link for LEASE; False where another process was first."""
    fence = link.fence + 1
    is_ours = bool(_ours(link).update(lease_until=Now() + LEASE, fence=fence))
    link.fence = fence
    return is_ours


def _attempt(link: WaitingLink, now: datetime.datetime) -> Answer | None:
    """Write and hand over the email of one link; None where the account needs none."""
    try:
        made = _WRITERS[link.kind](link.person_id, now=now)
        if made is None:
            return None
        leave = partial(_write_dot, link)
        return channels.deliver_alone(made.address, made.message_id, made.content, leave)
    except NoAddressError:
        return Answer(Fate.REFUSED, "no mail address")
    except STOPPING:
        raise
    except Exception as error:
        log.exception("link not sent", user=link.person_id, kind=link.kind)
        is_dotted = _ours(link).filter(dot_at__isnull=False).exists()
        return Answer(Fate.IN_DOUBT if is_dotted else Fate.FAILED, in_words(error))


def _write_dot(link: WaitingLink) -> bool:
    """Commit that the last dot follows: only while the link is ours and may leave."""
    held = _sendable().filter(pk=link.pk, fence=link.fence, lease_until__gt=Now())
    return bool(held.update(dot_at=Now()))


@transaction.atomic
def _record(link: WaitingLink, answer: Answer | None, now: datetime.datetime) -> None:
    """Write down what became of an attempt; a claim that was lost meanwhile writes nothing."""
    if answer is None:
        _ours(link).delete()
        return
    if not answer.is_down:
        link.first_tried_at = link.first_tried_at or now
    link.failures += answer.fate == Fate.FAILED
    follows = _next(link, answer, now)
    if answer.fate != Fate.ACCEPTED:
        said = {"user": link.person_id, "kind": link.kind, "fate": answer.fate.value}
        write = log.error if follows == Next.GIVE_UP else log.warning
        write("link not sent", **said, follows=follows.value)
    if follows in {Next.END, Next.GIVE_UP}:
        is_ours = bool(_ours(link).delete()[0])
    else:
        is_ours = _keep(link, answer, now, is_quarantined=follows == Next.QUARANTINE)
    if is_ours and follows != Next.TRY_AGAIN and link.kind == LinkKind.INVITATION:
        _note(link, answer, now, is_given_up=follows == Next.GIVE_UP)


def _next(link: WaitingLink, answer: Answer, now: datetime.datetime) -> Next:
    """Return what follows an attempt. One in doubt is sent again once, where MAIL_IN_DOUBT allows it."""
    if answer.fate in {Fate.ACCEPTED, Fate.REFUSED}:
        return Next.END
    if answer.fate == Fate.IN_DOUBT:
        may_resend = settings.MAIL_IN_DOUBT == "resend" and link.doubted_at is None
        return Next.TRY_AGAIN if may_resend else Next.QUARANTINE
    if answer.fate == Fate.QUARANTINED or link.failures >= QUARANTINE_FAILURES:
        return Next.QUARANTINE
    is_old = link.first_tried_at is not None and link.first_tried_at <= now - TRIED_FOR
    return Next.GIVE_UP if is_old and not answer.is_down else Next.TRY_AGAIN


def _keep(link: WaitingLink, answer: Answer, now: datetime.datetime, *, is_quarantined: bool) -> bool:
    """Let a link wait for its next attempt, or in quarantine for a person."""
    doubted = {"doubted_at": Coalesce("doubted_at", Now())} if answer.fate == Fate.IN_DOUBT else {}
    return bool(
        _ours(link).update(
            first_tried_at=link.first_tried_at,
            next_try_at=now + TRIED_EVERY,
            lease_until=None,
            dot_at=None,
            failures=link.failures,
            is_quarantined=is_quarantined,
            reply=answer.text[:LONGEST_REPLY],
            **doubted,
        )
    )


def _note(link: WaitingLink, answer: Answer, now: datetime.datetime, *, is_given_up: bool) -> None:
    """Write down on the account what became of its invitation."""
    said = answer.text
    if is_given_up:
        said = f"given up after 24 hours; {said}"
    elif answer.fate == Fate.IN_DOUBT:
        # Whether it has arrived is for a person to find out.
        said = f"in doubt: {said}"
    is_taken, is_bad = answer.fate == Fate.ACCEPTED, answer.fate == Fate.REFUSED
    person = User.objects.get(pk=link.person_id)
    invitations.note(person, is_taken=is_taken, said=said, now=now, is_address_bad=is_bad)
