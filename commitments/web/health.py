"""Signs of life for load balancers and monitoring; none of them shows any content."""

import datetime

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from commitments.reminders import numbers, sending
from commitments.reminders.numbers import UNFINISHED
from commitments.reminders.shown import last_sweep
from commitments.vocabulary import ReminderState

# A sweep is taken for dead when its last sign of life is older than two intervals: a turn missed, and as long
# again for one that takes its time. A sweep that sends for long gives signs of life meanwhile.
TURNS = 2


def is_database_reachable() -> bool:
    """Say whether the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def sweep_age(now: datetime.datetime) -> float | None:
    """Return the seconds since the last whole sweep, or None where there has been none."""
    beat_at = last_sweep()
    return (now - beat_at).total_seconds() if beat_at else None


def is_fresh(age: float | None) -> bool:
    """Say whether a sweep of that age is still within two intervals; one yet to come, after a clock was set
    back, is no sign of life."""
    return age is not None and abs(age) <= TURNS * settings.SWEEP_SECONDS


@never_cache
@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """Answer 200 when this process and its database work."""
    alive = is_database_reachable()
    return JsonResponse({"database": alive}, status=200 if alive else 503)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 only when the database is reachable and the sweep's heartbeat is fresh."""
    if not is_database_reachable():
        return JsonResponse({"database": False, "sweep": False}, status=503)
    fresh = is_fresh(sweep_age(timezone.now()))
    return JsonResponse({"database": True, "sweep": fresh}, status=200 if fresh else 503)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Give counts for Prometheus, read afresh from the database so that every web process says the same."""
    registry = CollectorRegistry()
    commitments = Gauge("tracker_commitments_open", "Commitments in an open state", registry=registry)
    commitments.set(numbers.open_items())
    reminders = Gauge("tracker_reminders", "Reminders by state", ["state"], registry=registry)
    counted = numbers.of_reminders()
    for state in ReminderState.values:
        reminders.labels(state).set(counted[state])
    mails = Gauge("tracker_mails", "Mails that have not arrived, by state", ["state"], registry=registry)
    waiting = numbers.of_mails()
    for mail_state in UNFINISHED:
        mails.labels(mail_state.value).set(waiting[mail_state])
    paused = Gauge("tracker_sending_paused", "1 while sending of mail is paused", registry=registry)
    paused.set(sending.state().is_paused)
    age = Gauge(
        "tracker_sweep_age_seconds", "Seconds since the last whole sweep; -1 before it", registry=registry
    )
    seconds = sweep_age(timezone.now())
    age.set(-1 if seconds is None else seconds)
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
