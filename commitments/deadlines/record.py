"""Write the chain of a commitment's deadlines: the first, corrections before acceptance, every move."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments import access, editing
from commitments.deadlines.hooking import check
from commitments.deadlines.periods import add_duration
from commitments.deadlines.situation import NO_HOOKS, Hooks, World
from commitments.deadlines.terms import terms_of
from commitments.deadlines.versions import (
    NOT_YET_ACCEPTED,
    Terms,
    Why,
    append,
    append_all,
    make,
    says_the_same,
    spec_of,
)
from commitments.errors import Refused
from commitments.models import Commitment, Deadline, Meeting, User
from commitments.phrases import REVIEW_DAYS, DeadlineSpec
from commitments.vocabulary import OPEN_STATES, SLIPS, Actor, CommitmentState, MoveReason, Nature, Origin

# A date once agreed is moved by those who answer for the desk.
FIRSTS = {
    Origin.OUTCOME: MoveReason.FIRST,
    Origin.OCCURRENCE: MoveReason.OCCURRENCE,
    Origin.REST: MoveReason.CARRIED,
}


@dataclass(frozen=True, slots=True)
class First:
    """What the first version of a commitment's deadline is made from, as `set_first` takes it."""

    commitment: Commitment
    spec: DeadlineSpec
    hooks: Hooks = NO_HOOKS
    review_on: datetime.date | None = None
    previous_on: datetime.date | None = None


def set_first(
    commitment: Commitment,
    spec: DeadlineSpec,
    *,
    hooks: Hooks = NO_HOOKS,
    review_on: datetime.date | None = None,
    previous_on: datetime.date | None = None,
    by: User | None,
    now: datetime.datetime,
) -> Deadline:
    """Write the first version of a new commitment's deadline.

    The next occurrence of a series is counted from the due day of the one before: `previous_on`, else that
    of `commitment.origin`. `by` is None where the tracker itself opens an occurrence.
    """
    first = First(commitment, spec, hooks, review_on, previous_on)
    return set_first_many([first], by=by, now=now)[0]


@transaction.atomic
def set_first_many(firsts: Sequence[First], *, by: User | None, now: datetime.datetime) -> list[Deadline]:
    """Write the first versions of the deadlines of new commitments; what they hang on stays as it is."""
    world, today = World(), timezone.localdate(now)
    alone = {one.commitment.outcome.meeting_id for one in firsts if one.hooks == NO_HOOKS}
    rows = Meeting.objects.select_for_update(no_key=True).filter(pk__in=alone).order_by("pk")
    meetings = {row.pk: row for row in rows} if alone else {}
    made = []
    for one in firsts:
        item = one.commitment
        if by is not None and item.origin_kind != Origin.OCCURRENCE:
            check(item, one.spec, one.hooks, by)
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
        why = Why(FIRSTS[Origin(item.origin_kind)])
        made.append(make(item, terms, why, number=1, by=by, now=now))
    append_all(made, by=by, now=now)
    return made


def is_settled(commitment: Commitment) -> bool:
    """Say whether a lead has accepted the terms as they stand, whoever else is still awaited."""
    if commitment.state != CommitmentState.PROPOSED:
        return commitment.state not in NOT_YET_ACCEPTED
    return commitment.responsibilities(manager="objects").filter(accepted_on__isnull=False).exists()


@transaction.atomic
def correct(
    commitment: Commitment,
    spec: DeadlineSpec,
    *,
    hooks: Hooks = NO_HOOKS,
    review_on: datetime.date | None = None,
    by: User,
    now: datetime.datetime,
) -> Deadline:
    """Write the deadline anew while nobody has accepted it; afterwards it is moved, not corrected.

    A lead that has accepted did so with the terms of then, whoever else is still awaited. Where it says what
    stands already, nothing is written and that version is given back.
    """
    acts = access.acts(by, commitment, is_read=True)
    if (refusal := _why_not_anew(commitment, acts)) is not None:
        raise refusal
    check(commitment, spec, hooks, by)
    terms = terms_of(commitment, spec, hooks, today=timezone.localdate(now), review_on=review_on)
    standing = commitment.deadline
    if standing is not None and standing.specification == terms.spec.to_json() and _is_idle(standing, terms):
        return standing
    if (refusal := why_not_correct(commitment, acts)) is not None:
        raise refusal
    return append(commitment, terms, Why(MoveReason.CORRECTED), by=by, now=now)


def why_not_correct(commitment: Commitment, acts: access.Acts) -> Refused | None:
    """Explain why the deadline gets no other words now, or give None where it may."""
    refusal = _why_not_anew(commitment, acts)
    if refusal is None and is_settled(commitment):
        return Refused(_("This lead has accepted; take the item back to draft first."), "accepted_already")
    return refusal


def _why_not_anew(commitment: Commitment, acts: access.Acts) -> Refused | None:
    if not acts(Actor.DESK):
        return access.forbidden()
    if commitment.state not in NOT_YET_ACCEPTED:
        return Refused(
            _("What was accepted is not corrected; the head of desk moves it, with the reason."), "accepted"
        )
    return None


@transaction.atomic
def move(
    commitment: Commitment,
    spec: DeadlineSpec,
    *,
    hooks: Hooks = NO_HOOKS,
    reason: MoveReason,
    note: str,
    document: str = "",
    review_on: datetime.date | None = None,
    asked_by: User | None = None,
    by: User,
    now: datetime.datetime,
) -> Deadline:
    """Move the deadline of an accepted commitment: the head decides, the chain keeps what stood before.

    `reason` is one of `SLIPS`; `asked_by` who asked for it, where that was somebody else than `by`, who
    approves. Raises `Refused` where nothing moves, or no reason is given.
    """
    if (refusal := why_not_move(commitment, access.acts(by, commitment, is_read=True))) is not None:
        raise refusal
    if reason not in SLIPS:
        raise Refused(_("Choose why the date moves: what was asked for, agreed or in the way."), "reason")
    if not note.strip():
        raise Refused(_("Say in a sentence why the date moves."), "needs_reason")
    check(commitment, spec, hooks, by)
    terms = terms_of(commitment, spec, hooks, today=timezone.localdate(now), review_on=review_on)
    if commitment.deadline is not None and _is_idle(commitment.deadline, terms):
        raise Refused(_("This is the date that stands already. Enter another one."), "unchanged")
    why = Why(reason, note=note, document=document, asked_by=asked_by or by, approved_by=by)
    return append(commitment, terms, why, by=by, now=now)


def why_not_move(commitment: Commitment, acts: access.Acts) -> Refused | None:
    """Explain why the deadline is not moved now, or give None where it may be."""
    if not acts(Actor.HEAD):
        return access.forbidden()
    if commitment.state in NOT_YET_ACCEPTED or commitment.state not in OPEN_STATES:
        return Refused(_("Only the deadline of an accepted, open commitment is moved."), "wrong_state")
    return None


def _is_idle(standing: Deadline, terms: Terms) -> bool:
    """Say whether new terms leave kind, dates and review as they stand."""
    review = None if terms.found.due_on else (terms.review_on or standing.review_on)
    return (
        says_the_same(standing, terms) and standing.kind == terms.found.kind and standing.review_on == review
    )


@transaction.atomic
def review(
    commitment: Commitment, *, on: datetime.date | None = None, by: User, now: datetime.datetime
) -> Commitment:
    """Record that the desk reviewed what has no date, or continues, and when it looks at it again."""
    if (refusal := why_not_review(commitment, access.acts(by, commitment, is_read=True))) is not None:
        raise refusal
    return review_again(commitment, on=on, by=by, now=now)


def why_not_review(commitment: Commitment, acts: access.Acts) -> Refused | None:
    """Explain why no review is recorded now, or give None where one may be."""
    if not acts(Actor.DESK):
        return access.forbidden()
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
    """Put the review off: to a day, or by the cycle counted from today; the deadline stays as it is.

    The cycle is the deadline's period where it has one, else what its words give. Only for what has no date,
    or is continuing: anything else is left alone.
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
    """Put the review of each of several off, as `review_again` does of one."""
    today = timezone.localdate(now)
    by_day: dict[datetime.date, list[Commitment]] = {}
    for item in filter(_is_reviewed, commitments):
        if on is not None and on <= today:
            raise Refused(_("A review date lies ahead. Enter a later day."), "past")
        day = on or _next_review(item.deadline, today)
        if day != item.review_on:
            by_day.setdefault(day, []).append(item)
    for day, items in by_day.items():
        editing.change_many(items, {"review_on": day}, by=by, now=now, action="review")


def _next_review(standing: Deadline | None, today: datetime.date) -> datetime.date:
    """Count the review cycle from a day."""
    if standing is None:
        return today + datetime.timedelta(days=REVIEW_DAYS)
    if standing.every:
        return add_duration(today, standing.every)
    return today + datetime.timedelta(days=spec_of(standing).review_days)
