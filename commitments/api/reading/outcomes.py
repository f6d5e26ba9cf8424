"""The points of meetings, each with its statement where that is open."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import F

from commitments import access
from commitments.api.reading.rows import MARKINGS, Row, Rows, asked
from commitments.models import Commitment, Meeting, Outcome, Statement, User

ANSWERED_COLUMNS = ("spoken_by", "answer", "answer_wording", "answer_source", "answer_strength", "review_on")
OUTCOME_COLUMNS = ("number", "kind", "clause", "language", "place_in_text", "account", "strength")


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
    statements = statements_of(rows, user)
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

    def put(*points: int) -> Rows:
        found = access.rows(Commitment, user).filter(outcome__in=points).order_by("reference")
        return found.values("outcome", "reference")

    owed: dict[Any, list[str]] = defaultdict(list)
    for row in asked((Commitment, "owed"), user, put, *sorted(keys)):
        owed[row["outcome"]].append(row["reference"])
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


def statements_of(rows: Iterable[Row], user: User) -> dict[Any, Row]:
    """Give the statements of some outcomes, as far as the person may read them."""

    def put(*keys: int) -> Rows:
        found = access.rows(Statement, user).filter(pk__in=keys)
        return found.values("pk", "kind", "title", "dated_on")

    wanted = sorted({row["statement"] for row in rows} - {None})
    return {
        row["pk"]: {"kind": row["kind"], "title": row["title"], "dated_on": row["dated_on"]}
        for row in asked((Statement, "some"), user, put, *wanted)
    }


def outcome(row: Row, statements: Mapping[Any, Row]) -> Row:
    shown = {"id": row["pk"]} | {name: row[name] for name in OUTCOME_COLUMNS}
    statement = statements.get(row["statement"])
    hidden = access.names_of_restricted([("statement", row["statement"], statement)])
    return shown | {"statement": statement, "restricted": hidden}
