"""Responsibility for a record: desk, head of desk, ministry and validator.

Also the accounts for which a head decides: officers of their own desk, and focal points who deal with its
partners.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now, TruncDate

from commitments import models
from commitments.access.grants import is_deputy, is_granted, people_left_to, places_left_to
from commitments.access.policy import Person, can_read
from commitments.access.rules import at_hand
from commitments.access.scopes import (
    DESK_ROLES,
    MINISTRY_ROLES,
    NOBODY,
    build_country_condition,
    countries_of,
    match_any,
    ministries_of,
    ministry_part,
)
from commitments.db import page_cache
from commitments.enums import HEAD_ROLES, LeadRole, PostFunction, Role, Side
from commitments.models.parties import in_post_on


def works_on(user: Person, country: models.Country) -> bool:
    """Return whether the partner belongs to the person's desk, division or post."""
    return country.pk in partners_of(user)


def partners_of(user: Person) -> frozenset[int]:
    """Return the keys of the partners of the person's desk, division or post, and of who is away."""
    if not isinstance(user, models.User):
        return frozenset()
    own = countries_of(user).order_by().values_list("pk", flat=True)
    place = (user.role, user.desk_id, user.division_id, user.host_country_id)
    # Whose deputy somebody is changes with the day alone.
    keep = page_cache.of_page if is_deputy(user) else page_cache.of_reference
    return keep(("partners", user.pk, *place), lambda: frozenset(own))


def keeps_packet(user: Person, packet: models.Packet) -> bool:
    """Return whether the person keeps this packet: arranges its sign-off, and issues and recalls its
    copies.
    """
    return (
        isinstance(user, models.User)
        and user.is_active
        and user.role in DESK_ROLES
        and can_read(user, packet)
        and works_on(user, packet.country)
    )


def is_in_lead_ministry(user: models.User, commitment: models.Commitment) -> bool:
    """Return whether the person belongs to the lead ministry on our side, or is the deputy of someone who
    does.
    """
    if user.role not in MINISTRY_ROLES:
        return False
    leads = {lead.ministry_id for lead in models.leads_of(commitment) if lead.side == Side.OURS} - {None}
    return user.ministry_id in leads or not leads.isdisjoint(keys_of_ministries(user))


def takes_part(user: models.User, commitment: models.Commitment) -> bool:
    """Return whether the person's desk or ministry deals with a commitment that the person may read.

    A grant or a briefing alone does not count.
    """
    return takes_part_in_all(user, [commitment])


def takes_part_in_all(user: models.User, commitments: Sequence[models.Commitment]) -> bool:
    """Return whether `takes_part` is true of each of several commitments."""
    if user.role not in MINISTRY_ROLES:
        return all(works_on(user, country) for country in {item.country for item in commitments})
    if not is_granted(user):
        return True
    keys = {item.pk for item in commitments}
    return models.Commitment.objects.filter(ministry_part(user, "pk"), pk__in=keys).count() == len(keys)


def keys_of_ministries(user: models.User) -> frozenset[int]:
    """Return the keys of the person's ministries: their own, and that of a colleague who is away."""
    if user.role not in MINISTRY_ROLES:
        return frozenset()
    if is_deputy(user):
        return frozenset(ministries_of(user).values_list("pk", flat=True))
    return frozenset() if user.ministry_id is None else frozenset({user.ministry_id})


def list_validators() -> QuerySet[models.Official]:
    """Find who is named as validator of a ministry.

    A post counts while it lasts, by the database's clock, and only with an account of that role and ministry.
    """
    today = TruncDate(Now())
    return models.Official.objects.filter(
        in_post_on(today),
        function=PostFunction.VALIDATING_AUTHORITY,
        user__is_active=True,
        user__role=Role.VALIDATING_AUTHORITY,
        user__ministry=F("ministry"),
    )


def filter_validators(user: models.User) -> Q:
    """Narrow `list_validators` to the person, and to those of the same office whose deputy the person is."""
    own = Q(user=user.pk)
    if user.role != Role.VALIDATING_AUTHORITY or not is_deputy(user):
        return own
    return own | Q(user__in=people_left_to(user, (Role.VALIDATING_AUTHORITY,)).values("person"))


def is_validator(user: models.User, commitment: models.Commitment) -> bool:
    """Return whether the person confirms completion: the lead's validator, else the head of
    desk.
    """
    named = list_validators().filter(
        ministry__responsibilities__commitment=commitment,
        ministry__responsibilities__side=Side.OURS,
        ministry__responsibilities__role=LeadRole.LEAD,
    )
    if named.exists():
        return named.filter(filter_validators(user)).exists()
    return user.role == Role.HEAD_OF_DESK and heads_over(user, commitment.country)


def desks_of(user: models.User) -> QuerySet[models.Desk]:
    """List the desks of the person, of the division that the person heads, and of colleagues who are away.

    A deputy of the head of another desk has the rights that its head delegates, not those of its officers.
    """
    if user.role not in HEAD_ROLES | {Role.DESK_OFFICER}:
        return models.Desk.objects.none()
    column, way = ("division", "division") if user.role == Role.DIVISION_HEAD else ("desk", "pk")
    key = getattr(user, f"{column}_id")
    own = NOBODY if key is None else Q(**{way: key})
    if not is_deputy(user):
        return models.Desk.objects.filter(own)
    of_desk = {Role.HEAD_OF_DESK} if user.role in HEAD_ROLES else {Role.HEAD_OF_DESK, Role.DESK_OFFICER}
    left = Q(pk__in=places_left_to(user, of_desk, "desk"))
    return models.Desk.objects.filter(
        match_any(own, left, Q(division__in=places_left_to(user, {Role.DIVISION_HEAD}, "division")))
    )


def heads_over(user: Person, country: models.Country) -> bool:
    """Return whether the person decides for the desk of a partner, as its head or as the head's deputy.

    A head who is deputy of an officer of another desk acts there as an officer.
    """
    if not isinstance(user, models.User) or user.role not in HEAD_ROLES:
        return False
    return list_headed_countries(user).filter(pk=country.pk).exists()


def list_headed_countries(user: models.User) -> QuerySet[models.Country]:
    """List the partners for which the person decides, without checking the role."""
    return models.Country.objects.filter(build_country_condition(user, "", HEAD_ROLES))


def ministries_with(head: models.User) -> QuerySet[models.Ministry]:
    """List our ministries that take part in an item that the head may read, of a partner of the head."""
    items = at_hand(models.Commitment.objects.filter(country__in=list_headed_countries(head)), head)
    parts = models.Responsibility.objects.filter(side=Side.OURS, commitment__in=items.order_by().values("pk"))
    ours = models.Ministry.objects.filter(country__iso=settings.HOME_COUNTRY)
    return ours.filter(pk__in=parts.order_by().values("ministry"))


def is_under(head: models.User, reach: Mapping[str, Any]) -> bool:
    """Return whether a head decides about an account with these rights: one scope of the head's, and no
    higher.

    `reach` holds the columns of `DEFAULT_PERMISSIONS`.
    """
    if not head.is_active or head.role not in HEAD_ROLES or int(reach["clearance"]) > head.reads_up_to:
        return False
    places = {name: key for name, key in reach.items() if name.endswith("_id") and key}
    if reach["role"] == Role.FOCAL_POINT and set(places) == {"ministry_id"}:
        return ministries_with(head).filter(pk=places["ministry_id"]).exists()
    if reach["role"] == Role.DESK_OFFICER and set(places) == {"desk_id"}:
        return desks_of(head).filter(pk=places["desk_id"]).exists()
    return False
