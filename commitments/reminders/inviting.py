"""Sends one invitation by the way that reminders take."""

import datetime
import uuid

import structlog
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from commitments.accounts import invitations
from commitments.models import User
from commitments.reminders import channels, mail
from commitments.reminders.channels import Answer, Fate

log = structlog.get_logger("tracker.mail")


def send(person_id: int, *, now: datetime.datetime) -> Answer | None:
    """Send the invitation of an account; return what became of it, or None where none is sent.

    The link is made here and kept nowhere: the next attempt sends another.
    """
    person = invitations.to_send(person_id).first()
    if person is None:
        return None
    try:
        made = message(person, now=now)
    except ValueError:
        invitations.note(person, is_taken=False, said="no mail address", now=now)
        return None
    answer = channels.deliver_alone(made.address, made.message_id, made.content)
    if answer.is_put_off:
        log.warning("invitation not sent yet", user=person.pk, fate=answer.fate.value)
        return answer
    is_taken, is_bad = answer.fate == Fate.ACCEPTED, answer.fate == Fate.REFUSED
    # Whether an email in doubt has arrived is for a person to find out.
    said = f"in doubt: {answer.text}" if answer.fate == Fate.IN_DOUBT else answer.text
    invitations.note(person, is_taken=is_taken, said=said, now=now, is_address_bad=is_bad)
    return answer


def message(person: User, *, now: datetime.datetime) -> mail.Message:
    """Write the mail in the person's language; raises ValueError where the address is none."""
    with translation.override(mail.language_of(person)):
        day = invitations.expires_on(person)
        context = {
            "person": person,
            "url": settings.PUBLIC_URL + reverse("invitation", args=(invitations.token(person),)),
            "until": date_format(day) if day else "",
        }
        return mail.of_template("invitation", person, context, key=uuid.uuid4().hex, now=now)
