"""Write one mail to each person to whom something is due, and set aside what cannot be written."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import structlog
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation

from commitments.models import Mail, Reminder, User
from commitments.reminders import content, links, mail
from commitments.reminders.people import zone_of
from commitments.reminders.planner import World
from commitments.reminders.shelf import Shelf
from commitments.vocabulary import ReminderState, Rule, WhyNot

log = structlog.get_logger("tracker.reminders")

# A reminder that cannot be written is set aside after so many tries; the others go on.
QUARANTINE_TRIES = 5
# What was planned for so long ago is of a backlog: it goes out slowly.
LATE = datetime.timedelta(hours=1)


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


def compose(world: World, due: Sequence[Reminder]) -> tuple[tuple[Told, ...], int]:
    """Write the mails for reminders that hold; give them, and the number of reminders set aside for good."""
    if not due:
        return (), 0
    by_person: dict[int | None, list[Reminder]] = defaultdict(list)
    for row in due:
        by_person[row.recipient_id].append(row)
    answers = {row.offset for row in due if row.rule == Rule.COPY}
    shelf = Shelf({row.commitment_id for row in due}, world.directory, answers)
    told, failed = [], 0
    for key, rows in by_person.items():
        reader = world.directory.people[key] if key is not None else None
        written, set_aside = _mail_to(shelf, reader, rows, world.now)
        failed += set_aside
        told += [written] if written else []
    return tuple(told), failed


@transaction.atomic
def _mail_to(
    shelf: Shelf, reader: User | None, rows: Sequence[Reminder], now: datetime.datetime
) -> tuple[Told | None, int]:
    """Write one mail and tie its reminders to it, where no other sweep has them."""
    free = Reminder.objects.filter(pk__in=[row.pk for row in rows], state=ReminderState.PLANNED)
    held = set(free.select_for_update(skip_locked=True).values_list("pk", flat=True))
    mine = [row for row in rows if row.pk in held]
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
    Reminder.objects.filter(pk__in=[row.pk for row in good]).update(state=ReminderState.MAILED, mail=made)
    with translation.override(mail.language_of(reader)):
        links.keep(shelf, made, reader, written.lines, written.expires_at)
    references = tuple(shelf.items[row.commitment_id].reference for row in good)
    return Told(message.address, message.subject, references), set_aside


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
        return _render(shelf, reader, rows, now)
    except Exception as error:
        log.error("mail could not be written", reminders=[row.pk for row in rows], error=type(error).__name__)
        return None


def _render(shelf: Shelf, reader: User | None, rows: Sequence[Reminder], now: datetime.datetime) -> Written:
    """Write in the reader's language, for the day it is where the reader is."""
    expires_at = now + links.VALID
    asked = {row.commitment_id for row in rows if row.rule != Rule.COPY}
    addresses = links.offered(shelf, reader, asked, expires_at)
    today = now.astimezone(zone_of(reader)).date()
    with translation.override(mail.language_of(reader)), timezone.override(zone_of(reader)):
        letter = content.letter(shelf, reader, rows, today, addresses)
        if reader is not None:
            letter = replace(letter, stands_in=shelf.directory.stood_in_for(reader))
        message = mail.write(letter, reader, key=f"{now:%Y%m%dT%H%M%S}.{uuid.uuid4().hex}", now=now)
        return Written(message, letter.lines, expires_at)


def _blame(rows: Sequence[Reminder]) -> int:
    """Count a try against reminders that could not be written; give the number set aside for good."""
    mine = Reminder.objects.filter(pk__in=[row.pk for row in rows], state=ReminderState.PLANNED)
    mine.update(tries=F("tries") + 1)
    return mine.filter(tries__gte=QUARANTINE_TRIES).update(
        state=ReminderState.FAILED, why_not=WhyNot.UNWRITABLE
    )
