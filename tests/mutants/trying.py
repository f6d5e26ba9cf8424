"""Try all mutants of a part: on SQLite in memory, from the start where they run then, and on PostgreSQL."""

import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from commitments.management.supervisor import die_with_parent
from tests.mutants.chosen import Part
from tests.mutants.making import ROOT, copy_to, mutate
from tests.mutants.waking import KILLED, SURVIVED, TIMEOUT, function_of

NO_TESTS = "no tests"
SQLITE, SERVER = "sqlite", "postgresql"
LEFT = frozenset({SURVIVED, NO_TESTS})
# In this state mutmut notes which functions run.
NOTED = "stats"
AT_ONCE = os.cpu_count() or 2
START_SECONDS = 900
# What is only collected in a fork was left by the process before it, and is no fault of a test there.
PLUGINS = ("-p", "tests.mutants.waking", "-p", "no:unraisableexception")
SEED = 7
Ended = dict[str, str]


@dataclass(frozen=True)
class Tried:
    """How each mutant ended, and in what it differs from the code, as lines."""

    ended: Ended
    differences: Mapping[str, str]


@dataclass(frozen=True)
class Stand:
    """A copy of the project with mutants in it, and the tests that are near to them."""

    folder: Path

    def run(
        self, name: str, tests: Sequence[str], database: str, awake: str = "", **job: Any
    ) -> "subprocess.CompletedProcess[str]":
        """Let one pytest do a job, with a mutant awake from its start."""
        order = self.folder / f"{name}.job"
        order.write_text(json.dumps({"answer": str(self.answer(name)), **job}))
        own = {"MUTANTS_JOB": str(order), "MUTANT_UNDER_TEST": awake, "TRACKER_TEST_DATABASE": database}
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-x", *PLUGINS, *tests],
            cwd=self.folder,
            env={**os.environ, **own},
            capture_output=True,
            text=True,
            check=False,
            timeout=START_SECONDS if awake and awake != NOTED else None,
            preexec_fn=die_with_parent,
            start_new_session=True,
        )

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
            return self.asked(f"shard {number} on {on}", tests, on, **job) if job["mutants"] else {}

        return _together(shard, range(AT_ONCE))

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
        if tried and self.run("none", tests, SQLITE, told=told).returncode:
            raise RuntimeError("the tests fail from the start on with no mutant awake")
        return _together(one, tried)


def _together(one: Callable[[Any], Ended], of: Iterable[Any]) -> Ended:
    ended: Ended = {}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for found in pool.map(one, of):
            ended |= found
    return ended


def tried(part: Part, only: str, sample: int | None = None) -> Tried:
    """Try the mutants of a part whose names fit a pattern, or so many of them drawn at random.

    What one way leaves, the next one tries.
    """
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory, prefix="tracker-mutants-") as folder:
        stand = Stand(Path(folder))
        copy_to(stand.folder)
        differences: dict[str, str] = {}
        for path in sorted(path for pattern in part.files for path in ROOT.glob(pattern)):
            differences |= mutate(stand.folder, path.relative_to(ROOT), of_values=part.values is not None)
        mutants = [name for name in differences if fnmatch(name, only)]
        size = sample or part.values or len(mutants)
        if size < len(mutants):
            mutants = sorted(random.Random(SEED).sample(mutants, size))
        ended = dict.fromkeys(mutants, NO_TESTS)
        told = stand.told(part.tests, SQLITE)
        _say(f"{len(ended)} mutants, {len(told['of_test'])} tests")
        ended |= stand.woken(_left(ended), told, part.tests, SQLITE)
        _say(f"on SQLite {len(_left(ended))} were not noticed")
        ended |= stand.started(_left(ended), told, part.tests)
        _say(f"from the start on {len(_left(ended))}")
        if _left(ended):
            ended |= stand.woken(_left(ended), stand.told(part.tests, SERVER), part.tests, SERVER)
            _say(f"on PostgreSQL too {len(_left(ended))}")
        return Tried(ended, differences)


def _left(ended: Ended) -> list[str]:
    return [name for name, how in ended.items() if how in LEFT]


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
