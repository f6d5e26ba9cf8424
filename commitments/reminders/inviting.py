"""The email of an invitation, with its link."""

import datetime
import uuid

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from commitments.accounts import invitations
from commitments.models import User
from commitments.reminders import mail


def write(person_id: int, *, now: datetime.datetime) -> mail.Message | None:
    """Write the invitation of an account, or return None where it needs none; raises NoAddressError.

    The link is made here and kept nowhere: the next attempt sends another.
    """
    person = invitations.to_send(person_id).first()
    return message(person, now=now) if person else None


def message(person: User, *, now: datetime.datetime) -> mail.Message:
    """Write the mail in the person's language; raises NoAddressError where the address is none."""
    with translation.override(mail.language_of(person)):
        day = invitations.expires_on(person)
        context = {
            "person": person,
            "url": settings.PUBLIC_URL + reverse("invitation", args=(invitations.token(person),)),
            "until": date_format(day) if day else "",
        }
        return mail.of_template("invitation", person, context, key=uuid.uuid4().hex, now=now)
