"""The one history: a row per change, in the same transaction, never altered; sealed before COMMIT."""

from commitments.audit.anchors import keep_anchor, line_of, read_anchors
from commitments.audit.rows import (
    ASIDE,
    FILED,
    LEFT_OUT,
    PAGES,
    between,
    difference,
    history,
    last_act_of,
    last_of_each,
    plain,
    record,
    state_of,
    typed,
    write,
)
from commitments.audit.seals import Head, head, is_sealed, seal_from

__all__ = [
    "ASIDE",
    "FILED",
    "LEFT_OUT",
    "PAGES",
    "Head",
    "between",
    "difference",
    "head",
    "history",
    "is_sealed",
    "keep_anchor",
    "last_act_of",
    "last_of_each",
    "line_of",
    "plain",
    "read_anchors",
    "record",
    "seal_from",
    "state_of",
    "typed",
    "write",
]
