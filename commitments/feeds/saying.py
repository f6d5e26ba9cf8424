"""How much a calendar says of a record, and in which words: it leaves the house as mail does."""

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commitments.models import User
from commitments.vocabulary import Classification


def told_up_to(person: User) -> int:
    """Give the highest marking of which a calendar says more than the reference.

    Its address is one factor, and what is fetched by it lies on machines of others, as mail does.
    """
    return min(person.reads_up_to, settings.MAIL_CEILING, settings.SECOND_FACTOR_ABOVE)


def uid(reference: str, part: str = "") -> str:
    """Give what names one date of a record in every calendar, for good (RFC 7986, 5.3)."""
    return f"{reference}{'-' if part else ''}{part}@{settings.PUBLIC_HOST}"


def page(kind: str, key: int) -> str:
    """Give the address of a record's page, which asks for the sign-in."""
    return settings.PUBLIC_URL + reverse(f"admin:commitments_{kind}_change", args=(key,))


def day(value: datetime.date) -> str:
    """Write a date as the language writes it."""
    return date_format(value, "DATE_FORMAT")


def described(level: int, is_demonstration: bool, facts: Iterable[tuple[str, str]]) -> str:
    """Write the text of an entry: its marking, then one fact a line."""
    head = [str(Classification(level).label).upper()]
    if is_demonstration:
        head.append(_("Demonstration data"))
    return "\n".join([*head, *(f"{label}: {' '.join(text.split())}" for label, text in facts if text)])


def withheld() -> str:
    """Say in place of a text why there is none."""
    return _("This is above the level that a calendar may carry. Sign in to read it.")
