"""An import up to the decision: the file looked through, its columns guessed, its rows judged one by one."""

import datetime
import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commitments import line_breaks
from commitments.documents.shapes import Doubt
from commitments.errors import Refused
from commitments.imports import leases, reading
from commitments.imports.columns import guess, signature
from commitments.imports.following import Forecast
from commitments.imports.judged import Judged, lines_of
from commitments.imports.judges import Judge, judge_of
from commitments.imports.leases import Lease
from commitments.imports.names import read_names
from commitments.imports.reading import Looked, Read
from commitments.models import Import, ImportRow, spoken_as
from commitments.vocabulary import ImportState, ImportSubject, RowVerdict

CHUNK_ROWS = 500
MOST_ASKED = 60
# What names ministries.
WITH_NAMES = (ImportSubject.COMMITMENTS, ImportSubject.OFFICIALS)
TITLE_LETTERS, SAYS_LETTERS, WHY_LETTERS = 200, 400, 300
DOUBTS: dict[Doubt, Promise] = {
    Doubt.ERROR: _("The cell holds an error of the spreadsheet."),
    Doubt.UNCOMPUTED: _(
        "The cell holds a formula without a result: open the file in its program and save it."
    ),
    Doubt.QUOTE: _("A quotation mark is never closed: the cell may hold the rest of the file."),
}


def look(key: int, *, now: datetime.datetime) -> None:
    """Look through the file of an import and guess its columns; one that cannot be read stops it."""
    lease = leases.take(key, ImportState.LOOKING, now)
    if lease is None:
        return
    of = Import.objects.select_related("by", "meeting").get(pk=key)
    with spoken_as(of.by):
        try:
            found = reading.look(of.file_name, reading.shelf().get(of.sha256), of.subject)
        except Refused as refused:
            lease.give_up(state=ImportState.STOPPED, why=str(refused)[:WHY_LETTERS], ended_at=lease.moment())
            return
        guesses = _guesses(found, of)
        best = max(found, key=lambda one: (len(guesses[one.number]), one.rows))
        tables = [one.plain() | {"guess": guesses[one.number]} for one in found]
        chosen = choose(of, next(one for one in tables if one["number"] == best.number))
        lease.give_up(state=ImportState.COLUMNS, tables=tables, **chosen)


def _guesses(found: Sequence[Looked], of: Import) -> dict[int, dict[str, int]]:
    known = read_names(of.by, timezone.localdate(of.at)).is_known if of.subject in WITH_NAMES else _unknown
    return {
        one.number: guess(
            of.subject, one.shape, one.samples, is_ministry=known, has_sections=bool(one.sections)
        )
        for one in found
    }


def _unknown(_name: str) -> bool:
    return False


def choose(of: Import, table: Mapping[str, Any]) -> dict[str, Any]:
    """Choose a table: its columns as they were mapped last for the same sender and heads, else as guessed."""
    values = {
        "table": table["number"],
        "head_row": table["head_row"],
        "heads": table["heads"],
        "columns": table["guess"],
        "total": table["rows"],
    }
    return values | (remembered(of, values["heads"]) or {})


def remembered(of: Import, heads: Sequence[str]) -> dict[str, Any] | None:
    """Give how the person mapped the same heads of the same sender last time; None where never."""
    if not of.sender:
        return None
    mapped = Import.objects.filter(by=of.by, subject=of.subject, sender__iexact=of.sender).exclude(pk=of.pk)
    mapped = mapped.exclude(read_at=None).order_by("-pk")
    for row in mapped.only("heads", "columns", "fixed", "answers")[:10]:
        if signature(row.heads) == signature(heads):
            return {"columns": row.columns, "fixed": row.fixed, "answers": row.answers}
    return None


def read(key: int, *, now: datetime.datetime) -> None:
    """Judge all rows of an import as they stand now; begun anew where a worker died over it."""
    lease = leases.take(key, ImportState.READING, now)
    if lease is None:
        return
    of = Import.objects.select_related("by", "meeting__country").get(pk=key)
    ImportRow.objects.filter(of=of).delete()
    with spoken_as(of.by):
        try:
            _judge_all(of, judge_of(of, timezone.localdate(now)), lease)
        except leases.Lost:
            return
        except Refused as refused:
            lease.give_up(state=ImportState.STOPPED, why=str(refused)[:WHY_LETTERS], ended_at=lease.moment())


def _judge_all(of: Import, judge: Judge, lease: Lease) -> None:
    counts: Counter[str] = Counter()
    asked: Counter[tuple[str, str]] = Counter()
    forecasts: dict[str, Forecast] = {}
    if of.meeting and of.subject == ImportSubject.COMMITMENTS:
        forecasts = {one: Forecast(of.meeting, lease.now) for one in (RowVerdict.NEW, RowVerdict.DOUBTFUL)}
    content = reading.shelf().get(of.sha256)
    rows = reading.rows_of(of.file_name, content, of.table, of.head_row)
    done = 0
    while chunk := list(itertools.islice(rows, CHUNK_ROWS)):
        judged = judge_rows(of, judge, chunk)
        made = [_row(of, one.number, found) for one, found in judged]
        for row, (_one, found) in zip(made, judged, strict=True):
            counts[row.verdict] += 1
            asked.update({(fault.field, fault.name) for fault in found.faults if fault.name})
            if row.verdict in forecasts:
                forecasts[row.verdict].add(found.plan)
        done += len(chunk)
        with transaction.atomic():
            lease.keep(done=done)
            ImportRow.objects.bulk_create(made)
    lease.give_up(
        state=ImportState.READ,
        counts=dict(counts),
        asked=[[name, field, count] for (field, name), count in asked.most_common(MOST_ASKED)],
        following=_following(forecasts),
        done=done,
        total=done,
        # What others recorded while the rows were judged may not have been seen.
        read_at=lease.now,
    )


def _following(forecasts: Mapping[str, Forecast]) -> dict[str, Any]:
    """Give how many reminders follow the good rows and when the first, and how many more the doubtful."""
    if not any(one.count for one in forecasts.values()):
        return {}
    good = forecasts[RowVerdict.NEW]
    first = good.first.isoformat() if good.first else ""
    return {"count": good.count, "first": first, "doubtful": forecasts[RowVerdict.DOUBTFUL].count}


def judge_rows(of: Import, judge: Judge, rows: Sequence[Read]) -> list[tuple[Read, Judged]]:
    """Judge some rows of an import, and doubt what its cells are doubted for."""
    lines = lines_of([(row.number, row.cells, row.section) for row in rows], of.columns, of.fixed)
    judge.prepare(lines)
    fields = {column: name for name, column in of.columns.items()}
    found = []
    for row, line in zip(rows, lines, strict=True):
        judged = judge.judge(line)
        for column, doubt in row.doubts.items():
            if column in fields:
                judged.doubt(fields[column], DOUBTS[doubt])
        for name, text in line.values.items():
            if (why := line_breaks.why_not_print(text)) is not None:
                judged.wrong(name, why)
        found.append((row, judged))
    return found


def _row(of: Import, number: int, judged: Judged) -> ImportRow:
    return ImportRow(
        of=of,
        number=number,
        verdict=judged.verdict,
        writes=judged.is_taken_as_shown,
        title=judged.title[:TITLE_LETTERS],
        says=judged.says[:SAYS_LETTERS],
        faults=[asdict(fault) for fault in judged.faults],
        changes=[asdict(change) for change in judged.changes],
        plan=judged.plan if judged.is_taken_as_shown else {},
        record=judged.record,
        seen=judged.seen,
    )
