"""What is taken out as a file that is saved, and kept by no browser."""

from tempfile import SpooledTemporaryFile

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from commitments import export

# Larger files are written to disk, and read from there while they are sent.
IN_MEMORY = 2 << 20


def given_out(table: export.Table, kind: export.FileKind, name: str) -> HttpResponseBase:
    """Answer with a table as a file of this kind and name, its ending apart."""
    name = f"{name}.{kind.ending}"
    out = SpooledTemporaryFile[bytes](max_size=IN_MEMORY)
    kind.write_into(table, out)
    size = out.tell()
    out.seek(0)
    if size <= IN_MEMORY:
        with out:
            return saved_file(out.read(), kind.media_type, name)
    response = FileResponse(out, content_type=kind.media_type)
    response.headers["Content-Length"] = str(size)
    _to_save(response, name)
    return response


def saved_file(content: bytes, media_type: str, name: str) -> HttpResponse:
    """Answer with bytes as a file of this name."""
    response = HttpResponse(content, content_type=media_type)
    _to_save(response, name)
    return response


def _to_save(response: HttpResponseBase, name: str) -> None:
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store, private"
