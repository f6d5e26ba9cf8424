"""Temporary access: grants to a named person, deputies, and what may leave the government.

The database decides which day it is, in the time zone of the installation: what has ended has no effect from
that moment. Few people have a grant or are a deputy. `with_names` loads with the account whether there is
any, so that the queries of all others stay short; an account that was loaded otherwise is checked for both.

What the partner gave in confidence leaves the government only with recorded consent. Releasable exports,
drafts of notes, emails and outside programs all check this here.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Exists, Field, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Now, TruncDate
from django.db.models.lookups import In
from django.utils import timezone

from commitments import models
from commitments.enums import HIDDEN_STATES, ApprovalKind, CommitmentState, Role

M = TypeVar("M", bound=Model)


def _in_confidence_q(path: str = "") -> Q:
    """Find what was given in confidence and may not be passed on."""
    return Q(**{f"{path}in_confidence": True, f"{path}consent": ""})


# What a commitment has of its point and of the text of that; what hangs on a commitment has it, too.
OF_ITEM = _in_confidence_q("outcome__") | _in_confidence_q("outcome__statement__")
OF_ITEMS_PART = _in_confidence_q("commitment__outcome__") | _in_confidence_q(
    "commitment__outcome__statement__"
)
# What comes out of a text is as confidential as that: a point as its document, an item as its point.
CONFIDENTIAL_CONDITIONS: Mapping[type[Model], Q] = {
    models.Statement: _in_confidence_q(),
    models.Outcome: _in_confidence_q() | _in_confidence_q("statement__"),
    **dict.fromkeys((models.TextReading, models.Passage), _in_confidence_q("statement__")),
    models.Clause: _in_confidence_q("statement__")
    | _in_confidence_q("outcome__")
    | _in_confidence_q("outcome__statement__"),
    models.Commitment: OF_ITEM,
    **dict.fromkeys((models.ProgressUpdate, models.Evidence), _in_confidence_q() | OF_ITEMS_PART),
    # The titles of a supplement have no outcome from which they take that.
    models.Approval: OF_ITEMS_PART | Q(kind=ApprovalKind.SUPPLEMENT),
    **dict.fromkeys(
        (models.Reminder, models.FollowUp, models.PartnerComment, models.EmailReply),
        OF_ITEMS_PART,
    ),
    models.AgendaItem: OF_ITEMS_PART | OF_ITEM,
    models.HandoverItem: OF_ITEMS_PART | OF_ITEM | _in_confidence_q("statement__"),
}

_is_outside: ContextVar[bool] = ContextVar("is_outside", default=False)


def fit_for_outside(queryset: QuerySet[M, Any]) -> QuerySet[M, Any]:
    """Exclude what is kept between the two governments; other kinds of record are not filtered."""
    kept = CONFIDENTIAL_CONDITIONS.get(queryset.model)
    return queryset if kept is None else queryset.exclude(kept)


def is_confidential(record: Model) -> bool:
    """Return whether a record is kept between the two governments, in one query."""
    kept = CONFIDENTIAL_CONDITIONS.get(type(record))
    return kept is not None and type(record)._base_manager.filter(kept, pk=record.pk).exists()


def list_confidential(model: type[Model], keys: Collection[int]) -> frozenset[int]:
    """Return those of some records that are kept between the two governments, in one query."""
    found = model._base_manager.filter(CONFIDENTIAL_CONDITIONS[model], pk__in=keys).order_by()
    return frozenset(found.values_list("pk", flat=True))


@contextmanager
def one_request() -> Iterator[None]:
    """Limit the effect of `go_outside` to this block."""
    token = _is_outside.set(False)
    try:
        yield
    finally:
        _is_outside.reset(token)


def go_outside() -> None:
    """Exclude confidential records from every query from here on, since the results leave the government."""
    _is_outside.set(True)


def is_outside() -> bool:
    """Return whether what is read now leaves the government."""
    return _is_outside.get()


def build_today() -> TruncDate:
    """Return an expression for today's date by the database's clock."""
    return TruncDate(Now(), tzinfo=timezone.get_default_timezone())


def with_names(people: QuerySet[models.User]) -> QuerySet[models.User]:
    """Load with each account whether anything is opened to it by name today."""
    return people.annotate(
        is_granted=Exists(grants_to(OuterRef("pk"))),
        is_deputy=Exists(_absences().filter(deputy=OuterRef("pk"))),
    )


def is_granted(user: models.User) -> bool:
    """Return whether a grant may be in force; a wrong yes only costs time."""
    return bool(getattr(user, "is_granted", True))


def is_deputy(user: models.User) -> bool:
    """Return whether the person may be a deputy today."""
    return bool(getattr(user, "is_deputy", True))


def _absences() -> QuerySet[models.Absence]:
    """Find who is away today; the absence of a deactivated account gives no deputy."""
    days = Q(starts_on__lte=build_today(), ends_on__gte=build_today())
    return models.Absence.objects.filter(days, person__is_active=True).order_by()


def grants_to(person: Any) -> QuerySet[models.Grant]:
    """Find what is opened to a person today, by the key."""
    days = Q(starts_on__lte=build_today(), ends_on__gte=build_today(), ended_at__isnull=True)
    return models.Grant.objects.filter(days, person=person).order_by()


def granted_meetings(user: models.User) -> Q:
    """Build the condition for meetings that a grant opens: of a partner, or by name."""
    open_today = grants_to(user.pk)
    partners = open_today.filter(country__isnull=False).values("country")
    named = open_today.filter(meeting__isnull=False).values("meeting")
    return Q(country__pk__one_of_few=partners) | Q(pk__one_of_few=named)


def granted_items(user: models.User) -> Q:
    """Build the condition for commitments that a grant opens: of a partner, of a meeting, or by name.

    Each part of the condition uses one index.
    """
    open_today = grants_to(user.pk)
    partners = open_today.filter(country__isnull=False).values("country")
    points = models.Outcome.objects.filter(meeting__grants__in=open_today).order_by().values("pk")
    named = open_today.filter(commitment__isnull=False).values("commitment")
    return Q(country__pk__one_of_few=partners) | Q(outcome__pk__one_of_few=points) | Q(pk__one_of_few=named)


def granted_points(user: models.User) -> Q:
    """Build the condition for outcomes of which one commitment is granted: its own text, nothing else of the
    meeting.
    """
    items = models.Commitment.objects.filter(
        ~Q(state__in=(*HIDDEN_STATES, CommitmentState.DRAFT)),
        classification__lte=user.reads_up_to,
        grants__in=grants_to(user.pk).filter(commitment__isnull=False),
    )
    return Q(pk__one_of_few=items.order_by().values("outcome"))


def people_left_to(user: models.User, roles: Collection[Role]) -> QuerySet[models.Absence]:
    """Find the absences, of people with some roles, in which the person is deputy today."""
    return _absences().filter(deputy=user.pk, person__role__in=sorted(roles))


def places_left_to(user: models.User, roles: Collection[Role], column: str) -> QuerySet[Any, Any]:
    """List the scopes, in one column of an account, of the people for whom the person is deputy today."""
    left = people_left_to(user, roles)
    found: QuerySet[Any, Any] = left.filter(**{f"person__{column}__isnull": False})
    return found.values(f"person__{column}")


def standing_of(user: models.User) -> tuple[Any, ...]:
    """Return everything that decides what an account may read, as a key for cached results."""
    places = (user.desk_id, user.division_id, user.ministry_id, user.host_country_id)
    return (user.pk, user.role, user.reads_up_to, *places, is_granted(user), is_deputy(user), is_outside())


class EachRow(Exists):
    """An EXISTS that is evaluated for each row by its index.

    PostgreSQL answers an EXISTS beside an OR for all rows at once: it reads every commitment of twenty years
    to check the few rows of a page. A subquery with an OFFSET prevents this.
    """

    template = "EXISTS(%(subquery)s OFFSET 0)"


@Field.register_lookup
class OneOfFew(In):
    """An IN with few keys: the keys are found first, then an index is used for each.

    PostgreSQL would join the subquery instead, and read the rows of all countries to keep those of five.
    """

    lookup_name = "one_of_few"

    def get_rhs_op(self, connection: BaseDatabaseWrapper, rhs: str) -> Any:
        is_array = connection.vendor == "postgresql" and not self.rhs_is_direct_value()
        return f"= ANY(ARRAY{rhs})" if is_array else super().get_rhs_op(connection, rhs)
