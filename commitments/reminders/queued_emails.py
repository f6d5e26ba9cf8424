"""Messages of Django and of the account pages as emails of the outbox, which reminder runs send."""

import datetime
from collections.abc import Iterable
from email.charset import QP, Charset
from email.utils import make_msgid

from django.conf import settings
from django.core.mail import EmailMessage

from commitments.models import Email, User

LONGEST_SUBJECT = 200
QUOTED = Charset("utf-8")
QUOTED.body_encoding = QP


def queue_messages(messages: Iterable[EmailMessage], *, now: datetime.datetime) -> None:
    """Add each message to the outbox, once for each recipient: it is sent, and retried, like any other."""
    Email.objects.bulk_create(_row(one, address, now) for one in messages for address in one.recipients())


def _row(message: EmailMessage, address: str, now: datetime.datetime) -> Email:
    """Return an email to one recipient that is ready to be sent, with a Message-ID of its own."""
    # As our own mails: seven bits, which every server takes, and never answered by a robot.
    message.encoding = QUOTED
    message.extra_headers.setdefault("Auto-Submitted", "auto-generated")
    made = message.message()
    del made["Message-ID"]
    made["Message-ID"] = make_msgid(domain=settings.PUBLIC_HOST)
    return Email(
        recipient=User.objects.filter(email__iexact=address).order_by("-is_active", "pk").first(),
        address=address,
        message_id=made["Message-ID"],
        subject=message.subject[:LONGEST_SUBJECT],
        # By the bytes of the message as SMTP has them: its lines end with CR and LF.
        content=made.as_bytes(linesep="\r\n"),  # type: ignore[call-arg]
        ready_at=now,
        next_try_at=now,
        planned_at=now,
    )
