"""Who is who in both governments: open to everybody in the house."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from commitments import access
from commitments.api.reading.rows import Row, Rows, asked
from commitments.models import (
    Country,
    CountryName,
    Mechanism,
    Ministry,
    MinistryName,
    Official,
    OfficialName,
    User,
)

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


def countries(rows: Collection[Row], user: User) -> list[Row]:
    """Shape rows of COUNTRIES; one query for their names in other languages."""
    names = _names(CountryName, "country", rows, user)
    return [
        {name: row[name] for name in _COUNTRY}
        | {
            "languages": [code.strip() for code in row["languages"].split(",") if code.strip()],
            "desk": row["desk__name"],
            "names": names[row["pk"]],
        }
        for row in rows
    ]


def ministries_in_full(rows: Collection[Row], user: User) -> list[Row]:
    """Shape rows of MINISTRIES_IN_FULL; one query for their names in other languages."""
    names = _names(MinistryName, "ministry", rows, user)
    return [_own(row, _MINISTRY) | {"successor": row["successor"], "names": names[row["pk"]]} for row in rows]


def officials(rows: Collection[Row], user: User) -> list[Row]:
    """Shape rows of OFFICIALS; one query for their names in other languages."""
    names = _names(OfficialName, "official", rows, user)
    return [
        _own(row, _OFFICIAL)
        | {
            "ministry": row["ministry"] and {"id": row["ministry"], "name": row["ministry__name"]},
            "names": names[row["pk"]],
        }
        for row in rows
    ]


def mechanisms(rows: Iterable[Row]) -> list[Row]:
    """Shape rows of MECHANISMS."""
    return [_own(row, _MECHANISM) for row in rows]


def _names(
    model: type[CountryName | MinistryName | OfficialName], of: str, rows: Iterable[Row], user: User
) -> dict[int, list[Row]]:
    """Read the names of some parties in other languages, by party, in the order of the languages."""
    words = ("person", "post") if model is OfficialName else ("name", "short_name")

    def put(*keys: int) -> Rows:
        found = access.visible_to(access.open_rows(model), user).filter(**{f"{of}__in": keys})
        return found.order_by("language").values(of, "language", *words)

    names: dict[int, list[Row]] = defaultdict(list)
    for row in asked(model, user, put, *sorted(row["pk"] for row in rows)):
        names[row.pop(of)].append(row)
    return names


def _own(row: Row, names: Iterable[str]) -> Row:
    return {"id": row["pk"], "country": row["country__iso"], **{name: row[name] for name in names}}
