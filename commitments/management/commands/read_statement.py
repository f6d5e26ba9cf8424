"""`manage.py read_statement`: list what an officer would track in a statement."""

import datetime
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.calendars.holidays import calendar_for
from commitments.deadlines.context import Context
from commitments.deadlines.resolution import Resolution, resolve
from commitments.enums import OutcomeKind
from commitments.language.reader.forms.emails import written_on
from commitments.language.reader.grammar import ParsedClause
from commitments.language.reader.participants import other_party, usual_name
from commitments.language.reader.reader import read_statement
from commitments.management.base import BaseCommand

# Understandings and topics bind nobody; the page on which a text is read proposes those, too.
TRACKED = (OutcomeKind.COMMITMENT, OutcomeKind.REQUEST, OutcomeKind.OFFER)
# A statement of two governments is no longer than this.
LONGEST_BYTES = 4_000_000


class Command(BaseCommand):
    help = (
        "Analyse a statement and print every outcome that an officer would track: commitments, requests and "
        "offers, each with its wording, owner and deadline. English, Korean and French are supported. "
        "Nothing is stored, and no data leaves this machine."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the statement as plain text (UTF-8)")
        parser.add_argument(
            "--held-on",
            metavar="DATE",
            help="the date of the meeting, such as 2026-05-17; deadlines that are calculated from it need it "
            "(default: the date of the email, where the text is one)",
        )
        parser.add_argument(
            "--ours", metavar="NAME", help='our side, such as "Republic of Korea" (default: the home country)'
        )
        parser.add_argument(
            "--theirs",
            metavar="NAME",
            help="the other side (default: the other country that is named most often)",
        )
        parser.add_argument(
            "--format", choices=("text", "json"), default="text", help="output format (default: text)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, resolve as of today, print."""
        text = self.text(options["file"])
        held_on = self.day(options["held_on"]) or written_on(text)
        ours = options["ours"] or usual_name(settings.HOME_COUNTRY)
        theirs = options["theirs"] or other_party(text, ours)
        found = read_statement(text, ours=[ours], theirs=[theirs] if theirs else [], held_on=held_on)
        rows = [
            values_of(one, resolved(one, held_on)) for one in found if one.act in TRACKED and not one.is_weak
        ]
        if options["format"] == "json":
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
            return
        for row in rows:
            self.show(row)
        count = len(rows)
        self.stdout.write(ngettext("%(count)d item.", "%(count)d items.", count) % {"count": count})

    def show(self, row: dict[str, Any]) -> None:
        """Print one item: its words, then what is known of it, a value a line."""
        self.stdout.write(" ".join(row["sentence"].split()))
        for name, value in row.items():
            if name not in ("sentence", "start", "end") and value:
                self.stdout.write(f"    {name:14}{value}")
        self.stdout.write("")

    def text(self, name: str) -> str:
        """Return the text of a file; raise an error where it is not a text."""
        path = Path(name)
        try:
            if path.stat().st_size > LONGEST_BYTES:
                raise CommandError(
                    _("“%(name)s” is too long for a statement. Use a shorter file.") % {"name": name}
                )
            return path.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise CommandError(_("“%(name)s” cannot be read. Check the path.") % {"name": name}) from error
        except UnicodeDecodeError as error:
            message = _("“%(name)s” is not plain text. Save it as UTF-8 text first.") % {"name": name}
            raise CommandError(message) from error

    def day(self, text: str | None) -> datetime.date | None:
        """Read a day; refuse what is none."""
        try:
            return datetime.date.fromisoformat(text) if text is not None else None
        except ValueError as error:
            message = _("“%(text)s” is not a valid date. Enter a date such as 2026-05-17.") % {"text": text}
            raise CommandError(message) from error


def resolved(one: ParsedClause, held_on: datetime.date | None) -> Resolution:
    """Work out a deadline's dates as `manage.py resolve_deadline` does."""
    owner = calendar_for(settings.HOME_COUNTRY)
    return resolve(one.due, Context(timezone.localdate(), owner, held_on=held_on))


def values_of(one: ParsedClause, dates: Resolution) -> dict[str, Any]:
    """Return the plain values of an item, None where a value is missing; places count in characters."""
    return {
        "sentence": one.clause,
        "start": one.place[0],
        "end": one.place[1],
        "outcome_kind": str(one.act),
        "owner_side": one.owner,
        "strength": str(one.strength),
        "action": one.action,
        "deadline_text": one.due.wording or None,
        "deadline_kind": dates.kind,
        "due_start": str(dates.due_start) if dates.due_start else None,
        "due_end": str(dates.due_end) if dates.due_end else None,
        "every": dates.every or None,
        "review_on": str(dates.review_on) if dates.review_on else None,
        "needs_officer": dates.needs_officer or None,
        "condition": one.condition or None,
    }
