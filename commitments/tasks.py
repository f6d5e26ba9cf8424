"""The tasks of the queue: ids in, the clock read once, one function called.

Also whole reminder runs, and when a process other than Celery does them.
"""

import datetime
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import structlog
from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from kombu.exceptions import OperationalError

from commitments.accounts import emails, second_factors
from commitments.closeout import package
from commitments.enums import AlarmCode
from commitments.errors import Errors
from commitments.lifecycle import bulk_actions, successors
from commitments.models import Closure, Heartbeat, compact_reference_changes
from commitments.packets import copy_files
from commitments.packets.archive import production
from commitments.packets.render import printing
from commitments.reminders import alarms, heartbeat, invitations, notices, outbox
from commitments.reminders.planner import HEARTBEAT
from commitments.tables import matrix_files
from commitments.tables.importer import runs
from commitments.webhooks import delivery

reminder_logger = structlog.get_logger("tracker.reminders")


def run_reminders(now: datetime.datetime) -> bool:
    """Do everything of a reminder run that needs only the database and the mail server.

    With a wrong clock nothing is done, and the answer is False. An unexpected error in one part does not
    prevent the others: it is logged, and an alarm names the part until a run succeeds with it.
    """
    if not alarms.check_clocks(now).is_right:
        return False
    errors = Errors(reminder_logger)
    # What is told is written before emails are sent.
    send_notices(now, errors)
    do_each({"outbox": outbox.run_outbox, "account_links": emails.send_waiting}, now, errors)
    do_each({"occurrences": successors.open_occurrences, "anchors": notices.record_anchor}, now, errors)
    do_each({"webhooks": delivery.send_due, "changes": _compact_changes}, now, errors)
    report_errors(errors)
    return True


def _compact_changes(_now: datetime.datetime) -> None:
    compact_reference_changes()


def send_notices(now: datetime.datetime, errors: Errors) -> None:
    """Write the emails about accounts, deputies, delegations and copies of packets."""
    parts = {"accounts": emails.notify_account_holders, "deputies": notices.notify_heads_of_absences}
    do_each(
        parts
        | {"delegations": invitations.notify_invited, "copies": notices.notify_copy_holders}
        | {"drafts": notices.notify_comment_readers},
        now,
        errors,
    )


def do_each(
    parts: Mapping[str, Callable[[datetime.datetime], Any]], now: datetime.datetime, errors: Errors
) -> None:
    """Do each part; one that fails is kept in the errors under its name, and the others follow."""
    for name, part in parts.items():
        with errors.caught(name):
            part(now)


def report_errors(errors: Errors) -> None:
    """Raise the alarm that names the parts of a run that failed, and with which error; clear it for none."""
    if errors.found:
        failed = (f"{part}: {type(error).__name__}" for part, error in errors.found.items())
        alarms.raise_alarm(AlarmCode.RUN_ERROR, ", ".join(failed))
    else:
        alarms.clear_alarm(AlarmCode.RUN_ERROR)


class Watch:
    """Decides for one process whether it does the next run, only by the database and its clock.

    A run by another process, Celery or one like this, ends its turn. So only one of two such processes does
    the runs, and where both begin at the same moment the second run is harmless.
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
            reminder_logger.info("reminder runs left to Celery again")
            self._own = None
        return False

    def note_run(self) -> None:
        """Remember the run that this process has just made."""
        if self._own is None:
            reminder_logger.info("reminder runs taken over: none was recorded for two intervals")
        self._own, _now = _last_run()


def _last_run() -> tuple[datetime.datetime | None, datetime.datetime | None]:
    """Return when the last run was recorded, and the time of the same clock."""
    row = Heartbeat.objects.filter(name=HEARTBEAT).values_list("beat_at", Now()).first()
    return row or (None, None)


task_logger = structlog.get_logger("tracker.tasks")


@shared_task
def sweep() -> None:
    """Do one reminder run, and queue unfinished work again; with a wrong clock do neither."""
    now = timezone.now()
    is_made = run_reminders(now)
    alarms.report_status(now)
    if is_made:
        _enqueue_unfinished(now)


def _enqueue_unfinished(now: datetime.datetime) -> None:
    """Queue work that no worker holds; such a message expires when the next reminder run queues it again."""
    lost: tuple[tuple[Any, list[int]], ...] = (
        (make_packet, production.list_unfinished_packets(now)),
        (make_matrix, matrix_files.list_unfinished(now)),
        (make_closure_package, package.list_unfinished(now)),
        (carry_out, bulk_actions.list_unfinished(now)),
        (work_on_import, runs.list_unfinished(now)),
    )
    for task, keys in lost:
        for key in keys:
            task.apply_async((key,), expires=settings.SWEEP_SECONDS)


@shared_task
def forget_sessions() -> None:
    """Delete sessions that ended."""
    now = timezone.now()
    if alarms.check_clocks(now).is_right:
        second_factors.forget_sessions(now)


@shared_task
def make_packet(packet_id: int) -> None:
    """Make one packet that was asked for."""
    production.make_packet(packet_id, now=timezone.now())


@shared_task
def prepare_copies(packet_id: int) -> None:
    """Lay out the personal sheets of the planned copies of one packet."""
    production.prepare_copies(packet_id)


def enqueue(key: int | list[int], task: Any = make_packet) -> bool:
    """Notify the workers of what was asked for; False without a broker: a later run finds what is a row."""
    try:
        task.delay(key)
    except (OperationalError, OSError) as error:
        task_logger.error("no worker was notified", task=task.name, error=type(error).__name__)
        return False
    return True


@shared_task
def make_matrix(matrix_id: int) -> None:
    """Make the files of one matrix that was asked for."""
    matrix_files.make_matrix(matrix_id, now=timezone.now())


@shared_task
def make_closure_package(package_id: int) -> None:
    """Make one close-out package that was asked for."""
    package.make_package(package_id, now=timezone.now())


def enqueue_packages(closure: Closure) -> None:
    """Queue the packages of a closure that are not made yet, once they are committed."""
    for key in package.list_waiting(closure):
        transaction.on_commit(partial(enqueue, key, make_closure_package))


@shared_task
def send_invitation(person_id: int) -> None:
    """Send the invitation of one account; the next reminder run sends what a wrong clock kept back."""
    reading = alarms.check_clocks(timezone.now())
    if reading.is_right:
        emails.send_waiting(reading.database, person_ids=[person_id])


# These links leave by the clock of the database, since that of a host may be wrong.
@shared_task
def send_resets(person_ids: list[int]) -> None:
    """Send the links for a new password that wait for these accounts."""
    emails.send_waiting(alarms.read_clocks(timezone.now()).database, person_ids=person_ids)


@shared_task
def send_factor_link(person_id: int) -> None:
    """Send the link that confirms a second factor and waits for this account."""
    emails.send_waiting(alarms.read_clocks(timezone.now()).database, person_ids=[person_id])


@shared_task
def carry_out(batch_id: int) -> None:
    """Do, or undo, the waiting items of one bulk action."""
    bulk_actions.carry_out(batch_id, now=timezone.now())


@shared_task
def work_on_import(import_id: int) -> None:
    """Do what is next for one import; another worker goes on where rows wait still."""
    if runs.run_import(import_id, now=timezone.now()):
        work_on_import.delay(import_id)


@shared_task
def print_test_page() -> None:
    """Prove that a worker takes long work and can print; without a proof the alarm is raised."""
    printing.print_test_page()
    heartbeat.record_beat(heartbeat.PRINTED)


@shared_task
def forget_imports() -> None:
    """Delete imports that were not decided, the rows of those long done, old webhook messages, and prepared
    sheets of packets that would have another text now.
    """
    now = timezone.now()
    if alarms.check_clocks(now).is_right:
        copy_files.delete_outdated_sheets(now)
        runs.delete_old_imports(now)
        delivery.delete_old(now)
