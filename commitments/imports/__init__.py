"""Tables that somebody brings: columns guessed and mapped, rows judged, taken by the writers, taken back.

An import waits twice for the person: for its columns, and for the decision; between them a worker has it.
"""

import datetime

from commitments.imports import carrying, preparing
from commitments.imports.carrying import begin, is_stale, take_back
from commitments.imports.fields import FIELDS, Field, field_of
from commitments.imports.given_back import bad_rows
from commitments.imports.starting import (
    answer,
    back_to_columns,
    choose_table,
    forget,
    judge_again,
    map_columns,
    start,
    subjects_of,
    throw_away,
    unfinished,
    why_not_into,
)

__all__ = [
    "FIELDS",
    "Field",
    "answer",
    "back_to_columns",
    "bad_rows",
    "begin",
    "choose_table",
    "field_of",
    "forget",
    "is_stale",
    "judge_again",
    "map_columns",
    "start",
    "subjects_of",
    "take_back",
    "throw_away",
    "unfinished",
    "why_not_into",
    "work",
]


def work(key: int, *, now: datetime.datetime, most: int | None = None) -> bool:
    """Do what is next for an import, whatever that is; say whether a worker should go on with it.

    `most` is how many rows are taken at most, where somebody waits for it.
    """
    preparing.look(key, now=now)
    preparing.read(key, now=now)
    return carrying.carry_out(key, now=now, most=most)
