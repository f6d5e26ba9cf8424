"""Writes answers as JSON, dates and times as ISO 8601 texts."""

from collections.abc import Mapping
from typing import Any

import orjson
from rest_framework.renderers import BaseRenderer


class JSONRenderer(BaseRenderer):
    """Gives UTF-8 JSON; a sentence not yet put into a language is put into the one that is active."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        """Give the bytes, none where there is nothing to say."""
        return b"" if data is None else orjson.dumps(data, default=str)
