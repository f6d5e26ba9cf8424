"""The points of meetings, each with its statement where that is open."""

from collections.abc import Iterable, Mapping
from typing import Any

from commitments import access
from commitments.api.reading.rows import Row, Rows
from commitments.models import Statement, User

OUTCOME_COLUMNS = ("number", "kind", "clause", "language", "place_in_text", "strength")


def with_statements(
    outcomes: Rows, columns: Iterable[str], user: User
) -> list[tuple[Row, Mapping[Any, Row]]]:
    """Give rows of outcomes, each with the statements that the person may read."""
    rows = list(outcomes.values("pk", "statement", *columns))
    keys = {row["statement"] for row in rows} - {None}
    found = access.rows(Statement, user).filter(pk__in=keys)
    statements = {
        row["pk"]: {"kind": row["kind"], "title": row["title"], "dated_on": row["dated_on"]}
        for row in found.values("pk", "kind", "title", "dated_on")
    }
    return [(row, statements) for row in rows]


def outcome(row: Row, statements: Mapping[Any, Row]) -> Row:
    shown = {"id": row["pk"]} | {name: row[name] for name in OUTCOME_COLUMNS}
    statement = statements.get(row["statement"])
    hidden = access.names_of_restricted([("statement", row["statement"], statement)])
    return shown | {"statement": statement, "restricted": hidden}
