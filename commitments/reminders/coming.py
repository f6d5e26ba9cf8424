"""Who will be told what, and when, as things stand: the planner asked ahead, and nothing written."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from commitments.calendars.workdays import ONE_DAY
from commitments.models import User
from commitments.reminders import plan, planner, quiet
from commitments.reminders.items import Item
from commitments.reminders.people import day_of
from commitments.reminders.plan import Key
from commitments.reminders.planner import World
from commitments.vocabulary import Rule

# What goes on until it is done; the next one of each says enough.
GOING_ON = frozenset({Rule.OVERDUE, Rule.SILENT, Rule.UNDATED})


@dataclass(frozen=True, slots=True)
class Coming:
    """One person to be told one rung: when, and from which day it was put off, and why."""

    moment: datetime.datetime
    key: Key
    person: User | None
    day: datetime.date
    was_on: datetime.date | None = None
    because: str = ""


def coming(world: World, item: Item, days: int, known: Collection[Key] = ()) -> list[Coming]:
    """List who will be told what within so many days, in order; what is known to have its row is left out."""
    today = world.now.date()
    found: list[Coming] = []
    for iso in world.directory.read_in(item.place):
        gone_on: set[Rule] = set()
        calendar = world.calendars[iso]
        span = today - ONE_DAY, today + days * ONE_DAY
        for rung in plan.rungs(item.subject, world.rules_of(item), world.owing(item), calendar, *span):
            if rung.key in known or rung.key.rule in gone_on:
                continue
            people = [one for one in planner.told(world, item, rung) if world.directory.works_in(one) == iso]
            told = [one for person in people if (one := _one(world, item, rung, person)).moment > world.now]
            if told and rung.key.rule in GOING_ON:
                gone_on.add(rung.key.rule)
            found += told
    # What is told beside another rung of the same moment is folded into it.
    said = {(one.person, one.moment) for one in found if one.key.rule not in plan.FAINT | plan.BESIDE}
    kept = [o for o in found if o.key.rule not in plan.FAINT or (o.person, o.moment) not in said]
    return sorted(kept, key=lambda one: (one.moment, one.key.rule, one.key.offset))


def _one(world: World, item: Item, rung: plan.Rung, person: User | None) -> Coming:
    moment = planner.moment_of(rung, person) if person else planner.at_once(rung)
    later = quiet.later(world, item.place.country, rung.key.rule, person, moment)
    if later is None:
        return Coming(moment, rung.key, person, rung.day)
    day = day_of(later.moment, person)
    return Coming(later.moment, rung.key, person, day, rung.day, later.because)
