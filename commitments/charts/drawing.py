"""What every chart is made of: canvas, bars, text, widths and scales; series, rows, words, table and legend.

CSS classes give the colours.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from xml.etree.ElementTree import Element, SubElement

from django.utils.safestring import SafeString

from commitments import html


class NumberMark(StrEnum):
    """How a number is drawn; marks differ by shape and edge, so that no colour is needed."""

    FILLED = "filled"
    HALF = "half"
    OUTLINED = "outlined"
    TINTED = "tinted"
    DASHED = "dashed"


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of number: its name in the legend, and how it is drawn."""

    name: str
    mark: NumberMark


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One column or bar: a number for each series. `name` replaces a short label in the table."""

    label: str
    values: tuple[int, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """One line of a balance: the numbers of each series on the left, and those on the right."""

    label: str
    left: tuple[int, ...]
    right: tuple[int, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class StripLine:
    """One line of strips: for each step of the axis a number for each series."""

    label: str
    steps: tuple[tuple[int, ...], ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class ChartWords:
    """The texts of a chart beside its numbers; `key` makes its ids unique on the page.

    `rows` is the heading of the first table column, `note` one line below the chart.
    """

    key: str
    title: str
    rows: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ChartTable:
    """The same numbers as a table: the first cell of each row is its heading."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart ready for a page: the drawing, its legend as swatches with their names, and its table."""

    words: ChartWords
    svg: SafeString
    legend: tuple[tuple[SafeString, str], ...]
    table: ChartTable


def format_number(value: int) -> str:
    """Write a number as drawing and table both print it."""
    return f"{value:,}"


def format_numbers(series: Sequence[Series], values: Sequence[int], label: str = "") -> str:
    """Return numbers as a text for screen readers: "KR: on time 14, late 3"."""
    counts = ", ".join(
        f"{one.name} {format_number(value)}" for one, value in zip(series, values, strict=True)
    )
    return f"{label}: {counts}" if label else counts


def sum_rows(rows: Iterable[Sequence[int]]) -> tuple[int, ...]:
    """Add up rows of numbers, series by series; there is at least one row."""
    return tuple(map(sum, zip(*rows, strict=True)))


def build_table_row(label: str, name: str, values: Sequence[int]) -> tuple[str, ...]:
    """Write one row of a table."""
    return (name or label, *map(format_number, values))


STROKE = 1.5
# How each part is drawn where no style sheet says otherwise: in black and white, as on paper. A PDF takes its
# sheets from the page and leaves what stands in a drawing as it is.
EDGE = {"stroke": "#000", "stroke-width": str(STROKE)}
INK: dict[str, dict[str, str]] = {
    NumberMark.FILLED: {"fill": "#000"},
    NumberMark.OUTLINED: {"fill": "none", **EDGE},
    NumberMark.TINTED: {"fill": "#ddd", **EDGE},
    NumberMark.DASHED: {"fill": "none", **EDGE, "stroke-dasharray": "3 2"},
    "on-filled": {"fill": "#fff"},
}
SWATCH = 11.0
# The size of the lettering; its height above its line, and what a line of it takes.
SIZE, CAP, LETTERING = 11.0, 8.0, 14.0


def create_canvas(words: ChartWords, told: Sequence[str], width: float, height: float) -> Element:
    """Begin a drawing; its name and the numbers in it, as `told`, are its text alternative."""
    names = {"title": words.title, "desc": "; ".join(told)}
    root = Element(
        "svg",
        {
            "class": "chart",
            "role": "img",
            "font-size": _size(SIZE),
            "width": _size(width),
            "height": _size(height),
            "viewBox": f"0 0 {_size(width)} {_size(height)}",
            "aria-labelledby": " ".join(f"{words.key}-{tag}" for tag in names),
        },
    )
    for tag, text in names.items():
        SubElement(root, tag, {"id": f"{words.key}-{tag}"}).text = text
    return root


def draw_bar(root: Element, mark: NumberMark, x: float, y: float, width: float, height: float) -> None:
    """Draw one number: filled, or an edge that stays inside; half filled is an edge with a full left half."""
    if mark == NumberMark.FILLED:
        _rect(root, mark, x, y, width, height)
        return
    inset = STROKE / 2
    edge = NumberMark.OUTLINED if mark == NumberMark.HALF else mark
    _rect(root, edge, x + inset, y + inset, max(0.5, width - STROKE), max(0.5, height - STROKE))
    if mark == NumberMark.HALF:
        _rect(root, NumberMark.FILLED, x, y, width / 2, height)


def _rect(root: Element, kind: str, x: float, y: float, width: float, height: float) -> None:
    size = {"x": _size(x), "y": _size(y), "width": _size(width), "height": _size(height)}
    SubElement(root, "rect", {"class": kind, **size, "rx": "1.5", **INK[kind]})


def draw_text(root: Element, kind: str, x: float, y: float, text: str, anchor: str = "start") -> None:
    """Write a text: its `start`, `middle` or `end` is at x, its line at y."""
    SubElement(
        root,
        "text",
        {"class": kind, "x": _size(x), "y": _size(y), "text-anchor": anchor, **INK.get(kind, {})},
    ).text = text


def draw_baseline(root: Element, x1: float, x2: float, y: float) -> None:
    """Draw the line on which columns stand."""
    places = {"x1": _size(x1), "x2": _size(x2), "y1": _size(y), "y2": _size(y)}
    SubElement(root, "line", {"class": "base", "stroke": "#000", **places})


def draw_stack(
    root: Element,
    series: Sequence[Series],
    lengths: Sequence[float],
    *,
    x: float,
    base: float,
    width: float,
    gap: float,
) -> float:
    """Draw one column from its base up, the first series at the bottom; return the height at which it
    ends.
    """
    y = base
    for one, length in zip(series, lengths, strict=True):
        if length:
            y -= length
            draw_bar(root, one.mark, x, y, width, length)
            y -= gap
    return y + gap if y < base else base


def finish_chart(
    root: Element,
    words: ChartWords,
    series: Sequence[Series],
    values: Iterable[Sequence[int]],
    table: ChartTable,
) -> Chart:
    """Build the chart from its drawing and table, with a legend of the series that occur."""
    sums = sum_rows(values)
    legend = tuple((_swatch(one.mark), one.name) for one, count in zip(series, sums, strict=True) if count)
    return Chart(words, html.render_svg(root), legend, table)


def _swatch(mark: NumberMark) -> SafeString:
    size = _size(SWATCH)
    root = Element(
        "svg",
        {
            "class": "chart-key",
            "aria-hidden": "true",
            "focusable": "false",
            "width": size,
            "height": size,
            "viewBox": f"0 0 {size} {size}",
        },
    )
    draw_bar(root, mark, 0, 0, SWATCH, SWATCH)
    return html.render_svg(root)


def _size(value: float) -> str:
    """Write a coordinate to a tenth, without a tail of zeros."""
    return f"{value:.1f}".removesuffix(".0")


# At the 11 px in which drawings are lettered; generous, since fonts differ.
NARROW, WIDE = 6.8, 11.4
# A drawing is laid out for the narrowest column it stands in, so that it is only ever enlarged.
WIDTH = 288.0

# By how much a drawing grows at a time where its texts need more room, and what stays free between two texts.
WIDER, BETWEEN = 1.06, 6.0

Lengths = list[list[float]]


@dataclass(frozen=True, slots=True)
class AxisLabel:
    """A text on an axis, and which part of it is at x."""

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


def place_labels(
    texts: Sequence[str], origin: float, step: float, width: float, every: int
) -> list[AxisLabel]:
    """Place every so many labels: below the middle of their step where each has one, else from its beginning.

    What would reach beyond the width ends there.
    """
    placed = []
    for place in range(0, len(texts), every):
        x = origin + step * (place + (0.5 if every == 1 else 0.16))
        label = AxisLabel(texts[place], x, "middle" if every == 1 else "start")
        placed.append(label if every == 1 or label.end <= width else AxisLabel(label.text, width, "end"))
    return placed


def is_clear(labels: Sequence[AxisLabel], width: float) -> bool:
    """Return whether no label touches the next, and none reaches beyond the drawing."""
    inside = all(label.start >= 0 and label.end <= width + 0.01 for label in labels)
    return inside and all(one.end + BETWEEN <= other.start for one, other in pairwise(labels))


def room_for(least: Sequence[Sequence[float]], *, gap: float) -> float:
    """Return the minimum room for the fullest row."""
    return max((_least_of(row, gap) for row in least), default=0.0)


def _least_of(row: Sequence[float], gap: float) -> float:
    drawn = [one for one in row if one]
    return sum(drawn) + gap * max(0, len(drawn) - 1)


def fit_lengths(
    rows: Sequence[Sequence[int]],
    least: Sequence[Sequence[float]],
    room: float,
    *,
    gap: float,
    most: float,
) -> Lengths:
    """Return the length of every number on one scale for all rows, so that no row is longer than the room.

    A length is in proportion to the number, but never below its `least`, and one unit is never longer than
    `most`; zero has no length and no `least`. The room holds every row at its minimum.
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
