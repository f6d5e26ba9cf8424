"""What the ministries and countries that a packet names are called on both sides; pure, from rows read."""

from collections.abc import Iterator

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from commitments import models as m
from commitments.briefings.content import Glossary, Phrase, Term
from commitments.briefings.records import Records

# The language in which names are recorded first.
RECORDED = "en"


def glossary(records: Records) -> Glossary | None:
    """List the names on record in the languages of both sides; nothing where none is in another language."""
    spoken = _spoken(records)
    terms = tuple(_terms(records, tuple(spoken)))
    used = {phrase.language for term in terms for phrase in term.names if phrase.text}
    heads = tuple(name for code, name in spoken.items() if code in used)
    kept = tuple(
        Term(term.text, tuple(phrase for phrase in term.names if phrase.language in used)) for term in terms
    )
    return Glossary((_("As recorded"), *heads), kept) if heads else None


def _spoken(records: Records) -> dict[str, str]:
    """Name the languages of both sides but that of the record, ours first."""
    found: dict[str, str] = {}
    for country in filter(None, (records.home, records.country)):
        for code in country.spoken:
            if code != RECORDED:
                found.setdefault(code, _name_of(code, country))
    return found


def _name_of(code: str, country: m.Country) -> str:
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return _("Language of %(country)s") % {"country": country.name}


def _terms(records: Records, codes: tuple[str, ...]) -> Iterator[Term]:
    """Give countries, then ministries by name; what has a name in none of these languages is left out."""
    countries = [country for country in (records.home, records.country) if country]
    parts = (part for each in records.responsibilities.values() for part in each)
    ministries = {part.ministry.pk: part.ministry for part in parts if part.ministry}
    if records.originator:
        ministries.setdefault(records.originator.pk, records.originator)
    by_name = sorted(ministries.values(), key=lambda one: (one.country_id == records.country.pk, one.name))
    every: tuple[m.Country | m.Ministry, ...] = (*countries, *by_name)
    named = ((one.name, {row.language: row.name for row in one.names.all()}) for one in every)
    for text, names in named:
        if any(code in names for code in codes):
            yield Term(text, tuple(Phrase(names.get(code, ""), code) for code in codes))
