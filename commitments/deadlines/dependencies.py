"""Resolve again, all together, what depends on a meeting or on another commitment."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from commitments.deadlines.changes import VersionReason, append_all, build_version, says_the_same
from commitments.deadlines.context import DeadlineRecords, hooks_of, load_context, same_occurrence, spec_of
from commitments.deadlines.explanation import Remark, build_remark
from commitments.deadlines.resolution import Resolution, resolve
from commitments.enums import CALLED_OFF_STATES, MOVABLE_STATES, MoveReason
from commitments.models import Commitment, Deadline, Meeting, User

IDS_AT_ONCE = 2000
# What is read with every dependent, so that their number adds no queries.
READ_WITH = (
    "country",
    "outcome__meeting",
    "deadline__event__mechanism",
    "deadline__mechanism",
    "deadline__follows",
    "origin__deadline",
)
Reasons = Callable[[Commitment, Deadline, Resolution], VersionReason]


def resolve_again(
    keys: Iterable[int],
    why: Reasons,
    *,
    by: User | None,
    now: datetime.datetime,
    start_date: datetime.date | None = None,
) -> int:
    """Resolve the current deadlines of these commitments again; write a version where a date changed.

    The rows are locked before they are read, so that changes by others are included, and concurrent ones are
    refused. Returns how many changed.
    """
    records, today, count = DeadlineRecords(), timezone.localdate(now), 0
    for rows in lock_movable(keys):
        written = []
        for row in rows:
            standing = row.deadline
            if standing is None:
                continue
            found = resolve_current(
                row,
                standing,
                today=today,
                start_date=start_date,
                records=records,
                meeting=row.outcome.meeting,
            )
            if not says_the_same(standing, found):
                number = standing.number + 1
                written.append(
                    build_version(row, found, why(row, standing, found), number=number, by=by, now=now)
                )
        append_all(written, by=by, now=now)
        count += len(written)
    return count


def lock_movable(keys: Iterable[int]) -> Iterator[list[Commitment]]:
    """Lock commitments that still may move, some at a time and always in one order, and read them."""
    wanted = sorted(set(keys))
    for start in range(0, len(wanted), IDS_AT_ONCE):
        some = wanted[start : start + IDS_AT_ONCE]
        rows = Commitment.objects.filter(pk__in=some).order_by("pk")
        # Read by a statement of its own: one that waited for a lock would join to what stood before.
        held = list(rows.select_for_update(no_key=True).values_list("pk", flat=True))
        yield list(
            Commitment.objects.filter(pk__in=held, state__in=MOVABLE_STATES)
            .select_related(*READ_WITH)
            .order_by("pk")
        )


def resolve_current(
    commitment: Commitment,
    standing: Deadline,
    *,
    today: datetime.date,
    start_date: datetime.date | None = None,
    records: DeadlineRecords | None = None,
    meeting: Meeting | None = None,
) -> Resolution:
    """Resolve a current deadline with what is known now; an upcoming review date stays."""
    is_ahead = commitment.review_on is not None and commitment.review_on >= today
    spec = spec_of(standing)
    context = load_context(
        commitment,
        spec,
        hooks_of(standing),
        today=today,
        review_on=commitment.review_on if is_ahead else None,
        previous_on=same_occurrence(commitment, standing),
        start_date=start_date,
        records=records,
        meeting=meeting,
    )
    return resolve(spec, context)


@transaction.atomic
def follow_meeting(
    meeting: Meeting, *, was_on: datetime.date | None, by: User | None, now: datetime.datetime
) -> int:
    """Update everything that depends on a meeting; return how many deadlines changed.

    Called when its day, mechanism, session number or state has changed, and when it was planned: `was_on` is
    its previous day. Deadlines that depend on it, count from it, or wait for a session of its mechanism are
    resolved again; each changed one gets a version with the cause, in the caller's transaction.
    """
    rows = Commitment.objects.filter(state__in=MOVABLE_STATES).order_by().values_list("pk", flat=True)
    # Three questions, each on an index of its own, in place of one that could use none.
    keys = {*rows.filter(deadline__event=meeting), *rows.filter(outcome__meeting=meeting)}
    if meeting.mechanism_id is not None and meeting.state not in CALLED_OFF_STATES:
        keys |= {*rows.filter(deadline__mechanism=meeting.mechanism_id, deadline__event__isnull=True)}

    def why(row: Commitment, standing: Deadline, found: Resolution) -> VersionReason:
        return VersionReason(MoveReason.EVENT_MOVED, cause=_cause(meeting, was_on, standing, found))

    return resolve_again(keys, why, by=by, now=now)


def _cause(meeting: Meeting, was_on: datetime.date | None, standing: Deadline, found: Resolution) -> Remark:
    """Return what happened to the meeting, from the view of the dependent deadline."""
    before = standing.event_id == meeting.pk
    after = found.dependencies.event is not None and found.dependencies.event.pk == meeting.pk
    if before and meeting.state in CALLED_OFF_STATES:
        return build_remark("event_cancelled")
    if before and not after:
        return build_remark("session_other")
    if after and not before:
        return _dated("session", None, meeting.held_on)
    return _dated("event" if before else "meeting", was_on, meeting.held_on)


def _dated(what: str, was_on: datetime.date | None, is_on: datetime.date | None) -> Remark:
    """Return the values of the day before and the day now, where there is one."""
    if is_on is None:
        return build_remark(f"{what}_undated", **({"start": was_on} if was_on else {}))
    if was_on is None:
        return build_remark(f"{what}_planned" if what == "session" else f"{what}_dated", day=is_on)
    return build_remark(f"{what}_moved", start=was_on, day=is_on)


@transaction.atomic
def hand_over(commitment: Commitment, rest: Commitment, *, by: User, now: datetime.datetime) -> int:
    """Make what waits for a commitment fulfilled in part wait for its successor; return how many."""
    today, written = timezone.localdate(now), []
    waiting = Commitment.objects.filter(deadline__follows=commitment, state__in=MOVABLE_STATES)
    for rows in lock_movable(waiting.order_by().values_list("pk", flat=True)):
        for row in rows:
            standing = row.deadline
            if standing is None:
                continue
            hooks = replace(hooks_of(standing), follows=rest)
            review_on = row.review_on if row.review_on is not None and row.review_on >= today else None
            spec = spec_of(standing)
            found = resolve(spec, load_context(row, spec, hooks, today=today, review_on=review_on))
            why = VersionReason(MoveReason.CARRIED, cause=build_remark("completed_in_part"))
            written.append(build_version(row, found, why, number=standing.number + 1, by=by, now=now))
    append_all(written, by=by, now=now)
    return len(written)
