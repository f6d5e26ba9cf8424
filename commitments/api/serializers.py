"""The shapes of what the API gives, as its schema describes them; `reading` fills them in.

Null means that there is none; where it leads to a record that is not open to the reader, `restricted` names
the member. What hangs on a record, such as its latest update, is given as far as it is open to the reader.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s

from commitments.vocabulary import (
    COMMITMENT_STRENGTHS,
    Answer,
    Classification,
    CommitmentState,
    DeadlineKind,
    EvidenceKind,
    Health,
    LeadRole,
    MeetingForm,
    MeetingState,
    MoveReason,
    Nature,
    OutcomeKind,
    OwedBy,
    Side,
    StatementKind,
    Strength,
)

CLASSIFICATIONS = [(level.name.lower(), level.label) for level in Classification]
STRENGTHS_OF_COMMITMENTS = [(strength.value, strength.label) for strength in COMMITMENT_STRENGTHS]
Shape = s.Serializer[Any]


def _date(help_text: Any = None) -> s.DateField:
    return s.DateField(allow_null=True, help_text=help_text)


def _restricted() -> s.ListField:
    told = _(
        "Members that are null because what they lead to is not open to you; any other null says that "
        "there is none."
    )
    return s.ListField(child=s.CharField(), help_text=told)


def _time(help_text: Any) -> s.RegexField:
    # OpenAPI's format "time" is a moment with an offset; this is what the clock on the wall shows.
    return s.RegexField(r"^[0-2][0-9]:[0-5][0-9]:[0-5][0-9]$", allow_null=True, help_text=help_text)


class ProblemErrorSerializer(Shape):
    parameter = s.CharField(help_text=_("The parameter at fault; empty where it is the whole request."))
    detail = s.CharField(help_text=_("What is wrong with it, in a sentence."))


class ProblemSerializer(Shape):
    """What went wrong (RFC 9457)."""

    type = s.CharField(help_text=_("Always about:blank; `code` tells problems apart."))
    title = s.CharField(help_text=_("The phrase of the HTTP status."))
    status = s.IntegerField(help_text=_("The HTTP status."))
    code = s.CharField(help_text=_("A stable word for programs."))
    detail = s.CharField(help_text=_("One sentence for a person."))
    errors = ProblemErrorSerializer(  # type: ignore[assignment]
        many=True, required=False, help_text=_("One for each wrong parameter.")
    )


class IndexSerializer(Shape):
    """The addresses of this version."""

    commitments = s.URLField()
    meetings = s.URLField()
    schema = s.URLField()


class CountrySerializer(Shape):
    iso = s.CharField(help_text=_("Code in two letters."))
    name = s.CharField()


class MinistrySerializer(Shape):
    name = s.CharField()
    short_name = s.CharField(help_text=_("Empty where there is none."))
    country = s.CharField(help_text=_("Code of its country."))


class OfficialSerializer(Shape):
    post = s.CharField()
    person = s.CharField(help_text=_("Empty where only the office is on record."))


class MeetingLinkSerializer(Shape):
    reference = s.CharField()
    title = s.CharField()


class StatementLinkSerializer(Shape):
    kind = s.ChoiceField(choices=StatementKind.choices)
    title = s.CharField()
    dated_on = _date()


class LeadSerializer(Shape):
    side = s.ChoiceField(choices=Side.choices)
    ministry = MinistrySerializer(allow_null=True, help_text=_("Null where it is not stated."))


class CommitmentSerializer(Shape):
    """A commitment as lists show it."""

    reference = s.CharField()
    title = s.CharField()
    country = CountrySerializer(help_text=_("The partner."))
    meeting = MeetingLinkSerializer(allow_null=True, help_text=_("Null where it is not open to you."))
    restricted = _restricted()
    owed_by = s.ChoiceField(choices=OwedBy.choices)
    leads = LeadSerializer(many=True, help_text=_("The ministry that answers for it, on each side."))
    nature = s.ChoiceField(choices=Nature.choices)
    strength = s.ChoiceField(choices=STRENGTHS_OF_COMMITMENTS)
    condition = s.CharField(help_text=_("Empty where it is owed without condition."))
    state = s.ChoiceField(choices=CommitmentState.choices)
    health = s.ChoiceField(
        choices=Health.choices,
        help_text=_("As it counts today: a report older than a month is no evidence."),
    )
    health_on = _date(_("The day of the report on its health."))
    is_overdue = s.BooleanField(help_text=_("Past the agreed day, on your calendar today."))
    due_on = _date(_("The agreed day, resolved; null where none is stated."))
    act_by = _date(_("The last working day of the owing side on or before it."))
    review_on = _date(_("When a deadline without a day is looked at again."))
    closed_on = _date()
    classification = s.ChoiceField(choices=CLASSIFICATIONS)
    recorded_at = s.DateTimeField()
    version = s.IntegerField(help_text=_("Rises with every change."))


class OutcomeLinkSerializer(Shape):
    number = s.IntegerField()
    kind = s.ChoiceField(choices=OutcomeKind.choices)
    clause = s.CharField(help_text=_("The words as they stand in the text."))
    language = s.CharField()
    place_in_text = s.CharField()
    strength = s.ChoiceField(choices=Strength.choices)
    statement = StatementLinkSerializer(allow_null=True)
    restricted = _restricted()


class ResponsibilitySerializer(Shape):
    side = s.ChoiceField(choices=Side.choices)
    role = s.ChoiceField(choices=LeadRole.choices)
    ministry = MinistrySerializer(allow_null=True, help_text=_("Null where it is not stated."))
    official = OfficialSerializer(allow_null=True)
    accepted_on = _date()
    acceptance = s.CharField(help_text=_("The answer on file."))
    reported_on = _date()
    report = s.CharField(help_text=_("The report on file."))


class DeadlineSerializer(Shape):
    """One version of the deadline."""

    number = s.IntegerField()
    kind = s.ChoiceField(choices=DeadlineKind.choices)
    wording = s.CharField(help_text=_("As agreed; empty where nothing was said."))
    due_start = _date(_("First day, where it is a window."))
    due_on = _date()
    act_by = _date(_("The last working day of the owing side on or before it."))
    act_by_partner = _date(_("The same in the partner's capital, where both sides owe."))
    review_on = _date()
    every = s.CharField(allow_null=True, help_text=_("An ISO 8601 duration, where it recurs."))
    working = s.CharField(help_text=_("How it was worked out, in sentences."))
    needs_officer = s.CharField(
        allow_null=True, help_text=_("What an officer has to decide, in a sentence; null where nothing.")
    )
    reason = s.ChoiceField(choices=MoveReason.choices)
    note = s.CharField()
    document = s.CharField()
    recorded_at = s.DateTimeField()
    is_standing = s.BooleanField(help_text=_("The version that counts now."))
    is_first_accepted = s.BooleanField(help_text=_("The version that stood when the owners accepted."))


class UpdateSerializer(Shape):
    side = s.ChoiceField(choices=Side.choices)
    said_on = s.DateField()
    health = s.ChoiceField(choices=Health.choices)
    text = s.CharField()


class EvidenceSerializer(Shape):
    kind = s.ChoiceField(choices=EvidenceKind.choices)
    number = s.CharField()
    dated_on = _date()
    description = s.CharField()


class CommitmentDetailSerializer(CommitmentSerializer):
    """A commitment with what hangs on it."""

    meaning = s.CharField(help_text=_("What the desk takes it to mean; internal."))
    outcome = OutcomeLinkSerializer(allow_null=True, help_text=_("Null where it is not open to you."))
    responsibilities = ResponsibilitySerializer(many=True)
    deadlines = DeadlineSerializer(many=True, help_text=_("Every version, in order."))
    latest_update = UpdateSerializer(allow_null=True)
    evidence = EvidenceSerializer(many=True)


class MeetingSerializer(Shape):
    """A meeting as lists show it."""

    reference = s.CharField()
    title = s.CharField()
    country = CountrySerializer(help_text=_("The partner."))
    form = s.ChoiceField(choices=MeetingForm.choices)
    mechanism = s.CharField(allow_null=True, help_text=_("The standing body of which this is a session."))
    session_number = s.IntegerField(allow_null=True)
    held_on = _date(_("Null where the date is not stated."))
    starts_at = _time(_("By the clock of the place, such as 09:30:00."))
    ends_at = _time(_("By the clock of the place."))
    time_zone = s.CharField(help_text=_("Of the place."))
    place = s.CharField()
    state = s.ChoiceField(choices=MeetingState.choices)
    classification = s.ChoiceField(choices=CLASSIFICATIONS)
    recorded_at = s.DateTimeField()
    version = s.IntegerField(help_text=_("Rises with every change."))


class DelegateSerializer(Shape):
    side = s.ChoiceField(choices=Side.choices)
    post = s.CharField()
    person = s.CharField(help_text=_("Empty where only the office is on record."))
    is_head = s.BooleanField()


class StatementSerializer(StatementLinkSerializer):
    number = s.CharField()
    language = s.CharField()
    is_binding = s.BooleanField()
    source = s.CharField()  # type: ignore[assignment]
    classification = s.ChoiceField(choices=CLASSIFICATIONS)


class OutcomeSerializer(OutcomeLinkSerializer):
    spoken_by = s.ChoiceField(choices=OwedBy.choices)
    answer = s.ChoiceField(
        choices=[(a.value, a.label) for a in Answer if a.value],
        allow_null=True,
        help_text=_("Null where none is expected."),
    )
    answer_wording = s.CharField()
    answer_source = s.CharField()
    answer_strength = s.ChoiceField(choices=Strength.choices, allow_null=True)
    review_on = _date()
    classification = s.ChoiceField(choices=CLASSIFICATIONS)
    commitments = s.ListField(child=s.CharField(), help_text=_("References of what is owed because of it."))


class MeetingDetailSerializer(MeetingSerializer):
    """A meeting with its documents and what was said."""

    purpose = s.CharField()
    note = s.CharField(help_text=_("For the record; internal."))
    delegations = DelegateSerializer(many=True)
    statements = StatementSerializer(many=True)
    outcomes = OutcomeSerializer(many=True)
