"""Where the longest text of a packet stands, for who has to shorten it."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.briefings.content import PacketContent

# What a text is called that stands under no label of its own.
NAMED: Mapping[str, Promise] = {
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
TOLD_AGAIN = frozenset({"sections", "glance", "changes", "standing", "made_from", "cover", "notes"})
NAME_LETTERS = 60
# A longer text would take more than half a minute to be set.
MOST_LETTERS = 100_000


def longest(content: PacketContent) -> str:
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
    return f"{too_long % {'most': MOST_LETTERS}} {longest(content)}"


def _texts(content: PacketContent) -> Iterator[tuple[int, str]]:
    """Give the length of each text somebody wrote, and what it is called."""
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
        if field.name not in written | TOLD_AGAIN:
            yield from _within(getattr(content, field.name), ())


def _within(value: Any, record: tuple[str, ...], part: str = "") -> Iterator[tuple[int, str]]:
    """Give the length of each text in a value, with the nearest record and part that have a name."""
    if isinstance(value, str):
        yield len(value), _called(record, part)
    elif isinstance(value, tuple):
        for one in value:
            yield from _within(one, record, part)
    elif is_dataclass(value) and not isinstance(value, type):
        part = getattr(value, "label", "") or part
        record = record or _name(value)
        for field in fields(value):
            named = str(NAMED[field.name]) if field.name in NAMED else part
            yield from _within(getattr(value, field.name), record, named)


def _name(value: Any) -> tuple[str, ...]:
    return tuple(str(getattr(value, name)) for name in RECORDS if getattr(value, name, ""))[:1]


def _called(record: tuple[str, ...], part: str) -> str:
    said = ", ".join(text[:NAME_LETTERS] for text in record if text)
    return ": ".join(text for text in (said, part[:NAME_LETTERS]) if text)
