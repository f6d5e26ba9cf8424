"""Emails of Django and of the account pages: put into the outbox, and sent by reminder runs."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from commitments.reminders import alarms
from commitments.reminders.journal import queue_messages


class EmailBackend(BaseEmailBackend):
    """Add messages to the outbox."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Add the messages to the outbox and return their number."""
        # By the clock of the database: that of this host may be wrong.
        queue_messages(email_messages, now=alarms.read_clocks(timezone.now()).database)
        return len(email_messages)
