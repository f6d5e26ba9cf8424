"""Keep who is who up to date: ministries that are renamed or merged, officials who change, people away."""

from commitments.parties.absences import (
    call_off,
    change_absence,
    foresee_absence,
    limits_of,
    may_record_for,
    record_absence,
    why_not_deputy,
)
from commitments.parties.arriving import Arrived, NewPost, arrive
from commitments.parties.leaving import Held, foresee_leaving, leave, successors, why_not_leave
from commitments.parties.parts import has_part
from commitments.parties.posts import appoint, why_not_appoint
from commitments.parties.succession import Foreseen, foresee, succeed, why_not_succeed

__all__ = [
    "Arrived",
    "Foreseen",
    "Held",
    "NewPost",
    "appoint",
    "arrive",
    "call_off",
    "change_absence",
    "foresee",
    "foresee_absence",
    "foresee_leaving",
    "has_part",
    "leave",
    "limits_of",
    "may_record_for",
    "record_absence",
    "succeed",
    "successors",
    "why_not_appoint",
    "why_not_deputy",
    "why_not_leave",
    "why_not_succeed",
]
