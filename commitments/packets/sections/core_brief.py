"""The core brief, the page that the minister reads, with its parts of prose; no queries.

Also the computed state of play: how many items have each health, and what is overdue.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments import models
from commitments.enums import Answer, Nature, PacketEdition
from commitments.packets.content_values import Part, Phrase, find_common_language
from commitments.packets.field_limits import (
    FieldLimit,
    count_words,
    exceeds_page,
    find_faults,
    find_widest_field,
    name_part,
)
from commitments.packets.formats import (
    Languages,
    format_days,
    label_language,
    label_once,
    shorten_text,
    split_entries,
    translate_heading,
)
from commitments.packets.languages import language_of
from commitments.packets.records import PacketRecords
from commitments.packets.section import (
    PARTS,
    Building,
    OfficerText,
    PacketSection,
    Selection,
    SideDays,
    describe_late,
    read_written,
)
from commitments.packets.sections import meeting_record
from commitments.packets.sections.meeting_record import Recorded
from commitments.packets.sections.scorecard import health_of, point_ref
from commitments.records.references import shorten_reference

# Of the page the minister reads, as written; the state of play is computed and counts apart.
CORE_WORDS = 300
# The shares add up to a full page; where a page is too long, the field furthest over its share is named.
LIMITS: Mapping[str, FieldLimit] = {
    "why": FieldLimit(share=55),
    "objectives": FieldLimit(most=3, share=60),
    "messages": FieldLimit(most=3, share=55),
    "ask": FieldLimit(share=30, is_one_line=True),
    "if_accepted": FieldLimit(share=15, is_one_line=True),
    "if_refused": FieldLimit(share=20, is_one_line=True),
    "not_to_say": FieldLimit(most=5, share=65),
}


@dataclass(frozen=True, slots=True)
class Tally:
    """The number of items with one health."""

    shape: str
    words: str


@dataclass(frozen=True, slots=True)
class StateOfPlay:
    """The computed state of play: items in each health, overdue items, and reviews.

    `on_time` is the text where nothing is overdue: that nothing has a date, for example.
    """

    label: str
    names: tuple[Phrase, ...]
    tallies: tuple[Tally, ...]
    overdue: tuple[str, ...]
    reviews: tuple[str, ...]
    on_time: str = ""


@dataclass(frozen=True, slots=True)
class Core:
    """The page that the minister reads; `occasion` is set where a packet is about several meetings.

    Where no officer wrote it, `recorded` is composed from the record. `shorten` names the part that
    is cut first where the page is too long, `faults` what is over its limits.
    """

    key: str
    occasion: str
    parts: tuple[Part, ...]
    ask: Part | None
    if_refused: str
    if_accepted: str
    after: tuple[Part, ...]
    play: StateOfPlay | None
    shorten: str
    faults: tuple[str, ...]
    recorded: tuple[Recorded, ...] = ()

    @property
    def language(self) -> str:
        """The language of the whole page, where it is not the language of print."""
        return find_common_language(*self.parts, self.ask, *self.after)


@dataclass(frozen=True, kw_only=True)
class CoreFields:
    """What the content has of the core briefs."""

    cores: tuple[Core, ...] = ()


SHAPES = ("fulfilled", "on_track", "at_risk", "no_recent_report", "off_track")
MOST_NAMED, CLAUSE_LETTERS = 3, 80
NO_BREAK = "\u00a0"
LABEL = gettext_lazy("State of play")


def load_briefs(meetings: tuple[models.Meeting, ...], reader: models.User) -> tuple[models.Brief, ...]:
    """Read the briefs of the meetings, in one query."""
    return read_written(models.Brief.objects.order_by("meeting_id"), meetings, reader)


def briefs_of(records: PacketRecords) -> tuple[models.Brief, ...]:
    """Return the briefs that were read; the scenario and other pages take their texts from them too."""
    return records.own.get("core", ())


def build_state_of_play(records: PacketRecords, today: SideDays, others: Languages) -> StateOfPlay:
    """Return the state of play as the core brief prints it."""
    return StateOfPlay(
        label=str(LABEL),
        names=translate_heading(others, LABEL),
        tallies=count_health(records, today),
        overdue=list_overdue(records, today),
        reviews=list_past_reviews(records, today),
        on_time=on_time(records),
    )


def on_time(records: PacketRecords) -> str:
    """Return what to say where nothing is overdue; what has no date can be neither on time nor overdue."""
    still = [item for item in records.commitments if item.is_open]
    if any(item.due_on for item in still):
        return _("No commitments are overdue.")
    if still:
        return _("No open item has a due date.")
    if records.commitments:
        return _("No items are open.")
    return _("This packet contains no commitments.")


def count_health(records: PacketRecords, today: SideDays) -> tuple[Tally, ...]:
    """Count the items in each health, and what was fulfilled in part apart; none of nothing is told."""
    standing = (health_of(item, today.for_side(item.owed_by)) for item in records.commitments)
    counted = Counter((shape, word) for word, shape in standing)
    return tuple(
        Tally(shape, _("%(n)s %(health)s") % {"n": count, "health": word.lower()})
        for wanted in SHAPES
        for (shape, word), count in sorted(counted.items())
        if shape == wanted
    )


def list_overdue(records: PacketRecords, today: SideDays) -> tuple[str, ...]:
    """Name what is overdue in words, the longest first."""
    found = [
        (days, shorten_reference(item.reference), describe_late(item, today))
        for item in records.commitments
        if (days := item.days_late(today.for_side(item.owed_by))) > 0
    ]
    return _format_items(found)


def list_past_reviews(records: PacketRecords, today: SideDays) -> tuple[str, ...]:
    """Name the items and asks whose review is past, the longest first."""
    found = []
    for item in records.commitments:
        if item.is_open and (item.due_on is None or item.nature == Nature.ONGOING):
            days = _past(item.review_on, today.for_side(item.owed_by))
            found.append((days, shorten_reference(item.reference), _describe_past(item.title, days)))
    for ask in records.points:
        if ask.answer == Answer.UNANSWERED:
            days = _past(ask.review_on, today.for_side(ask.spoken_by))
            start = shorten_text(" ".join(ask.clause.split()).rstrip("."), CLAUSE_LETTERS)
            clause = label_language(start, ask.language)
            found.append((days, point_ref(ask), _describe_past(clause, days)))
    return _format_items(found)


def _describe_past(title: str, days: int) -> str:
    return _("%(title)s, %(days)s ago") % {"title": title, "days": format_days(days)}


def _past(review_on: datetime.date | None, today: datetime.date) -> int:
    return (today - review_on).days if review_on is not None else 0


def _format_items(found: list[tuple[int, str, str]]) -> tuple[str, ...]:
    """Write each in words with its number after it, as far as the page has room for them."""
    late = sorted((one for one in found if one[0] > 0), key=lambda one: (-one[0], one[1]))
    named = [f"{text} ({ref.replace(' ', NO_BREAK)})" for _days, ref, text in late[:MOST_NAMED]]
    if len(late) > MOST_NAMED:
        named.append(_("and %(count)s more") % {"count": len(late) - MOST_NAMED})
    return tuple(label_once(named))


W = TypeVar("W", models.Brief, models.TopicBrief, models.ProposedWording)
LABELS: Mapping[str, Promise] = {
    "why": gettext_lazy("Purpose of the meeting"),
    "objectives": gettext_lazy("Objectives"),
    "messages": gettext_lazy("Key messages"),
    "ask": gettext_lazy("Main request"),
    "if_accepted": gettext_lazy("If accepted"),
    "if_refused": gettext_lazy("If rejected"),
    "not_to_say": gettext_lazy("Points to avoid"),
}
NUMBERED = ("objectives", "messages")
LISTED = ("not_to_say", "points", "if_raised")
OPENING = '“"«「『‘'


def build_core_briefs(
    records: PacketRecords, today: SideDays, others: Languages, on_record: tuple[Recorded, ...] = ()
) -> tuple[Core, ...]:
    """Return the core brief of each meeting that has one; the first has the state of play in any case.

    Where none is written, page one is composed from the record.
    """
    where = build_state_of_play(records, today, others)
    written = [brief for brief in in_order(briefs_of(records), records) if has_any(brief, LIMITS)]
    if not written:
        # Late items and reviews are named above it.
        if where.overdue:
            where = replace(where, on_time=_("Late items are listed above."))
        where = replace(where, overdue=(), reviews=())
        return (Core("core-1", "", (), None, "", "", (), where, "", (), on_record),)
    return tuple(
        _core(f"core-{number}", brief, where if number == 1 else None, records, others)
        for number, brief in enumerate(written, 1)
    )


def _core(
    key: str, brief: models.Brief, where: StateOfPlay | None, records: PacketRecords, others: Languages
) -> Core:
    texts = {name: getattr(brief, name) for name in LIMITS}
    ask = replace(build_part(brief, "ask", LABELS, others), text=quoted_once(brief.ask))
    return Core(
        key=key,
        occasion=format_occasion(brief, records),
        parts=build_parts(brief, ("why", "objectives", "messages"), LABELS, others),
        ask=ask if brief.ask else None,
        if_refused=_label_answer(brief, "if_refused"),
        if_accepted=_label_answer(brief, "if_accepted"),
        after=build_parts(brief, ("not_to_say",), LABELS, others),
        play=where,
        shorten=str(LABELS[find_widest_field(texts, LIMITS)]),
        faults=describe_faults(faults_of_core(texts), LABELS),
    )


def _label_answer(brief: models.Brief, name: str) -> str:
    """Return what to do after an answer, with its language where that is another than that of the request."""
    text, code = str(getattr(brief, name)), language_of(brief, name)
    return text if code == language_of(brief, "ask") else label_language(text, code)


def in_order(rows: Iterable[W], records: PacketRecords) -> list[W]:
    """Sort what was written by the meetings of the packet, as these were asked for."""
    place = {meeting.pk: number for number, meeting in enumerate(records.meetings)}
    return sorted(rows, key=lambda row: place[row.meeting_id])


def format_occasion(
    row: models.Brief | models.TopicBrief | models.ProposedWording, records: PacketRecords
) -> str:
    """Name the meeting of a page, where a packet is about several."""
    if len(records.meetings) == 1:
        return ""
    return next(meeting.title for meeting in records.meetings if meeting.pk == row.meeting_id)


def has_any(row: models.Brief | models.TopicBrief, names: Iterable[str]) -> bool:
    return any(getattr(row, name) for name in names)


def build_parts(
    row: models.Brief | models.TopicBrief,
    names: Iterable[str],
    labels: Mapping[str, Promise],
    others: Languages,
) -> tuple[Part, ...]:
    """Return the parts that are not empty, each under its label."""
    return tuple(build_part(row, name, labels, others) for name in names if getattr(row, name))


def build_part(
    row: models.Brief | models.TopicBrief, name: str, labels: Mapping[str, Promise], others: Languages
) -> Part:
    """Return one part; a list is printed as one, however its lines were typed."""
    text = getattr(row, name)
    if name in NUMBERED:
        text = "\n".join(f"{number}. {entry}" for number, entry in enumerate(split_entries(text), 1))
    elif name in LISTED:
        text = "\n".join(f"- {entry}" for entry in split_entries(text))
    names = translate_heading(others, labels[name])
    return Part(name, str(labels[name]), names, text, language=language_of(row, name))


def quoted_once(text: str) -> str:
    """Return a text to be said aloud in quotation marks, unless it has them already."""
    return text if not text or text[0] in OPENING else f"“{text}”"


def describe_faults(faults: Mapping[str, list[str]], labels: Mapping[str, Promise]) -> tuple[str, ...]:
    """Return each fault under the label of its field."""
    return tuple(
        _("%(label)s: %(fault)s") % {"label": labels[name], "fault": fault}
        for name, found in faults.items()
        for fault in found
    )


def count_core_words(texts: Mapping[str, str]) -> int:
    """Count the words of the page the minister reads."""
    return sum(count_words(texts.get(name, "")) for name in LIMITS)


def faults_of_core(texts: Mapping[str, str]) -> dict[str, list[str]]:
    """Return what exceeds the limits of the page: field to sentences, all of it under its widest field."""
    faults = find_faults(texts, LIMITS)
    count = count_core_words(texts)
    if count > CORE_WORDS:
        over = count - CORE_WORDS
        sentence = ngettext(
            "The core brief has %(count)s words; at most %(most)s fit. Remove %(over)s word, "
            "preferably here.",
            "The core brief has %(count)s words; at most %(most)s fit. Remove %(over)s words, "
            "preferably here.",
            over,
        ) % {"count": count, "most": CORE_WORDS, "over": over}
        faults.setdefault(find_widest_field(texts, LIMITS), []).append(sentence)
    return faults


def _build(building: Building) -> Mapping[str, Any]:
    records, today, others = building.records, building.today, building.others
    on_record = meeting_record.build_records(records, today, building.numbers, others)
    return {"cores": build_core_briefs(records, today, others, on_record)}


def _list_too_long(content: CoreFields, overlong: frozenset[str]) -> Iterator[str]:
    for core in content.cores:
        if core.key in overlong:
            yield name_part(_("Core brief"), core.occasion, exceeds_page(core.shorten))
        yield from (name_part(_("Core brief"), core.occasion, fault) for fault in core.faults)


def _name_texts(content: Any) -> Iterator[tuple[Any, tuple[str, ...]]]:
    about = content.cover.occasion
    yield from ((core, (_("Core brief"), core.occasion or about)) for core in content.cores)


SECTION = PacketSection(
    key="core",
    values=CoreFields,
    build=_build,
    number="1",
    title=gettext_lazy("Core brief"),
    short=gettext_lazy("Core brief"),
    purpose=gettext_lazy("One-page summary for the minister"),
    templates=(f"{PARTS}core.html",),
    editions={PacketEdition.MINISTER: Selection((f"{PARTS}core.html",))},
    is_always_printed=True,
    load=load_briefs,
    texts=(OfficerText(models.Brief, "core", tuple(LIMITS), page="core"),),
    list_too_long=_list_too_long,
    name_texts=_name_texts,
    part_names={"if_refused": LABELS["if_refused"], "if_accepted": LABELS["if_accepted"]},
)
