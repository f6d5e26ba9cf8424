"""Carry out and undo an import: some rows at a time, each completely or not at all, by any worker.

What others record during an import is never written twice, and locks are taken in one order to prevent
deadlocks. Also the rejected rows as a file for the sender: unchanged, with the reason beside each.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import ProtectedError, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments.access import policy, write_rules
from commitments.db import bulk_sql
from commitments.enums import (
    BAD_ROWS,
    GOOD_ROWS,
    ImportSelection,
    ImportState,
    ImportSubject,
    ItemState,
    MeetingState,
    RowStatus,
)
from commitments.errors import Refused, is_deadlock
from commitments.lifecycle import supplements
from commitments.lifecycle.transitions import lock_dependencies
from commitments.models import (
    Commitment,
    Country,
    Holiday,
    Import,
    ImportRow,
    Ministry,
    Official,
    Outcome,
    ProgressUpdate,
    User,
    spoken_as,
)
from commitments.tables.cells import FIELDS, as_typed, key_of
from commitments.tables.importer import preparing, reading, updates, writers
from commitments.tables.importer.commitments import hash_clause
from commitments.tables.importer.preparing import Lease
from commitments.tables.importer.results import Rows
from commitments.tables.importer.updates import in_a_cell

RECORDED: Promise = _(
    "The same record was created in the meantime. Import the file again to compare the row with that record."
)
Plan = Mapping[str, Any]


def lock_records(of: Import, rows: Rows) -> None:
    """Lock the records to which rows are written until the transaction ends, in the order of all imports.

    Outcomes and drafts are locked by their meeting, reports by their item. For records with no parent all
    countries are locked: lists of ministries, officials and days are imported one after the other.
    """
    if of.subject not in (ImportSubject.COMMITMENTS, ImportSubject.UPDATES):
        list(Country.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))
        return
    # A draft that is yet to be made has a plan in the place of a key.
    named = [row.record or row.before.get("item") or row.plan.get("item") for row in rows]
    keys = {key for key in named if isinstance(key, int)}
    meetings: set[int] = set()
    if of.subject == ImportSubject.COMMITMENTS:
        hang_on = Commitment.objects.filter(pk__in=keys).order_by().values_list("outcome__meeting", flat=True)
        meetings = {*hang_on, *([of.meeting_id] if of.meeting_id else [])}
    lock_dependencies(meetings, [], keys)


def list_recorded(of: Import, rows: Rows, by: User, since: "RecordedSince") -> set[int]:
    """Return the keys of rows whose record another person created since they were checked as new.

    Duplicates within one file were shown as such, and are imported as decided.
    """
    fresh = [
        row for row in rows if row.record is None and not any(fault.get("row") for fault in row.problems)
    ]
    if not fresh:
        return set()
    if of.subject == ImportSubject.COMMITMENTS:
        wordings = since.find_wordings(of, by)
        return {row.pk for row in fresh if hash_clause(row.plan["clause"]) in wordings} if wordings else set()
    return OF_OTHERS[of.subject](of, fresh, by)


@dataclass(slots=True)
class RecordedSince:
    """The wordings that others recorded at a meeting since its rows were checked; each is read once.

    Whoever adds outcomes has the meeting locked, so later ones have higher keys than those `up_to` a chunk.
    """

    up_to: int = 0
    wordings: set[bytes] = field(default_factory=set)

    def find_wordings(self, of: Import, by: User) -> set[bytes]:
        """Return the hashes of all such wordings up to now."""
        found = Outcome.objects.filter(meeting=of.meeting_id, recorded_at__gte=of.read_at, pk__gt=self.up_to)
        found = policy.readable_by(found, by)
        if found.exists():
            taken = ImportRow.objects.filter(spreadsheet=of, state=ItemState.DONE)
            own = {row.get("point") for row in taken.values_list("before", flat=True).iterator(AT_ONCE)}
            for key, clause in found.values_list("pk", "clause").iterator(AT_ONCE):
                self.up_to = max(self.up_to, key)
                if key not in own:
                    self.wordings.add(hash_clause(clause))
        return self.wordings

    def pass_over(self, rows: Rows) -> None:
        """Leave out what the import itself recorded in rows that are committed."""
        self.up_to = max([self.up_to, *(row.before.get("point") or 0 for row in rows if row.before)])


def _reports(_of: Import, rows: Rows, by: User) -> set[int]:
    days = {row.plan["reported_on"] for row in rows}
    found = ProgressUpdate.objects.filter(
        commitment__in={row.plan["item"] for row in rows}, reported_on__in=days
    )
    columns = policy.readable_by(found, by).values_list("commitment", "reported_on", "health", "text")
    known = {(item, day.isoformat(), health, in_a_cell(text)) for item, day, health, text in columns}
    return _among(
        known, rows, lambda plan: (plan["item"], plan["reported_on"], plan["health"], in_a_cell(plan["text"]))
    )


def _ministries(_of: Import, rows: Rows, by: User) -> set[int]:
    columns = policy.readable_by(Ministry.objects.all(), by).values_list("country", "name")
    known = {(country, key_of(as_typed(name))) for country, name in columns}
    return _among(known, rows, lambda plan: (plan["country"], key_of(plan["values"]["name"])))


def _officials(_of: Import, rows: Rows, by: User) -> set[int]:
    columns = policy.readable_by(Official.objects.all(), by).values_list(
        "country", "ministry", "post", "person"
    )
    known = {
        (country, ministry, key_of(as_typed(post)), key_of(as_typed(person)))
        for country, ministry, post, person in columns
    }

    def key(plan: Plan) -> tuple[Any, ...]:
        names = (key_of(plan["values"].get(name) or "") for name in ("post", "person"))
        return (plan["country"], plan["ministry"], *names)

    return _among(known, rows, key)


def _holidays(_of: Import, rows: Rows, by: User) -> set[int]:
    found = Holiday.objects.filter(day__in={row.plan["day"] for row in rows})
    columns = policy.readable_by(found, by).values_list("country", "day")
    known = {(country, day.isoformat()) for country, day in columns}
    return _among(known, rows, lambda plan: (plan["country"], plan["day"]))


def _among(known: set[tuple[Any, ...]], rows: Rows, key: Callable[[Plan], tuple[Any, ...]]) -> set[int]:
    return {row.pk for row in rows if key(row.plan) in known}


OF_OTHERS: Mapping[str, Callable[[Import, Rows, User], set[int]]] = {
    ImportSubject.UPDATES: _reports,
    ImportSubject.MINISTRIES: _ministries,
    ImportSubject.OFFICIALS: _officials,
    ImportSubject.HOLIDAYS: _holidays,
}


# Rows of one transaction, and the seconds after which a worker lets another have it.
TOGETHER, TURN_SECONDS = 500, 60
WHY_LETTERS = 300


TURNS = (
    (ImportState.IMPORTING, ItemState.WAITING),
    (ImportState.UNDOING, ItemState.UNDOING),
)


class Whole(Exception):  # noqa: N818 - the end of an import of which all rows are taken or none
    """Raised where a row is refused in an import that takes all rows or none."""

    def __init__(self, row: int, why: str) -> None:
        super().__init__(row, why)
        self.row, self.why = row, why


@transaction.atomic
def begin_import(of: Import, way: ImportSelection, *, by: User, now: datetime.datetime) -> int:
    """Select the rows to import; return their number. Nothing is written yet.

    Raises `Refused` where there are none, where all rows are to be imported and one has a warning or an
    error, and where something was recorded at the meeting since the rows were checked: they are checked again
    then.
    """
    write_rules.require_permission(of.by_id == by.pk)
    standing = Import.objects.select_for_update().get(pk=of.pk)
    if of.meeting and of.meeting.state == MeetingState.CLOSED and of.subject == ImportSubject.COMMITMENTS:
        raise Refused(gettext("The meeting is closed. Propose the rows as a supplement."), "closed")
    if standing.state != ImportState.CHECKED:
        raise Refused(
            gettext("The stage of this import has changed. Reload the page to see the current stage."),
            "decided",
        )
    rows = ImportRow.objects.filter(spreadsheet=of)
    if way == ImportSelection.ALL_OR_NONE and rows.filter(status__in=BAD_ROWS).exists():
        raise Refused(
            gettext("Some rows have warnings or errors. Correct them, or import only the valid rows."),
            "not_whole",
        )
    verdicts = (*GOOD_ROWS, RowStatus.WARNING) if way == ImportSelection.WITH_WARNINGS else GOOD_ROWS
    count = rows.filter(status__in=verdicts, writes=True).update(state=ItemState.WAITING)
    if not count:
        raise Refused(
            gettext("No row can be imported. Correct the rows in the file, then import it again."), "nothing"
        )
    Import.objects.filter(pk=of.pk).update(state=ImportState.IMPORTING, selection=way, done=0, total=count)
    return count


def is_stale(of: Import) -> bool:
    """Return whether outcomes that the person may read were recorded at the meeting since the check."""
    if of.meeting_id is None or of.read_at is None or of.subject != ImportSubject.COMMITMENTS:
        return False
    since = Outcome.objects.filter(meeting=of.meeting_id, recorded_at__gt=of.read_at)
    return policy.readable_by(since, of.by).exists()


@transaction.atomic
def undo_import(of: Import, *, by: User, now: datetime.datetime) -> int:
    """Mark imported rows to be undone where no later change depends on them; return the number of rows."""
    write_rules.require_permission(of.by_id == by.pk)
    if supplements.find_approved(of) is not None:
        raise Refused(
            gettext("An approved supplement cannot be undone. Mark its commitments as entered in error."),
            "supplement",
        )
    ended = Import.objects.filter(pk=of.pk, state=ImportState.DONE)
    rows = ImportRow.objects.filter(spreadsheet=of, state=ItemState.DONE)
    if not ended.update(state=ImportState.UNDOING, done=0, total=rows.count(), lease_until=None):
        raise Refused(gettext("Only a completed import can be undone."), "wrong_state")
    return rows.update(state=ItemState.UNDOING)


def carry_out(key: int, *, now: datetime.datetime, most: int | None = None) -> bool:
    """Import, or undo, the waiting rows; return whether some are still waiting.

    `most` limits the number of rows, where a person waits for the result. A worker gives way after its turn.
    """
    for state, waiting in TURNS:
        lease = preparing.take_lease(key, state, now)
        if lease is None:
            continue
        of = Import.objects.select_related("by", "meeting__country").get(pk=key)
        with spoken_as(of.by):
            try:
                return Round(of, lease, waiting).run(most)
            except preparing.Lost:
                return False
    return False


@dataclass(slots=True)
class Round:
    """One worker's turn at one import."""

    of: Import
    lease: Lease
    waiting: ItemState
    since: RecordedSince = field(default_factory=RecordedSince)

    def run(self, most: int | None) -> bool:
        """Deal with chunks until nothing waits, the turn is over, or a row of a whole import is refused."""
        end = self.lease.now + datetime.timedelta(seconds=TURN_SECONDS)
        done = self.of.total - self._waiting().count()
        dealt = 0
        while True:
            try:
                rows = self._chunk(most, dealt)
            except Whole as refused:
                return self._stop(refused)
            dealt += len(rows)
            self.since.pass_over(rows)
            if not rows or (most is not None and dealt >= most) or self.lease.moment() > end:
                break
            self.lease.keep(done=done + dealt)
        if self._waiting().exists():
            self.lease.give_up(done=done + dealt)
            return True
        self._end()
        return False

    def _chunk(self, most: int | None, dealt: int) -> list[ImportRow]:
        """Process the rows of one transaction; try once more after a deadlock.

        Nothing of the first try is recorded; after a second one the import is resumed like that of a dead
        worker.
        """
        try:
            return self._try(most, dealt)
        except OperationalError as error:
            if not is_deadlock(error):
                raise
        return self._try(most, dealt)

    @transaction.atomic
    def _try(self, most: int | None, dealt: int) -> list[ImportRow]:
        rows = self._next(most, dealt)
        if rows:
            lock_records(self.of, rows)
        for some in self._parted(self._fresh(rows)):
            self._deal(some)
        bulk_sql.update_rows(rows, ("state", "created_id", "before", "reason"))
        return rows

    def _waiting(self) -> QuerySet[ImportRow]:
        return ImportRow.objects.filter(spreadsheet=self.of, state=self.waiting)

    def _next(self, most: int | None, dealt: int) -> list[ImportRow]:
        """Return the rows of the next transaction; another worker at the same rows waits for its end."""
        is_taking = self.waiting == ItemState.WAITING
        is_whole = self.of.selection == ImportSelection.ALL_OR_NONE and self.of.total <= TOGETHER
        size = TOGETHER if most is None or is_whole else min(TOGETHER, most - dealt)
        found = self._waiting().select_for_update().order_by("number" if is_taking else "-number")
        return list(found[: max(size, 1)])

    def _fresh(self, rows: list[ImportRow]) -> list[ImportRow]:
        """Leave out, with the reason, the rows whose record another person created since the check."""
        if self.waiting != ItemState.WAITING:
            return rows
        others = list_recorded(self.of, rows, self.of.by, self.since)
        for row in rows:
            if row.pk in others:
                self._refuse(row, str(RECORDED))
        return [row for row in rows if row.pk not in others]

    def _refuse(self, row: ImportRow, why: str) -> None:
        """Note that a row is not taken, or stands; raises `Whole` where all rows are taken or none."""
        is_taking = self.waiting == ItemState.WAITING
        row.state, row.reason = ItemState.NOT_DONE if is_taking else ItemState.NOT_UNDONE, why
        if is_taking and self.of.selection == ImportSelection.ALL_OR_NONE:
            raise Whole(row.number, why)

    def _parted(self, rows: list[ImportRow]) -> list[list[ImportRow]]:
        """Part rows into those that are dealt with together: new ones, and each of the others alone.

        Of reports on one item each follows the one before it.
        """
        new: list[list[ImportRow]] = []
        alone: list[list[ImportRow]] = []
        turns: Counter[int] = Counter()
        for row in rows:
            if row.record is not None:
                alone.append([row])
                continue
            turn = 0
            if self.of.subject == ImportSubject.UPDATES:
                turn = turns[updates.item_of(row)]
                turns[updates.item_of(row)] += 1
            if turn == len(new):
                new.append([])
            new[turn].append(row)
        return new + alone

    def _deal(self, rows: list[ImportRow]) -> None:
        """Deal with rows together; where something is refused, with each half, down to the row it is.

        That is written with its reason, and nothing else of it.
        """
        by, now = self.of.by, self.lease.moment()
        is_taking = self.waiting == ItemState.WAITING
        try:
            with transaction.atomic():
                if is_taking:
                    for row, made in zip(
                        rows, writers.write_rows(self.of, rows, by=by, now=now), strict=True
                    ):
                        row.created_id, row.before = made.key, made.before
                else:
                    writers.undo_rows(self.of, rows, by=by, now=now, reason=self._reason())
        except (Refused, IntegrityError, ProtectedError) as error:
            if len(rows) > 1:
                middle = len(rows) // 2
                self._deal(rows[:middle])
                self._deal(rows[middle:])
                return
            self._refuse(rows[0], _why(error, is_taking=is_taking))
        else:
            for row in rows:
                row.state = ItemState.DONE if is_taking else ItemState.UNDONE

    def _reason(self) -> str:
        day = date_format(timezone.localtime(self.of.at), "DATE_FORMAT")
        return gettext("The import of %(day)s was undone.") % {"day": day}

    def _stop(self, refused: Whole) -> bool:
        """Undo what was written of an all-or-none import before a row was refused; return whether anything
        was.
        """
        why = gettext("Row %(row)d: %(why)s No rows were imported.") % {
            "row": refused.row,
            "why": refused.why,
        }
        rows = ImportRow.objects.filter(spreadsheet=self.of)
        rows.filter(state=ItemState.WAITING).update(state=ItemState.NOT_DONE)
        rows.filter(number=refused.row).update(reason=refused.why[:WHY_LETTERS])
        taken = rows.filter(state=ItemState.DONE).update(state=ItemState.UNDOING)
        values: dict[str, Any] = {"state": ImportState.UNDOING, "done": 0, "total": taken}
        if not taken:
            values |= {"state": ImportState.STOPPED, "ended_at": self.lease.moment()}
        self.lease.give_up(reason=why[:WHY_LETTERS], **values)
        return bool(taken)

    def _end(self) -> None:
        ended = ImportState.DONE if self.waiting == ItemState.WAITING else ImportState.UNDONE
        self.lease.give_up(state=ended, done=self.of.total, ended_at=self.lease.moment())


def _why(error: Exception, *, is_taking: bool) -> str:
    if isinstance(error, Refused):
        return str(error)[:WHY_LETTERS]
    if isinstance(error, ProtectedError) or not is_taking:
        return gettext("Other records depend on this one, so it was kept.")
    return gettext("Another record that was just saved uses a value of this row. Check the rows again.")


AT_ONCE = 500


def rejected_rows(of: Import) -> Iterator[list[str]]:
    """Yield the headings with one more, "why", and then each row that was not, or would not be, imported.

    Rows are read from the file as they are requested.
    """
    labels = {field.name: capfirst(str(field.label)) for field in FIELDS[of.subject]}
    whys = why_not(of, labels)
    widths = [table.get("width", 0) for table in of.tables if table["number"] == of.table]
    width = max([len(of.headings), *widths, *(column + 1 for column in of.columns.values())])
    heads = [*of.headings, *[""] * (width - len(of.headings))]
    yield [*heads, gettext("reason")]
    if not whys:
        return
    content = reading.open_store().get(of.sha256)
    for row in reading.rows_of(of.file_name, content, of.table, of.heading_row):
        if row.number in whys:
            cells = [*row.cells, *[""] * (width - len(row.cells))]
            yield [*cells, whys[row.number]]


def why_not(of: Import, labels: Mapping[str, str]) -> dict[int, str]:
    """Return the rows that are not imported, by number, with the reasons."""
    rows = ImportRow.objects.filter(spreadsheet=of)
    if of.state in (ImportState.COLUMNS, ImportState.CHECKED):
        rows = rows.filter(status__in=BAD_ROWS)
    else:
        rows = rows.exclude(state__in=(ItemState.DONE, ItemState.NOT_UNDONE)).exclude(
            status=RowStatus.UNCHANGED
        )
    found = {}
    for number, faults, why, state in rows.values_list("number", "problems", "reason", "state").iterator(
        AT_ONCE
    ):
        told = [f"{labels.get(fault['field'], fault['field'])}: {fault['says']}" for fault in faults]
        if any(fault.get("row") for fault in faults):
            told.append(gettext("Row numbers refer to %(file)s.") % {"file": of.file_name})
        if why or not told or state == ItemState.UNDONE:
            told.append(why or _unsaid(of, state))
        found[number] = " ".join(told)
    return found


def _unsaid(of: Import, state: str) -> str:
    """Return why a row without an error of its own was not imported."""
    if state == ItemState.UNDONE:
        return gettext("The import was undone.")
    return of.reason or gettext("This row was not selected for import.")
