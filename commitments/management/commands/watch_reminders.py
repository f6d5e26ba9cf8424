"""`manage.py watch_reminders`: the reminder runs while Celery makes none."""

import signal
import threading
from types import FrameType
from typing import Any

import structlog
from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from commitments.errors import DATABASE_AWAY
from commitments.management.plain import BaseCommand
from commitments.reminders import alarms, runs

# The watch looks so many times an interval.
LOOKS = 6

log = structlog.get_logger("tracker.reminders")


class Command(BaseCommand):
    help = (
        "Run the reminders while Celery does not. Where no run was recorded for two intervals, this process "
        "makes the runs, until Celery makes them again. It needs the database and the mail server alone. "
        "Any number of such processes may run at the same time. It ends on SIGINT or SIGTERM."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Watch until told to stop; what fails is logged, and tried again at the next look."""
        stopping = threading.Event()

        def stop(_number: int, _frame: FrameType | None) -> None:
            stopping.set()

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop)
        watch = runs.Watch()
        while not stopping.is_set():
            look(watch)
            stopping.wait(settings.SWEEP_SECONDS / LOOKS)


def look(watch: runs.Watch) -> None:
    """Make one run where it is due; no error ends the watch."""
    try:
        if watch.is_due():
            now = timezone.now()
            try:
                is_made = runs.run(now)
            finally:
                watch.note_run()
            if is_made:
                alarms.report(now)
    except DATABASE_AWAY as error:
        log.warning("the database is away", error=type(error).__name__)
    except Exception:
        log.exception("a reminder run failed")
    finally:
        close_old_connections()
