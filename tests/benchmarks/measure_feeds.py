"""A calendar of 400 dates, among 100,000 items of another desk; and the same asked for again."""

import datetime
import time
from collections.abc import Callable
from functools import partial
from unittest import mock

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from commitments.accounts import calendar_subscriptions
from commitments.api.tokens import CalendarThrottle
from commitments.enums import CommitmentState, MeetingForm
from commitments.meetings import meetings
from commitments.models import Meeting
from tests import make
from tests.benchmarks.figures import Figure, cpu_ms
from tests.benchmarks.measure_api import fill
from tests.cast import NOW, gather

DATES, MEETINGS, IN_ALL = 400, 40, 100_000
MOST_MS = 300.0


class EnoughError(Exception):
    """Ends the measurement; everything it wrote goes with the transaction."""


def figures() -> list[Figure]:
    """Measure whole answers, the door and the library included."""
    found: list[Figure] = []
    try:
        # More are asked for here than one person is given in a minute.
        with mock.patch.object(CalendarThrottle, "rate", "100000/min", create=True), transaction.atomic():
            found += _measure()
            raise EnoughError
    except EnoughError:
        return found


def least_ms(work: Callable[[], object], times: int = 30) -> float:
    """Give the least time that one run took, in milliseconds: others work on this machine too."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return min(taken) * 1000


def _measure() -> list[Figure]:
    cast = gather()
    theirs = make.outcome(cast, make.meeting(cast, country=cast.elsewhere))
    fill(make.commitment(cast, theirs, state=CommitmentState.PROPOSED), IN_ALL, "XW")
    today = timezone.localdate()
    for number in range(MEETINGS):
        day = today + datetime.timedelta(days=number)
        hours = {"starts_at": datetime.time(9, 30), "ends_at": datetime.time(11)}
        met = Meeting(country=cast.valdoria, title="Talks", form=MeetingForm.VISIT, held_on=day, **hours)
        meetings.record_meeting(met, by=cast.officer, now=NOW)
    fill(make.commitment(cast, state=CommitmentState.IN_PROGRESS), DATES - MEETINGS - 1)
    address = reverse(
        "calendar", args=(calendar_subscriptions.create_subscription(cast.officer, label="x", now=NOW),)
    )
    answer = Client().get(address)
    assert answer.content.count(b"BEGIN:VEVENT") == DATES, answer.content.count(b"BEGIN:VEVENT")
    held = {"If-None-Match": answer.headers["ETag"]}
    whole, again = partial(Client().get, address), partial(Client().get, address, headers=held)
    assert again().status_code == 304
    found = [
        Figure(f"calendar of {DATES} dates among {IN_ALL:,}", cpu_ms(whole), MOST_MS, "ms", 1.0),
        Figure("the same, asked for again (304)", cpu_ms(again), MOST_MS, "ms", 1.0),
    ]
    found.append(Figure("the same, elapsed", least_ms(whole), MOST_MS, "ms"))
    with CaptureQueriesContext(connection) as queries:
        again()
    return [*found, Figure("queries of that answer", len(queries), 7, "")]
