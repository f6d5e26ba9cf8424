"""The sweep: plan what is missing, look again at what is due, write one mail a person, send what is ready."""

import datetime
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial

import structlog
from django.db import transaction
from django.db.models import Q

from commitments.errors import STOPPING, Errors
from commitments.models import Reminder
from commitments.reminders import channels, chases, doubts, journal, planner, pulse, quiet, sending
from commitments.reminders.channels import Answer, Channel, Fate
from commitments.reminders.compose import Told, batches, blame, compose
from commitments.reminders.daily_limit import limit
from commitments.reminders.journal import Claim
from commitments.reminders.ladders import Peace
from commitments.reminders.plan import URGENT
from commitments.reminders.planner import HEARTBEAT, World
from commitments.reminders.scan import Window
from commitments.reminders.shown import ServiceState, Shown, of, service_state
from commitments.reminders.smtp_session import in_words
from commitments.vocabulary import ReminderState, WhyNot

__all__ = ["ServiceState", "Shown", "Swept", "Told", "of", "service_state", "sweep"]

log = structlog.get_logger("tracker.reminders")

# Dropped for the wrong person means planned for the next in the chain: so often within one sweep.
ROUNDS = 6
# One sweep sends so long; what is left is for the next, which has begun by then.
SENDING_SECONDS = 60
# So many mails are held together, and none is begun when they have been held for so long.
HELD_AT_ONCE, HELD_SECONDS = 25, 30
# While mails are sent slowly the heart beats between them, but not more often.
BEAT_SECONDS = 1
# Whose account is closed, or has no address that takes mail.
GONE = Q(recipient__is_active=False) | Q(recipient__mail_bounced_at__isnull=False) | Q(recipient__email="")
# A mail younger than this was looked at when it was written; the last dot looks at the decisive facts again.
FRESH_MINUTES = 10


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep did, in numbers of reminders (planned, dropped, failed, waiting for a quiet day to end)
    and of mails (the rest)."""

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
    mails: tuple[Told, ...] = ()

    def plus(self, other: "Swept") -> "Swept":
        """Add what was done later in the same run."""
        counts = ("planned", "dropped", "failed", "mailed", "waiting")
        added = {name: getattr(self, name) + getattr(other, name) for name in counts}
        return replace(self, **added, mails=self.mails + other.mails)


def sweep(now: datetime.datetime, *, is_dry: bool = False) -> Swept:
    """Do everything that is due at a moment, once, however many sweeps run at the same time.

    0. Where sending is paused, what falls due meanwhile is planned and waits: nothing else is done.
    1. Mails that a dead sender held are ready again, or in doubt. 2. Missing reminders are planned, and those
    due on a quiet day put off. 3. Due ones that no longer hold are dropped, with the reason. 4. The others
    become one mail a person, with frozen bytes. 5. Mails whose turn has come are sent, each outside any
    transaction. 6. The heart beats. An unexpected error in one of these keeps none of the others from its
    turn; the first is raised at the end.
    A dry sweep writes nothing and sends nothing: it only says what it would have done.
    """
    if is_dry:
        with transaction.atomic():
            swept = _remind(now, lambda: None)
            transaction.set_rollback(True)
        return swept
    if sending.is_paused(now):
        planned = planner.plan_rows(planner.look_around(now), planner.window_at(now))
        pulse.beat(HEARTBEAT)
        return Swept(planned, is_paused=True)
    swept, doubtful, withdrawn, errors = Swept(), 0, 0, Errors(log)
    with closing(channels.open_channel()) as channel:
        run = Run(now, channel)
        with errors.caught("doubts"):
            _, doubtful = doubts.requeue(channel, now)
        with errors.caught("stale mails"):
            withdrawn = journal.withdraw_stale(now)
        with errors.caught("reminders"):
            swept = _remind(now, run.send)
        run.send()
    pulse.beat(HEARTBEAT)
    errors.raise_first()
    return replace(
        swept,
        sent=run.fates[Fate.ACCEPTED],
        deferred=run.fates[Fate.DEFERRED] + run.fates[Fate.FAILED],
        refused=run.fates[Fate.REFUSED] + run.fates[Fate.QUARANTINED],
        in_doubt=doubtful + run.fates[Fate.IN_DOUBT],
        withdrawn=withdrawn + run.fates[Fate.LOST],
    )


def _remind(now: datetime.datetime, send: Callable[[], None]) -> Swept:
    """Plan what is missing, and write what is due and holds, a batch at a time, each sent before the next.

    What a person may not read is known only then: it is planned for the next in the chain, who has it in
    another round.
    """
    world, window = planner.look_around(now), planner.window_at(now)
    chases.drop_idle(now)
    total, begun = Swept(), set[int]()
    for _round in range(ROUNDS):
        due, found = _look(world, window, begun)
        total = total.plus(found)
        dropped = 0
        for batch in batches(due):
            written = _write(world, batch)
            total, dropped = total.plus(written), dropped + written.dropped
            send()
        if not dropped:
            break
    absent = world.calendars.absent
    if absent:
        log.warning("no calendar is known for a year", years=absent)
    return replace(total, absent_calendars=absent)


def _look(world: World, window: Window, begun: set[int]) -> tuple[list[Reminder], Swept]:
    """Plan what is missing; return what is due, holds and was not begun, and the counts; note it as begun."""
    total = Swept()
    due, failed = list[Reminder](), list[Reminder]()
    for _round in range(ROUNDS):
        planned, waiting = planner.plan_rows(world, window), quiet.put_off_due(world)
        due, failed, dropped = _drop(world, begun)
        total = total.plus(Swept(planned, dropped, waiting=waiting))
        if not dropped:
            break
    begun |= {row.pk for row in (*due, *failed)}
    return due, total.plus(Swept(failed=blame(failed)))


def _write(world: World, batch: Sequence[Reminder]) -> Swept:
    """Write the emails of some people: of what they may read, and have not been told today."""
    objections = planner.unreadable(world, batch)
    failed = {pk for pk, reason in objections.items() if reason == WhyNot.UNWRITABLE}
    dropped = _drop_rows({pk: reason for pk, reason in objections.items() if pk not in failed})
    readable = [row for row in batch if row.pk not in objections]
    limited = limit(readable, world.now, world.directory.people)
    dropped += _drop_rows(dict.fromkeys(limited.repeated, WhyNot.TOLD_TODAY))
    due = [row for row in readable if row.pk not in limited.all]
    unasked = set(chases.open_due(due, world.now))
    failed |= {row.pk for row in due if row.commitment_id in unasked}
    set_aside = blame([row for row in batch if row.pk in failed])
    told, unwritten = compose(world, [row for row in due if row.pk not in failed])
    return Swept(dropped=dropped, failed=set_aside + unwritten, mailed=len(told), mails=told)


def _drop(world: World, begun: Collection[int]) -> tuple[list[Reminder], list[Reminder], int]:
    """Drop what is due and no longer holds; give what is left, what failed, and the number dropped.

    What is urgent is dropped before it is due where the person has left, so that the next is told in time.
    """
    planned = Reminder.objects.filter(state=ReminderState.PLANNED)
    rows = planned.filter(planned_at__lte=world.now).order_by("recipient", "planned_at", "pk")
    due = [row for row in rows if row.pk not in begun]
    objections = planner.outdated(world, due)
    failed = {pk for pk, reason in objections.items() if reason == WhyNot.UNWRITABLE}
    left_over = planned.filter(GONE, rule__in=URGENT, planned_at__gt=world.now)
    dropped = left_over.update(state=ReminderState.DROPPED, why_not=WhyNot.LEFT)
    dropped += _drop_rows({pk: reason for pk, reason in objections.items() if pk not in failed})
    left = [row for row in due if row.pk not in objections]
    return left, [row for row in due if row.pk in failed], dropped


def _drop_rows(objections: Mapping[int, WhyNot]) -> int:
    """Drop reminders that are still planned, each with its reason; return their number."""
    by_reason: dict[WhyNot, list[int]] = defaultdict(list)
    for pk, reason in objections.items():
        by_reason[reason].append(pk)
    still = Reminder.objects.filter(state=ReminderState.PLANNED)
    return sum(
        still.filter(pk__in=keys).update(state=ReminderState.DROPPED, why_not=reason)
        for reason, keys in by_reason.items()
    )


class Run:
    """The sending of one run: until its time is up or the server is down, however often it is asked to."""

    def __init__(self, now: datetime.datetime, channel: Channel) -> None:
        self._now, self._channel = now, channel
        self._seconds_left = float(SENDING_SECONDS)
        self._put_off: Counter[str] = Counter()
        self._is_down = False
        self.fates: Counter[Fate] = Counter()

    def send(self) -> None:
        """Send what is ready; count the fates."""
        begun = time.monotonic()
        until = begun + self._seconds_left
        while not self._is_down and time.monotonic() < until:
            claims = journal.claim(self._now, HELD_AT_ONCE)
            if not claims:
                break
            peace = Peace(self._now)
            answer = _send_held(claims, self._channel, self._now, peace, self.fates, self._put_off)
            journal.carry_over()
            pulse.beat(HEARTBEAT)
            if answer.is_down:
                log.warning("the mail server is down", said=answer.text)
                self._is_down = True
        self._seconds_left -= time.monotonic() - begun


def _send_held(
    claims: list[Claim],
    channel: Channel,
    now: datetime.datetime,
    peace: Peace,
    fates: Counter[Fate],
    put_off: Counter[str],
) -> Answer:
    """Send the mails of one claim in turn, and let go of those that are not begun; give the last answer.

    A domain that has put off one mail after the other is left alone for a while.
    """
    begun, answer = time.monotonic(), Answer(Fate.LOST)
    beaten = begun - BEAT_SECONDS
    waiting = list(claims)
    while waiting:
        held = waiting.pop(0)
        if time.monotonic() - beaten >= BEAT_SECONDS:
            pulse.beat(HEARTBEAT)
            beaten = time.monotonic()
        answer = _send_one(held, channel, now, peace)
        fates[answer.fate] += 1
        if answer.is_down or time.monotonic() - begun > HELD_SECONDS:
            break
        if answer.fate != Fate.DEFERRED:
            put_off[held.domain] = 0
        elif held.tries > 1:
            # A first attempt says nothing of the domain: greylisting defers the first to each recipient.
            put_off[held.domain] += 1
        if put_off[held.domain] >= journal.DOMAIN_TRIES:
            journal.release([other for other in waiting if other.domain == held.domain])
            waiting = [other for other in waiting if other.domain != held.domain]
            journal.put_off_domain(held.domain, now)
    journal.release(waiting)
    return answer


def _send_one(held: Claim, channel: Channel, now: datetime.datetime, peace: Peace) -> Answer:
    """Send one mail that is held, and write down what became of it; what no longer holds is taken back."""
    try:
        is_early = bool(peace) and quiet.holds_back(held.pk, now, peace)
        is_over = not is_early and not _still_holds(held, now)
    except STOPPING:
        raise
    except Exception as error:
        log.exception("email not looked at again", mail=held.pk)
        answer = Answer(Fate.FAILED, in_words(error))
        journal.record(held, answer, now)
        return answer
    if is_early:
        journal.wait(held, now)
        return Answer(Fate.LOST)
    if is_over:
        journal.withdraw(held, now)
        return Answer(Fate.LOST)
    answer = channel.deliver(held.parcel, partial(journal.write_dot, held))
    channels.report_session(answer)
    if answer.fate == Fate.LOST:
        journal.withdraw(held, now)
    else:
        journal.record(held, answer, now)
    return answer


def _still_holds(held: Claim, now: datetime.datetime) -> bool:
    """Look at every reminder of an older mail again: what it says may have ceased to be true."""
    is_new = held.tries == 1 and not held.reply
    if is_new and now - held.ready_at < datetime.timedelta(minutes=FRESH_MINUTES):
        return True
    rows, world = list(Reminder.objects.filter(mail=held.pk)), planner.look_around(now)
    return not planner.objections(world, rows) and not limit(rows, now, world.directory.people).all
