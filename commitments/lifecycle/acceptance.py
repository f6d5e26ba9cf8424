"""From a draft to what every owing lead has accepted, or one has declined."""

import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments import access, editing
from commitments.editing import need_reason
from commitments.errors import Refused
from commitments.lifecycle import following, hearing, series
from commitments.lifecycle.rules import owing_leads
from commitments.lifecycle.taking import begin, day_of, hold_all, short_enough, take
from commitments.models import Commitment, Meeting, Responsibility, Statement, User
from commitments.vocabulary import JOINT_TEXTS, Actor, CommitmentState, Side, Step


@transaction.atomic
def propose(commitment: Commitment, *, by: User, now: datetime.datetime) -> Commitment:
    """Put a draft, or a declined item with another lead or other terms, before its owners.

    A text of both sides that carries the clause is the partner's acceptance, with no further step; where ours
    is led by the desk's own ministry alone, the desk still accepts by a step of its own.
    """
    begin(commitment, Step.PROPOSE, by)
    if commitment.state == CommitmentState.DECLINED:
        # Whoever had accepted did so with the terms and partners of then.
        clear_acceptances(commitment, by=by, now=now)
    take(commitment, Step.PROPOSE, by=by, now=now, also={"proposed_on": timezone.localdate(now)})
    text = joint_text(commitment)
    if text is not None:
        for lead in owing_leads(commitment):
            if lead.side == Side.THEIRS:
                day = text.dated_on or commitment.outcome.meeting.held_on
                _mark_accepted(lead, by=by, now=now, answer=text.title, on=day)
        _accept_when_all_have(commitment, by=by, now=now)
    following.listed(commitment, by=by, now=now)
    return commitment


def drafts_of(meeting: Meeting, person: User) -> QuerySet[Commitment]:
    """Give the drafts of a meeting that the person may read."""
    rows = Commitment.objects.filter(outcome__meeting=meeting, state=CommitmentState.DRAFT)
    return access.visible_to(rows, person)


def why_not_propose_drafts(_meeting: Meeting, acts: access.Acts) -> Refused | None:
    """Explain why this person does not propose the drafts of a meeting, or give None who does."""
    return None if acts(Actor.DESK) else access.forbidden()


@transaction.atomic
def propose_drafts(meeting: Meeting, *, by: User, now: datetime.datetime) -> list[Commitment]:
    """Put every draft of a meeting that the person may read before its owners, and return them."""
    if (refusal := why_not_propose_drafts(meeting, access.acts(by, meeting))) is not None:
        raise refusal
    drafts = list(drafts_of(meeting, by).select_related("outcome", "deadline").order_by("pk"))
    hold_all(drafts)
    for draft in drafts:
        propose(draft, by=by, now=now)
    return drafts


def joint_text(commitment: Commitment) -> Statement | None:
    """Find the text of both sides that carries the clause: the outcome's own, or another with its wording."""
    outcome = commitment.outcome
    if outcome.statement is not None and outcome.statement.kind in JOINT_TEXTS:
        return outcome.statement
    carried = outcome.clauses(manager="objects").exclude(wording="").filter(statement__kind__in=JOINT_TEXTS)
    clause = carried.select_related("statement").order_by("id").first()
    return clause.statement if clause else None


@transaction.atomic
def accept(
    commitment: Commitment,
    side: Side,
    *,
    by: User,
    now: datetime.datetime,
    answer: str = "",
    on: datetime.date | None = None,
) -> Commitment:
    """Record that the lead of one side accepts: today, or on the day of the answer on file.

    Ours: an actor of the lead ministry, or the desk where its own ministry leads or where it files that
    ministry's answer. Theirs: by a document that the desk files; silence never accepts.
    """
    begin(commitment, Step.ACCEPT, by)
    # Asked again of what is held now: another lead may have been named meanwhile.
    is_of_desk = access.works_on(by, commitment.country)
    access.require(is_of_desk or (side == Side.OURS and access.is_of_lead(by, commitment)))
    lead = lead_of(commitment, side)
    if lead.accepted_on is not None:
        raise Refused(_("This side has accepted already."), "accepted_already")
    if not answer.strip() and not _answers_for(lead, by, commitment):
        raise Refused(
            _("File the answer of that ministry: letter, note or mail with number and date."), "needs_answer"
        )
    _mark_accepted(lead, by=by, now=now, answer=short_enough(answer), on=on)
    return _accept_when_all_have(commitment, by=by, now=now)


@transaction.atomic
def decline(commitment: Commitment, *, by: User, now: datetime.datetime, reason: str) -> Commitment:
    """Record that an owner declines; until it is proposed again, the item is the desk's."""
    begin(commitment, Step.DECLINE, by)
    return take(commitment, Step.DECLINE, by=by, now=now, reason=need_reason(reason))


@transaction.atomic
def redraft(commitment: Commitment, *, by: User, now: datetime.datetime, reason: str) -> Commitment:
    """Take a proposal back to draft, as a counter-proposal needs; acceptances so far no longer stand."""
    begin(commitment, Step.REDRAFT, by)
    clear_acceptances(commitment, by=by, now=now)
    take(commitment, Step.REDRAFT, by=by, now=now, reason=need_reason(reason))
    following.listed(commitment, by=by, now=now)
    return commitment


@transaction.atomic
def discard(commitment: Commitment, *, by: User, now: datetime.datetime, reason: str = "") -> Commitment:
    """Throw a draft away: it goes from every list and stays in the record."""
    begin(commitment, Step.DISCARD, by)
    return take(commitment, Step.DISCARD, by=by, now=now, reason=reason.strip())


def lead_of(commitment: Commitment, side: Side) -> Responsibility:
    """Find the lead of an owing side; refuse where that side owes nothing."""
    for lead in owing_leads(commitment):
        if lead.side == side:
            return lead
    raise Refused(_("No lead of that side owes this."), "no_lead")


def clear_acceptances(commitment: Commitment, *, by: User, now: datetime.datetime) -> None:
    """Let the acceptances so far no longer stand; the history keeps them."""
    for lead in owing_leads(commitment):
        if lead.accepted_on is not None:
            cleared = {"accepted_on": None, "accepted_by": None, "acceptance": ""}
            editing.change(lead, cleared, by=by, now=now, action="acceptance cleared")
    hearing.keep(commitment)


def _answers_for(lead: Responsibility, user: User, commitment: Commitment) -> bool:
    """Say whether the person's own word is the ministry's word."""
    if lead.side == Side.THEIRS or lead.ministry is None:
        return False
    if access.is_of_lead(user, commitment):
        return True
    return lead.ministry.runs_tracker and access.works_on(user, commitment.country)


def _mark_accepted(
    lead: Responsibility, *, by: User, now: datetime.datetime, answer: str, on: datetime.date | None
) -> None:
    values = {"accepted_on": day_of(on, now), "accepted_by": by, "acceptance": answer}
    editing.change(lead, values, by=by, now=now, action="accepted", where={"accepted_on": None})


def _accept_when_all_have(commitment: Commitment, *, by: User, now: datetime.datetime) -> Commitment:
    hearing.keep(commitment)
    if all(lead.accepted_on for lead in owing_leads(commitment)):
        # What stands now is what was agreed: every later slip is measured against it.
        take(commitment, Step.ACCEPT, by=by, now=now, also=series.settled(commitment))
        following.accepted(commitment, by=by, now=now)
    return commitment
