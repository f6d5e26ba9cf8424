"""Addresses for load balancers and monitoring; none of them shows any content."""

from collections.abc import Callable
from contextlib import suppress

from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import resolve
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from commitments import health
from commitments.reminders import alarms, numbers, sending
from commitments.reminders.numbers import UNFINISHED
from commitments.vocabulary import AlarmCode, ReminderState

ADDRESSES = frozenset({"/livez", "/readyz", "/healthz", "/metrics"})


class HealthFirst:
    """Answers the addresses of monitoring before any middleware that reads a host, a session or a person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        # Read with the list of files that this process serves, so that both are of one moment.
        with suppress(OSError, ValueError):
            health.static_names()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Call the view of such an address; any Host is right, and plain http too."""
        if request.path_info not in ADDRESSES:
            return self.get_response(request)
        request.resolver_match = resolve(request.path_info)
        answer: HttpResponseBase = request.resolver_match.func(request)
        return answer


@never_cache
@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """Answer 200: this process answers. Nothing else is touched."""
    return JsonResponse({})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 where this host can serve people: database, static files, storage folders."""
    return _answer(health.readiness())


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 where the service does its work: runs, email, broker, PDF worker and clock too."""
    return _answer(health.health())


def _answer(results: list[health.Result]) -> HttpResponse:
    """Name the checks that failed, and nothing more: who asks has not signed in."""
    names = health.failed(results)
    return JsonResponse({"failed": names}, status=503 if names else 200)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Return counts for Prometheus, read from the database so that every web process answers the same."""
    try:
        counts = _counts()
    except Error:
        return HttpResponse(status=503)
    return HttpResponse(generate_latest(counts), content_type=CONTENT_TYPE_LATEST)


def _counts() -> CollectorRegistry:
    registry, now = CollectorRegistry(), health.read_clock().database
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
    status = alarms.status(now)
    age.set((now - status.last_run).total_seconds() if status.last_run else -1)
    oldest = Gauge(
        "tracker_oldest_due_email_seconds",
        "Age of the oldest email that is due and not accepted; 0 where there is none",
        registry=registry,
    )
    oldest.set(status.due.seconds(now) if status.due else 0)
    alarm = Gauge("tracker_alarm", "1 while an alarm is active", ["code"], registry=registry)
    active = {one.code for one in status.alarms}
    for code in AlarmCode:
        alarm.labels(code.value).set(code in active)
    return registry
