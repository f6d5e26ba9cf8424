"""The roles that may write records and take the steps of the life cycle, and the rights one person may grant.

A change of an account's rights takes two persons; every write of an account passes the checks here.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from commitments import models
from commitments.access.cached_queries import load_rows
from commitments.access.grants import is_deputy
from commitments.access.policy import Person, can_read
from commitments.access.responsibilities import (
    desks_of,
    heads_over,
    is_in_lead_ministry,
    is_under,
    is_validator,
    list_headed_countries,
    works_on,
)
from commitments.access.scopes import DESK_ROLES, MINISTRY_ROLES
from commitments.db import page_cache
from commitments.enums import (
    HEAD_ROLES,
    LOCKED_STAGES,
    READ_ALL_ROLES,
    TRANSITIONS,
    Actor,
    ApprovalState,
    Classification,
    Role,
    Step,
)
from commitments.errors import Refused, build_closed


@dataclass(frozen=True)
class WriteRoles:
    """The roles that write some kinds of record, with the scope, in words; the read rule always applies
    first.
    """

    roles: frozenset[Role]
    where: str
    models: frozenset[type[Model]]


RECORDERS = DESK_ROLES
REFERENCE: frozenset[type[Model]] = frozenset(
    {
        models.Ministry,
        models.MinistryName,
        models.Official,
        models.OfficialName,
        models.Mechanism,
        models.Holiday,
        models.HolidayYear,
        models.LevelTitle,
        models.BlackoutPeriod,
    }
)
WRITERS = (
    WriteRoles(
        frozenset({Role.ADMINISTRATOR}),
        "any, as far as one administrator reaches alone; a head invites focal points of ministries that "
        "take part in commitments with the head's partners",
        frozenset({models.User, models.Division, models.Desk, models.Country, models.CountryName}),
    ),
    WriteRoles(
        frozenset({Role.ADMINISTRATOR}),
        "any, with two-step verification in the session",
        frozenset({models.WebhookSubscription, models.WebhookDelivery}),
    ),
    WriteRoles(
        RECORDERS | {Role.ADMINISTRATOR},
        "any; titles by level and blackout periods of own partners; an embassy officer of the host country; "
        "accounts in a post by the administrator",
        REFERENCE,
    ),
    WriteRoles(
        RECORDERS,
        "of own partners",
        frozenset(
            {
                *(
                    models.Meeting,
                    models.DelegationMember,
                    models.BackgroundFact,
                    models.Statement,
                    models.Outcome,
                    models.Clause,
                ),
                *(
                    models.Commitment,
                    models.Responsibility,
                    models.Deadline,
                    models.FollowUp,
                    models.Brief,
                    models.TopicBrief,
                    models.ProposedWording,
                ),
                *(models.Release, models.Matrix, models.ReturnedMatrix, models.PartnerComment),
                *(models.AgendaItem, models.TextReading, models.Passage),
                *(models.Minutes, models.MinutesChange),
                *(models.AgendaPoint, models.AgendaPaper),
            }
        ),
    ),
    WriteRoles(
        RECORDERS | MINISTRY_ROLES,
        "of own partners, or with a part of the user's ministry",
        frozenset({models.ProgressUpdate, models.Evidence, models.Approval}),
    ),
    # How a desk is reminded: for its head, and for the head of its division.
    WriteRoles(
        HEAD_ROLES, "of desks that the person heads", frozenset({models.ReminderSchedule, models.QuietDays})
    ),
    WriteRoles(
        RECORDERS | MINISTRY_ROLES | {Role.ADMINISTRATOR},
        "the user's own; a head those of the desk or division, an administrator all",
        frozenset({models.Absence}),
    ),
    WriteRoles(HEAD_ROLES, "of own partners, within clearance, never to oneself", frozenset({models.Grant})),
    WriteRoles(HEAD_ROLES, "of own partners", frozenset({models.OriginatorConsent})),
    WriteRoles(
        HEAD_ROLES,
        "of own partners, and only where the head reads every record; another head confirms",
        frozenset({models.Closure, models.ClosurePackage}),
    ),
    WriteRoles(
        RECORDERS,
        "the user’s own, as the officer who leaves or the successor; a head those of the desk or division",
        frozenset({models.Handover, models.HandoverItem}),
    ),
    WriteRoles(
        RECORDERS | MINISTRY_ROLES,
        "on drafts that the person reads; the answer, of own partners",
        frozenset({models.PacketComment}),
    ),
)


def may_write(user: Person, model: type[Model]) -> bool:
    """Return whether the person's role writes records of this kind at all."""
    if not isinstance(user, models.User) or not user.is_active:
        return False
    return any(model in one.models and user.role in one.roles for one in WRITERS)


# What gives somebody power over others' items is for the administrator to say.
POSTING = frozenset({"user_id", "function", "ministry_id", "starts_on", "ends_on"})


def check_write(user: models.User, obj: Model, changed: Mapping[str, Any]) -> None:
    """Raise `Refused` where the person may not write these columns of this record, new or changed.

    Whose word counts for a ministry (the ministry that runs the tracker, an account in a post) is set by the
    administrator; an embassy officer keeps the host country's reference data; the protocol of a partner is
    kept by its desk; how a desk is reminded is set by its heads. `check_reach` checks changes of an account's
    rights.
    """
    is_administrator = user.role == Role.ADMINISTRATOR
    if isinstance(obj, models.Ministry) and "runs_tracker" in changed:
        require_permission(is_administrator)
    if isinstance(obj, models.Official) and POSTING & set(changed) and (obj.user_id or "user_id" in changed):
        require_permission(is_administrator)
    if user.role == Role.EMBASSY_OFFICER and type(obj) in REFERENCE:
        # As it stands as well as as it is written: nothing is led away from another country.
        require_permission(all(key == user.host_country_id for key in _list_countries(obj)))
    if isinstance(obj, models.LevelTitle | models.BlackoutPeriod) and not is_administrator:
        keys = [key for key in _list_countries(obj) if key is not None]
        countries = models.Country.objects.filter(pk__in=keys)
        partners = countries.exclude(iso=settings.HOME_COUNTRY)
        require_permission(all(works_on(user, country) for country in partners))
    if isinstance(obj, models.ReminderSchedule | models.QuietDays):
        require_permission(user.role in HEAD_ROLES and desks_of(user).filter(pk=obj.desk_id).exists())


def why_not_write(obj: Model, user: models.User) -> Refused | None:
    """Explain why the person may not change or remove a record of reference data, or return None."""
    try:
        require_permission(may_write(user, type(obj)))
        check_write(user, obj, {})
    except Refused as refused:
        return refused
    return None


def _list_countries(obj: Model) -> set[int | None]:
    """Return the country of a record as it is about to be written, and as it is."""
    standing = type(obj)._base_manager.filter(pk=obj.pk).first() if obj.pk else None
    return {_country_of(row) for row in (obj, standing) if row is not None}


def _country_of(obj: Model) -> int | None:
    """Return the country of a record, or of the ministry or official of which it is a translated name."""
    parent = getattr(obj, "ministry", None) or getattr(obj, "official", None)
    country: int | None = getattr(obj, "country_id", None) or getattr(parent, "country_id", None)
    return country


# What the desk of a partner, its head or a ministry does something with.
Worked = (
    models.Meeting
    | models.Statement
    | models.Outcome
    | models.AgendaItem
    | models.AgendaPoint
    | models.AgendaPaper
    | models.Minutes
    | models.Commitment
)
HAS_PARTNER = (models.Meeting, models.Commitment)
# Says whether a person acts on one record as somebody.
Acts = Callable[[Actor], bool]


def may_step(user: Person, step: Step, commitment: models.Commitment) -> bool:
    """Return whether the person may take this step of the life cycle, without checking the state."""
    return build_acts(user, commitment)(TRANSITIONS[step].by)


def build_acts(
    user: Person, record: Worked, *, is_read: bool = False, is_open: Callable[[], bool] | None = None
) -> Acts:
    """Return the capacities in which the person acts on a record; each is queried once.

    `is_read` means that the person has already read the record through the access policy; `is_open` tells
    whether no closure holds the record, where the caller knows.
    """
    if not isinstance(user, models.User) or not (is_read or can_read(user, record)):
        return lambda _actor: False
    country, item = partner_of(record), record if isinstance(record, models.Commitment) else None

    @cache
    def is_of_desk() -> bool:
        return works_on(user, country)

    @cache
    def is_head() -> bool:
        # A head of the place is one over it; a deputy may be its officer alone.
        return user.role in HEAD_ROLES and (heads_over(user, country) if is_deputy(user) else is_of_desk())

    is_open = is_open or cache(lambda: find_closure(record) is None)

    @cache
    def acts_as(actor: Actor) -> bool:
        if actor == Actor.VALIDATOR:
            return item is not None and is_validator(user, item) and is_open()
        if actor == Actor.OWNER:
            is_owner = is_of_desk() or (item is not None and is_in_lead_ministry(user, item))
            return is_owner and is_open()
        return (is_head() if actor == Actor.HEAD else is_of_desk()) and is_open()

    return acts_as


def find_closure(record: Worked) -> models.Closure | None:
    """Return the closure by which a record is read only; the database refuses each write of it."""
    country = record.country_id if isinstance(record, HAS_PARTNER) else record.meeting.country_id
    for closure in page_cache.of_page(("closures", country), lambda: _load_closures(country)):
        if isinstance(record, models.Meeting):
            meeting = record
        else:
            meeting = (record.outcome if isinstance(record, models.Commitment) else record).meeting
        if closure.holds(meeting):
            return closure
    return None


def _load_closures(country: int) -> Iterable[models.Closure]:
    return load_rows(_list_closures, country) if page_cache.is_reading() else _list_closures(country)


def _list_closures(country: int) -> QuerySet[models.Closure]:
    return models.Closure.objects.filter(country=country, stage__in=LOCKED_STAGES).order_by("pk")


def may_pause(user: Person) -> bool:
    """Return whether the person decides whether email is sent at all."""
    return isinstance(user, models.User) and user.is_active and user.role == Role.ADMINISTRATOR


def reads_log(user: Person) -> bool:
    """Return whether the person reads the whole history, up to their clearance."""
    return isinstance(user, models.User) and user.is_active and user.role in READ_ALL_ROLES


def may_settle(user: Person, mail: models.Email) -> bool:
    """Return whether the person resolves a doubtful delivery: the head of desk of an item in it, or who runs
    email.

    This includes the person's own emails: a head knows best whether one arrived.
    """
    if not isinstance(user, models.User) or not can_read(user, mail):
        return False
    return may_pause(user) or (user.role in HEAD_ROLES and _is_over(user, mail))


def _is_over(user: models.User, mail: models.Email) -> bool:
    told = models.Reminder.objects.filter(email=mail.pk, commitment__country__in=list_headed_countries(user))
    return told.filter(commitment__classification__lte=user.reads_up_to).exists()


def require_permission(allowed: bool) -> None:
    """Raise `Refused` where the person has no permission; the sentence does not reveal what exists."""
    if not allowed:
        raise build_forbidden()


def partner_of(record: Worked) -> models.Country:
    """Return the partner of a record: its own, or that of its meeting."""
    return record.country if isinstance(record, HAS_PARTNER) else record.meeting.country


def require_desk(user: Person, record: Worked) -> None:
    """Raise `Refused` where the person does not read the record, or the desk has no business with it."""
    require_permission(can_read(user, record) and works_on(user, partner_of(record)))
    if find_closure(record) is not None:
        raise build_closed()


def build_forbidden() -> Refused:
    """Build the refusal for a role without permission."""
    return Refused(_("Your role does not allow this action. Ask the head of desk."), "forbidden")


# What decides how far an account reaches, with what each is for a new account that reaches nothing.
DEFAULT_PERMISSIONS: Mapping[str, Any] = {
    "role": Role.READER,
    "clearance": Classification.PUBLIC,
    "desk_id": None,
    "division_id": None,
    "ministry_id": None,
    "host_country_id": None,
}
SCOPE = tuple(name for name in DEFAULT_PERMISSIONS if name.endswith("_id"))
# Django's own powers: nobody has them here, and nothing gives them.
POWERS = frozenset({"is_superuser", "is_staff"})
FIRST_ROLE = Role.ADMINISTRATOR
# Whom one person invites, and by what alone each is then placed.
INVITED: Mapping[str, str] = {Role.FOCAL_POINT: "ministry_id", Role.DESK_OFFICER: "desk_id"}


def sets_up_alone(user: models.User) -> bool:
    """Return whether this administrator still sets up alone: no second administrator has ever signed in.

    Once ended, this never returns: anyone who was an administrator at any time by the history, and has signed
    in, ends it, even if the account is closed or has another role now.
    """
    if not user.is_active or user.role != Role.ADMINISTRATOR:
        return False
    was = models.AuditRow.objects.filter(
        Q(after__role=Role.ADMINISTRATOR.value) | Q(before__role=Role.ADMINISTRATOR.value),
        subject_type=models.User._meta.label,
    )
    # Of the few, first: each row of the history of accounts would be asked otherwise.
    keys = set(was.order_by().values_list("subject_id", flat=True))
    ever = models.User.objects.filter(Q(role=Role.ADMINISTRATOR) | Q(pk__in=keys), last_login__isnull=False)
    return not ever.exclude(pk=user.pk).exists()


def may_grant_alone(reach: Mapping[str, Any]) -> bool:
    """Return whether one person may open an account with these rights.

    That is a focal point of one of our ministries or an officer of one desk, in that scope only, up to
    restricted.
    """
    place = INVITED.get(str(reach.get("role")))
    if place is None or int(reach.get("clearance") or 0) > Classification.RESTRICTED:
        return False
    if not reach.get(place) or any(reach.get(name) for name in SCOPE if name != place):
        return False
    home = models.Ministry.objects.filter(
        country__iso=settings.HOME_COUNTRY, pk=reach.get("ministry_id") or 0
    )
    return place != "ministry_id" or home.exists()


def may_invite_alone(by: models.User, reach: Mapping[str, Any]) -> bool:
    """Return whether this person alone may open an account with these rights: an administrator, or a head
    below.

    A head invites only focal points, of ministries that take part in items with the head's partners.
    """
    if not by.is_active or not may_grant_alone(reach):
        return False
    if by.role == Role.ADMINISTRATOR:
        return True
    return reach["role"] == Role.FOCAL_POINT and is_under(by, reach)


def reach_of(person: models.User) -> dict[str, Any]:
    """Return the columns that decide the rights of an account, as plain values."""
    found = {name: getattr(person, name) for name in DEFAULT_PERMISSIONS}
    return {**found, "role": str(found["role"]), "clearance": int(found["clearance"])}


def check_opening(person: models.User, by: models.User | None) -> None:
    """Raise `Refused` where a new account would get more rights than one person may grant.

    The command line creates the first administrator; every other account begins without rights, or with those
    that one person may grant.
    """
    if any(getattr(person, name) for name in POWERS):
        raise _powers()
    reach = reach_of(person)
    if reach == DEFAULT_PERMISSIONS:
        return
    if by is None:
        nowhere = not any(reach[name] for name in SCOPE)
        is_first = not models.User.objects.filter(role=FIRST_ROLE).exists()
        if reach["role"] == FIRST_ROLE and not reach["clearance"] and nowhere and is_first:
            return
    elif may_invite_alone(by, reach):
        return
    raise two_persons()


def check_reach(
    person: models.User,
    values: Mapping[str, Any],
    by: models.User | None,
    warrant: models.AccountChange | None,
) -> None:
    """Raise `Refused` where these values change the rights of an account without a granted change.

    `warrant` is the change that one person proposed and another confirmed; it covers only its own values.
    Closing an account takes one person, opening it again two. An email address counts as a right, since the
    link for a password is sent there (`keeps_address`).
    """
    names = {_column(name): value for name, value in values.items()}
    asked = {name: getattr(value, "pk", value) for name, value in names.items() if name in _GUARDED}
    if not asked:
        return
    standing = models.User.objects.filter(pk=person.pk).values(*_GUARDED).first() or {}
    moved = {name: value for name, value in asked.items() if standing.get(name) != value}
    if POWERS & set(moved):
        raise _powers()
    if moved.get("is_active") is False:
        del moved["is_active"]
    if "email" in moved and by is not None and keeps_address(by, person):
        del moved["email"]
    if not moved:
        return
    granted = models.AccountChange.objects.filter(
        pk=warrant.pk if warrant else 0, person=person.pk, state=ApprovalState.GRANTED
    ).first()
    if granted is None or any(granted.values.get(name, ...) != value for name, value in moved.items()):
        raise two_persons()


_GUARDED = (*DEFAULT_PERMISSIONS, "email", "is_active", *sorted(POWERS))


def keeps_address(by: models.User, person: models.User) -> bool:
    """Return whether one person may write another email address: their own, or of a user who never signed in.

    The latter only where one person may grant all rights of the account. Whoever redirects the link for a
    password could act as that user from then on, with rights that two persons grant later.
    """
    if not by.is_active or by.role != Role.ADMINISTRATOR:
        return False
    if by.pk == person.pk or sets_up_alone(by):
        return True
    standing = models.User.objects.filter(pk=person.pk).first() or person
    if standing.last_login is not None:
        return False
    reach = reach_of(standing)
    return reach == DEFAULT_PERMISSIONS or may_grant_alone(reach)


def _column(name: str) -> str:
    """Return the name of the column, however the field is called."""
    return f"{name}_id" if f"{name}_id" in DEFAULT_PERMISSIONS else name


def two_persons() -> Refused:
    """Build the refusal for an act that takes two persons."""
    said = _("One user proposes a change to permissions, and another user confirms it.")
    return Refused(said, "two_persons")


def _powers() -> Refused:
    return Refused(_("The access rules apply to every account. No account is a superuser."), "superuser")
