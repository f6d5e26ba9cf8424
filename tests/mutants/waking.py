"""Wake one mutant after the other in a warm pytest: a plugin that forks for each of them.

What costs most, the database and the rows of each class of tests, is made once, and what tests read in when
they are first run is read in; a fork has it all. What is made for a class may go through the altered function
too: then it is made in the fork. What runs when the program starts is altered from the start, in a pytest of
its own.
"""

import gc
import json
import os
import resource
import signal
import time
from collections import Counter, defaultdict
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from django.core.management import call_command
from django.db import connection, connections
from django.test import SimpleTestCase, TestCase, TransactionTestCase
from hypothesis import HealthCheck, Phase
from hypothesis import settings as property_settings
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.state import state
from pytest_django.plugin import blocking_manager_key

from commitments.db import triggers

# Seconds of the processor, and so many times what the tests take; by the clock so much more.
SECONDS, TIMES, PATIENCE = 5, 6, 8
# A test that takes longer waits until all others have been run.
LONG_SECONDS = 0.5
# With a mutant awake so many classes are made: they are much alike.
CLASSES = 3
KILLED, SURVIVED, TIMEOUT = "killed", "survived", "timeout"


@dataclass
class Told:
    """Which functions run where: when the program starts, in what is made for a class, in a test; seconds."""

    at_start: list[str] = field(default_factory=list)
    of_class: dict[str, list[str]] = field(default_factory=dict)
    of_test: dict[str, list[str]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)


@dataclass
class Job:
    """What the file says that MUTANTS_JOB names: where the answer goes, and which mutants are to be woken.

    Without `told` it is told; without mutants the tests run as ever, quick ones first. On a server nothing
    made by one process is there for another. Whether the tests pass in a fork was seen already where they are
    controlled.
    """

    answer: str
    mutants: list[str] = field(default_factory=list)
    told: dict[str, Any] | None = None
    on_server: bool = False
    is_controlled: bool = False


def _job() -> Job:
    return Job(**json.loads(Path(os.environ["MUTANTS_JOB"]).read_text()))


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Take the same examples each time, and make none smaller: that one fails is all that is asked.

    That a machine is slow is no fault of a mutant.
    """
    phases = (Phase.explicit, Phase.reuse, Phase.generate)
    suite = property_settings.get_profile("suite")
    property_settings.register_profile(
        "mutants",
        suite,
        derandomize=True,
        database=None,
        phases=phases,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    property_settings.load_profile("mutants")


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    """Let what asks no database run beside either; put quick classes first, for most mutants end there."""
    for item in items:
        if issubclass(_kind(item), SimpleTestCase) and not issubclass(_kind(item), TransactionTestCase):
            item.add_marker("both")
    yield
    if (told := _job().told) is None:
        return
    seconds = Told(**told).seconds
    takes: dict[tuple[str, bool], float] = defaultdict(float)
    group = {item: _group(item, seconds) for item in items}
    for item in items:
        takes[group[item]] += seconds.get(item.nodeid, 0.0)
    items.sort(key=lambda item: (_commits(item), takes[group[item]], group[item]))


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Do the job instead of running the tests."""
    job = _job()
    if job.told is None:
        answer: Mapping[str, Any] = asdict(_tell(session.items))
    elif job.mutants:
        answer = _wake(session.items, job)
    else:
        return None
    Path(job.answer).write_text(json.dumps(answer))
    return True


def _of(item: pytest.Item) -> str:
    """Name the class or file that a test is of."""
    return item.nodeid.rpartition("::")[0]


def _group(item: pytest.Item, seconds: Mapping[str, float]) -> tuple[str, bool]:
    """Name the tests that are run together: of a class those that are quick, or those that are not."""
    return _of(item), seconds.get(item.nodeid, 0.0) > LONG_SECONDS


def _kind(item: pytest.Item) -> type:
    return getattr(item, "cls", None) or object


def function_of(mutant: str) -> str:
    """Name the function that a mutant is of."""
    return mutant.partition("__mutmut_")[0]


def _tell(items: Sequence[pytest.Item]) -> Told:
    """Run all tests with no mutant awake, and note which functions they go through."""
    told = Told(at_start=_noted())
    of_class: dict[str, set[str]] = defaultdict(set)
    for number, item in enumerate(items):
        following = items[number + 1] if number + 1 < len(items) else None
        begun = time.process_time()
        _THROUGH.clear()
        item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
        told.seconds[item.nodeid] = time.process_time() - begun
        of_class[_of(item)] |= set(_THROUGH.pop("setup", ()))
        told.of_test[item.nodeid] = sorted({name for names in _THROUGH.values() for name in names})
    told.failed = sorted(_FAILED)
    told.of_class = {name: sorted(found) for name, found in of_class.items()}
    return told


_THROUGH: dict[str, list[str]] = defaultdict(list)
_FAILED: set[str] = set()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> None:
    """Note what a phase of a test went through; each part of a test is told of by itself."""
    _THROUGH[call.when] += _noted()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note what failed: a part of a test tells it here alone."""
    if report.failed:
        _FAILED.add(report.nodeid)


def _noted() -> list[str]:
    found = sorted(state()._stats)
    state()._stats.clear()
    return found


def _wake(items: Sequence[pytest.Item], job: Job) -> dict[str, str]:
    """Say of each mutant how it ended."""
    told = Told(**job.told or {})
    classes = [list(tests) for _name, tests in groupby(items, lambda item: _group(item, told.seconds))]
    ended = dict.fromkeys(job.mutants, SURVIVED)
    # The first test with a database makes it, and leaves nothing else.
    first = next(item for item in items if issubclass(_kind(item), TransactionTestCase))
    _run(first, first.session)
    if job.on_server:
        connections.close_all()
    else:
        for tests in classes:
            _wake_beside(tests, told, ended, job.is_controlled)
    made: Counter[str] = Counter()
    for tests in classes:
        making, through = set(told.of_class.get(_of(tests[0]), ())), dict(_through(tests, told, ended))
        is_tried = False
        for mutant in [mutant for mutant, how in ended.items() if how == SURVIVED]:
            is_made = function_of(mutant) in making and made[mutant] < CLASSES
            made[mutant] += is_made
            if is_made or (job.on_server and mutant in through):
                is_tried = is_tried or _control(tests, told)
                ended[mutant] = _fork(mutant, through.get(mutant, tests[:1]), told)
                if job.on_server and _commits(tests[0]):
                    _empty(tests[0].config)
    return ended


def _commits(item: pytest.Item) -> bool:
    """Say whether a test commits what it writes, and empties the database after it."""
    return issubclass(_kind(item), TransactionTestCase) and not issubclass(_kind(item), TestCase)


def _empty(config: pytest.Config) -> None:
    """Empty the database of a server: a process that was ended left there what it had committed."""
    with config.stash[blocking_manager_key].unblock(), triggers.lift_triggers(connection):
        call_command("flush", verbosity=0, interactive=False)
    connections.close_all()


def _warm(items: Sequence[pytest.Item]) -> None:
    """Run tests once more with no mutant awake: what each fork would read in anew is there for all."""
    if failed := [item.nodeid for item in items if _fails(item)]:
        raise RuntimeError(f"a second time, with no mutant awake, these fail: {', '.join(failed)}")


def _control(items: Sequence[pytest.Item], told: Told) -> bool:
    """See that these tests pass in a fork with no mutant awake: nothing is noticed that is not there."""
    if (how := _fork("", items, told)) != SURVIVED:
        raise RuntimeError(f"{_of(items[0])} in a fork, with no mutant awake: {how}")
    return True


def _wake_beside(
    items: Sequence[pytest.Item], told: Told, ended: dict[str, str], is_controlled: bool
) -> None:
    """Wake what tests of a class go through, beside what was made for the class."""
    through = dict(_through(items, told, ended))
    if through:
        # The class is made here, for the first test leaves it standing.
        _run(items[0], items[0].parent)
        run = {test.nodeid for tests in through.values() for test in tests}
        tried = [item for item in items if item.nodeid in run]
        if not _commits(items[0]):
            _warm(tried)
        if not is_controlled:
            _control(tried, told)
        for mutant, tests in through.items():
            ended[mutant] = _fork(mutant, tests, told)
        session: Any = items[0].session
        session._setupstate.teardown_exact(session)


def _through(
    items: Sequence[pytest.Item], told: Told, ended: Mapping[str, str]
) -> Iterator[tuple[str, list[pytest.Item]]]:
    """Give each mutant that is left with the tests that go through it, the quickest first."""
    through = {item: set(told.of_test.get(item.nodeid, ())) for item in items}
    for mutant in [mutant for mutant, how in ended.items() if how == SURVIVED]:
        found = [item for item in items if function_of(mutant) in through[item]]
        if found:
            yield mutant, sorted(found, key=lambda item: told.seconds.get(item.nodeid, 0.0))


def _fork(mutant: str, items: Sequence[pytest.Item], told: Told) -> str:
    """Run these tests with a mutant awake, up to the first that fails, and say how that ended."""
    # A fork that looked through all that was made before it, for what nobody needs, would copy all of it.
    gc.freeze()
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            return TIMEOUT if os.WTERMSIG(status) in {signal.SIGALRM, signal.SIGXCPU} else KILLED
        return SURVIVED if os.WEXITSTATUS(status) == 0 else KILLED
    limit = int(SECONDS + TIMES * sum(told.seconds.get(item.nodeid, 0.0) for item in items))
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(limit * PATIENCE)
    code = 1
    try:
        set_mutant_under_test(mutant)
        code = int(any(_fails(item) for item in items))
    finally:
        # Nothing of what the parent holds is given back here.
        os._exit(code)


def _run(item: pytest.Item, left: Any) -> list[pytest.TestReport]:
    """Run a test, and leave standing what is made for `left`: its class, or the session."""
    return runtestprotocol(item, nextitem=left, log=False)


def _fails(item: pytest.Item) -> bool:
    return any(report.failed for report in _run(item, item.parent)) or bool(_FAILED)
