"""Query the index for the records that contain words; the caller applies the access policy.

A word in few records gives their keys. For a word in many, the newest are tried first and, where the access
policy leaves too few of them, all that the reader may read. Records that a reader may not read never change
an answer; if a word is frequent in them, the query may take a reader of few records some milliseconds longer.
A list is searched for every word in one of its fields.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, reduce
from operator import and_, or_
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Lookup, Model, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan
from django.utils.text import smart_split, unescape_string_literal

from commitments import models
from commitments.access import grants, policy, querysets, rules
from commitments.audit.as_of import context
from commitments.db import fulltext
from commitments.models import SearchEntry
from commitments.search import index, normalise
from commitments.search.index import kind_of, mark_of
from commitments.search.normalise import SearchWord
from commitments.search.parties import find_parties

# Of what more records than this hold, the keys are not listed.
FEW = 5_000
# Where PostgreSQL expects more than this, it is not asked for them: it would gather all of them first. At
# 1,000,000 commitments, 47,400 outcomes with a word took it 496 ms, and the newest 150 of them 3 ms.
MANY = 4 * FEW
# So many of the newest records are looked through first for a word that many hold.
NEWEST = 150

Keys = dict[str, list[int]]


@TextField.register_lookup
class HoldsTerms(Lookup[Any]):
    """Matches rows with all words, each in one of its spellings with all terms; uses the full-text index.

    A term that ends with * is a prefix.
    """

    lookup_name = "holds"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        words: tuple[tuple[tuple[str, ...], ...], ...] = self.rhs
        if connection.vendor == "postgresql":
            column, params = self.process_lhs(compiler, connection)
            asked = _format_query(words, ("'{}'", "'{}':*"), (" & ", " | "))
            return f"{fulltext.VECTOR.format(column)} @@ %s::tsquery", [*params, asked]
        alias = connection.ops.quote_name(self.lhs.alias)
        asked = _format_query(words, ('"{}"', '"{}"*'), (" AND ", " OR "))
        found = f"SELECT rowid FROM {fulltext.FTS} WHERE {fulltext.FTS} MATCH %s"  # noqa: S608 - a name of our own
        return f'{alias}."id" IN ({found})', [asked]


def _format_query(
    words: Iterable[Iterable[Iterable[str]]], shapes: tuple[str, str], signs: tuple[str, str]
) -> str:
    """Return the query for the index: `shapes` write a whole term and a prefix, `signs` are AND and OR."""
    whole, prefix = shapes
    both, either = signs

    def write(terms: Iterable[str]) -> str:
        return both.join(prefix.format(t[:-1]) if t[-1] == "*" else whole.format(t) for t in terms)

    return both.join(f"({either.join(f'({write(terms)})' for terms in spellings)})" for spellings in words)


@Field.register_lookup
class AmongKeys(Lookup[Any]):
    """Matches one of many keys, passed as one parameter: the database parses thousands of parameters
    slowly.
    """

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


def find_keys(mark: str, words: Sequence[SearchWord]) -> Keys | None:
    """List the keys of the records of a mark that hold all words, by kind; None where more than FEW do."""
    if not words or not all(word.terms for word in words):
        return {}
    asked = tuple(tuple(one.as_asked(mark) for one in spellings_of(word, mark)) for word in words)
    # The terms are there; that those of one word follow each other, the text itself says.
    held = SearchEntry.objects.filter(terms__holds=asked)
    if fulltext.estimate_rows(held) > MANY:
        return None
    rows = held.filter(_build_condition(words, mark, is_indexed=True))
    found: Keys = {}
    for kind, key in (listed := list(rows.values_list("kind", "key")[: FEW + 1])):
        found.setdefault(kind, []).append(key)
    return found if len(listed) <= FEW else None


def list_newest(model: type[Model], words: Sequence[SearchWord]) -> QuerySet[SearchEntry, Any]:
    """Return the keys of the newest records of a kind with all words, for frequent words."""
    rows = SearchEntry.objects.filter(_build_condition(words, mark_of(model)), kind=kind_of(model))
    return rows.order_by("-key").values("key")[:NEWEST]


def filter_leading(model: type[Model], **leads: Any) -> QuerySet[Any, Any]:
    """Find the rows of a list that lead to something; the outer list applies the access policy."""
    return model._base_manager.filter(**leads).order_by()


def build_word_condition(model: type[Model], words: Sequence[SearchWord], path: str = "pk") -> grants.EachRow:
    """Return the condition that a record of a kind contains all words, evaluated record by record.

    `path` leads from the rows of the query to the key of that record.
    """
    own = SearchEntry.objects.filter(kind=kind_of(model), key=OuterRef(path))
    return grants.EachRow(own.filter(_build_condition(words, mark_of(model))))


def spellings_of(word: SearchWord, mark: str) -> tuple[SearchWord, ...]:
    """Return the spellings of a word that are searched in records of a mark."""
    return word.spellings(with_names=mark in index.MARKS_WITH_NAMES)


def _build_condition(words: Iterable[SearchWord], mark: str, *, is_indexed: bool = False) -> Q:
    """Return the condition that a text contains all words; of what the index has found, only what is left."""
    said = Q()
    for word in words:
        spellings = spellings_of(word, mark)
        if not is_indexed or any(len(one.terms) > 1 and not one.is_set for one in spellings):
            said &= reduce(or_, (_build_spelling_condition(one, mark) for one in spellings))
    return said


def _build_spelling_condition(word: SearchWord, mark: str) -> Q:
    if not word.is_set:
        return _holds(word.as_kept(mark))
    kept = (f" {mark}{term}" for term in word.terms)
    return reduce(and_, (_holds(f"{one} ") | Q(terms__endswith=one) for one in kept))


def _holds(text: str) -> Q:
    """Return the condition that the terms hold a text.

    Not as LIKE, for which PostgreSQL expects few rows: at 1,000,000 commitments it read all clauses to find
    the newest 150 with a word that one of 30 has.
    """
    return Q(GreaterThan(StrIndex("terms", Value(text)), 0))


# Counting further than this costs more than the figure is worth; the page then says "1,000+".
COUNT_STOPS_AT = 1000
# A search of more words than this narrows nothing any more, and each word costs another look.
MOST_WORDS = 8
LONGEST_SEARCH = 100
# In words.
LONGEST_PLACE = 4
# So many rows are looked up anew sooner than they are listed once.
FEW_KEYS = 50

Rows = QuerySet[Any, Any]
# In which columns a list of records is searched, on screens and by programs alike.
SEARCHED: dict[type[Model], tuple[str, ...]] = {
    models.Commitment: (
        "reference",
        "title",
        "outcome__clause",
        "responsibilities__ministry__name",
        "responsibilities__ministry__short_name",
        "responsibilities__ministry__names__name",
        "responsibilities__official__person",
        "responsibilities__official__post",
        "responsibilities__official__names__person",
    ),
    models.Meeting: ("reference", "title", "titles", "place", "country__name", "mechanism__name"),
    models.Statement: ("title", "number", "text", "source", "meeting__title"),
    models.AgendaPoint: ("title", "titles", "said", "meeting__title"),
    models.Outcome: ("clause", "answer_wording", "meeting__reference", "meeting__title"),
    models.Evidence: ("number", "description", "file_name"),
    models.Approval: (
        *("commitment__reference", "commitment__title", "meeting__reference", "meeting__title"),
        *("reason", "answer"),
    ),
    models.Reminder: ("commitment__reference", "commitment__title", "recipient__name"),
    models.Country: ("name", "iso", "names__name"),
    models.Ministry: ("name", "short_name", "other_names", "names__name", "names__short_name"),
    models.Official: (
        "post",
        "person",
        "names__person",
        "names__post",
        "ministry__name",
        "ministry__short_name",
    ),
    models.Mechanism: ("name", "names"),
    models.Holiday: ("name",),
}


def words_of(text: str) -> list[str]:
    """Split what was typed into words, names of places and quoted phrases; what is too long is cut."""
    return _join_places(_split(text[:LONGEST_SEARCH]))[:MOST_WORDS]


def _join_places(words: Sequence[str]) -> list[str]:
    """Return the words with the name of a place, such as "phnom penh", as one of them."""
    found: list[str] = []
    at = 0
    while at < len(words):
        sizes = range(min(LONGEST_PLACE, len(words) - at), 1, -1)
        named = (words[at : at + size] for size in sizes)
        place = next((n for n in named if normalise.fold_text(" ".join(n)) in normalise.place_names()), None)
        found.append(" ".join(place) if place else words[at])
        at += len(place) if place else 1
    return found


def is_cut(text: str) -> bool:
    """Return whether more was typed than is searched for."""
    return len(text) > LONGEST_SEARCH or len(_split(text)) > MOST_WORDS


def _split(text: str) -> list[str]:
    bits = smart_split(text)
    return [unescape_string_literal(b) if b[0] in "\"'" and b[0] == b[-1] and b[1:] else b for b in bits]


def search_records(
    queryset: Rows, fields: Sequence[str], text: str, user: policy.Person, *, as_pages: bool = False
) -> tuple[Rows, int | None]:
    """Find rows that hold every word in one of the fields; a word in a hidden related record finds nothing.

    What the index knows is asked of it, on today's records; other columns, and records as they stood, are
    read through. Countries and ministries are found by what the words mean too. Returns the rows, each once,
    and how many there are, as far as a list counts, where that is known; `as_pages` says that no more of them
    are wanted, since no page of a list lies beyond.
    """
    model = queryset.model
    if model in (models.Country, models.Ministry) and (meant := find_parties(text).get(model)):
        found, _count = _search_words(queryset, fields, text, user, as_pages=as_pages)
        return queryset.filter(Q(pk__in=found.order_by().values("pk")) | Q(pk__in=meant)), None
    return _search_words(queryset, fields, text, user, as_pages=as_pages)


def _search_words(
    queryset: Rows, fields: Sequence[str], text: str, user: policy.Person, *, as_pages: bool
) -> tuple[Rows, int | None]:
    model = queryset.model
    known, other = ({}, list(fields)) if context.find_as_of() else _by_index(model, fields)
    named: set[int] | None = None
    walked: list[Q] = []
    for typed in words_of(text):
        word = normalise.parse_word(typed)
        keys, ways = _indexed(model, known, word, user)
        ways += _read_through(model, other, typed, user)
        if ways:
            walked.append(reduce(or_, ways, Q(pk__among=sorted(keys))))
        else:
            named = keys if named is None else named & keys
            if not named:
                return queryset.filter(pk__in=()), 0
    most = COUNT_STOPS_AT + 1
    if named is None:
        # Of a word that many hold, each row in turn is asked: a page of the list has soon found its rows.
        found = queryset.filter(*walked)
        # To be counted they are asked in no order, which would sort all of them.
        counted = list(found.order_by().values_list("pk", flat=True)[:most]) if as_pages else None
        if counted is None or len(counted) == most:
            return found, None if counted is None else most
        return queryset.filter(pk__among=counted), len(counted)
    found = queryset.filter(*walked, pk__among=sorted(named))
    if len(named) <= FEW_KEYS:
        return found, None
    # Asked once for what the page, its count and its groups ask for.
    first = list(found.values_list("pk", flat=True)[:most])
    is_enough = as_pages or len(first) < most
    return (queryset.filter(pk__among=first) if is_enough else found), len(first)


def _by_index(model: type[Model], fields: Sequence[str]) -> tuple[dict[str, type[Model]], list[str]]:
    """Part the fields: paths to records that the index knows ("" for the list's own), and other columns."""
    known: dict[str, type[Model]] = {}
    other: list[str] = []
    # Notes of meetings, and our interpretation and line to take, are no part of what outside programs get.
    inside = set(index.OWN) - ({models.Meeting, models.Commitment} if grants.is_outside() else set())
    for field in fields:
        path = field.lstrip("^=")
        steps = [("", model), *relations_on(path, model)]
        if steps[-1][1] not in index.OWN and len(steps) > 1:
            # The names of a ministry in other languages are found under the ministry.
            steps.pop()
        place, target = steps[-1]
        if target in inside and (path.rpartition("__")[2] in index.found_by(target)):
            known[place] = target
        else:
            other.append(field)
    return known, other


def _indexed(
    model: type[Model], known: dict[str, type[Model]], word: normalise.SearchWord, user: policy.Person
) -> tuple[set[int], list[Q]]:
    """Return the keys of the rows with a word, in the row or in a related record that the person may read.

    Also returns conditions, evaluated row by row, for words in more records than keys are listed.
    """

    @cache
    def listed(mark: str) -> Keys | None:
        return find_keys(mark, [word])

    keys, ways = set[int](), list[Q]()
    for place, target in known.items():
        found = listed(index.mark_of(target))
        those = None if found is None else found.get(index.kind_of(target), [])
        if those == []:
            continue
        if place and those is not None:
            those = _leading_to(model, place, target, those, user)
        if those is None:
            ways.append(_build_row_condition(model, place, target, word, user))
        else:
            keys.update(those)
    return keys, ways


def _leading_to(
    model: type[Model], place: str, target: type[Model], found: list[int], user: policy.Person
) -> list[int] | None:
    """List the rows that lead to records found, of those the person may read; None where they are many."""
    leads: dict[str, Any] = {f"{place}__pk__among": found}
    if not rules.is_open_to_all(target):
        leads = {f"{place}__in": _read(target, user).filter(pk__among=found).order_by().values("pk")}
    rows = filter_leading(model, **leads)
    keys = list(rows.values_list("pk", flat=True)[: FEW + 1])
    return keys if len(keys) <= FEW else None


def _build_row_condition(
    model: type[Model], place: str, target: type[Model], word: normalise.SearchWord, user: policy.Person
) -> Q:
    """Return the condition, evaluated row by row, for a word in many records."""
    if not place:
        return Q(build_word_condition(target, [word]))
    if leads_to_many(place, model):
        rows = filter_leading(model, pk=OuterRef("pk"))
        there = _read(target, user).filter(build_word_condition(target, [word])).order_by().values("pk")
        return Q(grants.EachRow(rows.filter(**{f"{place}__in": there})))
    said = Q(build_word_condition(target, [word], f"{place}_id"))
    if rules.is_open_to_all(target):
        return said
    return said & Q(grants.EachRow(_read(target, user).filter(pk=OuterRef(f"{place}_id"))))


def _read(target: type[Model], user: policy.Person) -> Rows:
    return querysets.list_readable(target, user)


def _read_through(model: type[Model], fields: Sequence[str], word: str, user: policy.Person) -> list[Q]:
    """Return the conditions that read columns without the index, for lists of few rows."""
    ways = []
    for field in fields:
        lookup = {"^": "istartswith", "=": "iexact"}.get(field[0], "icontains")
        way = Q(**{f"{field.lstrip('^=')}__{lookup}": word})
        for step, target in relations_on(field.lstrip("^="), model):
            if target in policy.RULES:
                way &= Q(**{f"{step}__in": _read(target, user)})
        ways.append(way)
    return ways


def leads_to_many(path: str, model: type[Model]) -> bool:
    """Return whether a path passes a relation with more than one row for each of the model's."""
    for part in path.split("__"):
        try:
            field = model._meta.get_field(part)
        except FieldDoesNotExist:
            return False
        if field.one_to_many or field.many_to_many:
            return True
        if not isinstance(field.related_model, type):
            return False
        model = field.related_model
    return False


def relations_on(path: str, model: type[Model]) -> Iterator[tuple[str, type[Model]]]:
    """Yield each relation on a path `a__b__column`: ("a", A), ("a__b", B)."""
    walked: list[str] = []
    for part in path.lstrip("^=@").split("__"):
        try:
            field = model._meta.get_field(part)
        except FieldDoesNotExist:
            return
        if not isinstance(field.related_model, type):
            return
        walked.append(part)
        model = field.related_model
        yield "__".join(walked), model
