"""Turn entries into the text of an iCalendar file (RFC 5545); the library folds and escapes. No queries."""

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, Todo, vCalAddress, vText

from commitments.text import normalise_lines, one_line

PRODUCT = "-//Commitments tracker//calendar//EN"
# How often a calendar program is asked to look again.
REFRESH = datetime.timedelta(hours=1)
# What no calendar may hold beside other controls (RFC 5545, 3.3.11), and what turns the letters' order round.
UNFIT = re.compile("[\x00\u202a-\u202e\u2066-\u2069]")
ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One date of one record. `first` and `last` are days, both included, or times with a time zone.

    Without `last` it is one day or time. `uid` never changes, `sequence` rises with every change. A task has
    a due day; `done_at` is when it was completed.
    """

    uid: str
    sequence: int
    changed_at: datetime.datetime
    first: datetime.date
    last: datetime.date | None
    summary: str
    description: str = ""
    place: str = ""
    url: str = ""
    kind: str = ""
    status: str = ""
    is_private: bool = True
    is_task: bool = False
    done_at: datetime.datetime | None = None


def render_calendar(entries: Iterable[CalendarEntry], *, name: str, description: str) -> bytes:
    """Write a calendar of entries, with the time zones that they name; same entries, same bytes."""
    made = list(entries)
    found = _begun(made)
    for key, text in (("NAME", name), ("X-WR-CALNAME", name), ("X-WR-CALDESC", description)):
        # Escaped as text, which the library does for the names that it knows.
        found.add(key, vText(clean_text(one_line(text))))
    found.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    found.add("X-PUBLISHED-TTL", "PT1H")
    for entry in made:
        found.add_component(build_component(entry))
    return bytes(found.to_ical())


def render_invitation(entry: CalendarEntry, *, method: str, organizer: Address, guest: Address) -> bytes:
    """Write one event for one guest, as a request or its cancellation (RFC 5546, 3.2), without asking for
    a reply.
    """
    found = _begun([entry])
    found.add("METHOD", method)
    made = build_component(entry)
    host = vCalAddress(f"mailto:{organizer.addr_spec}")
    host.params["CN"] = vText(clean_text(one_line(organizer.display_name)))
    made.add("ORGANIZER", host)
    asked = vCalAddress(f"mailto:{guest.addr_spec}")
    asked.params["CN"] = vText(clean_text(one_line(guest.display_name)))
    asked.params |= {"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "FALSE"}
    made.add("ATTENDEE", asked)
    found.add_component(made)
    return bytes(found.to_ical())


def _begun(entries: Sequence[CalendarEntry]) -> Calendar:
    found = Calendar()
    found.add("PRODID", PRODUCT)
    found.add("VERSION", "2.0")
    for zone in _zones(entries):
        found.add_component(zone)
    return found


def build_component(entry: CalendarEntry) -> Event | Todo:
    """Build the event or the task of an entry."""
    made = Todo() if entry.is_task else Event()
    made.add("UID", entry.uid)
    made.add("DTSTAMP", entry.changed_at)
    made.add("LAST-MODIFIED", entry.changed_at)
    made.add("SEQUENCE", entry.sequence)
    _add_dates(made, entry)
    made.add("SUMMARY", clean_text(one_line(entry.summary)))
    for key, text in (("LOCATION", one_line(entry.place)), ("DESCRIPTION", entry.description)):
        if text:
            made.add(key, clean_text(text))
    for key, value in (("URL", entry.url), ("CATEGORIES", [clean_text(entry.kind)] if entry.kind else None)):
        if value:
            made.add(key, value)
    if entry.status:
        made.add("STATUS", entry.status)
    if entry.is_private:
        made.add("CLASS", "PRIVATE")
    return made


def clean_text(text: str) -> str:
    """Remove from a text what no calendar may hold, and what would reorder its letters."""
    return UNFIT.sub("", "\n".join(one_line(line).strip() for line in normalise_lines(text).split("\n")))


def _add_dates(made: Event | Todo, entry: CalendarEntry) -> None:
    """Write the dates: the end of an event is the day after its last, the day of a task that day itself."""
    last = entry.last or entry.first
    is_timed = isinstance(entry.first, datetime.datetime)
    if entry.is_task:
        # Equal days would be a task that ends before it begins (RFC 5545, 3.6.2).
        if entry.first < last:
            made.add("DTSTART", entry.first)
        made.add("DUE", last)
        if entry.done_at is not None:
            made.add("COMPLETED", entry.done_at)
            made.add("PERCENT-COMPLETE", 100)
        return
    made.add("DTSTART", entry.first)
    if not is_timed:
        made.add("DTEND", last + ONE_DAY)
        # A day on which something is due takes nobody's time.
        made.add("TRANSP", "TRANSPARENT")
    elif entry.last is not None:
        made.add("DTEND", entry.last)


def _zones(entries: Sequence[CalendarEntry]) -> list[Timezone]:
    """Return the rules of the time zones that the entries name, for the years of the entries."""
    years: dict[str, list[int]] = {}
    for entry in entries:
        if isinstance(entry.first, datetime.datetime) and isinstance(entry.first.tzinfo, ZoneInfo):
            years.setdefault(entry.first.tzinfo.key, []).append(entry.first.year)
    return [_zone(name, min(found), max(found)) for name, found in sorted(years.items())]


@lru_cache(maxsize=256)
def _zone(name: str, first: int, last: int) -> Timezone:
    """Work out the rules of a time zone from the year before to the year after; worked out once."""
    return Timezone.from_tzid(
        name,
        first_date=datetime.date(first - 1, 1, 1),
        last_date=datetime.date(last + 2, 1, 1),
    )
