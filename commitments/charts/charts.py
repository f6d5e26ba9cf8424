"""The four charts: bars, columns, strips and balances.

Bars: one per row, its series side by side, each number printed in its part. Columns: one per step of an axis,
series stacked, the sum above. Strips: per line a row of small stacked columns on one axis, the sum at the
end. A balance: the numbers of one side run to the left, those of the other to the right, the subject between
them.
"""

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from commitments.charts.drawing import (
    CAP,
    LETTERING,
    WIDER,
    WIDTH,
    AxisLabel,
    BalanceLine,
    Chart,
    ChartRow,
    ChartTable,
    ChartWords,
    NumberMark,
    Series,
    StripLine,
    build_table_row,
    create_canvas,
    draw_bar,
    draw_baseline,
    draw_stack,
    draw_text,
    finish_chart,
    fit_lengths,
    format_number,
    format_numbers,
    is_clear,
    place_labels,
    room_for,
    sum_rows,
    text_width,
)

BAR_THICKNESS, BARS_ROW_HEIGHT = 20.0, 28.0
BARS_GAP, BARS_PADDING = 2.0, 10.0
BARS_UNIT = 40.0
BARS_MIDDLE = (BAR_THICKNESS + CAP) / 2


def draw_bars(words: ChartWords, series: Sequence[Series], rows: Sequence[ChartRow]) -> Chart:
    """Draw bars on one scale; where the numbers need more room the drawing becomes wider."""
    label = max((text_width(row.label) for row in rows), default=0.0) + BARS_PADDING
    least = [least_of(row.values) for row in rows]
    room = max(WIDTH - label, room_for(least, gap=BARS_GAP))
    lengths = fit_lengths([row.values for row in rows], least, room, gap=BARS_GAP, most=BARS_UNIT)
    spoken = [format_numbers(series, row.values, row.name or row.label) for row in rows]
    root = create_canvas(
        words, spoken, label + room, BARS_ROW_HEIGHT * len(rows) - (BARS_ROW_HEIGHT - BAR_THICKNESS)
    )
    for place, (row, widths) in enumerate(zip(rows, lengths, strict=True)):
        y = place * BARS_ROW_HEIGHT
        draw_text(root, "label", 0, y + BARS_MIDDLE, row.label)
        x = label
        for one, value, width in zip(series, row.values, widths, strict=True):
            if value:
                draw_bar(root, one.mark, x, y, width, BAR_THICKNESS)
                draw_text(
                    root,
                    find_letter_class(one.mark),
                    x + BARS_PADDING / 2,
                    y + BARS_MIDDLE,
                    format_number(value),
                )
                x += width + BARS_GAP
        if not any(row.values):
            draw_text(root, "n", label, y + BARS_MIDDLE, format_number(0))
    heads = (words.rows, *(one.name for one in series))
    table = ChartTable(heads, tuple(build_table_row(row.label, row.name, row.values) for row in rows))
    return finish_chart(root, words, series, [row.values for row in rows], table)


def least_of(values: Sequence[int]) -> list[float]:
    """Return the minimum width of each part: its number with some space around it."""
    return [text_width(format_number(value)) + BARS_PADDING if value else 0.0 for value in values]


def find_letter_class(mark: NumberMark) -> str:
    """Return the CSS class of a number inside a part with this mark."""
    return f"on-{mark}"


COLUMNS_HEIGHT = 64.0
# One of something is drawn no higher, however few there are.
COLUMNS_UNIT = 20.0
COLUMNS_GAP, COLUMNS_SHORTEST = 2.0, 3.0
COLUMNS_COLUMN_SHARE, WIDEST = 0.68, 28.0
COLUMNS_PADDING = 2.0


def draw_columns(
    words: ChartWords, series: Sequence[Series], rows: Sequence[ChartRow], *, every: int = 1
) -> Chart:
    """Draw stacked columns; every so many are labelled, the first one always.

    Where numbers or labels are too wide for their columns the drawing becomes wider: nothing overlaps.
    """
    width = WIDTH
    while not _fits(rows, width, every):
        width *= WIDER
    step = width / len(rows)
    values = [row.values for row in rows]
    least = [[COLUMNS_SHORTEST if value else 0.0 for value in row.values] for row in rows]
    lengths = fit_lengths(values, least, COLUMNS_HEIGHT, gap=COLUMNS_GAP, most=COLUMNS_UNIT)
    tallest = max(
        (sum(row) + COLUMNS_GAP * (sum(map(bool, row)) - 1) for row in lengths if any(row)), default=0.0
    )
    base = LETTERING + tallest
    sums = [format_numbers(series, sum_rows(values))]
    root = create_canvas(words, sums, width, base + LETTERING + 4)
    thick = min(step * COLUMNS_COLUMN_SHARE, WIDEST)
    for place, (row, heights) in enumerate(zip(rows, lengths, strict=True)):
        x = place * step
        top = draw_stack(
            root, series, heights, x=x + (step - thick) / 2, base=base, width=thick, gap=COLUMNS_GAP
        )
        if any(row.values):
            draw_text(root, "n", x + step / 2, top - 4, format_number(sum(row.values)), "middle")
    draw_baseline(root, 0, width, base)
    for one in _build_column_labels(rows, width, every):
        draw_text(root, "axis", one.x, base + CAP + 6, one.text, one.anchor)
    heads = (words.rows, *(one.name for one in series))
    table = ChartTable(heads, tuple(build_table_row(row.label, row.name, row.values) for row in rows))
    return finish_chart(root, words, series, values, table)


def _fits(rows: Sequence[ChartRow], width: float, every: int) -> bool:
    """Return whether sums and labels fit side by side with some space between them."""
    step = width / len(rows)
    if any(text_width(format_number(sum(row.values))) + COLUMNS_PADDING > step for row in rows):
        return False
    return is_clear(_build_column_labels(rows, width, every), width)


def _build_column_labels(rows: Sequence[ChartRow], width: float, every: int) -> list[AxisLabel]:
    return place_labels([row.label for row in rows], 0, width / len(rows), width, every)


STRIPS_HEIGHT, STRIPS_ROW_HEIGHT = 20.0, 30.0
STRIPS_UNIT = 10.0
STRIPS_GAP, STRIPS_SHORTEST = 1.5, 2.5
STRIPS_COLUMN_SHARE, NARROWEST = 0.7, 11.0
STRIPS_PADDING = 8.0


def draw_strips(
    words: ChartWords,
    series: Sequence[Series],
    steps: Sequence[str],
    lines: Sequence[StripLine],
    *,
    every: int = 1,
) -> Chart:
    """Draw one strip a line, all on one scale; `steps` names the axis, every so many are labelled.

    The table has a row for each step of a line in which there is something.
    """
    label = max((text_width(line.label) for line in lines), default=0.0) + STRIPS_PADDING
    sums = [sum(map(sum, line.steps)) for line in lines]
    total = max((text_width(format_number(one)) for one in sums), default=0.0) + STRIPS_PADDING
    step = max((WIDTH - label - total) / len(steps), NARROWEST)
    while not is_clear(
        labels := _build_strip_labels(steps, label, step, total, every), label + step * len(steps) + total
    ):
        step *= WIDER
    width = label + step * len(steps) + total
    flat = [values for line in lines for values in line.steps]
    least = [[STRIPS_SHORTEST if value else 0.0 for value in values] for values in flat]
    lengths = iter(fit_lengths(flat, least, STRIPS_HEIGHT, gap=STRIPS_GAP, most=STRIPS_UNIT))
    bottom = STRIPS_HEIGHT + STRIPS_ROW_HEIGHT * max(0, len(lines) - 1)
    spoken = [format_numbers(series, sum_rows(line.steps), line.name or line.label) for line in lines]
    root = create_canvas(words, spoken, width, bottom + LETTERING + 4)
    side = step * (1 - STRIPS_COLUMN_SHARE) / 2
    for place, (line, count) in enumerate(zip(lines, sums, strict=True)):
        base = STRIPS_HEIGHT + place * STRIPS_ROW_HEIGHT
        draw_text(root, "label", 0, base - 2, line.label)
        for column in range(len(line.steps)):
            x = label + column * step + side
            draw_stack(
                root, series, next(lengths), x=x, base=base, width=step * STRIPS_COLUMN_SHARE, gap=STRIPS_GAP
            )
        draw_baseline(root, label, width - total, base)
        draw_text(root, "n", width, base - 2, format_number(count), "end")
    for one in labels:
        draw_text(root, "axis", one.x, bottom + CAP + 6, one.text, one.anchor)
    heads = (words.rows, *(one.name for one in series))
    rows = tuple(
        build_table_row("", f"{line.name or line.label}, {text}", values)
        for line in lines
        for text, values in zip(steps, line.steps, strict=True)
        if any(values)
    )
    return finish_chart(root, words, series, flat, ChartTable(heads, rows))


def _build_strip_labels(
    steps: Sequence[str], label: float, step: float, total: float, every: int
) -> list[AxisLabel]:
    return place_labels(steps, label, step, label + step * len(steps) + total, every)


BALANCE_BAR_THICKNESS, BALANCE_ROW_HEIGHT = 18.0, 24.0
BALANCE_GAP, BALANCE_PADDING = 2.0, 10.0
BALANCE_UNIT = 30.0
BALANCE_MIDDLE = (BALANCE_BAR_THICKNESS + CAP) / 2
TOP = LETTERING + 2


def draw_balance(
    words: ChartWords, sides: tuple[str, str], series: Sequence[Series], rows: Sequence[BalanceLine]
) -> Chart:
    """Draw both sides on one scale; where numbers or headings need more room the drawing becomes wider.

    The table has a row for each side of a line.
    """
    middle = max((text_width(row.label) for row in rows), default=0.0) + 2 * BALANCE_PADDING
    halves = [half for row in rows for half in (row.left, row.right)]
    least = [least_of(half) for half in halves]
    heading = max(map(text_width, sides))
    room = max((WIDTH - middle) / 2, room_for(least, gap=BALANCE_GAP), heading)
    lengths = fit_lengths(halves, least, room, gap=BALANCE_GAP, most=BALANCE_UNIT)
    names = [f"{row.name or row.label}, {side}" for row in rows for side in sides]
    spoken = [format_numbers(series, half, name) for name, half in zip(names, halves, strict=True)]
    root = create_canvas(
        words,
        spoken,
        2 * room + middle,
        TOP + BALANCE_ROW_HEIGHT * len(rows) - (BALANCE_ROW_HEIGHT - BALANCE_BAR_THICKNESS),
    )
    inner = (room, room + middle)
    for x, side, anchor in zip(inner, sides, ("end", "start"), strict=True):
        draw_text(root, "axis", x, CAP + 1, side, anchor)
    for place, row in enumerate(rows):
        y = TOP + place * BALANCE_ROW_HEIGHT
        draw_text(root, "label", room + middle / 2, y + BALANCE_MIDDLE, row.label, "middle")
        _half(root, series, row.left, lengths[2 * place], (inner[0], y), -1)
        _half(root, series, row.right, lengths[2 * place + 1], (inner[1], y), 1)
    heads = (words.rows, *(one.name for one in series))
    table = ChartTable(
        heads, tuple(build_table_row("", name, half) for name, half in zip(names, halves, strict=True))
    )
    return finish_chart(root, words, series, halves, table)


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
            draw_bar(root, one.mark, left, y, width, BALANCE_BAR_THICKNESS)
            draw_text(
                root,
                find_letter_class(one.mark),
                left + width / 2,
                y + BALANCE_MIDDLE,
                format_number(value),
                "middle",
            )
            x += way * (width + BALANCE_GAP)
    if not any(values):
        draw_text(root, "n", x, y + BALANCE_MIDDLE, format_number(0), "start" if way > 0 else "end")
