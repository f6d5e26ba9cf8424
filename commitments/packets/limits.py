"""Length limits of the written parts of a packet, in sentences, and what to do where a part is too long.

The forms show `BRIEF` and `SHEET` while a person types, refuse on `faults_of_brief` and its like, and show
`advice_for_brief` and `advice_for_sheet` without refusing; the printed draft names what is over. Before
printing, the height of the core brief is estimated in millimetres of the style sheet, with letter widths
close to those of the shipped font; the printed page decides. No queries.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments.packets.content import PacketContent
from commitments.packets.formats import REFERENCE, split_entries

# Of the page the minister reads, as written; the state of play is computed and counts apart.
CORE_WORDS = 300
# Letters of a word, with the blank after it; one longer than this is none.
WORD_LETTERS, LONGEST_WORD = 6, 30
# What can be read back aloud in one breath or two.
WORDING_LETTERS = 600


@dataclass(frozen=True, slots=True)
class FieldLimit:
    """How many entries a list may have (0: no list), letters a text (0: any), and its share of the page."""

    most: int = 0
    letters: int = 0
    share: int = 0
    is_one_line: bool = False


# The shares add up to a full page; where a page is too long, the field furthest over its share is named.
CORE: Mapping[str, FieldLimit] = {
    "why": FieldLimit(share=55),
    "objectives": FieldLimit(most=3, share=60),
    "messages": FieldLimit(most=3, share=55),
    "ask": FieldLimit(share=30, is_one_line=True),
    "if_accepted": FieldLimit(share=15, is_one_line=True),
    "if_refused": FieldLimit(share=20, is_one_line=True),
    "not_to_say": FieldLimit(most=5, share=65),
}
SCENARIO: Mapping[str, FieldLimit] = {
    "events": FieldLimit(share=120),
    "place": FieldLimit(share=40),
    "language": FieldLimit(share=40),
    "press": FieldLimit(share=40),
    "courtesy": FieldLimit(share=30),
    "if_plans_change": FieldLimit(share=50),
}
BRIEF: Mapping[str, FieldLimit] = {**CORE, **SCENARIO}
SHEET: Mapping[str, FieldLimit] = {
    "objective": FieldLimit(share=20, is_one_line=True),
    "their_objective": FieldLimit(share=50),
    "response": FieldLimit(share=50),
    "points": FieldLimit(most=5, share=130),
    "if_raised": FieldLimit(most=4, share=130),
    "tactics": FieldLimit(share=50),
    "press_line": FieldLimit(share=50),
    "last_time": FieldLimit(share=70),
    "background": FieldLimit(share=200),
    "not_disclosed": FieldLimit(share=100),
    "items": FieldLimit(share=50),
}
PROPOSAL: Mapping[str, FieldLimit] = {"wording": FieldLimit(letters=WORDING_LETTERS)}


def count_words(text: str) -> int:
    """Count words as they are read; a mark of a list or a stroke alone is none.

    What is longer than any word, as Khmer is, which is written without blanks, counts by its letters.
    """
    return sum(_words_in(word) for word in text.split() if any(letter.isalnum() for letter in word))


def _words_in(word: str) -> int:
    return 1 if len(word) <= LONGEST_WORD else -(-len(word) // WORD_LETTERS)


def core_words(texts: Mapping[str, str]) -> int:
    """Count the words of the page the minister reads."""
    return sum(count_words(texts.get(name, "")) for name in CORE)


def faults_of_brief(texts: Mapping[str, str]) -> dict[str, list[str]]:
    """Return what exceeds the limits of a brief: field to sentences, the whole core under its widest
    field.
    """
    faults = _faults(texts, BRIEF)
    count = core_words(texts)
    if count > CORE_WORDS:
        over = count - CORE_WORDS
        sentence = ngettext(
            "The core brief has %(count)s words, %(most)s fit. Take out %(over)s word, best here.",
            "The core brief has %(count)s words, %(most)s fit. Take out %(over)s words, best here.",
            over,
        ) % {"count": count, "most": CORE_WORDS, "over": over}
        faults.setdefault(find_widest_field(texts, CORE), []).append(sentence)
    return faults


def faults_of_sheet(texts: Mapping[str, str]) -> dict[str, list[str]]:
    """Return what exceeds the limits of a topic brief, field to sentences."""
    return _faults(texts, SHEET)


def faults_of_proposal(texts: Mapping[str, str]) -> dict[str, list[str]]:
    """Return what exceeds the limits of a proposed wording, field to sentences."""
    return _faults(texts, PROPOSAL)


def advice_for_brief(texts: Mapping[str, str]) -> dict[str, list[str]]:
    """Return what a brief should still have, field to sentences; none of it is required."""
    listed = split_entries(texts.get("objectives", ""))
    bare = [str(number) for number, entry in enumerate(listed, 1) if not REFERENCE.search(entry)]
    if not bare:
        return {}
    told = _("Entry %(numbers)s names no item. Add its reference, such as 26-0007, where there is one.")
    return {"objectives": [told % {"numbers": ", ".join(bare)}]}


def advice_for_sheet(texts: Mapping[str, str]) -> dict[str, list[str]]:
    """Return what a topic brief should still have, field to sentences; none of it is required."""
    listed = split_entries(texts.get("points", ""))
    plain = [str(number) for number, entry in enumerate(listed, 1) if not entry.startswith(("**", "__"))]
    if not plain:
        return {}
    told = _("Point %(numbers)s opens with no verb in bold. Write it as **Thank.** and what follows.")
    return {"points": [told % {"numbers": ", ".join(plain)}]}


def find_widest_field(texts: Mapping[str, str], limits: Mapping[str, FieldLimit]) -> str:
    """Name the field that is furthest over its share of the page: lines and letters count as much as words.

    An empty one is never named, as long as there is another.
    """

    def over(name: str) -> float:
        text = texts.get(name, "")
        share = limits[name].share
        return max(count_words(text), 8 * len(text.splitlines()), len(text) / (2 * WORD_LETTERS)) - share

    return max([name for name in limits if texts.get(name)] or limits, key=over)


def _faults(texts: Mapping[str, str], limits: Mapping[str, FieldLimit]) -> dict[str, list[str]]:
    faults: dict[str, list[str]] = {}
    for name, limit in limits.items():
        found = _list_field_faults(texts.get(name, ""), limit)
        if found:
            faults[name] = found
    return faults


def _list_field_faults(text: str, limit: FieldLimit) -> list[str]:
    found = []
    if limit.is_one_line and len(text.strip().splitlines()) > 1:
        found.append(_("Write this on one line."))
    if limit.letters and len(text) > limit.letters:
        said = _("At most %(most)s letters can be read back; this has %(count)s. Shorten the wording.")
        found.append(said % {"most": limit.letters, "count": len(text)})
    if not limit.most:
        return found
    listed = split_entries(text)
    if len(listed) > limit.most:
        found.append(
            ngettext(
                "At most %(most)s entry fits; this has %(count)s. Take some out, or put two into one.",
                "At most %(most)s entries fit; this has %(count)s. Take some out, or put two into one.",
                limit.most,
            )
            % {"most": limit.most, "count": len(listed)}
        )
    return found


@dataclass(frozen=True, slots=True)
class MovedTopics:
    """The topics, by their keys, whose background, or whole back page, is in the annex."""

    background: frozenset[str] = frozenset()
    not_disclosed: frozenset[str] = frozenset()


IN_PLACE = MovedTopics()


def move_more(content: PacketContent, moved: MovedTopics, overlong: Iterable[str]) -> MovedTopics:
    """Move one more part of each topic that is too long: its background first, then what is not disclosed."""
    background, not_disclosed = set(moved.background), set(moved.not_disclosed)
    for topic in content.topics:
        if topic.key not in overlong:
            continue
        if topic.background is not None and topic.key not in background:
            background.add(topic.key)
        elif topic.not_disclosed is not None:
            not_disclosed.add(topic.key)
    return MovedTopics(frozenset(background), frozenset(not_disclosed))


def too_long(content: PacketContent, overlong: Iterable[str]) -> tuple[str, ...]:
    """Return what does not fit, each in a sentence with what to do, in the active language."""
    said = []
    over = set(overlong)
    for core in content.cores:
        if core.key in over:
            said.append(_name_part(_("Core brief"), core.occasion, _page(core.shorten)))
        said += [_name_part(_("Core brief"), core.occasion, fault) for fault in core.faults]
    for scenario in content.scenarios:
        if scenario.key in over:
            said.append(_name_part(_("Scenario"), scenario.occasion, _page(scenario.shorten)))
    for topic in content.topics:
        if topic.key in over:
            said.append(_name_part(topic.number, "", _("longer than two sides. Shorten what is said aloud.")))
        said += [_name_part(topic.number, "", fault) for fault in topic.faults]
    for one in content.proposed:
        found = faults_of_proposal({"wording": one.wording})
        said += [_name_part(one.number, "", fault) for faults in found.values() for fault in faults]
    return tuple(said)


def _name_part(what: str, occasion: str, fault: str) -> str:
    return ": ".join(part for part in (what, occasion, fault) if part)


def _page(part: str) -> str:
    return _("longer than its page. Shorten “%(part)s” first.") % {"part": part}


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
    def room(self) -> float:
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
    lines = sum(_lines(part.replace("**", ""), how.room) for part in parts)
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


# What a text is called that stands under no label of its own.
PART_NAMES: Mapping[str, Promise] = {
    "if_refused": gettext_lazy("If refused"),
    "if_accepted": gettext_lazy("If accepted"),
    "events": gettext_lazy("Order of events"),
    "wording": gettext_lazy("Draft wording to read back"),
    "wordings": gettext_lazy("Draft wording to read back"),
    "fallback": gettext_lazy("Fallback"),
    "clause": gettext_lazy("Clause"),
    "line": gettext_lazy("Line to take"),
}
# Parts whose records are named by what stands in these, the nearest first.
RECORDS = ("ref", "reference", "number", "title", "name")
# What is only told again, drawn or counted: nobody wrote it there, and nobody can shorten it there.
REPEATED_PARTS = frozenset({"sections", "glance", "changes", "standing", "made_from", "cover", "notes"})
NAME_LETTERS = 60
# A longer text would take more than half a minute to be set.
MOST_LETTERS = 100_000


def find_longest_text(content: PacketContent) -> str:
    """Name the record and the part with the longest text, as its officer knows them, and how long it is."""
    length, where = max(_texts(content), default=(0, ""))
    return _("The longest text stands in “%(where)s”: %(count)s characters.") % {
        "where": where,
        "count": length,
    }


def why_not_print(content: PacketContent) -> str | None:
    """Return why a packet is not printed, in a sentence, where one of its texts is too long; else None."""
    if max(_texts(content), default=(0, ""))[0] <= MOST_LETTERS:
        return None
    too_long = _("A text of this packet has more than %(most)s characters, which is too long to be printed.")
    return f"{too_long % {'most': MOST_LETTERS}} {find_longest_text(content)}"


def _texts(content: PacketContent) -> Iterator[tuple[int, str]]:
    """Yield the length of each text that a person wrote, and its label."""
    about = content.cover.occasion
    for core in content.cores:
        yield from _within(core, (_("Core brief"), core.occasion or about))
    for scenario in content.scenarios:
        yield from _within(scenario, (_("Scenario"), scenario.occasion or about))
    for topic in content.topics:
        yield from _within(topic, (f"{topic.number} {topic.title}", topic.occasion or about))
    yield len(content.joint_statement), _called((_("Draft joint statement"), about), "")
    written = {"cores", "scenarios", "topics", "joint_statement"}
    for field in fields(content):
        if field.name not in written | REPEATED_PARTS:
            yield from _within(getattr(content, field.name), ())


def _within(value: Any, record: tuple[str, ...], part: str = "") -> Iterator[tuple[int, str]]:
    """Yield the length of each text in a value, with the nearest record and part that have a name."""
    if isinstance(value, str):
        yield len(value), _called(record, part)
    elif isinstance(value, tuple):
        for one in value:
            yield from _within(one, record, part)
    elif is_dataclass(value) and not isinstance(value, type):
        part = getattr(value, "label", "") or part
        record = record or _name(value)
        for field in fields(value):
            named = str(PART_NAMES[field.name]) if field.name in PART_NAMES else part
            yield from _within(getattr(value, field.name), record, named)


def _name(value: Any) -> tuple[str, ...]:
    return tuple(str(getattr(value, name)) for name in RECORDS if getattr(value, name, ""))[:1]


def _called(record: tuple[str, ...], part: str) -> str:
    said = ", ".join(text[:NAME_LETTERS] for text in record if text)
    return ": ".join(text for text in (said, part[:NAME_LETTERS]) if text)
