"""Who is awaited now, since when, and how many of their working days are left."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from commitments import deadlines
from commitments.calendars.workdays import AbsentYearError, workdays_between
from commitments.lifecycle.rules import owing_leads
from commitments.models import AuditRow, Commitment, Responsibility
from commitments.vocabulary import CommitmentState, Side, Step

# An answer, and the confirmation of a report, are awaited for so many working days before it escalates.
ANSWER_WORKDAYS = 5


@dataclass(frozen=True, slots=True)
class Awaited:
    """One answer that is awaited: who gives it, since when, and the working days left of five.

    `step` is ACCEPT or FULFIL. `ministry` is the name of who is awaited, empty where it is not stated; `side`
    None for the validator of a report. `days_left` is negative once the time is over, None where the holidays
    of that year are not known.
    """

    step: Step
    side: Side | None
    ministry: str
    since: datetime.date
    days_left: int | None

    @property
    def is_over(self) -> bool:
        return self.days_left is not None and self.days_left < 0


def awaiting(
    commitment: Commitment, today: datetime.date, leads: list[Responsibility] | None = None
) -> tuple[Awaited, ...]:
    """Say whose acceptance or confirmation is awaited; nothing in any other state.

    Working days count in the capital of who is awaited. A joint commitment awaits each lead by itself.
    """
    if commitment.state == CommitmentState.PROPOSED and commitment.proposed_on is not None:
        since = commitment.proposed_on
        standing = owing_leads(commitment) if leads is None else leads
        return tuple(
            Awaited(
                Step.ACCEPT,
                Side(lead.side),
                str(lead.ministry or ""),
                since,
                _left(_capital(commitment, Side(lead.side)), since, today),
            )
            for lead in standing
            if lead.accepted_on is None
        )
    if commitment.state == CommitmentState.REPORTED:
        since = _reported_since(commitment) or today
        return (Awaited(Step.FULFIL, None, "", since, _left(settings.HOME_COUNTRY, since, today)),)
    return ()


def _capital(commitment: Commitment, side: Side) -> str:
    return settings.HOME_COUNTRY if side == Side.OURS else commitment.country.iso


def _left(iso: str, since: datetime.date, today: datetime.date) -> int | None:
    try:
        return ANSWER_WORKDAYS - workdays_between(deadlines.calendar_of(iso), since, today)
    except AbsentYearError:
        return None


def _reported_since(commitment: Commitment) -> datetime.date | None:
    """The day on which the last report was filed: the paper itself may be older."""
    rows = AuditRow.objects.filter(
        subject_type=Commitment._meta.label, subject_id=commitment.pk, action=Step.REPORT.value
    )
    at = rows.values_list("at", flat=True).first()
    return timezone.localdate(at) if at else None
