"""Approvals: what one person requests and another grants, and the only place where requests take effect.

`PROCEDURES` describes each kind of request: another date, suspension, an ending, reopening, an error, a lower
classification, a supplement or a counter-proposal. One person raises a classification; two people lower it.
"""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from commitments.access import policy, responsibilities, rules, write_rules
from commitments.classification import levels
from commitments.db import page_cache
from commitments.deadlines import changes
from commitments.deadlines.context import load_dependencies
from commitments.enums import (
    AGREED_STATES,
    HEAD_ROLES,
    SLIPS,
    TRANSITIONS,
    Actor,
    ApprovalKind,
    ApprovalState,
    Classification,
    MeetingState,
    MoveReason,
    Step,
)
from commitments.errors import Refused, build_closed
from commitments.language.phrases.specification import DeadlineSpec
from commitments.lifecycle import acceptance, endings, supplements
from commitments.lifecycle.transitions import why_not_yet
from commitments.models import Approval, Classified, Commitment, GivenInConfidence, Meeting, Record, User
from commitments.records import edits, parts
from commitments.records.edits import fit_document, need_document, need_reason

Subject = Meeting | Commitment
DESK = _("Only the desk can request this. Contact the desk.")
OF_OWNERS = {
    ApprovalKind.DATE: _("Only the desk or the lead ministry can request a new deadline. Contact the desk."),
    ApprovalKind.COUNTER_PROPOSAL: _("Only the desk or the lead ministry can propose other terms."),
}
ASKED = _("This request already exists and is pending a decision. Wait for the decision.")
DECIDED = _("The decision has already been made. Check the record again.")


def subject_of(record: Model) -> Subject:
    """Return the meeting or commitment on whose page a record is shown: itself, where it is one."""
    if isinstance(record, Meeting | Commitment):
        return record
    beside = getattr(record, "meeting", None) or getattr(record, "commitment", None)
    assert isinstance(beside, Meeting | Commitment)
    return beside


def part_of(record: Model) -> str:
    """Return the name of a part of a record, such as "commitments.Statement:12"; empty for the record."""
    return "" if isinstance(record, Meeting | Commitment) else f"{record._meta.label}:{record.pk}"


def record_of(approval: Approval) -> Classified:
    """Return the record that a request is about: the part it names, or else its subject."""
    if not approval.part:
        return approval.subject
    label, _colon, key = approval.part.partition(":")
    model = apps.get_model(label)
    assert issubclass(model, Classified)
    if (found := model._base_manager.filter(pk=int(key)).first()) is None:
        raise Refused(_("The subject of this request was removed. Reject the request."), "outdated")
    return found


def why_not_mark(record: Model, user: User) -> Refused | None:
    """Explain why this person cannot change the classification of this record, or return None."""
    subject = subject_of(record)
    may = write_rules.may_write(user, type(record)) and policy.can_read(user, record)
    if not (may and responsibilities.works_on(user, subject.country)):
        return write_rules.build_forbidden()
    return build_closed() if write_rules.find_closure(subject) is not None else None


def lock_for_marking(record: Model, user: User) -> None:
    if (refusal := why_not_mark(record, user)) is not None:
        raise refusal
    # What it stands on first, as everybody else does: two who write on one meeting wait for each other.
    subject = subject_of(record)
    type(subject)._base_manager.select_for_update(no_key=True).get(pk=subject.pk)


@transaction.atomic
def raise_classification(record: Classified, level: int, *, by: User, now: datetime.datetime) -> Classified:
    """Mark a record higher, at once, whatever its meeting's state; what holds it goes up with it."""
    lock_for_marking(record, by)
    record.refresh_from_db()
    if level <= record.classification:
        raise Refused(_("The classification is already at this level or a higher one."), "not_higher")
    return edits.change_record(record, {"classification": level}, by=by, now=now, action="raised")


@transaction.atomic
def mark_confidential(
    record: GivenInConfidence, *, consent: str = "", by: User, now: datetime.datetime
) -> GivenInConfidence:
    """Mark a record as given in confidence by the partner; with consent it may leave the government."""
    lock_for_marking(record, by)
    record.refresh_from_db()
    values = {"in_confidence": True, "consent": consent.strip()}
    return edits.change_record(record, values, by=by, now=now, action="in confidence")


def why_not_request_lower(record: Classified, user: User) -> Refused | None:
    """Explain why a lower classification cannot be requested now, or return None."""
    if record.classification <= Classification.PUBLIC:
        return Refused(_("The classification is already the lowest."), "lowest")
    if (refusal := why_not_mark(record, user)) is not None:
        return refusal
    return Refused(ASKED, "asked") if find_waiting_request(record) is not None else None


def find_waiting_request(record: Model) -> Approval | None:
    """Return the pending request for a lower classification; None where there is none."""
    asked = Approval.objects.filter(
        kind=ApprovalKind.LOWER_CLASSIFICATION, state=ApprovalState.PENDING, part=part_of(record)
    )
    return asked.filter(**{str(subject_of(record)._meta.model_name): subject_of(record)}).first()


@transaction.atomic
def request_lower_classification(
    record: Classified,
    level: int,
    *,
    reason: str,
    with_parts: bool = False,
    by: User,
    now: datetime.datetime,
) -> Approval:
    """Request a lower classification, with its parts if wanted; a head other than the requester decides."""
    if (refusal := why_not_request_lower(record, by)) is not None:
        raise refusal
    _check(record, level, with_parts=with_parts)
    subject = subject_of(record)
    asked = Approval(
        kind=ApprovalKind.LOWER_CLASSIFICATION,
        part=part_of(record),
        terms={"from": record.classification, "to": level, "parts": with_parts},
        reason=need_reason(reason),
        **{str(subject._meta.model_name): subject},
    )
    return edits.create_record(asked, by=by, now=now, reason=asked.reason)


def _check(record: Classified, level: int, *, with_parts: bool) -> None:
    """Refuse what could not be granted today: what is no lower, and what would fall below what it holds."""
    if level >= record.classification:
        raise Refused(levels.NOT_LOWER, "not_lower")
    parts = {(type(one), one.pk) for one in (levels.parts_above(record, level) if with_parts else ())}
    for one in levels.list_above_level(record, level):
        if (type(one), one.pk) not in parts:
            raise Refused(levels.TOO_LOW, "too_low")


def _lower(approval: Approval, *, by: User, now: datetime.datetime) -> None:
    record = record_of(approval)
    write_rules.require_permission(policy.can_read(by, record))
    assert isinstance(record, Record)
    if record.classification != approval.terms.get("from"):
        raise Refused(
            _("The classification has changed. Reject this request, and ask for a new one."), "outdated"
        )
    level, with_parts = int(approval.terms["to"]), bool(approval.terms.get("parts"))
    levels.lower_level(record, level, approval=approval, with_parts=with_parts, by=by, now=now)


def spec_of(approval: Approval) -> DeadlineSpec:
    """Read the requested deadline; raise `Refused` where it is not valid."""
    try:
        return DeadlineSpec.from_json(approval.terms["spec"])
    except (KeyError, TypeError, ValueError) as error:
        raise Refused(_("Enter the new deadline that you request."), "needs_terms") from error


def review_of(approval: Approval) -> datetime.date | None:
    """Read the requested review date."""
    try:
        return parse_date(str(approval.terms.get("review_on") or ""))
    except ValueError:
        return None


def _check_date(approval: Approval, commitment: Commitment, user: User, _today: datetime.date) -> None:
    spec = spec_of(approval)
    last, held_on = spec.until or spec.period, commitment.outcome.meeting.held_on
    if last is not None and last.year is not None and held_on is not None and last.year < held_on.year:
        raise Refused(_("The new deadline is before the year of the meeting. Correct it."), "before_meeting")
    load_dependencies(approval.terms, user)
    if approval.move_reason not in SLIPS:
        raise Refused(_("Select a reason for the change of deadline."), "needs_move_reason")


def _other(approval: Approval) -> Commitment:
    if approval.other is not None:
        return approval.other
    raise Refused(_("Select another commitment of the same partner."), "other")


def _item_of(approval: Approval) -> Commitment:
    """Return the commitment that a request is about; the matter leaves no other."""
    assert approval.commitment is not None
    return approval.commitment


def _move_date(approval: Approval, *, by: User, now: datetime.datetime) -> None:
    changes.move_deadline(
        _item_of(approval),
        spec_of(approval),
        hooks=load_dependencies(approval.terms, by),
        reason=MoveReason(approval.move_reason),
        note=approval.reason,
        document=approval.document,
        review_on=review_of(approval),
        requested_by=approval.recorded_by,
        by=by,
        now=now,
    )


def _take_step(approval: Approval, *, by: User, now: datetime.datetime) -> None:
    """Take the step of the life cycle that was granted, with the reason and authority of the request."""
    said: dict[str, Any] = {"reason": approval.reason, "document": approval.document, "approval": approval}
    match approval.kind:
        case ApprovalKind.SUSPEND:
            review_on = endings.check_review(review_of(approval), timezone.localdate(now))
            endings.suspend(_item_of(approval), review_on=review_on, by=by, now=now, **said)
        case ApprovalKind.SUPERSEDE:
            endings.supersede(_item_of(approval), other=_other(approval), by=by, now=now, **said)
        case ApprovalKind.WITHDRAW:
            endings.withdraw(_item_of(approval), by=by, now=now, **said)
        case ApprovalKind.DISCONTINUE:
            endings.discontinue(_item_of(approval), by=by, now=now, **said)
        case ApprovalKind.REOPEN:
            endings.reopen(_item_of(approval), by=by, now=now, **said)


def _enter_in_error(approval: Approval, *, by: User, now: datetime.datetime) -> None:
    if approval.meeting is not None:
        endings.enter_meeting_in_error(approval.meeting, approval=approval, by=by, now=now)
        for one in supplements.list_pending(approval.meeting):
            _settle(one, ApprovalState.REFUSED, answer=approval.reason, by=by, now=now)
    else:
        endings.enter_in_error(_item_of(approval), approval=approval, by=by, now=now)


@dataclass(frozen=True, slots=True)
class ApprovalProcedure:
    """One kind of request: who makes it, who decides it, and what granting it does.

    `requested_by` and `decided_by` are capacities as in the table of transitions; of `decided_by`, SECOND is
    any officer of the desk. `is_two_person`: the requester never decides. `needs_authority`: the request
    names who decided, or a document. `step` is the step of the life cycle that it leads to, where it is one;
    `check` refuses terms not to be granted today. `opened` and `dropped` follow the request and its refusal.
    """

    grant: Callable[..., None]
    step: Step | None = None
    requested_by: Actor = Actor.DESK
    decided_by: Actor = Actor.HEAD
    is_two_person: bool = False
    needs_authority: bool = False
    check: Callable[[Approval, Commitment, User, datetime.date], Any] | None = None
    opened: Callable[..., None] | None = None
    dropped: Callable[..., None] | None = None


PROCEDURES: Mapping[str, ApprovalProcedure] = {
    ApprovalKind.DATE: ApprovalProcedure(_move_date, requested_by=Actor.OWNER, check=_check_date),
    ApprovalKind.SUSPEND: ApprovalProcedure(
        _take_step,
        Step.SUSPEND,
        check=lambda approval, _item, _user, today: endings.check_review(review_of(approval), today),
    ),
    ApprovalKind.WITHDRAW: ApprovalProcedure(_take_step, Step.WITHDRAW, needs_authority=True),
    ApprovalKind.SUPERSEDE: ApprovalProcedure(
        _take_step,
        Step.SUPERSEDE,
        check=lambda approval, item, user, _today: endings.check_other(item, _other(approval), user),
    ),
    ApprovalKind.DISCONTINUE: ApprovalProcedure(_take_step, Step.DISCONTINUE, needs_authority=True),
    ApprovalKind.REOPEN: ApprovalProcedure(_take_step, Step.REOPEN),
    ApprovalKind.ENTER_IN_ERROR: ApprovalProcedure(
        _enter_in_error, Step.ENTER_IN_ERROR, decided_by=Actor.SECOND, is_two_person=True
    ),
    ApprovalKind.LOWER_CLASSIFICATION: ApprovalProcedure(_lower, is_two_person=True),
    ApprovalKind.SUPPLEMENT: ApprovalProcedure(
        supplements.add_rows,
        is_two_person=True,
        dropped=lambda approval, **said: supplements.drop(approval, now=said["now"]),
    ),
    ApprovalKind.COUNTER_PROPOSAL: ApprovalProcedure(
        acceptance.apply_terms,
        requested_by=Actor.OWNER,
        decided_by=Actor.SECOND,
        check=acceptance.check_terms,
        opened=acceptance.open_terms,
        dropped=acceptance.close_terms,
    ),
}


@transaction.atomic
def request_approval(
    subject: Subject,
    matter: ApprovalKind,
    *,
    reason: str,
    document: str = "",
    terms: Mapping[str, Any] | None = None,
    move_reason: str = "",
    other: Commitment | None = None,
    by: User,
    now: datetime.datetime,
) -> Approval:
    """Request what another person decides; only one request for a matter at a time.

    `terms` of DATE: "spec" as stored, and "review_on", "event", "mechanism", "session_number", "follows"
    (ids) or None; of SUSPEND: "review_on". `other` supersedes. What could not be granted is refused at once.
    """
    if (refusal := why_not_request(subject, matter, by)) is not None:
        raise refusal
    kind = PROCEDURES[matter]
    asked = Approval(
        kind=matter,
        reason=need_reason(reason),
        document=need_document(document) if kind.needs_authority else fit_document(document),
        terms=dict(terms or {}),
        move_reason=move_reason,
        other=other,
        **{str(subject._meta.model_name): subject},
    )
    if isinstance(subject, Commitment) and kind.check is not None:
        kind.check(asked, subject, by, timezone.localdate(now))
    edits.create_record(asked, by=by, now=now, reason=asked.reason)
    if kind.opened is not None:
        kind.opened(asked, by=by, now=now)
    return asked


def why_not_request(
    subject: Subject, matter: ApprovalKind, user: User, acts: write_rules.Acts | None = None
) -> Refused | None:
    """Explain why this cannot be requested now, without checking the terms, or return None."""
    acts = acts or write_rules.build_acts(user, subject)
    if isinstance(subject, Meeting):
        if not acts(Actor.DESK):
            return Refused(DESK, "forbidden")
        if matter == ApprovalKind.SUPPLEMENT:
            if (refusal := supplements.why_not_closed(subject)) is not None:
                return refusal
        elif matter != ApprovalKind.ENTER_IN_ERROR or subject.state == MeetingState.IN_ERROR:
            return Refused(_("The only request for a meeting is to mark it as entered in error."), "matter")
    else:
        if not acts(PROCEDURES[matter].requested_by):
            return Refused(OF_OWNERS.get(matter, DESK), "forbidden")
        if (refusal := _why_not_now(subject, matter, user)) is not None:
            return refusal
    standing = Approval.objects.filter(**{str(subject._meta.model_name): subject})
    may_be = not page_cache.is_reading() or parts.has_parts(subject, Approval)
    is_asked = may_be and standing.filter(kind=matter, state=ApprovalState.PENDING).exists()
    return Refused(ASKED, "asked") if is_asked else None


def _why_not_now(commitment: Commitment, matter: ApprovalKind, user: User) -> Refused | None:
    """Explain why the state of the commitment or of its record prevents this, whoever decides."""
    if matter in (ApprovalKind.LOWER_CLASSIFICATION, ApprovalKind.SUPPLEMENT):
        return Refused(_("This cannot be requested for a commitment."), "matter")
    if matter == ApprovalKind.COUNTER_PROPOSAL:
        return acceptance.why_not_propose_terms(commitment)
    step = PROCEDURES[matter].step
    if step is None:
        is_agreed = commitment.state in AGREED_STATES
        return None if is_agreed else Refused(changes.NOT_AGREED, "wrong_state")
    if commitment.state not in TRANSITIONS[step].sources:
        return Refused(TRANSITIONS[step].explanation, "wrong_state")
    return why_not_yet(commitment, step, user)


@transaction.atomic
def grant_request(approval: Approval, *, answer: str = "", by: User, now: datetime.datetime) -> Approval:
    """Grant a request of any kind and put it into effect at once, all or nothing.

    Everything is checked again: changes since the request are refused, with what to do.
    """
    if (refusal := why_not_grant(approval, by)) is not None:
        raise refusal
    _settle(approval, ApprovalState.GRANTED, answer=answer, by=by, now=now)
    PROCEDURES[approval.kind].grant(approval, by=by, now=now)
    return approval


def why_not_grant(approval: Approval, user: User) -> Refused | None:
    """Explain why this person cannot grant this request now, or return None."""
    refusal = why_not_decide(approval, user)
    item = approval.commitment
    if refusal is not None or item is None or approval.kind == ApprovalKind.LOWER_CLASSIFICATION:
        return refusal
    refusal = _why_not_now(item, ApprovalKind(approval.kind), user)
    if refusal is None:
        return None
    return Refused(
        _("This request can no longer be approved: %(why)s Reject the request and explain what changed.")
        % {"why": refusal.message},
        "outdated",
    )


@transaction.atomic
def refuse_request(approval: Approval, *, answer: str, by: User, now: datetime.datetime) -> Approval:
    """Refuse a request, saying why; nothing else changes."""
    if (refusal := why_not_decide(approval, by)) is not None:
        raise refusal
    return _settle(approval, ApprovalState.REFUSED, answer=need_reason(answer), by=by, now=now)


@transaction.atomic
def withdraw_request(approval: Approval, *, by: User, now: datetime.datetime) -> Approval:
    """Withdraw the person's own request before it is decided."""
    if (refusal := why_not_take_back(approval, by)) is not None:
        raise refusal
    return _settle(approval, ApprovalState.WITHDRAWN, answer="", by=by, now=now)


def why_not_take_back(approval: Approval, user: User) -> Refused | None:
    """Explain why this person cannot withdraw this request, or return None."""
    if approval.recorded_by_id != user.pk:
        return Refused(
            _("Only the requester can withdraw the request. The head of desk can reject it."), "forbidden"
        )
    return None if approval.state == ApprovalState.PENDING else Refused(DECIDED, "decided")


def why_not_decide(approval: Approval, user: User) -> Refused | None:
    """Explain why this person cannot decide this request, or return None."""
    if approval.state != ApprovalState.PENDING:
        return Refused(DECIDED, "decided")
    kind, subject = PROCEDURES[approval.kind], approval.subject
    if kind.is_two_person and approval.recorded_by_id == user.pk:
        return Refused(_("You made this request. A second person must decide it."), "own_request")
    is_second = kind.decided_by == Actor.SECOND
    decides = responsibilities.works_on if is_second else responsibilities.heads_over
    if policy.can_read(user, subject) and decides(user, subject.country):
        return None
    if is_second and not kind.is_two_person:
        return Refused(_("An officer of the desk must decide this."), "forbidden")
    if is_second:
        return Refused(_("A second person at the desk must decide this."), "forbidden")
    return Refused(_("The head of desk or the division head must decide this."), "forbidden")


def _settle(
    approval: Approval, state: ApprovalState, *, answer: str, by: User, now: datetime.datetime
) -> Approval:
    """Record the decision, unless another was made meanwhile."""
    edits.change_record(
        approval,
        {"state": state, "decided_by": by, "decided_at": now, "answer": answer.strip()},
        by=by,
        now=now,
        action=state.value,
        reason=answer.strip(),
        where={"state": ApprovalState.PENDING},
    )
    if (dropped := PROCEDURES[approval.kind].dropped) is not None and state != ApprovalState.GRANTED:
        dropped(approval, by=by, now=now)
    return approval


def waiting_for(user: User) -> QuerySet[Approval]:
    """List what waits for this person's decision, the longest waiting first."""
    seen = rules.at_hand(Approval.objects.filter(for_decision_of(user)), user)
    listed = seen.select_related("commitment", "meeting", "recorded_by", "other")
    return listed.order_by("recorded_at", "pk")


def for_decision_of(user: User) -> Q:
    """Return the condition of requests that a person may decide, of the partners that they may read."""
    if not write_rules.may_write(user, Commitment):
        return Q(pk__in=())
    capacities = {Actor.SECOND, Actor.HEAD} if user.role in HEAD_ROLES else {Actor.SECOND}
    decided = [matter for matter, kind in PROCEDURES.items() if kind.decided_by in capacities]
    two_person = [matter for matter, kind in PROCEDURES.items() if kind.is_two_person]
    is_allowed = ~Q(kind__in=two_person) | ~Q(recorded_by=user)
    return Q(state=ApprovalState.PENDING, kind__in=decided) & is_allowed
