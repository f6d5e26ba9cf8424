"""The nightly check: every open item is planned again, and reminders that the scan had missed are
reported.
"""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

import structlog
from django.db import transaction

from commitments.models import Commitment, Reminder
from commitments.reminders import email_pause, heartbeat, planner
from commitments.reminders.candidates import RunWindow
from commitments.reminders.planner import ReminderContext

log = structlog.get_logger("tracker.reminders")

# The rows that keep when the check last ended, and when it last found something.
CHECKED, FOUND = "reconcile", "missed"
SHOWN, AT_ONCE = 20, 500


@dataclass(frozen=True, slots=True)
class ReconcileResult:
    """The number of open items checked, and the missed reminders, as reference, rule and planned moment."""

    items: int = 0
    missed: tuple[tuple[str, str, datetime.datetime], ...] = ()
    is_paused: bool = False


def plan_all(now: datetime.datetime) -> ReconcileResult:
    """Plan all open items without the scan, in chunks; what the scan had missed is planned, logged and kept.

    What changed a moment ago is no miss: where something is missing the scan is asked once more before it
    counts. While sending is paused nothing is planned.
    """
    if email_pause.load_pause().is_paused:
        return ReconcileResult(is_paused=True)
    world, window = planner.load_world(now), planner.window_at(now)
    planner.plan_rows(world, window)
    keys = list(Commitment.objects.open().order_by("pk").values_list("pk", flat=True))
    chunks = [keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE)]
    lacking = [chunk for chunk in chunks if _lacks(world, window, chunk)]
    missed: list[tuple[str, str, datetime.datetime]] = []
    if lacking:
        world = planner.load_world(now)
        planner.plan_rows(world, window)
        for chunk in lacking:
            missed += _plan(world, window, chunk)
    heartbeat.record_beat(CHECKED)
    if missed:
        heartbeat.record_beat(FOUND)
        log.error(
            "the scan had missed reminders", count=len(missed), items=[one[0] for one in missed[:SHOWN]]
        )
    return ReconcileResult(len(keys), tuple(missed))


def _lacks(world: ReminderContext, window: RunWindow, chunk: Collection[int]) -> bool:
    """Return whether some items lack a reminder; nothing is written."""
    with transaction.atomic():
        written = planner.plan_items(world, window, chunk)
        transaction.set_rollback(True)
    return bool(written)


def _plan(
    world: ReminderContext, window: RunWindow, chunk: Collection[int]
) -> list[tuple[str, str, datetime.datetime]]:
    """Plan what some items lack, and name it."""
    rows = Reminder.objects.filter(commitment__in=chunk).order_by("pk")
    with transaction.atomic():
        known = set(rows.values_list("pk", flat=True))
        planner.plan_items(world, window, chunk)
        columns = ("pk", "commitment__reference", "rule", "planned_at")
        return [(named, rule, at) for pk, named, rule, at in rows.values_list(*columns) if pk not in known]
