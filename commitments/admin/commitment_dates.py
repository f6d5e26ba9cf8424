"""The steps about a commitment's deadline: corrected, moved, asked for, its clock started, its review."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments import deadlines, overview
from commitments.admin.commitment_standing import standing
from commitments.admin.forms import commitment_dates as asked
from commitments.admin.forms import deadline
from commitments.admin.forms.deadline_follows import Followable
from commitments.admin.shown import ask_of
from commitments.admin.steps import StepButton
from commitments.deadlines import NOT_YET_ACCEPTED, Hooks, inputs
from commitments.errors import Refused
from commitments.lifecycle import approvals, terms
from commitments.models import Approval, Commitment, User
from commitments.vocabulary import (
    CLOSED_STATES,
    HIDDEN_STATES,
    OPEN_STATES,
    CommitmentState,
    Matter,
    MoveReason,
    Nature,
)

GROUP = _("Deadline")
TEMPLATE = "admin/commitments/commitment/deadline_step.html"
DESK = Refused(_("The desk takes this step."), "forbidden")


def form_of(item: Commitment, user: User, form: type[forms.Form], start: dict[str, Any]) -> type[forms.Form]:
    """Give the form of a deadline what may be followed, what it shows at first, and what stands with that."""
    followed = deadlines.hooks_of(item.deadline) if item.deadline and start else Hooks()
    known = {"followable": Followable(user, item.country, item), "standing": followed, "start": start}
    return type(form.__name__, (form,), {**known, "__module__": form.__module__})


def _correct_form(item: Commitment, user: User) -> type[forms.Form]:
    start = deadline.initial_of(deadlines.spec_of(item.deadline)) if item.deadline else {}
    return form_of(item, user, asked.DeadlineForm, start)


def _move_form(item: Commitment, user: User) -> type[forms.Form]:
    return form_of(item, user, asked.MoveForm, {})


def _ask_form(item: Commitment, user: User) -> type[forms.Form]:
    return form_of(item, user, asked.AskForDateForm, {})


def _correct(item: Commitment, *, by: User, now: datetime.datetime, **values: Any) -> None:
    spec, hooks = inputs.spec_of(values), values["hooks"]
    deadlines.correct(item, spec, hooks=hooks, review_on=values["review_on"], by=by, now=now)


def _move(item: Commitment, *, by: User, now: datetime.datetime, **values: Any) -> None:
    deadlines.move(
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


def _ask(item: Commitment, *, by: User, now: datetime.datetime, **values: Any) -> Approval:
    return approvals.ask(
        item,
        Matter.DATE,
        reason=values["note"],
        document=values["document"],
        terms=terms.of_date(inputs.spec_of(values), values["hooks"], values["review_on"]),
        move_reason=values["move_reason"],
        by=by,
        now=now,
    )


def _before_acceptance(item: Commitment, user: User) -> bool:
    return item.state in NOT_YET_ACCEPTED and standing(item, user).is_of_desk


def _is_agreed(item: Commitment) -> bool:
    return item.state not in (*NOT_YET_ACCEPTED, *CLOSED_STATES, *HIDDEN_STATES)


def _is_settled(item: Commitment, user: User) -> bool:
    """Moving the date is rare once it is reported or rests."""
    return item.state in (CommitmentState.REPORTED, CommitmentState.DORMANT)


def _may_ask(item: Commitment, user: User) -> bool:
    return _is_agreed(item) and not standing(item, user).is_head and standing(item, user).may_ask_for_date


def desk_only(item: Commitment, user: User) -> Refused | None:
    return None if standing(item, user).is_of_desk else DESK


def _has_review(item: Commitment, user: User) -> bool:
    is_reviewed = item.due_on is None or item.nature == Nature.CONTINUING
    return item.state in OPEN_STATES and is_reviewed and standing(item, user).is_of_desk


def _review_is_far(item: Commitment, user: User) -> bool:
    today = overview.today_of(user, timezone.now())
    return item.review_on is None or item.review_on > today


def _is_asked_of_nobody(item: Commitment, user: User) -> bool:
    """Correcting is rare, but where the words are left to the officer it is what comes next."""
    return item.deadline is not None and not ask_of(item)


CONDITION = StepButton(
    "condition",
    _("The condition is met"),
    deadlines.meet_condition,
    desk_only,
    offered=lambda item, user: standing(item, user).waits_for_condition and standing(item, user).is_of_desk,
    form=asked.ConditionForm,
    done=_("Condition met; what is counted runs from that day."),
    group=GROUP,
)
CLOCK = StepButton(
    "clock",
    _("Enter the day the clock starts"),
    deadlines.start_clock,
    desk_only,
    offered=lambda item, user: standing(item, user).waits_for_a_day and standing(item, user).is_of_desk,
    form=asked.ClockForm,
    done=_("The clock runs from that day."),
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
    rare_for=_is_asked_of_nobody,
    group=GROUP,
    template=TEMPLATE,
)
MOVE = StepButton(
    "move",
    _("Move the date"),
    _move,
    lambda item, user: standing(item, user).asked(Matter.DATE),
    offered=lambda item, user: _is_agreed(item) and standing(item, user).is_head,
    form_for=_move_form,
    done=_("Deadline moved; the chain keeps what stood before."),
    rare_for=_is_settled,
    group=GROUP,
    template=TEMPLATE,
)
ASK = StepButton(
    "ask-date",
    _("Ask for another date"),
    _ask,
    lambda item, user: standing(item, user).asked(Matter.DATE),
    offered=_may_ask,
    form_for=_ask_form,
    done=_("Asked. The date stands until the head of desk decides."),
    rare_for=_is_settled,
    group=GROUP,
    template=TEMPLATE,
)
REVIEW = StepButton(
    "review",
    _("Reviewed, look again later"),
    deadlines.review,
    desk_only,
    offered=_has_review,
    form=asked.ReviewForm,
    done=_("The next review is set."),
    rare_for=_review_is_far,
    group=GROUP,
)
