"""The background facts of the meetings of a packet, each with its source and its date."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import models
from commitments.packets.records import PacketRecords
from commitments.packets.section import PARTS, Building, OfficerText, PacketSection, read_written


@dataclass(frozen=True, slots=True)
class FactLine:
    """A background fact with its source, and its date in words, or that no date is stated."""

    text: str
    source: str
    dated: str


@dataclass(frozen=True, slots=True)
class Background:
    """The background facts of a meeting; `occasion` names it where a packet is about several."""

    occasion: str
    facts: tuple[FactLine, ...]


@dataclass(frozen=True, kw_only=True)
class BackgroundFields:
    """What the content has of the background."""

    background: tuple[Background, ...] = ()


def load_facts(
    meetings: tuple[models.Meeting, ...], reader: models.User
) -> tuple[models.BackgroundFact, ...]:
    """Read the background facts of the meetings, in one query."""
    return read_written(models.BackgroundFact.objects.order_by("meeting_id", "order", "pk"), meetings, reader)


def facts_of(records: PacketRecords) -> tuple[models.BackgroundFact, ...]:
    """Return the facts that were read."""
    return records.own.get(KEY, ())


def build_background(records: PacketRecords) -> tuple[Background, ...]:
    """Return the background facts of each meeting that has any, in the order of the meetings."""
    found = []
    for meeting in records.meetings:
        facts = tuple(_facts(fact for fact in facts_of(records) if fact.meeting_id == meeting.pk))
        if facts:
            found.append(Background(name_meeting(meeting, records), facts))
    return tuple(found)


def _facts(rows: Iterable[models.BackgroundFact]) -> Iterator[FactLine]:
    return (FactLine(row.text, row.source, row.dated or _("not stated")) for row in rows)


def name_meeting(meeting: models.Meeting, records: PacketRecords) -> str:
    """Name a meeting where a packet is about several."""
    return meeting.title if len(records.meetings) > 1 else ""


def _build(building: Building) -> Mapping[str, Any]:
    return {"background": build_background(building.records)}


KEY = "background"
SECTION = PacketSection(
    key=KEY,
    values=BackgroundFields,
    build=_build,
    number="7",
    title=gettext_lazy("Background"),
    short=gettext_lazy("Background"),
    purpose=gettext_lazy("Facts with sources"),
    templates=(f"{PARTS}background.html",),
    load=load_facts,
    texts=(
        OfficerText(
            models.BackgroundFact,
            KEY,
            ("text", "source", "dated"),
            page=KEY,
            names_items=False,
        ),
    ),
    since=3,
)
