"""Draw the charts of a packet to its print specification: unit boxes, balances, the timeline; no queries."""

import math
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from itertools import combinations_with_replacement

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from commitments.enums import CommitmentState, Health
from commitments.packets.content_values import Account, Boxes, Line, Timeline, Unit
from commitments.packets.formats import capitalise
from commitments.packets.render.pencil import (
    BLACK,
    BLUE,
    BOLD_WIDTH,
    GREY,
    MONTH,
    RED,
    SMALL,
    TEXT,
    WIDTH,
    Ink,
    Pencil,
    width_of,
    wrap_text,
)
from commitments.packets.sections.scorecard import is_point_ref

# A box with the reference in it, and its pitch; where a row would need more lines, small boxes without.
BOX_WIDTH, BOX_HEIGHT, PITCH, LINE = 11.9, 4.4, 12.4, 4.95
MOST_LINES = 3
SMALL_BOXES = (2.9, 2.2, 1.6)
SMALL_GAP, SMALL_LINES, STILL_READ = 0.5, 5, 8
NUMBER = 6.0
AIR = 1.7
HEAD = 5.6
KEY, KEY_WIDTH, KEY_HEIGHT = 5.0, 5.0, 2.8
LEAST_LABEL_WIDTH = 11.0
SLOTS = 12
# What stays free between two columns, so that no box and no head touches those of the next.
GAP = 2.0
BETWEEN = 0.8
LEAST_CENTRE = 26.0
BOX_TITLE_WIDTH = 56.0
HEALTHS = (Health.ON_TRACK, Health.AT_RISK, Health.OFF_TRACK, Health.NO_RECENT_REPORT)
URGENT_FIRST = {"off_track": 0, "at_risk": 1, "no_recent_report": 2, "on_track": 3, "fulfilled": 4}
FILLS = {
    "fulfilled": Ink.TINT,
    "on_track": Ink.WHITE,
    "at_risk": Ink.GOLD,
    "no_recent_report": Ink.WHITE,
    "off_track": Ink.CRIMSON,
}


@dataclass(frozen=True, slots=True)
class BoxLayout:
    """How boxes are drawn: the size of small ones, 0 where they have references; the width of each cell.

    Where there would be too many of the smallest to read, only their number is printed.
    """

    small: float
    widths: tuple[float, ...]
    is_bare: bool = False

    @property
    def line(self) -> float:
        return self.small + SMALL_GAP if self.small else LINE

    def a_line(self, cell: int) -> int:
        """Return how many boxes are on one line of a cell."""
        if self.small:
            return max(1, int((self.widths[cell] - NUMBER) / (self.small + SMALL_GAP)))
        return max(1, int((self.widths[cell] + PITCH - BOX_WIDTH) / PITCH))

    def lines(self, row: Account) -> int:
        if self.is_bare:
            return 1
        return max([1, *(-(-len(units) // self.a_line(cell)) for cell, units in enumerate(row.cells))])

    def height(self, row: Account) -> float:
        return max(self.lines(row) * self.line, BOX_HEIGHT) + AIR

    def total_height(self, rows: tuple[Account, ...]) -> float:
        return HEAD + sum(self.height(row) for row in rows) + 0.4

    @property
    def has_references(self) -> bool:
        """Return whether each box names its item by its reference."""
        return not self.small


def label_width(rows: tuple[Account, ...]) -> float:
    """Return the room that the labels of rows need."""
    return max((width_of(row.label, TEXT) + 1 for row in rows), default=0)


@lru_cache(maxsize=16)
def fit_layout(chart: Boxes, *, has_references: bool = True) -> BoxLayout:
    """Return a layout with room in each column for its boxes, so that the fewest lines are needed."""
    columns = len(chart.heads)
    room = WIDTH - max(LEAST_LABEL_WIDTH, label_width(chart.rows)) - GAP * (columns - 1)
    slot = room / SLOTS
    least = [math.ceil((width_of(head, SMALL) + BETWEEN) / slot) for head in chart.heads]
    spreads = [
        tuple((least[column] + extra.count(column)) * slot for column in range(columns))
        for extra in combinations_with_replacement(range(columns), max(0, SLOTS - sum(least)))
    ]
    best = min(
        (BoxLayout(0.0, spread) for spread in spreads), key=lambda layout: layout.total_height(chart.rows)
    )
    is_wide = sum(least) <= SLOTS and all(best.lines(row) <= MOST_LINES for row in chart.rows)
    if is_wide and has_references:
        return best
    extra = (room - sum(least) * slot) / columns
    widths = (room / columns,) * columns if extra < 0 else tuple(one * slot + extra for one in least)
    return _smaller(chart.rows, widths)


def balance_layout(chart: Boxes, *, has_references: bool = True) -> BoxLayout:
    half = (WIDTH - max(LEAST_CENTRE, label_width(chart.rows))) / 2
    plain = BoxLayout(0.0, (half, half))
    if has_references and all(plain.lines(row) <= MOST_LINES for row in chart.rows):
        return plain
    return _smaller(chart.rows, (half, half))


def _smaller(rows: tuple[Account, ...], widths: tuple[float, ...]) -> BoxLayout:
    for small in SMALL_BOXES:
        layout = BoxLayout(small, widths)
        most = max(layout.lines(row) for row in rows)
        if most <= SMALL_LINES:
            break
    return layout if most <= STILL_READ else BoxLayout(small, widths, is_bare=True)


def draw_fulfilment(chart: Boxes, layout: BoxLayout) -> SafeString:
    """Draw sides by columns, a box an item, under the key to the boxes of both charts."""
    pencil = Pencil(KEY + layout.total_height(chart.rows), chart.told)
    _key(pencil, {unit.shape for row in chart.rows for cell in row.cells for unit in cell})
    x = begin = max(LEAST_LABEL_WIDTH, label_width(chart.rows))
    for head, width in zip(chart.heads, layout.widths, strict=True):
        pencil.text(x, KEY + HEAD / 2, head, SMALL, bold=True)
        x += width + GAP
    y = KEY + HEAD
    for place, row in enumerate(chart.rows):
        pencil.line(Ink.RULE if place else Ink.FRAME, 0, y, WIDTH, y)
        pencil.text(0, y + AIR / 2 + BOX_HEIGHT / 2, row.label)
        x = begin
        for cell, units in enumerate(row.cells):
            _cell(pencil, units, x, y + AIR / 2, layout, cell)
            x += layout.widths[cell] + GAP
        y += layout.height(row)
    pencil.line(Ink.FRAME, 0, y, WIDTH, y)
    return pencil.svg()


def draw_balance(chart: Boxes, layout: BoxLayout) -> SafeString:
    """Draw ours to the left of a centre that names the strength, theirs to the right."""
    pencil = Pencil(layout.total_height(chart.rows), chart.told)
    left, right = layout.widths[0], WIDTH - layout.widths[1]
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
        if layout.has_references and len(ours) == 1 and has_room_for_name(ours[0]):
            pencil.text(left - width - 1.2, middle, ours[0].title, SMALL, anchor="end")
        if layout.has_references and len(theirs) == 1 and has_room_for_name(theirs[0]):
            pencil.text(right + BOX_WIDTH + 1.2, middle, theirs[0].title, SMALL)
        y += layout.height(row)
    pencil.line(Ink.FRAME, 0, y, WIDTH, y)
    return pencil.svg()


def has_room_for_name(unit: Unit) -> bool:
    """Return whether the whole name of an item stands beside its box where it is alone."""
    return width_of(unit.title, SMALL) <= BOX_TITLE_WIDTH


def _width(units: tuple[Unit, ...], layout: BoxLayout) -> float:
    """Return the total width of the boxes of a cell, so that they can end at the centre."""
    across = 0 if layout.is_bare else min(len(units), layout.a_line(0))
    if layout.small:
        return NUMBER + across * (layout.small + SMALL_GAP)
    return across * PITCH - (PITCH - BOX_WIDTH)


def _cell(pencil: Pencil, units: tuple[Unit, ...], x: float, y: float, layout: BoxLayout, cell: int) -> None:
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
    words = [(_("Fulfilled"), "fulfilled"), *((capitalise(health.label), health.value) for health in HEALTHS)]
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
    if shape == "no_recent_report":
        for step in range(int(width / 1.3)):
            start = x + step * 1.3
            pencil.line(Ink.HATCH, start, y + height, start + 1.1, y + height - 1.1)


def _small(pencil: Pencil, unit: Unit, x: float, y: float, size: float) -> None:
    pencil.box(FILLS[unit.shape], x, y, size, size)
    if unit.shape == "no_recent_report":
        pencil.line(Ink.HATCH, x, y + size, x + size, y)


def _box(pencil: Pencil, unit: Unit, x: float, y: float) -> None:
    """Draw a box with its reference; its health shows in the fill, and in a mark that needs no colour."""
    _fill(pencil, unit.shape, x, y, BOX_WIDTH, BOX_HEIGHT)
    middle, centre = y + BOX_HEIGHT / 2, x + BOX_WIDTH / 2
    fill = "#ffffff" if unit.shape == "off_track" else BLACK
    if unit.shape == "no_recent_report":
        middle -= 0.5
    if unit.shape == "fulfilled":
        pencil.tick(x + 1.15, middle, 1.2)
        centre += 1.2
    pencil.text(centre, middle, unit.ref, SMALL, bold=True, anchor="middle", fill=fill)


TIMELINE_LABEL_WIDTH, PLOT = 67.0, 71.0
TIMELINE_TITLE_X = 11.6
LEGEND, AXIS, LANE, ROW = 5.0, 10.2, 5.0, 5.15
# Of a lane's head and a row, where the page is full; letters stay as large.
LEAST_ROW = 4.2
FOOT = 0.4
# As much as two letters of a month need; quarters closer than that are named by halves and by years.
ROOM_FOR_MONTH = 5.0
RADIUS, REACH = 1.05, 1.35


class TimelineSign(Enum):
    """What a row may show; the legend explains only those on the page."""

    SLIP = auto()
    NOW = auto()
    LATE = auto()
    PERIOD = auto()
    REVIEW = auto()
    DONE = auto()


# A request has no short title: its words take so many lines, each so far below the one before.
REQUEST_LINES, LEADING = 3, 2.8


def height_of(chart: Timeline, row: float = ROW) -> float:
    """Return the height of the timeline with rows of at least this height."""
    lines = sum(_row_height(line, row) for lane in chart.lanes for line in lane.lines)
    return LEGEND + AXIS + min(LANE, row) * len(chart.lanes) + lines + FOOT


def _row_height(line: Line, row: float) -> float:
    return row + (len(_wrap_title(line)[1]) - 1) * LEADING


def _wrap_title(line: Line) -> tuple[float, list[str]]:
    """Return where the title of a row begins, as the number of a request is longer, and its lines."""
    x = max(TIMELINE_TITLE_X, width_of(line.ref, TEXT) * BOLD_WIDTH + 1.2)
    most = REQUEST_LINES if is_point_ref(line.ref) else 1
    return x, wrap_text(line.title, TIMELINE_LABEL_WIDTH - x - 1.4, TEXT, most)


def draw_timeline(chart: Timeline, row: float = ROW) -> SafeString:
    """Draw dates against today; what has no date stands at the day of its review."""
    height = height_of(chart, row)
    lane_height = min(LANE, row)
    pencil = Pencil(height, chart.told)
    scale = PLOT / chart.days
    top = LEGEND + AXIS
    _legend(pencil, {sign for lane in chart.lanes for line in lane.lines for sign in list_signs(line)})
    _axis(pencil, chart, scale, top, height - FOOT)
    y = top
    for lane in chart.lanes:
        pencil.line(Ink.FRAME, 0, y, WIDTH, y)
        pencil.text(0, y + lane_height / 2, lane.title.upper(), SMALL, bold=True)
        y += lane_height
        pencil.line(Ink.RULE, 0, y, WIDTH, y)
        for place, line in enumerate(lane.lines):
            if place:
                pencil.line(Ink.RULE, 0, y, WIDTH, y)
            _line(pencil, line, y + row / 2, chart)
            y += _row_height(line, row)
    pencil.line(Ink.FRAME, 0, y, WIDTH, y)
    return pencil.svg()


def list_signs(line: Line) -> set[TimelineSign]:
    """Return the signs that a row shows."""
    is_dated = line.now is not None
    shown = {
        TimelineSign.SLIP: is_dated and line.first is not None and line.first != line.now,
        TimelineSign.NOW: is_dated and line.done is None and line.start is None,
        TimelineSign.LATE: is_dated and line.is_late,
        TimelineSign.PERIOD: is_dated and line.start is not None,
        TimelineSign.REVIEW: line.review is not None,
        TimelineSign.DONE: line.done is not None,
    }
    return {sign for sign, is_shown in shown.items() if is_shown}


def _legend(pencil: Pencil, drawn: set[TimelineSign]) -> None:
    """Name the marks that are drawn; each is drawn here too, never typed."""
    y, x = LEGEND / 2 - 0.3, 1.1
    if TimelineSign.SLIP in drawn:
        pencil.circle(Ink.HOLLOW, x, y, RADIUS)
        x = _draw_mark_name(pencil, x + 2.4, y, _("original due date"))
    if TimelineSign.NOW in drawn:
        pencil.circle(Ink.DOT, x, y, RADIUS)
        x = _draw_mark_name(pencil, x + 2.4, y, _("current due date"))
    if TimelineSign.SLIP in drawn:
        pencil.line(Ink.SLIP, x - 1, y, x + 3, y)
        x = _draw_mark_name(pencil, x + 4.4, y, pgettext("a mark in a chart", "slippage"))
    if TimelineSign.LATE in drawn:
        pencil.line(Ink.LATE, x - 1, y, x + 3, y)
        x = _draw_mark_name(pencil, x + 4.4, y, pgettext("a mark in a chart", "overdue"))
    if TimelineSign.PERIOD in drawn:
        pencil.box(Ink.PERIOD, x - 1, y - 0.8, 5, 1.6)
        x = _draw_mark_name(pencil, x + 5.4, y, _("agreed as a period"))
    if TimelineSign.REVIEW in drawn:
        pencil.diamond(Ink.HOLLOW, x, y, REACH)
        x = _draw_mark_name(pencil, x + 2.6, y, _("review date (no due date)"))
    if TimelineSign.DONE in drawn:
        pencil.tick(x, y)
        _draw_mark_name(pencil, x + 2.4, y, str(CommitmentState.FULFILLED.label))


def _draw_mark_name(pencil: Pencil, x: float, y: float, name: str) -> float:
    """Write the name of a mark; give where the next mark stands."""
    pencil.text(x, y, name, SMALL)
    return x + width_of(name, SMALL) + 4.0


def _axis(pencil: Pencil, chart: Timeline, scale: float, top: float, bottom: float) -> None:
    """Draw quarters lightly, years more strongly, and today over both, with its date above them."""
    if chart.meeting is not None:
        x = TIMELINE_LABEL_WIDTH + chart.today * scale
        pencil.box(Ink.BAND, x, top, (chart.meeting - chart.today) * scale, bottom - top)
    width = PLOT / len(chart.ticks)
    needed = max(ROOM_FOR_MONTH, *(width_of(tick.month, MONTH) + 1 for tick in chart.ticks))
    every = next(step for step in (1, 2, 4) if width * step >= needed or step == 4)
    for place, tick in enumerate(chart.ticks):
        x = TIMELINE_LABEL_WIDTH + tick.day * scale
        pencil.line(Ink.YEAR if tick.year else Ink.GRID, x, top, x, bottom)
        is_crowded = (
            place == 0 and len(chart.ticks) > 1 and chart.ticks[1].year and width < 2 * ROOM_FOR_MONTH
        )
        if tick.year and not is_crowded:
            pencil.text(x, top - 4.6, tick.year, SMALL, bold=True)
        if (len(chart.ticks) - place) % every == 0 or every == 1:
            pencil.text(x, top - 1.6, tick.month, MONTH, fill=GREY)
    x = TIMELINE_LABEL_WIDTH + chart.today * scale
    pencil.line(Ink.TODAY, x, top - 0.6, x, bottom)
    anchor = (
        "end" if chart.today > chart.days * 0.75 else "start" if chart.today < chart.days / 4 else "middle"
    )
    pencil.text(x, top - 7.8, chart.today_label, SMALL, bold=True, anchor=anchor, fill=BLUE)


def _line(pencil: Pencil, line: Line, y: float, chart: Timeline) -> None:
    pencil.text(0, y, line.ref, bold=True)
    x, title = _wrap_title(line)
    for place, words in enumerate(title):
        pencil.text(x, y + place * LEADING, words)
    pencil.text(WIDTH, y, line.status, anchor="end", bold=line.is_late, fill=RED if line.is_late else BLACK)

    def find_x(day: int) -> float:
        return TIMELINE_LABEL_WIDTH + min(max(day, 0), chart.days) * PLOT / chart.days

    def dot(ink: Ink, day: int) -> None:
        """Draw a date; one that lies beyond the axis as an arrow to it."""
        if 0 <= day < chart.days:
            pencil.circle(ink, find_x(day), y, RADIUS)
        else:
            reach = -2 * RADIUS if day < 0 else 2 * RADIUS
            pencil.arrow(ink, find_x(day) - reach * 1.1, y, reach)

    if line.start is not None and line.now is not None:
        pencil.box(
            Ink.PERIOD, find_x(line.start), y - 0.9, max(find_x(line.now) - find_x(line.start), 0.6), 1.8
        )
    if line.first is not None and line.now is not None and line.first != line.now:
        pencil.line(Ink.SLIP, find_x(line.first), y, find_x(line.now), y)
        dot(Ink.HOLLOW, line.first)
    if line.is_late and line.now is not None:
        pencil.line(Ink.LATE, find_x(line.now), y, find_x(chart.today), y)
    if line.now is not None and line.done is None and line.start is None:
        dot(Ink.LATE_DOT if line.is_late else Ink.DOT, line.now)
    if line.review is not None:
        pencil.diamond(Ink.LATE_HOLLOW if line.is_late else Ink.HOLLOW, find_x(line.review), y, REACH)
    if line.done is not None:
        pencil.tick(find_x(line.done), y)
