"""Deadlines: as agreed, as resolved, and the chain of their versions."""

from commitments.deadlines.record import calendar_of, correct, move, set_first, work_out
from commitments.deadlines.remarks import Remark, explain
from commitments.deadlines.resolve import Resolution, resolve

__all__ = [
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
