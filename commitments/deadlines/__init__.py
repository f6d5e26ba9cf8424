"""Deadlines: as agreed, as resolved, and the chain of their versions."""

from commitments.deadlines.record import NOT_YET_ACCEPTED, calendar_of, correct, move, set_first, work_out
from commitments.deadlines.remarks import Remark, explain
from commitments.deadlines.resolve import Resolution, resolve

__all__ = [
    "NOT_YET_ACCEPTED",
    "Remark",
    "Resolution",
    "calendar_of",
    "correct",
    "explain",
    "move",
    "resolve",
    "set_first",
    "work_out",
]
