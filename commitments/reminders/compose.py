"""Write one mail to each person to whom something is due, and set aside what cannot be written.

A try is counted before it begins, so that one that ends the process counts as well.
"""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_

import structlog
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone, translation

from commitments.errors import STOPPING
from commitments.models import Mail, Reminder, Sending, User, zone_of
from commitments.reminders import content, links, mail
from commitments.reminders.daily_limit import limit
from commitments.reminders.people import day_of
from commitments.reminders.planner import World
from commitments.reminders.shelf import Shelf
from commitments.vocabulary import ReminderState, Rule, WhyNot

log = structlog.get_logger("tracker.reminders")

# A reminder that cannot be written, or ends the process, is set aside after so many tries; the others go on.
QUARANTINE_TRIES = 5
# What was planned for so long ago is of a backlog: it goes out slowly.
LATE = datetime.timedelta(hours=1)
# Emails are written for so many persons, and sent, before the next are written.
FIRST_BATCH, BATCH = 5, 50


@dataclass(frozen=True, slots=True)
class Written:
    """A mail as bytes, with its lines and until when it can be answered."""

    message: mail.Message
    lines: tuple[content.Line, ...]
    expires_at: datetime.datetime


@dataclass(frozen=True, slots=True)
class Told:
    """One mail that a sweep wrote, or would write: to whom, and about what."""

    address: str
    subject: str
    references: tuple[str, ...]


def blame(rows: Sequence[Reminder]) -> int:
    """Count a try against reminders that failed before a mail was begun; give how many are set aside."""
    begun, set_aside = _begin(rows)
    return set_aside + _blame(begun)


def batches(due: Sequence[Reminder]) -> Iterator[list[Reminder]]:
    """Part what is due into batches of whole persons: a few first, whose emails leave at once.

    Last come those with whose email a process ended, or failed: what may end this process waits until all
    else is sent.
    """
    by_person: dict[int | None, list[Reminder]] = defaultdict(list)
    for row in due:
        by_person[row.recipient_id].append(row)
    suspects = {row.recipient_id for row in due if row.tries}
    size = FIRST_BATCH
    for people in ([one for one in by_person if one not in suspects], list(suspects)):
        begun = 0
        while begun < len(people):
            yield [row for person in people[begun : begun + size] for row in by_person[person]]
            begun, size = begun + size, BATCH


def compose(world: World, due: Sequence[Reminder]) -> tuple[tuple[Told, ...], int]:
    """Write the mails for reminders that hold; give them, and the number of reminders set aside for good."""
    if not due:
        return (), 0
    by_person: dict[int | None, list[Reminder]] = defaultdict(list)
    for row in due:
        by_person[row.recipient_id].append(row)
    answers = {row.offset for row in due if row.rule == Rule.COPY}
    raised = {row.commitment_id for row in due if row.rule in content.RAISED}
    shelf = Shelf({row.commitment_id for row in due}, world.directory, answers, raised)
    told, failed = [], 0
    for key, rows in by_person.items():
        reader = world.directory.people[key] if key is not None else None
        written, set_aside = _mail_to(shelf, reader, rows, world.now)
        failed += set_aside
        told += [written] if written else []
    return tuple(told), failed


def _mail_to(
    shelf: Shelf, reader: User | None, rows: Sequence[Reminder], now: datetime.datetime
) -> tuple[Told | None, int]:
    """Write one mail; after a try in vain each item is tried alone before, to find which is to blame."""
    set_aside = 0
    if len(rows) > 1 and any(row.tries for row in rows):
        rows, set_aside = _each_alone(shelf, reader, rows, now)
    begun, crashed = _begin(rows)
    try:
        told, failed = _keep(shelf, reader, begun, now)
    except STOPPING:
        raise
    except Exception as error:
        log.error("mail could not be kept", reminders=[row.pk for row in begun], error=type(error).__name__)
        told, failed = None, _blame(begun)
    return told, set_aside + crashed + failed


def _begin(rows: Sequence[Reminder]) -> tuple[list[Reminder], int]:
    """Count a try of those that no other sweep has, and give them; set aside what ended too many.

    Where the tries are not those that were read, another sweep has begun it a moment ago.
    """
    known: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        known[row.tries].append(row.pk)
    as_read = reduce(or_, (Q(pk__in=keys, tries=tries) for tries, keys in known.items()), Q(pk__in=()))
    with transaction.atomic():
        free = Reminder.objects.filter(as_read, state=ReminderState.PLANNED)
        held = dict(free.select_for_update(skip_locked=True).values_list("pk", "tries"))
        mine = {pk for pk, tries in held.items() if tries < QUARANTINE_TRIES}
        Reminder.objects.filter(pk__in=mine).update(tries=F("tries") + 1)
        crashed = Reminder.objects.filter(pk__in=held.keys() - mine)
        set_aside = crashed.update(state=ReminderState.FAILED, why_not=WhyNot.CRASHED)
    return [row for row in rows if row.pk in mine], set_aside


def _each_alone(
    shelf: Shelf, reader: User | None, rows: Sequence[Reminder], now: datetime.datetime
) -> tuple[list[Reminder], int]:
    """Find which rows can be written by themselves; the try of each of those is taken back."""
    good, set_aside = [], 0
    for row in rows:
        begun, crashed = _begin([row])
        could = begun if _try(shelf, reader, begun, now) else []
        set_aside += crashed + _blame([one for one in begun if one not in could])
        Reminder.objects.filter(pk__in=[one.pk for one in could]).update(tries=F("tries") - 1)
        good += could
    return good, set_aside


@transaction.atomic
def _keep(
    shelf: Shelf, reader: User | None, rows: Sequence[Reminder], now: datetime.datetime
) -> tuple[Told | None, int]:
    """Write one mail and tie its reminders to it, where no other sweep has them."""
    free = Reminder.objects.filter(pk__in=[row.pk for row in rows], state=ReminderState.PLANNED)
    _hold(reader)
    # Whoever looks whether it may begin holds a row for no longer than that: it is waited for.
    held = set(free.select_for_update().order_by("pk").values_list("pk", flat=True))
    # Looked at again, now that no other run can write to this person: what is not to be sent now is let go.
    limited = limit([row for row in rows if row.pk in held], now, shelf.directory.people).all
    Reminder.objects.filter(pk__in=limited).update(tries=F("tries") - 1)
    mine = [row for row in rows if row.pk in held - limited]
    written, good = _written(shelf, reader, mine, now)
    set_aside = _blame([row for row in mine if row not in good])
    if written is None:
        return None, set_aside
    message = written.message
    planned_at = max(row.planned_at for row in good)
    made = Mail.objects.create(
        recipient=reader,
        address=message.address,
        message_id=message.message_id,
        subject=message.subject,
        content=message.content,
        ready_at=now,
        next_try_at=now,
        planned_at=planned_at,
        is_backlog=planned_at < now - LATE,
    )
    mailed = Reminder.objects.filter(pk__in=[row.pk for row in good])
    mailed.update(state=ReminderState.MAILED, mail=made, tries=0)
    with translation.override(mail.language_of(reader)):
        links.keep(shelf, made, reader, written.lines, written.expires_at)
    references = tuple(shelf.items[row.commitment_id].reference for row in good)
    return Told(message.address, message.subject, references), set_aside


def _hold(reader: User | None) -> None:
    """Let one transaction at a time write an email to a person, or to the duty box."""
    people = User.objects.filter(pk=reader.pk) if reader else Sending.objects.all()
    list(people.select_for_update(no_key=True).values_list("pk"))


def _written(
    shelf: Shelf, reader: User | None, rows: Sequence[Reminder], now: datetime.datetime
) -> tuple[Written | None, Sequence[Reminder]]:
    """Write a mail about the rows or, where that crashes, about those that can be written alone."""
    written = _try(shelf, reader, rows, now)
    if written is not None or len(rows) < 2:
        return written, rows if written else ()
    good = [row for row in rows if _try(shelf, reader, [row], now)]
    written = _try(shelf, reader, good, now)
    return written, good if written else ()


def _try(
    shelf: Shelf, reader: User | None, rows: Sequence[Reminder], now: datetime.datetime
) -> Written | None:
    """Write a mail; None where there is nothing to say, or where what one item brings along crashes it."""
    if not rows:
        return None
    try:
        with transaction.atomic():
            return _render(shelf, reader, rows, now)
    except STOPPING:
        raise
    except Exception as error:
        log.error("mail could not be written", reminders=[row.pk for row in rows], error=type(error).__name__)
        return None


def _render(shelf: Shelf, reader: User | None, rows: Sequence[Reminder], now: datetime.datetime) -> Written:
    """Write in the reader's language, for the day it is where the reader is."""
    expires_at = now + links.VALID
    asked = {row.commitment_id for row in rows if row.rule != Rule.COPY}
    addresses = links.offered(shelf, reader, asked, expires_at)
    today = day_of(now, reader)
    with translation.override(mail.language_of(reader)), timezone.override(zone_of(reader)):
        letter = content.letter(shelf, reader, rows, today, addresses)
        if reader is not None:
            letter = replace(letter, stands_in=shelf.directory.stood_in_for(reader))
        message = mail.write(letter, reader, key=f"{now:%Y%m%dT%H%M%S}.{uuid.uuid4().hex}", now=now)
        return Written(message, letter.lines, expires_at)


def _blame(rows: Sequence[Reminder]) -> int:
    """Set aside what could not be written in the last of its tries; give the number."""
    mine = Reminder.objects.filter(pk__in=[row.pk for row in rows], state=ReminderState.PLANNED)
    return mine.filter(tries__gte=QUARANTINE_TRIES).update(
        state=ReminderState.FAILED, why_not=WhyNot.UNWRITABLE
    )
