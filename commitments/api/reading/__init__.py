"""Fills in what the API gives: plain rows in, plain values out, every related thing through the door.

A list costs the same number of queries however long it is. Columns are named once, when the program starts;
naming them for each request would cost much of its time.
"""

from commitments.api.reading.commitments import (
    COMMITMENTS,
    COMMITMENTS_IN_DETAIL,
    commitment,
    commitments,
    with_open_meetings,
)
from commitments.api.reading.meetings import MEETINGS, MEETINGS_IN_DETAIL, meeting, meetings
from commitments.api.reading.rows import Row, Rows

__all__ = [
    "COMMITMENTS",
    "COMMITMENTS_IN_DETAIL",
    "MEETINGS",
    "MEETINGS_IN_DETAIL",
    "Row",
    "Rows",
    "commitment",
    "commitments",
    "meeting",
    "meetings",
    "with_open_meetings",
]
