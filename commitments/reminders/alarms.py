"""Alarms: what keeps the service from its work, stored by who notices it or derived from the database."""

import datetime
import socket
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from commitments.models import Alarm
from commitments.reminders.shown import last_sweep
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


def active_alarms(now: datetime.datetime) -> list[ActiveAlarm]:
    """List the alarms that are on: the stored ones, oldest first, then those derived from the database."""
    stored = Alarm.objects.filter(seen_at__gt=Now() - SILENCE)
    found = [ActiveAlarm(AlarmCode(one.code), one.raised_at, one.detail, one.host) for one in stored]
    return [*found, *_derived(now)]


def _derived(now: datetime.datetime) -> list[ActiveAlarm]:
    return [*_runs(now)]


def _runs(now: datetime.datetime) -> list[ActiveAlarm]:
    """Report runs that have stopped or not begun; one in the future is no sign of life."""
    last = last_sweep()
    if last is not None and abs((now - last).total_seconds()) <= INTERVALS * settings.SWEEP_SECONDS:
        return []
    return [ActiveAlarm(AlarmCode.RUNS, last)]
