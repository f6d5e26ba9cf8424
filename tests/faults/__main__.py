"""Run the faults in their full form on both databases, and print what came of each scenario as a table."""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

MINUTES = 45
REMINDERS = "tests/commitments/reminders/"
QUEUE = "tests/faults/proof_queue.py::"
FATES = f"{REMINDERS}test_journal.py::FateTests::test_"
FLOWS = "tests/flows/test_reminders.py::"


@dataclass(frozen=True)
class Scenario:
    """A fault of the catalogue, and the tests that try it."""

    number: str
    what: str
    tests: Sequence[str]


SCENARIOS = (
    Scenario("1", "kill -9 at each named instant", ("tests/faults/test_instants.py",)),
    Scenario(
        "2",
        "kill -9 at random, with and without an oracle",
        ("tests/faults/test_kills.py", "tests/faults/proof_kills.py"),
    ),
    Scenario(
        "3",
        "FLUSHALL of Redis",
        (
            f"{FLOWS}RedisTests::test_losing_all_of_redis_costs_one_interval",
            f"{QUEUE}RedisTests::test_flushall_with_hundreds_queued",
        ),
    ),
    Scenario(
        "4",
        "Redis killed and started again",
        (f"{QUEUE}RedisTests::test_redis_killed_and_started_again",),
    ),
    Scenario(
        "5",
        "no Redis: the command alone sends",
        (f"{FLOWS}BrokerTests::test_without_a_broker_the_command_sends_it_once",),
    ),
    Scenario(
        "6",
        "several workers, schedules and sweeps at once",
        (
            "tests/faults/test_instants.py::TogetherTests",
            f"{QUEUE}RedisTests::test_two_schedules_four_workers_and_a_cron_job",
            f"{FLOWS}RedisTests::test_workers_and_a_schedule_on_redis_send_it_once",
            f"{FLOWS}BrokerTests::test_a_worker_and_two_schedules_on_the_file_broker_send_it_once",
        ),
    ),
    Scenario("7", "everything down for three days", ("tests/faults/test_outages.py::ThreeDaysTests",)),
    Scenario("8", "421 and 451 for six hours", ("tests/faults/test_outages.py::SixHoursTests",)),
    Scenario(
        "9",
        "550 for one of three",
        (f"{FATES}a_mailbox_that_is_refused_is_shown_and_not_tried_again",),
    ),
    Scenario(
        "10",
        "the connection cut after the last dot",
        (
            f"{FATES}a_connection_cut_after_the_dot_is_in_doubt_and_not_sent_again",
            f"{REMINDERS}test_doubts.py::DoubtTests",
        ),
    ),
    Scenario("11", "a server that answers a byte at a time", ("tests/faults/test_outages.py::CrawlTests",)),
    Scenario("12", "PostgreSQL ends every connection", ("tests/faults/test_databases.py::StoppedTests",)),
    Scenario("13", "no room; the database held", ("tests/faults/test_databases.py::NoRoomTests",)),
    Scenario("14", "the clock set back two hours", ("tests/faults/test_outages.py::ClockTests",)),
    Scenario(
        "15",
        "the deadline moved between claim and dot",
        (f"{REMINDERS}test_journal.py::ClaimTests::test_a_deadline_moved_between_claim_and_dot_is_not_told",),
    ),
    Scenario("16", "who is told leaves, then everybody", ("tests/faults/test_outages.py::LeavingTests",)),
    Scenario("17", "the first of many crashes", ("tests/faults/test_outages.py::FirstCrashesTests",)),
    Scenario(
        "18",
        "Chuseok, Khmer New Year, a year without data",
        (f"{REMINDERS}test_plan.py",),
    ),
    Scenario("19", "hostile messages in Redis", (f"{QUEUE}HostileTests",)),
)


def run(database: str, figures: Path) -> dict[str, str]:
    """Run every test on one database; give how each test ended."""
    tests = sorted({test for scenario in SCENARIOS for test in scenario.tests})
    environment = {
        **os.environ,
        "FAULTS": "full",
        "FAULTS_FIGURES": str(figures),
        "TRACKER_TEST_DATABASE": database,
    }
    command = [sys.executable, "-m", "pytest", "-q", "-rA", "--tb=short", "--show-capture=no", *tests]
    try:
        ended = subprocess.run(
            command, env=environment, timeout=MINUTES * 60, capture_output=True, text=True, check=False
        )
    except subprocess.TimeoutExpired:
        print(f"On {database} it took longer than {MINUTES} minutes.", file=sys.stderr)
        return {}
    found = {
        test: how for how, test in re.findall(r"^(PASSED|FAILED|ERROR) (\S+)", ended.stdout, re.MULTILINE)
    }
    if not found or ended.returncode:
        print(ended.stdout[-6000:], ended.stderr[-2000:], file=sys.stderr)
    return found


def main() -> int:
    """Print one table: the scenario, the database, how many tests passed, and what they counted."""
    is_well = True
    print("| | fault | database | tests | counted |\n|---|---|---|---|---|", flush=True)
    for database in ("sqlite", "postgresql"):
        with tempfile.NamedTemporaryFile("r", suffix=".jsonl") as file:
            ended = run(database, Path(file.name))
            counted = defaultdict(list)
            for line in map(json.loads, Path(file.name).read_text().splitlines()):
                said = f"control, {line['figures']}" if line["is_control"] else line["figures"]
                counted[line["scenario"]].append(said)
        is_well = is_well and bool(ended) and "FAILED" not in ended.values() and "ERROR" not in ended.values()
        for scenario in SCENARIOS:
            mine = [how for test, how in ended.items() if test.startswith(tuple(scenario.tests))]
            if not mine and database == "postgresql":
                is_well = False
            passed = f"{mine.count('PASSED')} of {len(mine)}" if mine else "on PostgreSQL"
            said = "; ".join(counted[scenario.number])
            print(f"| {scenario.number} | {scenario.what} | {database} | {passed} | {said} |", flush=True)
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
