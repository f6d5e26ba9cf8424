"""Redaction: what a partner gave in confidence is only in the annex, marked as not to be disclosed.

The front half, which is said aloud, carried in a folder or handed round, only shows that there is something.
Two allow-lists ensure this, and what is in neither is withheld: `SHOWN_FIELDS` names the columns that remain
of such a record, and each printed value declares the fields that remain of it (`content_values.Shown`).

What the reader held and may not read any more is not repeated as a previous value, and references in
officers' texts that the reader may not read are replaced; they are looked up once for all texts of a packet.

What a third state gave is nowhere in a packet without its consent.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar, get_args, get_type_hints

from django.db.models import Model

from commitments import models
from commitments.access import grants, policy
from commitments.packets.content_values import SHOWN_FIELD, WHOLE_FIELD, Document
from commitments.packets.formats import RESTRICTED_TEXT
from commitments.packets.records import PacketRecords
from commitments.packets.sections.scorecard import point_ref
from commitments.records.references import SHORT_YEAR, YEAR, long_year, shorten_reference

# Of a record given in confidence, the columns that stay; every other one is withheld, a new one too.
SHOWN_FIELDS: Mapping[type[Model], frozenset[str]] = {
    models.Commitment: frozenset(
        {
            *("id", "reference", "outcome_id", "country_id", "owed_by", "nature", "strength", "state"),
            *(
                "health",
                "health_on",
                "last_contact_on",
                "deadline_id",
                "first_deadline_id",
                "due_on",
                "last_working_day",
            ),
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
            *(
                "id",
                "commitment_id",
                "number",
                "kind",
                "follows_id",
                "due_start",
                "due_on",
                "last_working_day",
            ),
            *("partner_last_working_day", "review_on", "reason", "approved_by_id", "recorded_at"),
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
            *("id", "commitment_id", "side", "reported_on", "health", "recorded_at"),
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
V = TypeVar("V")
C = TypeVar("C", bound=Document)


def is_confidential_record(row: models.GivenInConfidence) -> bool:
    """Return whether a record was given in confidence, without recorded consent."""
    return row.in_confidence and not row.consent


def without_confided(records: PacketRecords) -> PacketRecords:
    """Return the records with all left out that the partner gave in confidence; the rows stay."""
    return _without_words(
        records,
        records.confided,
        lambda row: isinstance(row, models.GivenInConfidence) and is_confidential_record(row),
    )


def without_third_states(records: PacketRecords) -> PacketRecords:
    """Return the records without the words that third states gave and do not release; the rows stay.

    These words stand nowhere in a packet, not even in the annex.
    """
    # An outcome of a text that a third state gave has no originator of its own.
    keys: dict[type[Model], set[int]] = defaultdict(set, {models.Outcome: set(records.confided)})
    for row in records.list_given():
        keys[type(row)].add(row.pk)
    found = {
        (model, key)
        for model, known in keys.items()
        for key in grants.list_from_third_states(model, known, records.purpose)
    }
    third_state = frozenset(found)
    if not third_state:
        return records
    points = frozenset(key for model, key in third_state if model is models.Outcome)
    kept = replace(records, third_state=third_state, confided=records.confided | points)
    return _without_words(kept, points, lambda row: (type(row), row.pk) in third_state)


def _without_words(
    records: PacketRecords, points: frozenset[int], is_withheld: Callable[[Model], bool]
) -> PacketRecords:
    items = frozenset(item.pk for item in records.commitments if item.outcome_id in points)
    kept = ConfidentialRecords(points, items, is_withheld)
    return replace(records, **{one.name: kept.without(getattr(records, one.name)) for one in fields(records)})


class ConfidentialRecords:
    """What is withheld among some records: outcomes and items by their keys, their parts, and other rows."""

    def __init__(
        self, points: frozenset[int], items: frozenset[int], is_withheld: Callable[[Model], bool]
    ) -> None:
        self.points, self.items, self.is_withheld = points, items, is_withheld
        # Rows lead to each other, and some lead back.
        self.seen: dict[int, Model] = {}

    def has(self, row: Model) -> bool:
        """Return whether a row is withheld, for itself or with its item or outcome."""
        point = row.pk if isinstance(row, models.Outcome) else getattr(row, "outcome_id", None)
        item = row.pk if isinstance(row, models.Commitment) else getattr(row, "commitment_id", None)
        return self.is_withheld(row) or point in self.points or item in self.items

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


def redact_content(content: C, records: PacketRecords) -> C:
    """Return the content without what no printed value declares as shown of a confided item or point.

    What stands in full, marked as not to be disclosed, stays: the blocks of the annex.
    """
    refs = list_confided_refs(records)
    if not refs:
        return content
    kind: Any = type(content)
    whole = {name: getattr(content, name) for name in _declared(kind, WHOLE_FIELD)}
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
            kept[one.name] = blank(told)
    return replace(value, **kept)  # type: ignore[type-var]


def blank(value: Any) -> Any:
    """Return what stands for a value that is withheld: that there is something, and nothing of it."""
    if isinstance(value, str):
        return str(RESTRICTED_TEXT) if value else ""
    return None if value is None else type(value)()


@lru_cache
def _declared(kind: type[Any], word: str) -> frozenset[str]:
    hints = get_type_hints(kind, include_extras=True)
    return frozenset(name for name, hint in hints.items() if word in get_args(hint)[1:])


def list_confided_refs(records: PacketRecords) -> frozenset[str]:
    """Name the items and points of which all was given in confidence, as the packet calls them."""
    items = (
        shorten_reference(one.reference) for one in records.commitments if one.outcome_id in records.confided
    )
    said = (*records.points, *records.said)
    points = (point_ref(row) for row in said if row.pk in records.confided)
    return frozenset((*items, *points))


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
    sheets = models.TopicBrief.objects.filter(meeting__in=records.meetings).order_by()
    shown = frozenset(item.reference for item in records.commitments)
    found = hide_references(reader, code, texts, shown)
    return replace(found, numbered=frozenset(sheets.values_list("meeting", flat=True).distinct()))


def hide_references(
    reader: models.User, code: str, texts: Iterable[str], shown: frozenset[str]
) -> HiddenReferences:
    """Look up which items these texts name, beside those shown, that the reader may not read."""
    named = {reference for text in texts for reference in _references(text, code)} - shown
    if named:
        there = models.Commitment.objects.filter(reference__in=named)
        read = policy.readable_by(models.Commitment.objects.filter(reference__in=named), reader)
        keys = dict(there.values_list("pk", "reference"))
        named = {keys[key] for key in keys.keys() - set(read.values_list("pk", flat=True))}
    return HiddenReferences(code, frozenset(named))


def _references(text: str, code: str) -> Iterator[str]:
    return (_whole(found, code) for found in _NAMED.finditer(text))


def _whole(found: re.Match[str], code: str) -> str:
    """Return a reference in recorded form; one without partner code belongs to this partner."""
    year = found["year"] or long_year(found["short"])
    return f"{found['code'] or code}-{year}-{found['number']}"
