"""What is opened to one person by name and for a time: grants, and the place of somebody who is away.

The day is the database's, in the time zone of the installation: what has ended is over at once. Few people
have either. Whoever signs in is loaded `with_names`, which says whether there is any: where there is none, no
question is made longer. An account loaded otherwise is asked for both.
"""

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now, TruncDate
from django.utils import timezone

from commitments import models as m
from commitments.access.outside import is_outside
from commitments.vocabulary import HIDDEN_STATES, CommitmentState, Role


def today() -> TruncDate:
    """Give the day it is, by the database's clock."""
    return TruncDate(Now(), tzinfo=timezone.get_default_timezone())


def with_names(people: QuerySet[m.User]) -> QuerySet[m.User]:
    """Load with each account whether anything is opened to it by name today."""
    return people.annotate(
        is_granted=Exists(grants_to(OuterRef("pk"))),
        is_deputy=Exists(_absences().filter(deputy=OuterRef("pk"))),
    )


def is_granted(user: m.User) -> bool:
    """Say whether a grant may be in force; a wrong yes costs time alone."""
    return bool(getattr(user, "is_granted", True))


def is_deputy(user: m.User) -> bool:
    """Say whether the person may be somebody's deputy today."""
    return bool(getattr(user, "is_deputy", True))


def _absences() -> QuerySet[m.Absence]:
    """Find who is away today; a closed account leaves nothing to stand for."""
    days = Q(starts_on__lte=today(), ends_on__gte=today())
    return m.Absence.objects.filter(days, person__is_active=True).order_by()


def grants_to(person: Any) -> QuerySet[m.Grant]:
    """Find what is opened to a person today, by the key."""
    days = Q(starts_on__lte=today(), ends_on__gte=today(), ended_at__isnull=True)
    return m.Grant.objects.filter(days, person=person).order_by()


def granted_meetings(user: m.User) -> Q:
    """Meetings that a grant opens: of a partner, or named."""
    open_today = grants_to(user.pk)
    partners = open_today.filter(country__isnull=False).values("country")
    named = open_today.filter(meeting__isnull=False).values("meeting")
    return Q(country__pk__one_of_few=partners) | Q(pk__one_of_few=named)


def granted_items(user: m.User) -> Q:
    """Commitments that a grant opens: of a partner, of a meeting, or named; each arm asks one index."""
    open_today = grants_to(user.pk)
    partners = open_today.filter(country__isnull=False).values("country")
    points = m.Outcome.objects.filter(meeting__grants__in=open_today).order_by().values("pk")
    named = open_today.filter(commitment__isnull=False).values("commitment")
    return Q(country__pk__one_of_few=partners) | Q(outcome__pk__one_of_few=points) | Q(pk__one_of_few=named)


def granted_points(user: m.User) -> Q:
    """Points of which a single commitment is opened: its own words, and nothing else of the meeting."""
    items = m.Commitment.objects.filter(
        ~Q(state__in=(*HIDDEN_STATES, CommitmentState.DRAFT)),
        classification__lte=user.reads_up_to,
        grants__in=grants_to(user.pk).filter(commitment__isnull=False),
    )
    return Q(pk__one_of_few=items.order_by().values("outcome"))


def people_left_to(user: m.User, roles: Collection[Role]) -> QuerySet[m.Absence]:
    """Find the absences, of people of some roles, in which the person stands in today."""
    return _absences().filter(deputy=user.pk, person__role__in=sorted(roles))


def places_left_to(user: m.User, roles: Collection[Role], column: str) -> QuerySet[Any, Any]:
    """List the places, in one column of an account, of whom the person stands in for today."""
    left = people_left_to(user, roles)
    found: QuerySet[Any, Any] = left.filter(**{f"person__{column}__isnull": False})
    return found.values(f"person__{column}")


def standing_of(user: m.User) -> tuple[Any, ...]:
    """Name all that decides what is read by an account, to keep under it what was worked out."""
    places = (user.desk_id, user.division_id, user.ministry_id, user.host_country_id)
    return (user.pk, user.role, user.reads_up_to, *places, is_granted(user), is_deputy(user), is_outside())
