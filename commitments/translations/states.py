"""The state of each translation of some records: missing, older than the original, not checked, or checked.

A translation is older where the original was changed after the translation was last written, reviewed or
checked, by the history. It is checked while the texts are the ones that a second person checked.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db.models import Max, Model, Q, QuerySet, TextChoices
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from commitments import models
from commitments.access import policy
from commitments.audit import log
from commitments.models.audit import CHECKED, READ_OVER, UNCHECKED
from commitments.models.translated import ENDING, list_columns, list_translated
from commitments.translations.kinds import KINDS, Kind, Wanted, digest_of

REVIEWS = (READ_OVER, CHECKED)


class TextState(TextChoices):
    """How the translation of one text compares with its original."""

    MISSING = "missing", _("missing")
    OUTDATED = "outdated", _("outdated")
    COMPLETE = "complete", _("complete")


class State(TextChoices):
    """The state of the translation of a record in one language."""

    MISSING = "missing", _("missing")
    OLDER = "older", _("older than the original")
    UNCHECKED = "unchecked", _("not checked")
    CHECKED = "checked", _("checked")


@dataclass(frozen=True, slots=True)
class Check:
    """That a person found a translation correct, and when."""

    by: models.User | None
    at: datetime.datetime
    digest: str


@dataclass(frozen=True, slots=True)
class Version:
    """One record in one language: the row that holds the translation, 0 where there is none, and its state.

    `texts` has each text with its translation.
    """

    language: str
    state: State
    part: int = 0
    texts: tuple[tuple[str, str], ...] = ()
    check: Check | None = None


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


def gaps_of(kind: Kind, rows: Iterable[Any], person: models.User, known: Wanted) -> dict[int, Gaps]:
    """Return what each of some records lacks, as far as the person may read."""
    found = load_versions(kind, rows, person, known)
    return {pk: find_gaps(versions) for pk, versions in found.items()}


def find_gaps(versions: Iterable[Version]) -> Gaps:
    """Return what a record lacks by its versions."""
    listed = list(versions)
    missing = sorted({one.language for one in listed if one.state == State.MISSING})
    older = (Older(one.part, one.language) for one in listed if one.state == State.OLDER)
    return Gaps(tuple(missing), tuple(older))


def load_versions(
    kind: Kind, rows: Iterable[Any], person: models.User, known: Wanted
) -> dict[int, tuple[Version, ...]]:
    """Return the versions of some records in other languages, in a fixed number of queries for all."""
    listed = {row.pk: row for row in rows}
    parts = {pk: [(row, code) for code in _list_codes(kind, row, known)] for pk, row in listed.items()}
    if not kind.is_own:
        parts = _load_parts(kind, listed, person)
    read = {
        pk: [(part, code, kind.read_texts(listed[pk], part, code)) for part, code in own]
        for pk, own in parts.items()
    }
    # Of a text that has no translation, the history is not read.
    told = {
        pk: [part.pk for part, _code, pairs in own if kind.is_chosen or not _is_lacking(kind, pairs)]
        for pk, own in read.items()
    }
    keys = set(chain.from_iterable(told.values()))
    checks, written = load_checks(kind, keys), _load_written(kind, keys)
    worded = _load_worded(kind, [pk for pk, own in told.items() if own])
    texts = _list_text_states(kind.model, listed.values()) if kind.is_chosen else {}
    found = {}
    for pk, row in listed.items():
        asked = known.for_country(kind.country_of(row)) - {kind.base_of(row)}
        own = []
        for part, code, pairs in read[pk]:
            check = checks.get((part.pk, code))
            was = max(written.get((part.pk, code), 0), written.get((part.pk, ""), 0))
            is_lacking = _is_lacking(kind, pairs)
            is_older = 0 < was < worded.get(pk, 0)
            if kind.is_chosen:
                states = texts[pk][1].values()
                is_lacking, is_older = TextState.MISSING in states, TextState.OUTDATED in states
            state = _find_state(pairs, check, is_lacking=is_lacking, is_older=is_older)
            if kind.is_own or code in asked:
                own.append(Version(code, state, part.pk, pairs, check if state == State.CHECKED else None))
        if not kind.is_own:
            lacking = sorted(asked - {code for _part, code in parts[pk]})
            own += [Version(code, State.MISSING, 0, kind.read_texts(row, None, code)) for code in lacking]
        found[pk] = tuple(own)
    return found


def _is_lacking(kind: Kind, pairs: Iterable[tuple[str, str]]) -> bool:
    """Return whether a record that holds its translations lacks the one of a text."""
    return kind.is_own and any(text and not said for text, said in pairs)


def _list_codes(kind: Kind, row: Any, known: Wanted) -> list[str]:
    """Return the languages in which a record that holds its translations should have one."""
    country, base = kind.country_of(row), kind.base_of(row)
    if kind.has_columns:
        code = row.translation_language or ("" if kind.is_chosen else known.choose_one(base, country))
        return [code] if code and any(getattr(row, name) for name in kind.words) else []
    return sorted(known.for_country(country) - {base})


def _load_parts(kind: Kind, listed: Mapping[int, Any], person: models.User) -> dict[int, list[Any]]:
    rows = policy.readable_by(list_parts(kind).filter(**{f"{kind.parent}__in": list(listed)}), person)
    found: dict[int, list[Any]] = {pk: [] for pk in listed}
    for part in rows.order_by("language", "pk"):
        found[getattr(part, f"{kind.parent}_id")].append((part, part.language))
    return found


def list_parts(kind: Kind) -> QuerySet[Any]:
    """Return the rows that hold translations of a kind with rows of their own for them."""
    rows = kind.parts._base_manager.order_by()
    return rows.exclude(wording="") if kind.parts is models.Clause else rows


def _find_state(
    pairs: tuple[tuple[str, str], ...], check: Check | None, *, is_lacking: bool, is_older: bool
) -> State:
    if is_lacking:
        return State.MISSING
    if check is not None and check.digest == digest_of(pairs):
        return State.CHECKED
    return State.OLDER if is_older else State.UNCHECKED


# -- By the history
def of_kind(kind: Kind) -> Q:
    """Return the condition on rows about translations: those of another kind may be of the same record."""
    return Q(after__of=kind.name) | ~Q(after__has_key="of")


def load_checks(kind: Kind, keys: Iterable[int]) -> dict[tuple[int, str], Check]:
    """Return the last check of each translation that was not withdrawn, by its row and language."""
    rows = models.AuditRow.objects.filter(
        action__in=(CHECKED, UNCHECKED), subject_type=kind.parts._meta.label, subject_id__in=list(keys)
    )
    found: dict[tuple[int, str], Check] = {}
    for row in rows.filter(after__of=kind.name).select_related("by").order_by("id"):
        key = (row.subject_id, str(row.after["language"]))
        found.pop(key, None)
        if row.action == CHECKED:
            found[key] = Check(row.by, row.at, row.after["sha256"])
    return found


def worded_rows(kind: Kind) -> QuerySet[models.AuditRow]:
    """Return the rows of history that changed an original."""
    rows = models.AuditRow.objects.filter(subject_type=kind.model._meta.label)
    return rows.filter(after__has_any_keys=kind.words)


def written_rows(kind: Kind) -> QuerySet[models.AuditRow]:
    """Return the rows of history that wrote or reviewed a translation."""
    rows = models.AuditRow.objects.filter(subject_type=kind.parts._meta.label)
    reviewed = Q(action__in=REVIEWS) & of_kind(kind)
    return rows.filter(wrote(kind) | reviewed)


def wrote(kind: Kind) -> Q:
    """Return the condition on rows of history that wrote the words of a translation."""
    return Q(after__has_any_keys=kind.columns) & ~Q(action__in=log.ACTIONS_WITHOUT_STATE)


def _load_worded(kind: Kind, keys: Iterable[int]) -> dict[int, int]:
    rows = worded_rows(kind).filter(subject_id__in=list(keys)).order_by()
    return dict(rows.values_list("subject_id").annotate(last=Max("id")))


def _load_written(kind: Kind, keys: Iterable[int]) -> dict[tuple[int, str], int]:
    """Return the last row of each translation; "" is the language of what is about all of them."""
    rows = written_rows(kind).filter(subject_id__in=list(keys)).order_by("id")
    found: dict[tuple[int, str], int] = {}
    for key, subject, action, after in rows.values_list("id", "subject_id", "action", "after"):
        found[subject, str(after["language"]) if action == CHECKED else ""] = key
    return found


# -- Texts of briefs, one by one
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
        columns = list_columns(model) if action in REVIEWS else (after or ())
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


# -- Of a packet
def list_packet_versions(
    packet: models.Packet, person: models.User, known: Wanted
) -> list[tuple[str, Version]]:
    """Return the translations of briefs in the language of print of a packet, each with its name."""
    found: list[tuple[str, Version]] = []
    meetings = packet.of_meetings(manager="objects").order_by().values("meeting")
    for kind in KINDS:
        if kind.is_chosen:
            rows = kind.model._base_manager.filter(
                meeting__in=meetings, translation_language=packet.language
            ).select_related("meeting")
            briefs = list(policy.readable_by(rows, person).order_by("pk"))
            versions = load_versions(kind, briefs, person, known)
            named = str(capfirst(kind.model._meta.verbose_name))
            found += [
                (named if kind.model is models.Brief else str(row), version)
                for row in briefs
                for version in versions[row.pk]
            ]
    return found
