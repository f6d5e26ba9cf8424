"""What the tests of faults share: officers who chase one item, a mail server apart, and a verdict on both.

Each has a short form in the suite, and a full one with FAULTS=full (`bin/prove faults`), which also
writes its figures as lines of JSON to the file that FAULTS_FIGURES names.
"""

import datetime
import hashlib
import json
import os
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest
from django.db import connection
from django.test import TransactionTestCase

from commitments.enums import CommitmentState, OwedBy, Role
from commitments.language.phrases.specification import on_day
from commitments.models import User
from tests import make
from tests.apart import Apart, apart
from tests.cast import Cast, gather
from tests.faults.sender import PASSER
from tests.faults.starter import starter
from tests.sink import Logged, SinkApart, sink_apart

C = TypeVar("C", bound=type)
IS_FULL = os.environ.get("FAULTS") == "full"
# Mornings on which something is due to the desk for an item that is due on 30 June 2026.
DAYS = (
    *("06-01", "06-16", "06-23", "06-29", "06-30", "07-01", "07-08", "07-15", "07-22", "07-29"),
    *("08-05", "08-12", "08-19", "08-26"),
)
MORNINGS = tuple(f"2026-{day}T07:05:00+09:00" for day in DAYS)
# Where a reminder may end that no mail carried, each in sight of a person.
IN_SIGHT = ("held", "failed", "not_confirmed", "rejected")


def both_in_proof(case: C) -> C:
    """Mark a class that `bin/prove faults` runs on both databases, and the suite on PostgreSQL alone."""
    return pytest.mark.both(case) if "FAULTS_FIGURES" in os.environ else case


def fill_desk(people: Cast, officers: int) -> None:
    """Let the desk have so many officers in Seoul; what is late is told to them, and not up the ranks."""
    User.objects.bulk_create(
        User(
            username=f"officer{number}",
            email=f"officer{number}@example.org",
            name=f"Officer {number}",
            role=Role.DESK_OFFICER,
            desk=people.desk,
            clearance=people.officer.clearance,
        )
        for number in range(2, officers + 1)
    )
    User.objects.update(time_zone="Asia/Seoul")
    make.ladder(people.desk, head_after=None, division_after=None, no_response_after=None)


def prepare(officers: int, due_on: datetime.date) -> set[str]:
    """Make an item that is theirs to do and each officer's to chase; give the officers' addresses."""
    people = gather()
    fill_desk(people, officers)
    deadline = on_day(due_on)
    make.commitment(people, owed_by=OwedBy.THEIRS, state=CommitmentState.ACCEPTED, deadline=deadline)
    return {user.email for user in User.objects.filter(role=Role.DESK_OFFICER, desk=people.desk)}


@dataclass(frozen=True)
class Verdict:
    """What became of the reminders that were due, counted at the mail server by recipient and Message-ID."""

    due: int
    arrived: int
    # Due, and neither at the server nor in sight; accepted here, and not at the server; begun and not ended.
    lost: int
    # Taken more than once, by Message-ID; and more mails for a person than were due.
    doubled: int
    repeated: int
    in_sight: dict[str, int]
    # The server has other bytes than were frozen, or the same Message-ID twice with different ones.
    altered: int

    def __str__(self) -> str:
        seen = ", ".join(f"{count} {state}" for state, count in sorted(self.in_sight.items()))
        said = f"{self.due} due, {self.arrived} arrived, {self.lost} lost, {self.doubled} doubled"
        return f"{said}, {self.repeated} repeated{f', {seen} in sight' if seen else ''}"


class FaultCase(TransactionTestCase):
    due_on = make.DUE_ON

    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="tracker-faults-")))

    def stage(self, officers: int, **ways: str) -> None:
        """Prepare so many officers, and start the mail server."""
        self.addresses = prepare(officers, self.due_on)
        self.sink: SinkApart = self.enterContext(sink_apart(self.folder, **ways))

    @contextmanager
    def installation(self, *, oracle: bool = False, **variables: str) -> Iterator[Apart]:
        """Make an installation that sends to the mail server and may ask its journal."""
        variables |= {"EMAIL_URL": f"smtp://127.0.0.1:{self.sink.port}"}
        if oracle:
            variables["MAIL_ORACLE"] = f"maildir:{self.sink.journal}"
            variables.setdefault("MAIL_IN_DOUBT", "resend")
        with apart(**variables) as made:
            yield made

    def send(self, installation: Apart, *arguments: str, seconds: float = 60) -> str:
        """Let a sender do something to its end; give what it printed."""
        started = starter().start(installation, *arguments)
        self.assertEqual(started.wait(seconds), 0, arguments)
        return started.printed.read_text().strip()

    def judge(self, installation: Apart, mornings: int = 1) -> Verdict:
        """Compare what was due, so many mornings for each officer, with what the mail server has."""
        return verdict(installation, self.sink.logged, self.addresses, mornings)


def note(scenario: str, figures: object, *, is_control: bool = False) -> None:
    """Write a line of the table of `bin/prove faults`."""
    if path := os.environ.get("FAULTS_FIGURES"):
        line = {
            "scenario": scenario,
            "database": connection.vendor,
            "figures": str(figures),
            "is_control": is_control,
        }
        with Path(path).open("a") as file:
            file.write(json.dumps(line) + "\n")


def verdict(installation: Apart, logged: Sequence[Logged], addresses: set[str], mornings: int) -> Verdict:
    """Count by recipient and Message-ID; the engine's own words are used only for what did not arrive."""
    logged = [mail for mail in logged if mail.recipient != PASSER]
    taken = Counter(mail.message_id for mail in logged)
    by_person = Counter(dict.fromkeys(addresses, 0))
    by_person.update({mail.message_id: mail.recipient for mail in logged}.values())
    rows = installation.query(
        "SELECT address, message_id, state, content FROM commitments_email "
        f"WHERE state <> 'withdrawn' AND address <> '{PASSER}'"
    )
    digests = {str(key): hashlib.sha256(bytes(content)).hexdigest() for _, key, _, content in rows}
    not_there = [(str(a), str(state)) for a, key, state, _ in rows if str(key) not in taken]
    in_sight = Counter(state for address, state in not_there if state in IN_SIGHT and address in addresses)
    missing = Counter(a for a, state in not_there if state in IN_SIGHT)
    lost = sum(max(0, mornings - by_person[a] - missing[a]) for a in addresses)
    pretended = sum(state == "delivered" for _, state in not_there)
    unfinished = sum(str(state) in {"ready", "sending"} for _, _, state, _ in rows)
    return Verdict(
        due=mornings * len(addresses),
        arrived=len(taken),
        lost=max(lost, pretended, unfinished),
        doubled=sum(taken.values()) - len(taken),
        repeated=sum(max(0, by_person[a] - mornings) for a in addresses),
        in_sight=dict(in_sight),
        altered=sum(digests.get(mail.message_id) != mail.digest for mail in logged),
    )
