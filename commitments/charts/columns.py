"""Columns: one for each step of an axis, its series stacked, its sum above it."""

from collections.abc import Sequence

from commitments.charts.drawing import CAP, LETTERING, baseline, canvas, finished, lettering, stack
from commitments.charts.geometry import WIDER, WIDTH, Label, axis, fit, is_clear, text_width
from commitments.charts.parts import Chart, Row, Series, Table, Words, number, summed, tabulated, told

HEIGHT = 64.0
# One of something is drawn no higher, however few there are.
UNIT = 20.0
GAP, SHORTEST = 2.0, 3.0
COLUMN, WIDEST = 0.68, 28.0
AIR = 2.0


def columns(words: Words, series: Sequence[Series], rows: Sequence[Row], *, every: int = 1) -> Chart:
    """Draw stacked columns; every so many are labelled, the first one always.

    Where numbers or labels are too wide for their columns the drawing becomes wider: nothing overlaps.
    """
    width = WIDTH
    while not _fits(rows, width, every):
        width *= WIDER
    step = width / len(rows)
    values = [row.values for row in rows]
    least = [[SHORTEST if value else 0.0 for value in row.values] for row in rows]
    lengths = fit(values, least, HEIGHT, gap=GAP, most=UNIT)
    tallest = max((sum(row) + GAP * (sum(map(bool, row)) - 1) for row in lengths if any(row)), default=0.0)
    base = LETTERING + tallest
    sums = [told(series, summed(values))]
    root = canvas(words, sums, width, base + LETTERING + 4)
    thick = min(step * COLUMN, WIDEST)
    for place, (row, heights) in enumerate(zip(rows, lengths, strict=True)):
        x = place * step
        top = stack(root, series, heights, x=x + (step - thick) / 2, base=base, width=thick, gap=GAP)
        if any(row.values):
            lettering(root, "n", x + step / 2, top - 4, number(sum(row.values)), "middle")
    baseline(root, 0, width, base)
    for one in _labels(rows, width, every):
        lettering(root, "axis", one.x, base + CAP + 6, one.text, one.anchor)
    heads = (words.rows, *(one.name for one in series))
    table = Table(heads, tuple(tabulated(row.label, row.name, row.values) for row in rows))
    return finished(root, words, series, values, table)


def _fits(rows: Sequence[Row], width: float, every: int) -> bool:
    """Say whether sums and labels stand side by side with some air between them."""
    step = width / len(rows)
    if any(text_width(number(sum(row.values))) + AIR > step for row in rows):
        return False
    return is_clear(_labels(rows, width, every), width)


def _labels(rows: Sequence[Row], width: float, every: int) -> list[Label]:
    return axis([row.label for row in rows], 0, width / len(rows), width, every)
