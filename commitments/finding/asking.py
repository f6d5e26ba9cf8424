"""Asks the index for the records that words are found in; the door is for the caller to ask.

A word in few records gives their keys. Of a word in many, the newest are looked through, and where the door
left too few of them, all that the reader may read. What a reader may not read changes no answer; that a word
is said often in records beyond the door may cost a reader of few records some milliseconds more.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Exists, Field, Lookup, Model, OuterRef, Q, QuerySet, TextField

from commitments import inverted
from commitments.finding.index import kind_of, mark_of
from commitments.finding.terms import Word
from commitments.models import Indexed

# Of what more records than this hold, the keys are not listed.
FEW = 5_000
# So many of the newest records are looked through first for a word that many hold.
NEWEST = 150

Keys = dict[str, list[int]]


@TextField.register_lookup
class Holds(Lookup[Any]):
    """Holds terms, of which those that end with * may go on: asked of the index over the terms kept."""

    lookup_name = "holds"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        terms: tuple[str, ...] = self.rhs
        if connection.vendor == "postgresql":
            column, params = self.process_lhs(compiler, connection)
            asked = " & ".join(f"'{term[:-1]}':*" if term[-1] == "*" else f"'{term}'" for term in terms)
            return f"{inverted.VECTOR.format(column)} @@ %s::tsquery", [*params, asked]
        alias = connection.ops.quote_name(self.lhs.alias)
        asked = " AND ".join(f'"{term[:-1]}"*' if term[-1] == "*" else f'"{term}"' for term in terms)
        found = f"SELECT rowid FROM {inverted.FTS} WHERE {inverted.FTS} MATCH %s"  # noqa: S608 - a name of our own
        return f'{alias}."id" IN ({found})', [asked]


@Field.register_lookup
class Among(Lookup[Any]):
    """Is one of many keys, given to the database as one value: thousands of values take it long to read."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        column, params = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            # Not as = ANY, which PostgreSQL would rather try on every row than look up.
            return f"{column} IN (SELECT unnest(%s::bigint[]))", [
                *params,
                f"{{{','.join(map(str, self.rhs))}}}",
            ]
        return f"{column} IN (SELECT value FROM json_each(%s))", [*params, json.dumps(list(self.rhs))]  # noqa: S608


def keys(mark: str, words: Sequence[Word]) -> Keys | None:
    """List the keys of the records of a mark that hold all words, by kind; None where more than FEW do."""
    if not words or not all(word.terms for word in words):
        return {}
    terms = [f"{mark}{term}" for word in words for term in (*word.terms[:-1], f"{word.terms[-1]}*")]
    # The terms are there; that those of one word follow each other, the text itself says.
    rows = Indexed.objects.filter(_said(words, mark, besides=1), terms__holds=tuple(terms))
    found: Keys = {}
    for kind, key in (listed := list(rows.values_list("kind", "key")[: FEW + 1])):
        found.setdefault(kind, []).append(key)
    return found if len(listed) <= FEW else None


def newest(model: type[Model], words: Sequence[Word]) -> QuerySet[Indexed, Any]:
    """Give the keys of the newest records of a kind that hold all words, for words that many hold."""
    rows = Indexed.objects.filter(_said(words, mark_of(model)), kind=kind_of(model))
    return rows.order_by("-key").values("key")[:NEWEST]


def leading(model: type[Model], **leads: Any) -> QuerySet[Any, Any]:
    """Find the rows of a list that lead to something; the list around it passes the door."""
    return model._base_manager.filter(**leads).order_by()


def holding(model: type[Model], words: Sequence[Word], path: str = "pk") -> Exists:
    """Give the condition on a record of a kind to hold all words, asked of one record after the other.

    `path` leads from the rows asked for to the key of that record.
    """
    own = Indexed.objects.filter(kind=kind_of(model), key=OuterRef(path))
    return Exists(own.filter(_said(words, mark_of(model))))


def _said(words: Iterable[Word], mark: str, besides: int = 0) -> Q:
    said = Q()
    for word in words:
        if len(word.terms) > besides:
            said &= Q(terms__contains=word.as_kept(mark))
    return said
