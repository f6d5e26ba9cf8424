"""`manage.py watch_reminders`: do reminder runs while Celery does none."""

import signal
import threading
from types import FrameType
from typing import Any

import structlog
from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from commitments import tasks
from commitments.errors import DATABASE_AWAY
from commitments.management.base import BaseCommand
from commitments.reminders import alarms

# The watch looks so many times an interval.
LOOKS = 6

log = structlog.get_logger("tracker.reminders")


class Command(BaseCommand):
    help = (
        "Do the reminder runs while Celery does not. If no run was recorded for two intervals, this process "
        "does the runs until Celery does them again. It needs only the database and the mail server. Any "
        "number of such processes may run at the same time. It ends on SIGINT or SIGTERM."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Watch until stopped; failures are logged, and tried again at the next check."""
        stopping = threading.Event()

        def stop(_number: int, _frame: FrameType | None) -> None:
            stopping.set()

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop)
        watch = tasks.Watch()
        while not stopping.is_set():
            run_if_due(watch)
            stopping.wait(settings.SWEEP_SECONDS / LOOKS)


def run_if_due(watch: tasks.Watch) -> None:
    """Do one run where it is due; no error ends the watch."""
    try:
        if watch.is_due():
            now = timezone.now()
            try:
                is_made = tasks.run_reminders(now)
            finally:
                watch.note_run()
            if is_made:
                alarms.report_status(now)
    except DATABASE_AWAY as error:
        log.warning("the database is away", error=type(error).__name__)
    except Exception:
        log.exception("a reminder run failed")
    finally:
        close_old_connections()
