"""The sole writer of commitments' states."""

from commitments.lifecycle.drafts import Part, draft, set_parts, why_no_commitment
from commitments.lifecycle.progress import add_evidence, update
from commitments.lifecycle.rules import awaited, owing_leads, owing_sides, steps, why_not
from commitments.lifecycle.steps import (
    accept,
    conclude,
    decline,
    fulfil,
    propose,
    redraft,
    report,
    send_back,
    start,
)

__all__ = [
    "Part",
    "accept",
    "add_evidence",
    "awaited",
    "conclude",
    "decline",
    "draft",
    "fulfil",
    "owing_leads",
    "owing_sides",
    "propose",
    "redraft",
    "report",
    "send_back",
    "set_parts",
    "start",
    "steps",
    "update",
    "why_no_commitment",
    "why_not",
]
