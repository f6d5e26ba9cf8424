"""Imports of tables: columns guessed and mapped, rows checked, imported by the writers, and undone.

An import waits twice for the person: for its columns, and for the decision; in between a worker has it. Also
its faults by column, and the deletion of old imports.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.access import policy, responsibilities, write_rules
from commitments.documents.reader import ending_of
from commitments.documents.results import column_letters
from commitments.enums import (
    OPEN_MEETING_STATES,
    ImportState,
    ImportSubject,
    ItemState,
    MeetingState,
    OwedBy,
    RowStatus,
    StatusChoice,
)
from commitments.errors import Refused
from commitments.files import checks
from commitments.models import (
    Commitment,
    Holiday,
    Import,
    ImportRow,
    Meeting,
    Ministry,
    Official,
    ProgressUpdate,
    User,
)
from commitments.models.tables import AT_WORK
from commitments.records import edits
from commitments.tables.cells import FIELDS, key_of
from commitments.tables.columns import SECTION
from commitments.tables.importer import execution, preparing, reading
from commitments.tables.importer.preparing import map_table


def run_import(key: int, *, now: datetime.datetime, most: int | None = None) -> bool:
    """Do the next step of an import, whatever it is; return whether a worker should continue.

    `most` limits the number of imported rows, where a person waits for the result.
    """
    preparing.inspect_import(key, now=now)
    preparing.check_rows(key, now=now)
    return execution.carry_out(key, now=now, most=most)


WRITES = {
    ImportSubject.COMMITMENTS: Commitment,
    ImportSubject.UPDATES: ProgressUpdate,
    ImportSubject.MINISTRIES: Ministry,
    ImportSubject.OFFICIALS: Official,
    ImportSubject.HOLIDAYS: Holiday,
}
NAME_LETTERS, SENDER_LETTERS = 200, 120
# An import that nobody decides is thrown away, and what undoing one needs is kept no longer.
LEFT_DAYS, KEPT_DAYS = 30, 90
# When a worker that was rung for should have begun.
NOTIFIED_SECONDS = 60
WAITING = (ImportState.COLUMNS, ImportState.CHECKED)
ENDED = (ImportState.DONE, ImportState.UNDONE, ImportState.STOPPED)


def subjects_of(person: User) -> list[ImportSubject]:
    """List what the person may bring in: whatever the person writes one by one."""
    return [subject for subject, model in WRITES.items() if write_rules.may_write(person, model)]


def why_not_into(meeting: Meeting, person: User) -> Refused | None:
    """Explain why this person cannot import into a meeting now, or return None.

    Rows for a closed meeting are proposed as a supplement.
    """
    if not (policy.can_read(person, meeting) and responsibilities.works_on(person, meeting.country)):
        return write_rules.build_forbidden()
    if meeting.state not in (*OPEN_MEETING_STATES, MeetingState.CLOSED):
        return Refused(_("This meeting is cancelled. Records can no longer be added to it."), "wrong_state")
    return None


def create_import(
    subject: ImportSubject,
    name: str,
    content: bytes,
    *,
    meeting: Meeting | None = None,
    sender: str = "",
    by: User,
    now: datetime.datetime,
) -> Import:
    """Store an uploaded file; nothing of it is read yet.

    Commitments need the meeting at which they were agreed; progress updates may have one. Raises `Refused`
    where the kind of file is not supported, or the person may not write such records.
    """
    write_rules.require_permission(subject in subjects_of(by))
    if subject == ImportSubject.COMMITMENTS:
        if meeting is None:
            raise Refused(_("Select the meeting at which the commitments were agreed."), "no_meeting")
        refusal = why_not_into(meeting, by)
        if refusal is not None:
            raise refusal
    elif meeting is not None:
        write_rules.require_permission(subject == ImportSubject.UPDATES and policy.can_read(by, meeting))
    ending_of(name, content, is_table=True)
    checks.scan_bytes(content)
    return Import.objects.create(
        by=by,
        at=now,
        subject=subject,
        meeting=meeting,
        sender=edits.fit_text(" ".join(sender.split()), SENDER_LETTERS),
        # The end of a long name says what kind of file it is.
        file_name=name if len(name) <= NAME_LETTERS else f"…{name[1 - NAME_LETTERS :]}",
        sha256=reading.open_store().put(content),
    )


def choose_table(of: Import, number: int, *, by: User) -> None:
    """Take another table of the file, with its columns as they are guessed or remembered."""
    write_rules.require_permission(of.by_id == by.pk)
    table = next((one for one in of.tables if one["number"] == number), None)
    if table is None:
        raise Refused(_("Select one of the tables in the file."), "no_table")
    _move(of, WAITING, state=ImportState.COLUMNS, **map_table(of, table))


def map_columns(
    of: Import,
    columns: Mapping[str, int],
    fixed: Mapping[str, str],
    *,
    statuses: Mapping[str, str] | None = None,
    by: User,
) -> None:
    """Set which column fills which field, and the values for all rows; the rows are checked next.

    `statuses` states how rows with a status word are recorded; without a choice they are asked about.

    Raises `Refused` where a column fills two fields, or a required field has none.
    """
    write_rules.require_permission(of.by_id == by.pk)
    known = {field.name for field in FIELDS[of.subject]}
    width = max([len(of.headings), *(len(row) for table in of.tables for row in table["shown"])], default=0)
    if not set(columns) | set(fixed) <= known or any(not SECTION <= one < width for one in columns.values()):
        raise Refused(_("Select from the columns of the table."), "no_column")
    taken = list(columns.values())
    if len(taken) != len(set(taken)):
        raise Refused(_("Two fields have the same column. Select each column only once."), "twice")
    missing = [
        str(field.label)
        for field in FIELDS[of.subject]
        if field.is_needed and field.name not in columns and field.name not in fixed
    ]
    # Of items on file that are named by their references, the wording need not be told again.
    if missing and not (of.subject == ImportSubject.COMMITMENTS and {"reference", "title"} & set(columns)):
        raise Refused(
            _("Select the column for: %(fields)s.") % {"fields": ", ".join(missing)}, "missing_column"
        )
    choices = of.status_choices | dict(statuses or {})
    if not {*choices.values(), ""} <= {*StatusChoice.values, ""}:
        raise Refused(_("Select how rows with the status are recorded."), "no_status")
    judge_again(of, by=by, columns=dict(columns), fixed=dict(fixed), status_choices=choices)


def answer_names(
    of: Import,
    answers: Mapping[str, int | str | None],
    *,
    statuses: Mapping[str, str] | None = None,
    by: User,
) -> None:
    """Set what unknown names and status words mean, for all rows, which are checked again.

    A name means a ministry or a side, or 0 for not stated. An earlier answer is replaced, or asked again
    where the new one is None.
    """
    known = {str(key) for key, _field, _count in of.unknown_names} | set(of.name_choices)
    given = {name: key for name, key in answers.items() if name in known}
    keys = {key for key in given.values() if isinstance(key, int) and key}
    if keys - policy.readable_by(Ministry.objects.all(), by).in_bulk(keys).keys():
        raise Refused(_("Select from the recorded ministries."), "no_ministry")
    if {key for key in given.values() if isinstance(key, str)} - set(OwedBy.values):
        raise Refused(_("Enter our side, their side or both sides."), "no_side")
    anew = {key_of(name) for name in given}
    stand = {name: key for name, key in of.name_choices.items() if key_of(name) not in anew}
    judge_again(
        of,
        by=by,
        name_choices=stand | {name: key for name, key in given.items() if key is not None},
        status_choices=of.status_choices | {word: one for word, one in (statuses or {}).items() if one},
    )


def _chosen_table(of: Import) -> dict[str, Any]:
    return next((one for one in of.tables if one["number"] == of.table), {})


def list_left_out(of: Import) -> list[str]:
    """Name the columns of the table that are not imported: their headings, or their letters."""
    table = _chosen_table(of)
    width = max(len(of.headings), table.get("width", 0))
    used = set(of.columns.values())
    heads = [*of.headings, *[""] * (width - len(of.headings))]
    return [head or column_letters(column) for column, head in enumerate(heads) if column not in used]


def list_unused_days(of: Import) -> list[str]:
    """Name the columns of days that are not imported while no column has the deadlines."""
    if of.subject != ImportSubject.COMMITMENTS or {"wording", "due_on"} & set(of.columns):
        return []
    columns = set(_chosen_table(of).get("days", ())) - set(of.columns.values())
    heads = of.headings
    return [
        heads[column] if column < len(heads) and heads[column] else column_letters(column)
        for column in sorted(columns)
    ]


def list_skipped(of: Import) -> list[tuple[str, int, list[int]]]:
    """Return why rows of the table were skipped, how many, and the numbers of the first ones."""
    table = _chosen_table(of)
    return [(why, count, rows) for why, (count, rows) in table.get("skipped", {}).items()]


def judge_again(of: Import, *, by: User, **values: Any) -> None:
    """Check the rows again with the new settings."""
    write_rules.require_permission(of.by_id == by.pk)
    _move(of, WAITING, state=ImportState.CHECKING, done=0, lease_until=None, **values)


def back_to_columns(of: Import, *, by: User) -> None:
    """Go back to the columns before anything is decided."""
    write_rules.require_permission(of.by_id == by.pk)
    _move(of, (ImportState.CHECKED,), state=ImportState.COLUMNS)


def _move(of: Import, states: tuple[ImportState, ...], **values: Any) -> None:
    if not Import.objects.filter(pk=of.pk, state__in=states).update(**values):
        raise Refused(
            _("The stage of this import has changed. Reload the page to see the current stage."), "decided"
        )
    of.refresh_from_db()


@transaction.atomic
def throw_away(of: Import, *, by: User) -> None:
    """Throw an import away of which nothing was taken, with its file; what was taken stays listed."""
    write_rules.require_permission(of.by_id == by.pk)
    undecided = (ImportState.OPENING, *WAITING, ImportState.CHECKING, ImportState.STOPPED)
    if not Import.objects.filter(pk=of.pk, state__in=undecided).update(state=ImportState.STOPPED):
        raise Refused(_("A completed import cannot be discarded, but it can be undone."), "decided")
    _forget(of.pk, of.sha256)


def delete_old_imports(now: datetime.datetime) -> int:
    """Delete imports that were not decided for a month, and those long done; return their number.

    What was written stays, with its history: only the file and the list of its rows are deleted.
    """
    left = Q(state__in=WAITING, at__lt=now - datetime.timedelta(days=LEFT_DAYS))
    done = Q(state__in=ENDED, at__lt=now - datetime.timedelta(days=KEPT_DAYS))
    found = list(Import.objects.filter(left | done).values_list("pk", "sha256"))
    for key, sha256 in found:
        with transaction.atomic():
            _forget(key, sha256)
    return len(found)


def _forget(key: int, sha256: str) -> None:
    Import.objects.filter(pk=key).delete()
    if not Import.objects.filter(sha256=sha256).exists():
        transaction.on_commit(lambda: reading.open_store().path_of(sha256).unlink(missing_ok=True))


def list_unfinished(now: datetime.datetime) -> list[int]:
    """Return the imports that need a worker and have none."""
    free = Q(lease_until__isnull=True, at__lt=now - datetime.timedelta(seconds=NOTIFIED_SECONDS))
    left = Import.objects.filter(free | Q(lease_until__lt=now), state__in=AT_WORK)
    return list(left.order_by("pk").values_list("pk", flat=True))


AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class RowFault:
    """One fault of one row: the field, its column heading in the file, the cell, and the sentence."""

    row: int
    field: str
    column: str
    cell: str
    says: str


def column_name(of: Import, name: str) -> str:
    """Name the column that fills a field as the file heads it, or else the field itself."""
    column = of.columns.get(name)
    if column is not None and column != SECTION and column < len(of.headings) and of.headings[column]:
        return str(of.headings[column])
    labels = {field.name: str(field.label) for field in FIELDS[of.subject]}
    return capfirst(labels.get(name, name))


def cell_name(of: Import, name: str, row: int) -> str:
    """Name a cell as a person finds it: D14 in a spreadsheet; where no column fills the field, nothing."""
    column = of.columns.get(name)
    if column is None or column == SECTION:
        return ""
    if of.file_name.lower().endswith((".xlsx", ".ods")):
        title = next((table["title"] for table in of.tables if table["number"] == of.table), "")
        cell = f"{column_letters(column)}{row}"
        return f"{title}!{cell}" if len(of.tables) > 1 and title else cell
    return _("row %(row)d, column %(column)d") % {"row": row, "column": column + 1}


def list_faults(of: Import, rows: QuerySet[ImportRow]) -> Iterator[RowFault]:
    """Yield each fault of some rows, in the order of the file."""
    found = rows.order_by("number").values_list("number", "problems", "reason")
    for number, faults, why in found.iterator(AT_ONCE):
        for fault in faults:
            name = fault["field"]
            yield RowFault(number, name, column_name(of, name), cell_name(of, name, number), fault["says"])
        if why:
            yield RowFault(number, "", "", "", why)


def count_by_verdict(of: Import) -> Mapping[str, int]:
    """Count the rows by verdict, each of them named."""
    return {str(verdict): int(of.counts.get(verdict, 0)) for verdict in RowStatus}


def by_state(rows: QuerySet[ImportRow]) -> Mapping[str, int]:
    """Count some rows of an import by what came of them."""
    found = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    return {str(state): int(found.get(state, 0)) for state in ItemState}


def describe_skipped(of: Import) -> list[str]:
    """Return which rows of the table were skipped and why, one line for each reason."""
    words = {
        reading.HIDDEN: lambda n: ngettext(
            "%(n)d hidden row was skipped", "%(n)d hidden rows were skipped", n
        ),
        reading.HEADINGS_AND_NOTES: lambda n: ngettext(
            "%(n)d row with a heading, note or total was skipped",
            "%(n)d rows with headings, notes or totals were skipped",
            n,
        ),
        reading.LEFT_OUT: lambda n: ngettext(
            "%(n)d row was left out because of its status",
            "%(n)d rows were left out because of their status",
            n,
        ),
        reading.OTHER_PARTNER: lambda n: ngettext(
            "%(n)d row of another partner was skipped", "%(n)d rows of other partners were skipped", n
        ),
    }
    found = []
    for why, count, rows in list_skipped(of):
        numbers = ", ".join(map(str, rows)) + ("…" if count > len(rows) else "")
        found.append(f"{words[why](count) % {'n': count}}: {numbers}")
    return found
