"""A long list brought in, taken and taken back: what each costs this process and its database."""

import csv
import io
import itertools
import resource
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction
from django.db.models import Model

from commitments.enums import CommitmentState, ImportSelection, ImportState, ImportSubject
from commitments.models import (
    AuditRow,
    Commitment,
    Deadline,
    Import,
    ImportRow,
    Meeting,
    Outcome,
    Responsibility,
    SearchEntry,
)
from commitments.tables.importer import execution, runs
from tests import make
from tests.benchmarks import other_lists, processes
from tests.cast import NOW, Cast

HEADS = (
    "No",
    "Commitment",
    "Kind",
    "Responsible side",
    "Lead, our side",
    "Lead, their side",
    "Deadline",
    "Strength",
)
DEADLINES = (
    "by 30 June 2026",
    "within 30 days",
    "within 10 working days",
    "",
    "2026-12-31",
    "as soon as possible",
)
SIDES = (
    ("ours", "KNPA", ""),
    ("theirs", "", "Valdorian Constabulary"),
    ("joint", "KNPA", "Valdorian Constabulary"),
)
ROWS_AT_ONCE = 500
# Of a row that is written once more: its keys, those of the rows it leads to, and what no two have in common.
APART = {"id", "outcome_id", "commitment_id", "deadline_id", "key"}
FAR = 10_000_000


def table(rows: int) -> bytes:
    """Write a list in which one row of twenty is an ask, and the others are owed by either side or both."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADS)
    for number in range(1, rows + 1):
        side, ours, theirs = SIDES[number % 3]
        words = (
            f"The two sides will exchange the records of case {number} with the harbour police of Port Serin."
        )
        kind = "request" if number % 20 == 0 else "commitment"
        when = "" if kind == "request" else DEADLINES[number % len(DEADLINES)]
        strength = "requested" if kind == "request" else "agreed"
        writer.writerow((number, words, kind, side, ours, theirs, when, strength))
    return out.getvalue().encode()


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds by the clock, of this process, and of the database's own; the highest memory in bytes."""

    clock: float
    own: float
    database: float
    highest: int

    @property
    def processor(self) -> float:
        return self.own + self.database


def cost(work: Callable[[], object]) -> Cost:
    """Do something once, and say what it took."""
    watched = Watched()
    begun, own, database = time.perf_counter(), time.process_time(), _of_database()
    work()
    return Cost(
        time.perf_counter() - begun,
        time.process_time() - own,
        _of_database() - database,
        watched.end(),
    )


class Watched:
    """The memory of this process, looked at ten times a second."""

    def __init__(self) -> None:
        self.highest, self.is_over = 0, threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)
        self.thread.start()

    def _watch(self) -> None:
        page = resource.getpagesize()
        while True:
            resident = int(Path("/proc/self/statm").read_text().split()[1]) * page
            self.highest = max(self.highest, resident)
            if self.is_over.wait(0.1):
                return

    def end(self) -> int:
        self.is_over.set()
        self.thread.join()
        return self.highest


def _of_database() -> float:
    """Give the seconds that the server's process for this connection has worked; of SQLite none apart."""
    if connection.vendor != "postgresql":
        return 0.0
    connection.ensure_connection()
    return processes.add_up(processes.read_fields(connection.connection.info.backend_pid))


def whole(cast: Cast, rows: int) -> dict[str, Cost]:
    """Judge, take and take back a list of so many rows; beside that, write the same rows without any rule."""
    meeting = make.meeting(cast)
    of = _brought(cast, table(rows), meeting)
    found = {"judge": cost(lambda: _work(of, ImportState.CHECKED))}
    found["judged rows alone"] = _alone(ImportRow)
    execution.begin_import(of, ImportSelection.ALL_OR_NONE, by=of.by, now=NOW)
    found["take"] = cost(lambda: _work(of, ImportState.DONE))
    found["taken rows alone"] = _alone(Outcome, Commitment, Responsibility, Deadline, AuditRow, SearchEntry)
    execution.undo_import(of, by=of.by, now=NOW)
    found["undo"] = cost(lambda: _work(of, ImportState.UNDONE))
    return found


def others(cast: Cast, rows: int) -> dict[ImportSubject, dict[str, Cost]]:
    """Judge, take and take back a list of so many rows of each other kind."""
    items = _brought(cast, table(max(rows // other_lists.REPORTS_EACH, 1)), make.meeting(cast))
    _taken(items)
    # As if their owners had accepted them.
    Commitment.objects.update(state=CommitmentState.ACCEPTED)
    return {subject: _taken(_other(cast, subject, rows), is_undone=True) for subject in other_lists.SUBJECTS}


def _other(cast: Cast, subject: ImportSubject, rows: int) -> Import:
    return _brought(cast, other_lists.table(subject, rows), None, subject)


def _taken(of: Import, *, is_undone: bool = False) -> dict[str, Cost]:
    found = {"judge": cost(lambda: _work(of, ImportState.CHECKED))}
    execution.begin_import(of, ImportSelection.ALL_OR_NONE, by=of.by, now=NOW)
    found["take"] = cost(lambda: _work(of, ImportState.DONE))
    if is_undone:
        execution.undo_import(of, by=of.by, now=NOW)
        found["undo"] = cost(lambda: _work(of, ImportState.UNDONE))
    return found


def _alone(*kinds: type[Model]) -> Cost:
    """Say what it takes to write every row of some kinds once more, and nothing else; none of it stays."""
    with transaction.atomic():
        found = cost(lambda: sum(map(_again, kinds)))
        transaction.set_rollback(True)
    return found


def _again(kind: type[Model]) -> int:
    """Write the rows of a kind once more, with keys far from theirs; give their number."""
    count, rows = 0, kind._default_manager.order_by("pk").iterator(ROWS_AT_ONCE)
    while some := list(itertools.islice(rows, ROWS_AT_ONCE)):
        for row in some:
            for name in APART & row.__dict__.keys():
                key = getattr(row, name)
                setattr(row, name, None if key is None else key + FAR)
            if isinstance(row, Commitment):
                row.reference = f"X{row.pk}"
            elif isinstance(row, Outcome | ImportRow):
                row.number += FAR
        count += len(kind._default_manager.bulk_create(some))
    return count


def _brought(
    cast: Cast,
    content: bytes,
    meeting: Meeting | None,
    subject: ImportSubject = ImportSubject.COMMITMENTS,
) -> Import:
    of = runs.create_import(subject, "list.csv", content, meeting=meeting, by=cast.officer, now=NOW)
    _work(of, ImportState.COLUMNS)
    runs.map_columns(of, of.columns, of.fixed, by=cast.officer)
    return of


def _work(of: Import, end: ImportState) -> None:
    while runs.run_import(of.pk, now=NOW):
        pass
    of.refresh_from_db()
    assert of.state == end, (of.state, of.reason)
