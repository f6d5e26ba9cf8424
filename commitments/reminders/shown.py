"""What screens show of reminders: each with why it was sent, what the server said, and what comes next."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.models import Commitment, Mail, Reminder
from commitments.reminders import items, numbers, plan, pulse, quiet, words
from commitments.reminders.coming import coming
from commitments.reminders.items import Item
from commitments.reminders.people import day_of
from commitments.reminders.plan import Key
from commitments.reminders.planner import World, look_around
from commitments.vocabulary import MailState, ReminderState, Rule

# So far ahead the ladder is shown before its rows exist.
SHOWN_AHEAD_DAYS = 120
# What did not reach its recipient, and is not tried again.
REFUSED = (MailState.REFUSED, MailState.FAILED, MailState.QUARANTINED, MailState.BOUNCED)


# What a screen tells of a reminder that has its row, and of whom and what it leads to.
COLUMNS = (
    *("rule", "offset", "anchor_on", "planned_at", "put_off_from", "put_off_because", "state", "why_not"),
    *("deadline__number", "mail__state", "mail__reply", "mail__accepted_at"),
    *("recipient__name", "recipient__username", "recipient__role", "recipient__time_zone"),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One reminder as a screen tells it.

    `moment` is when it was accepted by the mail server, or else when it is planned for; `state` a word of
    ReminderState; `said` the server's answer or why it was not sent; `why` the rule in words, `version` the
    number of the version of the deadline that it speaks of, `because` why this person is told.
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
    """How the reminder service is doing; counts are of mails, `set_aside` of reminders."""

    last_sweep: datetime.datetime | None
    sent_today: int
    waiting: int
    in_doubt: int
    refused: int
    set_aside: int

    @property
    def needs_a_look(self) -> int:
        return self.in_doubt + self.refused + self.set_aside


def count_in(mail: Mail) -> int:
    """Count the reminders that a mail carries, of items that the reader may not read too."""
    return Reminder.objects.filter(mail=mail).count()


def items_in(mails: Collection[Mail]) -> QuerySet[Reminder, Any]:
    """Return the keys of the items that mails tell of, for a query around it that passes the door."""
    return Reminder.objects.filter(mail__in=[mail.pk for mail in mails]).order_by().values("commitment")


def of(commitment: Commitment, *, now: datetime.datetime, latest: int | None = None) -> list[Shown]:
    """List what was sent, is planned or was not sent about a commitment, and the rungs to come, in order.

    What was planned for an item that has closed since, or for a deadline that has moved, comes no more: it is
    left out until the sweep has set it aside. `latest` cuts what has its row to so many of the last ones. The
    caller has asked the door for the commitment.
    """
    found = (
        commitment.reminders(manager="objects").select_related("recipient", "mail", "deadline").only(*COLUMNS)
    )
    rows = list(found.order_by("-planned_at", "-pk")[:latest])[::-1]
    item = items.item_of(commitment)
    world = look_around(now, item.place) if item is not None else None
    shown = [_row(row, item, world) for row in rows if _is_told(row, item)]
    if item is not None and world is not None:
        known = {
            Key(Rule(row.rule), row.offset, row.anchor_on)
            for row in rows
            if row.deadline_id == item.subject.deadline
        }
        shown += _to_come(commitment, item, world, known)
    return sorted(shown, key=lambda one: one.moment)


def _is_told(row: Reminder, item: Item | None) -> bool:
    """Say whether a row is over or, as the item and its deadline stand now, still comes."""
    if row.state != ReminderState.PLANNED or row.rule == Rule.COPY:
        return True
    if item is None or item.subject.deadline != row.deadline_id:
        return False
    return not plan.why_not(item.subject, row.rule)


def _row(row: Reminder, item: Item | None, world: World | None) -> Shown:
    mail, moment = row.mail, row.planned_at
    said = [str(row.get_why_not_display())] if row.why_not else []
    if mail is not None:
        moment = mail.accepted_at or moment
        said += [f"{mail.get_state_display()}: {mail.reply}" if mail.reply else str(mail.get_state_display())]
    if row.put_off_from is not None:
        said.insert(0, words.put_off_in_words(day_of(row.put_off_from, row.recipient), row.put_off_because))
    elif world is not None and item is not None and row.state == ReminderState.PLANNED:
        later = quiet.later(world, item.place.country, row.rule, row.recipient, row.planned_at)
        if later is not None:
            said.insert(0, words.put_off_in_words(day_of(moment, row.recipient), later.because))
            moment = later.moment
    return Shown(
        moment=moment,
        to=str(row.recipient) if row.recipient else _("duty box"),
        why=words.in_words(Key(Rule(row.rule), row.offset, row.anchor_on)),
        state=ReminderState(row.state),
        label=str(row.get_state_display()),
        said="; ".join(said),
        version=row.deadline.number,
        because=words.because(world.directory if world else None, row.recipient, item, row.rule),
    )


def _to_come(commitment: Commitment, item: Item, world: World, known: Collection[Key]) -> list[Shown]:
    """Say who would be told next, and when, as things stand now; what is known has its row already."""
    # One rung is told to many.
    in_words = cache(words.in_words)
    return [
        Shown(
            moment=one.moment,
            to=str(one.person) if one.person else _("duty box"),
            why=in_words(one.key),
            state=ReminderState.PLANNED,
            label=str(ReminderState.PLANNED.label),
            said=words.put_off_in_words(one.was_on, one.because) if one.was_on else "",
            version=commitment.deadline.number if commitment.deadline else 0,
            because=words.because(world.directory, one.person, item, one.key.rule, one.day),
        )
        for one in coming(world, item, SHOWN_AHEAD_DAYS, known)
    ]


def service_state(now: datetime.datetime) -> ServiceState:
    """Say how the service is doing; today is the day it is in the active time zone. Four queries."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    counted = numbers.of_mails()
    return ServiceState(
        last_sweep=pulse.last(pulse.HEARTBEAT).get(pulse.HEARTBEAT),
        sent_today=Mail.objects.filter(accepted_at__range=(midnight, now)).count(),
        waiting=counted[MailState.READY] + counted[MailState.SENDING],
        in_doubt=counted[MailState.IN_DOUBT] + counted[MailState.HELD],
        refused=sum(counted[one] for one in REFUSED),
        set_aside=Reminder.objects.filter(state=ReminderState.FAILED, mail=None).count(),
    )
