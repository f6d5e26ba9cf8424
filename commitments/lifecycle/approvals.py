"""Approvals: what one person requests and another grants, and the only place where requests take effect.

Requests are for another date, suspension, an ending, reopening, an error, or a lower classification. A
classification is raised at once by one person and lowered by two. Confidential records are marked here too.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.access import policy, responsibilities, rules, write_rules
from commitments.classification import levels
from commitments.deadlines import changes, versions
from commitments.enums import (
    CLOSED_STATES,
    HIDDEN_STATES,
    SLIPS,
    TRANSITIONS,
    Actor,
    ApprovalState,
    Classification,
    Matter,
    MeetingState,
    MoveReason,
    Step,
)
from commitments.errors import Refused
from commitments.language.phrases.specification import DeadlineSpec
from commitments.lifecycle import endings, requests
from commitments.lifecycle.requests import BY_ANOTHER, may_decide, settle_request
from commitments.lifecycle.transitions import need_document, short_enough, why_not_yet
from commitments.models import Approval, Classified, Commitment, Confided, Meeting, Record, User
from commitments.records import edits
from commitments.records.edits import need_reason

Subject = Meeting | Commitment


def subject_of(record: Classified) -> Subject:
    """Return the meeting or commitment on whose page a record is shown: itself, where it is one."""
    if isinstance(record, Meeting | Commitment):
        return record
    beside = getattr(record, "meeting", None) or getattr(record, "commitment", None)
    assert isinstance(beside, Meeting | Commitment)
    return beside


def part_of(record: Classified) -> str:
    """Return the name of a part of a record in a request, such as "commitments.Statement:12"; empty for
    the record.
    """
    return "" if isinstance(record, Meeting | Commitment) else f"{record._meta.label}:{record.pk}"


def record_of(approval: Approval) -> Classified:
    """Return the record that a request is about: the part it names, or else its subject."""
    if not approval.part:
        return approval.subject
    label, _colon, key = approval.part.partition(":")
    model = apps.get_model(label)
    assert issubclass(model, Classified)
    found = model._base_manager.filter(pk=int(key)).first()
    if found is None:
        raise Refused(_("What this request is about was taken away. Refuse it."), "outdated")
    return found


def why_not_mark(record: Classified, user: User) -> Refused | None:
    """Explain why this person cannot change the classification of this record, or return None."""
    subject = subject_of(record)
    may = write_rules.may_write(user, type(record)) and policy.can_read(user, record)
    return None if may and responsibilities.works_on(user, subject.country) else write_rules.build_forbidden()


def _allowed(record: Classified, user: User) -> None:
    refusal = why_not_mark(record, user)
    if refusal is not None:
        raise refusal
    # What it stands on first, as everybody else does: two who write on one meeting wait for each other.
    subject = subject_of(record)
    type(subject)._base_manager.select_for_update(no_key=True).get(pk=subject.pk)


@transaction.atomic
def raise_classification(record: Classified, level: int, *, by: User, now: datetime.datetime) -> Classified:
    """Mark a record higher, at once, whatever its meeting's state; what holds it goes up with it."""
    _allowed(record, by)
    record.refresh_from_db()
    if level <= record.classification:
        raise Refused(_("It is marked as high as that already."), "not_higher")
    return edits.change_record(record, {"classification": level}, by=by, now=now, action="raised")


@transaction.atomic
def mark_confidential(
    record: Classified, *, consent: str = "", by: User, now: datetime.datetime
) -> Classified:
    """Mark a record as given in confidence by the partner; with recorded consent it may leave the
    government.
    """
    assert isinstance(record, Confided)
    _allowed(record, by)
    record.refresh_from_db()
    values = {"in_confidence": True, "consent": consent.strip()}
    return edits.change_record(record, values, by=by, now=now, action="in confidence")


def why_not_request_lower(record: Classified, user: User) -> Refused | None:
    """Explain why a lower classification cannot be requested now, or return None."""
    if record.classification <= Classification.PUBLIC:
        return Refused(_("It bears the lowest marking."), "lowest")
    refusal = why_not_mark(record, user)
    if refusal is not None:
        return refusal
    if find_waiting_request(record) is not None:
        return Refused(_("This is asked already and waits for a decision."), "asked")
    return None


def find_waiting_request(record: Classified) -> Approval | None:
    """Return the pending request for a lower classification; None where there is none."""
    asked = Approval.objects.filter(matter=Matter.LOWER, state=ApprovalState.ASKED, part=part_of(record))
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
    refusal = why_not_request_lower(record, by)
    if refusal is not None:
        raise refusal
    _check(record, level, with_parts=with_parts)
    subject = subject_of(record)
    asked = Approval(
        matter=Matter.LOWER,
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


@transaction.atomic
def grant_lower(approval: Approval, *, answer: str = "", by: User, now: datetime.datetime) -> Approval:
    """Grant a lower classification and write it at once; the caller has checked that the person decides
    it.
    """
    record = record_of(approval)
    write_rules.require_permission(policy.can_read(by, record))
    assert isinstance(record, Record)
    if record.classification != approval.terms.get("from"):
        raise Refused(_("Its marking has changed since this was asked. Refuse it, and ask anew."), "outdated")
    settle_request(approval, ApprovalState.GRANTED, answer=answer, by=by, now=now)
    level, with_parts = int(approval.terms["to"]), bool(approval.terms.get("parts"))
    levels.lower_level(record, level, approval=approval, with_parts=with_parts, by=by, now=now)
    return approval


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
FIXED = (*versions.NOT_YET_ACCEPTED, *CLOSED_STATES, *HIDDEN_STATES)


@transaction.atomic
def request_approval(
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
    """Request what another person decides; only one request for a matter at a time.

    The desk may request anything, the lead ministry another date. `terms` of DATE: "spec" as stored, and
    "review_on", "event", "mechanism", "session_number", "follows" (ids) or None; of REST: "review_on" as an
    ISO day. `other` is what supersedes. What could not be granted today is refused at once.
    """
    if (refusal := why_not_request(subject, matter, by)) is not None:
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
    return edits.create_record(asked, by=by, now=now, reason=asked.reason)


def why_not_request(
    subject: Commitment | Meeting, matter: Matter, user: User, acts: write_rules.Acts | None = None
) -> Refused | None:
    """Explain why this cannot be requested now, without checking the terms, or return None."""
    acts = acts or write_rules.build_acts(user, subject)
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
    """Explain why the state of the commitment or of its record prevents this, whoever decides."""
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
    """Raise `Refused` for terms that could not be granted now."""
    match approval.matter:
        case Matter.DATE:
            _check_year(requests.spec_of(approval), commitment)
            requests.hooks_of(approval, user)
            if approval.move_reason not in SLIPS:
                raise Refused(_("Choose the kind of reason for the other date."), "needs_move_reason")
        case Matter.REST:
            endings.check_review(requests.review_of(approval), today)
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
def grant_request(approval: Approval, *, answer: str = "", by: User, now: datetime.datetime) -> Approval:
    """Grant a request and put it into effect at once, all or nothing.

    Everything is checked again: changes since the request are refused, with what to do. A meeting is entered
    in error by `meetings.enter_in_error`, which settles its request.
    """
    if (refusal := why_not_grant(approval, by)) is not None:
        raise refusal
    if approval.matter == Matter.LOWER:
        return grant_lower(approval, answer=answer, by=by, now=now)
    commitment = approval.commitment
    if commitment is None:
        raise Refused(_("A meeting is entered in error on its own page."), "meeting")
    settle_request(approval, ApprovalState.GRANTED, answer=answer, by=by, now=now)
    _do(approval, commitment, by=by, now=now)
    return approval


def why_not_grant(approval: Approval, user: User) -> Refused | None:
    """Explain why this person cannot grant this request now, or return None."""
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
def refuse_request(approval: Approval, *, answer: str, by: User, now: datetime.datetime) -> Approval:
    """Refuse a request, saying why; nothing else changes."""
    check_decider(approval, by)
    return settle_request(approval, ApprovalState.REFUSED, answer=need_reason(answer), by=by, now=now)


@transaction.atomic
def withdraw_request(approval: Approval, *, by: User, now: datetime.datetime) -> Approval:
    """Withdraw the person's own request before it is decided."""
    if (refusal := why_not_take_back(approval, by)) is not None:
        raise refusal
    return settle_request(approval, ApprovalState.TAKEN_BACK, by=by, now=now)


def why_not_take_back(approval: Approval, user: User) -> Refused | None:
    """Explain why this person cannot withdraw this request, or return None."""
    if approval.recorded_by_id != user.pk:
        return Refused(_("Only who asked takes a request back; the head refuses it."), "forbidden")
    return requests.why_not_settle(approval)


def why_not_decide(approval: Approval, user: User) -> Refused | None:
    """Explain why this person cannot decide this request, or return None."""
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
    seen = rules.at_hand(Approval.objects.filter(for_decision_of(user)), user)
    listed = seen.select_related("commitment", "meeting", "recorded_by", "other")
    return listed.order_by("recorded_at", "pk")


def for_decision_of(user: User) -> Q:
    """Return the condition of requests that a person may decide; the access policy limits them to own
    partners.
    """
    if not write_rules.may_write(user, Commitment):
        return Q(pk__in=())
    matters = Q(matter=Matter.ENTER_IN_ERROR) & ~Q(recorded_by=user)
    if user.role in responsibilities.HEADS:
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
            review_on = endings.check_review(requests.review_of(approval), timezone.localdate(now))
            endings.suspend(commitment, review_on=review_on, by=by, now=now, **said)
        case Matter.WITHDRAW:
            endings.withdraw(commitment, by=by, now=now, **said)
        case Matter.SUPERSEDE:
            endings.supersede(commitment, other=_other(approval), by=by, now=now, **said)
        case Matter.DROP:
            endings.discontinue(commitment, by=by, now=now, **said)
        case Matter.REOPEN:
            endings.reopen(commitment, by=by, now=now, **said)
        case Matter.ENTER_IN_ERROR:
            endings.enter_in_error(commitment, approval=approval, by=by, now=now)


def _move(approval: Approval, commitment: Commitment, *, by: User, now: datetime.datetime) -> None:
    changes.move_deadline(
        commitment,
        requests.spec_of(approval),
        hooks=requests.hooks_of(approval, by),
        reason=MoveReason(approval.move_reason),
        note=approval.reason,
        document=approval.document,
        review_on=requests.review_of(approval),
        asked_by=approval.recorded_by,
        by=by,
        now=now,
    )


def _other(approval: Approval) -> Commitment:
    if approval.other is not None:
        return approval.other
    raise Refused(_("Choose another commitment of the same partner."), "other")
