"""Texts of meetings, reports and documents, each with the record that it belongs to."""

from collections.abc import Iterable

from django.db.models import F

from commitments import access
from commitments.api.reading.rows import MARKINGS, Row, Rows
from commitments.models import Evidence, ProgressUpdate, Statement

_SHARED = ("recorded_at", "version")
_STATEMENT = (
    "kind",
    "title",
    "dated_on",
    "number",
    "language",
    "is_binding",
    "is_verbatim",
    "source",
    "signed_off_at",
)
_UPDATE = ("side", "said_on", "health", "text")
_EVIDENCE = ("kind", "number", "dated_on", "description")
_FILE = ("file_name", "media_type", "size", "sha256")
# Who reads a text reads its meeting, and who reads a report or document its commitment: tests hold it.
_MEETING = ("meeting__reference", "meeting__title")
_COMMITMENT = ("commitment__reference", "commitment__title")
_LISTED = ("pk", "classification", *_SHARED, *_STATEMENT, *_MEETING)
STATEMENTS: Rows = access.shaped(Statement).values(*_LISTED, country=F("meeting__country"))
STATEMENTS_IN_DETAIL: Rows = access.shaped(Statement).values(*_LISTED, "text", country=F("meeting__country"))
UPDATES: Rows = access.shaped(ProgressUpdate).values(
    "pk", "classification", *_SHARED, *_UPDATE, *_COMMITMENT, country=F("commitment__country")
)
PAPERS: Rows = access.shaped(Evidence).values(
    "pk", "classification", *_SHARED, *_EVIDENCE, *_FILE, *_COMMITMENT, country=F("commitment__country")
)


def statements(rows: Iterable[Row]) -> list[Row]:
    """Shape rows of STATEMENTS."""
    return [_shaped(row, "meeting", _STATEMENT) for row in rows]


def statement(row: Row) -> Row:
    """Shape one row of STATEMENTS_IN_DETAIL."""
    return _shaped(row, "meeting", _STATEMENT) | {"text": row["text"]}


def updates(rows: Iterable[Row]) -> list[Row]:
    """Shape rows of UPDATES."""
    return [_shaped(row, "commitment", _UPDATE) for row in rows]


def papers(rows: Iterable[Row]) -> list[Row]:
    """Shape rows of PAPERS."""
    return [_shaped(row, "commitment", _EVIDENCE) | {"file": _file(row)} for row in rows]


def _file(row: Row) -> Row | None:
    return {name: row[name] for name in _FILE} if row["sha256"] else None


def _shaped(row: Row, of: str, names: Iterable[str]) -> Row:
    return {
        "id": row["pk"],
        of: {"reference": row[f"{of}__reference"], "title": row[f"{of}__title"]},
        **{name: row[name] for name in names},
        "classification": MARKINGS[row["classification"]],
        **{name: row[name] for name in _SHARED},
    }
