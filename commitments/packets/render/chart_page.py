"""Fit the three charts of a packet on one page on which each item has its name in words; no queries.

Also a template library of the packet's own engine, in which each drawing is a filter on the page's charts.
"""

import math
from dataclasses import dataclass, replace
from functools import lru_cache

from django.template import Library
from django.utils.safestring import SafeString

from commitments.packets.content_values import Glance, Unit
from commitments.packets.render import charts
from commitments.packets.render.charts import LEAST_ROW, ROW, URGENT_FIRST, BoxLayout
from commitments.packets.render.pencil import BOLD_WIDTH, POINT, WIDTH, width_of

# The text area of a page, and what stands above the first chart.
PAGE, HEADING = 243.0, 16.0
# Of each chart: the space above and below its title, a line of the title, a line of its note.
SPACE, TITLE_LINE, NOTE_LINE = 3.6, 4.6, 3.75
TITLE, NOTE, NAME = 10.6 * POINT, 7.8 * POINT, 7 * POINT
# Below the charts: a line of names, and the space above the first.
NAME_LINE, NAME_SPACE = 8.4 * POINT, 1.0
# Words do not fill their lines to the end.
FILLED = 0.95
# Names on more lines than these would not be read.
MOST_NAME_LINES = 12


# The heights of a row, and whether boxes have references: the higher the rank, the more a page gives way.
RANKS = ((ROW, True), ((ROW + LEAST_ROW) / 2, True), (LEAST_ROW, True), (ROW, False), (LEAST_ROW, False))


@dataclass(frozen=True, slots=True)
class ChartPage:
    """How the charts of a page are drawn: the height of a row of the timeline, the boxes, the names below.

    `rank` is 0 for the print specification; `is_fitting` says whether one page holds it all.
    """

    rank: int
    row: float
    kept: BoxLayout
    balance: BoxLayout
    named: tuple[Unit, ...]
    is_fitting: bool = True


# The best so far and the next one that is tried.
@lru_cache(maxsize=4)
def fit_page(drawn: Glance) -> ChartPage:
    """Return how one page holds the charts, with the name of each item that they show by its reference.

    The timeline names its items. Where there is no room for the names of the others, first its rows become
    lower; then boxes lose their references and stand for a number of items.
    """
    room = 0.0
    for rank, (row, has_references) in enumerate(RANKS):
        page = _lay_out(drawn, rank, row, has_references=has_references)
        room = PAGE - _measure(drawn, page)
        if count_name_lines(page.named) <= MOST_NAME_LINES and _measure_names(page.named) <= room:
            return page
    # Of the last, no box has a reference that needs a name.
    return replace(page, rank=len(RANKS) + (room < 0), named=(), is_fitting=room >= 0)


def _lay_out(drawn: Glance, rank: int, row: float, *, has_references: bool) -> ChartPage:
    kept = charts.fit_layout(drawn.kept, has_references=has_references)
    balance = charts.balance_layout(drawn.balance, has_references=has_references)
    return ChartPage(rank, row, kept, balance, _list_unnamed(drawn, balance))


def _list_unnamed(drawn: Glance, layout: BoxLayout) -> tuple[Unit, ...]:
    """Return the items of the boxes that no chart names in words, the most urgent first."""
    named = {line.ref for lane in drawn.timeline.lanes for line in lane.lines}
    if layout.has_references:
        # Beside a box that is alone there is room for its name.
        alone = (cell[0] for row in drawn.balance.rows for cell in row.cells if len(cell) == 1)
        named |= {unit.ref for unit in alone if charts.has_room_for_name(unit)}
    cells = (cell for chart in (drawn.kept, drawn.balance) for row in chart.rows for cell in row.cells)
    found = {unit.ref: unit for cell in cells for unit in cell if unit.ref not in named}
    return tuple(sorted(found.values(), key=lambda unit: (URGENT_FIRST[unit.shape], unit.ref)))


def count_name_lines(units: tuple[Unit, ...]) -> int:
    width = sum(
        width_of(f"{one.ref} ", NAME) * BOLD_WIDTH + width_of(f"{one.title}; ", NAME) for one in units
    )
    return count_lines(width)


def _measure_names(units: tuple[Unit, ...]) -> float:
    return NAME_SPACE + count_name_lines(units) * NAME_LINE if units else 0.0


def _measure(drawn: Glance, page: ChartPage) -> float:
    """Return the height of all but the names below the charts."""
    height = HEADING + charts.KEY + charts.height_of(drawn.timeline, page.row)
    height += page.kept.total_height(drawn.kept.rows) + page.balance.total_height(drawn.balance.rows)
    for chart in (drawn.timeline, drawn.kept, drawn.balance):
        height += SPACE + TITLE_LINE * count_lines(width_of(chart.title, TITLE) * BOLD_WIDTH)
        height += NOTE_LINE * count_lines(width_of(chart.note, NOTE))
    return height


def count_lines(width: float) -> int:
    """Return how many lines of the page a text takes that is so wide on one."""
    return 1 if width <= WIDTH else math.ceil(width / (WIDTH * FILLED))


# Filters of the packet's own engine.
register = Library()


@register.filter
def timeline(drawn: Glance) -> SafeString:
    return charts.draw_timeline(drawn.timeline, fit_page(drawn).row)


@register.filter
def fulfilment(drawn: Glance) -> SafeString:
    return charts.draw_fulfilment(drawn.kept, fit_page(drawn).kept)


@register.filter
def balance(drawn: Glance) -> SafeString:
    return charts.draw_balance(drawn.balance, fit_page(drawn).balance)


@register.filter
def named_items(drawn: Glance) -> tuple[Unit, ...]:
    """Return the items that are named below the charts."""
    return fit_page(drawn).named
