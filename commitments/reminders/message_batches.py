"""Write one email to each person with due reminders, and set aside what cannot be written.

An attempt is counted before it begins, so that one that ends the process counts as well.
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

from commitments.enums import NotSentReason, ReminderKind, ReminderState
from commitments.errors import STOPPING
from commitments.models import Email, EmailDelivery, Reminder, User, spoken_as
from commitments.reminders import message_content, messages, replies
from commitments.reminders.planner import ReminderContext
from commitments.reminders.recipients import apply_limit, day_of
from commitments.reminders.records import RecordCache

log = structlog.get_logger("tracker.reminders")

# A reminder that cannot be written, or ends the process, is set aside after so many tries; the others go on.
QUARANTINE_TRIES = 5
# What was planned for so long ago is of a backlog: it goes out slowly.
LATE = datetime.timedelta(hours=1)
# Emails are written for so many persons, and sent, before the next are written.
FIRST_BATCH, BATCH = 5, 50


@dataclass(frozen=True, slots=True)
class WrittenEmail:
    """An email as bytes, with its lines and until when it can be answered."""

    message: messages.Message
    lines: tuple[message_content.LetterLine, ...]
    expires_at: datetime.datetime


@dataclass(frozen=True, slots=True)
class ComposedEmail:
    """One email that a reminder run wrote, or would write: its recipient and subject."""

    address: str
    subject: str
    references: tuple[str, ...]


def record_failed_try(rows: Sequence[Reminder]) -> int:
    """Count an attempt for reminders that failed before an email was begun; return how many are set aside."""
    begun, set_aside = _begin(rows)
    return set_aside + _set_aside_failed(begun)


def split_batches(due: Sequence[Reminder]) -> Iterator[list[Reminder]]:
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


def compose_emails(world: ReminderContext, due: Sequence[Reminder]) -> tuple[tuple[ComposedEmail, ...], int]:
    """Write the emails for valid reminders; return them, and the number of reminders set aside for good."""
    if not due:
        return (), 0
    by_person: dict[int | None, list[Reminder]] = defaultdict(list)
    for row in due:
        by_person[row.recipient_id].append(row)
    answers = {row.offset for row in due if row.kind == ReminderKind.REPLY_COPY}
    asked = {row.offset for row in due if row.kind == ReminderKind.UPDATE_REQUEST}
    raised = {row.commitment_id for row in due if row.kind in message_content.ESCALATION_RULES}
    shelf = RecordCache({row.commitment_id for row in due}, world.directory, answers, raised, asked)
    told, failed = [], 0
    for key, rows in by_person.items():
        reader = world.directory.people[key] if key is not None else None
        written, set_aside = _mail_to(shelf, reader, rows, world.now)
        failed += set_aside
        told += [written] if written else []
    return tuple(told), failed


def _mail_to(
    shelf: RecordCache, reader: User | None, rows: Sequence[Reminder], now: datetime.datetime
) -> tuple[ComposedEmail | None, int]:
    """Write one email; after a failed attempt each item is tried alone first, to find the cause."""
    set_aside = 0
    if len(rows) > 1 and any(row.tries for row in rows):
        rows, set_aside = _each_alone(shelf, reader, rows, now)
    begun, crashed = _begin(rows)
    try:
        told, failed = _store_email(shelf, reader, begun, now)
    except STOPPING:
        raise
    except Exception as error:
        log.error("mail could not be kept", reminders=[row.pk for row in begun], error=type(error).__name__)
        told, failed = None, _set_aside_failed(begun)
    return told, set_aside + crashed + failed


def _begin(rows: Sequence[Reminder]) -> tuple[list[Reminder], int]:
    """Count an attempt for those that no other reminder run has, and return them; set aside the hopeless.

    Where the number of attempts has changed since it was read, another reminder run has just begun.
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
        set_aside = crashed.update(state=ReminderState.FAILED, not_sent_reason=NotSentReason.CRASHED)
    return [row for row in rows if row.pk in mine], set_aside


def _each_alone(
    shelf: RecordCache, reader: User | None, rows: Sequence[Reminder], now: datetime.datetime
) -> tuple[list[Reminder], int]:
    """Find the rows that can be written alone; the attempt of each of those is not counted."""
    good, set_aside = [], 0
    for row in rows:
        begun, crashed = _begin([row])
        could = begun if _try(shelf, reader, begun, now) else []
        set_aside += crashed + _set_aside_failed([one for one in begun if one not in could])
        Reminder.objects.filter(pk__in=[one.pk for one in could]).update(tries=F("tries") - 1)
        good += could
    return good, set_aside


@transaction.atomic
def _store_email(
    shelf: RecordCache, reader: User | None, rows: Sequence[Reminder], now: datetime.datetime
) -> tuple[ComposedEmail | None, int]:
    """Write one email and link its reminders to it, where no other reminder run has them."""
    free = Reminder.objects.filter(pk__in=[row.pk for row in rows], state=ReminderState.PLANNED)
    _lock_recipient(reader)
    # Whoever looks whether it may begin holds a row for no longer than that: it is waited for.
    held = set(free.select_for_update().order_by("pk").values_list("pk", flat=True))
    # Looked at again, now that no other run can write to this person: what is not to be sent now is let go.
    limited = apply_limit([row for row in rows if row.pk in held], now, shelf.directory.people).all
    Reminder.objects.filter(pk__in=limited).update(tries=F("tries") - 1)
    mine = [row for row in rows if row.pk in held - limited]
    written, good = _written(shelf, reader, mine, now)
    set_aside = _set_aside_failed([row for row in mine if row not in good])
    if written is None:
        return None, set_aside
    message = written.message
    planned_at = max(row.planned_at for row in good)
    made = Email.objects.create(
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
    mailed.update(state=ReminderState.EMAILED, email=made, tries=0)
    with spoken_as(reader, is_letter=True):
        replies.store_links(shelf, made, reader, written.lines, written.expires_at)
    references = tuple(shelf.items[row.commitment_id].reference for row in good)
    return ComposedEmail(message.address, message.subject, references), set_aside


def _lock_recipient(reader: User | None) -> None:
    """Let one transaction at a time write an email to a person, or to the duty box."""
    people = User.objects.filter(pk=reader.pk) if reader else EmailDelivery.objects.all()
    list(people.select_for_update(no_key=True).values_list("pk"))


def _written(
    shelf: RecordCache, reader: User | None, rows: Sequence[Reminder], now: datetime.datetime
) -> tuple[WrittenEmail | None, Sequence[Reminder]]:
    """Write an email about the rows or, where that crashes, about those that can be written alone."""
    written = _try(shelf, reader, rows, now)
    if written is not None or len(rows) < 2:
        return written, rows if written else ()
    good = [row for row in rows if _try(shelf, reader, [row], now)]
    written = _try(shelf, reader, good, now)
    return written, good if written else ()


def _try(
    shelf: RecordCache, reader: User | None, rows: Sequence[Reminder], now: datetime.datetime
) -> WrittenEmail | None:
    """Write an email; None where it would be empty, or where the content of one item crashes it."""
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


def _render(
    shelf: RecordCache, reader: User | None, rows: Sequence[Reminder], now: datetime.datetime
) -> WrittenEmail:
    """Write in the reader's language, for the day it is where the reader is."""
    expires_at = now + replies.VALID
    asked = {row.commitment_id for row in rows if row.kind != ReminderKind.REPLY_COPY}
    addresses = replies.create_links(shelf, reader, asked, expires_at)
    today = day_of(now, reader)
    with spoken_as(reader, is_letter=True):
        letter = message_content.build_letter(shelf, reader, rows, today, addresses)
        if reader is not None:
            letter = replace(letter, stands_in=shelf.directory.stood_in_for(reader))
        message = messages.render_letter(
            letter, reader, key=f"{now:%Y%m%dT%H%M%S}.{uuid.uuid4().hex}", now=now
        )
        return WrittenEmail(message, letter.lines, expires_at)


def _set_aside_failed(rows: Sequence[Reminder]) -> int:
    """Set aside what failed in the last of its attempts; return the number."""
    mine = Reminder.objects.filter(pk__in=[row.pk for row in rows], state=ReminderState.PLANNED)
    return mine.filter(tries__gte=QUARANTINE_TRIES).update(
        state=ReminderState.FAILED, not_sent_reason=NotSentReason.UNWRITABLE
    )
