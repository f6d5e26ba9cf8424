"""Messages of Django and of the account pages leave by the way that reminders take."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from commitments.reminders import clock, django_emails


class EmailBackend(BaseEmailBackend):
    """Puts messages into the outbox."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Put the messages into the outbox and return their number."""
        # By the clock of the database: that of this host may be wrong.
        django_emails.put_out(email_messages, now=clock.read(timezone.now()).database)
        return len(email_messages)
