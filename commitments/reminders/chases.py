"""Questions to the partner that open, and close, by themselves: with each sweep, for all items at once."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commitments import audit
from commitments.models import AuditRow, Chase, Commitment, Reminder, Responsibility
from commitments.reminders.apart import apart
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
# Where the partner is asked at all: what was declined is first proposed anew, what is reported is confirmed.
ASKED_IN = tuple(
    state for state in OPEN_STATES if state not in {CommitmentState.DECLINED, CommitmentState.REPORTED}
)
AT_ONCE = 500
UNDER_WAY = (ChaseState.OPEN, ChaseState.ASKED)
CLOSED, REPORTED, MOVED = (
    _("The item is closed."),
    _("It was reported complete."),
    _("The deadline has moved."),
)


def open_due(due: Sequence[Reminder], now: datetime.datetime) -> list[int]:
    """Open a question for each item that the partner owes and the desk is told of now; give those that fail.

    A rung opens a question once, and an item has one at a time. Sweeps
    at once, and whoever asks by hand, come one after the other: each holds the item meanwhile.
    """
    told = {row.commitment_id: row for row in due if row.rule in CHASED}
    failed: list[int] = []
    for part in _in_parts(sorted(told)):
        failed += apart("no question opened", part, partial(_open, told=told, now=now))[1]
    return failed


def _open(keys: Sequence[int], told: Mapping[int, Reminder], now: datetime.datetime) -> int:
    with transaction.atomic():
        wanted = _unasked(keys)
        list(Commitment.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk"))
        # Looked at again, now that nobody else can open one.
        wanted = _owing(_unasked(wanted), told)
        rows = [_question(told[key], now) for key in wanted]
        known = {_rung(row) for row in Chase.objects.filter(commitment__in=wanted)}
        # A rung that has opened a question before, which was dropped, does not open it again.
        rows = [row for row in rows if _rung(row) not in known]
        Chase.objects.bulk_create(rows)
        _record("created", [(row, {}, audit.state_of(row), "") for row in rows], now)
        return len(rows)


def _in_parts(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    """Cut a long list of keys, so that memory and the length of a query stay bounded."""
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]


def drop_idle(now: datetime.datetime) -> int:
    """Drop the questions of items closed or reported, and of deadlines that moved; give their number."""
    under_way = Chase.objects.filter(state__in=UNDER_WAY)
    closed = ~Q(commitment__state__in=OPEN_STATES)
    done = Q(commitment__state=CommitmentState.REPORTED) | Q(
        Exists(_reported(OuterRef("commitment"))), commitment__owed_by=OwedBy.JOINT
    )
    moved = ~Q(commitment__deadline=F("deadline"))
    dropped = 0
    for condition, reason in ((closed, CLOSED), (done, REPORTED), (moved, MOVED)):
        keys = list(under_way.filter(condition).order_by("pk").values_list("pk", flat=True))
        for part in _in_parts(keys):
            dropped += sum(apart("question not dropped", part, partial(_drop, reason=reason, now=now))[0])
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


def _owing(keys: Sequence[int], told: Mapping[int, Reminder]) -> list[int]:
    """Keep the items that the partner still owes, under the deadline of which the desk is told."""
    asked = Commitment.objects.filter(pk__in=keys, state__in=ASKED_IN).exclude(owed_by=OwedBy.OURS)
    rows = asked.exclude(Exists(_reported(OuterRef("pk")))).order_by("pk").values_list("pk", "deadline")
    return [key for key, deadline in rows if told[key].deadline_id == deadline]


def _reported(commitment: OuterRef) -> QuerySet[Responsibility]:
    """Give the partner's lead of an item where it has reported complete."""
    leads = Responsibility.objects.filter(commitment=commitment, side=Side.THEIRS, role=LeadRole.LEAD)
    return leads.filter(reported_on__isnull=False)


def _rung(row: Chase) -> tuple[int, str, int, datetime.date]:
    return row.deadline_id, row.rule, row.offset, row.anchor_on


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
    audit.write(
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
    )
