"""Temporary access: grants to a named person, deputies, and what may leave the government.

The database decides which day it is, in the time zone of the installation: what has ended has no effect from
that moment. Few people have a grant or are a deputy. `with_names` loads with the account whether there is
any, so that the queries of all others stay short; an account that was loaded otherwise is checked for both.

What the partner gave in confidence leaves the government only with recorded consent, and what a third state
gave only with the consent of that state to this purpose. Packets, exports, releases, drafts of notes, emails,
calendars, webhooks and outside programs all check this here.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Exists, Field, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Now, TruncDate
from django.db.models.lookups import In
from django.utils import timezone

from commitments import models
from commitments.enums import HIDDEN_STATES, ApprovalKind, CommitmentState, ConsentPurpose, Role

M = TypeVar("M", bound=Model)


# The way from a record to what may be kept back, with the column of consents that leads to it.
Source = tuple[str, str]
_OF_OUTCOME: tuple[Source, ...] = (("", "outcome"), ("statement__", "statement"))
# What a commitment has of its point and of the text of that; what hangs on a commitment has it, too.
_OF_ITEM: tuple[Source, ...] = (("outcome__", "outcome"), ("outcome__statement__", "statement"))
_OF_ITEMS_PART: tuple[Source, ...] = tuple((f"commitment__{path}", kind) for path, kind in _OF_ITEM)
_OF_STATEMENT: Source = ("statement__", "statement")
# What comes out of a text is as confidential as that: a point as its document, an item as its point.
SOURCES: Mapping[type[Model], tuple[Source, ...]] = {
    models.Statement: (("", "statement"),),
    models.Outcome: _OF_OUTCOME,
    **dict.fromkeys((models.TextReading, models.Passage), (_OF_STATEMENT,)),
    models.Clause: (_OF_STATEMENT, *_OF_ITEM),
    models.Commitment: _OF_ITEM,
    models.ProgressUpdate: (("", "progress_update"), *_OF_ITEMS_PART),
    models.Evidence: (("", "evidence"), *_OF_ITEMS_PART),
    **dict.fromkeys(
        (
            *(models.Approval, models.Reminder, models.FollowUp, models.PartnerComment, models.EmailReply),
            models.Release,
        ),
        _OF_ITEMS_PART,
    ),
    models.AgendaItem: (("", "agenda_item"), *_OF_ITEMS_PART, *_OF_ITEM),
    models.MinutesChange: (*_OF_ITEMS_PART, *_OF_ITEM, ("point__", "agenda_point")),
    models.AgendaPoint: (("", "agenda_point"),),
    models.AgendaPaper: (("point__", "agenda_point"),),
    models.HandoverItem: (*_OF_ITEMS_PART, *_OF_ITEM, _OF_STATEMENT),
    models.OriginatorConsent: tuple((f"{name}__", name) for name in models.CONSENT_KEYS),
}
# Parts of an item that a program outside gets with the item, and that quote its texts in history and files.
_THIRD_STATE_SOURCES: Mapping[type[Model], tuple[Source, ...]] = {
    **SOURCES,
    models.Responsibility: _OF_ITEMS_PART,
    models.Deadline: _OF_ITEMS_PART,
}


def list_consents(purpose: ConsentPurpose) -> QuerySet[models.OriginatorConsent]:
    """List the consents of originators to one purpose that are in force today."""
    is_current = Q(expires_on__isnull=True) | Q(expires_on__gte=build_today())
    return models.OriginatorConsent.objects.filter(is_current, purpose=purpose, revoked_at__isnull=True)


def build_third_state_condition(model: type[Model], purpose: ConsentPurpose) -> Q:
    """Build the condition for information from a third state without its consent to this purpose.

    The only place that decides it; whatever leaves the tracker asks here.
    """
    found = Q()
    for path, kind in _THIRD_STATE_SOURCES[model]:
        given = list_consents(purpose).filter(**{kind: OuterRef(f"{path}pk")}).order_by()
        found |= Q(**{f"{path}originator__gt": ""}) & ~Q(Exists(given))
    return found


def build_confidential_condition(model: type[Model], purpose: ConsentPurpose) -> Q:
    """Build the condition for what the partner or a third state gave, and may not be passed on."""
    found = build_third_state_condition(model, purpose)
    for path, _kind in SOURCES[model]:
        found |= Q(**{f"{path}in_confidence": True, f"{path}consent": ""})
    # The titles of a supplement have no outcome from which they take that.
    return found | Q(kind=ApprovalKind.SUPPLEMENT) if model is models.Approval else found


# For which purpose what is read now leaves the government: None while it stays.
_leaving: ContextVar[ConsentPurpose | None] = ContextVar("leaving", default=None)
_is_outside: ContextVar[bool] = ContextVar("is_outside", default=False)


def fit_for_outside(
    queryset: QuerySet[M, Any], purpose: ConsentPurpose = ConsentPurpose.EXPORT
) -> QuerySet[M, Any]:
    """Exclude what is kept between the two governments or given by a third state; other kinds of record are
    not filtered.
    """
    if queryset.model not in SOURCES:
        return queryset
    return queryset.exclude(build_confidential_condition(queryset.model, purpose))


def exclude_leaving(queryset: QuerySet[M, Any]) -> QuerySet[M, Any]:
    """Exclude what may not leave, where what is read now leaves: by `go_outside`, or `taking_out`."""
    if is_outside():
        return fit_for_outside(queryset)
    purpose = _leaving.get()
    if purpose is None:
        return queryset
    if queryset.model is models.AuditRow:
        return queryset.exclude(_build_history_condition(purpose))
    if queryset.model not in _THIRD_STATE_SOURCES:
        return queryset
    return queryset.exclude(build_third_state_condition(queryset.model, purpose))


def _build_history_condition(purpose: ConsentPurpose) -> Q:
    """Build the condition for rows of history about what third states gave, also if it was removed since."""
    found = Q(action="removed", before__has_key="originator") & ~Q(before__originator="")
    for model in _THIRD_STATE_SOURCES:
        kept = build_third_state_condition(model, purpose)
        rows = model._base_manager.filter(kept, pk=OuterRef("subject_id")).order_by()
        found |= Q(subject_type=model._meta.label) & Q(EachRow(rows))
    return found


@contextmanager
def taking_out(purpose: ConsentPurpose = ConsentPurpose.EXPORT) -> Iterator[None]:
    """Exclude information from third states from what is read in this block, since the results leave."""
    token = _leaving.set(purpose)
    try:
        yield
    finally:
        _leaving.reset(token)


def is_confidential(record: Model, purpose: ConsentPurpose = ConsentPurpose.EXPORT) -> bool:
    """Return whether a record may not leave for a purpose, in one query."""
    return type(record) in SOURCES and bool(list_confidential(type(record), [record.pk], purpose))


def list_confidential(
    model: type[Model], keys: Collection[int], purpose: ConsentPurpose = ConsentPurpose.EXPORT
) -> frozenset[int]:
    """Return those of some records that may not leave for a purpose, in one query."""
    return _list_keys(model, keys, build_confidential_condition(model, purpose))


def list_from_third_states(
    model: type[Model], keys: Collection[int], purpose: ConsentPurpose
) -> frozenset[int]:
    """Return those of some records that a third state gave, without its consent to this purpose.

    One query, and none without keys.
    """
    return _list_keys(model, keys, build_third_state_condition(model, purpose)) if keys else frozenset()


def _list_keys(model: type[Model], keys: Collection[int], condition: Q) -> frozenset[int]:
    found = model._base_manager.filter(condition, pk__in=keys).order_by()
    return frozenset(found.values_list("pk", flat=True))


def find_given_records(
    held: Mapping[type[Model], Collection[int]], purpose: ConsentPurpose
) -> dict[type[Model], set[int]]:
    """Return the records that third states gave without consent to a purpose: those from which some records
    have their words, such as the text of an outcome.
    """
    found: dict[type[Model], set[int]] = {}
    for model, keys in held.items():
        for path, kind in _THIRD_STATE_SOURCES.get(model, ()) if keys else ():
            given = list_consents(purpose).filter(**{kind: OuterRef(f"{path}pk")}).order_by()
            rows = model._base_manager.filter(~Q(Exists(given)), pk__in=keys, **{f"{path}originator__gt": ""})
            source: Any = models.OriginatorConsent._meta.get_field(kind).related_model
            found.setdefault(source, set()).update(rows.order_by().values_list(f"{path}pk", flat=True))
    return found


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
    columns, permissions = shape_of(user)
    return *columns.values(), *permissions


# The columns of an account that hold keys: the account itself and its places.
KEYS = ("id", "desk_id", "division_id", "ministry_id", "host_country_id")


def shape_of(user: models.User) -> tuple[Mapping[str, int | None], tuple[Any, ...]]:
    """Return the same in two parts: the keys of the account and its places, and what no key decides."""
    beside = (is_granted(user), is_deputy(user), is_outside(), _leaving.get())
    return {name: getattr(user, name) for name in KEYS}, (user.role, user.reads_up_to, *beside)


def build_account(user: models.User, keys: Mapping[str, int | None]) -> models.User:
    """Build an account, in memory alone, with the permissions of another and keys of its own.

    All other columns are read from the database by its key where a rule asks for them.
    """
    known = {**keys, "role": user.role, "clearance": user.reads_up_to, "is_active": user.is_active}
    columns = [field.attname for field in models.User._meta.concrete_fields if field.attname in known]
    account = models.User.from_db(DEFAULT_DB_ALIAS, columns, [known[name] for name in columns])
    account.is_granted, account.is_deputy = is_granted(user), is_deputy(user)  # type: ignore[attr-defined]
    return account


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
