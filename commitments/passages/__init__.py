"""From the text of a statement to the record: passages read, followed, accepted as outcomes, rejected.

A passage is as visible as its statement. Nothing is recorded of a meeting until an officer accepts.
"""

from commitments.passages.cutting import find_words, mark, merge, split, why_not_merge
from commitments.passages.deciding import (
    Accepted,
    accept,
    reject,
    reject_rest,
    undo,
    why_not_accept,
)
from commitments.passages.guesses import Guess, guess_of
from commitments.passages.names import known_of, names_of_country
from commitments.passages.reading import MOST_LETTERS, digest_of, is_changed, read, why_not_read
from commitments.passages.rules import (
    half_read,
    next_waiting,
    standing_passages,
    with_undecided,
)
from commitments.passages.wording import Paragraph, number_at, paragraphs_of, text_of

__all__ = [
    "MOST_LETTERS",
    "Accepted",
    "Guess",
    "Paragraph",
    "accept",
    "digest_of",
    "find_words",
    "guess_of",
    "half_read",
    "is_changed",
    "known_of",
    "mark",
    "merge",
    "names_of_country",
    "next_waiting",
    "number_at",
    "paragraphs_of",
    "read",
    "reject",
    "reject_rest",
    "split",
    "standing_passages",
    "text_of",
    "undo",
    "why_not_accept",
    "why_not_merge",
    "why_not_read",
    "with_undecided",
]
