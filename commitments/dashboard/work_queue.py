"""My desk: what a person may read and should deal with first, in groups and in order, with their buttons.

The groups depend on whether the person works at a desk or in a ministry, or only reads. An item is in the
first group that applies, but for a desk a joint item that both sides still owe is under both, as on the
tabs of the list. Items without a current owner and undelivered reminders are further groups.
"""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from commitments.access import grants, policy, responsibilities, scopes, write_rules
from commitments.access.cached_queries import build_text, load_prepared
from commitments.calendars.workdays import AbsentYearError, add_workdays
from commitments.charts.figures import build_reported_condition
from commitments.dashboard.closures import ClosureLine
from commitments.dashboard.commitments import (
    BOTH,
    OVERDUE,
    LastWords,
    MissingOwner,
    OwnerlessKeys,
    QueueGroup,
    QueueLine,
    Verb,
    WorkQueueHeading,
    build_owed_condition,
    find_last_words,
    list_readable_items,
    select_first,
    select_heaps,
    sorted_lines,
    without_owner,
)
from commitments.dashboard.handovers import HandoverLine
from commitments.dashboard.meetings import (
    Deputy,
    MeetingLine,
    PacketLine,
    PacketToSign,
    meetings_ahead,
    packets_for,
    today_of,
)
from commitments.dashboard.questions import (
    CallIn,
    DraftToComment,
    OpenedRecord,
    OutdatedRelease,
    PartlyReadText,
    PendingDecision,
    PendingReply,
    PlannedLine,
    QueueQuestions,
    ToConfirm,
    UnansweredMatrix,
    UnansweredRequest,
    list_next_steps,
    list_unanswered,
    opened_to,
    releases_outdated,
)
from commitments.dashboard.waiting import list_waiting
from commitments.deadlines import context
from commitments.enums import (
    LATE_STATES,
    OPEN_STATES,
    UNDER_WAY_STATES,
    CommitmentState,
    EmailState,
    LeadRole,
    Nature,
    NotSentReason,
    OwedBy,
    ReminderKind,
    ReminderState,
    Role,
    Side,
)
from commitments.lifecycle import owners, protocol
from commitments.models import (
    Commitment,
    Meeting,
    Ministry,
    ProgressUpdate,
    Reminder,
    Responsibility,
    User,
)
from commitments.models.commitments import overdue_on

S = CommitmentState
WAITING = (S.PROPOSED, S.DECLINED, S.REPORTED)
# What waits for a decision or a report stands there; of the rest a review may be due.
REVIEWED = tuple(state for state in OPEN_STATES if state not in WAITING)
OURS_TOO = (OwedBy.OURS, OwedBy.JOINT)

Conditions = dict[str, Q]


def _list_heaps(person: User, country: str, today: datetime.date, until: datetime.date) -> QuerySet[Any, Any]:
    """List what the person deals with, each item with its group."""
    return select_heaps(list_readable_items(person, country), build_group_conditions(person, today, until))


def list_headings(person: User) -> list[WorkQueueHeading]:
    """List the groups that a person has, in order."""
    today = datetime.date.min
    return [WorkQueueHeading(name) for name in build_group_conditions(person, today, today) if name != BOTH]


def build_group_conditions(person: User, today: datetime.date, until: datetime.date) -> Conditions:
    """Return the condition for an open item or a draft to be in each group, in order.

    The groups of a ministry separate what it leads from what others lead, so that no item is in both.
    """
    late = overdue_on(today)
    ours = late & build_owed_condition(Side.OURS)
    found: Conditions = {}
    if person.role in scopes.MINISTRY_ROLES:
        ours &= _led_by(responsibilities.keys_of_ministries(person))
    else:
        found[BOTH] = (
            late
            & Q(owed_by=OwedBy.JOINT)
            & ~build_reported_condition(Side.OURS)
            & ~build_reported_condition(Side.THEIRS)
        )
    found |= {WorkQueueHeading.OURS: ours, WorkQueueHeading.THEIRS: late}
    decided = _for_me(person)
    if decided:
        found[WorkQueueHeading.DECIDE] = decided
    going = tuple(state for state in LATE_STATES if state not in WAITING)
    found[WorkQueueHeading.SOON] = Q(state__in=going, due_on__range=(today, until))
    undated = Q(due_on__isnull=True) | Q(nature=Nature.ONGOING) | Q(state=S.SUSPENDED)
    found[WorkQueueHeading.REVIEW] = Q(undated, state__in=REVIEWED, review_on__lte=today)
    if write_rules.may_write(person, Commitment):
        found |= {
            WorkQueueHeading.DRAFTS: Q(state=S.DRAFT),
            WorkQueueHeading.OTHERS: Q(state__in=(S.PROPOSED, S.REPORTED)),
        }
    return found


def _for_me(person: User) -> Q:
    """Return the condition for what this person accepts, confirms or proposes again; empty for readers.

    As in `lifecycle`: a ministry accepts what it leads; the desk accepts what its own ministry leads, and
    deals with what was declined. The validator of the lead confirms or, where none is named, the
    head of desk, and never the person who reported.
    """
    reports = Responsibility.objects.filter(commitment=OuterRef("pk"), role=LeadRole.LEAD, reported_by=person)
    unreported = ~Q(grants.EachRow(reports))
    if person.role in scopes.MINISTRY_ROLES:
        mine = _led_by(responsibilities.keys_of_ministries(person), accepted_on__isnull=True)
        found = Q(state__in=(S.PROPOSED, *UNDER_WAY_STATES), owed_by__in=OURS_TOO) & mine
        if person.role == Role.VALIDATING_AUTHORITY:
            confirms = (
                responsibilities.list_validators()
                .filter(responsibilities.filter_validators(person))
                .values("ministry")
            )
            found |= Q(state=S.REPORTED) & _led_by(confirms) & unreported
        return found
    if not write_rules.may_write(person, Commitment):
        return Q()
    home = Ministry.objects.filter(runs_tracker=True).order_by().values("pk")
    own = _lead(ministry__pk__one_of_few=home, accepted_on__isnull=True)
    found = Q(state=S.DECLINED) | Q(state=S.PROPOSED, owed_by__in=OURS_TOO) & own
    if person.role == Role.HEAD_OF_DESK:
        found |= (
            Q(state=S.REPORTED) & ~_led_by(responsibilities.list_validators().values("ministry")) & unreported
        )
    return found


def _lead(**said: Any) -> Q:
    """Return the condition on the lead of our side."""
    leads = Responsibility.objects.filter(
        commitment=OuterRef("pk"), side=Side.OURS, role=LeadRole.LEAD, **said
    )
    return Q(grants.EachRow(leads))


def _led_by(ministries: Any, **said: Any) -> Q:
    return _lead(ministry__in=ministries, **said)


# Whatever the state of the item.
VERB_OF_GROUP = {
    WorkQueueHeading.UNDELIVERED: Verb.REMIND,
    WorkQueueHeading.OWNERLESS: Verb.OWNER,
    WorkQueueHeading.DRAFTS: Verb.PROPOSE,
}


def verb_of(person: User, heap: WorkQueueHeading, line: QueueLine) -> Verb | None:
    """Return the button of a line; None for a person who only reads. Needs no query.

    A member of a desk who reads an item also works on it: the partner decides both.
    """
    if write_rules.may_write(person, Commitment):
        return _choose_desk_verb(person, heap, line)
    if person.role in scopes.MINISTRY_ROLES:
        if heap != WorkQueueHeading.DECIDE:
            return Verb.UPDATE
        return Verb.VALIDATE if line.state == CommitmentState.REPORTED else Verb.DECIDE
    return None


def _choose_desk_verb(person: User, heap: WorkQueueHeading, line: QueueLine) -> Verb:
    if heap in VERB_OF_GROUP:
        return VERB_OF_GROUP[heap]
    match line.state:
        case CommitmentState.DECLINED:
            return Verb.PROPOSE
        case CommitmentState.PROPOSED if line.awaits(Side.OURS):
            is_own = any(owner.is_own and owner.is_awaited for owner in line.owners)
            return Verb.DECIDE if is_own else Verb.ANSWER
        case CommitmentState.PROPOSED if heap != WorkQueueHeading.THEIRS:
            return Verb.ANSWER
        case CommitmentState.REPORTED:
            return Verb.VALIDATE if heap == WorkQueueHeading.DECIDE else Verb.UPDATE
    if heap == WorkQueueHeading.OURS:
        return Verb.ASK
    if heap == WorkQueueHeading.THEIRS:
        return Verb.FOLLOW_UP
    return Verb.REMIND if line.is_theirs_alone else Verb.UPDATE


# What went unnoticed for longer is told by the list of reminders alone.
RECENT = datetime.timedelta(days=30)


def _unheard(since: datetime.datetime) -> QuerySet[Reminder]:
    """Find the reminders since then that were not delivered and were not followed by another.

    A later reminder that reached the same person counts for the first; the copy of a reply does not.
    """
    recent = Q(planned_at__gte=since)
    failed = Q(state=ReminderState.FAILED) & recent
    nobody = Q(state=ReminderState.DROPPED, not_sent_reason=NotSentReason.NO_RECIPIENT) & recent
    in_doubt = Q(state=ReminderState.EMAILED, email__state=EmailState.NOT_CONFIRMED) & recent
    later = Reminder.objects.filter(
        commitment=OuterRef("commitment"),
        recipient=OuterRef("recipient"),
        state=ReminderState.DELIVERED,
        planned_at__gt=OuterRef("planned_at"),
    ).exclude(kind=ReminderKind.REPLY_COPY)
    said = ProgressUpdate.objects.filter(
        commitment=OuterRef("commitment"), recorded_at__gt=OuterRef("planned_at")
    )
    return (
        Reminder.objects.filter(failed | nobody | in_doubt).exclude(Exists(later) | Exists(said)).order_by()
    )


def _list_undelivered(person: User, country: str, since: datetime.datetime) -> QuerySet[Any, Any]:
    """List the open items of a person with an undelivered reminder."""
    mine = list_readable_items(person, country).open()
    return select_first(mine.filter(pk__in=_unheard(since).values("commitment")).by_due())


def _list_ownerless(person: User, country: str, keys: list[int]) -> QuerySet[Any, Any]:
    return select_first(list_readable_items(person, country).open().filter(pk__in=keys).by_due())


def why_unheard(commitments: Collection[int], now: datetime.datetime) -> dict[int, str]:
    """Return, for items that the reader may read, who did not get a reminder and why, in one query."""
    if not commitments:
        return {}
    rows = _unheard(now - RECENT).filter(commitment__in=commitments).order_by("planned_at", "pk")
    columns = ("commitment", F("recipient__name"), "not_sent_reason", F("email__state"))
    return {
        key: _describe_failure(name, why_not, mail) for key, name, why_not, mail in rows.values_list(*columns)
    }


def _describe_failure(name: str | None, why_not: str, mail: str | None) -> str:
    if why_not == NotSentReason.NO_RECIPIENT:
        return str(NotSentReason.NO_RECIPIENT.label)
    why = (
        NotSentReason(why_not).label
        if why_not
        else EmailState(mail).label
        if mail
        else ReminderState.FAILED.label
    )
    return _("To %(name)s: %(why)s") % {"name": name or _("duty mailbox"), "why": why}


WORKING_DAYS_AHEAD = 10
# What stands in these heaps has a date.
DATED = (WorkQueueHeading.OURS, WorkQueueHeading.THEIRS, WorkQueueHeading.SOON)
# Stands in where the calendar of the year is not known.
DAYS_AHEAD = 14
# What asks for an act today; what only lacks an owner is counted apart, as it may be overdue too.
URGENT = (
    WorkQueueHeading.OURS,
    WorkQueueHeading.THEIRS,
    WorkQueueHeading.DECIDE,
    WorkQueueHeading.UNDELIVERED,
    WorkQueueHeading.REVIEW,
    WorkQueueHeading.DRAFTS,
)


@dataclass(frozen=True, slots=True)
class MyDesk:
    """My desk as of one moment; groups in which the person has no part are left out.

    `ministry` names the one whose desk it is, in its own words; empty for a desk of the foreign ministry.
    """

    today: datetime.date
    heaps: Mapping[WorkQueueHeading, QueueGroup]
    decisions: QueueQuestions[PendingDecision]
    answered: QueueQuestions[PendingReply]
    returned: QueueQuestions[UnansweredMatrix]
    half_read: QueueQuestions[PartlyReadText]
    unanswered: QueueQuestions[UnansweredRequest]
    late_steps: QueueQuestions[PlannedLine]
    next_steps: QueueQuestions[PlannedLine]
    soon_until: datetime.date
    meetings: tuple[MeetingLine, ...]
    packets: tuple[PacketLine, ...]
    to_sign: tuple[PacketToSign, ...]
    to_confirm: tuple[ToConfirm, ...]
    to_comment: tuple[DraftToComment, ...]
    to_call_in: tuple[CallIn, ...]
    outdated: tuple[OutdatedRelease, ...]
    handovers: tuple[HandoverLine, ...]
    closures: tuple[ClosureLine, ...]
    stands_in: tuple[Deputy, ...]
    opened: tuple[OpenedRecord, ...]
    has_records: bool
    may_record: bool
    ministry: str = ""
    has_dates: bool = True

    def count(self, *heaps: WorkQueueHeading) -> int:
        return sum(self.heaps[heap].count for heap in heaps if heap in self.heaps)

    @property
    def needs_you(self) -> int:
        """Return how many items need an action."""
        questions = (self.decisions, self.answered, self.returned, self.half_read, self.unanswered)
        out = (self.to_sign, self.to_confirm, self.to_comment, self.to_call_in, self.outdated)
        asked = (*out, self.handovers, self.closures)
        return self.count(*URGENT) + sum(one.count for one in questions) + sum(map(len, asked))

    @property
    def is_clear(self) -> bool:
        return not (self.needs_you or self.count(*self.heaps))

    @property
    def without_packet(self) -> MeetingLine | None:
        """Return the next meeting within the coming days for which no packet was requested."""
        ahead = (one for one in self.meetings if one.is_within(self.today, self.soon_until))
        return next((one for one in ahead if one.packet is None), None)


def build_desk(
    user: User,
    *,
    now: datetime.datetime,
    country: str = "",
    until: datetime.date | None = None,
    ownerless: OwnerlessKeys | None = None,
) -> MyDesk:
    """Gather what the person may read and should see first; the number of queries is constant.

    `country` narrows it to one partner. `until`, the tenth working day, and `ownerless` are what `side_panel`
    found a while ago: they are worked out where they are not given.
    """
    today = today_of(user, now)
    until = until or tenth_working_day(today)
    ownerless = without_owner(user, today, country) if ownerless is None else ownerless
    mine = list_readable_items(user, country)
    may_record = write_rules.may_write(user, Meeting)
    found = sorted_lines(
        build_text(_list_heaps, user, country, today, until),
        list_headings(user),
        _beside(user, country, ownerless, now),
        today,
    )
    meetings = meetings_ahead(user, today, country)
    asks = list_unanswered(user, today, country)
    packets = packets_for(user) if user.role == Role.READER else ()
    dated = mine.open().filter(due_on__isnull=False)
    steps = list_next_steps(user, today, country)
    has_records = bool(meetings or asks.count or packets) or any(heap.count for heap in found.values())
    return MyDesk(
        today=today,
        heaps=_finished(found, user, ownerless.count - len(ownerless.first), today, now),
        unanswered=asks,
        late_steps=steps[0],
        next_steps=steps[1],
        soon_until=until,
        meetings=meetings,
        packets=packets,
        outdated=releases_outdated(user),
        **list_waiting(user, today, country),
        opened=opened_to(user),
        may_record=may_record,
        ministry=user.ministry.label if user.role in scopes.MINISTRY_ROLES and user.ministry else "",
        has_dates=any(found[heap].count for heap in DATED if heap in found) or dated.exists(),
        has_records=has_records or mine.exists() or policy.readable_by(Meeting.objects.all(), user).exists(),
    )


def _beside(
    user: User, country: str, ownerless: OwnerlessKeys, now: datetime.datetime
) -> dict[WorkQueueHeading, list[Any]]:
    """Load the groups in which an item may be beside its main one: undelivered reminders, no owner."""
    beside: dict[WorkQueueHeading, list[Any]] = {}
    if write_rules.may_write(user, Commitment):
        since = now - RECENT
        beside[WorkQueueHeading.UNDELIVERED] = load_prepared(_list_undelivered, user, country, since)
    if ownerless.first:
        keys = list(ownerless.first)
        beside[WorkQueueHeading.OWNERLESS] = load_prepared(_list_ownerless, user, country, keys)
    return beside


def _list_notes(
    found: Mapping[WorkQueueHeading, QueueGroup], user: User, today: datetime.date, now: datetime.datetime
) -> dict[tuple[WorkQueueHeading, int], str]:
    """Return the note of each line: the undelivered reminder, or the blackout days of a partner to ask."""
    undelivered = WorkQueueHeading.UNDELIVERED
    notes = {(undelivered, pk): said for pk, said in why_unheard(_keys(found, undelivered), now).items()}
    asked = [
        (heap, row)
        for heap, group in found.items()
        for row in group.rows
        if (verb := verb_of(user, heap, row)) == Verb.FOLLOW_UP or verb == Verb.REMIND and row.is_theirs_alone
    ]
    held = protocol.load_blackouts(today, user) if asked else {}
    for heap, row in asked:
        if said := capfirst(held.get(row.country, "")):
            notes[heap, row.pk] = " · ".join(filter(None, (notes.get((heap, row.pk), ""), said)))
    return notes


def _finished(
    found: dict[WorkQueueHeading, QueueGroup],
    user: User,
    beyond: int,
    today: datetime.date,
    now: datetime.datetime,
) -> dict[WorkQueueHeading, QueueGroup]:
    """Add to each line its button and the details of its group: missing owner, undelivered reminder, request.

    Items that have an owner by now, or may no longer be read, are left out; `beyond` is the number of items
    without owner that were not looked at.
    """
    gone = owners.explain_no_owner(_keys(found, WorkQueueHeading.OWNERLESS), today)
    if WorkQueueHeading.OWNERLESS in found:
        looked_at = found[WorkQueueHeading.OWNERLESS]
        rows = tuple(row for row in looked_at.rows if row.pk in gone)
        mended = len(looked_at.rows) - len(rows)
        found = {**found, WorkQueueHeading.OWNERLESS: QueueGroup(rows, beyond + looked_at.count - mended)}
    notes = _list_notes(found, user, today, now)
    last = find_last_words(sorted({pk for heading in OVERDUE for pk in _keys(found, heading)}), user)

    def finished(heap: WorkQueueHeading, row: QueueLine) -> QueueLine:
        words = last.get(row.pk, LastWords())
        return replace(
            row,
            verb=verb_of(user, heap, row),
            why=tuple(MissingOwner(one.why, one.side) for one in gone.get(row.pk, ()))
            if heap == WorkQueueHeading.OWNERLESS
            else (),
            note=notes.get((heap, row.pk), ""),
            is_date_asked=heap == WorkQueueHeading.OURS and words.is_date_asked,
            chased_on={WorkQueueHeading.OURS: words.asked, WorkQueueHeading.THEIRS: words.said}.get(heap),
        )

    return {
        heap: QueueGroup(tuple(finished(heap, row) for row in lines.rows), lines.count)
        for heap, lines in found.items()
    }


def _keys(found: Mapping[WorkQueueHeading, QueueGroup], heap: WorkQueueHeading) -> list[int]:
    return [row.pk for row in found[heap].rows] if heap in found else []


def tenth_working_day(today: datetime.date) -> datetime.date:
    """Return the tenth working day from now, in the home country's calendar."""
    try:
        return add_workdays(context.calendar_of(settings.HOME_COUNTRY), today, WORKING_DAYS_AHEAD)
    except AbsentYearError:
        return today + datetime.timedelta(days=DAYS_AHEAD)
