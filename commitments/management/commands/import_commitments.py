"""`manage.py import_commitments`: import the rows of a table into a meeting."""

import argparse
import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.access import querysets
from commitments.accounts import lookup
from commitments.enums import (
    GOOD_ROWS,
    ImportSelection,
    ImportState,
    ImportSubject,
    ItemState,
    OwedBy,
    RowStatus,
)
from commitments.errors import Refused
from commitments.files import checks
from commitments.management import base
from commitments.management.base import BaseCommand
from commitments.meetings import meetings
from commitments.models import Import, ImportRow, Meeting, User
from commitments.packets.archive import requests
from commitments.tables import cells
from commitments.tables.importer import execution, runs


class Command(BaseCommand):
    help = (
        "Import the rows of a table (.xlsx, .csv, .tsv, .docx, .odt, .hwpx) into a meeting as draft "
        "commitments. Valid rows are imported. Every other row is printed with its cell and the reason. No "
        "email is sent. Without --user, the rows are imported in the name of the desk officer of the "
        "meeting."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="the file with the table")
        parser.add_argument(
            "--meeting", required=True, metavar="REF", help="reference of the meeting, such as M-KH-2024-003"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="print what would be imported, and import nothing"
        )
        parser.add_argument(
            "--format", choices=("text", "json"), default="text", help="output format (default: text)"
        )
        parser.add_argument("--user", metavar="NAME", help="username of the person who imports the rows")
        parser.add_argument("--table", metavar="N", type=int, help="number of the table in the file, from 1")
        parser.add_argument(
            "--sender",
            default="",
            metavar="NAME",
            help="sender of the file: the system remembers the columns of this sender",
        )
        parser.add_argument(
            "--owed-by", choices=OwedBy.values, help="responsible side of rows that do not state it"
        )
        parser.add_argument(
            "--with-warnings", action="store_true", help="also import rows with a warning, as shown"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, check, import, print; exit 1 where rows have errors and none was, or would be, imported."""
        try:
            of, person = self.begun(options)
            self.check_rows(of, options)
            counts = runs.count_by_verdict(of)
            ways = (*GOOD_ROWS, RowStatus.WARNING) if options["with_warnings"] else GOOD_ROWS
            taken = querysets.list_parts(of, ImportRow, person).filter(status__in=ways, writes=True).count()
            if not options["dry_run"] and taken:
                taken = self.import_rows(
                    of,
                    person,
                    ImportSelection.WITH_WARNINGS if options["with_warnings"] else ImportSelection.VALID,
                )
            told = list(runs.list_faults(of, not_taken(of, person, is_dry=options["dry_run"], ways=ways)))
            self.show(of, counts, taken, told, options)
            if options["dry_run"] or not taken:
                runs.throw_away(of, by=person)
        except Refused as refused:
            raise CommandError(" ".join(str(refused).split())) from refused
        bad = counts[RowStatus.ERROR] + counts[RowStatus.WARNING]
        if bad and not taken:
            words = ngettext(
                "No rows were imported: %(count)d row has an error or a warning.",
                "No rows were imported: %(count)d rows have an error or a warning.",
                bad,
            )
            raise CommandError(words % {"count": bad})

    def begun(self, options: dict[str, Any]) -> tuple[Import, User]:
        """Store the file in the name of the importing person."""
        path: Path = options["file"]
        try:
            if path.stat().st_size > checks.MOST_BYTES:
                raise CommandError(
                    _(
                        "The file is larger than 25 MB. Divide it into smaller files and upload them "
                        "one at a time."
                    )
                )
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(_("“%(name)s” cannot be read. Check the path.") % {"name": path}) from error
        meeting = meetings.find_by_reference(options["meeting"])
        if meeting is None:
            raise CommandError(f"No meeting has the reference {options['meeting']}.")
        person = find_user(options["user"]) if options["user"] else officer_of(meeting)
        of = runs.create_import(
            ImportSubject.COMMITMENTS,
            path.name,
            content,
            meeting=meeting,
            sender=options["sender"],
            by=person,
            now=timezone.now(),
        )
        return of, person

    def check_rows(self, of: Import, options: dict[str, Any]) -> None:
        """Guess the columns and check every row; raises `Refused` where that is not possible, and stores
        nothing.
        """
        try:
            self.work(of)
            if of.state == ImportState.COLUMNS:
                if options["table"] is not None:
                    runs.choose_table(of, options["table"], by=of.by)
                fixed = {**of.fixed, "owed_by": options["owed_by"]} if options["owed_by"] else of.fixed
                runs.map_columns(of, of.columns, fixed, by=of.by)
                self.work(of)
            if of.state == ImportState.STOPPED:
                raise Refused(of.reason)
        except Refused:
            runs.throw_away(of, by=of.by)
            raise

    def import_rows(self, of: Import, person: User, way: ImportSelection) -> int:
        """Import the rows; return their number."""
        execution.begin_import(of, way, by=person, now=timezone.now())
        self.work(of)
        return runs.by_state(querysets.list_parts(of, ImportRow, person))[ItemState.DONE]

    def work(self, of: Import) -> None:
        """Do the next step, with a progress bar on a terminal."""
        while True:
            more = runs.run_import(of.pk, now=timezone.now())
            of.refresh_from_db()
            if of.total:
                base.draw_bar(self.stderr, of.done, of.total, is_last=not more)
            if not more:
                return

    def show(
        self,
        of: Import,
        counts: Any,
        taken: int,
        told: list[runs.RowFault],
        options: dict[str, Any],
    ) -> None:
        """Print counts and every row not taken."""
        columns = {name: runs.column_name(of, name) for name in of.columns}
        if options["format"] == "json":
            rows = [
                {
                    "row": one.row,
                    "field": one.field,
                    "column": one.column,
                    "cell": one.cell,
                    "reason": one.says,
                }
                for one in told
            ]
            whole = {
                "file": of.file_name,
                "table": of.table,
                "rows": sum(counts.values()),
                "columns": columns,
                "counts": counts,
                "dry_run": options["dry_run"],
                "taken": taken,
                "reminders": of.following.get("count", 0),
                "first_reminder": of.following.get("first"),
                "not_taken": rows,
            }
            self.stdout.write(json.dumps(whole, ensure_ascii=False))
            return
        count = sum(counts.values())
        headed = ngettext("%(count)d row of table %(table)d.", "%(count)d rows of table %(table)d.", count)
        self.stdout.write(headed % {"count": count, "table": of.table})
        for name, head in columns.items():
            label = capfirst(str(cells.field_of(of.subject, name).label))
            self.stdout.write(f"    {label:28}{head}")
        for verdict, count in counts.items():
            self.stdout.write(f"{capfirst(str(RowStatus(verdict).label)):16}{count:>8,}")
        for one in told:
            where = _("row %(row)d, column %(column)s") % {"row": one.row, "column": one.column or "–"}
            self.stdout.write(f"{where}{f' ({one.cell})' if one.cell else ''}: {one.says}")
        would = ngettext("%(count)d row would be imported.", "%(count)d rows would be imported.", taken)
        were = ngettext("%(count)d row was imported.", "%(count)d rows were imported.", taken)
        self.stdout.write((would if options["dry_run"] else were) % {"count": taken})


def not_taken(of: Import, person: User, *, is_dry: bool, ways: tuple[RowStatus, ...]) -> QuerySet[ImportRow]:
    """List the rows that are not imported, except unchanged ones."""
    rows = querysets.list_parts(of, ImportRow, person).exclude(status=RowStatus.UNCHANGED)
    return rows.exclude(status__in=ways, writes=True) if is_dry else rows.exclude(state=ItemState.DONE)


def officer_of(meeting: Meeting) -> User:
    """Return the desk officer in whose name rows are imported where none is given."""
    try:
        person = requests.default_reader(meeting)
    except Refused as refused:
        raise CommandError(
            _("No desk officer covers this country. With --user, name the person who imports the rows.")
        ) from refused
    refusal = runs.why_not_into(meeting, person)
    if refusal is not None and refusal.code == "forbidden":
        raise CommandError(
            _(
                "%(name)s has no permission to record at this meeting. With --user, name another "
                "person who imports the rows."
            )
            % {"name": person.username}
        )
    return person


def find_user(name: str) -> User:
    """Find the importing person by username."""
    user = lookup.by_name(name)
    if user is None:
        raise CommandError(f"There is no active account with the username {name}.")
    return user
