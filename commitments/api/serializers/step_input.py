"""Request bodies of the steps: owners and deadline of a commitment, facts, postponement and delegations of
a meeting.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s

from commitments.api.serializers import input
from commitments.api.serializers.base import ClassificationField
from commitments.api.serializers.input import (
    DayField,
    LineField,
    OfCommitment,
    OfMechanism,
    OfMeeting,
    OfMinistry,
    OfOfficial,
    optional_day,
    optional_line,
    or_none,
)
from commitments.deadlines import inputs
from commitments.deadlines.context import Dependencies
from commitments.enums import SLIPS, LeadRole, MeetingForm, MoveReason, Side
from commitments.lifecycle.transitions import OwnerPart
from commitments.models.meetings import FACT_LETTERS
from commitments.records.edits import DOCUMENT_LENGTH, REASON_LENGTH

# What is typed on a page stands in a member of another name here.
MEMBERS = {"which": "event"}
REVIEWED = _("Or give review_on: it is recorded so, and an officer looks at it on that day.")


class ResponsibilityBody(input.InputSerializer):
    """The part that one ministry has in a commitment."""

    side = s.ChoiceField(choices=Side.choices)
    role = s.ChoiceField(choices=LeadRole.choices, default=LeadRole.LEAD)
    ministry = or_none(OfMinistry, _("Id of the ministry; null where it is not stated."))
    official = or_none(OfOfficial, _("Id of the official, where one is named."))

    def validate(self, given: Any) -> Any:
        """Return the part."""
        role = LeadRole(given["role"])
        return OwnerPart(Side(given["side"]), given["ministry"], role, given["official"])


class DeadlineBody(input.InputSerializer):
    """The deadline: in the words of the text, as a day, in days from the meeting, or none.

    Wording that leaves something open is refused with the question, unless `review_on` is given.
    """

    when = s.ChoiceField(choices=inputs.CHOICES, default=inputs.WORDS)
    wording = input.optional_line(inputs.WORDING_LENGTH, _("As agreed, in the words of the text."))
    day = input.optional_day(_("The day, where it is by a day."))
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
    review_on = input.optional_day(_("When it is looked at again, where no date comes of it."))
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
        """Create the body; with `must_say`, for a replacement, an empty deadline is not valid."""
        super().__init__(*args, **options)
        self.must_say = must_say

    def validate(self, given: Any) -> Any:
        """Return the specification, what it depends on and its review date, in the form `deadlines` takes."""
        hooks = Dependencies(given["event"], given["mechanism"], given["session_number"], given["follows"])
        values = {
            **{name: given[name] for name in ("when", "wording", "day", "count")},
            "capitals": inputs.BOTH if given["both_capitals"] else "",
            "which": hooks.names_event,
        }
        spec, review_on = inputs.spec_of(values), given["review_on"]
        wanted = inputs.find_missing_input(values, must_say=self.must_say)
        if wanted is None and review_on is None and (asked := inputs.find_question(spec, hooks)):
            wanted = asked[0], f"{asked[1]} {REVIEWED}"
        if wanted is not None:
            raise s.ValidationError({MEMBERS.get(wanted[0], wanted[0]): [wanted[1]]})
        return {"spec": spec, "hooks": hooks, "review_on": review_on}


PAPER = _("Letter, note or mail, with number and date.")
AUTHORITY = _("Who decided it, or the document that says so.")
DATED = _("The day of that paper; today where it is left out.")
SLIP_CHOICES = [(reason.value, reason.label) for reason in SLIPS]


def _reason() -> LineField:
    return LineField(max_length=REASON_LENGTH, help_text=_("Why, in a sentence."))


class RemarkBody(input.InputSerializer):
    reason = optional_line(REASON_LENGTH, _("A remark, where there is something to say."))


class AcceptBody(input.InputSerializer):
    side = s.ChoiceField(choices=Side.choices, help_text=_("Whose lead accepts."))
    answer = optional_line(
        DOCUMENT_LENGTH,
        _("Letter, note or mail, with number and date; empty where your own word is the answer."),
    )
    on = optional_day(DATED)

    def validate_side(self, value: str) -> Side:
        return Side(value)


class ReportBody(input.InputSerializer):
    side = s.ChoiceField(choices=Side.choices, help_text=_("Whose lead reports."))
    document = optional_line(DOCUMENT_LENGTH, PAPER)
    on = optional_day(DATED)

    def validate_side(self, value: str) -> Side:
        return Side(value)


class InPartBody(input.InputSerializer):
    reason = LineField(max_length=REASON_LENGTH, help_text=_("What was done, and what not."))
    rest_title = LineField(max_length=200, help_text=_("Short title of what is left."))
    deadline = DeadlineBody(
        required=False,
        allow_null=True,
        default=None,
        help_text=_("Of what is left; null: as it stands."),
    )


class EndBody(input.InputSerializer):
    reason = _reason()
    on = optional_day(_("The day on which it ended; today where it is left out."))


class RestBody(input.InputSerializer):
    review_on = DayField(help_text=_("When it is looked at again, within twelve months."))
    reason = _reason()
    document = optional_line(DOCUMENT_LENGTH, AUTHORITY)


class AuthorityBody(input.InputSerializer):
    reason = _reason()
    document = LineField(max_length=DOCUMENT_LENGTH, help_text=AUTHORITY)


class SupersedeBody(input.InputSerializer):
    other = OfCommitment(help_text=_("Reference of the commitment in its place."))
    reason = _reason()
    document = optional_line(DOCUMENT_LENGTH, AUTHORITY)


class ReopenBody(input.InputSerializer):
    reason = _reason()
    document = optional_line(DOCUMENT_LENGTH, AUTHORITY)


class ConditionBody(input.InputSerializer):
    on = DayField(help_text=_("The day on which it was met."))
    document = optional_line(DOCUMENT_LENGTH, _("Proof that it is met: document, number and date."))


class ClockBody(input.InputSerializer):
    on = DayField(help_text=_("The day on which the clock starts."))
    document = optional_line(DOCUMENT_LENGTH, _("What says so."))


class ReviewBody(input.InputSerializer):
    on = optional_day(_("The next review; a whole review period from today where it is left out."))


class SetDeadlineBody(input.InputSerializer):
    deadline = DeadlineBody()


class MoveBody(input.InputSerializer):
    deadline = DeadlineBody(must_say=True)
    move_reason = s.ChoiceField(choices=SLIP_CHOICES, help_text=_("Why the date moves."))
    note = LineField(max_length=REASON_LENGTH, help_text=_("The same in a sentence."))
    document = optional_line(DOCUMENT_LENGTH, _("Letter or note that says so."))

    def validate_move_reason(self, value: str) -> MoveReason:
        return MoveReason(value)


class OwnersBody(input.InputSerializer):
    responsibilities = s.ListField(
        child=ResponsibilityBody(),
        max_length=60,
        help_text=_("All who have a part; an owing side without a lead gets one that is not stated."),
    )


class OwnerBody(input.InputSerializer):
    side = s.ChoiceField(choices=Side.choices, help_text=_("Of which side the lead is another."))
    ministry = or_none(OfMinistry, _("Id of the ministry; null for the one that leads."))
    official = or_none(OfOfficial, _("Id of the official; null where none is named."))
    document = optional_line(
        DOCUMENT_LENGTH, _("Its acceptance on file; without it, another ministry is asked anew.")
    )
    reason = _reason()

    def validate_side(self, value: str) -> Side:
        return Side(value)


class MeetingBody(input.InputSerializer):
    """The facts of a meeting; a member that is left out stays unchanged."""

    title = input.LineField(required=False, max_length=200)
    form = s.ChoiceField(required=False, choices=MeetingForm.choices)
    mechanism = input.OfMechanism(
        required=False,
        allow_null=True,
        help_text=_("Id of the body of which it is a session."),
    )
    session_number = s.IntegerField(required=False, allow_null=True, min_value=1, max_value=32767)
    held_on = input.DayField(
        required=False, allow_null=True, help_text=_("Null where the date is not stated.")
    )
    not_before = input.DayField(
        required=False, allow_null=True, help_text=_("The earliest day, where the date is not stated.")
    )
    not_before_source = input.LineField(required=False, allow_blank=True, max_length=200)
    not_after = input.DayField(
        required=False, allow_null=True, help_text=_("The latest day, where the date is not stated.")
    )
    not_after_source = input.LineField(required=False, allow_blank=True, max_length=200)
    starts_at = input.ClockField(required=False, allow_null=True, help_text=_("By the clock of the place."))
    ends_at = input.ClockField(required=False, allow_null=True, help_text=_("By the clock of the place."))
    time_zone = input.LineField(
        required=False,
        allow_blank=True,
        max_length=60,
        help_text=_("Of the place; the partner's if empty."),
    )
    place = input.LineField(required=False, allow_blank=True, max_length=200)
    classification = ClassificationField(required=False)
    purpose = input.TextField(required=False, allow_blank=True)
    note = input.TextField(required=False, allow_blank=True, help_text=_("For the record; internal."))


class NewMeetingBody(MeetingBody):
    """A new meeting; facts that the text does not state are left out."""

    country = input.OfCountry(help_text=_("Code of the partner."))
    title = input.LineField(max_length=200)
    was_held = s.BooleanField(help_text=_("Whether it has taken place; otherwise it lies ahead."))


class PostponeBody(input.ReasonBody):
    """The new day, and the reason."""

    held_on = input.optional_day(_("Left out or null where the new date is not known."))


class FactBody(input.InputSerializer):
    """One background fact: its text, its source, and its date as far as the source states it."""

    text = input.LineField(max_length=FACT_LETTERS)
    source = input.LineField(max_length=300)  # type: ignore[assignment]
    dated = input.optional_line(60, _("The date in words, such as “April, year not stated”."))


class BackgroundBody(input.InputSerializer):
    """The complete background of a meeting."""

    facts = FactBody(many=True, help_text=_("In their order; a fact that is left out is removed."))


class SeatBody(input.InputSerializer):
    """One member of a delegation: an official or, where none is recorded, a name or an office."""

    official = input.OfOfficial(required=False, allow_null=True, help_text=_("Id of the official."))
    post = input.optional_line(200, _("Name or office, where no official is on record."))
    is_head = s.BooleanField(default=False)

    def validate(self, attrs: Any) -> Any:
        """Require one of the two."""
        if bool(attrs.get("official")) == bool(attrs["post"]):
            raise s.ValidationError(_("Name an official or an office."))
        return attrs


class DelegationBody(input.InputSerializer):
    """The complete delegation of one side."""

    side = s.ChoiceField(choices=Side.choices)
    seats = SeatBody(many=True, help_text=_("In their order; who is left out gives up the seat."))
