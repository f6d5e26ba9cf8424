"""Sends the links by which a forgotten password is set anew, by the way that reminders take."""

import datetime
import uuid

import structlog
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from commitments.accounts import resets
from commitments.models import User
from commitments.reminders import channels, mail
from commitments.reminders.channels import Answer, Fate

log = structlog.get_logger("tracker.mail")


def send(person_id: int, *, now: datetime.datetime) -> Answer | None:
    """Send an account its link; return what became of it, or None where none is sent.

    The link is made here and kept nowhere: the next attempt sends another.
    """
    person = resets.to_send(person_id).first()
    if person is None:
        return None
    try:
        made = message(person, now=now)
    except ValueError:
        log.error("link for a password not sent", user=person.pk, fate="no mail address")
        return None
    answer = channels.deliver_alone(made.address, made.message_id, made.content)
    if answer.fate != Fate.ACCEPTED:
        log.warning("link for a password not sent", user=person.pk, fate=answer.fate.value)
    return answer


def message(person: User, *, now: datetime.datetime) -> mail.Message:
    """Write the mail in the person's language; raises ValueError where the address is none."""
    # allauth writes the key after a placeholder, so that its page finds both parts of it.
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
    with translation.override(mail.language_of(person)):
        context = {
            "person": person,
            "url": settings.PUBLIC_URL + path.replace("UID-KEY", resets.key_of(person)),
        }
        return mail.of_template("reset", person, context, key=uuid.uuid4().hex, now=now)
