"""What carries what, and how a marking goes up from the carried to all that carries it.

The pairs are those of `locks.CARRIES`, which the database holds to as well. What carries a record is raised
before it, in one transaction, so that no statement leaves the one below the other.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Exists, F, Max, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from commitments import audit, locks
from commitments.errors import Refused
from commitments.marking.frozen import recheck
from commitments.models import Approval, AuditRow, Classified, Clause, Record, Statement, User
from commitments.vocabulary import ApprovalState, Matter

ALONE = _("A classification is not lowered by one person alone.")
TOO_LOW = _("It holds something that is marked higher; lower that first, or together with it.")
NOT_LOWER = _("It is not marked higher than that now. Look again.")


@dataclass(frozen=True, slots=True)
class Holds:
    """A kind of record carries another; `key` joins them, on the carrier where `holds_key`."""

    carrier: type[Classified]
    carried: type[Classified]
    key: str
    holds_key: bool

    def joins(self, row: Classified, values: Mapping[str, Any]) -> int | None:
        """Give what joins a carried row with its carriers, as it stands or as it is about to be written."""
        found: int | None = row.pk if self.holds_key else values.get(self.key, getattr(row, self.key))
        return found

    def carriers(self, joined: Iterable[int | None]) -> QuerySet[Any]:
        """List what carries the rows that are joined by these."""
        rows = self.carrier._base_manager.order_by("pk")
        keys = {key for key in joined if key is not None}
        return rows.filter(**{f"{self.key if self.holds_key else 'pk'}__in": keys}) if keys else rows.none()

    def levels(self, rows: Iterable[Classified]) -> list[int]:
        """Give for each of these carriers the highest marking of what it carries; 0 where that is nothing."""
        found = {}
        joined = [getattr(row, self.key) if self.holds_key else row.pk for row in rows]
        if keys := {key for key in joined if key is not None}:
            by = "pk" if self.holds_key else self.key
            held = self.carried._base_manager.order_by().filter(**{f"{by}__in": keys})
            found = dict(held.values_list(by).annotate(highest=Max("classification")))
        return [found.get(key, 0) for key in joined]

    def held(self, row: Classified) -> QuerySet[Any]:
        """List what this row carries."""
        rows = self.carried._base_manager.order_by("pk")
        if self.holds_key:
            return rows.filter(pk=getattr(row, self.key))
        return rows.filter(**{self.key: row.pk}) if row.pk else rows.none()

    def broken(self) -> QuerySet[Any]:
        """List the carriers that are marked lower than something they carry."""
        carriers, held = self.carrier._base_manager, self.carried._base_manager
        ours = {"pk": OuterRef(self.key)} if self.holds_key else {self.key: OuterRef("pk")}
        return carriers.filter(
            Exists(held.filter(**ours, classification__gt=OuterRef("classification")))
        ).order_by("pk")


def _pairs() -> Iterator[Holds]:
    by_table = {model._meta.db_table: model for model in apps.get_app_config("commitments").get_models()}
    for pair in locks.CARRIES:
        carrier, carried = by_table[pair.table], by_table[pair.carried]
        assert issubclass(carrier, Classified)
        assert issubclass(carried, Classified)
        yield Holds(carrier, carried, pair.key, pair.holds_key)


PAIRS = tuple(_pairs())


def carriers_of(model: type[Classified]) -> tuple[Holds, ...]:
    """Give the pairs in which records of this kind are carried."""
    return tuple(pair for pair in PAIRS if pair.carried is model)


def carried_by(model: type[Classified]) -> tuple[Holds, ...]:
    """Give the pairs in which records of this kind carry others."""
    return tuple(pair for pair in PAIRS if pair.carrier is model)


def floor(row: Classified) -> int:
    """Give the highest marking of what this record carries, whoever may read that; the words of a document's
    clauses are the document's own, and go down with it."""
    return floors([row])[0]


def floors(rows: Sequence[Classified]) -> list[int]:
    """Give the floor of each of some records of one kind: one query for each kind of what they carry."""
    pairs = [pair for pair in carried_by(type(rows[0])) if pair.carried is not Clause]
    return [
        max(levels) for levels in zip([0] * len(rows), *(pair.levels(rows) for pair in pairs), strict=True)
    ]


def held_above(row: Classified, level: int) -> list[Classified]:
    """List what this record holds itself, marked above a level; clauses go with their document."""
    pairs = [pair for pair in carried_by(type(row)) if pair.carried is not Clause]
    return [one for pair in pairs for one in pair.held(row).filter(classification__gt=level)]


def prepare(
    rows: Sequence[Classified],
    levels: Sequence[int],
    *,
    by: User | None,
    now: datetime.datetime,
    values: Mapping[str, Any] | None = None,
) -> None:
    """Raise all that carries records of one kind to the levels at which these are about to be written.

    A new record takes at least the level of what it carries from the start, its `floor`. `values` are the
    columns that are about to be written; only where they decide of it is anything asked.
    """
    for pair in carriers_of(type(rows[0])):
        if values is not None and not {"classification", pair.key} & set(values):
            continue
        joined = [pair.joins(row, values or {}) for row in rows]
        for carrier in pair.carriers(joined).filter(classification__lt=max(levels)):
            key = getattr(carrier, pair.key) if pair.holds_key else carrier.pk
            level = max(level for level, to in zip(levels, joined, strict=True) if to == key)
            if carrier.classification < level:
                _raise(carrier, level, by=by, now=now)
                for row in rows:
                    _tell(row, pair, carrier)


def raise_older(*, now: datetime.datetime) -> int:
    """Raise what a version from before this rule left marked lower than what it contains; return how many.

    A record whose history tells of another marking was altered past the tracker: it is left for verification.
    The caller holds the transaction.
    """
    count = 0
    for pair in PAIRS:
        for row in pair.broken():
            if _last_level(row) == row.classification:
                _raise(row, pair.levels([row])[0], by=None, now=now)
                count += 1
    return count


def _last_level(row: Classified) -> int | None:
    """Return the marking that the history tells of last."""
    told = AuditRow.objects.filter(subject_type=row._meta.label, subject_id=row.pk)
    told = told.filter(after__has_key="classification").order_by("-pk")
    return told.values_list("after__classification", flat=True).first()


def _tell(row: Classified, pair: Holds, carrier: Classified) -> None:
    """Bring the object up to date that the caller holds of what was raised."""
    name = pair.key.removesuffix("_id")
    if pair.holds_key or not row._meta.get_field(name).is_cached(row):  # type: ignore[union-attr]
        return
    known = getattr(row, name)
    if known.pk == carrier.pk:
        known.classification = carrier.classification
        known.version = carrier.version  # type: ignore[attr-defined]


def _raise(row: Classified, level: int, *, by: User | None, now: datetime.datetime) -> None:
    """Raise one record for what it carries: all that carries it first, then itself, then what is frozen."""
    assert isinstance(row, Record)
    manager = type(row)._base_manager
    standing = manager.select_for_update(no_key=True).filter(pk=row.pk)
    if standing.values_list("classification", flat=True).get() < level:
        prepare([row], [level], by=by, now=now)
        _write(row, level, "raised", by=by, now=now)
        raised(row, by=by, now=now)
    else:
        row.refresh_from_db()


def _write(
    row: Classified, level: int, action: str, *, by: User | None, now: datetime.datetime, reason: str = ""
) -> None:
    """Write the marking of a row that is held, with its row of history."""
    manager: Any = type(row)._base_manager
    before = manager.values_list("classification", flat=True).get(pk=row.pk)
    manager.filter(pk=row.pk).update(classification=level, version=F("version") + 1)
    row.refresh_from_db()
    was, now_is = {"classification": before}, {"classification": level}
    audit.record(action, row, by=by, now=now, before=was, after=now_is, reason=reason)


def raised(row: Classified, *, by: User | None, now: datetime.datetime) -> None:
    """Look again at all that was frozen or waits with what this record said, once it is marked higher.

    The words of other texts are marked as their document.
    """
    if isinstance(row, Statement):
        for clause in row.clauses(manager="objects").filter(classification__lt=row.classification):
            _raise(clause, row.classification, by=by, now=now)
    recheck(row, by=by, now=now)


def parts_above(row: Classified, level: int) -> list[Classified]:
    """List the parts of a record that are marked above a level, what is held before what holds it.

    What it only holds to, an item its outcome or a brief its meeting, is no part of it.
    """
    found: dict[tuple[type[Classified], int], Classified] = {}
    for pair in carried_by(type(row)):
        if pair.holds_key or pair.carried is Clause:
            continue
        for part in pair.held(row).filter(classification__gt=level):
            found |= {(type(one), one.pk): one for one in (*parts_above(part, level), part)}
    return list(found.values())


def lower(
    row: Classified,
    level: int,
    *,
    approval: Approval,
    with_parts: bool = False,
    by: User,
    now: datetime.datetime,
) -> None:
    """Lower a marking, as one person asked with a reason and another grants; Refused below what it holds.

    The caller has seen to it that the two may; that they are two is seen to here.
    """
    asked_by = approval.recorded_by_id
    is_granted = approval.matter == Matter.LOWER and approval.state == ApprovalState.GRANTED
    if not is_granted or asked_by in (None, by.pk) or approval.decided_by_id != by.pk:
        raise Refused(ALONE, "lowering")
    # Not without its key: what somebody files with it at this moment waits, and is then looked at.
    manager = type(row)._base_manager
    standing = manager.select_for_update().get(pk=row.pk)
    if standing.classification <= level:
        raise Refused(NOT_LOWER, "outdated")
    for one in (*(parts_above(standing, level) if with_parts else ()), standing):
        if floor(one) > level:
            raise Refused(TOO_LOW, "too_low")
        if isinstance(one, Statement):
            for clause in one.clauses(manager="objects").filter(classification__gt=level):
                _write(clause, level, "lowered", by=by, now=now, reason=approval.reason)
        _write(one, level, "lowered", by=by, now=now, reason=approval.reason)
    row.refresh_from_db()
