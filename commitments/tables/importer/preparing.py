"""An import up to the decision: the file is inspected, its columns guessed, its rows checked one by one.

Also the number of reminders that would follow, with the first date, and the lease by which one worker at a
time holds an import.
"""

import datetime
import itertools
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments.calendars.workdays import ONE_DAY
from commitments.deadlines.context import DeadlineRecords
from commitments.documents.results import Doubt
from commitments.enums import CommitmentState, ImportState, ImportSubject, OwedBy, ReminderKind, RowStatus
from commitments.errors import Refused
from commitments.language.phrases.specification import Kind
from commitments.models import Import, ImportRow, Meeting, spoken_as
from commitments.reminders import schedule
from commitments.reminders.calendars import Calendars
from commitments.reminders.desk_schedules import ReminderSchedules
from commitments.tables.cells import Clock
from commitments.tables.columns import build_signature, guess_columns
from commitments.tables.importer import reading
from commitments.tables.importer.commitments import CommitmentJudge
from commitments.tables.importer.names import read_names, read_places
from commitments.tables.importer.parties import HolidayJudge, MinistryJudge, OfficialJudge
from commitments.tables.importer.reading import ImportTable, TablePreview
from commitments.tables.importer.results import CheckedRow, ImportLine, lines_of
from commitments.tables.importer.updates import UpdateJudge
from commitments.text import why_not_print

# Up to its day; what is told of something late goes on until it is done.
COUNTED = frozenset({ReminderKind.AHEAD, ReminderKind.DUE, ReminderKind.REVIEW})
# Rungs of what is past already are looked for among these days.
NEXT_DAYS = 8
# No rung lies further ahead: what is due later is counted when it is nearer.
FURTHEST_DAYS = 40 * 366


@dataclass(slots=True)
class Forecast:
    """Counts the reminder steps of many rows; rows with the same days are calculated once.

    Our owners are reminded of what we owe, and the desk of what the partner owes; a draft has no reminders.
    """

    meeting: Meeting
    now: datetime.datetime
    calendars: Calendars = field(default_factory=Calendars)
    ladders: ReminderSchedules = field(default_factory=ReminderSchedules)
    kept: dict[tuple[object, ...], tuple[int, datetime.date | None]] = field(default_factory=dict)
    count: int = 0
    first: datetime.date | None = None

    def add(self, row: Mapping[str, object]) -> None:
        """Count the reminders of one planned row; a row that binds no one has none."""
        item, due = row.get("item"), row.get("due")
        if not isinstance(item, dict) or not isinstance(due, Sequence):
            return
        key = (*due, item["owed_by"], item["nature"])
        if key not in self.kept:
            self.kept[key] = self._count(due, str(item["owed_by"]), str(item["nature"]))
        count, first = self.kept[key]
        self.count += count
        if first is not None and (self.first is None or first < self.first):
            self.first = first

    def _count(self, due: Sequence[object], owed_by: str, nature: str) -> tuple[int, datetime.date | None]:
        days = [datetime.date.fromisoformat(str(day)) if day else None for day in due[:3]]
        due_on, last_working_day, review_on = days
        kind: Kind = str(due[3])  # type: ignore[assignment]
        subject = schedule.ScheduleSubject(
            commitment=0,
            deadline=0,
            recorded_at=self.now,
            state=CommitmentState.ACCEPTED,
            nature=nature,
            owed_by=owed_by,
            last_working_day=last_working_day,
            due_on=due_on,
            review_on=None if due_on else review_on,
            kind=kind,
        )
        today = self.now.astimezone(datetime.UTC).date()
        last = max([day for day in (due_on, last_working_day, review_on) if day] + [today])
        last = min(last, today + FURTHEST_DAYS * ONE_DAY) + NEXT_DAYS * ONE_DAY
        home = self.calendars[settings.HOME_COUNTRY]
        owing = self.calendars[self.meeting.country.iso] if owed_by == OwedBy.THEIRS else home
        rules = self.ladders.find_rules(self.meeting.country_id, str(kind))
        rungs = schedule.list_steps(subject, rules, owing, home, today + ONE_DAY, last)
        is_late = due_on is not None and due_on < today
        told = [
            rung
            for rung in rungs
            if rung.key.rule in COUNTED or is_late and rung.key.rule == ReminderKind.OVERDUE
        ]
        told = told[:1] if is_late else told
        audiences = sum(len(schedule.list_audiences(subject, rung.key.rule)) for rung in told)
        return audiences, told[0].day if told else None


class Judge(Protocol):
    """Checks rows; `prepare` loads what some rows need, and is called before them."""

    def prepare(self, lines: Sequence[ImportLine]) -> None:
        """Read what these rows name."""

    def judge(self, line: ImportLine) -> CheckedRow:
        """Return the result of checking a row, and what importing it would write."""


def judge_of(of: Import, today: datetime.date) -> Judge:
    """Make the judge of an import for the person who brings it in."""
    person = of.by
    match ImportSubject(of.subject):
        case ImportSubject.COMMITMENTS:
            if of.meeting is None:
                raise Refused(
                    gettext("Select the meeting at which the commitments were agreed."), "no_meeting"
                )
            clock = Clock(of.meeting, today, DeadlineRecords())
            names = read_names(person, today, of.name_choices)
            return CommitmentJudge(clock, person, names, of.status_choices)
        case ImportSubject.UPDATES:
            return UpdateJudge(person, of.meeting, today)
        case ImportSubject.MINISTRIES:
            return MinistryJudge(read_places(), person)
        case ImportSubject.OFFICIALS:
            return OfficialJudge(read_places(), person, read_names(person, today, of.name_choices))
        case ImportSubject.HOLIDAYS:
            return HolidayJudge(read_places(), person)


# Longer than any chunk takes; a dead worker's import is taken up when it is over.
LEASE_SECONDS = 120
_LEASE = datetime.timedelta(seconds=LEASE_SECONDS)


class Lost(Exception):  # noqa: N818 - not wrong: somebody else has it, or it was stopped
    """Raised where another worker holds the import, or its state has changed, so that this worker stops."""


@dataclass(slots=True)
class Lease:
    """An import held in one state: `now` is when the lease began, and the time since is measured."""

    key: int
    state: str
    now: datetime.datetime
    until: datetime.datetime
    begun: float = field(default_factory=time.monotonic)

    def moment(self) -> datetime.datetime:
        """Return the current time, counted from the beginning of the lease."""
        return self.now + datetime.timedelta(seconds=time.monotonic() - self.begun)

    def keep(self, **values: Any) -> None:
        """Write some columns while it is still in hand, for one more lease; raises `Lost`."""
        until = self.moment() + _LEASE
        if not self._mine().update(lease_until=until, **values):
            raise Lost
        self.until = until

    def give_up(self, **values: Any) -> None:
        """Write some columns, and let it go."""
        if not self._mine().update(lease_until=None, **values):
            raise Lost

    def _mine(self) -> Any:
        return Import.objects.filter(pk=self.key, state=self.state, lease_until=self.until)


def take_lease(key: int, state: str, now: datetime.datetime) -> Lease | None:
    """Lease an import in this state; None where another worker holds it."""
    until = now + _LEASE
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    if not Import.objects.filter(free, pk=key, state=state).update(lease_until=until):
        return None
    return Lease(key, state, now, until)


CHUNK_ROWS = 500
MOST_ASKED = 60
# The field under which names of offices are listed that are not recorded, in rows that are valid.
NOTED = "noted"
# What names ministries.
WITH_NAMES = (ImportSubject.COMMITMENTS, ImportSubject.OFFICIALS)
# Without these a row says the same.
UNNEEDED = frozenset({"number", "place_in_text"})
TITLE_LETTERS, SAYS_LETTERS, WHY_LETTERS = 200, 400, 300
WARNINGS: dict[Doubt, Promise] = {
    Doubt.ERROR: _(
        "The cell contains a spreadsheet error. Correct the cell in the file, then import the file again."
    ),
    Doubt.UNCOMPUTED: _(
        "The cell contains a formula without a result. Open the file in the program that created it, "
        "save it, then import it again."
    ),
    Doubt.QUOTE: _(
        "A closing quotation mark is missing. The cell may contain the rest of the file. "
        "Correct the file, then import it again."
    ),
}


def inspect_import(key: int, *, now: datetime.datetime) -> None:
    """Look through the file of an import and guess its columns; one that cannot be read stops it."""
    lease = take_lease(key, ImportState.OPENING, now)
    if lease is None:
        return
    of = Import.objects.select_related("by", "meeting__country").get(pk=key)
    with spoken_as(of.by):
        try:
            found = reading.inspect_file(of.file_name, reading.open_store().get(of.sha256), of.subject)
        except Refused as refused:
            lease.give_up(
                state=ImportState.STOPPED, reason=str(refused)[:WHY_LETTERS], ended_at=lease.moment()
            )
            return
        guesses = _guesses(found, of)
        best = max(found, key=lambda one: (len(guesses[one.number]), one.rows))
        tables = [one.plain() | {"guess": guesses[one.number]} for one in found]
        chosen = map_table(of, next(one for one in tables if one["number"] == best.number))
        lease.give_up(state=ImportState.COLUMNS, tables=tables, **chosen)


def _guesses(found: Sequence[TablePreview], of: Import) -> dict[int, dict[str, int]]:
    known = read_names(of.by, timezone.localdate(of.at)).is_known if of.subject in WITH_NAMES else _unknown
    partner = of.meeting.country.iso if of.meeting else ""
    return {
        one.number: guess_columns(
            of.subject,
            one.shape,
            one.samples,
            is_ministry=known,
            has_sections=bool(one.sections),
            partner=partner,
        )
        for one in found
    }


def _unknown(_name: str) -> bool:
    return False


def map_table(of: Import, table: Mapping[str, Any]) -> dict[str, Any]:
    """Choose a table: its columns as they were mapped last for the same sender and heads, else as guessed."""
    values = {
        "table": table["number"],
        "heading_row": table["heading_row"],
        "headings": table["heads"],
        "columns": table["guess"],
        "total": table["rows"],
    }
    return values | (find_last_mapping(of, values["headings"]) or {})


def find_last_mapping(of: Import, heads: Sequence[str]) -> dict[str, Any] | None:
    """Return how the person mapped the same headings of the same sender last time; None where never."""
    if not of.sender:
        return None
    mapped = Import.objects.filter(by=of.by, subject=of.subject, sender__iexact=of.sender).exclude(pk=of.pk)
    mapped = mapped.exclude(read_at=None).order_by("-pk")
    for row in mapped.only("headings", "columns", "fixed", "name_choices", "status_choices")[:10]:
        if build_signature(row.headings) == build_signature(heads):
            names = ("columns", "fixed", "name_choices", "status_choices")
            return {name: getattr(row, name) for name in names}
    return None


def check_rows(key: int, *, now: datetime.datetime) -> None:
    """Check all rows of an import against the current record; repeated where a worker died meanwhile."""
    lease = take_lease(key, ImportState.CHECKING, now)
    if lease is None:
        return
    of = Import.objects.select_related("by", "meeting__country").get(pk=key)
    ImportRow.objects.filter(spreadsheet=of).delete()
    with spoken_as(of.by):
        try:
            _judge_all(of, judge_of(of, timezone.localdate(now)), lease)
        except Lost:
            return
        except Refused as refused:
            lease.give_up(
                state=ImportState.STOPPED, reason=str(refused)[:WHY_LETTERS], ended_at=lease.moment()
            )


def _judge_all(of: Import, judge: Judge, lease: Lease) -> None:
    counts: Counter[str] = Counter()
    asked: Counter[tuple[str, str]] = Counter()
    forecasts: dict[str, Forecast] = {}
    if of.meeting and of.subject == ImportSubject.COMMITMENTS:
        forecasts = {one: Forecast(of.meeting, lease.now) for one in (RowStatus.NEW, RowStatus.WARNING)}
    content = reading.open_store().get(of.sha256)
    skipped: reading.Skipped = {}
    columns = of.columns if of.subject == ImportSubject.COMMITMENTS else None
    rows = reading.rows_of(of.file_name, content, of.table, of.heading_row, columns=columns, skipped=skipped)
    done = 0
    while chunk := list(itertools.islice(rows, CHUNK_ROWS)):
        judged = judge_rows(of, judge, chunk)
        for one, found in judged:
            if found.left_out:
                skipped.setdefault(found.left_out, []).append(one.number)
        judged = [(one, found) for one, found in judged if not found.left_out]
        made = [_row(of, one.number, found) for one, found in judged]
        for row, (_one, found) in zip(made, judged, strict=True):
            counts[row.status] += 1
            asked.update(
                {(NOTED if one.is_note else one.field, one.name) for one in found.faults if one.name}
            )
            if row.status in forecasts:
                forecasts[row.status].add(found.plan)
        done += len(judged)
        with transaction.atomic():
            lease.keep(done=done)
            ImportRow.objects.bulk_create(made)
    lease.give_up(
        state=ImportState.CHECKED,
        counts=dict(counts),
        unknown_names=[[name, field, count] for (field, name), count in asked.most_common(MOST_ASKED)],
        following=_following(forecasts),
        tables=_with_skipped(of, skipped),
        done=done,
        total=done,
        # What others recorded while the rows were judged may not have been seen.
        read_at=lease.now,
    )


def _with_skipped(of: Import, skipped: reading.Skipped) -> list[dict[str, Any]]:
    """Return the tables of the file, the chosen one with the count and numbers of its skipped rows."""
    found = {why: [len(rows), rows[: reading.MOST_LISTED]] for why, rows in skipped.items()}
    return [table | ({"skipped": found} if table["number"] == of.table else {}) for table in of.tables]


def _following(forecasts: Mapping[str, Forecast]) -> dict[str, Any]:
    """Return how many reminders follow the valid rows and when the first, and how many more those with
    warnings.
    """
    if not any(one.count for one in forecasts.values()):
        return {}
    good = forecasts[RowStatus.NEW]
    first = good.first.isoformat() if good.first else ""
    return {"count": good.count, "first": first, "warnings": forecasts[RowStatus.WARNING].count}


def judge_rows(of: Import, judge: Judge, rows: Sequence[ImportTable]) -> list[tuple[ImportTable, CheckedRow]]:
    """Judge some rows of an import, and doubt what its cells are doubted for."""
    lines = lines_of([(row.number, row.cells, row.headings) for row in rows], of.columns, of.fixed)
    judge.prepare(lines)
    fields = {column: name for name, column in of.columns.items()}
    found = []
    for row, line in zip(rows, lines, strict=True):
        judged = judge.judge(line)
        for column, doubt in row.doubts.items():
            if fields.get(column) in UNNEEDED:
                judged.note(fields[column], WARNINGS[doubt])
            elif column in fields:
                judged.doubt(fields[column], WARNINGS[doubt])
        for name, text in line.values.items():
            if (why := why_not_print(text)) is not None:
                judged.wrong(name, why)
        found.append((row, judged))
    return found


def _row(of: Import, number: int, judged: CheckedRow) -> ImportRow:
    return ImportRow(
        spreadsheet=of,
        number=number,
        status=judged.status,
        writes=judged.is_taken_as_shown,
        title=judged.title[:TITLE_LETTERS],
        summary=judged.says[:SAYS_LETTERS],
        problems=[asdict(fault) for fault in judged.faults],
        changes=[asdict(change) for change in judged.changes],
        plan=judged.plan if judged.is_taken_as_shown else {},
        record=judged.record,
        seen_version=judged.seen,
    )
