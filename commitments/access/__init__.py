"""Decide who sees and who does what: the only place that does.

Reading needs clearance and need to know. Need to know comes from the desk, division or host country of the
account, from its ministry, or from a packet made for it; records officers and auditors need no scope.
A superuser passes the same door.
"""

from commitments.access.accounts import (
    FIRST_ROLE,
    REACH,
    check_opening,
    check_reach,
    given_by_one,
    keeps_address,
    reach_of,
    sets_up_alone,
)
from commitments.access.door import RULES, Person, parts_of, parts_of_each, reach, sees, visible_to
from commitments.access.edges import each_part, nothing, open_rows, parts, reads_some, rows, shaped
from commitments.access.looking import EachRow
from commitments.access.outside import fit_for_outside, go_outside, is_kept, kept_among, one_request
from commitments.access.places import MINISTRY_ROLES
from commitments.access.reading import countries_of, is_open_to_all
from commitments.access.writing import (
    HEADS,
    acts,
    check_write,
    forbidden,
    is_of_lead,
    is_validator,
    keeps_packet,
    may_pause,
    may_settle,
    may_step,
    may_write,
    reads_log,
    require,
    validators,
    works_on,
)

__all__ = [
    "FIRST_ROLE",
    "HEADS",
    "MINISTRY_ROLES",
    "REACH",
    "RULES",
    "EachRow",
    "Person",
    "acts",
    "check_opening",
    "check_reach",
    "check_write",
    "countries_of",
    "each_part",
    "fit_for_outside",
    "forbidden",
    "given_by_one",
    "go_outside",
    "is_kept",
    "is_of_lead",
    "is_open_to_all",
    "is_validator",
    "keeps_address",
    "keeps_packet",
    "kept_among",
    "may_pause",
    "may_settle",
    "may_step",
    "may_write",
    "nothing",
    "one_request",
    "open_rows",
    "parts",
    "parts_of",
    "parts_of_each",
    "reach",
    "reach_of",
    "reads_log",
    "reads_some",
    "require",
    "rows",
    "sees",
    "sets_up_alone",
    "shaped",
    "validators",
    "visible_to",
    "works_on",
]
