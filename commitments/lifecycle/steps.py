"""The sole writer of commitments' states: each step is one function, one transaction, one audit row."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments import access, editing
from commitments.errors import Refused
from commitments.lifecycle.rules import owing_leads, why_not
from commitments.models import Commitment, Responsibility, User
from commitments.vocabulary import CLOSED_STATES, JOINT_TEXTS, TRANSITIONS, Side, Step


def check(commitment: Commitment, step: Step, user: User) -> None:
    """Raise the refusal that `why_not` finds, where it finds one."""
    refusal = why_not(commitment, step, user)
    if refusal is not None:
        raise refusal


def _take(
    commitment: Commitment,
    step: Step,
    *,
    by: User,
    now: datetime.datetime,
    reason: str = "",
    also: Mapping[str, Any] | None = None,
) -> Commitment:
    """Write the target state where the old one still stands."""
    target = TRANSITIONS[step].target
    values: dict[str, Any] = {"state": target}
    if target in CLOSED_STATES:
        values["closed_on"] = timezone.localdate(now)
    values |= also or {}
    return editing.change(
        commitment,
        values,
        by=by,
        now=now,
        action=step.value,
        reason=reason,
        where={"state": commitment.state},
    )


@transaction.atomic
def propose(commitment: Commitment, *, by: User, now: datetime.datetime) -> Commitment:
    """Put a draft before its owners.

    A text of both sides that carries the clause is their acceptance; where ours is led by the desk's own
    ministry alone, the desk still accepts by a step of its own.
    """
    check(commitment, Step.PROPOSE, by)
    _take(commitment, Step.PROPOSE, by=by, now=now, also={"proposed_on": timezone.localdate(now)})
    statement = commitment.outcome.statement
    if statement is not None and statement.kind in JOINT_TEXTS:
        for lead in owing_leads(commitment):
            if lead.side == Side.THEIRS:
                day = statement.dated_on or commitment.outcome.meeting.held_on
                _mark_accepted(lead, by=by, now=now, answer=statement.title, on=day)
        _accept_when_all_have(commitment, by=by, now=now)
    return commitment


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
    ministry's answer. Theirs: by a filed document only; silence never accepts.
    """
    check(commitment, Step.ACCEPT, by)
    lead = _lead(commitment, side)
    if lead.accepted_on is not None:
        raise Refused(_("This side has accepted already."), "accepted_already")
    if not answer and not _answers_for(lead, by, commitment):
        raise Refused(
            _("File the answer of that ministry: letter, note or mail with number and date."), "needs_answer"
        )
    _mark_accepted(lead, by=by, now=now, answer=answer, on=on)
    return _accept_when_all_have(commitment, by=by, now=now)


def _answers_for(lead: Responsibility, user: User, commitment: Commitment) -> bool:
    """Say whether the person's own word is the ministry's word."""
    if lead.side == Side.THEIRS or lead.ministry is None:
        return False
    return access.is_of_lead(user, commitment) or lead.ministry.runs_tracker


def _lead(commitment: Commitment, side: Side) -> Responsibility:
    for lead in owing_leads(commitment):
        if lead.side == side:
            return lead
    raise Refused(_("No lead of that side owes this."), "no_lead")


def _mark_accepted(
    lead: Responsibility, *, by: User, now: datetime.datetime, answer: str, on: datetime.date | None
) -> None:
    values = {"accepted_on": _day(on, now), "accepted_by": by, "acceptance": answer}
    editing.change(lead, values, by=by, now=now, action="accepted", where={"accepted_on": None})


def _accept_when_all_have(commitment: Commitment, *, by: User, now: datetime.datetime) -> Commitment:
    if all(lead.accepted_on for lead in owing_leads(commitment)):
        # What stands now is what was agreed: every later slip is measured against it.
        first = {} if commitment.first_deadline_id else {"first_deadline": commitment.deadline_id}
        return _take(commitment, Step.ACCEPT, by=by, now=now, also=first)
    return commitment


@transaction.atomic
def decline(commitment: Commitment, *, by: User, now: datetime.datetime, reason: str) -> Commitment:
    """Record that an owner declines; until it is proposed again, the item is the desk's."""
    check(commitment, Step.DECLINE, by)
    _need_reason(reason)
    return _take(commitment, Step.DECLINE, by=by, now=now, reason=reason)


@transaction.atomic
def redraft(commitment: Commitment, *, by: User, now: datetime.datetime, reason: str) -> Commitment:
    """Take a proposal back to draft, as a counter-proposal needs; acceptances so far no longer stand."""
    check(commitment, Step.REDRAFT, by)
    _need_reason(reason)
    for lead in owing_leads(commitment):
        if lead.accepted_on is not None:
            cleared = {"accepted_on": None, "accepted_by": None, "acceptance": ""}
            editing.change(lead, cleared, by=by, now=now, action="acceptance cleared")
    return _take(commitment, Step.REDRAFT, by=by, now=now, reason=reason)


@transaction.atomic
def start(commitment: Commitment, *, by: User, now: datetime.datetime) -> Commitment:
    """Say that work has begun."""
    check(commitment, Step.START, by)
    return _take(commitment, Step.START, by=by, now=now)


@transaction.atomic
def report(
    commitment: Commitment,
    side: Side,
    *,
    by: User,
    now: datetime.datetime,
    document: str = "",
    on: datetime.date | None = None,
) -> Commitment:
    """Record that the lead of one side reports completion; when all owing leads have, it awaits validation.

    The day is today, or that of the report on file: kept or late is judged by it.

    Theirs is reported by a filed document only.
    """
    check(commitment, Step.REPORT, by)
    lead = _lead(commitment, side)
    if lead.reported_on is not None:
        raise Refused(_("This side has reported already."), "reported_already")
    if side == Side.THEIRS and not document:
        raise Refused(_("File their report: letter, note or mail with number and date."), "needs_report")
    values = {"reported_on": _day(on, now), "reported_by": by, "report": document}
    editing.change(lead, values, by=by, now=now, action="reported", where={"reported_on": None})
    if all(one.reported_on for one in owing_leads(commitment)):
        return _take(commitment, Step.REPORT, by=by, now=now)
    return commitment


@transaction.atomic
def send_back(commitment: Commitment, *, by: User, now: datetime.datetime, reason: str) -> Commitment:
    """Return a report that does not convince; the owners' clocks run again."""
    check(commitment, Step.SEND_BACK, by)
    _need_reason(reason)
    for lead in owing_leads(commitment):
        cleared = {"reported_on": None, "reported_by": None, "report": ""}
        editing.change(lead, cleared, by=by, now=now, action="report returned")
    return _take(commitment, Step.SEND_BACK, by=by, now=now, reason=reason)


@transaction.atomic
def fulfil(commitment: Commitment, *, by: User, now: datetime.datetime, reason: str = "") -> Commitment:
    """Confirm completion: with evidence, by another person than the one who reported it."""
    check(commitment, Step.FULFIL, by)
    return _take(commitment, Step.FULFIL, by=by, now=now, reason=reason)


@transaction.atomic
def conclude(
    commitment: Commitment, *, by: User, now: datetime.datetime, reason: str, on: datetime.date | None = None
) -> Commitment:
    """Close a continuing commitment that has served its purpose: today, or on the day that it did."""
    check(commitment, Step.CONCLUDE, by)
    _need_reason(reason)
    also = {"closed_on": _day(on, now)}
    return _take(commitment, Step.CONCLUDE, by=by, now=now, reason=reason, also=also)


def _day(on: datetime.date | None, now: datetime.datetime) -> datetime.date:
    """Give the day of an act: that of its document, never one to come, or today."""
    today = timezone.localdate(now)
    if on is not None and on > today:
        raise Refused(_("A document is dated today or earlier."), "future")
    return on or today


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Give the reason in a sentence."), "needs_reason")
