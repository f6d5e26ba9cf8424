"""An import carried out and taken back: some rows at a time, each whole or not at all, by any worker."""

import datetime
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import ProtectedError, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commitments import access, at_once
from commitments.errors import Refused, is_deadlock
from commitments.imports import leases, meanwhile, reports_written, writers
from commitments.imports.leases import Lease
from commitments.models import Import, ImportRow, Outcome, User, spoken_as
from commitments.vocabulary import (
    BAD_ROWS,
    GOOD_ROWS,
    DeedState,
    ImportState,
    ImportSubject,
    ImportWay,
    RowVerdict,
)

# Rows of one transaction, and the seconds after which a worker lets another have it.
TOGETHER, TURN_SECONDS = 500, 60
WHY_LETTERS = 300


TURNS = (
    (ImportState.WORKING, DeedState.WAITING),
    (ImportState.TAKING_BACK, DeedState.TAKING_BACK),
)


class Whole(Exception):  # noqa: N818 - the end of an import of which all rows are taken or none
    """A row was refused of an import that is taken whole."""

    def __init__(self, row: int, why: str) -> None:
        super().__init__(row, why)
        self.row, self.why = row, why


@transaction.atomic
def begin(of: Import, way: ImportWay, *, by: User, now: datetime.datetime) -> int:
    """Say which rows are taken; give their number. Nothing is written yet.

    Raises `Refused` where there are none, where all are to be taken and one is doubtful or wrong, and where
    something was recorded at the meeting since the rows were judged: they are judged again then.
    """
    access.require(of.by_id == by.pk)
    standing = Import.objects.select_for_update().get(pk=of.pk)
    if standing.state != ImportState.READ:
        raise Refused(_("This was decided already. Look at what came of it."), "decided")
    rows = ImportRow.objects.filter(of=of)
    if way == ImportWay.WHOLE and rows.filter(verdict__in=BAD_ROWS).exists():
        raise Refused(
            _("Some rows are doubtful or wrong: mend them, or take the good ones alone."), "not_whole"
        )
    verdicts = (*GOOD_ROWS, RowVerdict.DOUBTFUL) if way == ImportWay.SHOWN else GOOD_ROWS
    count = rows.filter(verdict__in=verdicts, writes=True).update(state=DeedState.WAITING)
    if not count:
        raise Refused(_("No row can be taken. Mend them in the file, and bring it again."), "nothing")
    Import.objects.filter(pk=of.pk).update(state=ImportState.WORKING, way=way, done=0, total=count)
    return count


def is_stale(of: Import) -> bool:
    """Say whether points that the person may read were recorded at the meeting since the rows were judged."""
    if of.meeting_id is None or of.read_at is None or of.subject != ImportSubject.COMMITMENTS:
        return False
    since = Outcome.objects.filter(meeting=of.meeting_id, recorded_at__gt=of.read_at)
    return access.visible_to(since, of.by).exists()


@transaction.atomic
def take_back(of: Import, *, by: User, now: datetime.datetime) -> int:
    """Mark what was taken to be taken back, as far as nothing has come of it; give the number of rows."""
    access.require(of.by_id == by.pk)
    ended = Import.objects.filter(pk=of.pk, state=ImportState.DONE)
    rows = ImportRow.objects.filter(of=of, state=DeedState.DONE)
    if not ended.update(state=ImportState.TAKING_BACK, done=0, total=rows.count(), lease_until=None):
        raise Refused(_("Only what was taken is taken back."), "wrong_state")
    return rows.update(state=DeedState.TAKING_BACK)


def carry_out(key: int, *, now: datetime.datetime, most: int | None = None) -> bool:
    """Take, or take back, the rows that wait; say whether some wait still.

    `most` is how many rows at most, where somebody waits for it. A worker that has had its turn gives way.
    """
    for state, waiting in TURNS:
        lease = leases.take(key, state, now)
        if lease is None:
            continue
        of = Import.objects.select_related("by", "meeting__country").get(pk=key)
        with spoken_as(of.by):
            try:
                return Round(of, lease, waiting).run(most)
            except leases.Lost:
                return False
    return False


@dataclass(slots=True)
class Round:
    """One worker's turn at one import."""

    of: Import
    lease: Lease
    waiting: DeedState

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
            if not rows or (most is not None and dealt >= most) or self.lease.moment() > end:
                break
            self.lease.keep(done=done + dealt)
        if self._waiting().exists():
            self.lease.give_up(done=done + dealt)
            return True
        self._end()
        return False

    def _chunk(self, most: int | None, dealt: int) -> list[ImportRow]:
        """Deal with the rows of one transaction; once more where it and another waited for each other.

        Nothing of the first try is on record; after a second the import is taken up as a dead worker's is.
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
            meanwhile.hold(self.of, rows)
        for some in self._parted(self._fresh(rows)):
            self._deal(some)
        at_once.update(rows, ("state", "made", "before", "why"))
        return rows

    def _waiting(self) -> QuerySet[ImportRow]:
        return ImportRow.objects.filter(of=self.of, state=self.waiting)

    def _next(self, most: int | None, dealt: int) -> list[ImportRow]:
        """Give the rows of the next transaction; another worker at the same rows waits for its end."""
        is_taking = self.waiting == DeedState.WAITING
        is_whole = self.of.way == ImportWay.WHOLE and self.of.total <= TOGETHER
        size = TOGETHER if most is None or is_whole else min(TOGETHER, most - dealt)
        found = self._waiting().select_for_update().order_by("number" if is_taking else "-number")
        return list(found[: max(size, 1)])

    def _fresh(self, rows: list[ImportRow]) -> list[ImportRow]:
        """Leave out, with their reason, the rows whose record somebody else made since they were judged."""
        if self.waiting != DeedState.WAITING:
            return rows
        others = meanwhile.recorded(self.of, rows, self.of.by)
        for row in rows:
            if row.pk in others:
                self._refuse(row, str(meanwhile.RECORDED))
        return [row for row in rows if row.pk not in others]

    def _refuse(self, row: ImportRow, why: str) -> None:
        """Note that a row is not taken, or stands; raises `Whole` where all rows are taken or none."""
        is_taking = self.waiting == DeedState.WAITING
        row.state, row.why = DeedState.NOT_DONE if is_taking else DeedState.STANDS, why
        if is_taking and self.of.way == ImportWay.WHOLE:
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
                turn = turns[reports_written.item_of(row)]
                turns[reports_written.item_of(row)] += 1
            if turn == len(new):
                new.append([])
            new[turn].append(row)
        return new + alone

    def _deal(self, rows: list[ImportRow]) -> None:
        """Deal with rows together; where something is refused, with each half, down to the row it is.

        That is written with its reason, and nothing else of it.
        """
        by, now = self.of.by, self.lease.moment()
        is_taking = self.waiting == DeedState.WAITING
        try:
            with transaction.atomic():
                if is_taking:
                    for row, made in zip(rows, writers.do(self.of, rows, by=by, now=now), strict=True):
                        row.made, row.before = made.key, made.before
                else:
                    writers.undo(self.of, rows, by=by, now=now, reason=self._reason())
        except (Refused, IntegrityError, ProtectedError) as error:
            if len(rows) > 1:
                middle = len(rows) // 2
                self._deal(rows[:middle])
                self._deal(rows[middle:])
                return
            self._refuse(rows[0], _why(error, is_taking=is_taking))
        else:
            for row in rows:
                row.state = DeedState.DONE if is_taking else DeedState.TAKEN_BACK

    def _reason(self) -> str:
        day = date_format(timezone.localtime(self.of.at), "DATE_FORMAT")
        return _("Taken back: the import of %(day)s.") % {"day": day}

    def _stop(self, refused: Whole) -> bool:
        """Take back what was taken of a whole import before a row was refused; say whether anything was."""
        why = _("Row %(row)d: %(why)s Nothing was taken.") % {"row": refused.row, "why": refused.why}
        rows = ImportRow.objects.filter(of=self.of)
        rows.filter(state=DeedState.WAITING).update(state=DeedState.NOT_DONE)
        rows.filter(number=refused.row).update(why=refused.why[:WHY_LETTERS])
        taken = rows.filter(state=DeedState.DONE).update(state=DeedState.TAKING_BACK)
        values: dict[str, Any] = {"state": ImportState.TAKING_BACK, "done": 0, "total": taken}
        if not taken:
            values |= {"state": ImportState.STOPPED, "ended_at": self.lease.moment()}
        self.lease.give_up(why=why[:WHY_LETTERS], **values)
        return bool(taken)

    def _end(self) -> None:
        ended = ImportState.DONE if self.waiting == DeedState.WAITING else ImportState.TAKEN_BACK
        self.lease.give_up(state=ended, done=self.of.total, ended_at=self.lease.moment())


def _why(error: Exception, *, is_taking: bool) -> str:
    if isinstance(error, Refused):
        return str(error)[:WHY_LETTERS]
    if isinstance(error, ProtectedError) or not is_taking:
        return _("Other records lean on it: what was recorded stands.")
    return _("A record saved a moment ago uses one of these values. Judge the rows again.")
