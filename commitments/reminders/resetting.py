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
from commitments.reminders.channels import Fate

log = structlog.get_logger("tracker.mail")


def send(keys: list[int], *, now: datetime.datetime) -> list[int]:
    """Send each of these accounts its link; return the accounts whose mail the server deferred.

    The link is made here and kept nowhere: the next attempt sends another. It goes out while reminders are
    paused, for nobody signs in without it.
    """
    again = []
    for person in resets.to_send(keys):
        try:
            made = message(person, now=now)
        except ValueError:
            log.error("link for a password not sent", user=person.pk, fate="no mail address")
            continue
        answer = channels.deliver_alone(made.address, made.message_id, made.content)
        if answer.fate != Fate.ACCEPTED:
            log.warning("link for a password not sent", user=person.pk, fate=answer.fate.value)
        if answer.is_put_off:
            again.append(person.pk)
    return again


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
