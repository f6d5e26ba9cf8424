"""The recipients of reminders: the first of a chain of people who may read them, and at its end the duty
mailbox.

Also the daily limit: one deadline reminder for each person, item and day; a second one waits or is left out.
The day is that of the reader. Requests to accept, notices of a decided date and copies of answers do not
count. Of several reminders due in one run, `planner` keeps the latest and most urgent; the limit here applies
between runs.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.conf import settings
from django.db.models import Q

from commitments.db import page_cache
from commitments.enums import EmailState, PostFunction, ReminderState, Role
from commitments.models import Absence, Country, Official, Reminder, User, zone_of
from commitments.reminders.schedule import FAINT, SEPARATE, Audience

DESK_CHAIN = (Role.DESK_OFFICER, Role.HEAD_OF_DESK, Role.DIVISION_HEAD)
# Who is told that something is late, in turn: each rank answers for the other where that one is nobody.
UP_THE_RANKS = {
    Audience.OWNER_HEAD: (Role.HEAD_OF_DESK, Role.DIVISION_HEAD),
    Audience.HEAD: (Role.HEAD_OF_DESK, Role.DIVISION_HEAD),
    Audience.DIVISION: (Role.DIVISION_HEAD, Role.HEAD_OF_DESK),
}
ONE_DAY = datetime.timedelta(days=1)


def day_of(moment: datetime.datetime, reader: User | None) -> datetime.date:
    """Return the date at a moment in the time zone of the reader."""
    return moment.astimezone(zone_of(reader)).date()


@dataclass(frozen=True, slots=True)
class OwnerPlace:
    """Where the owners of one commitment are found: partner, classification, and the lead of our side."""

    country: int
    classification: int
    ministry: int | None = None
    official: int | None = None


class ChainLink(Enum):
    """A recipient's link in the chain."""

    NAMED = "named"
    FOCAL_POINT = "focal_point"
    ALTERNATE = "alternate"
    OWNER_HEAD = "owner_head"
    DESK_OFFICER = "desk_officer"
    HEAD_OF_DESK = "head_of_desk"
    DIVISION_HEAD = "division_head"


@dataclass(frozen=True, slots=True)
class RecipientReason:
    """Why a person is the recipient: the link of the chain, the audience, and the person a deputy
    replaces.
    """

    link: ChainLink
    audience: Audience
    stands_in_for: str = ""


def _read_countries() -> list[tuple[Any, ...]]:
    return list(Country.objects.order_by().values_list("pk", "iso", "desk", "desk__division"))


def load_directory(now: datetime.datetime, place: OwnerPlace | None = None) -> "Directory":
    """Load the possible recipients, of one place where only these are needed; once for each page."""
    return page_cache.of_page(("directory", place), lambda: Directory(now, place))


class Directory:
    """All possible recipients, from four queries.

    The date where each person works decides who is in post and who is away. While a person is away, the
    deputy is the recipient, and where the deputy is away too, the next in the chain. With one place, only the
    possible recipients there.
    """

    def __init__(self, now: datetime.datetime, place: OwnerPlace | None = None) -> None:
        self._now = now
        self.iso_of: dict[int, str] = {}
        self._desk: dict[int, tuple[int | None, int | None]] = {}
        for pk, iso, desk, division in page_cache.of_reference("countries", _read_countries):
            self.iso_of[pk], self._desk[pk] = iso, (desk, division)
        # Near midnight it is still the day before somewhere.
        since = now.date() - ONE_DAY
        absences = page_cache.of_reference(
            ("absences", since), lambda: list(Absence.objects.filter(ends_on__gte=since))
        )
        posted = Q(role__in=(Role.FOCAL_POINT, *DESK_CHAIN)) | Q(official__isnull=False)
        told = self._near(place) if place else posted
        deputies = Q(pk__in={row.deputy_id for row in absences})
        # Where mail came back, the address is none.
        found = User.objects.filter(told | deputies, is_active=True, email_bounced_at=None)
        found = found.exclude(email="").order_by("pk")
        self.people = page_cache.of_reference(
            ("people", place, since), lambda: {user.pk: user for user in found}
        )
        self._abroad = {
            user.pk: self.iso_of[user.host_country_id]
            for user in self.people.values()
            if user.role == Role.EMBASSY_OFFICER and user.host_country_id is not None
        }
        self._account: dict[int | None, User] = {}
        self._alternates: dict[int | None, list[User]] = defaultdict(list)
        self._owner_heads: dict[int | None, list[User]] = defaultdict(list)
        self._at: dict[tuple[str, int | None], list[User]] = defaultdict(list)
        self._absences: dict[int, list[Absence]] = defaultdict(list)
        for row in absences:
            self._absences[row.person_id].append(row)
        self._read_posts(page_cache.of_reference(("posts", place, since), self._list_posts))
        self._read_roles()

    def _near(self, place: OwnerPlace) -> Q:
        """Return the condition on accounts in the chain of one place."""
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

    def read_in(self, place: OwnerPlace) -> tuple[str, ...]:
        """Name the countries whose holidays those have who may be told of an item, home first."""
        if not self._abroad:
            return (settings.HOME_COUNTRY,)
        audiences = (Audience.OWNERS, Audience.DESK, Audience.OWNER_HEAD)
        chains = (self._chain(place, audience) for audience in audiences)
        people = {user.pk for chain in chains for _link, group in chain for user in group}
        people |= {row.deputy_id for pk in people for row in self._absences.get(pk, ())}
        found = {self._abroad[pk] for pk in people if pk in self._abroad}
        return (settings.HOME_COUNTRY, *sorted(found - {settings.HOME_COUNTRY}))

    def stood_in_for(self, deputy: User) -> tuple[tuple[str, datetime.date], ...]:
        """Return those whose deputy a person is today, and until when."""
        found = []
        for key in self._absences:
            person = self.people.get(key)
            absence = self._absence(person, None) if person else None
            if absence is not None and absence.deputy_id == deputy.pk:
                found.append((str(person), absence.ends_on))
        return tuple(sorted(found))

    def _list_posts(self) -> list[tuple[Any, ...]]:
        posts = Official.objects.filter(user__in=self.people).order_by("precedence", "post", "pk")
        return list(posts.values_list("pk", "user", "ministry", "function", "starts_on", "ends_on"))

    def _read_posts(self, posts: Iterable[tuple[Any, ...]]) -> None:
        for pk, user, ministry, function, starts_on, ends_on in posts:
            person = self.people[user]
            day = self._today(person)
            if (starts_on and starts_on > day) or (ends_on and ends_on < day):
                continue
            self._account[pk] = person
            if function == PostFunction.ALTERNATE:
                self._alternates[ministry].append(person)
            if function == PostFunction.VALIDATING_AUTHORITY:
                self._owner_heads[ministry].append(person)

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

    def list_notified(
        self,
        place: OwnerPlace,
        audiences: Iterable[Audience],
        without: Collection[int | None] = (),
        *,
        on: datetime.date | None = None,
    ) -> list[User | None]:
        """Return the recipients: for each audience the first group with a cleared person; None is the duty
        mailbox.

        `without` excludes earlier wrong recipients; `on` is the future day whose absences count; without it,
        today where each works.
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
        """Return the group with deputies in place of those who are away; left out where the deputy is away
        too.
        """
        return [one for user in group if (one := self._stands_for(user, on)) is not None]

    def _stands_for(self, user: User, on: datetime.date | None) -> User | None:
        absence = self._absence(user, on)
        if absence is None:
            return user
        deputy = self.people.get(absence.deputy_id)
        return deputy if deputy is not None and self._absence(deputy, on) is None else None

    def why(
        self,
        place: OwnerPlace,
        audiences: Iterable[Audience],
        person: User,
        *,
        on: datetime.date | None = None,
    ) -> RecipientReason | None:
        """Return a person's link in the chain as it is, or as it will be on a day; None where there is
        none.
        """
        known = self.people.get(person.pk)
        for audience in audiences if known else ():
            for link, group in self._chain(place, audience):
                for user in group:
                    if self._stands_for(user, on) is known:
                        return RecipientReason(link, audience, "" if user is known else str(user))
        return None

    def _chain(self, place: OwnerPlace, audience: Audience) -> Iterator[tuple[ChainLink, list[User]]]:
        if audience == Audience.OWNERS and place.official in self._account:
            yield ChainLink.NAMED, [self._account[place.official]]
        if audience == Audience.OWNERS and place.ministry is not None:
            yield ChainLink.FOCAL_POINT, self._at[Role.FOCAL_POINT, place.ministry]
            yield ChainLink.ALTERNATE, self._alternates[place.ministry]
        if audience == Audience.OWNER_HEAD and place.ministry is not None:
            yield ChainLink.OWNER_HEAD, self._owner_heads[place.ministry]
        desk, division = self._desk[place.country]
        for role in UP_THE_RANKS.get(audience, DESK_CHAIN):
            at = division if role == Role.DIVISION_HEAD else desk
            yield ChainLink(role.value), self._at[role, at] if at is not None else []


# No day is longer, not even one on which clocks are set back.
LONGEST_DAY = datetime.timedelta(hours=25)
# An email that may still be taken back, and one that has arrived or may have.
UNSENT = frozenset({EmailState.READY, EmailState.SENDING})
ARRIVED = frozenset({EmailState.DELIVERED, EmailState.NOT_CONFIRMED, EmailState.HELD})
OTHERS = ("pk", "commitment", "recipient", "kind", "state", "planned_at", "email__state", "email__ready_at")


@dataclass(frozen=True, slots=True)
class DailyLimitResult:
    """Which reminders wait for another of the same day, and which are left out because one was sent."""

    waiting: frozenset[int] = frozenset()
    repeated: frozenset[int] = frozenset()

    @property
    def all(self) -> frozenset[int]:
        return self.waiting | self.repeated


@dataclass(frozen=True, slots=True)
class OtherReminder:
    """Another reminder of the same person and item: planned for later, or in an email."""

    pk: int
    rule: str
    state: str
    planned_at: datetime.datetime
    mail_state: str | None
    written_at: datetime.datetime | None


def apply_limit(
    rows: Sequence[Reminder], now: datetime.datetime, people: Mapping[int, User]
) -> DailyLimitResult:
    """Return which of some reminders are not to be sent now, in one query for all.

    A reminder of an earlier day waits for one planned for later today, unless that one is faint. It also
    waits while today's email with the item is not sent, since that one may be withdrawn. Once such an email
    has arrived, or may have, the reminder is left out.
    """
    asked = {row.pk for row in rows}
    limited = [row for row in rows if row.kind not in SEPARATE]
    others = _others(limited, now)
    waiting, repeated = set[int](), set[int]()
    for row in limited:
        reader = people.get(row.recipient_id) if row.recipient_id else None
        today = day_of(now, reader)
        for other in others[row.recipient_id, row.commitment_id]:
            if other.pk in asked:
                continue
            if other.written_at is None:
                if _replaces(other, row, today, reader):
                    waiting.add(row.pk)
            elif day_of(other.written_at, reader) == today:
                (repeated if other.mail_state in ARRIVED else waiting).add(row.pk)
    return DailyLimitResult(frozenset(waiting - repeated), frozenset(repeated))


def _replaces(other: OtherReminder, row: Reminder, today: datetime.date, reader: User | None) -> bool:
    """Return whether a reminder of an earlier day is better left to another, planned for later today."""
    is_earlier = day_of(row.planned_at, reader) < today == day_of(other.planned_at, reader)
    return is_earlier and (other.rule not in FAINT or row.kind in FAINT)


def _others(
    rows: Collection[Reminder], now: datetime.datetime
) -> dict[tuple[int | None, int], list[OtherReminder]]:
    """Load what is planned for the next hours, or in an email of the last ones, about the same items."""
    found: dict[tuple[int | None, int], list[OtherReminder]] = defaultdict(list)
    if not rows:
        return found
    later = Q(state=ReminderState.PLANNED, planned_at__gt=now, planned_at__lt=now + LONGEST_DAY)
    in_email = Q(email__ready_at__gt=now - LONGEST_DAY, email__state__in=UNSENT | ARRIVED)
    about = Reminder.objects.filter(commitment__in={row.commitment_id for row in rows})
    people = {row.recipient_id for row in rows}
    mine = Q(recipient__in=people - {None}) | (Q(recipient=None) if None in people else Q(pk__in=()))
    others = about.filter(mine, later | in_email).exclude(kind__in=SEPARATE).order_by()
    for pk, commitment, recipient, *other in others.values_list(*OTHERS):
        found[recipient, commitment].append(OtherReminder(pk, *other))
    return found
