"""Commitments: one query for a page of them, one for the ministries that lead, the door in both."""

import datetime
from collections.abc import Callable, Collection, Mapping
from functools import partial

from django.db.models import FilteredRelation, Model, OuterRef, Q

from commitments import access
from commitments.api.reading.outcomes import OUTCOME_COLUMNS, outcome, statements_of
from commitments.api.reading.rows import MARKINGS, Row, Rows, asked, ministries
from commitments.deadlines import Remark, explain
from commitments.models import (
    Commitment,
    Deadline,
    Evidence,
    Meeting,
    Outcome,
    ProgressUpdate,
    Responsibility,
    User,
)
from commitments.models.commitment import is_past_due, standing_health
from commitments.vocabulary import LeadRole, Side

# Each side, and the columns that tell its lead.
LEADS = tuple((side.value, f"{side}__pk", f"{side}__ministry") for side in Side)
COMMITMENT_COLUMNS = (
    "pk",
    "reference",
    "title",
    "country",
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
    *(column for _side, *columns in LEADS for column in columns),
)
COMMITMENT_DETAIL = (*COMMITMENT_COLUMNS, "outcome", "meaning", "deadline", "first_deadline")

# A part in a commitment is open to whoever may read the commitment, so its leads are joined: a test holds it.
# A side has one at most, so no row comes twice.
_WITH_LEADS = access.shaped(Commitment).annotate(
    **{
        side.value: FilteredRelation(
            "responsibilities", condition=Q(responsibilities__side=side, responsibilities__role=LeadRole.LEAD)
        )
        for side in Side
    }
)
COMMITMENTS: Rows = _WITH_LEADS.values(*COMMITMENT_COLUMNS)
COMMITMENTS_IN_DETAIL: Rows = _WITH_LEADS.values(*COMMITMENT_DETAIL)


def with_open_meetings(commitment_rows: Rows, user: User) -> Rows:
    """Add to rows of commitments whether the meeting of each is open to the person."""
    meetings_open = access.rows(Meeting, user).filter(pk=OuterRef("outcome__meeting"))
    rows: Rows = commitment_rows.annotate(shows_meeting=access.EachRow(meetings_open))
    return rows


def commitments(rows: Collection[Row], user: User, today: datetime.date) -> list[Row]:
    """Shape rows of `with_open_meetings`; one query for the ministries that lead."""
    named = ministries({row[ministry] for row in rows for _side, _pk, ministry in LEADS} - {None}, user)
    return [_commitment(row, named, today) for row in rows]


def _commitment(row: Row, named: Mapping[int, Row], today: datetime.date) -> Row:
    meeting = {"reference": row["outcome__meeting__reference"], "title": row["outcome__meeting__title"]}
    return {
        "reference": row["reference"],
        "title": row["title"],
        "country": {"iso": row["country__iso"], "name": row["country__name"]},
        "meeting": meeting if row["shows_meeting"] else None,
        "restricted": [] if row["shows_meeting"] else ["meeting"],
        "owed_by": row["owed_by"],
        # Ours first; a lead without a ministry is "not stated".
        "leads": [
            {"side": side, "ministry": named.get(row[ministry])}
            for side, pk, ministry in LEADS
            if row[pk] is not None
        ],
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
    key = row["pk"]
    # It was read through the door itself: its parts are asked for their own marking alone.
    said, papers = ("side", "said_on", "health", "text"), ("kind", "number", "dated_on", "description")
    updates = _parts(ProgressUpdate, key, user, lambda rows: rows.values("pk", *said)[:1])
    evidence = _parts(Evidence, key, user, lambda rows: rows.values("pk", *papers))
    outcomes = asked((Outcome, "one"), user, partial(_point, user), row["outcome"])
    statements = statements_of(outcomes, user)
    point = next((outcome(one, statements) for one in outcomes), None)
    hidden = access.names_of_restricted([("outcome", row["outcome"], point)])
    return listed | {
        "restricted": [*listed["restricted"], *hidden],
        "meaning": row["meaning"],
        "outcome": point,
        "responsibilities": _responsibilities(row["pk"], user),
        "deadlines": _deadlines(row, user),
        "latest_update": next(map(_with_id, updates), None),
        "evidence": [_with_id(one) for one in evidence],
    }


def _with_id(row: Row) -> Row:
    return {"id": row.pop("pk"), **row}


def _point(user: User, key: int) -> Rows:
    found: Rows = access.rows(Outcome, user).filter(pk=key)
    return found.values("pk", "statement", *OUTCOME_COLUMNS)


def _parts(model: type[Model], key: int, user: User, choose: Callable[[Rows], Rows]) -> list[Row]:
    """Ask for the parts of an item that was read through the door itself, for their own marking alone."""

    def put(item: int) -> Rows:
        return choose(access.each_part(Commitment, item, model, user).filter(commitment=item))

    return asked(model, user, put, key)


def _responsibilities(key: int, user: User) -> list[Row]:
    own = ("side", "role", "accepted_on", "acceptance", "reported_on", "report")
    columns = ("pk", *own, "ministry", "official", "official__post", "official__person")
    found = _parts(Responsibility, key, user, lambda rows: rows.values(*columns))
    names = ministries({row["ministry"] for row in found} - {None}, user)
    return [
        {"id": row["pk"], **{name: row[name] for name in own}}
        | {"ministry": names.get(row["ministry"]), "official": _official(row)}
        for row in found
    ]


def _official(row: Row) -> Row | None:
    if row["official"] is None:
        return None
    return {"id": row["official"], "post": row["official__post"], "person": row["official__person"]}


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
    key = commitment_row["pk"]
    columns = ("pk", "every", "working", "ask", *DEADLINE_COLUMNS)
    chain = _parts(Deadline, key, user, lambda rows: rows.order_by("number").values(*columns))
    return [
        {"id": row["pk"], **{name: row[name] for name in DEADLINE_COLUMNS}}
        | {
            "every": row["every"] or None,
            "working": explain([Remark.from_json(step) for step in row["working"]]),
            "needs_officer": str(Remark.from_json(row["ask"])) if row["ask"] else None,
            "is_standing": row["pk"] == commitment_row["deadline"],
            "is_first_accepted": row["pk"] == commitment_row["first_deadline"],
        }
        for row in chain
    ]
