"""What a partner gave in confidence: it stands in the annex alone, where it is marked as not to be disclosed.

What is said aloud, carried in a folder or handed round is the front half: there stands only that there is
something. Two allow-lists hold that, and what is in neither is withheld: `SHOWN` names the columns that stay
of such a record, and each printed value declares the fields that stay of it (`content.Shown`). Pure, from
rows already read.
"""

from collections.abc import Mapping
from copy import copy
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar, get_args, get_type_hints

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import models as m
from commitments.briefings.changes import Before
from commitments.briefings.content import SHOWN_FIELD, WHOLE_FIELD, Fact, PacketContent, Standing
from commitments.briefings.records import Records
from commitments.briefings.rows import point_ref
from commitments.references import short

KEPT = gettext_lazy("(given in confidence)")
# Of a record given in confidence, the columns that stay; every other one is withheld, a new one too.
SHOWN: Mapping[type[Model], frozenset[str]] = {
    m.Commitment: frozenset(
        {
            *("id", "reference", "outcome_id", "country_id", "owed_by", "nature", "strength", "state"),
            *("health", "health_on", "heard_on", "deadline_id", "first_deadline_id", "due_on", "act_by"),
            *("condition_met_on", "review_on", "proposed_on", "closed_on", "classification", "version"),
        }
    ),
    # Whose words they were, and where they stand, is not told either.
    m.Outcome: frozenset(
        {
            *("id", "meeting_id", "number", "kind", "spoken_by", "strength", "answer", "review_on"),
            *("in_confidence", "consent", "classification", "version"),
        }
    ),
    m.Statement: frozenset(
        {
            *("id", "meeting_id", "kind", "dated_on", "language", "is_binding"),
            *("in_confidence", "consent", "classification", "version"),
        }
    ),
    m.Deadline: frozenset(
        {
            *("id", "commitment_id", "number", "kind", "follows_id", "due_start", "due_on", "act_by"),
            *("act_by_partner", "review_on", "reason", "approved_by_id", "recorded_at"),
        }
    ),
    m.Responsibility: frozenset(
        {
            *("id", "commitment_id", "side", "role", "ministry_id", "official_id"),
            *("accepted_on", "reported_on"),
        }
    ),
    m.ProgressUpdate: frozenset(
        {
            *("id", "commitment_id", "side", "said_on", "health", "recorded_at"),
            *("in_confidence", "consent", "classification", "version"),
        }
    ),
    m.Evidence: frozenset(
        {
            *("id", "commitment_id", "kind", "dated_on"),
            *("in_confidence", "consent", "classification", "version"),
        }
    ),
}
# The column in which such a record says that there is something.
SAID: Mapping[type[Model], str] = {
    m.Commitment: "title",
    m.Outcome: "clause",
    m.Statement: "title",
    m.Deadline: "wording",
    m.Evidence: "description",
}
# The kinds of facts of an item that bear no words of it.
PLAIN = frozenset({"state", "health", "due", "review", "overdue", "strength", "part", "answer"})
V = TypeVar("V")


def is_kept(row: m.Confided) -> bool:
    """Return whether a record was given in confidence, without consent on record."""
    return row.in_confidence and not row.consent


def without_confided(records: Records) -> Records:
    """Return the records with all left out that the partner gave in confidence; the rows stay."""
    items = frozenset(item.pk for item in records.commitments if item.outcome_id in records.confided)
    kept = Kept(records.confided, items)
    return replace(records, **{one.name: kept.without(getattr(records, one.name)) for one in fields(records)})


class Kept:
    """What was given in confidence among some records: points and items by their keys, and their parts."""

    def __init__(self, points: frozenset[int], items: frozenset[int]) -> None:
        self.points, self.items = points, items
        # Rows lead to each other, and some lead back.
        self.seen: dict[int, Model] = {}

    def has(self, row: Model) -> bool:
        """Return whether a row is to be withheld, by itself or with the item or point that it belongs to."""
        by_itself = isinstance(row, m.Confided) and is_kept(row)
        point = row.pk if isinstance(row, m.Outcome) else getattr(row, "outcome_id", None)
        item = row.pk if isinstance(row, m.Commitment) else getattr(row, "commitment_id", None)
        return by_itself or point in self.points or item in self.items

    def without(self, value: Any) -> Any:
        """Return rows, however they are held together, without what is withheld of them."""
        if isinstance(value, Model):
            if id(value) not in self.seen:
                self.seen[id(value)] = value
                self.seen[id(value)] = self._row(value)
            return self.seen[id(value)]
        if isinstance(value, Mapping):
            return {key: self.without(one) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(map(self.without, value))
        if is_dataclass(value) and not isinstance(value, type):
            return replace(
                value, **{one.name: self.without(getattr(value, one.name)) for one in fields(value)}
            )
        return value

    def _row(self, row: Model) -> Model:
        """Copy a row with the columns that stay; what was read with it stays where its key does."""
        related = row._state.fields_cache
        others = {name: self.without(one) for name, one in related.items()}
        has = self.has(row)
        if not has and all(others[name] is related[name] for name in others):
            return row
        made = self._emptied(row) if has else copy(row)
        made._state = copy(row._state)
        columns = {one.name: one.attname for one in row._meta.concrete_fields}
        made._state.fields_cache = {
            name: one
            for name, one in others.items()
            if not has or getattr(made, columns.get(name, ""), None) is not None
        }
        return made

    @staticmethod
    def _emptied(row: Model) -> Model:
        shown, said = SHOWN.get(type(row), frozenset({row._meta.pk.attname})), SAID.get(type(row), "")
        made = type(row)(**{name: getattr(row, name) for name in shown})
        if said and getattr(row, said):
            setattr(made, said, str(KEPT))
        return made


def withheld(content: PacketContent, records: Records) -> PacketContent:
    """Return the content without what no printed value declares as shown of a confided item or point.

    What stands in full, marked as not to be disclosed, stays: the blocks of the annex.
    """
    refs = _refs(records)
    if not refs:
        return content
    whole = {name: getattr(content, name) for name in _declared(PacketContent, WHOLE_FIELD)}
    return replace(_without(content, refs), **whole)


def _without(value: V, refs: frozenset[str]) -> V:
    if isinstance(value, tuple):
        return tuple(_without(one, refs) for one in value)  # type: ignore[return-value]
    if not is_dataclass(value) or isinstance(value, type):
        return value
    if not refs.isdisjoint(_named(value)):
        return _left(value)
    return replace(value, **{one.name: _without(getattr(value, one.name), refs) for one in fields(value)})


def _named(value: Any) -> tuple[str, ...]:
    return (getattr(value, "ref", ""), *getattr(value, "refs", ()))


def _left(value: V) -> V:
    """Return what stays of a printed value: the fields it declares as shown, and those of values within."""
    kind: Any = type(value)
    shown = _declared(kind, SHOWN_FIELD)
    kept = {}
    for one in fields(value):  # type: ignore[arg-type]
        told = getattr(value, one.name)
        if is_dataclass(told) and not isinstance(told, type):
            kept[one.name] = _left(told)
        elif one.name not in shown:
            kept[one.name] = _blank(told)
    return replace(value, **kept)  # type: ignore[type-var]


def _blank(value: Any) -> Any:
    """Return what stands for a value that is withheld: that there is something, and nothing of it."""
    if isinstance(value, str):
        return str(KEPT) if value else ""
    return None if value is None else type(value)()


@lru_cache
def _declared(kind: type[Any], word: str) -> frozenset[str]:
    hints = get_type_hints(kind, include_extras=True)
    return frozenset(name for name, hint in hints.items() if word in get_args(hint)[1:])


def _refs(records: Records) -> frozenset[str]:
    """Name the items and points of which all was given in confidence, as the packet calls them."""
    items = (short(one.reference) for one in records.commitments if one.outcome_id in records.confided)
    said = (*records.points, *records.said)
    points = (point_ref(row) for row in said if row.pk in records.confided)
    return frozenset((*items, *points))


def warning(item: m.Commitment, records: Records) -> Fact | None:
    """Say at the head of an item in the annex what of it is not to be disclosed; None where nothing is."""
    told = []
    if item.outcome_id in records.confided:
        told.append(_("the whole item"))
    if (update := records.updates.get(item.pk)) is not None and is_kept(update):
        told.append(_("the latest update"))
    if any(is_kept(row) for row in records.evidence.get(item.pk, [])):
        told.append(_("evidence"))
    if not told:
        return None
    return Fact(_("Not to be disclosed"), (_("Given in confidence: %(what)s") % {"what": ", ".join(told)},))


def forgotten(before: Before, now: tuple[Standing, ...], records: Records) -> Before:
    """Let the edition before say of what is confided what this one says: a change would tell the words."""
    refs = _refs(records)
    parts = {
        short(i.reference) for i in records.commitments if (u := records.updates.get(i.pk)) and is_kept(u)
    }
    marks = {str(row.pk) for rows in records.evidence.values() for row in rows if is_kept(row)}
    said = {(one.ref, one.kind, one.mark): one.value for one in now}

    def hides(fact: Standing) -> bool:
        return (
            (fact.ref in refs and fact.kind not in PLAIN)
            or (fact.ref in parts and fact.kind == "report")
            or (fact.kind == "evidence" and fact.mark in marks)
        )

    kept = tuple(
        replace(fact, value=said.get((fact.ref, fact.kind, fact.mark), str(KEPT))) if hides(fact) else fact
        for fact in before.content.standing
    )
    return replace(before, content=replace(before.content, standing=kept))


def without_words(facts: tuple[Standing, ...], records: Records) -> tuple[Standing, ...]:
    """Return the facts to be compared, without the words of confided items and points."""
    refs = _refs(records)
    return tuple(
        replace(fact, value=_blank(fact.value)) if fact.ref in refs and fact.kind not in PLAIN else fact
        for fact in facts
    )
