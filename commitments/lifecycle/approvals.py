"""What one person asks and another decides: a date, rest, an ending, opening again, an error, a marking."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments import access, deadlines, editing
from commitments.editing import need_reason
from commitments.errors import Refused
from commitments.lifecycle import endings, marks, requests, resting
from commitments.lifecycle import terms as asked_terms
from commitments.lifecycle.requests import BY_ANOTHER, may_decide, settle
from commitments.lifecycle.rules import why_not_yet
from commitments.lifecycle.taking import need_document, short_enough
from commitments.models import Approval, Commitment, Meeting, User
from commitments.phrases import DeadlineSpec
from commitments.vocabulary import (
    CLOSED_STATES,
    HIDDEN_STATES,
    SLIPS,
    TRANSITIONS,
    Actor,
    ApprovalState,
    Matter,
    MeetingState,
    MoveReason,
    Step,
)

STEP_OF = {
    Matter.REST: Step.REST,
    Matter.WITHDRAW: Step.WITHDRAW,
    Matter.SUPERSEDE: Step.SUPERSEDE,
    Matter.DROP: Step.DROP,
    Matter.REOPEN: Step.REOPEN,
    Matter.ENTER_IN_ERROR: Step.ENTER_IN_ERROR,
}
# What is let go is let go on somebody's authority.
ON_AUTHORITY = frozenset({Matter.WITHDRAW, Matter.DROP})
FIXED = (*deadlines.NOT_YET_ACCEPTED, *CLOSED_STATES, *HIDDEN_STATES)


@transaction.atomic
def ask(
    subject: Commitment | Meeting,
    matter: Matter,
    *,
    reason: str,
    document: str = "",
    terms: Mapping[str, Any] | None = None,
    move_reason: str = "",
    other: Commitment | None = None,
    by: User,
    now: datetime.datetime,
) -> Approval:
    """Ask for what another person decides; a thing is asked once at a time.

    The desk asks for anything, the lead ministry for another date. `terms` of DATE: "spec" as stored, and
    "review_on", "event", "mechanism", "session_number", "follows" (ids) or None; of REST: "review_on" as an
    ISO day. `other` is what supersedes. What could not be granted today is refused at once.
    """
    if (refusal := why_not_ask(subject, matter, by)) is not None:
        raise refusal
    asked = Approval(
        matter=matter,
        reason=need_reason(reason),
        document=need_document(document) if matter in ON_AUTHORITY else short_enough(document),
        terms=dict(terms or {}),
        move_reason=move_reason,
        other=other,
    )
    if isinstance(subject, Commitment):
        asked.commitment = subject
        _check_terms(asked, subject, by, timezone.localdate(now))
    else:
        asked.meeting = subject
    return editing.create(asked, by=by, now=now, reason=asked.reason)


def why_not_ask(
    subject: Commitment | Meeting, matter: Matter, user: User, acts: access.Acts | None = None
) -> Refused | None:
    """Explain why this cannot be asked now, or give None where it can; the terms apart."""
    acts = acts or access.acts(user, subject)
    if isinstance(subject, Meeting):
        if not acts(Actor.DESK):
            return Refused(_("The desk asks for this."), "forbidden")
        if matter != Matter.ENTER_IN_ERROR or subject.state == MeetingState.IN_ERROR:
            return Refused(_("Of a meeting it is asked only that it be entered in error, once."), "matter")
        standing = Approval.objects.filter(meeting=subject)
    else:
        if not acts(Actor.OWNER if matter == Matter.DATE else Actor.DESK):
            return Refused(_("The desk asks for this; the lead ministry for another date."), "forbidden")
        refusal = _why_not_now(subject, matter, user)
        if refusal is not None:
            return refusal
        standing = Approval.objects.filter(commitment=subject)
    if standing.filter(matter=matter, state=ApprovalState.ASKED).exists():
        return Refused(_("This is asked already and waits for a decision."), "asked")
    return None


def _why_not_now(commitment: Commitment, matter: Matter, user: User) -> Refused | None:
    """Explain what the state of the commitment or its record has against it, whoever decides."""
    if matter == Matter.LOWER:
        return Refused(_("A lower marking is asked for on the page of what is marked."), "matter")
    if matter == Matter.DATE:
        if commitment.state in FIXED:
            return Refused(_("Only the deadline of an accepted, open commitment is moved."), "wrong_state")
        return None
    step = STEP_OF[matter]
    if commitment.state not in TRANSITIONS[step].sources:
        return Refused(TRANSITIONS[step].explanation, "wrong_state")
    return why_not_yet(commitment, step, user)


def _check_terms(approval: Approval, commitment: Commitment, user: User, today: datetime.date) -> None:
    """Refuse terms that could not be granted as they stand."""
    match approval.matter:
        case Matter.DATE:
            _check_year(asked_terms.spec_of(approval), commitment)
            asked_terms.hooks_of(approval, user)
            if approval.move_reason not in SLIPS:
                raise Refused(_("Choose the kind of reason for the other date."), "needs_move_reason")
        case Matter.REST:
            resting.check_review(asked_terms.review_of(approval), today)
        case Matter.SUPERSEDE:
            endings.check_other(commitment, _other(approval), user)


def _check_year(spec: DeadlineSpec, commitment: Commitment) -> None:
    """Refuse a year before the meeting that agreed it: a slip of the keys, for nothing can be due by then."""
    last, held_on = spec.until or spec.period, commitment.outcome.meeting.held_on
    if last is not None and last.year is not None and held_on is not None and last.year < held_on.year:
        raise Refused(
            _("That year is before the meeting that agreed it. Correct the date."), "before_meeting"
        )


@transaction.atomic
def grant(approval: Approval, *, answer: str = "", by: User, now: datetime.datetime) -> Approval:
    """Grant a request and do at once what it asks for, all or nothing.

    Everything is checked again: what changed since it was asked is refused, with what to do. A meeting is
    entered in error by `meetings.enter_in_error`, which settles its request.
    """
    if (refusal := why_not_grant(approval, by)) is not None:
        raise refusal
    if approval.matter == Matter.LOWER:
        return marks.grant_lower(approval, answer=answer, by=by, now=now)
    commitment = approval.commitment
    if commitment is None:
        raise Refused(_("A meeting is entered in error on its own page."), "meeting")
    settle(approval, ApprovalState.GRANTED, answer=answer, by=by, now=now)
    _do(approval, commitment, by=by, now=now)
    return approval


def why_not_grant(approval: Approval, user: User) -> Refused | None:
    """Explain why this person does not grant this request now, or give None who does."""
    refusal = why_not_decide(approval, user)
    if refusal is not None or approval.commitment is None or approval.matter == Matter.LOWER:
        return refusal
    refusal = _why_not_now(approval.commitment, Matter(approval.matter), user)
    if refusal is None:
        return None
    return Refused(
        _("This cannot be granted any more: %(why)s Refuse it, and say what changed.")
        % {"why": refusal.message},
        "outdated",
    )


@transaction.atomic
def refuse(approval: Approval, *, answer: str, by: User, now: datetime.datetime) -> Approval:
    """Refuse a request, saying why; nothing else changes."""
    check_decider(approval, by)
    return settle(approval, ApprovalState.REFUSED, answer=need_reason(answer), by=by, now=now)


@transaction.atomic
def take_back(approval: Approval, *, by: User, now: datetime.datetime) -> Approval:
    """Take back what one asked oneself, while nobody has decided."""
    if (refusal := why_not_take_back(approval, by)) is not None:
        raise refusal
    return settle(approval, ApprovalState.TAKEN_BACK, by=by, now=now)


def why_not_take_back(approval: Approval, user: User) -> Refused | None:
    """Explain why this person does not take this request back, or give None who does."""
    if approval.recorded_by_id != user.pk:
        return Refused(_("Only who asked takes a request back; the head refuses it."), "forbidden")
    return requests.why_not_settle(approval)


def why_not_decide(approval: Approval, user: User) -> Refused | None:
    """Explain why this person does not decide this request, or give None who does."""
    if (refusal := requests.why_not_settle(approval)) is not None:
        return refusal
    if may_decide(approval, user):
        return None
    if approval.matter in BY_ANOTHER and approval.recorded_by_id == user.pk:
        return Refused(_("You asked for this yourself; a second person decides it."), "own_request")
    if approval.matter == Matter.ENTER_IN_ERROR:
        return Refused(_("A second person of the desk decides this."), "forbidden")
    return Refused(_("The head of desk or of division decides this."), "forbidden")


def check_decider(approval: Approval, user: User) -> None:
    """Raise the refusal that `why_not_decide` finds, where it finds one."""
    if (refusal := why_not_decide(approval, user)) is not None:
        raise refusal


def waiting_for(user: User) -> QuerySet[Approval]:
    """List what waits for this person's decision, the longest waiting first."""
    seen = access.at_hand(Approval.objects.filter(for_decision_of(user)), user)
    listed = seen.select_related("commitment", "meeting", "recorded_by", "other")
    return listed.order_by("recorded_at", "pk")


def for_decision_of(user: User) -> Q:
    """Give the condition of what waits for a person whom the door shows own partners' requests alone."""
    if not access.may_write(user, Commitment):
        return Q(pk__in=())
    matters = Q(matter=Matter.ENTER_IN_ERROR) & ~Q(recorded_by=user)
    if user.role in access.HEADS:
        matters |= ~Q(matter__in=BY_ANOTHER) | Q(matter=Matter.LOWER) & ~Q(recorded_by=user)
    return Q(state=ApprovalState.ASKED) & matters


def _do(approval: Approval, commitment: Commitment, *, by: User, now: datetime.datetime) -> None:
    """Take the step that was granted."""
    said: dict[str, Any] = {
        "reason": approval.reason,
        "document": approval.document,
        "approval": approval,
    }
    match approval.matter:
        case Matter.DATE:
            _move(approval, commitment, by=by, now=now)
        case Matter.REST:
            review_on = resting.check_review(asked_terms.review_of(approval), timezone.localdate(now))
            resting.rest(commitment, review_on=review_on, by=by, now=now, **said)
        case Matter.WITHDRAW:
            endings.withdraw(commitment, by=by, now=now, **said)
        case Matter.SUPERSEDE:
            endings.supersede(commitment, other=_other(approval), by=by, now=now, **said)
        case Matter.DROP:
            endings.drop(commitment, by=by, now=now, **said)
        case Matter.REOPEN:
            endings.reopen(commitment, by=by, now=now, **said)
        case Matter.ENTER_IN_ERROR:
            endings.enter_in_error(commitment, approval=approval, by=by, now=now)


def _move(approval: Approval, commitment: Commitment, *, by: User, now: datetime.datetime) -> None:
    deadlines.move(
        commitment,
        asked_terms.spec_of(approval),
        hooks=asked_terms.hooks_of(approval, by),
        reason=MoveReason(approval.move_reason),
        note=approval.reason,
        document=approval.document,
        review_on=asked_terms.review_of(approval),
        asked_by=approval.recorded_by,
        by=by,
        now=now,
    )


def _other(approval: Approval) -> Commitment:
    if approval.other is not None:
        return approval.other
    raise Refused(_("Choose another commitment of the same partner."), "other")
