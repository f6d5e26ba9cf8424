"""The admin: one module per noun, each registering its pages when it is imported."""

from commitments.admin import (
    commitment,
    holidays,
    meeting,
    ministries,
    outcome,
    packet,
    people,
    places,
    reminder,
    requests,
    site,
    statement,
)

__all__ = [
    "commitment",
    "holidays",
    "meeting",
    "ministries",
    "outcome",
    "packet",
    "people",
    "places",
    "reminder",
    "requests",
    "site",
    "statement",
]
