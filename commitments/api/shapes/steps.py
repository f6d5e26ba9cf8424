"""The steps of a record, as they stand for one person: of each noun a shape with its own steps."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s

from commitments.api.shapes.parts import Shape


class OpenStep(Shape):
    """One step, and what stands against it now."""

    code = s.CharField(
        allow_null=True,
        help_text=_("Why it cannot be taken now, as taking it would be answered; null where it can."),
    )
    detail = s.CharField(allow_null=True, help_text=_("The same as a sentence."))


def steps_shape(
    noun: str, key: s.Field[Any, Any, Any, Any], names: Sequence[tuple[str, Any]], states: Any
) -> type[Shape]:
    """Make the shape of a noun's steps: what names the record, its state where it has one, the steps."""
    name = "" if noun == "commitment" else noun.title()
    word = s.ChoiceField(choices=names, help_text=_("The last word of its address."))
    one = type(f"{name}OpenStepSerializer", (OpenStep,), {"step": word, "__doc__": OpenStep.__doc__})
    members: dict[str, Any] = {noun: key}
    if states:
        members["state"] = s.ChoiceField(choices=states)
    members["steps"] = one(many=True, help_text=_("Those that are open come first."))
    made: type[Shape] = type(f"{name}StepsSerializer", (Shape,), members)
    return made
