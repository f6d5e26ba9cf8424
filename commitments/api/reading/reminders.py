"""Reminders: what was promised to whom, and what became of it."""

from collections.abc import Collection

from django.db.models import F

from commitments import access
from commitments.api.reading.rows import Row, Rows
from commitments.models import Commitment, Reminder, User

_PLAIN = ("rule", "offset", "anchor_on", "planned_at", "state")
REMINDERS: Rows = access.shaped(Reminder).values(
    "pk",
    "commitment",
    "commitment__reference",
    "commitment__title",
    "recipient",
    "recipient__username",
    "why_not",
    *_PLAIN,
    country=F("commitment__country"),
    classification=F("commitment__classification"),
)


def reminders(rows: Collection[Row], user: User) -> list[Row]:
    """Shape rows of REMINDERS; one query each for the items and the people that are open."""
    items = _open(Commitment, {row["commitment"] for row in rows}, user)
    people = _open(User, {row["recipient"] for row in rows} - {None}, user)
    return [_reminder(row, row["commitment"] in items, row["recipient"] in people) for row in rows]


def _open(model: type[Commitment] | type[User], keys: set[int], user: User) -> set[int]:
    found = access.rows(model, user).filter(pk__in=keys)
    return set(found.order_by().values_list("pk", flat=True))


def _reminder(row: Row, item_is_open: bool, person_is_open: bool) -> Row:
    item = {"reference": row["commitment__reference"], "title": row["commitment__title"]}
    shown = item if item_is_open else None
    recipient = row["recipient__username"] if person_is_open else None
    hidden = [("commitment", row["commitment"], shown), ("recipient", row["recipient"], recipient)]
    return {
        "id": row["pk"],
        "commitment": shown,
        "recipient": recipient,
        "restricted": access.names_of_restricted(hidden),
        **{name: row[name] for name in _PLAIN},
        "why_not": row["why_not"] or None,
    }
