"""Missing translations of names and texts, and translations older than their original.

Required are the languages of the screens, of the home country and of the record's own country. A name counts
as recorded in the installation's language, an outcome in that of its clause. A translation is older where the
original was changed after the translation was last written or reviewed, by the history.

Titles of meetings, mechanisms and commitments are only required in the languages of the screens and of the
home country. Texts of a brief are required once a second language was chosen for it.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, Max, Model, OuterRef, Q, QuerySet, Subquery, TextChoices
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from commitments import models
from commitments.access import policy, write_rules
from commitments.audit import log
from commitments.enums import OPEN_MEETING_STATES
from commitments.models.translated import ENDING, list_columns, list_translated, parse_lines

READ_OVER = "read over"


class TextState(TextChoices):
    """How the translation of one text compares with its original."""

    MISSING = "missing", _("missing")
    OUTDATED = "outdated", _("outdated")
    COMPLETE = "complete", _("complete")


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
    *(
        Kind(name, label, model, model, "pk", "country", (word,), ("country__name", "-pk"), lines=lines)
        for name, label, model, word, lines in (
            ("meeting", _("Meetings"), models.Meeting, "title", "titles"),
            ("mechanism", _("Mechanisms"), models.Mechanism, "name", "names"),
            ("commitment", _("Commitments"), models.Commitment, "title", "titles"),
        )
    ),
    *(
        Kind(name, label, model, model, "pk", "meeting__country", (), ("-meeting", "pk"), has_columns=True)
        for name, label, model in (
            ("brief", _("Briefs"), models.Brief),
            ("topicbrief", _("Topic briefs"), models.TopicBrief),
            ("proposedwording", _("Proposed wording"), models.ProposedWording),
        )
    ),
)
BY_NAME = {kind.name: kind for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Older:
    """A translation older than its original: the row that holds it, and its language."""

    part: int
    language: str


@dataclass(frozen=True, slots=True)
class Gaps:
    """What one record lacks: language codes, in order."""

    missing: tuple[str, ...] = ()
    older: tuple[Older, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.missing or self.older)

    def in_language(self, language: str) -> "Gaps":
        """Keep those of one language; all of them where none is named."""
        if not language:
            return self
        missing = tuple(code for code in self.missing if code == language)
        return Gaps(missing, tuple(one for one in self.older if one.language == language))


@dataclass(frozen=True, slots=True)
class Wanted:
    """The languages that the records of each country should have."""

    everywhere: frozenset[str]
    own: Mapping[int, frozenset[str]]

    def for_country(self, country: int | None) -> frozenset[str]:
        return self.everywhere | self.own.get(country or 0, frozenset())

    @property
    def languages(self) -> list[str]:
        return sorted(self.everywhere.union(*self.own.values()))


def list_wanted_languages() -> Wanted:
    """Read the languages of all countries: one query."""
    own, home = {}, frozenset[str]()
    for pk, iso, codes in models.Country.objects.values_list("pk", "iso", "languages"):
        own[pk] = frozenset(code.strip() for code in codes.split(",") if code.strip())
        home = own[pk] if iso == settings.HOME_COUNTRY else home
    return Wanted(frozenset(code for code, _name in settings.LANGUAGES) | home, own)


def with_gaps(kind: Kind, person: models.User, known: Wanted, language: str = "") -> QuerySet[Any]:
    """List the records that the person may read and that lack something, in a language or in any."""
    rows: QuerySet[Any] = policy.readable_by(kind.model._base_manager.all(), person).order_by(*kind.order)
    if kind.has_columns:
        return _with_untranslated_texts(kind, rows, language)
    languages = [language] if language else known.languages
    if kind.lines:
        return _with_untranslated_titles(kind, rows, [code for code in languages if code in known.everywhere])
    lacking = Q(pk__in=())
    for code in languages:
        lacking |= _missing(kind, person, known, code)
    found: QuerySet[Any] = rows.annotate(worded=_last_worded(kind)).filter(
        lacking | Exists(_left_behind(kind, person, languages))
    )
    return found


def _with_untranslated_titles(kind: Kind, rows: QuerySet[Any], languages: Sequence[str]) -> QuerySet[Any]:
    """Keep the records whose title has no line in a language, or one that is older than the title."""
    lacking = Q(pk__in=())
    for code in languages:
        if code != settings.LANGUAGE_CODE:
            has_line = Q(**{f"{kind.lines}__regex": rf"(^|\n) *{code} *\|"})
            lacking |= ~has_line | (has_line & Q(written__lt=F("worded")))
    written = _last_worded(replace(kind, words=(kind.lines,)))
    annotated: QuerySet[Any] = rows.annotate(worded=_last_worded(kind), written=written)
    return annotated.filter(lacking)


def _with_untranslated_texts(kind: Kind, rows: QuerySet[Any], language: str) -> QuerySet[Any]:
    """Keep the briefs with a second language that can still be edited and lack something: they are few."""
    begun = rows.exclude(translation_language="").filter(meeting__state__in=OPEN_MEETING_STATES)
    begun = begun.filter(translation_language=language) if language else begun
    found = gaps_of_texts(kind, begun)
    return rows.filter(pk__in=[pk for pk, gaps in found.items() if gaps])


def _missing(kind: Kind, person: models.User, known: Wanted, code: str) -> Q:
    if not kind.language and code == settings.LANGUAGE_CODE:
        return Q(pk__in=())
    parts = policy.readable_by(_parts(kind).filter(language=code, **{kind.parent: OuterRef("pk")}), person)
    lacks = ~Q(Exists(parts))
    if kind.language:
        lacks &= ~Q(**{kind.language: code})
    if code in known.everywhere:
        return lacks
    return lacks & Q(**{f"{kind.country}__in": [pk for pk, codes in known.own.items() if code in codes]})


def _parts(kind: Kind) -> QuerySet[Any]:
    rows = kind.parts._base_manager.order_by()
    return rows.exclude(wording="") if kind.parts is models.Clause else rows


def _left_behind(kind: Kind, person: models.User, languages: Sequence[str]) -> QuerySet[Any]:
    """List the translations of a record whose last row of history is older than the original's words."""
    written = models.AuditRow.objects.filter(subject_type=kind.parts._meta.label, subject_id=OuterRef("pk"))
    rows = _parts(kind).filter(language__in=languages, **{kind.parent: OuterRef("pk")})
    if kind.language:
        rows = rows.exclude(language=F(f"{kind.parent}__{kind.language}"))
    last = Subquery(written.order_by("-id").values("id")[:1])
    dated: QuerySet[Any] = policy.readable_by(rows, person).annotate(written=last)
    return dated.filter(written__lt=OuterRef("worded"))


def _worded(kind: Kind) -> QuerySet[models.AuditRow]:
    rows = models.AuditRow.objects.filter(subject_type=kind.model._meta.label)
    is_reviewed = Q(action=READ_OVER) if kind.words == (kind.lines,) else Q(pk__in=())
    return rows.filter(Q(after__has_any_keys=kind.words) | is_reviewed)


def _last_worded(kind: Kind) -> Subquery:
    return Subquery(_worded(kind).filter(subject_id=OuterRef("pk")).order_by("-id").values("id")[:1])


def gaps_of(kind: Kind, rows: Iterable[Any], person: models.User, known: Wanted) -> dict[int, Gaps]:
    """Return what each of some records lacks, as far as the person may read, in three queries for all."""
    listed = {row.pk: row for row in rows}
    if kind.has_columns:
        return gaps_of_texts(kind, listed.values())
    if kind.lines:
        return _gaps_of_titles(kind, listed, known)
    parts = policy.readable_by(_parts(kind).filter(**{f"{kind.parent}__in": list(listed)}), person)
    found: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    for pk, parent, code in parts.order_by("language", "pk").values_list(
        "pk", f"{kind.parent}_id", "language"
    ):
        found[parent].append((pk, code))
    keys = [pk for own in found.values() for pk, _code in own]
    written = _last(models.AuditRow.objects.filter(subject_type=kind.parts._meta.label, subject_id__in=keys))
    worded = _last(_worded(kind).filter(subject_id__in=list(found)))
    return {pk: _gaps(kind, row, found[pk], known, written, worded.get(pk, 0)) for pk, row in listed.items()}


def _gaps_of_titles(kind: Kind, rows: Mapping[int, Any], known: Wanted) -> dict[int, Gaps]:
    reviewed = replace(kind, words=(kind.lines,))
    worded, written = (_last(_worded(one).filter(subject_id__in=list(rows))) for one in (kind, reviewed))
    asked = sorted(known.everywhere - {settings.LANGUAGE_CODE})
    found = {}
    for pk, row in rows.items():
        has = [code for code in asked if code in parse_lines(getattr(row, kind.lines))]
        is_older = 0 < written.get(pk, 0) < worded.get(pk, 0)
        older = tuple(Older(pk, code) for code in has if is_older)
        found[pk] = Gaps(tuple(code for code in asked if code not in has), older)
    return found


def gaps_of_texts(kind: Kind, rows: Iterable[Any]) -> dict[int, Gaps]:
    """Return for each brief whether texts of its second language are missing or outdated."""
    found = {}
    for pk, (language, states) in _list_text_states(kind.model, rows).items():
        kinds = set(states.values()) if language else set()
        missing = (language,) if TextState.MISSING in kinds else ()
        older = (Older(pk, language),) if TextState.OUTDATED in kinds else ()
        found[pk] = Gaps(missing, older)
    return found


def list_outdated_texts(packet: models.Packet, person: models.User) -> list[str]:
    """Return the parts of briefs whose translation in the language of print is older than its original."""
    found: list[str] = []
    meetings = packet.of_meetings(manager="objects").order_by().values("meeting")
    for kind in KINDS:
        if kind.has_columns:
            written = kind.model._base_manager.filter(
                meeting__in=meetings, translation_language=packet.language
            )
            rows = {row.pk: row for row in policy.readable_by(written, person).order_by("pk")}
            older = [rows[pk] for pk, gaps in gaps_of_texts(kind, rows.values()).items() if gaps.older]
            named = str(capfirst(kind.model._meta.verbose_name))
            found += [named if kind.model is models.Brief else str(row) for row in older]
    return found


def states_of_texts(written: Model) -> dict[str, TextState]:
    """Return the state of the translation of each text of a brief; empty texts have none."""
    return _list_text_states(type(written), [written])[written.pk][1]


def _list_text_states(model: type[Model], rows: Iterable[Any]) -> dict[int, tuple[str, dict[str, TextState]]]:
    listed = {row.pk: row for row in rows}
    names = list_translated(model)
    history = models.AuditRow.objects.filter(subject_type=model._meta.label, subject_id__in=list(listed))
    last: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for key, subject, action, after in history.order_by("id").values_list(
        "id", "subject_id", "action", "after"
    ):
        columns = list_columns(model) if action == READ_OVER else (after or ())
        last[subject].update(dict.fromkeys(columns, key))
    return {pk: (row.translation_language, dict(_states(row, names, last[pk]))) for pk, row in listed.items()}


def _states(row: Any, names: Sequence[str], last: Mapping[str, int]) -> Iterator[tuple[str, TextState]]:
    for name in names:
        column = f"{name}{ENDING}"
        if not getattr(row, name):
            continue
        if not getattr(row, column):
            yield name, TextState.MISSING
        elif 0 < last.get(column, 0) < last.get(name, 0):
            yield name, TextState.OUTDATED
        else:
            yield name, TextState.COMPLETE


def _last(rows: QuerySet[models.AuditRow]) -> dict[int, int]:
    return dict(rows.order_by().values_list("subject_id").annotate(last=Max("id")))


def _gaps(
    kind: Kind,
    row: Any,
    parts: Sequence[tuple[int, str]],
    known: Wanted,
    written: Mapping[int, int],
    worded: int,
) -> Gaps:
    base = getattr(row, kind.language) if kind.language else settings.LANGUAGE_CODE
    asked = known.for_country(country_of(kind, row)) - {base}
    older = (Older(pk, code) for pk, code in parts if code in asked and 0 < written.get(pk, 0) < worded)
    return Gaps(tuple(sorted(asked - {code for _pk, code in parts})), tuple(older))


def country_of(kind: Kind, row: Any) -> int | None:
    """Return the key of the country that decides the languages of a record."""
    if kind.country == "pk":
        return int(row.pk)
    key: int | None = (row.meeting if kind.country.startswith("meeting") else row).country_id
    return key


@transaction.atomic
def read_over(kind: Kind, part: Model, *, by: models.User, now: datetime.datetime) -> models.AuditRow:
    """Record that a translation still matches its original; the translation is not changed.

    Raises `Refused` for a person who may not write it.
    """
    write_rules.require_permission(write_rules.may_write(by, kind.parts) and policy.can_read(by, part))
    write_rules.check_write(by, part, {})
    column = "translation_language" if kind.has_columns else "language"
    return log.record_change(READ_OVER, part, by=by, now=now, after={"language": getattr(part, column, "")})
