"""Write the versions of a commitment's deadline: the first, corrections before acceptance, and every move.

Also copies a deadline, with its dates, to the commitment that continues the remaining part of another.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.access import write_rules
from commitments.audit import log
from commitments.deadlines.context import NO_HOOKS, DeadlineRecords, Dependencies
from commitments.deadlines.dependencies import check_dependencies, lock_movable
from commitments.deadlines.explanation import build_remark
from commitments.deadlines.periods import add_duration
from commitments.deadlines.versions import (
    ACTION,
    MOVABLE,
    NOT_YET_ACCEPTED,
    VersionReason,
    VersionTerms,
    append_all,
    append_version,
    becomes_first,
    build_version,
    hooks_of,
    says_the_same,
    spec_of,
    terms_of,
)
from commitments.enums import OPEN_STATES, SLIPS, Actor, CommitmentState, MoveReason, Nature, Origin
from commitments.errors import Refused
from commitments.language.phrases.specification import REVIEW_DAYS, DeadlineSpec, on_day
from commitments.models import Commitment, Deadline, Meeting, User
from commitments.records import edits

# A date once agreed is moved by those who answer for the desk.
FIRSTS = {
    Origin.OUTCOME: MoveReason.FIRST,
    Origin.OCCURRENCE: MoveReason.OCCURRENCE,
    Origin.REST: MoveReason.CARRIED,
}


@dataclass(frozen=True, slots=True)
class FirstVersion:
    """The input for the first version of a commitment's deadline, as `set_first` takes it."""

    commitment: Commitment
    spec: DeadlineSpec
    hooks: Dependencies = NO_HOOKS
    review_on: datetime.date | None = None
    previous_on: datetime.date | None = None


def set_first(
    commitment: Commitment,
    spec: DeadlineSpec,
    *,
    hooks: Dependencies = NO_HOOKS,
    review_on: datetime.date | None = None,
    previous_on: datetime.date | None = None,
    by: User | None,
    now: datetime.datetime,
) -> Deadline:
    """Write the first version of a new commitment's deadline.

    The next occurrence of a series is counted from the due day of the one before: `previous_on`, else that
    of `commitment.origin`. `by` is None where the tracker itself opens an occurrence.
    """
    first = FirstVersion(commitment, spec, hooks, review_on, previous_on)
    return set_first_many([first], by=by, now=now)[0]


@transaction.atomic
def set_first_many(
    firsts: Sequence[FirstVersion], *, by: User | None, now: datetime.datetime
) -> list[Deadline]:
    """Write the first versions of the deadlines of new commitments; their dependencies are not changed."""
    world, today = DeadlineRecords(), timezone.localdate(now)
    alone = {one.commitment.outcome.meeting_id for one in firsts if one.hooks == NO_HOOKS}
    rows = Meeting.objects.select_for_update(no_key=True).filter(pk__in=alone).order_by("pk")
    meetings = {row.pk: row for row in rows} if alone else {}
    made = []
    for one in firsts:
        item = one.commitment
        if by is not None and item.origin_kind != Origin.OCCURRENCE:
            check_dependencies(item, one.spec, one.hooks, by)
        terms = terms_of(
            item,
            one.spec,
            one.hooks,
            today=today,
            review_on=one.review_on,
            previous_on=one.previous_on,
            world=world,
            # What follows something else has that held with its meeting.
            meeting=meetings[item.outcome.meeting_id] if one.hooks == NO_HOOKS else None,
        )
        why = VersionReason(FIRSTS[Origin(item.origin_kind)])
        made.append(build_version(item, terms, why, number=1, by=by, now=now))
    append_all(made, by=by, now=now)
    return made


def is_settled(commitment: Commitment) -> bool:
    """Return whether a lead has accepted the current terms, even if another acceptance is pending."""
    if commitment.state != CommitmentState.PROPOSED:
        return commitment.state not in NOT_YET_ACCEPTED
    return commitment.responsibilities(manager="objects").filter(accepted_on__isnull=False).exists()


@transaction.atomic
def correct_deadline(
    commitment: Commitment,
    spec: DeadlineSpec,
    *,
    hooks: Dependencies = NO_HOOKS,
    review_on: datetime.date | None = None,
    by: User,
    now: datetime.datetime,
) -> Deadline:
    """Correct the deadline before any lead has accepted it; afterwards it can only be moved.

    A lead that accepted did so with the terms of that time, even if another acceptance is pending. Where
    nothing would change, nothing is written and the current version is returned.
    """
    acts = write_rules.build_acts(by, commitment, is_read=True)
    if (refusal := _why_not_anew(commitment, acts)) is not None:
        raise refusal
    check_dependencies(commitment, spec, hooks, by)
    terms = terms_of(commitment, spec, hooks, today=timezone.localdate(now), review_on=review_on)
    standing = commitment.deadline
    if standing is not None and standing.specification == terms.spec.to_json() and _is_idle(standing, terms):
        return standing
    if (refusal := why_not_correct(commitment, acts)) is not None:
        raise refusal
    return append_version(commitment, terms, VersionReason(MoveReason.CORRECTED), by=by, now=now)


def why_not_correct(commitment: Commitment, acts: write_rules.Acts) -> Refused | None:
    """Explain why the deadline cannot be corrected now, or return None where it can."""
    refusal = _why_not_anew(commitment, acts)
    if refusal is None and is_settled(commitment):
        return Refused(_("This lead has accepted; take the item back to draft first."), "accepted_already")
    return refusal


def _why_not_anew(commitment: Commitment, acts: write_rules.Acts) -> Refused | None:
    if not acts(Actor.DESK):
        return write_rules.build_forbidden()
    if commitment.state not in NOT_YET_ACCEPTED:
        return Refused(
            _("What was accepted is not corrected; the head of desk moves it, with the reason."), "accepted"
        )
    return None


@transaction.atomic
def move_deadline(
    commitment: Commitment,
    spec: DeadlineSpec,
    *,
    hooks: Dependencies = NO_HOOKS,
    reason: MoveReason,
    note: str,
    document: str = "",
    review_on: datetime.date | None = None,
    asked_by: User | None = None,
    by: User,
    now: datetime.datetime,
) -> Deadline:
    """Move the deadline of an accepted commitment: the head decides, earlier versions stay in the chain.

    `reason` is one of `SLIPS`; `asked_by` the person who requested the move, where that is not `by`, who
    approves. Raises `Refused` where nothing moves, or no reason is given.
    """
    if (
        refusal := why_not_move(commitment, write_rules.build_acts(by, commitment, is_read=True))
    ) is not None:
        raise refusal
    if reason not in SLIPS:
        raise Refused(_("Choose why the date moves: what was asked for, agreed or in the way."), "reason")
    if not note.strip():
        raise Refused(_("Say in a sentence why the date moves."), "needs_reason")
    check_dependencies(commitment, spec, hooks, by)
    terms = terms_of(commitment, spec, hooks, today=timezone.localdate(now), review_on=review_on)
    if commitment.deadline is not None and _is_idle(commitment.deadline, terms):
        raise Refused(_("This is the date that stands already. Enter another one."), "unchanged")
    why = VersionReason(reason, note=note, document=document, asked_by=asked_by or by, approved_by=by)
    return append_version(commitment, terms, why, by=by, now=now)


def why_not_move(commitment: Commitment, acts: write_rules.Acts) -> Refused | None:
    """Explain why the deadline cannot be moved now, or return None where it can."""
    if not acts(Actor.HEAD):
        return write_rules.build_forbidden()
    if commitment.state in NOT_YET_ACCEPTED or commitment.state not in OPEN_STATES:
        return Refused(_("Only the deadline of an accepted, open commitment is moved."), "wrong_state")
    return None


def _is_idle(standing: Deadline, terms: VersionTerms) -> bool:
    """Return whether new terms leave kind, dates and review unchanged."""
    review = None if terms.found.due_on else (terms.review_on or standing.review_on)
    return (
        says_the_same(standing, terms) and standing.kind == terms.found.kind and standing.review_on == review
    )


@transaction.atomic
def set_review(
    commitment: Commitment, *, on: datetime.date | None = None, by: User, now: datetime.datetime
) -> Commitment:
    """Record that the desk reviewed what has no date, or continues, and when it looks at it again."""
    if (
        refusal := why_not_review(commitment, write_rules.build_acts(by, commitment, is_read=True))
    ) is not None:
        raise refusal
    return review_again(commitment, on=on, by=by, now=now)


def why_not_review(commitment: Commitment, acts: write_rules.Acts) -> Refused | None:
    """Explain why no review can be recorded now, or return None where one can."""
    if not acts(Actor.DESK):
        return write_rules.build_forbidden()
    if commitment.state not in OPEN_STATES or not _is_reviewed(commitment):
        return Refused(
            _("Only an open item without a date, or a continuing one, is reviewed."), "not_reviewed"
        )
    return None


def _is_reviewed(commitment: Commitment) -> bool:
    return commitment.due_on is None or commitment.nature == Nature.CONTINUING


@transaction.atomic
def review_again(
    commitment: Commitment, *, on: datetime.date | None = None, by: User | None, now: datetime.datetime
) -> Commitment:
    """Postpone the review: to a day, or by the review cycle from today; the deadline stays unchanged.

    The cycle is the deadline's period where it has one, else what its wording gives. Only for deadlines
    without a date and continuing ones: others are left alone.
    """
    review_all_again([commitment], on=on, by=by, now=now)
    return commitment


@transaction.atomic
def review_all_again(
    commitments: Sequence[Commitment],
    *,
    on: datetime.date | None = None,
    by: User | None,
    now: datetime.datetime,
) -> None:
    """Postpone the review of each of several commitments, as `review_again` does for one."""
    today = timezone.localdate(now)
    by_day: dict[datetime.date, list[Commitment]] = {}
    for item in filter(_is_reviewed, commitments):
        if on is not None and on <= today:
            raise Refused(_("A review date lies ahead. Enter a later day."), "past")
        day = on or _next_review(item.deadline, today)
        if day != item.review_on:
            by_day.setdefault(day, []).append(item)
    for day, items in by_day.items():
        edits.change_many(items, {"review_on": day}, by=by, now=now, action="review")


def _next_review(standing: Deadline | None, today: datetime.date) -> datetime.date:
    """Count the review cycle from a day."""
    if standing is None:
        return today + datetime.timedelta(days=REVIEW_DAYS)
    if standing.every:
        return add_duration(today, standing.every)
    return today + datetime.timedelta(days=spec_of(standing).review_days)


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
def copy_deadline(
    commitment: Commitment, standing: Deadline, *, note: str = "", by: User, now: datetime.datetime
) -> Deadline:
    """Write, as the first version of a successor, the deadline of the commitment that it continues.

    The dates are not calculated again: what was agreed stays agreed, and what is late stays late. The
    remainder of one occurrence has only that occurrence's day, and no period.
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
    log.record_change(ACTION, version, by=by, now=now, after=log.state_of(version), reason=note)
    copied: dict[str, Any] = {
        "deadline": version,
        "due_on": version.due_on,
        "act_by": version.act_by,
        "review_on": version.review_on,
    }
    if becomes_first(commitment, version):
        copied["first_deadline"] = version
    edits.change_record(commitment, copied, by=by, now=now, action=ACTION, reason=note)
    return version


@transaction.atomic
def agree_anew(
    commitment: Commitment,
    spec: DeadlineSpec,
    *,
    hooks: Dependencies = NO_HOOKS,
    review_on: datetime.date | None = None,
    note: str,
    by: User,
    now: datetime.datetime,
) -> Deadline:
    """Return new terms for the remaining part; the copied date stays the first, and this counts as a move."""
    check_dependencies(commitment, spec, hooks, by)
    terms = terms_of(commitment, spec, hooks, today=timezone.localdate(now), review_on=review_on)
    why = VersionReason(MoveReason.AGREED, note=note, asked_by=by, approved_by=by)
    return append_version(commitment, terms, why, by=by, now=now)


@transaction.atomic
def hand_over(commitment: Commitment, rest: Commitment, *, by: User, now: datetime.datetime) -> int:
    """Make what waits for a commitment fulfilled in part wait for its successor; return how many."""
    today, written = timezone.localdate(now), []
    waiting = Commitment.objects.filter(deadline__follows=commitment, state__in=MOVABLE)
    for rows in lock_movable(waiting.order_by().values_list("pk", flat=True)):
        for row in rows:
            standing = row.deadline
            if standing is None:
                continue
            hooks = replace(hooks_of(standing), follows=rest)
            review_on = row.review_on if row.review_on is not None and row.review_on >= today else None
            terms = terms_of(row, spec_of(standing), hooks, today=today, review_on=review_on)
            why = VersionReason(MoveReason.CARRIED, cause=build_remark("completed_in_part"))
            written.append(build_version(row, terms, why, number=standing.number + 1, by=by, now=now))
    append_all(written, by=by, now=now)
    return len(written)
