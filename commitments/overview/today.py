"""My desk: what a person may read and should see first, in the order in which it is done."""

import dataclasses
import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Max, QuerySet

from commitments import access, deadlines
from commitments.calendars.workdays import AbsentYearError, add_workdays
from commitments.lifecycle import owners
from commitments.models import Approval, Commitment, CommitmentQuerySet, Meeting, ProgressUpdate, User
from commitments.overview.choosing import verb_of
from commitments.overview.delivery import undelivered, why_unheard
from commitments.overview.half_read import HalfRead, half_read
from commitments.overview.heaps import conditions
from commitments.overview.lines import Line, Lines, Why, sorted_lines
from commitments.overview.opened import OpenedRecord, opened_to
from commitments.overview.ownerless import Keys, readable, without_owner
from commitments.overview.persons import StandIn, stand_ins, today_of
from commitments.overview.questions import (
    Answered,
    Ask,
    Decision,
    Questions,
    answered,
    decisions,
    unanswered,
)
from commitments.overview.recalls import (
    CallIn,
    Outdated,
    ToConfirm,
    copies_to_call_in,
    releases_outdated,
    to_confirm,
)
from commitments.overview.returned import Returned, returned
from commitments.overview.sessions import (
    MeetingLine,
    PacketLine,
    PacketToSign,
    meetings_ahead,
    packets_for,
    packets_to_sign,
)
from commitments.overview.verbs import Heap
from commitments.vocabulary import ApprovalState, Matter, Role, Side

WORKING_DAYS_AHEAD = 10
# What stands in these heaps has a date.
DATED = (Heap.OURS, Heap.THEIRS, Heap.SOON)
# Stands in where the calendar of the year is not known.
DAYS_AHEAD = 14
# What asks for an act today; what only lacks an owner is counted apart, as it may be overdue too.
URGENT = (Heap.OURS, Heap.THEIRS, Heap.DECIDE, Heap.UNDELIVERED, Heap.REVIEW, Heap.DRAFTS)


@dataclass(frozen=True, slots=True)
class Desk:
    """My desk as of one moment; a heap that the person has no part in is not among the heaps.

    `ministry` names the one whose desk it is, in its own words; empty for a desk of the foreign ministry.
    """

    today: datetime.date
    heaps: Mapping[Heap, Lines]
    decisions: Questions[Decision]
    answered: Questions[Answered]
    returned: Questions[Returned]
    half_read: Questions[HalfRead]
    unanswered: Questions[Ask]
    soon_until: datetime.date
    meetings: tuple[MeetingLine, ...]
    packets: tuple[PacketLine, ...]
    to_sign: tuple[PacketToSign, ...]
    to_confirm: tuple[ToConfirm, ...]
    to_call_in: tuple[CallIn, ...]
    outdated: tuple[Outdated, ...]
    stands_in: tuple[StandIn, ...]
    opened: tuple[OpenedRecord, ...]
    has_records: bool
    may_record: bool
    ministry: str = ""
    # Whether anything that is open has a date.
    has_dates: bool = True

    def count(self, *heaps: Heap) -> int:
        return sum(self.heaps[heap].count for heap in heaps if heap in self.heaps)

    @property
    def needs_you(self) -> int:
        """How much asks for an act."""
        asked = self.decisions.count + self.answered.count + self.returned.count
        asked += self.half_read.count + self.unanswered.count
        out = (self.to_sign, self.to_confirm, self.to_call_in, self.outdated)
        return self.count(*URGENT) + asked + sum(map(len, out))

    @property
    def is_clear(self) -> bool:
        return not (self.needs_you or self.count(*self.heaps))

    @property
    def without_packet(self) -> MeetingLine | None:
        """The next meeting within the days ahead for which no packet has been asked."""
        ahead = (one for one in self.meetings if one.is_within(self.today, self.soon_until))
        return next((one for one in ahead if one.packet is None), None)


def desk(
    user: User,
    *,
    now: datetime.datetime,
    country: str = "",
    until: datetime.date | None = None,
    ownerless: Keys | None = None,
) -> Desk:
    """Gather what the person may read and should see first; the number of queries is constant.

    `country` narrows it to one partner. `until`, the tenth working day, and `ownerless` are what `aside`
    found a while ago: they are worked out where they are not given.
    """
    today = today_of(user, now)
    until = until or tenth_working_day(today)
    ownerless = without_owner(user, today, country) if ownerless is None else ownerless
    mine = readable(user, country)
    may_record = access.may_write(user, Meeting)
    found = sorted_lines(mine, conditions(user, today, until), _beside(user, mine, ownerless, now), today)
    meetings = meetings_ahead(user, today, country)
    asks = unanswered(user, today, country)
    packets = packets_for(user) if user.role == Role.READER else ()
    dated = mine.open().filter(due_on__isnull=False)
    has_records = bool(meetings or asks.count or packets) or any(heap.count for heap in found.values())
    return Desk(
        today=today,
        heaps=_finished(found, user, ownerless.count - len(ownerless.first), today, now),
        decisions=decisions(user, country),
        answered=answered(user, country),
        returned=returned(user, country),
        half_read=half_read(user, country),
        unanswered=asks,
        soon_until=until,
        meetings=meetings,
        packets=packets,
        to_sign=packets_to_sign(user),
        to_confirm=to_confirm(user),
        to_call_in=copies_to_call_in(user),
        outdated=releases_outdated(user),
        stands_in=stand_ins(user, today),
        opened=opened_to(user),
        may_record=may_record,
        ministry=user.ministry.label if user.role in access.MINISTRY_ROLES and user.ministry else "",
        has_dates=any(found[heap].count for heap in DATED if heap in found) or dated.exists(),
        has_records=has_records or mine.exists() or access.visible_to(Meeting.objects.all(), user).exists(),
    )


def _beside(
    user: User, mine: CommitmentQuerySet, ownerless: Keys, now: datetime.datetime
) -> dict[Heap, QuerySet[Commitment]]:
    """Give the heaps that an item may stand in beside another; a ministry does not mend them."""
    beside: dict[Heap, QuerySet[Commitment]] = {}
    if access.may_write(user, Commitment):
        beside[Heap.UNDELIVERED] = undelivered(mine, now)
    if ownerless.first:
        beside[Heap.OWNERLESS] = mine.open().filter(pk__in=ownerless.first).by_due()
    return beside


def _finished(
    found: dict[Heap, Lines], user: User, beyond: int, today: datetime.date, now: datetime.datetime
) -> dict[Heap, Lines]:
    """Put on each line its verb, and what its heap says besides: who is gone, who was not told, who asked.

    What has found an owner since it was looked for, or may be read no more, is left out; `beyond` is how many
    more have none than were looked at.
    """
    gone = owners.reasons(_keys(found, Heap.OWNERLESS), today)
    if Heap.OWNERLESS in found:
        looked_at = found[Heap.OWNERLESS]
        rows = tuple(row for row in looked_at.rows if row.pk in gone)
        mended = len(looked_at.rows) - len(rows)
        found = {**found, Heap.OWNERLESS: Lines(rows, beyond + looked_at.count - mended)}
    unheard = why_unheard(_keys(found, Heap.UNDELIVERED), now)
    chased = _last_words(_keys(found, Heap.THEIRS), user)
    asked = _date_asked(_keys(found, Heap.OURS))

    def finished(heap: Heap, row: Line) -> Line:
        return dataclasses.replace(
            row,
            verb=verb_of(user, heap, dataclasses.replace(row, is_date_asked=row.pk in asked)),
            why=tuple(Why(one.why, one.side) for one in gone.get(row.pk, ()))
            if heap == Heap.OWNERLESS
            else (),
            note=unheard.get(row.pk, "") if heap == Heap.UNDELIVERED else "",
            is_date_asked=heap == Heap.OURS and row.pk in asked,
            chased_on=chased.get(row.pk) if heap == Heap.THEIRS else None,
        )

    return {
        heap: Lines(tuple(finished(heap, row) for row in lines.rows), lines.count)
        for heap, lines in found.items()
    }


def _keys(found: Mapping[Heap, Lines], heap: Heap) -> list[int]:
    return [row.pk for row in found[heap].rows] if heap in found else []


def _last_words(commitments: list[int], user: User) -> dict[int, datetime.date]:
    """Say when our side last said something about what the partner owes: chased it, for the most part."""
    if not commitments:
        return {}
    said = ProgressUpdate.objects.filter(commitment__in=commitments, side=Side.OURS)
    rows = access.visible_to(said, user).order_by().values_list("commitment")
    return dict(rows.annotate(Max("said_on")))


def _date_asked(commitments: list[int]) -> frozenset[int | None]:
    """Say of which of these items, which the reader may read, another date is asked for already."""
    if not commitments:
        return frozenset()
    asked = Approval.objects.filter(commitment__in=commitments, matter=Matter.DATE, state=ApprovalState.ASKED)
    return frozenset(asked.order_by().values_list("commitment", flat=True))


def tenth_working_day(today: datetime.date) -> datetime.date:
    """Give the last of the ten working days ahead, in the home country's calendar."""
    try:
        return add_workdays(deadlines.calendar_of(settings.HOME_COUNTRY), today, WORKING_DAYS_AHEAD)
    except AbsentYearError:
        return today + datetime.timedelta(days=DAYS_AHEAD)
