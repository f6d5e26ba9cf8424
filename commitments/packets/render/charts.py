"""Draw the charts of a packet to its print specification: unit boxes, balances, and the timeline; no queries.

Also a template library of the packet's own engine, in which each drawing is a filter on its chart.
"""

import math
from dataclasses import dataclass
from enum import Enum, auto
from itertools import accumulate, combinations_with_replacement
from typing import Any

from django.template import Library
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from commitments.enums import CommitmentState, Health
from commitments.packets.content_values import Account, Boxes, Line, Timeline, Unit
from commitments.packets.formats import capitalise, count_columns
from commitments.packets.render.pencil import (
    BLACK,
    BLUE,
    GREY,
    MONTH,
    RED,
    SMALL,
    TEXT,
    WIDTH,
    Ink,
    Pencil,
    cut_title,
    width_of,
)

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


def label_width(rows: tuple[Account, ...]) -> float:
    """Return the room that the labels of rows need."""
    return max((width_of(row.label, TEXT) + 1 for row in rows), default=0)


def fit_layout(chart: Boxes) -> BoxLayout:
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
    if sum(least) <= SLOTS and all(best.lines(row) <= MOST_LINES for row in chart.rows):
        return best
    return _smaller(chart.rows, (room / columns,) * columns)


def balance_layout(chart: Boxes) -> BoxLayout:
    half = (WIDTH - max(LEAST_CENTRE, label_width(chart.rows))) / 2
    plain = BoxLayout(0.0, (half, half))
    if all(plain.lines(row) <= MOST_LINES for row in chart.rows):
        return plain
    return _smaller(chart.rows, (half, half))


def _smaller(rows: tuple[Account, ...], widths: tuple[float, ...]) -> BoxLayout:
    for small in SMALL_BOXES:
        layout = BoxLayout(small, widths)
        most = max(layout.lines(row) for row in rows)
        if most <= SMALL_LINES:
            break
    return layout if most <= STILL_READ else BoxLayout(small, widths, is_bare=True)


def draw_fulfilment(chart: Boxes) -> SafeString:
    """Draw sides by columns, a box an item, under the key to the boxes of both charts."""
    layout = fit_layout(chart)
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


def draw_balance(chart: Boxes) -> SafeString:
    """Draw ours to the left of a centre that names the strength, theirs to the right."""
    layout = balance_layout(chart)
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
        if not layout.small and len(ours) == 1:
            pencil.text(
                left - width - 1.2,
                middle,
                cut_title(ours[0].title, BOX_TITLE_WIDTH, SMALL),
                SMALL,
                anchor="end",
            )
        if not layout.small and len(theirs) == 1:
            pencil.text(
                right + BOX_WIDTH + 1.2, middle, cut_title(theirs[0].title, BOX_TITLE_WIDTH, SMALL), SMALL
            )
        y += layout.height(row)
    pencil.line(Ink.FRAME, 0, y, WIDTH, y)
    return pencil.svg()


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


def height_of(lanes: int, lines: int) -> float:
    return LEGEND + AXIS + LANE * lanes + ROW * lines + FOOT


def draw_timeline(chart: Timeline) -> SafeString:
    """Draw dates against today; what has no date stands at the day of its review."""
    height = height_of(len(chart.lanes), sum(len(lane.lines) for lane in chart.lanes))
    pencil = Pencil(height, chart.told)
    scale = PLOT / chart.days
    top = LEGEND + AXIS
    _legend(pencil, {sign for lane in chart.lanes for line in lane.lines for sign in list_signs(line)})
    _axis(pencil, chart, scale, top, height - FOOT)
    y = top
    for lane in chart.lanes:
        pencil.line(Ink.FRAME, 0, y, WIDTH, y)
        pencil.text(0, y + LANE / 2, lane.title.upper(), SMALL, bold=True)
        y += LANE
        pencil.line(Ink.RULE, 0, y, WIDTH, y)
        for place, line in enumerate(lane.lines):
            if place:
                pencil.line(Ink.RULE, 0, y, WIDTH, y)
            _line(pencil, line, y + ROW / 2, chart)
            y += ROW
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
    # The number of a request is longer.
    title_x = max(TIMELINE_TITLE_X, width_of(line.ref, TEXT) * BOLD + 1.2)
    pencil.text(title_x, y, cut_title(line.title, TIMELINE_LABEL_WIDTH - title_x - 1.4, TEXT))
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


# Filters of the packet's own engine.
register = Library()
register.filter("timeline", draw_timeline)
register.filter("kept", draw_fulfilment)
register.filter("balance", draw_balance)


# The text area of a page; what heading, titles and notes of the three charts take of it.
PAGE, HEADING = 243.0, 16.0
HEADING_HEIGHT, TITLE_LINE, NOTE_LINE = 3.6, 4.6, 3.75
LANES = 3
# A line of names below the charts, in letters of Latin, and in lines of the timeline.
NAME_LETTERS, NAME_LINE = 116, 3.2
MOST_NAME_LETTERS = 12 * NAME_LETTERS
BOLD = 1.08
# How many letters of a title and of a note stand on a line, for Latin letters.
TITLE_LETTERS, NOTE_LETTERS = 90, 118
LEAST = 3


def room_for_lines(judged: Boxes, sides: Boxes, *, has_requests: bool = False) -> int:
    """Return how many lines the timeline may have, so that all three charts fit on one page."""
    lanes = LANES + 1 if has_requests else LANES
    taken = HEADING + HEADING_HEIGHT + TITLE_LINE + 2 * NOTE_LINE + height_of(lanes, 0) + KEY
    for chart in (judged, sides):
        taken += HEADING_HEIGHT + TITLE_LINE * _lines(chart.title, TITLE_LETTERS)
        taken += NOTE_LINE * _lines(chart.note, NOTE_LETTERS)
    taken += fit_layout(judged).total_height(judged.rows) + balance_layout(sides).total_height(sides.rows)
    return max(LEAST, int((PAGE - taken) / ROW))


def lines_for_names(letters: int) -> int:
    """Return how many lines of the timeline names of so many letters take; too many are not printed."""
    if letters > MOST_NAME_LETTERS:
        return 0
    return math.ceil((-(-letters // NAME_LETTERS) + 1) * NAME_LINE / ROW) if letters else 0


@register.filter("unnamed")
def list_unnamed(drawn: Any) -> tuple[Unit, ...]:
    """Return the items of the boxes that the timeline does not name, the most urgent first.

    As many as the page has room for; none where they are too many to be read.
    """
    lines = [line for lane in drawn.timeline.lanes for line in lane.lines]
    named = {line.ref for line in lines}
    cells = (cell for chart in (drawn.kept, drawn.balance) for row in chart.rows for cell in row.cells)
    found = {unit.ref: unit for cell in cells for unit in cell if unit.ref not in named}
    units = sorted(found.values(), key=lambda unit: (URGENT_FIRST[unit.shape], unit.ref))
    ends = tuple(accumulate(count_columns(f"{unit.ref} {unit.title}; ") for unit in units))
    if not ends or ends[-1] > MOST_NAME_LETTERS:
        return ()
    has_requests = len(drawn.timeline.lanes) > LANES
    left = room_for_lines(drawn.kept, drawn.balance, has_requests=has_requests) - len(lines)
    room = int(left * ROW / NAME_LINE) * NAME_LETTERS
    return tuple(unit for unit, end in zip(units, ends, strict=True) if end <= room)


def _lines(text: str, letters: int) -> int:
    return -(-sum(1 if letter < "\u1100" else 2 for letter in text) // letters)
