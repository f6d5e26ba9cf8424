"""Turn reminder steps into reminder rows, and check again rows that are due.

Work is done for many items at once and, where that fails, for ever fewer, so that one failing item does not
stop others.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import structlog
from django.conf import settings

from commitments.access import policy
from commitments.calendars.workdays import ONE_DAY, Calendar
from commitments.db import bulk_sql, page_cache
from commitments.enums import NotSentReason, OwedBy, ReminderKind, ReminderState
from commitments.errors import DATABASE_AWAY
from commitments.models import Commitment, Heartbeat, Reminder, User, zone_of
from commitments.reminders import candidates, heartbeat, records, schedule
from commitments.reminders.calendars import Calendars
from commitments.reminders.candidates import RunWindow
from commitments.reminders.desk_schedules import QuietDaysOfDesks, ReminderSchedules
from commitments.reminders.recipients import Directory, OwnerPlace, load_directory
from commitments.reminders.records import PlannedItem, PlannedRow
from commitments.reminders.schedule import BESIDE, FAINT, REQUESTS, PlannedStep, ScheduleRules, StepKey

log = structlog.get_logger("tracker.reminders")

T = TypeVar("T")
# The columns of a reminder to insert; one object each would take as long as planning it.
ReminderValues = dict[str, Any]


def isolate_failures(
    what: str, keys: Sequence[int], work: Callable[[Sequence[int]], T]
) -> tuple[list[T], list[int]]:
    """Do some work on keys; return the results, and the keys that fail even alone.

    Each of those is logged, with the words that say what was not done. Work that writes is done as a whole or
    not at all.
    """
    if not keys:
        return [], []
    try:
        return [work(keys)], []
    except DATABASE_AWAY:
        # No item's fault, and nothing is to be gained by asking again.
        raise
    except Exception as error:
        if len(keys) == 1:
            log.error(what, key=keys[0], error=type(error).__name__)
            return [], list(keys)
    middle = len(keys) // 2
    done, failed = isolate_failures(what, keys[:middle], work)
    more, others = isolate_failures(what, keys[middle:], work)
    return [*done, *more], [*failed, *others]


HEARTBEAT = heartbeat.HEARTBEAT
# With the key of an item: when it last could not be planned.
UNPLANNED = "unplanned "
# A sweep that has just ended may have read before a writer wrote.
MARGIN = datetime.timedelta(hours=1)
# An outage longer than this is told from here on; a week is enough for the latest rung of all that is late.
LONGEST_OUTAGE_DAYS = 40
FIRST_LOOK_DAYS = 8
SENT_STATES = frozenset({ReminderState.EMAILED, ReminderState.DELIVERED})
# Which of several rungs of one moment is told: the one that asks for most.
WEIGHT = {
    ReminderKind.HEAD: 1,
    ReminderKind.DIVISION: 2,
    ReminderKind.ANSWER_OWNER_HEAD: 1,
    ReminderKind.ANSWER_HEAD: 2,
    ReminderKind.ANSWER_DIVISION: 3,
}


@dataclass(frozen=True, slots=True)
class ReminderContext:
    """What one reminder run knows: time, calendars, people, and the schedules of each desk."""

    now: datetime.datetime
    calendars: Calendars
    directory: Directory
    ladders: ReminderSchedules
    peace: QuietDaysOfDesks

    def rules_of(self, item: PlannedItem) -> ScheduleRules:
        """Return the rules that apply to an item."""
        return self.ladders.find_rules(item.place.country, item.subject.kind)

    def owing(self, item: PlannedItem) -> Calendar:
        """Return the calendar for the working days of an item; a joint one uses ours."""
        is_theirs = item.subject.owed_by == OwedBy.THEIRS
        return self.calendars[self.directory.iso_of[item.place.country]] if is_theirs else self.calendars.home

    def reader(self, person: User | None) -> Calendar:
        """Return the calendar of the recipient."""
        return self.calendars[self.directory.works_in(person)]


def load_world(now: datetime.datetime, place: OwnerPlace | None = None) -> ReminderContext:
    """Load calendars, reminder schedules, quiet days and people, of one place where only that is needed."""
    today = now.date()
    return ReminderContext(
        now,
        page_cache.of_page("calendars", Calendars),
        load_directory(now, place),
        page_cache.of_reference("schedules", ReminderSchedules),
        page_cache.of_reference(("quiet days", today), lambda: QuietDaysOfDesks(now)),
    )


def window_at(now: datetime.datetime) -> RunWindow:
    """Return the days to plan: from the last reminder run, less a margin, to the next day wherever people
    are.
    """
    beat = Heartbeat.objects.filter(name=HEARTBEAT).values_list("beat_at", flat=True).first()
    today = now.astimezone(datetime.UTC).date()
    if beat is None:
        first = today - FIRST_LOOK_DAYS * ONE_DAY
    else:
        since = (min(beat, now) - MARGIN).astimezone(datetime.UTC).date()
        first = max(since, today - LONGEST_OUTAGE_DAYS * ONE_DAY)
    return RunWindow(first, today + ONE_DAY)


# Gets the number of commitments planned so far, and their total.
Progress = Callable[[int, int], None]
# So many are planned between two lines of the log.
LOGGED_AT_ONCE = 5_000


def log_progress(done: int, total: int) -> None:
    """Log how far the planning of many commitments is."""
    if total > LOGGED_AT_ONCE and (done % LOGGED_AT_ONCE == 0 or done == total):
        log.info("planning reminders", done=done, total=total)


def plan_rows(world: ReminderContext, window: RunWindow, progress: Progress = log_progress) -> int:
    """Insert the missing reminders; return their number. Concurrent reminder runs insert each row once."""
    return plan_items(world, window, list_unplanned(world, window), progress)


def list_unplanned(world: ReminderContext, window: RunWindow) -> list[int]:
    """List the commitments with a reminder step in the window that is not planned yet."""
    readers = [world.calendars[iso] for iso in world.directory.countries_read_in]
    return candidates.list_candidates(window, world.calendars, world.ladders, readers)


def plan_items(
    world: ReminderContext,
    window: RunWindow,
    commitments: Collection[int],
    progress: Progress = log_progress,
) -> int:
    """Insert the missing reminders of some items; return their number. A failing item is tried again."""
    written = planned = 0
    for chunk in records.in_chunks(commitments):
        done, failed = isolate_failures("not planned", chunk, partial(_plan, world, window))
        written += sum(done)
        for key in failed:
            heartbeat.record_beat(f"{UNPLANNED}{key}")
        planned += len(chunk)
        progress(planned, len(commitments))
    return written


def _plan(world: ReminderContext, window: RunWindow, chunk: Sequence[int]) -> int:
    found = records.load_items(chunk)
    existing = records.rows_of([item.subject.deadline for item in found.values()])
    rows = [row for item in found.values() for row in build_missing(world, window, item, existing)]
    bulk_sql.insert_missing(Reminder, rows)
    return len(rows)


def build_missing(
    world: ReminderContext,
    window: RunWindow,
    item: PlannedItem,
    existing: dict[tuple[int, StepKey], list[PlannedRow]],
) -> Iterator[ReminderValues]:
    """Yield the rows that an item lacks; a moment before its deadline was recorded never has one."""
    subject, span = item.subject, (window.first, window.last)
    rules, owing = world.rules_of(item), world.owing(item)
    for iso in world.directory.read_in(item.place):
        for rung in schedule.list_steps(subject, rules, owing, world.calendars[iso], *span):
            rows = existing.get((subject.deadline, rung.key), [])
            # Where all were the wrong people it is open to who is right; where a mail came back, to the next.
            if not all(row.is_open_again for row in rows) and not any(row.has_bounced for row in rows):
                continue
            for person in list_recipients(world, item, rung, rows):
                morning = moment_of(rung, person)
                if world.directory.works_in(person) == iso and morning >= subject.recorded_at:
                    planned_at = morning if person else schedule_duty_mailbox(rung, rows, subject.recorded_at)
                    yield _reminder(item, rung.key, person, planned_at)


def moment_of(rung: PlannedStep, person: User | None) -> datetime.datetime:
    """Return when a person is reminded: of an event that has just happened at once, of all else in the
    morning.
    """
    return rung.at or schedule.find_moment(rung.day, settings.DAILY_MAIL_AT, zone_of(person))


def schedule_duty_mailbox(
    rung: PlannedStep, rows: Sequence[PlannedRow] = (), since: datetime.datetime | None = None
) -> datetime.datetime:
    """Return when the duty mailbox is reminded: when an urgent day begins, or at the time of a person who
    left.

    `since` is the earliest time.
    """
    morning = moment_of(rung, None)
    if rung.key.rule not in schedule.URGENT:
        return morning
    midnight = schedule.find_moment(rung.day, datetime.time(), zone_of(None))
    earliest = min([midnight, *(row.planned_at for row in rows)])
    return max(earliest, since) if since else earliest


def list_recipients(
    world: ReminderContext, item: PlannedItem, rung: PlannedStep, rows: Sequence[PlannedRow] = ()
) -> list[User | None]:
    """List the recipients of a reminder step who have no row yet; earlier wrong recipients are skipped."""
    wrong = {row.recipient for row in rows if row.is_open_again}
    known = {row.recipient for row in rows}
    found = world.directory.list_notified(
        item.place, schedule.list_audiences(item.subject, rung.key.rule), wrong, on=rung.day
    )
    return [person for person in found if (person.pk if person else None) not in known]


def _reminder(
    item: PlannedItem, key: StepKey, person: User | None, planned_at: datetime.datetime
) -> ReminderValues:
    nobody = person is None and not settings.DUTY_BOX
    return {
        "commitment_id": item.subject.commitment,
        "deadline_id": item.subject.deadline,
        "kind": key.rule,
        "offset": key.offset,
        "start_date": key.start_date,
        "recipient_id": person.pk if person else None,
        "planned_at": planned_at,
        "state": ReminderState.DROPPED if nobody else ReminderState.PLANNED,
        "not_sent_reason": NotSentReason.NO_RECIPIENT if nobody else NotSentReason.NONE,
    }


def list_objections(world: ReminderContext, reminders: Sequence[Reminder]) -> dict[int, NotSentReason]:
    """Return for each invalid reminder the reason: state, deadline, person, access, or a later one sent."""
    found = find_outdated(world, reminders)
    return found | find_unreadable(world, [row for row in reminders if row.pk not in found])


def find_outdated(world: ReminderContext, reminders: Sequence[Reminder]) -> dict[int, NotSentReason]:
    """Return for each invalid reminder the reason, except what its person may not read.

    A reminder that cannot be checked cannot be written. The number of queries is constant.
    """
    by_item: dict[int, list[Reminder]] = defaultdict(list)
    for row in reminders:
        by_item[row.commitment_id].append(row)
    found: dict[int, NotSentReason] = {}
    for chunk in records.in_chunks(sorted(by_item)):
        done, failed = isolate_failures("not looked at", chunk, partial(_objections, world, by_item))
        found |= {pk: reason for part in done for pk, reason in part.items()}
        found |= {row.pk: NotSentReason.UNWRITABLE for key in failed for row in by_item[key]}
    return found | dict.fromkeys(
        _folded([row for row in reminders if row.pk not in found]), NotSentReason.MERGED
    )


def _objections(
    world: ReminderContext, by_item: Mapping[int, Sequence[Reminder]], chunk: Sequence[int]
) -> dict[int, NotSentReason]:
    """Return why reminders of some items are invalid, except for access and other due reminders."""
    found: dict[int, NotSentReason] = {}
    rows = [row for key in chunk for row in by_item[key]]
    items = records.load_items(chunk)
    existing = records.rows_of({row.deadline_id for row in rows})
    latest = _latest_told(existing, {row.pk for row in rows})
    for row in rows:
        reason = _objection(world, items.get(row.commitment_id), row, existing)
        told_at = latest.get((row.deadline_id, row.recipient_id, row.kind in REQUESTS))
        if not reason and told_at and row.kind not in BESIDE:
            is_said = told_at > row.planned_at or (row.kind in FAINT and told_at == row.planned_at)
            reason = NotSentReason.MERGED if is_said else reason
        if reason:
            found[row.pk] = reason
    return found


def _objection(
    world: ReminderContext,
    item: PlannedItem | None,
    row: Reminder,
    existing: dict[tuple[int, StepKey], list[PlannedRow]],
) -> NotSentReason:
    """Look for a reason in the item's state, its deadline and its people."""
    if row.kind == ReminderKind.REPLY_COPY:
        return NotSentReason.NONE if row.recipient_id in world.directory.people else NotSentReason.LEFT
    if item is None or item.subject.deadline != row.deadline_id:
        return NotSentReason.MOVED
    reason = schedule.why_not(item.subject, row.kind)
    if reason:
        return reason
    if not world.rules_of(item).asks(row.kind, row.offset):
        return NotSentReason.SCHEDULE
    if schedule.is_answered(item.subject, row.kind, row.start_date):
        return NotSentReason.ANSWERED
    if row.recipient_id is None and not settings.DUTY_BOX:
        return NotSentReason.NO_RECIPIENT
    if row.recipient_id and row.recipient_id not in world.directory.people:
        return NotSentReason.LEFT
    if row.kind == ReminderKind.UPDATE_REQUEST:
        # Its recipients were chosen when an officer asked: those who are owners still.
        person = world.directory.people[row.recipient_id] if row.recipient_id else None
        audiences = schedule.list_audiences(item.subject, row.kind)
        is_owner = person is not None and world.directory.why(item.place, audiences, person) is not None
        return NotSentReason.NONE if is_owner else NotSentReason.NEW_OWNER
    others = existing[row.deadline_id, StepKey(ReminderKind(row.kind), row.offset, row.start_date)]
    wrong = {other.recipient for other in others if other.is_open_again}
    found = world.directory.list_notified(item.place, schedule.list_audiences(item.subject, row.kind), wrong)
    right = {person.pk if person else None for person in found}
    return NotSentReason.NONE if row.recipient_id in right else NotSentReason.NEW_OWNER


def _latest_told(
    existing: dict[tuple[int, StepKey], list[PlannedRow]], asked: Collection[int]
) -> dict[tuple[int, int | None, bool], datetime.datetime]:
    """Return the planned moment of each person's latest emailed reminder step per deadline, and separately of
    the latest request.

    A request is not another reminder step: it may be in an email that is being checked.
    """
    latest: dict[tuple[int, int | None, bool], datetime.datetime] = {}
    for (deadline, rung), rows in existing.items():
        told = (row for row in rows if row.state in SENT_STATES and row.pk not in asked)
        for row in told if rung.rule != ReminderKind.REPLY_COPY else ():
            key = (deadline, row.recipient, rung.rule in REQUESTS)
            latest[key] = max(row.planned_at, latest.get(key, row.planned_at))
    return latest


def find_unreadable(world: ReminderContext, reminders: Sequence[Reminder]) -> dict[int, NotSentReason]:
    """Return what each person may not read, one query a person; the duty mailbox gets no content."""
    asked: dict[int, list[Reminder]] = defaultdict(list)
    for row in reminders:
        if row.recipient_id:
            asked[row.recipient_id].append(row)
    done, failed = isolate_failures("not asked at the door", list(asked), partial(_unreadable, world, asked))
    found = dict.fromkeys((pk for part in done for pk in part), NotSentReason.UNREADABLE)
    return found | {row.pk: NotSentReason.UNWRITABLE for person in failed for row in asked[person]}


def _unreadable(
    world: ReminderContext, asked: Mapping[int, Sequence[Reminder]], people: Sequence[int]
) -> list[int]:
    """List the reminders of some people that they may not read."""
    found: list[int] = []
    for person in people:
        items = Commitment.objects.filter(pk__in={row.commitment_id for row in asked[person]})
        seen = policy.readable_by(items, world.directory.people[person]).values_list("pk", flat=True)
        readable = set(seen)
        found += [row.pk for row in asked[person] if row.commitment_id not in readable]
    return found


def _folded(reminders: Sequence[Reminder]) -> list[int]:
    """List all but the latest deadline reminder of each item to each person, and all but its latest request;
    what is said beside is left out."""
    latest: dict[tuple[int | None, int, bool], int] = {}
    older = []
    rungs = [row for row in reminders if row.kind not in BESIDE]
    for row in sorted(rungs, key=_importance):
        key = (row.recipient_id, row.commitment_id, row.kind in REQUESTS)
        if key in latest:
            older.append(latest[key])
        latest[key] = row.pk
    return older


def _importance(row: Reminder) -> tuple[bool, datetime.datetime, int, datetime.datetime, int]:
    """Rank the reminders of one item to one person: the latest counts, and of those the weightiest."""
    first_planned = row.postponed_from or row.planned_at
    return (
        row.kind not in FAINT,
        row.planned_at,
        WEIGHT.get(ReminderKind(row.kind), 0),
        first_planned,
        row.pk,
    )
