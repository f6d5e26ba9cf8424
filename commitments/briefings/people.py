"""Who is in the room by precedence, and who is named and not there; pure, from rows already read."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import models as m
from commitments.briefings.content import PeopleTable, Person, Phrase
from commitments.briefings.front import home_name
from commitments.briefings.records import ANSWERING, Records
from commitments.briefings.words import Languages, said_in
from commitments.references import short
from commitments.vocabulary import Side

ABSENT = gettext_lazy("Named in this packet, not in the room")
Refs = dict[int, list[str]]


def tables(records: Records, others: Languages) -> tuple[PeopleTable, ...]:
    """Give both delegations, theirs first, with who answers for open items and is not in the room."""
    refs, named = _answering(records)
    in_the_room = {seat.official_id for seat in records.seats}
    absent = [official for official in named if official.pk not in in_the_room]
    if not records.seats and not absent:
        return ()
    theirs = PeopleTable(
        title=_("%(country)s, in order of precedence") % {"country": records.country.name},
        names=_country_names(records.country, records),
        heads=(*_heads(), _("What helps")),
        people=tuple(_seats(Side.THEIRS, records, refs)),
        empty=_("Not stated."),
    )
    ours = PeopleTable(
        title=_("%(country)s, our side") % {"country": home_name(records)},
        names=_country_names(records.home, records) if records.home else (),
        heads=(*_heads(), _("Answers for")),
        people=tuple(_seats(Side.OURS, records, refs)),
        empty=_("Not stated."),
    )
    not_there = PeopleTable(
        title=str(ABSENT),
        names=said_in(others, ABSENT),
        heads=(*_heads(), _("Why named")),
        people=tuple(_person("–", official, _answers(refs[official.pk])) for official in absent),
        empty="",
    )
    return (theirs, not_there, ours) if absent else (theirs, ours)


def _heads() -> tuple[str, ...]:
    return (_("No."), _("Name"), _("Say"), _("Post"))


def _country_names(country: m.Country, records: Records) -> tuple[Phrase, ...]:
    """Name a country in the languages of the two sides, as far as it is on record."""
    names = (row for row in country.names.all() if row.language in records.spoken)
    return tuple(Phrase(row.name, row.language) for row in names)


def _answering(records: Records) -> tuple[Refs, list[m.Official]]:
    """Give the open items that each named official answers for, and the officials by precedence."""
    refs: Refs = defaultdict(list)
    named: dict[int, m.Official] = {}
    # A ministry's focal points answer for its items, whoever is named beside them.
    points: dict[int | None, set[int]] = defaultdict(set)
    for seat in records.seats:
        if seat.official is not None and seat.official.function in ANSWERING:
            points[seat.official.ministry_id].add(seat.official.pk)
    for item in records.commitments:
        for part in records.responsibilities.get(item.pk, []) if item.is_open else ():
            if part.official is not None:
                named[part.official.pk] = part.official
            of_ministry = points.get(part.ministry_id, set()) if part.ministry_id else set()
            for key in of_ministry | ({part.official.pk} if part.official is not None else set()):
                refs[key].append(short(item.reference))
    return refs, sorted(named.values(), key=lambda one: (one.precedence, one.post))


def _answers(refs: Iterable[str]) -> str:
    return _("answers for %(refs)s") % {"refs": ", ".join(dict.fromkeys(refs))}


def _seats(side: Side, records: Records, refs: Refs) -> Iterable[Person]:
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
        beside = seat.official.helps if side == Side.THEIRS else answers
        yield _person(str(number), seat.official, beside, head)


def _person(number: str, official: m.Official, beside: str, head: str = "") -> Person:
    post = official.post if official.person else ""
    ministry = official.ministry.name if official.ministry else ""
    names = tuple(Phrase(row.person or row.post, row.language) for row in official.names.all())
    where = ", ".join(part for part in (post, ministry) if part)
    return Person(number, f"{official.person or official.post}{head}", names, official.say, where, beside)
