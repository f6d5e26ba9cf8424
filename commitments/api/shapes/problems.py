"""Problems, as RFC 9457 shapes them."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s

from commitments.api.shapes.parts import Shape


class ProblemErrorSerializer(Shape):
    parameter = s.CharField(help_text=_("The parameter at fault; empty where it is the whole request."))
    detail = s.CharField(help_text=_("What is wrong with it, in a sentence."))


class ProblemSerializer(Shape):
    """What went wrong (RFC 9457)."""

    type = s.CharField(help_text=_("Always about:blank; `code` tells problems apart."))
    title = s.CharField(help_text=_("The phrase of the HTTP status."))
    status = s.IntegerField(help_text=_("The HTTP status."))
    code = s.CharField(help_text=_("A stable word for programs; each status has its own."))
    detail = s.CharField(help_text=_("One sentence for a person."))
    errors = ProblemErrorSerializer(  # type: ignore[assignment]
        many=True, required=False, help_text=_("One for each wrong parameter.")
    )
