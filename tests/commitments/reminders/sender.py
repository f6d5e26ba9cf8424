"""Sweeps in processes of their own, killed at named instants or all at once.

python -m tests.commitments.reminders.sender kill [--blind] MOMENT=INSTANT...
python -m tests.commitments.reminders.sender together NUMBER MOMENT
"""

import datetime
import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import django
from django.db import connection
from django.template.loader import get_template

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
if __name__ == "__main__":
    django.setup()

from commitments.calendars.holidays import computed_year
from commitments.models import Mail
from commitments.reminders import compose, doubts, journal, mail, outbox, planner
from commitments.reminders.channels import Channel
from commitments.vocabulary import MailState

# Where the process dies: which call, and whether before or after it.
INSTANTS: dict[str, tuple[Any, str, bool]] = {
    "after planning": (planner, "plan_rows", True),
    "while the mail is written": (mail, "write", False),
    "before the mail is committed": (compose, "Told", False),
    "before claim": (journal, "claim", False),
    "after claim": (journal, "claim", True),
    "before the dot": (journal, "write_dot", False),
    "after the dot is journalled": (journal, "write_dot", True),
    "after 250": (journal, "record", False),
    "after commit": (journal, "record", True),
}


def dying(call: Callable[..., Any], *, after: bool) -> Callable[..., Any]:
    """Wrap a call so that the process is killed by it."""

    def killed(*args: Any, **named: Any) -> None:
        if after:
            call(*args, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    return killed


def blind(channel: Channel, now: datetime.datetime) -> tuple[int, int]:
    """Take back what dead senders held as a naive queue does: whatever the journal says, it is sent again."""
    dead = Mail.objects.filter(state=MailState.SENDING)
    return dead.update(state=MailState.READY, dot_at=None, lease_until=None), 0


def apart(work: Callable[[], object]) -> int:
    """Start a process that does the work; give its number."""
    child = os.fork()
    if child:
        return child
    try:
        work()
    except BaseException:
        sys.excepthook(*sys.exc_info())
        os._exit(1)
    os._exit(0)


def wait(child: int) -> int:
    """Wait for a process; give how it ended."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed_sweep(now: datetime.datetime, instant: str) -> None:
    """Sweep and die."""
    owner, name, after = INSTANTS[instant]
    setattr(owner, name, dying(getattr(owner, name), after=after))
    outbox.sweep(now)


def forget_leases() -> None:
    """Let the time of every lease be over."""
    past = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    Mail.objects.filter(state=MailState.SENDING).update(lease_until=past)


def warm() -> None:
    """Do before the first child what each would do for itself; no connection is opened."""
    for iso in ("KR", "XV"):
        computed_year(iso, 2026)
    for name in ("emails/reminder.txt", "emails/reminder.html"):
        get_template(name)


def kill(*cases: str) -> None:
    """For each case: one sweep that is killed, then two that are not."""
    if cases[0] == "--blind":
        doubts.requeue, cases = blind, cases[1:]
    for case in cases:
        moment, _, instant = case.partition("=")
        now = datetime.datetime.fromisoformat(moment)
        later = now + datetime.timedelta(minutes=1)
        if wait(apart(partial(killed_sweep, now, instant))) != -signal.SIGKILL:
            sys.exit(f"it was not killed: {case}")
        wait(apart(forget_leases))
        for _number in range(2):
            if wait(apart(partial(outbox.sweep, later))):
                sys.exit(f"the sweep after it failed: {case}")


def together(number: str, moment: str) -> None:
    """Sweep in so many processes at once."""
    now = datetime.datetime.fromisoformat(moment)
    children = [apart(partial(outbox.sweep, now)) for _number in range(int(number))]
    codes = [wait(child) for child in children]
    if any(codes):
        sys.exit("a sweep failed")


if __name__ == "__main__":
    warm()
    assert connection.connection is None, "children must not share a connection"
    commands: dict[str, Callable[..., None]] = {"kill": kill, "together": together}
    commands[sys.argv[1]](*sys.argv[2:])
