"""Recognise names in tables: ministries of both sides in all their languages, countries, and owners of a
row.
"""

import datetime
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.access import policy
from commitments.enums import LeadRole, OwedBy, Side
from commitments.language.lexicon.countries import code_of
from commitments.models import Country, Ministry, Official, User
from commitments.tables.cells import day_of, key_of, names_in, says_nothing, value_of
from commitments.tables.importer.results import CheckedRow, ImportLine


@dataclass(frozen=True, slots=True)
class NamedMinistry:
    """A ministry that a name means, its side, and the official in it, where the name is that of a post."""

    ministry: int
    side: Side
    called: str
    country: int
    official: int | None = None


@dataclass(slots=True)
class Names:
    """The names of all countries; `answers` states for all rows what a name means, 0 for not stated.

    Its names are in the form for comparison. `codes` has the code of each country by its key.
    """

    home: Country | None
    codes: Mapping[int, str]
    today: datetime.date
    answers: Mapping[str, int] = field(default_factory=dict)
    ministries: dict[str, list[NamedMinistry]] = field(default_factory=dict)
    posts: dict[str, list[NamedMinistry]] = field(default_factory=dict)
    known: dict[int, NamedMinistry] = field(default_factory=dict)
    past: set[int] = field(default_factory=set)

    def find(self, name: str, partner: int | None, side: Side | None = None) -> list[NamedMinistry] | None:
        """Return the ministries of home and a partner that a name may mean; of two, the current one.

        Empty where the name is unknown; None where it was answered that it is not stated.
        """
        key = key_of(name)
        if key in self.answers:
            answered = self.known.get(self.answers[key])
            if answered is None:
                return None
            return [answered] if side in (None, answered.side) else []
        for index in (self.ministries, self.posts):
            listed = index.get(key, []) or index.get(key.removeprefix("the "), [])
            found = [one for one in listed if self._fits(one, partner, side)]
            if found:
                return _lasting(found, self.past)
        return []

    def _fits(self, one: NamedMinistry, partner: int | None, side: Side | None) -> bool:
        return (one.side == Side.OURS or one.country == partner) and side in (None, one.side)

    def is_known(self, name: str) -> bool:
        """Return whether a name means a ministry of any country."""
        return key_of(name) in self.ministries

    def may_mean(self, name: str, ministry: int) -> bool:
        """Return whether a name may mean a ministry, even if another has the same name."""
        return any(one.ministry == ministry for one in self.ministries.get(key_of(name), ()))


def read_names(person: User, today: datetime.date, answers: Mapping[str, int] | None = None) -> Names:
    """Read the names of all ministries, which are few, and of the officials in their posts."""
    countries = list(Country.objects.all())
    home = next((one for one in countries if one.iso == settings.HOME_COUNTRY), None)
    names = Names(
        home,
        {one.pk: one.iso for one in countries},
        today,
        {key_of(name): key for name, key in (answers or {}).items()},
    )
    for row in policy.readable_by(Ministry.objects.prefetch_related("names"), person).order_by("name"):
        side = Side.OURS if home is not None and row.country_id == home.pk else Side.THEIRS
        one = names.known[row.pk] = NamedMinistry(row.pk, side, row.name, row.country_id)
        if row.valid_until is not None and row.valid_until < today:
            names.past.add(row.pk)
        spoken = [text for local in row.names.all() for text in (local.name, local.short_name)]
        _enter(names.ministries, [row.name, row.short_name, *spoken], one)
    posts = Official.objects.filter(ministry__isnull=False).exclude(ends_on__lt=today)
    for official in policy.readable_by(posts, person).prefetch_related("names"):
        of = names.known.get(official.ministry_id or 0)
        if of is not None:
            spoken = [text for local in official.names.all() for text in (local.person, local.post)]
            one = NamedMinistry(of.ministry, of.side, of.called, of.country, official.pk)
            _enter(names.posts, [official.post, official.person, *spoken], one)
    return names


def _enter(index: dict[str, list[NamedMinistry]], texts: Collection[str], one: NamedMinistry) -> None:
    for key in {key_of(text) for text in texts if text}:
        index.setdefault(key, []).append(one)


def _lasting(found: Sequence[NamedMinistry], past: Collection[int]) -> list[NamedMinistry]:
    """Of several of one name take those of today, and each ministry once."""
    by_ministry = {one.ministry: one for one in reversed(found)}
    lasting = [one for key, one in by_ministry.items() if key not in past]
    return lasting or list(by_ministry.values())


@dataclass(slots=True)
class CountryIndex:
    """The recorded countries, by code and name."""

    by_name: Mapping[str, Country] = field(default_factory=dict)

    def find_country(self, line: ImportLine, judged: CheckedRow) -> Country | None:
        """Find the country of a row; one that is not recorded makes the row an error."""
        text = line["country"]
        found = self.by_name.get(key_of(text)) if text else None
        if found is None and says_nothing(text):
            judged.wrong(
                "country",
                _(
                    "The country is missing. Enter a country code, such as KH, or select a country for "
                    "all rows."
                ),
            )
        elif found is None:
            judged.wrong(
                "country",
                _("There is no country “%(name)s”. Enter a country code, such as KH.") % {"name": text},
            )
        return found


def read_places() -> CountryIndex:
    """Read the countries once."""
    found: dict[str, Country] = {}
    for country in Country.objects.prefetch_related("names"):
        spoken = [name for local in country.names.all() for name in (local.name, local.short_name)]
        for name in (country.iso, country.name, *spoken):
            if name:
                found[key_of(name)] = country
    return CountryIndex(found)


def plain_day(name: str, line: ImportLine, judged: CheckedRow) -> str | None:
    """Read a day into its ISO form; what names none for certain makes the row wrong."""
    text = line[name]
    if says_nothing(text):
        return None
    day = day_of(text)
    if day is None:
        judged.wrong(
            name, _("“%(text)s” is not a clear date. Enter it in the form 2027-06-30.") % {"text": text}
        )
        return None
    return day.isoformat()


def check_length(name: str, text: str, most: int, judged: CheckedRow) -> bool:
    """Return whether a text is short enough; otherwise the row is an error."""
    if len(text) > most:
        judged.wrong(
            name,
            _("Enter at most %(most)d characters; this text has %(count)d.")
            % {"most": most, "count": len(text)},
        )
    return len(text) <= most


# Ministry, role, official: as plain values in the plan of a row.
PlainPart = list[str | int | None]


@dataclass(slots=True)
class Owners:
    """The owing side, empty where it is not stated, and the parts of ministries by side."""

    owed_by: str = ""
    leads: dict[Side, NamedMinistry] = field(default_factory=dict)
    others: list[NamedMinistry] = field(default_factory=list)

    @property
    def parts(self) -> list[PlainPart]:
        """Return side, ministry, role and official of each as plain values; a ministry has one part."""
        found: dict[int, PlainPart] = {}
        for role, rows in ((LeadRole.LEAD, self.leads.values()), (LeadRole.SUPPORTING, self.others)):
            for one in rows:
                found.setdefault(one.ministry, [str(one.side), one.ministry, str(role), one.official])
        return list(found.values())

    @property
    def called(self) -> str:
        """Name the leads."""
        return ", ".join(one.called for one in self.leads.values())


def owners_of(line: ImportLine, names: Names, partner: int, judged: CheckedRow) -> Owners:
    """Read who owes a row; a name that is not known, or means several, is a doubt and not stated."""
    found = Owners()
    side = line["owed_by"]
    if not says_nothing(side):
        found.owed_by = value_of("owed_by", side) or _side_of(side, names, partner)
        if not found.owed_by:
            judged.wrong(
                "owed_by",
                _("“%(word)s” is not a side. Enter our side, their side or both sides.") % {"word": side},
            )
    for column, of in (("lead_ours", Side.OURS), ("lead_theirs", Side.THEIRS), ("lead", None)):
        first = True
        for name in names_in(line[column]):
            one = _one(name, column, names.find(name, partner, of), judged)
            # Of several names the first leads, known or not: no other takes its place.
            is_lead, first = first, False
            if one is not None and is_lead and one.side not in found.leads:
                found.leads[one.side] = one
            elif one is not None and found.leads.get(one.side) != one:
                found.others.append(one)
    for name in names_in(line["with"]):
        one = _one(name, "with", names.find(name, partner), judged)
        if one is not None:
            found.others.append(one)
    sides = set(found.leads)
    if not found.owed_by and len(sides) == 1:
        # Who leads without a side being told, leads what that side owes.
        found.owed_by = OwedBy(next(iter(sides)))
    elif not found.owed_by and sides and not says_nothing(line["lead"]):
        # Leads of both sides in one cell; two columns may name whoever answers for the other side.
        found.owed_by = OwedBy.JOINT
    return found


def _one(
    name: str, column: str, meant: list[NamedMinistry] | None, judged: CheckedRow
) -> NamedMinistry | None:
    if meant is None or len(meant) == 1:
        return meant[0] if meant else None
    if meant:
        judged.doubt(
            column,
            ngettext(
                "“%(name)s” matches %(count)d ministry. Select it.",
                "“%(name)s” matches %(count)d ministries. Select one.",
                len(meant),
            )
            % {"name": name, "count": len(meant)},
            typed=name,
        )
        return None
    judged.doubt(
        column,
        _("There is no ministry “%(name)s”. Select the ministry; otherwise “not stated” is recorded.")
        % {"name": name},
        typed=name,
    )
    return None


def _side_of(word: str, names: Names, partner: int) -> str:
    """Read the name of a ministry, the code of a country or its name, "Korean side" too, as its side."""
    meant = names.find(word, partner) or []
    if len(meant) == 1:
        return str(meant[0].side)
    plain = re.sub(r"\s*(?:\bside|측)$", "", word.strip(), flags=re.IGNORECASE)
    code = code_of(re.sub(r"^the ", "", plain, flags=re.IGNORECASE)) or plain.upper()
    sides = {names.codes.get(partner): OwedBy.THEIRS, names.home and names.home.iso: OwedBy.OURS}
    return str(sides.get(code, ""))
