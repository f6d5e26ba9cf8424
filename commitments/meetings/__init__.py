"""Record meetings and what was said there: the sole writer of meetings' states."""

from commitments.meetings.delegations import Seat, arrange
from commitments.meetings.engagements import (
    bring_in_open,
    cancel,
    change,
    close,
    hold,
    of_reference,
    postpone,
    record,
    seat,
)
from commitments.meetings.in_error import ask_in_error, enter_in_error, grant, waiting_request
from commitments.meetings.outcomes import (
    REVIEW_DAYS,
    add_outcome,
    add_outcomes,
    change_outcome,
    change_statement,
    file_statement,
    record_answer,
    remove_outcome,
    remove_outcomes,
    review_date,
    why_not_remove,
)
from commitments.meetings.reviewing import review_item
from commitments.meetings.rules import OPEN_MEETINGS, apart
from commitments.meetings.signing import is_unsigned, sign_off, why_not_sign_off

__all__ = [
    "OPEN_MEETINGS",
    "REVIEW_DAYS",
    "Seat",
    "add_outcome",
    "add_outcomes",
    "apart",
    "arrange",
    "ask_in_error",
    "bring_in_open",
    "cancel",
    "change",
    "change_outcome",
    "change_statement",
    "close",
    "enter_in_error",
    "file_statement",
    "grant",
    "hold",
    "is_unsigned",
    "of_reference",
    "postpone",
    "record",
    "record_answer",
    "remove_outcome",
    "remove_outcomes",
    "review_date",
    "review_item",
    "seat",
    "sign_off",
    "waiting_request",
    "why_not_remove",
    "why_not_sign_off",
]
