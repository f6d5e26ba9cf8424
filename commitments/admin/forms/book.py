"""What typed names lead to: the ministries and officials of both sides, read once for a whole page."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from commitments import access
from commitments.admin.forms.deadline_follows import Followable
from commitments.models import Country, Ministry, Official, Statement, User
from commitments.vocabulary import Side

Names = Mapping[str, list[Ministry]]
T = TypeVar("T", Ministry, Official)


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of a list to pick from while typing."""

    value: str
    label: str
    country: int


@dataclass(frozen=True, slots=True)
class Book:
    """The names known on each side; `partner` is None while no partner is chosen.

    `followable` is what a deadline of this partner may follow, read when first asked for.
    """

    home: Country | None
    partner: Country | None
    today: datetime.date
    ministries: dict[Side, dict[str, list[Ministry]]] = field(default_factory=dict)
    officials: dict[Side, dict[str, list[Official]]] = field(default_factory=dict)
    statements: tuple[Statement, ...] = ()
    followable: Followable | None = None

    def ministry(self, side: Side, text: str) -> Ministry | None:
        """Find the ministry a typed name means; none for no name. Raises ValidationError at the field."""
        if not text.strip():
            return None
        found = _lasting(self.ministries[side].get(_key(text), []), self.today)
        if len(found) == 1:
            return found[0]
        if found:
            raise ValidationError(_("More than one ministry has this name. Write the full name."))
        raise ValidationError(self._unknown(side, " ".join(text.split())))

    def _unknown(self, side: Side, name: str) -> Any:
        """Say that no ministry has this name, with the way to enter it while the page stays open."""
        said = _("No ministry of this side is called “%(name)s”. Choose one of the list, or leave it empty.")
        country = self.home if side == Side.OURS else self.partner
        if country is None:
            return said % {"name": name}
        page = (
            f"{reverse('admin:commitments_ministry_add')}?{urlencode({'country': country.pk, 'name': name})}"
        )
        link = format_html(
            '<a href="{}" target="_blank" rel="noopener">{}</a>',
            page,
            _("Enter it in another tab, then save again."),
        )
        return format_html("{} {}", said % {"name": name}, link)

    def official(self, side: Side, text: str) -> Official | None:
        """Find the official a typed text means, or None where it is only an office."""
        found = _lasting(self.officials[side].get(_key(text), []), self.today)
        return found[0] if len(found) == 1 else None

    @property
    def listed_officials(self) -> list[tuple[Side, Official]]:
        """List every official of both sides once."""
        named = (
            (side, row) for side, names in self.officials.items() for rows in names.values() for row in rows
        )
        return list({row.pk: (side, row) for side, row in named}.values())

    def leading_names(self) -> dict[str, tuple[Side, str]]:
        """Give each name that means one ministry of one side, with that side and its full name."""
        found: dict[str, tuple[Side, str]] = {}
        doubtful: set[str] = set()
        for side, names in self.ministries.items():
            for name, rows in names.items():
                lasting = _lasting(rows, self.today)
                if len(lasting) != 1 or name in found or _is_past(lasting[0], self.today):
                    doubtful.add(name)
                else:
                    found[name] = (side, lasting[0].name)
        return {name: one for name, one in found.items() if name not in doubtful}

    @property
    def offers(self) -> dict[str, list[Offer]]:
        """Give the four lists to pick from, under the ids that the inputs name."""
        return {
            f"{kind}-{side}": offers
            for side in Side
            for kind, offers in (
                ("ministries", list(_ministry_offers(self.ministries.get(side, {}), self.today))),
                ("officials", list(_official_offers(self.officials.get(side, {}), self.today))),
            )
        }


def _lasting(found: list[T], today: datetime.date) -> list[T]:
    """Of several of one name take those of today: who was renamed or succeeded keeps the name in the book."""
    if len(found) < 2:
        return found
    return [row for row in found if not _is_past(row, today)] or found


def _is_past(row: Ministry | Official, today: datetime.date) -> bool:
    until = row.exists_until if isinstance(row, Ministry) else row.ends_on
    return until is not None and until < today


def _key(text: str) -> str:
    return " ".join(text.split()).casefold()


def read_book(
    person: User,
    partner: Country | None,
    today: datetime.date,
    statements: Iterable[Statement] = (),
) -> Book:
    """Read the names of home and partner, or of all partners of the person while none is chosen."""
    home = access.open_rows(Country).filter(iso=settings.HOME_COUNTRY).first()
    partners = [partner] if partner else list(access.countries_of(person))
    book = Book(home, partner, today, statements=tuple(statements), followable=Followable(person, partner))
    for side in Side:
        book.ministries[side] = {}
        book.officials[side] = {}
    theirs = {country.pk for country in partners}
    known = Q(country__in=theirs) | Q(country=home)
    ministries = access.rows(Ministry, person).filter(known)
    for ministry in ministries.prefetch_related("names").order_by("name"):
        side = Side.THEIRS if ministry.country_id in theirs else Side.OURS
        names = [ministry.name, ministry.short_name]
        for local in ministry.names.all():
            names += [local.name, local.short_name]
        _enter(book.ministries[side], names, ministry)
    officials = access.rows(Official, person).filter(known)
    for official in officials.prefetch_related("names").order_by("precedence", "post"):
        side = Side.THEIRS if official.country_id in theirs else Side.OURS
        texts = [str(official), official.person, official.post]
        for other in official.names.all():
            texts += [other.person, other.post]
        _enter(book.officials[side], texts, official)
    return book


def _enter(index: dict[str, list[T]], names: Iterable[str], row: T) -> None:
    for key in {_key(name) for name in names if name}:
        index.setdefault(key, []).append(row)


def _ministry_offers(index: Names, today: datetime.date) -> Iterator[Offer]:
    seen: set[int] = set()
    for rows in index.values():
        for row in rows:
            if row.pk not in seen and not _is_past(row, today):
                seen.add(row.pk)
                yield Offer(row.name, row.short_name, row.country_id)


def _official_offers(index: Mapping[str, list[Official]], today: datetime.date) -> Iterator[Offer]:
    seen: set[int] = set()
    for rows in index.values():
        for row in rows:
            if row.pk not in seen and not _is_past(row, today):
                seen.add(row.pk)
                yield Offer(str(row), row.post if row.person else "", row.country_id)
