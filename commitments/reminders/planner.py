"""Turn rungs into reminder rows, and look again at rows whose moment has come."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from django.conf import settings

from commitments import access
from commitments.calendars.workdays import ONE_DAY, Calendar
from commitments.models import Commitment, Heartbeat, Reminder, User, zone_of
from commitments.reminders import items as items_of
from commitments.reminders import plan, pulse, scan
from commitments.reminders.apart import apart
from commitments.reminders.days import Calendars
from commitments.reminders.items import Item, Row
from commitments.reminders.ladders import Ladders, Peace
from commitments.reminders.people import Directory, Place
from commitments.reminders.plan import BESIDE, FAINT, REQUESTS, Key, Rung
from commitments.reminders.rules import Rules
from commitments.reminders.scan import Window
from commitments.vocabulary import OwedBy, ReminderState, Rule, WhyNot

HEARTBEAT = pulse.HEARTBEAT
# With the key of an item: when it last could not be planned.
UNPLANNED = "unplanned "
# A sweep that has just ended may have read before a writer wrote.
MARGIN = datetime.timedelta(hours=1)
# An outage longer than this is told from here on; a week is enough for the latest rung of all that is late.
LONGEST_OUTAGE_DAYS = 40
FIRST_LOOK_DAYS = 8
TOLD = frozenset({ReminderState.MAILED, ReminderState.DELIVERED})
# Which of several rungs of one moment is told: the one that asks for most.
WEIGHT = {Rule.HEAD: 1, Rule.DIVISION: 2}


@dataclass(frozen=True, slots=True)
class World:
    """What one sweep knows of its moment: calendars, people, what each desk has set."""

    now: datetime.datetime
    calendars: Calendars
    directory: Directory
    ladders: Ladders
    peace: Peace

    def rules_of(self, item: Item) -> Rules:
        """Give the rules that hold for an item."""
        return self.ladders.of(item.place.country, item.subject.kind)

    def owing(self, item: Item) -> Calendar:
        """Give the calendar in which the working days of an item count; a joint one counts in ours."""
        is_theirs = item.subject.owed_by == OwedBy.THEIRS
        return self.calendars[self.directory.iso_of[item.place.country]] if is_theirs else self.calendars.home

    def reader(self, person: User | None) -> Calendar:
        """Give the calendar of who is told."""
        return self.calendars[self.directory.works_in(person)]


def look_around(now: datetime.datetime, place: Place | None = None) -> World:
    """Load calendars, ladders, quiet days and people: of one place, where that is all that is asked."""
    return World(now, Calendars(), Directory(now, place), Ladders(), Peace(now))


def window_at(now: datetime.datetime) -> Window:
    """Give the days to plan: from the last sweep, less a margin, to the next day wherever people are."""
    beat = Heartbeat.objects.filter(name=HEARTBEAT).values_list("beat_at", flat=True).first()
    today = now.astimezone(datetime.UTC).date()
    if beat is None:
        first = today - FIRST_LOOK_DAYS * ONE_DAY
    else:
        since = (min(beat, now) - MARGIN).astimezone(datetime.UTC).date()
        first = max(since, today - LONGEST_OUTAGE_DAYS * ONE_DAY)
    return Window(first, today + ONE_DAY)


def plan_rows(world: World, window: Window) -> int:
    """Insert the reminders that are missing; give their number. Sweeps at once insert each row once."""
    return plan_items(world, window, candidates(world, window))


def candidates(world: World, window: Window) -> list[int]:
    """List the commitments that have a rung told within the window and not planned yet."""
    readers = [world.calendars[iso] for iso in world.directory.countries_read_in]
    return scan.candidates(window, world.calendars, world.ladders, readers)


def plan_items(world: World, window: Window, commitments: Collection[int]) -> int:
    """Insert the reminders that some items lack; give their number. An item that fails is kept in sight."""
    written = 0
    for chunk in items_of.in_chunks(commitments):
        done, failed = apart("not planned", chunk, partial(_plan, world, window))
        written += sum(done)
        for key in failed:
            pulse.beat(f"{UNPLANNED}{key}")
    return written


def _plan(world: World, window: Window, chunk: Sequence[int]) -> int:
    found = items_of.items(chunk)
    existing = items_of.rows_of([item.subject.deadline for item in found.values()])
    rows = [row for item in found.values() for row in missing(world, window, item, existing)]
    Reminder.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len(rows)


def missing(
    world: World, window: Window, item: Item, existing: dict[tuple[int, Key], list[Row]]
) -> Iterator[Reminder]:
    """Make the rows that an item lacks; a moment before its deadline was recorded never has one."""
    subject, span = item.subject, (window.first, window.last)
    rules, owing = world.rules_of(item), world.owing(item)
    for iso in world.directory.read_in(item.place):
        for rung in plan.rungs(subject, rules, owing, world.calendars[iso], *span):
            rows = existing.get((subject.deadline, rung.key), [])
            # Where all were the wrong people it is open to who is right; where a mail came back, to the next.
            if not all(row.is_open_again for row in rows) and not any(row.has_bounced for row in rows):
                continue
            for person in told(world, item, rung, rows):
                morning = moment_of(rung, person)
                if world.directory.works_in(person) == iso and morning >= subject.recorded_at:
                    planned_at = morning if person else at_once(rung, rows, subject.recorded_at)
                    yield _reminder(item, rung.key, person, planned_at)


def moment_of(rung: Rung, person: User | None) -> datetime.datetime:
    """Say when a person is told: of what has just happened at once, of all else in the morning."""
    return rung.at or plan.moment(rung.day, settings.DAILY_MAIL_AT, zone_of(person))


def at_once(
    rung: Rung, rows: Sequence[Row] = (), since: datetime.datetime | None = None
) -> datetime.datetime:
    """Say when the duty box is told: of what is urgent when its day begins, or when who left would have been.

    `since` is a moment before which nothing is told.
    """
    morning = moment_of(rung, None)
    if rung.key.rule not in plan.URGENT:
        return morning
    midnight = plan.moment(rung.day, datetime.time(), zone_of(None))
    earliest = min([midnight, *(row.planned_at for row in rows)])
    return max(earliest, since) if since else earliest


def told(world: World, item: Item, rung: Rung, rows: Sequence[Row] = ()) -> list[User | None]:
    """List who is told a rung and has no row yet; who was the wrong one is passed over."""
    wrong = {row.recipient for row in rows if row.is_open_again}
    known = {row.recipient for row in rows}
    found = world.directory.told(item.place, plan.audiences(item.subject, rung.key.rule), wrong, on=rung.day)
    return [person for person in found if (person.pk if person else None) not in known]


def _reminder(item: Item, key: Key, person: User | None, planned_at: datetime.datetime) -> Reminder:
    nobody = person is None and not settings.DUTY_BOX
    return Reminder(
        commitment_id=item.subject.commitment,
        deadline_id=item.subject.deadline,
        rule=key.rule,
        offset=key.offset,
        anchor_on=key.anchor_on,
        recipient=person,
        planned_at=planned_at,
        state=ReminderState.DROPPED if nobody else ReminderState.PLANNED,
        why_not=WhyNot.NOBODY if nobody else WhyNot.NOT_SAID,
    )


def objections(world: World, reminders: Sequence[Reminder]) -> dict[int, WhyNot]:
    """Say of each reminder that no longer holds why: state, deadline, person, door, or a later one told."""
    found = outdated(world, reminders)
    return found | unreadable(world, [row for row in reminders if row.pk not in found])


def outdated(world: World, reminders: Sequence[Reminder]) -> dict[int, WhyNot]:
    """Say of each reminder that no longer holds why, but for what its person may not read.

    One that cannot be looked at cannot be written. The number of queries does not grow with the reminders.
    """
    by_item: dict[int, list[Reminder]] = defaultdict(list)
    for row in reminders:
        by_item[row.commitment_id].append(row)
    found: dict[int, WhyNot] = {}
    for chunk in items_of.in_chunks(sorted(by_item)):
        done, failed = apart("not looked at", chunk, partial(_objections, world, by_item))
        found |= {pk: reason for part in done for pk, reason in part.items()}
        found |= {row.pk: WhyNot.UNWRITABLE for key in failed for row in by_item[key]}
    return found | dict.fromkeys(_folded([row for row in reminders if row.pk not in found]), WhyNot.FOLDED)


def _objections(
    world: World, by_item: Mapping[int, Sequence[Reminder]], chunk: Sequence[int]
) -> dict[int, WhyNot]:
    """Say why reminders of some items no longer hold, but for what the door says, and what is due besides."""
    found: dict[int, WhyNot] = {}
    rows = [row for key in chunk for row in by_item[key]]
    items = items_of.items(chunk)
    existing = items_of.rows_of({row.deadline_id for row in rows})
    latest = _latest_told(existing, {row.pk for row in rows})
    for row in rows:
        reason = _objection(world, items.get(row.commitment_id), row, existing)
        told_at = latest.get((row.deadline_id, row.recipient_id, row.rule in REQUESTS))
        if not reason and told_at and row.rule not in BESIDE:
            is_said = told_at > row.planned_at or (row.rule in FAINT and told_at == row.planned_at)
            reason = WhyNot.FOLDED if is_said else reason
        if reason:
            found[row.pk] = reason
    return found


def _objection(
    world: World, item: Item | None, row: Reminder, existing: dict[tuple[int, Key], list[Row]]
) -> WhyNot:
    """Look for a reason in the item's state, its deadline and its people."""
    if row.rule == Rule.COPY:
        return WhyNot.NOT_SAID if row.recipient_id in world.directory.people else WhyNot.LEFT
    if item is None or item.subject.deadline != row.deadline_id:
        return WhyNot.MOVED
    reason = plan.why_not(item.subject, row.rule)
    if reason:
        return reason
    if not world.rules_of(item).asks(row.rule, row.offset):
        return WhyNot.RULES
    anchor_on = {
        Rule.PROPOSED: item.subject.proposed_on,
        Rule.ANSWER: item.subject.proposed_on,
        Rule.SILENT: item.subject.heard_on,
    }.get(Rule(row.rule), row.anchor_on)
    if anchor_on != row.anchor_on:
        return WhyNot.ANSWERED
    if row.recipient_id is None and not settings.DUTY_BOX:
        return WhyNot.NOBODY
    if row.recipient_id and row.recipient_id not in world.directory.people:
        return WhyNot.LEFT
    others = existing[row.deadline_id, Key(Rule(row.rule), row.offset, row.anchor_on)]
    wrong = {other.recipient for other in others if other.is_open_again}
    found = world.directory.told(item.place, plan.audiences(item.subject, row.rule), wrong)
    right = {person.pk if person else None for person in found}
    return WhyNot.NOT_SAID if row.recipient_id in right else WhyNot.OTHERS


def _latest_told(
    existing: dict[tuple[int, Key], list[Row]], asked: Collection[int]
) -> dict[tuple[int, int | None, bool], datetime.datetime]:
    """Give the planned moment of the latest rung of each deadline that a person has in a mail, and apart from
    them of the latest request.

    What is asked about is no other rung: it may stand in a mail that is looked at again.
    """
    latest: dict[tuple[int, int | None, bool], datetime.datetime] = {}
    for (deadline, rung), rows in existing.items():
        told = (row for row in rows if row.state in TOLD and row.pk not in asked)
        for row in told if rung.rule != Rule.COPY else ():
            key = (deadline, row.recipient, rung.rule in REQUESTS)
            latest[key] = max(row.planned_at, latest.get(key, row.planned_at))
    return latest


def unreadable(world: World, reminders: Sequence[Reminder]) -> dict[int, WhyNot]:
    """Say what each person may not read, one query a person; the duty box has no account, and its mail no
    content."""
    asked: dict[int, list[Reminder]] = defaultdict(list)
    for row in reminders:
        if row.recipient_id:
            asked[row.recipient_id].append(row)
    done, failed = apart("not asked at the door", list(asked), partial(_unreadable, world, asked))
    found = dict.fromkeys((pk for part in done for pk in part), WhyNot.UNREADABLE)
    return found | {row.pk: WhyNot.UNWRITABLE for person in failed for row in asked[person]}


def _unreadable(world: World, asked: Mapping[int, Sequence[Reminder]], people: Sequence[int]) -> list[int]:
    """List the reminders of some people that they may not read."""
    found: list[int] = []
    for person in people:
        items = Commitment.objects.filter(pk__in={row.commitment_id for row in asked[person]})
        seen = access.visible_to(items, world.directory.people[person]).values_list("pk", flat=True)
        readable = set(seen)
        found += [row.pk for row in asked[person] if row.commitment_id not in readable]
    return found


def _folded(reminders: Sequence[Reminder]) -> list[int]:
    """List all but the latest deadline reminder of each item to each person, and all but its latest request;
    what is said beside is left out."""
    latest: dict[tuple[int | None, int, bool], int] = {}
    older = []
    rungs = [row for row in reminders if row.rule not in BESIDE]
    for row in sorted(rungs, key=_importance):
        key = (row.recipient_id, row.commitment_id, row.rule in REQUESTS)
        if key in latest:
            older.append(latest[key])
        latest[key] = row.pk
    return older


def _importance(row: Reminder) -> tuple[bool, datetime.datetime, int, datetime.datetime, int]:
    """Rank the reminders of one item to one person: the latest counts, and of those the weightiest."""
    first_planned = row.put_off_from or row.planned_at
    return (row.rule not in FAINT, row.planned_at, WEIGHT.get(Rule(row.rule), 0), first_planned, row.pk)
