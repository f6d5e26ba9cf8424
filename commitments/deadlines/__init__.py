"""Deadlines: as agreed, as resolved, what they follow, and the chain of their versions."""

from commitments.deadlines.calendar_rows import (
    KnownYear,
    confirm_year,
    declare,
    declare_anew,
    declare_many,
    known_years,
    take_back,
    take_back_many,
    unconfirm_year,
)
from commitments.deadlines.clocks import (
    accepted,
    completed,
    meet_condition,
    start_clock,
    uncompleted,
    why_not_meet_condition,
    why_not_start_clock,
)
from commitments.deadlines.follow import follow_meeting
from commitments.deadlines.hooking import may_follow_event
from commitments.deadlines.record import (
    First,
    correct,
    is_settled,
    move,
    review,
    review_again,
    review_all_again,
    set_first,
    set_first_many,
    why_not_correct,
    why_not_move,
    why_not_review,
)
from commitments.deadlines.recount import doubts, recount
from commitments.deadlines.remarks import Remark, explain
from commitments.deadlines.resolve import Resolution, resolve
from commitments.deadlines.settling import work_out
from commitments.deadlines.situation import Hooks, World, calendar_of
from commitments.deadlines.slips import Slips, slips
from commitments.deadlines.versions import MOVABLE, NOT_YET_ACCEPTED, chains, hooks_of, spec_of

__all__ = [
    "MOVABLE",
    "NOT_YET_ACCEPTED",
    "First",
    "Hooks",
    "KnownYear",
    "Remark",
    "Resolution",
    "Slips",
    "World",
    "accepted",
    "calendar_of",
    "chains",
    "completed",
    "confirm_year",
    "correct",
    "declare",
    "declare_anew",
    "declare_many",
    "doubts",
    "explain",
    "follow_meeting",
    "hooks_of",
    "is_settled",
    "known_years",
    "may_follow_event",
    "meet_condition",
    "move",
    "recount",
    "resolve",
    "review",
    "review_again",
    "review_all_again",
    "set_first",
    "set_first_many",
    "slips",
    "spec_of",
    "start_clock",
    "take_back",
    "take_back_many",
    "uncompleted",
    "unconfirm_year",
    "why_not_correct",
    "why_not_meet_condition",
    "why_not_move",
    "why_not_review",
    "why_not_start_clock",
    "work_out",
]
