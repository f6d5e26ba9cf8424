"""Recording and ending next steps: what comes next, who takes it, and by when, apart from the deadline."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments.access import policy, responsibilities, write_rules
from commitments.deadlines.inputs import WORDING_LENGTH
from commitments.enums import NextStepResult, Side
from commitments.errors import Refused
from commitments.language import phrases
from commitments.lifecycle.transitions import lock
from commitments.models import Commitment, Ministry, Official, ProgressUpdate, Responsibility, User
from commitments.models.next_steps import NEXT_STEP_LENGTH
from commitments.records import current_steps, edits
from commitments.records.edits import fit_text, need_reason

EARLY_STEP = "early_next_step"


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """The next step as a person states it; without a ministry, only the side is known."""

    text: str
    side: Side
    ministry: Ministry | None = None
    official: Official | None = None
    on: datetime.date | None = None


def build_columns(step: PlannedStep | None) -> dict[str, Any]:
    """Return the columns of an update that state a next step; none where there is none."""
    if step is None:
        return {}
    ministry = step.ministry or (step.official.ministry if step.official else None)
    return {
        "next_step": fit_text(step.text, NEXT_STEP_LENGTH),
        "next_step_side": step.side,
        "next_step_ministry": ministry,
        "next_step_official": step.official,
        "next_step_on": step.on,
    }


def build_planned_step(
    text: str,
    *,
    side: Side,
    ministry: Ministry | None = None,
    official: Official | None = None,
    on: datetime.date | None = None,
) -> PlannedStep | None:
    """Return a next step, or None where nothing is stated. Raises `Refused` for a date without a step.

    A ministry or an official decides the side.
    """
    if not text.strip():
        if on is not None or ministry is not None or official is not None:
            raise Refused(_("Describe the next step, or leave its owner and date empty."), "needs_next_step")
        return None
    owner = official or ministry
    if owner is not None and owner.country is not None:
        side = Side.OURS if owner.country.iso == settings.HOME_COUNTRY else Side.THEIRS
    return PlannedStep(text.strip(), side, ministry, official, on)


def read_step(text: str, by: str, today: datetime.date) -> tuple[str, datetime.date | None]:
    """Return a next step and its date from the words in which a recipient replies; raises `Refused`."""
    step, words = fit_text(text, NEXT_STEP_LENGTH, "long_next_step"), by.strip()
    if not words:
        return step, None
    if not step:
        raise Refused(_("Describe the next step, or leave its date empty."), "needs_next_step")
    spec = phrases.parse_any(words[:WORDING_LENGTH])
    period = spec.period
    if spec.ask or period is None or period.unit != "day" or not period.is_dated:
        raise Refused(_("Enter a valid date for the next step, for example 30 June 2027."), "needs_step_date")
    day = datetime.date(period.year or 0, period.month or 0, period.day or 0)
    if day < today:
        raise Refused(_("Enter today’s date or a later date for the next step."), EARLY_STEP)
    return step, day


def plan_for_lead(lead: Responsibility | None, text: str, on: datetime.date | None) -> PlannedStep | None:
    """Return the next step that the lead ministry of our side takes, or None where it has none."""
    ministry = lead.ministry if lead is not None else None
    return PlannedStep(text, Side.OURS, ministry, on=on) if text else None


def check_step(step: PlannedStep | None, item: Commitment, reported_on: datetime.date, by: User) -> None:
    """Raise `Refused` where a next step does not fit its commitment, its report or its writer."""
    if step is None:
        return
    fit_text(step.text, NEXT_STEP_LENGTH)
    for owner in (step.ministry, step.official):
        if owner is None:
            continue
        is_of_sides = owner.country.pk == item.country_id or owner.country.iso == settings.HOME_COUNTRY
        if not is_of_sides or not policy.can_read(by, owner):
            raise Refused(_("Select a ministry or an official of one of the two sides."), "wrong_owner")
    if step.on is not None and step.on < reported_on:
        raise Refused(_("Enter a date for the next step on or after the date of the report."), EARLY_STEP)


def why_not_end(item: Commitment, user: User, current: ProgressUpdate | None) -> Refused | None:
    """Explain why the person cannot end the next step now, or return None."""
    if not write_rules.may_write(user, ProgressUpdate) or not responsibilities.takes_part(user, item):
        return write_rules.build_forbidden()
    if current is None:
        return Refused(_("This commitment has no open next step. Record a progress update first."), "no_step")
    return None


def complete_next_step(item: Commitment, *, by: User, now: datetime.datetime) -> ProgressUpdate:
    """Mark the open next step as done."""
    return _end(item, NextStepResult.DONE, by=by, now=now)


def drop_next_step(item: Commitment, *, reason: str, by: User, now: datetime.datetime) -> ProgressUpdate:
    """Mark the open next step as dropped, with the reason."""
    return _end(item, NextStepResult.DROPPED, need_reason(reason), by=by, now=now)


@transaction.atomic
def _end(
    item: Commitment, result: NextStepResult, reason: str = "", *, by: User, now: datetime.datetime
) -> ProgressUpdate:
    """End the next step; the deadline, the status and the reminders of the commitment do not change."""
    write_rules.require_permission(policy.can_read(by, item))
    lock(item)
    current = current_steps.find_current(item, by)
    refusal = why_not_end(item, by, current)
    if refusal is not None:
        raise refusal
    assert current is not None
    return edits.change_record(
        current,
        {"next_step_result": result},
        by=by,
        now=now,
        action=f"next step {result.value}",
        reason=reason,
        where={"next_step_result": ""},
    )
