"""In time: a morning of a thousand people, and a backlog that delays nobody; for `bin/prove faults` alone."""

import bisect
import datetime
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from commitments.models import Commitment, User
from tests.faults.proof_queue import PROMISED_SECONDS, QueueCase
from tests.faults.stage import note
from tests.flows.test_reminders import BEAT, BEAT_AT, WORKER, fall_due, running

AT_ONCE, ONE_BY_ONE, BACKLOG = 1000, 300, 60
# As BACKLOG_PER_MINUTE is by default; the clock of the mail server is read a moment after the tracker's.
A_MINUTE, MOST_A_MINUTE = 59, 20
AHEAD, SPREAD, LONG_AGO = 20.0, 240.0, -3 * 3600.0

Moments = Mapping[str, float]


class TimelyTests(QueueCase):
    """The schedule, one worker and Redis as they are by default, and a mail server that takes all."""

    @contextmanager
    def serving(self, officers: int) -> Iterator[float]:
        """Start the processes; give the moment at which they are at work."""
        self.stage(officers)
        with (
            self.installation(REDIS_URL=self.url) as installation,
            running(installation, WORKER, BEAT),
        ):
            self.until(lambda: installation.query(BEAT_AT), "no sweep came")
            yield time.time()

    def plan(self, moments: Moments) -> None:
        item = Commitment.objects.get()
        people = {person.email: person for person in User.objects.filter(email__in=moments)}
        for address, moment in moments.items():
            at = datetime.datetime.fromtimestamp(moment, datetime.UTC)
            fall_due(item, people[address], at)

    def seconds_late(self, moments: Moments) -> list[float]:
        """Give how long after its moment each mail was taken, the least late first."""
        taken = {mail.recipient: mail.at for mail in self.sink.logged}
        self.assertEqual(len(taken), len(self.sink.logged), "somebody has two mails")
        return sorted(taken[address] - moment for address, moment in moments.items())

    def test_a_thousand_people_at_once(self) -> None:
        with self.serving(AT_ONCE) as now:
            moments = dict.fromkeys(sorted(self.addresses), now + AHEAD)
            self.plan(moments)
            self.until(lambda: len(self.sink.logged) >= AT_ONCE, "not all were sent")
        self.judge_late("at once", self.seconds_late(moments))

    def test_a_backlog_delays_nobody(self) -> None:
        with self.serving(ONE_BY_ONE + BACKLOG) as now:
            old, new = sorted(self.addresses)[:BACKLOG], sorted(self.addresses)[BACKLOG:]
            backlog = dict.fromkeys(old, now + LONG_AGO)
            moments = {
                address: now + AHEAD + SPREAD * number / ONE_BY_ONE for number, address in enumerate(new)
            }
            self.plan(backlog | moments)
            time.sleep(AHEAD + SPREAD)
            self.until(lambda: len(self.sink.logged) >= len(self.addresses), "not all were sent")
        taken = sorted(mail.at for mail in self.sink.logged if mail.recipient in backlog)
        most = max(bisect.bisect(taken, at + A_MINUTE) - number for number, at in enumerate(taken))
        self.judge_late(
            f"one by one, beside a backlog of {BACKLOG} that went at most {most} a minute",
            self.seconds_late(moments),
        )
        self.assertLessEqual(most, MOST_A_MINUTE)

    def judge_late(self, how: str, late: list[float]) -> None:
        """Note and hold the promise: of a hundred mails, 99 are gone so soon after their moment."""
        median, last = late[len(late) // 2], late[int(len(late) * 0.99)]
        note("timely", f"{len(late)} mails {how}: half within {median:.0f} s, 99 of 100 within {last:.0f} s")
        self.assertGreaterEqual(late[0], 0, "a mail came before its moment")
        self.assertLessEqual(last, PROMISED_SECONDS)
