"""Generate the people: invented partners with their desks, ministries, officials and accounts."""

import datetime
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

from django.conf import settings
from django.db.models import Model

from commitments import models
from commitments.enums import Classification, MechanismLevel, PostFunction, Role
from commitments.seed.rows import SeedBook, Values
from commitments.seed.values import SeedWords

# Codes that ISO 3166-1 leaves to its users, so that nothing is invented about any country there is.
# XV is the demonstration's, XK in use by custom.
CODES = (
    *(f"Q{letter}" for letter in "MNOPQRSTUVWXYZ"),
    *(f"X{letter}" for letter in "ABCDEFGHIJLMNOPQRSTUWXYZ"),
    "AA",
    "ZZ",
)
DESKS, DIVISIONS, OFFICERS = 8, 2, 25
HOME_MINISTRIES, THEIR_MINISTRIES, FOCAL_POINTS = 20, 2, 8
READERS = 5
# No password fits; whoever wants to sign in sets one.
NO_PASSWORD = "!synthetic"  # noqa: S105
WEIGHT = 0.8


@dataclass(slots=True)
class MinistryStaff:
    """One ministry, the officials that answer for it, and their accounts."""

    pk: int
    officials: list[int] = field(default_factory=list)
    accounts: list[int] = field(default_factory=list)
    validator: int | None = None


@dataclass(slots=True)
class Partner:
    """One partner: its desk, ministries and standing body; a larger weight has more meetings."""

    pk: int
    iso: str
    officers: list[int]
    head: int
    houses: list[MinistryStaff]
    mechanism: int
    weight: float
    sessions: int = 0


@dataclass(slots=True)
class SeedParties:
    """All generated parties."""

    home: int
    houses: list[MinistryStaff]
    partners: list[Partner]
    readers: list[int]


class Census:
    """Creates all parties, as recorded on one day long ago."""

    def __init__(
        self,
        book: SeedBook,
        words: SeedWords,
        chance: random.Random,
        *,
        at: datetime.datetime,
        today: datetime.date,
    ) -> None:
        self._book, self._words, self._chance = book, words, chance
        self._at = at.isoformat()
        self._left_on = (today - datetime.timedelta(days=200)).isoformat()

    def world(self, years: range) -> SeedParties:
        home = models.Country.objects.filter(iso=settings.HOME_COUNTRY).first()
        key = home.pk if home else self._country(settings.HOME_COUNTRY, "Home country", None, years)["id"]
        houses = [self._our_house(key, number) for number in range(1, HOME_MINISTRIES + 1)]
        readers = [
            self._person(f"s-reader-{number}", Role.READER, Classification.SECRET)
            for number in range(1, READERS + 1)
        ]
        for role in (Role.RECORDS_OFFICER, Role.AUDITOR):
            self._person(f"s-{role.value.replace('_', '-')}", role, Classification.SECRET)
        desks = self._desks()
        partners = [
            self._partner(iso, desk, number, years)
            for number, (iso, desk) in enumerate(zip(CODES, cycle(desks), strict=False), start=1)
        ]
        return SeedParties(key, houses, partners, readers)

    def _desks(self) -> list[tuple[int, list[int], int]]:
        """Make the desks: each with its key, its officers and its head."""
        divisions = []
        for number in range(1, DIVISIONS + 1):
            division = self._add(models.Division, name=f"Division {number} (synthetic)")["id"]
            self._person(
                f"s-division-{number}", Role.DIVISION_HEAD, Classification.SECRET, division_id=division
            )
            divisions.append(division)
        desks = []
        for number in range(1, DESKS + 1):
            name = f"Desk {number} (synthetic)"
            desk = self._add(models.Desk, name=name, division_id=divisions[number % DIVISIONS])["id"]
            officers = [
                self._person(
                    f"s-desk-{number}-{seat}", Role.DESK_OFFICER, Classification.CONFIDENTIAL, desk_id=desk
                )
                for seat in range(1, OFFICERS + 1)
            ]
            head = self._person(f"s-head-{number}", Role.HEAD_OF_DESK, Classification.SECRET, desk_id=desk)
            desks.append((desk, officers, head))
        return desks

    def _add(self, model: type[Model], **values: Any) -> Values:
        return self._book.add(model, at=self._at, by=None, **values)

    def _country(self, iso: str, name: str, desk: int | None, years: range) -> Values:
        made = self._add(
            models.Country,
            iso=iso,
            name=name,
            capital=self._words.name(),
            time_zone=settings.TIME_ZONE,
            desk_id=desk,
            languages="en",
            is_demonstration=True,
        )
        for year in years if iso != settings.HOME_COUNTRY else ():
            # Nobody computes the holidays of a country that is not there.
            self._add(models.HolidayYear, country_id=made["id"], year=year, confirmed_on=self._at[:10])
        return made

    def _partner(self, iso: str, desk: tuple[int, Sequence[int], int], number: int, years: range) -> Partner:
        key, officers, head = desk
        country = self._country(iso, f"Partner {iso} (synthetic)", key, years)["id"]
        houses = [self._their_house(country, place) for place in range(1, THEIR_MINISTRIES + 1)]
        self._person(
            f"s-embassy-{iso.lower()}",
            Role.EMBASSY_OFFICER,
            Classification.CONFIDENTIAL,
            host_country_id=country,
        )
        mechanism = self._add(
            models.Mechanism,
            country_id=country,
            name="Joint Commission",
            level=MechanismLevel.MINISTERS.value,
        )
        return Partner(country, iso, list(officers), head, houses, mechanism["id"], 1 / number**WEIGHT)

    def _our_house(self, home: int, number: int) -> MinistryStaff:
        name = f"Ministry {number} (synthetic)"
        ministry = self._add(
            models.Ministry, country_id=home, name=name, short_name=f"SM{number}", runs_tracker=number == 1
        )["id"]
        korean = f"제{number}부 (합성)"
        self._add(
            models.MinistryName, ministry_id=ministry, language="ko", name=korean, short_name=f"제{number}부"
        )
        house = MinistryStaff(ministry)
        for seat in range(1, FOCAL_POINTS + 1):
            user = f"s-focal-{number}-{seat}"
            account = self._person(user, Role.FOCAL_POINT, Classification.RESTRICTED, ministry_id=ministry)
            function = PostFunction.FOCAL_POINT if seat <= FOCAL_POINTS // 2 else PostFunction.ALTERNATE
            house.officials.append(self._official(home, ministry, user, function, account))
            house.accounts.append(account)
        user = f"s-validator-{number}"
        house.validator = self._person(
            user, Role.VALIDATING_AUTHORITY, Classification.SECRET, ministry_id=ministry
        )
        self._official(home, ministry, user, PostFunction.VALIDATING_AUTHORITY, house.validator)
        return house

    def _their_house(self, country: int, number: int) -> MinistryStaff:
        name = f"Ministry of {self._words.name()} {number} (synthetic)"
        ministry = self._add(models.Ministry, country_id=country, name=name, short_name=f"M{number}")["id"]
        functions = (PostFunction.HEAD_OF_DELEGATION, PostFunction.OTHER, PostFunction.OTHER)
        officials = [
            self._official(country, ministry, f"{name} {seat}", function, None)
            for seat, function in enumerate(functions, start=1)
        ]
        return MinistryStaff(ministry, officials)

    def _official(
        self, country: int, ministry: int, name: str, function: PostFunction, account: int | None
    ) -> int:
        # One in twenty has left: of their open items somebody must take care.
        gone = self._chance.random() < 1 / 20
        made = self._add(
            models.Official,
            country_id=country,
            ministry_id=ministry,
            post=f"Post of {name}",
            person=f"Holder of {name}",
            function=function.value,
            user_id=account,
            ends_on=self._left_on if gone else None,
        )
        return int(made["id"])

    def _person(self, username: str, role: Role, clearance: Classification, **place: int) -> int:
        made = self._add(
            models.User,
            username=username,
            name=f"{username} (synthetic)",
            email=f"{username}@example.org",
            password=NO_PASSWORD,
            role=role.value,
            clearance=int(clearance),
            date_joined=self._at,
            **place,
        )
        return int(made["id"])
