"""A packet in every printed field of which stands a text that somebody typed."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from commitments.packets.content import PacketContent
from tests.commitments.packets import sample

# What a program writes, not a person: keys, codes, languages, pictures, sizes.
WRITTEN = frozenset(
    {
        *(
            "language",
            "key",
            "shape",
            "ref",
            "refs",
            "code",
            "svg",
            "name",
            "parties_size",
            "number",
            "created",
        ),
        *("reference", "marking", "running_title", "moment", "short", "strength", "health", "side", "copies"),
        *("standing", "made_from", "sections", "glance", "demonstration", "date", "boxes", "heads", "label"),
        *("beside", "filed", "words", "status", "moves", "state"),
        *(
            "empty",
            "last",
            "kind",
            "account",
            "source",
            "Group.title",
            "PointGroup.title",
            "PeopleTable.title",
        ),
        *("times", "places", "shorten", "faults", "touched_label", "end", "due", "division"),
        # Printed by their section.
        *("Topic.title", "Topic.names"),
    }
)


def typed(texts: Iterator[str], content: PacketContent | None = None) -> PacketContent:
    """Give a packet, by default the sample of one item, with the next text after each of its typed fields."""
    return _typed(content or sample.content(1), texts)  # type: ignore[no-any-return]


def _typed(value: Any, texts: Iterator[str]) -> Any:
    if isinstance(value, tuple):
        return tuple(_typed(one, texts) for one in value)
    if isinstance(value, str):
        return value + next(texts) if value else value
    if is_dataclass(value):
        changed = {
            field.name: _typed(getattr(value, field.name), texts)
            for field in fields(value)
            if not WRITTEN & {field.name, f"{type(value).__name__}.{field.name}"}
        }
        return replace(value, **changed)  # type: ignore[type-var]
    return value
