"""What came of an import in words and numbers: its columns, its counts, and where each fault stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from commitments.documents.shapes import column_letters
from commitments.imports.columns import SECTION
from commitments.imports.fields import FIELDS
from commitments.models import Import, ImportRow
from commitments.vocabulary import DeedState, RowVerdict

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Told:
    """One fault of one row: the field and its column as the file heads it, the cell, and the sentence."""

    row: int
    field: str
    column: str
    cell: str
    says: str


def column_name(of: Import, name: str) -> str:
    """Name the column that fills a field as the file heads it, or else the field itself."""
    column = of.columns.get(name)
    if column is not None and column != SECTION and column < len(of.heads) and of.heads[column]:
        return str(of.heads[column])
    labels = {field.name: str(field.label) for field in FIELDS[of.subject]}
    return capfirst(labels.get(name, name))


def cell_name(of: Import, name: str, row: int) -> str:
    """Name a cell as a person finds it: D14 in a spreadsheet; where no column fills the field, nothing."""
    column = of.columns.get(name)
    if column is None or column == SECTION:
        return ""
    if of.file_name.lower().endswith(".xlsx"):
        title = next((table["title"] for table in of.tables if table["number"] == of.table), "")
        cell = f"{column_letters(column)}{row}"
        return f"{title}!{cell}" if len(of.tables) > 1 and title else cell
    return _("row %(row)d, column %(column)d") % {"row": row, "column": column + 1}


def told(of: Import, rows: QuerySet[ImportRow]) -> Iterator[Told]:
    """Give each fault of some rows, in the order of the file."""
    found = rows.order_by("number").values_list("number", "faults", "why")
    for number, faults, why in found.iterator(AT_ONCE):
        for fault in faults:
            name = fault["field"]
            yield Told(number, name, column_name(of, name), cell_name(of, name, number), fault["says"])
        if why:
            yield Told(number, "", "", "", why)


def counted(of: Import) -> Mapping[str, int]:
    """Count the rows by verdict, each of them named."""
    return {str(verdict): int(of.counts.get(verdict, 0)) for verdict in RowVerdict}


def by_state(rows: QuerySet[ImportRow]) -> Mapping[str, int]:
    """Count some rows of an import by what came of them."""
    found = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    return {str(state): int(found.get(state, 0)) for state in DeedState}
