"""Requests and email replies as pages show them: what is requested or answered, and the effect of granting
it.
"""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.access import policy, querysets
from commitments.admin.commitments.deadline_forms import list_sentences, worked_out
from commitments.audit.as_of import context
from commitments.classification import levels
from commitments.deadlines.context import Dependencies, load_dependencies
from commitments.enums import (
    TRANSITIONS,
    ApprovalKind,
    ApprovalState,
    Classification,
    CommitmentState,
    MoveReason,
    Proposer,
    ReplyKind,
    ReplyState,
)
from commitments.errors import Refused
from commitments.lifecycle import approvals
from commitments.models import Approval, Commitment, EmailReply, Ministry, User
from commitments.records import parts
from commitments.reminders import replies
from commitments.reminders.message_content import list_reply_values
from commitments.tables.importer import supplements


@dataclass(frozen=True, slots=True)
class RequestShown:
    """One request: `before` and `after` are what granting changes, `why_not` who decides it instead."""

    pk: int
    what: str
    by: str
    requested_at: datetime.datetime
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
    rows: tuple[dict[str, str], ...] = ()


def build_request(approval: Approval, person: User, *, today: datetime.date) -> RequestShown:
    """Make the values of one request; what it names is told only as far as the person may read it."""
    before, after, working = _describe_request_effect(approval, person, today)
    is_waiting = approval.state == ApprovalState.PENDING
    refusal = approvals.why_not_decide(approval, person) if is_waiting else None
    return RequestShown(
        pk=approval.pk,
        what=capfirst(str(ApprovalKind(approval.kind).label)),
        by=str(approval.recorded_by or _("the system")),
        requested_at=approval.recorded_at,
        kind=_describe_kind(approval),
        reason=approval.reason,
        authority=approval.document,
        before=before,
        after=after,
        working=working,
        state=ApprovalState(approval.state),
        decided=_format_request_decision(approval),
        answer=approval.answer,
        why_not=str(refusal or ""),
        may_take_back=is_waiting and approval.recorded_by_id == person.pk,
        rows=_list_rows(approval, person),
    )


def _describe_kind(approval: Approval) -> str:
    """Return the reason category of a change of deadline, or who makes a counter-proposal."""
    if approval.kind == ApprovalKind.COUNTER_PROPOSAL:
        return _("proposed by %(who)s") % {"who": Proposer(approval.terms["proposed_by"]).label}
    return str(MoveReason(approval.move_reason).label) if approval.move_reason else ""


def _list_rows(approval: Approval, person: User) -> tuple[dict[str, str], ...]:
    if approval.kind != ApprovalKind.SUPPLEMENT:
        return ()
    return tuple(supplements.load_readable_rows([approval.pk], person).get(approval.pk, ()))


def build_requests(
    rows: Sequence[Approval], person: User, *, today: datetime.date
) -> tuple[RequestShown, ...]:
    """Make the requests that wait on one page."""
    return tuple(build_request(row, person, today=today) for row in rows)


def _format_request_decision(approval: Approval) -> str:
    if approval.decided_at is None:
        return ""
    values = {
        "state": capfirst(str(ApprovalState(approval.state).label)),
        "who": approval.decided_by or _("the system"),
        "day": date_format(timezone.localtime(approval.decided_at)),
    }
    return _("%(state)s by %(who)s on %(day)s") % values


def _describe_request_effect(approval: Approval, person: User, today: datetime.date) -> tuple[str, str, str]:
    """Return the current value, the new one, and how it comes about."""
    if approval.kind == ApprovalKind.LOWER_CLASSIFICATION:
        return _lower(approval)
    commitment = approval.commitment
    if approval.kind == ApprovalKind.SUPPLEMENT:
        count = len(approval.terms.get("rows", ()))
        words = ngettext(
            "%(n)d outcome is added to the closed meeting.",
            "%(n)d outcomes are added to the closed meeting.",
            count,
        )
        return "", words % {"n": count}, ""
    if commitment is None:
        return "", _("The meeting, its outcomes and its commitments are removed from all lists."), ""
    effects: dict[str, Callable[[], tuple[str, str, str]]] = {
        ApprovalKind.DATE: lambda: _another_date(approval, commitment, person, today),
        ApprovalKind.SUSPEND: lambda: ("", _rests(approval), ""),
        ApprovalKind.SUPERSEDE: lambda: ("", _in_its_place(approval, person), ""),
        ApprovalKind.COUNTER_PROPOSAL: lambda: _other_terms(approval, person),
    }
    if approval.kind in effects:
        return effects[approval.kind]()
    step = approvals.PROCEDURES[approval.kind].step
    assert step is not None
    target = TRANSITIONS[step].target
    state = str(CommitmentState(commitment.state).label)
    return state, str(CommitmentState(target).label), ""


def _lower(approval: Approval) -> tuple[str, str, str]:
    """Return of which record the classification is lowered, from where to where, and what is lowered with
    it.
    """
    try:
        record = approvals.record_of(approval)
    except Refused as refused:
        return "", _("not available"), str(refused)
    name = f"{capfirst(str(record._meta.verbose_name))}: {record}"
    level = Classification(approval.terms["to"])
    told = [name]
    if approval.terms.get("parts") and approval.state == ApprovalState.PENDING:
        told.append(
            _("Related records whose classification is also lowered: %(count)s")
            % {"count": len(levels.parts_above(record, level))}
        )
    return str(Classification(approval.terms["from"]).label), str(level.label), " · ".join(told)


def _other_terms(approval: Approval, person: User) -> tuple[str, str, str]:
    """Return the terms that a counter-proposal changes, as they were and as they are proposed."""
    terms, base = approval.terms, approval.terms["base"]
    pairs = []
    if "title" in terms:
        pairs.append((base["title"], terms["title"]))
    if "spec" in terms:
        day = parse_date(base["due_on"] or "")
        words = approvals.spec_of(approval).wording
        if approval.state == ApprovalState.PENDING or not words:
            date = _date_of(approval, person)
            words = f"{words} ({date})" if words else date
        pairs.append((base["wording"] or format_day(day), words))
    if "lead" in terms:
        keys = (base["leads"].get(terms["side"]), terms["lead"])
        seen = querysets.list_readable(Ministry, person).in_bulk([key for key in keys if key])
        old, new = (str(querysets.name_of(key, seen.get(key)) or _("not stated")) for key in keys)
        pairs.append((old, new))
    return " · ".join(old for old, _new in pairs), " · ".join(new for _old, new in pairs), ""


def _date_of(approval: Approval, person: User) -> str:
    """Return the calculated date of a proposed deadline."""
    item = approval.commitment
    assert item is not None
    hooks = load_dependencies(approval.terms, person)
    return format_day(
        worked_out(item, approvals.spec_of(approval), hooks, timezone.localdate(approval.recorded_at)).due_on
    )


def _another_date(
    approval: Approval, commitment: Commitment, person: User, today: datetime.date
) -> tuple[str, str, str]:
    before = format_day(commitment.due_on)
    if approval.state != ApprovalState.PENDING:
        return "", str(approval.terms.get("spec", {}).get("wording", "")), ""
    try:
        spec, hooks = approvals.spec_of(approval), load_dependencies(approval.terms, person)
    except Refused as refused:
        return before, _("not available"), str(refused)
    found = worked_out(commitment, spec, hooks, today)
    return before, format_day(found.due_on), " ".join(list_sentences(found, approvals.review_of(approval)))


def format_day(day: datetime.date | None) -> str:
    """Return a date in the language of the page, or that there is none."""
    return date_format(day) if day else _("no date")


def _rests(approval: Approval) -> str:
    day = approvals.review_of(approval)
    return _("suspended, review on %(day)s") % {"day": format_day(day)}


def _in_its_place(approval: Approval, person: User) -> str:
    other = approval.other
    seen = other if other is not None and policy.can_read(person, other) else None
    other_name = querysets.name_of(approval.other_id, seen)
    return _("superseded by %(other)s") % {"other": other_name}


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """One reply: `facts` is its content, `effect` what confirming files, `stands` the current item."""

    pk: int
    what: str
    by: str
    given_at: datetime.datetime
    facts: tuple[tuple[str, str], ...]
    effect: str
    stands: tuple[tuple[str, str], ...]
    decided: str
    remark: str
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class WaitingShown:
    """One pending reply, on the page of its item, with what this person may do about it.

    `wording` is the text for the new date, to be corrected with the confirmation; `why_not` is why it cannot
    be confirmed.
    """

    answer: AnswerShown
    wording: str
    why_not: str
    may_decide: bool


def waiting_of(item: Commitment, person: User, today: datetime.date) -> tuple[WaitingShown, ...]:
    """Make the answers that wait about an item and that the person may read; the past has none."""
    if context.find_as_of() is not None or not parts.has_parts(item, EmailReply):
        return ()
    rows = querysets.list_parts(item, EmailReply, person).filter(commitment=item, state=ReplyState.WAITING)
    seen = (
        rows.select_related("link__recipient__ministry")
        .prefetch_related("update_form__person__ministry")
        .order_by("pk")
    )
    return tuple(_waiting(row, item, person, today) for row in seen)


def _waiting(answer: EmailReply, item: Commitment, person: User, today: datetime.date) -> WaitingShown:
    answer.commitment = item
    return WaitingShown(
        answer=build_reply(answer, today),
        wording=answer.wording,
        why_not=str(replies.why_not_confirm(answer, person) or ""),
        may_decide=replies.why_not_decide(answer, person) is None,
    )


def build_reply(answer: EmailReply, today: datetime.date) -> AnswerShown:
    """Make the values of one answer that the person may read."""
    person = answer.giver
    return AnswerShown(
        pk=answer.pk,
        what=capfirst(str(answer.get_kind_display())),
        by=f"{person} ({person.ministry.label})" if person.ministry else str(person),
        given_at=answer.given_at,
        facts=said_of(answer),
        effect=_describe_reply_effect(answer, today) if answer.state == ReplyState.WAITING else "",
        stands=_stands(answer.commitment, today),
        decided=_format_reply_decision(answer),
        remark=answer.comment,
        sheet=answer.update_form.code if answer.update_form else "",
    )


def said_of(answer: EmailReply) -> tuple[tuple[str, str], ...]:
    """List what was filled in, and what of the item had changed by then."""
    changed = ((_("Changed after the update form was created"), answer.changed),) if answer.changed else ()
    return (*list_reply_values(answer), *changed)


def _describe_reply_effect(answer: EmailReply, today: datetime.date) -> str:
    match answer.kind:
        case ReplyKind.ACCEPT:
            return _("If you confirm, the reply is recorded as the acceptance of our lead ministry.")
        case ReplyKind.DATE:
            approval = _("If you confirm, the change of deadline goes to the head of desk for approval.")
            return f"{approval} {_as_read(answer, today)}"
        case _:
            return _("If you confirm, the reply is recorded as a progress update of our side.")


def _as_read(answer: EmailReply, today: datetime.date) -> str:
    """Return what the wording of the new date resolves to."""
    try:
        found = worked_out(answer.commitment, replies.spec_of(answer.wording), Dependencies(), today)
    except Refused as refused:
        return str(refused)
    return " ".join(list_sentences(found))


def _stands(item: Commitment, today: datetime.date) -> tuple[tuple[str, str], ...]:
    wording = item.deadline.wording if item.deadline else ""
    due = date_format(item.due_on, "DATE_FORMAT") if item.due_on else _("no date")
    return (
        (_("Stage"), capfirst(str(CommitmentState(item.state).label))),
        (_("Due date"), f"{due}: “{wording}”" if wording else due),
        (_("Status"), capfirst(str(item.health_at(today).label))),
        (_("Reported on"), date_format(item.health_on, "DATE_FORMAT") if item.health_on else _("never")),
    )


def _format_reply_decision(answer: EmailReply) -> str:
    if answer.decided_at is None:
        return ""
    values = {
        "state": capfirst(str(ReplyState(answer.state).label)),
        "who": answer.decided_by or _("the system"),
        "day": date_format(timezone.localtime(answer.decided_at)),
    }
    return _("%(state)s by %(who)s on %(day)s") % values
