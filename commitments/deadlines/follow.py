"""Let deadlines follow what they hang on: all dependents of a meeting in one go."""

import datetime
from collections.abc import Callable, Iterable, Iterator

from django.db import transaction
from django.utils import timezone

from commitments.deadlines.remarks import Remark, remark
from commitments.deadlines.situation import OFF, World
from commitments.deadlines.terms import same_occurrence, terms_of
from commitments.deadlines.versions import (
    MOVABLE,
    Terms,
    Why,
    append_all,
    hooks_of,
    make,
    says_the_same,
    spec_of,
)
from commitments.models import Commitment, Deadline, Meeting, User
from commitments.vocabulary import MoveReason

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
Reasons = Callable[[Commitment, Deadline, Terms], Why]


def rework(
    keys: Iterable[int],
    why: Reasons,
    *,
    by: User | None,
    now: datetime.datetime,
    world: World | None = None,
    anchor_on: datetime.date | None = None,
) -> int:
    """Resolve the standing deadlines of these commitments anew; write a version where a date changed.

    The rows are locked first and read after that, so that what others wrote meanwhile is built upon, and what
    they still write is refused. Returns how many changed.
    """
    world, today, count = world or World(), timezone.localdate(now), 0
    for rows in locked(keys):
        written = []
        for row in rows:
            standing = row.deadline
            if standing is None:
                continue
            terms = _again(row, standing, world, today, anchor_on)
            if not says_the_same(standing, terms):
                number = standing.number + 1
                written.append(make(row, terms, why(row, standing, terms), number=number, by=by, now=now))
        append_all(written, by=by, now=now)
        count += len(written)
    return count


def locked(keys: Iterable[int]) -> Iterator[list[Commitment]]:
    """Lock commitments that still may move, some at a time and always in one order, and read them."""
    wanted = sorted(set(keys))
    for start in range(0, len(wanted), IDS_AT_ONCE):
        some = wanted[start : start + IDS_AT_ONCE]
        rows = Commitment.objects.filter(pk__in=some).order_by("pk")
        # Read by a statement of its own: one that waited for a lock would join to what stood before.
        held = list(rows.select_for_update(no_key=True).values_list("pk", flat=True))
        yield list(
            Commitment.objects.filter(pk__in=held, state__in=MOVABLE)
            .select_related(*READ_WITH)
            .order_by("pk")
        )


def _again(
    row: Commitment,
    standing: Deadline,
    world: World,
    today: datetime.date,
    anchor_on: datetime.date | None,
) -> Terms:
    """Resolve a standing deadline with what is known now; a review date that lies ahead stays."""
    review_on = row.review_on if row.review_on is not None and row.review_on >= today else None
    return terms_of(
        row,
        spec_of(standing),
        hooks_of(standing),
        today=today,
        review_on=review_on,
        previous_on=same_occurrence(row, standing),
        anchor_on=anchor_on,
        world=world,
        meeting=row.outcome.meeting,
    )


@transaction.atomic
def follow_meeting(
    meeting: Meeting, *, was_on: datetime.date | None, by: User | None, now: datetime.datetime
) -> int:
    """Let everything that hangs on a meeting follow it; return how many deadlines changed.

    Called when its day, mechanism, session number or state was changed, and when it was planned: `was_on` is
    its day before. What follows it, counts from it, or waits for a session of its mechanism is resolved anew;
    each one that changes gets a version with the cause, in the caller's transaction.
    """
    rows = Commitment.objects.filter(state__in=MOVABLE).order_by().values_list("pk", flat=True)
    # Three questions, each on an index of its own, in place of one that could use none.
    keys = {*rows.filter(deadline__event=meeting), *rows.filter(outcome__meeting=meeting)}
    if meeting.mechanism_id is not None and meeting.state not in OFF:
        keys |= {*rows.filter(deadline__mechanism=meeting.mechanism_id, deadline__event__isnull=True)}

    def why(row: Commitment, standing: Deadline, terms: Terms) -> Why:
        return Why(MoveReason.EVENT_MOVED, cause=_cause(meeting, was_on, standing, terms))

    return rework(keys, why, by=by, now=now)


def _cause(meeting: Meeting, was_on: datetime.date | None, standing: Deadline, terms: Terms) -> Remark:
    """Say what became of the meeting, as the dependent sees it."""
    before = standing.event_id == meeting.pk
    after = terms.hooks.event is not None and terms.hooks.event.pk == meeting.pk
    if before and meeting.state in OFF:
        return remark("event_cancelled")
    if before and not after:
        return remark("session_other")
    if after and not before:
        return _dated("session", None, meeting.held_on)
    return _dated("event" if before else "meeting", was_on, meeting.held_on)


def _dated(what: str, was_on: datetime.date | None, is_on: datetime.date | None) -> Remark:
    """Name the day before and the day now, where there is one."""
    if is_on is None:
        return remark(f"{what}_undated", **({"start": was_on} if was_on else {}))
    if was_on is None:
        return remark(f"{what}_planned" if what == "session" else f"{what}_dated", day=is_on)
    return remark(f"{what}_moved", start=was_on, day=is_on)
