"""Give many altered files to every importer and print how each ended; exit 1 where one did harm.

Processes with limits take the files, some hundred each; what they hand to the readers is read in the children
of those. Nothing that a file wrote stays. The last row of the table is the floor.
"""

import argparse
import itertools
import multiprocessing
import os
import random
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any
from unittest import mock

from django.db import connection

from commitments.documents import reader
from commitments.documents.worker import UNFORESEEN
from commitments.errors import Refused
from tests.fuzz.importers import Importer, Stage, answered
from tests.fuzz.mutations import Mutation, mutations
from tests.fuzz.report import (
    DIED,
    HARM,
    MEMORY,
    MOST_KIB,
    MOST_SECONDS,
    OK,
    REFUSED,
    TIME,
    TRACEBACK,
    Tried,
    report,
)

AT_ONCE, A_TURN = 2, 200
# Of address space, which is a multiple of what is used; the floor is measured in what is used.
ADDRESS_BYTES = 3 << 30
WALL_SECONDS = 180


@dataclass(frozen=True, slots=True)
class Given:
    """One altered file, and who is to take it."""

    number: int
    importer: Importer
    ending: str
    mutation: str
    content: bytes


class TooLong(BaseException):
    """A file was not answered in all the time that there is."""


class Files:
    """The altered files by their number: each way is tried on each kind in turn; the same seed, the same."""

    def __init__(self, importers: Sequence[Importer], seed: int) -> None:
        self.seed = seed
        self.ways: list[tuple[Importer, str, str, Mutation]] = [
            (importer, ending, name, way)
            for importer in importers
            for ending in importer.whole
            for name, way in mutations(ending)
        ]
        random.Random(0).shuffle(self.ways)

    def at(self, number: int) -> Given:
        importer, ending, name, way = self.ways[number % len(self.ways)]
        chance = random.Random(f"{self.seed} {number}")
        content = way(chance.choice(importer.whole[ending]), chance, ending)
        return Given(number, importer, ending, name, content)


def tried(given: Given) -> Tried:
    """Let one importer take one file; say how it ended, and what it took."""
    one = Tried(given.importer.name, given.ending, given.mutation, given.number)
    cpu = time.process_time()
    read: Any = reader._messages

    def used(seconds: float, peak: int) -> None:
        one.cpu += seconds
        one.peak = max(one.peak, peak)

    def messages(call: str, ending: str, content: bytes, seconds: int, _used: object) -> Any:
        return read(call, ending, content, seconds, used)

    try:
        with mock.patch.object(reader, "_messages", messages):
            one.outcome, one.answer = OK, answered(given.importer, given.ending, given.content)
    except Refused as refused:
        notes = " ".join(getattr(refused, "__notes__", ()))
        one.outcome = DIED if notes == reader.GONE else REFUSED
        one.answer = str(refused)
        one.unforeseen = notes.removeprefix(UNFORESEEN) if notes.startswith(UNFORESEEN) else ""
    except TooLong:
        one.outcome = TIME
    except Exception as error:
        one.outcome, one.answer = TRACEBACK, f"{type(error).__name__}: {error}"[:300]
    one.cpu += time.process_time() - cpu
    return weighed(one)


def weighed(one: Tried) -> Tried:
    """Say of what did no other harm whether it took too much."""
    if one.outcome in (OK, REFUSED):
        one.outcome = MEMORY if one.peak > MOST_KIB else TIME if one.cpu > MOST_SECONDS else one.outcome
    return one


def take(files: Files, numbers: range, tell: Callable[[Tried], None]) -> None:
    """Try some files, and tell each end; called in a process with limits."""

    def late(_number: int, _frame: object) -> None:
        raise TooLong

    signal.signal(signal.SIGALRM, late)
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_BYTES, ADDRESS_BYTES))
    for number in numbers:
        given = files.at(number)
        signal.alarm(WALL_SECONDS)
        one = tried(given)
        signal.alarm(0)
        one.peak = max(one.peak, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
        tell(weighed(one))
    connection.close()
    reader.READER.stop()


@dataclass(slots=True)
class Lane:
    """One process at a time, and the files that it has still to take."""

    files: Files
    left: range
    process: BaseProcess
    told: Connection

    @classmethod
    def begun(cls, files: Files, left: range) -> "Lane":
        told, tell = multiprocessing.Pipe(duplex=False)
        fork = multiprocessing.get_context("fork")
        process = fork.Process(target=take, args=(files, left, tell.send))
        process.start()
        tell.close()
        return cls(files, left, process, told)

    def next(self) -> Tried | None:
        """Give the next end; None where the process has ended after its last. A death is the file's."""
        try:
            one: Tried = self.told.recv()
        except EOFError:
            self.process.join()
            if not self.left:
                return None
            given = self.files.at(self.left[0])
            one = Tried(given.importer.name, given.ending, given.mutation, given.number, DIED)
        self.left = self.left[1:]
        return one


def ends(files: Files, count: int, until: float) -> Iterator[Tried]:
    """Try so many files in two lanes, and give each end as it comes; no turn is begun after a moment."""
    turns = iter([range(first, min(first + A_TURN, count)) for first in range(0, count, A_TURN)])
    lanes = [Lane.begun(files, turn) for turn in itertools.islice(turns, AT_ONCE)]
    while lanes:
        for told in wait([lane.told for lane in lanes]):
            lane = next(one for one in lanes if one.told is told)
            one = lane.next()
            if one is not None:
                yield one
            if one is not None and one.outcome != DIED or lane.process.is_alive():
                continue
            lanes.remove(lane)
            left = lane.left or (next(turns, range(0)) if time.monotonic() < until else range(0))
            if left:
                lanes.append(Lane.begun(files, left))


def _keep(folder: Path, one: Tried, content: bytes) -> None:
    """Keep a file that did harm, and beside it what came of it."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{one.number}-{one.importer}-{one.mutation}{one.ending}".replace(" ", "-")
    (folder / name).write_bytes(content)
    (folder / f"{name}.said").write_text(str(one))


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="bin/prove fuzz", description=__doc__)
    parser.add_argument("-n", type=int, default=10_000, help="how many altered files")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=90, help="nothing is begun later than that")
    parser.add_argument("--keep", type=Path, help="a folder for files that did harm")
    parser.add_argument("--only", default="", metavar="NAME", help="importers with this in their name")
    options = parser.parse_args(arguments)
    files = Files([one for one in Stage().importers() if options.only in one.name], options.seed)
    connection.close()
    begun, found = time.monotonic(), list[Tried]()
    with tempfile.TemporaryFile() as errors:
        # What a process writes to its standard error would be a traceback.
        kept = os.dup(2)
        os.dup2(errors.fileno(), 2)
        for one in ends(files, options.n, begun + 60 * options.minutes):
            found.append(one)
            if options.keep and one.outcome in HARM:
                _keep(options.keep, one, files.at(one.number).content)
            if len(found) % 20 == 0:
                os.write(kept, f"\r{len(found)} files".encode())
        os.dup2(kept, 2)
        print(file=sys.stderr)
        errors.seek(0)
        lines = errors.read().decode(errors="replace").splitlines()
    report(found, len(lines), time.monotonic() - begun)
    print("\n".join(lines[:40]))
    return 1 if lines or len(found) < options.n or any(one.outcome in HARM for one in found) else 0
