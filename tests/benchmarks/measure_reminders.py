"""The scan for what is due, mail over one connection, and the way of a reminder from due to mail."""

import datetime
import os
import smtplib
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from unittest import mock

from django.conf import settings
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone

from commitments.db import triggers
from commitments.enums import LATE_STATES, CommitmentState, ReminderKind
from commitments.language.phrases.specification import on_day
from commitments.models import Commitment, Email, Heartbeat, Reminder, User
from commitments.reminders import delivery, journal, outbox, planner
from commitments.reminders.delivery import AttemptResult
from tests import make
from tests.apart import apart
from tests.benchmarks.figures import Figure
from tests.cast import NOW, TODAY, Cast, gather
from tests.flows.test_reminders import BEAT, FAR_AHEAD, WORKER, fall_due, running
from tests.sink import Sink

IN_ALL = (100_000, 1_000_000) if os.environ.get("TRACKER_BENCH_MILLION") else (100_000,)
MAILS = 300
TIMES = 9
SAMPLES = 6
LONG_AGO = NOW - datetime.timedelta(days=900)
SCAN_LIMIT, MAIL_LIMIT, WAY_LIMIT = 7.0, 4.0, 3.0


def figures() -> list[Figure]:
    """Measure by the clock: the database and the mail server do most of the work."""
    found = []
    for rows in IN_ALL:
        with rolled_back():
            found += _scan(rows)
    with rolled_back():
        found.append(_mail())
    return [*found, *_ways()]


@contextmanager
def rolled_back() -> Iterator[None]:
    """Undo what a measurement wrote."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def least_ms(*works: Callable[[], object]) -> list[float]:
    """Run the works in turn, so that none has the machine at a better moment; give the least time of each."""
    taken: list[list[float]] = [[] for _work in works]
    for _number in range(TIMES):
        for kept, work in zip(taken, works, strict=True):
            started = time.perf_counter()
            work()
            kept.append((time.perf_counter() - started) * 1000)
    return [min(kept) for kept in taken]


def _scan(rows: int) -> list[Figure]:
    """The scan of every thirty seconds, when all is planned, and the first planning of a day."""
    cast = gather()
    fill(make.commitment(cast, state=CommitmentState.ACCEPTED, now=LONG_AGO), rows)
    Heartbeat.objects.create(name=planner.HEARTBEAT, beat_at=NOW)
    world, window = planner.load_world(NOW), planner.window_at(NOW)
    started = time.perf_counter()
    planned = planner.plan_rows(world, window)
    first = time.perf_counter() - started
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE commitments_reminder")
    due = Commitment.objects.filter(state__in=LATE_STATES, due_on__lte=TODAY)
    ours, floor = least_ms(partial(planner.list_unplanned, world, window), due.count)
    return [
        Figure(f"scan of {rows:,} open for {due.count():,} due, none new", ours, floor, "ms", SCAN_LIMIT),
        Figure(f"planning {planned:,} reminders of {rows:,}, first of a day", first * 1000, floor, "ms"),
    ]


def fill(item: Commitment, rows: int) -> None:
    """Copy a commitment, its lead and its deadline, due from half a year ago to two years ahead.

    Each was accepted long before, and nobody has said a word since.
    """
    own = {
        "id",
        "reference",
        "deadline_id",
        "first_deadline_id",
        "due_on",
        "last_working_day",
        "last_contact_on",
    }
    columns = ", ".join(str(f.column) for f in Commitment._meta.concrete_fields if f.column not in own)
    day = "DATE '2025-09-11' + (n %% 900)"
    with triggers.lift_triggers(connection), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO commitments_commitment "
            f"(reference, due_on, last_working_day, last_contact_on, {columns}) "
            f"SELECT 'X' || n, {day}, {day}, {day} - 930, {columns} "
            "FROM commitments_commitment, generate_series(1, %s) n WHERE id = %s",
            (rows, item.pk),
        )
        cursor.execute(
            "INSERT INTO commitments_responsibility (commitment_id, side, role, ministry_id, acceptance,"
            " report, accepted_on) SELECT c.id, r.side, r.role, r.ministry_id, '', '', c.due_on - 930 "
            "FROM commitments_responsibility r, "
            "commitments_commitment c WHERE r.commitment_id = %s AND c.deadline_id IS NULL",
            (item.pk,),
        )
        cursor.execute(
            "INSERT INTO commitments_deadline (commitment_id, number, kind, wording, specification, due_on,"
            " last_working_day, every, calendars, explanation, reason, note, document, recorded_at)"
            " SELECT c.id, 1, d.kind, '', '{}', c.due_on, c.last_working_day, '', '[]', '[]', d.reason,"
            " '', '', '2020-01-01' "
            "FROM commitments_deadline d, "
            "commitments_commitment c WHERE d.commitment_id = %s AND c.deadline_id IS NULL",
            (item.pk,),
        )
        cursor.execute(
            "UPDATE commitments_commitment c SET deadline_id = d.id FROM commitments_deadline d "
            "WHERE d.commitment_id = c.id AND c.deadline_id IS NULL"
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ANALYZE commitments_commitment, commitments_deadline, commitments_responsibility")


@contextmanager
def sink_apart() -> Iterator[int]:
    """Run the mail server in a process of its own, so that it costs the sender nothing; give its port."""
    command, pipe = [sys.executable, "-m", "tests.sink"], subprocess.PIPE
    with subprocess.Popen(command, cwd=settings.BASE_DIR, stdin=pipe, stdout=pipe, stderr=pipe) as server:
        assert server.stdout is not None
        yield int(server.stdout.readline())
        server.communicate()


def _mail() -> Figure:
    """Journalled mail over one connection against bare smtplib, the same bytes."""
    assert MAILS % outbox.HELD_AT_ONCE == 0
    content = b"Subject: a reminder\r\n\r\n" + b"Some words about what is owed to whom.\r\n" * 200
    _write_mails(content, MAILS * TIMES)
    # The database of this run synchronises nothing to the disk; nor does the file beside it.
    with sink_apart() as port, mock.patch("os.fdatasync"), override_settings(
        MAIL_TO_FILES=False, EMAIL_HOST="127.0.0.1", EMAIL_PORT=port
    ):  # fmt: skip
        ours, floor = least_ms(_send_journalled, partial(_send_bare, port, content))
    return Figure(f"{MAILS} mails over one connection", ours, floor, "ms", MAIL_LIMIT)


def _write_mails(content: bytes, count: int) -> None:
    Email.objects.bulk_create(
        Email(
            address=f"a{number}@example.org",
            message_id=f"<{number}@example.org>",
            subject="a reminder",
            content=content,
            ready_at=NOW,
            next_try_at=NOW,
        )
        for number in range(count)
    )


def _send_journalled() -> None:
    channel = delivery.open_channel()
    for _number in range(MAILS // outbox.HELD_AT_ONCE):
        for held in journal.claim_emails(NOW, outbox.HELD_AT_ONCE):
            answer = channel.deliver(held.parcel, partial(journal.write_dot, held))
            assert answer.fate == AttemptResult.ACCEPTED, answer
            journal.record_attempt(held, answer, NOW)
        journal.carry_over()
    channel.close()


def _send_bare(port: int, content: bytes) -> None:
    with smtplib.SMTP("127.0.0.1", port, local_hostname="localhost") as client:
        for number in range(MAILS):
            client.sendmail("tracker@localhost", [f"a{number}@example.org"], content)


def _ways() -> list[Figure]:
    """Seconds from the planned moment to the mail server, the sweep coming round as it does by default."""
    cast = gather()
    item = make.commitment(cast, state=CommitmentState.ACCEPTED, deadline=on_day(FAR_AHEAD))
    found = []
    for name, variables in (("file broker", {}), ("Redis", {"REDIS_URL": os.environ["TEST_REDIS_URL"]})):
        seconds = _way(cast, item, variables)
        found += [
            Figure(f"due to mail, {name}, mean of {SAMPLES}", statistics.mean(seconds), 30, "s", WAY_LIMIT),
            Figure(f"due to mail, {name}, longest of {SAMPLES}", max(seconds), 30, "s", WAY_LIMIT),
        ]
    return [
        *found,
        Figure("due to mail, no broker: the command alone", _by_hand(cast, item), 30, "s", WAY_LIMIT),
    ]


def _people(cast: Cast, count: int) -> list[User]:
    made = time.perf_counter_ns()
    return [
        User.objects.create_user(
            f"{made}.{number}",
            f"{made}.{number}@example.org",
            role=cast.focal_point.role,
            ministry=cast.police,
            clearance=cast.focal_point.clearance,
        )
        for number in range(count)
    ]


def _way(cast: Cast, item: Commitment, variables: dict[str, str]) -> list[float]:
    """Let reminders fall due one after the other over two intervals, and note when each has arrived."""
    Reminder.objects.filter(kind=ReminderKind.DUE).delete()
    sink = Sink()
    with (
        sink,
        apart(EMAIL_URL=f"smtp://127.0.0.1:{sink.port}", **variables) as installation,
        running(installation, WORKER, BEAT),
    ):
        time.sleep(8)
        start = timezone.now()
        due = {}
        for number, person in enumerate(_people(cast, SAMPLES)):
            due[person.email] = start + datetime.timedelta(seconds=1 + 60 * number / SAMPLES)
            fall_due(item, person, due[person.email])
        arrived: dict[str, datetime.datetime] = {}
        while len(arrived) < SAMPLES:
            for mail in sink.received:
                arrived.setdefault(mail.recipient, timezone.now())
            time.sleep(0.05)
    return [(arrived[address] - due[address]).total_seconds() for address in due]


def _by_hand(cast: Cast, item: Commitment) -> float:
    (person,) = _people(cast, 1)
    with Sink() as sink, apart(EMAIL_URL=f"smtp://127.0.0.1:{sink.port}") as installation:
        due = timezone.now()
        fall_due(item, person, due)
        installation.run("manage.py", "send_reminders")
        return (timezone.now() - due).total_seconds()
