"""Declared holidays, and how well the years of a calendar are known: open to everybody in the house."""

import datetime
from collections.abc import Collection, Iterable

from commitments import access, deadlines
from commitments.api.reading.rows import Row, Rows
from commitments.models import Country, Holiday, User

_HOLIDAY = ("day", "name", "is_free", "declared_on")
HOLIDAYS: Rows = access.shaped(Holiday).values("pk", "country__iso", *_HOLIDAY)


def holidays(rows: Iterable[Row]) -> list[Row]:
    """Shape rows of HOLIDAYS."""
    return [
        {"id": row["pk"], "country": row["country__iso"], **{name: row[name] for name in _HOLIDAY}}
        for row in rows
    ]


def calendar_years(rows: Collection[Row], user: User, today: datetime.date) -> list[Row]:
    """Give this year and the next for rows of COUNTRIES, in their order; three queries."""
    countries = access.rows(Country, user).filter(pk__in={row["pk"] for row in rows})
    years: dict[str, list[Row]] = {row["iso"]: [] for row in rows}
    for known in deadlines.known_years(countries, today):
        told = {"year": known.year, "status": known.status.value, "confirmed_on": known.confirmed_on}
        years[known.country.iso].append(told)
    return [{"country": iso, "years": listed} for iso, listed in years.items()]
