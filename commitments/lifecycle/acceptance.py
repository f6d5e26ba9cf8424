"""Acceptance: a draft is sent to its owners, and every owing lead accepts it, or one declines.

A side answers a whole item, or one later lead accepts it. Until then, other terms may be proposed. Also lists
which answers are pending, since when, and how many working days are left.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from commitments.access import policy, responsibilities, write_rules
from commitments.calendars.workdays import AbsentYearError, workdays_between
from commitments.deadlines import changes, context
from commitments.deadlines.context import Dependencies, load_context, load_dependencies
from commitments.deadlines.resolution import resolve
from commitments.enums import (
    JOINT_TEXTS,
    Actor,
    ApprovalKind,
    ApprovalState,
    CommitmentState,
    LeadRole,
    MoveReason,
    Proposer,
    Side,
    Step,
)
from commitments.errors import Refused
from commitments.language.phrases.specification import DeadlineSpec
from commitments.lifecycle import drafts, owners, successors, transitions
from commitments.lifecycle.transitions import (
    OwnerPart,
    apply,
    check_and_lock,
    day_of,
    lock,
    lock_all,
    owing_leads,
)
from commitments.models import (
    Approval,
    AuditRow,
    Commitment,
    Meeting,
    Ministry,
    Responsibility,
    Statement,
    User,
)
from commitments.records import edits
from commitments.records.edits import fit_document, need_reason

ACCEPTED = _("This side has already accepted the commitment.")


@transaction.atomic
def propose(commitment: Commitment, *, by: User, now: datetime.datetime) -> Commitment:
    """Send a draft, or a declined item with another lead or other terms, to its owners.

    A text of both sides with the clause is the partner's acceptance, with no further step, unless a
    counter-proposal has changed what it says. Where only the desk's own ministry leads our side, the desk
    still accepts by a step of its own.
    """
    check_and_lock(commitment, Step.PROPOSE, by)
    if commitment.state == CommitmentState.DECLINED:
        # Whoever had accepted did so with the terms and partners of then.
        reset_acceptances(commitment, by=by, now=now)
    apply(commitment, Step.PROPOSE, by=by, now=now, also={"proposed_on": timezone.localdate(now)})
    text = joint_text(commitment)
    if text is not None and not _has_other_terms(commitment):
        for lead in owing_leads(commitment):
            if lead.side == Side.THEIRS:
                day = text.dated_on or commitment.outcome.meeting.held_on
                _mark_accepted(lead, by=by, now=now, answer=text.title, on=day)
        _accept_when_all_have(commitment, by=by, now=now)
    successors.update_agendas(commitment, by=by, now=now)
    return commitment


def drafts_of(meeting: Meeting, person: User) -> QuerySet[Commitment]:
    """Return the drafts of a meeting that the person may read."""
    rows = Commitment.objects.filter(outcome__meeting=meeting, state=CommitmentState.DRAFT)
    return policy.readable_by(rows, person)


def why_not_propose_drafts(_meeting: Meeting, acts: write_rules.Acts) -> Refused | None:
    """Explain why this person cannot propose the drafts of a meeting, or return None."""
    return None if acts(Actor.DESK) else write_rules.build_forbidden()


@transaction.atomic
def propose_drafts(meeting: Meeting, *, by: User, now: datetime.datetime) -> list[Commitment]:
    """Send every draft of a meeting that the person may read to its owners, and return them."""
    if (refusal := why_not_propose_drafts(meeting, write_rules.build_acts(by, meeting))) is not None:
        raise refusal
    drafts = list(drafts_of(meeting, by).select_related("outcome", "deadline").order_by("pk"))
    lock_all(drafts)
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
    check_and_lock(commitment, Step.ACCEPT, by)
    # Asked again of what is held now: another lead may have been named meanwhile.
    is_of_desk = responsibilities.works_on(by, commitment.country)
    write_rules.require_permission(
        is_of_desk or (side == Side.OURS and responsibilities.is_in_lead_ministry(by, commitment))
    )
    lead = lead_of(commitment, side)
    if lead.accepted_on is not None:
        raise Refused(ACCEPTED, "accepted_already")
    if not answer.strip() and not _answers_for(lead, by, commitment):
        raise Refused(
            _("Enter the ministry’s answer document: the letter, note or email, with its number and date."),
            "needs_answer",
        )
    _mark_accepted(lead, by=by, now=now, answer=fit_document(answer), on=on)
    return _accept_when_all_have(commitment, by=by, now=now)


@transaction.atomic
def decline(commitment: Commitment, *, by: User, now: datetime.datetime, reason: str) -> Commitment:
    """Record that an owner declines; until it is proposed again, the item is the desk's."""
    check_and_lock(commitment, Step.DECLINE, by)
    return apply(commitment, Step.DECLINE, by=by, now=now, reason=need_reason(reason))


@transaction.atomic
def redraft(commitment: Commitment, *, by: User, now: datetime.datetime, reason: str) -> Commitment:
    """Return a proposal to draft; acceptances so far become void."""
    check_and_lock(commitment, Step.REDRAFT, by)
    reset_acceptances(commitment, by=by, now=now)
    apply(commitment, Step.REDRAFT, by=by, now=now, reason=need_reason(reason))
    successors.update_agendas(commitment, by=by, now=now)
    return commitment


@transaction.atomic
def discard(commitment: Commitment, *, by: User, now: datetime.datetime, reason: str = "") -> Commitment:
    """Discard a draft: it is in no list any more and stays in the record."""
    check_and_lock(commitment, Step.DISCARD, by)
    return apply(commitment, Step.DISCARD, by=by, now=now, reason=reason.strip())


def why_not_propose_terms(commitment: Commitment) -> Refused | None:
    """Explain why other terms cannot be proposed in this state, or return None."""
    if commitment.state == CommitmentState.PROPOSED:
        return None
    return Refused(
        _("Other terms can be proposed only while the commitment waits for acceptance by its owners."),
        "wrong_state",
    )


def check_terms(approval: Approval, commitment: Commitment, by: User, today: datetime.date) -> None:
    """Refuse other terms that change nothing, lack a document, name a past day, or come from a side that has
    accepted.

    The owner's own statement suffices; what the desk files for an owner or for the partner names a document.
    """
    lock(commitment)
    terms, proposer = approval.terms, approval.terms["proposed_by"]
    if proposer != Proposer.OURS or not responsibilities.is_in_lead_ministry(by, commitment):
        write_rules.require_desk(by, commitment)
    if not {"title", "spec", "lead"} & set(terms):
        raise Refused(_("Enter another deadline, another title or another lead ministry."), "needs_terms")
    if "lead" in terms and proposer != Proposer.DESK and terms["side"] != proposer:
        raise Refused(_("Select a lead ministry of the side that proposes the change."), "wrong_lead")
    hooks = load_dependencies(terms, by)
    if "spec" in terms:
        _check_not_past(DeadlineSpec.from_json(terms["spec"]), hooks, commitment, today)
    if proposer == Proposer.DESK:
        return
    lead = lead_of(commitment, Side(proposer))
    if lead.accepted_on is not None:
        raise Refused(ACCEPTED, "accepted_already")
    if not approval.document and not _answers_for(lead, by, commitment):
        raise Refused(
            _("Enter the document with the counter-proposal: its number, date and page."), "needs_document"
        )


def _check_not_past(
    spec: DeadlineSpec, hooks: Dependencies, commitment: Commitment, today: datetime.date
) -> None:
    meeting = commitment.outcome.meeting
    due_on = resolve(spec, load_context(commitment, spec, hooks, today=today, meeting=meeting)).due_on
    if due_on is not None and due_on < today:
        raise Refused(
            _("The proposed date %(day)s has already passed. Enter a later date.")
            % {"day": date_format(due_on)},
            "past",
        )


def open_terms(approval: Approval, *, by: User, now: datetime.datetime) -> None:
    """Make the desk the side that answers, from today; nobody accepts while other terms are proposed."""
    if approval.terms["proposed_by"] != Proposer.DESK:
        _mark_countered(approval, "countered", is_countered=True, by=by, now=now)


def close_terms(approval: Approval, *, by: User, now: datetime.datetime) -> None:
    """Ask the owners again, from today, after the answer to other terms or after they are withdrawn."""
    _mark_countered(approval, "counter answered", is_countered=False, by=by, now=now)


def _mark_countered(
    approval: Approval, action: str, *, is_countered: bool, by: User, now: datetime.datetime
) -> None:
    item = approval.commitment
    assert item is not None
    if item.is_countered == is_countered:
        return
    values: dict[str, object] = {"is_countered": is_countered}
    if item.state == CommitmentState.PROPOSED:
        values["proposed_on"] = timezone.localdate(now)
    edits.change_record(item, values, by=by, now=now, action=action, reason=approval.reason)


def apply_terms(approval: Approval, *, by: User, now: datetime.datetime) -> None:
    """Write other terms into the proposal and send it to its owners again; this is no acceptance.

    Another deadline or title voids all acceptances so far; another lead ministry alone leaves those of the
    other leads. Raises `Refused` where the proposal has changed since.
    """
    item, terms = approval.commitment, approval.terms
    assert item is not None
    if terms["base"] != find_base(item):
        raise Refused(
            _("The proposal has changed since the counter-proposal. Reject it and explain what changed."),
            "outdated",
        )
    close_terms(approval, by=by, now=now)
    is_other = bool({"title", "spec"} & set(terms))
    if is_other:
        redraft(item, by=by, now=now, reason=approval.reason)
    if "title" in terms:
        drafts.edit_wording(item, {"title": terms["title"]}, by=by, now=now)
    if "spec" in terms:
        changes.correct_deadline(
            item,
            DeadlineSpec.from_json(terms["spec"]),
            hooks=load_dependencies(terms, by),
            review_on=parse_date(terms["review_on"] or ""),
            why=changes.VersionReason(
                MoveReason.PROPOSED,
                note=approval.reason,
                document=approval.document,
                requested_by=approval.recorded_by,
                approved_by=by,
            ),
            by=by,
            now=now,
        )
    if "lead" in terms:
        _replace_lead(item, Side(terms["side"]), terms["lead"], by=by, now=now)
    if is_other:
        propose(item, by=by, now=now)
    else:
        values = {"proposed_on": timezone.localdate(now)}
        edits.change_record(item, values, by=by, now=now, action=Step.PROPOSE.value)


def find_base(commitment: Commitment) -> dict[str, Any]:
    """Return what other terms are compared with: the title, the deadline and the lead ministries."""
    leads = {lead.side: lead.ministry_id for lead in owing_leads(commitment)}
    deadline = commitment.deadline
    return {
        "title": commitment.title,
        "deadline": commitment.deadline_id,
        "wording": deadline.wording if deadline else "",
        "due_on": commitment.due_on.isoformat() if commitment.due_on else None,
        "leads": leads,
    }


def _replace_lead(
    commitment: Commitment, side: Side, ministry: int, *, by: User, now: datetime.datetime
) -> None:
    found = policy.readable_by(Ministry.objects.all(), by).filter(pk=ministry).first()
    if found is None:
        raise Refused(_("The proposed lead ministry was not found. Reject the counter-proposal."), "outdated")
    parts = [OwnerPart(side, found)]
    for row in commitment.responsibilities(manager="objects").select_related("ministry", "official"):
        is_replaced = row.side == side and (row.role == LeadRole.LEAD or row.ministry_id == ministry)
        if not is_replaced:
            parts.append(OwnerPart(Side(row.side), row.ministry, LeadRole(row.role), row.official))
    drafts.set_parts(commitment, parts, by=by, now=now)


def _has_other_terms(commitment: Commitment) -> bool:
    """Return whether an accepted counter-proposal changed the deadline or the title."""
    granted = Approval.objects.filter(
        commitment=commitment, kind=ApprovalKind.COUNTER_PROPOSAL, state=ApprovalState.GRANTED
    )
    return any({"title", "spec"} & set(terms) for terms in granted.values_list("terms", flat=True))


def lead_of(commitment: Commitment, side: Side) -> Responsibility:
    """Find the lead of an owing side; refuse where that side owes nothing."""
    for lead in owing_leads(commitment):
        if lead.side == side:
            return lead
    raise Refused(
        _(
            "This side has no lead ministry responsible for this commitment. Select the other "
            "side, or name a lead ministry."
        ),
        "no_lead",
    )


def reset_acceptances(commitment: Commitment, *, by: User, now: datetime.datetime) -> None:
    """Void the acceptances so far; the history keeps them."""
    for lead in owing_leads(commitment):
        if lead.accepted_on is not None:
            cleared = {"accepted_on": None, "accepted_by": None, "acceptance": ""}
            edits.change_record(lead, cleared, by=by, now=now, action="acceptance cleared")
    transitions.update_last_contact(commitment)


def _answers_for(lead: Responsibility, user: User, commitment: Commitment) -> bool:
    """Return whether the person answers for the ministry."""
    if lead.side == Side.THEIRS or lead.ministry is None:
        return False
    if responsibilities.is_in_lead_ministry(user, commitment):
        return True
    return lead.ministry.runs_tracker and responsibilities.works_on(user, commitment.country)


def _mark_accepted(
    lead: Responsibility, *, by: User, now: datetime.datetime, answer: str, on: datetime.date | None
) -> None:
    values = {"accepted_on": day_of(on, now), "accepted_by": by, "acceptance": answer}
    edits.change_record(lead, values, by=by, now=now, action="accepted", where={"accepted_on": None})


def _accept_when_all_have(commitment: Commitment, *, by: User, now: datetime.datetime) -> Commitment:
    transitions.update_last_contact(commitment)
    if all(lead.accepted_on for lead in owing_leads(commitment)):
        # What stands now is what was agreed: every later slip is measured against it.
        apply(commitment, Step.ACCEPT, by=by, now=now, also=successors.read_first_occurrence(commitment))
        successors.follow_acceptance(commitment, by=by, now=now)
    return commitment


def why_not_record_acceptance(
    commitment: Commitment, user: User, acts: write_rules.Acts | None = None
) -> Refused | None:
    """Explain why this person cannot record an acceptance of any side now, or return None."""
    acts = acts or write_rules.build_acts(user, commitment)
    if not (newcomers := owners.list_new_leads(commitment)):
        return transitions.why_not(commitment, Step.ACCEPT, user, acts)
    is_ours = any(part.side == Side.OURS for part in newcomers)
    return None if acts(Actor.OWNER if is_ours else Actor.DESK) else write_rules.build_forbidden()


@transaction.atomic
def record_acceptance(
    commitment: Commitment,
    side: Side,
    *,
    by: User,
    now: datetime.datetime,
    answer: str = "",
    on: datetime.date | None = None,
) -> Commitment:
    """Record that the lead of one side accepts what is proposed or, named later, what was accepted before."""
    for part in owners.list_new_leads(commitment):
        if part.side == side:
            owners.file_acceptance(part, answer=answer, on=on, by=by, now=now)
            return commitment
    return accept(commitment, side, answer=answer, on=on, by=by, now=now)


# An answer, and the confirmation of a report, are awaited for so many working days before it escalates.
ANSWER_WORKDAYS = 5


@dataclass(frozen=True, slots=True)
class Awaited:
    """One pending answer: who gives it, since when, and the working days left of five.

    `step` is ACCEPT or FULFIL. `ministry` is the name of the ministry that answers, empty where it is not
    stated; `side` None for the validator of a report. `days_left` is negative once the time is over, None
    where the holidays of that year are not known.
    """

    step: Step
    side: Side | None
    ministry: str
    since: datetime.date
    days_left: int | None

    @property
    def is_over(self) -> bool:
        return self.days_left is not None and self.days_left < 0


def list_awaited_sides(
    commitment: Commitment, today: datetime.date, leads: list[Responsibility] | None = None
) -> tuple[Awaited, ...]:
    """Return the pending acceptances or confirmations; none in any other state.

    Working days count in the capital of the side that answers. A joint commitment waits for each lead.
    """
    if commitment.is_countered:
        return ()
    if commitment.state == CommitmentState.PROPOSED and commitment.proposed_on is not None:
        since = commitment.proposed_on
        standing = owing_leads(commitment) if leads is None else leads
        return tuple(
            Awaited(
                Step.ACCEPT,
                Side(lead.side),
                str(lead.ministry or ""),
                since,
                _left(_capital(commitment, Side(lead.side)), since, today),
            )
            for lead in standing
            if lead.accepted_on is None
        )
    if commitment.state == CommitmentState.REPORTED:
        since = _reported_since(commitment) or today
        return (Awaited(Step.FULFIL, None, "", since, _left(settings.HOME_COUNTRY, since, today)),)
    return ()


def _capital(commitment: Commitment, side: Side) -> str:
    return settings.HOME_COUNTRY if side == Side.OURS else commitment.country.iso


def _left(iso: str, since: datetime.date, today: datetime.date) -> int | None:
    try:
        return ANSWER_WORKDAYS - workdays_between(context.calendar_of(iso), since, today)
    except AbsentYearError:
        return None


def _reported_since(commitment: Commitment) -> datetime.date | None:
    """Return the day on which the last report was filed: the document itself may be older."""
    rows = AuditRow.objects.filter(
        subject_type=Commitment._meta.label, subject_id=commitment.pk, action=Step.REPORT.value
    )
    at = rows.values_list("at", flat=True).first()
    return timezone.localdate(at) if at else None
