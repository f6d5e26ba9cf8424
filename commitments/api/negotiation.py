"""Which media type is given: by what the program accepts, and by what it says it does not."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http.request import MediaType
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


class Negotiation(DefaultContentNegotiation):
    """Goes by the weight of the most specific range that names what is given: none at all refuses it.

    The stock one passes over weights (RFC 9110, 12.4.2 and 12.5.1).
    """

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> Any:
        """Choose a renderer; raises NotAcceptable."""
        ranges = [MediaType(one) for one in self.get_accept_list(request)]
        taken = [one for one in renderers if _is_acceptable(MediaType(one.media_type), ranges)]
        if not taken:
            raise NotAcceptable
        return super().select_renderer(request, taken, format_suffix)


def _is_acceptable(given: MediaType, ranges: Sequence[MediaType]) -> bool:
    """Say whether what is given is weighed at all; a parameter besides narrows only what is refused."""
    naming = [
        one
        for one in ranges
        if one.main_type in ("*", given.main_type)
        and one.sub_type in ("*", given.sub_type)
        and not (one.quality == 0 and one.range_params)
    ]
    return bool(naming) and max(naming, key=lambda one: (one.specificity, one.quality)).quality > 0
