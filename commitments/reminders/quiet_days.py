"""Quiet days, which postpone reminders to the morning after and drop none, and schedules, set by heads of
desk.
"""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from commitments.access import responsibilities, write_rules
from commitments.enums import ReminderState
from commitments.errors import Refused
from commitments.models import Desk, QuietDays, Reminder, ReminderSchedule, User, zone_of
from commitments.records import edits
from commitments.reminders import schedule
from commitments.reminders.desk_schedules import QuietDaysOfDesks
from commitments.reminders.planner import ReminderContext, isolate_failures
from commitments.reminders.recipients import day_of
from commitments.reminders.schedule import postpone_day


@dataclass(frozen=True, slots=True)
class PostponedUntil:
    """The morning to which something is postponed, and why."""

    moment: datetime.datetime
    because: str


def find_later_moment(
    world: ReminderContext, country: int, rule: str, reader: User | None, at: datetime.datetime
) -> PostponedUntil | None:
    """Return to when something due at a moment is postponed; None where that day is not quiet.

    What a person has just done or asked is never postponed.
    """
    quiet, zone = world.peace.list_periods(country), zone_of(reader)
    if not quiet or rule in schedule.AT_ONCE:
        return None
    day, because = postpone_day(day_of(at, reader), quiet, world.reader(reader))
    return (
        PostponedUntil(schedule.find_moment(day, settings.DAILY_MAIL_AT, zone), because) if because else None
    )


def postpone_due(world: ReminderContext) -> int:
    """Postpone what is due on a quiet day of its desk; return the number of reminders.

    The first planned moment is kept. The number of queries depends on the mornings, never on the reminders.
    """
    if not world.peace:
        return 0
    waiting = Reminder.objects.filter(state=ReminderState.PLANNED)
    due = waiting.filter(planned_at__lte=world.now, commitment__country__in=world.peace.countries)
    columns = ("pk", "commitment__country", "kind", "recipient")
    rows = {pk: more for pk, *more in due.order_by().values_list(*columns)}

    def look(keys: Sequence[int]) -> list[tuple[int, PostponedUntil]]:
        found = []
        for pk in keys:
            country, rule, recipient = rows[pk]
            until = find_later_moment(world, country, rule, world.directory.people.get(recipient), world.now)
            found += [(pk, until)] if until is not None else []
        return found

    mornings: dict[PostponedUntil, list[int]] = defaultdict(list)
    for part in isolate_failures("not put off", list(rows), look)[0]:
        for pk, until in part:
            mornings[until].append(pk)
    return sum(
        waiting.filter(pk__in=keys).update(
            postponed_from=Coalesce("postponed_from", F("planned_at")),
            postponed_reason=found.because,
            planned_at=found.moment,
        )
        for found, keys in mornings.items()
    )


def holds_back(mail: int, now: datetime.datetime, peace: QuietDaysOfDesks) -> bool:
    """Return whether some reminder of an email would be postponed now."""
    told = Reminder.objects.filter(email=mail, commitment__country__in=peace.countries).exclude(
        kind__in=schedule.AT_ONCE
    )
    for row in told.select_related("recipient", "commitment"):
        today = day_of(now, row.recipient)
        if any(
            one.starts_on <= today <= one.ends_on for one in peace.list_periods(row.commitment.country_id)
        ):
            return True
    return False


def release_postponed(desk: Desk) -> int:
    """Reset what was postponed for a desk to its first plan; the next reminder run checks quiet days
    again.
    """
    waiting = Reminder.objects.filter(
        state=ReminderState.PLANNED, postponed_from__isnull=False, commitment__country__desk=desk
    )
    return waiting.update(planned_at=F("postponed_from"), postponed_from=None, postponed_reason="")


LONGEST_QUIET_DAYS = 31


def may_set(person: User, desk: Desk) -> bool:
    """Return whether the person sets the reminder schedule of this desk."""
    return (
        write_rules.may_write(person, ReminderSchedule)
        and responsibilities.desks_of(person).filter(pk=desk.pk).exists()
    )


def schedule_of(desk: Desk, kind: str) -> ReminderSchedule | None:
    """Return the reminder schedule that a desk has for a kind of deadline, or for every other, where it
    has one.
    """
    return ReminderSchedule.objects.filter(desk=desk, kind=kind).select_related("recorded_by").first()


@transaction.atomic
def update_schedule(
    desk: Desk, kind: str, values: Mapping[str, Any], *, expected: int, by: User, now: datetime.datetime
) -> ReminderSchedule:
    """Set the reminder schedule of a desk for a kind; `expected` is the version that the writer saw, 0 for
    none.
    """
    write_rules.require_permission(may_set(by, desk))
    row = ReminderSchedule.objects.filter(desk=desk, kind=kind).first()
    if (row.version if row else 0) != expected:
        raise edits.changed_meanwhile()
    if row is not None:
        return edits.change_record(row, values, expected=expected, by=by, now=now)
    try:
        with transaction.atomic():
            return edits.create_record(ReminderSchedule(desk=desk, kind=kind, **values), by=by, now=now)
    except IntegrityError:
        raise edits.changed_meanwhile() from None


@transaction.atomic
def as_usual(desk: Desk, kind: str, *, by: User, now: datetime.datetime) -> None:
    """Delete a desk's reminder schedule for a kind: the one for every kind, or the usual one, applies
    again.
    """
    write_rules.require_permission(may_set(by, desk))
    row = ReminderSchedule.objects.filter(desk=desk, kind=kind).first()
    if row is not None:
        edits.remove_record(row, by=by, now=now)


@transaction.atomic
def create_quiet_days(days: QuietDays, *, by: User, now: datetime.datetime) -> QuietDays:
    """Leave a desk in peace for some days; what is due then waits."""
    write_rules.require_permission(may_set(by, days.desk))
    if (days.ends_on - days.starts_on).days >= LONGEST_QUIET_DAYS:
        raise Refused(
            _(
                "Enter at most 31 quiet days in a row. Reminders wait during this time, "
                "and commitments may become overdue."
            ),
            "long",
        )
    return edits.create_record(days, by=by, now=now)


@transaction.atomic
def end_quiet(days: QuietDays, *, by: User, now: datetime.datetime) -> int:
    """Delete quiet days; return the number of reminders that waited for them and are due again."""
    write_rules.require_permission(may_set(by, days.desk))
    desk = days.desk
    edits.remove_record(days, by=by, now=now)
    return release_postponed(desk)
