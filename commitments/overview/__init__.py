"""What a desk needs today."""

from commitments.overview.aside import Aside, CountryLine, aside
from commitments.overview.calendars import known_years
from commitments.overview.lines import SHOWN, Line, Lines, Owner, lines_of, owed, still_owed
from commitments.overview.persons import today_of
from commitments.overview.today import Desk, desk
from commitments.overview.verbs import Heap, Verb

__all__ = [
    "SHOWN",
    "Aside",
    "CountryLine",
    "Desk",
    "Heap",
    "Line",
    "Lines",
    "Owner",
    "Verb",
    "aside",
    "desk",
    "known_years",
    "lines_of",
    "owed",
    "still_owed",
    "today_of",
]
