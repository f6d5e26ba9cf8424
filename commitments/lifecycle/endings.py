"""Ways a commitment ends without being fulfilled, how it is reopened, and suspension with resumption.

Also the marking of a whole meeting as entered in error: its record is hidden, and kept.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.access import policy
from commitments.deadlines import dependencies
from commitments.enums import (
    HIDDEN_STATES,
    TRANSITIONS,
    ApprovalKind,
    ApprovalState,
    CommitmentState,
    MeetingState,
    Step,
)
from commitments.errors import Refused
from commitments.lifecycle import agendas, successors
from commitments.lifecycle.progress import reset_reports
from commitments.lifecycle.transitions import (
    apply,
    check_and_lock,
    day_of,
    lock,
    lock_all,
    owing_leads,
    why_not_yet,
)
from commitments.models import Approval, Commitment, Meeting, User
from commitments.records import edits
from commitments.records.edits import fit_document, need_document, need_reason


def _record_own_decision(
    commitment: Commitment,
    matter: ApprovalKind,
    *,
    reason: str,
    document: str = "",
    terms: Mapping[str, Any] | None = None,
    other: Commitment | None = None,
    by: User,
    now: datetime.datetime,
) -> Approval:
    """Record a head's own decision as a request made and granted at once, with reason and authority."""
    made = Approval(
        commitment=commitment,
        kind=matter,
        reason=reason,
        document=document,
        terms=dict(terms or {}),
        other=other,
        state=ApprovalState.GRANTED,
        decided_by=by,
        decided_at=now,
    )
    return edits.create_record(made, by=by, now=now, reason=reason)


@transaction.atomic
def conclude(
    commitment: Commitment, *, by: User, now: datetime.datetime, reason: str, on: datetime.date | None = None
) -> Commitment:
    """Close a continuing commitment that has served its purpose: today, or on the day that it did."""
    check_and_lock(commitment, Step.CONCLUDE, by)
    also = {"closed_on": day_of(on, now)}
    apply(commitment, Step.CONCLUDE, by=by, now=now, reason=need_reason(reason), also=also)
    successors.follow_completion(commitment, by=by, now=now)
    return commitment


@transaction.atomic
def overtake(
    commitment: Commitment, *, by: User, now: datetime.datetime, reason: str, on: datetime.date | None = None
) -> Commitment:
    """Close a continuing commitment that events have made idle: today, or on the day that they did."""
    check_and_lock(commitment, Step.OVERTAKE, by)
    also = {"closed_on": day_of(on, now)}
    apply(commitment, Step.OVERTAKE, by=by, now=now, reason=need_reason(reason), also=also)
    successors.follow_completion(commitment, by=by, now=now)
    return commitment


@transaction.atomic
def withdraw(
    commitment: Commitment,
    *,
    reason: str,
    document: str,
    by: User,
    now: datetime.datetime,
    approval: Approval | None = None,
) -> Commitment:
    """Close a commitment that both sides have agreed to withdraw; `document` names the document or who
    decided.

    A series ends with it. `approval` is the granted request; without one, the head's own decision is recorded
    as requested and granted at once.
    """
    check_and_lock(commitment, Step.WITHDRAW, by)
    said, named = need_reason(reason), need_document(document)
    if approval is None:
        _record_own_decision(commitment, ApprovalKind.WITHDRAW, reason=said, document=named, by=by, now=now)
    apply(commitment, Step.WITHDRAW, by=by, now=now, reason=said)
    successors.follow_completion(commitment, by=by, now=now)
    return commitment


@transaction.atomic
def supersede(
    commitment: Commitment,
    *,
    other: Commitment,
    reason: str,
    document: str = "",
    by: User,
    now: datetime.datetime,
    approval: Approval | None = None,
) -> Commitment:
    """Close a commitment that another one of the same partner supersedes; the strength of both stays.

    Where no other authority is named, it is the clause of the other one, shown only to those who may read it.
    """
    check_and_lock(commitment, Step.SUPERSEDE, by, beside=other)
    other.refresh_from_db()
    check_other(commitment, other, by)
    said, named = need_reason(reason), fit_document(document)
    if approval is None:
        _record_own_decision(
            commitment, ApprovalKind.SUPERSEDE, reason=said, document=named, other=other, by=by, now=now
        )
    apply(commitment, Step.SUPERSEDE, by=by, now=now, reason=said, also={"superseded_by": other})
    successors.follow_completion(commitment, by=by, now=now)
    return commitment


def check_other(commitment: Commitment, other: Commitment, user: User) -> None:
    """Refuse what cannot take the place: hidden, of another partner, a draft, or in a circle."""
    if not policy.can_read(user, other) or other.country_id != commitment.country_id:
        raise Refused(_("Select another commitment of the same partner."), "other")
    if other.pk == commitment.pk:
        raise Refused(_("A commitment cannot supersede itself. Select another commitment."), "other")
    if other.state in {CommitmentState.DRAFT, *HIDDEN_STATES}:
        raise Refused(_("A draft cannot supersede another commitment. Send it to its owners first."), "other")
    seen: set[int] = set()
    step: Commitment | None = other
    while step is not None and step.pk not in seen:
        seen.add(step.pk)
        if step.superseded_by_id == commitment.pk:
            raise Refused(
                _("That commitment was superseded by this one. Select another commitment."),
                "circle",
            )
        step = step.superseded_by


@transaction.atomic
def discontinue(
    commitment: Commitment,
    *,
    reason: str,
    document: str,
    by: User,
    now: datetime.datetime,
    approval: Approval | None = None,
) -> Commitment:
    """Close what is no longer pursued, on whose authority; of a series, the next occurrence opens."""
    check_and_lock(commitment, Step.DISCONTINUE, by)
    said, named = need_reason(reason), need_document(document)
    if approval is None:
        _record_own_decision(
            commitment, ApprovalKind.DISCONTINUE, reason=said, document=named, by=by, now=now
        )
    was_accepted = all(lead.accepted_on for lead in owing_leads(commitment))
    apply(commitment, Step.DISCONTINUE, by=by, now=now, reason=said)
    successors.follow_completion(commitment, by=by, now=now)
    if was_accepted:
        successors.open_next(commitment, by=by, now=now)
    return commitment


@transaction.atomic
def reopen(
    commitment: Commitment,
    *,
    reason: str,
    document: str = "",
    by: User,
    now: datetime.datetime,
    approval: Approval | None = None,
) -> Commitment:
    """Reopen a closed commitment: in progress, or proposed where its owners never accepted.

    Reports and what superseded it become void, and clocks that its completion started stop. Raises `Refused`
    where its successor exists; the next occurrence of a series may exist beside it.
    """
    check_and_lock(commitment, Step.REOPEN, by)
    said = need_reason(reason)
    if approval is None:
        _record_own_decision(
            commitment, ApprovalKind.REOPEN, reason=said, document=document.strip(), by=by, now=now
        )
    leads = owing_leads(commitment)
    also: dict[str, object] = {"superseded_by": None}
    target = TRANSITIONS[Step.REOPEN].target
    if not all(lead.accepted_on for lead in leads):
        target = TRANSITIONS[Step.REOPEN].before_acceptance or target
        also["proposed_on"] = timezone.localdate(now)
    reset_reports(commitment, by=by, now=now)
    apply(commitment, Step.REOPEN, by=by, now=now, reason=said, also=also, target=target)
    successors.follow_reopening(commitment, by=by, now=now)
    successors.update_agendas(commitment, by=by, now=now)
    return commitment


@transaction.atomic
def enter_in_error(
    commitment: Commitment, *, approval: Approval, by: User, now: datetime.datetime
) -> Commitment:
    """Hide from every list what should never have been recorded; the record keeps it.

    Only through a granted request about it, or about its meeting, which another person decided.
    """
    refusal = _why_not_in_error(commitment, approval, by)
    if refusal is not None:
        raise refusal
    lock(commitment)
    apply(commitment, Step.ENTER_IN_ERROR, by=by, now=now, reason=approval.reason)
    successors.follow_completion(commitment, by=by, now=now)
    if approval.commitment_id is not None:
        # With its whole meeting, the agendas are gone through once, at the end.
        successors.update_agendas(commitment, by=by, now=now)
    return commitment


def _why_not_in_error(commitment: Commitment, approval: Approval, user: User) -> Refused | None:
    is_granted = approval.state == ApprovalState.GRANTED and approval.kind == ApprovalKind.ENTER_IN_ERROR
    is_of_meeting = approval.meeting == commitment.outcome.meeting
    is_of_this = approval.commitment == commitment
    if not (is_granted and (is_of_this or is_of_meeting)) or approval.decided_by_id != user.pk:
        return Refused(_("A second person at the desk must decide this. Send a request."), "ask")
    row = TRANSITIONS[Step.ENTER_IN_ERROR]
    if commitment.state not in row.sources:
        return Refused(row.explanation, "wrong_state")
    return None if is_of_meeting else why_not_yet(commitment, Step.ENTER_IN_ERROR, user)


@transaction.atomic
def enter_meeting_in_error(
    meeting: Meeting, *, approval: Approval, by: User, now: datetime.datetime
) -> Meeting:
    """Take a meeting out of sight with all that hangs on it, by a granted request.

    1. Its commitments, open or closed, are entered in error, its drafts discarded.
    2. The meeting is entered in error: its outcomes are listed no more.
    3. Deadlines that follow it ask for another event; agendas lose what was agreed there and not spoken of.

    Nothing is deleted; records officers and auditors read it.
    """
    if meeting.state == MeetingState.IN_ERROR:
        raise Refused(_("This meeting is already marked as entered in error."), "wrong_state")
    _enter_all_in_error(meeting, approval=approval, by=by, now=now)
    edits.change_record(
        meeting,
        {"state": MeetingState.IN_ERROR},
        by=by,
        now=now,
        action="enter_in_error",
        reason=approval.reason,
    )
    dependencies.follow_meeting(meeting, was_on=meeting.held_on, by=by, now=now)
    agendas.release_items(meeting, by=by, now=now)
    agendas.carry_on(meeting.country, by=by, now=now)
    return meeting


def _enter_all_in_error(meeting: Meeting, *, approval: Approval, by: User, now: datetime.datetime) -> None:
    """Mark every commitment of a meeting as entered in error.

    Drafts are discarded. Commitments that the person may not read are included silently.
    """
    standing = Commitment.objects.filter(outcome__meeting=meeting).exclude(state__in=HIDDEN_STATES)
    listed = list(standing.select_related("outcome", "deadline").order_by("pk"))
    lock_all(listed)
    whole = Commitment.objects.select_related("outcome__meeting", "country")
    for key in [one.pk for one in listed]:
        # Read when its turn comes: the end of one before it may have stopped its clock.
        commitment = whole.get(pk=key)
        if commitment.state == CommitmentState.DRAFT:
            apply(commitment, Step.DISCARD, by=by, now=now, reason=approval.reason)
        else:
            enter_in_error(commitment, approval=approval, by=by, now=now)


@transaction.atomic
def suspend(
    commitment: Commitment,
    *,
    review_on: datetime.date,
    reason: str,
    document: str = "",
    by: User,
    now: datetime.datetime,
    approval: Approval | None = None,
) -> Commitment:
    """Suspend a commitment in progress until a day within twelve months; only that day has a reminder."""
    check_and_lock(commitment, Step.SUSPEND, by)
    said = need_reason(reason)
    check_review(review_on, timezone.localdate(now))
    if approval is None:
        _record_own_decision(
            commitment,
            ApprovalKind.SUSPEND,
            reason=said,
            document=document.strip(),
            terms={"review_on": review_on.isoformat()},
            by=by,
            now=now,
        )
    return apply(commitment, Step.SUSPEND, by=by, now=now, reason=said, also={"review_on": review_on})


def check_review(review_on: datetime.date | None, today: datetime.date) -> datetime.date:
    """Return the day of the review; raise `Refused` for none, a past one, and one more than twelve months
    away.
    """
    if review_on is None:
        raise Refused(_("Enter the review date."), "needs_review")
    if review_on <= today:
        raise Refused(_("Enter a review date in the future."), "past_review")
    if review_on > _a_year_after(today):
        raise Refused(_("Enter a review date within the next twelve months."), "late_review")
    return review_on


def _a_year_after(day: datetime.date) -> datetime.date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


@transaction.atomic
def resume(commitment: Commitment, *, by: User, now: datetime.datetime, reason: str = "") -> Commitment:
    """Resume a suspended commitment; its review is on the day that its deadline names, or a cycle later."""
    check_and_lock(commitment, Step.RESUME, by)
    standing = commitment.deadline
    review_on = standing.review_on if standing else None
    today = timezone.localdate(now)
    also = {"review_on": review_on}
    apply(commitment, Step.RESUME, by=by, now=now, reason=reason.strip(), also=also)
    if review_on is not None and review_on <= today:
        successors.postpone_reviews(commitment, by=by, now=now)
    successors.update_agendas(commitment, by=by, now=now)
    return commitment
