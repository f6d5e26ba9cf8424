"""The supervisor with real processes."""

import contextlib
import itertools
import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

from django.test import SimpleTestCase

from commitments.management import supervisor
from commitments.management.supervisor import Child, Supervisor

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


def is_alive(pid: int) -> bool:
    with contextlib.suppress(ProcessLookupError, FileNotFoundError):
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return False


def wait_until(check: Callable[[], object], *, seconds: float = 10) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if check():
            return True
        time.sleep(0.02)
    return False


class SupervisorTests(SimpleTestCase):
    def setUp(self) -> None:
        self.said: list[str] = []

    def supervise(self, *children: Child) -> Supervisor:
        made = Supervisor(children, say=self.said.append)
        self.addCleanup(made.stop)
        return made

    def test_each_child_runs_in_a_session_of_its_own(self) -> None:
        child = Child("sleeper", SLEEP)
        self.supervise(child).look_after(now=0)
        assert child.process
        self.assertEqual(os.getsid(child.process.pid), child.process.pid)

    def test_a_dead_child_starts_again_after_a_pause_that_doubles(self) -> None:
        child = Child("dying", [sys.executable, "-c", "raise SystemExit(3)"])
        house = self.supervise(child)
        starts: list[float] = []
        now = 0.0
        while len(starts) < 5:
            house.look_after(now)
            if child.process and child.started_at == now:
                starts.append(now)
                child.process.wait()
            now += 0.5
        self.assertEqual([b - a for a, b in itertools.pairwise(starts)], [1.5, 2.5, 4.5, 8.5])
        self.assertIn("dying ended with 3", self.said[1])

    def test_a_child_that_lived_long_starts_anew_with_the_shortest_pause(self) -> None:
        child = Child("mortal", SLEEP, pause=16)
        house = self.supervise(child)
        house.look_after(now=0)
        assert child.process
        child.process.kill()
        child.process.wait()
        house.look_after(now=supervisor.WELL_SECONDS)
        self.assertEqual(child.start_again_at, supervisor.WELL_SECONDS + supervisor.FIRST_PAUSE_SECONDS)

    def test_a_child_for_once_is_not_started_again(self) -> None:
        child = Child("once", [sys.executable, "-c", "raise SystemExit(2)"], is_once=True)
        house = self.supervise(child)
        house.look_after(now=0)
        assert child.process
        self.assertFalse(house.is_settled)
        child.process.wait()
        for now in (1.0, 100.0, 10_000.0):
            house.look_after(now)
        self.assertIsNone(child.process)
        self.assertTrue(house.is_settled)
        self.assertEqual(self.said[1:], ["once failed with 2"])

    def test_stopping_ends_the_whole_group(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            note = Path(folder, "pid")
            family = f"""
import pathlib, subprocess, time
child = subprocess.Popen({SLEEP!r})
pathlib.Path({str(note)!r}).write_text(str(child.pid))
time.sleep(60)
"""
            house = self.supervise(Child("family", [sys.executable, "-c", family]))
            house.look_after(now=0)
            self.assertTrue(wait_until(lambda: note.exists() and note.read_text()))
            grandchild = int(note.read_text())
            house.stop()
            self.assertTrue(wait_until(lambda: not is_alive(grandchild)))

    def test_a_child_that_will_not_stop_is_killed(self) -> None:
        deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
        child = Child("deaf", [sys.executable, "-c", deaf])
        house = self.supervise(child)
        house.look_after(now=0)
        process = child.process
        assert process
        time.sleep(0.3)
        before, supervisor.STOP_SECONDS = supervisor.STOP_SECONDS, 0.3
        try:
            house.stop()
        finally:
            supervisor.STOP_SECONDS = before
        self.assertEqual(process.returncode, -signal.SIGKILL)
        self.assertIn("is killed", self.said[-1])

    def test_children_end_with_a_supervisor_that_is_killed(self) -> None:
        program = textwrap.dedent(f"""
            from commitments.management.supervisor import Child, Supervisor
            Supervisor([Child("sleeper", {SLEEP!r})], say=lambda text: print(text, flush=True)).run()
        """)
        with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as running:
            assert running.stdout
            pid = int(running.stdout.readline().split()[-1])
            running.kill()
            self.assertTrue(wait_until(lambda: not is_alive(pid)))

    def test_an_interrupt_stops_it_and_all_children(self) -> None:
        program = textwrap.dedent(f"""
            from commitments.management.supervisor import Child, Supervisor
            Supervisor([Child("sleeper", {SLEEP!r})], say=lambda text: print(text, flush=True)).run()
        """)
        with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as running:
            assert running.stdout
            pid = int(running.stdout.readline().split()[-1])
            running.send_signal(signal.SIGINT)
            self.assertEqual(running.wait(10), 0)
            self.assertFalse(is_alive(pid))
