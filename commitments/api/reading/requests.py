"""Requests: what one person asked about a commitment or a meeting, and what another decided."""

from collections.abc import Collection

from django.db.models.functions import Coalesce

from commitments import access
from commitments.api.reading.rows import Row, Rows
from commitments.models import Approval, Commitment, User

_PLAIN = ("matter", "state", "reason", "document", "answer", "recorded_at", "decided_at", "version")
REQUESTS: Rows = access.shaped(Approval).values(
    "pk",
    "commitment__reference",
    "commitment__title",
    "meeting__reference",
    "meeting__title",
    "move_reason",
    "terms",
    "other",
    "recorded_by",
    "decided_by",
    *_PLAIN,
    country=Coalesce("commitment__country", "meeting__country"),
    classification=Coalesce("commitment__classification", "meeting__classification"),
)


def requests(rows: Collection[Row], user: User) -> list[Row]:
    """Shape rows of REQUESTS; one query for the items that would take a place, one for the people.

    Who reads a request reads its record; the other one, and people, are told through their own doors.
    """
    others = access.rows(Commitment, user).filter(pk__in={row["other"] for row in rows} - {None})
    places = {one["pk"]: one["reference"] for one in others.order_by().values("pk", "reference")}
    keys = {row[name] for row in rows for name in ("recorded_by", "decided_by")} - {None}
    people = access.rows(User, user).filter(pk__in=keys).order_by()
    names = dict(people.values_list("pk", "username"))
    return [_request(row, places, names) for row in rows]


def _request(row: Row, places: dict[int, str], names: dict[int, str]) -> Row:
    shown = {
        "other": places.get(row["other"]),
        "asked_by": names.get(row["recorded_by"]),
        "decided_by": names.get(row["decided_by"]),
    }
    columns = {"other": "other", "asked_by": "recorded_by", "decided_by": "decided_by"}
    hidden = [(name, row[columns[name]], shown[name]) for name in shown]
    terms = row["terms"] or {}
    return {
        "id": row["pk"],
        "commitment": _link(row, "commitment"),
        "meeting": _link(row, "meeting"),
        **{name: row[name] for name in _PLAIN},
        "move_reason": row["move_reason"] or None,
        "wording": terms.get("spec", {}).get("wording", ""),
        "review_on": terms.get("review_on"),
        **shown,
        "restricted": access.names_of_restricted(hidden),
    }


def _link(row: Row, name: str) -> Row | None:
    reference = row[f"{name}__reference"]
    return {"reference": reference, "title": row[f"{name}__title"]} if reference else None
