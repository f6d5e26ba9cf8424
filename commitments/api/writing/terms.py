"""What is written of the owners and the deadline of a commitment, as the page of a commitment asks it."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s

from commitments.api.writing import bodies
from commitments.api.writing.found import (
    OfCommitment,
    OfMechanism,
    OfMeeting,
    OfMinistry,
    OfOfficial,
    or_none,
)
from commitments.deadlines import Hooks, inputs
from commitments.lifecycle import Part
from commitments.vocabulary import LeadRole, Side

# What is typed on a page stands in a member of another name here.
MEMBERS = {"which": "event"}
REVIEWED = _("Or give review_on: it is recorded so, and an officer looks at it on that day.")


class ResponsibilityBody(bodies.Shape):
    """The part of one ministry."""

    side = s.ChoiceField(choices=Side.choices)
    role = s.ChoiceField(choices=LeadRole.choices, default=LeadRole.LEAD)
    ministry = or_none(OfMinistry, _("Id of the ministry; null where it is not stated."))
    official = or_none(OfOfficial, _("Id of the official, where one is named."))

    def validate(self, given: Any) -> Any:
        """Give the part."""
        role = LeadRole(given["role"])
        return Part(Side(given["side"]), given["ministry"], role, given["official"])


class DeadlineBody(bodies.Shape):
    """By when: in the words of the text, as a day, in days from the meeting, or not.

    Words that leave something open are refused with the question, unless `review_on` is given.
    """

    when = s.ChoiceField(choices=inputs.CHOICES, default=inputs.WORDS)
    wording = bodies.optional_line(inputs.WORDING_LENGTH, _("As agreed, in the words of the text."))
    day = bodies.optional_day(_("The day, where it is by a day."))
    count = s.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        min_value=0,
        max_value=inputs.LONGEST_COUNT,
        help_text=_("How many days, where they are counted from the meeting."),
    )
    both_capitals = s.BooleanField(
        default=False, help_text=_("Working days of both capitals, not of the owner's alone.")
    )
    review_on = bodies.optional_day(_("When it is looked at again, where no date comes of it."))
    event = or_none(OfMeeting, _("Reference of the meeting that the words follow."))
    mechanism = or_none(OfMechanism, _("Id of the standing body whose session the words follow."))
    session_number = s.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        min_value=1,
        max_value=999,
        help_text=_("Which session of that body; the next one where it is left out."),
    )
    follows = or_none(OfCommitment, _("Reference of the commitment from whose completion it counts."))

    def __init__(self, *args: Any, must_say: bool = False, **options: Any) -> None:
        """`must_say` is for what takes the place of another: to say nothing is none."""
        super().__init__(*args, **options)
        self.must_say = must_say

    def validate(self, given: Any) -> Any:
        """Give the specification, what it follows and its review date, as `deadlines` takes them."""
        hooks = Hooks(given["event"], given["mechanism"], given["session_number"], given["follows"])
        values = {
            **{name: given[name] for name in ("when", "wording", "day", "count")},
            "capitals": inputs.BOTH if given["both_capitals"] else "",
            "which": hooks.names_event,
        }
        spec, review_on = inputs.spec_of(values), given["review_on"]
        wanted = inputs.missing(values, must_say=self.must_say)
        if wanted is None and review_on is None and (asked := inputs.question(spec, hooks)):
            wanted = asked[0], f"{asked[1]} {REVIEWED}"
        if wanted is not None:
            raise s.ValidationError({MEMBERS.get(wanted[0], wanted[0]): [wanted[1]]})
        return {"spec": spec, "hooks": hooks, "review_on": review_on}
