"""The second factor of another: a lost one, and a first one that no mail can confirm.

Two persons decide, or the server: `manage.py reset_two_step_verification` and `confirm_two_step_verification`
are for where no second administrator is left.
"""

import datetime

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments import access, second_factors
from commitments.accounts.changes import ask, drop_all
from commitments.accounts.ending import end_ways_in
from commitments.accounts.first_factor import address_of
from commitments.errors import Refused
from commitments.models import AccountChange, User
from commitments.vocabulary import AccountMatter


@transaction.atomic
def propose_reset(person: User, *, reason: str, by: User, now: datetime.datetime) -> AccountChange:
    """Propose that a lost second factor be taken away, so that the person sets up another."""
    access.require(access.may_write(by, User))
    person = User.objects.select_for_update().get(pk=person.pk)
    if not second_factors.of(person).exists():
        raise Refused(_("This account has no second factor."), "none")
    return ask(person, AccountMatter.SECOND_FACTOR, {}, {}, reason=reason, by=by, now=now)


@transaction.atomic
def propose_factor(person: User, *, reason: str, by: User, now: datetime.datetime) -> AccountChange:
    """Propose that a first second factor count that no mail can confirm; it names the very one that waits."""
    access.require(access.may_write(by, User))
    person = User.objects.select_for_update().get(pk=person.pk)
    factor = second_factors.awaited(person).first()
    if factor is None:
        raise Refused(_("No second factor of this account waits to be confirmed."), "none")
    if address_of(person):
        raise Refused(_("The person confirms it by the link in a mail."), "has_address")
    named = {"factor": factor.pk}
    return ask(person, AccountMatter.FIRST_FACTOR, named, {}, reason=reason, by=by, now=now)


@transaction.atomic
def reset_on_server(person: User, *, reason: str, now: datetime.datetime) -> int:
    """Take away every second factor and recovery code of an account; return how many.

    For the server alone, whose operator can set passwords too. It gives no rights: sessions, API tokens,
    calendars and links of the account end, what was proposed about its second factor is dropped, and
    `reminders.ways_in` tells the person and the administrators. Raises `Refused`.
    """
    person = _standing(person, reason)
    held = second_factors.of(person).exists() or second_factors.awaited(person).exists()
    if not held:
        raise Refused(_("This account has no second factor."), "none")
    count = second_factors.clear(person, by=None, now=now, reason=reason)
    end_ways_in(person, by=None, now=now, reason=gettext("second factor lost"))
    about = (AccountMatter.SECOND_FACTOR, AccountMatter.FIRST_FACTOR)
    drop_all(person, about, why=gettext("second factor lost"), by=None, now=now)
    return count


@transaction.atomic
def confirm_on_server(person: User, *, reason: str, now: datetime.datetime) -> None:
    """Let the second factor count that waits to be confirmed, where no mail and no second person can.

    For the server alone. Raises `Refused` where none waits.
    """
    person = _standing(person, reason)
    factor = second_factors.awaited(person).first()
    if factor is None:
        raise Refused(_("No second factor of this account waits to be confirmed."), "none")
    second_factors.confirm(person, factor.pk, by=None, now=now, reason=reason)
    drop_all(person, (AccountMatter.FIRST_FACTOR,), why=gettext("confirmed on the server"), by=None, now=now)


def _standing(person: User, reason: str) -> User:
    """Read an account as it stands; nobody else writes it until the transaction ends."""
    if not reason.strip():
        raise Refused(_("Say why."), "no_reason")
    person = User.objects.select_for_update().get(pk=person.pk)
    if not person.is_active:
        raise Refused(_("This account is closed."), "closed")
    return person
