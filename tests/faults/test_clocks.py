"""Processes whose clock is wrong, beside a database whose clock is right; the mail server counts."""

import datetime
import re

from django.test import TransactionTestCase
from django.utils import timezone

from commitments.enums import CommitmentState, Role
from commitments.language.phrases.specification import on_day
from commitments.models import Commitment, User
from tests import make
from tests.apart import Apart, apart
from tests.cast import gather
from tests.faults.stage import IS_FULL, note
from tests.flows.test_reminders import FAR_AHEAD, fall_due
from tests.sink import Sink

COMMAND = ("manage.py", "send_reminders")
# The command, and what a worker runs without the queue before it.
ALL = """
import django; django.setup()
from django.core.management import CommandError, call_command
from commitments import tasks
try:
    call_command("send_reminders")
except CommandError as refused:
    print(refused)
tasks.sweep(), tasks.send_invitation({person})
"""
# Each starts processes; `bin/prove faults` tries all.
WRONG = ("+3d", "-2h", "+61", "-61") if IS_FULL else ("+3d", "-61")
ALLOWED = "-59"
WRITTEN = """
SELECT (SELECT count(*) FROM commitments_reminder), (SELECT count(*) FROM commitments_email),
(SELECT count(*) FROM commitments_heartbeat), (SELECT count(*) FROM commitments_auditrow)
"""
ALARM = "SELECT detail FROM commitments_alarm WHERE code = 'clock'"
TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC")


class WrongClockTests(TransactionTestCase):
    def setUp(self) -> None:
        self.people = gather()
        # From seven in the morning there is a daily mail to the records officer: it is not counted here.
        User.objects.filter(role=Role.RECORDS_OFFICER).update(is_active=False)
        self.sink = self.enterContext(Sink())
        self.installation: Apart = self.enterContext(apart(EMAIL_URL=f"smtp://127.0.0.1:{self.sink.port}"))
        # One is due, and one falls due tomorrow: three days ahead it would be told as late.
        self.due, self.later = self.item(), self.item()
        fall_due(self.due, self.people.focal_point, timezone.now())
        fall_due(self.later, self.people.focal_point, timezone.now() + datetime.timedelta(days=1))

    def item(self) -> Commitment:
        return make.commitment(self.people, state=CommitmentState.ACCEPTED, deadline=on_day(FAR_AHEAD))

    def assert_nothing_happens(self, clock: str) -> None:
        """Hold that no process with this clock plans, writes or sends; the commands name both times."""
        before = self.installation.query(WRITTEN)
        said = self.installation.ask("-c", ALL.format(person=self.people.focal_point.pk), clock=clock)
        self.assertEqual([len(TIME.findall(line)) for line in said.splitlines()], [2], said)
        self.assertEqual(self.installation.query(WRITTEN), before)
        self.assertEqual(self.sink.received, [])
        ((detail,),) = self.installation.query(ALARM)
        self.assertEqual(len(TIME.findall(str(detail))), 2, detail)

    def assert_the_due_one_was_sent_once(self) -> None:
        self.assertEqual(self.sink.counted, {"focal_point@example.org": 1})
        (mail,) = self.sink.received
        self.assertIn(self.due.reference.encode(), mail.content)
        self.assertNotIn(self.later.reference.encode(), mail.content)

    def test_while_the_clock_is_wrong_nothing_is_planned_or_sent_and_the_due_ones_once_after(self) -> None:
        for clock in WRONG:
            with self.subTest(clock=clock):
                self.assert_nothing_happens(clock)
        for clock in (ALLOWED, ""):
            self.assertEqual(self.installation.start(*COMMAND, clock=clock).wait(60), 0, clock)
        self.assert_the_due_one_was_sent_once()
        self.assertEqual(self.installation.query(ALARM), [])
        note(
            "clock", f"{', '.join(WRONG)} s: nothing planned or sent; {ALLOWED} s and right: 1 of 1 due, once"
        )

    def test_a_moment_that_is_named_needs_no_clock(self) -> None:
        at = ("--at", timezone.now().isoformat())
        self.assertEqual(self.installation.start(*COMMAND, *at, clock="+3d").wait(60), 0)
        self.assert_the_due_one_was_sent_once()
