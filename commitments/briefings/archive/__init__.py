"""Packets asked for, made, signed off, given out and kept: the sole writer of their rows and files."""

from commitments.briefings.archive.asking import (
    COPIES,
    MOST_COPIES,
    default_reader,
    finished,
    request,
    request_addendum,
    request_packet,
)
from commitments.briefings.archive.copies import (
    end_copy,
    hand_out,
    open_handed_out,
    open_packet,
    recall,
    stamped,
    was_recalled,
    with_recalled,
)
from commitments.briefings.archive.frozen import content_of, imprint_of
from commitments.briefings.archive.making import LEASE_SECONDS, cancel, make, unfinished
from commitments.briefings.archive.names import disposition, file_name, shown_as
from commitments.briefings.archive.signing import (
    arrange,
    later_final,
    next_step,
    print_again,
    sign,
    why_not_sign,
)
from commitments.briefings.archive.telling import digest_of
from commitments.briefings.claims import MOST_TRIES

__all__ = [
    "COPIES",
    "LEASE_SECONDS",
    "MOST_COPIES",
    "MOST_TRIES",
    "arrange",
    "cancel",
    "content_of",
    "default_reader",
    "digest_of",
    "disposition",
    "end_copy",
    "file_name",
    "finished",
    "hand_out",
    "imprint_of",
    "later_final",
    "make",
    "next_step",
    "open_handed_out",
    "open_packet",
    "print_again",
    "recall",
    "request",
    "request_addendum",
    "request_packet",
    "shown_as",
    "sign",
    "stamped",
    "unfinished",
    "was_recalled",
    "why_not_sign",
    "with_recalled",
]
