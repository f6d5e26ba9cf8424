"""Commitments with their owners, deadlines, reports and evidence."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s

from commitments.api.shapes.outcomes import OutcomeLinkSerializer
from commitments.api.shapes.parts import (
    CLASSIFICATIONS,
    STRENGTHS_OF_COMMITMENTS,
    CountrySerializer,
    LeadSerializer,
    MeetingLinkSerializer,
    MinistrySerializer,
    OfficialSerializer,
    Shape,
    date,
    restricted,
)
from commitments.vocabulary import (
    CommitmentState,
    DeadlineKind,
    EvidenceKind,
    Health,
    LeadRole,
    MoveReason,
    Nature,
    OwedBy,
    Side,
)


class CommitmentSerializer(Shape):
    """A commitment as lists show it."""

    reference = s.CharField()
    title = s.CharField()
    country = CountrySerializer(help_text=_("The partner."))
    meeting = MeetingLinkSerializer(allow_null=True, help_text=_("Null where it is not open to you."))
    restricted = restricted()
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
    health_on = date(_("The day of the report on its health."))
    is_overdue = s.BooleanField(help_text=_("Past the agreed day, on your calendar today."))
    due_on = date(_("The agreed day, resolved; null where none is stated."))
    act_by = date(_("The last working day of the owing side on or before it."))
    review_on = date(_("When a deadline without a day is looked at again."))
    closed_on = date()
    classification = s.ChoiceField(choices=CLASSIFICATIONS)
    recorded_at = s.DateTimeField()
    version = s.IntegerField(help_text=_("Rises with every change."))


class ResponsibilitySerializer(Shape):
    id = s.IntegerField()
    side = s.ChoiceField(choices=Side.choices)
    role = s.ChoiceField(choices=LeadRole.choices)
    ministry = MinistrySerializer(allow_null=True, help_text=_("Null where it is not stated."))
    official = OfficialSerializer(allow_null=True)
    accepted_on = date()
    acceptance = s.CharField(help_text=_("The answer on file."))
    reported_on = date()
    report = s.CharField(help_text=_("The report on file."))


class DeadlineSerializer(Shape):
    """One version of the deadline."""

    id = s.IntegerField()
    number = s.IntegerField()
    kind = s.ChoiceField(choices=DeadlineKind.choices)
    wording = s.CharField(help_text=_("As agreed; empty where nothing was said."))
    due_start = date(_("First day, where it is a window."))
    due_on = date()
    act_by = date(_("The last working day of the owing side on or before it."))
    act_by_partner = date(_("The same in the partner's capital, where both sides owe."))
    review_on = date()
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
    id = s.IntegerField()
    side = s.ChoiceField(choices=Side.choices)
    said_on = s.DateField()
    health = s.ChoiceField(choices=Health.choices)
    text = s.CharField()


class EvidenceSerializer(Shape):
    id = s.IntegerField()
    kind = s.ChoiceField(choices=EvidenceKind.choices)
    number = s.CharField()
    dated_on = date()
    description = s.CharField()


class CommitmentDetailSerializer(CommitmentSerializer):
    """A commitment with what hangs on it."""

    meaning = s.CharField(help_text=_("What the desk takes it to mean; internal."))
    outcome = OutcomeLinkSerializer(allow_null=True, help_text=_("Null where it is not open to you."))
    responsibilities = ResponsibilitySerializer(many=True)
    deadlines = DeadlineSerializer(many=True, help_text=_("Every version, in order."))
    latest_update = UpdateSerializer(allow_null=True)
    evidence = EvidenceSerializer(many=True)
