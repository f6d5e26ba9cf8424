"""Strips: for each line a row of small stacked columns on one axis, with its sum at the end."""

from collections.abc import Sequence

from commitments.charts.drawing import CAP, LETTERING, baseline, canvas, finished, lettering, stack
from commitments.charts.geometry import WIDER, WIDTH, Label, axis, fit, is_clear, text_width
from commitments.charts.parts import Chart, Line, Series, Table, Words, number, summed, tabulated, told

HEIGHT, STEP = 20.0, 30.0
UNIT = 10.0
GAP, SHORTEST = 1.5, 2.5
COLUMN, NARROWEST = 0.7, 11.0
AIR = 8.0


def strips(
    words: Words, series: Sequence[Series], steps: Sequence[str], lines: Sequence[Line], *, every: int = 1
) -> Chart:
    """Draw one strip a line, all on one scale; `steps` names the axis, every so many are labelled.

    The table has a row for each step of a line in which there is something.
    """
    label = max((text_width(line.label) for line in lines), default=0.0) + AIR
    sums = [sum(map(sum, line.steps)) for line in lines]
    total = max((text_width(number(one)) for one in sums), default=0.0) + AIR
    step = max((WIDTH - label - total) / len(steps), NARROWEST)
    while not is_clear(
        labels := _labels(steps, label, step, total, every), label + step * len(steps) + total
    ):
        step *= WIDER
    width = label + step * len(steps) + total
    flat = [values for line in lines for values in line.steps]
    least = [[SHORTEST if value else 0.0 for value in values] for values in flat]
    lengths = iter(fit(flat, least, HEIGHT, gap=GAP, most=UNIT))
    bottom = HEIGHT + STEP * max(0, len(lines) - 1)
    spoken = [told(series, summed(line.steps), line.name or line.label) for line in lines]
    root = canvas(words, spoken, width, bottom + LETTERING + 4)
    side = step * (1 - COLUMN) / 2
    for place, (line, count) in enumerate(zip(lines, sums, strict=True)):
        base = HEIGHT + place * STEP
        lettering(root, "label", 0, base - 2, line.label)
        for column in range(len(line.steps)):
            x = label + column * step + side
            stack(root, series, next(lengths), x=x, base=base, width=step * COLUMN, gap=GAP)
        baseline(root, label, width - total, base)
        lettering(root, "n", width, base - 2, number(count), "end")
    for one in labels:
        lettering(root, "axis", one.x, bottom + CAP + 6, one.text, one.anchor)
    heads = (words.rows, *(one.name for one in series))
    rows = tuple(
        tabulated("", f"{line.name or line.label}, {text}", values)
        for line in lines
        for text, values in zip(steps, line.steps, strict=True)
        if any(values)
    )
    return finished(root, words, series, flat, Table(heads, rows))


def _labels(steps: Sequence[str], label: float, step: float, total: float, every: int) -> list[Label]:
    return axis(steps, label, step, label + step * len(steps) + total, every)
