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
from commitments.enums import SLIPS, LeadRole, MeetingForm, MoveReason, Proposer, Side
from commitments.lifecycle.transitions import OwnerPart
from commitments.models.meetings import FACT_LETTERS
from commitments.records.edits import DOCUMENT_LENGTH, REASON_LENGTH

# What is typed on a page stands in a member of another name here.
MEMBERS = {"which": "event"}
REVIEWED = _(
    "Or send a review date as review_on. The wording is then recorded unchanged, and an "
    "officer reviews it on that date."
)


class ResponsibilityBody(input.InputSerializer):
    """The part that one ministry has in a commitment."""

    side = s.ChoiceField(choices=Side.choices)
    role = s.ChoiceField(choices=LeadRole.choices, default=LeadRole.LEAD)
    ministry = or_none(OfMinistry, _("ID of the ministry; null if not stated."))
    official = or_none(OfOfficial, _("ID of the official, if one is named."))

    def validate(self, given: Any) -> Any:
        """Return the part."""
        role = LeadRole(given["role"])
        return OwnerPart(Side(given["side"]), given["ministry"], role, given["official"])


class DeadlineBody(input.InputSerializer):
    """The deadline: in the words of the text, as a day, in days from the meeting, or none.

    Wording that leaves something open is refused with the question, unless `review_on` is given.
    """

    when = s.ChoiceField(choices=inputs.CHOICES, default=inputs.WORDS)
    wording = input.optional_line(inputs.WORDING_LENGTH, _("Agreed wording from the text."))
    day = input.optional_day(_("Date, if the deadline is a fixed day."))
    count = s.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        min_value=0,
        max_value=inputs.LONGEST_COUNT,
        help_text=_("Number of days, if the deadline is counted from the meeting."),
    )
    both_capitals = s.BooleanField(
        default=False,
        help_text=_("Count the working days of both capitals, not only those of the responsible side."),
    )
    review_on = input.optional_day(_("Review date, if no due date can be calculated."))
    event = or_none(OfMeeting, _("Reference of the linked meeting."))
    mechanism = or_none(OfMechanism, _("ID of the mechanism whose session is linked."))
    session_number = s.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        min_value=1,
        max_value=999,
        help_text=_("Session number of the mechanism; the next session if omitted."),
    )
    follows = or_none(OfCommitment, _("Reference of the commitment whose completion starts the period."))

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


PAPER = _("Letter, note or email, with number and date.")
AUTHORITY = _("Person who decided, or document with the decision.")
DATED = _("Date of the document; today if omitted.")
SLIP_CHOICES = [(reason.value, reason.label) for reason in SLIPS]


def _reason() -> LineField:
    return LineField(max_length=REASON_LENGTH, help_text=_("Reason, in one sentence."))


class RemarkBody(input.InputSerializer):
    reason = optional_line(REASON_LENGTH, _("Optional comment."))


class AcceptBody(input.InputSerializer):
    side = s.ChoiceField(
        choices=Side.choices, help_text=_("Side of the lead ministry that accepts the commitment.")
    )
    answer = optional_line(
        DOCUMENT_LENGTH,
        _("Letter, note or email, with number and date; empty if you accept the commitment yourself."),
    )
    on = optional_day(DATED)

    def validate_side(self, value: str) -> Side:
        return Side(value)


class ReportBody(input.InputSerializer):
    side = s.ChoiceField(
        choices=Side.choices, help_text=_("Side of the lead ministry that reports completion.")
    )
    document = optional_line(DOCUMENT_LENGTH, PAPER)
    on = optional_day(DATED)

    def validate_side(self, value: str) -> Side:
        return Side(value)


class InPartBody(input.InputSerializer):
    reason = LineField(
        max_length=REASON_LENGTH, help_text=_("Which parts were fulfilled, and which were not.")
    )
    rest_title = LineField(max_length=200, help_text=_("Short title of the remaining part."))
    deadline = DeadlineBody(
        required=False,
        allow_null=True,
        default=None,
        help_text=_("Deadline of the remaining part; null keeps the current deadline."),
    )


class EndBody(input.InputSerializer):
    reason = _reason()
    on = optional_day(_("End date; today if omitted."))


class RestBody(input.InputSerializer):
    review_on = DayField(help_text=_("Review date, within twelve months."))
    reason = _reason()
    document = optional_line(DOCUMENT_LENGTH, AUTHORITY)


class AuthorityBody(input.InputSerializer):
    reason = _reason()
    document = LineField(max_length=DOCUMENT_LENGTH, help_text=AUTHORITY)


class SupersedeBody(input.InputSerializer):
    other = OfCommitment(help_text=_("Reference of the replacement commitment."))
    reason = _reason()
    document = optional_line(DOCUMENT_LENGTH, AUTHORITY)


class ReopenBody(input.InputSerializer):
    reason = _reason()
    document = optional_line(DOCUMENT_LENGTH, AUTHORITY)


class ConditionBody(input.InputSerializer):
    on = DayField(help_text=_("Date on which the condition was met."))
    document = optional_line(
        DOCUMENT_LENGTH, _("Proof that the condition was met: document, number and date.")
    )


class ClockBody(input.InputSerializer):
    on = DayField(help_text=_("First day of the period."))
    document = optional_line(DOCUMENT_LENGTH, _("Supporting document."))


class ReviewBody(input.InputSerializer):
    on = optional_day(_("Next review date; if omitted, one full review period from today."))


class SetDeadlineBody(input.InputSerializer):
    deadline = DeadlineBody()


class MoveBody(input.InputSerializer):
    deadline = DeadlineBody(must_say=True)
    move_reason = s.ChoiceField(choices=SLIP_CHOICES, help_text=_("Reason category of the change."))
    note = LineField(max_length=REASON_LENGTH, help_text=_("Explanation, in one sentence."))
    document = optional_line(DOCUMENT_LENGTH, _("Supporting letter or note."))

    def validate_move_reason(self, value: str) -> MoveReason:
        return MoveReason(value)


class OtherTermsBody(input.InputSerializer):
    """Other terms for a commitment that is not accepted; a member that is left out stays unchanged."""

    proposed_by = s.ChoiceField(choices=Proposer.choices, default=Proposer.OURS)
    title = optional_line(200, _("Another short title."))
    deadline = DeadlineBody(
        required=False, allow_null=True, default=None, must_say=True, help_text=_("Another deadline.")
    )
    ministry = or_none(OfMinistry, _("ID of another lead ministry."))
    reason = _reason()
    document = optional_line(DOCUMENT_LENGTH, _("Document with the proposal: number, date and page."))

    def validate_proposed_by(self, value: str) -> Proposer:
        return Proposer(value)


class OwnersBody(input.InputSerializer):
    responsibilities = s.ListField(
        child=ResponsibilityBody(),
        max_length=60,
        help_text=_(
            "All ministries that take part. For a responsible side without a lead, the lead is "
            "recorded as “not stated”."
        ),
    )


class OwnerBody(input.InputSerializer):
    side = s.ChoiceField(choices=Side.choices, help_text=_("Side whose lead ministry changes."))
    ministry = or_none(OfMinistry, _("ID of the ministry; null for the current lead."))
    official = or_none(OfOfficial, _("ID of the official; null if none is named."))
    document = optional_line(
        DOCUMENT_LENGTH,
        _(
            "Document in which the new lead ministry accepts the commitment. Without this document, "
            "the acceptance stays pending."
        ),
    )
    reason = _reason()

    def validate_side(self, value: str) -> Side:
        return Side(value)


class MeetingBody(input.InputSerializer):
    """The facts of a meeting; a member that is left out stays unchanged."""

    title = input.LineField(required=False, max_length=200)
    titles = input.TextsField(required=False, help_text=_("Titles in other languages, by ISO 639 code."))
    form = s.ChoiceField(required=False, choices=MeetingForm.choices)
    mechanism = input.OfMechanism(
        required=False,
        allow_null=True,
        help_text=_("ID of the mechanism of which this meeting is a session."),
    )
    session_number = s.IntegerField(required=False, allow_null=True, min_value=1, max_value=32767)
    held_on = input.DayField(required=False, allow_null=True, help_text=_("Null if the date is not stated."))
    not_before = input.DayField(
        required=False, allow_null=True, help_text=_("Earliest possible day, if the date is not stated.")
    )
    not_before_source = input.LineField(required=False, allow_blank=True, max_length=200)
    not_after = input.DayField(
        required=False, allow_null=True, help_text=_("Latest possible day, if the date is not stated.")
    )
    not_after_source = input.LineField(required=False, allow_blank=True, max_length=200)
    starts_at = input.ClockField(
        required=False, allow_null=True, help_text=_("Local time at the meeting place.")
    )
    ends_at = input.ClockField(
        required=False, allow_null=True, help_text=_("Local time at the meeting place.")
    )
    time_zone = input.LineField(
        required=False,
        allow_blank=True,
        max_length=60,
        help_text=_("Time zone of the meeting place; the partner’s time zone if empty."),
    )
    place = input.LineField(required=False, allow_blank=True, max_length=200)
    classification = ClassificationField(required=False)
    purpose = input.TextField(required=False, allow_blank=True)
    note = input.TextField(required=False, allow_blank=True, help_text=_("Internal note for the record."))


class NewMeetingBody(MeetingBody):
    """A new meeting; facts that the text does not state are left out."""

    country = input.OfCountry(help_text=_("Code of the partner."))
    title = input.LineField(max_length=200)
    was_held = s.BooleanField(help_text=_("True if the meeting has been held; false if it is upcoming."))


class PostponeBody(input.ReasonBody):
    """The new day, and the reason."""

    held_on = input.optional_day(_("Omit, or send null, if the new date is not known."))


class FactBody(input.InputSerializer):
    """One background fact: its text, its source, and its date as far as the source states it."""

    text = input.LineField(max_length=FACT_LETTERS)
    source = input.LineField(max_length=300)  # type: ignore[assignment]
    dated = input.optional_line(60, _("Date in words, for example “April, year not stated”."))


class BackgroundBody(input.InputSerializer):
    """The complete background of a meeting."""

    facts = FactBody(many=True, help_text=_("All facts, in order. A fact that you omit is removed."))


class SeatBody(input.InputSerializer):
    """One member of a delegation: an official or, where none is recorded, a name or an office."""

    official = input.OfOfficial(required=False, allow_null=True, help_text=_("ID of the official."))
    post = input.optional_line(200, _("Name or post, if no official is recorded."))
    is_head = s.BooleanField(default=False)

    def validate(self, attrs: Any) -> Any:
        """Require one of the two."""
        if bool(attrs.get("official")) == bool(attrs["post"]):
            raise s.ValidationError(_("Enter an official or a post."))
        return attrs


class DelegationBody(input.InputSerializer):
    """The complete delegation of one side."""

    side = s.ChoiceField(choices=Side.choices)
    seats = SeatBody(many=True, help_text=_("All members, in order. A member whom you omit is removed."))
