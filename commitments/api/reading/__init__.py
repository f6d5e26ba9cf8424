"""Fills in what the API gives: plain rows in, plain values out, every related thing through the door.

A list costs the same number of queries however long it is. Columns are named once, when the program starts;
naming them for each request would cost much of its time.
"""

from commitments.api.reading.agenda import AGENDA, agenda
from commitments.api.reading.calendars import HOLIDAYS, calendar_years, holidays
from commitments.api.reading.commitments import (
    COMMITMENTS,
    COMMITMENTS_IN_DETAIL,
    commitment,
    commitments,
    with_open_meetings,
)
from commitments.api.reading.history import HISTORY, changes_of, history
from commitments.api.reading.meetings import MEETINGS, MEETINGS_IN_DETAIL, meeting, meetings
from commitments.api.reading.outcomes import OUTCOMES, outcomes
from commitments.api.reading.packets import PACKETS, packets
from commitments.api.reading.papers import (
    PAPERS,
    STATEMENTS,
    STATEMENTS_IN_DETAIL,
    UPDATES,
    papers,
    statement,
    statements,
    updates,
)
from commitments.api.reading.parties import (
    COUNTRIES,
    MECHANISMS,
    MINISTRIES_IN_FULL,
    OFFICIALS,
    countries,
    mechanisms,
    ministries_in_full,
    officials,
)
from commitments.api.reading.passages import reading
from commitments.api.reading.reminders import REMINDERS, reminders
from commitments.api.reading.requests import REQUESTS, requests
from commitments.api.reading.rows import TEXTS, Row, Rows

__all__ = [
    "AGENDA",
    "COMMITMENTS",
    "COMMITMENTS_IN_DETAIL",
    "COUNTRIES",
    "HISTORY",
    "HOLIDAYS",
    "MECHANISMS",
    "MEETINGS",
    "MEETINGS_IN_DETAIL",
    "MINISTRIES_IN_FULL",
    "OFFICIALS",
    "OUTCOMES",
    "PACKETS",
    "PAPERS",
    "REMINDERS",
    "REQUESTS",
    "STATEMENTS",
    "STATEMENTS_IN_DETAIL",
    "TEXTS",
    "UPDATES",
    "Row",
    "Rows",
    "agenda",
    "calendar_years",
    "changes_of",
    "commitment",
    "commitments",
    "countries",
    "history",
    "holidays",
    "mechanisms",
    "meeting",
    "meetings",
    "ministries_in_full",
    "officials",
    "outcomes",
    "packets",
    "papers",
    "reading",
    "reminders",
    "requests",
    "statement",
    "statements",
    "updates",
    "with_open_meetings",
]
