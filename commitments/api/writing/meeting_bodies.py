"""What is sent of a meeting: its facts, why it is put off, who sits at its table."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s

from commitments.api.writing import bodies, found
from commitments.models.background import FACT_LETTERS
from commitments.vocabulary import MeetingForm, Side


class MeetingBody(bodies.Shape):
    """What is written of a meeting; a member that is left out stays as it is."""

    title = bodies.Line(required=False, max_length=200)
    form = s.ChoiceField(required=False, choices=MeetingForm.choices)
    mechanism = found.OfMechanism(
        required=False,
        allow_null=True,
        help_text=_("Id of the body of which it is a session."),
    )
    session_number = s.IntegerField(required=False, allow_null=True, min_value=1, max_value=32767)
    held_on = bodies.Day(required=False, allow_null=True, help_text=_("Null where the date is not stated."))
    not_before = bodies.Day(
        required=False, allow_null=True, help_text=_("The earliest day, where the date is not stated.")
    )
    not_before_source = bodies.Line(required=False, allow_blank=True, max_length=200)
    not_after = bodies.Day(
        required=False, allow_null=True, help_text=_("The latest day, where the date is not stated.")
    )
    not_after_source = bodies.Line(required=False, allow_blank=True, max_length=200)
    starts_at = bodies.Clock(required=False, allow_null=True, help_text=_("By the clock of the place."))
    ends_at = bodies.Clock(required=False, allow_null=True, help_text=_("By the clock of the place."))
    time_zone = bodies.Line(
        required=False,
        allow_blank=True,
        max_length=60,
        help_text=_("Of the place; the partner's if empty."),
    )
    place = bodies.Line(required=False, allow_blank=True, max_length=200)
    classification = bodies.Marking(required=False)
    purpose = bodies.Text(required=False, allow_blank=True)
    note = bodies.Text(required=False, allow_blank=True, help_text=_("For the record; internal."))


class NewMeetingBody(MeetingBody):
    """A meeting to be recorded; what the text does not say is left out."""

    country = found.OfCountry(help_text=_("Code of the partner."))
    title = bodies.Line(max_length=200)
    was_held = s.BooleanField(help_text=_("Whether it has taken place; otherwise it lies ahead."))


class PostponeBody(bodies.ReasonBody):
    """To which day, and why."""

    held_on = bodies.optional_day(_("Left out or null where the new date is not known."))


class FactBody(bodies.Shape):
    """One background fact: what is known, from which source, and when as far as the source says."""

    text = bodies.Line(max_length=FACT_LETTERS)
    source = bodies.Line(max_length=300)  # type: ignore[assignment]
    dated = bodies.optional_line(60, _("The date in words, such as “April, year not stated”."))


class BackgroundBody(bodies.Shape):
    """The whole background of a meeting."""

    facts = FactBody(many=True, help_text=_("In their order; a fact that is left out is removed."))


class SeatBody(bodies.Shape):
    """One member of a delegation: an official or, where none is on record, a name or an office."""

    official = found.OfOfficial(required=False, allow_null=True, help_text=_("Id of the official."))
    post = bodies.optional_line(200, _("Name or office, where no official is on record."))
    is_head = s.BooleanField(default=False)

    def validate(self, attrs: Any) -> Any:
        """Ask for one of the two."""
        if bool(attrs.get("official")) == bool(attrs["post"]):
            raise s.ValidationError(_("Name an official or an office."))
        return attrs


class DelegationBody(bodies.Shape):
    """The whole delegation of one side."""

    side = s.ChoiceField(choices=Side.choices)
    seats = SeatBody(many=True, help_text=_("In their order; who is left out gives up the seat."))
