"""A balance: one side's numbers run to the left, the other's to the right, their subject between them."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from commitments.charts.bars import least_of, lettered
from commitments.charts.drawing import CAP, LETTERING, bar, canvas, finished, lettering
from commitments.charts.geometry import WIDTH, fit, room_for, text_width
from commitments.charts.parts import Balanced, Chart, Series, Table, Words, number, tabulated, told

THICK, STEP = 18.0, 24.0
GAP, AIR = 2.0, 10.0
UNIT = 30.0
MIDDLE = (THICK + CAP) / 2
TOP = LETTERING + 2


def balance(
    words: Words, sides: tuple[str, str], series: Sequence[Series], rows: Sequence[Balanced]
) -> Chart:
    """Draw both sides on one scale; where numbers or headings need more room the drawing becomes wider.

    The table has a row for each side of a line.
    """
    middle = max((text_width(row.label) for row in rows), default=0.0) + 2 * AIR
    halves = [half for row in rows for half in (row.left, row.right)]
    least = [least_of(half) for half in halves]
    heading = max(map(text_width, sides))
    room = max((WIDTH - middle) / 2, room_for(least, gap=GAP), heading)
    lengths = fit(halves, least, room, gap=GAP, most=UNIT)
    names = [f"{row.name or row.label}, {side}" for row in rows for side in sides]
    spoken = [told(series, half, name) for name, half in zip(names, halves, strict=True)]
    root = canvas(words, spoken, 2 * room + middle, TOP + STEP * len(rows) - (STEP - THICK))
    inner = (room, room + middle)
    for x, side, anchor in zip(inner, sides, ("end", "start"), strict=True):
        lettering(root, "axis", x, CAP + 1, side, anchor)
    for place, row in enumerate(rows):
        y = TOP + place * STEP
        lettering(root, "label", room + middle / 2, y + MIDDLE, row.label, "middle")
        _half(root, series, row.left, lengths[2 * place], (inner[0], y), -1)
        _half(root, series, row.right, lengths[2 * place + 1], (inner[1], y), 1)
    heads = (words.rows, *(one.name for one in series))
    table = Table(heads, tuple(tabulated("", name, half) for name, half in zip(names, halves, strict=True)))
    return finished(root, words, series, halves, table)


def _half(
    root: Element,
    series: Sequence[Series],
    values: Sequence[int],
    widths: Sequence[float],
    start: tuple[float, float],
    way: int,
) -> None:
    """Draw one side of a line from the middle outwards: `way` is -1 to the left, 1 to the right."""
    x, y = start
    for one, value, width in zip(series, values, widths, strict=True):
        if value:
            left = x if way > 0 else x - width
            bar(root, one.mark, left, y, width, THICK)
            lettering(root, lettered(one.mark), left + width / 2, y + MIDDLE, number(value), "middle")
            x += way * (width + GAP)
    if not any(values):
        lettering(root, "n", x, y + MIDDLE, number(0), "start" if way > 0 else "end")
