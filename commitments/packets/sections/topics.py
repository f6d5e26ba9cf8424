"""Topic briefs: the front is said aloud, the back is background; no queries."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import models
from commitments.enums import PacketEdition
from commitments.packets.content_values import Part, Phrase, Section, Shown, find_common_language
from commitments.packets.field_limits import FieldLimit, find_faults, name_part
from commitments.packets.formats import (
    Languages,
    capitalise,
    items_named,
    long_date,
    phrases_of,
    translate_heading,
)
from commitments.packets.records import PacketRecords
from commitments.packets.section import (
    PARTS,
    Building,
    OfficerText,
    PacketSection,
    Selection,
    SideDays,
    read_written,
)
from commitments.packets.sections import scorecard
from commitments.packets.sections.annex import meeting_row
from commitments.packets.sections.core_brief import (
    build_part,
    build_parts,
    describe_faults,
    format_occasion,
    in_order,
    quoted_once,
)
from commitments.records.references import shorten_reference

LIMITS: Mapping[str, FieldLimit] = {
    "objective": FieldLimit(share=20, is_one_line=True),
    "their_objective": FieldLimit(share=50),
    "response": FieldLimit(share=50),
    "points": FieldLimit(most=5, share=130),
    "if_raised": FieldLimit(most=4, share=130),
    "tactics": FieldLimit(share=50),
    "press_line": FieldLimit(share=50),
    "last_time": FieldLimit(share=70),
    "background": FieldLimit(share=200),
    "not_to_be_disclosed": FieldLimit(share=100),
    "items": FieldLimit(share=50),
}


@dataclass(frozen=True, slots=True)
class Touched:
    """An item that a topic concerns."""

    ref: Shown[str]
    title: str
    account: Shown[str]
    due: Shown[str]
    is_late: Shown[bool]
    health: Shown[str]
    shape: Shown[str]
    is_in_annex: Shown[bool]


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic brief: the front is said aloud, the back is only background.

    `filed` is its number on the page of its meeting; `occasion` names that meeting where a packet is about
    several.
    """

    key: str
    number: str
    filed: str
    occasion: str
    title: str
    names: tuple[Phrase, ...]
    short: str
    division: str
    front: tuple[Part, ...]
    background: Part | None
    not_to_be_disclosed: Part | None
    touched_label: str
    touched_names: tuple[Phrase, ...]
    touched: tuple[Touched, ...]
    end: str
    faults: tuple[str, ...]

    @property
    def language(self) -> str:
        """The language of the whole page, where it is not the language of print."""
        return find_common_language(*self.front)


@dataclass(frozen=True, kw_only=True)
class TopicFields:
    """What the content has of the topic briefs."""

    topics: tuple[Topic, ...] = ()


LABELS: Mapping[str, Promise] = {
    "objective": gettext_lazy("Our objective"),
    "their_objective": gettext_lazy("Their objective"),
    "response": gettext_lazy("Our response"),
    "points": gettext_lazy("Points to make"),
    "if_raised": gettext_lazy("If raised"),
    "tactics": gettext_lazy("Tactics"),
    "press_line": gettext_lazy("Press line"),
    "last_time": gettext_lazy("Previous discussion"),
    "background": gettext_lazy("Background that may be used"),
    "not_to_be_disclosed": gettext_lazy("Not to be disclosed"),
    "items": gettext_lazy("Related items"),
}
FRONT = ("objective", "their_objective", "response", "points", "if_raised", "tactics")
# The parts of which a topic with a request has one.
REQUESTS = frozenset({"objective", "points"})
RUNNING_LETTERS = 24


def load_sheets(meetings: tuple[models.Meeting, ...], reader: models.User) -> tuple[models.TopicBrief, ...]:
    """Read the topic briefs of the meetings, in one query."""
    sheets = models.TopicBrief.objects.select_related("division", "meeting").order_by("meeting_id", "number")
    return read_written(sheets, meetings, reader)


def sheets_of(records: PacketRecords) -> tuple[models.TopicBrief, ...]:
    """Return the topic briefs that were read."""
    return records.own.get("topics", ())


def build_topics(
    records: PacketRecords, today: SideDays, others: Languages, *, as_of: datetime.date
) -> tuple[Topic, ...]:
    """Return every topic brief, the meetings in order."""
    return tuple(
        _topic(sheet, records, today, others, as_of) for sheet in in_order(sheets_of(records), records)
    )


def _topic(
    sheet: models.TopicBrief, records: PacketRecords, today: SideDays, others: Languages, as_of: datetime.date
) -> Topic:
    number = records.number_of(sheet)
    division, label = _division(sheet, records), f"T{number}"
    texts = {name: getattr(sheet, name) for name in LIMITS}
    names = phrases_of(sheet.titles)
    title = sheet.title
    short_title = f"{label} {sheet.running_title}" if sheet.running_title else label
    end = _("End of topic brief %(number)s") % {"number": label}
    return Topic(
        key=f"t{number}",
        number=label,
        # Two meetings may use one number: then a step of the sign-off names the one that is printed.
        filed=f"T{sheet.number}" if len(records.meetings) == 1 else label,
        occasion=format_occasion(sheet, records),
        title=title,
        names=tuple(one for one in names if one.text not in title),
        short=short_title[:RUNNING_LETTERS],
        division=division,
        front=(
            *build_parts(sheet, FRONT, LABELS, others),
            *_press_line(sheet, today.ours, others),
            *_last_time(sheet, records, others),
        ),
        background=build_part(sheet, "background", LABELS, others) if sheet.background else None,
        not_to_be_disclosed=build_part(sheet, "not_to_be_disclosed", LABELS, others)
        if sheet.not_to_be_disclosed
        else None,
        touched_label=str(LABELS["items"]),
        touched_names=translate_heading(others, LABELS["items"]),
        touched=_touched(sheet, records, today),
        end=" · ".join(piece for piece in (end, division, long_date(as_of)) if piece),
        faults=describe_faults(find_faults(texts, LIMITS), LABELS),
    )


def _division(sheet: models.TopicBrief, records: PacketRecords) -> str:
    """Name the division of a sheet, or else that of the partner's desk."""
    if sheet.division is not None:
        return sheet.division.name
    desk = records.country.desk
    return desk.division.name if desk is not None else ""


def _press_line(sheet: models.TopicBrief, today: datetime.date, others: Languages) -> tuple[Part, ...]:
    if not sheet.press_line:
        return ()
    until, note = sheet.press_until, ""
    if until is not None:
        words = (
            _("The press line may be used until %(date)s.")
            if until >= today
            else _("The press line must not be used after %(date)s.")
        )
        note = words % {"date": long_date(until)}
    return (
        replace(
            build_part(sheet, "press_line", LABELS, others),
            text=quoted_once(sheet.press_line.strip()),
            note=note,
        ),
    )


def _last_time(sheet: models.TopicBrief, records: PacketRecords, others: Languages) -> tuple[Part, ...]:
    """Return when the principals last met: as written, or else the last meeting of its kind and its
    results.
    """
    if sheet.last_time:
        return (build_part(sheet, "last_time", LABELS, others),)
    last = next((row for row in records.past if _is_alike(row.meeting, sheet.meeting)), None)
    if last is None:
        return ()
    title = f"{long_date(last.meeting.held_on)}, {last.meeting.title}."
    brought = capitalise(meeting_row(last).brought)
    label = LABELS["last_time"]
    return (Part("last_time", str(label), translate_heading(others, label), f"{brought}.", lead=title),)


def _is_alike(past: models.Meeting, ahead: models.Meeting) -> bool:
    """Return whether the same people met: a session of the same body, or a meeting of the same form."""
    if ahead.mechanism_id is not None:
        return past.mechanism_id == ahead.mechanism_id
    return past.form == ahead.form


def _touched(sheet: models.TopicBrief, records: PacketRecords, today: SideDays) -> tuple[Touched, ...]:
    """List the items named, or else those that the texts name, as far as the reader may read them."""
    readable = {item.reference: item for item in records.commitments}
    texts = sheet.items or "\n".join(getattr(sheet, name) for name in LIMITS)
    return tuple(
        _item(readable[reference], records, today.for_side(readable[reference].owed_by))
        for reference in items_named(texts, records.country.iso)
        if reference in readable
    )


def _item(item: models.Commitment, records: PacketRecords, today: datetime.date) -> Touched:
    due, (health, shape) = scorecard.build_due(item, records, today), scorecard.health_of(item, today)
    return Touched(
        ref=shorten_reference(item.reference),
        title=item.title,
        account=capitalise(item.get_owed_by_display()),
        due=due.status or due.date,
        is_late=due.is_late,
        health=health,
        shape=shape,
        is_in_annex=item.is_open,
    )


@dataclass(frozen=True, slots=True)
class MovedTopics:
    """The topics, by their keys, whose background, or whole back page, is in the annex."""

    background: frozenset[str] = frozenset()
    not_to_be_disclosed: frozenset[str] = frozenset()


IN_PLACE = MovedTopics()


def move_more(content: TopicFields, moved: MovedTopics, overlong: Iterable[str]) -> MovedTopics:
    """Move one more part of each topic that is too long: its background first, then what is not disclosed."""
    background, not_to_be_disclosed = set(moved.background), set(moved.not_to_be_disclosed)
    for topic in content.topics:
        if topic.key not in overlong:
            continue
        if topic.background is not None and topic.key not in background:
            background.add(topic.key)
        elif topic.not_to_be_disclosed is not None:
            not_to_be_disclosed.add(topic.key)
    return MovedTopics(frozenset(background), frozenset(not_to_be_disclosed))


def _build(building: Building) -> Mapping[str, Any]:
    records, others = building.records, building.others
    return {"topics": build_topics(records, building.today, others, as_of=building.today.ours)}


def _list_headings(built: Mapping[str, Any]) -> tuple[Section, ...]:
    """Each topic is a section by its own number."""
    said = _("Topic brief")
    topics: tuple[Topic, ...] = built["topics"]
    return tuple(
        Section(
            key=one.key,
            number=one.number,
            title=one.title,
            names=one.names,
            short=one.short,
            purpose=f"{said}, {one.occasion}" if one.occasion else said,
            is_topic=True,
        )
        for one in topics
    )


def _list_too_long(content: TopicFields, overlong: frozenset[str]) -> Iterator[str]:
    for topic in content.topics:
        if topic.key in overlong:
            yield name_part(topic.number, "", _("longer than two pages. Shorten the points to make."))
        yield from (name_part(topic.number, "", fault) for fault in topic.faults)


def _name_texts(content: Any) -> Iterator[tuple[Any, tuple[str, ...]]]:
    about = content.cover.occasion
    yield from ((one, (f"{one.number} {one.title}", one.occasion or about)) for one in content.topics)


def _has_request(content: TopicFields, heading: Section) -> bool:
    """Return whether a topic has something to request: an objective, or points to make."""
    topic = next(one for one in content.topics if one.key == heading.key)
    return any(part.name in REQUESTS for part in topic.front)


def _format_ref(sheet: models.TopicBrief, records: PacketRecords) -> str:
    return f"T{records.number_of(sheet)}"


SECTION = PacketSection(
    key="topics",
    values=TopicFields,
    build=_build,
    templates=(f"{PARTS}topic.html", f"{PARTS}topic_back.html"),
    # The minister reads what is said aloud, after the people.
    editions={PacketEdition.MINISTER: Selection((f"{PARTS}topic.html",), place=1, is_wanted=_has_request)},
    list_headings=_list_headings,
    load=load_sheets,
    texts=(OfficerText(models.TopicBrief, "topics", ("title", *LIMITS), format_ref=_format_ref),),
    list_too_long=_list_too_long,
    name_texts=_name_texts,
)
