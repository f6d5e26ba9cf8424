"""Draw the timeline: a label, a plot of dates, a status, a row an item."""

from enum import Enum, auto

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from commitments.briefings.content import Line, Timeline
from commitments.briefings.drawing.pencil import (
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
    cut,
    width_of,
)
from commitments.vocabulary import CommitmentState

LABEL, PLOT = 67.0, 71.0
TITLE = 11.6
LEGEND, AXIS, LANE, ROW = 5.0, 10.2, 5.0, 5.15
FOOT = 0.4
# As much as two letters of a month need; quarters closer than that are named by halves and by years.
ROOM_FOR_MONTH = 5.0
RADIUS, REACH = 1.05, 1.35


class Sign(Enum):
    """What a row may show; the legend names only those that stand on the page."""

    SLIP = auto()
    NOW = auto()
    LATE = auto()
    PERIOD = auto()
    REVIEW = auto()
    DONE = auto()


def height_of(lanes: int, lines: int) -> float:
    return LEGEND + AXIS + LANE * lanes + ROW * lines + FOOT


def timeline(chart: Timeline) -> SafeString:
    """Draw dates against today; what has no date stands at the day of its review."""
    height = height_of(len(chart.lanes), sum(len(lane.lines) for lane in chart.lanes))
    pencil = Pencil(height, chart.told)
    scale = PLOT / chart.days
    top = LEGEND + AXIS
    _legend(pencil, {sign for lane in chart.lanes for line in lane.lines for sign in signs(line)})
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


def signs(line: Line) -> set[Sign]:
    """Say what a row shows."""
    is_dated = line.now is not None
    shown = {
        Sign.SLIP: is_dated and line.first is not None and line.first != line.now,
        Sign.NOW: is_dated and line.done is None and line.start is None,
        Sign.LATE: is_dated and line.is_late,
        Sign.PERIOD: is_dated and line.start is not None,
        Sign.REVIEW: line.review is not None,
        Sign.DONE: line.done is not None,
    }
    return {sign for sign, is_shown in shown.items() if is_shown}


def _legend(pencil: Pencil, drawn: set[Sign]) -> None:
    """Name the marks that are drawn; each is drawn here too, never typed."""
    y, x = LEGEND / 2 - 0.3, 1.1
    if Sign.SLIP in drawn:
        pencil.circle(Ink.HOLLOW, x, y, RADIUS)
        x = _named(pencil, x + 2.4, y, _("date first agreed"))
    if Sign.NOW in drawn:
        pencil.circle(Ink.DOT, x, y, RADIUS)
        x = _named(pencil, x + 2.4, y, _("date now"))
    if Sign.SLIP in drawn:
        pencil.line(Ink.SLIP, x - 1, y, x + 3, y)
        x = _named(pencil, x + 4.4, y, pgettext("a mark in a chart", "slip"))
    if Sign.LATE in drawn:
        pencil.line(Ink.LATE, x - 1, y, x + 3, y)
        x = _named(pencil, x + 4.4, y, pgettext("a mark in a chart", "overdue"))
    if Sign.PERIOD in drawn:
        pencil.box(Ink.PERIOD, x - 1, y - 0.8, 5, 1.6)
        x = _named(pencil, x + 5.4, y, _("agreed as a period"))
    if Sign.REVIEW in drawn:
        pencil.diamond(Ink.HOLLOW, x, y, REACH)
        x = _named(pencil, x + 2.6, y, _("review (no date)"))
    if Sign.DONE in drawn:
        pencil.tick(x, y)
        _named(pencil, x + 2.4, y, str(CommitmentState.FULFILLED.label))


def _named(pencil: Pencil, x: float, y: float, name: str) -> float:
    """Write the name of a mark; give where the next mark stands."""
    pencil.text(x, y, name, SMALL)
    return x + width_of(name, SMALL) + 4.0


def _axis(pencil: Pencil, chart: Timeline, scale: float, top: float, bottom: float) -> None:
    """Draw quarters lightly, years more strongly, and today over both, with its date above them."""
    if chart.meeting is not None:
        x = LABEL + chart.today * scale
        pencil.box(Ink.BAND, x, top, (chart.meeting - chart.today) * scale, bottom - top)
    width = PLOT / len(chart.ticks)
    every = next(step for step in (1, 2, 4) if width * step >= ROOM_FOR_MONTH or step == 4)
    for place, tick in enumerate(chart.ticks):
        x = LABEL + tick.day * scale
        pencil.line(Ink.YEAR if tick.year else Ink.GRID, x, top, x, bottom)
        is_crowded = (
            place == 0 and len(chart.ticks) > 1 and chart.ticks[1].year and width < 2 * ROOM_FOR_MONTH
        )
        if tick.year and not is_crowded:
            pencil.text(x, top - 4.6, tick.year, SMALL, bold=True)
        if (len(chart.ticks) - place) % every == 0 or every == 1:
            pencil.text(x, top - 1.6, tick.month, MONTH, fill=GREY)
    x = LABEL + chart.today * scale
    pencil.line(Ink.TODAY, x, top - 0.6, x, bottom)
    anchor = (
        "end" if chart.today > chart.days * 0.75 else "start" if chart.today < chart.days / 4 else "middle"
    )
    pencil.text(x, top - 7.8, chart.today_label, SMALL, bold=True, anchor=anchor, fill=BLUE)


def _line(pencil: Pencil, line: Line, y: float, chart: Timeline) -> None:
    pencil.text(0, y, line.ref, bold=True)
    pencil.text(TITLE, y, cut(line.title, LABEL - TITLE - 1.4, TEXT))
    pencil.text(WIDTH, y, line.status, anchor="end", bold=line.is_late, fill=RED if line.is_late else BLACK)

    def at(day: int) -> float:
        return LABEL + min(max(day, 0), chart.days) * PLOT / chart.days

    def dot(ink: Ink, day: int) -> None:
        """Draw a date; one that lies beyond the axis as an arrow to it."""
        if 0 <= day < chart.days:
            pencil.circle(ink, at(day), y, RADIUS)
        else:
            reach = -2 * RADIUS if day < 0 else 2 * RADIUS
            pencil.arrow(ink, at(day) - reach * 1.1, y, reach)

    if line.start is not None and line.now is not None:
        pencil.box(Ink.PERIOD, at(line.start), y - 0.9, max(at(line.now) - at(line.start), 0.6), 1.8)
    if line.first is not None and line.now is not None and line.first != line.now:
        pencil.line(Ink.SLIP, at(line.first), y, at(line.now), y)
        dot(Ink.HOLLOW, line.first)
    if line.is_late and line.now is not None:
        pencil.line(Ink.LATE, at(line.now), y, at(chart.today), y)
    if line.now is not None and line.done is None and line.start is None:
        dot(Ink.LATE_DOT if line.is_late else Ink.DOT, line.now)
    if line.review is not None:
        pencil.diamond(Ink.LATE_HOLLOW if line.is_late else Ink.HOLLOW, at(line.review), y, REACH)
    if line.done is not None:
        pencil.tick(at(line.done), y)
