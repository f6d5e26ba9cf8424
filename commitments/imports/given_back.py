"""The rows that were not taken, as a file for whoever sent them: as they stood, with the reason beside."""

from collections.abc import Iterator, Mapping

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from commitments.imports import reading
from commitments.imports.fields import FIELDS
from commitments.models import Import, ImportRow
from commitments.vocabulary import BAD_ROWS, DeedState, ImportState, RowVerdict

AT_ONCE = 500


def bad_rows(of: Import) -> Iterator[list[str]]:
    """Give the heads with one more, "why", and then each row that was not, or would not be, taken.

    Rows are read from the file as they are asked for.
    """
    labels = {field.name: capfirst(str(field.label)) for field in FIELDS[of.subject]}
    whys = why_not(of, labels)
    widths = [table.get("width", 0) for table in of.tables if table["number"] == of.table]
    width = max([len(of.heads), *widths, *(column + 1 for column in of.columns.values())])
    heads = [*of.heads, *[""] * (width - len(of.heads))]
    yield [*heads, _("why")]
    if not whys:
        return
    content = reading.shelf().get(of.sha256)
    for row in reading.rows_of(of.file_name, content, of.table, of.head_row):
        if row.number in whys:
            cells = [*row.cells, *[""] * (width - len(row.cells))]
            yield [*cells, whys[row.number]]


def why_not(of: Import, labels: Mapping[str, str]) -> dict[int, str]:
    """Give the rows that are not taken, by number, with the reasons."""
    rows = ImportRow.objects.filter(of=of)
    if of.state in (ImportState.COLUMNS, ImportState.READ):
        rows = rows.filter(verdict__in=BAD_ROWS)
    else:
        rows = rows.exclude(state__in=(DeedState.DONE, DeedState.STANDS)).exclude(verdict=RowVerdict.SAME)
    found = {}
    for number, faults, why, state in rows.values_list("number", "faults", "why", "state").iterator(AT_ONCE):
        told = [f"{labels.get(fault['field'], fault['field'])}: {fault['says']}" for fault in faults]
        if any(fault.get("row") for fault in faults):
            told.append(_("Rows are counted as in %(file)s.") % {"file": of.file_name})
        if why or not told or state == DeedState.TAKEN_BACK:
            told.append(why or _unsaid(of, state))
        found[number] = " ".join(told)
    return found


def _unsaid(of: Import, state: str) -> str:
    """Say why a row was not taken against which nothing stood by itself."""
    if state == DeedState.TAKEN_BACK:
        return _("It was taken back.")
    return of.why or _("It was not among the rows that were taken.")
