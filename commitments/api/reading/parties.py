"""Who is who in both governments: open to everybody in the house."""

from collections.abc import Iterable

from commitments import access
from commitments.api.reading.rows import Row, Rows
from commitments.models import Country, Mechanism, Ministry, Official

_COUNTRY = ("iso", "name", "capital", "time_zone")
_MINISTRY = ("name", "short_name", "runs_tracker", "exists_from", "exists_until")
_OFFICIAL = ("post", "person", "function", "precedence", "starts_on", "ends_on")
_MECHANISM = ("name", "level", "frequency", "our_chair", "their_chair")
COUNTRIES: Rows = access.shaped(Country).values("pk", *_COUNTRY, "languages", "desk__name")
MINISTRIES_IN_FULL: Rows = access.shaped(Ministry).values("pk", *_MINISTRY, "country__iso", "successor")
OFFICIALS: Rows = access.shaped(Official).values(
    "pk", *_OFFICIAL, "country__iso", "ministry", "ministry__name"
)
MECHANISMS: Rows = access.shaped(Mechanism).values("pk", *_MECHANISM, "country__iso")


def countries(rows: Iterable[Row]) -> list[Row]:
    """Shape rows of COUNTRIES."""
    return [
        {name: row[name] for name in _COUNTRY}
        | {
            "languages": [code.strip() for code in row["languages"].split(",") if code.strip()],
            "desk": row["desk__name"],
        }
        for row in rows
    ]


def ministries_in_full(rows: Iterable[Row]) -> list[Row]:
    """Shape rows of MINISTRIES_IN_FULL."""
    return [_own(row, _MINISTRY) | {"successor": row["successor"]} for row in rows]


def officials(rows: Iterable[Row]) -> list[Row]:
    """Shape rows of OFFICIALS."""
    return [
        _own(row, _OFFICIAL)
        | {"ministry": row["ministry"] and {"id": row["ministry"], "name": row["ministry__name"]}}
        for row in rows
    ]


def mechanisms(rows: Iterable[Row]) -> list[Row]:
    """Shape rows of MECHANISMS."""
    return [_own(row, _MECHANISM) for row in rows]


def _own(row: Row, names: Iterable[str]) -> Row:
    return {"id": row["pk"], "country": row["country__iso"], **{name: row[name] for name in names}}
