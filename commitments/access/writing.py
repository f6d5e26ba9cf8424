"""Who does what: writing records, and the steps of the life-cycle."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from commitments import models as m
from commitments.access.door import Person, sees
from commitments.access.named import is_deputy
from commitments.access.offices import HEADS, desks_of, headed, heads_over, is_of_lead, is_validator, works_on
from commitments.access.places import DESK_ROLES, MINISTRY_ROLES, READ_ALL_ROLES
from commitments.errors import Refused
from commitments.vocabulary import (
    TRANSITIONS,
    Actor,
    Role,
    Step,
)


@dataclass(frozen=True)
class Writers:
    """Which roles write some kinds of record, and where, in words; reading is always asked first."""

    roles: frozenset[Role]
    where: str
    models: frozenset[type[Model]]


RECORDERS = DESK_ROLES
REFERENCE: frozenset[type[Model]] = frozenset(
    {m.Ministry, m.MinistryName, m.Official, m.OfficialName, m.Mechanism, m.Holiday, m.HolidayYear}
)
WRITERS = (
    Writers(
        frozenset({Role.ADMINISTRATOR}),
        "any, as far as one administrator reaches alone; a head invites focal points of ministries that "
        "have a part with the own partners",
        frozenset({m.User, m.Division, m.Desk, m.Country, m.CountryName}),
    ),
    Writers(
        RECORDERS | {Role.ADMINISTRATOR},
        "any; an embassy officer of the host country; accounts in a post by the administrator",
        REFERENCE,
    ),
    Writers(
        RECORDERS,
        "of own partners",
        frozenset(
            {
                *(m.Meeting, m.DelegationMember, m.BackgroundFact, m.Statement, m.Outcome, m.Clause),
                *(m.Commitment, m.Responsibility, m.Deadline, m.Chase, m.Brief, m.TopicSheet, m.Proposal),
                *(m.Release, m.Matrix, m.MatrixReturn, m.PartnerRemark),
                *(m.AgendaItem, m.Reading, m.Passage),
            }
        ),
    ),
    Writers(
        RECORDERS | MINISTRY_ROLES,
        "of own partners, or with a part of the own ministry",
        frozenset({m.ProgressUpdate, m.Evidence, m.Approval}),
    ),
    # How a desk is reminded: for its head, and for the head of its division.
    Writers(HEADS, "of desks that the person heads", frozenset({m.Ladder, m.QuietDays})),
    Writers(
        RECORDERS | MINISTRY_ROLES | {Role.ADMINISTRATOR},
        "the own; a head those of the desk or division, an administrator everybody's",
        frozenset({m.Absence}),
    ),
    Writers(HEADS, "of own partners, within clearance, never to oneself", frozenset({m.Grant})),
)


def may_write(user: Person, model: type[Model]) -> bool:
    """Say whether the person's role writes records of this kind at all."""
    if not isinstance(user, m.User) or not user.is_active:
        return False
    return any(model in one.models and user.role in one.roles for one in WRITERS)


# What gives somebody power over others' items is for the administrator to say.
POSTING = frozenset({"user_id", "function", "ministry_id", "starts_on", "ends_on"})


def check_write(user: m.User, obj: Model, changed: Mapping[str, Any]) -> None:
    """Raise `Refused` where the person may not write these columns of this record, new or changed.

    Whose word counts for a ministry (the ministry that runs the tracker, an account in a post) is set by the
    administrator; an embassy officer keeps the host country's reference data; how a desk is reminded is set
    by its heads. How far an account reaches is asked apart (`accounts`).
    """
    is_administrator = user.role == Role.ADMINISTRATOR
    if isinstance(obj, m.Ministry) and "runs_tracker" in changed:
        require(is_administrator)
    if isinstance(obj, m.Official) and POSTING & set(changed) and (obj.user_id or "user_id" in changed):
        require(is_administrator)
    if user.role == Role.EMBASSY_OFFICER and type(obj) in REFERENCE:
        # As it stands as well as as it is written: nothing is led away from another country.
        standing = type(obj)._base_manager.filter(pk=obj.pk).first() if obj.pk else obj
        require(all(_country_of(row) == user.host_country_id for row in (obj, standing or obj)))
    if isinstance(obj, m.Ladder | m.QuietDays):
        require(user.role in HEADS and desks_of(user).filter(pk=obj.desk_id).exists())


def _country_of(obj: Model) -> int | None:
    """Give the country of a record, or of the ministry or official that a name in another language is of."""
    parent = getattr(obj, "ministry", None) or getattr(obj, "official", None)
    country: int | None = getattr(obj, "country_id", None) or getattr(parent, "country_id", None)
    return country


# What the desk of a partner, its head or a ministry does something with.
Worked = m.Meeting | m.Statement | m.Outcome | m.AgendaItem | m.Commitment
# Says whether a person acts on one record as somebody.
Acts = Callable[[Actor], bool]


def may_step(user: Person, step: Step, commitment: m.Commitment) -> bool:
    """Say whether the person may take this step of the life-cycle, the state apart."""
    return acts(user, commitment)(TRANSITIONS[step].by)


def acts(user: Person, record: Worked, *, is_read: bool = False) -> Acts:
    """Give what says as whom the person acts on a record; each thing is asked of the database once.

    `is_read` says that the person has read it through the door already.
    """
    if not isinstance(user, m.User) or not (is_read or sees(user, record)):
        return lambda _actor: False
    country, item = partner_of(record), record if isinstance(record, m.Commitment) else None

    @cache
    def is_of_desk() -> bool:
        return works_on(user, country)

    @cache
    def is_head() -> bool:
        # A head of the place is one over it; a deputy may be its officer alone.
        return user.role in HEADS and (heads_over(user, country) if is_deputy(user) else is_of_desk())

    @cache
    def acts_as(actor: Actor) -> bool:
        if actor == Actor.VALIDATOR:
            return item is not None and is_validator(user, item)
        if actor == Actor.OWNER:
            return is_of_desk() or (item is not None and is_of_lead(user, item))
        return is_head() if actor == Actor.HEAD else is_of_desk()

    return acts_as


def may_pause(user: Person) -> bool:
    """Say whether the person says whether mail goes out at all."""
    return isinstance(user, m.User) and user.is_active and user.role == Role.ADMINISTRATOR


def reads_log(user: Person) -> bool:
    """Say whether the person reads the whole record of changes, as far as the clearance goes."""
    return isinstance(user, m.User) and user.is_active and user.role in READ_ALL_ROLES


def may_settle(user: Person, mail: m.Mail) -> bool:
    """Say whether the person ends the doubt about a mail: who heads the desk of an item in it, or runs mail.

    One's own mail is no exception: a head knows best whether it arrived.
    """
    if not isinstance(user, m.User) or not sees(user, mail):
        return False
    return may_pause(user) or (user.role in HEADS and _is_over(user, mail))


def _is_over(user: m.User, mail: m.Mail) -> bool:
    told = m.Reminder.objects.filter(mail=mail.pk, commitment__country__in=headed(user))
    return told.filter(commitment__classification__lte=user.reads_up_to).exists()


def require(allowed: bool) -> None:
    """Raise `Refused` where the person may not; the sentence does not say what else exists."""
    if not allowed:
        raise forbidden()


def partner_of(record: Worked) -> m.Country:
    """Give the partner whose record it is: its own, or that of its meeting."""
    return record.country if isinstance(record, m.Meeting | m.Commitment) else record.meeting.country


def require_desk(user: Person, record: Worked) -> None:
    """Raise `Refused` where the person does not read the record, or the desk has no business with it."""
    require(sees(user, record) and works_on(user, partner_of(record)))


def forbidden() -> Refused:
    """Make the refusal for whose role does not allow it."""
    return Refused(_("Your role does not allow this here. The head of desk can say who may."), "forbidden")
