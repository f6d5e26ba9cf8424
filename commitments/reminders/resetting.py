"""The email with the link by which a forgotten password is replaced."""

import datetime
import uuid

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from commitments.accounts import resets
from commitments.models import User
from commitments.reminders import mail


def write(person_id: int, *, now: datetime.datetime) -> mail.Message | None:
    """Write the email for an account, or return None where it needs none; raises NoAddressError.

    The link is made here and kept nowhere: the next attempt sends another.
    """
    person = resets.to_send(person_id).first()
    return message(person, now=now) if person else None


def message(person: User, *, now: datetime.datetime) -> mail.Message:
    """Write the mail in the person's language; raises NoAddressError where the address is none."""
    # allauth writes the key after a placeholder, so that its page finds both parts of it.
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
    with translation.override(mail.language_of(person)):
        context = {
            "person": person,
            "url": settings.PUBLIC_URL + path.replace("UID-KEY", resets.key_of(person)),
        }
        return mail.of_template("reset", person, context, key=uuid.uuid4().hex, now=now)
