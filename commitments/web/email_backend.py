"""Messages of Django and of the account pages leave by the way that reminders take."""

import smtplib
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from commitments.reminders import channels
from commitments.reminders.channels import Fate


class EmailBackend(BaseEmailBackend):
    """Hands over each message to each of its recipients; raises SMTPException where one is not accepted."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Hand over the messages and return how many were accepted."""
        return sum(self._send(message) for message in email_messages)

    def _send(self, message: EmailMessage) -> bool:
        made = message.message()
        # By the bytes of the message as SMTP has them: its lines end with CR and LF.
        content = made.as_bytes(linesep="\r\n")  # type: ignore[call-arg]
        for address in message.recipients():
            answer = channels.deliver_alone(address, str(made["Message-ID"]), content)
            if answer.fate != Fate.ACCEPTED:
                if not self.fail_silently:
                    raise smtplib.SMTPException(answer.text)
                return False
        return True
