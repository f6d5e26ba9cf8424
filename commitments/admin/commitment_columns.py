"""The columns of the list of commitments: which there are, and what each says on the page and in a file."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from commitments.admin.shown import ItemShown
from commitments.export import Cell
from commitments.models import Commitment
from commitments.vocabulary import Classification, Nature, OwedBy, Side, Strength

# The row is named by these, whatever else is chosen.
ALWAYS = ("reference", "title")
MEETING = "meeting"


@dataclass(frozen=True, slots=True)
class Line:
    """What the cells of one row are made of; the meeting is empty where it is not asked for."""

    row: Commitment
    shown: ItemShown
    today: datetime.date
    meeting: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the list, under the name the list has for it; in a file it may be several.

    The usual ones are drawn by the page's template; what may be added stands in one cell on the page too.
    """

    name: str
    heads: tuple[Promise, ...]
    cells: Callable[[Line], Sequence[Cell]]
    is_usual: bool = False


def _owners(line: Line) -> list[Cell]:
    leads = {owner.side: owner.full_name for owner in line.shown.owners}
    whose = capfirst(str(OwedBy(line.row.owed_by).label))
    return [whose, leads.get(Side.OURS, ""), leads.get(Side.THEIRS, "")]


def _due(line: Line) -> list[Cell]:
    row, due = line.row, line.shown.due
    wording = row.deadline.wording if row.deadline else ""
    late = row.days_late(line.today) or None
    return [row.due_on, wording, due.kind, late, row.closed_on, due.moved]


def _health(line: Line) -> list[Cell]:
    return [None if line.shown.is_closed else capfirst(str(line.shown.health.label))]


def _word(label: object) -> list[Cell]:
    return [capfirst(str(label))]


DUE_HEADS = (
    _("due"),
    _("deadline as agreed"),
    _("kind of deadline"),
    _("days late"),
    _("closed on"),
    _("moved"),
)
COLUMNS: Mapping[str, Column] = {
    column.name: column
    for column in (
        Column("reference", (_("reference"),), lambda line: [line.row.reference], True),
        Column("title", (_("short title"),), lambda line: [line.row.title], True),
        Column("owners", (_("owed by"), _("lead, our side"), _("lead, their side")), _owners, True),
        Column("due_on", DUE_HEADS, _due, True),
        Column("state", (_("state"),), lambda line: _word(line.shown.state.label), True),
        Column("reported_health", (_("health"),), _health, True),
        Column("country", (_("partner"),), lambda line: [str(line.row.country)]),
        Column(MEETING, (_("meeting"),), lambda line: [line.meeting]),
        Column("strength", (_("strength"),), lambda line: _word(Strength(line.row.strength).label)),
        Column("nature", (_("nature"),), lambda line: _word(Nature(line.row.nature).label)),
        Column("act_by", (_("act by"),), lambda line: [line.row.act_by]),
        Column("review_on", (_("review date"),), lambda line: [line.row.review_on]),
        Column(
            "classification",
            (_("classification"),),
            lambda line: _word(Classification(line.row.classification).label),
        ),
    )
}
USUAL = tuple(column.name for column in COLUMNS.values() if column.is_usual)


@dataclass(frozen=True, slots=True)
class More:
    """A cell of a column that somebody added: its name, its head for narrow screens, its text."""

    name: str
    head: str
    text: str


def chosen_from(names: Sequence[str]) -> list[Column]:
    """Give the columns of these names that there are, in the order of the list; of none, the usual ones."""
    wanted = {*ALWAYS, *(names or USUAL)}
    return [column for column in COLUMNS.values() if column.name in wanted]


def heads_of(columns: Sequence[Column]) -> list[str]:
    """Give the heads of some columns in a file."""
    return [capfirst(str(head)) for column in columns for head in column.heads]


def cells_of(columns: Sequence[Column], line: Line) -> list[Cell]:
    """Give the cells of one row in a file."""
    return [cell for column in columns for cell in column.cells(line)]


def more_of(columns: Sequence[Column], line: Line) -> tuple[More, ...]:
    """Give the cells of the added columns as the page says them."""
    return tuple(
        More(column.name, capfirst(str(column.heads[0])), _said(column.cells(line)[0]))
        for column in columns
        if not column.is_usual
    )


def _said(cell: Cell) -> str:
    if isinstance(cell, datetime.date):
        return date_format(cell)
    return str(cell) if cell else "–"
