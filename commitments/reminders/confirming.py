"""Sends the link by which a first second factor is confirmed, by the way that reminders take."""

import datetime
import uuid

import structlog
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from commitments import second_factors
from commitments.accounts import first_factor
from commitments.models import User
from commitments.reminders import channels, mail
from commitments.reminders.channels import Answer, Fate

log = structlog.get_logger("tracker.mail")


def send(person_id: int, *, now: datetime.datetime) -> Answer | None:
    """Send the link for the factor of an account that waits; return what became of it, or None for none.

    The link is made here and its digest alone is kept: the next attempt sends another.
    """
    person = first_factor.to_send(person_id).first()
    address = first_factor.address_of(person) if person else ""
    said = second_factors.new_link(person, now=now) if person and address else ""
    if person is None or not said:
        return None
    try:
        made = message(person, said, now=now)
    except ValueError:
        log.error("link for a second factor not sent", user=person.pk, fate="no mail address")
        return None
    answer = channels.deliver_alone(made.address, made.message_id, made.content)
    if answer.fate != Fate.ACCEPTED:
        log.warning("link for a second factor not sent", user=person.pk, fate=answer.fate.value)
    return answer


def message(person: User, said: str, *, now: datetime.datetime) -> mail.Message:
    """Write the mail in the person's language; raises ValueError where the address is none."""
    with translation.override(mail.language_of(person)):
        context = {
            "person": person,
            "url": settings.PUBLIC_URL + reverse("mfa_confirm", args=(said,)),
        }
        return mail.of_template("factor", person, context, key=uuid.uuid4().hex, now=now)
