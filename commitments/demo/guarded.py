"""What is kept close in the demonstration, and what is let out: one of each, all of it invented.

An update that the fictional partner gave in confidence, versions of items cleared for publication, which the
joint follow-up matrix takes, and an item opened by name to somebody whose ministry has no part in it.
"""

import datetime
from collections.abc import Iterator
from functools import partial

from django.utils import timezone, translation
from django.utils.formats import date_format

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
# What is open and may be seen by the partner, in English and Korean.
CLEARED = {
    "Open the online course to Valdoria": (
        "The host side opens its online course for harbour clerks to Valdoria.",
        "초청국은 항만 사무원을 위한 온라인 교육 과정을 발도리아에 개방한다.",
    ),
    "Appoint a liaison officer for online fraud": (
        "The visiting side appoints a liaison officer for online fraud.",
        "방문국은 온라인 사기 담당 연락관을 임명한다.",
    ),
    "Exchange lists of contact points": (
        "Both sides exchange lists of contact points against online fraud.",
        "양측은 온라인 사기 대응 연락처 목록을 교환한다.",
    ),
    "Mend the signal at the pilots' jetty": (
        "The host side mends the signal at the pilots' jetty.",
        "초청국은 도선사 선착장의 신호등을 수리한다.",
    ),
}
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
    """Write what may be published of one item that is done and some that are open; the head clears it."""
    texts = [Release(commitment=_item(PUBLISHED), language="en", wording=WORDING, status=Completion.COMPLETE)]
    for title, wordings in CLEARED.items():
        item = _item(title)
        for language, wording in zip(("en", "ko"), wordings, strict=True):
            with translation.override(language):
                due = date_format(item.due_on) if item.due_on else ""
            status = releases.completion_of(item)
            texts.append(Release(commitment=item, language=language, wording=wording, status=status, due=due))
    for release in texts:
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
