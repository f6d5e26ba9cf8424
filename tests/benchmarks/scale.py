"""CPU of every page and run with 1,000 and 100,000 commitments, or as many as are named, in one table.

`bin/prove scale 1000 100000 1000000` loads each number into a database of its own: on PostgreSQL all of them,
on SQLite those up to 100,000. `bin/prove scale --here` measures the database of DATABASE_URL and leaves it as
it is. Exit 1 where what shows one page grows by more than half from the fewest to the most.
"""

import datetime
import importlib
import io
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import django
from django.conf import settings

from tests.benchmarks import processes, stage

SIZES, MOST_ON_SQLITE = (1_000, 100_000), 100_000
MOST_GROWTH = 1.5
TIMES = 7
OFFICER, HEAD = "s-desk-1-1", "s-division-1"
# What is measured once, and may grow with the record.
RUNS = "run: "


def measure(size: int | None) -> dict[str, float]:
    """Return the CPU milliseconds of each page and run, with the database's own."""
    screens = importlib.import_module("tests.benchmarks.measure_screens")
    db = importlib.import_module("django.db")
    found: dict[str, float] = {}
    if size is not None:
        loader = importlib.import_module("commitments.seed.loader")
        now = importlib.import_module("django.utils.timezone").now()
        found[f"{RUNS}load"] = once(lambda: loader.load_commitments(size, 1, now=now))
        loader.analyse_tables()
    # Before the pages: they write the log, which is sealed when a transaction ends, and theirs never does.
    found[f"{RUNS}verify_records without packets"] = once(verify)
    with db.transaction.atomic():
        for name, work in (*pages(screens), *runs()):
            found[name] = once(work) if name.startswith(RUNS) else often(screens.Cost(), work)
            print(f"{name}: {found[name]:.1f} ms", file=sys.stderr, flush=True)
        db.transaction.set_rollback(True)
    found[f"{RUNS}backup"] = once(back_up)
    return found


def once(work: Callable[[], object]) -> float:
    """Return what some work takes that is done once, with the processes and connections that it opens."""
    server = find_server()
    before = used(server)
    work()
    return (used(server) - before) * 1000


def find_server() -> str | None:
    """Return the process of the PostgreSQL server; None for SQLite, which is in this process."""
    connection = importlib.import_module("django.db").connection
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return processes.read_fields(cursor.fetchone()[0])[processes.PARENT]


def used(server: str | None) -> float:
    """Return the CPU seconds of this process and of those that it ended, and of the whole server."""
    own = sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    if server is None:
        return own
    seconds = processes.add_up(processes.read_fields(server), processes.WITH_ENDED)
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(FileNotFoundError, ProcessLookupError):
            fields = processes.read_fields(process.name)
            if fields[processes.PARENT] == server:
                seconds += processes.add_up(fields)
    return own + seconds


def often(cost: Any, work: Callable[[], object]) -> float:
    """Return the median of some work, after one run to warm up."""
    work()
    taken: list[float] = [cost.of(work) for _time in range(TIMES)]
    return statistics.median(taken)


def pages(screens: Any) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield each page and API answer of an officer, and the main ones and searches of the division head."""
    client_of = importlib.import_module("django.test").Client
    program = importlib.import_module("tests.commitments.api.programs")
    people = importlib.import_module("commitments.models").User.objects
    officer, head = people.get(username=OFFICER), people.get(username=HEAD)
    addresses = screens.screens(officer)
    commitments = importlib.import_module("commitments.models").Commitment.objects
    item = commitments.get(pk=addresses["one commitment"].split("/")[-3]).reference
    addresses["commitments, two common words"] = "/admin/commitments/commitment/?q=share+records"
    addresses["find two common words"] = "/admin/search/?q=share+records"
    addresses["audit log"] = "/admin/audit-log/"
    of_head = {name: address for name, address in addresses.items() if "common" in name}
    for person, named in ((officer, addresses), (head, screens.main_screens(head) | of_head)):
        client = client_of()
        client.force_login(person)
        for name, address in named.items():
            if client.get(address).status_code == 200:
                yield f"{name}, {person.username}", partial(client.get, address)
    reader = program.program(officer)
    for name, address in {
        "API, list": program.COMMITMENTS,
        "API, one commitment": f"{program.COMMITMENTS}{item}/",
        "API, a common word": f"{program.COMMITMENTS}?q=records",
        "API, meetings": program.MEETINGS,
    }.items():
        yield name, partial(reader.get, address)


def runs() -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield the reminder run in its parts, an export, and a past day."""
    planner = importlib.import_module("commitments.reminders.planner")
    outbox = importlib.import_module("commitments.reminders.outbox")
    heartbeat = importlib.import_module("commitments.models").Heartbeat.objects
    client = importlib.import_module("django.test").Client()
    client.force_login(importlib.import_module("commitments.models").User.objects.get(username=OFFICER))
    now = importlib.import_module("django.utils.timezone").now()
    # As after a run of the day before.
    yesterday = now - datetime.timedelta(days=1)
    heartbeat.update_or_create(name=planner.HEARTBEAT, defaults={"beat_at": yesterday})
    world, window = planner.load_world(now), planner.window_at(now)
    yield f"{RUNS}first planning of a day", lambda: planner.plan_rows(world, window)
    yield f"{RUNS}due scan, all planned", lambda: planner.list_unplanned(world, window)
    yield f"{RUNS}emails of a day (digests), not sent", lambda: outbox.run_outbox(now, is_dry=True)
    listed = "/admin/commitments/commitment/"
    yield f"{RUNS}export of open commitments (CSV)", lambda: b"".join(client.get(f"{listed}export/csv/"))
    day = (now - datetime.timedelta(days=400)).date().isoformat()
    yield f"{RUNS}list as of a past day", lambda: client.get(listed, {"as_of": day})


def verify() -> None:
    """Compare every record with what was recorded."""
    call_command = importlib.import_module("django.core.management").call_command
    call_command("verify_records", "--no-rebuild", stdout=io.StringIO())


def back_up() -> None:
    """Make a backup, and delete it."""
    call_command = importlib.import_module("django.core.management").call_command
    with tempfile.TemporaryDirectory() as folder:
        call_command("backup", Path(folder) / "copy", verbosity=0)


def measure_apart(size: int, database: str) -> dict[str, float]:
    """Measure one number of commitments in a process and a database of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.scale", "--one", str(size)]
    environment = {**os.environ, "TRACKER_TEST_DATABASE": database}
    answer = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
    found: dict[str, float] = json.loads(answer.stdout.splitlines()[-1])
    return found


def show(columns: dict[str, dict[str, float]], fewest: str, most: str) -> int:
    """Print the table; return 1 where a page grows too much."""
    print(f"{'CPU, ms':58}" + "".join(f"{name:>18}" for name in columns) + f"{'growth':>9}")
    is_grown = False
    for name in dict.fromkeys(name for column in columns.values() for name in column):
        values = [column.get(name) for column in columns.values()]
        low, high = columns[fewest].get(name), columns[most].get(name)
        growth = high / low if low and high else None
        is_too_much = growth is not None and growth > MOST_GROWTH and not name.startswith(RUNS)
        is_grown = is_grown or is_too_much
        cells = "".join(f"{value:18,.1f}" if value is not None else f"{'-':>18}" for value in values)
        print(f"{name:58}{cells}{f'{growth:9.2f}' if growth else ''}{'  TOO MUCH' if is_too_much else ''}")
    return int(is_grown)


def main(asked: list[str]) -> int:
    """Measure each number of commitments, and print one table."""
    if asked[:1] == ["--one"]:
        stage.prepare()
        print(json.dumps(measure(int(asked[1]))))
        return 0
    if asked == ["--here"]:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
        django.setup()
        settings.STORAGES["staticfiles"] = {
            "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        }
        settings.ALLOWED_HOSTS.append("testserver")
        return show({"here": measure(None)}, "here", "here")
    sizes = sorted(int(size.replace(",", "")) for size in asked) or list(SIZES)
    columns = {f"{size:,}": measure_apart(size, "postgresql") for size in sizes}
    on_sqlite = [size for size in sizes if size <= MOST_ON_SQLITE][-1:]
    columns |= {f"{size:,} SQLite": measure_apart(size, "sqlite") for size in on_sqlite}
    return show(columns, f"{sizes[0]:,}", f"{sizes[-1]:,}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
