"""The names of an import that nobody knew, and the ministries that they may mean."""

from typing import Any

from django.conf import settings

from commitments import access
from commitments.admin.forms.imports import NamesForm
from commitments.models import Import, Ministry, User

SHOWN, MOST_SAID = 20, 60


def ministries_of(of: Import, person: User) -> dict[str, Ministry]:
    """Give the ministries of home and of the partner, by every name that may be typed."""
    rows = access.rows(Ministry, person).select_related("country").prefetch_related("names").order_by("name")
    partner = of.meeting.country_id if of.meeting else None
    found: dict[str, Ministry] = {}
    for row in rows:
        if partner is None or row.country_id == partner or row.country.iso == settings.HOME_COUNTRY:
            for name in (row.name, row.short_name, *(local.name for local in row.names.all())):
                if name:
                    found.setdefault(name.casefold(), row)
    return found


def names_of(of: Import, person: User, data: Any = None) -> NamesForm:
    """Ask what names mean that nobody knew, and show what was answered so far, for this file or before it."""
    known = ministries_of(of, person) if of.asked or of.answers else {}
    called = {row.pk: row.name for row in known.values()}
    return NamesForm(
        data,
        asked=[(name, count) for name, _field, count in of.asked[:SHOWN]],
        said={
            name: called.get(key, "")
            for name, key in sorted(of.answers.items())[:MOST_SAID]
            if not key or key in called
        },
        by_name={name: row.pk for name, row in known.items()},
        label_suffix="",
    )
