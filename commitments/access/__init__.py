"""Decide who sees and who does what: the only place that does.

Reading needs clearance and need to know. Need to know comes from the desk, division or host country of the
account, from its ministry, from a packet made for it, or from a grant by name; a deputy has the place of whom
he or she stands in for. Records officers and auditors need no scope. A superuser passes the same door.
"""

from commitments.access.accounts import (
    FIRST_ROLE,
    REACH,
    check_opening,
    check_reach,
    given_by_one,
    invites,
    keeps_address,
    reach_of,
    sets_up_alone,
)
from commitments.access.door import RULES, Person, parts_of, parts_of_each, reach, sees, visible_to
from commitments.access.edges import each_part, nothing, open_rows, parts, reads_some, rows, shaped
from commitments.access.heads import is_under, ministries_with
from commitments.access.looking import EachRow
from commitments.access.named import grants_to, is_granted, standing_of, with_names
from commitments.access.offices import (
    HEADS,
    confirming,
    desks_of,
    heads_over,
    is_of_lead,
    is_validator,
    keeps_packet,
    keys_of_ministries,
    takes_part,
    validators,
    works_on,
)
from commitments.access.outside import fit_for_outside, go_outside, is_kept, kept_among, one_request
from commitments.access.places import MINISTRY_ROLES, ministries_of
from commitments.access.reading import CONCERNED, at_hand, countries_of, is_open_to_all
from commitments.access.relations import (
    RESTRICTED,
    name_of,
    names_of_restricted,
    readable,
    relations,
    restrict,
    seen_by,
)
from commitments.access.writing import (
    WRITERS,
    acts,
    check_write,
    forbidden,
    may_pause,
    may_settle,
    may_step,
    may_write,
    reads_log,
    require,
)

__all__ = [
    "CONCERNED",
    "FIRST_ROLE",
    "HEADS",
    "MINISTRY_ROLES",
    "REACH",
    "RESTRICTED",
    "RULES",
    "WRITERS",
    "EachRow",
    "Person",
    "acts",
    "at_hand",
    "check_opening",
    "check_reach",
    "check_write",
    "confirming",
    "countries_of",
    "desks_of",
    "each_part",
    "fit_for_outside",
    "forbidden",
    "given_by_one",
    "go_outside",
    "grants_to",
    "heads_over",
    "invites",
    "is_granted",
    "is_kept",
    "is_of_lead",
    "is_open_to_all",
    "is_under",
    "is_validator",
    "keeps_address",
    "keeps_packet",
    "kept_among",
    "keys_of_ministries",
    "may_pause",
    "may_settle",
    "may_step",
    "may_write",
    "ministries_of",
    "ministries_with",
    "name_of",
    "names_of_restricted",
    "nothing",
    "one_request",
    "open_rows",
    "parts",
    "parts_of",
    "parts_of_each",
    "reach",
    "reach_of",
    "readable",
    "reads_log",
    "reads_some",
    "relations",
    "require",
    "restrict",
    "rows",
    "seen_by",
    "sees",
    "sets_up_alone",
    "shaped",
    "standing_of",
    "takes_part",
    "validators",
    "visible_to",
    "with_names",
    "works_on",
]
