"""Fills in what the API gives: plain rows in, plain values out, every related thing through the door.

A list costs the same number of queries however long it is.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet

from commitments import access
from commitments.deadlines import Remark, explain
from commitments.models import (
    Commitment,
    Deadline,
    DelegationMember,
    Evidence,
    Meeting,
    Ministry,
    Outcome,
    ProgressUpdate,
    Responsibility,
    Statement,
    User,
)
from commitments.models.commitment import is_past_due, standing_health
from commitments.vocabulary import Classification, LeadRole, Side

Row = dict[str, Any]
Rows = QuerySet[Any, Any]
MARKINGS = {level.value: level.name.lower() for level in Classification}

COMMITMENT_COLUMNS = (
    "pk",
    "reference",
    "title",
    "country__iso",
    "country__name",
    "outcome__meeting__reference",
    "outcome__meeting__title",
    "owed_by",
    "nature",
    "strength",
    "condition",
    "state",
    "health",
    "health_on",
    "due_on",
    "act_by",
    "review_on",
    "closed_on",
    "classification",
    "recorded_at",
    "version",
    *(f"{side}__{column}" for side in Side for column in ("pk", "ministry")),
)
COMMITMENT_DETAIL = (*COMMITMENT_COLUMNS, "outcome", "meaning", "deadline", "first_deadline")
# Given as they stand.
PLAIN_OF_MEETING = ("held_on", "starts_at", "ends_at", "time_zone", "place", "state")
MEETING_COLUMNS = (
    "pk",
    "reference",
    "title",
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


# A part in a commitment is open to whoever may read the commitment, so its leads are joined: a test holds it.
# A side has one at most, so no row comes twice.
_WITH_LEADS = Commitment.objects.annotate(
    **{
        side.value: FilteredRelation(
            "responsibilities", condition=Q(responsibilities__side=side, responsibilities__role=LeadRole.LEAD)
        )
        for side in Side
    }
)
# Columns are named once, when the program starts; naming them for each request would cost much of its time.
COMMITMENTS: Rows = _WITH_LEADS.values(*COMMITMENT_COLUMNS)
COMMITMENTS_IN_DETAIL: Rows = _WITH_LEADS.values(*COMMITMENT_DETAIL)
MEETINGS: Rows = Meeting.objects.values(*MEETING_COLUMNS)
MEETINGS_IN_DETAIL: Rows = Meeting.objects.values(*MEETING_DETAIL)
MINISTRIES: Rows = Ministry.objects.values("pk", "name", "short_name", "country__iso")


def with_open_meetings(commitment_rows: Rows, user: User) -> Rows:
    """Add to rows of commitments whether the meeting of each is open to the person."""
    meetings_open = access.visible_to(Meeting.objects.filter(pk=OuterRef("outcome__meeting")), user)
    rows: Rows = commitment_rows.annotate(shows_meeting=Exists(meetings_open))
    return rows


def commitments(rows: Collection[Row], user: User, today: datetime.date) -> list[Row]:
    """Shape rows of `with_open_meetings`; one query for the ministries that lead."""
    names = _ministries({row[f"{side}__ministry"] for row in rows for side in Side} - {None}, user)
    return [_commitment(row, _leads(row, names), today) for row in rows]


def _ministries(keys: Collection[int], user: User) -> dict[int, Row]:
    """Give the ministries of some keys, shaped."""
    return {
        row["pk"]: {"name": row["name"], "short_name": row["short_name"], "country": row["country__iso"]}
        for row in access.visible_to(MINISTRIES.filter(pk__in=keys), user)
    }


def _leads(row: Row, names: Mapping[int, Row]) -> list[Row]:
    """Give the leads of a row, ours first; one without a ministry is "not stated"."""
    return [
        {"side": side.value, "ministry": names.get(row[f"{side}__ministry"])}
        for side in Side
        if row[f"{side}__pk"] is not None
    ]


def _commitment(row: Row, leads: list[Row], today: datetime.date) -> Row:
    meeting = {"reference": row["outcome__meeting__reference"], "title": row["outcome__meeting__title"]}
    return {
        "reference": row["reference"],
        "title": row["title"],
        "country": {"iso": row["country__iso"], "name": row["country__name"]},
        "meeting": meeting if row["shows_meeting"] else None,
        "owed_by": row["owed_by"],
        "leads": leads,
        "nature": row["nature"],
        "strength": row["strength"],
        "condition": row["condition"],
        "state": row["state"],
        "health": standing_health(row["health"], row["health_on"], today).value,
        "health_on": row["health_on"],
        "is_overdue": is_past_due(row["state"], row["nature"], row["due_on"], today),
        "due_on": row["due_on"],
        "act_by": row["act_by"],
        "review_on": row["review_on"],
        "closed_on": row["closed_on"],
        "classification": MARKINGS[row["classification"]],
        "recorded_at": row["recorded_at"],
        "version": row["version"],
    }


def commitment(row: Row, user: User, today: datetime.date) -> Row:
    """Shape one row with COMMITMENT_DETAIL, and add all that hangs on it."""
    [listed] = commitments([row], user, today)
    updates = access.visible_to(ProgressUpdate.objects.filter(commitment=row["pk"]), user)
    evidence = access.visible_to(Evidence.objects.filter(commitment=row["pk"]), user)
    outcomes = access.visible_to(Outcome.objects.filter(pk=row["outcome"]), user)
    return listed | {
        "meaning": row["meaning"],
        "outcome": next(
            (_outcome(*found) for found in _with_statements(outcomes, OUTCOME_COLUMNS, user)), None
        ),
        "responsibilities": _responsibilities(row["pk"], user),
        "deadlines": _deadlines(row, user),
        "latest_update": updates.values("side", "said_on", "health", "text").first(),
        "evidence": list(evidence.values("kind", "number", "dated_on", "description")),
    }


OUTCOME_COLUMNS = ("number", "kind", "clause", "language", "place_in_text", "strength")


def _with_statements(
    outcomes: Rows, columns: Iterable[str], user: User
) -> list[tuple[Row, Mapping[Any, Row]]]:
    """Give rows of outcomes, each with the statements that the person may read."""
    rows = list(outcomes.values("pk", "statement", *columns))
    keys = {row["statement"] for row in rows} - {None}
    found = access.visible_to(Statement.objects.filter(pk__in=keys), user)
    statements = {
        row["pk"]: {"kind": row["kind"], "title": row["title"], "dated_on": row["dated_on"]}
        for row in found.values("pk", "kind", "title", "dated_on")
    }
    return [(row, statements) for row in rows]


def _outcome(row: Row, statements: Mapping[Any, Row]) -> Row:
    shown = {name: row[name] for name in OUTCOME_COLUMNS}
    return shown | {"statement": statements.get(row["statement"])}


def _responsibilities(key: int, user: User) -> list[Row]:
    own = ("side", "role", "accepted_on", "acceptance", "reported_on", "report")
    parts = access.visible_to(Responsibility.objects.filter(commitment=key), user)
    found = list(parts.values(*own, "ministry", "official", "official__post", "official__person"))
    names = _ministries({row["ministry"] for row in found} - {None}, user)
    return [
        {name: row[name] for name in own}
        | {"ministry": names.get(row["ministry"]), "official": _official(row)}
        for row in found
    ]


def _official(row: Row) -> Row | None:
    if row["official"] is None:
        return None
    return {"post": row["official__post"], "person": row["official__person"]}


DEADLINE_COLUMNS = (
    "number",
    "kind",
    "wording",
    "due_start",
    "due_on",
    "act_by",
    "act_by_partner",
    "review_on",
    "reason",
    "note",
    "document",
    "recorded_at",
)


def _deadlines(commitment_row: Row, user: User) -> list[Row]:
    chain = access.visible_to(Deadline.objects.filter(commitment=commitment_row["pk"]), user)
    return [
        {name: row[name] for name in DEADLINE_COLUMNS}
        | {
            "every": row["every"] or None,
            "working": explain([Remark.from_json(step) for step in row["working"]]),
            "needs_officer": str(Remark.from_json(row["ask"])) if row["ask"] else None,
            "is_standing": row["pk"] == commitment_row["deadline"],
            "is_first_accepted": row["pk"] == commitment_row["first_deadline"],
        }
        for row in chain.order_by("number").values("pk", "every", "working", "ask", *DEADLINE_COLUMNS)
    ]


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
    """Shape one row of MEETING_DETAIL with its delegations, documents and outcomes."""
    [listed] = meetings([row])
    return listed | {
        "purpose": row["purpose"],
        "note": row["note"],
        "delegations": _delegations(row["pk"], user),
        "statements": _statements(row["pk"], user),
        "outcomes": _outcomes(row["pk"], user),
    }


def _delegations(key: int, user: User) -> list[Row]:
    seats = access.visible_to(DelegationMember.objects.filter(meeting=key), user)
    return [
        {
            "side": row["side"],
            "post": row["official__post"] or row["post"],
            "person": row["official__person"] or "",
            "is_head": row["is_head"],
        }
        for row in seats.values("side", "post", "is_head", "official__post", "official__person")
    ]


def _statements(key: int, user: User) -> list[Row]:
    columns = ("kind", "title", "dated_on", "number", "language", "is_binding", "source", "classification")
    found = access.visible_to(Statement.objects.filter(meeting=key), user)
    ordered = found.order_by(F("dated_on").asc(nulls_last=True), "pk")
    return [row | {"classification": MARKINGS[row["classification"]]} for row in ordered.values(*columns)]


def _outcomes(key: int, user: User) -> list[Row]:
    own = ("spoken_by", "answer_wording", "answer_source", "review_on")
    columns = (*OUTCOME_COLUMNS, *own, "answer", "answer_strength", "classification")
    found = access.visible_to(Outcome.objects.filter(meeting=key), user).order_by("number")
    owed: dict[Any, list[str]] = defaultdict(list)
    commitments_there = access.visible_to(Commitment.objects.filter(outcome__meeting=key), user)
    for outcome, reference in commitments_there.order_by("reference").values_list("outcome", "reference"):
        owed[outcome].append(reference)
    return [
        _outcome(row, statements)
        | {name: row[name] for name in own}
        | {
            "answer": row["answer"] or None,
            "answer_strength": row["answer_strength"] or None,
            "classification": MARKINGS[row["classification"]],
            "commitments": owed[row["pk"]],
        }
        for row, statements in _with_statements(found, columns, user)
    ]
