"""The reminder run: plan missing reminders, check again those that are due, write one email per person,
send.
"""

import datetime
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial

import structlog
from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet

from commitments.calendars.workdays import ONE_DAY
from commitments.enums import NotSentReason, ReminderState
from commitments.errors import STOPPING, Errors
from commitments.models import Reminder
from commitments.reminders import (
    delivery,
    email_pause,
    follow_ups,
    heartbeat,
    journal,
    planner,
    quiet_days,
    unconfirmed,
)
from commitments.reminders.candidates import RunWindow
from commitments.reminders.delivery import AttemptResult, Channel, ServerReply
from commitments.reminders.desk_schedules import QuietDaysOfDesks
from commitments.reminders.journal import Claim
from commitments.reminders.message_batches import (
    ComposedEmail,
    compose_emails,
    record_failed_try,
    split_batches,
)
from commitments.reminders.planner import HEARTBEAT, ReminderContext
from commitments.reminders.recipients import apply_limit
from commitments.reminders.schedule import URGENT
from commitments.reminders.smtp import in_words

log = structlog.get_logger("tracker.reminders")

# Dropped for the wrong person means planned for the next in the chain: so often within one sweep.
ROUNDS = 6
# One sweep sends so long; what is left is for the next, which has begun by then.
SENDING_SECONDS = 60
# So many due reminders are checked together: more would take much memory, and hold up the first email.
CHECKED_AT_ONCE = 20_000
# So many mails are held together, and none is begun when they have been held for so long.
HELD_AT_ONCE, HELD_SECONDS = 25, 30
# While mails are sent slowly the heart beats between them, but not more often.
BEAT_SECONDS = 1
# Whose account is closed, or has no address that takes mail.
GONE = Q(recipient__is_active=False) | Q(recipient__email_bounced_at__isnull=False) | Q(recipient__email="")
# A mail younger than this was looked at when it was written; the last dot looks at the decisive facts again.
FRESH_MINUTES = 10


@dataclass(frozen=True, slots=True)
class ReminderRunResult:
    """The result of one reminder run, in numbers of reminders (planned, dropped, failed, waiting for a
    quiet day to end) and of emails (the rest).
    """

    planned: int = 0
    dropped: int = 0
    failed: int = 0
    mailed: int = 0
    sent: int = 0
    deferred: int = 0
    refused: int = 0
    in_doubt: int = 0
    withdrawn: int = 0
    waiting: int = 0
    is_paused: bool = False
    absent_calendars: tuple[str, ...] = ()
    mails: tuple[ComposedEmail, ...] = ()

    def plus(self, other: "ReminderRunResult") -> "ReminderRunResult":
        """Add what was done later in the same run."""
        counts = ("planned", "dropped", "failed", "mailed", "waiting")
        added = {name: getattr(self, name) + getattr(other, name) for name in counts}
        return replace(self, **added, mails=self.mails + other.mails)


def run_outbox(
    now: datetime.datetime, *, is_dry: bool = False, progress: planner.Progress = planner.log_progress
) -> ReminderRunResult:
    """Do everything that is due at a moment, once, however many reminder runs run at the same time.

    0. Where sending is paused, what falls due meanwhile is planned and waits: nothing else is done.
    1. Emails that a dead sender held are ready again, or in doubt.
    2. Missing reminders are planned, and those due on a quiet day postponed.
    3. Due ones that are no longer valid are dropped, with the reason.
    4. The others become one email per person, with frozen bytes.
    5. Emails that are due are sent, each outside any transaction.
    6. The heartbeat is written.

    An unexpected error in one of these does not prevent the others; the first is raised at the end. A dry
    run writes nothing and sends nothing: it only returns what it would have done. `progress` gets the number
    of commitments planned and their total.
    """
    if is_dry:
        with transaction.atomic():
            swept = _remind(now, _send_nothing, progress)
            transaction.set_rollback(True)
        return swept
    if email_pause.is_paused(now):
        planned = planner.plan_rows(planner.load_world(now), planner.window_at(now), progress)
        heartbeat.record_beat(HEARTBEAT)
        return ReminderRunResult(planned, is_paused=True)
    swept, doubtful, withdrawn, errors = ReminderRunResult(), 0, 0, Errors(log)
    with closing(delivery.open_channel()) as channel:
        run = Run(now, channel)
        with errors.caught("doubts"):
            _, doubtful = unconfirmed.requeue_unsent(channel, now)
        with errors.caught("stale mails"):
            withdrawn = journal.withdraw_stale(now)
        with errors.caught("reminders"):
            swept = _remind(now, run.send, progress)
        run.send()
    heartbeat.record_beat(HEARTBEAT)
    errors.raise_first()
    return replace(
        swept,
        sent=run.fates[AttemptResult.ACCEPTED],
        deferred=run.fates[AttemptResult.DEFERRED] + run.fates[AttemptResult.FAILED],
        refused=run.fates[AttemptResult.REFUSED] + run.fates[AttemptResult.QUARANTINED],
        in_doubt=doubtful + run.fates[AttemptResult.IN_DOUBT],
        withdrawn=withdrawn + run.fates[AttemptResult.LOST],
    )


def _send_nothing(*, beats: bool = True) -> None:
    """Send nothing, in a dry run."""


def _remind(
    now: datetime.datetime, send: Callable[..., None], progress: planner.Progress
) -> ReminderRunResult:
    """Plan what is missing, and write what is due and holds, a batch at a time, each sent before the next.

    What a person may not read is known only then: it is planned for the next in the chain, who has it in
    another round.
    """
    world, window = planner.load_world(now), planner.window_at(now)
    follow_ups.close_idle_follow_ups(now)
    total, begun = ReminderRunResult(), set[int]()
    if window.first == window.last - 2 * ONE_DAY:
        # The first run of a day has a whole day to plan. What is due was planned the day before, and goes
        # out first; only what is planned counts as a run, by which the next one knows its days.
        total = _write_by_person(world, begun, partial(send, beats=False))
    for _round in range(ROUNDS):
        due, found = _plan_and_list_due(world, window, begun, progress)
        written = _write_by_person(world, begun, send) if due is None else _write_batches(world, due, send)
        total = total.plus(found).plus(written)
        if not written.dropped:
            break
    absent = world.calendars.absent
    if absent:
        log.warning("no calendar is known for a year", years=absent)
    return replace(total, absent_calendars=absent)


def _plan_and_list_due(
    world: ReminderContext, window: RunWindow, begun: set[int], progress: planner.Progress
) -> tuple[list[Reminder] | None, ReminderRunResult]:
    """Plan what is missing; return what is due, holds and was not begun, and the counts; note it as begun.

    Returns None where so much is due that it is checked person by person.
    """
    total = ReminderRunResult()
    due, failed = list[Reminder](), list[Reminder]()
    for _round in range(ROUNDS):
        planned = planner.plan_rows(world, window, progress)
        total = total.plus(ReminderRunResult(planned, waiting=quiet_days.postpone_due(world)))
        if _list_due(world)[: CHECKED_AT_ONCE + 1].count() > CHECKED_AT_ONCE:
            return None, total
        due, failed, dropped = _drop_outdated(world, begun, _list_due(world))
        dropped += _drop_left(world)
        total = total.plus(ReminderRunResult(dropped=dropped))
        if not dropped:
            break
    begun |= {row.pk for row in (*due, *failed)}
    return due, total.plus(ReminderRunResult(failed=record_failed_try(failed)))


def _write_by_person(world: ReminderContext, begun: set[int], send: Callable[[], None]) -> ReminderRunResult:
    """Check what is due for some people at a time, and write it: those with the fewest reminders first."""
    waiting = quiet_days.postpone_due(world)
    total = ReminderRunResult(dropped=_drop_left(world), waiting=waiting)
    for people in _group_people(world):
        mine = Q(recipient__in=people) | (Q(recipient=None) if None in people else Q(pk__in=()))
        due, failed, dropped = _drop_outdated(world, begun, _list_due(world).filter(mine))
        begun |= {row.pk for row in (*due, *failed)}
        counts = ReminderRunResult(dropped=dropped, failed=record_failed_try(failed))
        total = total.plus(counts).plus(_write_batches(world, due, send))
    return total


def _group_people(world: ReminderContext) -> list[list[int | None]]:
    """Return the people with something due, in groups of so many reminders as are checked at once.

    The first is alone: the first email does not wait for others to be checked. What an attempt failed with
    comes last, since it may end this process.
    """
    counted = _list_due(world).order_by().values("recipient").annotate(count=Count("pk"), tried=Max("tries"))
    groups, size = list[list[int | None]](), CHECKED_AT_ONCE
    in_turn = counted.order_by("tried", "count", "recipient")
    for recipient, count in in_turn.values_list("recipient", "count"):
        if size + count > CHECKED_AT_ONCE or len(groups) == 1:
            groups.append([])
            size = 0
        groups[-1].append(recipient)
        size += count
    return groups


def _write_batches(
    world: ReminderContext, due: Sequence[Reminder], send: Callable[[], None]
) -> ReminderRunResult:
    """Write what is due and holds, some people at a time, and send it."""
    total = ReminderRunResult()
    for batch in split_batches(due):
        total = total.plus(_write(world, batch))
        send()
    return total


def _write(world: ReminderContext, batch: Sequence[Reminder]) -> ReminderRunResult:
    """Write the emails of some people: of what they may read, and have not been told today."""
    objections = planner.find_unreadable(world, batch)
    failed = {pk for pk, reason in objections.items() if reason == NotSentReason.UNWRITABLE}
    dropped = _drop_rows({pk: reason for pk, reason in objections.items() if pk not in failed})
    readable = [row for row in batch if row.pk not in objections]
    limited = apply_limit(readable, world.now, world.directory.people)
    dropped += _drop_rows(dict.fromkeys(limited.repeated, NotSentReason.NOTIFIED_TODAY))
    due = [row for row in readable if row.pk not in limited.all]
    unasked = set(follow_ups.open_due(due, world.now))
    failed |= {row.pk for row in due if row.commitment_id in unasked}
    set_aside = record_failed_try([row for row in batch if row.pk in failed])
    told, unwritten = compose_emails(world, [row for row in due if row.pk not in failed])
    return ReminderRunResult(dropped=dropped, failed=set_aside + unwritten, mailed=len(told), mails=told)


def _list_due(world: ReminderContext) -> QuerySet[Reminder]:
    """Return the reminders that are due, by person."""
    due = Reminder.objects.filter(state=ReminderState.PLANNED, planned_at__lte=world.now)
    return due.order_by("recipient", "planned_at", "pk")


def _drop_outdated(
    world: ReminderContext, begun: Collection[int], rows: QuerySet[Reminder]
) -> tuple[list[Reminder], list[Reminder], int]:
    """Drop what is due and no longer valid; return what is left, what failed, and the number dropped."""
    due = [row for row in rows if row.pk not in begun]
    objections = planner.find_outdated(world, due)
    failed = {pk for pk, reason in objections.items() if reason == NotSentReason.UNWRITABLE}
    dropped = _drop_rows({pk: reason for pk, reason in objections.items() if pk not in failed})
    left = [row for row in due if row.pk not in objections]
    return left, [row for row in due if row.pk in failed], dropped


def _drop_left(world: ReminderContext) -> int:
    """Drop urgent reminders before they are due where the person has left, so that the next is notified in
    time; return their number.
    """
    planned = Reminder.objects.filter(state=ReminderState.PLANNED, planned_at__gt=world.now)
    left_over = planned.filter(GONE, kind__in=URGENT)
    return left_over.update(state=ReminderState.DROPPED, not_sent_reason=NotSentReason.LEFT)


def _drop_rows(objections: Mapping[int, NotSentReason]) -> int:
    """Drop reminders that are still planned, each with its reason; return their number."""
    by_reason: dict[NotSentReason, list[int]] = defaultdict(list)
    for pk, reason in objections.items():
        by_reason[reason].append(pk)
    still = Reminder.objects.filter(state=ReminderState.PLANNED)
    return sum(
        still.filter(pk__in=keys).update(state=ReminderState.DROPPED, not_sent_reason=reason)
        for reason, keys in by_reason.items()
    )


class Run:
    """The sending of one run: it continues until time is up or the server is down, over several calls."""

    def __init__(self, now: datetime.datetime, channel: Channel) -> None:
        self._now, self._channel = now, channel
        self._seconds_left = float(SENDING_SECONDS)
        self._put_off: Counter[str] = Counter()
        self._is_down = False
        self.fates: Counter[AttemptResult] = Counter()

    def send(self, *, beats: bool = True) -> None:
        """Send what is ready; count the fates. `beats` says that this run has planned what was missing."""
        begun = time.monotonic()
        until = begun + self._seconds_left
        while not self._is_down and time.monotonic() < until:
            claims = journal.claim_emails(self._now, HELD_AT_ONCE)
            if not claims:
                break
            peace = QuietDaysOfDesks(self._now)
            answer = _send_held(
                claims, self._channel, self._now, peace, self.fates, self._put_off, beats=beats
            )
            journal.carry_over()
            if beats:
                heartbeat.record_beat(HEARTBEAT)
            if answer.is_down:
                log.warning("the mail server is down", said=answer.text)
                self._is_down = True
        self._seconds_left -= time.monotonic() - begun


def _send_held(
    claims: list[Claim],
    channel: Channel,
    now: datetime.datetime,
    peace: QuietDaysOfDesks,
    fates: Counter[AttemptResult],
    put_off: Counter[str],
    *,
    beats: bool,
) -> ServerReply:
    """Send the emails of one claim in turn, and release those that are not begun; return the last answer.

    A domain that has deferred one email after the other is left alone for a while.
    """
    begun, answer = time.monotonic(), ServerReply(AttemptResult.LOST)
    beaten = begun - BEAT_SECONDS
    waiting = list(claims)
    while waiting:
        held = waiting.pop(0)
        if beats and time.monotonic() - beaten >= BEAT_SECONDS:
            heartbeat.record_beat(HEARTBEAT)
            beaten = time.monotonic()
        answer = _send_one(held, channel, now, peace)
        fates[answer.fate] += 1
        if answer.is_down or time.monotonic() - begun > HELD_SECONDS:
            break
        if answer.fate != AttemptResult.DEFERRED:
            put_off[held.domain] = 0
        elif held.tries > 1:
            # A first attempt says nothing of the domain: greylisting defers the first to each recipient.
            put_off[held.domain] += 1
        if put_off[held.domain] >= journal.DOMAIN_TRIES:
            journal.release_claims([other for other in waiting if other.domain == held.domain])
            waiting = [other for other in waiting if other.domain != held.domain]
            journal.postpone_domain(held.domain, now)
    journal.release_claims(waiting)
    return answer


def _send_one(held: Claim, channel: Channel, now: datetime.datetime, peace: QuietDaysOfDesks) -> ServerReply:
    """Send one reserved email, and record the result; one that is no longer valid is withdrawn."""
    try:
        is_early = bool(peace) and quiet_days.holds_back(held.pk, now, peace)
        is_over = not is_early and not _still_holds(held, now)
    except STOPPING:
        raise
    except Exception as error:
        log.exception("email not looked at again", mail=held.pk)
        answer = ServerReply(AttemptResult.FAILED, in_words(error))
        journal.record_attempt(held, answer, now)
        return answer
    if is_early:
        journal.postpone_email(held, now)
        return ServerReply(AttemptResult.LOST)
    if is_over:
        journal.withdraw_email(held, now)
        return ServerReply(AttemptResult.LOST)
    answer = channel.deliver(held.parcel, partial(journal.write_dot, held))
    delivery.report_session(answer)
    if answer.fate == AttemptResult.LOST:
        journal.withdraw_email(held, now)
    else:
        journal.record_attempt(held, answer, now)
    return answer


def _still_holds(held: Claim, now: datetime.datetime) -> bool:
    """Return whether every reminder of an older email is still valid: its text may be outdated."""
    is_new = held.tries == 1 and not held.reply
    if is_new and now - held.ready_at < datetime.timedelta(minutes=FRESH_MINUTES):
        return True
    rows, world = list(Reminder.objects.filter(email=held.pk)), planner.load_world(now)
    return not planner.list_objections(world, rows) and not apply_limit(rows, now, world.directory.people).all
