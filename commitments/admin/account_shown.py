"""How far an account reaches, now and as it would be, side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from commitments import access, accounts
from commitments.models import AccountChange, User


@dataclass(frozen=True, slots=True)
class ReachRow:
    """One line: what it is about, how it stands, how it would be."""

    label: str | Promise
    now: str
    then: str

    @property
    def moves(self) -> bool:
        return self.now != self.then


def standing_of(person: User) -> dict[str, Any]:
    """Give the columns that a proposal may change, as they stand."""
    return {**access.reach_of(person), "is_active": person.is_active, "email": person.email}


def reach_rows(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[ReachRow]:
    """Tell both in the same words; what a proposal does not speak of is left out where it stands alike."""
    now, then = accounts.told(before), accounts.told({**before, **after})
    rows = [
        ReachRow(_("Role"), now.role, then.role),
        ReachRow(pgettext("of an account", "Place"), now.place or "–", then.place or "–"),
        ReachRow(_("Reads up to"), now.level, then.level),
        ReachRow(_("Reads"), now.reads, then.reads),
        ReachRow(_("Does"), now.does, then.does),
    ]
    if "email" in after:
        rows.append(ReachRow(_("Mail address"), before.get("email", "") or "–", after["email"]))
    if after.get("is_active"):
        is_open, is_closed = pgettext("an account", "open"), pgettext("an account", "closed")
        now_said = is_open if before.get("is_active") else is_closed
        rows.append(ReachRow(pgettext("of a person", "Account"), now_said, is_open))
    return rows


def change_rows(change: AccountChange) -> list[ReachRow]:
    """Tell what a proposal changes."""
    return reach_rows(change.before, change.values) if change.before else []


def ends_ways_in(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Say whether sessions and tokens of the account end with the change."""
    return accounts.reads_less(before, after)


def address_told(person: User) -> str:
    """Say where mail to the account goes, and who wrote that address when: a wrong one is another reader."""
    if not person.email:
        return _("This account has no mail address.")
    said = _("Mail to this account, and the link for a password, go to %(address)s.")
    said %= {"address": person.email}
    row = accounts.last_address_change(person)
    if row is None:
        return said
    day = date_format(timezone.localtime(row.at), "DATETIME_FORMAT")
    written = _("%(who)s wrote this address, %(when)s.") % {"who": row.by or "–", "when": day}
    return f"{said} {written}"
