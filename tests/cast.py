"""The same few people in every test: home is Korea, the partner is Valdoria, which does not exist."""

import datetime
from dataclasses import dataclass

from commitments.access import grants
from commitments.enums import Classification, PostFunction, Role
from commitments.models import Country, Desk, Division, Ministry, Official, User
from commitments.search import index

# A Wednesday, ten in the morning in Seoul, a working day in both capitals.
NOW = datetime.datetime(2026, 3, 11, 1, 0, tzinfo=datetime.UTC)
TODAY = datetime.date(2026, 3, 11)
PASSWORD = "correct horse battery staple"


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody, and where they belong. `stranger` is the officer of another desk, for `elsewhere`."""

    korea: Country
    valdoria: Country
    elsewhere: Country
    division: Division
    desk: Desk
    other_desk: Desk
    mofa: Ministry
    police: Ministry
    their_ministry: Ministry
    their_police: Ministry
    their_minister: Official
    officer: User
    head: User
    division_head: User
    focal_point: User
    validator: User
    embassy_officer: User
    reader: User
    records_officer: User
    auditor: User
    administrator: User
    stranger: User

    @property
    def everybody(self) -> tuple[User, ...]:
        return (
            self.officer,
            self.head,
            self.division_head,
            self.focal_point,
            self.validator,
            self.embassy_officer,
            self.reader,
            self.records_officer,
            self.auditor,
            self.administrator,
            self.stranger,
        )


def gather() -> Cast:
    """Make everybody, for `setUpTestData`: `cls.cast = gather()`."""
    division = Division.objects.create(name="Asia")
    other_division = Division.objects.create(name="Islands")
    desk = Desk.objects.create(name="Valdoria desk", division=division)
    other_desk = Desk.objects.create(name="Elsewhere desk", division=other_division)
    korea = _country("KR", "Republic of Korea", "Seoul", "Asia/Seoul", "ko", None)
    valdoria = _country("XV", "Valdoria", "Port Serin", "Etc/GMT-3", "en", desk)
    elsewhere = _country("XW", "Westmark", "Westhaven", "Etc/GMT+1", "en", other_desk)
    mofa = Ministry.objects.create(
        country=korea, name="Ministry of Foreign Affairs", short_name="MOFA", runs_tracker=True
    )
    police = Ministry.objects.create(country=korea, name="National Police Agency", short_name="KNPA")
    their_ministry = Ministry.objects.create(country=valdoria, name="Ministry of External Relations")
    their_police = Ministry.objects.create(country=valdoria, name="Valdorian Constabulary")
    their_minister = Official.objects.create(
        country=valdoria,
        ministry=their_ministry,
        post="Minister of External Relations",
        function=PostFunction.HEAD_OF_DELEGATION,
        precedence=1,
    )
    validator = _person("validator", Role.VALIDATING_AUTHORITY, Classification.SECRET, ministry=police)
    Official.objects.create(
        country=korea,
        ministry=police,
        post="Director for International Cooperation",
        function=PostFunction.VALIDATING_AUTHORITY,
        user=validator,
    )
    cast = Cast(
        korea=korea,
        valdoria=valdoria,
        elsewhere=elsewhere,
        division=division,
        desk=desk,
        other_desk=other_desk,
        mofa=mofa,
        police=police,
        their_ministry=their_ministry,
        their_police=their_police,
        their_minister=their_minister,
        officer=_person("officer", Role.DESK_OFFICER, Classification.CONFIDENTIAL, desk=desk),
        head=_person("head", Role.HEAD_OF_DESK, Classification.SECRET, desk=desk),
        division_head=_person("division_head", Role.DIVISION_HEAD, Classification.SECRET, division=division),
        focal_point=_person("focal_point", Role.FOCAL_POINT, Classification.RESTRICTED, ministry=police),
        validator=validator,
        embassy_officer=_person(
            "embassy_officer", Role.EMBASSY_OFFICER, Classification.CONFIDENTIAL, host_country=valdoria
        ),
        reader=_person("reader", Role.READER, Classification.SECRET),
        records_officer=_person("records_officer", Role.RECORDS_OFFICER, Classification.SECRET),
        auditor=_person("auditor", Role.AUDITOR, Classification.SECRET),
        administrator=_person("administrator", Role.ADMINISTRATOR, Classification.PUBLIC),
        stranger=_person("stranger", Role.DESK_OFFICER, Classification.SECRET, desk=other_desk),
    )
    # Written past `editing`, which would have kept the index.
    for model in (Country, Ministry, Official, User):
        index.update_rows(model)
    return cast


def signed_in(person: User) -> User:
    """Load an account as a request does: with whether anything is opened to it by name."""
    return grants.with_names(User.objects.all()).get(pk=person.pk)


def _country(iso: str, name: str, capital: str, time_zone: str, languages: str, desk: Desk | None) -> Country:
    return Country.objects.create(
        iso=iso, name=name, capital=capital, time_zone=time_zone, languages=languages, desk=desk
    )


def _person(
    username: str,
    role: Role,
    clearance: Classification,
    *,
    desk: Desk | None = None,
    division: Division | None = None,
    ministry: Ministry | None = None,
    host_country: Country | None = None,
) -> User:
    """Make an account named after its part, with PASSWORD."""
    return User.objects.create_user(
        username,
        f"{username}@example.org",
        PASSWORD,
        name=username.replace("_", " ").capitalize(),
        role=role,
        clearance=clearance,
        desk=desk,
        division=division,
        ministry=ministry,
        host_country=host_country,
    )
