"""The steps of a commitment as buttons; a step that is not possible stays visible with its reason.

A head takes the steps that heads decide at once, others request them. Also marking as entered in error.
"""

import datetime
from collections.abc import Callable, Collection
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from commitments.access import responsibilities
from commitments.admin import steps
from commitments.admin.commitments import deadline_steps, step_forms
from commitments.admin.commitments.counter_proposals import PROPOSE_TERMS
from commitments.admin.commitments.records import ASK, FORBIDDEN, load_context
from commitments.admin.commitments.update_requests import ASK_FOR_UPDATE
from commitments.admin.meetings.steps import describe_unowned
from commitments.admin.steps import ShownStep, StepButton, Text
from commitments.deadlines import inputs
from commitments.deadlines.context import build_review_terms
from commitments.enums import TRANSITIONS, ApprovalKind, CommitmentState, Nature, Side, Step
from commitments.errors import Refused
from commitments.lifecycle import acceptance, approvals, endings, next_steps, progress
from commitments.models import Commitment, User

FormOf = Callable[[Commitment, User], type[forms.Form]]
REQUESTED = _("Request sent for approval. The commitment does not change until a head decides.")
ENDING = _("Closure")
CORRECTION_GROUP = _("Corrections")
SLEEP = _("Suspension")


def _run_ask(matter: ApprovalKind) -> Callable[..., Any]:
    def run(item: Commitment, *, by: User, now: datetime.datetime, **values: Any) -> None:
        review_on = values.get("review_on")
        approvals.request_approval(
            item,
            matter,
            reason=values["reason"],
            document=values.get("document", ""),
            terms=build_review_terms(review_on) if review_on else None,
            other=values.get("other"),
            by=by,
            now=now,
        )

    return run


def _refusal(item: Commitment, user: User, step: Step) -> Refused | None:
    return load_context(item, user).refusals[step]


def _is_asked_for(step: Step) -> Callable[[Commitment, User], bool]:
    """Offer the asking to whom the life-cycle says that it is asked for."""

    def offered(item: Commitment, user: User) -> bool:
        refusal = _refusal(item, user, step)
        return refusal is not None and refusal.code == ASK

    return offered


def _is_decided_here(step: Step) -> Callable[[Commitment, User], bool]:
    """Offer the step itself to a head, even where something stands against it for now."""

    def offered(item: Commitment, user: User) -> bool:
        refusal = _refusal(item, user, step)
        return refusal is None or (
            refusal.code not in {ASK, "forbidden", "wrong_state"} and load_context(item, user).is_head
        )

    return offered


def build_step_pair(
    step: Step,
    matter: ApprovalKind,
    run: Callable[..., Any],
    labels: tuple[Text, Text],
    done: Text,
    *,
    form: type[forms.Form] | None = None,
    form_for: FormOf | None = None,
    group: Text = ENDING,
    is_rare: bool = True,
) -> tuple[StepButton, StepButton]:
    """Return the step for a head, and the same as a request to the head."""
    shared: dict[str, Any] = {"form": form, "form_for": form_for, "is_rare": is_rare, "group": group}
    if form_for is not None:
        shared["template"] = "admin/commitments/commitment/other_step.html"
    direct = StepButton(
        step.value.replace("_", "-"),
        labels[0],
        run,
        lambda item, user: _refusal(item, user, step) or load_context(item, user).why_not_request(matter),
        offered=_is_decided_here(step),
        done=done,
        **shared,
    )
    asking = StepButton(
        f"request-{matter.value.replace('_', '-')}",
        labels[1],
        _run_ask(matter),
        lambda item, user: load_context(item, user).why_not_request(matter),
        offered=_is_asked_for(step),
        done=REQUESTED,
        **shared,
    )
    return direct, asking


def _supersede_form(item: Commitment, user: User) -> type[forms.Form]:
    return type("Supersede", (step_forms.SupersedeForm,), {"commitment": item, "person": user})


REST = build_step_pair(
    Step.SUSPEND,
    ApprovalKind.SUSPEND,
    endings.suspend,
    (_("Suspend"), _("Request suspension")),
    _("Suspended. The system sends a reminder only for the review."),
    form=step_forms.RestForm,
    group=SLEEP,
)
WITHDRAW = build_step_pair(
    Step.WITHDRAW,
    ApprovalKind.WITHDRAW,
    endings.withdraw,
    (_("Withdraw by agreement"), _("Request withdrawal by agreement")),
    _("Withdrawn by agreement."),
    form=step_forms.AuthorityForm,
)
SUPERSEDE = build_step_pair(
    Step.SUPERSEDE,
    ApprovalKind.SUPERSEDE,
    endings.supersede,
    (_("Supersede"), _("Request replacement")),
    _("Superseded."),
    form_for=_supersede_form,
)
DROP = build_step_pair(
    Step.DISCONTINUE,
    ApprovalKind.DISCONTINUE,
    endings.discontinue,
    (_("Discontinue"), _("Request discontinuation")),
    _("Discontinued."),
    form=step_forms.AuthorityForm,
)
REOPEN = build_step_pair(
    Step.REOPEN,
    ApprovalKind.REOPEN,
    endings.reopen,
    (_("Reopen"), _("Request reopening")),
    _("Reopened."),
    form=step_forms.ReopenForm,
    group=CORRECTION_GROUP,
    is_rare=False,
)
IN_ERROR = StepButton(
    "request-enter-in-error",
    _("Request to mark as entered in error"),
    _run_ask(ApprovalKind.ENTER_IN_ERROR),
    lambda item, user: load_context(item, user).why_not_request(ApprovalKind.ENTER_IN_ERROR),
    offered=_is_asked_for(Step.ENTER_IN_ERROR),
    form=step_forms.ReasonForm,
    done=_("Request submitted. A second person at the desk decides."),
    is_rare=True,
    group=CORRECTION_GROUP,
    warning=_(
        "If the request is approved, the record is removed from all lists and cannot be "
        "restored. It stays in the audit history."
    ),
)


Offered = Callable[[Commitment, User], bool]


def _has_next_step(item: Commitment, user: User) -> bool:
    return load_context(item, user).is_actor and load_context(item, user).next_step is not None


def _why_not_end_step(item: Commitment, user: User) -> Refused | None:
    return next_steps.why_not_end(item, user, load_context(item, user).next_step)


NEXT_STEP_GROUP = _("Next step of the latest update")
COMPLETE_STEP = StepButton(
    "next-step-done",
    _("Mark next step as done"),
    next_steps.complete_next_step,
    _why_not_end_step,
    offered=_has_next_step,
    is_rare=True,
    group=NEXT_STEP_GROUP,
    done=_("Next step marked as done."),
)
DROP_STEP = StepButton(
    "drop-next-step",
    _("Mark next step as dropped"),
    next_steps.drop_next_step,
    _why_not_end_step,
    offered=_has_next_step,
    form=step_forms.ReasonForm,
    is_rare=True,
    group=NEXT_STEP_GROUP,
    done=_("Next step marked as dropped."),
)
ANSWERS = _("Answer")


def _offered(step: Step, nature: Nature | None = None, *, to_all: bool = True) -> Offered:
    """Show a step while the state leads to it; a rare one only to whom the role allows it."""

    def offered(item: Commitment, user: User) -> bool:
        if item.state not in TRANSITIONS[step].sources or (nature is not None and item.nature != nature):
            return False
        refusal = load_context(item, user).refusals[step]
        return load_context(item, user).is_actor and (to_all or refusal is None or refusal.code != FORBIDDEN)

    return offered


def _why_not(step: Step) -> Callable[[Commitment, User], Refused | None]:
    return lambda item, user: load_context(item, user).refusals[step]


def _accept_offered(side: Side) -> Offered:
    """Show it while that side is awaited, or a lead of it that was named later."""

    def offered(item: Commitment, user: User) -> bool:
        now = load_context(item, user)
        if not now.is_actor or (side == Side.THEIRS and not now.is_of_desk):
            return False
        if item.state == CommitmentState.PROPOSED:
            return side in now.awaited
        return any(part.side == side for part in now.newcomers)

    return offered


def _why_not_accept(item: Commitment, user: User) -> Refused | None:
    if item.state == CommitmentState.PROPOSED:
        return load_context(item, user).refusals[Step.ACCEPT]
    return None if load_context(item, user).may_ask_for_date else deadline_steps.DESK


def _accept_form(item: Commitment, user: User) -> type[forms.Form]:
    """Ask for the paper; where the person's own word is the ministry's, it may be left out."""
    lead = deadline_steps.lead_of(item, Side.OURS)
    own = lead is not None and lead.ministry is not None and lead.ministry.runs_tracker
    return (
        step_forms.OwnAnswerForm
        if own or responsibilities.is_in_lead_ministry(user, item)
        else step_forms.AnswerForm
    )


def _accept(side: Side) -> Callable[..., Any]:
    return lambda item, **values: acceptance.record_acceptance(item, side, **values)


def _report_offered(side: Side) -> Offered:
    base = _offered(Step.REPORT, Nature.ONE_OFF)
    return lambda item, user: (
        base(item, user)
        and side in load_context(item, user).awaited
        and (side == Side.OURS or load_context(item, user).is_of_desk)
    )


def _report(side: Side) -> Callable[..., Any]:
    return lambda item, **values: progress.report(item, side, **values)


def _in_part_form(item: Commitment, user: User) -> type[forms.Form]:
    start = {"when": inputs.KEEP, "wording": item.deadline.wording if item.deadline else ""}
    return deadline_steps.form_of(item, user, step_forms.InPartForm, {**start, "rest_title": item.title})


def _in_part(item: Commitment, *, by: User, now: datetime.datetime, **values: Any) -> None:
    is_kept = values["when"] == inputs.KEEP
    progress.fulfil_in_part(
        item,
        reason=values["reason"],
        rest_title=values["rest_title"],
        spec=None if is_kept else inputs.spec_of(values),
        hooks=values["hooks"],
        review_on=None if is_kept else values["review_on"],
        by=by,
        now=now,
    )


def _simple(
    step: Step,
    label: Text,
    run: Callable[..., Any],
    done: Text,
    *,
    form: type[forms.Form] | None = None,
    nature: Nature | None = None,
    **more: Any,
) -> StepButton:
    name = step.value.replace("_", "-")
    offered = _offered(step, nature, to_all=not more.get("is_rare") and step != Step.SEND_BACK)
    return StepButton(name, label, run, _why_not(step), offered=offered, form=form, done=done, **more)


def _build_side_step(
    name: str, label: Text, run: Any, why_not: Any, offered: Offered, done: Text, **more: Any
) -> StepButton:
    return StepButton(name, label, run, why_not, offered=offered, done=done, **more)


PROPOSED = _("The commitment is open for acceptance by its owners. This page shows the pending responses.")
ACCEPTED = _("Acceptance recorded.")
REPORTED = _("Reported as complete. Another person must confirm the completion.")

MAIN = (
    ASK_FOR_UPDATE,
    _simple(Step.PROPOSE, _("Send to owners"), acceptance.propose, PROPOSED, cautions=describe_unowned),
    _build_side_step(
        "accept-ours",
        _("Record our acceptance"),
        _accept(Side.OURS),
        _why_not_accept,
        _accept_offered(Side.OURS),
        ACCEPTED,
        form_for=_accept_form,
    ),
    _build_side_step(
        "accept-theirs",
        _("Record their acceptance"),
        _accept(Side.THEIRS),
        _why_not_accept,
        _accept_offered(Side.THEIRS),
        ACCEPTED,
        form=step_forms.AnswerForm,
    ),
    deadline_steps.CONDITION,
    deadline_steps.CLOCK,
    _simple(Step.START, _("Start work"), progress.start, _("Work started.")),
    _build_side_step(
        "report-ours",
        _("Report as complete, our side"),
        _report(Side.OURS),
        _why_not(Step.REPORT),
        _report_offered(Side.OURS),
        REPORTED,
        form=step_forms.OwnReportForm,
    ),
    _build_side_step(
        "report-theirs",
        _("Report as complete, their side"),
        _report(Side.THEIRS),
        _why_not(Step.REPORT),
        _report_offered(Side.THEIRS),
        REPORTED,
        form=step_forms.ReportForm,
    ),
    _simple(
        Step.FULFIL,
        _("Confirm as fulfilled"),
        progress.fulfil,
        _("Confirmed as fulfilled."),
        form=step_forms.FulfilForm,
    ),
    StepButton(
        "fulfil-in-part",
        _("Confirm as fulfilled in part"),
        _in_part,
        _why_not(Step.FULFIL_IN_PART),
        offered=_offered(Step.FULFIL_IN_PART, Nature.ONE_OFF, to_all=False),
        form_for=_in_part_form,
        done=_("Confirmed as fulfilled in part. The remainder is recorded as a separate commitment."),
        template=deadline_steps.TEMPLATE,
    ),
    _simple(
        Step.SEND_BACK,
        _("Return for more work"),
        progress.send_back,
        _("Returned for more work. The deadline applies again."),
        form=step_forms.ReasonForm,
    ),
    _simple(Step.RESUME, _("Resume"), endings.resume, _("Resumed.")),
    _simple(
        Step.CONCLUDE,
        _("Conclude"),
        endings.conclude,
        _("Concluded."),
        form=step_forms.ReasonForm,
        nature=Nature.ONGOING,
    ),
    *REOPEN,
    deadline_steps.NAME,
    deadline_steps.MOVE,
    deadline_steps.ASK,
    deadline_steps.CORRECT,
    deadline_steps.REVIEW,
)
RARE_STEPS = (
    COMPLETE_STEP,
    DROP_STEP,
    _simple(
        Step.DECLINE,
        _("Record that the owner declines"),
        acceptance.decline,
        _("Declined. The desk keeps the commitment until it is sent to its owners again."),
        form=step_forms.ReasonForm,
        is_rare=True,
        group=ANSWERS,
    ),
    PROPOSE_TERMS,
    _simple(
        Step.REDRAFT,
        _("Return to draft"),
        acceptance.redraft,
        _("Returned to draft."),
        form=step_forms.ReasonForm,
        is_rare=True,
        group=ANSWERS,
    ),
    *deadline_steps.ANOTHER,
    *REST,
    _simple(
        Step.OVERTAKE,
        _("Close as overtaken by events"),
        endings.overtake,
        _("Closed as overtaken by events."),
        form=step_forms.ReasonForm,
        nature=Nature.ONGOING,
        is_rare=True,
        group=ENDING,
    ),
    *WITHDRAW,
    *SUPERSEDE,
    *DROP,
    _simple(
        Step.DISCARD,
        _("Discard draft"),
        acceptance.discard,
        _("Draft discarded."),
        is_rare=True,
        group=CORRECTION_GROUP,
        warning=_(
            "The draft will be removed from all lists and cannot be restored. It will stay in the "
            "audit history."
        ),
    ),
    IN_ERROR,
    steps.REVOKE_COMMITMENT_LINKS,
    steps.GRANT_COMMITMENT_ACCESS,
)
STEPS = (*MAIN, *RARE_STEPS)


def not_open(item: Commitment, user: User, shown: Collection[ShownStep]) -> tuple[tuple[str, str], ...]:
    """List the steps of the life-cycle for which the page shows no button, each with why not now."""
    now = load_context(item, user)
    if not now.is_actor:
        return ()
    names = {step.name.removeprefix("request-").split("-ours")[0].split("-theirs")[0] for step in shown}
    return tuple(
        (capfirst(str(step.label)), str(why))
        for step, why in now.refusals.items()
        if why is not None and step.value.replace("_", "-") not in names
    )
