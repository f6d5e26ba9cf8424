"""The first point of every agenda: what is still open, each item once, with where it came up before."""

from commitments.agenda.filling import add_item, bring_in, carry_on, release, take_off
from commitments.agenda.items import AHEAD, TOOK_PLACE, WITHOUT_AGENDA, has_agenda
from commitments.agenda.reviewing import review

__all__ = [
    "AHEAD",
    "TOOK_PLACE",
    "WITHOUT_AGENDA",
    "add_item",
    "bring_in",
    "carry_on",
    "has_agenda",
    "release",
    "review",
    "take_off",
]
