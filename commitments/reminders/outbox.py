"""The sweep: plan what is missing, look again at what is due, write one mail a person, send what is ready."""

import datetime
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import structlog
from django.db import transaction
from django.db.models import Q

from commitments.errors import DATABASE_AWAY
from commitments.models import Reminder
from commitments.reminders import channels, chases, doubts, journal, planner, pulse, quiet, sending
from commitments.reminders.channels import Answer, Channel, Fate
from commitments.reminders.compose import Told, blame, compose, in_turns
from commitments.reminders.journal import Claim
from commitments.reminders.ladders import Peace
from commitments.reminders.plan import URGENT
from commitments.reminders.planner import HEARTBEAT, World
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


def sweep(now: datetime.datetime, *, is_dry: bool = False) -> Swept:
    """Do everything that is due at a moment, once, however many sweeps run at the same time.

    0. Where sending is paused, what falls due meanwhile is planned and waits: nothing else is done.
    1. Mails that a dead sender held are ready again, or in doubt. 2. Missing reminders are planned, and those
    due on a quiet day put off. 3. Due ones that no longer hold are dropped, with the reason. 4. The others
    become one mail a person, with frozen bytes. 5. Mails whose turn has come are sent, each outside any
    transaction. 6. The heart beats.
    A dry sweep writes nothing and sends nothing: it only says what it would have done.
    """
    if is_dry:
        with transaction.atomic():
            world, due, found = _look(now)
            swept = _with_mails(found, [compose(world, due)])
            transaction.set_rollback(True)
        return swept
    if sending.is_paused(now):
        planned = planner.plan_rows(planner.look_around(now), planner.window_at(now))
        pulse.beat(HEARTBEAT)
        return Swept(planned, is_paused=True)
    channel = channels.open_channel()
    fates: Counter[Fate] = Counter()
    try:
        _, doubtful = doubts.requeue(channel, now)
        withdrawn = journal.withdraw_stale(now)
        world, due, found = _look(now)
        written = []
        # What may end this process waits until all else is sent.
        for part in in_turns(due):
            written.append(compose(world, part))
            fates += _send(now, channel)
    finally:
        channel.close()
    pulse.beat(HEARTBEAT)
    return replace(
        _with_mails(found, written),
        sent=fates[Fate.ACCEPTED],
        deferred=fates[Fate.DEFERRED] + fates[Fate.FAILED],
        refused=fates[Fate.REFUSED] + fates[Fate.QUARANTINED],
        in_doubt=doubtful + fates[Fate.IN_DOUBT],
        withdrawn=withdrawn + fates[Fate.LOST],
    )


def _look(now: datetime.datetime) -> tuple[World, list[Reminder], Swept]:
    """Plan what is missing, and find what is due and holds."""
    world = planner.look_around(now)
    window = planner.window_at(now)
    planned = waiting = dropped = 0
    due: list[Reminder] = []
    failed: list[Reminder] = []
    for _ in range(ROUNDS):
        planned += planner.plan_rows(world, window)
        waiting += quiet.put_off_due(world)
        due, failed, found = _drop(world)
        dropped += found
        if not found:
            break
    unasked = set(chases.open_due(due, now))
    failed += [row for row in due if row.commitment_id in unasked]
    due = [row for row in due if row.commitment_id not in unasked]
    absent = world.calendars.absent
    if absent:
        log.warning("no calendar is known for a year", years=absent)
    return world, due, Swept(planned, dropped, blame(failed), waiting=waiting, absent_calendars=absent)


def _with_mails(swept: Swept, written: Sequence[tuple[tuple[Told, ...], int]]) -> Swept:
    """Add what became of the mails that were to be written."""
    mails = tuple(one for told, _failed in written for one in told)
    failed = swept.failed + sum(failed for _told, failed in written)
    return replace(swept, failed=failed, mailed=len(mails), mails=mails)


def _due(now: datetime.datetime) -> list[Reminder]:
    due = Reminder.objects.filter(state=ReminderState.PLANNED, planned_at__lte=now)
    return list(due.order_by("recipient", "planned_at", "pk"))


def _drop(world: World) -> tuple[list[Reminder], list[Reminder], int]:
    """Drop what is due and no longer holds; give what is left, what failed, and the number dropped.

    What is urgent is dropped before it is due where the person has left, so that the next is told in time.
    """
    due = _due(world.now)
    objections = planner.objections(world, due)
    by_reason: dict[WhyNot, list[int]] = defaultdict(list)
    for pk, reason in objections.items():
        by_reason[reason].append(pk)
    failed = set(by_reason.pop(WhyNot.UNWRITABLE, ()))
    still = Reminder.objects.filter(state=ReminderState.PLANNED)
    left_over = still.filter(GONE, rule__in=URGENT, planned_at__gt=world.now)
    dropped = left_over.update(state=ReminderState.DROPPED, why_not=WhyNot.LEFT)
    dropped += sum(
        still.filter(pk__in=keys).update(state=ReminderState.DROPPED, why_not=reason)
        for reason, keys in by_reason.items()
    )
    left = [row for row in due if row.pk not in objections]
    return left, [row for row in due if row.pk in failed], dropped


def _send(now: datetime.datetime, channel: Channel) -> Counter[Fate]:
    """Send what is ready until time is up or the server is down; count the fates."""
    fates: Counter[Fate] = Counter()
    until = time.monotonic() + SENDING_SECONDS
    put_off: Counter[str] = Counter()
    while time.monotonic() < until and (claims := journal.claim(now, HELD_AT_ONCE)):
        answer = _send_held(claims, channel, now, Peace(now), fates, put_off)
        journal.carry_over()
        pulse.beat(HEARTBEAT)
        if answer.is_down:
            log.warning("the mail server is down", said=answer.text)
            break
    return fates


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
    except DATABASE_AWAY:
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
        journal.withdraw(held)
        return Answer(Fate.LOST)
    answer = channel.deliver(held.parcel, partial(journal.write_dot, held))
    channels.report_session(answer)
    if answer.fate == Fate.LOST:
        journal.withdraw(held)
    else:
        journal.record(held, answer, now)
    return answer


def _still_holds(held: Claim, now: datetime.datetime) -> bool:
    """Look at every reminder of an older mail again: what it says may have ceased to be true."""
    is_new = held.tries == 1 and not held.reply
    if is_new and now - held.ready_at < datetime.timedelta(minutes=FRESH_MINUTES):
        return True
    rows = list(Reminder.objects.filter(mail=held.pk))
    return not planner.objections(planner.look_around(now), rows)
