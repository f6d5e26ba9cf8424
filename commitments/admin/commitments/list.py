"""The list of commitments: rows in groups, columns on the page and in files, and the file of the list."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from django.conf import settings
from django.db.models import Count, F, Prefetch, Q, QuerySet, prefetch_related_objects
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from commitments.access import querysets
from commitments.admin.commitments.filters import FOUND_ONCE, OPEN, VIEWS, counts_of, today_of
from commitments.admin.commitments.rows import ItemShown, build_item_row
from commitments.admin.list_exports import FileColumn, ListFiles, without_paging
from commitments.admin.lists import VIEW, AccessChangeList
from commitments.admin.permissions import signed_in
from commitments.calendars.workdays import AbsentYearError, add_workdays
from commitments.dashboard import list_preferences
from commitments.deadlines.context import calendar_of
from commitments.deadlines.versions import list_versions
from commitments.enums import CLOSED_STATES, Classification, Nature, OwedBy, Side, Strength
from commitments.models import (
    Commitment,
    CommitmentQuerySet,
    Meeting,
    NextStepQuerySet,
    Outcome,
    ProgressUpdate,
    Responsibility,
    User,
)
from commitments.models.commitments import overdue_on
from commitments.records import current_steps
from commitments.search.query import COUNT_STOPS_AT
from commitments.tables import exporter
from commitments.tables.exporter import Cell

# The row is named by these, whatever else is chosen.
ALWAYS = ("reference", "title")
MEETING, NEXT_STEP = "meeting", "next_step"


@dataclass(frozen=True, slots=True)
class CommitmentLine:
    """The values for the cells of one row; meeting and next step are empty where they are not shown."""

    row: Commitment
    shown: ItemShown
    today: datetime.date
    meeting: str
    next_step: ProgressUpdate | None = None


@dataclass(frozen=True, slots=True)
class CommitmentColumn:
    """One column of the list, by its name there; in a file it may be several.

    The page's template draws the usual ones; an added one is one cell on the page too.
    """

    name: str
    heads: tuple[Promise, ...]
    cells: Callable[[CommitmentLine], Sequence[Cell]]
    is_usual: bool = False


def _owners(line: CommitmentLine) -> list[Cell]:
    leads = {owner.side: owner.full_name for owner in line.shown.owners}
    whose = capfirst(str(OwedBy(line.row.owed_by).label))
    return [whose, leads.get(Side.OURS, ""), leads.get(Side.THEIRS, "")]


def _due(line: CommitmentLine) -> list[Cell]:
    row, due = line.row, line.shown.due
    wording = row.deadline.wording if row.deadline else ""
    late = row.days_late(line.today) or None
    return [row.due_on, wording, due.kind, late, row.closed_on, due.moved]


def _health(line: CommitmentLine) -> list[Cell]:
    return [None if line.shown.is_closed else capfirst(str(line.shown.health.label))]


def _word(label: object) -> list[Cell]:
    return [capfirst(str(label))]


def _next_step(line: CommitmentLine) -> list[Cell]:
    step = line.next_step
    if step is None:
        return [None] * 4
    return [step.next_step, step.next_step_owner, step.next_step_on, step.days_step_late(line.today) or None]


STEP_HEADS = (_("next step"), _("who takes it"), _("next step by"), _("days overdue (next step)"))
DUE_HEADS = (
    _("due date"),
    _("deadline as agreed"),
    _("kind of deadline"),
    _("days overdue"),
    _("closed on"),
    _("deadline changes"),
)
COLUMNS: Mapping[str, CommitmentColumn] = {
    column.name: column
    for column in (
        CommitmentColumn("reference", (_("reference"),), lambda line: [line.row.reference], True),
        CommitmentColumn("title", (_("short title"),), lambda line: [line.row.title], True),
        CommitmentColumn(
            "owners", (_("responsible side"), _("lead, our side"), _("lead, their side")), _owners, True
        ),
        CommitmentColumn("due_on", DUE_HEADS, _due, True),
        CommitmentColumn("state", (_("stage"),), lambda line: _word(line.shown.state.label), True),
        CommitmentColumn("reported_health", (_("status"),), _health, True),
        CommitmentColumn("country", (_("partner"),), lambda line: [str(line.row.country)]),
        CommitmentColumn(MEETING, (_("meeting"),), lambda line: [line.meeting]),
        CommitmentColumn("strength", (_("strength"),), lambda line: _word(Strength(line.row.strength).label)),
        CommitmentColumn("nature", (_("nature"),), lambda line: _word(Nature(line.row.nature).label)),
        CommitmentColumn(
            "last_working_day", (_("last working day"),), lambda line: [line.row.last_working_day]
        ),
        CommitmentColumn("review_on", (_("review date"),), lambda line: [line.row.review_on]),
        CommitmentColumn(NEXT_STEP, STEP_HEADS, _next_step),
        CommitmentColumn(
            "classification",
            (_("classification"),),
            lambda line: _word(Classification(line.row.classification).label),
        ),
    )
}
USUAL = tuple(column.name for column in COLUMNS.values() if column.is_usual)


@dataclass(frozen=True, slots=True)
class ExtraCell:
    """A cell of an added column: its name, its heading for narrow screens, its text."""

    name: str
    head: str
    text: str


def chosen_from(names: Sequence[str]) -> list[CommitmentColumn]:
    """Return the existing columns with these names, in the order of the list; without names, the usual
    ones.
    """
    wanted = {*ALWAYS, *(names or USUAL)}
    return [column for column in COLUMNS.values() if column.name in wanted]


def heads_of(columns: Sequence[CommitmentColumn]) -> list[str]:
    """Return the headings of some columns in a file."""
    return [capfirst(str(head)) for column in columns for head in column.heads]


def cells_of(columns: Sequence[CommitmentColumn], line: CommitmentLine) -> list[Cell]:
    """Return the cells of one row in a file."""
    return [cell for column in columns for cell in column.cells(line)]


def more_of(columns: Sequence[CommitmentColumn], line: CommitmentLine) -> tuple[ExtraCell, ...]:
    """Return the cells of the added columns as on the page."""
    return tuple(
        ExtraCell(column.name, capfirst(str(column.heads[0])), _format_cell(column.cells(line)[0]))
        for column in columns
        if not column.is_usual
    )


def _format_cell(cell: Cell) -> str:
    if isinstance(cell, datetime.date):
        return date_format(cell)
    return str(cell) if cell else "–"


SOON_WORKDAYS = 10
# Stands in where the calendar of the year is not known.
SOON_DAYS = 14
# Of an item and its deadline, what is long and stands on its page alone.
NOT_ON_A_ROW = (
    "meaning",
    "deadline__specification",
    "deadline__explanation",
    "deadline__calendars",
    "deadline__cause",
)
HEADINGS: Mapping[str, Promise] = {
    "closed": _("Closed"),
    "undated": _("No due date, awaiting review"),
    "overdue": _("Overdue"),
    "past": _("Due date passed, not counted as overdue"),
    "soon": _("Due in the next 10 working days"),
    "later": _("Later"),
}


# What an empty view says.
NOTHING: Mapping[str, Promise] = {
    "mine": _("You have no open commitments."),
    "overdue": _("No commitments are overdue."),
    "ours": _("None of our side’s commitments are overdue."),
    "theirs": _("None of the partner’s commitments are overdue."),
    "no-date": _("All open commitments have a due date."),
    "changed": _("No commitments have changed in the last seven days."),
    "drafts": _("No drafts to send to owners."),
    "closed": _("No closed commitments yet."),
}
# What it says where nothing that is open has a date, so that nothing could be overdue.
UNDATED: Mapping[str, Promise] = dict.fromkeys(
    ("overdue", "ours", "theirs"), _("No open commitments have a due date, so none are overdue.")
)
NOTHING_HERE = _("No commitments here. Record commitments on the page of their meeting.")


@dataclass(frozen=True, slots=True)
class RowShown:
    """One row: the item, and the cells of the added columns."""

    item: ItemShown
    more: tuple[ExtraCell, ...]

    @property
    def title(self) -> str:
        return self.item.title


@dataclass(frozen=True, slots=True)
class LineGroup:
    """Rows under one heading, and how many the list has of them, where that is known.

    Without a heading they are in another order than the due day.
    """

    heading: str
    rows: tuple[RowShown, ...]
    count: int | None = None


class ItemChangeList(AccessChangeList):
    """The rows of the list, loaded with only what a row shows: 25 deadlines would be much to load."""

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
        if not self.model_admin.reads_page:
            super().get_results(request)
            return
        whole, view = self.queryset, str(request.GET.get(VIEW, OPEN))
        known: dict[str, int] = {}
        if view in FOUND_ONCE:
            keys = list(whole.values_list("pk", flat=True)[: COUNT_STOPS_AT + 1])
            rows = _with_what_a_row_shows(self.root_queryset.filter(pk__among=keys))
            self.queryset, known = rows.order_by(*whole.query.order_by), {view: len(keys)}
        self.counts = counts_of(self, request, known)
        known = {**known, **self.counts}
        self.known_count = known.get(view, self.known_count)
        super().get_results(request)
        self.listed, self.queryset = self.queryset, whole


def _with_what_a_row_shows(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related(None).select_related("country", "deadline").defer(*NOT_ON_A_ROW)


def lines_of(
    rows: Sequence[Commitment], columns: Sequence[CommitmentColumn], person: User, *, today: datetime.date
) -> list[CommitmentLine]:
    """Return each row with what is shown of it; parts, chains and meetings take a query each."""
    parts = (
        querysets.list_readable(Responsibility, person)
        .select_related("ministry")
        .order_by("side", "role", "pk")
    )
    prefetch_related_objects(
        rows,
        Prefetch("responsibilities", parts),
        Prefetch("deadlines", list_versions()),
    )
    names = {column.name for column in columns}
    is_asked = MEETING in names
    meetings = _meetings([row.outcome_id for row in rows], person) if is_asked else {}
    steps = _next_steps([row.pk for row in rows], person) if NEXT_STEP in names else {}
    # Each has its meeting: where it is not named, it is not for this reader.
    unseen = str(querysets.RESTRICTED) if is_asked else ""
    lines = []
    for row in rows:
        versions = list(row.deadlines.all())
        row.first_deadline = next((one for one in versions if one.pk == row.first_deadline_id), None)
        parts_of_row = row.responsibilities.all()
        shown = build_item_row(row, parts_of_row, partner=row.country.iso, today=today, versions=versions)
        meeting = meetings.get(row.outcome_id, unseen)
        lines.append(CommitmentLine(row, shown, today, meeting, steps.get(row.pk)))
    return lines


def _next_steps(items: Sequence[int], person: User) -> dict[int, ProgressUpdate]:
    """Return the open next steps; none that is classified higher than its item, or given in confidence."""
    rows = querysets.list_readable(ProgressUpdate, person).filter(commitment__in=items, in_confidence=False)
    plain = cast(NextStepQuerySet, rows.filter(classification__lte=F("commitment__classification")))
    steps = current_steps.list_current(person, plain).select_related(*current_steps.READ_WITH)
    return {one.commitment_id: one for one in steps}


def _meetings(outcomes: Sequence[int], person: User) -> dict[int, str]:
    """Name the meetings that the person may read, each under the outcomes it has."""
    seen = querysets.list_readable(Meeting, person)
    said = querysets.list_readable(Outcome, person).filter(pk__in=outcomes, meeting__in=seen).order_by()
    rows = said.values_list("pk", "meeting__reference", "meeting__title")
    return {pk: f"{reference} {title}" for pk, reference, title in rows}


def group_rows(
    lines: Sequence[CommitmentLine],
    columns: Sequence[CommitmentColumn],
    *,
    by_due: bool,
    until: datetime.date | None = None,
    counts: Mapping[str, int] | None = None,
) -> list[LineGroup]:
    """Return the rows of a page under their headings, in their order.

    `until` is the last day of what is soon; `counts` is the number of rows of the whole list under each
    heading, where the page is not the whole list.
    """
    if not by_due:
        rows = tuple(RowShown(line.shown, more_of(columns, line)) for line in lines)
        return [LineGroup("", rows)] if rows else []
    found: dict[str, list[RowShown]] = {}
    for line in lines:
        last = until or line.today + datetime.timedelta(days=SOON_DAYS)
        found.setdefault(_place(line.row, line.today, last), []).append(
            RowShown(line.shown, more_of(columns, line))
        )
    known = {key: len(rows) for key, rows in found.items()} if counts is None else counts
    return [LineGroup(str(HEADINGS[key]), tuple(rows), known.get(key)) for key, rows in found.items()]


def build_list(
    cl: ItemChangeList, request: HttpRequest, columns: Sequence[CommitmentColumn], *, today: datetime.date
) -> dict[str, Any]:
    """Return what the page needs of its rows: groups where they are sorted by due day, and the text for no
    rows.
    """
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
        "groups": group_rows(lines, columns, by_due=by_due, until=until, counts=counts),
        "nothing": nothing,
        "is_teaching": view not in NOTHING,
    }


def _has_dates(person: User) -> bool:
    mine = cast(CommitmentQuerySet, querysets.list_readable(Commitment, person))
    return mine.open().filter(due_on__isnull=False).exists()


def _soon(today: datetime.date) -> datetime.date:
    """Return the tenth working day from now, in the home country's calendar."""
    try:
        return add_workdays(calendar_of(settings.HOME_COUNTRY), today, SOON_WORKDAYS)
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


LIST = "admin:commitments_commitment_changelist"


def publication_of(params: QueryDict) -> str:
    """Return the address that counts what of the list is approved for publication."""
    return f"{reverse('admin:commitments_commitment_publication')}?{without_paging(params).urlencode()}"


def _chosen(request: HttpRequest) -> list[CommitmentColumn]:
    return chosen_from(list_preferences.columns_of(signed_in(request)))


def _cell(column: CommitmentColumn, number: int, line: CommitmentLine) -> exporter.Cell:
    return column.cells(line)[number]


class FilesOfItems(ListFiles):
    """Makes files of what the list of commitments shows."""

    views = VIEWS
    usual_view = OPEN
    answers_as_of = True


class ExportPages(FilesOfItems):
    """Makes the file of commitments with the lines that the page shows."""

    def columns_of_file(self, request: HttpRequest) -> list[FileColumn]:
        """Return the columns that the person selected for the list, each with all its cells."""
        return [
            FileColumn(f"{column.name}_{number}", head, partial(_cell, column, number))
            for column in _chosen(request)
            for number, head in enumerate(column.heads)
        ]

    def read_for_file(self, rows: list[Any], request: HttpRequest) -> Sequence[Any]:
        """Return each item with what the page shows of it."""
        person = signed_in(request)
        querysets.hide_related(rows, person)
        return lines_of(rows, _chosen(request), person, today=today_of(request))
