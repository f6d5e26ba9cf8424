"""The points of meetings, each with its statement where that is open."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import F

from commitments import access
from commitments.api.reading.rows import MARKINGS, Row, Rows
from commitments.models import Commitment, Meeting, Outcome, Statement, User

ANSWERED_COLUMNS = ("spoken_by", "answer", "answer_wording", "answer_source", "answer_strength", "review_on")
OUTCOME_COLUMNS = ("number", "kind", "clause", "language", "place_in_text", "strength")


OUTCOMES: Rows = access.shaped(Outcome).values(
    "pk",
    "statement",
    "meeting",
    "meeting__reference",
    "meeting__title",
    *OUTCOME_COLUMNS,
    *ANSWERED_COLUMNS,
    "classification",
    "recorded_at",
    "version",
    country=F("meeting__country"),
)


def outcomes(rows: Collection[Row], user: User) -> list[Row]:
    """Shape rows of OUTCOMES; one query each for their texts, their meetings and what is owed."""
    statements = _statements(rows, user)
    owed = references_owed([row["pk"] for row in rows], user)
    there = {row["meeting"] for row in rows}
    open_meetings = set(access.rows(Meeting, user).filter(pk__in=there).values_list("pk", flat=True))
    return [
        answered(row, statements, owed)
        | _meeting(row, row["meeting"] in open_meetings, statements)
        | {"recorded_at": row["recorded_at"], "version": row["version"]}
        for row in rows
    ]


def _meeting(row: Row, is_open: bool, statements: Mapping[Any, Row]) -> Row:
    link = {"reference": row["meeting__reference"], "title": row["meeting__title"]} if is_open else None
    hidden = [
        ("meeting", row["meeting"], link),
        ("statement", row["statement"], statements.get(row["statement"])),
    ]
    return {"meeting": link, "restricted": access.names_of_restricted(hidden)}


def references_owed(keys: Collection[int], user: User) -> dict[Any, list[str]]:
    """Give the references of what is owed because of some points, as far as they are open to the person."""
    owed: dict[Any, list[str]] = defaultdict(list)
    found = access.rows(Commitment, user).filter(outcome__in=keys).order_by("reference")
    for point, reference in found.values_list("outcome", "reference"):
        owed[point].append(reference)
    return owed


def answered(row: Row, statements: Mapping[Any, Row], owed: Mapping[Any, list[str]]) -> Row:
    """Shape a point with its answer and what is owed because of it."""
    return (
        outcome(row, statements)
        | {name: row[name] for name in ANSWERED_COLUMNS}
        | {
            "answer": row["answer"] or None,
            "answer_strength": row["answer_strength"] or None,
            "classification": MARKINGS[row["classification"]],
            "commitments": owed[row["pk"]],
        }
    )


def with_statements(
    outcomes: Rows, columns: Iterable[str], user: User
) -> list[tuple[Row, Mapping[Any, Row]]]:
    """Give rows of outcomes, each with the statements that the person may read."""
    rows = list(outcomes.values("pk", "statement", *columns))
    statements = _statements(rows, user)
    return [(row, statements) for row in rows]


def _statements(rows: Iterable[Row], user: User) -> dict[Any, Row]:
    keys = {row["statement"] for row in rows} - {None}
    found = access.rows(Statement, user).filter(pk__in=keys)
    return {
        row["pk"]: {"kind": row["kind"], "title": row["title"], "dated_on": row["dated_on"]}
        for row in found.values("pk", "kind", "title", "dated_on")
    }


def outcome(row: Row, statements: Mapping[Any, Row]) -> Row:
    shown = {"id": row["pk"]} | {name: row[name] for name in OUTCOME_COLUMNS}
    statement = statements.get(row["statement"])
    hidden = access.names_of_restricted([("statement", row["statement"], statement)])
    return shown | {"statement": statement, "restricted": hidden}
