"""Accounts opened and closed: the one place that makes one or shuts one."""

import datetime

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments import access, editing
from commitments.accounts import changes
from commitments.accounts.ending import ENDED, end_ways_in
from commitments.accounts.reach import check_place
from commitments.errors import Refused
from commitments.models import AccountChange, User


@transaction.atomic
def open_account(
    person: User, *, reason: str = "", by: User, now: datetime.datetime
) -> tuple[User, AccountChange | None]:
    """Insert an account with the reach that stands on it, or with none and a proposal of that reach.

    What one person gives alone is given at once (`access.invites`), and so is all that the only
    administrator there has been gives. Gives the account, and the proposal where there is one.
    """
    wanted = access.reach_of(person)
    access.require(access.may_write(by, User) or access.invites(by, wanted))
    check_place(wanted)
    if wanted == access.REACH or access.given_by_one(wanted):
        return editing.create(person, by=by, now=now, reason=reason), None
    for name, value in access.REACH.items():
        setattr(person, name, value)
    editing.create(person, by=by, now=now, reason=reason)
    why = reason or gettext("a new account")
    moved = {name: value for name, value in wanted.items() if value != access.REACH[name]}
    change = changes.propose(person, moved, reason=why, by=by, now=now)
    person.refresh_from_db()
    return person, change


def why_not_close(person: User, by: User) -> Refused | None:
    """Explain why this person does not close that account, or give None."""
    if not access.may_write(by, User):
        return access.forbidden()
    if by.pk == person.pk:
        return Refused(_("Nobody closes the own account. Ask another administrator."), "own")
    if not person.is_active:
        return Refused(_("This account is closed already."), "closed")
    return None


@transaction.atomic
def close_account(person: User, *, reason: str = "", by: User, now: datetime.datetime) -> None:
    """Close an account: one person's act, at once, with every session and token of it.

    Opening it again is proposed and confirmed as any reach. Raises `Refused` for the own account.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    refusal = why_not_close(person, by)
    if refusal is not None:
        raise refusal
    closed = {"is_active": False, **ENDED}
    editing.change(person, closed, by=by, now=now, action="account closed", reason=reason)
    end_ways_in(person, by=by, now=now, reason=gettext("account closed"))
    changes.drop_all(person, why=gettext("the account was closed"), by=by, now=now)
