"""The steps of a commitment as buttons; what is not possible stays visible with its reason."""

import datetime
from collections.abc import Callable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments import access, deadlines, lifecycle, overview
from commitments.admin.forms import commitment_steps as asked
from commitments.admin.forms import deadline
from commitments.admin.forms.book import read_book
from commitments.admin.meeting_records import NOT_YET_ACCEPTED
from commitments.admin.steps import StepButton
from commitments.deadlines.record import MOVERS
from commitments.errors import Refused
from commitments.models import Commitment, User
from commitments.vocabulary import CLOSED_STATES, TRANSITIONS, LeadRole, MoveReason, Nature, Side, Step

Offered = Callable[[Commitment, User], bool]
WhyNot = Callable[[Commitment, User], Refused | None]


def _is_actor(user: User) -> bool:
    return access.may_write(user, Commitment) or user.role in access.MINISTRY_ROLES


def _offered(step: Step, nature: Nature | None = None) -> Offered:
    """Show a step while the state leads to it."""
    return lambda item, user: (
        item.state in TRANSITIONS[step].sources
        and _is_actor(user)
        and (nature is None or item.nature == nature)
    )


def _why_not(step: Step) -> WhyNot:
    return lambda item, user: lifecycle.why_not(item, step, user)


def _side_offered(step: Step, side: Side, nature: Nature | None = None) -> Offered:
    """Show it while that side is awaited."""
    base = _offered(step, nature)
    return lambda item, user: base(item, user) and any(lead.side == side for lead in lifecycle.awaited(item))


def _accept_form(item: Commitment, user: User) -> type[forms.Form]:
    """Ask for the paper; where the person's own word is the ministry's, it may be left out."""
    lead = item.responsibilities.filter(side=Side.OURS, role=LeadRole.LEAD).select_related("ministry").first()
    own = lead is not None and lead.ministry is not None and lead.ministry.runs_tracker
    return asked.OwnAnswerForm if own or access.is_of_lead(user, item) else asked.AnswerForm


def _accept(side: Side) -> Callable[..., Any]:
    return lambda item, *, by, now, answer: lifecycle.accept(item, side, by=by, now=now, answer=answer)


def _report(side: Side) -> Callable[..., Any]:
    return lambda item, *, by, now, document: lifecycle.report(item, side, by=by, now=now, document=document)


def _owners_form(item: Commitment, user: User) -> type[forms.Form]:
    book = read_book(user, item.country, overview.today_of(user, timezone.now()))
    return type("Owners", (asked.OwnersForm,), {"book": book, "commitment": item})


def _owners(item: Commitment, *, by: User, now: datetime.datetime, parts: list[Any]) -> None:
    lifecycle.set_parts(item, parts, by=by, now=now)


def _desk_before_acceptance(item: Commitment, user: User) -> Refused | None:
    if not access.works_on(user, item.country):
        return Refused(_("Your role does not allow this step."), "forbidden")
    return None


def _correct(item: Commitment, *, by: User, now: datetime.datetime, **values: Any) -> None:
    deadlines.correct(item, deadline.spec_of(values), review_on=values["review_on"], by=by, now=now)


def _move(
    item: Commitment,
    *,
    by: User,
    now: datetime.datetime,
    move_reason: str,
    note: str,
    document: str,
    **values: Any,
) -> None:
    deadlines.move(
        item,
        deadline.spec_of(values),
        reason=MoveReason(move_reason),
        note=note,
        document=document,
        review_on=values["review_on"],
        by=by,
        now=now,
    )


def _why_not_move(item: Commitment, user: User) -> Refused | None:
    if user.role not in MOVERS or not access.works_on(user, item.country):
        return Refused(_("The head of desk moves a date that was agreed."), "forbidden")
    return None


def _before_acceptance(item: Commitment, user: User) -> bool:
    return item.state in NOT_YET_ACCEPTED and access.may_write(user, Commitment)


def _accepted_and_open(item: Commitment, user: User) -> bool:
    return item.state not in (*NOT_YET_ACCEPTED, *CLOSED_STATES) and access.may_write(user, Commitment)


def _simple(
    step: Step,
    label: Any,
    run: Callable[..., Any],
    done: Any,
    *,
    form: type[forms.Form] | None = None,
    is_rare: bool = False,
    nature: Nature | None = None,
) -> StepButton:
    return StepButton(
        step.value,
        label,
        run,
        _why_not(step),
        offered=_offered(step, nature),
        form=form,
        done=done,
        is_rare=is_rare,
    )


STEPS = (
    _simple(
        Step.PROPOSE,
        _("Propose to the owners"),
        lifecycle.propose,
        _("Proposed. What is awaited stands under Who."),
    ),
    StepButton(
        "accept-ours",
        _("Record our acceptance"),
        _accept(Side.OURS),
        _why_not(Step.ACCEPT),
        offered=_side_offered(Step.ACCEPT, Side.OURS),
        form_for=_accept_form,
        done=_("Acceptance recorded."),
    ),
    StepButton(
        "accept-theirs",
        _("Record their acceptance"),
        _accept(Side.THEIRS),
        _why_not(Step.ACCEPT),
        offered=_side_offered(Step.ACCEPT, Side.THEIRS),
        form=asked.AnswerForm,
        done=_("Acceptance recorded."),
    ),
    _simple(Step.START, _("Start work"), lifecycle.start, _("Work has begun.")),
    StepButton(
        "report-ours",
        _("Report complete, ours"),
        _report(Side.OURS),
        _why_not(Step.REPORT),
        offered=_side_offered(Step.REPORT, Side.OURS, Nature.DISCRETE),
        form=asked.OwnReportForm,
        done=_("Reported complete. Another person confirms it."),
    ),
    StepButton(
        "report-theirs",
        _("Report complete, theirs"),
        _report(Side.THEIRS),
        _why_not(Step.REPORT),
        offered=_side_offered(Step.REPORT, Side.THEIRS, Nature.DISCRETE),
        form=asked.ReportForm,
        done=_("Reported complete. Another person confirms it."),
    ),
    _simple(
        Step.FULFIL,
        _("Confirm fulfilled"),
        lifecycle.fulfil,
        _("Confirmed as fulfilled."),
        form=asked.FulfilForm,
    ),
    _simple(
        Step.SEND_BACK,
        _("Send back"),
        lifecycle.send_back,
        _("Sent back; the owners’ clocks run again."),
        form=asked.ReasonForm,
    ),
    _simple(
        Step.CONCLUDE,
        _("Conclude"),
        lifecycle.conclude,
        _("Concluded."),
        form=asked.ReasonForm,
        nature=Nature.CONTINUING,
    ),
    StepButton(
        "owners",
        _("Name the owners"),
        _owners,
        _desk_before_acceptance,
        offered=_before_acceptance,
        form_for=_owners_form,
        done=_("Owners recorded."),
    ),
    StepButton(
        "deadline",
        _("Correct the deadline"),
        _correct,
        _desk_before_acceptance,
        offered=_before_acceptance,
        form=asked.DeadlineForm,
        done=_("Deadline corrected."),
        is_rare=True,
    ),
    StepButton(
        "move",
        _("Move the deadline"),
        _move,
        _why_not_move,
        offered=_accepted_and_open,
        form=asked.MoveForm,
        done=_("Deadline moved; the chain keeps what stood before."),
        is_rare=True,
    ),
    _simple(
        Step.DECLINE,
        _("Record that the owner declines"),
        lifecycle.decline,
        _("Declined. It is the desk’s until it is proposed again."),
        form=asked.ReasonForm,
        is_rare=True,
    ),
    _simple(
        Step.REDRAFT,
        _("Take back to draft"),
        lifecycle.redraft,
        _("Taken back to draft."),
        form=asked.ReasonForm,
        is_rare=True,
    ),
)
