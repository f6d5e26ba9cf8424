"""The columns of the list of commitments: what each says in a file."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from commitments.admin.shown import ItemShown
from commitments.export import Cell
from commitments.models import Commitment
from commitments.vocabulary import OwedBy, Side


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the list, under the name the list has for it; in a file it may be several."""

    name: str
    heads: tuple[Promise, ...]
    cells: Callable[[Commitment, ItemShown, datetime.date], Sequence[Cell]]


def _owners(row: Commitment, shown: ItemShown, today: datetime.date) -> list[Cell]:
    leads = {owner.side: owner.full_name for owner in shown.owners}
    return [
        capfirst(str(OwedBy(row.owed_by).label)),
        *(leads.get(side, "") for side in (Side.OURS, Side.THEIRS)),
    ]


def _due(row: Commitment, shown: ItemShown, today: datetime.date) -> list[Cell]:
    wording = row.deadline.wording if row.deadline else ""
    review = None if row.due_on or shown.is_closed else row.review_on
    late = row.days_late(today) or None
    return [row.due_on, wording, shown.due.kind, late, review, row.closed_on, shown.due.moved]


def _health(row: Commitment, shown: ItemShown, today: datetime.date) -> list[Cell]:
    return [None if shown.is_closed else capfirst(str(shown.health.label))]


COLUMNS: Mapping[str, Column] = {
    column.name: column
    for column in (
        Column("reference", (_("reference"),), lambda row, shown, today: [row.reference]),
        Column("title", (_("short title"),), lambda row, shown, today: [row.title]),
        Column("owners", (_("owed by"), _("lead, our side"), _("lead, their side")), _owners),
        Column(
            "due_on",
            (
                _("due"),
                _("deadline as agreed"),
                _("kind of deadline"),
                _("days late"),
                _("review date"),
                _("closed on"),
                _("moved"),
            ),
            _due,
        ),
        Column("state", (_("state"),), lambda row, shown, today: [capfirst(str(shown.state.label))]),
        Column("reported_health", (_("health"),), _health),
    )
}


def heads_of(columns: Sequence[Column]) -> list[str]:
    """Give the heads of some columns in a file."""
    return [capfirst(str(head)) for column in columns for head in column.heads]


def cells_of(
    columns: Sequence[Column], row: Commitment, shown: ItemShown, *, today: datetime.date
) -> list[Cell]:
    """Give the cells of one row in a file."""
    return [cell for column in columns for cell in column.cells(row, shown, today)]
