"""Whose business a record is: the desk's and its head's, the ministry's, the validating authority's."""

from collections.abc import Sequence

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now, TruncDate

from commitments import models as m
from commitments.access.door import Person, sees
from commitments.access.named import is_deputy, is_granted, people_left_to, places_left_to
from commitments.access.places import (
    DESK_ROLES,
    MINISTRY_ROLES,
    NOBODY,
    countries,
    either,
    ministries_of,
    ministry_part,
)
from commitments.access.reading import countries_of
from commitments.vocabulary import LeadRole, PostFunction, Role, Side

# Who decides what others ask: a date that moves, an item that rests, is withdrawn or reopened.
HEADS = frozenset({Role.HEAD_OF_DESK, Role.DIVISION_HEAD})


def works_on(user: Person, country: m.Country) -> bool:
    """Say whether the partner belongs to the person's desk, division or post."""
    return countries_of(user).filter(pk=country.pk).exists()


def keeps_packet(user: Person, packet: m.Packet) -> bool:
    """Say whether the person keeps this packet: arranges who signs, gives out and recalls its copies."""
    return (
        isinstance(user, m.User)
        and user.is_active
        and user.role in DESK_ROLES
        and sees(user, packet)
        and works_on(user, packet.country)
    )


def is_of_lead(user: m.User, commitment: m.Commitment) -> bool:
    """Say whether the person belongs to the ministry that leads on our side, or stands in for who does."""
    if user.role not in MINISTRY_ROLES:
        return False
    leads = {lead.ministry_id for lead in m.leads_of(commitment) if lead.side == Side.OURS} - {None}
    return user.ministry_id in leads or not leads.isdisjoint(keys_of_ministries(user))


def takes_part(user: m.User, commitment: m.Commitment) -> bool:
    """Say whether the person's desk or ministry deals with a commitment that the person reads.

    Who was only opened it by name, or briefed, does not.
    """
    return takes_part_in_all(user, [commitment])


def takes_part_in_all(user: m.User, commitments: Sequence[m.Commitment]) -> bool:
    """Say of several whether `takes_part` holds of each."""
    if user.role not in MINISTRY_ROLES:
        return all(works_on(user, country) for country in {item.country for item in commitments})
    if not is_granted(user):
        return True
    keys = {item.pk for item in commitments}
    return m.Commitment.objects.filter(ministry_part(user, "pk"), pk__in=keys).count() == len(keys)


def keys_of_ministries(user: m.User) -> frozenset[int]:
    """Give the keys of the ministries that the person is one of: the own, and that of a colleague away."""
    if user.role not in MINISTRY_ROLES:
        return frozenset()
    if is_deputy(user):
        return frozenset(ministries_of(user).values_list("pk", flat=True))
    return frozenset() if user.ministry_id is None else frozenset({user.ministry_id})


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


def confirming(user: m.User) -> Q:
    """Narrow `validators` to the person, and to whom a deputy of the same office stands in for."""
    own = Q(user=user.pk)
    if user.role != Role.VALIDATING_AUTHORITY or not is_deputy(user):
        return own
    return own | Q(user__in=people_left_to(user, (Role.VALIDATING_AUTHORITY,)).values("person"))


def is_validator(user: m.User, commitment: m.Commitment) -> bool:
    """Say whether the person confirms completion: the lead's validating authority, else the head of desk."""
    named = validators().filter(
        ministry__responsibilities__commitment=commitment,
        ministry__responsibilities__side=Side.OURS,
        ministry__responsibilities__role=LeadRole.LEAD,
    )
    if named.exists():
        return named.filter(confirming(user)).exists()
    return user.role == Role.HEAD_OF_DESK and heads_over(user, commitment.country)


def desks_of(user: m.User) -> QuerySet[m.Desk]:
    """List the desks that the person belongs to or whose division the person heads, and those stood in for.

    A head has of another desk what its own head leaves, and not what an officer of it does.
    """
    if user.role not in HEADS | {Role.DESK_OFFICER}:
        return m.Desk.objects.none()
    column, way = ("division", "division") if user.role == Role.DIVISION_HEAD else ("desk", "pk")
    key = getattr(user, f"{column}_id")
    own = NOBODY if key is None else Q(**{way: key})
    if not is_deputy(user):
        return m.Desk.objects.filter(own)
    of_desk = {Role.HEAD_OF_DESK} if user.role in HEADS else {Role.HEAD_OF_DESK, Role.DESK_OFFICER}
    left = Q(pk__in=places_left_to(user, of_desk, "desk"))
    return m.Desk.objects.filter(
        either(own, left, Q(division__in=places_left_to(user, {Role.DIVISION_HEAD}, "division")))
    )


def heads_over(user: Person, country: m.Country) -> bool:
    """Say whether the person decides for the desk of a partner, as its head or as deputy of one.

    A head who stands in for an officer of another desk works there as an officer does.
    """
    if not isinstance(user, m.User) or user.role not in HEADS:
        return False
    return headed(user).filter(pk=country.pk).exists()


def headed(user: m.User) -> QuerySet[m.Country]:
    """List the partners of whom the person decides, the role apart."""
    return m.Country.objects.filter(countries(user, "", HEADS))
