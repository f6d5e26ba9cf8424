"""Length limits of the written parts of a packet, in sentences, and what to do where a part is too long.

The forms show `BRIEF` and `SHEET` while a person types, refuse on `faults_of_brief` and its like, and show
`advice_for_brief` and `advice_for_sheet` without refusing; the printed draft names what is over. Before
printing, the height of the core brief is estimated in millimetres of the style sheet, with letter widths
close to those of the shipped font; the printed page decides. No queries.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from itertools import chain
from typing import Any

from django.utils.translation import gettext as _

from commitments.packets import content as packet_content
from commitments.packets.content import PacketContent
from commitments.packets.content_values import Document, Part
from commitments.packets.failures import LONGEST_TEXT, TEXT_TOO_LONG
from commitments.packets.field_limits import FieldLimit, find_faults
from commitments.packets.formats import REFERENCE, shorten_text, split_entries
from commitments.packets.sections import changes, core_brief, scenario, topics

# A brief has both pages of its meeting.
BRIEF: Mapping[str, FieldLimit] = {**core_brief.LIMITS, **scenario.LIMITS}
SHEET, PROPOSAL = topics.LIMITS, changes.LIMITS


def faults_of_brief(texts: Mapping[str, str]) -> dict[str, list[str]]:
    """Return what exceeds the limits of a brief: field to sentences, the whole core under its widest
    field.
    """
    return core_brief.faults_of_core(texts) | find_faults(texts, scenario.LIMITS)


def faults_of_sheet(texts: Mapping[str, str]) -> dict[str, list[str]]:
    """Return what exceeds the limits of a topic brief, field to sentences."""
    return find_faults(texts, SHEET)


def faults_of_proposal(texts: Mapping[str, str]) -> dict[str, list[str]]:
    """Return what exceeds the limits of a proposed wording, field to sentences."""
    return find_faults(texts, PROPOSAL)


def advice_for_brief(texts: Mapping[str, str]) -> dict[str, list[str]]:
    """Return what a brief should still have, field to sentences; none of it is required."""
    listed = split_entries(texts.get("objectives", ""))
    bare = [str(number) for number, entry in enumerate(listed, 1) if not REFERENCE.search(entry)]
    if not bare:
        return {}
    told = _(
        "Entries without a reference: %(numbers)s. If an entry concerns a recorded item, add the "
        "reference, such as 26-0007."
    )
    return {"objectives": [told % {"numbers": ", ".join(bare)}]}


def advice_for_sheet(texts: Mapping[str, str]) -> dict[str, list[str]]:
    """Return what a topic brief should still have, field to sentences; none of it is required."""
    listed = split_entries(texts.get("points", ""))
    plain = [str(number) for number, entry in enumerate(listed, 1) if not entry.startswith(("**", "__"))]
    if not plain:
        return {}
    told = _(
        "Points that do not start with a verb in bold: %(numbers)s. Write, for example, "
        "**Thank.** and then the text."
    )
    return {"points": [told % {"numbers": ", ".join(plain)}]}


def too_long(content: PacketContent, overlong: Iterable[str]) -> tuple[str, ...]:
    """Return what does not fit, each in a sentence with what to do, in the active language."""
    over = frozenset(overlong)
    found = (one.list_too_long(content, over) for one in packet_content.SECTIONS if one.list_too_long)
    return tuple(chain.from_iterable(found))


MM = 25.4 / 72
# Below the heading of the section and its names.
PAGE = 243 - 8.2 - 5.7 - 2.4
# Of a row: the rule, and the space above and below.
ROW = 4.8
# The state of play is computed: two lines at least, and as a rule some items are overdue.
STATE_OF_PLAY_HEIGHT, USUAL_STATE_OF_PLAY_HEIGHT = ROW + 11.8, ROW + 11.8 + 11
# Letters by their width, in hundredths of the size of type; any other takes MIDDLE, a full-width one WIDE.
WIDTHS = {
    **dict.fromkeys(" ijl!,.:;'’‘·", 27),
    **dict.fromkeys("()[]-If`", 32),
    **dict.fromkeys('tr/\\"“”?', 39),
    **dict.fromkeys("zcsvy–", 49),
    **dict.fromkeys("wmWMNOQ@%—", 83),
    **dict.fromkeys("HDGUA&#BC…", 70),
}
MIDDLE, WIDE = 58, 92


@dataclass(frozen=True, slots=True)
class TextSetting:
    """How a text is set: line width, type size, line height, and the space around it.

    `gap` is the space between two entries or paragraphs.
    """

    width: float
    size: float
    leading: float
    gap: float = 0
    around: float = 0

    @property
    def line_width(self) -> float:
        """The width of a line, in hundredths of the size of the type."""
        return 100 * self.width / (self.size * MM)


PROSE, LISTED = TextSetting(131, 11, 15.6, 1.4), TextSetting(126.4, 11, 15.6, 1.5)
# Bold is a little wider.
ASK, NOTE = TextSetting(123 / 1.06, 12.6, 17.6, 1.4, around=4.7), TextSetting(131, 8.6, 12)
LISTS = ("objectives", "messages", "not_to_say")


def fits_one_page(texts: Mapping[str, str]) -> bool:
    """Return whether a core brief fits on one page with a minimal state of play."""
    return measure_height(texts) + STATE_OF_PLAY_HEIGHT <= PAGE


def is_doubtful(texts: Mapping[str, str]) -> bool:
    """Return whether it may take more than its page once some items are overdue."""
    return measure_height(texts) + USUAL_STATE_OF_PLAY_HEIGHT > PAGE


def measure_height(texts: Mapping[str, str]) -> float:
    """Return the height of everything written in a core brief, in millimetres."""
    said = {name: text for name in texts if (text := texts[name].strip())}
    rows = [_height(split_entries(said[name]), LISTED) for name in LISTS if name in said]
    if "why" in said:
        rows.append(_height(_paragraphs(said["why"]), PROSE))
    if "ask" in said:
        # The label stands on the line too.
        notes = [f"If accepted: {said[name]}" for name in ("if_refused", "if_accepted") if name in said]
        below = _height(notes, NOTE) + 1.4 if notes else 0
        rows.append(_height(_paragraphs(said["ask"]), ASK) + below)
    return sum(rows) + ROW * len(rows)


def _paragraphs(text: str) -> list[str]:
    return [part for part in text.split("\n") if part.strip()]


def _height(parts: list[str] | tuple[str, ...], how: TextSetting) -> float:
    lines = sum(_lines(part.replace("**", ""), how.line_width) for part in parts)
    return lines * how.leading * MM + (len(parts) - 1) * how.gap + how.around


def _lines(text: str, room: float) -> int:
    """Count the lines of a paragraph, broken between words; what is longer than a line, anywhere."""
    lines, left = 1, room
    for word in text.split():
        width = float(sum(map(_width, word)))
        if width > left:
            lines, left = lines + max(1, int(width // room)), room
            width %= room
        left -= width + WIDTHS[" "]
    return lines


def _width(letter: str) -> int:
    """Return the width of a letter; a combining mark has none."""
    if letter in WIDTHS:
        return WIDTHS[letter]
    if unicodedata.category(letter) in ("Mn", "Cf"):
        return 0
    return WIDE if unicodedata.east_asian_width(letter) in "WF" else MIDDLE


# Parts whose records are named by what stands in these, the nearest first.
RECORDS = ("ref", "reference", "number", "title", "name")
COMPUTED = frozenset({"sections", "standing", "made_from"})
NAME_LETTERS = 60
# A longer text would take more than half a minute to be set.
MOST_LETTERS = 100_000


def find_longest_text(content: PacketContent) -> str:
    """Name the record and the part with the longest text, as its officer knows them, and how long it is."""
    length, where = max(_texts(content), default=(0, ""))
    return _(LONGEST_TEXT) % {"where": where, "count": length}


def why_not_print(content: PacketContent) -> str | None:
    """Return why a packet is not printed, in a sentence, where one of its texts is too long; else None."""
    if max(_texts(content), default=(0, ""))[0] <= MOST_LETTERS:
        return None
    return f"{_(TEXT_TOO_LONG) % {'most': MOST_LETTERS}} {find_longest_text(content)}"


def _texts(content: PacketContent) -> Iterator[tuple[int, str]]:
    """Yield the length of each text that a person wrote, and its label."""
    parts = {name: str(label) for one in packet_content.SECTIONS for name, label in one.part_names.items()}
    for field in fields(Document):
        if field.name not in COMPUTED:
            yield from _within(getattr(content, field.name), (), parts)
    for one in packet_content.SECTIONS:
        for value, record in one.texts_in(content):
            yield from _within(value, record, parts)


def _within(
    value: Any, record: tuple[str, ...], parts: Mapping[str, str], part: str = ""
) -> Iterator[tuple[int, str]]:
    """Yield the length of each text in a value, with the nearest record and part that have a name."""
    if isinstance(value, str):
        yield len(value), _called(record, part)
    elif isinstance(value, tuple):
        for one in value:
            yield from _within(one, record, parts, part)
    elif is_dataclass(value) and not isinstance(value, type):
        part = getattr(value, "label", "") or part
        record = record or _name(value)
        for field in fields(value):
            yield from _within(getattr(value, field.name), record, parts, parts.get(field.name, part))


def _name(value: Any) -> tuple[str, ...]:
    return tuple(str(getattr(value, name)) for name in RECORDS if getattr(value, name, ""))[:1]


def _called(record: tuple[str, ...], part: str) -> str:
    said = ", ".join(text[:NAME_LETTERS] for text in record if text)
    return ": ".join(text for text in (said, part[:NAME_LETTERS]) if text)


# The minister edition has at most so many pages with up to three topics, and one more for each further topic.
MINISTER_PAGES, MINISTER_TOPICS = 8, 3
# What each step of shortening leaves of it: people of a table, parts of a topic, events, letters of a part.
PEOPLE, EVENTS, LETTERS = (5, 5, 3, 1), (99, 12, 12, 0), (0, 0, 400, 200)
SPOKEN = ("objective", "points", "if_raised")
STEPS = len(PEOPLE)


def count_minister_pages(content: PacketContent) -> int:
    """Return how many pages the minister edition may have."""
    return MINISTER_PAGES + max(0, sum(bool(topic.front) for topic in content.topics) - MINISTER_TOPICS)


def shorten_for_minister(content: PacketContent, step: int) -> tuple[PacketContent, frozenset[str]]:
    """Return the content as one step of shortening leaves it, and the keys of the shortened sections.

    People go first, then what is not said aloud of a topic, then the course of the day, then long texts.
    """
    people, events, letters = PEOPLE[step], EVENTS[step], LETTERS[step]
    tables = tuple(replace(one, people=one.people[:people]) for one in content.people)
    shorter = replace(content, people=tuple(one for one in tables if one.people))
    if step:
        topics = tuple(
            replace(one, front=_shorten_parts(_spoken_parts(one), letters)) for one in content.topics
        )
        scenarios = tuple(
            replace(one, events=one.events[:events], parts=(), courtesies=None, after=())
            for one in content.scenarios
        )
        shorter = replace(shorter, topics=topics, scenarios=scenarios if events else ())
    if letters:
        cores = tuple(
            replace(
                one,
                parts=_shorten_parts(one.parts, letters),
                after=_shorten_parts(one.after, letters),
                recorded=one.recorded[:2],
            )
            for one in content.cores[:1]
        )
        shorter = replace(shorter, cores=cores)
    pairs = {"people": "people", "scenario": "scenarios", "core": "cores"}
    keys = {key for key, name in pairs.items() if getattr(shorter, name) != getattr(content, name)}
    keys |= {one.key for one, whole in zip(shorter.topics, content.topics, strict=True) if one != whole}
    return shorter, frozenset(keys)


def _spoken_parts(topic: topics.Topic) -> tuple[Part, ...]:
    return tuple(part for part in topic.front if part.name in SPOKEN)


def _shorten_parts(parts: tuple[Part, ...], letters: int) -> tuple[Part, ...]:
    return tuple(replace(part, text=shorten_text(part.text, letters)) for part in parts) if letters else parts
