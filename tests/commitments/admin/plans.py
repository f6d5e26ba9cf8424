"""Judge the plan of a query on a small table: would it read a growing table from end to end?

* PostgreSQL plans with `ONLY_BY_INDEX` off, as for many rows: what is read in sequence even then has no
  index. An index read without a condition is the whole table too, but where it is partial, or walked in order
  up to a limit. A condition that most rows meet passes: how many rows an index gives is not judged.
* SQLite says SCAN for what it reads from end to end. It plans without its counts, as for tables of a million
  rows, since it rightly reads a small one whole. A query with a limit that sorts nothing walks in order and
  stops, so it passes, also where few rows match and it would walk far.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import QuerySet

# Read whole at no cost that matters: a ministry has so many partners, officials, accounts, calendars and own
# lists, however long the record of what they agreed grows. Sessions and content types are not ours.
SMALL = (
    "absence", "alarm", "closure", "counter", "country", "countryname", "desk", "division", "emaildelivery",
    "heartbeat", "holiday", "holidayyear", "listcolumns", "mechanism", "ministry", "ministryname",
    "official", "officialname", "quietdays", "referencechange", "reminderschedule", "savedview", "user",
    "user_groups", "user_user_permissions", "waitinglink",
)  # fmt: skip
GROWING = frozenset(
    model._meta.db_table
    for model in apps.get_app_config("commitments").get_models(include_auto_created=True)
    if model._meta.model_name not in SMALL
)
SCAN = re.compile(r"^SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?$")
# Any limit but that of an EXISTS within, which says that one row is enough; or only whether there is one row.
LIMITED = re.compile(r" LIMIT (?!1(?: OFFSET 0)?\))|^SELECT EXISTS\(")
NAMED = re.compile(r'(?:FROM|JOIN) "(\w+)"(?: "?([A-Z]+\d+)"?)?')
PARTIAL = "SELECT indexrelid::regclass::text FROM pg_index WHERE indpred IS NOT NULL"
PARTIAL_OF_SQLITE = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '% WHERE %'"
# A small table is cheaper to read whole than to look into: what is left is read so for want of an index.
ONLY_BY_INDEX = ("enable_seqscan", "enable_hashjoin", "enable_mergejoin", "enable_material")
# As if there were so many times the rows: otherwise a page is cheaper to find from its wrong end.
TIMES = 100
OF_TABLES = """
WHERE oid IN (
    SELECT unnest(ARRAY[indexrelid, indrelid]) FROM pg_index WHERE indrelid::regclass::text = ANY(%s)
)
"""
MANY_ROWS = f"UPDATE pg_class SET reltuples = reltuples * %s {OF_TABLES}"
# As if every page of a growing table held so many rows, however large earlier tests have left its file.
ROWS_A_PAGE = 1_000_000
FULL_PAGES = f"UPDATE pg_class SET reltuples = %s, relpages = 1 {OF_TABLES}"
# What SQLite has counted, where it has, and its memory of it.
UNLEARN = ("ANALYZE", "DELETE FROM sqlite_stat1", "ANALYZE sqlite_master")
# What a node says of the rows it went through, for each time it ran.
COUNTS = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")
# Nodes through which rows flow one by one, so that a limit above stops the walk below.
FLOWING = frozenset({"Limit", "Nested Loop", "Subquery Scan", "Result", "Incremental Sort", "LockRows"})


def whole_reads(sql: str, params: Any) -> list[str]:
    """Name the growing tables that a query reads from end to end."""
    if connection.vendor == "sqlite":
        return list(_scans(sql, params))
    return list(_unindexed(_plan(sql, params, "FORMAT JSON"), _partial_indexes(), is_limited=False))


def rows_read(asked: QuerySet[Any]) -> Counter[str]:
    """Run a query on PostgreSQL and return how many rows of each table it read, left out ones too."""
    found: Counter[str] = Counter()
    for node in _nodes(_plan(*asked.query.sql_with_params(), "ANALYZE, TIMING OFF, FORMAT JSON")):
        if table := node.get("Relation Name"):
            counts = (node.get(name, 0) for name in COUNTS)
            found[table] += round(node["Actual Loops"] * sum(counts))
    return found


def indexes_used(asked: QuerySet[Any]) -> set[str]:
    """Return the names of the indexes through which PostgreSQL reads for a query."""
    nodes = _nodes(_plan(*asked.query.sql_with_params(), "FORMAT JSON"))
    return {node["Index Name"] for node in nodes if "Index Name" in node}


def steps_of(asked: QuerySet[Any]) -> int:
    """Run a query on SQLite and return how many steps its machine took."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    connection.ensure_connection()
    connection.connection.set_progress_handler(count, 1)
    try:
        list(asked)
    finally:
        connection.connection.set_progress_handler(None, 0)
    return steps


def _plan(sql: str, params: Any, options: str) -> dict[str, Any]:
    """Return the first node of PostgreSQL's plan, as structured data: its words differ between versions."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN ({options}) {sql}", params)
        found = cursor.fetchone()[0]
    plan: list[dict[str, Any]] = json.loads(found) if isinstance(found, str) else found
    node: dict[str, Any] = plan[0]["Plan"]
    return node


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", ()):
        yield from _nodes(child)


def plan_by_index() -> None:
    """Let the database plan, until the transaction ends, as it would on a table that is too large to read."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for said in UNLEARN:
                cursor.execute(said)
            return
        for setting in ONLY_BY_INDEX:
            cursor.execute(f"SET LOCAL {setting} = off")
        cursor.execute(FULL_PAGES, [ROWS_A_PAGE, sorted(GROWING)])


def plan_for_many_rows() -> None:
    """Let PostgreSQL plan, until the transaction ends, as if the growing tables had grown."""
    with connection.cursor() as cursor:
        cursor.execute(MANY_ROWS, [TIMES, sorted(GROWING)])


def _scans(sql: str, params: Any) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        steps = [row[3] for row in cursor.fetchall()]
    # In the order of the keys, row after row until there are enough: a page, or a count that stops.
    is_walk = LIMITED.search(sql) and not any(step.startswith("USE TEMP B-TREE") for step in steps)
    # Django calls a table in one subquery as it calls another in the next; any of them may be meant.
    tables: dict[str, set[str]] = defaultdict(set)
    for table, alias in NAMED.findall(sql):
        tables[alias or table].add(table)
    for step in steps if not is_walk else ():
        scanned = SCAN.match(step)
        if scanned is None or scanned[2] in _partial_indexes():
            continue
        meant = {_table_of(scanned[2])} if scanned[2] else tables[scanned[1]]
        if meant & GROWING:
            yield ", ".join(sorted(meant))


def _table_of(index: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tbl_name FROM sqlite_master WHERE type = 'index' AND name = %s", [index])
        return str(cursor.fetchone()[0])


def _partial_indexes() -> set[str]:
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute(PARTIAL_OF_SQLITE if is_sqlite else PARTIAL)
        return {row[0] for row in cursor.fetchall()}


def _unindexed(node: dict[str, Any], partial: set[str], *, is_limited: bool) -> Iterator[str]:
    table, index = node.get("Relation Name", ""), node.get("Index Name", "")
    is_bounded = "Index Cond" in node or index in partial or is_limited
    if table in GROWING and not is_bounded and node["Node Type"] != "Bitmap Heap Scan":
        yield table
    flows = node["Node Type"] in FLOWING
    is_limited = flows and (is_limited or node["Node Type"] == "Limit")
    # What is asked of each row may be answered of all at once where all are few: it has its key either way.
    for child in node.get("Plans", ()):
        # The inner side of a join is looked up again for each row of the outer one.
        is_outer = child.get("Parent Relationship") in ("Outer", "Subquery")
        yield from _unindexed(child, partial, is_limited=is_limited and is_outer)
