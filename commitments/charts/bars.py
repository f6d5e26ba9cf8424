"""Bars: one for each row, its series side by side, each number printed in its part."""

from collections.abc import Sequence

from commitments.charts.drawing import CAP, bar, canvas, finished, lettering
from commitments.charts.geometry import WIDTH, fit, room_for, text_width
from commitments.charts.parts import Chart, Mark, Row, Series, Table, Words, number, tabulated, told

THICK, STEP = 20.0, 28.0
GAP, AIR = 2.0, 10.0
UNIT = 40.0
MIDDLE = (THICK + CAP) / 2


def bars(words: Words, series: Sequence[Series], rows: Sequence[Row]) -> Chart:
    """Draw bars on one scale; where the numbers need more room the drawing becomes wider."""
    label = max((text_width(row.label) for row in rows), default=0.0) + AIR
    least = [least_of(row.values) for row in rows]
    room = max(WIDTH - label, room_for(least, gap=GAP))
    lengths = fit([row.values for row in rows], least, room, gap=GAP, most=UNIT)
    spoken = [told(series, row.values, row.name or row.label) for row in rows]
    root = canvas(words, spoken, label + room, STEP * len(rows) - (STEP - THICK))
    for place, (row, widths) in enumerate(zip(rows, lengths, strict=True)):
        y = place * STEP
        lettering(root, "label", 0, y + MIDDLE, row.label)
        x = label
        for one, value, width in zip(series, row.values, widths, strict=True):
            if value:
                bar(root, one.mark, x, y, width, THICK)
                lettering(root, lettered(one.mark), x + AIR / 2, y + MIDDLE, number(value))
                x += width + GAP
        if not any(row.values):
            lettering(root, "n", label, y + MIDDLE, number(0))
    heads = (words.rows, *(one.name for one in series))
    table = Table(heads, tuple(tabulated(row.label, row.name, row.values) for row in rows))
    return finished(root, words, series, [row.values for row in rows], table)


def least_of(values: Sequence[int]) -> list[float]:
    """Give the least width of each part: its number with some air around it."""
    return [text_width(number(value)) + AIR if value else 0.0 for value in values]


def lettered(mark: Mark) -> str:
    """Give the class of a number that stands in a part of this mark."""
    return f"on-{mark}"
