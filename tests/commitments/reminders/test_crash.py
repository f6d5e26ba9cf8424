"""kill -9 at each named instant, and many senders at once: real processes, a real mail server."""

import datetime
from collections import Counter
from collections.abc import Iterable

import pytest
from django.test import TransactionTestCase

from commitments.models import User
from commitments.vocabulary import CommitmentState, OwedBy, Role
from tests import make
from tests.apart import Apart, apart
from tests.cast import gather
from tests.commitments.reminders.sender import INSTANTS
from tests.sink import Sink

SENDER = ("-m", "tests.commitments.reminders.sender")
# The rungs of an item that is due on 30 June 2026, one for each instant.
MORNINGS = ("06-01", "06-16", "06-23", "06-29", "06-30", "07-01", "07-08", "07-15", "07-22")
CASES = {instant: f"2026-{day}T07:05:00+09:00" for instant, day in zip(INSTANTS, MORNINGS, strict=True)}
# The dot is journalled and its answer is not: nobody can know.
DOUBTFUL = {"after the dot is journalled", "after 250"}


def prepare(*, officers: int = 1) -> set[str]:
    """Make an item that is theirs to do and each officer's to chase; give the officers' addresses."""
    people = gather()
    for number in range(2, officers + 1):
        User.objects.create_user(
            f"officer{number}",
            f"officer{number}@example.org",
            role=Role.DESK_OFFICER,
            desk=people.desk,
            clearance=people.officer.clearance,
        )
    User.objects.update(time_zone="Asia/Seoul")
    # What else is told of a late item would be more mails at these instants.
    make.ladder(people.desk, head_after=None, division_after=None, silent_after=None)
    make.commitment(people, owed_by=OwedBy.THEIRS, state=CommitmentState.ACCEPTED)
    return {user.email for user in User.objects.filter(role=Role.DESK_OFFICER, desk=people.desk)}


def told(installation: Apart) -> dict[str, str]:
    """Give the state of the mail sent at each instant."""
    rows = installation.query(
        "SELECT m.ready_at, m.state FROM commitments_mail m WHERE m.state <> 'withdrawn' ORDER BY m.ready_at"
    )
    days = {str(ready)[5:10]: str(state) for ready, state in rows}
    # Seven in the morning in Seoul is the day before by UTC.
    eves = {
        (datetime.datetime.fromisoformat(moment).astimezone(datetime.UTC)).strftime("%m-%d"): instant
        for instant, moment in CASES.items()
    }
    return {eves[day]: state for day, state in days.items()}


class KillTests(TransactionTestCase):
    def setUp(self) -> None:
        self.addresses = prepare()
        self.sink = self.enterContext(Sink())

    def kill(self, installation: Apart, *options: str, instants: Iterable[str] = INSTANTS) -> None:
        cases = [f"{CASES[instant]}={instant}" for instant in instants]
        self.assertEqual(installation.run(*SENDER, "kill", *options, *cases), 0)

    def test_over_smtp_each_mail_arrives_once_or_is_in_doubt_and_in_sight(self) -> None:
        with apart(EMAIL_URL=f"smtp://127.0.0.1:{self.sink.port}") as installation:
            self.kill(installation)
            states = told(installation)
        wanted = {name: "in_doubt" if name in DOUBTFUL else "accepted" for name in INSTANTS}
        self.assertEqual(states, wanted)
        # One of the two in doubt had arrived; neither is sent again unasked.
        self.assertEqual(len(self.sink.received), len(INSTANTS) - 1)
        self.assertEqual(max(Counter(mail.message_id for mail in self.sink.received).values()), 1)

    @pytest.mark.both
    def test_into_files_every_doubt_is_settled_and_each_mail_is_there_once(self) -> None:
        with apart() as installation:
            self.kill(installation)
            self.assertEqual(told(installation), dict.fromkeys(INSTANTS, "accepted"))
            self.assertEqual(len(installation.mails), len(INSTANTS))

    def test_control_a_queue_that_requeues_blindly_sends_twice(self) -> None:
        with apart(EMAIL_URL=f"smtp://127.0.0.1:{self.sink.port}") as installation:
            self.kill(installation, "--blind", instants=["after 250"])
        self.assertEqual(max(Counter(mail.message_id for mail in self.sink.received).values()), 2)


@pytest.mark.both
class TogetherTests(TransactionTestCase):
    def test_four_sweeps_at_once_send_one_mail_each(self) -> None:
        addresses = prepare(officers=12)
        sink = self.enterContext(Sink())
        with apart(EMAIL_URL=f"smtp://127.0.0.1:{sink.port}") as installation:
            self.assertEqual(installation.run(*SENDER, "together", "4", CASES["before claim"]), 0)
            states = installation.query("SELECT DISTINCT state FROM commitments_mail")
        self.assertEqual(sink.counted, dict.fromkeys(addresses, 1))
        self.assertEqual([tuple(row) for row in states], [("accepted",)])
