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
from commitments.feeds.calendar import Entry, component, written
from commitments.feeds.gather import Gathered, gather

__all__ = [
    "BEGINNING",
    "MOST_FEEDS",
    "Entry",
    "Gathered",
    "component",
    "end_all",
    "gather",
    "living",
    "make",
    "person_of",
    "revoke",
    "used",
    "written",
]
