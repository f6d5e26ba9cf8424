"""The calendars that a desk counts in, and how well this year and the next are known."""

import datetime

from django.conf import settings
from django.db.models import Q

from commitments import access, deadlines
from commitments.deadlines import KnownYear
from commitments.models import Country, User
from commitments.vocabulary import Role, YearStatus


def known_years(person: User, today: datetime.date, *, with_asked: bool = False) -> list[KnownYear]:
    """List the years of home, and of the partners that the person records for; an administrator keeps all."""
    mine = Q(iso=settings.HOME_COUNTRY) | Q(pk__in=access.countries_of(person).values("pk"))
    rows = Country.objects.all() if person.role == Role.ADMINISTRATOR else Country.objects.filter(mine)
    countries = sorted(access.visible_to(rows, person), key=lambda one: one.iso != settings.HOME_COUNTRY)
    return deadlines.known_years(countries, today, with_asked=with_asked)


def unconfirmed_years(person: User, today: datetime.date) -> tuple[KnownYear, ...]:
    """List of them those that nobody has confirmed."""
    return tuple(one for one in known_years(person, today) if one.status != YearStatus.CONFIRMED)
