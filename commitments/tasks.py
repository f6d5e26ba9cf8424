"""What the queue rings for: ids in, the clock read once, one function called."""

import datetime
from typing import Any

import structlog
from celery import shared_task
from django.conf import settings
from django.utils import timezone
from kombu.exceptions import OperationalError

from commitments import batches, imports
from commitments.accounts import ending
from commitments.briefings import archive, press
from commitments.exchange import making
from commitments.reminders import account_links, alarms, clock, pulse, reconcile, runs

log = structlog.get_logger("tracker.tasks")


@shared_task
def sweep() -> None:
    """Make one reminder run, and ring again for what nobody has in hand; with a wrong clock do neither."""
    now = timezone.now()
    is_made = runs.run(now)
    alarms.report(now)
    if is_made:
        _ring_again(now)


def _ring_again(now: datetime.datetime) -> None:
    """Ring for what nobody has in hand; a message that the next sweep overtakes is worth nothing."""
    lost: tuple[tuple[Any, list[int]], ...] = (
        (make_packet, archive.unfinished(now)),
        (make_matrix, making.unfinished(now)),
        (carry_out, batches.unfinished(now)),
        (work_on_import, imports.unfinished(now)),
    )
    for task, keys in lost:
        for key in keys:
            task.apply_async((key,), expires=settings.SWEEP_SECONDS)


@shared_task
def reconcile_reminders() -> None:
    """Plan all open items afresh, and say what the scan had missed."""
    now = timezone.now()
    if clock.check(now).is_right:
        reconcile.reconcile(now)


@shared_task
def forget_sessions() -> None:
    """Take away what is left of sessions that ended."""
    now = timezone.now()
    if clock.check(now).is_right:
        ending.forget_sessions(now)


@shared_task
def make_packet(packet_id: int) -> None:
    """Make one packet that was asked for."""
    archive.make(packet_id, now=timezone.now())


def ring(key: int | list[int], task: Any = make_packet) -> bool:
    """Notify the workers of what was asked for; False without a broker: a later run finds what is a row."""
    try:
        task.delay(key)
    except (OperationalError, OSError) as error:
        log.error("no worker was notified", task=task.name, error=type(error).__name__)
        return False
    return True


@shared_task
def make_matrix(matrix_id: int) -> None:
    """Make the files of one matrix that was asked for."""
    making.make(matrix_id, now=timezone.now())


@shared_task
def send_invitation(person_id: int) -> None:
    """Send the invitation of one account; the next reminder run sends what a wrong clock kept back."""
    reading = clock.check(timezone.now())
    if reading.is_right:
        account_links.send_waiting(reading.database, person_ids=[person_id])


# These links leave by the clock of the database, since that of a host may be wrong.
@shared_task
def send_resets(person_ids: list[int]) -> None:
    """Send the links for a new password that wait for these accounts."""
    account_links.send_waiting(clock.read(timezone.now()).database, person_ids=person_ids)


@shared_task
def send_factor_link(person_id: int) -> None:
    """Send the link that confirms a second factor and waits for this account."""
    account_links.send_waiting(clock.read(timezone.now()).database, person_ids=[person_id])


@shared_task
def carry_out(batch_id: int) -> None:
    """Do, or take back, what waits in one batch."""
    batches.carry_out(batch_id, now=timezone.now())


@shared_task
def work_on_import(import_id: int) -> None:
    """Do what is next for one import; another worker goes on where rows wait still."""
    if imports.work(import_id, now=timezone.now()):
        work_on_import.delay(import_id)


@shared_task
def print_test_page() -> None:
    """Prove that a worker takes long work and can print; without a proof the alarm is raised."""
    press.print_test_page()
    pulse.beat(pulse.PRINTED)


@shared_task
def forget_imports() -> None:
    """Throw away imports that nobody decided, and the lists of those long done."""
    now = timezone.now()
    if clock.check(now).is_right:
        imports.forget(now)
