"""What a text was read for."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s

from commitments.api.shapes.parts import Shape, restricted
from commitments.vocabulary import DeadlineKind, OutcomeKind, OwedBy, PassageState, Strength


class PassageSerializer(Shape):
    """Words of a text that may be a point of its meeting, as the reader understood them."""

    id = s.IntegerField()
    state = s.ChoiceField(choices=PassageState.choices)
    words = s.CharField()
    start = s.IntegerField(
        allow_null=True, help_text=_("Counted in characters of the text; null where it stands there no more.")
    )
    end = s.IntegerField(allow_null=True)
    reason = s.CharField(help_text=_("Why it was rejected."))
    kind = s.ChoiceField(choices=OutcomeKind.choices)
    owes = s.ChoiceField(
        choices=OwedBy.choices,
        allow_null=True,
        help_text=_("Who is to act; null where the words name nobody."),
    )
    strength = s.ChoiceField(choices=Strength.choices)
    deadline = s.CharField(help_text=_("Its wording; empty where nothing was said."))
    deadline_kind = s.ChoiceField(choices=DeadlineKind.choices)
    action = s.CharField()
    condition = s.CharField()
    verb = s.CharField(help_text=_("The words from which the strength was taken."))
    owner = s.CharField(help_text=_("The words from which the side was taken."))
    is_from_stem = s.BooleanField(help_text=_("Both stand in the line above a list."))
    outcome = s.IntegerField(allow_null=True, help_text=_("Id of the point as which it was accepted."))
    restricted = restricted()
    version = s.IntegerField(help_text=_("Rises with every change."))


class ReadingSerializer(Shape):
    """That a text was read, and what for: an officer decides each passage on the page of the text."""

    statement = s.IntegerField(help_text=_("Id of the text."))
    read_at = s.DateTimeField(allow_null=True, help_text=_("Null where it was not read yet."))
    is_changed = s.BooleanField(help_text=_("Its words were changed since; have it read again."))
    passages = PassageSerializer(many=True, help_text=_("In the order of the text."))
