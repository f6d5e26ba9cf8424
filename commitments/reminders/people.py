"""Who is told: the first of a chain of people who may be, and at its end the duty box."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from django.conf import settings
from django.db.models import Q

from commitments.models import Absence, Country, Official, User, zone_of
from commitments.reminders.plan import Audience
from commitments.vocabulary import PostFunction, Role

DESK_CHAIN = (Role.DESK_OFFICER, Role.HEAD_OF_DESK, Role.DIVISION_HEAD)
# Who is told that something is late, in turn: each rank answers for the other where that one is nobody.
UP_THE_RANKS = {
    Audience.HEAD: (Role.HEAD_OF_DESK, Role.DIVISION_HEAD),
    Audience.DIVISION: (Role.DIVISION_HEAD, Role.HEAD_OF_DESK),
}
ONE_DAY = datetime.timedelta(days=1)


def day_of(moment: datetime.datetime, reader: User | None) -> datetime.date:
    """Give the day it is at a moment where the reader is."""
    return moment.astimezone(zone_of(reader)).date()


@dataclass(frozen=True, slots=True)
class Place:
    """Where the owners of one commitment are found: partner, level, and the lead of our side."""

    country: int
    classification: int
    ministry: int | None = None
    official: int | None = None


class Link(Enum):
    """Where in the chain of people somebody stands who is told."""

    NAMED = "named"
    FOCAL_POINT = "focal_point"
    ALTERNATE = "alternate"
    DESK_OFFICER = "desk_officer"
    HEAD_OF_DESK = "head_of_desk"
    DIVISION_HEAD = "division_head"


@dataclass(frozen=True, slots=True)
class Because:
    """Why somebody is told: the link of the chain, for which audience, and for whom a deputy stands in."""

    link: Link
    audience: Audience
    stands_in_for: str = ""


class Directory:
    """Everybody who can be told anything, from four queries.

    The day it is where each person works decides who is in post and who is away; while somebody is away, the
    deputy is told instead, and where the deputy is away too, whoever comes next in the chain. For one place
    alone, those who can be told there.
    """

    def __init__(self, now: datetime.datetime, place: Place | None = None) -> None:
        self._now = now
        self.iso_of: dict[int, str] = {}
        self._desk: dict[int, tuple[int | None, int | None]] = {}
        for pk, iso, desk, division in Country.objects.order_by().values_list(
            "pk", "iso", "desk", "desk__division"
        ):
            self.iso_of[pk], self._desk[pk] = iso, (desk, division)
        # Near midnight it is still the day before somewhere.
        absences = list(Absence.objects.filter(ends_on__gte=now.date() - ONE_DAY))
        posted = Q(role__in=(Role.FOCAL_POINT, *DESK_CHAIN)) | Q(official__isnull=False)
        told = self._near(place) if place else posted
        deputies = Q(pk__in={row.deputy_id for row in absences})
        # Where mail came back, the address is none.
        found = User.objects.filter(told | deputies, is_active=True, mail_bounced_at=None)
        self.people = {user.pk: user for user in found.exclude(email="").order_by("pk")}
        self._abroad = {
            user.pk: self.iso_of[user.host_country_id]
            for user in self.people.values()
            if user.role == Role.EMBASSY_OFFICER and user.host_country_id is not None
        }
        self._account: dict[int | None, User] = {}
        self._alternates: dict[int | None, list[User]] = defaultdict(list)
        self._at: dict[tuple[str, int | None], list[User]] = defaultdict(list)
        self._absences: dict[int, list[Absence]] = defaultdict(list)
        for row in absences:
            self._absences[row.person_id].append(row)
        self._read_posts()
        self._read_roles()

    def _near(self, place: Place) -> Q:
        """Give the condition on accounts that stand in the chain of one place."""
        desk, division = self._desk[place.country]
        found = Q(official=place.official) if place.official is not None else Q(pk__in=())
        if place.ministry is not None:
            found |= Q(role=Role.FOCAL_POINT, ministry=place.ministry) | Q(official__ministry=place.ministry)
        if desk is not None:
            found |= Q(role__in=DESK_CHAIN, desk=desk) | Q(role=Role.DIVISION_HEAD, division=division)
        return found

    def _today(self, person: User) -> datetime.date:
        return day_of(self._now, person)

    def _absence(self, person: User, on: datetime.date | None) -> Absence | None:
        """Find the absence of a person on a day, or today where the person works."""
        rows = self._absences.get(person.pk)
        if not rows:
            return None
        day = self._today(person)
        if on is not None and on > day:
            day = on
        return next((row for row in rows if row.starts_on <= day <= row.ends_on), None)

    def works_in(self, person: User | None) -> str:
        """Name the country whose holidays a reader has: at an embassy the host's, else the home country's."""
        return self._abroad.get(person.pk, settings.HOME_COUNTRY) if person else str(settings.HOME_COUNTRY)

    @property
    def countries_read_in(self) -> tuple[str, ...]:
        """Name the countries whose holidays some reader has, home first."""
        return tuple(dict.fromkeys((settings.HOME_COUNTRY, *sorted(self._abroad.values()))))

    def read_in(self, place: Place) -> tuple[str, ...]:
        """Name the countries whose holidays those have who may be told of an item, home first."""
        if not self._abroad:
            return (settings.HOME_COUNTRY,)
        chains = (self._chain(place, audience) for audience in (Audience.OWNERS, Audience.DESK))
        people = {user.pk for chain in chains for _link, group in chain for user in group}
        people |= {row.deputy_id for pk in people for row in self._absences.get(pk, ())}
        found = {self._abroad[pk] for pk in people if pk in self._abroad}
        return (settings.HOME_COUNTRY, *sorted(found - {settings.HOME_COUNTRY}))

    def stood_in_for(self, deputy: User) -> tuple[tuple[str, datetime.date], ...]:
        """Say for whom somebody stands in today, and until when."""
        found = []
        for key in self._absences:
            person = self.people.get(key)
            absence = self._absence(person, None) if person else None
            if absence is not None and absence.deputy_id == deputy.pk:
                found.append((str(person), absence.ends_on))
        return tuple(sorted(found))

    def _read_posts(self) -> None:
        posts = Official.objects.filter(user__in=self.people).order_by("precedence", "post", "pk")
        columns = ("pk", "user", "ministry", "function", "starts_on", "ends_on")
        for pk, user, ministry, function, starts_on, ends_on in posts.values_list(*columns):
            person = self.people[user]
            day = self._today(person)
            if (starts_on and starts_on > day) or (ends_on and ends_on < day):
                continue
            self._account[pk] = person
            if function == PostFunction.ALTERNATE:
                self._alternates[ministry].append(person)

    def _read_roles(self) -> None:
        second = {user.pk for users in self._alternates.values() for user in users}
        for user in self.people.values():
            place = {
                Role.FOCAL_POINT: user.ministry_id,
                Role.DESK_OFFICER: user.desk_id,
                Role.HEAD_OF_DESK: user.desk_id,
                Role.DIVISION_HEAD: user.division_id,
            }.get(Role(user.role))
            if place is not None and user.pk not in second:
                self._at[user.role, place].append(user)

    def told(
        self,
        place: Place,
        audiences: Iterable[Audience],
        without: Collection[int | None] = (),
        *,
        on: datetime.date | None = None,
    ) -> list[User | None]:
        """Choose who is told: for each audience the first group with somebody cleared; None is the duty box.

        `without` names those who turned out not to be the right ones; `on` is the day of which to ask who is
        away, where that lies ahead; without it, today where each works.
        """
        chosen: dict[int | None, User | None] = {}
        for audience in audiences:
            for _link, away_or_not in self._chain(place, audience):
                group = self._present(away_or_not, on)
                fit = [u for u in group if u.clearance >= place.classification and u.pk not in without]
                if fit:
                    chosen.update((user.pk, user) for user in fit)
                    break
            else:
                if None not in without:
                    chosen[None] = None
        return list(chosen.values())

    def _present(self, group: list[User], on: datetime.date | None) -> list[User]:
        """Put the deputy in the place of who is away; who is away with a deputy away too is left out."""
        return [one for user in group if (one := self._stands_for(user, on)) is not None]

    def _stands_for(self, user: User, on: datetime.date | None) -> User | None:
        absence = self._absence(user, on)
        if absence is None:
            return user
        deputy = self.people.get(absence.deputy_id)
        return deputy if deputy is not None and self._absence(deputy, on) is None else None

    def why(
        self,
        place: Place,
        audiences: Iterable[Audience],
        person: User,
        *,
        on: datetime.date | None = None,
    ) -> Because | None:
        """Say where a person stands in the chain as it is, or as it will be on a day; None where nowhere."""
        known = self.people.get(person.pk)
        for audience in audiences if known else ():
            for link, group in self._chain(place, audience):
                for user in group:
                    if self._stands_for(user, on) is known:
                        return Because(link, audience, "" if user is known else str(user))
        return None

    def _chain(self, place: Place, audience: Audience) -> Iterator[tuple[Link, list[User]]]:
        if audience == Audience.OWNERS and place.official in self._account:
            yield Link.NAMED, [self._account[place.official]]
        if audience == Audience.OWNERS and place.ministry is not None:
            yield Link.FOCAL_POINT, self._at[Role.FOCAL_POINT, place.ministry]
            yield Link.ALTERNATE, self._alternates[place.ministry]
        desk, division = self._desk[place.country]
        for role in UP_THE_RANKS.get(audience, DESK_CHAIN):
            at = division if role == Role.DIVISION_HEAD else desk
            yield Link(role.value), self._at[role, at] if at is not None else []
