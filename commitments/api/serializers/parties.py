"""Countries, ministries, officials, standing bodies, holidays and calendar years.

All users in the government may read these.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s

from commitments.access import policy, querysets
from commitments.api.serializers.base import Row, Rows, Shape, date_field, load_cached_rows
from commitments.deadlines import holidays
from commitments.enums import MechanismLevel, PostFunction, YearStatus
from commitments.models import (
    Country,
    CountryName,
    Holiday,
    Mechanism,
    Ministry,
    MinistryName,
    Official,
    OfficialName,
    User,
)

NAMES = _("In other languages, as far as they are on record.")


class LocalNameSerializer(Shape):
    """A name in one more language."""

    language = s.CharField(help_text=_("ISO 639 code, such as ko or km."))
    name = s.CharField()
    short_name = s.CharField(help_text=_("Empty where there is none."))


class OfficialNameSerializer(Shape):
    """The name and post of an official in one more language."""

    language = s.CharField(help_text=_("ISO 639 code, such as ko or km."))
    person = s.CharField(help_text=_("Empty where it is not recorded."))
    post = s.CharField(help_text=_("Empty where it is not recorded."))


class CountryRecordSerializer(Shape):
    """A country: home or a partner."""

    iso = s.CharField(help_text=_("Code in two letters."))
    name = s.CharField()
    capital = s.CharField()
    time_zone = s.CharField(help_text=_("Of the capital."))
    languages = s.ListField(child=s.CharField(), help_text=_("ISO 639 codes, the first first."))
    desk = s.CharField(allow_null=True, help_text=_("The desk that covers it; null at home."))
    names = LocalNameSerializer(many=True, help_text=NAMES)


class _OfCountrySerializer(Shape):
    id = s.IntegerField()
    country = s.CharField(help_text=_("Code of its country."))


class MinistryRecordSerializer(_OfCountrySerializer):
    """A ministry or agency."""

    name = s.CharField()
    short_name = s.CharField(help_text=_("Empty where there is none."))
    runs_tracker = s.BooleanField(help_text=_("The ministry of the desks themselves."))
    valid_from = date_field()
    valid_until = date_field()
    successor = s.IntegerField(allow_null=True, help_text=_("The id of what it was renamed or merged into."))
    names = LocalNameSerializer(many=True, help_text=NAMES)


class MinistryLinkSerializer(Shape):
    id = s.IntegerField()
    name = s.CharField()


class OfficialRecordSerializer(_OfCountrySerializer):
    """A person in a post, or only the post."""

    ministry = MinistryLinkSerializer(allow_null=True)
    post = s.CharField()
    person = s.CharField(help_text=_("Empty where only the office is on record."))
    function = s.ChoiceField(choices=PostFunction.choices)
    precedence = s.IntegerField(help_text=_("1 comes first."))
    starts_on = date_field()
    ends_on = date_field()
    names = OfficialNameSerializer(many=True, help_text=NAMES)


class MechanismSerializer(_OfCountrySerializer):
    """A standing body of the two countries."""

    name = s.CharField()
    level = s.ChoiceField(choices=MechanismLevel.choices)
    frequency = s.CharField()
    our_chair = s.CharField()
    their_chair = s.CharField()


class HolidaySerializer(Shape):
    """A day that an officer declared a holiday or a working day, against the computed calendar."""

    id = s.IntegerField()
    country = s.CharField(help_text=_("Code of its country."))
    day = s.DateField()
    name = s.CharField()
    is_non_working = s.BooleanField(
        help_text=_("No work; false for a computed holiday that is a working day.")
    )
    declared_on = date_field()


class CalendarYearSerializer(Shape):
    """Whether one year of a calendar is confirmed or calculated."""

    year = s.IntegerField()
    status = s.ChoiceField(choices=YearStatus.choices)
    confirmed_on = date_field(_("Null until an officer confirms it."))


class CalendarYearsSerializer(Shape):
    """A country with this year and the next of its calendar."""

    country = s.CharField(help_text=_("Code in two letters."))
    years = CalendarYearSerializer(many=True)


_COUNTRY = ("iso", "name", "capital", "time_zone")
_MINISTRY = ("name", "short_name", "runs_tracker", "valid_from", "valid_until")
_OFFICIAL = ("post", "person", "function", "precedence", "starts_on", "ends_on")
_MECHANISM = ("name", "level", "frequency", "our_chair", "their_chair")
COUNTRIES: Rows = querysets.list_unfiltered(Country).values("pk", *_COUNTRY, "languages", "desk__name")
MINISTRIES_IN_FULL: Rows = querysets.list_unfiltered(Ministry).values(
    "pk", *_MINISTRY, "country__iso", "successor"
)
OFFICIALS: Rows = querysets.list_unfiltered(Official).values(
    "pk", *_OFFICIAL, "country__iso", "ministry", "ministry__name"
)
MECHANISMS: Rows = querysets.list_unfiltered(Mechanism).values("pk", *_MECHANISM, "country__iso")


def build_countries(rows: Collection[Row], user: User) -> list[Row]:
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


def build_officials(rows: Collection[Row], user: User) -> list[Row]:
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


def build_mechanisms(rows: Iterable[Row]) -> list[Row]:
    """Shape rows of MECHANISMS."""
    return [_own(row, _MECHANISM) for row in rows]


def _names(
    model: type[CountryName | MinistryName | OfficialName], of: str, rows: Iterable[Row], user: User
) -> dict[int, list[Row]]:
    """Read the names of some parties in other languages, by party, in the order of the languages."""
    words = ("person", "post") if model is OfficialName else ("name", "short_name")

    def put(*keys: int) -> Rows:
        found = policy.readable_by(querysets.open_rows(model), user).filter(**{f"{of}__in": keys})
        return found.order_by("language").values(of, "language", *words)

    names: dict[int, list[Row]] = defaultdict(list)
    for row in load_cached_rows(model, user, put, *sorted(row["pk"] for row in rows)):
        names[row.pop(of)].append(row)
    return names


def _own(row: Row, names: Iterable[str]) -> Row:
    return {"id": row["pk"], "country": row["country__iso"], **{name: row[name] for name in names}}


_HOLIDAY = ("day", "name", "is_non_working", "declared_on")
HOLIDAYS: Rows = querysets.list_unfiltered(Holiday).values("pk", "country__iso", *_HOLIDAY)


def build_holidays(rows: Iterable[Row]) -> list[Row]:
    """Shape rows of HOLIDAYS."""
    return [
        {"id": row["pk"], "country": row["country__iso"], **{name: row[name] for name in _HOLIDAY}}
        for row in rows
    ]


def calendar_years(rows: Collection[Row], user: User, today: datetime.date) -> list[Row]:
    """Return this year and the next for rows of COUNTRIES, in their order, in three queries."""
    countries = querysets.list_readable(Country, user).filter(pk__in={row["pk"] for row in rows})
    years: dict[str, list[Row]] = {row["iso"]: [] for row in rows}
    for known in holidays.known_years(countries, today):
        told = {"year": known.year, "status": known.status.value, "confirmed_on": known.confirmed_on}
        years[known.country.iso].append(told)
    return [{"country": iso, "years": listed} for iso, listed in years.items()]
