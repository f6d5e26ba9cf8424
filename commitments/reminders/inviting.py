"""Sends one invitation by the way that reminders take."""

import datetime
import uuid

import structlog
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from commitments.accounts import invitations
from commitments.models import Sending, User
from commitments.reminders import channels, mail, pulse
from commitments.reminders.channels import Fate

# So long one sender keeps a person's mail in hand.
HELD_SECONDS = 120
log = structlog.get_logger("tracker.mail")


def send(person_id: int, *, now: datetime.datetime) -> bool:
    """Send the invitation of an account that waits for it; say whether the server took it.

    What the server puts off, and what was in hand when a sender died, is tried again by a later sweep. The
    link is made here and kept nowhere. One sender at a time has it in hand, by a row of the database.
    """
    person = invitations.unsent(now).filter(pk=person_id).first()
    if person is None or Sending.objects.filter(is_paused=True).exists():
        return False
    held = f"invitation {person.pk}"
    if not pulse.hold(held, HELD_SECONDS):
        return False
    try:
        made = message(person, now=now)
    except ValueError:
        invitations.note(person, is_taken=False, said="no mail address", now=now)
        pulse.let_go(held)
        return False
    answer = channels.deliver_alone(made.address, made.message_id, made.content)
    if answer.fate in {Fate.ACCEPTED, Fate.REFUSED, Fate.QUARANTINED}:
        is_taken, is_bad = answer.fate == Fate.ACCEPTED, answer.fate == Fate.REFUSED
        invitations.note(person, is_taken=is_taken, said=answer.text, now=now, is_address_bad=is_bad)
        pulse.let_go(held)
    else:
        log.warning("invitation not sent yet", user=person.pk, fate=answer.fate.value)
    return answer.fate == Fate.ACCEPTED


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
