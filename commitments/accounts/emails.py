"""Emails about accounts: invitations, links for a password or two-step verification, and security notices.

Each link waits as a row from the moment at which it is requested. A worker sends it at once, and reminder
runs send what is left. Both claim the row first, and record in it that the final dot of the email follows
before they send it.

Security notices go to the owner of an account: about a new way to sign in, and about another email address,
to the address before. Administrators are also notified of changes to second factors made on the server.
"""

import datetime
import time
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import Enum
from functools import partial
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Q, QuerySet
from django.db.models.functions import Coalesce, Now
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commitments.accounts import invitations, second_factors
from commitments.enums import LinkKind, Role
from commitments.errors import STOPPING
from commitments.models import AuditRow, Email, EmailDelivery, User, WaitingLink, spoken_as
from commitments.reminders import delivery, messages
from commitments.reminders.delivery import AttemptResult, ServerReply
from commitments.reminders.journal import LEASE_SECONDS, LONGEST_REPLY, QUARANTINE_FAILURES
from commitments.reminders.messages import Message, NoAddressError
from commitments.reminders.smtp import in_words


def create_confirmation_email(person_id: int, *, now: datetime.datetime) -> messages.Message | None:
    """Build the email for an account, or return None where no factor is pending; raises NoAddressError.

    Only the digest of the link is stored: the next attempt sends another link.
    """
    person = second_factors.find_unconfirmed_account(person_id).first()
    address = second_factors.address_of(person) if person else ""
    said = second_factors.new_link(person, now=now) if person and address else ""
    return render_confirmation_email(person, said, now=now) if person and said else None


def render_confirmation_email(person: User, said: str, *, now: datetime.datetime) -> messages.Message:
    """Render the email in the person's language; raises NoAddressError where the address is not valid."""
    with spoken_as(person, is_letter=True):
        context = {
            "person": person,
            "url": settings.PUBLIC_URL + reverse("mfa_confirm", args=(said,)),
        }
        return messages.render_template_email("factor", person, context, key=uuid.uuid4().hex, now=now)


def create_invitation_email(person_id: int, *, now: datetime.datetime) -> messages.Message | None:
    """Build the invitation of an account, or return None where it needs none; raises NoAddressError.

    The link is not stored: the next attempt sends another.
    """
    person = invitations.find_invited(person_id).first()
    return render_invitation_email(person, now=now) if person else None


def render_invitation_email(person: User, *, now: datetime.datetime) -> messages.Message:
    """Render the email in the person's language; raises NoAddressError where the address is not valid."""
    with spoken_as(person, is_letter=True):
        day = invitations.expires_on(person)
        context = {
            "person": person,
            "url": settings.PUBLIC_URL + reverse("invitation", args=(invitations.build_token(person),)),
            "until": date_format(day) if day else "",
        }
        return messages.render_template_email("invitation", person, context, key=uuid.uuid4().hex, now=now)


def create_reset_email(person_id: int, *, now: datetime.datetime) -> messages.Message | None:
    """Build the email for an account, or return None where it needs none; raises NoAddressError.

    The link is not stored: the next attempt sends another.
    """
    person = invitations.find_reset_account(person_id).first()
    return render_reset_email(person, now=now) if person else None


def render_reset_email(person: User, *, now: datetime.datetime) -> messages.Message:
    """Render the email in the person's language; raises NoAddressError where the address is not valid."""
    # allauth writes the key after a placeholder, so that its page finds both parts of it.
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
    with spoken_as(person, is_letter=True):
        context = {
            "person": person,
            "url": settings.PUBLIC_URL + path.replace("UID-KEY", invitations.key_of(person)),
        }
        return messages.render_template_email("reset", person, context, key=uuid.uuid4().hex, now=now)


# A link that is deferred is tried again so often, and for so long from the server's first answer.
TRIED_EVERY = datetime.timedelta(minutes=1)
TRIED_FOR = datetime.timedelta(hours=24)
LEASE = datetime.timedelta(seconds=LEASE_SECONDS)
# One call sends links for so long; what is left is for the next reminder run.
SENDING_SECONDS = 20
# What is said of an attempt whose process ended between the last dot and the answer.
ENDED = "its sender ended before the server answered"
_WRITERS: Mapping[str, Callable[..., Message | None]] = {
    LinkKind.INVITATION: create_invitation_email,
    LinkKind.PASSWORD: create_reset_email,
    LinkKind.TWO_STEP: create_confirmation_email,
}

email_logger = structlog.get_logger("tracker.mail")


class NextAttempt(Enum):
    """What happens after an attempt to send."""

    END = "end"
    TRY_AGAIN = "try again"
    GIVE_UP = "give up"
    QUARANTINE = "quarantine"


def send_waiting(now: datetime.datetime, *, person_ids: Collection[int] | None = None) -> None:
    """Send the links that are due, or only those of some people.

    Only one process tries each link. Invitations wait while sending is paused; other links do not, since
    users need them to sign in. Where the mail server is down, or time is up, the others are left for the next
    reminder run.
    """
    is_non_working = Q(lease_until=None) | Q(lease_until__lt=Now())
    links = _sendable().filter(is_non_working, next_try_at__lte=now)
    if person_ids is not None:
        links = links.filter(person__in=person_ids)
    begun = time.monotonic()
    for link in links.order_by("next_try_at", "pk"):
        if time.monotonic() - begun > SENDING_SECONDS:
            break
        if not _claim(link):
            continue
        # A sender that died past the last dot left it there.
        answer = ServerReply(AttemptResult.IN_DOUBT, ENDED) if link.final_dot_at else _attempt(link, now)
        _record(link, answer, now)
        if answer is not None and answer.is_down:
            break


def list_quarantined() -> list[WaitingLink]:
    """List the links in quarantine, each with its recipient."""
    return list(WaitingLink.objects.filter(is_quarantined=True).select_related("person").order_by("pk"))


def retry_all() -> int:
    """Release all links from quarantine for the next reminder run; return their number."""
    return invitations.requeue_links(WaitingLink.objects.filter(is_quarantined=True))


def _sendable() -> QuerySet[WaitingLink]:
    """Return the links that may be sent at this moment."""
    is_paused = Exists(EmailDelivery.objects.filter(is_paused=True))
    return WaitingLink.objects.filter(~Q(kind=LinkKind.INVITATION) | ~is_paused, is_quarantined=False)


def _ours(link: WaitingLink) -> QuerySet[WaitingLink]:
    """Return the row while no other process has claimed it and no new link was requested since our claim."""
    return WaitingLink.objects.filter(pk=link.pk, fence=link.fence)


def _claim(link: WaitingLink) -> bool:
    """Reserve a link for LEASE; False where another process was first."""
    fence = link.fence + 1
    is_ours = bool(_ours(link).update(lease_until=Now() + LEASE, fence=fence))
    link.fence = fence
    return is_ours


def _attempt(link: WaitingLink, now: datetime.datetime) -> ServerReply | None:
    """Build and hand over the email of one link; None where the account needs none."""
    try:
        made = _WRITERS[link.kind](link.person_id, now=now)
        if made is None:
            return None
        leave = partial(_write_dot, link)
        return delivery.deliver_alone(made.address, made.message_id, made.content, leave)
    except NoAddressError:
        return ServerReply(AttemptResult.REFUSED, "no email address")
    except STOPPING:
        raise
    except Exception as error:
        email_logger.exception("link not sent", user=link.person_id, kind=link.kind)
        is_dotted = _ours(link).filter(final_dot_at__isnull=False).exists()
        return ServerReply(AttemptResult.IN_DOUBT if is_dotted else AttemptResult.FAILED, in_words(error))


def _write_dot(link: WaitingLink) -> bool:
    """Commit that the final dot follows, while the link is still ours and may be sent; False otherwise."""
    held = _sendable().filter(pk=link.pk, fence=link.fence, lease_until__gt=Now())
    return bool(held.update(final_dot_at=Now()))


@transaction.atomic
def _record(link: WaitingLink, answer: ServerReply | None, now: datetime.datetime) -> None:
    """Record the result of an attempt; write nothing where the claim was lost meanwhile."""
    if answer is None:
        _ours(link).delete()
        return
    if not answer.is_down:
        link.first_tried_at = link.first_tried_at or now
    link.failures += answer.fate == AttemptResult.FAILED
    follows = _next(link, answer, now)
    if answer.fate != AttemptResult.ACCEPTED:
        said = {"user": link.person_id, "kind": link.kind, "fate": answer.fate.value}
        write = email_logger.error if follows == NextAttempt.GIVE_UP else email_logger.warning
        write("link not sent", **said, follows=follows.value)
    if follows in {NextAttempt.END, NextAttempt.GIVE_UP}:
        is_ours = bool(_ours(link).delete()[0])
    else:
        is_ours = _requeue(link, answer, now, is_quarantined=follows == NextAttempt.QUARANTINE)
    if is_ours and follows != NextAttempt.TRY_AGAIN and link.kind == LinkKind.INVITATION:
        _note(link, answer, now, is_given_up=follows == NextAttempt.GIVE_UP)


def _next(link: WaitingLink, answer: ServerReply, now: datetime.datetime) -> NextAttempt:
    """Return what happens after an attempt. A doubtful delivery is sent again once, where MAIL_IN_DOUBT
    allows it.
    """
    if answer.fate in {AttemptResult.ACCEPTED, AttemptResult.REFUSED}:
        return NextAttempt.END
    if answer.fate == AttemptResult.IN_DOUBT:
        may_resend = settings.MAIL_IN_DOUBT == "resend" and link.unconfirmed_at is None
        return NextAttempt.TRY_AGAIN if may_resend else NextAttempt.QUARANTINE
    if answer.fate == AttemptResult.QUARANTINED or link.failures >= QUARANTINE_FAILURES:
        return NextAttempt.QUARANTINE
    is_old = link.first_tried_at is not None and link.first_tried_at <= now - TRIED_FOR
    return NextAttempt.GIVE_UP if is_old and not answer.is_down else NextAttempt.TRY_AGAIN


def _requeue(link: WaitingLink, answer: ServerReply, now: datetime.datetime, *, is_quarantined: bool) -> bool:
    """Schedule the next attempt for a link, or put it in quarantine for a person."""
    doubted = (
        {"unconfirmed_at": Coalesce("unconfirmed_at", Now())} if answer.fate == AttemptResult.IN_DOUBT else {}
    )
    return bool(
        _ours(link).update(
            first_tried_at=link.first_tried_at,
            next_try_at=now + TRIED_EVERY,
            lease_until=None,
            final_dot_at=None,
            failures=link.failures,
            is_quarantined=is_quarantined,
            reply=answer.text[:LONGEST_REPLY],
            **doubted,
        )
    )


def _note(link: WaitingLink, answer: ServerReply, now: datetime.datetime, *, is_given_up: bool) -> None:
    """Record the result of the invitation on the account."""
    said = answer.text
    if is_given_up:
        said = f"given up after 24 hours; {said}"
    elif answer.fate == AttemptResult.IN_DOUBT:
        # Whether it has arrived is for a person to find out.
        said = f"not confirmed: {said}"
    is_taken, is_bad = answer.fate == AttemptResult.ACCEPTED, answer.fate == AttemptResult.REFUSED
    person = User.objects.get(pk=link.person_id)
    invitations.record_email_result(person, is_taken=is_taken, said=said, now=now, is_address_bad=is_bad)


# Older than this it is no news; no sweep was away for so long that mail would still help.
NEWS = datetime.timedelta(days=3)
# What a person does who has not done what a notice says.
NOT_YOU: Promise = _(
    "If this was not you, another person may have access to your account. Contact an administrator today."
)


@dataclass(frozen=True, slots=True)
class AccountNotice:
    """The text of a notice about an account: its subject, what happened, and what to do otherwise."""

    subject: Promise
    what: Promise
    advice: Promise = NOT_YOU


ADDRESS: Promise = _(
    "The email address of your account was changed. Reminders and password links now go to the new address."
)
ADDRESS_NOTICE = AccountNotice(
    _("Commitments: email address of your account changed"),
    ADDRESS,
    _("If you did not expect this, contact an administrator today."),
)
TOKEN_NOTICE = AccountNotice(
    _("Commitments: new API token for your account"),
    _(
        "An API token was created for your account. Until it expires, anyone who has it can use the API to "
        "read every record that you can read."
    ),
    _(
        "If this was not you, revoke the token under “API tokens” and set a new password. Contact an "
        "administrator today."
    ),
)
FEED_NOTICE = AccountNotice(
    _("Commitments: new calendar subscription for your account"),
    _(
        "A calendar subscription was created for your account. Anyone who has its address can see your "
        "meetings and due dates."
    ),
    _(
        "If this was not you, revoke the subscription under “Calendar subscriptions” and set a new "
        "password. Contact an administrator today."
    ),
)
# What somebody made who was signed in as the person, by the action of the history.
MADE: Mapping[str, AccountNotice] = {"token made": TOKEN_NOTICE, "feed made": FEED_NOTICE}
ON_SERVER: Mapping[str, AccountNotice] = {
    "second factor taken away": AccountNotice(
        _("Commitments: two-step verification reset for %(username)s"),
        _(
            "A command on the server reset two-step verification for the account “%(username)s”. "
            "Only the password protects the account until two-step verification is set up again."
        ),
    ),
    "second factor confirmed": AccountNotice(
        _("Commitments: two-step verification confirmed for %(username)s"),
        _(
            "A command on the server confirmed two-step verification for the account “%(username)s”. "
            "Two-step verification is now required at each sign-in."
        ),
    ),
}
reminder_logger = structlog.get_logger("tracker.reminders")


def notify_account_holders(now: datetime.datetime) -> int:
    """Write an email for each new way to sign in that was not yet notified; return their number.

    The history is read for this, so that every writer is covered. The Message-ID comes from the row, so that
    only one of several reminder runs writes it. An address that rejected an email is not used again.
    """
    rows = AuditRow.objects.filter(
        Q(before__has_key="email") | Q(action__in=MADE) | Q(action__in=ON_SERVER, by=None),
        subject_type=User._meta.label,
        at__gt=now - NEWS,
        at__lte=now,
    ).order_by("pk")
    told = [(row, person) for row in rows for person in _told_of(row)]
    news = messages.filter_new({_key(row, person): (row, person) for row, person in told})
    return messages.for_each(
        news.items(),
        lambda one: messages.create_email(_build_way_in_email(one[1][1], one[1][0], one[0], now)),
    )


def _told_of(row: AuditRow) -> Iterator[User]:
    """Yield the recipients of a notice about a history row: the person and, for the server, the
    administrators.
    """
    whose = User.objects.filter(pk=row.subject_id)
    if row.action in ON_SERVER:
        whose |= User.objects.filter(role=Role.ADMINISTRATOR, is_active=True)
    yield from whose.order_by("pk")


def _key(row: AuditRow, person: User) -> str:
    return messages.key_of(row) if person.pk == row.subject_id else messages.key_of(row, person.pk)


def _build_way_in_email(person: User, row: AuditRow, key: str, now: datetime.datetime) -> Email | None:
    """Build the email in the person's language; None where no address is left."""
    is_standing = row.action in MADE or row.action in ON_SERVER
    address = person.email if is_standing else row.before["email"]
    if not address or (person.email_bounced_at if is_standing else row.before.get("email_bounced_at")):
        return None
    with spoken_as(person, is_letter=True):
        name = "way_in"
        context: dict[str, Any] = asdict(ON_SERVER.get(row.action) or MADE.get(row.action, ADDRESS_NOTICE))
        if row.action in ON_SERVER:
            name = "on_server"
            username = User.objects.values_list("username", flat=True).get(pk=row.subject_id)
            context = {label: str(text) % {"username": username} for label, text in context.items()}
            context["reason"] = row.reason
        try:
            made = messages.render_template_email(name, person, context, key=key, now=now, address=address)
        except ValueError:
            reminder_logger.error("new way in not told", user=person.pk)
            return None
    return messages.row_of(made, person, planned_at=row.at, now=now)
