"""The Celery app and its schedule; the work itself stands in commitments/tasks.py."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, setup_logging
from django.conf import settings

from commitments.checks import refuse_wrong_settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

app = Celery("tracker")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["commitments"])


@app.on_after_configure.connect
def prepare(sender: Celery, **_kwargs: Any) -> None:
    """Plan the sweep, and make the folders of the file broker where that is the broker."""
    seconds = settings.SWEEP_SECONDS
    sender.conf.beat_schedule = {
        # A message older than its interval has been overtaken by the next one.
        "sweep": {"task": "commitments.tasks.sweep", "schedule": seconds, "options": {"expires": seconds}},
    }
    if sender.conf.broker_url == "filesystem://":
        for folder in settings.BROKER_FOLDERS.values():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)


# The worker runs Django's own system checks when it starts; beat does not.
beat_init.connect(refuse_wrong_settings)

# Django has set up the logs by then; with a listener here Celery leaves them as they are.
setup_logging.connect(lambda **_kwargs: None, weak=False)
