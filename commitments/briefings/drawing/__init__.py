"""Draw the charts of a packet, as its print specification has them; pure, from ready content.

A template library of the packet's own engine, too: each drawing is a filter on its chart.
"""

from django.template import Library

from commitments.briefings.content import Boxes
from commitments.briefings.drawing.boxes import KEY, balance, balance_layout, kept, kept_layout
from commitments.briefings.drawing.timeline import ROW, height_of, timeline

# Filters of the packet's own engine.
register = Library()
for draw in (timeline, kept, balance):
    register.filter(draw)

__all__ = ["balance", "kept", "room_for_lines", "timeline"]

# The text area of a page; what heading, titles and notes of the three charts take of it.
PAGE, HEADING = 243.0, 16.0
TITLE, TITLE_LINE, NOTE_LINE = 5.8, 4.6, 3.75
LANES = 3
# How many letters of a title and of a note stand on a line, for Latin letters.
TITLE_LETTERS, NOTE_LETTERS = 90, 118
LEAST = 3


def room_for_lines(judged: Boxes, sides: Boxes) -> int:
    """Say how many lines the timeline may have, so that all three charts stand on one page."""
    taken = HEADING + TITLE + TITLE_LINE + 2 * NOTE_LINE + height_of(LANES, 0) + KEY
    for chart in (judged, sides):
        taken += TITLE + TITLE_LINE * _lines(chart.title, TITLE_LETTERS)
        taken += NOTE_LINE * _lines(chart.note, NOTE_LETTERS)
    taken += kept_layout(judged).of(judged.rows) + balance_layout(sides).of(sides.rows)
    return max(LEAST, int((PAGE - taken) / ROW))


def _lines(text: str, letters: int) -> int:
    return -(-sum(1 if letter < "\u1100" else 2 for letter in text) // letters)
