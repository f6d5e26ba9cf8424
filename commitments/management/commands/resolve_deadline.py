"""`manage.py resolve_deadline`: print the dates to which a deadline's wording resolves."""

import datetime
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.calendars.holidays import calendar_for
from commitments.calendars.workdays import Calendar
from commitments.deadlines.context import Context, calendar_of
from commitments.deadlines.resolution import Resolution, resolve
from commitments.language.phrases import parse_any
from commitments.language.phrases.specification import DeadlineSpec
from commitments.management.base import BaseCommand

OCCURRENCES_SHOWN = 3
# The names that are printed, by contract, and by which name a resolution has each.
KEYS = {
    name: {"act_by": "last_working_day"}.get(name, name)
    for name in ("kind", "due_start", "due_end", "act_by", "review_on", "every", "needs_officer")
}


class Command(BaseCommand):
    help = (
        "Print what the wording of a deadline means: its kind, its dates, and what needs a decision by the "
        "officer. English, Korean and French are supported. The command does not guess."
    )

    has_warned = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "text", metavar="TEXT", help='the wording, such as "within 10 working days of the meeting"'
        )
        parser.add_argument(
            "--held-on",
            metavar="DATE",
            help="the date of the meeting, such as 2026-05-17; without it, the output names it where needed",
        )
        parser.add_argument(
            "--owner",
            metavar="ISO",
            default=settings.HOME_COUNTRY,
            help="country whose holidays apply (default: %(default)s)",
        )
        parser.add_argument(
            "--partner", metavar="ISO", help="the other country, if the holidays of both apply"
        )
        parser.add_argument(
            "--format", choices=("text", "json"), default="text", help="output format (default: text)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Parse, resolve as of today, print."""
        held_on = self.day(options["held_on"])
        owner = self.calendar(options["owner"])
        partner = self.calendar(options["partner"]) if options["partner"] else None
        spec = parse_any(options["text"])
        context = Context(timezone.localdate(), owner, partner, held_on=held_on)
        resolution = resolve(spec, context)
        if options["format"] == "json":
            self.stdout.write(json.dumps(values_of(resolution), ensure_ascii=False))
            return
        self.line("event" if "event" in (spec.kind, spec.anchor) else "counted_from", spec.event)
        self.line("session", str(spec.session_number or ""))
        for name, value in values_of(resolution).items():
            self.line(name, value)
        self.line("working", resolution.explanation)
        if spec.kind == "recurring" and resolution.due_on:
            self.line("next", ", ".join(map(str, following(spec, context, resolution.due_on))))

    def line(self, name: str, value: str | None) -> None:
        """Print one named value; nothing where there is none."""
        if value:
            self.stdout.write(f"{name:14}{value}")

    def day(self, text: str | None) -> datetime.date | None:
        """Read a day; refuse what is none."""
        if text is None:
            return None
        try:
            return datetime.date.fromisoformat(text)
        except ValueError as error:
            message = _("“%(text)s” is not a valid date. Enter a date such as 2026-05-17.") % {"text": text}
            raise CommandError(message) from error

    def calendar(self, code: str) -> Calendar:
        """Find a country's calendar, with its officers' rows where there is a database to hold them."""
        iso = code.strip().upper()
        try:
            calendar = calendar_of(iso)
        except DatabaseError:
            if not self.has_warned:
                self.stderr.write(_("There is no database yet, so calculated holidays are used."))
            self.has_warned = True
            calendar = calendar_for(iso)
        if calendar.status(timezone.localdate().year) == "absent":
            raise CommandError(
                _("The holidays of “%(code)s” are not known. Enter a two-letter country code, such as KH.")
                % {"code": code}
            )
        return calendar


def following(spec: DeadlineSpec, context: Context, due_on: datetime.date) -> Iterator[datetime.date]:
    """Yield the due days of the occurrences after the one that is due on a day."""
    due: datetime.date | None = due_on
    for _number in range(OCCURRENCES_SHOWN):
        due = resolve(spec, replace(context, previous_on=due)).due_on
        if due is None:
            return
        yield due


def values_of(resolution: Resolution) -> dict[str, str | None]:
    """Return the plain values of a resolution, None where a value is missing."""
    values = {name: getattr(resolution, of) for name, of in KEYS.items()}
    return {name: str(value) if value else None for name, value in values.items()}
