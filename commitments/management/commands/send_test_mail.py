"""`manage.py send_test_mail ADDRESS`: try the way that reminders take."""

import uuid
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from commitments.reminders import channels, mail
from commitments.reminders.channels import Fate, Parcel


class Command(BaseCommand):
    help = "Send one mail without content to an address, as reminders are sent; print the server's answer."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address."""
        parser.add_argument("address", metavar="ADDRESS", help="where to send it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Send it; raise CommandError with what the server said where it was not taken."""
        try:
            made = mail.trial(options["address"], key=uuid.uuid4().hex, now=timezone.now())
        except ValueError as error:
            raise CommandError(f"{options['address']!r} is not a mail address.") from error
        channel = channels.open_channel()
        try:
            answer = channel.deliver(Parcel(made.address, made.message_id, made.content), lambda: True)
        finally:
            channel.close()
        where = (
            settings.MAIL_FOLDER if settings.MAIL_TO_FILES else f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
        )
        if answer.fate != Fate.ACCEPTED:
            raise CommandError(f"{where} did not take the mail: {answer.text}")
        self.stdout.write(f"{where} took the mail: {answer.text}")
