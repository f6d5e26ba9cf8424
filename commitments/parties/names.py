"""Names of the record as values for the readers of texts and lines, and new names of ministries.

Countries, ministries and officials are open to every account, so a reader learns no hidden name. The names
are loaded for each reading: a new one is known everywhere at once.
"""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments.access import querysets, write_rules
from commitments.enums import OwedBy, Side
from commitments.errors import Refused
from commitments.language.lexicon.countries import name_of
from commitments.language.lexicon.offices import fold_name
from commitments.language.lexicon.owners import OwnerReader
from commitments.language.reader import delegates
from commitments.language.reader.participants import Known
from commitments.language.reader.typed_line import Parties, read_line
from commitments.models import Country, Ministry, Official, User
from commitments.records import edits

LONGEST_NAME = 200


def list_country_names(code: str, country: Country | None) -> tuple[str, ...]:
    """Return the names of a country in every recorded language, its usual English name first."""
    names = [usual] if (usual := name_of(code)) else []
    if country is not None:
        names += [country.name]
        names += [name for one in country.names.all() for name in (one.name, one.short_name) if name]
    return tuple(dict.fromkeys(names))


def build_known(
    countries: Mapping[Side, Country | None],
    officials: Iterable[tuple[Side, Official]],
    seats: Iterable[tuple[Side, str]] = (),
    ministries: Iterable[tuple[Side, str]] = (),
) -> Known:
    """Return what is known of both sides: capitals, officials, names of ministries, and the delegates'
    names and offices.
    """
    people: dict[str, list[str]] = {side.value: [] for side in Side}
    offices: dict[str, list[str]] = {side.value: [] for side in Side}
    bodies: dict[str, list[str]] = {side.value: [] for side in Side}
    for side, official in officials:
        people[side.value] += [official.person, *(name.person for name in official.names.all())]
    for side, seat in seats:
        if name := delegates.find_name(seat):
            people[side.value].append(name)
        offices[side.value] += delegates.list_offices(seat)
    for side, name in ministries:
        bodies[side.value].append(name)
    capitals = {side.value: (of.capital,) for side, of in countries.items() if of is not None}
    return Known(people=people, offices=offices, capitals=capitals, ministries=bodies)


def load_sides(partner: Country) -> tuple[dict[Side, tuple[str, ...]], Known]:
    """Load the names of home and a partner, and what else is known of both."""
    codes = {Side.OURS: settings.HOME_COUNTRY, Side.THEIRS: partner.iso}
    rows = querysets.open_rows(Country).filter(iso__in=codes.values()).prefetch_related("names")
    by_code = {one.iso: one for one in rows}
    countries = {side: by_code.get(code) for side, code in codes.items()}
    sides = {one.pk: side for side, one in countries.items() if one is not None}
    officials = querysets.open_rows(Official).filter(country__in=sides).prefetch_related("names")
    ministries = querysets.open_rows(Ministry).filter(country__in=sides).prefetch_related("names")
    known = build_known(
        countries,
        ((sides[one.country_id], one) for one in officials),
        ministries=((sides[one.country_id], name) for one in ministries for name in one.all_names),
    )
    return {side: list_country_names(code, countries[side]) for side, code in codes.items()}, known


@dataclass(frozen=True, slots=True)
class SideFinder:
    """Finds who is meant in agreements with a partner, by the lexicon and the record."""

    owners: OwnerReader
    parties: Parties

    def of_name(self, words: str) -> OwedBy | None:
        """Return the side that a name alone means: a country, a ministry, both sides; else None."""
        codes = [
            phrase.countries or self.owners.has_name(phrase.office)
            for phrase in self.owners.read(words) or ()
        ]
        sides = {self.parties.codes.get(code) for found in codes for code in found}
        if not all(codes) or None in sides or not sides:
            return None
        return OwedBy.JOINT if len(sides) > 1 else OwedBy(str(min(filter(None, sides))))

    def of_line(self, words: str) -> OwedBy | None:
        """Return the side that a line names, read as any typed line."""
        return read_line(words, self.parties).spoken_by


def load_side_finder(partner: Country) -> SideFinder:
    """Load what home, a partner and the ministries of both are called."""
    names, known = load_sides(partner)
    codes = {settings.HOME_COUNTRY: Side.OURS, partner.iso: Side.THEIRS}
    iso_of = {side: code for code, side in codes.items()}
    countries = {fold_name(name): iso_of[side] for side, all_of in names.items() for name in all_of}
    offices: dict[str, set[str]] = {}
    for side, all_of in known.ministries.items():
        for name in all_of:
            offices.setdefault(fold_name(name), set()).add(iso_of[Side(side)])
    owners = OwnerReader(
        settings.HOME_COUNTRY,
        partner.iso,
        has_name=lambda name: frozenset(offices.get(fold_name(name), ())),
        find_code=lambda name: countries.get(fold_name(name), ""),
    )
    return SideFinder(owners, Parties(codes, names[Side.OURS], names[Side.THEIRS], {}, known))


# -- New names
def fold_other_names(text: str, ministry: Ministry) -> str:
    """Return other names as they are stored: one a line, each once, without those recorded elsewhere."""
    own = {fold_name(name) for name in (ministry.name, ministry.short_name)}
    found: dict[str, str] = {}
    for line in text.splitlines():
        name = " ".join(line.split())
        if name and fold_name(name) not in own:
            found.setdefault(fold_name(name), name)
    return "\n".join(found.values())


class NamesInUse:
    """The names of the ministries of one country. Each means one of them, whatever its case and spaces; one
    that has a successor leaves its names to others.
    """

    def __init__(self, ministries: Iterable[Ministry]) -> None:
        self.own: dict[int, set[str]] = {}
        self.taken: dict[str, list[Ministry]] = {}
        for one in ministries:
            self.own[one.pk] = {fold_without_spaces(name) for name in one.all_names}
            for name in self.own[one.pk] if one.successor_id is None else ():
                self.taken.setdefault(name, []).append(one)

    def why_not(self, names: Iterable[str], ministry: int | None) -> Refused | None:
        """Explain why a ministry, None for a new one, cannot have some names, or return None; it may keep
        those that it has.
        """
        for name in names:
            others = [one for one in self.taken.get(fold_without_spaces(name), ()) if one.pk != ministry]
            if others and fold_without_spaces(name) not in self.own.get(ministry or 0, ()):
                said = _("“%(name)s” is already a name of %(ministry)s. Enter another name.")
                return Refused(said % {"name": name, "ministry": others[0]}, "taken")
        return None


def fold_without_spaces(name: str) -> str:
    """Return a name as it is compared with those of other ministries."""
    return fold_name(name).replace(" ", "")


def why_not_call(country: Country, names: Collection[str], ministry: int | None) -> Refused | None:
    """Explain why a ministry cannot have some names, or return None: each means one of its country."""
    if any(len(name) > LONGEST_NAME for name in names):
        return Refused(_("Enter at most %(most)d characters for a name.") % {"most": LONGEST_NAME}, "long")
    return load_names_in_use(country.pk).why_not(names, ministry)


def load_names_in_use(country: int) -> NamesInUse:
    """Load the names of the ministries of a country."""
    return NamesInUse(querysets.open_rows(Ministry).filter(country=country).prefetch_related("names"))


@transaction.atomic
def add_name(ministry: Ministry, name: str, *, by: User, now: datetime.datetime) -> Ministry:
    """Add another name or short form to a ministry; one that it has already changes nothing."""
    write_rules.require_permission(write_rules.may_write(by, Ministry))
    ministry = Ministry.objects.select_for_update(of=("self",)).get(pk=ministry.pk)
    name = " ".join(name.split())
    if not name:
        raise Refused(_("Enter the name."), "no_name")
    if fold_name(name) in map(fold_name, ministry.all_names):
        return ministry
    if (refusal := why_not_call(ministry.country, [name], ministry.pk)) is not None:
        raise refusal
    other_names = fold_other_names(f"{ministry.other_names}\n{name}", ministry)
    return edits.change_record(ministry, {"other_names": other_names}, by=by, now=now)
