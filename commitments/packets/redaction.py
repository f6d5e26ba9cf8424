"""Redaction: what a partner gave in confidence is only in the annex, marked as not to be disclosed.

The front half, which is said aloud, carried in a folder or handed round, only shows that there is something.
Two allow-lists ensure this, and what is in neither is withheld: `SHOWN_FIELDS` names the columns that remain
of such a record, and each printed value declares the fields that remain of it (`content.Shown`).

What the reader held and may not read any more is not repeated as a previous value, and references in
officers' texts that the reader may not read are replaced; they are looked up once for all texts of a packet.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar, get_args, get_type_hints

from django.db.models import Model, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import models
from commitments.access import policy
from commitments.packets.compare import NOTHING, PreviousEdition
from commitments.packets.content import ComparedFact, PacketContent
from commitments.packets.content_values import SHOWN_FIELD, WHOLE_FIELD, Fact
from commitments.packets.records import PacketRecords
from commitments.packets.sections.scorecard import point_ref
from commitments.records.references import SHORT_YEAR, YEAR, long_year, shorten_reference

RESTRICTED_TEXT = gettext_lazy("(given in confidence)")
# Of a record given in confidence, the columns that stay; every other one is withheld, a new one too.
SHOWN_FIELDS: Mapping[type[Model], frozenset[str]] = {
    models.Commitment: frozenset(
        {
            *("id", "reference", "outcome_id", "country_id", "owed_by", "nature", "strength", "state"),
            *("health", "health_on", "heard_on", "deadline_id", "first_deadline_id", "due_on", "act_by"),
            *("condition_met_on", "review_on", "proposed_on", "closed_on", "classification", "version"),
        }
    ),
    # Whose words they were, and where they stand, is not told either.
    models.Outcome: frozenset(
        {
            *("id", "meeting_id", "number", "kind", "spoken_by", "strength", "answer", "review_on"),
            *("in_confidence", "consent", "classification", "version"),
        }
    ),
    models.Statement: frozenset(
        {
            *("id", "meeting_id", "kind", "dated_on", "language", "is_binding"),
            *("in_confidence", "consent", "classification", "version"),
        }
    ),
    models.Deadline: frozenset(
        {
            *("id", "commitment_id", "number", "kind", "follows_id", "due_start", "due_on", "act_by"),
            *("act_by_partner", "review_on", "reason", "approved_by_id", "recorded_at"),
        }
    ),
    models.Responsibility: frozenset(
        {
            *("id", "commitment_id", "side", "role", "ministry_id", "official_id"),
            *("accepted_on", "reported_on"),
        }
    ),
    models.ProgressUpdate: frozenset(
        {
            *("id", "commitment_id", "side", "said_on", "health", "recorded_at"),
            *("in_confidence", "consent", "classification", "version"),
        }
    ),
    models.Evidence: frozenset(
        {
            *("id", "commitment_id", "kind", "dated_on"),
            *("in_confidence", "consent", "classification", "version"),
        }
    ),
}
# The column in which such a record says that there is something.
QUOTED_FIELDS: Mapping[type[Model], str] = {
    models.Commitment: "title",
    models.Outcome: "clause",
    models.Statement: "title",
    models.Deadline: "wording",
    models.Evidence: "description",
}
# The kinds of facts of an item that bear no words of it.
PLAIN = frozenset({"state", "health", "due", "review", "overdue", "strength", "part", "answer"})
V = TypeVar("V")


def is_confidential_record(row: models.Confided) -> bool:
    """Return whether a record was given in confidence, without recorded consent."""
    return row.in_confidence and not row.consent


def without_confided(records: PacketRecords) -> PacketRecords:
    """Return the records with all left out that the partner gave in confidence; the rows stay."""
    items = frozenset(item.pk for item in records.commitments if item.outcome_id in records.confided)
    kept = ConfidentialRecords(records.confided, items)
    return replace(records, **{one.name: kept.without(getattr(records, one.name)) for one in fields(records)})


class ConfidentialRecords:
    """What was given in confidence among some records: outcomes and items by their keys, and their parts."""

    def __init__(self, points: frozenset[int], items: frozenset[int]) -> None:
        self.points, self.items = points, items
        # Rows lead to each other, and some lead back.
        self.seen: dict[int, Model] = {}

    def has(self, row: Model) -> bool:
        """Return whether a row is withheld, for itself or with its item or outcome."""
        by_itself = isinstance(row, models.Confided) and is_confidential_record(row)
        point = row.pk if isinstance(row, models.Outcome) else getattr(row, "outcome_id", None)
        item = row.pk if isinstance(row, models.Commitment) else getattr(row, "commitment_id", None)
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
        shown, said = (
            SHOWN_FIELDS.get(type(row), frozenset({row._meta.pk.attname})),
            QUOTED_FIELDS.get(type(row), ""),
        )
        made = type(row)(**{name: getattr(row, name) for name in shown})
        if said and getattr(row, said):
            setattr(made, said, str(RESTRICTED_TEXT))
        return made


def redact_content(content: PacketContent, records: PacketRecords) -> PacketContent:
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
    if not refs.isdisjoint(_list_references(value)):
        return _left(value)
    return replace(value, **{one.name: _without(getattr(value, one.name), refs) for one in fields(value)})


def _list_references(value: Any) -> tuple[str, ...]:
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
        return str(RESTRICTED_TEXT) if value else ""
    return None if value is None else type(value)()


@lru_cache
def _declared(kind: type[Any], word: str) -> frozenset[str]:
    hints = get_type_hints(kind, include_extras=True)
    return frozenset(name for name, hint in hints.items() if word in get_args(hint)[1:])


def _refs(records: PacketRecords) -> frozenset[str]:
    """Name the items and points of which all was given in confidence, as the packet calls them."""
    items = (
        shorten_reference(one.reference) for one in records.commitments if one.outcome_id in records.confided
    )
    said = (*records.points, *records.said)
    points = (point_ref(row) for row in said if row.pk in records.confided)
    return frozenset((*items, *points))


def build_warning(item: models.Commitment, records: PacketRecords) -> Fact | None:
    """Return the warning at the head of an annex item about what is not to be disclosed; None where
    nothing is.
    """
    told = []
    if item.outcome_id in records.confided:
        told.append(_("the whole item"))
    if (update := records.updates.get(item.pk)) is not None and is_confidential_record(update):
        told.append(_("the latest update"))
    if any(is_confidential_record(row) for row in records.evidence.get(item.pk, [])):
        told.append(_("evidence"))
    if not told:
        return None
    return Fact(_("Not to be disclosed"), (_("Given in confidence: %(what)s") % {"what": ", ".join(told)},))


def align_redaction(
    before: PreviousEdition, now: tuple[ComparedFact, ...], records: PacketRecords
) -> PreviousEdition:
    """Let the edition before say of what is confided what this one says: a change would tell the words."""
    refs = _refs(records)
    parts = {
        shorten_reference(i.reference)
        for i in records.commitments
        if (u := records.updates.get(i.pk)) and is_confidential_record(u)
    }
    marks = {str(row.pk) for rows in records.evidence.values() for row in rows if is_confidential_record(row)}
    said = {(one.ref, one.kind, one.mark): one.value for one in now}

    def hides(fact: ComparedFact) -> bool:
        return (
            (fact.ref in refs and fact.kind not in PLAIN)
            or (fact.ref in parts and fact.kind == "report")
            or (fact.kind == "evidence" and fact.mark in marks)
        )

    kept = tuple(
        replace(fact, value=said.get((fact.ref, fact.kind, fact.mark), str(RESTRICTED_TEXT)))
        if hides(fact)
        else fact
        for fact in before.content.standing
    )
    return replace(before, content=replace(before.content, standing=kept))


def without_words(facts: tuple[ComparedFact, ...], records: PacketRecords) -> tuple[ComparedFact, ...]:
    """Return the facts to be compared, without the words of confided items and points."""
    refs = _refs(records)
    return tuple(
        replace(fact, value=_blank(fact.value)) if fact.ref in refs and fact.kind not in PLAIN else fact
        for fact in facts
    )


WRITTEN = (models.Brief, models.TopicSheet, models.Proposal)


def without_withheld(before: PreviousEdition, reader: models.User) -> PreviousEdition:
    """Return the previous edition without what has since been raised above the reader's clearance.

    An edition has the classification of its contents: what a record stated while it was lower is left out
    too. An item is named only by its number, which the reader has. One query for each kind of record.
    """
    made: dict[str, list[int]] = defaultdict(list)
    for one in before.content.made_from:
        made[one.label].append(one.key)
    raised = Q(classification__gt=reader.clearance)

    def keys(model: type[models.Classified]) -> Q:
        return Q(pk__in=made[model._meta.label])

    refs = {
        shorten_reference(reference)
        for reference in models.Commitment.objects.filter(keys(models.Commitment), raised).values_list(
            "reference", flat=True
        )
    }
    above = raised | Q(meeting__classification__gt=reader.clearance)
    points = models.Outcome.objects.filter(keys(models.Outcome), above).select_related("meeting")
    refs |= {point_ref(outcome) for outcome in points}
    papers = models.Evidence.objects.filter(keys(models.Evidence), raised)
    marks = {("evidence", str(key)) for key in papers.values_list("pk", flat=True)}
    updates = models.ProgressUpdate.objects.filter(keys(models.ProgressUpdate), raised)
    reported = {shorten_reference(one) for one in updates.values_list("commitment__reference", flat=True)}
    texts = {
        f"{model._meta.model_name}.{key}."
        for model in WRITTEN
        for key in model._base_manager.filter(keys(model), raised).values_list("pk", flat=True)
    }

    def stays(fact: ComparedFact) -> bool:
        return not (
            fact.ref in refs
            or (fact.kind, fact.mark) in marks
            or (fact.kind in ("report", "health") and fact.ref in reported)
            or (fact.kind == "text" and f"{fact.mark.rsplit('.', 1)[0]}." in texts)
        )

    kept = tuple(
        fact if stays(fact) else replace(fact, value=NOTHING)
        for fact in before.content.standing
        if stays(fact) or (fact.kind == "title" and fact.ref in refs)
    )
    return replace(before, content=replace(before.content, standing=kept))


# KH-2024-0007, or 24-0007 as printed; a particle of Hangul may follow at once, no other word.
_HYPHEN = "[-\u2010\u2011\u2013]"
_NAMED = re.compile(
    rf"(?<![0-9A-Za-z_-])(?:(?P<code>[A-Z]{{2}}){_HYPHEN}(?P<year>{YEAR})|(?P<short>{SHORT_YEAR})){_HYPHEN}"
    rf"(?P<number>\d{{4}})(?![0-9A-Za-z_-])"
)


@dataclass(frozen=True, slots=True)
class HiddenReferences:
    """The references of items that texts name and the reader may not read; `code` is the partner's.

    `numbered` are the meetings that have topic briefs, shown or withheld.
    """

    code: str = ""
    references: frozenset[str] = frozenset()
    numbered: frozenset[int] = frozenset()

    def without(self, text: str, instead: str) -> str:
        """Return a text in which each reference that the reader may not read is replaced."""
        if not self.references:
            return text
        return _NAMED.sub(lambda one: instead if _whole(one, self.code) in self.references else one[0], text)


def hidden_from(reader: models.User, records: PacketRecords, texts: Iterable[str]) -> HiddenReferences:
    """Look up what these texts name: one query for the sheets, and two for items where any is named."""
    code = records.country.iso
    sheets = models.TopicSheet.objects.filter(meeting__in=records.meetings).order_by()
    named = {reference for text in texts for reference in _references(text, code)}
    named -= {item.reference for item in records.commitments}
    if named:
        there = models.Commitment.objects.filter(reference__in=named)
        read = policy.readable_by(models.Commitment.objects.filter(reference__in=named), reader)
        keys = dict(there.values_list("pk", "reference"))
        named = {keys[key] for key in keys.keys() - set(read.values_list("pk", flat=True))}
    return HiddenReferences(
        code, frozenset(named), frozenset(sheets.values_list("meeting", flat=True).distinct())
    )


def _references(text: str, code: str) -> Iterator[str]:
    return (_whole(found, code) for found in _NAMED.finditer(text))


def _whole(found: re.Match[str], code: str) -> str:
    """Return a reference in recorded form; one without partner code belongs to this partner."""
    year = found["year"] or long_year(found["short"])
    return f"{found['code'] or code}-{year}-{found['number']}"
