"""Who and what the demo has made so far, found again by the keys of its tables."""

import datetime
from dataclasses import dataclass, field

from django.utils import timezone

from commitments import accounts, editing
from commitments.demo import people
from commitments.demo.roster import Account
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
from commitments.vocabulary import Role

MAIL_DOMAIN = "example.org"
# Declared for this demonstration, in days from loading.
REGATTA_DAY = 12


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
        """Find a commitment as it stands by now; None where no title is given."""
        return Commitment.objects.get(pk=self.commitments[title].pk) if title else None


def set_stage(register: Register, passwords: dict[str, str], *, now: datetime.datetime) -> None:
    """Make countries, ministries, people and standing bodies, each with its first row of history."""
    division = editing.create(Division(name=people.DIVISION), by=None, now=now)
    desk = editing.create(Desk(name=people.DESK, division=division), by=None, now=now)
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
        register.countries[land.iso] = editing.create(country, by=None, now=now)
        for language, name in land.names.others:
            editing.create(CountryName(country=country, language=language, name=name), by=None, now=now)
    for house in people.HOUSES:
        ministry = Ministry(
            country=register.countries[house.iso],
            name=house.names.name,
            short_name=house.short,
            runs_tracker=house.runs_tracker,
        )
        register.houses[house.key] = editing.create(ministry, by=None, now=now)
        for language, name in house.names.others:
            editing.create(MinistryName(ministry=ministry, language=language, name=name), by=None, now=now)
    first, *others = people.ACCOUNTS
    administrator = _user(first, register, division, desk, passwords[first.username])
    register.users[first.username] = editing.create(administrator, by=None, now=now, reason=accounts.ALONE)
    for account in others:
        user = _user(account, register, division, desk, passwords[account.username])
        accounts.open_account(user, reason=accounts.ALONE, by=administrator, now=now)
        register.users[account.username] = user
    _name_officials(register, now)
    for body in people.BODIES:
        mechanism = Mechanism(
            country=register.countries[body.iso], name=body.name, level=body.level, frequency=body.frequency
        )
        register.bodies[body.key] = editing.create(mechanism, by=None, now=now)


def _user(account: Account, register: Register, division: Division, desk: Desk, password: str) -> User:
    """Make an account with the place that its role needs."""
    user = User(
        username=account.username,
        name=account.name,
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
            say=post.say,
            helps=post.helps,
            user=register.users.get(post.account),
            email=f"{post.account}@{MAIL_DOMAIN}" if post.account else "",
        )
        register.officials[post.key] = editing.create(official, by=None, now=now)
        for language, person, title in post.others:
            name = OfficialName(official=official, language=language, person=person, post=title)
            editing.create(name, by=None, now=now)


def confirm_calendars(register: Register, today: datetime.date, *, now: datetime.datetime) -> None:
    """Confirm the invented calendar and declare a holiday in it; real calendars stay computed."""
    country, officer = register.countries[people.FICTIONAL], register.users[people.OFFICER]
    declared_on = timezone.localdate(now)
    holiday = Holiday(
        country=country,
        day=today + datetime.timedelta(days=REGATTA_DAY),
        name="Day of the Regatta",
        declared_on=declared_on,
    )
    editing.create(holiday, by=officer, now=now)
    for year in range(declared_on.year, today.year + 2):
        confirmed = HolidayYear(country=country, year=year, confirmed_on=declared_on, confirmed_by=officer)
        editing.create(confirmed, by=officer, now=now)
