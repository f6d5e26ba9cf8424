"""What happens outside meetings: a ministry is renamed, an official leaves, somebody is away."""

import datetime
from collections.abc import Iterator
from functools import partial

from django.utils import timezone

from commitments import editing, parties
from commitments.demo import people
from commitments.demo.days import Day
from commitments.demo.plot import Scene
from commitments.demo.register import Register
from commitments.demo.roster import Away, Gone, Renamed, Retitled
from commitments.models import Absence, MinistryName, Official


def scenes(day: Day, register: Register) -> Iterator[Scene]:
    """Give the scenes of what befalls ministries and people."""
    for renamed in people.RENAMED:
        yield Scene(renamed.day, partial(rename, register, renamed))
    for retitled in people.RETITLED:
        yield Scene(retitled.day, partial(retitle, register, retitled))
    for gone in people.GONE:
        yield Scene(gone.day, partial(leave, register, gone))
    for away in people.AWAY:
        yield Scene(away.day, partial(go_away, day, register, away))


def rename(register: Register, renamed: Renamed, now: datetime.datetime) -> None:
    """Give a ministry its new name; those who come later find it, and its officials, under the old key."""
    old, officer = register.houses[renamed.house], register.users[people.OFFICER]
    parties.succeed(
        old,
        name=renamed.names.name,
        short_name=renamed.short,
        on=timezone.localdate(now),
        by=officer,
        now=now,
    )
    old.refresh_from_db()
    assert old.successor is not None
    register.houses[renamed.house] = old.successor
    for language, name in renamed.names.others:
        more = MinistryName(ministry=old.successor, language=language, name=name)
        editing.create(more, by=officer, now=now)
    for key, official in register.officials.items():
        if official.ministry_id == old.pk:
            register.officials[key] = Official.objects.get(ministry=old.successor, person=official.person)


def retitle(register: Register, retitled: Retitled, now: datetime.datetime) -> None:
    """Give a post its new name in the language of the record alone."""
    official, officer = register.officials[retitled.who], register.users[people.OFFICER]
    editing.change(official, {"post": retitled.post}, by=officer, now=now)


def leave(register: Register, gone: Gone, now: datetime.datetime) -> None:
    """Let an official leave whom nobody has followed yet."""
    parties.appoint(
        register.officials[gone.who],
        left_on=timezone.localdate(now),
        by=register.users[people.OFFICER],
        now=now,
    )


def go_away(day: Day, register: Register, away: Away, now: datetime.datetime) -> None:
    """Record an absence, as the person does before going."""
    person = register.users[away.who]
    absence = Absence(
        person=person,
        deputy=register.users[away.deputy],
        starts_on=day.of(away.first),
        ends_on=day.of(away.last),
    )
    parties.record_absence(absence, by=person, now=now)
