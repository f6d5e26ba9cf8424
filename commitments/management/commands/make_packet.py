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
from commitments.enums import AccessKind, PacketEdition, PacketState, Role
from commitments.errors import Refused
from commitments.management.base import BaseCommand
from commitments.meetings import meetings
from commitments.models import Meeting, User, zone_of
from commitments.packets import copies
from commitments.packets.archive import frozen, production, requests


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
            "--edition",
            nargs="+",
            choices=PacketEdition.values,
            default=list(requests.ADVISER_ONLY),
            metavar="EDITION",
            help="minister, adviser or note_taker (default: adviser); each edition after the first goes to a "
            "file of its own, FILE with the name of the edition at its end",
        )
        parser.add_argument(
            "--user", metavar="NAME", help="username of the reader (default: the desk officer)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Request the packet, make it, and write the file."""
        output: Path = options["output"]
        if not output.parent.is_dir():
            raise CommandError(f"There is no folder {output.parent}. Create it first, or use another file.")
        editions = list(dict.fromkeys(options["edition"]))
        meeting = meetings.find_by_reference(options["meeting"])
        if meeting is None:
            raise CommandError(f"No meeting has the reference {options['meeting']}.")
        try:
            reader = find_reader(options["user"]) if options["user"] else requests.default_reader(meeting)
            by = asker(meeting, reader)
            moment = moment_of(options["as_of"], reader) if options["as_of"] else None
            packet = requests.request_packet(
                meeting,
                by=by,
                reader=reader,
                now=timezone.now(),
                as_of=moment,
                editions=editions,
            )
            production.make_packet(packet.pk, now=timezone.now())
            packet.refresh_from_db()
            if packet.state != PacketState.READY:
                raise CommandError(
                    packet.failure
                    or f"{packet.reference} is being created by another process. Try again later."
                )
            # A minister's office reads finals only: the draft made for one is a copy of the desk that asked.
            files = {
                name_file(output, edition, is_first=not number): copies.open_packet(
                    packet, by, now=timezone.now(), edition=edition
                )
                for number, edition in enumerate(editions)
            }
            access_log.write_entries(
                [access_log.build_entry(by, packet, AccessKind.PRINTED)], now=timezone.now()
            )
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        pages = {one.edition: one.pages for one in frozen.list_masters(packet, of_final=packet.is_final)}
        for edition, (file, pdf) in zip(editions, files.items(), strict=True):
            try:
                file.write_bytes(pdf)
            except OSError as error:
                raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
            self.stdout.write(
                f"{packet.reference}: {pages[edition]} pages, {packet.get_state_display()}, in {file}"
            )


def name_file(output: Path, edition: str, *, is_first: bool) -> Path:
    """Return the file of an edition: for the first the one that was named."""
    return output if is_first else output.with_stem(f"{output.stem}-{edition}")


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
