"""What the queue rings for: ids in, the clock read once, one function called."""

from celery import shared_task
from django.utils import timezone

from commitments import lifecycle
from commitments.briefings import archive
from commitments.reminders import outbox


@shared_task(acks_late=True, ignore_result=True)
def sweep() -> None:
    """Do one sweep of the reminders, open what recurs, and ring again for packets that nobody is making."""
    now = timezone.now()
    outbox.sweep(now)
    lifecycle.open_occurrences(now)
    for packet_id in archive.unfinished(now):
        make_packet.delay(packet_id)


@shared_task(acks_late=True, ignore_result=True)
def make_packet(packet_id: int) -> None:
    """Make one packet that was asked for."""
    archive.make(packet_id, now=timezone.now())
