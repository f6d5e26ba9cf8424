"""The steps that a head decides: taken at once by a head, asked for by others; and an entry in error."""

import datetime
from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments import lifecycle
from commitments.admin.commitment_standing import ASK, standing
from commitments.admin.forms import commitment_steps as asked
from commitments.admin.steps import StepButton, Text
from commitments.errors import Refused
from commitments.lifecycle import approvals, terms
from commitments.models import Commitment, User
from commitments.vocabulary import Matter, Step

FormOf = Callable[[Commitment, User], type[forms.Form]]
ASKED = _("Asked. Nothing changes until it is decided.")
ENDING = _("End it")
RARE = _("Put right")
SLEEP = _("Let it wait")


def _run_ask(matter: Matter) -> Callable[..., Any]:
    def run(item: Commitment, *, by: User, now: datetime.datetime, **values: Any) -> None:
        review_on = values.get("review_on")
        approvals.ask(
            item,
            matter,
            reason=values["reason"],
            document=values.get("document", ""),
            terms=terms.of_review(review_on) if review_on else None,
            other=values.get("other"),
            by=by,
            now=now,
        )

    return run


def _refusal(item: Commitment, user: User, step: Step) -> Refused | None:
    return standing(item, user).refusals[step]


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
            refusal.code not in {ASK, "forbidden", "wrong_state"} and standing(item, user).is_head
        )

    return offered


def pair(
    step: Step,
    matter: Matter,
    run: Callable[..., Any],
    labels: tuple[Text, Text],
    done: Text,
    *,
    form: type[forms.Form] | None = None,
    form_for: FormOf | None = None,
    group: Text = ENDING,
    is_rare: bool = True,
) -> tuple[StepButton, StepButton]:
    """Give the step for a head, and the same for who asks the head for it."""
    shared: dict[str, Any] = {"form": form, "form_for": form_for, "is_rare": is_rare, "group": group}
    if form_for is not None:
        shared["template"] = "admin/commitments/commitment/other_step.html"
    direct = StepButton(
        step.value.replace("_", "-"),
        labels[0],
        run,
        lambda item, user: _refusal(item, user, step) or standing(item, user).asked(matter),
        offered=_is_decided_here(step),
        done=done,
        **shared,
    )
    asking = StepButton(
        f"ask-{matter.value.replace('_', '-')}",
        labels[1],
        _run_ask(matter),
        lambda item, user: standing(item, user).asked(matter),
        offered=_is_asked_for(step),
        done=ASKED,
        **shared,
    )
    return direct, asking


def _supersede_form(item: Commitment, user: User) -> type[forms.Form]:
    return type("Supersede", (asked.SupersedeForm,), {"commitment": item, "person": user})


REST = pair(
    Step.REST,
    Matter.REST,
    lifecycle.rest,
    (_("Let it rest"), _("Ask to let it rest")),
    _("It rests; only its review reminds of it."),
    form=asked.RestForm,
    group=SLEEP,
)
WITHDRAW = pair(
    Step.WITHDRAW,
    Matter.WITHDRAW,
    lifecycle.withdraw,
    (_("Withdraw by agreement"), _("Ask to withdraw by agreement")),
    _("Withdrawn by agreement."),
    form=asked.AuthorityForm,
)
SUPERSEDE = pair(
    Step.SUPERSEDE,
    Matter.SUPERSEDE,
    lifecycle.supersede,
    (_("Put another in its place"), _("Ask to put another in its place")),
    _("Superseded."),
    form_for=_supersede_form,
)
DROP = pair(
    Step.DROP,
    Matter.DROP,
    lifecycle.drop,
    (_("No longer pursue it"), _("Ask not to pursue it further")),
    _("No longer pursued."),
    form=asked.AuthorityForm,
)
REOPEN = pair(
    Step.REOPEN,
    Matter.REOPEN,
    lifecycle.reopen,
    (_("Reopen"), _("Ask to reopen")),
    _("Open again."),
    form=asked.ReopenForm,
    group=RARE,
    is_rare=False,
)
IN_ERROR = StepButton(
    "ask-enter-in-error",
    _("Ask to enter it in error"),
    _run_ask(Matter.ENTER_IN_ERROR),
    lambda item, user: standing(item, user).asked(Matter.ENTER_IN_ERROR),
    offered=_is_asked_for(Step.ENTER_IN_ERROR),
    form=asked.ReasonForm,
    done=_("Asked. A second person of the desk decides it."),
    is_rare=True,
    group=RARE,
    warning=_("What is entered in error leaves every list and does not come back. The record keeps it."),
)
