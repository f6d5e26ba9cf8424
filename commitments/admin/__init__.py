"""The admin: one module per noun, each registering its pages when it is imported."""

from commitments.admin import (
    absences,
    chases,
    commitment,
    holidays,
    mechanisms,
    meeting,
    ministries,
    officials,
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
    "absences",
    "chases",
    "commitment",
    "holidays",
    "mechanisms",
    "meeting",
    "ministries",
    "officials",
    "outcome",
    "packet",
    "people",
    "places",
    "reminder",
    "requests",
    "site",
    "statement",
]
