"""Where things go: how wide a text is taken to be, and how long each number is drawn."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

# At the 11 px in which drawings are lettered; generous, since fonts differ.
NARROW, WIDE = 6.8, 11.4
# A drawing is laid out for the narrowest column it stands in, so that it is only ever enlarged.
WIDTH = 288.0

# By how much a drawing grows at a time where its texts need more room, and what stays free between two texts.
WIDER, BETWEEN = 1.06, 6.0

Lengths = list[list[float]]


@dataclass(frozen=True, slots=True)
class Label:
    """A text on an axis, and which part of it stands at x."""

    text: str
    x: float
    anchor: str

    @property
    def start(self) -> float:
        wide = text_width(self.text)
        return self.x - {"start": 0.0, "middle": wide / 2, "end": wide}[self.anchor]

    @property
    def end(self) -> float:
        return self.start + text_width(self.text)


def text_width(text: str) -> float:
    """Estimate how wide a text is; wide signs such as Hangul count as such, marks above others as nothing."""
    return sum(_width(sign) for sign in text)


def _width(sign: str) -> float:
    if unicodedata.combining(sign):
        return 0.0
    return WIDE if unicodedata.east_asian_width(sign) in "WF" else NARROW


def axis(texts: Sequence[str], origin: float, step: float, width: float, every: int) -> list[Label]:
    """Place every so many labels: below the middle of their step where each has one, else from its beginning.

    What would reach beyond the width ends there.
    """
    placed = []
    for place in range(0, len(texts), every):
        x = origin + step * (place + (0.5 if every == 1 else 0.16))
        label = Label(texts[place], x, "middle" if every == 1 else "start")
        placed.append(label if every == 1 or label.end <= width else Label(label.text, width, "end"))
    return placed


def is_clear(labels: Sequence[Label], width: float) -> bool:
    """Say whether no label touches the next one, and none reaches beyond the drawing."""
    inside = all(label.start >= 0 and label.end <= width + 0.01 for label in labels)
    return inside and all(one.end + BETWEEN <= other.start for one, other in pairwise(labels))


def room_for(least: Sequence[Sequence[float]], *, gap: float) -> float:
    """Give the room that the fullest row needs at the least."""
    return max((_least_of(row, gap) for row in least), default=0.0)


def _least_of(row: Sequence[float], gap: float) -> float:
    drawn = [one for one in row if one]
    return sum(drawn) + gap * max(0, len(drawn) - 1)


def fit(
    rows: Sequence[Sequence[int]],
    least: Sequence[Sequence[float]],
    room: float,
    *,
    gap: float,
    most: float,
) -> Lengths:
    """Give every number its length on one scale for all rows, so that no row is longer than the room.

    A number is as long as it is large, but never shorter than its `least`, and one unit never longer than
    `most`; zero has no length and no `least`. The room holds every row at its least.
    """
    scale = min(
        [
            most,
            *(
                _scale(row, floors, room - gap * (sum(map(bool, row)) - 1))
                for row, floors in zip(rows, least, strict=True)
                if any(row)
            ),
        ]
    )
    return [
        [max(floor, value * scale) if value else 0.0 for value, floor in zip(row, floors, strict=True)]
        for row, floors in zip(rows, least, strict=True)
    ]


def _scale(row: Sequence[int], least: Sequence[float], room: float) -> float:
    """Find the scale at which a row just fills the room, those held up by their least included."""
    free = [(value, floor) for value, floor in zip(row, least, strict=True) if value]
    left = room
    while free:
        scale = left / sum(value for value, _floor in free)
        held = [one for one in free if one[0] * scale < one[1]]
        if not held:
            return scale
        left -= sum(floor for _value, floor in held)
        free = [one for one in free if one not in held]
    return 0.0
