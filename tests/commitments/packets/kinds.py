"""Every frozen class that a packet's content or imprint is made of."""

from collections.abc import Iterator
from dataclasses import is_dataclass
from typing import Any, get_args, get_type_hints

from commitments.packets.content import PacketContent
from commitments.packets.content_values import EditionLabel


def find_kinds() -> dict[str, Any]:
    """Return the classes by their names, those of the sections' values as well."""
    found: dict[str, Any] = {}
    for start in (PacketContent, EditionLabel):
        for kind in _within(start):
            assert found.setdefault(kind.__name__, kind) is kind, kind
    return found


def _within(kind: Any) -> Iterator[type[Any]]:
    if isinstance(kind, type) and is_dataclass(kind):
        yield kind
        for hint in get_type_hints(kind).values():
            yield from _within(hint)
    for part in get_args(kind):
        yield from _within(part)
