"""Sweeps in processes of their own, killed at named instants, at random, or all at once.

What `tests.faults.starter` is asked for:
kill NUMBER SWEEP MOMENT=INSTANT...
random SWEEP SEED KILLS MAILS MOMENT...
together NUMBER SWEEP MOMENT
sweep MOMENT...
calm MOMENT
full MOMENT
busy SECONDS MOMENT
pass MINUTES
die MOMENT INSTANT
"""

import datetime
import itertools
import os
import random
import select
import signal
import sys
import uuid
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.db import OperationalError, connection
from django.db.models import F
from django.template.loader import get_template
from django.urls import reverse

from commitments.calendars.holidays import computed_year
from commitments.enums import EmailState
from commitments.models import Email
from commitments.reminders import journal, outbox, unconfirmed
from tests.faults import naive
from tests.faults.instants import INSTANTS, OF_LOOPS
from tests.sink import wait_until_quiet

MINUTE = datetime.timedelta(minutes=1)
# Longer than a lease and than a doubt is left open.
LONG = datetime.timedelta(hours=1)
# The sweeps after the last kill, at most: those that wait after a crash have their turn by then.
CALM_SWEEPS = 12
# So much more fits into a full database.
FEW_PAGES = 3
# Who gets other emails meanwhile, which are not counted.
PASSER = "passer@example.org"
# How a killer finds its pace: it lets senders live longer while they are behind, and shorter while ahead.
FIRST_SECONDS, SHORTEST_SECONDS, LONGEST_SECONDS = 0.6, 0.05, 8.0


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


def kill_after(child: int, seconds: float, begun: int | None = None) -> bool:
    """Kill a process after so long, or so long after it has said that it begins; say whether it was still
    alive. Raise where it ended in an error."""
    handle = os.pidfd_open(child)
    if begun is not None:
        select.select([handle, begun], [], [])
        os.close(begun)
    ended, _, _ = select.select([handle], [], [], seconds)
    os.close(handle)
    if not ended:
        os.kill(child, signal.SIGKILL)
    code = wait(child)
    if code not in {0, -signal.SIGKILL}:
        raise RuntimeError(f"a sender ended with {code}")
    return code != 0


def saying_when(now: datetime.datetime) -> tuple[int, int]:
    """Start a sweep that says when it has taken up its first mails; give its number and where it says so."""
    heard, said = os.pipe()

    def saying(now: datetime.datetime, limit: int) -> list[journal.Claim]:
        held = claim(now, limit)
        os.write(said, b"!")
        return held

    def sweep() -> None:
        journal.claim_emails = saying
        outbox.run_outbox(now)

    claim = journal.claim_emails
    child = apart(sweep)
    os.close(said)
    return child, heard


def killed_sweep(sweep: str, now: datetime.datetime, instant: str) -> None:
    """Sweep and die."""
    (INSTANTS | OF_LOOPS)[instant].arm()
    naive.SWEEPS[sweep](now)


def let_time_pass(passed: datetime.timedelta = LONG) -> None:
    """Let every lease be over and every doubt be old; what dead senders had on the way has come by then."""
    if not settings.MAIL_TO_FILES:
        wait_until_quiet(settings.EMAIL_PORT)
    Email.objects.update(
        lease_until=F("lease_until") - passed,
        final_dot_at=F("final_dot_at") - passed,
        unconfirmed_at=F("unconfirmed_at") - passed,
        delivered_at=F("delivered_at") - passed,
    )


def let_minutes_pass(minutes: str) -> None:
    """Let so many minutes pass for all emails, by the database's clock."""
    let_time_pass(int(minutes) * MINUTE)


def hand_over_another(moment: datetime.datetime) -> None:
    """Let another email be sent while some are in doubt: what an oracle lacks beside it has not arrived."""
    if (
        settings.MAIL_ORACLE
        and Email.objects.filter(state__in=(EmailState.SENDING, EmailState.NOT_CONFIRMED)).exists()
    ):
        key = f"<{uuid.uuid4().hex}@passer>"
        Email.objects.create(
            address=PASSER,
            message_id=key,
            content=f"Message-ID: {key}\r\n\r\nText\r\n".encode(),
            ready_at=moment,
            next_try_at=moment,
        )


def warm() -> None:
    """Do before the first child what each would do for itself; no connection is opened."""
    for iso, year in itertools.product(("KR", "XV"), (2025, 2026, 2027)):
        computed_year(iso, year)
    reverse("admin:index")
    for name in ("emails/reminder.txt", "emails/reminder.html"):
        get_template(name)


def calm(moment: datetime.datetime) -> None:
    """Sweep without a kill, minute by minute, until nothing is left to send."""
    for minute in range(CALM_SWEEPS):
        let_time_pass()
        hand_over_another(moment + minute * MINUTE)
        outbox.run_outbox(moment + minute * MINUTE)
        if not _unfinished():
            break


def kill(number: str, sweep: str, *cases: str) -> None:
    """For each case: so many sweeps that are killed, and then some that are not."""
    if sweep == "blind":
        unconfirmed.requeue_unsent, sweep = naive.blind, "journal"
    for case in cases:
        moment, _, instant = case.partition("=")
        now = datetime.datetime.fromisoformat(moment)
        for _number in range(int(number)):
            if wait(apart(partial(killed_sweep, sweep, now, instant))) != -signal.SIGKILL:
                sys.exit(f"it was not killed: {case}")
            let_time_pass()
            connection.close()
            now += MINUTE
        if sweep == "journal":
            calm(now)
        else:
            wait(apart(partial(naive.SWEEPS[sweep], now)))


def at_random(sweep: str, seed: str, kills: str, mails: str, *moments: str) -> None:
    """Kill so many senders at random; what is left is sent in peace. Each moment has so many mails to send.

    Print how many were killed, and with which mails in hand: begun, and past the last dot.
    """
    chance, left, begun, dotted = random.Random(seed), int(kills), 0, 0
    seconds, tries = FIRST_SECONDS, 0
    for number, moment in enumerate(moments, start=1):
        now = start = datetime.datetime.fromisoformat(moment)
        share, done = left // (len(moments) - number + 1), 0
        while done < share:
            tries += 1
            if sweep == "journal" and tries % 2:
                # Every other dies while it sends.
                child, heard = saying_when(now)
                killed = kill_after(child, chance.uniform(0, seconds / 5), heard)
            else:
                child = apart(partial(naive.SWEEPS[sweep], now))
                killed = kill_after(child, chance.uniform(0, 2 * seconds))
            if not killed:
                seconds = max(SHORTEST_SECONDS, seconds / 2)
                if number < len(moments) and not _unfinished():
                    break
                continue
            done += 1
            held = Email.objects.filter(state=EmailState.SENDING)
            dotted += held.filter(final_dot_at__isnull=False).count()
            begun += held.filter(final_dot_at=None).exists()
            sent = Email.objects.filter(state=EmailState.DELIVERED, ready_at__gte=start).count()
            seconds *= 1.25 if sent < int(mails) * done / share else 0.8
            seconds = min(max(seconds, SHORTEST_SECONDS), LONGEST_SECONDS)
            let_time_pass()
            connection.close()
            now += MINUTE / 4
        left -= done
        if sweep == "journal":
            calm(now + MINUTE)
        else:
            wait(apart(partial(naive.SWEEPS[sweep], now)))
    print(int(kills) - left, begun, dotted)


def _unfinished() -> bool:
    found = Email.objects.filter(
        state__in=(EmailState.READY, EmailState.SENDING, EmailState.NOT_CONFIRMED)
    ).exists()
    connection.close()
    return found


def together(number: str, sweep: str, moment: str) -> None:
    """Sweep in so many processes at once."""
    now = datetime.datetime.fromisoformat(moment)
    children = [apart(partial(naive.SWEEPS[sweep], now)) for _number in range(int(number))]
    codes = [wait(child) for child in children]
    if any(codes):
        sys.exit("a sweep failed")


def sweep(*moments: str) -> None:
    """Sweep at each moment, one after the other."""
    for moment in moments:
        outbox.run_outbox(datetime.datetime.fromisoformat(moment))


def full(moment: str) -> None:
    """Sweep on a database that has room for a few rows more."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # Pages that were freed are room as well.
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0] + FEW_PAGES}")
            outbox.run_outbox(datetime.datetime.fromisoformat(moment))
    written = 0

    def refuse(execute: Callable[..., object], sql: str, *more: object) -> object:
        nonlocal written
        written += sql.startswith('INSERT INTO "commitments_email"')
        if written > FEW_PAGES:
            raise OperationalError("could not extend file: No space left on device")
        return execute(sql, *more)

    with connection.execute_wrapper(refuse):
        outbox.run_outbox(datetime.datetime.fromisoformat(moment))


def busy(patience: str, moment: str) -> None:
    """Sweep while another holds the database, or the table of mails, for longer than the patience."""
    holder = connection.copy()
    with holder.cursor() as cursor:
        if connection.vendor == "sqlite":
            connection.settings_dict["OPTIONS"]["timeout"] = float(patience)
            cursor.execute("BEGIN IMMEDIATE")
        else:
            cursor.execute("BEGIN")
            cursor.execute("LOCK TABLE commitments_email IN ACCESS EXCLUSIVE MODE")
            with connection.cursor() as waiting:
                waiting.execute(f"SET lock_timeout = {int(float(patience) * 1000)}")
        outbox.run_outbox(datetime.datetime.fromisoformat(moment))


def die(moment: str, instant: str) -> None:
    """Sweep and be killed at an instant."""
    wait(apart(partial(killed_sweep, "journal", datetime.datetime.fromisoformat(moment), instant)))


def calm_from(moment: str) -> None:
    """Sweep in peace until nothing is left to send."""
    calm(datetime.datetime.fromisoformat(moment))


COMMANDS: dict[str, Callable[..., None]] = {
    "kill": kill,
    "random": at_random,
    "together": together,
    "sweep": sweep,
    "calm": calm_from,
    "full": full,
    "busy": busy,
    "pass": let_minutes_pass,
    "die": die,
}
