"""The standing views of the list of commitments: what each holds, and how much of it a person may read."""

import datetime
from collections.abc import Hashable, Mapping, Sequence
from typing import Any, cast

from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, Count, IntegerField, Model, OuterRef, Q, QuerySet, Subquery, Value, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commitments import access, audit, overview, past
from commitments.admin.doors import signed_in
from commitments.admin.tabs import VIEW, TabFilter
from commitments.models import (
    Approval,
    Commitment,
    CommitmentQuerySet,
    Deadline,
    Evidence,
    Ministry,
    ProgressUpdate,
    Responsibility,
    User,
)
from commitments.models.commitment import overdue_on
from commitments.models.responsibility import items_with
from commitments.searching import COUNT_STOPS_AT
from commitments.vocabulary import CLOSED_STATES, HIDDEN_STATES, CommitmentState, Role, Side

OPEN, MINE, CHANGED, DRAFTS = "open", "mine", "changed", "drafts"
VIEWS: tuple[tuple[str, Promise], ...] = (
    (OPEN, _("All open")),
    (MINE, _("Mine")),
    ("overdue", _("Overdue")),
    ("ours", _("Ours, overdue")),
    ("theirs", _("Theirs, to chase")),
    ("no-date", _("No date")),
    (CHANGED, _("Changed this week")),
    (DRAFTS, _("Drafts")),
    ("closed", _("Closed")),
    ("all", _("All")),
)
# What is asked of history, or of the parts of each item, is asked once for the whole page.
FOUND_ONCE = (MINE, CHANGED)
# Each a part of what is open.
WITHIN_OPEN = (MINE, "overdue", "ours", "theirs", "no-date")
NOT_CLOSED = tuple(state for state in CommitmentState if state not in CLOSED_STATES)
COUNTED = (OPEN, *WITHIN_OPEN, DRAFTS, "closed")
WEEK = datetime.timedelta(days=7)
# The text of the counts for so many people in a web process: to put ten into SQL takes longer than to count
# them. What they come to is asked each time.
MOST_TEXTS = 500
_texts: dict[tuple[Hashable, ...] | None, tuple[str, tuple[Any, ...]]] = {}
# Parts that whoever reads the item reads too, and those that are marked by themselves.
OPEN_PARTS: tuple[type[Model], ...] = (Commitment, Responsibility, Deadline, Approval)
MARKED_PARTS: tuple[type[Model], ...] = (ProgressUpdate, Evidence)


def views_of(person: User, current: str = OPEN) -> Sequence[tuple[str, Promise]]:
    """Offer the views that can differ for a person from what is open, and the one looked at all the same.

    Who only reads has nothing to do; what a ministry's people read is theirs, and no draft.
    """
    idle: set[str] = set()
    if not access.may_write(person, Commitment):
        idle.add(MINE)
    if person.role in access.MINISTRY_ROLES or person.role == Role.READER:
        idle.add(DRAFTS)
    return [view for view in VIEWS if view[0] not in idle or view[0] == current]


def moment_of_list() -> datetime.datetime:
    """Give the moment at which the list stands: now, or that of the past."""
    return past.moment_standing() or timezone.now()


def today_of(request: HttpRequest) -> datetime.date:
    """Give the person's day: today, or that of the past moment that stands."""
    return overview.today_of(signed_in(request), moment_of_list())


def held_in(view: str, rows: CommitmentQuerySet, person: User) -> CommitmentQuerySet:
    """Narrow what a person may read to what a view holds; a view nobody knows is that of all that is open."""
    now = moment_of_list()
    match view:
        case _ if view in WITHIN_OPEN:
            return rows.open().filter(_within_open(person, overview.today_of(person, now))[view])
        case _ if view == CHANGED:
            return rows.exclude(state__in=HIDDEN_STATES).filter(pk__in=_changed(person, now - WEEK, now))
        case _ if view == DRAFTS:
            return rows.filter(state=CommitmentState.DRAFT)
        case "closed":
            # Most are: they are found in the order of the list, which an index of states does not have.
            return rows.exclude(state__in=NOT_CLOSED)
        case "all":
            return rows.exclude(state__in=HIDDEN_STATES)
        case _:
            return rows.open()


def _within_open(person: User, today: datetime.date) -> dict[str, Q]:
    """Give what each view asks of an open item."""
    late = overdue_on(today)
    return {
        MINE: _has_part(person),
        "overdue": late,
        "ours": late & overview.owed(Side.OURS),
        "theirs": late & overview.owed(Side.THEIRS),
        "no-date": Q(due_on__isnull=True),
    }


def _has_part(person: User) -> Q:
    """What the person answers for, or the own ministry does; a desk's is the one that runs the tracker.

    A person answers for few: they are looked up first. A ministry may answer for most, so each item is asked.
    """
    own = Q(pk__in=items_with(Q(official__user=person)))
    if person.role in access.MINISTRY_ROLES:
        # A ministry's people read nothing else.
        return ~Q(pk__in=())
    if person.ministry_id is not None:
        ministries = access.open_rows(Ministry).filter(pk=person.ministry_id)
    elif access.may_write(person, Commitment):
        ministries = access.open_rows(Ministry).filter(runs_tracker=True)
    else:
        return own
    parts = access.each_part(Commitment, OuterRef("pk"), Responsibility, person)
    return own | Q(access.EachRow(parts.filter(ministry__pk__one_of_few=ministries.values("pk"))))


def _changed(person: User, since: datetime.datetime, until: datetime.datetime) -> QuerySet[Any, Any]:
    """List the items with a row of history of these days that the person may read, of items that are read."""
    is_read = [When(subject_type__in=[model._meta.label for model in OPEN_PARTS], then=Value(value=True))]
    for model in MARKED_PARTS:
        parts = access.each_part(Commitment, OuterRef("page_id"), model, person)
        marked = parts.filter(pk=OuterRef("subject_id"))
        is_read.append(When(subject_type=model._meta.label, then=access.EachRow(marked)))
    # Not a chain of OR, for each arm of which PostgreSQL would go through the week again.
    readable = Q(Case(*is_read, default=Value(value=False)))
    told = audit.between(Commitment, since, until)
    # Each once: PostgreSQL else goes through the whole week again for every commitment.
    return told.filter(readable).order_by().values("page_id").distinct()


class ViewFilter(TabFilter):
    """The views, drawn as tabs; without one, what is open."""

    views = VIEWS

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return held_in(self.value() or OPEN, cast(CommitmentQuerySet, queryset), signed_in(request))


class StoppingCount(Subquery):
    """Counts rows inside one query, as far as the subquery goes."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def counts_of(cl: ChangeList, request: HttpRequest, known: Mapping[str, int]) -> dict[str, int]:
    """Count each view under the filters that stand, in one query; nothing where words are searched for.

    A search asks each view for every word: ten times that is more than its counts are worth. What changed is
    counted on its own view alone, where it is known: it is found in the history, of which a week may be long.
    """
    if cl.query:
        return {}
    names = tuple(name for name in COUNTED if name not in known)
    person = signed_in(request)
    is_plain = not cl.get_filters_params().keys() - {VIEW} and past.moment_standing() is None
    key = (*access.standing_of(person), today_of(request), COUNT_STOPS_AT, *names) if is_plain else None
    try:
        text, values = _texts.get(key) or _text_of(_narrowed(cl, request), person, names)
    except EmptyResultSet:
        # The person can read nothing under these filters, whatever the database holds.
        return dict.fromkeys((*COUNTED, "all", *known), 0)
    if key is not None and key not in _texts:
        if len(_texts) >= MOST_TEXTS:
            # Those of days gone by are asked for no more.
            _texts.clear()
        _texts[key] = text, values
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        found = dict(zip(names, cursor.fetchone(), strict=True))
    # Whatever is on any list is open, a draft or closed.
    found["all"] = found[OPEN] + found[DRAFTS] + found["closed"]
    return {**{key: min(count, COUNT_STOPS_AT + 1) for key, count in found.items()}, **known}


def _narrowed(cl: ChangeList, request: HttpRequest) -> QuerySet[Any]:
    """Give what the person may read under all filters but the view."""
    rows = cl.root_queryset
    for spec in cl.filter_specs:
        if not isinstance(spec, ViewFilter):
            narrowed = spec.queryset(request, rows)
            rows = rows if narrowed is None else narrowed
    return rows


def _text_of(rows: QuerySet[Any], person: User, names: Sequence[str]) -> tuple[str, tuple[Any, ...]]:
    """Put the counts into SQL: what is open is passed over once, the rest counted as far as it is said."""
    own = cast(CommitmentQuerySet, rows).order_by()
    within = _within_open(person, overview.today_of(person, moment_of_list()))
    counts: dict[str, Any] = {OPEN: Count("pk")}
    counts |= {key: Count("pk", filter=condition) for key, condition in within.items()}
    for key in (DRAFTS, "closed"):
        counts[key] = StoppingCount(held_in(key, own, person).values("pk")[: COUNT_STOPS_AT + 1])
    asked = own.open().values(one=Value(1)).annotate(**{f"n_{key}": count for key, count in counts.items()})
    text, values = asked.values_list(*(f"n_{key}" for key in names)).query.sql_with_params()
    return text, tuple(values)
