"""Officers who open a page every 30 seconds, 200 and ten times as many, and whoever asks whether it is alive.

`OFFICERS=50 bin/prove benchmarks officers` lets so many come, and ten times as many after them. The officers
are one process beside the web processes, and take their share of the same processors.
"""

import asyncio
import math
import os
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from django.conf import settings
from django.test import Client
from django.utils import timezone

from commitments.access import policy
from commitments.enums import Role
from commitments.models import Commitment, Meeting, User
from commitments.seed import loader
from tests.apart import apart
from tests.benchmarks import measure_crowd
from tests.benchmarks.figures import Figure

OFFICERS = int(os.environ.get("OFFICERS", "200"))
TIMES_AS_MANY, PAUSE, SECONDS, PATIENCE = 10, 30.0, 90, 70
# Of an admitted page among 200 officers, and among ten times as many; of a refusal, and of `/livez`.
P95_MS, CROWDED_MS, REFUSED_MS, ALIVE_MS = 1_000.0, 2_000.0, 1_000.0, 1_000.0
ALIVE = "/livez"
QUESTION = "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: %s\r\nConnection: close\r\n\r\n"


@dataclass(frozen=True)
class Officer:
    """A signed-in browser and the pages that it opens in turn."""

    cookie: str
    pages: Sequence[str]


@dataclass
class Heard:
    """Milliseconds of each answer by its status; what was never answered counts as status 0."""

    taken: dict[int, list[float]] = field(default_factory=dict)

    def note(self, status: int, started: float) -> None:
        self.taken.setdefault(status, []).append((time.perf_counter() - started) * 1000)

    def of(self, *statuses: int) -> list[float]:
        """Return what answers with these statuses took."""
        return [taken for status in statuses for taken in self.taken.get(status, ())]

    def count_others(self, *statuses: int) -> int:
        return sum(len(taken) for status, taken in self.taken.items() if status not in statuses)


def figures() -> Iterator[Figure]:
    """Let 200 officers come, then ten times as many, to 100,000 commitments."""
    loader.load_commitments(measure_crowd.ROWS, 1, now=timezone.now())
    loader.analyse_tables()
    officers = list(sign_in(OFFICERS))
    with (
        apart(**measure_crowd.SETTINGS) as installation,
        measure_crowd.served(installation) as (port, _master),
    ):
        visit(port, officers[:20], seconds=20, pause=2)
        before = os.getloadavg()[0]
        pages, alive = visit(port, officers, seconds=SECONDS, pause=PAUSE)
        name = f"{OFFICERS} officers"
        yield from told(name, pages, alive, P95_MS)
        yield Figure(f"{name}, refused or failed", pages.count_others(HTTPStatus.OK), 1, "", 0.0)
        pages, alive = visit(port, officers * TIMES_AS_MANY, seconds=SECONDS, pause=PAUSE)
        name = f"{OFFICERS * TIMES_AS_MANY} officers"
        yield from told(name, pages, alive, CROWDED_MS)
        refused = pages.of(HTTPStatus.SERVICE_UNAVAILABLE)
        yield Figure(f"{name}, p95 of {len(refused):,} refusals", part(refused, 0.95), REFUSED_MS, "ms", 1.0)
        others = pages.count_others(HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE)
        yield Figure(f"{name}, neither answered nor refused", others, 1, "", 0.0)
    yield Figure("processes that wanted a processor just before", before, os.cpu_count() or 1, "")


def told(name: str, pages: Heard, alive: Heard, limit: float) -> Iterator[Figure]:
    """Tell the pages that were answered, and whether the process said that it was alive."""
    answered = pages.of(HTTPStatus.OK)
    yield Figure(f"{name}, median of {len(answered):,} pages", part(answered, 0.5), limit, "ms")
    yield Figure(f"{name}, p95 of them", part(answered, 0.95), limit, "ms", 1.0)
    well = alive.of(HTTPStatus.OK)
    yield Figure(f"{name}, slowest of {len(well)} {ALIVE}", part(well, 1.0), ALIVE_MS, "ms", 1.0)
    yield Figure(f"{name}, {ALIVE} without an answer", alive.count_others(HTTPStatus.OK), 1, "", 0.0)


def part(taken: Sequence[float], of_them: float) -> float:
    """Return within what time this part of them was answered; never, where there are none."""
    return sorted(taken)[math.ceil(len(taken) * of_them) - 1] if taken else math.inf


def sign_in(count: int) -> Iterator[Officer]:
    """Sign in so many officers, each to a list, an item and a meeting of their own, and their desk."""
    people = list(User.objects.filter(role=Role.DESK_OFFICER, is_active=True).order_by("username")[:count])
    for number in range(count):
        person = people[number % len(people)]
        client = Client()
        client.force_login(person)
        item = policy.readable_by(Commitment.objects.all(), person).order_by("-pk").first()
        meeting = policy.readable_by(Meeting.objects.all(), person).order_by("-pk").first()
        assert item, person
        assert meeting, person
        pages = (
            "/admin/",
            "/admin/commitments/commitment/",
            f"/admin/commitments/commitment/{item.pk}/change/",
            f"/admin/commitments/meeting/{meeting.pk}/change/",
        )
        name = settings.SESSION_COOKIE_NAME
        yield Officer(f"{name}={client.cookies[name].value}", pages)


def visit(port: int, officers: Sequence[Officer], *, seconds: float, pause: float) -> tuple[Heard, Heard]:
    """Let all open pages for some seconds; return what they heard, and who asked whether it is alive."""
    return asyncio.run(_visit(port, officers, seconds, pause))


async def _visit(port: int, officers: Sequence[Officer], seconds: float, pause: float) -> tuple[Heard, Heard]:
    pages, alive, until = Heard(), Heard(), time.monotonic() + seconds
    chance = random.Random(1)
    waiting = [_open_pages(port, one, chance, pause, until, pages) for one in officers]
    await asyncio.gather(_stay_alive(port, until, alive), *waiting)
    return pages, alive


async def _open_pages(
    port: int, officer: Officer, chance: random.Random, pause: float, until: float, heard: Heard
) -> None:
    turn = chance.randrange(len(officer.pages))
    await asyncio.sleep(chance.uniform(0, pause))
    while time.monotonic() < until:
        await _ask(port, officer.pages[turn % len(officer.pages)], officer.cookie, heard)
        turn += 1
        await asyncio.sleep(pause * chance.uniform(0.5, 1.5))


async def _stay_alive(port: int, until: float, heard: Heard) -> None:
    while time.monotonic() < until:
        await _ask(port, ALIVE, "", heard)
        await asyncio.sleep(1)


async def _ask(port: int, address: str, cookie: str, heard: Heard) -> None:
    """Ask for one page over a connection of its own, and read it to its end."""
    started = time.perf_counter()
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write((QUESTION % (address, cookie)).encode())
            answer = await reader.read(-1)
            writer.close()
        status = int(answer.split(None, 2)[1])
    except (OSError, TimeoutError, IndexError):
        status = 0
    heard.note(status, started)
