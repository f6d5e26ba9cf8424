"""My desk: what a person may read and should see first, in the order in which it is done."""

import dataclasses
import datetime
from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.db.models import Q, QuerySet

from commitments import access, deadlines
from commitments.calendars.workdays import AbsentYearError, add_workdays
from commitments.charts import Chart
from commitments.deadlines import KnownYear
from commitments.lifecycle import owners
from commitments.models import Commitment, CommitmentQuerySet, Meeting, User
from commitments.overview.calendars import unconfirmed_years
from commitments.overview.lines import Lines, Why, left_to_them, lines_of, still_owed
from commitments.overview.persons import StandIn, stand_ins, today_of
from commitments.overview.pictures import charts_of
from commitments.overview.questions import Ask, Decision, Questions, decisions, unanswered
from commitments.overview.sessions import MeetingLine, meetings_ahead
from commitments.vocabulary import OPEN_STATES, CommitmentState, Nature, Side

WORKING_DAYS_AHEAD = 10
# Stands in where the calendar of the year is not known.
DAYS_AHEAD = 14
WAITING = (CommitmentState.PROPOSED, CommitmentState.DECLINED, CommitmentState.REPORTED)
# The addresses of the steps that name an owner.
STEP = "admin:commitments_commitment_step_"
# What waits for a decision or a report stands there; of the rest a review may be due.
REVIEWED = tuple(state for state in OPEN_STATES if state not in WAITING)


@dataclass(frozen=True, slots=True)
class Desk:
    """My desk as of one moment."""

    today: datetime.date
    ours_overdue: Lines
    theirs_overdue: Lines
    waiting: Lines
    due_soon: Lines
    ownerless: Lines
    review: Lines
    decisions: Questions[Decision]
    unanswered: Questions[Ask]
    soon_until: datetime.date
    meetings: tuple[MeetingLine, ...]
    stands_in: tuple[StandIn, ...]
    unconfirmed: tuple[KnownYear, ...]
    charts: tuple[Chart, ...]
    has_records: bool
    may_record: bool

    @property
    def needs_you(self) -> int:
        """What asks for an act; what only lacks an owner is counted apart, as it may be overdue too."""
        heaps = (self.ours_overdue, self.theirs_overdue, self.waiting, self.review)
        return sum(heap.count for heap in heaps) + self.decisions.count + self.unanswered.count

    @property
    def is_clear(self) -> bool:
        return not (self.needs_you or self.due_soon.count or self.ownerless.count)


def desk(user: User, *, now: datetime.datetime) -> Desk:
    """Gather what the person may read and should see first; the number of queries is constant."""
    today = today_of(user, now)
    until = _tenth_working_day(today)
    mine = cast(CommitmentQuerySet, access.visible_to(Commitment.objects.all(), user))
    late = mine.overdue(today)
    heaps: tuple[QuerySet[Commitment], ...] = (
        still_owed(late, Side.OURS).by_due(),
        left_to_them(late).by_due(),
        mine.filter(state__in=WAITING).by_due(),
        mine.due_between(today, until).exclude(state__in=WAITING).by_due(),
        _review_reached(mine, today),
        owners.without_living_owner(mine, today).by_due(),
    )
    ours_overdue, theirs_overdue, waiting, due_soon, review, ownerless = lines_of(heaps, today)
    meetings = meetings_ahead(user, today)
    asks = unanswered(user, today)
    found = (ours_overdue, theirs_overdue, waiting, due_soon, review, ownerless)
    has_records = bool(meetings or asks.count) or any(heap.count for heap in found)
    may_record = access.may_write(user, Meeting)
    return Desk(
        today=today,
        ours_overdue=ours_overdue,
        theirs_overdue=theirs_overdue,
        waiting=waiting,
        due_soon=due_soon,
        ownerless=_with_reasons(ownerless, today),
        review=review,
        decisions=decisions(user),
        unanswered=asks,
        soon_until=until,
        meetings=meetings,
        stands_in=stand_ins(user, today),
        unconfirmed=unconfirmed_years(user, today) if may_record else (),
        charts=charts_of(user, today),
        may_record=may_record,
        has_records=has_records or mine.exists() or access.visible_to(Meeting.objects.all(), user).exists(),
    )


def _review_reached(mine: CommitmentQuerySet, today: datetime.date) -> QuerySet[Commitment]:
    """What has no day, goes on, or rests, and whose review date has come, the longest waiting first."""
    undated = Q(due_on__isnull=True) | Q(nature=Nature.CONTINUING) | Q(state=CommitmentState.DORMANT)
    return mine.filter(undated, state__in=REVIEWED, review_on__lte=today).order_by("review_on", "reference")


def _with_reasons(lines: Lines, today: datetime.date) -> Lines:
    """Say beside each item why nobody answers for it."""
    found = owners.reasons([row.pk for row in lines.rows], today)
    told = []
    for row in lines.rows:
        is_early = row.state in deadlines.NOT_YET_ACCEPTED
        why = (
            Why(one.why, STEP + ("owners" if is_early else f"owner-{one.side}"))
            for one in found.get(row.pk, ())
        )
        told.append(dataclasses.replace(row, why=tuple(why)))
    return Lines(tuple(told), lines.count)


def _tenth_working_day(today: datetime.date) -> datetime.date:
    try:
        return add_workdays(deadlines.calendar_of(settings.HOME_COUNTRY), today, WORKING_DAYS_AHEAD)
    except AbsentYearError:
        return today + datetime.timedelta(days=DAYS_AHEAD)
