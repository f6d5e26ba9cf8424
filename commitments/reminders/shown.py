"""What screens show of reminders: each with why it was sent, what the server said, and what comes next."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments.calendars.workdays import ONE_DAY
from commitments.models import Commitment, Heartbeat, Mail, Reminder, User
from commitments.reminders import plan, scan
from commitments.reminders.content import day
from commitments.reminders.people import Link, zone_of
from commitments.reminders.plan import Audience, Key
from commitments.reminders.planner import HEARTBEAT, World, look_around
from commitments.reminders.scan import Item
from commitments.vocabulary import MailState, ReminderState, Rule

# So far ahead the ladder is shown before its rows exist.
SHOWN_AHEAD_DAYS = 120
UNFINISHED = (
    MailState.READY,
    MailState.SENDING,
    MailState.IN_DOUBT,
    MailState.REFUSED,
    MailState.FAILED,
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


def in_words(key: Key) -> str:
    """Say a rung as "10 working days before the day to act, 12 Mar 2026"."""
    values = {"count": key.offset, "day": day(key.anchor_on)}
    match key.rule:
        case Rule.AHEAD:
            text = ngettext(
                "%(count)d working day before the day to act, %(day)s",
                "%(count)d working days before the day to act, %(day)s",
                key.offset,
            )
        case Rule.OVERDUE:
            text = ngettext(
                "%(count)d day after it was due, on %(day)s",
                "%(count)d days after it was due, on %(day)s",
                key.offset,
            )
        case Rule.ANSWER:
            text = ngettext(
                "no answer %(count)d working day after it was proposed, on %(day)s",
                "no answer %(count)d working days after it was proposed, on %(day)s",
                key.offset,
            )
        case Rule.REVIEW:
            text = _("the review date, %(day)s")
        case Rule.MOVED:
            text = _("the date moved on %(day)s")
        case _:
            text = _("the day to act, %(day)s")
    return text % values


def of(commitment: Commitment, *, now: datetime.datetime, latest: int | None = None) -> list[Shown]:
    """List what was sent, is planned or was not sent about a commitment, and the rungs to come, in order.

    `latest` cuts what has its row to so many of the last ones. The caller has asked the door for the
    commitment.
    """
    found = commitment.reminders.select_related("recipient", "mail", "deadline")
    rows = list(found.order_by("-planned_at", "-pk")[:latest])[::-1]
    item = scan.item_of(commitment)
    world = look_around(now, item.place) if item is not None else None
    shown = [_row(row, item, world) for row in rows]
    if item is not None and world is not None:
        known = {
            Key(Rule(row.rule), row.offset, row.anchor_on)
            for row in rows
            if row.deadline_id == item.subject.deadline
        }
        shown += _to_come(commitment, item, world, known)
    return sorted(shown, key=lambda one: one.moment)


def _row(row: Reminder, item: Item | None, world: World | None) -> Shown:
    mail = row.mail
    said = str(row.get_why_not_display()) if row.why_not else ""
    if mail is not None:
        answer = f"{mail.get_state_display()}: {mail.reply}" if mail.reply else str(mail.get_state_display())
        said = f"{said}; {answer}" if said else answer
    return Shown(
        moment=(mail.accepted_at if mail else None) or row.planned_at,
        to=str(row.recipient) if row.recipient else _("duty box"),
        why=in_words(Key(Rule(row.rule), row.offset, row.anchor_on)),
        state=ReminderState(row.state),
        label=str(row.get_state_display()),
        said=said,
        version=row.deadline.number,
        because=_because(row.recipient, item, world),
    )


def _to_come(commitment: Commitment, item: Item, world: World, known: Collection[Key]) -> list[Shown]:
    """Say who would be told next, and when, as things stand now; what is known has its row already."""
    subject, today = item.subject, world.now.date()
    version = commitment.deadline.number if commitment.deadline else 0
    owing = world.calendars[scan.owing_iso(subject, world.directory.iso_of[item.place.country])]
    last = today + SHOWN_AHEAD_DAYS * ONE_DAY
    found: list[Shown] = []
    is_chased = False
    for rung in plan.rungs(subject, owing, world.calendars.home, today, last):
        is_weekly = rung.key.rule == Rule.OVERDUE
        # Of the weekly ones, which go on until it is done, the next alone.
        if rung.key in known or (is_weekly and is_chased):
            continue
        is_chased = is_chased or is_weekly
        for person in world.directory.told(item.place, plan.audiences(subject), on=rung.day):
            moment = rung.at or plan.moment(rung.day, settings.DAILY_MAIL_AT, zone_of(person))
            if moment > world.now:
                found.append(
                    Shown(
                        moment,
                        str(person) if person else _("duty box"),
                        in_words(rung.key),
                        ReminderState.PLANNED,
                        str(ReminderState.PLANNED.label),
                        version=version,
                        because=_because(person, item, world, on=rung.day),
                    )
                )
    return found


LINKS = {
    Link.NAMED: gettext_lazy("named for our side"),
    Link.FOCAL_POINT: gettext_lazy("focal point of our lead ministry"),
    Link.ALTERNATE: gettext_lazy("alternate at our lead ministry; no focal point can be told"),
    Link.DESK_OFFICER: gettext_lazy("desk officer for this partner"),
    Link.HEAD_OF_DESK: gettext_lazy("head of desk; no desk officer can be told"),
    Link.DIVISION_HEAD: gettext_lazy("division head; nobody of the desk can be told"),
}


def _because(
    person: User | None, item: Item | None, world: World | None, *, on: datetime.date | None = None
) -> str:
    """Say why somebody is told: the place in the chain as it is now, or as it will be on the day."""
    if person is None:
        return _("nobody else can be told")
    if item is None or world is None:
        return str(person.get_role_display())
    found = world.directory.why(item.place, plan.audiences(item.subject), person, on=on)
    if found is None:
        return _("%(role)s; not in the chain any more") % {"role": person.get_role_display()}
    why = str(LINKS[found.link])
    if found.audience == Audience.OWNERS and found.link == Link.DESK_OFFICER:
        why = _("desk officer for this partner; nobody of our lead ministry can be told")
    if found.stands_in_for:
        why = _("stands in for %(person)s: %(why)s") % {"person": found.stands_in_for, "why": why}
    return why


def last_sweep() -> datetime.datetime | None:
    """Say when the last whole sweep ended, or None where there has been none."""
    return Heartbeat.objects.filter(name=HEARTBEAT).values_list("beat_at", flat=True).first()


def service_state(now: datetime.datetime) -> ServiceState:
    """Say how the service is doing; today is the day it is in the active time zone. Four queries."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    counted = dict(
        Mail.objects.filter(state__in=UNFINISHED).order_by().values_list("state").annotate(Count("pk"))
    )
    return ServiceState(
        last_sweep=last_sweep(),
        sent_today=Mail.objects.filter(accepted_at__range=(midnight, now)).count(),
        waiting=counted.get(MailState.READY, 0) + counted.get(MailState.SENDING, 0),
        in_doubt=counted.get(MailState.IN_DOUBT, 0),
        refused=counted.get(MailState.REFUSED, 0) + counted.get(MailState.FAILED, 0),
        set_aside=Reminder.objects.filter(state=ReminderState.FAILED, mail=None).count(),
    )
