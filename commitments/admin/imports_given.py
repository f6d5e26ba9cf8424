"""The rows of an import that are not taken, as a file for whoever sent them."""

import csv
import datetime
from collections.abc import Iterator
from itertools import islice

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from commitments import export, imports
from commitments.admin.given_out import given_out
from commitments.models import Import
from commitments.vocabulary import Classification

# Before the values, so that spreadsheets read every script.
MARK = "\ufeff"


def given_back(of: Import, ending: str, now: datetime.datetime) -> HttpResponseBase:
    """Answer with the rows that are not taken; a spreadsheet holds the first 5,000, separated values all."""
    name = f"{of.file_name.rpartition('.')[0] or of.file_name}_to-mend"
    rows = imports.bad_rows(of)
    heads = next(rows)
    if ending == "csv":
        return _streamed(heads, rows, name)
    level = of.meeting.classification if of.meeting else Classification.RESTRICTED
    marking = str(Classification(level).label).upper()
    said = " · ".join((marking, of.file_name, str(of.by)))
    kept = list(islice(rows, export.MOST_ROWS))
    table = export.Table(name, said, marking, str(of.by), now, heads, kept)
    return given_out(table, export.FILES[ending], name)


class _Echo:
    """Takes what a writer of separated values writes, and gives it on."""

    def write(self, text: str) -> str:
        return text


def _streamed(heads: list[str], rows: Iterator[list[str]], name: str) -> StreamingHttpResponse:
    """Answer with rows as separated values, as they are read; no text of them passes for a formula."""
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL)

    def lines() -> Iterator[str]:
        yield MARK + writer.writerow([export.plain(head) for head in heads])
        for row in rows:
            yield writer.writerow([export.plain(cell) for cell in row])

    response = StreamingHttpResponse(lines(), content_type=export.CSV.media_type)
    response.headers["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{name}.csv"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store, private"
    return response
