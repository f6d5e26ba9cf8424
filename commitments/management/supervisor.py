"""Run a few child processes until stopped: restart those that end, and leave none behind."""

import contextlib
import ctypes
import math
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import FrameType

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STOP_SECONDS = 10.0
TURN_SECONDS = 0.2
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
# A child that lived this long was well: its next death starts the pauses anew.
WELL_SECONDS = 60.0
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent() -> None:
    """Ask the kernel to end this process when its parent ends, however that happens (Linux, prctl(2))."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One kind of process to keep running (or to run once), and the state of its current run."""

    name: str
    command: Sequence[str]
    is_once: bool = False
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    pause: float = FIRST_PAUSE_SECONDS
    start_again_at: float = 0.0


class Supervisor:
    """Keeps child processes running in sessions of their own; `say` is called on each start, exit and
    stop.
    """

    def __init__(
        self,
        children: Sequence[Child],
        *,
        say: Callable[[str], None],
        environment: Mapping[str, str] | None = None,
        each_turn: Callable[[], None] = lambda: None,
    ) -> None:
        self.children = children
        self.say = say
        self.environment = dict(os.environ if environment is None else environment)
        self.each_turn = each_turn
        # No Event: its lock may be held by the very code that a signal interrupts.
        self.is_stopping = False

    def run(self) -> None:
        """Start the children and watch them until SIGINT, SIGTERM or a hang-up; then stop them all."""
        before = {number: signal.signal(number, self._told_to_stop) for number in STOP_SIGNALS}
        try:
            while not self.is_stopping:
                self.look_after(time.monotonic())
                self.each_turn()
                time.sleep(TURN_SECONDS)
        finally:
            self.stop()
            for number, handler in before.items():
                signal.signal(number, handler)

    @property
    def is_settled(self) -> bool:
        """Return whether every child that runs once has ended."""
        return all(child.start_again_at == math.inf for child in self.children if child.is_once)

    def look_after(self, now: float) -> None:
        """Start each child that should run and does not; `now` is on the monotonic clock."""
        for child in self.children:
            if child.process is None:
                if now >= child.start_again_at:
                    self._start(child, now)
            elif (code := child.process.poll()) is not None:
                self._plan_restart(child, code, now)

    def stop(self) -> None:
        """Ask every child to end, wait ten seconds for all together, then kill what is left of their groups.

        Each child ends its own workers; if both were signalled at once, the workers would be replaced.
        """
        running = [child for child in self.children if child.process]
        for child in running:
            if child.process:
                child.process.terminate()
        until = time.monotonic() + STOP_SECONDS
        for child in running:
            if child.process and not _ended(child.process, until - time.monotonic()):
                self.say(f"{child.name} did not stop in {STOP_SECONDS:.0f} seconds and is killed")
            # What a child leaves in its group ends here too.
            self._kill_group(child)
            if child.process:
                child.process.wait()
            child.process = None

    def _told_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.is_stopping = True

    def _start(self, child: Child, now: float) -> None:
        child.process = subprocess.Popen(
            child.command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
        child.started_at = now
        self.say(f"{child.name} runs as process {child.process.pid}")

    def _plan_restart(self, child: Child, code: int, now: float) -> None:
        self._kill_group(child)
        child.process = None
        if child.is_once:
            child.start_again_at = math.inf
            if code:
                self.say(f"{child.name} failed with {code}")
            return
        if now - child.started_at >= WELL_SECONDS:
            child.pause = FIRST_PAUSE_SECONDS
        self.say(f"{child.name} ended with {code}; it starts again in {child.pause:.0f} s")
        child.start_again_at = now + child.pause
        child.pause = min(child.pause * 2, LONGEST_PAUSE_SECONDS)

    @staticmethod
    def _kill_group(child: Child) -> None:
        if child.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.process.pid, signal.SIGKILL)


def _ended(process: subprocess.Popen[bytes], seconds: float) -> bool:
    try:
        process.wait(max(seconds, 0.0))
    except subprocess.TimeoutExpired:
        return False
    return True
