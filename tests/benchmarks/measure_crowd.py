"""Forty programs that read at once, each by a token of its own, from the web processes of production."""

import os
import socket
import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import BinaryIO
from urllib.request import urlopen

from django.db import connection
from django.utils import timezone

from commitments.access import querysets
from commitments.api import tokens
from commitments.enums import Role
from commitments.models import Commitment, Meeting, User
from commitments.seed import loader
from tests.apart import Apart, apart
from tests.benchmarks import processes
from tests.benchmarks.figures import Figure
from tests.commitments.api.programs import COMMITMENTS, MEETINGS
from tests.pictures.server import free_port

ROWS = int(os.environ.get("TRACKER_BENCH_ROWS", "100000"))
ROLES = (Role.DESK_OFFICER, Role.FOCAL_POINT)
LISTS = (
    f"{COMMITMENTS}?page_size=100",
    f"{COMMITMENTS}?open=true&owed_by=ours&ordering=due_on",
    f"{COMMITMENTS}?state=accepted&state=in_progress&ordering=-reference&fields=reference,title,due_on",
    f"{MEETINGS}?ordering=-held_on&page_size=100",
    "/api/v1/ministries/",
)
CLIENTS, SECONDS, START_SECONDS = 40, 12, 30
MOST_MS = 300.0
# As docs/operations.md starts the web.
WEB = (
    *("-m", "gunicorn", "tracker.wsgi", "--workers", "3", "--worker-class", "tracker.web_worker.WebWorker"),
    *("--threads", "2", "--no-control-socket", "--log-level", "error", "--bind"),
)
SETTINGS = {
    "ALLOWED_HOSTS": "127.0.0.1",
    "SECOND_FACTOR_ROLES": "none",
    "SECOND_FACTOR_ABOVE": "secret",
    "LOG_LEVEL": "ERROR",
}
QUESTION = b"GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n\r\n"


@dataclass
class Heard:
    """What the programs were answered: how long each answer took in milliseconds, and what went wrong."""

    taken: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def figures() -> list[Figure]:
    """Let officers and focal points read lists and records in turn, among TRACKER_BENCH_ROWS commitments."""
    loader.load_commitments(ROWS, 1, now=timezone.now())
    loader.analyse_tables()
    people = list(User.objects.filter(role__in=ROLES, is_active=True).order_by("username")[:CLIENTS])
    signed = [tokens.create_token(person, days=7, now=timezone.now()) for person in people]
    addresses = [*LISTS, *_records(people[0])]
    with apart(**SETTINGS) as installation, served(installation) as (port, master):
        _crowd(port, signed, addresses, seconds=2)
        before, spent = os.getloadavg()[0], _cpu(master)
        heard = _crowd(port, signed, addresses, seconds=SECONDS)
        spent = _cpu(master) - spent
    if heard.wrong:
        print("\n".join(sorted(set(heard.wrong))[:5]))
    p95 = statistics.quantiles(heard.taken, n=100)[94]
    cost, processors = spent / len(heard.taken) * 1000, len(os.sched_getaffinity(0))
    name = f"{len(people)} programs at once"
    return [
        Figure(f"{name}, p95 of {len(heard.taken):,} answers", p95, MOST_MS, "ms", 1.0),
        Figure(f"{name}, errors", len(heard.wrong), 1, "", 0.0),
        # What the machine does besides does not change this: all of them wait for all of them.
        Figure(f"{name}, if the processors were theirs", len(people) * cost / processors, MOST_MS, "ms", 1.0),
        Figure("processes that wanted a processor just before", before, processors, ""),
    ]


def _records(person: User) -> list[str]:
    """Name single records that a person may read; to the others of the crowd they are absent or not."""
    items = (
        querysets.list_readable(Commitment, person).order_by("-reference").values_list("reference", flat=True)
    )
    meetings = (
        querysets.list_readable(Meeting, person).order_by("-reference").values_list("reference", flat=True)
    )
    return [*(f"{COMMITMENTS}{item}/" for item in items[:3]), *(f"{MEETINGS}{one}/" for one in meetings[:1])]


def _crowd(port: int, signed: Sequence[str], addresses: Sequence[str], *, seconds: float) -> Heard:
    heard, until = Heard(), time.monotonic() + seconds
    programs = [
        threading.Thread(target=_read, args=(port, token, addresses, number, until, heard))
        for number, token in enumerate(signed)
    ]
    for program in programs:
        program.start()
    for program in programs:
        program.join()
    return heard


def _read(port: int, token: str, addresses: Sequence[str], first: int, until: float, heard: Heard) -> None:
    """Read one address after the other over one connection, as soon as the last is answered."""
    turns = count(first)
    while time.monotonic() < until:
        try:
            with (
                socket.create_connection(("127.0.0.1", port), timeout=30) as line,
                line.makefile("rb") as answers,
            ):
                while time.monotonic() < until:
                    started = time.perf_counter()
                    line.sendall(
                        QUESTION % (addresses[next(turns) % len(addresses)].encode(), token.encode())
                    )
                    status, content = _answer(answers)
                    heard.taken.append((time.perf_counter() - started) * 1000)
                    if status not in (200, 404):
                        heard.wrong.append(f"{status} {content[:200]!r}")
        except (OSError, ValueError) as error:
            heard.wrong.append(repr(error))


def _answer(answers: BinaryIO) -> tuple[int, bytes]:
    """Read one answer whose length is told; the standard client takes as long for its head as for a query.

    Raises ValueError where the connection ended.
    """
    status = int((answers.readline().split(maxsplit=2) or [b"", b""])[1])
    length = 0
    while (line := answers.readline()) not in (b"\r\n", b""):
        name, _, value = line.partition(b":")
        length = int(value) if name.lower() == b"content-length" else length
    return status, answers.read(length)


@contextmanager
def served(installation: Apart) -> Iterator[tuple[int, int]]:
    """Start the web processes; give the port and the process that keeps them."""
    installation.run("manage.py", "collectstatic", "--no-input", "--verbosity", "0")
    port = free_port()
    process = installation.start(*WEB, f"127.0.0.1:{port}")
    try:
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                urlopen(f"http://127.0.0.1:{port}/livez").close()
                break
            except OSError:
                if time.monotonic() > until or process.poll() is not None:
                    raise
                time.sleep(0.1)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(START_SECONDS)


def _cpu(master: int) -> float:
    """Give the seconds of processor that the web processes and their database have taken so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        backends = {pid for (pid,) in cursor.fetchall()}
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    keys = (master, *map(int, children), *backends)
    return sum(processes.add_up(processes.read_fields(key)) for key in keys)
