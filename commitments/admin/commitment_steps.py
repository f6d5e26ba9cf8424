"""The steps of a commitment as buttons; what is not possible stays visible with its reason."""

import datetime
from collections.abc import Callable, Collection
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from commitments import access, lifecycle
from commitments.admin import commitment_asking as asking
from commitments.admin import commitment_dates as dates
from commitments.admin import commitment_who as who
from commitments.admin import granting_steps, link_steps
from commitments.admin.commitment_standing import FORBIDDEN, standing
from commitments.admin.forms import commitment_steps as asked
from commitments.admin.meeting_said import unowned
from commitments.admin.steps import ShownStep, StepButton, Text
from commitments.deadlines import inputs
from commitments.errors import Refused
from commitments.models import Commitment, User
from commitments.vocabulary import TRANSITIONS, CommitmentState, Nature, Side, Step

Offered = Callable[[Commitment, User], bool]
ANSWERS = _("Answer")


def _offered(step: Step, nature: Nature | None = None, *, to_all: bool = True) -> Offered:
    """Show a step while the state leads to it; a rare one only to whom the role allows it."""

    def offered(item: Commitment, user: User) -> bool:
        if item.state not in TRANSITIONS[step].sources or (nature is not None and item.nature != nature):
            return False
        refusal = standing(item, user).refusals[step]
        return standing(item, user).is_actor and (to_all or refusal is None or refusal.code != FORBIDDEN)

    return offered


def _why_not(step: Step) -> Callable[[Commitment, User], Refused | None]:
    return lambda item, user: standing(item, user).refusals[step]


def _accept_offered(side: Side) -> Offered:
    """Show it while that side is awaited, or a lead of it that was named later."""

    def offered(item: Commitment, user: User) -> bool:
        now = standing(item, user)
        if not now.is_actor or (side == Side.THEIRS and not now.is_of_desk):
            return False
        if item.state == CommitmentState.PROPOSED:
            return side in now.awaited
        return any(part.side == side for part in now.newcomers)

    return offered


def _why_not_accept(item: Commitment, user: User) -> Refused | None:
    if item.state == CommitmentState.PROPOSED:
        return standing(item, user).refusals[Step.ACCEPT]
    return None if standing(item, user).may_ask_for_date else dates.DESK


def _accept_form(item: Commitment, user: User) -> type[forms.Form]:
    """Ask for the paper; where the person's own word is the ministry's, it may be left out."""
    lead = who.lead_of(item, Side.OURS)
    own = lead is not None and lead.ministry is not None and lead.ministry.runs_tracker
    return asked.OwnAnswerForm if own or access.is_of_lead(user, item) else asked.AnswerForm


def _accept(side: Side) -> Callable[..., Any]:
    return lambda item, **values: lifecycle.record_acceptance(item, side, **values)


def _report_offered(side: Side) -> Offered:
    base = _offered(Step.REPORT, Nature.DISCRETE)
    return lambda item, user: (
        base(item, user)
        and side in standing(item, user).awaited
        and (side == Side.OURS or standing(item, user).is_of_desk)
    )


def _report(side: Side) -> Callable[..., Any]:
    return lambda item, **values: lifecycle.report(item, side, **values)


def _in_part_form(item: Commitment, user: User) -> type[forms.Form]:
    start = {"when": inputs.KEEP, "wording": item.deadline.wording if item.deadline else ""}
    return dates.form_of(item, user, asked.InPartForm, {**start, "rest_title": item.title})


def _in_part(item: Commitment, *, by: User, now: datetime.datetime, **values: Any) -> None:
    is_kept = values["when"] == inputs.KEEP
    lifecycle.fulfil_in_part(
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


def _of_side(
    name: str, label: Text, run: Any, why_not: Any, offered: Offered, done: Text, **more: Any
) -> StepButton:
    return StepButton(name, label, run, why_not, offered=offered, done=done, **more)


PROPOSED = _("Proposed. What is awaited stands under Who.")
ACCEPTED = _("Acceptance recorded.")
REPORTED = _("Reported complete. Another person confirms it.")

MAIN = (
    _simple(Step.PROPOSE, _("Propose to the owners"), lifecycle.propose, PROPOSED, cautions=unowned),
    _of_side(
        "accept-ours",
        _("Record our acceptance"),
        _accept(Side.OURS),
        _why_not_accept,
        _accept_offered(Side.OURS),
        ACCEPTED,
        form_for=_accept_form,
    ),
    _of_side(
        "accept-theirs",
        _("Record their acceptance"),
        _accept(Side.THEIRS),
        _why_not_accept,
        _accept_offered(Side.THEIRS),
        ACCEPTED,
        form=asked.AnswerForm,
    ),
    dates.CONDITION,
    dates.CLOCK,
    _simple(Step.START, _("Start work"), lifecycle.start, _("Work has begun.")),
    _of_side(
        "report-ours",
        _("Report complete, ours"),
        _report(Side.OURS),
        _why_not(Step.REPORT),
        _report_offered(Side.OURS),
        REPORTED,
        form=asked.OwnReportForm,
    ),
    _of_side(
        "report-theirs",
        _("Report complete, theirs"),
        _report(Side.THEIRS),
        _why_not(Step.REPORT),
        _report_offered(Side.THEIRS),
        REPORTED,
        form=asked.ReportForm,
    ),
    _simple(
        Step.FULFIL,
        _("Confirm fulfilled"),
        lifecycle.fulfil,
        _("Confirmed as fulfilled."),
        form=asked.FulfilForm,
    ),
    StepButton(
        "fulfil-in-part",
        _("Confirm in part"),
        _in_part,
        _why_not(Step.FULFIL_IN_PART),
        offered=_offered(Step.FULFIL_IN_PART, Nature.DISCRETE, to_all=False),
        form_for=_in_part_form,
        done=_("Confirmed in part; what is left is a commitment of its own."),
        template=dates.TEMPLATE,
    ),
    _simple(
        Step.SEND_BACK,
        _("Send back"),
        lifecycle.send_back,
        _("Sent back; the owners’ clocks run again."),
        form=asked.ReasonForm,
    ),
    _simple(Step.WAKE, _("Take up again"), lifecycle.wake, _("Taken up again.")),
    _simple(
        Step.CONCLUDE,
        _("Conclude"),
        lifecycle.conclude,
        _("Concluded."),
        form=asked.ReasonForm,
        nature=Nature.CONTINUING,
    ),
    *asking.REOPEN,
    who.NAME,
    dates.MOVE,
    dates.ASK,
    dates.CORRECT,
    dates.REVIEW,
)
RARE = (
    _simple(
        Step.DECLINE,
        _("Record that the owner declines"),
        lifecycle.decline,
        _("Declined. It is the desk’s until it is proposed again."),
        form=asked.ReasonForm,
        is_rare=True,
        group=ANSWERS,
    ),
    _simple(
        Step.REDRAFT,
        _("Take back to draft"),
        lifecycle.redraft,
        _("Taken back to draft."),
        form=asked.ReasonForm,
        is_rare=True,
        group=ANSWERS,
    ),
    *who.ANOTHER,
    *asking.REST,
    _simple(
        Step.OVERTAKE,
        _("Close as overtaken"),
        lifecycle.overtake,
        _("Closed as overtaken."),
        form=asked.ReasonForm,
        nature=Nature.CONTINUING,
        is_rare=True,
        group=asking.ENDING,
    ),
    *asking.WITHDRAW,
    *asking.SUPERSEDE,
    *asking.DROP,
    _simple(
        Step.DISCARD,
        _("Discard the draft"),
        lifecycle.discard,
        _("Draft discarded."),
        is_rare=True,
        group=asking.RARE,
        warning=_("A discarded draft leaves every list and does not come back. The record keeps it."),
    ),
    asking.IN_ERROR,
    link_steps.OF_ITEM,
    granting_steps.OF_ITEM,
)
STEPS = (*MAIN, *RARE)


def not_open(item: Commitment, user: User, shown: Collection[ShownStep]) -> tuple[tuple[str, str], ...]:
    """List the steps of the life-cycle for which the page shows no button, each with why not now."""
    now = standing(item, user)
    if not now.is_actor:
        return ()
    names = {step.name.removeprefix("ask-").split("-ours")[0].split("-theirs")[0] for step in shown}
    return tuple(
        (capfirst(str(step.label)), str(why))
        for step, why in now.refusals.items()
        if why is not None and step.value.replace("_", "-") not in names
    )
