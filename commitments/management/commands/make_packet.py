"""`manage.py make_packet`: print the briefing packet of one meeting to a file."""

import argparse
import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from commitments.accounts import lookup
from commitments.audit import access_log
from commitments.audit.as_of import context
from commitments.enums import AccessKind, PacketState, Role
from commitments.errors import Refused
from commitments.management.base import BaseCommand
from commitments.meetings import meetings
from commitments.models import Meeting, User, zone_of
from commitments.packets import copies
from commitments.packets.archive import production, requests


class Command(BaseCommand):
    help = (
        "Print the briefing packet of one meeting to a PDF file and store it in the archive. Without "
        "--user, it contains what the desk officer of the meeting's country can read."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--meeting", required=True, metavar="REF", help="reference of the meeting, such as M-KH-2024-003"
        )
        parser.add_argument(
            "--output", required=True, metavar="FILE", type=Path, help="the PDF file to write"
        )
        parser.add_argument(
            "--as-of",
            metavar="ISO",
            help="a past date (end of day) or time: 2026-03-03, 2026-03-03T18:30, or with an offset; "
            "without one, in the time zone of the reader",
        )
        parser.add_argument(
            "--user", metavar="NAME", help="username of the reader (default: the desk officer)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Request the packet, make it, and write the file."""
        output: Path = options["output"]
        if not output.parent.is_dir():
            raise CommandError(f"There is no folder {output.parent}. Create it first, or use another file.")
        meeting = meetings.find_by_reference(options["meeting"])
        if meeting is None:
            raise CommandError(f"No meeting has the reference {options['meeting']}.")
        try:
            reader = find_reader(options["user"]) if options["user"] else requests.default_reader(meeting)
            by = asker(meeting, reader)
            moment = moment_of(options["as_of"], reader) if options["as_of"] else None
            packet = requests.request_packet(meeting, by=by, reader=reader, now=timezone.now(), as_of=moment)
            production.make_packet(packet.pk, now=timezone.now())
            packet.refresh_from_db()
            if packet.state != PacketState.READY:
                raise CommandError(
                    packet.failure
                    or f"{packet.reference} is being created by another process. Try again later."
                )
            # A minister's office reads finals only: the draft made for one is a copy of the desk that asked.
            pdf = copies.open_packet(packet, by, now=timezone.now())
            access_log.write_entries(
                [access_log.build_entry(by, packet, AccessKind.PRINTED)], now=timezone.now()
            )
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        try:
            output.write_bytes(pdf)
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from error
        self.stdout.write(
            f"{packet.reference}: {packet.pages} pages, {packet.get_state_display()}, in {output}"
        )


def moment_of(text: str, reader: User) -> datetime.datetime:
    """Read the past moment as the reader would mean it; raises Refused."""
    return context.moment_of(text, zone=zone_of(reader), now=timezone.now())


def find_reader(name: str) -> User:
    """Find the reader by user name."""
    user = lookup.by_name(name)
    if user is None:
        raise CommandError(f"There is no active account with the username {name}.")
    return user


def asker(meeting: Meeting, reader: User) -> User:
    """Return the person who requests it: the desk officer for a reader, who has no desk; otherwise the
    reader.
    """
    if reader.role != Role.READER:
        return reader
    if reader.clearance < meeting.classification:
        raise CommandError(f"The clearance of {reader.username} is too low for {meeting.reference}.")
    return requests.default_reader(meeting)
