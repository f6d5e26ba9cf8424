"""The order of events in the time of the place and of both capitals; no queries."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.conf.locale import LANG_INFO
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import models
from commitments.enums import PacketEdition
from commitments.packets.content_values import Part, Phrase, find_common_language
from commitments.packets.field_limits import FieldLimit, exceeds_page, find_widest_field, name_part
from commitments.packets.formats import (
    EventLine,
    Languages,
    format_shift,
    parse_courtesies,
    parse_events,
    translate_heading,
)
from commitments.packets.languages import language_of
from commitments.packets.records import PacketRecords
from commitments.packets.section import PARTS, Building, OfficerText, PacketSection, Selection
from commitments.packets.sections import cover
from commitments.packets.sections.core_brief import briefs_of, build_parts, format_occasion, has_any, in_order

LIMITS: Mapping[str, FieldLimit] = {
    "events": FieldLimit(share=120),
    "place": FieldLimit(share=40),
    "language": FieldLimit(share=40),
    "press": FieldLimit(share=40),
    "courtesy": FieldLimit(share=30),
    "if_plans_change": FieldLimit(share=50),
}


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the order of events; its times follow the headings of the table.

    A tall line may be split over pages.
    """

    times: tuple[str, ...]
    what: str
    who: str
    note: str
    is_tall: bool = False


@dataclass(frozen=True, slots=True)
class Courtesy:
    meaning: str
    theirs: str
    say: str
    ours: str


@dataclass(frozen=True, slots=True)
class Courtesies:
    label: str
    names: tuple[Phrase, ...]
    heads: tuple[str, ...]
    rows: tuple[Courtesy, ...]
    language: str = ""


@dataclass(frozen=True, slots=True)
class Scenario:
    """The order of events with its details; `places` are the headings of the columns of times.

    `language` is set where the events are in another language than that of print.
    """

    key: str
    occasion: str
    places: tuple[str, ...]
    events: tuple[Event, ...]
    parts: tuple[Part, ...]
    courtesies: Courtesies | None
    after: tuple[Part, ...]
    shorten: str
    language: str = ""

    @property
    def whole_language(self) -> str:
        """The language of the whole page, where it is not the language of print."""
        found = find_common_language(*self.parts, *self.after)
        return found if found == self.language else ""


@dataclass(frozen=True, kw_only=True)
class ScenarioFields:
    """What the content has of the scenarios."""

    scenarios: tuple[Scenario, ...] = ()


LABELS: Mapping[str, Promise] = {
    "events": gettext_lazy("Order of events"),
    "place": gettext_lazy("Place and seating"),
    "language": gettext_lazy("Language"),
    "press": gettext_lazy("Press"),
    "courtesy": gettext_lazy("Courtesy phrases"),
    "if_plans_change": gettext_lazy("If plans change"),
}
# A cell of so many letters takes a third of a page or more.
TALL_LETTERS = 600
Places = tuple[tuple[str, str], ...]


def build_scenarios(records: PacketRecords, others: Languages) -> tuple[Scenario, ...]:
    """Return the page of each meeting that has one."""
    written = [brief for brief in in_order(briefs_of(records), records) if has_any(brief, LIMITS)]
    return tuple(_scenario(number, brief, records, others) for number, brief in enumerate(written, 1))


def _scenario(number: int, brief: models.Brief, records: PacketRecords, others: Languages) -> Scenario:
    meeting = next(one for one in records.meetings if one.pk == brief.meeting_id)
    shown = list_places(meeting, records)
    texts = {name: getattr(brief, name) for name in LIMITS}
    return Scenario(
        key=f"scenario-{number}",
        occasion=format_occasion(brief, records),
        places=tuple(name for _zone, name in shown),
        events=tuple(_event(line, meeting, shown) for line in parse_events(brief.events).rows),
        parts=build_parts(brief, ("place", "language", "press"), LABELS, others),
        courtesies=_courtesies(brief, records, others),
        after=build_parts(brief, ("if_plans_change",), LABELS, others),
        shorten=str(LABELS[find_widest_field(texts, LIMITS)]),
        language=language_of(brief, "events"),
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
    return f"{there:%H:%M}" + (f"\u00a0{format_shift(off)}" if off else "")


def _courtesies(brief: models.Brief, records: PacketRecords, others: Languages) -> Courtesies | None:
    read = parse_courtesies(brief.courtesy).rows
    if not read:
        return None
    theirs, ours = _tongue(records.country), _tongue(records.home)
    return Courtesies(
        label=str(LABELS["courtesy"]),
        names=translate_heading(others, LABELS["courtesy"]),
        heads=(_("Meaning"), theirs or _("Their phrase"), _("Pronunciation"), ours or _("Our phrase")),
        rows=tuple(Courtesy(line.meaning, line.theirs, line.say, line.ours) for line in read),
        language=language_of(brief, "courtesy"),
    )


def _tongue(country: models.Country | None) -> str:
    """Name the first language of a country, where it has a name."""
    code = next(iter(country.spoken), "") if country else ""
    return _(LANG_INFO[code]["name"]) if code in LANG_INFO else ""


def _build(building: Building) -> Mapping[str, Any]:
    return {"scenarios": build_scenarios(building.records, building.others)}


def _list_too_long(content: ScenarioFields, overlong: frozenset[str]) -> Iterator[str]:
    for scenario in content.scenarios:
        if scenario.key in overlong:
            yield name_part(_("Scenario"), scenario.occasion, exceeds_page(scenario.shorten))


def _name_texts(content: Any) -> Iterator[tuple[Any, tuple[str, ...]]]:
    about = content.cover.occasion
    yield from ((one, (_("Scenario"), one.occasion or about)) for one in content.scenarios)


SECTION = PacketSection(
    key="scenario",
    values=ScenarioFields,
    build=_build,
    number="2",
    title=gettext_lazy("Scenario"),
    short=gettext_lazy("Scenario"),
    purpose=gettext_lazy("Timetable"),
    templates=(f"{PARTS}scenario.html",),
    editions={PacketEdition.MINISTER: Selection((f"{PARTS}scenario.html",))},
    texts=(OfficerText(models.Brief, "core", tuple(LIMITS), page="scenario"),),
    list_too_long=_list_too_long,
    name_texts=_name_texts,
    part_names={"events": LABELS["events"]},
)
