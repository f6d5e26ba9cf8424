"""The cover, the running lines and the page that says what this meeting is; pure, from rows already read."""

import datetime
import unicodedata
from collections import Counter
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from commitments import models as m
from commitments.briefings.content import (
    Cover,
    Delegation,
    Fact,
    MeetingPage,
    PastMeeting,
    Phrase,
    Seat,
    Tally,
)
from commitments.briefings.records import Brought, Records
from commitments.briefings.rows import Days, health_of
from commitments.briefings.words import cap, clock, days, full_date, long_date, short_date
from commitments.references import short
from commitments.vocabulary import Side

SHAPES = ("fulfilled", "on_track", "at_risk", "no_evidence", "off_track")
LATE_SHOWN = 12
# Letters on one line of the cover at its first and at its second size; a full-width one counts twice.
TITLE_LETTERS = 26
LONG_TITLE_LETTERS = 34


def home_name(records: Records) -> str:
    return records.home.name if records.home else settings.HOME_COUNTRY


def parties(records: Records) -> str:
    return f"{home_name(records)} – {records.meeting.country.name}"


def zones(records: Records) -> tuple[tuple[str, str], ...]:
    """Give time zone and name of both capitals, ours first."""
    partner = records.meeting.country
    places = [(partner.time_zone, partner.capital)]
    if records.home:
        places.insert(0, (records.home.time_zone, records.home.capital))
    return tuple(places)


def running_title(records: Records) -> str:
    held_on = records.meeting.held_on
    return f"{parties(records)}, {short_date(held_on)}" if held_on else parties(records)


def footer(reference: str, records: Records, as_of: datetime.datetime) -> tuple[str, ...]:
    """Give the three lines at the foot of each page."""
    moment = as_of.astimezone(datetime.UTC)
    return (
        f"{reference} · v0.1 {pgettext('state of a packet', 'DRAFT')} · {copy_words()}",
        _("As of %(date)s %(time)s UTC") % {"date": short_date(moment.date()), "time": f"{moment:%H:%M}"},
        " · ".join(clock(as_of, zone, place) for zone, place in zones(records)),
    )


def copy_words() -> str:
    return _("Copy %(number)s of %(count)s") % {"number": 1, "count": 1}


def cover(reference: str, records: Records, *, reader: m.User, as_of: datetime.datetime) -> Cover:
    """Give the first page."""
    meeting, moment = records.meeting, as_of.astimezone(datetime.UTC)
    local = ", ".join(clock(as_of, zone, place) for zone, place in zones(records))
    facts = [
        Fact(_("For"), (str(reader),)),
        Fact(_("When"), when(records)),
        Fact(_("Where"), (meeting.place or _("not stated"),)),
        Fact(
            _("Packet"),
            (f"{reference}, {_('version %(version)s') % {'version': '0.1'}}, {copy_words().lower()}",),
        ),
        Fact(_("As of"), (f"{long_date(moment.date())}, {moment:%H:%M} UTC ({local})",)),
    ]
    desk = meeting.country.desk
    originator = records.originator
    return Cover(
        originator=originator.name if originator else home_name(records),
        originator_names=_names(originator.names.all()) if originator else (),
        prepared_by=_("Prepared by: %(desk)s") % {"desk": desk.name if desk else _("not stated")},
        occasion=meeting.title,
        parties=parties(records),
        parties_size=_size(parties(records)),
        names=_party_names(records),
        facts=tuple(facts),
        note=_note(meeting),
    )


def _size(title: str) -> str:
    """Name the largest size at which a title stays on one line."""
    letters = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in title)
    if letters <= TITLE_LETTERS:
        return ""
    return "long" if letters <= LONG_TITLE_LETTERS else "longest"


def _note(meeting: m.Meeting) -> str:
    if not meeting.country.is_demonstration:
        return _("Every line comes from the record as it stood at the as-of moment. Nothing here is cleared.")
    return _(
        "Demonstration data: made up, or taken from public reports in our own words. It is no record of any "
        "ministry, and no statement about any government."
    )


def _names(rows: object) -> tuple[Phrase, ...]:
    return tuple(Phrase(row.name, row.language) for row in rows)  # type: ignore[attr-defined]


def _party_names(records: Records) -> tuple[Phrase, ...]:
    """Name both sides in each language in which both have a name on record."""
    if records.home is None:
        return ()
    home = {row.language: row.name for row in records.home.names.all()}
    partner = {row.language: row.name for row in records.meeting.country.names.all()}
    return tuple(Phrase(f"{home[code]} – {partner[code]}", code) for code in home if code in partner)


def when(records: Records) -> tuple[str, ...]:
    """Give the date and, in both capitals and UTC, the time; "not stated" where the record has none."""
    meeting = records.meeting
    if meeting.held_on is None:
        return (_("not stated"),)
    if meeting.starts_at is None:
        return (full_date(meeting.held_on),)
    place = meeting.time_zone or meeting.country.time_zone
    starts = datetime.datetime.combine(meeting.held_on, meeting.starts_at, ZoneInfo(place))
    span = f"{meeting.starts_at:%H:%M}" + (f"–{meeting.ends_at:%H:%M}" if meeting.ends_at else "")
    moments = [clock(starts, zone, name) for zone, name in zones(records)] + [clock(starts, "UTC", "UTC")]
    return (f"{full_date(meeting.held_on)}, {span}", " · ".join(moments))


def meeting_page(records: Records, today: Days) -> MeetingPage:
    """Give the page that says what this meeting is."""
    meeting, late = records.meeting, _late(records, today)
    facts = [Fact(_("What it is"), (_form(meeting),))]
    if meeting.purpose:
        facts.append(Fact(_("Purpose"), (meeting.purpose,)))
    place = meeting.place or _("place not stated")
    facts.append(Fact(_("When and where"), (*when(records), place)))
    sides = ((Side.THEIRS, meeting.country.name), (Side.OURS, home_name(records)))
    return MeetingPage(
        facts=tuple(facts),
        delegations=tuple(_delegation(side, name, records) for side, name in sides),
        past=tuple(_past(brought) for brought in records.past),
        past_empty=_("No earlier meeting is on record for this reader."),
        tallies=_tallies(records, today),
        late=late or _("Nothing is overdue."),
        is_late=bool(late),
    )


def _form(meeting: m.Meeting) -> str:
    state = meeting.get_state_display()
    if meeting.mechanism is None:
        return f"{cap(meeting.get_form_display())} ({state})"
    if meeting.session_number is None:
        return f"{meeting.mechanism.name}, {meeting.get_form_display()} ({state})"
    session = _("session %(number)s") % {"number": meeting.session_number}
    return f"{meeting.mechanism.name}, {session} ({state})"


def _delegation(side: Side, name: str, records: Records) -> Delegation:
    seats = [seat for seat in records.seats if seat.side == side]
    heads = sorted(seats, key=lambda seat: not seat.is_head)
    return Delegation(
        title=_("Delegation: %(country)s") % {"country": name},
        seats=tuple(_seat(number, seat) for number, seat in enumerate(heads, 1)),
        empty=_("Not stated."),
    )


def _seat(number: int, seat: m.DelegationMember) -> Seat:
    head = f" ({_('head of delegation')})" if seat.is_head else ""
    if seat.official is None:
        return Seat(str(number), f"{seat.post}{head}", (), "")
    official = seat.official
    post = official.post if official.person else ""
    ministry = official.ministry.name if official.ministry else ""
    names = tuple(Phrase(row.person or row.post, row.language) for row in official.names.all())
    where = ", ".join(part for part in (post, ministry) if part)
    return Seat(str(number), f"{official.person or official.post}{head}", names, where)


def _past(brought: Brought) -> PastMeeting:
    meeting = brought.meeting
    counts = [ngettext("%(n)s outcome", "%(n)s outcomes", brought.outcomes) % {"n": brought.outcomes}]
    if brought.commitments:
        counts.append(
            ngettext("%(n)s commitment", "%(n)s commitments", brought.commitments)
            % {"n": brought.commitments}
        )
        counts.append(_("%(n)s still open") % {"n": brought.still_open})
    date = short_date(meeting.held_on) if meeting.held_on else _("not stated")
    return PastMeeting(
        f"M-{short(meeting.reference.removeprefix('M-'))}", date, meeting.title, ", ".join(counts)
    )


def _tallies(records: Records, today: Days) -> tuple[Tally, ...]:
    """Count the items in each health; what nobody is in is left out."""
    counted: Counter[str] = Counter()
    words: dict[str, str] = {}
    for item in records.commitments:
        word, shape = health_of(item, today.of(item.owed_by))
        counted[shape] += 1
        words[shape] = word if shape != "fulfilled" else _("Fulfilled")
    return tuple(
        Tally(shape, _("%(n)s %(health)s") % {"n": counted[shape], "health": words[shape].lower()})
        for shape in SHAPES
        if counted[shape]
    )


def _late(records: Records, today: Days) -> str:
    """Name what is overdue, the longest first; "" where nothing is."""
    counted = [(item.days_late(today.of(item.owed_by)), item) for item in records.commitments]
    late = sorted((pair for pair in counted if pair[0]), key=lambda pair: (-pair[0], pair[1].reference))
    named = [
        f"{short(item.reference)} ({item.get_owed_by_display()}), {days(count)}".replace(" ", "\u00a0")
        for count, item in late[:LATE_SHOWN]
    ]
    if len(late) > LATE_SHOWN:
        named.append(_("and %(count)s more") % {"count": len(late) - LATE_SHOWN})
    return _("Overdue: %(items)s") % {"items": " · ".join(named)} if named else ""
