"""A list of 100 rows from the API against psycopg and orjson giving the same 100 rows."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import orjson
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from psycopg.rows import dict_row

from commitments.models import Commitment, Responsibility
from tests import make
from tests.benchmarks.figures import Figure
from tests.cast import Cast, gather
from tests.commitments.api.programs import COMMITMENTS, program

ROWS, FEW = 100, 5
IN_ALL = 100_000
LIMIT = 5.0
TIMES = 100
# The floor: what the list shows, joined and asked for by hand.
PAGE = """
    SELECT c.id, c.reference, c.title, k.iso, k.name, m.reference AS m_reference, m.title AS m_title,
           c.owed_by, c.nature, c.strength, c.condition, c.state, c.health, c.health_on, c.due_on,
           c.last_working_day, c.review_on, c.closed_on, c.classification, c.recorded_at, c.version
    FROM commitments_commitment c
    JOIN commitments_country k ON k.id = c.country_id
    JOIN commitments_outcome o ON o.id = c.outcome_id
    JOIN commitments_meeting m ON m.id = o.meeting_id
    WHERE c.classification <= %s AND k.desk_id = %s ORDER BY c.reference LIMIT %s
"""
LEADS = """
    SELECT r.commitment_id, r.side, y.name, y.short_name, k.iso AS country
    FROM commitments_responsibility r
    LEFT JOIN commitments_ministry y ON y.id = r.ministry_id
    LEFT JOIN commitments_country k ON k.id = y.country_id
    WHERE r.role = 'lead' AND r.commitment_id = ANY(%s) ORDER BY r.side
"""


def figures() -> list[Figure]:
    """Measure one answer, everything included, among many commitments; the limit is on CPU time."""
    cast = gather()
    fill(make.commitment(cast), IN_ALL)
    client = program(cast.officer)
    floor = partial(by_hand, cast)
    found: list[Figure] = []
    for name, ordering in (("reference", "reference"), ("day", "due_on")):
        cpu, elapsed = in_turn(partial(_get, client, ordering), floor)
        title = f"API list of {ROWS} of {IN_ALL:,} by {name}"
        found.append(Figure(title, *cpu, "ms", LIMIT))
        found.append(Figure(f"{title}, elapsed", *elapsed, "ms"))
    many, few = (_queries(client, rows) for rows in (ROWS, FEW))
    found.append(Figure(f"queries of that list, and of one of {FEW}", many, few, "", 1.0))
    return found


def _queries(client: Client, rows: int) -> int:
    with CaptureQueriesContext(connection) as queries:
        _get(client, "reference", rows)
    return len(queries)


def in_turn(ours: Callable[[], object], floor: Callable[[], object]) -> tuple[tuple[float, float], ...]:
    """Run both in turn, so that neither has the better moments; give least CPU time and least time in ms."""
    taken: list[list[tuple[float, float]]] = [[], []]
    for _ in range(TIMES):
        for kept, work in zip(taken, (ours, floor), strict=True):
            cpu, clock = time.process_time(), time.perf_counter()
            work()
            kept.append(((time.process_time() - cpu) * 1000, (time.perf_counter() - clock) * 1000))
    return tuple((min(pair[n] for pair in taken[0]), min(pair[n] for pair in taken[1])) for n in (0, 1))


def _get(client: Client, ordering: str, rows: int = ROWS) -> None:
    answer = client.get(COMMITMENTS, {"page_size": str(rows), "ordering": ordering})
    assert answer.status_code == 200, answer.content
    assert answer.content.count(b'"classification"') == rows


def by_hand(cast: Cast) -> bytes:
    """Read the same rows on the same connection, and write them as JSON."""
    with connection.connection.cursor(row_factory=dict_row) as cursor:
        officer = cast.officer
        rows: list[dict[str, Any]] = cursor.execute(
            PAGE, (officer.clearance, officer.desk_id, ROWS)
        ).fetchall()
        leads: dict[int, list[dict[str, Any]]] = {row["id"]: [] for row in rows}
        for lead in cursor.execute(LEADS, (list(leads),)).fetchall():
            leads[lead["commitment_id"]].append({"side": lead.pop("side"), "ministry": lead})
    for row in rows:
        row["leads"] = leads[row.pop("id")]
        row["country"] = {"iso": row.pop("iso"), "name": row.pop("name")}
        row["meeting"] = {"reference": row.pop("m_reference"), "title": row.pop("m_title")}
    return orjson.dumps({"results": rows})


def fill(item: Commitment, rows: int, prefix: str = "XV") -> None:
    """Copy a commitment and its leads many times over, in the database."""
    own = ("id", "reference", "deadline_id", "first_deadline_id")
    columns = ", ".join(str(f.column) for f in Commitment._meta.concrete_fields if f.column not in own)
    parts = ", ".join(
        str(f.column) for f in Responsibility._meta.concrete_fields if f.column not in ("id", "commitment_id")
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO commitments_commitment (reference, {columns})"
            " SELECT %s || '-' || (2030 + n / 9000) || '-' || lpad((n %% 9000)::text, 4, '0'), "
            f" {columns} FROM commitments_commitment, generate_series(1, %s) n WHERE id = %s",
            (prefix, rows, item.pk),
        )
        cursor.execute(
            f"INSERT INTO commitments_responsibility (commitment_id, {parts})"
            f" SELECT c.id, {', '.join('r.' + part for part in parts.split(', '))}"
            " FROM commitments_responsibility r, commitments_commitment c"
            " WHERE r.commitment_id = %s AND c.id <> %s AND c.outcome_id = %s",
            (item.pk, item.pk, item.outcome_id),
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ANALYZE commitments_commitment, commitments_responsibility")
