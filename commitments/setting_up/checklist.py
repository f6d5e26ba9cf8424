"""The checklist of whoever sets the tracker up; nothing waits for it, and each line may stay open."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from commitments import access, audit
from commitments.models import AuditRow, User
from commitments.setting_up import service, sides
from commitments.setting_up.facts import TRIED, read
from commitments.setting_up.shown import Line, Standing
from commitments.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Checklist:
    """All lines, in the order in which they are done."""

    lines: tuple[Line, ...]
    is_demonstration: bool

    @property
    def open(self) -> int:
        return sum(line.is_open for line in self.lines)

    @property
    def first(self) -> Line | None:
        return next((line for line in self.lines if line.standing is Standing.OPEN), None)


def checklist(person: User, *, now: datetime.datetime) -> Checklist:
    """Say what is set up and what is missing; raises Refused for whoever is no administrator."""
    access.require(person.role == Role.ADMINISTRATOR)
    facts = read(person, timezone.localdate(now))
    lines = (
        sides.home(facts),
        service.markings(),
        service.addresses(),
        service.mail(facts),
        sides.desks(facts),
        sides.partners(facts),
        sides.languages(facts),
        sides.ministries(facts),
        service.people(facts),
        sides.officials(facts),
        sides.calendars(facts),
        service.second(facts),
        service.meeting(facts),
    )
    return Checklist(lines, any(one.is_demonstration for one in facts.countries))


@transaction.atomic
def note_trial(person: User, *, is_accepted: bool, said: str, now: datetime.datetime) -> AuditRow:
    """Write down what became of a test mail, and by which way it went."""
    told = {"where": service.route(), "is_accepted": is_accepted, "said": said}
    page = User.objects.get(pk=person.pk)
    return audit.record(TRIED, page, by=page, now=now, after=told)
