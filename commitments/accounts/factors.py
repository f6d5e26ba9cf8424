"""Two persons about the second factor of a third: a lost one, and a first one that no mail can confirm."""

import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments import access, second_factors
from commitments.accounts.changes import ask
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
