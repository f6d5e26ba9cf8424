"""The cover and the running lines; no queries."""

import datetime
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments import models
from commitments.enums import PacketEdition
from commitments.packets.content_values import Fact, Phrase, Section
from commitments.packets.formats import (
    format_clocks,
    format_window,
    full_date,
    label_name,
    long_date,
    short_date,
    with_label,
)
from commitments.packets.records import PacketRecords
from commitments.packets.section import PARTS, Building, Kept, OfficerText, PacketSection, Selection
from commitments.packets.sections.core_brief import briefs_of, format_occasion, in_order


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page; `parties_size` names the size ("", "long", "longest") that keeps both on one line.

    Between `facts` and `as_of` the imprint prints the edition, and after it what the edition replaces.
    """

    originator: str
    originator_names: tuple[Phrase, ...]
    prepared_by: str
    occasion: str
    parties: str
    parties_size: str
    names: tuple[Phrase, ...]
    facts: tuple[Fact, ...]
    as_of: Fact
    duty: Fact | None
    note: str


@dataclass(frozen=True, kw_only=True)
class CoverFields:
    """What the content has of the first page, and of the lines on every page."""

    cover: Cover
    running_title: str
    moment: tuple[str, ...]


NO_BREAK = "\u00a0"
UTC = "UTC"
# Letters on one line of the cover at its first and at its second size; a full-width one counts twice.
TITLE_LETTERS = 26
LONG_TITLE_LETTERS = 34


def home_name(records: PacketRecords) -> str:
    return str(records.home or settings.HOME_COUNTRY)


def format_parties(records: PacketRecords) -> str:
    return f"{home_name(records)} – {records.country}"


def list_zones(records: PacketRecords) -> tuple[tuple[str, str], ...]:
    """Return time zone and name of both capitals, ours first."""
    partner = records.country
    places = [(partner.time_zone, partner.capital)]
    if records.home:
        places.insert(0, (records.home.time_zone, records.home.capital))
    return tuple(places)


def running_title(records: PacketRecords) -> str:
    """Name both sides and the date; of several meetings the dates from the first to the last."""
    days = [one.held_on for one in records.meetings if one.held_on] if records.meeting else []
    if not days:
        return format_parties(records)
    return f"{format_parties(records)}, {format_window(min(days), max(days)).replace(' ', NO_BREAK)}"


def moment_lines(records: PacketRecords, as_of: datetime.datetime) -> tuple[str, ...]:
    """Return the as-of moment for every page, in UTC and in both capitals, with the day where it differs."""
    moment = as_of.astimezone(datetime.UTC)
    return (
        _("As of %(date)s %(time)s UTC") % {"date": short_date(moment.date()), "time": f"{moment:%H:%M}"},
        format_clocks(as_of, list_zones(records), moment.date(), short_date),
    )


def _write_day(day: datetime.date) -> str:
    """Write the day before a time on the cover."""
    return f"{long_date(day)},"


def build_cover(records: PacketRecords, *, reader: models.User, as_of: datetime.datetime) -> Cover:
    """Return the first page; its edition and copy are in the imprint."""
    meeting = records.meeting
    moment = format_clocks(as_of, (*list_zones(records), (UTC, UTC)), None, _write_day)
    facts = [Fact(_("For"), (label_name(str(reader)),))]
    for one in records.meetings if meeting else ():
        named = (one.title,) if len(records.meetings) > 1 else ()
        facts.append(Fact(_("Date and time"), (*named, *format_time(one, records))))
        facts.append(Fact(_("Place"), (one.place or _("not stated"),)))
    duty = _duty(records)
    desk, originator = records.country.desk, records.originator
    return Cover(
        originator=str(originator or home_name(records)),
        originator_names=other_names(originator) if originator else (),
        prepared_by=_("Prepared by: %(desk)s") % {"desk": desk.name if desk else _("not stated")},
        occasion=_occasion(records),
        parties=format_parties(records),
        parties_size=_size(format_parties(records)),
        names=_party_names(records),
        facts=tuple(facts),
        as_of=Fact(_("As of"), (moment,)),
        duty=Fact(_("Duty officer, 24 h"), duty) if duty else None,
        note=_note(records.country),
    )


def _duty(records: PacketRecords) -> tuple[str, ...]:
    """Name the duty officer; of several meetings each, in their order, where it is not one for all."""
    found = [(one, one.duty_officer) for one in in_order(briefs_of(records), records) if one.duty_officer]
    if len({officer for _brief, officer in found}) < 2:
        return tuple(officer for _brief, officer in found[:1])
    return tuple(with_label(format_occasion(brief, records), officer) for brief, officer in found)


def _occasion(records: PacketRecords) -> str:
    """Name the meeting; several are counted here, and each is named with its day and place."""
    if records.meeting is None:
        return _("All matters between the two sides")
    count = len(records.meetings)
    if count == 1:
        return records.meeting.title
    return ngettext("%(n)s meeting", "%(n)s meetings", count) % {"n": count}


def _size(title: str) -> str:
    """Name the largest size at which a title stays on one line."""
    letters = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in title)
    if letters <= TITLE_LETTERS:
        return ""
    return "long" if letters <= LONG_TITLE_LETTERS else "longest"


def _note(country: models.Country) -> str:
    if not country.is_demonstration:
        return _("All content is taken from the records at the as-of date and time.")
    return _(
        "Demonstration data, invented or paraphrased from public reports. It is not a record of "
        "any ministry or a statement about any government."
    )


def other_names(named: models.Country | models.Ministry) -> tuple[Phrase, ...]:
    """Return the names in other languages than that in which it is named here."""
    return tuple(Phrase(row.name, row.language) for row in named.names.all() if row.name != str(named))


def _party_names(records: PacketRecords) -> tuple[Phrase, ...]:
    """Return the names of both sides in each language in which both have a recorded name."""
    if records.home is None:
        return ()
    home = {row.language: row.name for row in records.home.names.all()}
    partner = {row.language: row.name for row in records.country.names.all()}
    named = {code: f"{home[code]} – {partner[code]}" for code in home if code in partner}
    return tuple(Phrase(text, code) for code, text in named.items() if text != format_parties(records))


def format_time(meeting: models.Meeting, records: PacketRecords) -> tuple[str, ...]:
    """Return the date and, in both capitals and UTC, the time; "not stated" where none is recorded."""
    if meeting.held_on is None:
        return (_("not stated"),)
    if meeting.starts_at is None:
        return (full_date(meeting.held_on),)
    place = meeting.time_zone or meeting.country.time_zone
    starts = datetime.datetime.combine(meeting.held_on, meeting.starts_at, ZoneInfo(place))
    span = f"{meeting.starts_at:%H:%M}" + (f"–{meeting.ends_at:%H:%M}" if meeting.ends_at else "")
    clocks = format_clocks(starts, (*list_zones(records), (UTC, UTC)), meeting.held_on, _write_day)
    return (f"{full_date(meeting.held_on)}, {span}", clocks)


def _build(building: Building) -> Mapping[str, Any]:
    records, moment = building.records, building.moment
    return {
        "cover": build_cover(records, reader=building.reader, as_of=moment),
        "running_title": running_title(records),
        "moment": moment_lines(records, moment),
    }


def _restrict(content: CoverFields, _touched: frozenset[str]) -> Kept:
    """An addendum keeps it whole, without a heading."""
    kept = {"cover": content.cover, "running_title": content.running_title, "moment": content.moment}
    no_heading: tuple[Section, ...] = ()
    return kept, no_heading


def _name_texts(content: CoverFields) -> Iterator[tuple[Any, tuple[str, ...]]]:
    yield (content.running_title, *content.moment), ()


SECTION = PacketSection(
    key="cover",
    values=CoverFields,
    build=_build,
    templates=(f"{PARTS}cover.html", f"{PARTS}contents.html"),
    editions={
        PacketEdition.MINISTER: Selection((f"{PARTS}cover.html",)),
        PacketEdition.NOTE_TAKER: Selection((f"{PARTS}agenda_head.html",)),
    },
    texts=(
        OfficerText(
            models.Brief,
            "core",
            ("duty_officer",),
            page="cover",
            label=gettext_lazy("Cover"),
            names_items=False,
        ),
    ),
    name_texts=_name_texts,
    restrict=_restrict,
)
