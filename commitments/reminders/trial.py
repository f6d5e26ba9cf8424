"""Try the way that reminders take: one mail without content, and what the server said."""

import datetime
import uuid
from dataclasses import dataclass

from django.conf import settings

from commitments.reminders import channels, mail, pulse
from commitments.reminders.channels import Fate


@dataclass(frozen=True, slots=True)
class Trial:
    """Where the mail was taken to, and what became of it in the words of who took it."""

    where: str
    is_accepted: bool
    said: str


def where() -> str:
    """Say where mails go: the folder, or the server without its password."""
    if settings.MAIL_TO_FILES:
        return str(settings.MAIL_FOLDER)
    return f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"


def send(address: str, *, now: datetime.datetime) -> Trial:
    """Send it in the language that is active; raises ValueError where the address is none.

    It takes up to a minute where a server is slow; no transaction is held open meanwhile.
    """
    made = mail.trial(address, key=uuid.uuid4().hex, now=now)
    answer = channels.deliver_alone(made.address, made.message_id, made.content)
    if answer.fate == Fate.ACCEPTED:
        pulse.beat(pulse.TRIED)
    return Trial(where(), answer.fate == Fate.ACCEPTED, answer.text)
