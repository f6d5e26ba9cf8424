"""What every reading shares: rows, markings, ministries by their keys."""

from collections.abc import Callable, Collection, Hashable
from typing import Any

from django.db.models import QuerySet

from commitments import access
from commitments.models import Ministry, User
from commitments.prepared import Texts
from commitments.vocabulary import Classification

Row = dict[str, Any]
Rows = QuerySet[Any, Any]
# The questions that programs were answered by: they ask the same again and again.
TEXTS = Texts()
MARKINGS = {level.value: level.name.lower() for level in Classification}
MINISTRIES: Rows = access.open_rows(Ministry).values("pk", "name", "short_name", "country__iso")


def asked(what: Hashable, user: User, make: Callable[..., Rows], *given: int | str) -> list[Row]:
    """Ask for what hangs on some keys: the text is kept under `what` and all that decides what is read."""
    return TEXTS.rows((what, *access.standing_of(user)), make, *given)


def ministries(keys: Collection[int], user: User) -> dict[int, Row]:
    """Give the ministries of some keys, shaped."""
    found = asked(
        Ministry,
        user,
        lambda *wanted: access.visible_to(MINISTRIES.filter(pk__in=wanted), user),
        *sorted(keys),
    )
    return {
        row["pk"]: {
            "id": row["pk"],
            "name": row["name"],
            "short_name": row["short_name"],
            "country": row["country__iso"],
        }
        for row in found
    }
