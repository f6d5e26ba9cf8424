"""Who reads meetings, their outcomes and commitments: all else leans on these."""

from django.db.models import OuterRef, Q

from commitments import models as m
from commitments.access.conditions import (
    AtMeeting,
    briefed_item,
    briefed_meeting,
    item_granted,
    meeting_granted,
    meeting_stands,
    no_draft,
    on_the_lists,
    own_part,
    own_partners,
    point_granted,
    within_clearance,
)
from commitments.access.door import reads_any
from commitments.access.places import MINISTRY_ROLES
from commitments.access.terms import all_of, any_of, said

# The records themselves. What is narrower by a word is for what no grant opens.
MEETING = all_of(within_clearance, on_the_lists, any_of(own_partners, briefed_meeting, meeting_granted))
MEETING_AT_HAND = all_of(within_clearance, on_the_lists, any_of(own_partners, briefed_meeting))
MEETING_OF_PLACE = all_of(within_clearance, on_the_lists, own_partners)
COMMITMENT = all_of(
    within_clearance,
    on_the_lists,
    any_of(own_partners, all_of(any_of(own_part, briefed_item, item_granted), no_draft)),
)
COMMITMENT_AT_HAND = all_of(
    within_clearance, on_the_lists, any_of(own_partners, all_of(any_of(own_part, briefed_item), no_draft))
)
COMMITMENT_OF_PLACE = all_of(within_clearance, on_the_lists, own_partners)


@said(
    "reads a commitment of it", "the ministry has a part in a commitment of this very point", MINISTRY_ROLES
)
def commitment_of_it(user: m.User) -> Q:
    # No join: a clause with two commitments must not be listed twice.
    asked = AtMeeting.asked(user)
    return reads_any(m.Commitment.objects.filter(outcome=OuterRef("pk")), user, asked)


OUTCOME = all_of(
    within_clearance,
    any_of(
        AtMeeting(all_of(meeting_stands, any_of(own_partners, briefed_meeting, meeting_granted))),
        all_of(any_of(commitment_of_it, point_granted), AtMeeting(meeting_stands)),
    ),
)
