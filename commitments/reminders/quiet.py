"""Quiet days put reminders off to the morning after them; none is dropped for their sake."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F
from django.db.models.functions import Coalesce

from commitments.models import Desk, Reminder, User, zone_of
from commitments.reminders import plan
from commitments.reminders.apart import apart
from commitments.reminders.ladders import Peace
from commitments.reminders.people import day_of
from commitments.reminders.planner import World
from commitments.reminders.rules import put_off
from commitments.vocabulary import ReminderState, Rule


@dataclass(frozen=True, slots=True)
class Later:
    """The morning to which something is put off, and why."""

    moment: datetime.datetime
    because: str


def later(world: World, country: int, rule: str, reader: User | None, at: datetime.datetime) -> Later | None:
    """Say to when what is due at a moment is put off; None where that day is not quiet.

    The copy of an answer is a receipt, and waits for nothing.
    """
    quiet, zone = world.peace.of(country), zone_of(reader)
    if not quiet or rule == Rule.COPY:
        return None
    day, because = put_off(day_of(at, reader), quiet, world.reader(reader))
    return Later(plan.moment(day, settings.DAILY_MAIL_AT, zone), because) if because else None


def put_off_due(world: World) -> int:
    """Put off what is due on a quiet day of its desk; give the number of reminders.

    The first planned moment is kept. The number of queries grows with the mornings, never with the reminders.
    """
    if not world.peace:
        return 0
    waiting = Reminder.objects.filter(state=ReminderState.PLANNED)
    due = waiting.filter(planned_at__lte=world.now, commitment__country__in=world.peace.countries)
    columns = ("pk", "commitment__country", "rule", "recipient")
    rows = {pk: more for pk, *more in due.order_by().values_list(*columns)}

    def look(keys: Sequence[int]) -> list[tuple[int, Later]]:
        found = []
        for pk in keys:
            country, rule, recipient = rows[pk]
            until = later(world, country, rule, world.directory.people.get(recipient), world.now)
            found += [(pk, until)] if until is not None else []
        return found

    mornings: dict[Later, list[int]] = defaultdict(list)
    for part in apart("not put off", list(rows), look)[0]:
        for pk, until in part:
            mornings[until].append(pk)
    return sum(
        waiting.filter(pk__in=keys).update(
            put_off_from=Coalesce("put_off_from", F("planned_at")),
            put_off_because=found.because,
            planned_at=found.moment,
        )
        for found, keys in mornings.items()
    )


def holds_back(mail: int, now: datetime.datetime, peace: Peace) -> bool:
    """Say whether something that a mail tells would be put off now."""
    told = Reminder.objects.filter(mail=mail, commitment__country__in=peace.countries).exclude(rule=Rule.COPY)
    for row in told.select_related("recipient", "commitment"):
        today = day_of(now, row.recipient)
        if any(one.starts_on <= today <= one.ends_on for one in peace.of(row.commitment.country_id)):
            return True
    return False


def let_go(desk: Desk) -> int:
    """Let what was put off for a desk be due as first planned; the next sweep looks at quiet days again."""
    waiting = Reminder.objects.filter(
        state=ReminderState.PLANNED, put_off_from__isnull=False, commitment__country__desk=desk
    )
    return waiting.update(planned_at=F("put_off_from"), put_off_from=None, put_off_because="")
