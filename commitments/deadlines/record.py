"""Write the chain of a commitment's deadlines: the first, corrections before acceptance, every move."""

import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments import access, audit, editing
from commitments.calendars.holidays import calendar_for
from commitments.calendars.workdays import Calendar
from commitments.deadlines.resolve import Resolution, resolve
from commitments.errors import Refused
from commitments.models import Commitment, Country, Deadline, Holiday, HolidayYear, User
from commitments.phrases import DeadlineSpec
from commitments.vocabulary import CLOSED_STATES, CommitmentState, MoveReason, OwedBy, Role

NOT_YET_ACCEPTED = (CommitmentState.DRAFT, CommitmentState.PROPOSED, CommitmentState.DECLINED)
# A date once agreed is moved by those who answer for the desk.
MOVERS = frozenset({Role.HEAD_OF_DESK, Role.DIVISION_HEAD})


def calendar_of(iso: str) -> Calendar:
    """Give a country's calendar with the days its officers declared and the years they confirmed."""
    rows = Holiday.objects.filter(country__iso=iso)
    confirmed = HolidayYear.objects.filter(country__iso=iso)
    place = Country.objects.filter(iso=iso).values_list("capital", flat=True).first()
    return calendar_for(
        iso,
        overrides=tuple(rows.values_list("day", "name", "is_free")),
        confirmed=tuple(confirmed.values_list("year", flat=True)),
        place=place or "",
    )


def work_out(
    spec: DeadlineSpec,
    *,
    owed_by: str,
    partner: Country,
    held_on: datetime.date | None,
    today: datetime.date,
) -> Resolution:
    """Resolve a specification for what one side owes because of a meeting held on a day, or undated.

    A joint commitment counts in our capital first and in the partner's beside it.
    """
    ours, theirs = calendar_of(settings.HOME_COUNTRY), calendar_of(partner.iso)
    owner, other = (theirs, ours) if owed_by == OwedBy.THEIRS else (ours, theirs)
    # A clock that starts with a signature or another event is not started by the meeting.
    anchor_on = held_on if spec.anchor == "meeting" else None
    return resolve(spec, anchor_on=anchor_on, held_on=held_on, recorded_on=today, owner=owner, partner=other)


@transaction.atomic
def set_first(
    commitment: Commitment,
    spec: DeadlineSpec,
    *,
    review_on: datetime.date | None = None,
    by: User,
    now: datetime.datetime,
) -> Deadline:
    """Write the first version of a new commitment's deadline."""
    return _write(commitment, spec, MoveReason.FIRST, review_on=review_on, by=by, now=now)


@transaction.atomic
def correct(
    commitment: Commitment,
    spec: DeadlineSpec,
    *,
    review_on: datetime.date | None = None,
    by: User,
    now: datetime.datetime,
) -> Deadline:
    """Write the deadline anew while nobody has accepted it; afterwards it is moved, not corrected."""
    access.require(access.works_on(by, commitment.country))
    if commitment.state not in NOT_YET_ACCEPTED:
        raise Refused(
            _("What was accepted is not corrected; the head of desk moves it, with the reason."), "accepted"
        )
    return _write(commitment, spec, MoveReason.CORRECTED, review_on=review_on, by=by, now=now)


@transaction.atomic
def move(
    commitment: Commitment,
    spec: DeadlineSpec,
    *,
    reason: MoveReason,
    note: str,
    document: str = "",
    review_on: datetime.date | None = None,
    by: User,
    now: datetime.datetime,
) -> Deadline:
    """Move the deadline of an accepted commitment: the head decides, the chain keeps what stood before."""
    access.require(access.works_on(by, commitment.country) and by.role in MOVERS)
    if commitment.state in NOT_YET_ACCEPTED or commitment.state in CLOSED_STATES:
        raise Refused(_("Only the deadline of an accepted, open commitment is moved."), "wrong_state")
    if not note.strip():
        raise Refused(_("Say in a sentence why the date moves."), "needs_reason")
    return _write(commitment, spec, reason, note=note, document=document, review_on=review_on, by=by, now=now)


def _write(
    commitment: Commitment,
    spec: DeadlineSpec,
    reason: MoveReason,
    *,
    by: User,
    now: datetime.datetime,
    note: str = "",
    document: str = "",
    review_on: datetime.date | None = None,
) -> Deadline:
    """Append a version, and let the commitment point to it where nobody else did meanwhile."""
    today = timezone.localdate(now)
    meeting = commitment.outcome.meeting
    found = work_out(
        spec, owed_by=commitment.owed_by, partner=commitment.country, held_on=meeting.held_on, today=today
    )
    last = commitment.deadlines.order_by("-number").values_list("number", flat=True).first()
    version = Deadline.objects.create(
        commitment=commitment,
        number=(last or 0) + 1,
        kind=found.kind,
        wording=spec.wording,
        specification=spec.to_json(),
        anchor_on=meeting.held_on,
        due_start=found.due_start,
        due_on=found.due_on,
        act_by=found.act_by,
        act_by_partner=found.act_by_partner,
        review_on=None if found.due_on else (review_on or found.review_on),
        every=found.every,
        working=[step.to_json() for step in found.working],
        ask=found.ask.to_json() if found.ask else None,
        reason=reason,
        note=note,
        document=document,
        recorded_at=now,
        recorded_by=by,
    )
    audit.record("deadline", version, by=by, now=now, after=audit.state_of(version), reason=note)
    copied = {
        "deadline": version,
        "due_on": version.due_on,
        "act_by": version.act_by,
        "review_on": version.review_on,
    }
    editing.change(commitment, copied, by=by, now=now, action="deadline", reason=note)
    return version
