"""Who does what: writing records, and the steps of the life-cycle."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from django.db.models import F, Model, Q, QuerySet
from django.db.models.functions import Now, TruncDate
from django.utils.translation import gettext_lazy as _

from commitments import models as m
from commitments.access.door import Person, sees
from commitments.access.places import DESK_ROLES, MINISTRY_ROLES, READ_ALL_ROLES
from commitments.access.reading import countries_of
from commitments.errors import Refused
from commitments.vocabulary import (
    TRANSITIONS,
    Actor,
    LeadRole,
    PostFunction,
    Role,
    Side,
    Step,
)

# What each role may write. Reading is always asked first: what is hidden cannot be written.
RECORDERS = DESK_ROLES
ADMINISTERED: frozenset[type[Model]] = frozenset({m.User, m.Division, m.Desk, m.Country, m.CountryName})
REFERENCE: frozenset[type[Model]] = frozenset(
    {m.Ministry, m.MinistryName, m.Official, m.OfficialName, m.Mechanism, m.Holiday, m.HolidayYear}
)
RECORDED: frozenset[type[Model]] = frozenset(
    {
        m.Meeting,
        m.DelegationMember,
        m.Statement,
        m.Outcome,
        m.Clause,
        m.AgendaItem,
        m.Commitment,
        m.Responsibility,
        m.Deadline,
        m.Chase,
        m.Brief,
        m.TopicSheet,
        m.Proposal,
        m.Release,
    }
)
REPORTED: frozenset[type[Model]] = frozenset({m.ProgressUpdate, m.Evidence, m.Approval})
# How a desk is reminded: for its head, and for the head of its division.
REMINDING: frozenset[type[Model]] = frozenset({m.Ladder, m.QuietDays})
# Who decides what others ask: a date that moves, an item that rests, is withdrawn or reopened.
HEADS = frozenset({Role.HEAD_OF_DESK, Role.DIVISION_HEAD})


def may_write(user: Person, model: type[Model]) -> bool:
    """Say whether the person's role writes records of this kind at all."""
    if not isinstance(user, m.User) or not user.is_active:
        return False
    if model in ADMINISTERED:
        return user.role == Role.ADMINISTRATOR
    if model in REFERENCE:
        return user.role in RECORDERS | {Role.ADMINISTRATOR}
    if model in RECORDED:
        return user.role in RECORDERS
    if model in REPORTED:
        return user.role in RECORDERS | MINISTRY_ROLES
    if model in REMINDING:
        return user.role in HEADS
    if model is m.Absence:
        return user.role in RECORDERS | MINISTRY_ROLES | {Role.ADMINISTRATOR}
    return False


def works_on(user: Person, country: m.Country) -> bool:
    """Say whether the partner belongs to the person's desk, division or post."""
    return countries_of(user).filter(pk=country.pk).exists()


def keeps_packet(user: Person, packet: m.Packet) -> bool:
    """Say whether the person keeps this packet: arranges who signs, gives out and recalls its copies."""
    return (
        isinstance(user, m.User)
        and user.is_active
        and user.role in RECORDERS
        and sees(user, packet)
        and works_on(user, packet.country)
    )


def is_of_lead(user: m.User, commitment: m.Commitment) -> bool:
    """Say whether the person belongs to the ministry that leads on our side."""
    return (
        user.role in MINISTRY_ROLES
        and user.ministry_id is not None
        and any(
            lead.side == Side.OURS and lead.ministry_id == user.ministry_id for lead in m.leads_of(commitment)
        )
    )


def validators() -> QuerySet[m.Official]:
    """Find who is named as validating authority of a ministry.

    A post counts while it lasts, by the database's clock, and only with an account of that role and ministry.
    """
    today = TruncDate(Now())
    return m.Official.objects.filter(
        Q(starts_on__isnull=True) | Q(starts_on__lte=today),
        Q(ends_on__isnull=True) | Q(ends_on__gte=today),
        function=PostFunction.VALIDATING_AUTHORITY,
        user__is_active=True,
        user__role=Role.VALIDATING_AUTHORITY,
        user__ministry=F("ministry"),
    )


def is_validator(user: m.User, commitment: m.Commitment) -> bool:
    """Say whether the person confirms completion: the lead's validating authority, else the head of desk."""
    named = validators().filter(
        ministry__responsibilities__commitment=commitment,
        ministry__responsibilities__side=Side.OURS,
        ministry__responsibilities__role=LeadRole.LEAD,
    )
    if named.exists():
        return named.filter(user=user).exists()
    return user.role == Role.HEAD_OF_DESK and works_on(user, commitment.country)


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
        require(_heads(user).filter(pk=obj.desk_id).exists())


def _heads(user: m.User) -> QuerySet[m.Desk]:
    """List the desks that the person heads, alone or with the rest of a division."""
    if user.role == Role.DIVISION_HEAD:
        return m.Desk.objects.filter(division=user.division_id, division__isnull=False)
    return m.Desk.objects.filter(people=user) if user.role == Role.HEAD_OF_DESK else m.Desk.objects.none()


def _country_of(obj: Model) -> int | None:
    """Give the country of a record, or of the ministry or official that a name in another language is of."""
    parent = getattr(obj, "ministry", None) or getattr(obj, "official", None)
    country: int | None = getattr(obj, "country_id", None) or getattr(parent, "country_id", None)
    return country


def may_step(user: Person, step: Step, commitment: m.Commitment) -> bool:
    """Say whether the person may take this step of the life-cycle, the state apart."""
    return acts(user, commitment)(TRANSITIONS[step].by)


def acts(user: Person, commitment: m.Commitment, *, is_read: bool = False) -> Callable[[Actor], bool]:
    """Give what says as whom the person acts on a commitment; each thing is asked of the database once.

    `is_read` says that the person has read it through the door already.
    """
    if not isinstance(user, m.User) or not (is_read or sees(user, commitment)):
        return lambda _actor: False

    @cache
    def is_of_desk() -> bool:
        return works_on(user, commitment.country)

    @cache
    def acts_as(actor: Actor) -> bool:
        if actor == Actor.VALIDATOR:
            return is_validator(user, commitment)
        if actor == Actor.OWNER:
            return is_of_desk() or is_of_lead(user, commitment)
        return is_of_desk() and (actor != Actor.HEAD or user.role in HEADS)

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
    told = m.Reminder.objects.filter(mail=mail.pk, commitment__country__in=countries_of(user))
    return told.filter(commitment__classification__lte=user.reads_up_to).exists()


def require(allowed: bool) -> None:
    """Raise `Refused` where the person may not; the sentence does not say what else exists."""
    if not allowed:
        raise forbidden()


def forbidden() -> Refused:
    """Make the refusal for whose role does not allow it."""
    return Refused(_("Your role does not allow this here. The head of desk can say who may."), "forbidden")
