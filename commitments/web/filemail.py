"""Mail without a mail server: each message is one file that any mail program opens."""

import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    """Writes each message to MAIL_FOLDER as one .eml file, whole or not at all."""

    def __init__(self, fail_silently: bool = False, **kwargs: Any) -> None:
        super().__init__(fail_silently=fail_silently, **kwargs)
        self.folder = Path(settings.MAIL_FOLDER)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the messages and return how many there were."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for message in email_messages:
            name = uuid.uuid4().hex
            unfinished = self.folder / f".{name}.part"
            unfinished.write_bytes(message.message().as_bytes())
            unfinished.rename(self.folder / f"{name}.eml")
        return len(email_messages)
