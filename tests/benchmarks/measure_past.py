"""The list and an item as they stood, with 10,000 commitments that changed since, against those of today."""

import datetime
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from django.test import Client
from django.utils import timezone

from commitments.audit import log
from commitments.audit.as_of import context
from commitments.enums import CommitmentState
from commitments.models import AuditRow, Commitment, Deadline, Responsibility
from commitments.records import edits
from tests import make
from tests.benchmarks.figures import Figure
from tests.cast import Cast, gather

ROWS = 10_000
LIST = "/admin/commitments/commitment/"
PARTS: tuple[Any, ...] = (Responsibility, Deadline)
# The list of today reads 25 rows by an index; that of then rebuilds all rows first.
LIMIT = 30.0


def wall_ms(work: Callable[[], object], *, times: int = 5) -> float:
    """Give the least time of one run in milliseconds, with what the database takes."""
    work()
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return min(taken) * 1000


def columns(record: Any, **others: Any) -> dict[str, Any]:
    kept = [field.attname for field in record._meta.concrete_fields if not field.primary_key]
    return {name: getattr(record, name) for name in kept} | others


def multiply(one: Commitment, rows: int) -> None:
    """Copy a commitment with its parts and its whole history."""
    own = {"deadline_id": None, "first_deadline_id": None}
    made = Commitment.objects.bulk_create(
        [
            Commitment(**columns(one, reference=f"XV-2026-{number:05}", **own))
            for number in range(10_000, 10_000 + rows)
        ],
        batch_size=1000,
    )
    keys = {(Commitment._meta.label, one.pk): [item.pk for item in made]}
    for model in PARTS:
        for part in model._default_manager.filter(commitment=one):
            copies = [model(**columns(part, commitment_id=item.pk)) for item in made]
            keys[model._meta.label, part.pk] = [
                row.pk for row in model._default_manager.bulk_create(copies, batch_size=1000)
            ]
    history: list[AuditRow] = []
    for row in log.list_history(one).order_by("pk"):
        subjects = keys[row.subject_type, row.subject_id]
        history += [
            AuditRow(**columns(row, subject_id=subject, page_id=item.pk))
            for subject, item in zip(subjects, made, strict=True)
        ]
    AuditRow.objects.bulk_create(history, batch_size=1000)


def record(cast: Cast, now: datetime.datetime) -> Commitment:
    """Record a commitment two years ago that lived on last year."""
    one = make.commitment(cast, now=now - datetime.timedelta(days=700))
    later = now - datetime.timedelta(days=300)
    edits.change_record(one, {"title": "Share all records"}, by=cast.officer, now=later)
    return make.advance(cast, one, CommitmentState.IN_PROGRESS, now=later)


def figures() -> list[Figure]:
    """Measure one answer, everything included, and the rebuilding alone."""
    cast, now = gather(), timezone.now()
    one = record(cast, now)
    multiply(one, ROWS - 1)
    then = now - datetime.timedelta(days=400)
    client = Client()
    client.force_login(cast.officer)

    def get(address: str, **params: str) -> None:
        assert client.get(address, params).status_code == 200, address

    def rebuild(**narrower: Any) -> None:
        with context.show_as_of(then, reader=cast.officer, **narrower):
            pass

    day = then.date().isoformat()
    page = f"{LIST}{one.pk}/"
    today = wall_ms(partial(get, LIST))
    item = wall_ms(partial(get, f"{page}change/"))
    return [
        Figure(f"list as of a past day, {ROWS:,} changed since",
               wall_ms(partial(get, LIST, as_of=day)), today, "ms", LIMIT),
        Figure("rebuilding alone", wall_ms(rebuild), today, "ms"),
        Figure("item as of a past day", wall_ms(partial(get, f"{page}as-of/", as_of=day)), item, "ms", LIMIT),
    ]  # fmt: skip
