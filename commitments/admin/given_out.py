"""What is taken out as a file that is saved, and kept by no browser."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from commitments import export


def given_out(table: export.Table, kind: export.FileKind, name: str) -> HttpResponse:
    """Answer with a table as a file of this kind and name, its ending apart."""
    return saved_file(kind.write(table), kind.media_type, f"{name}.{kind.ending}")


def saved_file(content: bytes, media_type: str, name: str) -> HttpResponse:
    """Answer with bytes as a file of this name."""
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store, private"
    return response
