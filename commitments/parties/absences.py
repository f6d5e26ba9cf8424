"""Absences and deputies: recorded by the person, the head, or an administrator."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments.access import policy, write_rules
from commitments.enums import HEAD_ROLES, ReminderState, Role
from commitments.errors import Refused
from commitments.models import Absence, Commitment, Reminder, SignOff, User, zone_of
from commitments.records import edits

ONE_DAY = datetime.timedelta(days=1)
# A deputy reads with the place of who is away: for longer, the place itself is given, by two persons.
LONGEST_DAYS = 366
SHOWN = 25


def may_record_for(person: User, by: User) -> bool:
    """Return whether a person may record this absence: the person, the person's head, an administrator."""
    if by.pk == person.pk or by.role == Role.ADMINISTRATOR:
        return True
    if by.role == Role.HEAD_OF_DESK:
        return by.desk_id is not None and by.desk_id in _desks(person)
    return (
        by.role == Role.DIVISION_HEAD and by.division_id is not None and by.division_id in _divisions(person)
    )


def _desks(person: User) -> set[int]:
    """The desk of the person; of an embassy officer, that of the host country."""
    host = person.host_country
    return {key for key in (person.desk_id, host.desk_id if host else None) if key is not None}


def _divisions(person: User) -> set[int]:
    host = person.host_country
    desks = (person.desk, host.desk if host else None)
    return {
        key for key in (person.division_id, *(desk.division_id for desk in desks if desk)) if key is not None
    }


def why_not_deputy(person: User, deputy: User) -> Refused | None:
    """Explain why one person cannot be the deputy of another, or return None.

    The deputy works for the same desk or division, ministry or embassy. A lower clearance does not prevent
    it: the deputy is notified of what the deputy may read (`limits_of`), the rest goes to the next in the
    chain.
    """
    if deputy.pk == person.pk:
        return Refused(_("Select a deputy other than the absent user."), "itself")
    if not deputy.is_active:
        return Refused(_("The account of this deputy is deactivated. Select another deputy."), "closed")
    same_ministry = person.ministry_id is not None and person.ministry_id == deputy.ministry_id
    if same_ministry or _desks(person) & _desks(deputy) or _divisions(person) & _divisions(deputy):
        return None
    return Refused(
        _("The deputy must belong to the same desk, division, ministry or embassy as the absent user."),
        "elsewhere",
    )


def limits_of(absence: Absence) -> list[str]:
    """Return the limits of the deputy's access, and a note where the deputy is away too."""
    person, deputy, said = absence.person, absence.deputy, []
    if deputy.clearance < person.clearance:
        said.append(
            gettext(
                "%(deputy)s has clearance up to %(level)s. Notices about records with a higher "
                "classification go to the next person in line."
            )
            % {"deputy": deputy, "level": deputy.get_clearance_display()}
        )
    if person.role in HEAD_ROLES and deputy.role not in HEAD_ROLES:
        said.append(
            gettext("%(deputy)s cannot decide approval requests. These stay pending or go to another head.")
            % {"deputy": deputy}
        )
    both = Absence.objects.filter(
        person=deputy, starts_on__lte=absence.ends_on, ends_on__gte=absence.starts_on
    )
    for other in both.order_by("starts_on")[:1]:
        said.append(
            gettext(
                "%(deputy)s is also out of office until %(day)s. Until then, notices go to the "
                "next person in line."
            )
            % {"deputy": deputy, "day": date_format(other.ends_on)}
        )
    return said


@dataclass(frozen=True, slots=True)
class Touched:
    """What falls into the absence, as far as the reader may read it: what the deputy is notified of
    instead, and what goes to the next in the chain since the deputy may not read it.
    """

    told: tuple[Reminder, ...]
    withheld: tuple[Reminder, ...]
    signatures: tuple[SignOff, ...]
    more: bool


def foresee_absence(absence: Absence, *, reader: User) -> Touched:
    """Return what an absence affects, before it is recorded, in six queries at most.

    The days are those of the person's own time zone.
    """
    zone = zone_of(absence.person)
    first = datetime.datetime.combine(absence.starts_on, datetime.time.min, zone)
    last = datetime.datetime.combine(absence.ends_on + ONE_DAY, datetime.time.min, zone)
    planned = Reminder.objects.filter(
        recipient=absence.person, state=ReminderState.PLANNED, planned_at__gte=first, planned_at__lt=last
    )
    rows = policy.readable_by(planned, reader).select_related("commitment").order_by("planned_at", "pk")
    shown = tuple(rows[: SHOWN + 1])
    items = Commitment.objects.filter(pk__in=[row.commitment_id for row in shown])
    open_to = set(policy.readable_by(items, absence.deputy).values_list("pk", flat=True))
    unsigned = SignOff.objects.filter(officer=absence.person, signed_at__isnull=True)
    return Touched(
        told=tuple(row for row in shown[:SHOWN] if row.commitment_id in open_to),
        withheld=tuple(row for row in shown[:SHOWN] if row.commitment_id not in open_to),
        signatures=tuple(policy.readable_by(unsigned.select_related("packet"), reader)[:SHOWN]),
        more=len(shown) > SHOWN,
    )


@transaction.atomic
def record_absence(absence: Absence, *, by: User, now: datetime.datetime) -> Absence:
    """Insert an absence with its deputy; two of one person never overlap."""
    _check(absence, by)
    return edits.create_record(absence, by=by, now=now)


@transaction.atomic
def change_absence(
    absence: Absence, values: Mapping[str, Any], *, expected: int, by: User, now: datetime.datetime
) -> Absence:
    """Write other days or another deputy; the object holds them already, as a form leaves it."""
    standing = Absence.objects.select_related("person").get(pk=absence.pk)
    write_rules.require_permission(may_record_for(standing.person, by))
    _check(absence, by)
    return edits.change_record(absence, values, expected=expected, by=by, now=now)


@transaction.atomic
def end_absence(absence: Absence, *, by: User, now: datetime.datetime) -> None:
    """End an absence: one that has begun ended yesterday, another is deleted."""
    write_rules.require_permission(may_record_for(absence.person, by))
    today = timezone.localdate(now)
    if absence.ends_on < today:
        raise Refused(_("This period has already ended."), "over")
    if absence.starts_on >= today:
        edits.remove_record(absence, by=by, now=now, reason=gettext("cancelled"))
    else:
        edits.change_record(
            absence, {"ends_on": today - ONE_DAY}, by=by, now=now, reason=gettext("returned to work")
        )


def _check(absence: Absence, by: User) -> None:
    person = User.objects.select_for_update().get(pk=absence.person_id)
    write_rules.require_permission(may_record_for(person, by))
    if absence.ends_on < absence.starts_on:
        raise Refused(
            _("The last day of absence is before the first day. Correct one of the two dates."), "order"
        )
    if (absence.ends_on - absence.starts_on).days >= LONGEST_DAYS:
        raise Refused(
            _(
                "An absence can last at most one year. Enter an earlier last day. You can add a "
                "further absence later."
            ),
            "long",
        )
    refusal = why_not_deputy(person, absence.deputy)
    if refusal is not None:
        raise refusal
    others = Absence.objects.filter(
        person=person, starts_on__lte=absence.ends_on, ends_on__gte=absence.starts_on
    ).exclude(pk=absence.pk)
    other = others.order_by("starts_on").first()
    if other is not None:
        raise Refused(
            _("An absence of %(person)s is already recorded from %(first)s to %(last)s. Change that entry.")
            % {
                "person": person,
                "first": date_format(other.starts_on),
                "last": date_format(other.ends_on),
            },
            "overlap",
        )
