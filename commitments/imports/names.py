"""Which ministry a name in a table means: names of both sides in all their languages, read once."""

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings

from commitments import access
from commitments.imports.cells import key_of
from commitments.models import Country, Ministry, Official, User
from commitments.vocabulary import Side


@dataclass(frozen=True, slots=True)
class Named:
    """A ministry that a name means, on its side, and who in it, where the name is that of a post."""

    ministry: int
    side: Side
    called: str
    country: int
    official: int | None = None


@dataclass(slots=True)
class Names:
    """The names of all countries; `answers` says for all rows what a name means, 0 that it is not stated.

    Its names are as they are compared. `codes` gives the code of each country by its key.
    """

    home: Country | None
    codes: Mapping[int, str]
    today: datetime.date
    answers: Mapping[str, int] = field(default_factory=dict)
    ministries: dict[str, list[Named]] = field(default_factory=dict)
    posts: dict[str, list[Named]] = field(default_factory=dict)
    known: dict[int, Named] = field(default_factory=dict)
    past: set[int] = field(default_factory=set)

    def find(self, name: str, partner: int | None, side: Side | None = None) -> list[Named] | None:
        """Give the ministries of home and a partner that a name may mean; of two, the one of today.

        None of them where nobody knows the name; None where it was answered that it is not stated.
        """
        key = key_of(name)
        if key in self.answers:
            answered = self.known.get(self.answers[key])
            if answered is None:
                return None
            return [answered] if side in (None, answered.side) else []
        for index in (self.ministries, self.posts):
            listed = index.get(key, []) or index.get(key.removeprefix("the "), [])
            found = [one for one in listed if self._fits(one, partner, side)]
            if found:
                return _lasting(found, self.past)
        return []

    def _fits(self, one: Named, partner: int | None, side: Side | None) -> bool:
        return (one.side == Side.OURS or one.country == partner) and side in (None, one.side)

    def is_known(self, name: str) -> bool:
        """Say whether a name means a ministry of anybody."""
        return key_of(name) in self.ministries

    def may_mean(self, name: str, ministry: int) -> bool:
        """Say whether a name is one of a ministry's, be it of another of the same name too."""
        return any(one.ministry == ministry for one in self.ministries.get(key_of(name), ()))


def read_names(person: User, today: datetime.date, answers: Mapping[str, int] | None = None) -> Names:
    """Read the names of all ministries, which are few, and of the officials in their posts."""
    countries = list(Country.objects.all())
    home = next((one for one in countries if one.iso == settings.HOME_COUNTRY), None)
    names = Names(
        home,
        {one.pk: one.iso for one in countries},
        today,
        {key_of(name): key for name, key in (answers or {}).items()},
    )
    for row in access.visible_to(Ministry.objects.prefetch_related("names"), person).order_by("name"):
        side = Side.OURS if home is not None and row.country_id == home.pk else Side.THEIRS
        one = names.known[row.pk] = Named(row.pk, side, row.name, row.country_id)
        if row.exists_until is not None and row.exists_until < today:
            names.past.add(row.pk)
        spoken = [text for local in row.names.all() for text in (local.name, local.short_name)]
        _enter(names.ministries, [row.name, row.short_name, *spoken], one)
    posts = Official.objects.filter(ministry__isnull=False).exclude(ends_on__lt=today)
    for official in access.visible_to(posts, person).prefetch_related("names"):
        of = names.known.get(official.ministry_id or 0)
        if of is not None:
            spoken = [text for local in official.names.all() for text in (local.person, local.post)]
            one = Named(of.ministry, of.side, of.called, of.country, official.pk)
            _enter(names.posts, [official.post, official.person, *spoken], one)
    return names


def _enter(index: dict[str, list[Named]], texts: Collection[str], one: Named) -> None:
    for key in {key_of(text) for text in texts if text}:
        index.setdefault(key, []).append(one)


def _lasting(found: Sequence[Named], past: Collection[int]) -> list[Named]:
    """Of several of one name take those of today, and each ministry once."""
    by_ministry = {one.ministry: one for one in reversed(found)}
    lasting = [one for key, one in by_ministry.items() if key not in past]
    return lasting or list(by_ministry.values())
