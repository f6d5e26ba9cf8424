"""The kinds of text in several languages, where each is stored, and the languages that it should have.

Required are the languages of the screens, of the home country and of the record's own country. A name or a
title counts as recorded in the installation's language, an outcome in that of its clause. An update and what
was said have one translation: in the first language of the home country or, where they are written in that,
in the first of the partner. Texts of a brief are required once a second language was chosen for it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Model, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commitments import models
from commitments.db import page_cache
from commitments.enums import OPEN_MEETING_STATES, OPEN_STATES
from commitments.models.translated import ENDING, list_translated, parse_lines

EVERY = Q()


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record with text in several languages, and where it is stored."""

    name: str
    label: Promise
    model: type[Model]
    parts: type[Model]
    parent: str
    country: str
    words: tuple[str, ...]
    order: tuple[str, ...]
    # The column with the language of the original; without one it is the installation's.
    language: str = ""
    # The column of the record itself with one line for each further language.
    lines: str = ""
    # Whether the texts of the record itself have a second column each.
    has_columns: bool = False
    # Whether a translation is only required once its language was chosen; of these there are few.
    is_chosen: bool = False
    # Which records count.
    counted: Q = EVERY

    @property
    def is_own(self) -> bool:
        """Whether the record itself holds its translations."""
        return bool(self.lines) or self.has_columns

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that hold the translations, of the record or of its part."""
        if self.lines:
            return (self.lines,)
        if self.has_columns:
            return tuple(f"{name}{ENDING}" for name in self.words)
        return ("wording",) if self.parts is models.Clause else self.words

    def base_of(self, row: Any) -> str:
        """Return the language of the original."""
        column = "text_language" if self.has_columns else self.language
        return str(getattr(row, column)) if column else settings.LANGUAGE_CODE

    def record_of(self, part: Any) -> Any:
        """Return the record whose translation `part` holds: often itself."""
        return part if self.is_own else getattr(part, self.parent)

    def country_of(self, row: Any) -> int | None:
        """Return the key of the country that decides the languages of a record."""
        if self.country == "pk":
            return int(row.pk)
        for name in self.country.split("__")[:-1]:
            row = getattr(row, name)
        key: int | None = row.country_id
        return key

    def read_texts(self, row: Any, part: Any, language: str) -> tuple[tuple[str, str], ...]:
        """Return each text of a record with its translation; `part` holds it, and is None where none does."""
        if self.lines:
            found = parse_lines(getattr(row, self.lines)).get(language, "")
            return ((str(getattr(row, self.words[0])), found),)
        is_other = self.has_columns and row.translation_language not in ("", language)
        holder = None if is_other else part
        return tuple(
            (str(getattr(row, name)), str(getattr(holder, column)) if holder else "")
            for name, column in zip(self.words, self.columns, strict=True)
        )


def digest_of(texts: tuple[tuple[str, str], ...]) -> str:
    """Return the SHA-256 of texts and translations, by which a check holds: for other words it does not."""
    return hashlib.sha256("\x1e".join("\x1f".join(pair) for pair in texts).encode()).hexdigest()


def _titles(name: str, label: Promise, model: type[Model], country: str, **given: Any) -> Kind:
    columns = {"words": ("title",), "lines": "titles"} | given
    return Kind(name, label, model, model, "pk", country, order=(f"{country}__name", "-pk"), **columns)


def _texts(name: str, label: Promise, model: type[Model], country: str, **given: Any) -> Kind:
    words, order = list_translated(model), (f"{country}__name", "-pk")
    return Kind(name, label, model, model, "pk", country, words, order, has_columns=True, **given)


_ON_AGENDA = Q(meeting__state__in=OPEN_MEETING_STATES)
_WITH_WORDS = Q(commitment__state__in=OPEN_STATES) & ~Q(text="", next_step="")
KINDS = (
    Kind(
        "country", _("Countries"), models.Country, models.CountryName, "country", "pk", ("name",), ("name",)
    ),
    Kind(
        "ministry",
        _("Ministries"),
        models.Ministry,
        models.MinistryName,
        "ministry",
        "country",
        ("name", "short_name"),
        ("country__name", "name"),
    ),
    Kind(
        "official",
        _("Officials"),
        models.Official,
        models.OfficialName,
        "official",
        "country",
        ("person", "post"),
        ("country__name", "precedence", "post", "pk"),
    ),
    Kind(
        "outcome",
        _("Outcomes"),
        models.Outcome,
        models.Clause,
        "outcome",
        "meeting__country",
        ("clause",),
        ("-pk",),
        "language",
    ),
    _titles("meeting", _("Meetings"), models.Meeting, "country"),
    _titles("mechanism", _("Mechanisms"), models.Mechanism, "country", words=("name",), lines="names"),
    _titles("commitment", _("Commitments"), models.Commitment, "country"),
    _texts(
        "progressupdate",
        _("Progress updates"),
        models.ProgressUpdate,
        "commitment__country",
        counted=_WITH_WORDS,
    ),
    _titles(
        "agendapoint",
        _("Agenda items"),
        models.AgendaPoint,
        "meeting__country",
        counted=_ON_AGENDA & Q(is_removed=False),
    ),
    _texts(
        "agendasaid",
        _("Discussion of agenda items"),
        models.AgendaPoint,
        "meeting__country",
        counted=_ON_AGENDA & Q(is_removed=False) & ~Q(said=""),
    ),
    _texts(
        "agendaitem",
        _("Discussion of open items"),
        models.AgendaItem,
        "meeting__country",
        counted=_ON_AGENDA & ~Q(discussion=""),
    ),
    *(
        _texts(name, label, model, "meeting__country", is_chosen=True, counted=_ON_AGENDA)
        for name, label, model in (
            ("brief", _("Briefs"), models.Brief),
            ("topicbrief", _("Topic briefs"), models.TopicBrief),
            ("proposedwording", _("Proposed wording"), models.ProposedWording),
        )
    ),
    _titles(
        "topictitle",
        _("Titles of topic briefs"),
        models.TopicBrief,
        "meeting__country",
        counted=_ON_AGENDA,
    ),
)
BY_NAME = {kind.name: kind for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Wanted:
    """The languages that the records of each country should have; of each side, the first as well."""

    everywhere: frozenset[str]
    own: Mapping[int, frozenset[str]]
    home: str
    first: Mapping[int, str]

    def __hash__(self) -> int:
        return hash((self.everywhere, frozenset(self.own.items()), self.home, frozenset(self.first.items())))

    def for_country(self, country: int | None) -> frozenset[str]:
        return self.everywhere | self.own.get(country or 0, frozenset())

    @property
    def languages(self) -> list[str]:
        return sorted(self.everywhere.union(*self.own.values()))

    def choose_one(self, base: str, country: int | None) -> str:
        """Return the language of the one translation of a text."""
        return self.home if base != self.home else self.first.get(country or 0, settings.LANGUAGE_CODE)


def list_known_languages() -> frozenset[str]:
    """Return the languages that a text or its translation may have: those required, and those of papers."""
    return frozenset(list_wanted_languages().languages).union(dict(settings.PRINT_LANGUAGES))


def list_wanted_languages() -> Wanted:
    """Return the languages of all countries: at most one query."""
    return page_cache.of_reference("wanted languages", _load_wanted)


def _load_wanted() -> Wanted:
    own: dict[int, tuple[str, ...]] = {}
    home: tuple[str, ...] = ()
    for pk, iso, codes in models.Country.objects.values_list("pk", "iso", "languages"):
        own[pk] = tuple(code.strip() for code in codes.split(",") if code.strip())
        home = own[pk] if iso == settings.HOME_COUNTRY else home
    screens = [code for code, _name in settings.LANGUAGES]
    first_home = next(iter(home), next((code for code in screens if code != settings.LANGUAGE_CODE), ""))
    others = (settings.LANGUAGE_CODE, *screens)
    return Wanted(
        frozenset(screens) | set(home),
        {pk: frozenset(codes) for pk, codes in own.items()},
        first_home,
        {pk: next(one for one in (*codes, *others) if one != first_home) for pk, codes in own.items()},
    )
