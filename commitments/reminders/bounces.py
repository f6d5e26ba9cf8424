"""Bounces: each email has a return path of its own, so that a delivery report names the email.

The return path contains the email's key and a signature, so that reports cannot be forged; reports are read
by RFC 3464. An address that accepts no email counts as missing: the next person in the chain is notified.
"""

import datetime
import email
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from commitments.calendars.workdays import ONE_DAY
from commitments.enums import EmailState, NotSentReason, ReminderState
from commitments.errors import Refused
from commitments.models import Email, Reminder, User
from commitments.reminders import planner
from commitments.reminders.candidates import RunWindow
from commitments.reminders.smtp import one_line

SIGNED = 16
LONGEST_REPLY = 300
# A mail can come back once the server may have had it, whether or not its sender lived to hear so.
GONE_OUT = Q(state__in=(EmailState.DELIVERED, EmailState.NOT_CONFIRMED, EmailState.HELD)) | Q(
    Q(final_dot_at__isnull=False) | Q(unconfirmed_at__isnull=False),
    state__in=(EmailState.READY, EmailState.SENDING),
)


@dataclass(frozen=True, slots=True)
class Report:
    """What a server reports about an email that it could not deliver; a delay is not final.

    `is_nobody` means that the address accepts no email at all: not where a mailbox was full, or a server was
    away for longer than the email was kept.
    """

    mail: int
    is_final: bool
    said: str
    is_nobody: bool = False


def return_path(mail: int) -> str:
    """Return the address for reports about an email; empty where BOUNCE_ADDRESS is not set."""
    if not settings.BOUNCE_ADDRESS:
        return ""
    box, _at, domain = settings.BOUNCE_ADDRESS.rpartition("@")
    return f"{box}+{mail}-{_signature(mail)}@{domain}"


def _signature(mail: int, secret: str | None = None) -> str:
    return salted_hmac("commitments.bounces", str(mail), secret=secret, algorithm="sha256").hexdigest()[
        :SIGNED
    ]


def parse_report(content: bytes) -> Report:
    """Read a message that came to a return path.

    Raises `Refused` with "stranger" where it is to none of ours or forged, and "no_report" where it is no
    delivery report (an automatic answer, a letter).
    """
    # Headers are read as they stand: anybody may write here, and what takes them apart can be made to fail.
    mail = _addressed(BytesHeaderParser().parsebytes(content))
    if mail is None:
        raise Refused(_("The email is not addressed to a return address of this system."), "stranger")
    with suppress(RecursionError):
        for part in _recipients(email.message_from_bytes(content)):
            action = str(part.get("Action", "")).strip().lower()
            status = str(part.get("Status", "")).strip()
            said = one_line(str(part.get("Diagnostic-Code", "") or status))[:LONGEST_REPLY]
            if action == "failed":
                return Report(mail, True, said, is_nobody=not status.startswith("4"))
            if action == "delayed":
                return Report(mail, False, said)
    raise Refused(_("The email is not a delivery failure report."), "no_report")


def _addressed(message: Message) -> int | None:
    """Find the email to whose return path the message was sent."""
    box, _at, domain = settings.BOUNCE_ADDRESS.rpartition("@")
    pattern = re.compile(
        rf"{re.escape(box)}\+(\d{{1,18}})-([0-9a-f]{{{SIGNED}}})@{re.escape(domain)}", re.IGNORECASE
    )
    for header in ("X-Original-To", "Delivered-To", "Envelope-To", "To"):
        for value in message.get_all(header, []):
            found = pattern.search(str(value))
            if found and _is_ours(int(found[1]), found[2].lower()):
                return int(found[1])
    return None


def _is_ours(mail: int, signature: str) -> bool:
    """Return whether the current key, or an earlier one, made the return path."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(constant_time_compare(signature, _signature(mail, key)) for key in keys)


def _recipients(message: Message) -> Iterator[Message]:
    """Yield the parts of a delivery report that concern one recipient each (RFC 3464, 2.3)."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            blocks = part.get_payload()
            yield from (one for one in blocks if isinstance(one, Message) and "Action" in one)


@transaction.atomic
def record_bounce(report: Report, *, now: datetime.datetime) -> bool:
    """Record that an email bounced, and notify the next in the chain; return whether this was new."""
    if not report.is_final:
        return False
    mail = Email.objects.select_for_update().filter(GONE_OUT, pk=report.mail).first()
    if mail is None:
        return False
    Email.objects.filter(pk=mail.pk).update(
        state=EmailState.BOUNCED, bounced_at=now, reply=report.said, lease_until=None
    )
    come_back(mail.pk, report.said, now=now, is_nobody=report.is_nobody)
    return True


def come_back(mail_key: int, said: str, *, now: datetime.datetime, is_nobody: bool = True) -> None:
    """Plan the email's reminders for the next person, and mark an address that accepts no email as missing.

    An address that was corrected meanwhile stays. The caller holds the transaction.
    """
    mail = Email.objects.select_related("recipient").get(pk=mail_key)
    told = Reminder.objects.filter(email=mail.pk)
    told.update(state=ReminderState.FAILED, not_sent_reason=NotSentReason.BOUNCED)
    if mail.recipient_id is None:
        return
    if is_nobody:
        User.objects.filter(pk=mail.recipient_id, email=mail.address).update(
            email_bounced_at=now, email_bounce=said[:LONGEST_REPLY]
        )
    rows = list(told)
    if rows:
        today = now.astimezone(datetime.UTC).date()
        planned_at = min(row.postponed_from or row.planned_at for row in rows)
        first = planned_at.astimezone(datetime.UTC).date() - ONE_DAY
        planner.plan_items(
            planner.load_world(now), RunWindow(first, today + ONE_DAY), {row.commitment_id for row in rows}
        )
