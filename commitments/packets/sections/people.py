"""People of a packet: delegations by precedence, contacts for open items, and a glossary of names; no
queries.

Contacts are the officials who answer for items on each side, with their alternates. The glossary has the
names of ministries and countries in the languages of both sides.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from commitments import models
from commitments.enums import LeadRole, PacketEdition, PostFunction, Side
from commitments.packets.content_values import ComparedFact, Phrase, Section, Shown
from commitments.packets.formats import (
    Languages,
    label_language,
    label_name,
    label_once,
    note_departure,
    short_date,
    translate_heading,
    with_label,
)
from commitments.packets.records import ANSWERING, PacketRecords
from commitments.packets.section import PARTS, Building, FactKind, PacketSection, Selection, SideDays
from commitments.packets.sections.cover import home_name, other_names
from commitments.packets.sections.scorecard import parts_of
from commitments.records.references import shorten_reference


@dataclass(frozen=True, slots=True)
class Person:
    """A person in the room, or one who is named and not present."""

    number: str
    name: str
    names: tuple[Phrase, ...]
    say: str
    post: str
    beside: str


@dataclass(frozen=True, slots=True)
class PeopleTable:
    title: str
    names: tuple[Phrase, ...]
    heads: tuple[str, ...]
    people: tuple[Person, ...]
    empty: str


@dataclass(frozen=True, slots=True)
class Contact:
    """The officials who answer for some items on each side, and their alternates."""

    refs: Shown[tuple[str, ...]]
    ours: Shown[str]
    theirs: Shown[str]
    last: Shown[str]


@dataclass(frozen=True, slots=True)
class Term:
    """A name in the languages of both sides, in the order of the columns; empty where it is not recorded."""

    text: str
    names: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Glossary:
    heads: tuple[str, ...]
    terms: tuple[Term, ...]


@dataclass(frozen=True, kw_only=True)
class PeopleFields:
    """What the content has of people; the names in both languages are printed in the annex."""

    people: tuple[PeopleTable, ...] = ()
    contacts: tuple[Contact, ...] = ()
    terms: Glossary | None = None


# The language in which names are recorded first.
RECORDED = "en"
NO_LEAD = "–"
ABSENT = gettext_lazy("People mentioned but not present")
Refs = dict[int, list[str]]


def build_people_tables(
    records: PacketRecords, others: Languages, today: SideDays
) -> tuple[PeopleTable, ...]:
    """Return both delegations, theirs first, with officials who answer for open items and are not present."""
    refs, named = _list_responsible_officials(records)
    in_the_room = {seat.official_id for seat in records.seats}
    absent = [official for official in named if official.pk not in in_the_room]
    if not records.seats and not absent:
        return ()
    theirs = PeopleTable(
        title=_("%(country)s, in order of precedence") % {"country": records.country},
        names=_country_names(records.country, records),
        heads=(*_list_headings(), _("Useful background")),
        people=tuple(_seats(Side.THEIRS, records, refs)),
        empty=_("Not stated."),
    )
    ours = PeopleTable(
        title=_("%(country)s, our side") % {"country": home_name(records)},
        names=_country_names(records.home, records) if records.home else (),
        heads=(*_list_headings(), _("Responsible for")),
        people=tuple(_seats(Side.OURS, records, refs)),
        empty=_("Not stated."),
    )
    if records.meeting is None:
        return _without_delegations((theirs, ours), named, records, refs, today)
    not_there = PeopleTable(
        title=str(ABSENT),
        names=translate_heading(others, ABSENT),
        heads=(*_list_headings(), _("Reason for mention")),
        people=tuple(
            _person("–", official, _answers(refs[official.pk]), note_departure(official, today.ours))
            for official in absent
        ),
        empty="",
    )
    return (theirs, not_there, ours) if absent else (theirs, ours)


def _without_delegations(
    tables: tuple[PeopleTable, PeopleTable],
    named: list[models.Official],
    records: PacketRecords,
    refs: Refs,
    today: SideDays,
) -> tuple[PeopleTable, ...]:
    """Return for each side the officials who answer for open items: without a meeting, nobody is seated."""
    filed: dict[bool, list[Person]] = {True: [], False: []}
    for official in named:
        side = filed[official.country_id == records.country.pk]
        answers = ", ".join(dict.fromkeys(refs[official.pk]))
        side.append(_person(str(len(side) + 1), official, answers, note_departure(official, today.ours)))
    heads = tables[1].heads
    found = (
        replace(one, heads=heads, people=tuple(filed[is_theirs]))
        for one, is_theirs in zip(tables, (True, False), strict=True)
    )
    return tuple(table for table in found if table.people)


def _list_headings() -> tuple[str, ...]:
    return (_("No."), _("Name"), _("Pronunciation"), _("Post"))


def _country_names(country: models.Country, records: PacketRecords) -> tuple[Phrase, ...]:
    """Return the name of a country in the languages of the two sides, as far as recorded."""
    return tuple(name for name in other_names(country) if name.language in records.spoken)


def _list_responsible_officials(records: PacketRecords) -> tuple[Refs, list[models.Official]]:
    """Return the open items for which each named official answers, and the officials by precedence."""
    refs: Refs = defaultdict(list)
    named: dict[int, models.Official] = {}
    # A ministry's focal points answer for its items, whoever is named beside them.
    points: dict[int | None, set[int]] = defaultdict(set)
    for seat in records.seats:
        if seat.official is not None and seat.official.function in ANSWERING:
            points[seat.official.ministry_id].add(seat.official.pk)
    # Where nobody is seated, all of them are named.
    answering = [one for group in records.officials.values() for one in group if records.meeting is None]
    for official in answering:
        points[official.ministry_id].add(official.pk)
    for item in records.commitments:
        for part in records.responsibilities.get(item.pk, []) if item.is_open else ():
            if part.official is not None:
                named[part.official.pk] = part.official
            of_ministry = points.get(part.ministry_id, set()) if part.ministry_id else set()
            for key in of_ministry | ({part.official.pk} if part.official is not None else set()):
                refs[key].append(shorten_reference(item.reference))
    named |= {official.pk: official for official in answering if official.pk in refs}
    return refs, sorted(named.values(), key=lambda one: (one.precedence, one.post))


def _answers(refs: Iterable[str]) -> str:
    return _("responsible for %(refs)s") % {"refs": ", ".join(dict.fromkeys(refs))}


def _seats(side: Side, records: PacketRecords, refs: Refs) -> Iterable[Person]:
    seats = sorted(
        (seat for seat in records.seats if seat.side == side),
        key=lambda seat: not seat.is_head,
    )
    for number, seat in enumerate(seats, 1):
        head = f" ({_('head of delegation')})" if seat.is_head else ""
        if seat.official is None:
            yield Person(str(number), f"{seat.post}{head}", (), "", "", "")
            continue
        answers = ", ".join(dict.fromkeys(refs.get(seat.official.pk, ())))
        beside = seat.official.note if side == Side.THEIRS else answers
        yield _person(str(number), seat.official, beside, head)


def _person(number: str, official: models.Official, beside: str, head: str = "") -> Person:
    person, post = official.spoken
    name, ministry = person or post, str(official.ministry or "")
    labelled = [label_name(person), label_language(post), label_language(ministry)]
    shown, *where = label_once(labelled if person else labelled[1:])
    recorded = Phrase(official.person or official.post, RECORDED)
    spoken = (Phrase(row.person or row.post, row.language) for row in official.names.all())
    names = tuple(other for other in (recorded, *spoken) if other.text != name)
    return Person(
        number, f"{shown}{head}", names, official.pronunciation, ", ".join(filter(None, where)), beside
    )


def build_contacts(records: PacketRecords, today: SideDays) -> tuple[Contact, ...]:
    """Return a row for each pair of leads: items, main contact and alternate of both sides, latest update.

    An item without a lead has none.
    """
    filed: dict[tuple[str, str], list[models.Commitment]] = defaultdict(list)
    for item in records.commitments:
        if item.is_open:
            ours, theirs = (_format_contacts(side, item, records, today) for side in (Side.OURS, Side.THEIRS))
            filed[ours, theirs].append(item)
    rows = (
        _row(ours, theirs, items, records)
        for (ours, theirs), items in filed.items()
        if (ours, theirs) != (NO_LEAD, NO_LEAD)
    )
    return tuple(sorted(rows, key=lambda row: row.refs))


def _row(ours: str, theirs: str, items: list[models.Commitment], records: PacketRecords) -> Contact:
    said = [records.updates[item.pk].reported_on for item in items if item.pk in records.updates]
    return Contact(
        refs=tuple(sorted(shorten_reference(item.reference) for item in items)),
        ours=ours,
        theirs=theirs,
        last=short_date(max(said)) if said else _("none recorded"),
    )


def _format_contacts(side: Side, item: models.Commitment, records: PacketRecords, today: SideDays) -> str:
    """Name the lead of a side and who answers there: the official of the item, else the focal point."""
    leads = [part for part in parts_of(side, item, records) if part.role == LeadRole.LEAD and part.ministry]
    if not leads or leads[0].ministry is None:
        return NO_LEAD
    ministry = leads[0].ministry
    posts = {one.function: one for one in reversed(records.officials.get(ministry.pk, []))}
    main, alternate = (
        leads[0].official or posts.get(PostFunction.FOCAL_POINT),
        posts.get(PostFunction.ALTERNATE),
    )
    named = [f"{_name_official(main)}{note_departure(main, today.ours)}" if main else _("not named")]
    named += [_name_official(alternate)] if alternate else []
    return with_label(ministry.label, "; ".join(label_once(named)))


def _name_official(official: models.Official) -> str:
    person, post = official.spoken
    return label_name(person) if person else label_language(post)


def build_glossary(records: PacketRecords) -> Glossary | None:
    """Return the names recorded in the languages of both sides; None where none is in another language."""
    spoken = _spoken(records)
    terms = tuple(_terms(records, tuple(spoken)))
    used = {phrase.language for term in terms for phrase in term.names if phrase.text}
    heads = tuple(name for code, name in spoken.items() if code in used)
    kept = tuple(
        Term(term.text, tuple(phrase for phrase in term.names if phrase.language in used)) for term in terms
    )
    return Glossary((_("As recorded"), *heads), kept) if heads else None


def _spoken(records: PacketRecords) -> dict[str, str]:
    """Name the languages of both sides but that of the record, ours first."""
    found: dict[str, str] = {}
    for country in filter(None, (records.home, records.country)):
        for code in country.spoken:
            if code != RECORDED:
                found.setdefault(code, _name_of(code, country))
    return found


def _name_of(code: str, country: models.Country) -> str:
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return _("Language of %(country)s") % {"country": country}


def _terms(records: PacketRecords, codes: tuple[str, ...]) -> Iterator[Term]:
    """Yield countries, then ministries by name; those without a name in these languages are left out."""
    countries = [country for country in (records.home, records.country) if country]
    parts = (part for each in records.responsibilities.values() for part in each)
    ministries = {part.ministry.pk: part.ministry for part in parts if part.ministry}
    if records.originator:
        ministries.setdefault(records.originator.pk, records.originator)
    by_name = sorted(ministries.values(), key=lambda one: (one.country_id == records.country.pk, one.name))
    every: tuple[models.Country | models.Ministry, ...] = (*countries, *by_name)
    named = ((one.name, {row.language: row.name for row in one.names.all()}) for one in every)
    for text, names in named:
        if any(code in names for code in codes):
            yield Term(text, tuple(Phrase(names.get(code, ""), code) for code in codes))


def _list_facts(records: PacketRecords, _today: SideDays) -> Iterator[ComparedFact]:
    for seat in records.seats:
        yield ComparedFact("people", "seat", str(seat.pk), str(seat.official or seat.post))


def _build(building: Building) -> Mapping[str, Any]:
    records = building.records
    return {
        "people": build_people_tables(records, building.others, building.today),
        "contacts": build_contacts(records, building.today),
        "terms": build_glossary(records),
    }


def _has_people(content: PeopleFields, _heading: Section) -> bool:
    return bool(content.people)


SECTION = PacketSection(
    key="people",
    values=PeopleFields,
    build=_build,
    number="6",
    title=gettext_lazy("People"),
    short=gettext_lazy("People"),
    purpose=gettext_lazy("Names, ranks and pronunciation"),
    templates=(f"{PARTS}people.html", f"{PARTS}contacts.html"),
    editions={
        PacketEdition.MINISTER: Selection((f"{PARTS}people.html",), is_wanted=_has_people),
    },
    heading_fields=("people", "contacts"),
    kinds={"seat": FactKind(gettext_lazy("Delegation"), models.DelegationMember)},
    list_facts=_list_facts,
)
