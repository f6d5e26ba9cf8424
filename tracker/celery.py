"""The Celery app and its schedule; commitments/tasks.py does the work."""

import os
import threading
from contextlib import suppress
from typing import Any

from celery import Celery, Task
from celery.schedules import crontab
from celery.signals import beat_init, setup_logging, worker_process_init, worker_ready
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from kombu.exceptions import OperationalError

from commitments.audit.origin import written_from
from commitments.checks import refuse_wrong_settings
from commitments.packets.render.printing import PDF_WORKER
from tracker import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

broker.use()


class FromTask(Task):  # type: ignore[type-arg]
    """A task whose changes have it as their origin in the history: "sweep", "make_packet"."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run it, from its own name."""
        with written_from(str(self.name).rpartition(".")[2]):
            return super().__call__(*args, **kwargs)


app = Celery("tracker", task_cls=FromTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["commitments"])


@app.on_after_configure.connect
def prepare(sender: Celery, **_kwargs: Any) -> None:
    """Set up the reminder run, and create the folders of the file broker where that is used."""
    seconds = settings.SWEEP_SECONDS
    sender.conf.beat_schedule = {
        # A message older than its interval has been overtaken by the next one.
        "sweep": {"task": "commitments.tasks.sweep", "schedule": seconds, "options": {"expires": seconds}},
        # One that waits for longer than the alarm allows proves nothing.
        "print": {
            "task": "commitments.tasks.print_test_page",
            "schedule": settings.PRINT_SECONDS,
            "options": {"expires": settings.PRINT_ALARM_SECONDS},
        },
        # When nobody works, by TIME_ZONE.
        "forget": {"task": "commitments.tasks.forget_sessions", "schedule": crontab(minute=15, hour=3)},
        "forget imports": {
            "task": "commitments.tasks.forget_imports",
            "schedule": crontab(minute=20, hour=3),
        },
    }
    if sender.conf.broker_url.startswith("filesystem://"):
        for folder in settings.BROKER_FOLDERS.values():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)


@worker_process_init.connect
def warm(**_kwargs: Any) -> None:
    """Have what prints packets ready for long work, beside the start, which Celery allows four seconds."""
    if settings.LONG_WORK in app.amqp.queues.consume_from:
        threading.Thread(target=PDF_WORKER.warm, daemon=True).start()


@worker_ready.connect
def prove(**_kwargs: Any) -> None:
    """Have the proof of printing asked for at once: the schedule waits an interval first."""
    if settings.LONG_WORK in app.amqp.queues.consume_from:
        with suppress(OperationalError, OSError):
            app.send_task("commitments.tasks.print_test_page", expires=settings.PRINT_ALARM_SECONDS)


@beat_init.connect
def refuse(**_kwargs: Any) -> None:
    """Stop a schedule with wrong settings; the worker runs Django's system checks itself.

    Celery swallows every other exception of a receiver, so this one ends the process.
    """
    try:
        refuse_wrong_settings()
    except ImproperlyConfigured as error:
        raise SystemExit(str(error)) from error


# Django has set up the logs by then; with a listener here Celery leaves them as they are.
setup_logging.connect(lambda **_kwargs: None, weak=False)
