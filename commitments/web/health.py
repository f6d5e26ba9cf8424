"""Monitoring: whether this host can serve requests, and whether the service does its work.

Addresses for load balancers and monitoring; none of them shows any content.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import resolve
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from redis import Redis
from redis.exceptions import RedisError

from commitments.enums import AlarmCode, ReminderState
from commitments.reminders import alarms, email_pause, heartbeat
from commitments.reminders.alarms import ActiveAlarm, active_alarms
from commitments.reminders.heartbeat import UNFINISHED

# A style sheet that every page names.
KNOWN_FILE = "commitments/tracker.css"
# Where files of each kind are kept, below TRACKER_DATA.
FOLDERS = ("", "packets", "evidence", "exchange", "imports", "closeout")
# What is written to a folder to know that it takes files.
PROBE = b"0" * 4096
# A broker that takes longer than this counts as down.
BROKER_SECONDS = 2
MEGABYTE = 1_000_000
# Which check of /healthz an alarm fails.
CHECK_OF = {
    AlarmCode.CLOCK: "clock",
    AlarmCode.RUNS: "runs",
    AlarmCode.RUN_ERROR: "runs",
    AlarmCode.PDF_WORKER: "pdf_worker",
    AlarmCode.EMAIL_SERVER: "email",
    AlarmCode.JOURNAL: "email",
    AlarmCode.DELIVERY: "email",
    AlarmCode.QUARANTINE: "email",
    AlarmCode.PAUSED: "email",
    AlarmCode.WEBHOOKS: "webhooks",
}
# What to do about each check, for who runs the installation.
ACTIONS = {
    "database": "Start the database server or correct DATABASE_URL, then run manage.py migrate.",
    "static": "Run manage.py collectstatic --no-input, then restart the web processes.",
    "storage": "Make room in TRACKER_DATA, or let the tracker's user write to it.",
    "runs": "Start a worker of the queue reminders and the schedule, or run manage.py send_reminders.",
    "email": "Correct EMAIL_URL or the mail server as the reason says, then run manage.py send_test_mail.",
    "broker": "Check that Redis runs, has memory left and accepts writes, and that REDIS_URL is correct.",
    "pdf_worker": "Start a worker of the queue long_work; its log says why it cannot print.",
    "clock": "Set the clock of the named host by NTP.",
    "webhooks": "Read the answers under Webhook messages, correct the receiver, and send again.",
}
# What ends each alarm.
TO_DO = {
    AlarmCode.CLOCK: ACTIONS["clock"],
    AlarmCode.EMAIL_SERVER: ACTIONS["email"],
    AlarmCode.JOURNAL: "Let the mailbox of MAIL_ORACLE get a copy of each email, and the tracker read it.",
    AlarmCode.DELIVERY: ACTIONS["email"],
    AlarmCode.QUARANTINE: "Read the email in quarantine under Mails, correct the cause, and send it again.",
    AlarmCode.PAUSED: "An administrator ends the pause under Sending of mail.",
    AlarmCode.RUNS: ACTIONS["runs"],
    AlarmCode.RUN_ERROR: "Report the error that the log of the named host shows; all other email is sent.",
    AlarmCode.PDF_WORKER: ACTIONS["pdf_worker"],
    AlarmCode.WEBHOOKS: ACTIONS["webhooks"],
}


@dataclass(frozen=True, slots=True)
class Result:
    """One check: its name, whether it passed, what was found, and what to do on failure."""

    name: str
    is_passed: bool
    detail: str = ""
    action: str = ""


def check_readiness() -> list[Result]:
    """Check what this host needs to serve people: the database, the static files, its storage folders."""
    return [_result("database", _database()), _result("static", _static()), _result("storage", _storage())]


def check_health() -> list[Result]:
    """Check what the service needs to do its work, by the clock of the database."""
    broker = _result("broker", _broker())
    try:
        reading, alarms = read_clock(), alarms_now()
    except Error as error:
        return [_result("database", type(error).__name__), broker]
    # What was found by each check, with what to do: of each alarm that fails it, its own.
    found: dict[str, dict[str, str]] = {name: {} for name in dict.fromkeys(CHECK_OF.values())}
    for alarm in alarms:
        found[CHECK_OF[alarm.code]][alarm.in_words] = TO_DO[alarm.code]
    if not reading.is_right:
        found["clock"][str(reading)] = ACTIONS["clock"]
    derived = [_result(name, "; ".join(said), *said.values()) for name, said in found.items()]
    return [_result("database", ""), *derived, broker]


def list_failed(results: list[Result]) -> list[str]:
    """List the names of the checks that failed."""
    return [one.name for one in results if not one.is_passed]


def alarms_now() -> list[ActiveAlarm]:
    """List the active alarms by the clock of the database, which all hosts share."""
    return active_alarms(read_clock().database)


def read_clock() -> alarms.ClockReading:
    """Return the time by this process and by the database."""
    return alarms.read_clocks(timezone.now())


def _result(name: str, fault: str, *actions: str) -> Result:
    action = " ".join(dict.fromkeys(actions or (ACTIONS[name],))) if fault else ""
    return Result(name, not fault, fault, action)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
    except Error as error:
        return type(error).__name__
    return ""


def _static() -> str:
    """Look for one file as pages name it: by the manifest that this process has read."""
    try:
        names = static_names()
        if names is None:
            return "" if finders.find(KNOWN_FILE) else f"{KNOWN_FILE} is missing"
        if KNOWN_FILE not in names:
            return f"no manifest was found in {settings.STATIC_ROOT} when this process started"
        Path(settings.STATIC_ROOT, names[KNOWN_FILE]).read_bytes()
    except (OSError, ValueError) as error:
        return f"{settings.STATIC_ROOT}: {type(error).__name__}"
    return ""


def static_names() -> dict[str, str] | None:
    """Return the manifest as this process has read it; None where static files have no manifest.

    Raises OSError or ValueError where it cannot be read.
    """
    names: dict[str, str] | None = getattr(staticfiles_storage, "hashed_files", None)
    return names


def storage_folders() -> Iterator[Path]:
    """List the folders that this host writes to, as far as they have been made."""
    folders = [settings.DATA / name for name in FOLDERS]
    if settings.MAIL_TO_FILES:
        folders.append(Path(settings.MAIL_FOLDER))
    if not settings.REDIS_URL:
        folders += [settings.DATA / "cache", *settings.BROKER_FOLDERS.values()]
    return (one for one in dict.fromkeys(folders) if one == settings.DATA or one.exists())


def _storage() -> str:
    """Write to each folder, for rights alone do not show that a disk is full or read-only."""
    for folder in storage_folders():
        try:
            _write(folder)
            free = shutil.disk_usage(folder).free
        except OSError as error:
            return f"{folder}: {error.strerror}"
        if free < settings.MIN_FREE_MB * MEGABYTE:
            return f"{folder}: {free // MEGABYTE} MB free, and MIN_FREE_MB is {settings.MIN_FREE_MB}"
    return ""


def _write(folder: Path) -> None:
    """Write a file without a name, which leaves nothing behind."""
    with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
        file.write(PROBE)
        os.fsync(file.fileno())


def _broker() -> str:
    if not settings.REDIS_URL:
        return _file_broker()
    try:
        with Redis.from_url(
            settings.REDIS_URL, socket_timeout=BROKER_SECONDS, socket_connect_timeout=BROKER_SECONDS
        ) as redis:
            # A full or read-only server answers a ping; a queue of another type takes no message.
            redis.set("tracker:health", "1", ex=60)
            for queue in (settings.REMINDERS, settings.LONG_WORK):
                redis.llen(queue)
    except (RedisError, OSError, ValueError) as error:
        return type(error).__name__
    return ""


def _file_broker() -> str:
    # They are made with the first message.
    folders = [folder for folder in settings.BROKER_FOLDERS.values() if folder.exists()]
    try:
        for folder in folders or [settings.DATA]:
            _write(folder)
    except OSError as error:
        return f"{error.strerror}"
    return ""


ADDRESSES = frozenset({"/livez", "/readyz", "/healthz", "/metrics"})


class HealthFirst:
    """Answers monitoring addresses before any middleware that reads a host, a session or a person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        # Read with the list of files that this process serves, so that both are of one moment.
        with suppress(OSError, ValueError):
            static_names()

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
    return _answer(check_readiness())


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 where the service does its work: runs, email, broker, PDF worker and clock too."""
    return _answer(check_health())


def _answer(results: list[Result]) -> HttpResponse:
    """Name the checks that failed, and nothing more: who asks has not signed in."""
    names = list_failed(results)
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
    registry, now = CollectorRegistry(), read_clock().database
    commitments = Gauge("tracker_commitments_open", "Commitments in an open state", registry=registry)
    commitments.set(heartbeat.open_items())
    reminders = Gauge("tracker_reminders", "Reminders by state", ["state"], registry=registry)
    counted = heartbeat.count_reminders()
    for state in ReminderState.values:
        reminders.labels(state).set(counted[state])
    mails = Gauge("tracker_mails", "Mails that have not arrived, by state", ["state"], registry=registry)
    waiting = heartbeat.count_emails()
    for mail_state in UNFINISHED:
        mails.labels(mail_state.value).set(waiting[mail_state])
    paused = Gauge("tracker_sending_paused", "1 while sending of mail is paused", registry=registry)
    paused.set(email_pause.load_pause().is_paused)
    age = Gauge(
        "tracker_sweep_age_seconds", "Seconds since the last whole sweep; -1 before it", registry=registry
    )
    status = alarms.load_status(now)
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
