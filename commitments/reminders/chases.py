"""Questions to the partner that open, and close, by themselves: with each sweep, for all items at once."""

import datetime
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commitments import audit
from commitments.models import AuditRow, Chase, Commitment, Reminder, Responsibility
from commitments.reminders import scan
from commitments.vocabulary import (
    OPEN_STATES,
    ChaseState,
    CommitmentState,
    LeadRole,
    OwedBy,
    Rule,
    Side,
)

# The rungs that the desk is told because the partner has something to do: not those that only lie ahead.
CHASED = frozenset({Rule.DUE, Rule.OVERDUE, Rule.REVIEW, Rule.SILENT, Rule.UNDATED})
UNDER_WAY = (ChaseState.OPEN, ChaseState.ASKED)
CLOSED, REPORTED, MOVED = (
    _("The item is closed."),
    _("It was reported complete."),
    _("The deadline has moved."),
)


def open_due(due: Sequence[Reminder], now: datetime.datetime) -> int:
    """Open a question for each item that the partner owes and the desk is told of now; give their number.

    First those that are idle are dropped. A rung opens a question once, and an item has one at a time. Sweeps
    at once, and whoever asks by hand, come one after the other: each holds the item meanwhile.
    """
    drop_idle(now)
    told = {row.commitment_id: row for row in due if row.rule in CHASED}
    opened = 0
    for chunk in scan.in_chunks(sorted(told)):
        with transaction.atomic():
            wanted = _unasked(chunk)
            list(Commitment.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk"))
            # Looked at again, now that nobody else can open one.
            wanted = _unasked(wanted) if wanted else []
            items = scan.items(wanted)
            rows = [
                _question(told[key], now)
                for key, item in sorted(items.items())
                if Side.THEIRS in item.subject.sides
                and item.subject.state not in {CommitmentState.DECLINED, CommitmentState.REPORTED}
                and told[key].deadline_id == item.subject.deadline
            ]
            known = _known_rungs(items)
            rows = [row for row in rows if _rung(row) not in known]
            Chase.objects.bulk_create(rows)
            _record("created", [(row, {}, audit.state_of(row), "") for row in rows], now)
            opened += len(rows)
    return opened


def drop_idle(now: datetime.datetime) -> int:
    """Drop the questions of items closed or reported, and of deadlines that moved; give their number."""
    reported = Responsibility.objects.filter(
        commitment=OuterRef("commitment"), side=Side.THEIRS, role=LeadRole.LEAD, reported_on__isnull=False
    )
    under_way = Chase.objects.filter(state__in=UNDER_WAY)
    closed = ~Q(commitment__state__in=OPEN_STATES)
    done = Q(commitment__state=CommitmentState.REPORTED) | Q(
        Exists(reported), commitment__owed_by=OwedBy.JOINT
    )
    moved = ~Q(commitment__deadline=F("deadline"))
    dropped = 0
    for condition, reason in ((closed, CLOSED), (done, REPORTED), (moved, MOVED)):
        keys = list(under_way.filter(condition).order_by("pk").values_list("pk", flat=True))
        for chunk in scan.in_chunks(keys):
            dropped += _drop(chunk, reason, now)
    return dropped


def _drop(keys: Sequence[int], reason: Promise, now: datetime.datetime) -> int:
    with transaction.atomic():
        rows = list(Chase.objects.select_for_update(no_key=True).filter(pk__in=keys, state__in=UNDER_WAY))
        kept = [row.pk for row in rows]
        Chase.objects.filter(pk__in=kept).update(state=ChaseState.DROPPED, version=F("version") + 1)
        after = {"state": ChaseState.DROPPED.value}
        said = [(row, {"state": row.state}, after, str(reason)) for row in rows]
        _record("question dropped", said, now)
        return len(rows)


def _unasked(keys: Sequence[int]) -> list[int]:
    """Keep the items about which the partner is not being asked already."""
    asked = Chase.objects.filter(commitment__in=keys, state__in=UNDER_WAY)
    return sorted(set(keys) - set(asked.values_list("commitment", flat=True)))


def _rung(row: Chase) -> tuple[int, str, int, datetime.date]:
    return row.deadline_id, row.rule, row.offset, row.anchor_on


def _known_rungs(keys: Iterable[int]) -> set[tuple[int, str, int, datetime.date]]:
    """List the rungs that have opened a question before: one that was dropped is not opened again for it."""
    return {_rung(row) for row in Chase.objects.filter(commitment__in=list(keys))}


def _question(row: Reminder, now: datetime.datetime) -> Chase:
    return Chase(
        commitment_id=row.commitment_id,
        deadline_id=row.deadline_id,
        rule=row.rule,
        offset=row.offset,
        anchor_on=row.anchor_on,
        recorded_at=now,
    )


def _record(
    action: str,
    changes: Sequence[tuple[Chase, Mapping[str, object], Mapping[str, object], str]],
    now: datetime.datetime,
) -> None:
    """Write one row of history for each change, on the page of its item."""
    AuditRow.objects.bulk_create(
        [
            AuditRow(
                at=now,
                action=action,
                subject_type=Chase._meta.label,
                subject_id=row.pk,
                page_type=Commitment._meta.label,
                page_id=row.commitment_id,
                before=dict(before),
                after=dict(after),
                reason=reason,
            )
            for row, before, after, reason in changes
        ]
    )
