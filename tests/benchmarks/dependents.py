"""Many deadlines that hang on one meeting, or were counted over one day, and the time they take to move."""

import copy
import datetime
import time
from collections.abc import Callable

from django.db import transaction

from commitments.deadlines import changes, dependencies, holidays
from commitments.deadlines.context import Dependencies
from commitments.enums import CommitmentState, MeetingForm
from commitments.language.phrases.specification import DeadlineSpec, build_after
from commitments.models import AuditRow, Commitment, Deadline, Holiday, Mechanism, Meeting
from commitments.records import edits
from tests import make
from tests.benchmarks.measure_deadlines import DEPENDENTS, PUT_OFF_TO, THIRD_ON, TOUCHED
from tests.cast import NOW, Cast, gather

BEFORE_THIRD = DeadlineSpec(
    "event", "before the third Joint Commission", event="third Joint Commission", relation="before"
)
TIMES = 3
# Wednesday 4 March and ten working days: Tuesday the 10th lies between.
DECLARED = datetime.date(2026, 3, 10)


def follow() -> tuple[float, float]:
    """Give the least seconds to move a meeting with its dependents, and to write the same rows alone."""
    with transaction.atomic():
        cast = gather()
        mechanism = Mechanism.objects.create(country=cast.valdoria, name="Joint Commission")
        meeting = Meeting.objects.create(
            reference="M-XV-2026-900",
            country=cast.valdoria,
            title="Third session",
            form=MeetingForm.SESSION,
            mechanism=mechanism,
            session_number=3,
            held_on=THIRD_ON,
            time_zone="Etc/GMT-3",
            recorded_at=NOW,
        )
        hooks = Dependencies(mechanism=mechanism, session_number=3)
        _many(_item(cast, BEFORE_THIRD, hooks), DEPENDENTS)

        def work() -> int:
            meeting.refresh_from_db()
            edits.change_record(meeting, {"held_on": PUT_OFF_TO}, by=cast.officer, now=NOW)
            return dependencies.follow_meeting(meeting, was_on=THIRD_ON, by=cast.officer, now=NOW)

        found = _measured(work, DEPENDENTS)
        transaction.set_rollback(True)
    return found


def holiday() -> tuple[float, float]:
    """Give the least seconds to declare a holiday that moves many, and to write the same rows alone."""
    with transaction.atomic():
        cast = gather()
        _many(
            _item(cast, build_after(10, "working_days", "within ten working days"), Dependencies()), TOUCHED
        )

        def work() -> int:
            declared = Holiday(country=cast.korea, day=DECLARED, name="Day of mourning", declared_on=DECLARED)
            return holidays.record_holiday(declared, by=cast.officer, now=NOW)

        found = _measured(work, TOUCHED)
        transaction.set_rollback(True)
    return found


def _item(cast: Cast, spec: DeadlineSpec, hooks: Dependencies) -> Commitment:
    item = make.commitment(cast, deadline=spec)
    changes.correct_deadline(item, spec, hooks=hooks, by=cast.officer, now=NOW)
    return make.advance(cast, item, CommitmentState.ACCEPTED)


def _many(item: Commitment, count: int) -> None:
    """Copy an item with its standing deadline until there are so many."""
    copies = [copy.copy(item) for _number in range(count - 1)]
    for number, one in enumerate(copies):
        one.pk, one.reference, one.deadline, one.first_deadline = None, f"X{number}", None, None
    Commitment.objects.bulk_create(copies)
    assert item.deadline is not None
    versions = [copy.copy(item.deadline) for _one in copies]
    for version, one in zip(versions, copies, strict=True):
        version.pk, version.commitment = None, one
    Deadline.objects.bulk_create(versions)
    for version, one in zip(versions, copies, strict=True):
        one.deadline = one.first_deadline = version
    Commitment.objects.bulk_update(copies, ("deadline", "first_deadline"), batch_size=100)


def _measured(work: Callable[[], int], expected: int) -> tuple[float, float]:
    """Do the work some times over, and write the rows it wrote alone; give the least of each in seconds."""
    taken, bare = [], []
    for _time in range(TIMES):
        with transaction.atomic():
            last = AuditRow.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            newest = Deadline.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            started = time.perf_counter()
            moved = work()
            taken.append(time.perf_counter() - started)
            assert moved == expected, f"{moved} of {expected} moved"
            versions = list(Deadline.objects.filter(pk__gt=newest))
            rows = list(AuditRow.objects.filter(pk__gt=last))
            transaction.set_rollback(True)
        bare.append(_written(versions, rows))
    return min(taken), min(bare)


def _written(versions: list[Deadline], rows: list[AuditRow]) -> float:
    """Write rows in one go for each table, and take them back."""
    for one in (*versions, *rows):
        one.pk = None
    with transaction.atomic():
        started = time.perf_counter()
        Deadline.objects.bulk_create(versions)
        AuditRow.objects.bulk_create(rows)
        taken = time.perf_counter() - started
        transaction.set_rollback(True)
    return taken
