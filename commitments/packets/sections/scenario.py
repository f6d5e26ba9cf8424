"""The order of events in the time of the place and of both capitals; no queries."""

import datetime
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from django.conf.locale import LANG_INFO
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import models
from commitments.packets import limits
from commitments.packets.content_values import Courtesies, Courtesy, Event, Scenario
from commitments.packets.formats import (
    EventLine,
    Languages,
    parse_courtesies,
    parse_events,
    translate_heading,
)
from commitments.packets.records import PacketRecords
from commitments.packets.sections import cover
from commitments.packets.sections.core_brief import build_parts, format_occasion, has_any, in_order

LABELS: Mapping[str, Promise] = {
    "events": gettext_lazy("Order of events"),
    "place": gettext_lazy("Place and seats"),
    "language": gettext_lazy("Language"),
    "press": gettext_lazy("Press"),
    "courtesy": gettext_lazy("Courtesy words"),
    "if_plans_change": gettext_lazy("If plans change"),
}
# A cell of so many letters takes a third of a page or more.
TALL_LETTERS = 600
Places = tuple[tuple[str, str], ...]


def build_scenarios(records: PacketRecords, others: Languages) -> tuple[Scenario, ...]:
    """Return the page of each meeting that has one."""
    written = [brief for brief in in_order(records.briefs, records) if has_any(brief, limits.SCENARIO)]
    return tuple(_scenario(number, brief, records, others) for number, brief in enumerate(written, 1))


def _scenario(number: int, brief: models.Brief, records: PacketRecords, others: Languages) -> Scenario:
    meeting = next(one for one in records.meetings if one.pk == brief.meeting_id)
    shown = list_places(meeting, records)
    texts = {name: getattr(brief, name) for name in limits.SCENARIO}
    return Scenario(
        key=f"scenario-{number}",
        occasion=format_occasion(brief, records),
        places=tuple(name for _zone, name in shown),
        events=tuple(_event(line, meeting, shown) for line in parse_events(brief.events).rows),
        parts=build_parts(brief, ("place", "language", "press"), LABELS, others),
        courtesies=_courtesies(brief, records, others),
        after=build_parts(brief, ("if_plans_change",), LABELS, others),
        shorten=str(LABELS[limits.find_widest_field(texts, limits.SCENARIO)]),
    )


def list_places(meeting: models.Meeting, records: PacketRecords) -> Places:
    """Return zone and name of the place first, then of the capitals with another clock.

    Without a date no other clock is shown, since daylight saving time may apply there.
    """
    here = meeting.time_zone or records.country.time_zone
    capitals = dict(cover.list_zones(records))
    name = capitals.pop(here, "") or here.rpartition("/")[2].replace("_", " ")
    return ((here, name), *(capitals.items() if meeting.held_on else ()))


def _event(line: EventLine, meeting: models.Meeting, shown: Places) -> Event:
    times: tuple[str, ...] = ("",) * len(shown)
    if line.at is not None and meeting.held_on is None:
        times = (f"{line.at:%H:%M}",)
    elif line.at is not None and meeting.held_on is not None:
        at = datetime.datetime.combine(meeting.held_on, line.at, ZoneInfo(shown[0][0]))
        times = tuple(_clock(at, zone) for zone, _name in shown)
    is_tall = max(len(line.what), len(line.who), len(line.note)) > TALL_LETTERS
    return Event(times, line.what, line.who, line.note, is_tall)


def _clock(at: datetime.datetime, zone: str) -> str:
    """Write `12:05`, and how many days it is on or back there."""
    there = at.astimezone(ZoneInfo(zone))
    off = (there.date() - at.date()).days
    return f"{there:%H:%M}" + (f" {off:+d} d".replace("-", "\u2212").replace(" ", "\u00a0") if off else "")


def _courtesies(brief: models.Brief, records: PacketRecords, others: Languages) -> Courtesies | None:
    read = parse_courtesies(brief.courtesy).rows
    if not read:
        return None
    theirs, ours = _tongue(records.country), _tongue(records.home)
    return Courtesies(
        label=str(LABELS["courtesy"]),
        names=translate_heading(others, LABELS["courtesy"]),
        heads=(_("Meaning"), theirs or _("Their word"), _("Say"), ours or _("Our word")),
        rows=tuple(Courtesy(line.meaning, line.theirs, line.say, line.ours) for line in read),
    )


def _tongue(country: models.Country | None) -> str:
    """Name the first language of a country, where it has a name."""
    code = next(iter(country.spoken), "") if country else ""
    return _(LANG_INFO[code]["name"]) if code in LANG_INFO else ""
