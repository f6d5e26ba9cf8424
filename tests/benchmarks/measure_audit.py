"""What the history costs each save, and how long a million rows take to be verified: on both databases."""

import statistics
import time
from unittest import mock

from django.db import connection, transaction
from django.utils import timezone

from commitments.audit import chain, log
from commitments.audit.as_of import context
from commitments.db import triggers
from commitments.models import AuditRow, Commitment
from commitments.records import edits
from commitments.seed import loader, rows
from commitments.verification.chain import scan_chain
from tests.benchmarks.figures import Figure

DATABASES = ("postgresql", "sqlite")
ROWS, VERIFY_SECONDS = 1_000_000, 10.0
COMMITMENTS, SAVES = 3_000, 150


def figures() -> list[Figure]:
    """Measure saves on synthetic records, then grow the history and walk it."""
    loader.load_commitments(COMMITMENTS, 1, now=timezone.now())
    vendor = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}[connection.vendor]
    whole, unsealed, bare = _saves()
    grow(ROWS)
    loader.analyse_tables()
    begun = time.perf_counter()
    walked = scan_chain(lambda _done, _total: None)
    taken = time.perf_counter() - begun
    assert walked.count == ROWS
    assert not walked.odd + walked.gaps + walked.unsealed
    begun = time.perf_counter()
    astray = list(context.list_differences())
    compared = time.perf_counter() - begun
    # Those that were saved without their history, and no others.
    assert {one.what for one in astray} == {"meaning"}
    assert len(astray) == SAVES
    return [
        Figure(f"{vendor}: a save, beside one without history", whole, bare, "ms"),
        Figure(f"{vendor}: a save, beside one without a seal", whole, unsealed, "ms"),
        Figure(f"{vendor}: {ROWS:,} rows verified", taken, VERIFY_SECONDS, "s", 1.0),
        Figure(f"{vendor}: records compared with {ROWS:,} rows", compared, VERIFY_SECONDS, "s", 1.0),
    ]


def _saves() -> tuple[float, float, float]:
    """Give the median milliseconds of a save: as it is, without its seal, without any row of history.

    In turns, so that what else the machine does falls on all three alike.
    """
    items = list(Commitment.objects.order_by("pk")[:SAVES])
    whole, unsealed, bare = [], [], []
    for number, item in enumerate(items):
        whole.append(_one(item, f"as it is {number}"))
        with mock.patch.object(log, "seal_at_the_end", _nothing):
            unsealed.append(_one(item, f"without a seal {number}"))
        with mock.patch.object(log, "record_change", _nothing):
            bare.append(_one(item, f"without history {number}"))
    return statistics.median(whole), statistics.median(unsealed), statistics.median(bare)


def _nothing(*_given: object, **_named: object) -> None:
    """Stand in for what is left out."""


def _one(item: Commitment, meaning: str) -> float:
    """Save one wording in a transaction of its own; give the milliseconds until it is committed."""
    begun = time.perf_counter()
    edits.change_record(item, {"meaning": meaning}, by=None, now=timezone.now())
    return (time.perf_counter() - begun) * 1000


def grow(wanted: int) -> None:
    """Repeat the history until it has so many rows, and seal them all in their order.

    Its end is repeated, so that the rows lead to the records as before.
    """
    table = chain.ROWS
    columns = ", ".join(f'"{name}"' for name in chain.COLUMNS if name != "id")
    with rows.straight_to_the_file(), transaction.atomic(), connection.cursor() as cursor:
        with triggers.lift_triggers(connection):
            cursor.execute(f"DELETE FROM {chain.SEALS}")
        while (there := AuditRow.objects.count()) < wanted:
            last = AuditRow.objects.latest("pk").pk
            cursor.execute(
                f"INSERT INTO {table} (id, {columns}) SELECT id + %s, {columns} FROM {table} "
                f"ORDER BY id DESC LIMIT %s",
                [last, min(there, wanted - there)],
            )
        chain.seal_from(connection)
