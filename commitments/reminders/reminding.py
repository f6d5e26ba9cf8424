"""How a desk is reminded, and when it is left in peace: set by its heads."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from commitments import access, editing
from commitments.errors import Refused
from commitments.models import Desk, Ladder, QuietDays, User
from commitments.reminders import quiet

LONGEST_QUIET_DAYS = 31


def may_set(person: User, desk: Desk) -> bool:
    """Say whether the person sets how this desk is reminded."""
    return access.may_write(person, Ladder) and access.desks_of(person).filter(pk=desk.pk).exists()


def ladder_of(desk: Desk, kind: str) -> Ladder | None:
    """Give the ladder that a desk has for a kind of deadline, or for every other, where it has one."""
    return Ladder.objects.filter(desk=desk, kind=kind).select_related("recorded_by").first()


@transaction.atomic
def keep(
    desk: Desk, kind: str, values: Mapping[str, Any], *, expected: int, by: User, now: datetime.datetime
) -> Ladder:
    """Set the ladder of a desk for a kind; `expected` is the version that the writer saw, 0 for none."""
    access.require(may_set(by, desk))
    row = Ladder.objects.filter(desk=desk, kind=kind).first()
    if (row.version if row else 0) != expected:
        raise editing.changed_meanwhile()
    if row is not None:
        return editing.change(row, values, expected=expected, by=by, now=now)
    try:
        with transaction.atomic():
            return editing.create(Ladder(desk=desk, kind=kind, **values), by=by, now=now)
    except IntegrityError:
        raise editing.changed_meanwhile() from None


@transaction.atomic
def as_usual(desk: Desk, kind: str, *, by: User, now: datetime.datetime) -> None:
    """Take the ladder of a desk for a kind away: that of every kind, or the usual one, holds again."""
    access.require(may_set(by, desk))
    row = Ladder.objects.filter(desk=desk, kind=kind).first()
    if row is not None:
        editing.remove(row, by=by, now=now)


@transaction.atomic
def keep_quiet(days: QuietDays, *, by: User, now: datetime.datetime) -> QuietDays:
    """Leave a desk in peace for some days; what is due then waits."""
    access.require(may_set(by, days.desk))
    if (days.ends_on - days.starts_on).days >= LONGEST_QUIET_DAYS:
        raise Refused(_("Quiet days are at most 31 in a row: reminders wait, and items grow late."), "long")
    return editing.create(days, by=by, now=now)


@transaction.atomic
def end_quiet(days: QuietDays, *, by: User, now: datetime.datetime) -> int:
    """Take quiet days away; give the number of reminders that waited for them and are due again."""
    access.require(may_set(by, days.desk))
    desk = days.desk
    editing.remove(days, by=by, now=now)
    return quiet.let_go(desk)
