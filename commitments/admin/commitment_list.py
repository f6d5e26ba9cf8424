"""The rows of the list of commitments, in groups by what they ask of the reader."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.db.models import Count, Prefetch, Q, QuerySet, prefetch_related_objects
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commitments import access, deadlines
from commitments.admin.commitment_columns import MEETING, Column, Line, More, more_of
from commitments.admin.commitment_views import FOUND_ONCE, OPEN, counts_of
from commitments.admin.doors import signed_in
from commitments.admin.lists import ROWS_COUNTED, WITHOUT_PAGE, DoorChangeList
from commitments.admin.shown import ItemShown, item_shown
from commitments.admin.tabs import VIEW
from commitments.calendars.workdays import AbsentYearError, add_workdays
from commitments.models import Commitment, CommitmentQuerySet, Meeting, Outcome, Responsibility, User
from commitments.models.commitment import overdue_on
from commitments.searching import COUNT_STOPS_AT
from commitments.vocabulary import CLOSED_STATES

SOON_WORKDAYS = 10
# Stands in where the calendar of the year is not known.
SOON_DAYS = 14
# Of an item and its deadline, what is long and stands on its page alone.
NOT_ON_A_ROW = (
    "meaning",
    "deadline__specification",
    "deadline__working",
    "deadline__calendars",
    "deadline__cause",
)
HEADINGS: Mapping[str, Promise] = {
    "closed": _("Closed"),
    "undated": _("No date, waiting for review"),
    "overdue": _("Overdue"),
    "past": _("Date past, not owed at present"),
    "soon": _("Due in the next 10 working days"),
    "later": _("Later"),
}


# What an empty view says.
NOTHING: Mapping[str, Promise] = {
    "mine": _("Nothing open is yours."),
    "overdue": _("Nothing is overdue."),
    "ours": _("Nothing of ours is overdue."),
    "theirs": _("The other side owes nothing overdue."),
    "no-date": _("Every open item has a date."),
    "changed": _("Nothing has changed in the last seven days."),
    "drafts": _("No draft waits to be proposed."),
    "closed": _("Nothing is closed yet."),
}
# What it says where nothing that is open has a date, so that nothing could be overdue.
UNDATED: Mapping[str, Promise] = dict.fromkeys(
    ("overdue", "ours", "theirs"), _("No open item has a date, so none is overdue.")
)
NOTHING_HERE = _("Nothing here. Commitments are recorded on the page of their meeting.")


@dataclass(frozen=True, slots=True)
class RowShown:
    """One row: the item, and the cells of the columns that were added."""

    item: ItemShown
    more: tuple[More, ...]

    @property
    def title(self) -> str:
        return self.item.title


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading, and how many the list has of them, where that is known.

    Without a heading they follow another order than the due day.
    """

    heading: str
    rows: tuple[RowShown, ...]
    count: int | None = None


class ItemChangeList(DoorChangeList):
    """The rows of the list, read with what a row shows and no more: 25 deadlines have a lot to tell."""

    # What page and counts are made of: the whole list, or as much of it as is counted.
    listed: QuerySet[Any]
    # How many each view holds, as far as is counted.
    counts: Mapping[str, int]

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        return _with_what_a_row_shows(super().get_queryset(request, exclude_parameters))

    def get_results(self, request: HttpRequest) -> None:
        """Count the views before the page is read, since one of them is the list.

        The rows of a view that is long in the finding are found once: their keys, as far as is counted.
        """
        if hasattr(request, WITHOUT_PAGE):
            return
        whole, view = self.queryset, str(request.GET.get(VIEW, OPEN))
        known: dict[str, int] = {}
        if view in FOUND_ONCE:
            keys = list(whole.values_list("pk", flat=True)[: COUNT_STOPS_AT + 1])
            rows = _with_what_a_row_shows(self.root_queryset.filter(pk__among=keys))
            self.queryset, known = rows.order_by(*whole.query.order_by), {view: len(keys)}
        self.counts = counts_of(self, request, known)
        known = {**known, **self.counts}
        if view in known:
            setattr(request, ROWS_COUNTED, known[view])
        super().get_results(request)
        self.listed, self.queryset = self.queryset, whole


def _with_what_a_row_shows(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related(None).select_related("country", "deadline").defer(*NOT_ON_A_ROW)


def lines_of(
    rows: Sequence[Commitment], columns: Sequence[Column], person: User, *, today: datetime.date
) -> list[Line]:
    """Put beside each row, read already, what is shown of it; parts, chains, meetings take a query each."""
    parts = access.rows(Responsibility, person).select_related("ministry").order_by("side", "role", "pk")
    prefetch_related_objects(
        rows,
        Prefetch("responsibilities", parts),
        Prefetch("deadlines", deadlines.chains()),
    )
    is_asked = any(column.name == MEETING for column in columns)
    meetings = _meetings([row.outcome_id for row in rows], person) if is_asked else {}
    # Each has its meeting: where it is not named, it is not for this reader.
    unseen = str(access.RESTRICTED) if is_asked else ""
    lines = []
    for row in rows:
        versions = list(row.deadlines.all())
        row.first_deadline = next((one for one in versions if one.pk == row.first_deadline_id), None)
        parts_of_row = row.responsibilities.all()
        shown = item_shown(row, parts_of_row, partner=row.country.iso, today=today, versions=versions)
        lines.append(Line(row, shown, today, meetings.get(row.outcome_id, unseen)))
    return lines


def _meetings(outcomes: Sequence[int], person: User) -> dict[int, str]:
    """Name the meetings that the person may read, each under the outcomes it has."""
    seen = access.rows(Meeting, person)
    said = access.rows(Outcome, person).filter(pk__in=outcomes, meeting__in=seen).order_by()
    rows = said.values_list("pk", "meeting__reference", "meeting__title")
    return {pk: f"{reference} {title}" for pk, reference, title in rows}


def groups(
    lines: Sequence[Line],
    columns: Sequence[Column],
    *,
    by_due: bool,
    until: datetime.date | None = None,
    counts: Mapping[str, int] | None = None,
) -> list[Group]:
    """Put the rows of a page under their headings, in the order they come.

    `until` is the last day of what is soon; `counts` tells how many rows of the whole list stand under each
    heading, where the page is not the whole list.
    """
    if not by_due:
        rows = tuple(RowShown(line.shown, more_of(columns, line)) for line in lines)
        return [Group("", rows)] if rows else []
    found: dict[str, list[RowShown]] = {}
    for line in lines:
        last = until or line.today + datetime.timedelta(days=SOON_DAYS)
        found.setdefault(_place(line.row, line.today, last), []).append(
            RowShown(line.shown, more_of(columns, line))
        )
    known = {key: len(rows) for key, rows in found.items()} if counts is None else counts
    return [Group(str(HEADINGS[key]), tuple(rows), known.get(key)) for key, rows in found.items()]


def list_shown(
    cl: ItemChangeList, request: HttpRequest, columns: Sequence[Column], *, today: datetime.date
) -> dict[str, Any]:
    """Give what the page needs of its rows: groups where they are sorted by due, what to say of none."""
    person = signed_in(request)
    by_due = "o" not in request.GET
    lines = lines_of(list(cl.result_list), columns, person, today=today)
    # No calendar is read for a page on which nothing lies ahead.
    is_ahead = by_due and any(line.row.due_on and line.row.due_on >= today for line in lines)
    until = _soon(today) if is_ahead else today
    counts = counts_of_groups(cl, today, until) if by_due and lines else None
    view = str(request.GET.get(VIEW, OPEN))
    nothing = NOTHING.get(view, NOTHING_HERE)
    if not lines and view in UNDATED and not _has_dates(person):
        nothing = UNDATED[view]
    return {
        "groups": groups(lines, columns, by_due=by_due, until=until, counts=counts),
        "nothing": nothing,
        "may_record": view not in NOTHING and access.may_write(person, Meeting),
    }


def _has_dates(person: User) -> bool:
    mine = cast(CommitmentQuerySet, access.rows(Commitment, person))
    return mine.open().filter(due_on__isnull=False).exists()


def _soon(today: datetime.date) -> datetime.date:
    """Give the last of the ten working days ahead, in the home country's calendar."""
    try:
        return add_workdays(deadlines.calendar_of(settings.HOME_COUNTRY), today, SOON_WORKDAYS)
    except AbsentYearError:
        return today + datetime.timedelta(days=SOON_DAYS)


def counts_of_groups(
    cl: ItemChangeList, today: datetime.date, until: datetime.date
) -> Mapping[str, int] | None:
    """Count a list of more than one page under its headings, in one query; of a very long one nothing.

    Gives None where the page is the whole list, so that its rows are counted themselves.
    """
    if not cl.multi_page:
        return None
    if cl.result_count > COUNT_STOPS_AT:
        return {}
    closed = Q(state__in=CLOSED_STATES)
    overdue = overdue_on(today)
    places = {
        "closed": closed,
        "undated": ~closed & Q(due_on__isnull=True),
        "overdue": overdue,
        "past": ~closed & Q(due_on__lt=today) & ~overdue,
        "soon": ~closed & Q(due_on__gte=today, due_on__lte=until),
        "later": ~closed & Q(due_on__gt=until),
    }
    found: dict[str, int] = cl.listed.order_by().aggregate(
        **{key: Count("pk", filter=place) for key, place in places.items()}
    )
    return found


def _place(row: Commitment, today: datetime.date, until: datetime.date) -> str:
    if row.state in CLOSED_STATES:
        return "closed"
    if row.due_on is None:
        return "undated"
    if row.is_overdue(today):
        return "overdue"
    if row.due_on < today:
        return "past"
    return "soon" if row.due_on <= until else "later"
