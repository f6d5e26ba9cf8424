"""The loops that the journal replaces; under the same kills they lose and double mail."""

import datetime
import smtplib
import time
from collections.abc import Callable
from email.utils import parseaddr
from functools import partial

from django.conf import settings

from commitments.enums import EmailState
from commitments.models import Email
from commitments.reminders import outbox
from commitments.reminders.delivery import Channel

# As long as such a loop takes to write a mail that it has marked.
WRITING_SECONDS = 0.02


def mark_then_send(now: datetime.datetime) -> None:
    """Write down that a mail was sent, and send it."""
    _loop(lambda mark, send: (mark(), _write(), send()))


def send_then_mark(now: datetime.datetime) -> None:
    """Send a mail, and write down that it was sent."""
    _loop(lambda mark, send: (send(), mark()))


def _write() -> bool:
    time.sleep(WRITING_SECONDS)
    return True


def _loop(step: Callable[[Callable[[], object], Callable[[], object]], object]) -> None:
    with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, local_hostname="naive") as client:
        sender = parseaddr(settings.MAIL_FROM)[1]
        for mail in Email.objects.filter(state=EmailState.READY).order_by("pk"):
            row = Email.objects.filter(pk=mail.pk)
            mark = partial(row.update, state=EmailState.DELIVERED)
            step(mark, partial(client.sendmail, sender, [mail.address], bytes(mail.content)))


def blind(channel: Channel, now: datetime.datetime) -> tuple[int, int]:
    """Take back what dead senders held as a queue does that knows of no doubt: it is sent again."""
    dead = Email.objects.filter(state=EmailState.SENDING)
    return dead.update(state=EmailState.READY, final_dot_at=None, lease_until=None), 0


LOOPS: dict[str, Callable[[datetime.datetime], object]] = {
    "mark, then send": mark_then_send,
    "send, then mark": send_then_mark,
}
SWEEPS = {"journal": outbox.run_outbox, **LOOPS}
