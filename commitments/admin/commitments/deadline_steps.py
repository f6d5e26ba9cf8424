"""The steps for a commitment's deadline (correct, move, request, start the clock, review) and for its
owners.
"""

import datetime
from collections.abc import Callable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.admin.commitments import deadline_forms, step_forms
from commitments.admin.commitments.deadline_forms import FollowChoices
from commitments.admin.commitments.forms import AnotherOwnerForm, OwnersForm
from commitments.admin.commitments.records import load_context
from commitments.admin.commitments.rows import ask_of
from commitments.admin.meetings.forms import read_book
from commitments.admin.steps import StepButton
from commitments.dashboard import meetings
from commitments.deadlines import changes, context, inputs, reviews, triggers
from commitments.deadlines.context import Dependencies
from commitments.enums import (
    AGREED_STATES,
    NOT_YET_ACCEPTED,
    ApprovalKind,
    CommitmentState,
    MoveReason,
    Nature,
    Side,
)
from commitments.errors import Refused
from commitments.lifecycle import approvals, drafts, owners
from commitments.models import Approval, Commitment, Responsibility, User, leads_of

GROUP = _("Deadline")
TEMPLATE = "admin/commitments/commitment/deadline_step.html"
DESK = Refused(_("Only the desk can take this step. Contact the desk."), "forbidden")


def form_of(item: Commitment, user: User, form: type[forms.Form], start: dict[str, Any]) -> type[forms.Form]:
    """Return the form of a deadline with its possible dependencies, its current ones and initial values."""
    followed = context.hooks_of(item.deadline) if item.deadline and start else Dependencies()
    known = {"followable": FollowChoices(user, item.country, item), "standing": followed, "start": start}
    return type(form.__name__, (form,), {**known, "__module__": form.__module__})


def _correct_form(item: Commitment, user: User) -> type[forms.Form]:
    start = deadline_forms.initial_of(context.spec_of(item.deadline)) if item.deadline else {}
    return form_of(item, user, step_forms.DeadlineForm, start)


def _move_form(item: Commitment, user: User) -> type[forms.Form]:
    return form_of(item, user, step_forms.MoveForm, {})


def _ask_form(item: Commitment, user: User) -> type[forms.Form]:
    return form_of(item, user, step_forms.AskForDateForm, {})


def _correct(item: Commitment, *, by: User, now: datetime.datetime, **values: Any) -> None:
    spec, hooks = inputs.spec_of(values), values["hooks"]
    changes.correct_deadline(item, spec, hooks=hooks, review_on=values["review_on"], by=by, now=now)


def _move(item: Commitment, *, by: User, now: datetime.datetime, **values: Any) -> None:
    changes.move_deadline(
        item,
        inputs.spec_of(values),
        hooks=values["hooks"],
        reason=MoveReason(values["move_reason"]),
        note=values["note"],
        document=values["document"],
        review_on=values["review_on"],
        by=by,
        now=now,
    )


def _request_date(item: Commitment, *, by: User, now: datetime.datetime, **values: Any) -> Approval:
    return approvals.request_approval(
        item,
        ApprovalKind.DATE,
        reason=values["note"],
        document=values["document"],
        terms=context.build_date_terms(inputs.spec_of(values), values["hooks"], values["review_on"]),
        move_reason=values["move_reason"],
        by=by,
        now=now,
    )


def _before_acceptance(item: Commitment, user: User) -> bool:
    return item.state in NOT_YET_ACCEPTED and load_context(item, user).is_of_desk


def _is_agreed(item: Commitment) -> bool:
    return item.state in AGREED_STATES


def _is_settled(item: Commitment, user: User) -> bool:
    """Moving the date is rare once it is reported or rests."""
    return item.state in (CommitmentState.REPORTED, CommitmentState.SUSPENDED)


def _may_ask(item: Commitment, user: User) -> bool:
    return (
        _is_agreed(item)
        and not load_context(item, user).is_head
        and load_context(item, user).may_ask_for_date
    )


def desk_only(item: Commitment, user: User) -> Refused | None:
    return None if load_context(item, user).is_of_desk else DESK


def _has_review(item: Commitment, user: User) -> bool:
    is_reviewed = item.due_on is None or item.nature == Nature.ONGOING
    return item.is_open and is_reviewed and load_context(item, user).is_of_desk


def _review_is_far(item: Commitment, user: User) -> bool:
    today = meetings.today_of(user, timezone.now())
    return item.review_on is None or item.review_on > today


def _has_no_open_question(item: Commitment, user: User) -> bool:
    """Correcting is rare, but where the words are left to the officer it is what comes next."""
    return item.deadline is not None and not ask_of(item)


CONDITION = StepButton(
    "condition",
    _("Record the condition as met"),
    triggers.meet_condition,
    desk_only,
    offered=lambda item, user: (
        load_context(item, user).waits_for_condition and load_context(item, user).is_of_desk
    ),
    form=step_forms.ConditionForm,
    done=_(
        "Condition recorded as met. The due date is calculated from the day on which the condition was met."
    ),
    group=GROUP,
)
CLOCK = StepButton(
    "clock",
    _("Enter the start date"),
    triggers.start_clock,
    desk_only,
    offered=lambda item, user: (
        load_context(item, user).waits_for_a_day and load_context(item, user).is_of_desk
    ),
    form=step_forms.ClockForm,
    done=_("Start date recorded. The due date is calculated from that day."),
    group=GROUP,
)
CORRECT = StepButton(
    "deadline",
    _("Correct the deadline"),
    _correct,
    desk_only,
    offered=_before_acceptance,
    form_for=_correct_form,
    done=_("Deadline corrected."),
    rare_for=_has_no_open_question,
    group=GROUP,
    template=TEMPLATE,
)
MOVE = StepButton(
    "move",
    _("Change the deadline"),
    _move,
    lambda item, user: load_context(item, user).why_not_request(ApprovalKind.DATE),
    offered=lambda item, user: _is_agreed(item) and load_context(item, user).is_head,
    form_for=_move_form,
    done=_("Deadline changed. The history shows the previous deadline."),
    rare_for=_is_settled,
    group=GROUP,
    template=TEMPLATE,
)
ASK = StepButton(
    "request-date",
    _("Request an extension"),
    _request_date,
    lambda item, user: load_context(item, user).why_not_request(ApprovalKind.DATE),
    offered=_may_ask,
    form_for=_ask_form,
    done=_("Extension requested. The current deadline applies until the head of desk decides."),
    rare_for=_is_settled,
    group=GROUP,
    template=TEMPLATE,
)
REVIEW = StepButton(
    "review",
    _("Set the next review date"),
    reviews.set_review,
    desk_only,
    offered=_has_review,
    form=step_forms.ReviewForm,
    done=_("Next review date set."),
    rare_for=_review_is_far,
    group=GROUP,
)


OWNERS = _("Owners")


def lead_of(item: Commitment, side: Side) -> Responsibility | None:
    return next((lead for lead in leads_of(item) if lead.side == side), None)


def read_names(item: Commitment, user: User) -> Any:
    """Return the names of ministries and officials of both sides that the person may read."""
    return read_book(user, item.country, meetings.today_of(user, timezone.now()))


def _owners_form(item: Commitment, user: User) -> type[forms.Form]:
    known = {"book": read_names(item, user), "commitment": item, "person": user}
    return type("Owners", (OwnersForm,), known)


def _owners(item: Commitment, *, by: User, now: datetime.datetime, parts: list[Any]) -> None:
    drafts.set_parts(item, parts, by=by, now=now)


def _another_form(side: Side) -> Callable[[Commitment, User], type[forms.Form]]:
    def form(item: Commitment, user: User) -> type[forms.Form]:
        part = lead_of(item, side) or Responsibility(commitment=item, side=side)
        known = {"book": read_names(item, user), "part": part, "person": user}
        return type("AnotherOwner", (AnotherOwnerForm,), known)

    return form


def _another(side: Side) -> Callable[..., Any]:
    return lambda item, **values: owners.reassign_lead(item, side, **values)


def _may_name_another(side: Side) -> Callable[[Commitment, User], bool]:
    """Offer it once accepted, for a side that has a part in the item."""

    def offered(item: Commitment, user: User) -> bool:
        if item.state in NOT_YET_ACCEPTED or not item.is_open or not load_context(item, user).is_of_desk:
            return False
        return side in load_context(item, user).led_by

    return offered


NAME = StepButton(
    "owners",
    _("Assign owners"),
    _owners,
    desk_only,
    offered=lambda item, user: item.state in NOT_YET_ACCEPTED and load_context(item, user).is_actor,
    form_for=_owners_form,
    done=_("Owners recorded."),
)
ANOTHER = tuple(
    StepButton(
        f"owner-{side.value}",
        label,
        _another(side),
        desk_only,
        offered=_may_name_another(side),
        form_for=_another_form(side),
        done=_("Owner changed. The history shows the previous owner."),
        is_rare=True,
        group=OWNERS,
    )
    for side, label in (
        (Side.OURS, _("Change the owner on our side")),
        (Side.THEIRS, _("Change the owner on their side")),
    )
)
