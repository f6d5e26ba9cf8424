"""How a commitment ends other than by being done, and how it is opened again."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments import access
from commitments.editing import need_reason
from commitments.errors import Refused
from commitments.lifecycle import following, requests, series
from commitments.lifecycle.reports import clear_reports
from commitments.lifecycle.rules import owing_leads, why_not_yet
from commitments.lifecycle.taking import begin, day_of, hold, hold_all, need_document, short_enough, take
from commitments.models import Approval, Commitment, Meeting, User
from commitments.vocabulary import (
    HIDDEN_STATES,
    TRANSITIONS,
    CommitmentState,
    Matter,
    Step,
)


@transaction.atomic
def conclude(
    commitment: Commitment, *, by: User, now: datetime.datetime, reason: str, on: datetime.date | None = None
) -> Commitment:
    """Close a continuing commitment that has served its purpose: today, or on the day that it did."""
    begin(commitment, Step.CONCLUDE, by)
    also = {"closed_on": day_of(on, now)}
    take(commitment, Step.CONCLUDE, by=by, now=now, reason=need_reason(reason), also=also)
    following.ended(commitment, by=by, now=now)
    return commitment


@transaction.atomic
def overtake(
    commitment: Commitment, *, by: User, now: datetime.datetime, reason: str, on: datetime.date | None = None
) -> Commitment:
    """Close a continuing commitment that events have made idle: today, or on the day that they did."""
    begin(commitment, Step.OVERTAKE, by)
    also = {"closed_on": day_of(on, now)}
    take(commitment, Step.OVERTAKE, by=by, now=now, reason=need_reason(reason), also=also)
    following.ended(commitment, by=by, now=now)
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
    """Close what both sides have agreed to let go; `document` names the paper or who decided it.

    A series ends with it. `approval` is the granted request it answers; without one, the head's own decision
    is recorded as asked and granted at once.
    """
    begin(commitment, Step.WITHDRAW, by)
    said, named = need_reason(reason), need_document(document)
    if approval is None:
        requests.decided_alone(commitment, Matter.WITHDRAW, reason=said, document=named, by=by, now=now)
    take(commitment, Step.WITHDRAW, by=by, now=now, reason=said)
    following.ended(commitment, by=by, now=now)
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
    """Close what another commitment of the same partner has taken the place of; neither's strength changes.

    Where no other authority is named, it is the clause of the other one, which only its own door shows.
    """
    begin(commitment, Step.SUPERSEDE, by, beside=other)
    other.refresh_from_db()
    check_other(commitment, other, by)
    said, named = need_reason(reason), short_enough(document)
    if approval is None:
        requests.decided_alone(
            commitment, Matter.SUPERSEDE, reason=said, document=named, other=other, by=by, now=now
        )
    take(commitment, Step.SUPERSEDE, by=by, now=now, reason=said, also={"superseded_by": other})
    following.ended(commitment, by=by, now=now)
    return commitment


def check_other(commitment: Commitment, other: Commitment, user: User) -> None:
    """Refuse what cannot take the place: hidden, of another partner, a draft, or in a circle."""
    if not access.sees(user, other) or other.country_id != commitment.country_id:
        raise Refused(_("Choose another commitment of the same partner."), "other")
    if other.pk == commitment.pk:
        raise Refused(_("A commitment does not supersede itself."), "other")
    if other.state in {CommitmentState.DRAFT, *HIDDEN_STATES}:
        raise Refused(_("A draft supersedes nothing; propose it first."), "other")
    seen: set[int] = set()
    step: Commitment | None = other
    while step is not None and step.pk not in seen:
        seen.add(step.pk)
        if step.superseded_by_id == commitment.pk:
            raise Refused(
                _("That one was itself superseded by this; a circle would leave nothing standing."), "circle"
            )
        step = step.superseded_by


@transaction.atomic
def drop(
    commitment: Commitment,
    *,
    reason: str,
    document: str,
    by: User,
    now: datetime.datetime,
    approval: Approval | None = None,
) -> Commitment:
    """Close what is no longer pursued, on whose authority; of a series, the next occurrence opens."""
    begin(commitment, Step.DROP, by)
    said, named = need_reason(reason), need_document(document)
    if approval is None:
        requests.decided_alone(commitment, Matter.DROP, reason=said, document=named, by=by, now=now)
    was_accepted = all(lead.accepted_on for lead in owing_leads(commitment))
    take(commitment, Step.DROP, by=by, now=now, reason=said)
    following.ended(commitment, by=by, now=now)
    if was_accepted:
        series.open_next(commitment, by=by, now=now)
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
    """Open a closed commitment again: in progress, or proposed where its owners never accepted.

    Reports and whatever superseded it no longer stand, and clocks that its completion started stop. Refused
    where the rest of it lives on; the next occurrence of a series may stand beside it.
    """
    begin(commitment, Step.REOPEN, by)
    said = need_reason(reason)
    if approval is None:
        requests.decided_alone(
            commitment, Matter.REOPEN, reason=said, document=document.strip(), by=by, now=now
        )
    leads = owing_leads(commitment)
    also: dict[str, object] = {"superseded_by": None}
    target = TRANSITIONS[Step.REOPEN].target
    if not all(lead.accepted_on for lead in leads):
        target = TRANSITIONS[Step.REOPEN].before_acceptance or target
        also["proposed_on"] = timezone.localdate(now)
    clear_reports(commitment, by=by, now=now)
    take(commitment, Step.REOPEN, by=by, now=now, reason=said, also=also, target=target)
    following.reopened(commitment, by=by, now=now)
    following.listed(commitment, by=by, now=now)
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
    hold(commitment)
    take(commitment, Step.ENTER_IN_ERROR, by=by, now=now, reason=approval.reason)
    following.ended(commitment, by=by, now=now)
    if approval.commitment_id is not None:
        # With its whole meeting, the agendas are gone through once, at the end.
        following.listed(commitment, by=by, now=now)
    return commitment


def _why_not_in_error(commitment: Commitment, approval: Approval, user: User) -> Refused | None:
    meeting = commitment.outcome.meeting
    is_of_this = requests.answers(approval, commitment, Matter.ENTER_IN_ERROR)
    is_of_meeting = requests.answers(approval, meeting, Matter.ENTER_IN_ERROR)
    if not (is_of_this or is_of_meeting) or approval.decided_by_id != user.pk:
        return Refused(_("A second person of the desk decides this; ask for it."), "ask")
    row = TRANSITIONS[Step.ENTER_IN_ERROR]
    if commitment.state not in row.sources:
        return Refused(row.explanation, "wrong_state")
    return None if is_of_meeting else why_not_yet(commitment, Step.ENTER_IN_ERROR, user)


@transaction.atomic
def enter_all_in_error(meeting: Meeting, *, approval: Approval, by: User, now: datetime.datetime) -> int:
    """Hide every commitment of a meeting that is entered in error, and give their number.

    Drafts are discarded. What the person may not read goes with its meeting too, without a word about it.
    """
    standing = Commitment.objects.filter(outcome__meeting=meeting).exclude(state__in=HIDDEN_STATES)
    listed = list(standing.select_related("outcome", "deadline").order_by("pk"))
    hold_all(listed)
    whole = Commitment.objects.select_related("outcome__meeting", "country")
    for key in [one.pk for one in listed]:
        # Read when its turn comes: the end of one before it may have stopped its clock.
        commitment = whole.get(pk=key)
        if commitment.state == CommitmentState.DRAFT:
            take(commitment, Step.DISCARD, by=by, now=now, reason=approval.reason)
        else:
            enter_in_error(commitment, approval=approval, by=by, now=now)
    return len(listed)
