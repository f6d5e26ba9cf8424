"""The steps of a commitment, as they stand for one person."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s

from commitments.api.shapes.parts import Shape
from commitments.vocabulary import CommitmentState, Step


class OpenStepSerializer(Shape):
    """One step, and what stands against it now."""

    step = s.ChoiceField(choices=Step.choices, help_text=_("The last word of its address."))
    code = s.CharField(
        allow_null=True,
        help_text=_("Why it cannot be taken now, as taking it would be answered; null where it can."),
    )
    detail = s.CharField(allow_null=True, help_text=_("The same as a sentence."))


class StepsSerializer(Shape):
    """What can be done with a commitment now by who asks: the steps that are open come first."""

    commitment = s.CharField(help_text=_("Reference of the commitment."))
    state = s.ChoiceField(choices=CommitmentState.choices)
    steps = OpenStepSerializer(many=True)
