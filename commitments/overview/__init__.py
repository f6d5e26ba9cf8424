"""What a desk needs today."""

from commitments.overview.calendars import known_years
from commitments.overview.lines import SHOWN, Line, Lines, Owner, lines_of, still_owed
from commitments.overview.persons import today_of, zone_of
from commitments.overview.today import Desk, desk

__all__ = [
    "SHOWN",
    "Desk",
    "Line",
    "Lines",
    "Owner",
    "desk",
    "known_years",
    "lines_of",
    "still_owed",
    "today_of",
    "zone_of",
]
