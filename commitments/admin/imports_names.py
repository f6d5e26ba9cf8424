"""The names of an import that nobody knew, and the ministries that they may mean."""

from typing import Any

from django.conf import settings

from commitments import access
from commitments.admin.forms.imports import NamesForm
from commitments.models import Import, Ministry, User

SHOWN = 20


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
    by_name = {name: row.pk for name, row in ministries_of(of, person).items()} if of.asked else {}
    return NamesForm(data, asked=of.asked[:SHOWN], by_name=by_name, label_suffix="")
