"""Many people to remind at once: the first email leaves at once, and each person still has one."""

import datetime
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from unittest import mock

from django.test import TransactionTestCase, override_settings

from commitments.enums import CommitmentState, EmailState
from commitments.models import Email, Heartbeat, Reminder, User
from commitments.reminders import journal, outbox
from commitments.reminders.message_batches import FIRST_BATCH
from commitments.reminders.planner import HEARTBEAT
from tests import make
from tests.cast import gather
from tests.commitments.reminders.case import seoul
from tests.faults.many import spread
from tests.faults.stage import IS_FULL, note
from tests.sink import sink_apart

PEOPLE, RUNS = 1000, 5
# From the start of a run to the first email that the server has accepted.
FIRST_SECONDS = 2.0
MORNING = seoul(6, 16, 7, 0)


class FirstEmailTests(TransactionTestCase):
    def setUp(self) -> None:
        people = gather()
        User.objects.update(time_zone="Asia/Seoul")
        item = make.commitment(people, state=CommitmentState.ACCEPTED)
        self.addresses = spread(people, item, PEOPLE)
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="tracker-faults-")))
        self.sink = self.enterContext(sink_apart(self.folder))
        self.enterContext(
            override_settings(
                MAIL_TO_FILES=False,
                EMAIL_HOST="127.0.0.1",
                EMAIL_PORT=self.sink.port,
                BACKLOG_PER_MINUTE=10**6,
            )
        )

    def judge(self, now: datetime.datetime, what: str) -> None:
        """Start a run, and check how soon the first email is accepted, and how few were written by then.

        In the suite the run ends there, and the processor time of this process counts, whatever else the
        machine does. At full size the clock counts, and each person has one email in the end.
        """
        record, noted = journal.record_attempt, list[tuple[float, float, int]]()
        begun, worked = time.time(), time.process_time()

        def noting(*given: Any) -> EmailState:
            state = record(*given)
            if not noted:
                noted.append((time.time() - begun, time.process_time() - worked, Email.objects.count()))
            if not IS_FULL:
                raise SystemExit
            return state

        with mock.patch.object(journal, "record_attempt", noting), suppress(SystemExit):
            for number in range(RUNS):
                outbox.run_outbox(now + number * datetime.timedelta(minutes=1))
        ((clock, processor, written),) = noted
        self.assertEqual(written, FIRST_BATCH)
        self.assertLess(processor, FIRST_SECONDS)
        if IS_FULL:
            taken = [one for one in self.sink.logged if one.recipient in self.addresses]
            last = max(one.at for one in taken) - begun
            note("first", f"{PEOPLE} people, {what}: first after {clock:.1f} s, last after {last:.0f} s")
            self.assertEqual(sorted(one.recipient for one in taken), sorted(self.addresses))
            self.assertLess(clock, FIRST_SECONDS)

    def test_planned_before_the_first_email_leaves_at_once(self) -> None:
        Heartbeat.objects.create(name=HEARTBEAT, beat_at=MORNING - datetime.timedelta(minutes=1))
        outbox.run_outbox(MORNING - datetime.timedelta(minutes=1))
        self.assertGreater(Reminder.objects.count(), PEOPLE)
        self.judge(MORNING, "planned before")

    def test_planned_in_the_same_run_the_first_email_leaves_at_once(self) -> None:
        Heartbeat.objects.create(name=HEARTBEAT, beat_at=MORNING - datetime.timedelta(days=2))
        self.judge(MORNING, "planned in the same run")
