"""The step by which a head lets somebody read a record: on pages of partners, meetings, commitments."""

import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from commitments import access, granting
from commitments.admin.commitment_standing import standing
from commitments.admin.forms.grant import form_for
from commitments.admin.steps import StepButton
from commitments.errors import Refused
from commitments.models import Commitment, Country, Grant, Meeting, User


def _give(
    subject: Country | Meeting | Commitment, *, by: User, now: datetime.datetime, **asked: Any
) -> Grant:
    return granting.give(granting.made(subject, **asked), by=by, now=now)


def _why_not(subject: Country | Meeting | Commitment, user: User) -> Refused | None:
    """Only a head over it is offered this; the function itself looks again."""
    return None


def _heads(subject: Country | Meeting, user: User) -> bool:
    return access.heads_over(user, subject if isinstance(subject, Country) else subject.country)


def _step(offered: Any) -> StepButton:
    return StepButton(
        "open-to",
        _("Let somebody read it"),
        _give,
        _why_not,
        offered=offered,
        form_for=form_for,
        done=_("Opened. It stands on My desk of the person until the last day."),
        is_rare=True,
        group=_("Who reads it"),
    )


OF_ITEM = _step(lambda item, user: standing(item, user).is_head)
OF_RECORD = _step(_heads)
