"""Messages to people, written in the language of their account when they are added."""

from typing import Any

from django.contrib.messages.storage.fallback import FallbackStorage


class MessageStorage(FallbackStorage):
    """Keep each message as text: it is stored when the language of the account no longer applies."""

    def add(self, level: int, message: Any, extra_tags: str | None = "") -> None:
        """Add a message in the current language."""
        super().add(level, str(message), extra_tags)
