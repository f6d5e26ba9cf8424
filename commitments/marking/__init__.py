"""How high records are marked: what contains is at least as high as the contained, and raising is at once."""

from commitments.marking.carrying import (
    ALONE,
    NOT_LOWER,
    PAIRS,
    TOO_LOW,
    Holds,
    carried_by,
    carriers_of,
    floor,
    held_above,
    least,
    lower,
    parts_above,
    prepare,
    raised,
)
from commitments.marking.frozen import MARKED, confided, highest_now, raise_packet, recheck, withdraw_mails

__all__ = [
    "ALONE",
    "MARKED",
    "NOT_LOWER",
    "PAIRS",
    "TOO_LOW",
    "Holds",
    "carried_by",
    "carriers_of",
    "confided",
    "floor",
    "held_above",
    "highest_now",
    "least",
    "lower",
    "parts_above",
    "prepare",
    "raise_packet",
    "raised",
    "recheck",
    "withdraw_mails",
]
