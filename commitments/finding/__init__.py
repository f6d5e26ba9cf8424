"""What records are found by: an index of the words of each, kept in the transaction of every write.

Whoever writes a record calls `keep`, as `editing` does; `rebuild` makes all of it anew after a bulk load.
Who may read what is found is for `access.visible_to` to say, and for the caller to ask.
"""

from commitments.finding.asking import FEW, Keys, holding, keys, leading, newest
from commitments.finding.folding import clusters, fold
from commitments.finding.index import (
    OWN,
    behind,
    forget,
    found_by,
    is_empty,
    keep,
    keep_rows,
    kind_of,
    mark_of,
    rebuild,
    words_of,
)
from commitments.finding.terms import Word, spans, word

__all__ = [
    "FEW",
    "OWN",
    "Keys",
    "Word",
    "behind",
    "clusters",
    "fold",
    "forget",
    "found_by",
    "holding",
    "is_empty",
    "keep",
    "keep_rows",
    "keys",
    "kind_of",
    "leading",
    "mark_of",
    "newest",
    "rebuild",
    "spans",
    "word",
    "words_of",
]
