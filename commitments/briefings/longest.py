"""Where the longest text of a packet stands, for who has to shorten it."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from django.utils.translation import gettext as _

from commitments.briefings.content import PacketContent

# How a part is called by who reads the packet, the nearest first.
NAMES = ("ref", "reference", "label", "title", "name")


def longest(content: PacketContent) -> str:
    """Name the item or the part with the longest text, and how long it is."""
    length, where = max(_texts(content, ""))
    return _("The longest text stands in “%(where)s”: %(count)s characters.") % {
        "where": where,
        "count": length,
    }


def _texts(value: Any, where: str) -> Iterator[tuple[int, str]]:
    """Give the length of each text, and the name of the nearest part that has one."""
    if isinstance(value, str):
        yield len(value), where
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(one, where)
    elif is_dataclass(value) and not isinstance(value, type):
        named = (getattr(value, name, "") for name in NAMES)
        # Inside an item its parts are told by its reference.
        here = where if where and where[:1].isdigit() else next((str(one) for one in named if one), where)
        for field in fields(value):
            yield from _texts(getattr(value, field.name), here[:80])
