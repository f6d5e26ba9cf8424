"""Wordings and what they must say: kind, and either dates, a duration, a review or the question asked.

All with a meeting on Tuesday 12 May 2026, recorded that day, owed in Seoul.
"""

from typing import NamedTuple


class Vector(NamedTuple):
    wording: str
    kind: str
    start: str = ""
    end: str = ""
    every: str = ""
    ask: str = ""
    review_days: int = 0


def dated(kind: str, rows: str) -> list[Vector]:
    """Read rows "wording | start | end", start being empty for a last day alone."""
    return [Vector(w, kind, start, end) for w, start, end in _cells(rows)]


def asked(kind: str, rows: str) -> list[Vector]:
    """Read rows "wording | key of the question"."""
    return [Vector(wording, kind, ask=ask) for wording, ask in _cells(rows)]


def undated(kind: str, days: int, rows: str) -> list[Vector]:
    """Read wordings without a date, reviewed after so many days."""
    return [Vector(row[0], kind, review_days=days) for row in _cells(rows)]


def recurring(rows: str) -> list[Vector]:
    """Read rows "wording | duration | start | end" of the first occurrence."""
    return [Vector(w, "recurring", start, end, every) for w, every, start, end in _cells(rows)]


def _cells(rows: str) -> list[list[str]]:
    return [[cell.strip() for cell in row.split("|")] for row in rows.strip().splitlines()]
