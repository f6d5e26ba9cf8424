"""Which country a word in a table means: its code, or its name in any language that is on record."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from commitments.imports.cells import day_of, key_of, says_nothing
from commitments.imports.judged import Judged, Line
from commitments.models import Country


@dataclass(slots=True)
class Places:
    """The countries on record, by code and name."""

    by_name: Mapping[str, Country] = field(default_factory=dict)

    def of(self, line: Line, judged: Judged) -> Country | None:
        """Find the country of a row; one that is not on record makes the row wrong."""
        text = line["country"]
        found = self.by_name.get(key_of(text)) if text else None
        if found is None and says_nothing(text):
            judged.wrong(
                "country", _("The country is missing: give its code, such as KH, or one for all rows.")
            )
        elif found is None:
            judged.wrong(
                "country",
                _("No country is called “%(name)s” here: give its code, such as KH.") % {"name": text},
            )
        return found


def read_places() -> Places:
    """Read the countries once."""
    found: dict[str, Country] = {}
    for country in Country.objects.prefetch_related("names"):
        spoken = [name for local in country.names.all() for name in (local.name, local.short_name)]
        for name in (country.iso, country.name, *spoken):
            if name:
                found[key_of(name)] = country
    return Places(found)


def plain_day(name: str, line: Line, judged: Judged) -> str | None:
    """Read a day into its ISO form; what names none for certain makes the row wrong."""
    text = line[name]
    if says_nothing(text):
        return None
    day = day_of(text)
    if day is None:
        judged.wrong(name, _("“%(text)s” is no day for certain: write it as 2027-06-30.") % {"text": text})
        return None
    return day.isoformat()


def fits(name: str, text: str, most: int, judged: Judged) -> bool:
    """Say whether a text is as short as it has to be; else the row is wrong."""
    if len(text) > most:
        judged.wrong(
            name,
            _("This has at most %(most)d letters; here are %(count)d: shorten it.")
            % {"most": most, "count": len(text)},
        )
    return len(text) <= most
