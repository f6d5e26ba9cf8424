"""What is kept close in the demonstration, and what is let out: one of each, all of it invented.

An update that the fictional partner gave in confidence, a version of an item cleared for publication, and an
item opened by name to somebody whose ministry has no part in it.
"""

import datetime
from collections.abc import Iterator
from functools import partial

from django.utils import timezone

from commitments import granting, lifecycle, releases
from commitments.demo import people
from commitments.demo.plot import Scene
from commitments.demo.register import Register
from commitments.models import Commitment, ProgressUpdate, Release
from commitments.vocabulary import Completion, Side

DAY = -1
OPEN_DAYS = 60
CONFIDED = "Waive harbour dues for rescue ships"
PUBLISHED = "Ten training places for young pilots"
OPENED = "Draft programme of work for rescue at sea"
WORDING = "Ten places in a course for harbour pilots were given to young pilots of Valdoria."
WHY = "Builds the register that the programme of work asks for (demonstration)."


def scenes(register: Register) -> Iterator[Scene]:
    """Let the desk confide, write and open one record each, the day before."""
    for play in (confide, publish, let_read):
        yield Scene(DAY, partial(play, register))


def _item(title: str) -> Commitment:
    return Commitment.objects.get(country__iso=people.FICTIONAL, title=title)


def confide(register: Register, now: datetime.datetime) -> None:
    """Mark what the partner said last of an item as given in confidence."""
    said = ProgressUpdate.objects.filter(commitment=_item(CONFIDED), side=Side.THEIRS).latest("said_on")
    lifecycle.keep_in_confidence(said, by=register.users[people.OFFICER], now=now)


def publish(register: Register, now: datetime.datetime) -> None:
    """Write what may be published of an item that is done, and let the head clear it."""
    release = Release(commitment=_item(PUBLISHED), language="en", wording=WORDING, status=Completion.COMPLETE)
    releases.write(release, by=register.users[people.OFFICER], now=now)
    releases.clear(release, by=register.users["head"], now=now)


def let_read(register: Register, now: datetime.datetime) -> None:
    """Let the head open an item to a focal point of a ministry that has no part in it."""
    first = timezone.localdate(now)
    grant = granting.made(
        _item(OPENED),
        person=register.users["digital"],
        starts_on=first,
        ends_on=first + datetime.timedelta(days=OPEN_DAYS),
        reason=WHY,
    )
    granting.give(grant, by=register.users["head"], now=now)
