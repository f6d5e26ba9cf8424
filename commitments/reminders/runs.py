"""Whole reminder runs: what each does, and when a process that is not Celery makes them."""

import datetime
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from django.conf import settings
from django.db.models.functions import Now

from commitments import lifecycle
from commitments.errors import Errors
from commitments.models import Heartbeat
from commitments.reminders import (
    account_links,
    alarms,
    anchoring,
    clock,
    copy_emails,
    delegation_mails,
    deputies,
    outbox,
    ways_in,
)
from commitments.reminders.planner import HEARTBEAT
from commitments.vocabulary import AlarmCode

log = structlog.get_logger("tracker.reminders")


def run(now: datetime.datetime) -> bool:
    """Do all of a reminder run that needs the database and the mail server alone.

    With a wrong clock none of it is done, and the answer is False. An unexpected error in one part keeps none
    of the others from its work: it is logged, and the alarm names the part until a run does it again.
    """
    if not clock.check(now).is_right:
        return False
    errors = Errors(log)
    # What is told is written before emails are sent.
    tell_all(now, errors)
    do_each({"outbox": outbox.sweep, "account_links": account_links.send_waiting}, now, errors)
    do_each({"occurrences": lifecycle.open_occurrences, "anchors": anchoring.anchor}, now, errors)
    report(errors)
    return True


def tell_all(now: datetime.datetime, errors: Errors) -> None:
    """Write the emails about accounts, deputies, delegations and copies of packets."""
    parts = {"accounts": ways_in.tell, "deputies": deputies.tell}
    do_each(parts | {"delegations": delegation_mails.tell, "copies": copy_emails.tell}, now, errors)


def do_each(
    parts: Mapping[str, Callable[[datetime.datetime], Any]], now: datetime.datetime, errors: Errors
) -> None:
    """Do each part; one that fails is kept in the errors under its name, and the others follow."""
    for name, part in parts.items():
        with errors.caught(name):
            part(now)


def report(errors: Errors) -> None:
    """Raise the alarm that names the parts of a run that failed, and with which error; clear it for none."""
    if errors.found:
        failed = (f"{part}: {type(error).__name__}" for part, error in errors.found.items())
        alarms.raise_alarm(AlarmCode.RUN_ERROR, ", ".join(failed))
    else:
        alarms.clear_alarm(AlarmCode.RUN_ERROR)


class Watch:
    """Decides for one process whether it makes the next run, by the database and its clock alone.

    A run that this process did not make, by Celery or by a process like this one, ends its turn. So of two
    such processes one makes the runs, and where both begin at the same moment each run is harmless.
    """

    def __init__(self) -> None:
        # The recorded run that this process made last, while no other process has made one since.
        self._own: datetime.datetime | None = None

    def is_due(self) -> bool:
        """Return whether this process makes a run now."""
        beat_at, now = _last_run()
        if beat_at is None or now is None:
            return True
        if beat_at == self._own:
            return abs(now - beat_at) >= datetime.timedelta(seconds=settings.SWEEP_SECONDS)
        if not alarms.is_fresh(beat_at, now):
            return True
        if self._own is not None:
            log.info("reminder runs left to Celery again")
            self._own = None
        return False

    def note_run(self) -> None:
        """Remember the run that this process has just made."""
        if self._own is None:
            log.info("reminder runs taken over: none was recorded for two intervals")
        self._own, _now = _last_run()


def _last_run() -> tuple[datetime.datetime | None, datetime.datetime | None]:
    """Return when the last run was recorded, and the time of the same clock."""
    row = Heartbeat.objects.filter(name=HEARTBEAT).values_list("beat_at", Now()).first()
    return row or (None, None)
