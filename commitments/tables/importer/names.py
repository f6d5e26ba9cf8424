"""Recognise names in tables: ministries of both sides in all languages, countries, owners of a row."""

import datetime
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.access import policy
from commitments.enums import LeadRole, OutcomeKind, OwedBy, Side
from commitments.language.lexicon.countries import code_of
from commitments.language.lexicon.offices import Office
from commitments.language.lexicon.owners import (
    OwnerPhrase,
    OwnerReader,
    choose_offices,
    find_side_in_heading,
    offices_of_names,
)
from commitments.language.reader.reader import read_statement
from commitments.models import Country, Ministry, Official, User
from commitments.parties.names import list_country_names
from commitments.tables.cells import day_of, key_of, names_in, says_nothing, value_of
from commitments.tables.importer.results import CheckedRow, ImportLine

# A word long enough to be a country: "and" is none, "ROK" may be.
_COUNTRY_WORD = re.compile(r"[가-힣]{2,}|[^\W\d_]{4,}|\b[A-Z]{3}\b")
# "우리측은 …", "양측은 …": whose a row is that begins with its side.
_SUBJECT = re.compile(r"(?P<who>[가-힣]{1,10}(?: [가-힣]{1,6})?)[은는이가]\s")
# Answers that name a side and no ministry.
SIDES = frozenset(OwedBy.values)


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
    """The names of all countries; `answers` states for all rows what a name means.

    An answer is a ministry, 0 for not stated, or a side. Names are in the form for comparison. `codes` has
    the code of each country by its key, `offices` each ministry's names as the lexicon understands them.
    """

    home: Country | None
    codes: Mapping[int, str]
    today: datetime.date
    answers: Mapping[str, int | str] = field(default_factory=dict)
    ministries: dict[str, list[NamedMinistry]] = field(default_factory=dict)
    posts: dict[str, list[NamedMinistry]] = field(default_factory=dict)
    known: dict[int, NamedMinistry] = field(default_factory=dict)
    past: set[int] = field(default_factory=set)
    offices: dict[int, tuple[Office, ...]] = field(default_factory=dict)
    readings: dict[tuple[str, int], tuple[OwnerPhrase, ...] | None] = field(default_factory=dict)

    def find(self, name: str, partner: int | None, side: Side | None = None) -> list[NamedMinistry] | None:
        """Return the ministries of home and a partner that a name may mean; of two, the current one.

        Empty where the name is unknown; None where it was answered that it is not stated.
        """
        key = key_of(name)
        if key in self.answers:
            answered = self.known.get(int(self.answers[key])) if self.answers[key] not in SIDES else None
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

    def read(self, text: str, partner: int) -> tuple[OwnerPhrase, ...] | None:
        """Return whom a text names; None where that is not understood. Rows repeat their owners."""

        def has_name(name: str) -> frozenset[str]:
            found = self.find(name, partner) or []
            return frozenset(self.codes.get(one.country, "") for one in found)

        if (text, partner) not in self.readings:
            self.readings[text, partner] = replace(self.reader(partner), has_name=has_name).read(text)
        return self.readings[text, partner]

    def reader(self, partner: int) -> OwnerReader:
        """Return the reader of sides and countries for agreements with a partner."""
        return OwnerReader(self.home.iso if self.home else "", self.codes.get(partner, ""))

    def sides_above(self, headings: Sequence[str], partner: int) -> set[Side]:
        """Return the sides that the nearest of the headings above a row names; empty where none does."""
        for text in headings:
            codes = find_side_in_heading(text, self.reader(partner))
            if codes:
                return {side for code in codes if (side := self.side_of(code, partner))}
        return set()

    def side_of(self, code: str, partner: int) -> Side | None:
        """Return the side of a country; None for a third one."""
        if self.home and code == self.home.iso:
            return Side.OURS
        return Side.THEIRS if code == self.codes.get(partner) else None

    def side_in(self, clause: str, partner: int) -> str:
        """Return the side that a clause says owes it: "Valdoria will send the list"; else empty."""
        if subject := _SUBJECT.match(clause):
            sides = {self.side_of(code, partner) for code in self.reader(partner).side(subject["who"])} - {
                None
            }
            if sides:
                return OwedBy.JOINT if len(sides) > 1 else OwedBy(str(sides.pop()))
        ours = list_country_names(self.home.iso, None) if self.home else ()
        theirs = list_country_names(self.codes.get(partner, ""), None)
        read = read_statement(clause, ours=ours, theirs=theirs)
        owners = {one.owner for one in read if one.act == OutcomeKind.COMMITMENT and one.owner}
        return OwedBy(owners.pop()) if len(owners) == 1 else ""

    def find_office(self, words: str, partner: int, side: Side) -> list[NamedMinistry]:
        """Return the ministries of one side that the words for an office may mean."""
        found = self.find(words, partner, side)
        if found or found is None:
            return found or []
        country = self.home.pk if side == Side.OURS and self.home else partner
        of_side = {key: named for key, named in self.offices.items() if self.known[key].country == country}
        return _lasting([self.known[key] for key in choose_offices(words, of_side)], self.past)

    def is_known(self, name: str) -> bool:
        """Return whether a name means a ministry of any country."""
        return key_of(name) in self.ministries

    def may_mean(self, name: str, ministry: int) -> bool:
        """Return whether a name may mean a ministry, even if another has the same name."""
        return any(one.ministry == ministry for one in self.ministries.get(key_of(name), ()))


def read_names(person: User, today: datetime.date, answers: Mapping[str, int | str] | None = None) -> Names:
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
        _enter(names.ministries, row.all_names, one)
        names.offices[row.pk] = offices_of_names(tuple(row.all_names), names.codes[row.country_id])
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
        if found is None and (code := code_of(text)):
            found = self.by_name.get(key_of(code))
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


# The columns that name leads, and the side of each; the fields of a file are read in this order.
LEAD_COLUMNS: tuple[tuple[str, Side | None], ...] = (
    ("lead_ours", Side.OURS),
    ("lead_theirs", Side.THEIRS),
    ("lead", None),
)


# Marks in the column of a side say that it is the side's.
MARKS = frozenset({"x", "v", "o", "y", "yes", "oui", "\u2713", "\u2714", "\u25cf", "\u25cb", "\u25a0", "예"})


def owners_of(line: ImportLine, names: Names, partner: int, judged: CheckedRow) -> Owners:
    """Read who owes a row; words that are not understood, or mean several, are asked about and not stated."""
    found = Owners()
    reader = _CellReader(names, partner, judged, found)
    side = line["owed_by"]
    is_assumed = "owed_by" in line.assumed
    if not says_nothing(side):
        reader.read_side(side)
    above = names.sides_above(line.headings, partner)
    told = above
    if found.owed_by and not is_assumed:
        told = set(Side) if found.owed_by == OwedBy.JOINT else {Side(found.owed_by)}
    reader.is_told = bool(told)
    owing = next(iter(told)) if len(told) == 1 else None
    named = set[Side]()
    for column, of in LEAD_COLUMNS:
        named |= reader.read_leads(column, line[column], of, owing if of is None else of)
    for name in names_in(line["with"]):
        reader.add_supporting(name)
    if above and (not found.owed_by or is_assumed):
        found.owed_by = side_of(above)
    elif not found.owed_by and named:
        # Who leads without a side being told, leads what that side owes; both sides lead jointly.
        found.owed_by = side_of(named)
    said = told | above
    if len(told) == 1 and (said != told or named and not says_nothing(line["lead"]) and not named & told):
        judged.doubt("owed_by", _("The row names different sides as responsible. Correct the row."))
    return found


def side_of(sides: set[Side]) -> str:
    """Return the responsible side of one side or both."""
    return OwedBy.JOINT if len(sides) > 1 else OwedBy(next(iter(sides)))


@dataclass(slots=True)
class _CellReader:
    """Reads the cells of one row that name owners."""

    names: Names
    partner: int
    judged: CheckedRow
    found: Owners
    # Whether the row, or the heading above it, tells the side, so that an office only adds to it.
    is_told: bool = False

    def read_side(self, text: str) -> None:
        """Read the owing side from the cell for it; a ministry there is the lead too."""
        if value := value_of("owed_by", text):
            self.found.owed_by = value
            return
        answer = self.names.answers.get(key_of(text))
        if answer in SIDES:
            self.found.owed_by = str(answer)
            return
        sides = self._sides_of(text)
        if sides is None or not sides:
            says = _("“%(word)s” is not a side. Enter our side, their side or both sides.")
            self.judged.wrong("owed_by", says % {"word": text}, typed=text)
            return
        self.found.owed_by = OwedBy.JOINT if len(sides) > 1 else OwedBy(next(iter(sides)))
        self._add_offices("owed_by", text)

    def read_leads(self, column: str, text: str, of: Side | None, likely: Side | None) -> set[Side]:
        """Read the leads in a cell; return the sides that it names for certain.

        `of` is the side of the column. Of a name that both sides have, that of the likely side is meant.
        """
        named, is_open = set[Side](), True
        for name in names_in(text):
            answer = self.names.answers.get(key_of(name))
            if answer in SIDES:
                named |= set(Side) if answer == OwedBy.JOINT else {Side(answer)}
                continue
            if of is not None and key_of(name) in MARKS:
                named.add(of)
                continue
            phrases = self._understood(name)
            if phrases is None or answer is not None and len(phrases) > 1:
                phrases = (OwnerPhrase(name, office=name),)
            for phrase in phrases:
                told = self._sides_in(phrase)
                if of is not None and told and of not in told:
                    # Another side's name in the column of one.
                    phrase, told = OwnerPhrase(phrase.words, office=phrase.words), set()
                one = self._ministry(column, phrase, of, likely) if phrase.office else None
                if one is not None:
                    self._place(one, is_open=is_open)
                    told = {one.side}
                # The first of a side leads, known or not: no other takes its place.
                is_open = is_open and (one is not None or not phrase.office)
                named |= told if of is None else {of}
        return named

    def add_supporting(self, name: str) -> None:
        """Add a supporting ministry; a country alone names none."""
        phrases = self._understood(name)
        for phrase in phrases if phrases is not None else (OwnerPhrase(name, office=name),):
            if not phrase.office:
                continue
            one = self._ministry("with", phrase, None, None)
            if one is not None:
                self.found.others.append(one)

    def _names_other(self, words: str, side: Side | None) -> bool:
        """Return whether words contain the name of a country that is not that of a side."""
        reader = self.names.reader(self.partner)
        codes = {reader.country(word) for word in _COUNTRY_WORD.findall(words)} - {""}
        return any(side and self.names.side_of(code, self.partner) != side for code in codes)

    def _place(self, one: NamedMinistry, *, is_open: bool) -> None:
        leads = self.found.leads
        if is_open and one.side not in leads:
            leads[one.side] = one
        elif leads.get(one.side) != one:
            self.found.others.append(one)

    def _sides_in(self, phrase: OwnerPhrase) -> set[Side]:
        return {side for code in phrase.countries if (side := self.names.side_of(code, self.partner))}

    def _understood(self, name: str) -> tuple[OwnerPhrase, ...] | None:
        """Return whom a name means; None where a part of it is not understood, or is a third country."""
        phrases = self.names.read(name, self.partner)
        if phrases is None:
            return None
        codes = {code for phrase in phrases for code in phrase.countries}
        return phrases if all(self.names.side_of(code, self.partner) for code in codes) else None

    def _sides_of(self, text: str) -> set[Side] | None:
        """Return the sides that a cell names for certain; None where it is not understood."""
        sides = set[Side]()
        for name in names_in(text):
            phrases = self._understood(name)
            if phrases is None:
                return None
            for phrase in phrases:
                told = self._sides_in(phrase) or {
                    one.side for one in self.names.find(phrase.office, self.partner) or []
                }
                if not told or len(told) > 1 and phrase.office:
                    return None
                sides |= told
        return sides

    def _add_offices(self, column: str, text: str) -> None:
        is_open = True
        for name in names_in(text):
            for phrase in self._understood(name) or ():
                one = self._ministry(column, phrase, None, None) if phrase.office else None
                if one is not None:
                    self._place(one, is_open=is_open)
                is_open = is_open and (one is not None or not phrase.office)

    def _ministry(
        self, column: str, phrase: OwnerPhrase, of: Side | None, likely: Side | None
    ) -> NamedMinistry | None:
        """Return the ministry that a phrase means; one that is not recorded is asked about."""
        names, words = self.names, phrase.office
        if key_of(phrase.words) in names.answers:
            return _one(phrase.words, column, names.find(phrase.words, self.partner), self.judged)
        told = self._sides_in(phrase)
        side = next(iter(told)) if len(told) == 1 else of
        if side is not None:
            meant = names.find_office(words, self.partner, side)
        else:
            meant = names.find(words, self.partner) or []
            if len(meant) != 1 and likely is not None:
                meant = names.find_office(words, self.partner, likely) or meant
        if meant or not (told or (of or self.is_told) and not self._names_other(words, of or likely)):
            return _one(phrase.words, column, meant, self.judged)
        # The side is certain, so the row is valid without a ministry.
        self.judged.note(column, build_unrecorded(phrase.words), typed=phrase.words)
        return None


def build_unrecorded(name: str) -> str:
    """Return that an office is not recorded, with what is recorded then."""
    says = _(
        "“%(name)s” is not a recorded ministry. “Not stated” is recorded unless you select the ministry."
    )
    return says % {"name": name}


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
