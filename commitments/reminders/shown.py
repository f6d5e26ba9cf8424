"""What screens show of reminders: each with why it was sent, what the server said, and what comes next."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.calendars.workdays import ONE_DAY
from commitments.models import Commitment, Heartbeat, Mail, Reminder
from commitments.reminders import plan, scan
from commitments.reminders.content import day
from commitments.reminders.people import zone_of
from commitments.reminders.plan import Key
from commitments.reminders.planner import HEARTBEAT, look_around
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
    ReminderState; `said` the server's answer or why it was not sent; `why` the rule in words.
    """

    moment: datetime.datetime
    to: str
    why: str
    state: ReminderState
    label: str
    said: str = ""


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


def of(commitment: Commitment, *, now: datetime.datetime) -> list[Shown]:
    """List what was sent, is planned or was not sent about a commitment, and the rungs to come, in order.

    The caller has asked the door for the commitment.
    """
    rows = list(commitment.reminders.select_related("recipient", "mail").order_by("planned_at", "pk"))
    shown = [_row(row) for row in rows]
    return sorted([*shown, *_to_come(commitment, rows, now)], key=lambda one: one.moment)


def _row(row: Reminder) -> Shown:
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
    )


def _to_come(commitment: Commitment, rows: Sequence[Reminder], now: datetime.datetime) -> list[Shown]:
    """Say who would be told next, and when, as things stand now."""
    item = scan.items([commitment.pk]).get(commitment.pk)
    if item is None:
        return []
    world = look_around(now)
    subject, today = item.subject, now.date()
    known = {Key(Rule(r.rule), r.offset, r.anchor_on) for r in rows if r.deadline_id == subject.deadline}
    owing = world.calendars[scan.owing_iso(subject, world.directory.iso_of[item.place.country])]
    last = today + SHOWN_AHEAD_DAYS * ONE_DAY
    found = []
    for rung in plan.rungs(subject, owing, world.calendars.home, today, last):
        if rung.key in known or (rung.key.rule == Rule.OVERDUE and rung.key.offset > 1):
            continue
        for person in world.directory.told(item.place, plan.audiences(subject), on=rung.day):
            moment = rung.at or plan.moment(rung.day, settings.DAILY_MAIL_AT, zone_of(person))
            if moment > now:
                to = str(person) if person else _("duty box")
                label = str(ReminderState.PLANNED.label)
                found.append(Shown(moment, to, in_words(rung.key), ReminderState.PLANNED, label))
    return found


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
