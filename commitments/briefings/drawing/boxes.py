"""Draw the charts of unit boxes: kept or not, and the balance of both accounts."""

import math
from dataclasses import dataclass
from itertools import combinations_with_replacement

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from commitments.briefings.content import Account, Boxes, Unit
from commitments.briefings.drawing.pencil import BLACK, GREY, SMALL, WIDTH, Ink, Pencil, cut, width_of
from commitments.briefings.words import cap
from commitments.vocabulary import Health

# A box with the reference in it, and its pitch; where a row would need more lines, small boxes without.
BOX_WIDTH, BOX_HEIGHT, PITCH, LINE = 11.9, 4.4, 12.4, 4.95
MOST_LINES = 3
SMALL_BOXES = (2.9, 2.2, 1.6)
SMALL_GAP, SMALL_LINES, STILL_READ = 0.5, 5, 8
NUMBER = 6.0
AIR = 1.7
HEAD = 5.6
KEY, KEY_WIDTH, KEY_HEIGHT = 5.0, 5.0, 2.8
LABEL = 11.0
SLOTS = 12
# What stays free between two columns, so that no box and no head touches those of the next.
GAP = 2.0
BETWEEN = 0.8
CENTRE = 26.0
TITLE = 56.0
HEALTHS = (Health.ON_TRACK, Health.AT_RISK, Health.OFF_TRACK, Health.NO_EVIDENCE)
URGENT_FIRST = {"off_track": 0, "at_risk": 1, "no_evidence": 2, "on_track": 3, "fulfilled": 4}
FILLS = {
    "fulfilled": Ink.TINT,
    "on_track": Ink.WHITE,
    "at_risk": Ink.GOLD,
    "no_evidence": Ink.WHITE,
    "off_track": Ink.CRIMSON,
}


@dataclass(frozen=True, slots=True)
class Layout:
    """How boxes stand: the size of the small ones, 0 where they bear references; width of each cell.

    Where there would be too many of the smallest to be read, only their number stands.
    """

    small: float
    widths: tuple[float, ...]
    is_bare: bool = False

    @property
    def line(self) -> float:
        return self.small + SMALL_GAP if self.small else LINE

    def a_line(self, cell: int) -> int:
        """Give how many boxes stand on one line of a cell."""
        if self.small:
            return max(1, int((self.widths[cell] - NUMBER) / (self.small + SMALL_GAP)))
        return max(1, int((self.widths[cell] + PITCH - BOX_WIDTH) / PITCH))

    def lines(self, row: Account) -> int:
        if self.is_bare:
            return 1
        return max([1, *(-(-len(units) // self.a_line(cell)) for cell, units in enumerate(row.cells))])

    def height(self, row: Account) -> float:
        return max(self.lines(row) * self.line, BOX_HEIGHT) + AIR

    def of(self, rows: tuple[Account, ...]) -> float:
        return HEAD + sum(self.height(row) for row in rows) + 0.4


def kept_layout(chart: Boxes) -> Layout:
    """Give each column room for what stands in it, so that the fewest lines are needed."""
    columns = len(chart.heads)
    room = WIDTH - LABEL - GAP * (columns - 1)
    slot = room / SLOTS
    least = [math.ceil((width_of(head, SMALL) + BETWEEN) / slot) for head in chart.heads]
    spreads = [
        tuple((least[column] + extra.count(column)) * slot for column in range(columns))
        for extra in combinations_with_replacement(range(columns), max(0, SLOTS - sum(least)))
    ]
    best = min((Layout(0.0, spread) for spread in spreads), key=lambda layout: layout.of(chart.rows))
    if sum(least) <= SLOTS and all(best.lines(row) <= MOST_LINES for row in chart.rows):
        return best
    return _smaller(chart.rows, (room / columns,) * columns)


def balance_layout(chart: Boxes) -> Layout:
    half = (WIDTH - CENTRE) / 2
    plain = Layout(0.0, (half, half))
    if all(plain.lines(row) <= MOST_LINES for row in chart.rows):
        return plain
    return _smaller(chart.rows, (half, half))


def _smaller(rows: tuple[Account, ...], widths: tuple[float, ...]) -> Layout:
    for small in SMALL_BOXES:
        layout = Layout(small, widths)
        most = max(layout.lines(row) for row in rows)
        if most <= SMALL_LINES:
            break
    return layout if most <= STILL_READ else Layout(small, widths, is_bare=True)


def kept(chart: Boxes) -> SafeString:
    """Draw sides by columns, a box an item, under the key to the boxes of both charts."""
    layout = kept_layout(chart)
    pencil = Pencil(KEY + layout.of(chart.rows), chart.told)
    _key(pencil, {unit.shape for row in chart.rows for cell in row.cells for unit in cell})
    x = LABEL
    for head, width in zip(chart.heads, layout.widths, strict=True):
        pencil.text(x, KEY + HEAD / 2, head, SMALL, bold=True)
        x += width + GAP
    y = KEY + HEAD
    for place, row in enumerate(chart.rows):
        pencil.line(Ink.RULE if place else Ink.FRAME, 0, y, WIDTH, y)
        pencil.text(0, y + AIR / 2 + BOX_HEIGHT / 2, row.label)
        x = LABEL
        for cell, units in enumerate(row.cells):
            _cell(pencil, units, x, y + AIR / 2, layout, cell)
            x += layout.widths[cell] + GAP
        y += layout.height(row)
    pencil.line(Ink.FRAME, 0, y, WIDTH, y)
    return pencil.svg()


def balance(chart: Boxes) -> SafeString:
    """Draw ours to the left of a centre that names the strength, theirs to the right."""
    layout = balance_layout(chart)
    pencil = Pencil(layout.of(chart.rows), chart.told)
    left, right = (WIDTH - CENTRE) / 2, (WIDTH + CENTRE) / 2
    pencil.text(left, HEAD / 2, chart.heads[0], SMALL, bold=True, anchor="end")
    pencil.text(WIDTH / 2, HEAD / 2, chart.heads[1], SMALL, anchor="middle", fill=GREY)
    pencil.text(right, HEAD / 2, chart.heads[2], SMALL, bold=True)
    y = HEAD
    for place, row in enumerate(chart.rows):
        pencil.line(Ink.RULE if place else Ink.FRAME, 0, y, WIDTH, y)
        pencil.text(WIDTH / 2, y + AIR / 2 + BOX_HEIGHT / 2, row.label, anchor="middle")
        ours, theirs = row.cells
        width = _width(ours, layout)
        _cell(pencil, ours, left - width, y + AIR / 2, layout, 0)
        _cell(pencil, theirs, right, y + AIR / 2, layout, 1)
        middle = y + AIR / 2 + BOX_HEIGHT / 2
        if not layout.small and len(ours) == 1:
            pencil.text(left - width - 1.2, middle, cut(ours[0].title, TITLE, SMALL), SMALL, anchor="end")
        if not layout.small and len(theirs) == 1:
            pencil.text(right + BOX_WIDTH + 1.2, middle, cut(theirs[0].title, TITLE, SMALL), SMALL)
        y += layout.height(row)
    pencil.line(Ink.FRAME, 0, y, WIDTH, y)
    return pencil.svg()


def _width(units: tuple[Unit, ...], layout: Layout) -> float:
    """Give how wide the boxes of a cell stand, so that they can end at the centre."""
    across = 0 if layout.is_bare else min(len(units), layout.a_line(0))
    if layout.small:
        return NUMBER + across * (layout.small + SMALL_GAP)
    return across * PITCH - (PITCH - BOX_WIDTH)


def _cell(pencil: Pencil, units: tuple[Unit, ...], x: float, y: float, layout: Layout, cell: int) -> None:
    across = layout.a_line(cell)
    if not units:
        if len(layout.widths) > 2:
            pencil.text(x, y + BOX_HEIGHT / 2, "–", SMALL, fill=GREY)
        return
    if layout.small:
        pencil.text(x, y + BOX_HEIGHT / 2, str(len(units)), bold=True)
        units = () if layout.is_bare else tuple(sorted(units, key=lambda unit: URGENT_FIRST[unit.shape]))
    for place, unit in enumerate(units):
        line, column = divmod(place, across)
        if layout.small:
            step = layout.small + SMALL_GAP
            _small(pencil, unit, x + NUMBER + column * step, y + line * step, layout.small)
        else:
            _box(pencil, unit, x + column * PITCH, y + line * LINE)


def _key(pencil: Pencil, drawn: set[str]) -> None:
    """Name the fills that are drawn, by the words of the scorecard."""
    x = 0.2
    words = [(_("Fulfilled"), "fulfilled"), *((cap(health.label), health.value) for health in HEALTHS)]
    for word, shape in words:
        if shape not in drawn:
            continue
        _fill(pencil, shape, x, 0.6, KEY_WIDTH, KEY_HEIGHT)
        if shape == "fulfilled":
            pencil.tick(x + KEY_WIDTH / 2, 0.6 + KEY_HEIGHT / 2, 1.5)
        pencil.text(x + KEY_WIDTH + 1, 0.6 + KEY_HEIGHT / 2, word, SMALL)
        x += KEY_WIDTH + 5 + width_of(word, SMALL)


def _fill(pencil: Pencil, shape: str, x: float, y: float, width: float, height: float) -> None:
    pencil.box(FILLS[shape], x, y, width, height)
    if shape == "no_evidence":
        for step in range(int(width / 1.3)):
            start = x + step * 1.3
            pencil.line(Ink.HATCH, start, y + height, start + 1.1, y + height - 1.1)


def _small(pencil: Pencil, unit: Unit, x: float, y: float, size: float) -> None:
    pencil.box(FILLS[unit.shape], x, y, size, size)
    if unit.shape == "no_evidence":
        pencil.line(Ink.HATCH, x, y + size, x + size, y)


def _box(pencil: Pencil, unit: Unit, x: float, y: float) -> None:
    """Draw a box with its reference; its health shows in the fill, and in a mark that needs no colour."""
    _fill(pencil, unit.shape, x, y, BOX_WIDTH, BOX_HEIGHT)
    middle, centre = y + BOX_HEIGHT / 2, x + BOX_WIDTH / 2
    fill = "#ffffff" if unit.shape == "off_track" else BLACK
    if unit.shape == "no_evidence":
        middle -= 0.5
    if unit.shape == "fulfilled":
        pencil.tick(x + 1.15, middle, 1.2)
        centre += 1.2
    pencil.text(centre, middle, unit.ref, SMALL, bold=True, anchor="middle", fill=fill)
