"""One deed on several commitments: what would come of each, done item by item, and taken back."""

from commitments.batches.crowd import Crowd, crowd_of, why_not
from commitments.batches.rows import (
    AT_ONCE,
    MOST_ITEMS,
    Seen,
    begin,
    carry_out,
    only_item,
    states_of,
    take_back,
    unfinished,
)

__all__ = [
    "AT_ONCE",
    "MOST_ITEMS",
    "Crowd",
    "Seen",
    "begin",
    "carry_out",
    "crowd_of",
    "only_item",
    "states_of",
    "take_back",
    "unfinished",
    "why_not",
]
