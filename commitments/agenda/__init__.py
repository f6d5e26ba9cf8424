"""The first point of every agenda: what is still open, each item once, with where it came up before."""

from commitments.agenda.filling import (
    NOT_AHEAD,
    ON_AGENDA,
    add_item,
    add_items,
    bring_in,
    bring_up,
    came_up,
    carry_on,
    release,
    take_down,
    take_off,
)
from commitments.agenda.items import AHEAD, TOOK_PLACE, WITHOUT_AGENDA, has_agenda, is_empty
from commitments.agenda.reviewing import review

__all__ = [
    "AHEAD",
    "NOT_AHEAD",
    "ON_AGENDA",
    "TOOK_PLACE",
    "WITHOUT_AGENDA",
    "add_item",
    "add_items",
    "bring_in",
    "bring_up",
    "came_up",
    "carry_on",
    "has_agenda",
    "is_empty",
    "release",
    "review",
    "take_down",
    "take_off",
]
