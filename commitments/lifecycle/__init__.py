"""The sole writer of commitments' states."""

from commitments.lifecycle.acceptance import (
    accept,
    decline,
    discard,
    drafts_of,
    joint_text,
    propose,
    propose_drafts,
    redraft,
    why_not_propose_drafts,
)
from commitments.lifecycle.answers import record_acceptance, why_not_record_acceptance
from commitments.lifecycle.clock import ANSWER_WORKDAYS, Awaited, awaiting
from commitments.lifecycle.drafts import (
    Draft,
    draft,
    draft_many,
    remove_draft,
    remove_drafts,
    set_parts,
    strength_of,
    weaken,
    who_owes,
    why_no_commitment,
    why_not_set_parts,
)
from commitments.lifecycle.endings import (
    check_other,
    conclude,
    drop,
    enter_all_in_error,
    enter_in_error,
    overtake,
    reopen,
    supersede,
    withdraw,
)
from commitments.lifecycle.kin import is_alone, linked_to
from commitments.lifecycle.marks import ask_lower, keep_in_confidence, raise_marking
from commitments.lifecycle.progress import NEEDS_CAUSE, add_evidence, open_evidence, update
from commitments.lifecycle.reports import (
    done_on,
    fulfil,
    fulfil_in_part,
    kept,
    report,
    send_back,
    start,
)
from commitments.lifecycle.resting import rest, wake
from commitments.lifecycle.rules import ASKED_FOR, awaited, owing_leads, owing_sides, why_not
from commitments.lifecycle.series import open_occurrences
from commitments.lifecycle.sides import Part
from commitments.lifecycle.taking import beginning, short_title
from commitments.lifecycle.wording import agreed, edit

__all__ = [
    "ANSWER_WORKDAYS",
    "ASKED_FOR",
    "NEEDS_CAUSE",
    "Awaited",
    "Draft",
    "Part",
    "accept",
    "add_evidence",
    "agreed",
    "ask_lower",
    "awaited",
    "awaiting",
    "beginning",
    "check_other",
    "conclude",
    "decline",
    "discard",
    "done_on",
    "draft",
    "draft_many",
    "drafts_of",
    "drop",
    "edit",
    "enter_all_in_error",
    "enter_in_error",
    "fulfil",
    "fulfil_in_part",
    "is_alone",
    "joint_text",
    "keep_in_confidence",
    "kept",
    "linked_to",
    "open_evidence",
    "open_occurrences",
    "overtake",
    "owing_leads",
    "owing_sides",
    "propose",
    "propose_drafts",
    "raise_marking",
    "record_acceptance",
    "redraft",
    "remove_draft",
    "remove_drafts",
    "reopen",
    "report",
    "rest",
    "send_back",
    "set_parts",
    "short_title",
    "start",
    "strength_of",
    "supersede",
    "update",
    "wake",
    "weaken",
    "who_owes",
    "why_no_commitment",
    "why_not",
    "why_not_propose_drafts",
    "why_not_record_acceptance",
    "why_not_set_parts",
    "withdraw",
]
