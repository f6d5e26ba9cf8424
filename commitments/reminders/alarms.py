"""Alarms: what keeps the service from its work, stored by who notices it or derived from the database."""

import datetime
import socket
from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from commitments.models import Alarm, Packet, Sending
from commitments.reminders import pulse
from commitments.reminders.due_email import DueEmail, unsent, why_not_accepted
from commitments.vocabulary import AlarmCode

# A stored alarm that no process has renewed for so long has ended.
SILENCE = datetime.timedelta(minutes=15)
LONGEST_DETAIL = 300
# Reminder runs count as stopped after two intervals: one missed, and as long again for one that is slow.
INTERVALS = 2


@dataclass(frozen=True, slots=True)
class ActiveAlarm:
    """One alarm that is on: since when, on which host ("" where it is derived), with details in words."""

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
        """Whether email has been due for too long."""
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


def status(now: datetime.datetime) -> Status:
    """Return the alarms that are on and the oldest due email: about six queries."""
    stored = Alarm.objects.filter(seen_at__gt=Now() - SILENCE)
    found = [ActiveAlarm(AlarmCode(one.code), one.raised_at, one.detail, one.host) for one in stored]
    beats = pulse.last(pulse.HEARTBEAT, pulse.PRINTED)
    found += _runs(beats.get(pulse.HEARTBEAT), now)
    waiting = unsent(now)
    due = waiting.due
    if due is not None and due.seconds(now) > settings.EMAIL_ALARM_MINUTES * 60:
        found.append(_late(due, found))
    found += [*_quarantine(waiting.quarantined), *_printing(beats.get(pulse.PRINTED), now)]
    return Status(tuple(found), due, beats.get(pulse.HEARTBEAT))


def active_alarms(now: datetime.datetime) -> list[ActiveAlarm]:
    """List the alarms that are on: the stored ones, oldest first, then those derived from the database."""
    return list(status(now).alarms)


def report(now: datetime.datetime) -> bool:
    """Tell the address outside how the service is doing; return whether it answered."""
    codes = {alarm.code.value: None for alarm in active_alarms(now)} if settings.HEARTBEAT_URL else {}
    return pulse.ping(tuple(codes))


def is_fresh(moment: datetime.datetime | None, now: datetime.datetime) -> bool:
    """Return whether a reminder run that ended then is recent; one in the future is no sign of life."""
    longest = INTERVALS * settings.SWEEP_SECONDS
    return moment is not None and abs((now - moment).total_seconds()) <= longest


def _runs(last: datetime.datetime | None, now: datetime.datetime) -> list[ActiveAlarm]:
    """Report reminder runs that have stopped or not begun."""
    return [] if is_fresh(last, now) else [ActiveAlarm(AlarmCode.RUNS, last)]


def _late(due: DueEmail, others: Collection[ActiveAlarm]) -> ActiveAlarm:
    """Report due email that waits for too long, with the reason: the first of those that hold."""
    paused = Sending.objects.filter(is_paused=True).select_related("changed_by").first()
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


def _printing(last: datetime.datetime | None, now: datetime.datetime) -> list[ActiveAlarm]:
    """Report that no worker takes long work, or that none can print: neither a test page nor a packet."""
    return [] if _has_printed(last, now - _allowed()) else [ActiveAlarm(AlarmCode.PDF_WORKER, last)]


def is_printing_unproved(now: datetime.datetime) -> bool:
    """Return whether the alarm is near: nothing was printed for half the time that it allows."""
    return not _has_printed(pulse.last(pulse.PRINTED).get(pulse.PRINTED), now - _allowed() / 2)


def _allowed() -> datetime.timedelta:
    return datetime.timedelta(seconds=settings.PRINT_ALARM_SECONDS)


def _has_printed(last: datetime.datetime | None, since: datetime.datetime) -> bool:
    return last is not None and last > since or Packet.objects.filter(ready_at__gt=since).exists()
