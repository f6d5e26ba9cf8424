"""A table as a file that is saved, and kept by no browser."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from commitments import export


def given_out(table: export.Table, kind: export.FileKind, name: str) -> HttpResponse:
    """Answer with a table as a file of this kind and name, its ending apart."""
    response = HttpResponse(kind.write(table), content_type=kind.media_type)
    response.headers["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{name}.{kind.ending}"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store, private"
    return response
