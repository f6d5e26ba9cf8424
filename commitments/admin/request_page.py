"""A request as a page shows it: what is asked, why, and what granting it would do."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from commitments import access, marking
from commitments.admin.preview import sentences, worked_out
from commitments.errors import Refused
from commitments.lifecycle import approvals, marks, terms
from commitments.models import Approval, Commitment, User
from commitments.vocabulary import (
    TRANSITIONS,
    ApprovalState,
    Classification,
    CommitmentState,
    Matter,
    MoveReason,
)


@dataclass(frozen=True, slots=True)
class RequestShown:
    """One request: `before` and `after` are what granting changes, `why_not` who decides it instead."""

    pk: int
    what: str
    by: str
    asked_at: datetime.datetime
    kind: str
    reason: str
    authority: str
    before: str
    after: str
    working: str
    state: ApprovalState
    decided: str
    answer: str
    why_not: str
    may_take_back: bool


def request_shown(approval: Approval, person: User, *, today: datetime.date) -> RequestShown:
    """Make the values of one request; what it names is told only as far as the person may read it."""
    before, after, working = _effect(approval, person, today)
    is_waiting = approval.state == ApprovalState.ASKED
    refusal = approvals.why_not_decide(approval, person) if is_waiting else None
    return RequestShown(
        pk=approval.pk,
        what=capfirst(str(Matter(approval.matter).label)),
        by=str(approval.recorded_by or _("the tracker")),
        asked_at=approval.recorded_at,
        kind=str(MoveReason(approval.move_reason).label) if approval.move_reason else "",
        reason=approval.reason,
        authority=approval.document,
        before=before,
        after=after,
        working=working,
        state=ApprovalState(approval.state),
        decided=_decided(approval),
        answer=approval.answer,
        why_not=str(refusal or ""),
        may_take_back=is_waiting and approval.recorded_by_id == person.pk,
    )


def requests_shown(
    rows: Sequence[Approval], person: User, *, today: datetime.date
) -> tuple[RequestShown, ...]:
    """Make the requests that wait on one page."""
    return tuple(request_shown(row, person, today=today) for row in rows)


def _decided(approval: Approval) -> str:
    if approval.decided_at is None:
        return ""
    values = {
        "state": capfirst(str(ApprovalState(approval.state).label)),
        "who": approval.decided_by or _("the tracker"),
        "day": date_format(timezone.localtime(approval.decided_at)),
    }
    return _("%(state)s by %(who)s on %(day)s") % values


def _effect(approval: Approval, person: User, today: datetime.date) -> tuple[str, str, str]:
    """Say what stands, what would stand, and how that comes about."""
    if approval.matter == Matter.LOWER:
        return _lower(approval)
    commitment = approval.commitment
    if commitment is None:
        return "", _("The meeting and what came out of it leave every list."), ""
    effects: dict[str, Callable[[], tuple[str, str, str]]] = {
        Matter.DATE: lambda: _another_date(approval, commitment, person, today),
        Matter.REST: lambda: ("", _rests(approval), ""),
        Matter.SUPERSEDE: lambda: ("", _in_its_place(approval, person), ""),
    }
    if approval.matter in effects:
        return effects[approval.matter]()
    target = TRANSITIONS[approvals.STEP_OF[Matter(approval.matter)]].target
    state = str(CommitmentState(commitment.state).label)
    return state, str(CommitmentState(target).label), ""


def _lower(approval: Approval) -> tuple[str, str, str]:
    """Say of which record the marking goes down, from where to where, and what goes with it."""
    try:
        record = marks.record_of(approval)
    except Refused as refused:
        return "", _("cannot be told"), str(refused)
    name = f"{capfirst(str(record._meta.verbose_name))}: {record}"
    level = Classification(approval.terms["to"])
    told = [name]
    if approval.terms.get("parts") and approval.state == ApprovalState.ASKED:
        told.append(_("Parts that go along: %(count)s") % {"count": len(marking.parts_above(record, level))})
    return str(Classification(approval.terms["from"]).label), str(level.label), " · ".join(told)


def _another_date(
    approval: Approval, commitment: Commitment, person: User, today: datetime.date
) -> tuple[str, str, str]:
    before = _day(commitment.due_on)
    if approval.state != ApprovalState.ASKED:
        return "", str(approval.terms.get("spec", {}).get("wording", "")), ""
    try:
        spec, hooks = terms.spec_of(approval), terms.hooks_of(approval, person)
    except Refused as refused:
        return before, _("cannot be told"), str(refused)
    found = worked_out(commitment, spec, hooks, today)
    return before, _day(found.due_on), " ".join(sentences(found, terms.review_of(approval)))


def _day(day: datetime.date | None) -> str:
    return date_format(day) if day else _("no date")


def _rests(approval: Approval) -> str:
    day = terms.review_of(approval)
    return _("dormant, looked at again on %(day)s") % {"day": _day(day)}


def _in_its_place(approval: Approval, person: User) -> str:
    other = approval.other
    seen = other if other is not None and access.sees(person, other) else None
    other_name = access.name_of(approval.other_id, seen)
    return _("%(other)s stands in its place") % {"other": other_name}
