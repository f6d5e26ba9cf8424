"""Render answers as JSON with ISO 8601 dates or as files, and negotiate the media type."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from django.http import HttpResponse
from django.http.request import MediaType
from django.utils.http import content_disposition_header
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

OF_ANY_KIND = "application/octet-stream"


def build_file(content: bytes, name: str, media_type: str = OF_ANY_KIND) -> HttpResponse:
    """Return a file to save, which no browser opens by itself."""
    disposition = str(content_disposition_header(as_attachment=True, filename=name))
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=media_type, headers=headers)


class JSONRenderer(BaseRenderer):
    """Renders UTF-8 JSON; lazy translations are put into the active language."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        """Return the bytes, none where there is no content."""
        return b"" if data is None else orjson.dumps(data, default=str)


class Negotiation(DefaultContentNegotiation):
    """Follows the weight of the most specific range that names the media type; weight zero refuses it.

    Django REST Framework's own negotiation ignores weights (RFC 9110, 12.4.2 and 12.5.1).
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
    """Return whether the media type is accepted; a range with a parameter only narrows what is refused."""
    naming = [
        one
        for one in ranges
        if one.main_type in ("*", given.main_type)
        and one.sub_type in ("*", given.sub_type)
        and not (one.quality == 0 and one.range_params)
    ]
    return bool(naming) and max(naming, key=lambda one: (one.specificity, one.quality)).quality > 0
