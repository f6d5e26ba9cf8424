"""How far an account reaches is changed by two persons: what every write of one has to pass."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments import models as m
from commitments.access.heads import is_under
from commitments.errors import Refused
from commitments.vocabulary import ApprovalState, Classification, Role

# What decides how far an account reaches, with what each is for a new account that reaches nothing.
REACH: Mapping[str, Any] = {
    "role": Role.READER,
    "clearance": Classification.PUBLIC,
    "desk_id": None,
    "division_id": None,
    "ministry_id": None,
    "host_country_id": None,
}
SCOPE = tuple(name for name in REACH if name.endswith("_id"))
# Django's own powers: nobody has them here, and nothing gives them.
POWERS = frozenset({"is_superuser", "is_staff"})
FIRST_ROLE = Role.ADMINISTRATOR
# Whom one person invites, and by what alone each is then placed.
INVITED: Mapping[str, str] = {Role.FOCAL_POINT: "ministry_id", Role.DESK_OFFICER: "desk_id"}


def sets_up_alone(user: m.User) -> bool:
    """Say whether this administrator still sets up alone: no second one has ever signed in.

    For good: whoever was an administrator at any time, by the history, and has signed in ends it, closed or
    another role since.
    """
    if not user.is_active or user.role != Role.ADMINISTRATOR:
        return False
    was = m.AuditRow.objects.filter(
        Q(after__role=Role.ADMINISTRATOR.value) | Q(before__role=Role.ADMINISTRATOR.value),
        subject_type=m.User._meta.label,
    )
    # Of the few, first: each row of the history of accounts would be asked otherwise.
    keys = set(was.order_by().values_list("subject_id", flat=True))
    ever = m.User.objects.filter(Q(role=Role.ADMINISTRATOR) | Q(pk__in=keys), last_login__isnull=False)
    return not ever.exclude(pk=user.pk).exists()


def given_by_one(reach: Mapping[str, Any]) -> bool:
    """Say whether one person opens an account that reaches so far.

    A focal point of a ministry of ours or an officer of a desk, in that one place, up to restricted.
    """
    place = INVITED.get(str(reach.get("role")))
    if place is None or int(reach.get("clearance") or 0) > Classification.RESTRICTED:
        return False
    if not reach.get(place) or any(reach.get(name) for name in SCOPE if name != place):
        return False
    home = m.Ministry.objects.filter(country__iso=settings.HOME_COUNTRY, pk=reach.get("ministry_id") or 0)
    return place != "ministry_id" or home.exists()


def invites(by: m.User, reach: Mapping[str, Any]) -> bool:
    """Say whether this one person opens an account that reaches so far: an administrator, or a head below.

    A head invites focal points alone, of ministries that have a part with the own partners.
    """
    if not by.is_active or not given_by_one(reach):
        return False
    if by.role == Role.ADMINISTRATOR:
        return True
    return reach["role"] == Role.FOCAL_POINT and is_under(by, reach)


def reach_of(person: m.User) -> dict[str, Any]:
    """Give the columns by which an account reaches what it does, as plain values."""
    found = {name: getattr(person, name) for name in REACH}
    return {**found, "role": str(found["role"]), "clearance": int(found["clearance"])}


def check_opening(person: m.User, by: m.User | None) -> None:
    """Raise `Refused` where a new account would reach further than one person gives.

    The first administrator is made by nobody; anybody else begins with no reach, or with what one person
    gives alone.
    """
    if any(getattr(person, name) for name in POWERS):
        raise _powers()
    reach = reach_of(person)
    if reach == REACH:
        return
    if by is None:
        nowhere = not any(reach[name] for name in SCOPE)
        is_first = not m.User.objects.filter(role=FIRST_ROLE).exists()
        if reach["role"] == FIRST_ROLE and not reach["clearance"] and nowhere and is_first:
            return
    elif invites(by, reach):
        return
    raise two_persons()


def check_reach(
    person: m.User, values: Mapping[str, Any], by: m.User | None, warrant: m.AccountChange | None
) -> None:
    """Raise `Refused` where these values change how far an account reaches without a granted change.

    `warrant` is the change that one person proposed and another confirmed; it covers its own values alone.
    To close an account takes one person, to open it again two. A mail address counts as reach, for the link
    by which a password is set goes there (`keeps_address`).
    """
    names = {_column(name): value for name, value in values.items()}
    asked = {name: getattr(value, "pk", value) for name, value in names.items() if name in _GUARDED}
    if not asked:
        return
    standing = m.User.objects.filter(pk=person.pk).values(*_GUARDED).first() or {}
    moved = {name: value for name, value in asked.items() if standing.get(name) != value}
    if POWERS & set(moved):
        raise _powers()
    if moved.get("is_active") is False:
        del moved["is_active"]
    if "email" in moved and by is not None and keeps_address(by, person):
        del moved["email"]
    if not moved:
        return
    granted = m.AccountChange.objects.filter(
        pk=warrant.pk if warrant else 0, person=person.pk, state=ApprovalState.GRANTED
    ).first()
    if granted is None or any(granted.values.get(name, ...) != value for name, value in moved.items()):
        raise two_persons()


_GUARDED = (*REACH, "email", "is_active", *sorted(POWERS))


def keeps_address(by: m.User, person: m.User) -> bool:
    """Say whether one person writes another mail address: the own, or of who never signed in.

    Of the latter where one person gives the whole reach. Whoever sent the link for a password elsewhere would
    be that person from then on, and read what two persons give the account later.
    """
    if not by.is_active or by.role != Role.ADMINISTRATOR:
        return False
    if by.pk == person.pk or sets_up_alone(by):
        return True
    standing = m.User.objects.filter(pk=person.pk).first() or person
    if standing.last_login is not None:
        return False
    reach = reach_of(standing)
    return reach == REACH or given_by_one(reach)


def _column(name: str) -> str:
    """Name the column, however the field is called."""
    return f"{name}_id" if f"{name}_id" in REACH else name


def two_persons() -> Refused:
    """Make the refusal of what one person does alone."""
    said = _("How far an account reaches is proposed by one person and confirmed by another.")
    return Refused(said, "two_persons")


def _powers() -> Refused:
    return Refused(_("No account stands above the door; there is no superuser here."), "superuser")
