"""Find countries and ministries by what the lexicon calls them: "Seoul", "French side", "캄측", "MOFA"."""

import re

from django.conf import settings
from django.db.models import Model

from commitments.access import querysets
from commitments.language.lexicon.owners import OwnerReader, choose_offices, offices_of_names
from commitments.models import Country, Ministry

# "캄측": the first syllable of a country, which only a pair of countries makes clear.
_SYLLABLE = re.compile(r"[가-힣](?:\s?측|\s|$)")


def find_parties(text: str) -> dict[type[Model], list[int]]:
    """Return the keys of the recorded countries and ministries that words mean, by kind; both are open to
    every account.
    """
    codes = dict(querysets.open_rows(Country).order_by("name").values_list("iso", "pk"))
    home = settings.HOME_COUNTRY
    partners = [code for code in codes if code != home] if _SYLLABLE.match(text) else []
    for reader in (OwnerReader(home, partner) for partner in ("", *partners)):
        if code := reader.country(text):
            return {Country: [codes[code]] if code in codes else []}
        named = [one for one in reader.read(text) or () if one.office]
        if named:
            return {Ministry: [key for one in named for key in _find_offices(one.office, one.countries)]}
    return {}


def _find_offices(words: str, countries: frozenset[str]) -> list[int]:
    """Return the ministries that the words for an office may mean, in some countries or in all."""
    rows = querysets.open_rows(Ministry).select_related("country").prefetch_related("names").order_by("pk")
    by_country: dict[str, dict[int, list[str]]] = {}
    for row in rows.filter(country__iso__in=countries) if countries else rows:
        by_country.setdefault(row.country.iso, {})[row.pk] = row.all_names
    found: list[int] = []
    for code, named in by_country.items():
        found += choose_offices(
            words, {key: offices_of_names(tuple(all_of), code) for key, all_of in named.items()}
        )
    return found
