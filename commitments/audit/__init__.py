"""The one history: a row per change, in the same transaction, never altered; sealed before COMMIT."""

from commitments.audit import credentials
from commitments.audit.anchors import keep_anchor, line_of, read_anchors
from commitments.audit.rows import (
    ASIDE,
    FILED,
    LEFT_OUT,
    PAGES,
    Change,
    between,
    difference,
    history,
    last_act_of,
    last_of_each,
    plain,
    record,
    record_many,
    state_of,
    told,
    typed,
    write,
)
from commitments.audit.seals import Head, head, is_sealed, seal_from

__all__ = [
    "ASIDE",
    "FILED",
    "LEFT_OUT",
    "PAGES",
    "Change",
    "Head",
    "between",
    "credentials",
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
    "record_many",
    "seal_from",
    "state_of",
    "told",
    "typed",
    "write",
]
