"""Every screen against a bare view of the rows on it, with 100,000 commitments (TRACKER_BENCH_ROWS) behind.

What is measured is the CPU time of the web process and of its PostgreSQL process together, page and bare
view in turn: the wall clock tells more of what else the machine does.
"""

import os
import re
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Model
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commitments import models
from commitments.access import policy
from commitments.audit import log
from commitments.enums import CommitmentState, MeetingState
from commitments.seed import loader
from tests.benchmarks.figures import Figure

DATABASES = ("postgresql", "sqlite")
ROWS = int(os.environ.get("TRACKER_BENCH_ROWS", "100000"))
LIMITS = {"postgresql": 7.0, "sqlite": 8.0}
TIMES, BARE_TIMES = 9, 3
SHOWN = 25
LISTS = "/admin/commitments/"
OFFICER, OTHERS = "s-desk-1-1", ("s-division-1", "s-focal-2-1", "s-records-officer")
LINK = re.compile(rf'href="{LISTS}(\w+)/(\d+)/')
VIEWS = ("mine", "overdue", "ours", "theirs", "no-date", "changed", "drafts", "closed", "all")
MEETING_LISTS = ("meeting", "outcome", "statement", "packet")
OTHER_LISTS = ("ministry", "official", "reminder", "email", "approval")

Rows = Mapping[str, set[Any]]


def figures() -> list[Figure]:
    """Load the records and measure each screen for an officer, and the main ones for others."""
    loader.load_commitments(ROWS, 1, now=timezone.now())
    loader.analyse_tables()
    found = list(measured(OFFICER, screens(models.User.objects.get(username=OFFICER))))
    for name in OTHERS:
        found += measured(name, main_screens(models.User.objects.get(username=name)))
    return found


def main_screens(person: models.User) -> dict[str, str]:
    """Name the screens that others than an officer open every day."""
    items = f"{LISTS}commitment/"
    return {
        "My desk": "/admin/",
        "commitments": items,
        "one commitment": f"{items}{_moved(person).pk}/change/",
        "list of reminder": f"{LISTS}reminder/",
    }


def _moved(person: models.User) -> models.Commitment:
    """Find what is under way, and has been moved most often, of what the person reads."""
    seen = policy.readable_by(models.Commitment.objects.filter(state=CommitmentState.IN_PROGRESS), person)
    found: models.Commitment = seen.order_by("-deadline__number", "pk")[:1].get()
    return found


def screens(person: models.User) -> dict[str, str]:
    """Name the screens and their addresses, as that person sees them."""

    def seen(model: type[Model]) -> Any:
        return policy.readable_by(model._default_manager.all(), person).order_by("pk")

    item = _moved(person)
    held = seen(models.Meeting).filter(state=MeetingState.CLOSED).order_by("-held_on").first()
    ahead = seen(models.Meeting).filter(state=MeetingState.PLANNED).first()
    rare, items = item.title.split()[-1], f"{LISTS}commitment/"
    return {
        "My desk": "/admin/",
        "commitments": items,
        **{f"commitments, {view}": f"{items}?view={view}" for view in VIEWS},
        "commitments, a late page": f"{items}?view=all&p=40",
        "commitments, by title": f"{items}?view=all&o=2",
        "commitments, a country": f"{items}?view=all&country__id__exact={item.country_id}",
        "commitments, a state": f"{items}?view=all&state__exact={CommitmentState.IN_PROGRESS.value}",
        "commitments, a rare word": f"{items}?view=all&q={rare}",
        "commitments, a common word": f"{items}?view=all&q=records",
        "one commitment": f"{items}{item.pk}/change/",
        "one commitment, history": f"{items}{item.pk}/history/",
        "one meeting": f"{LISTS}meeting/{held.pk}/change/",
        "one meeting, ahead": f"{LISTS}meeting/{ahead.pk}/change/",
        **{f"list of {name}": f"{LISTS}{name}/" for name in (*MEETING_LISTS, *OTHER_LISTS)},
        # Nothing waits for the officer's own decision, and an empty page is compared with nothing.
        "list of approval": f"{LISTS}approval/?view=waiting",
        "find a rare word": f"/admin/search/?q={rare}",
        "find a common word": "/admin/search/?q=records",
    }


def measured(username: str, pages: Mapping[str, str]) -> Iterator[Figure]:
    """Measure each page, and print nothing where a person may not open it."""
    client = Client()
    client.force_login(models.User.objects.get(username=username))
    cost = Cost()
    for name, address in pages.items():
        answer = client.get(address)
        if answer.status_code != 200:
            continue
        ours, floor = in_turn(cost, client, address, rows_of(address, answer))
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        title = f"{name}, {username}, {connection.vendor}: {len(queries)} queries"
        yield Figure(title, ours, floor, "ms", LIMITS[connection.vendor])


def in_turn(cost: "Cost", client: Client, address: str, rows: Rows) -> tuple[float, float]:
    """Give the medians of the page and of the bare view, run in turn."""
    named = {kind: ",".join(map(str, sorted(keys))) for kind, keys in rows.items()}
    ours, floor = [], []
    for _time in range(TIMES):
        # To change the addresses is to read them anew at the next page, as no server ever does.
        client.get(address)
        ours.append(cost.of(partial(client.get, address)))
        with override_settings(ROOT_URLCONF="tests.benchmarks.bare"):
            client.get("/bare/", named)
            floor += [cost.of(partial(client.get, "/bare/", named)) for _again in range(BARE_TIMES)]
    return statistics.median(ours), statistics.median(floor)


def rows_of(address: str, answer: Any) -> Rows:
    """Name the rows on a page, of whichever table: of its list, those it links to, all parts of a record."""
    rows: dict[str, set[Any]] = defaultdict(set)
    cl = next((one["cl"] for one in answer.context or () if "cl" in one), None)
    if cl is not None:
        rows[cl.opts.model_name] = {row.pk for row in cl.result_list}
        _add_owners_and_deadlines(rows)
        return {kind: keys for kind, keys in rows.items() if keys}
    for kind, key in LINK.findall(answer.content.decode()):
        rows[kind].add(int(key))
    _add_owners_and_deadlines(rows)
    one = re.fullmatch(rf"{LISTS}(\w+)/(\d+)/(change|history)/", address)
    if one:
        model = {"commitment": models.Commitment, "meeting": models.Meeting}[one[1]]
        _add_parts(rows, model._default_manager.get(pk=one[2]), with_parts=one[3] == "change")
    return {kind: keys for kind, keys in rows.items() if keys}


def _add_owners_and_deadlines(rows: dict[str, set[Any]]) -> None:
    """Add what each commitment shows on its line from tables of its own: who owes it, and its deadline."""
    items = rows.get("commitment", set())
    if items:
        owners = models.Responsibility.objects.filter(commitment__in=items)
        rows["responsibility"] |= set(owners.values_list("pk", flat=True))
        rows["deadline"] |= set(
            models.Commitment.objects.filter(pk__in=items).values_list("deadline", flat=True)
        ) - {None}


def _add_parts(rows: dict[str, set[Any]], record: Model, *, with_parts: bool) -> None:
    rows[str(record._meta.model_name)].add(record.pk)
    rows["auditrow"] |= set(log.list_history(record).order_by("-pk").values_list("pk", flat=True)[:SHOWN])
    for relation in record._meta.related_objects if with_parts else ():
        name = relation.get_accessor_name()
        if name and not name.endswith("+") and relation.one_to_many:
            parts = getattr(record, name).order_by("pk").values_list("pk", flat=True)
            rows[str(relation.related_model._meta.model_name)] |= set(parts)


class Cost:
    """CPU milliseconds of some work, in this process and in the database's own of this connection."""

    def __init__(self) -> None:
        self._backend: Path | None = None
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                self._backend = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")

    def of(self, work: Callable[[], object]) -> float:
        started = self._now()
        work()
        return (self._now() - started) * 1000

    def _now(self) -> float:
        nanoseconds = int(self._backend.read_text().split()[0]) if self._backend else 0
        return time.process_time() + nanoseconds / 1e9
