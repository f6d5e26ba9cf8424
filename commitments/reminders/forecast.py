"""Reminders as screens show them: past ones with their result, and planned ones from the planner.

Nothing is written. Also the state of the reminder service, and today's reminders of one person's items: sent,
planned, held back and why.
"""

import datetime
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.access import policy
from commitments.access.cached_queries import load_prepared
from commitments.calendars.workdays import ONE_DAY
from commitments.enums import EmailState, NotSentReason, ReminderKind, ReminderState
from commitments.models import Commitment, Email, Reminder, User
from commitments.models.accounts import list_name_columns
from commitments.reminders import heartbeat, message_content, planner, quiet_days, records, schedule
from commitments.reminders.planner import ReminderContext, load_world
from commitments.reminders.recipients import day_of
from commitments.reminders.records import PlannedItem
from commitments.reminders.schedule import GOING_ON, StepKey


@dataclass(frozen=True, slots=True)
class PlannedReminder:
    """One reminder step for one person: when, and the day from which it was postponed, with the reason."""

    moment: datetime.datetime
    key: StepKey
    person: User | None
    day: datetime.date
    was_on: datetime.date | None = None
    because: str = ""


def list_planned(
    world: ReminderContext, item: PlannedItem, days: int, known: Collection[StepKey] = ()
) -> list[PlannedReminder]:
    """List who will be told what within so many days, in order; what is known to have its row is left out."""
    today = world.now.date()
    found: list[PlannedReminder] = []
    for iso in world.directory.read_in(item.place):
        gone_on: set[ReminderKind] = set()
        calendar = world.calendars[iso]
        span = today - ONE_DAY, today + days * ONE_DAY
        for rung in schedule.list_steps(
            item.subject, world.rules_of(item), world.owing(item), calendar, *span
        ):
            if rung.key in known or rung.key.rule in gone_on:
                continue
            people = [
                one
                for one in planner.list_recipients(world, item, rung)
                if world.directory.works_in(one) == iso
            ]
            told = [one for person in people if (one := _one(world, item, rung, person)).moment > world.now]
            if told and rung.key.rule in GOING_ON:
                gone_on.add(rung.key.rule)
            found += told
    # What is told beside another rung of the same moment is folded into it.
    said = {(one.person, one.moment) for one in found if one.key.rule not in schedule.FAINT | schedule.BESIDE}
    kept = [o for o in found if o.key.rule not in schedule.FAINT or (o.person, o.moment) not in said]
    return sorted(kept, key=lambda one: (one.moment, one.key.rule, one.key.offset))


def _one(
    world: ReminderContext, item: PlannedItem, rung: schedule.PlannedStep, person: User | None
) -> PlannedReminder:
    moment = planner.moment_of(rung, person) if person else planner.schedule_duty_mailbox(rung)
    later = quiet_days.find_later_moment(world, item.place.country, rung.key.rule, person, moment)
    if later is None:
        return PlannedReminder(moment, rung.key, person, rung.day)
    day = day_of(later.moment, person)
    return PlannedReminder(later.moment, rung.key, person, day, rung.day, later.because)


# So far ahead the ladder is shown before its rows exist.
SHOWN_AHEAD_DAYS = 120
# What did not reach its recipient, and is not tried again.
REFUSED = (EmailState.REJECTED, EmailState.FAILED, EmailState.QUARANTINED, EmailState.BOUNCED)


# What a screen tells of a reminder that has its row, and of whom and what it leads to.
COLUMNS = (
    *(
        "kind",
        "offset",
        "start_date",
        "planned_at",
        "postponed_from",
        "postponed_reason",
        "state",
        "not_sent_reason",
    ),
    *("deadline__number", "email__state", "email__reply", "email__delivered_at"),
    *list_name_columns("recipient"),
    *("recipient__role", "recipient__time_zone"),
)


@dataclass(frozen=True, slots=True)
class ReminderShown:
    """One reminder as shown on a screen.

    `moment` is when the mail server accepted it, or when it is planned; `state` a word of ReminderState;
    `said` the server's answer or why it was not sent; `why` the rule in words, `version` the number of the
    version of the deadline, `because` why this person is the recipient.
    """

    moment: datetime.datetime
    to: str
    why: str
    state: ReminderState
    label: str
    said: str = ""
    version: int = 0
    because: str = ""


@dataclass(frozen=True, slots=True)
class ServiceState:
    """The state of the reminder service; counts are of emails, `set_aside` of reminders."""

    last_sweep: datetime.datetime | None
    sent_today: int
    waiting: int
    in_doubt: int
    refused: int
    set_aside: int

    @property
    def needs_a_look(self) -> int:
        return self.in_doubt + self.refused + self.set_aside


def count_in(mail: Email) -> int:
    """Count the reminders in an email, including those of items that the reader may not read."""
    return Reminder.objects.filter(email=mail).count()


def items_in(mails: Collection[Email]) -> QuerySet[Reminder, Any]:
    """Return the keys of the items of emails, for use in a query that applies the access policy."""
    return Reminder.objects.filter(email__in=[mail.pk for mail in mails]).order_by().values("commitment")


def list_reminders(
    commitment: Commitment, *, now: datetime.datetime, latest: int | None = None
) -> list[ReminderShown]:
    """List past and planned reminders about a commitment, and the future reminder steps, in order.

    Reminders planned for an item that has closed since, or for a deadline that has moved, are left out even
    before the reminder run has dropped them. `latest` limits stored rows to the last ones. The caller has
    applied the access policy to the commitment.
    """
    found = (
        commitment.reminders(manager="objects")
        .select_related("recipient", "email", "deadline")
        .only(*COLUMNS)
    )
    rows = list(found.order_by("-planned_at", "-pk")[:latest])[::-1]
    item = records.item_of(commitment)
    world = load_world(now, item.place) if item is not None else None
    shown = [_row(row, item, world) for row in rows if _is_listed(row, item)]
    if item is not None and world is not None:
        known = {
            StepKey(ReminderKind(row.kind), row.offset, row.start_date)
            for row in rows
            if row.deadline_id == item.subject.deadline
        }
        shown += _to_come(commitment, item, world, known)
    return sorted(shown, key=lambda one: one.moment)


def _is_listed(row: Reminder, item: PlannedItem | None) -> bool:
    """Return whether a row is final or, by the current item and deadline, still due."""
    if row.state != ReminderState.PLANNED or row.kind == ReminderKind.REPLY_COPY:
        return True
    if item is None or item.subject.deadline != row.deadline_id:
        return False
    return not schedule.why_not(item.subject, row.kind)


def _row(row: Reminder, item: PlannedItem | None, world: ReminderContext | None) -> ReminderShown:
    mail, moment = row.email, row.planned_at
    said = [str(row.get_not_sent_reason_display())] if row.not_sent_reason else []
    if mail is not None:
        moment = mail.delivered_at or moment
        said += [f"{mail.get_state_display()}: {mail.reply}" if mail.reply else str(mail.get_state_display())]
    if row.postponed_from is not None:
        said.insert(
            0,
            message_content.format_postponement(
                day_of(row.postponed_from, row.recipient), row.postponed_reason
            ),
        )
    elif world is not None and item is not None and row.state == ReminderState.PLANNED:
        later = quiet_days.find_later_moment(
            world, item.place.country, row.kind, row.recipient, row.planned_at
        )
        if later is not None:
            said.insert(0, message_content.format_postponement(day_of(moment, row.recipient), later.because))
            moment = later.moment
    return ReminderShown(
        moment=moment,
        to=str(row.recipient) if row.recipient else _("duty mailbox"),
        why=message_content.in_words(StepKey(ReminderKind(row.kind), row.offset, row.start_date)),
        state=ReminderState(row.state),
        label=str(row.get_state_display()),
        said="; ".join(said),
        version=row.deadline.number,
        because=message_content.format_reason(
            world.directory if world else None, row.recipient, item, row.kind
        ),
    )


def _to_come(
    commitment: Commitment, item: PlannedItem, world: ReminderContext, known: Collection[StepKey]
) -> list[ReminderShown]:
    """Return the next recipients and times by current data; reminders that have a row are left out."""
    # One rung is told to many.
    in_words = cache(message_content.in_words)
    return [
        ReminderShown(
            moment=one.moment,
            to=str(one.person) if one.person else _("duty mailbox"),
            why=in_words(one.key),
            state=ReminderState.PLANNED,
            label=str(ReminderState.PLANNED.label),
            said=message_content.format_postponement(one.was_on, one.because) if one.was_on else "",
            version=commitment.deadline.number if commitment.deadline else 0,
            because=message_content.format_reason(world.directory, one.person, item, one.key.rule, one.day),
        )
        for one in list_planned(world, item, SHOWN_AHEAD_DAYS, known)
    ]


def service_state(now: datetime.datetime) -> ServiceState:
    """Return the state of the service, in four queries; today is the date in the active time zone."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    counted = heartbeat.count_emails()
    return ServiceState(
        last_sweep=heartbeat.load_last_beats(heartbeat.HEARTBEAT).get(heartbeat.HEARTBEAT),
        sent_today=Email.objects.filter(delivered_at__range=(midnight, now)).count(),
        waiting=counted[EmailState.READY] + counted[EmailState.SENDING],
        in_doubt=counted[EmailState.NOT_CONFIRMED] + counted[EmailState.HELD],
        refused=sum(counted[one] for one in REFUSED),
        set_aside=Reminder.objects.filter(state=ReminderState.FAILED, email=None).count(),
    )


SERVICE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ReminderCounts:
    """Counts of today's reminders that the person may read; `held` gives the reasons, with numbers."""

    sent: int
    to_come: int
    held: tuple[tuple[str, int], ...]
    failed: int
    for_nobody: int

    @property
    def held_back(self) -> int:
        return sum(count for _why, count in self.held)


def _list_counts(person: User, since: datetime.datetime, until: datetime.datetime) -> QuerySet[Any, Any]:
    rows = Reminder.objects.filter(
        state__in=ReminderState.values, planned_at__gte=since, planned_at__lt=until
    )
    seen = policy.readable_by(rows, person).order_by().values_list("state", "not_sent_reason", "email__state")
    return seen.annotate(Count("pk"))


def service_of(person: User, now: datetime.datetime) -> ReminderCounts:
    """Count the reminders of the day it is in the active time zone: one query."""
    first = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    counted = load_prepared(_list_counts, person, first, first + SERVICE_DAY)
    states: Counter[str] = Counter()
    held: Counter[str] = Counter()
    for_nobody = 0
    for state, why_not, mail, count in counted:
        if state == ReminderState.DROPPED and why_not == NotSentReason.NO_RECIPIENT:
            for_nobody += count
        elif state == ReminderState.DROPPED:
            held[str(NotSentReason(why_not).label)] += count
        elif state == ReminderState.EMAILED:
            held[str(EmailState(mail).label if mail else ReminderState.EMAILED.label)] += count
        else:
            states[state] += count
    return ReminderCounts(
        sent=states[ReminderState.DELIVERED],
        to_come=states[ReminderState.PLANNED],
        held=tuple(held.most_common()),
        failed=states[ReminderState.FAILED],
        for_nobody=for_nobody,
    )
