"""What the steps of a commitment ask, in the members of the functions that take them."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s

from commitments.api.writing import bodies
from commitments.api.writing.bodies import Day, Line, optional_day, optional_line
from commitments.api.writing.found import OfCommitment, OfMinistry, OfOfficial, or_none
from commitments.api.writing.terms import DeadlineBody, ResponsibilityBody
from commitments.editing import DOCUMENT_LENGTH, REASON_LENGTH
from commitments.vocabulary import SLIPS, MoveReason, Side

PAPER = _("Letter, note or mail, with number and date.")
AUTHORITY = _("Who decided it, or the document that says so.")
DATED = _("The day of that paper; today where it is left out.")
SLIP_CHOICES = [(reason.value, reason.label) for reason in SLIPS]


def _reason() -> Line:
    return Line(max_length=REASON_LENGTH, help_text=_("Why, in a sentence."))


class RemarkBody(bodies.Shape):
    reason = optional_line(REASON_LENGTH, _("A remark, where there is something to say."))


class AcceptBody(bodies.Shape):
    side = s.ChoiceField(choices=Side.choices, help_text=_("Whose lead accepts."))
    answer = optional_line(
        DOCUMENT_LENGTH,
        _("Letter, note or mail, with number and date; empty where your own word is the answer."),
    )
    on = optional_day(DATED)

    def validate_side(self, value: str) -> Side:
        return Side(value)


class ReportBody(bodies.Shape):
    side = s.ChoiceField(choices=Side.choices, help_text=_("Whose lead reports."))
    document = optional_line(DOCUMENT_LENGTH, PAPER)
    on = optional_day(DATED)

    def validate_side(self, value: str) -> Side:
        return Side(value)


class InPartBody(bodies.Shape):
    reason = Line(max_length=REASON_LENGTH, help_text=_("What was done, and what not."))
    rest_title = Line(max_length=200, help_text=_("Short title of what is left."))
    deadline = DeadlineBody(
        required=False,
        allow_null=True,
        default=None,
        help_text=_("Of what is left; null: as it stands."),
    )


class EndBody(bodies.Shape):
    reason = _reason()
    on = optional_day(_("The day on which it ended; today where it is left out."))


class RestBody(bodies.Shape):
    review_on = Day(help_text=_("When it is looked at again, within twelve months."))
    reason = _reason()
    document = optional_line(DOCUMENT_LENGTH, AUTHORITY)


class AuthorityBody(bodies.Shape):
    reason = _reason()
    document = Line(max_length=DOCUMENT_LENGTH, help_text=AUTHORITY)


class SupersedeBody(bodies.Shape):
    other = OfCommitment(help_text=_("Reference of the commitment in its place."))
    reason = _reason()
    document = optional_line(DOCUMENT_LENGTH, AUTHORITY)


class ReopenBody(bodies.Shape):
    reason = _reason()
    document = optional_line(DOCUMENT_LENGTH, AUTHORITY)


class ConditionBody(bodies.Shape):
    on = Day(help_text=_("The day on which it was met."))
    document = optional_line(DOCUMENT_LENGTH, _("Proof that it is met: document, number and date."))


class ClockBody(bodies.Shape):
    on = Day(help_text=_("The day on which the clock starts."))
    document = optional_line(DOCUMENT_LENGTH, _("What says so."))


class ReviewBody(bodies.Shape):
    on = optional_day(_("The next review; a whole review period from today where it is left out."))


class SetDeadlineBody(bodies.Shape):
    deadline = DeadlineBody()


class MoveBody(bodies.Shape):
    deadline = DeadlineBody(must_say=True)
    move_reason = s.ChoiceField(choices=SLIP_CHOICES, help_text=_("Why the date moves."))
    note = Line(max_length=REASON_LENGTH, help_text=_("The same in a sentence."))
    document = optional_line(DOCUMENT_LENGTH, _("Letter or note that says so."))

    def validate_move_reason(self, value: str) -> MoveReason:
        return MoveReason(value)


class OwnersBody(bodies.Shape):
    responsibilities = s.ListField(
        child=ResponsibilityBody(),
        max_length=60,
        help_text=_("All who have a part; an owing side without a lead gets one that is not stated."),
    )


class OwnerBody(bodies.Shape):
    side = s.ChoiceField(choices=Side.choices, help_text=_("Of which side the lead is another."))
    ministry = or_none(OfMinistry, _("Id of the ministry; null for the one that leads."))
    official = or_none(OfOfficial, _("Id of the official; null where none is named."))
    document = optional_line(
        DOCUMENT_LENGTH, _("Its acceptance on file; without it, another ministry is asked anew.")
    )
    reason = _reason()

    def validate_side(self, value: str) -> Side:
        return Side(value)
