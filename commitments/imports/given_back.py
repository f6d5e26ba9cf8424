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
    width = max([len(of.heads), *(column + 1 for column in of.columns.values())])
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
    for number, faults, why in rows.values_list("number", "faults", "why").iterator(AT_ONCE):
        told = [f"{labels.get(fault['field'], fault['field'])}: {fault['says']}" for fault in faults]
        found[number] = " ".join([*told, why] if why else told)
    return found
