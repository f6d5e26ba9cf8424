"""Lists and counts of translations by their state, for one reader: all in the database, but for checks.

A check holds for the texts that were checked, so which checks hold is found by reading these texts.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from commitments import models
from commitments.access import policy
from commitments.access.cached_queries import load_prepared
from commitments.models.audit import CHECKED, UNCHECKED
from commitments.translations.kinds import KINDS, Kind, Wanted, digest_of
from commitments.translations.states import (
    State,
    Version,
    list_parts,
    load_checks,
    load_versions,
    of_kind,
    worded_rows,
    written_rows,
    wrote,
)

# No record has this key: a condition that is always false empties all counts of its query.
NO_KEY = 0
# What lacks something: the list that opens without a state.
LACKING = (State.MISSING, State.OLDER)


@dataclass(frozen=True, slots=True)
class Scope:
    """Which translations a person asks for: in one language or any, with one partner or any."""

    person: models.User
    known: Wanted
    language: str = ""
    country: int | None = None

    @property
    def languages(self) -> list[str]:
        return [self.language] if self.language else self.known.languages


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many records of a kind are in each state in one language."""

    kind: Kind
    language: str
    counts: Mapping[State, int]


def list_counted(kind: Kind, scope: Scope) -> QuerySet[Any]:
    """Return the records of a kind that count, as far as the person may read them."""
    rows = kind.model._base_manager.filter(kind.counted)
    if scope.country is not None:
        rows = rows.filter(**{kind.country: scope.country})
    return policy.readable_by(rows, scope.person)


def list_in_states(kind: Kind, scope: Scope, states: Sequence[State] = LACKING) -> QuerySet[Any]:
    """List the records with a translation in one of these states, in a language of the scope."""
    rows = list_counted(kind, scope).order_by(*kind.order)
    if kind.is_chosen:
        found = _load_chosen(kind, scope)
        return rows.filter(
            pk__in=[
                pk
                for pk, own in found.items()
                if any(one.state in states and one.language in scope.languages for one in own)
            ]
        )
    checked = _find_checked(kind, scope)
    wanted = Q(pk=NO_KEY)
    for number, code in enumerate(scope.languages):
        of_states = _build_conditions(kind, scope, code, number, checked[code])
        for state in states:
            wanted |= of_states[state]
    found_rows: QuerySet[Any] = _with_rows(kind, rows, scope.languages).filter(wanted)
    return found_rows


def count_states(kind: Kind, scope: Scope) -> list[StateCount]:
    """Count the records of a kind in each state, language by language; languages without any are left out."""
    counts: dict[str, dict[State, int]] = {code: dict.fromkeys(State, 0) for code in scope.languages}
    if kind.is_chosen:
        for own in _load_chosen(kind, scope).values():
            for one in own:
                if one.language in counts:
                    counts[one.language][one.state] += 1
    else:
        checked = _find_checked(kind, scope)
        asked: dict[str, Count] = {}
        for number, code in enumerate(scope.languages):
            conditions = _build_conditions(kind, scope, code, number, checked[code])
            asked |= {f"{number}_{state}": Count("pk", filter=q) for state, q in conditions.items()}
        rows = _with_rows(kind, list_counted(kind, scope).order_by(), scope.languages)
        # Each alias begins with a letter.
        told = rows.aggregate(**{f"n{name}": one for name, one in asked.items()})
        for number, code in enumerate(scope.languages):
            counts[code] = {state: told[f"n{number}_{state}"] for state in State}
    return [StateCount(kind, code, found) for code, found in counts.items() if any(found.values())]


def count_all(scope: Scope) -> list[StateCount]:
    """Count the translations of all kinds."""
    return [one for kind in KINDS for one in count_states(kind, scope)]


def _load_chosen(kind: Kind, scope: Scope) -> dict[int, tuple[Version, ...]]:
    """Return the versions of briefs whose second language was chosen: they are few."""
    rows = list_counted(kind, scope).exclude(translation_language="").select_related("meeting")
    return load_versions(kind, rows, scope.person, scope.known)


def _find_checked(kind: Kind, scope: Scope) -> dict[str, set[int]]:
    """Return the keys of the records whose translation is checked, by language."""
    noted = models.AuditRow.objects.filter(action=CHECKED, subject_type=kind.parts._meta.label)
    keys = set(noted.filter(after__of=kind.name).order_by().values_list("subject_id", flat=True))
    found: dict[str, set[int]] = {code: set() for code in scope.languages}
    if not keys:
        return found
    checks = load_checks(kind, keys)
    near = () if kind.is_own else (kind.parent,)
    parts = policy.readable_by(kind.parts._base_manager.filter(pk__in=keys), scope.person)
    rows = {part.pk: part for part in parts.select_related(*near)} if near else {one.pk: one for one in parts}
    holding: dict[str, set[int]] = defaultdict(set)
    for (key, code), check in checks.items():
        part = rows.get(key)
        if part is not None and code in found:
            row = kind.record_of(part)
            if check.digest == digest_of(kind.read_texts(row, part, code)):
                holding[code].add(key)
                found[code].add(row.pk)
    if near:
        _leave_out_halves(kind, scope, found, holding)
    return found


def _leave_out_halves(
    kind: Kind, scope: Scope, found: dict[str, set[int]], holding: Mapping[str, set[int]]
) -> None:
    """Keep the records of which every translation in a language is checked: two texts may word an outcome."""
    every = {pk for own in found.values() for pk in own}
    rows = policy.readable_by(list_parts(kind).filter(**{f"{kind.parent}__in": every}), scope.person)
    for key, parent, code in rows.values_list("pk", f"{kind.parent}_id", "language"):
        if code in found and key not in holding[code]:
            found[code].discard(parent)


# -- What waits for a person
def count_waiting(person: models.User, known: Wanted, countries: list[int]) -> dict[State, int]:
    """Count the texts of some partners whose translation waits for a person: each text once, in one query.

    It is missing in a language, or older than the original, or another person was the last to enter it and
    no one has checked it since. Left out are reference data and the wording of outcomes, which are not
    translated by the desk, and briefs, which their packets name.
    """
    codes = tuple(sorted(known.everywhere.union(*(known.own.get(country, ()) for country in countries))))
    found = dict.fromkeys((State.MISSING, State.OLDER, State.UNCHECKED), 0)
    for state, count in load_prepared(_group_all, person, known, codes, countries):
        if state in found:
            found[State(state)] += count
    return found


def _group_all(
    person: models.User, known: Wanted, codes: tuple[str, ...], countries: list[int]
) -> QuerySet[Any, Any]:
    own = [kind for kind in KINDS if kind.is_own and not kind.is_chosen]
    first, *others = (_group_waiting(kind, Scope(person, known), codes, countries) for kind in own)
    return first.union(*others, all=True)


def _group_waiting(
    kind: Kind, scope: Scope, codes: tuple[str, ...], countries: list[int]
) -> QuerySet[Any, Any]:
    """Return how many records of a kind wait, by state; of several languages, the last event counts."""
    missing = Q(pk=NO_KEY)
    for code in codes:
        missing |= _wanted(kind, scope.known, code) & _lacking(kind, scope, code)
    rows = models.AuditRow.objects.filter(subject_type=kind.model._meta.label, subject_id=OuterRef("pk"))
    of_check = of_kind(kind) & Q(action__in=(CHECKED, UNCHECKED))
    events = rows.filter(of_check | wrote(kind) | Q(after__has_any_keys=kind.words)).order_by("-id")
    state = Case(
        When(missing, then=Value(State.MISSING)),
        When(**{kind.lines or "translation_language": ""}, then=Value("")),
        When(written__gt=0, written__lt=F("worded"), then=Value(State.OLDER)),
        When(event=CHECKED, then=Value("")),
        When(writer=scope.person.pk, then=Value("")),
        default=Value(State.UNCHECKED),
    )
    counted = list_counted(kind, scope).filter(**{f"{kind.country}__in": countries}).order_by()
    dated: QuerySet[Any] = counted.annotate(
        written=_last(written_rows(kind)),
        worded=_last(worded_rows(kind)),
        event=Subquery(events.values("action")[:1]),
        writer=Subquery(rows.filter(wrote(kind)).order_by("-id").values("by")[:1]),
    )
    by_state: QuerySet[Any, Any] = (
        dated.annotate(waits=state).values_list("waits").annotate(count=Count("pk"))
    )
    return by_state


# -- Conditions
def _with_rows(kind: Kind, rows: QuerySet[Any], languages: Iterable[str]) -> QuerySet[Any]:
    """Add to records that hold their translations which rows of the history wrote both last."""
    last = {}
    if kind.is_own:
        last["worded"] = _last(worded_rows(kind))
        for number, code in enumerate(languages):
            written = written_rows(kind).exclude(Q(action=CHECKED) & ~Q(after__language=code))
            last[f"written{number}"] = _last(written)
    dated: QuerySet[Any] = rows.annotate(**last)
    return dated


def _last(rows: QuerySet[models.AuditRow], key: str = "pk") -> Coalesce:
    return Coalesce(Subquery(rows.filter(subject_id=OuterRef(key)).order_by("-id").values("id")[:1]), 0)


def _build_conditions(
    kind: Kind, scope: Scope, code: str, number: int, checked: Iterable[int]
) -> dict[State, Q]:
    """Return the condition of each state in one language; no record is in two."""
    wanted, lacking = _wanted(kind, scope.known, code), _lacking(kind, scope, code)
    if kind.is_own:
        older = Q(**{f"written{number}__gt": 0, f"written{number}__lt": F("worded")})
    else:
        older = Q(Exists(_left_behind(kind, scope.person, code)))
    is_checked = Q(pk__in=[NO_KEY, *checked])
    present = wanted & ~lacking
    return {
        State.MISSING: wanted & lacking,
        State.OLDER: present & ~is_checked & older,
        State.UNCHECKED: present & ~is_checked & ~older,
        State.CHECKED: present & is_checked,
    }


def _wanted(kind: Kind, known: Wanted, code: str) -> Q:
    """Return the condition that a record should have a text in a language."""
    if kind.has_columns:
        begun = Q(translation_language=code)
        if code == known.home:
            return begun | (Q(translation_language="") & ~Q(text_language=code))
        here = [NO_KEY, *(pk for pk, first in known.first.items() if first == code)]
        return begun | Q(translation_language="", text_language=known.home, **{f"{kind.country}__in": here})
    if kind.language:
        own = ~Q(**{kind.language: code})
    elif code == settings.LANGUAGE_CODE:
        return Q(pk=NO_KEY)
    else:
        own = Q()
    if code in known.everywhere:
        return own
    here = [NO_KEY, *(pk for pk, codes in known.own.items() if code in codes)]
    return own & Q(**{f"{kind.country}__in": here})


def _lacking(kind: Kind, scope: Scope, code: str) -> Q:
    """Return the condition that a record that should have a text in a language has none."""
    if kind.lines:
        # Most have no line at all: the comparison of patterns is the slow one.
        return Q(**{kind.lines: ""}) | ~Q(**{f"{kind.lines}__regex": rf"(^|\n) *{code} *\|"})
    if kind.has_columns:
        lacking = Q(translation_language="")
        for name, column in zip(kind.words, kind.columns, strict=True):
            lacking |= ~Q(**{name: ""}) & Q(**{column: ""})
        return lacking
    parts = list_parts(kind).filter(language=code, **{kind.parent: OuterRef("pk")})
    return ~Q(Exists(policy.readable_by(parts, scope.person)))


def _left_behind(kind: Kind, person: models.User, code: str) -> QuerySet[Any]:
    """List the translations of a record whose last row of history is older than the original's words."""
    rows = list_parts(kind).filter(language=code, **{kind.parent: OuterRef("pk")})
    dated: QuerySet[Any] = policy.readable_by(rows, person).annotate(
        written=_last(written_rows(kind)), worded=_last(worded_rows(kind), f"{kind.parent}_id")
    )
    return dated.filter(written__gt=0, written__lt=F("worded"))
