"""The steps that name the owners of a commitment, before and after it is accepted."""

import datetime
from collections.abc import Callable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments import lifecycle, overview
from commitments.admin.commitment_dates import desk_only
from commitments.admin.commitment_standing import standing
from commitments.admin.forms import commitment_owners
from commitments.admin.forms.book import read_book
from commitments.admin.steps import StepButton
from commitments.deadlines import NOT_YET_ACCEPTED
from commitments.lifecycle import owners
from commitments.models import Commitment, Responsibility, User, leads_of
from commitments.vocabulary import Side

OWNERS = _("Owners")


def lead_of(item: Commitment, side: Side) -> Responsibility | None:
    return next((lead for lead in leads_of(item) if lead.side == side), None)


def _book(item: Commitment, user: User) -> Any:
    return read_book(user, item.country, overview.today_of(user, timezone.now()))


def _owners_form(item: Commitment, user: User) -> type[forms.Form]:
    known = {"book": _book(item, user), "commitment": item}
    return type("Owners", (commitment_owners.OwnersForm,), known)


def _owners(item: Commitment, *, by: User, now: datetime.datetime, parts: list[Any]) -> None:
    lifecycle.set_parts(item, parts, by=by, now=now)


def _another_form(side: Side) -> Callable[[Commitment, User], type[forms.Form]]:
    def form(item: Commitment, user: User) -> type[forms.Form]:
        part = lead_of(item, side) or Responsibility(commitment=item, side=side)
        known = {"book": _book(item, user), "part": part}
        return type("AnotherOwner", (commitment_owners.AnotherOwnerForm,), known)

    return form


def _another(side: Side) -> Callable[..., Any]:
    return lambda item, **values: owners.reassign_lead(item, side, **values)


def _may_name_another(side: Side) -> Callable[[Commitment, User], bool]:
    """Offer it once accepted, for a side that has a part in the item."""

    def offered(item: Commitment, user: User) -> bool:
        if item.state in NOT_YET_ACCEPTED or not item.is_open or not standing(item, user).is_of_desk:
            return False
        return side in standing(item, user).led_by

    return offered


NAME = StepButton(
    "owners",
    _("Name the owners"),
    _owners,
    desk_only,
    offered=lambda item, user: item.state in NOT_YET_ACCEPTED and standing(item, user).is_actor,
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
        done=_("Another owner is named; the history keeps who was before."),
        is_rare=True,
        group=OWNERS,
    )
    for side, label in (
        (Side.OURS, _("Name another owner, ours")),
        (Side.THEIRS, _("Name another owner, theirs")),
    )
)
