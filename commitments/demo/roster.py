"""The columns of the tables of who is who in the demo; days are counted from the day of loading."""

from dataclasses import dataclass

from commitments.vocabulary import Classification


@dataclass(frozen=True, slots=True)
class Names:
    """What something is called in English and, by language code, elsewhere."""

    name: str
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Land:
    """A country; `is_partner` says whether the demo's desk covers it."""

    iso: str
    names: Names
    capital: str
    time_zone: str
    languages: str
    is_partner: bool


@dataclass(frozen=True, slots=True)
class House:
    """A ministry or agency, under a key of its own."""

    key: str
    iso: str
    names: Names
    short: str
    runs_tracker: bool = False


@dataclass(frozen=True, slots=True)
class Post:
    """An official: the person, the post, and the account where there is one."""

    key: str
    house: str
    post: str
    person: str
    function: str
    precedence: int
    others: tuple[tuple[str, str, str], ...] = ()
    account: str = ""
    say: str = ""
    helps: str = ""


@dataclass(frozen=True, slots=True)
class Renamed:
    """A ministry that gets another name."""

    day: int
    house: str
    names: Names
    short: str


@dataclass(frozen=True, slots=True)
class Retitled:
    """A post that gets another name, whose translations are still those of the old one."""

    day: int
    who: str
    post: str


@dataclass(frozen=True, slots=True)
class Gone:
    """An official who leaves and whom nobody follows."""

    day: int
    who: str


@dataclass(frozen=True, slots=True)
class Away:
    """Days on which the person of an account is away, recorded on `day`; another account stands in."""

    day: int
    who: str
    deputy: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who signs in; `place` is the key of a ministry, or the ISO code of the host country."""

    username: str
    name: str
    role: str
    clearance: Classification
    place: str = ""
    language: str = "en"
    time_zone: str = "Asia/Seoul"


@dataclass(frozen=True, slots=True)
class Body:
    """A standing body of the two countries."""

    key: str
    iso: str
    name: str
    level: str
    frequency: str = ""
