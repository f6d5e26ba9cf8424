"""Who is in the room: both delegations by precedence; pure, from rows already read."""

from django.utils.translation import gettext as _

from commitments import models as m
from commitments.briefings.content import PeopleTable, Person, Phrase
from commitments.briefings.front import home_name
from commitments.briefings.records import Records
from commitments.vocabulary import Side


def tables(records: Records) -> tuple[PeopleTable, ...]:
    """Give the delegations, theirs first, as far as they are on record."""
    if not records.seats:
        return ()
    sides = ((Side.THEIRS, records.country.name), (Side.OURS, home_name(records)))
    return tuple(_delegation(side, name, records) for side, name in sides)


def _delegation(side: Side, country: str, records: Records) -> PeopleTable:
    seats = sorted(
        (seat for seat in records.seats if seat.side == side),
        key=lambda seat: not seat.is_head,
    )
    return PeopleTable(
        title=_("%(country)s, in order of precedence") % {"country": country},
        names=(),
        heads=(_("No."), _("Name"), _("Say"), _("Post"), _("What helps")),
        people=tuple(_seat(number, seat) for number, seat in enumerate(seats, 1)),
        empty=_("Not stated."),
    )


def _seat(number: int, seat: m.DelegationMember) -> Person:
    head = f" ({_('head of delegation')})" if seat.is_head else ""
    if seat.official is None:
        return Person(str(number), f"{seat.post}{head}", (), "", "", "")
    official = seat.official
    post = official.post if official.person else ""
    ministry = official.ministry.name if official.ministry else ""
    names = tuple(Phrase(row.person or row.post, row.language) for row in official.names.all())
    where = ", ".join(part for part in (post, ministry) if part)
    name = f"{official.person or official.post}{head}"
    return Person(str(number), name, names, official.say, where, official.helps)
