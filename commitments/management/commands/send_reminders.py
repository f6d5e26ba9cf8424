"""`manage.py send_reminders`: one reminder run by hand, or by cron."""

import datetime
import json
from dataclasses import asdict
from typing import Any

import structlog
from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from commitments import tasks
from commitments.accounts import emails
from commitments.errors import Errors
from commitments.lifecycle import successors
from commitments.management import base
from commitments.management.base import BaseCommand
from commitments.packets.archive import production
from commitments.packets.render import printing
from commitments.reminders import alarms, email_pause, heartbeat, notices, outbox, planner
from commitments.reminders.outbox import ReminderRunResult

log = structlog.get_logger("tracker.reminders")


class Command(BaseCommand):
    help = (
        "Do one reminder run without the queue: plan missing reminders, write one email per person from "
        "those that are due, send what is ready, open occurrences that have begun, and create packets that "
        "no process is creating. A second run sends nothing twice."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the arguments for the moment, and for a dry run."""
        parser.add_argument(
            "--at",
            metavar="ISO",
            help="run as of this time, such as 2026-03-11T07:00:00+09:00 (default: now). The emails are "
            "sent and recorded; a future time is accepted only if emails go to files.",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="write and send nothing; print what would be sent"
        )
        parser.add_argument(
            "--no-workers",
            action="store_true",
            help="for an installation without Celery: test regularly that packets can be printed",
        )
        parser.add_argument(
            "--format", choices=("text", "json"), default="text", help="output format (default: text)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do one reminder run and print what was done."""
        is_dry = bool(options["dry_run"])
        now = timezone.now()
        reading = alarms.read_clocks(now) if options["at"] or is_dry else alarms.check_clocks(now)
        if not reading.is_right and not options["at"]:
            if not is_dry:
                alarms.report_status(reading.database)
            raise CommandError(
                f"{reading} No reminders were planned or sent. Correct the clock of this machine."
            )
        at = moment(options["at"]) if options["at"] else now
        if at > now and not is_dry and not settings.MAIL_TO_FILES:
            raise CommandError(
                "That time is in the future, and emails go to a real server: "
                "add --dry-run to see what would be sent."
            )
        if is_dry:
            swept = outbox.run_outbox(at, is_dry=True, progress=self.show)
        else:
            swept = run_parts(
                at,
                now,
                by_database=reading.database,
                is_alone=options["no_workers"],
                progress=self.show,
            )
        if options["format"] == "json":
            self.stdout.write(
                json.dumps({"at": at.isoformat(), "dry_run": is_dry, **asdict(swept)}, ensure_ascii=False)
            )
            return
        if swept.is_paused:
            reason = (
                email_pause.load_pause().reason or "other hosts have to run first on this database server."
            )
            self.stdout.write(f"Email sending is paused: {reason} No email was sent.")
            return
        self.print(swept, is_dry=is_dry, is_brief=options["verbosity"] == 0)

    def show(self, done: int, total: int) -> None:
        """Draw the progress of planning, on a terminal only."""
        base.draw_bar(self.stderr, done, total)

    def print(self, swept: ReminderRunResult, *, is_dry: bool, is_brief: bool) -> None:
        """Print what was done in plain words; with `is_brief`, for a log, no email is named."""
        for told in () if is_brief else swept.mails:
            more = [reference for reference in told.references if reference not in told.subject]
            self.stdout.write(f"{told.address}: {told.subject}" + (f" ({', '.join(more)})" if more else ""))
        if is_dry:
            self.stdout.write(
                f"No records were written and no emails were sent. Emails that would be sent: {swept.mailed}."
            )
            return
        counts = {
            "planned": swept.planned,
            "dropped": swept.dropped,
            "waiting for the end of quiet days": swept.waiting,
            "sent": swept.sent,
            "deferred": swept.deferred,
            "rejected": swept.refused,
            "not confirmed": swept.in_doubt,
            "failed": swept.failed,
        }
        self.stdout.write(", ".join(f"{name} {count}" for name, count in counts.items()))
        if swept.absent_calendars:
            self.stderr.write(f"There is no holiday calendar for {', '.join(swept.absent_calendars)}.")


def run_parts(
    at: datetime.datetime,
    now: datetime.datetime,
    *,
    by_database: datetime.datetime,
    is_alone: bool,
    progress: planner.Progress,
) -> ReminderRunResult:
    """Do each part of a run, even if others fail; then raise the alarm and the first error.

    Links of accounts wait by the clock of the database.
    """
    errors = Errors(log)
    tasks.send_notices(min(at, now), errors)
    with errors.caught("outbox"):
        swept = outbox.run_outbox(at, progress=progress)
    with errors.caught("account_links"):
        emails.send_waiting(by_database)
    parts = {"occurrences": successors.open_occurrences, "anchors": notices.record_anchor}
    tasks.do_each(parts, min(at, now), errors)
    # Without a queue this command is the only worker: it makes what was asked for and never begun.
    with errors.caught("packets"):
        for packet_id in production.list_unfinished_packets(now):
            with errors.caught(f"packet {packet_id}"):
                production.make_packet(packet_id, now=now)
    with errors.caught("test page"):
        if is_alone and alarms.is_printing_unproved(now):
            printing.print_test_page()
            heartbeat.record_beat(heartbeat.PRINTED)
    tasks.report_errors(errors)
    alarms.report_status(now)
    errors.raise_first()
    return swept


def moment(text: str) -> datetime.datetime:
    """Read a moment; without an offset it is in TIME_ZONE. Raise CommandError where it is none."""
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None:
        raise CommandError(f"{text!r} is not a valid time. Enter a time such as 2026-03-11T07:00:00+09:00.")
    return found if timezone.is_aware(found) else timezone.make_aware(found, timezone.get_default_timezone())
