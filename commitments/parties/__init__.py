"""Keep who is who up to date: ministries that are renamed or merged, officials who change, people away."""

from commitments.parties.absences import (
    call_off,
    change_absence,
    limits_of,
    may_record_for,
    record_absence,
    why_not_deputy,
)
from commitments.parties.posts import appoint, why_not_appoint
from commitments.parties.succession import Foreseen, foresee, succeed, why_not_succeed

__all__ = [
    "Foreseen",
    "appoint",
    "call_off",
    "change_absence",
    "foresee",
    "limits_of",
    "may_record_for",
    "record_absence",
    "succeed",
    "why_not_appoint",
    "why_not_deputy",
    "why_not_succeed",
]
