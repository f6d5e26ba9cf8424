"""The email with the link by which a first second factor is confirmed."""

import datetime
import uuid

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from commitments import second_factors
from commitments.accounts import first_factor
from commitments.models import User
from commitments.reminders import mail


def write(person_id: int, *, now: datetime.datetime) -> mail.Message | None:
    """Write the email for an account, or return None where no factor waits; raises NoAddressError.

    The link is made here and its digest alone is kept: the next attempt sends another.
    """
    person = first_factor.to_send(person_id).first()
    address = first_factor.address_of(person) if person else ""
    said = second_factors.new_link(person, now=now) if person and address else ""
    return message(person, said, now=now) if person and said else None


def message(person: User, said: str, *, now: datetime.datetime) -> mail.Message:
    """Write the mail in the person's language; raises NoAddressError where the address is none."""
    with translation.override(mail.language_of(person)):
        context = {
            "person": person,
            "url": settings.PUBLIC_URL + reverse("mfa_confirm", args=(said,)),
        }
        return mail.of_template("factor", person, context, key=uuid.uuid4().hex, now=now)
