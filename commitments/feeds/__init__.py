"""Dates of records as calendars have them: what one person follows, and the secret address of it."""

from commitments.feeds.addresses import (
    BEGINNING,
    MOST_FEEDS,
    end_all,
    living,
    make,
    person_of,
    revoke,
    used,
)
from commitments.feeds.calendar import Entry, invitation, written
from commitments.feeds.gather import Gathered, gather
from commitments.feeds.meetings import of_meeting
from commitments.feeds.saying import told_up_to, uid

__all__ = [
    "BEGINNING",
    "MOST_FEEDS",
    "Entry",
    "Gathered",
    "end_all",
    "gather",
    "invitation",
    "living",
    "make",
    "of_meeting",
    "person_of",
    "revoke",
    "told_up_to",
    "uid",
    "used",
    "written",
]
