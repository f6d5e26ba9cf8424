"""`manage.py import_commitments`: import the rows of a table into a meeting, or another list."""

import argparse
import csv
import json
from collections.abc import Iterable, Mapping
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
from commitments.documents.results import column_letters
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
from commitments.models import Country, Import, ImportRow, Meeting, Ministry, User
from commitments.packets.archive import requests
from commitments.parties.names import add_name
from commitments.tables import cells, exporter
from commitments.tables.columns import SECTION
from commitments.tables.importer import execution, preparing, runs, supplements
from commitments.tables.importer.names import read_names

# Options that may be given several times: each with its form, and what it says.
REPEATED = (
    (
        "--value",
        "FIELD=VALUE",
        "value for all rows that do not state it; with no value, a remembered one is dropped",
    ),
    (
        "--column",
        "HEADING=FIELD",
        "field of a column by heading or letter, or of the heading “above” the rows, or none",
    ),
    (
        "--status",
        "WORD=CHOICE",
        "recording of rows with a status word: draft, note (draft with a note) or skip",
    ),
    (
        "--owner",
        "NAME=MEANING",
        "meaning of a name: ours, theirs, joint, a ministry, or empty for not stated",
    ),
    ("--record-name", "NAME=MINISTRY", "as --owner, and record the name as another name of the ministry"),
)


class Command(BaseCommand):
    help = (
        "Import the rows of a table (.xlsx, .ods, .csv, .tsv, .docx, .odt, .hwpx) into a meeting as draft "
        "commitments, or with --subject another list. Valid rows are imported. Every other row is printed "
        "with its cell and the reason. No email is sent. For a closed meeting, new rows are proposed as a "
        "supplement, with --reason, and the head of desk decides. Without --user, the rows are imported in "
        "the name of the desk officer of the meeting."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="the file with the table")
        parser.add_argument(
            "--subject",
            choices=ImportSubject.values,
            default=ImportSubject.COMMITMENTS,
            help="type of record (default: commitments)",
        )
        parser.add_argument(
            "--meeting", metavar="REF", help="reference of the meeting, such as M-KH-2024-003"
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
        ways = parser.add_mutually_exclusive_group()
        ways.add_argument(
            "--with-warnings", action="store_true", help="also import rows with a warning, as shown"
        )
        ways.add_argument(
            "--all-or-none", action="store_true", help="import all rows, or none if one has a problem"
        )
        parser.add_argument(
            "--reason", default="", metavar="TEXT", help="reason for a supplement to a closed meeting"
        )
        parser.add_argument(
            "--rejected",
            type=Path,
            metavar="FILE",
            help="write the rows that are not imported to a .csv file, with the reasons",
        )
        for name, metavar, said in REPEATED:
            parser.add_argument(name, action="append", default=[], metavar=metavar, help=said)

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, check, import, print; exit 1 where rows have errors and none was, or would be, imported."""
        try:
            of, person = self.begun(options)
            self.check_rows(of, options)
            counts = runs.count_by_verdict(of)
            ways = (*GOOD_ROWS, RowStatus.WARNING) if options["with_warnings"] else GOOD_ROWS
            way = way_of(options)
            found = querysets.list_parts(of, ImportRow, person).filter(status__in=ways, writes=True)
            is_supplement = supplements.is_supplement(of)
            taken = found.filter(record=None).count() if is_supplement else found.count()
            if not options["dry_run"] and taken:
                taken = self.import_rows(of, person, way, options["reason"])
            told = list(runs.list_faults(of, not_taken(of, person, is_dry=options["dry_run"], ways=ways)))
            self.show(of, counts, taken, told, options)
            if options["rejected"]:
                write_rejected(of, options["rejected"])
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
        meeting = meetings.find_by_reference(options["meeting"]) if options["meeting"] else None
        if meeting is None and options["meeting"]:
            raise CommandError(f"No meeting has the reference {options['meeting']}.")
        if meeting is None and not options["user"]:
            raise CommandError(_("With --meeting, name the meeting, or with --user the person who imports."))
        person = find_user(options["user"]) if options["user"] or meeting is None else officer_of(meeting)
        of = runs.create_import(
            ImportSubject(options["subject"]),
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
                fixed = of.fixed | values_for_all(of, parted(options["value"]))
                fixed |= {"owed_by": options["owed_by"]} if options["owed_by"] else {}
                fixed = {name: value for name, value in fixed.items() if value}
                columns = map_headings(of, parted(options["column"]))
                if not options["column"]:
                    check_days(of)
                runs.map_columns(of, columns, fixed, statuses=parted(options["status"]), by=of.by)
                self.work(of)
                answers = find_answers(of, parted([*options["owner"], *options["record_name"]]))
                if not options["dry_run"]:
                    record_names(of, answers, parted(options["record_name"]))
                if answers:
                    runs.answer_names(of, answers, by=of.by)
                    self.work(of)
            if of.state == ImportState.STOPPED:
                raise Refused(of.reason)
        except (Refused, CommandError):
            runs.throw_away(of, by=of.by)
            raise

    def import_rows(self, of: Import, person: User, way: ImportSelection, reason: str) -> int:
        """Import the rows, or propose them as a supplement; return their number."""
        try:
            if supplements.is_supplement(of):
                if not reason.strip():
                    raise Refused(
                        _("The meeting is closed. With --reason, enter the reason for a supplement.")
                    )
                supplements.propose(of, way, reason=reason, by=person, now=timezone.now())
                return of.total
            execution.begin_import(of, way, by=person, now=timezone.now())
        except Refused:
            runs.throw_away(of, by=person)
            raise
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
        is_proposed = of.state == ImportState.PROPOSED
        left_out, notes = runs.list_left_out(of), [f"{name} ({count})" for name, count in noted(of)]
        if options["format"] == "json":
            whole = {
                "file": of.file_name,
                "table": of.table,
                "rows": sum(counts.values()),
                "columns": columns,
                "counts": counts,
                "dry_run": options["dry_run"],
                "taken": 0 if is_proposed else taken,
                "proposed": taken if is_proposed else 0,
                "reminders": of.following.get("count", 0),
                "first_reminder": of.following.get("first"),
                "not_taken": [_plain_fault(one) for one in told],
                "left_out": left_out,
                "skipped": {why: numbers for why, _count, numbers in runs.list_skipped(of)},
                "notes": notes,
            }
            self.stdout.write(json.dumps(whole, ensure_ascii=False))
            return
        count = sum(counts.values())
        headed = ngettext("%(count)d row of table %(table)d.", "%(count)d rows of table %(table)d.", count)
        self.stdout.write(headed % {"count": count, "table": of.table})
        for name, head in columns.items():
            label = capfirst(str(cells.field_of(of.subject, name).label))
            self.stdout.write(f"    {label:28}{head}")
        if left_out:
            self.stdout.write(_("Columns not imported: %(names)s") % {"names": ", ".join(left_out)})
        for line in runs.describe_skipped(of):
            self.stdout.write(line)
        if notes:
            said = _("Names without a recorded ministry: %(names)s")
            self.stdout.write(said % {"names": ", ".join(notes)})
        for verdict, count in counts.items():
            self.stdout.write(f"{capfirst(str(RowStatus(verdict).label)):16}{count:>8,}")
        for one in told:
            where = _("row %(row)d, column %(column)s") % {"row": one.row, "column": one.column or "–"}
            self.stdout.write(f"{where}{f' ({one.cell})' if one.cell else ''}: {one.says}")
        would = ngettext("%(count)d row would be imported.", "%(count)d rows would be imported.", taken)
        were = ngettext("%(count)d row was imported.", "%(count)d rows were imported.", taken)
        if is_proposed:
            were = ngettext(
                "%(count)d row was proposed as a supplement. The head of desk decides.",
                "%(count)d rows were proposed as a supplement. The head of desk decides.",
                taken,
            )
        self.stdout.write((would if options["dry_run"] else were) % {"count": taken})


def way_of(options: dict[str, Any]) -> ImportSelection:
    """Return which rows are imported."""
    if options["all_or_none"]:
        return ImportSelection.ALL_OR_NONE
    return ImportSelection.WITH_WARNINGS if options["with_warnings"] else ImportSelection.VALID


def values_for_all(of: Import, given: dict[str, str]) -> dict[str, str]:
    """Return the values for all rows; raises `CommandError` for a field or value that the page does not
    offer.
    """
    offered = {field.name: dict(field.choices) for field in cells.FIELDS[of.subject] if field.choices}
    if any(field.name == "country" for field in cells.FIELDS[of.subject]):
        offered["country"] = dict(querysets.open_rows(Country).values_list("iso", "name"))
    for name, value in given.items():
        if name not in offered or value and value not in offered[name]:
            raise CommandError(
                _("“%(text)s” does not name a field and one of its values. Enter FIELD=VALUE.")
                % {"text": f"{name}={value}"}
            )
    return given


def _plain_fault(one: runs.RowFault) -> dict[str, Any]:
    """Return one row that is not taken, for programs."""
    return {
        "row": one.row,
        "field": one.field,
        "column": one.column,
        "cell": one.cell,
        "reason": one.says,
    }


def parted(given: list[str]) -> dict[str, str]:
    """Part values such as "done=note" at the last equals sign; raises `CommandError` where there is none."""
    found = {}
    for text in given:
        name, sign, value = text.rpartition("=")
        if not sign or not name.strip():
            raise CommandError(_("“%(text)s” has no equals sign. Enter NAME=VALUE.") % {"text": text})
        found[name.strip()] = value.strip()
    return found


def check_days(of: Import) -> None:
    """Raise `CommandError` where a column of days may hold the deadlines, and is not imported."""
    days = runs.list_unused_days(of)
    if days:
        says = _(
            "No column has deadlines, but “%(name)s” contains dates. With --column, enter “%(name)s=wording” "
            "to import them, or “%(name)s=” to leave them out."
        )
        raise CommandError(says % {"name": days[0]})


def map_headings(of: Import, given: dict[str, str]) -> dict[str, int]:
    """Return the guessed columns with those that were named otherwise."""
    columns = dict(of.columns)
    width = max([len(of.headings), *(table["width"] for table in of.tables)])
    by_name = {column_letters(column).casefold(): column for column in range(width)}
    if any(table["sections"] for table in of.tables if table["number"] == of.table):
        by_name["above"] = SECTION
    by_name |= {head.casefold(): column for column, head in enumerate(of.headings) if head}
    for head, name in given.items():
        column = by_name.get(head.casefold())
        if column is None or (name and name not in {field.name for field in cells.FIELDS[of.subject]}):
            raise CommandError(
                _("“%(text)s” does not name a column and a field. Enter HEADING=FIELD.")
                % {"text": f"{head}={name}"}
            )
        columns = {one: place for one, place in columns.items() if place != column and one != name}
        if name:
            columns[name] = column
    return columns


def find_answers(of: Import, given: dict[str, str]) -> dict[str, int | str | None]:
    """Return what names mean: a side, the key of a ministry that the person may read, or 0."""
    if not given:
        return {}
    known = read_names(of.by, timezone.localdate())
    found: dict[str, int | str | None] = {}
    for name, meaning in given.items():
        side = cells.value_of("owed_by", meaning) if meaning else ""
        meant = (
            known.find(meaning, of.meeting.country_id if of.meeting else None) if meaning and not side else []
        )
        if meaning and not side and (meant is None or len(meant) != 1):
            raise CommandError(_("No ministry has the name “%(name)s”.") % {"name": meaning})
        found[name] = side or (meant[0].ministry if meant else 0)
    return found


def record_names(of: Import, answers: Mapping[str, int | str | None], names: Iterable[str]) -> None:
    """Record names of ministries, so that all other inputs know them, too."""
    for name in names:
        key = answers[name]
        if not isinstance(key, int) or not key:
            raise CommandError(_("“%(name)s” does not name a ministry.") % {"name": name})
        ministry = querysets.open_rows(Ministry).get(pk=key)
        add_name(ministry, name, by=of.by, now=timezone.now())


def write_rejected(of: Import, path: Path) -> None:
    """Write the rows that were not, or would not be, imported, with the reasons beside them."""
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL)
            for row in execution.rejected_rows(of):
                writer.writerow([exporter.escape_formula(cell) for cell in row])
    except OSError as error:
        raise CommandError(_("“%(name)s” cannot be written. Check the path.") % {"name": path}) from error


def noted(of: Import) -> list[tuple[str, int]]:
    """Return the names of offices that are not recorded, in rows that are valid, with the number of rows."""
    return [(name, count) for name, field, count in of.unknown_names if field == preparing.NOTED]


def not_taken(of: Import, person: User, *, is_dry: bool, ways: tuple[RowStatus, ...]) -> QuerySet[ImportRow]:
    """List the rows that are not imported, except unchanged ones."""
    rows = querysets.list_parts(of, ImportRow, person).exclude(status=RowStatus.UNCHANGED)
    if is_dry:
        return rows.exclude(status__in=ways, writes=True)
    return rows.exclude(state__in=(ItemState.DONE, ItemState.WAITING))


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
