"""Carry a deadline over to what is left of a commitment, with its dates, and set other terms beside it."""

import datetime
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from commitments import audit, editing
from commitments.deadlines.follow import locked
from commitments.deadlines.hooking import check
from commitments.deadlines.remarks import remark
from commitments.deadlines.situation import NO_HOOKS, Hooks
from commitments.deadlines.terms import terms_of
from commitments.deadlines.versions import (
    ACTION,
    MOVABLE,
    Why,
    append,
    append_all,
    becomes_first,
    hooks_of,
    make,
    spec_of,
)
from commitments.models import Commitment, Deadline, User
from commitments.phrases import DeadlineSpec, on_day
from commitments.vocabulary import MoveReason

CARRIED = (
    "kind",
    "wording",
    "specification",
    "event",
    "mechanism",
    "session_number",
    "follows",
    "anchor_on",
    "due_start",
    "due_on",
    "act_by",
    "act_by_partner",
    "review_on",
    "calendars",
    "working",
    "ask",
)


@transaction.atomic
def carry(
    commitment: Commitment, standing: Deadline, *, note: str = "", by: User, now: datetime.datetime
) -> Deadline:
    """Write, as the first version of a successor, what stands on the commitment it is the rest of.

    Its dates are not counted anew: what was agreed stays agreed, and what is late stays late. The rest of one
    occurrence has that occurrence's day alone, and no period.
    """
    values = {name: getattr(standing, name) for name in CARRIED}
    if standing.every and standing.due_on is not None:
        spec = on_day(standing.due_on, standing.wording)
        values |= {"kind": spec.kind, "specification": spec.to_json()}
    else:
        values["every"] = standing.every
    version = Deadline(
        **values,
        commitment=commitment,
        number=1,
        reason=MoveReason.CARRIED,
        note=note,
        recorded_at=now,
        recorded_by=by,
    )
    version.save(force_insert=True)
    audit.record(ACTION, version, by=by, now=now, after=audit.state_of(version), reason=note)
    copied: dict[str, Any] = {
        "deadline": version,
        "due_on": version.due_on,
        "act_by": version.act_by,
        "review_on": version.review_on,
    }
    if becomes_first(commitment, version):
        copied["first_deadline"] = version
    editing.change(commitment, copied, by=by, now=now, action=ACTION, reason=note)
    return version


@transaction.atomic
def agree_anew(
    commitment: Commitment,
    spec: DeadlineSpec,
    *,
    hooks: Hooks = NO_HOOKS,
    review_on: datetime.date | None = None,
    note: str,
    by: User,
    now: datetime.datetime,
) -> Deadline:
    """Give what is left other terms than those carried; the date carried stays the first, and this a move."""
    check(commitment, spec, hooks, by)
    terms = terms_of(commitment, spec, hooks, today=timezone.localdate(now), review_on=review_on)
    why = Why(MoveReason.AGREED, note=note, asked_by=by, approved_by=by)
    return append(commitment, terms, why, by=by, now=now)


@transaction.atomic
def hand_over(commitment: Commitment, rest: Commitment, *, by: User, now: datetime.datetime) -> int:
    """Let what waits for a commitment fulfilled in part wait for the rest of it; return how many do."""
    today, written = timezone.localdate(now), []
    waiting = Commitment.objects.filter(deadline__follows=commitment, state__in=MOVABLE)
    for rows in locked(waiting.order_by().values_list("pk", flat=True)):
        for row in rows:
            standing = row.deadline
            if standing is None:
                continue
            hooks = replace(hooks_of(standing), follows=rest)
            review_on = row.review_on if row.review_on is not None and row.review_on >= today else None
            terms = terms_of(row, spec_of(standing), hooks, today=today, review_on=review_on)
            why = Why(MoveReason.CARRIED, cause=remark("completed_in_part"))
            written.append(make(row, terms, why, number=standing.number + 1, by=by, now=now))
    append_all(written, by=by, now=now)
    return len(written)
