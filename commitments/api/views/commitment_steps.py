"""The steps of a commitment: address, input and life-cycle function of each.

Also requests to the head of desk or a second person: each kind is a step of the commitment; requests are
listed, read, decided and withdrawn here.
"""

from collections.abc import Callable
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commitments.access import write_rules
from commitments.api import filters
from commitments.api.schema import describe
from commitments.api.serializers import input, requests, step_input
from commitments.api.steps import Action, StepContext, WhyNot, by_acts, by_person, list_action_names
from commitments.api.views.changes import WriteViewSet
from commitments.api.views.translation_steps import build_checks
from commitments.deadlines import changes, reviews, triggers
from commitments.deadlines.context import build_date_terms, build_review_terms
from commitments.enums import TRANSITIONS, Actor, ApprovalKind, Proposer, Scope, Step
from commitments.errors import Refused
from commitments.lifecycle import (
    acceptance,
    approvals,
    drafts,
    endings,
    next_steps,
    owners,
    progress,
    transitions,
)
from commitments.lifecycle.counter_proposals import OtherTerms, propose_terms
from commitments.models import Approval, Commitment, User
from commitments.records import current_steps
from commitments.records.edits import REASON_LENGTH

BY_DESK = _("Only the desk can request this. The head of desk or division decides at `/requests/`.")
BY_OWNER = _(
    "Only the lead ministry or the desk can request this. The head of desk or division decides at "
    "`/requests/`."
)
DATE = {"wording": "by 30 September 2026"}
MOVED = {
    "deadline": DATE,
    "move_reason": "capacity",
    "note": "The laboratory needs longer.",
    "document": "Letter 41/2026",
}
RESTS = {"review_on": "2027-01-15", "reason": "Their parliament is dissolved."}
WHY = {"reason": "Overtaken by the new agreement."}
ON_AUTHORITY = {"reason": "Not needed any more.", "document": "Director-General, 2 July 2026"}


def build_request_function(matter: ApprovalKind) -> Callable[..., Any]:
    """Return the function that makes a request of a kind from its body."""

    def run(item: Commitment, *, review_on: Any = None, **values: Any) -> None:
        asked_for = build_review_terms(review_on) if review_on else None
        approvals.request_approval(item, matter, terms=asked_for, **values)

    return run


def why_not_ask(matter: ApprovalKind) -> WhyNot:
    """Return the function that explains why a request of a kind cannot be made now."""
    return lambda subject, asker: approvals.why_not_request(subject, matter, asker.person, asker.acts)


def _request_date(item: Commitment, *, deadline: dict[str, Any], note: str, **values: Any) -> None:
    approvals.request_approval(
        item, ApprovalKind.DATE, terms=build_date_terms(**deadline), reason=note, **values
    )


def _build_request_action(
    matter: ApprovalKind, body: type[input.InputSerializer], example: dict[str, Any]
) -> Action:
    label = format_lazy(_("Request {what}"), what=matter.label)
    examples = {"As it may be sent": example}
    return Action(
        f"request_{matter.value}",
        label,
        BY_DESK,
        build_request_function(matter),
        why_not_ask(matter),
        body,
        examples,
    )


def _propose_terms(
    item: Commitment, *, proposed_by: Proposer, title: str, deadline: Any, ministry: Any, **values: Any
) -> None:
    other = OtherTerms(title or "", ministry, **(deadline or {}))
    propose_terms(item, proposed_by, other, **values)


def _why_not_propose_terms(item: Commitment, asker: StepContext) -> Refused | None:
    """Explain why no other terms can be proposed now; those of the desk replace pending ones."""
    refusal = approvals.why_not_request(item, ApprovalKind.COUNTER_PROPOSAL, asker.person, asker.acts)
    is_replaced = refusal is not None and refusal.code == "asked" and asker.acts(Actor.DESK)
    return None if is_replaced else refusal


REQUEST_STEPS = (
    Action(
        "propose_terms",
        _("Propose other terms"),
        _(
            "Proposes another deadline, title or lead ministry before acceptance. An officer of the desk "
            "decides at `/requests/`; terms of the desk apply at once. This is not an acceptance."
        ),
        _propose_terms,
        _why_not_propose_terms,
        step_input.OtherTermsBody,
        {"As it may be sent": {"deadline": DATE, "reason": "The laboratory needs longer."}},
        Scope.REPORT,
    ),
    Action(
        "request_date",
        _("Request an extension"),
        BY_OWNER,
        _request_date,
        why_not_ask(ApprovalKind.DATE),
        step_input.MoveBody,
        {"As it may be sent": MOVED},
        Scope.REPORT,
    ),
    _build_request_action(ApprovalKind.SUSPEND, step_input.RestBody, RESTS),
    _build_request_action(ApprovalKind.WITHDRAW, step_input.AuthorityBody, ON_AUTHORITY),
    _build_request_action(ApprovalKind.SUPERSEDE, step_input.SupersedeBody, {"other": "XV-2026-0117", **WHY}),
    _build_request_action(ApprovalKind.DISCONTINUE, step_input.AuthorityBody, ON_AUTHORITY),
    _build_request_action(
        ApprovalKind.REOPEN, step_input.ReopenBody, {"reason": "Two records were missing."}
    ),
)


BY_WHOM = {
    Actor.DESK: _("Only the desk can do this."),
    Actor.OWNER: _("Only the lead ministry or the desk can do this."),
    Actor.VALIDATOR: _(
        "Only the validator can do this. If no validator is named, only the head of desk can."
    ),
    Actor.HEAD: _("Only the head of desk or division can do this. Other users request approval."),
    Actor.SECOND: _(
        "This takes two people at the desk: one requests it here, and the other decides at `/requests/`."
    ),
}


def _step(
    step: Step,
    run: Callable[..., Any],
    body: type[input.InputSerializer] | None = None,
    example: dict[str, Any] | None = None,
    why_not: WhyNot | None = None,
    **more: Any,
) -> Action:
    """Return a step of the life cycle's own table, which defines who takes it and from which state."""
    row = TRANSITIONS[step]
    scope = Scope.REPORT if row.by == Actor.OWNER else Scope.RECORD
    meaning = format_lazy("{} {}", row.explanation, BY_WHOM[row.by])
    examples = {"As it may be sent": example} if example else {}
    return Action(
        step.value, step.label, meaning, run, why_not or _why_not(step), body, examples, scope, **more
    )


def _why_not(step: Step) -> WhyNot:
    return lambda item, asker: transitions.why_not(item, step, asker.person, asker.acts)


def _why_not_accept(item: Commitment, asker: StepContext) -> Refused | None:
    return acceptance.why_not_record_acceptance(item, asker.person, asker.acts)


def _why_not_end_step(item: Commitment, user: User) -> Refused | None:
    return next_steps.why_not_end(item, user, current_steps.find_current(item, user))


def _why_not_reassign(item: Commitment, asker: StepContext) -> Refused | None:
    return owners.why_not_reassign(item, asker.person, asker.acts)


def _fulfil_in_part(item: Commitment, *, deadline: dict[str, Any] | None, **values: Any) -> None:
    progress.fulfil_in_part(item, **values, **(deadline or {}))


def _set_deadline(item: Commitment, *, deadline: dict[str, Any], **values: Any) -> None:
    changes.correct_deadline(item, **deadline, **values)


def _move(item: Commitment, *, deadline: dict[str, Any], move_reason: Any, **values: Any) -> None:
    changes.move_deadline(item, **deadline, reason=move_reason, **values)


def _name_owners(item: Commitment, *, responsibilities: Any, **values: Any) -> None:
    drafts.set_parts(item, responsibilities, **values)


OWNERS = [{"side": "ours", "role": "lead", "ministry": 4, "official": 12}]

COMMITMENT_ACTIONS = (
    _step(Step.PROPOSE, acceptance.propose),
    _step(
        Step.ACCEPT,
        acceptance.record_acceptance,
        step_input.AcceptBody,
        {"side": "ours", "answer": "Letter 12/2026", "on": "2026-03-10"},
        _why_not_accept,
    ),
    _step(Step.DECLINE, acceptance.decline, input.ReasonBody, {"reason": "It belongs to the coast guard."}),
    _step(Step.REDRAFT, acceptance.redraft, input.ReasonBody, {"reason": "They propose other words."}),
    _step(Step.DISCARD, acceptance.discard, step_input.RemarkBody, {"reason": "Typed twice."}, may_go=True),
    _step(Step.START, progress.start),
    _step(
        Step.REPORT,
        progress.report,
        step_input.ReportBody,
        {"side": "ours", "document": "Report 7/2026", "on": "2026-06-20"},
    ),
    _step(Step.SEND_BACK, progress.send_back, input.ReasonBody, {"reason": "The list is missing."}),
    _step(Step.FULFIL, progress.fulfil, step_input.RemarkBody, {"reason": "Both copies are on file."}),
    _step(
        Step.FULFIL_IN_PART,
        _fulfil_in_part,
        step_input.InPartBody,
        {
            "reason": "Records of 2024 are shared.",
            "rest_title": "Share records of 2025",
            "deadline": DATE,
        },
    ),
    _step(Step.CONCLUDE, endings.conclude, step_input.EndBody, {"reason": "It has served its purpose."}),
    _step(Step.OVERTAKE, endings.overtake, step_input.EndBody, WHY),
    _step(
        Step.SUSPEND,
        endings.suspend,
        step_input.RestBody,
        RESTS,
    ),
    _step(Step.RESUME, endings.resume, step_input.RemarkBody, {"reason": "Parliament sits again."}),
    _step(Step.WITHDRAW, endings.withdraw, step_input.AuthorityBody, ON_AUTHORITY),
    _step(Step.SUPERSEDE, endings.supersede, step_input.SupersedeBody, {"other": "XV-2026-0117", **WHY}),
    _step(Step.DISCONTINUE, endings.discontinue, step_input.AuthorityBody, ON_AUTHORITY),
    _step(Step.REOPEN, endings.reopen, step_input.ReopenBody, {"reason": "Two records were missing."}),
    _step(
        Step.ENTER_IN_ERROR,
        build_request_function(ApprovalKind.ENTER_IN_ERROR),
        input.ReasonBody,
        {"reason": "It was recorded twice."},
        why_not_ask(ApprovalKind.ENTER_IN_ERROR),
    ),
    *REQUEST_STEPS,
    Action(
        "meet_condition",
        _("Record the condition as met"),
        _("The period starts on the day on which the condition was met. Only the desk can do this."),
        triggers.meet_condition,
        by_acts(triggers.why_not_meet_condition),
        step_input.ConditionBody,
        {"As it may be sent": {"on": "2026-03-09", "document": "Note 7/2026 of 9 March 2026"}},
    ),
    Action(
        "start_clock",
        _("Enter the start date"),
        _("Date of the signature or other event that starts the period. Only the desk can do this."),
        triggers.start_clock,
        by_acts(triggers.why_not_start_clock),
        step_input.ClockBody,
        {"As it may be sent": {"on": "2026-03-09", "document": "Note 7/2026"}},
    ),
    Action(
        "review",
        _("Set the next review date"),
        _(
            "Postpones the review of a commitment that is ongoing or has no due date. Only the desk can "
            "do this."
        ),
        reviews.set_review,
        by_acts(reviews.why_not_review),
        step_input.ReviewBody,
        {"As it may be sent": {"on": "2026-12-01"}},
    ),
    Action(
        "set_deadline",
        _("Correct the deadline"),
        _(
            "Available until an owner accepts the commitment. After that, use “Change the deadline”. "
            "Only the desk can do this."
        ),
        _set_deadline,
        by_acts(changes.why_not_correct),
        step_input.SetDeadlineBody,
        {"As it may be sent": {"deadline": DATE}},
    ),
    Action(
        "move_date",
        _("Change the deadline"),
        _(
            "Earlier deadlines stay in the history. Only the head of desk or division can do this. "
            "Other users request approval."
        ),
        _move,
        by_acts(changes.why_not_move),
        step_input.MoveBody,
        {"As it may be sent": MOVED},
    ),
    Action(
        "name_owners",
        _("Assign owners"),
        _(
            "Sets all ministries that take part. Available until an owner accepts the commitment. Only "
            "the desk can do this."
        ),
        _name_owners,
        by_acts(drafts.why_not_set_parts),
        step_input.OwnersBody,
        {"As it may be sent": {"responsibilities": OWNERS}},
    ),
    Action(
        "name_owner",
        _("Change the owner"),
        _(
            "Changes the lead ministry of one side after acceptance. Earlier leads stay in the "
            "history. Only the desk can do this."
        ),
        owners.reassign_lead,
        _why_not_reassign,
        step_input.OwnerBody,
        {"As it may be sent": {"side": "ours", "ministry": 4, "official": None, "reason": "The task moved."}},
    ),
    Action(
        "complete_next_step",
        _("Mark next step as done"),
        _("Ends the open next step of the latest update. The deadline and the status do not change."),
        next_steps.complete_next_step,
        by_person(_why_not_end_step),
        scope=Scope.REPORT,
    ),
    Action(
        "drop_next_step",
        _("Mark next step as dropped"),
        _("Ends the open next step of the latest update, with the reason. The deadline does not change."),
        next_steps.drop_next_step,
        by_person(_why_not_end_step),
        input.ReasonBody,
        {"As it may be sent": {"reason": "The partner sent the list without a request."}},
        Scope.REPORT,
    ),
    *build_checks("commitment", of_title=True),
)
COMMITMENT_ACTION_NAMES = list_action_names(COMMITMENT_ACTIONS)


class GrantBody(input.InputSerializer):
    """An optional note with the decision."""

    answer = input.optional_line(REASON_LENGTH)


class RefusalBody(input.InputSerializer):
    """The reason for refusing."""

    answer = input.LineField(max_length=REASON_LENGTH)


REQUEST_ACTIONS = (
    Action(
        "grant",
        _("Approve a request"),
        _(
            "Carries out the request at once. Only the head of desk or division can do this. A request "
            "to mark a record as entered in error is approved by a second person at the desk."
        ),
        approvals.grant_request,
        by_person(approvals.why_not_grant),
        GrantBody,
        {"With a word": {"answer": "Until the end of September."}},
        may_go=True,
    ),
    Action(
        "refuse",
        _("Reject a request"),
        _("The record does not change. Only a person who can approve the request can reject it."),
        approvals.refuse_request,
        by_person(approvals.why_not_decide),
        RefusalBody,
        {"With the reason": {"answer": "The session is in September."}},
    ),
    Action(
        "take_back",
        _("Withdraw a request"),
        _("Available until a decision is made. Only the requester can do this."),
        approvals.withdraw_request,
        by_person(approvals.why_not_take_back),
        scope=Scope.REPORT,
    ),
)
REQUEST_ACTION_NAMES = list_action_names(REQUEST_ACTIONS)


@describe(
    list=(
        _("List approval requests"),
        "What was asked about the commitments and meetings that you may read.",
    ),
    retrieve=(_("Get an approval request"), "One request, and what was decided."),
)
class RequestViewSet(WriteViewSet):
    serializer_class = requests.RequestSerializer
    filterset_class = filters.RequestFilterSet
    noun = "request"
    beside = ("commitment__country", "meeting__country")
    steps = REQUEST_ACTIONS
    steps_title = _("List the actions on an approval request")

    def acting(self, record: Approval) -> write_rules.Acts:
        return write_rules.build_acts(self.reader, record.subject)
