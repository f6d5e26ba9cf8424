"""Try all mutants of a part: on SQLite in memory, from the start where they run then, and on PostgreSQL.

They are tried in no order, some at a time, and what is known is kept: a run that is cut off has tried a fair
sample of them.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path
from typing import Any

from commitments.management.supervisor import die_with_parent
from tests.mutants.chosen import Part
from tests.mutants.making import ROOT, copy_to, knows_databases, mutate
from tests.mutants.waking import KILLED, SURVIVED, TIMEOUT, function_of

NO_TESTS = "no tests"
SQLITE, SERVER = "sqlite", "postgresql"
LEFT = frozenset({SURVIVED, NO_TESTS})
NOTHING = "none"
# In this state mutmut notes which functions run.
NOTED = "stats"
AT_ONCE = int(os.environ.get("MUTANTS_AT_ONCE", os.cpu_count() or 2))
START_SECONDS = 900
# So many are tried on all ways before the next ones are; each time the tests are read in anew, which costs
# nothing more where each mutant has a program of its own.
BATCH, BATCH_OF_VALUES = 100, 5
# What is only collected in a fork was left by the process before it, and is no fault of a test there.
PLUGINS = ("-p", "tests.mutants.waking", "-p", "no:unraisableexception")
SEED = 7
Ended = dict[str, str]
_RUNNING: set["subprocess.Popen[str]"] = set()


@dataclass(frozen=True)
class Tried:
    """How each mutant ended that has been tried, and in what each differs from the code, as lines."""

    ended: Ended = field(default_factory=dict)
    differences: dict[str, str] = field(default_factory=dict)

    def keep(self, file: Path) -> None:
        """Write all that is known to a file."""
        file.write_text(json.dumps({"ended": self.ended, "differences": self.differences}))

    def kept(self, file: Path) -> Ended:
        """Give what an earlier run kept of mutants that are the same still."""
        if not file.exists():
            return {}
        known = json.loads(file.read_text())
        was, ended = known["differences"], known["ended"]
        return {name: how for name, how in ended.items() if was[name] == self.differences.get(name)}


@dataclass(frozen=True)
class Stand:
    """A copy of the project with mutants in it, and the tests that are near to them."""

    folder: Path
    # Where the tests are known to pass with no mutant awake: in a fork on a database, or from the start.
    controlled: set[str] = field(default_factory=set)

    def run(
        self, name: str, tests: Sequence[str], database: str, awake: str = "", **job: Any
    ) -> "subprocess.CompletedProcess[str]":
        """Let one pytest do a job, with a mutant awake from its start."""
        order = self.folder / f"{name}.job"
        order.write_text(json.dumps({"answer": str(self.answer(name)), **job}))
        own = {"MUTANTS_JOB": str(order), "MUTANT_UNDER_TEST": awake, "TRACKER_TEST_DATABASE": database}
        with subprocess.Popen(
            [sys.executable, "-m", "pytest", "-q", "-x", *PLUGINS, *tests],
            cwd=self.folder,
            env={**os.environ, **own},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=die_with_parent,
            start_new_session=True,
        ) as child:
            _RUNNING.add(child)
            try:
                out, err = child.communicate(timeout=START_SECONDS if awake and awake != NOTED else None)
            except BaseException:
                child.kill()
                raise
            finally:
                _RUNNING.discard(child)
        return subprocess.CompletedProcess(child.args, child.returncode, out, err)

    def answer(self, name: str) -> Path:
        return self.folder / f"{name}.answer"

    def asked(self, name: str, *given: Any, **job: Any) -> dict[str, Any]:
        """Give what a job answers; raises RuntimeError with its last lines where it does not."""
        done = self.run(name, *given, **job)
        if not self.answer(name).exists():
            raise RuntimeError(f"{name}: {done.stdout[-3000:]}{done.stderr[-3000:]}")
        found: dict[str, Any] = json.loads(self.answer(name).read_text())
        return found

    def told(self, tests: Sequence[str], database: str) -> dict[str, Any]:
        """Run the tests with no mutant awake; raises RuntimeError where one fails."""
        told = self.asked(f"told on {database}", tests, database, NOTED)
        if told["failed"]:
            raise RuntimeError(f"these fail with no mutant awake: {', '.join(told['failed'])}")
        return told

    def woken(self, left: Collection[str], told: Mapping[str, Any], tests: Sequence[str], on: str) -> Ended:
        """Wake mutants that some test goes through, in as many processes as there are processors."""
        hits = [*told["of_test"].values(), *told["of_class"].values()]
        known = {function for one in hits for function in one}
        mutants = [name for name in left if function_of(name) in known]

        def shard(number: int) -> Ended:
            job = {"mutants": mutants[number::AT_ONCE], "told": told, "on_server": on != SQLITE}
            job["is_controlled"] = on in self.controlled
            return self.asked(f"shard {number} on {on}", tests, on, **job) if job["mutants"] else {}

        ended = _together(shard, range(AT_ONCE))
        self.controlled.add(on)
        return ended

    def started(self, mutants: Collection[str], told: Mapping[str, Any], tests: Sequence[str]) -> Ended:
        """Wake mutants of what runs when the program starts, each in a pytest of its own."""

        def one(mutant: str) -> Ended:
            try:
                done = self.run(mutant, tests, SQLITE, mutant, told=told)
            except subprocess.TimeoutExpired:
                return {mutant: TIMEOUT}
            return {mutant: KILLED if done.returncode else SURVIVED}

        starting = set(told["at_start"])
        tried = [name for name in mutants if function_of(name) in starting]
        if tried and NOTHING not in self.controlled:
            if self.run(NOTHING, tests, SQLITE, told=told).returncode:
                raise RuntimeError("the tests fail from the start on with no mutant awake")
            self.controlled.add(NOTHING)
        return _together(one, tried)


def _together(one: Callable[[Any], Ended], of: Iterable[Any]) -> Ended:
    ended: Ended = {}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            for found in pool.map(one, of):
                ended |= found
        except BaseException:
            # Nobody waits for what is under way.
            pool.shutdown(wait=False, cancel_futures=True)
            for child in [*_RUNNING]:
                child.terminate()
            raise
    return ended


def try_all(part: Part, only: str, sample: int | None, found: Tried, file: Path, goes_on: bool) -> None:
    """Try the mutants of a part whose names fit a pattern, or so many of them drawn at random.

    What is found is told by and by. Going on tries again only what was not noticed by an earlier run, or not
    tried.
    """
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory, prefix="tracker-mutants-") as folder:
        stand = Stand(Path(folder))
        copy_to(stand.folder)
        for path in sorted(path for pattern in part.files for path in ROOT.glob(pattern)):
            made = mutate(stand.folder, path.relative_to(ROOT), of_values=part.values is not None)
            found.differences.update(made)
        mutants = [name for name in found.differences if fnmatch(name, only)]
        random.Random(SEED).shuffle(mutants)
        mutants = mutants[: sample or part.values or len(mutants)]
        known = found.kept(file) if goes_on else {}
        found.ended.update((name, known[name]) for name in mutants if name in known)
        mutants = [name for name in mutants if known.get(name, SURVIVED) in LEFT]
        ways = Ways(stand, part.tests)
        size = BATCH if part.values is None else BATCH_OF_VALUES
        for start in range(0, len(mutants), size):
            found.ended.update(ways.ended(mutants[start : start + size]))
            found.keep(file)
            _say(f"{len(found.ended)} tried, {len(_left(found.ended))} not noticed")


@dataclass
class Ways:
    """How a mutant is tried: what one way leaves, the next one tries."""

    stand: Stand
    tests: Sequence[str]

    @cached_property
    def on_sqlite(self) -> dict[str, Any]:
        return self.stand.told(self.tests, SQLITE)

    @cached_property
    def on_server(self) -> dict[str, Any]:
        return self.stand.told(self.tests, SERVER)

    @cached_property
    def on_server_alone(self) -> dict[str, Any]:
        """What is told on the server, of the tests that run there alone."""
        alone = set(self.on_server["of_test"]) - set(self.on_sqlite["of_test"])
        classes = {test.rpartition("::")[0] for test in alone}
        of_test = {test: functions for test, functions in self.on_server["of_test"].items() if test in alone}
        of_class = {name: told for name, told in self.on_server["of_class"].items() if name in classes}
        return {**self.on_server, "of_test": of_test, "of_class": of_class}

    def ended(self, mutants: Collection[str]) -> Ended:
        ended = dict.fromkeys(mutants, NO_TESTS)
        ended |= self.stand.woken(mutants, self.on_sqlite, self.tests, SQLITE)
        _say(f"on SQLite {len(_left(ended))} of {len(ended)} were not noticed")
        ended |= self.stand.started(_left(ended), self.on_sqlite, self.tests)
        # What says the same to both databases is asked again only by what one alone can be asked. What runs
        # when the program starts knows no database.
        starting = set(self.on_sqlite["at_start"])
        once = [name for name in _left(ended) if function_of(name) not in starting]
        either = [name for name in once if knows_databases(function_of(name))]
        if either:
            ended |= self.stand.woken(either, self.on_server, self.tests, SERVER)
        if left := [name for name in once if name not in either]:
            ended |= self.stand.woken(left, self.on_server_alone, self.tests, SERVER)
        return ended


def _left(ended: Ended) -> list[str]:
    return [name for name, how in ended.items() if how in LEFT]


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
