"""Meetings with their delegations, background, documents and outcomes."""

from collections.abc import Callable, Iterable

from django.db.models import F, Model

from commitments import access
from commitments.api.reading.outcomes import (
    ANSWERED_COLUMNS,
    OUTCOME_COLUMNS,
    answered,
    references_owed,
    statements_of,
)
from commitments.api.reading.rows import MARKINGS, Row, Rows, asked
from commitments.models import DAY, BackgroundFact, DelegationMember, Meeting, Outcome, Statement, User

# Given as they stand.
BOUNDS = ("not_before", "not_before_source", "not_after", "not_after_source")
PLAIN_OF_MEETING = ("held_on", *BOUNDS, "sorted_on", "starts_at", "ends_at", "time_zone", "place", "state")
MEETING_COLUMNS = (
    "pk",
    "reference",
    "title",
    "country",
    "country__iso",
    "country__name",
    "form",
    "mechanism__name",
    "session_number",
    *PLAIN_OF_MEETING,
    "classification",
    "recorded_at",
    "version",
)
MEETING_DETAIL = (*MEETING_COLUMNS, "purpose", "note")
MEETINGS: Rows = access.shaped(Meeting).annotate(sorted_on=DAY).values(*MEETING_COLUMNS)
MEETINGS_IN_DETAIL: Rows = access.shaped(Meeting).annotate(sorted_on=DAY).values(*MEETING_DETAIL)


def meetings(rows: Iterable[Row]) -> list[Row]:
    """Shape rows of MEETING_COLUMNS; no query: bodies of both countries are open to everybody."""
    return [
        {
            "reference": row["reference"],
            "title": row["title"],
            "country": {"iso": row["country__iso"], "name": row["country__name"]},
            "form": row["form"],
            "mechanism": row["mechanism__name"],
            "session_number": row["session_number"],
            **{name: row[name] for name in PLAIN_OF_MEETING},
            "classification": MARKINGS[row["classification"]],
            "recorded_at": row["recorded_at"],
            "version": row["version"],
        }
        for row in rows
    ]


def meeting(row: Row, user: User) -> Row:
    """Shape one row of MEETING_DETAIL with its delegations, background, documents and outcomes."""
    [listed] = meetings([row])
    return listed | {
        "purpose": row["purpose"],
        "note": row["note"],
        "delegations": _delegations(row["pk"], user),
        "background": _background(row["pk"], user),
        "statements": _statements(row["pk"], user),
        "outcomes": _outcomes(row["pk"], user),
    }


def _delegations(key: int, user: User) -> list[Row]:
    columns = ("side", "post", "is_head", "official", "official__post", "official__person")
    seats = _parts(DelegationMember, key, user, lambda rows: rows.values(*columns))
    return [
        {
            "side": row["side"],
            "official": row["official"],
            "post": row["official__post"] or row["post"],
            "person": row["official__person"] or "",
            "is_head": row["is_head"],
        }
        for row in seats
    ]


def _parts(model: type[Model], key: int, user: User, choose: Callable[[Rows], Rows]) -> list[Row]:
    return asked(model, user, lambda there: choose(access.rows(model, user).filter(meeting=there)), key)


def _background(key: int, user: User) -> list[Row]:
    columns = ("text", "source", "dated")
    return _parts(BackgroundFact, key, user, lambda rows: rows.order_by("order", "pk").values(*columns))


def _statements(key: int, user: User) -> list[Row]:
    columns = ("kind", "title", "dated_on", "number", "language", "is_binding", "is_verbatim", "source")
    order = (F("dated_on").asc(nulls_last=True), "pk")
    found = _parts(
        Statement, key, user, lambda rows: rows.order_by(*order).values("pk", *columns, "classification")
    )
    return [
        {"id": row.pop("pk")} | row | {"classification": MARKINGS[row["classification"]]} for row in found
    ]


def _outcomes(key: int, user: User) -> list[Row]:
    columns = ("pk", "statement", *OUTCOME_COLUMNS, *ANSWERED_COLUMNS, "classification")
    found = _parts(Outcome, key, user, lambda rows: rows.order_by("number").values(*columns))
    statements, owed = statements_of(found, user), references_owed([row["pk"] for row in found], user)
    return [answered(row, statements, owed) for row in found]
