"""Alarms: faults of the service, stored by the process that notices them or derived from the database.

Also the oldest unsent email and why it waits, and the clock of this process compared with that of the
database, which all processes share.
"""

import datetime
import re
import socket
import time
from collections.abc import Collection
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext as _
from django.utils.translation import override

from commitments.enums import AlarmCode, EmailState, ReminderState, WebhookEvent, WebhookState
from commitments.models import (
    Alarm,
    Email,
    EmailDelivery,
    Heartbeat,
    Packet,
    Reminder,
    WaitingLink,
    WebhookDelivery,
)
from commitments.reminders import heartbeat
from commitments.reminders.desk_schedules import QuietDaysOfDesks
from commitments.reminders.heartbeat import TRIED
from commitments.reminders.schedule import AT_ONCE

WAITING = (EmailState.READY, EmailState.SENDING, EmailState.NOT_CONFIRMED)
# Refused for good. Until the server accepts another email there is no proof that it accepts any.
REFUSED = (EmailState.REJECTED, EmailState.FAILED)
# When the content of an email was due, or else when it was written.
DUE_AT = Coalesce("planned_at", "ready_at")
NEVER = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
# A backlog moves while one of its emails was accepted so lately: two reminder runs, and a minute's limit.
MOVING = datetime.timedelta(minutes=2)
ADDRESS = re.compile(r"<?[^\s<>@]+@[^\s<>@]+>?")


@dataclass(frozen=True, slots=True)
class DueEmail:
    """Since when the oldest is due, and how many emails and unwritten reminders wait, or were refused."""

    since: datetime.datetime
    waiting: int
    refused: int

    def seconds(self, now: datetime.datetime) -> float:
        """Return the age of the oldest."""
        return max(0.0, (now - self.since).total_seconds())


@dataclass(frozen=True, slots=True)
class UnsentEmails:
    """The emails that are due and not accepted, None where there are none, and the number in quarantine."""

    due: DueEmail | None
    quarantined: int


def count_unsent(now: datetime.datetime) -> UnsentEmails:
    """Return what is due and not accepted by the mail server, in four queries.

    Counted are reminders that are due and not yet written, since reminder runs may have stopped or be paused,
    invitations and links of accounts, and emails that the server refused after it last accepted one.
    Reminders that wait for the end of quiet days are not due.
    """
    quiet = QuietDaysOfDesks(now).countries
    waiting, refused = _waiting(quiet), _refused()
    mails = Email.objects.filter(state__in=(*WAITING, *REFUSED, EmailState.QUARANTINED)).aggregate(
        waiting=Count("pk", filter=waiting),
        since=Min(DUE_AT, filter=waiting),
        refused=Count("pk", filter=refused),
        refused_since=Min(DUE_AT, filter=refused),
        quarantined=Count("pk", filter=Q(state=EmailState.QUARANTINED)),
    )
    reminders = _unwritten(now, quiet).aggregate(waiting=Count("pk"), since=Min("planned_at"))
    links = WaitingLink.objects.aggregate(
        waiting=Count("pk", filter=Q(is_quarantined=False)),
        since=Min("requested_at", filter=Q(is_quarantined=False)),
        quarantined=Count("pk", filter=Q(is_quarantined=True)),
    )
    counts = (mails, reminders, links)
    moments = (mails["refused_since"], *(one["since"] for one in counts))
    found = [one for one in moments if one is not None]
    number = sum(one["waiting"] for one in counts)
    due = DueEmail(min(found), number, mails["refused"]) if found else None
    return UnsentEmails(due, mails["quarantined"] + links["quarantined"])


def _waiting(quiet: Collection[int]) -> Q:
    waiting = Q(state__in=WAITING)
    if not quiet:
        return waiting
    held_back = Reminder.objects.filter(commitment__country__in=quiet, email__state__in=WAITING)
    return waiting & ~Q(pk__in=held_back.exclude(kind__in=AT_ONCE).values("email"))


def _unwritten(now: datetime.datetime, quiet: Collection[int]) -> QuerySet[Reminder]:
    due = Reminder.objects.filter(state=ReminderState.PLANNED, planned_at__lte=now)
    return due.exclude(~Q(kind__in=AT_ONCE), commitment__country__in=quiet) if quiet else due


def _refused() -> Q:
    """Return what an email refused since the server last accepted one is; a test email counts too."""
    accepted = (
        Email.objects.filter(delivered_at__isnull=False).order_by("-delivered_at").values("delivered_at")
    )
    tried = Heartbeat.objects.filter(name=TRIED).values("beat_at")
    last = (Coalesce(Subquery(one[:1]), Value(NEVER)) for one in (accepted, tried))
    return Q(*(Q(ready_at__gt=moment) for moment in last), state__in=REFUSED)


def why_not_accepted(due: DueEmail) -> str:
    """Return in words why due email waits while reminder runs go on and sending is not paused."""
    waiting = Email.objects.filter(state__in=WAITING)
    links = WaitingLink.objects.filter(is_quarantined=False)
    oldest = waiting.order_by(DUE_AT, "pk").only("reply", "is_backlog").first()
    if oldest is not None and oldest.is_backlog and not oldest.reply and _is_moving():
        said = _(
            "The backlog is being sent. Emails waiting: %(number)d. At most %(limit)d are sent per minute."
        )
        number = waiting.filter(is_backlog=True).count()
        return said % {"number": number, "limit": settings.BACKLOG_PER_MINUTE}
    if answer := _last_answer(waiting) or _last_answer(links):
        return _("The mail server answered: %(answer)s") % {"answer": answer}
    if due.refused and not due.waiting:
        answer = _last_answer(Email.objects.filter(_refused()))
        said = _("The mail server rejected the last emails (%(number)d). It answered: %(answer)s")
        return said % {"number": due.refused, "answer": answer}
    return _("Waiting for the next reminder run.")


def _is_moving() -> bool:
    return Email.objects.filter(is_backlog=True, delivered_at__gt=Now() - MOVING).exists()


def _last_answer(mails: QuerySet[Email] | QuerySet[WaitingLink]) -> str:
    """Return the server's latest answer about one of these emails, without the addresses in it."""
    told = mails.exclude(reply="").order_by("-next_try_at", "-pk").values_list("reply", flat=True).first()
    return without_addresses(told or "")


def without_addresses(said: str) -> str:
    """Return what a server said with every email address left out: it names a person."""
    return ADDRESS.sub("…", said)


# A stored alarm that no process has renewed for so long has ended.
SILENCE = datetime.timedelta(minutes=15)
LONGEST_DETAIL = 300
# Reminder runs count as stopped after two intervals: one missed, and as long again for one that is slow.
INTERVALS = 2


@dataclass(frozen=True, slots=True)
class ActiveAlarm:
    """One active alarm: since when, on which host ("" where it is derived), with details in words."""

    code: AlarmCode
    since: datetime.datetime | None
    detail: str = ""
    host: str = ""

    @property
    def label(self) -> str:
        """What is wrong, in words."""
        return str(self.code.label)

    @property
    def in_words(self) -> str:
        """What is wrong, where and why."""
        where = f" ({self.host})" if self.host else ""
        return f"{self.label}{where}: {self.detail}" if self.detail else f"{self.label}{where}"


@dataclass(frozen=True, slots=True)
class Status:
    """The active alarms, the oldest due email, and when the last whole reminder run ended."""

    alarms: tuple[ActiveAlarm, ...]
    due: DueEmail | None
    last_run: datetime.datetime | None

    @property
    def is_late(self) -> bool:
        """Return whether email has been due for too long."""
        return any(one.code in {AlarmCode.DELIVERY, AlarmCode.PAUSED} for one in self.alarms)


def raise_alarm(code: AlarmCode, detail: str = "") -> None:
    """Store that this host has noticed a fault, or still notices it, by the database clock.

    The detail is read by administrators and desks: no addresses, no secrets, no content.
    """
    host = socket.gethostname()
    with transaction.atomic():
        Alarm.objects.filter(code=code, host=host, seen_at__lte=Now() - SILENCE).delete()
        Alarm.objects.bulk_create(
            [Alarm(code=code, host=host, detail=detail[:LONGEST_DETAIL], raised_at=Now(), seen_at=Now())],
            update_conflicts=True,
            unique_fields=["code", "host"],
            update_fields=["detail", "seen_at"],
        )


def clear_alarm(code: AlarmCode) -> None:
    """End the alarm of this host, where there is one."""
    Alarm.objects.filter(code=code, host=socket.gethostname()).delete()


def load_status(now: datetime.datetime) -> Status:
    """Return the alarms that are on and the oldest due email: about six queries."""
    stored = Alarm.objects.filter(seen_at__gt=Now() - SILENCE)
    found = [ActiveAlarm(AlarmCode(one.code), one.raised_at, one.detail, one.host) for one in stored]
    beats = heartbeat.load_last_beats(heartbeat.HEARTBEAT, heartbeat.PRINTED)
    found += _runs(beats.get(heartbeat.HEARTBEAT), now)
    waiting = count_unsent(now)
    due = waiting.due
    if due is not None and due.seconds(now) > settings.EMAIL_ALARM_MINUTES * 60:
        found.append(_late(due, found))
    found += [*_quarantine(waiting.quarantined), *_printing(beats.get(heartbeat.PRINTED), now)]
    found += list_undelivered_messages()
    return Status(tuple(found), due, beats.get(heartbeat.HEARTBEAT))


def active_alarms(now: datetime.datetime) -> list[ActiveAlarm]:
    """List the alarms that are on: the stored ones, oldest first, then those derived from the database."""
    return list(load_status(now).alarms)


def report_status(now: datetime.datetime) -> bool:
    """Report the state of the service to the monitoring address; return whether it answered."""
    codes = {alarm.code.value: None for alarm in active_alarms(now)} if settings.HEARTBEAT_URL else {}
    return heartbeat.send_ping(tuple(codes))


def is_fresh(moment: datetime.datetime | None, now: datetime.datetime) -> bool:
    """Return whether a reminder run that ended then is recent; one in the future is no sign of life."""
    longest = INTERVALS * settings.SWEEP_SECONDS
    return moment is not None and abs((now - moment).total_seconds()) <= longest


def _runs(last: datetime.datetime | None, now: datetime.datetime) -> list[ActiveAlarm]:
    """Report reminder runs that have stopped or not begun."""
    return [] if is_fresh(last, now) else [ActiveAlarm(AlarmCode.RUNS, last)]


def _late(due: DueEmail, others: Collection[ActiveAlarm]) -> ActiveAlarm:
    """Report due email that waits for too long, with the reason: the first of those that hold."""
    paused = EmailDelivery.objects.filter(is_paused=True).select_related("changed_by").first()
    if paused is not None:
        if paused.changed_by is None:
            said = paused.reason
        else:
            words = {"person": paused.changed_by, "reason": paused.reason}
            said = _("Paused by %(person)s: %(reason)s") % words
        return ActiveAlarm(AlarmCode.PAUSED, due.since, said)
    for code in (AlarmCode.CLOCK, AlarmCode.RUNS, AlarmCode.EMAIL_SERVER, AlarmCode.JOURNAL):
        for other in others:
            if other.code == code:
                return ActiveAlarm(AlarmCode.DELIVERY, due.since, other.in_words)
    return ActiveAlarm(AlarmCode.DELIVERY, due.since, why_not_accepted(due))


def _quarantine(number: int) -> list[ActiveAlarm]:
    """Report emails that wait for a person, since the mail server did not accept their content."""
    said = _("Emails in quarantine: %(number)d") % {"number": number}
    return [ActiveAlarm(AlarmCode.QUARANTINE, None, said)] if number else []


def list_undelivered_messages() -> list[ActiveAlarm]:
    """Report webhooks whose messages were given up, and that have accepted none since."""
    if not settings.WEBHOOK_HOSTS:
        return []
    failed = WebhookDelivery.objects.filter(state=WebhookState.FAILED, subscription__is_active=True)
    accepted = WebhookDelivery.objects.filter(
        subscription=OuterRef("subscription"), state=WebhookState.DELIVERED, ended_at__gt=OuterRef("ended_at")
    )
    lost = failed.exclude(event=WebhookEvent.TEST).filter(~Exists(accepted))
    counts = lost.aggregate(number=Count("pk"), since=Min("ended_at"))
    said = _("Messages not delivered: %(number)d") % counts
    return [ActiveAlarm(AlarmCode.WEBHOOKS, counts["since"], said)] if counts["number"] else []


def _printing(last: datetime.datetime | None, now: datetime.datetime) -> list[ActiveAlarm]:
    """Report that no worker takes long work, or that none can print: neither a test page nor a packet."""
    return [] if _has_printed(last, now - _allowed()) else [ActiveAlarm(AlarmCode.PDF_WORKER, last)]


def is_printing_unproved(now: datetime.datetime) -> bool:
    """Return whether the alarm is near: nothing was printed for half the time that it allows."""
    return not _has_printed(
        heartbeat.load_last_beats(heartbeat.PRINTED).get(heartbeat.PRINTED), now - _allowed() / 2
    )


def _allowed() -> datetime.timedelta:
    return datetime.timedelta(seconds=settings.PRINT_ALARM_SECONDS)


def _has_printed(last: datetime.datetime | None, since: datetime.datetime) -> bool:
    return last is not None and last > since or Packet.objects.filter(ready_at__gt=since).exists()


log = structlog.get_logger("tracker.reminders")

ALLOWED_SECONDS = 60


@dataclass(frozen=True, slots=True)
class ClockReading:
    """The time by this process and by the database, at one moment."""

    process: datetime.datetime
    database: datetime.datetime

    @property
    def is_right(self) -> bool:
        """Return whether the two differ by no more than ALLOWED_SECONDS."""
        return abs((self.process - self.database).total_seconds()) <= ALLOWED_SECONDS

    def __str__(self) -> str:
        """Name both times, to the second and in UTC."""
        times = {"process": _time(self.process), "database": _time(self.database)}
        return (
            _("The clock of this process shows %(process)s. The clock of the database shows %(database)s.")
            % times
        )


def _time(moment: datetime.datetime) -> str:
    return f"{moment.astimezone(datetime.UTC):%Y-%m-%d %H:%M:%S} UTC"


def read_clocks(now: datetime.datetime) -> ClockReading:
    """Return both clocks, where the process has just read `now`. SQLite has no clock: there they are one.

    Of the time that the database took to answer, the process is given what is nearest to the answer: a slow
    answer is no difference.
    """
    if connection.vendor != "postgresql":
        return ClockReading(now, now)
    begun = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        database: datetime.datetime = cursor.fetchone()[0]
    after = now + datetime.timedelta(seconds=time.monotonic() - begun)
    return ClockReading(max(now, min(database, after)), database)


def check_clocks(now: datetime.datetime) -> ClockReading:
    """Return both clocks, and raise the alarm where they differ, or clear it where they agree again.

    Whatever plans, sends or removes by the time of day begins with this, and does nothing where the reading
    is not right.
    """
    reading = read_clocks(now)
    if reading.is_right:
        clear_alarm(AlarmCode.CLOCK)
        return reading
    with override(settings.LANGUAGE_CODE):
        said = str(reading)
    log.error("the clocks differ: nothing is planned or sent", clocks=said)
    raise_alarm(AlarmCode.CLOCK, said)
    return reading
