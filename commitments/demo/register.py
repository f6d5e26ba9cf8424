"""The records that the demonstration has created so far, found by the keys of its tables.

Also its days: counted from the day of loading, and moved to working days.
"""

import datetime
from dataclasses import dataclass, field

from django.utils import timezone

from commitments.accounts import changes
from commitments.calendars.workdays import (
    Calendar,
    Counting,
    join_calendars,
    last_workday_on_or_before,
    next_workday_on_or_after,
)
from commitments.demo import korean, people
from commitments.demo.columns import DemoAccount
from commitments.enums import OwedBy, Role
from commitments.models import (
    Commitment,
    Country,
    CountryName,
    Desk,
    Division,
    Holiday,
    HolidayYear,
    Mechanism,
    Ministry,
    MinistryName,
    Official,
    OfficialName,
    Outcome,
    User,
)
from commitments.records import edits

MAIL_DOMAIN = "example.org"
# Declared for this demonstration, in days from loading.
MARITIME_DAY = 12


@dataclass(slots=True)
class Register:
    """The records made so far, by key."""

    countries: dict[str, Country] = field(default_factory=dict)
    houses: dict[str, Ministry] = field(default_factory=dict)
    officials: dict[str, Official] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    bodies: dict[str, Mechanism] = field(default_factory=dict)
    # By title, and by clause as the table has it.
    commitments: dict[str, Commitment] = field(default_factory=dict)
    outcomes: dict[str, Outcome] = field(default_factory=dict)

    def commitment(self, title: str) -> Commitment | None:
        """Find the current state of a commitment; None where no title is given."""
        return Commitment.objects.get(pk=self.commitments[title].pk) if title else None


def set_stage(register: Register, passwords: dict[str, str], *, now: datetime.datetime) -> None:
    """Create countries, ministries, people and standing bodies, each with its first history row."""
    division = edits.create_record(
        Division(name=people.DIVISION, names=korean.list_titles(people.DIVISION)), by=None, now=now
    )
    desk = Desk(name=people.DESK, names=korean.list_titles(people.DESK), division=division)
    desk = edits.create_record(desk, by=None, now=now)
    for land in people.LANDS:
        country = Country(
            iso=land.iso,
            name=land.names.name,
            capital=land.capital,
            time_zone=land.time_zone,
            languages=land.languages,
            desk=desk if land.is_partner else None,
            is_demonstration=land.is_partner,
        )
        register.countries[land.iso] = edits.create_record(country, by=None, now=now)
        for language, name in land.names.others:
            capital = land.capitals.get(language, "")
            row = CountryName(country=country, language=language, name=name, capital=capital)
            edits.create_record(row, by=None, now=now)
    for house in people.HOUSES:
        ministry = Ministry(
            country=register.countries[house.iso],
            name=house.names.name,
            short_name=house.short,
            runs_tracker=house.runs_tracker,
        )
        register.houses[house.key] = edits.create_record(ministry, by=None, now=now)
        for language, name in house.names.others:
            edits.create_record(
                MinistryName(ministry=ministry, language=language, name=name), by=None, now=now
            )
    first, *others = people.ACCOUNTS
    administrator = _user(first, register, division, desk, passwords[first.username])
    register.users[first.username] = edits.create_record(
        administrator, by=None, now=now, reason=changes.ALONE
    )
    for account in others:
        user = _user(account, register, division, desk, passwords[account.username])
        changes.open_account(user, reason=changes.ALONE, by=administrator, now=now)
        register.users[account.username] = user
    _name_officials(register, now)
    for body in people.BODIES:
        mechanism = Mechanism(
            country=register.countries[body.iso],
            name=body.name,
            names=korean.list_titles(body.name),
            level=body.level,
            frequency=body.frequency,
        )
        register.bodies[body.key] = edits.create_record(mechanism, by=None, now=now)


def _user(account: DemoAccount, register: Register, division: Division, desk: Desk, password: str) -> User:
    """Create an account with the scope of its role."""
    user = User(
        username=account.username,
        name=account.name,
        names=korean.list_titles(account.name),
        email=f"{account.username}@{MAIL_DOMAIN}",
        role=account.role,
        clearance=account.clearance,
        language=account.language,
        time_zone=account.time_zone,
        desk=desk if account.role in {Role.DESK_OFFICER, Role.HEAD_OF_DESK} else None,
        division=division if account.role == Role.DIVISION_HEAD else None,
        ministry=register.houses.get(account.place),
        host_country=register.countries.get(account.place),
    )
    user.set_password(password)
    return user


def _name_officials(register: Register, now: datetime.datetime) -> None:
    for post in people.POSTS:
        ministry = register.houses[post.house]
        official = Official(
            country=ministry.country,
            ministry=ministry,
            post=post.post,
            person=post.person,
            function=post.function,
            precedence=post.precedence,
            pronunciation=post.say,
            note=post.helps,
            user=register.users.get(post.account),
            email=f"{post.account}@{MAIL_DOMAIN}" if post.account else "",
        )
        register.officials[post.key] = edits.create_record(official, by=None, now=now)
        for language, person, title in post.others:
            name = OfficialName(official=official, language=language, person=person, post=title)
            edits.create_record(name, by=None, now=now)


def confirm_calendars(register: Register, today: datetime.date, *, now: datetime.datetime) -> None:
    """Confirm the invented calendar and declare a holiday in it; real calendars stay computed."""
    country, officer = register.countries[people.FICTIONAL], register.users[people.OFFICER]
    declared_on = timezone.localdate(now)
    holiday = Holiday(
        country=country,
        day=today + datetime.timedelta(days=MARITIME_DAY),
        name="National Maritime Day",
        declared_on=declared_on,
    )
    edits.create_record(holiday, by=officer, now=now)
    for year in range(declared_on.year, today.year + 2):
        confirmed = HolidayYear(country=country, year=year, confirmed_on=declared_on, confirmed_by=officer)
        edits.create_record(confirmed, by=officer, now=now)


class Day:
    """Converts days from loading to dates, on working days for meetings and deadlines."""

    def __init__(self, today: datetime.date) -> None:
        self.today = today
        self.home: Calendar
        self.partners: dict[str, Calendar] = {}

    def learn_calendars(self, home: Calendar, partners: dict[str, Calendar]) -> None:
        """Load the calendars, once their countries are in the database."""
        self.home, self.partners = home, partners

    def resolve(self, days: int) -> datetime.date:
        """Count from today."""
        return self.today + datetime.timedelta(days=days)

    def met(self, held: datetime.date | int | None, iso: str) -> datetime.date | None:
        """Return a meeting's day: as stated, or the nearest working day of both capitals."""
        if isinstance(held, int):
            return self._worked(join_calendars([self.home, self.partners[iso]]), held)
        return held

    def due(self, days: int, owed_by: OwedBy, iso: str) -> datetime.date:
        """Return a working day of the owing capital: in the past the one before, in the future the one
        after.
        """
        owners = {
            OwedBy.OURS: [self.home],
            OwedBy.THEIRS: [self.partners[iso]],
            OwedBy.JOINT: [self.home, self.partners[iso]],
        }
        return self._worked(join_calendars(owners[owed_by]), days)

    def _worked(self, calendar: Counting, days: int) -> datetime.date:
        return (last_workday_on_or_before if days < 0 else next_workday_on_or_after)(
            calendar, self.resolve(days)
        )
