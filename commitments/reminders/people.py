"""Who is told: the first of a chain of people who may be, and at its end the duty box."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q

from commitments.models import Country, Official, User
from commitments.reminders.plan import Audience
from commitments.vocabulary import PostFunction, Role

DESK_CHAIN = (Role.DESK_OFFICER, Role.HEAD_OF_DESK, Role.DIVISION_HEAD)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the owners of one commitment are found: partner, level, and the lead of our side."""

    country: int
    classification: int
    ministry: int | None = None
    official: int | None = None


class Directory:
    """Everybody who can be told anything, from three queries; `today` decides who is in post."""

    def __init__(self, today: datetime.date) -> None:
        roles = (Role.FOCAL_POINT, *DESK_CHAIN)
        found = User.objects.filter(Q(role__in=roles) | Q(official__isnull=False), is_active=True)
        self.people = {user.pk: user for user in found.exclude(email="").order_by("pk")}
        self.iso_of: dict[int, str] = {}
        self._desk: dict[int, tuple[int | None, int | None]] = {}
        for pk, iso, desk, division in Country.objects.values_list("pk", "iso", "desk", "desk__division"):
            self.iso_of[pk], self._desk[pk] = iso, (desk, division)
        self._account: dict[int | None, User] = {}
        self._alternates: dict[int | None, list[User]] = defaultdict(list)
        self._at: dict[tuple[str, int | None], list[User]] = defaultdict(list)
        self._read_posts(today)
        self._read_roles()

    def _read_posts(self, today: datetime.date) -> None:
        in_post = Official.objects.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=today),
            Q(ends_on__isnull=True) | Q(ends_on__gte=today),
            user__in=self.people,
        )
        for pk, user, ministry, function in in_post.values_list("pk", "user", "ministry", "function"):
            self._account[pk] = self.people[user]
            if function == PostFunction.ALTERNATE:
                self._alternates[ministry].append(self.people[user])

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
        self, place: Place, audiences: Iterable[Audience], without: Collection[int | None] = ()
    ) -> list[User | None]:
        """Choose who is told: for each audience the first group with somebody cleared; None is the duty box.

        `without` names those who turned out not to be the right ones.
        """
        chosen: dict[int | None, User | None] = {}
        for audience in audiences:
            for group in self._chain(place, audience):
                fit = [u for u in group if u.clearance >= place.classification and u.pk not in without]
                if fit:
                    chosen.update((user.pk, user) for user in fit)
                    break
            else:
                if None not in without:
                    chosen[None] = None
        return list(chosen.values())

    def _chain(self, place: Place, audience: Audience) -> Iterator[list[User]]:
        if audience == Audience.OWNERS and place.official in self._account:
            yield [self._account[place.official]]
        if audience == Audience.OWNERS and place.ministry is not None:
            yield self._at[Role.FOCAL_POINT, place.ministry]
            yield self._alternates[place.ministry]
        desk, division = self._desk[place.country]
        for role in DESK_CHAIN:
            at = division if role == Role.DIVISION_HEAD else desk
            yield self._at[role, at] if at is not None else []
