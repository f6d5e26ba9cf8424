"""Agendas: the open items of a meeting, and what was said about each."""

from collections.abc import Collection

from django.db.models import F, Value
from django.db.models.functions import Coalesce, Greatest

from commitments import access
from commitments.api.reading.rows import Row, Rows
from commitments.models import AgendaItem, User

_PLAIN = ("said", "raised_on", "version")
# An item is marked as high as the highest of what it brings together.
_MARKING = Greatest(
    "meeting__classification",
    Coalesce("commitment__classification", Value(0)),
    Coalesce("outcome__classification", Value(0)),
)
AGENDA: Rows = access.shaped(AgendaItem).values(
    "pk",
    "meeting__reference",
    "meeting__title",
    "commitment__reference",
    "commitment__title",
    "outcome",
    *_PLAIN,
    country=F("meeting__country"),
    classification=_MARKING,
)


def agenda(rows: Collection[Row], user: User) -> list[Row]:
    """Shape rows of AGENDA; no query: who reads an item reads its meeting, and what it is about."""
    return [
        {
            "id": row["pk"],
            "meeting": {"reference": row["meeting__reference"], "title": row["meeting__title"]},
            "commitment": row["commitment__reference"]
            and {"reference": row["commitment__reference"], "title": row["commitment__title"]},
            "outcome": row["outcome"],
            **{name: row[name] for name in _PLAIN},
        }
        for row in rows
    ]
