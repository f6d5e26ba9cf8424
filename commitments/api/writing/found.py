"""Members that name a record: found through the door, so that hidden and absent ones are refused alike."""

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s

from commitments import access
from commitments.api.problems import ABSENT
from commitments.models import Commitment, Country, Mechanism, Meeting, Ministry, Official


def _found(field: s.Field[Any, Any, Any, Any], model: type[Model], **by: Any) -> Model:
    """Find what the person may read of the model; raises ValidationError."""
    found: Model | None = access.rows(model, field.context["person"]).filter(**by).first()
    if found is None:
        raise s.ValidationError(ABSENT)
    return found


def in_confidence(**options: Any) -> s.BooleanField:
    """Describe whether something was confided."""
    return s.BooleanField(
        help_text=_("The partner asked that it stay between the two governments."), **options
    )


class ByReference(s.CharField):
    """Names a record by its reference, or another `column` of letters; gives the record."""

    model: type[Model]
    column = "reference"

    def __init__(self, **options: Any) -> None:
        super().__init__(min_length=1, max_length=40, **options)

    def run_validation(self, data: Any = s.empty) -> Any:
        """Look up what has passed as a line of text."""
        value = super().run_validation(data)
        return value and _found(self, self.model, **{self.column: value})


class OfCommitment(ByReference):
    model = Commitment


class OfMeeting(ByReference):
    model = Meeting


class OfCountry(ByReference):
    model = Country
    column = "iso"


class ById(s.IntegerField):
    """Names a record by its id; gives the record."""

    model: type[Model]

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=1, max_value=2**63 - 1, **options)

    def run_validation(self, data: Any = s.empty) -> Any:
        """Look up what has passed as a number."""
        value = super().run_validation(data)
        return value if value is None else _found(self, self.model, pk=value)


class OfMinistry(ById):
    model = Ministry


class OfOfficial(ById):
    model = Official


class OfMechanism(ById):
    model = Mechanism


def or_none(field: type[ByReference | ById], help_text: Any = None) -> Any:
    """Make a member that may be left out or null."""
    return field(required=False, allow_null=True, default=None, help_text=help_text)
