"""From accepted work to what another person confirms as done."""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments import access, deadlines, editing
from commitments.deadlines.carrying import agree_anew, carry, hand_over
from commitments.deadlines.situation import NO_HOOKS
from commitments.editing import need_reason
from commitments.errors import Refused
from commitments.lifecycle import following, series, succession
from commitments.lifecycle.acceptance import lead_of
from commitments.lifecycle.rules import owing_leads, owing_sides
from commitments.lifecycle.taking import begin, day_of, need_title, short_enough, take
from commitments.models import Commitment, Responsibility, User
from commitments.phrases import DeadlineSpec
from commitments.vocabulary import CommitmentState, LeadRole, Nature, Origin, Side, Step


@transaction.atomic
def start(commitment: Commitment, *, by: User, now: datetime.datetime) -> Commitment:
    """Say that work has begun."""
    begin(commitment, Step.START, by)
    return take(commitment, Step.START, by=by, now=now)


@transaction.atomic
def report(
    commitment: Commitment,
    side: Side,
    *,
    by: User,
    now: datetime.datetime,
    document: str = "",
    on: datetime.date | None = None,
) -> Commitment:
    """Record that the lead of one side reports completion; when all owing leads have, it awaits validation.

    The day is today, or that of the report on file: kept or late is judged by it. Theirs is reported by a
    document that the desk files.
    """
    begin(commitment, Step.REPORT, by)
    access.require(side == Side.OURS or access.works_on(by, commitment.country))
    lead = lead_of(commitment, side)
    if lead.reported_on is not None:
        raise Refused(_("This side has reported already."), "reported_already")
    if side == Side.THEIRS and not document.strip():
        raise Refused(_("File their report: letter, note or mail with number and date."), "needs_report")
    values = {"reported_on": day_of(on, now), "reported_by": by, "report": short_enough(document)}
    editing.change(lead, values, by=by, now=now, action="reported", where={"reported_on": None})
    if all(one.reported_on for one in owing_leads(commitment)):
        return take(commitment, Step.REPORT, by=by, now=now)
    return commitment


@transaction.atomic
def send_back(commitment: Commitment, *, by: User, now: datetime.datetime, reason: str) -> Commitment:
    """Return a report that does not convince; the owners' clocks run again."""
    begin(commitment, Step.SEND_BACK, by)
    clear_reports(commitment, by=by, now=now)
    return take(commitment, Step.SEND_BACK, by=by, now=now, reason=need_reason(reason))


def clear_reports(commitment: Commitment, *, by: User, now: datetime.datetime) -> None:
    """Let the reports so far no longer stand; the history keeps them."""
    for lead in owing_leads(commitment):
        if lead.reported_on is not None:
            cleared = {"reported_on": None, "reported_by": None, "report": ""}
            editing.change(lead, cleared, by=by, now=now, action="report returned")


@transaction.atomic
def fulfil(commitment: Commitment, *, by: User, now: datetime.datetime, reason: str = "") -> Commitment:
    """Confirm completion: with evidence, by another person than the one who reported it."""
    begin(commitment, Step.FULFIL, by)
    take(commitment, Step.FULFIL, by=by, now=now, reason=reason.strip())
    following.ended(commitment, by=by, now=now)
    series.open_next(commitment, by=by, now=now)
    return commitment


@transaction.atomic
def fulfil_in_part(
    commitment: Commitment,
    *,
    by: User,
    now: datetime.datetime,
    reason: str,
    rest_title: str,
    spec: DeadlineSpec | None = None,
    hooks: deadlines.Hooks = NO_HOOKS,
    review_on: datetime.date | None = None,
) -> Commitment:
    """Confirm what was done in part, and give the successor that is the rest of it.

    The rest has the same owners and strength and is in progress. Its deadline is the one that stands, carried
    with its dates, or else new terms: `spec` with `hooks` and `review_on`. Of a series the next occurrence
    opens besides, and what counts from its completion waits for the rest.
    """
    begin(commitment, Step.FULFIL_IN_PART, by)
    said, title = need_reason(reason), need_title(rest_title, stood=commitment.title)
    take(commitment, Step.FULFIL_IN_PART, by=by, now=now, reason=said)
    rest = succession.succeed(commitment, Origin.REST, title=title, by=by, now=now)
    assert commitment.deadline is not None
    carry(rest, commitment.deadline, note=said, by=by, now=now)
    if spec is not None:
        agree_anew(rest, spec, hooks=hooks, review_on=review_on, note=said, by=by, now=now)
    hand_over(commitment, rest, by=by, now=now)
    following.listed(rest, by=by, now=now)
    series.open_next(commitment, by=by, now=now)
    return rest


def done_on(commitment: Commitment, leads: Iterable[Responsibility]) -> datetime.date | None:
    """Give the day on which the last owing lead reported; None where one has not."""
    sides = owing_sides(commitment)
    days = [lead.reported_on for lead in leads if lead.role == LeadRole.LEAD and lead.side in sides]
    return None if not days or None in days else max(day for day in days if day)


def kept(commitment: Commitment, leads: Iterable[Responsibility]) -> int | None:
    """Give by how many days a confirmed commitment was late, 0 where it was kept; pure.

    Judged by the day of the report that was validated, not by that of the validation. None where nothing was
    confirmed, or nothing was due: a continuing one, one without a date.
    """
    confirmed = commitment.state in {CommitmentState.FULFILLED, CommitmentState.IN_PART}
    day = done_on(commitment, leads)
    if not confirmed or day is None or commitment.due_on is None or commitment.nature == Nature.CONTINUING:
        return None
    return max(0, (day - commitment.due_on).days)
