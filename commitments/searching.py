"""The search of a list: every word in one of its fields, asked of the index, through the door of each."""

from collections.abc import Iterator, Sequence
from functools import cache, reduce
from operator import or_
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, OuterRef, Q, QuerySet
from django.utils.text import smart_split, unescape_string_literal

from commitments import access, finding, past
from commitments import models as m

# Counting further than this costs more than the figure is worth; the page then says "1,000+".
COUNT_STOPS_AT = 1000
# A search of more words than this narrows nothing any more, and each word costs another look.
MOST_WORDS = 8
LONGEST_SEARCH = 100
# So many rows are looked up anew sooner than they are listed once.
FEW_KEYS = 50

Rows = QuerySet[Any, Any]
# In which columns a list of records is searched, on screens and by programs alike.
SEARCHED: dict[type[Model], tuple[str, ...]] = {
    m.Commitment: (
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
    m.Meeting: ("reference", "title", "place", "country__name", "mechanism__name"),
    m.Statement: ("title", "number", "text", "source", "meeting__title"),
    m.Outcome: ("clause", "answer_wording", "meeting__reference", "meeting__title"),
    m.Evidence: ("number", "description", "file_name"),
    m.Approval: ("commitment__reference", "commitment__title", "meeting__reference", "meeting__title"),
    m.Reminder: ("commitment__reference", "commitment__title", "recipient__name"),
    m.Country: ("name", "iso", "names__name"),
    m.Ministry: ("name", "short_name", "names__name", "names__short_name"),
    m.Official: ("post", "person", "names__person", "names__post", "ministry__name", "ministry__short_name"),
    m.Mechanism: ("name",),
    m.Holiday: ("name",),
}


def words_of(text: str) -> list[str]:
    """Split what was typed into words and quoted phrases; what is longer than any search is cut."""
    return _split(text[:LONGEST_SEARCH])[:MOST_WORDS]


def is_cut(text: str) -> bool:
    """Say whether more was typed than is looked for."""
    return len(text) > LONGEST_SEARCH or len(_split(text)) > MOST_WORDS


def _split(text: str) -> list[str]:
    bits = smart_split(text)
    return [unescape_string_literal(b) if b[0] in "\"'" and b[0] == b[-1] and b[1:] else b for b in bits]


def search(
    queryset: Rows, fields: Sequence[str], text: str, user: access.Person, *, as_pages: bool = False
) -> tuple[Rows, int | None]:
    """Find rows that hold every word in one of the fields; a word in a hidden related record finds nothing.

    What the index knows is asked of it, on today's records; other columns, and records as they stood, are
    read through. Returns the rows, each once, and how many there are, as far as a list counts, where that is
    known; `as_pages` says that no more of them are wanted, since no page of a list lies beyond.
    """
    model = queryset.model
    known, other = ({}, list(fields)) if past.moment_standing() else _by_index(model, fields)
    named: set[int] | None = None
    walked: list[Q] = []
    for typed in words_of(text):
        word = finding.word(typed)
        keys, ways = _indexed(model, known, word, user)
        ways += _read_through(model, other, typed, user)
        if ways:
            walked.append(reduce(or_, ways, Q(pk__among=sorted(keys))))
        else:
            named = keys if named is None else named & keys
            if not named:
                return queryset.filter(pk__in=()), 0
    # Of a word that many hold, each row in turn is asked: a page of the list has soon found its rows.
    if named is None:
        return queryset.filter(*walked), None
    found = queryset.filter(*walked, pk__among=sorted(named))
    if len(named) <= FEW_KEYS:
        return found, None
    # Asked once for what the page, its count and its groups ask for.
    first = list(found.values_list("pk", flat=True)[: COUNT_STOPS_AT + 1])
    is_enough = as_pages or len(first) <= COUNT_STOPS_AT
    return (queryset.filter(pk__among=first) if is_enough else found), len(first)


def _by_index(model: type[Model], fields: Sequence[str]) -> tuple[dict[str, type[Model]], list[str]]:
    """Part the fields: paths to records that the index knows ("" for the list's own), and other columns."""
    known: dict[str, type[Model]] = {}
    other: list[str] = []
    for field in fields:
        path = field.lstrip("^=")
        steps = [("", model), *relations_on(path, model)]
        if steps[-1][1] not in finding.OWN and len(steps) > 1:
            # The names of a ministry in other languages are found under the ministry.
            steps.pop()
        place, target = steps[-1]
        if target in finding.OWN and (path.rpartition("__")[2] in finding.found_by(target)):
            known[place] = target
        else:
            other.append(field)
    return known, other


def _indexed(
    model: type[Model], known: dict[str, type[Model]], word: finding.Word, user: access.Person
) -> tuple[set[int], list[Q]]:
    """Give the keys of the rows that hold a word, themselves or in a record that the person may read.

    Beside them stand the ways to ask each row for what more records hold than keys are listed of.
    """

    @cache
    def listed(mark: str) -> finding.Keys | None:
        return finding.keys(mark, [word])

    keys, ways = set[int](), list[Q]()
    for place, target in known.items():
        found = listed(finding.mark_of(target))
        those = None if found is None else found.get(finding.kind_of(target), [])
        if those == []:
            continue
        if place and those is not None:
            those = _leading_to(model, place, target, those, user)
        if those is None:
            ways.append(_asking(model, place, target, word, user))
        else:
            keys.update(those)
    return keys, ways


def _leading_to(
    model: type[Model], place: str, target: type[Model], found: list[int], user: access.Person
) -> list[int] | None:
    """List the rows that lead to records found, of those the person may read; None where they are many."""
    leads: dict[str, Any] = {f"{place}__pk__among": found}
    if not access.is_open_to_all(target):
        leads = {f"{place}__in": _read(target, user).filter(pk__among=found).order_by().values("pk")}
    rows = finding.leading(model, **leads)
    keys = list(rows.values_list("pk", flat=True)[: finding.FEW + 1])
    return keys if len(keys) <= finding.FEW else None


def _asking(
    model: type[Model], place: str, target: type[Model], word: finding.Word, user: access.Person
) -> Q:
    """Give the way to ask one row after the other for a word that many records hold."""
    if not place:
        return Q(finding.holding(target, [word]))
    if leads_to_many(place, model):
        rows = finding.leading(model, pk=OuterRef("pk"))
        there = _read(target, user).filter(finding.holding(target, [word])).order_by().values("pk")
        return Q(access.EachRow(rows.filter(**{f"{place}__in": there})))
    said = Q(finding.holding(target, [word], f"{place}_id"))
    if access.is_open_to_all(target):
        return said
    return said & Q(access.EachRow(_read(target, user).filter(pk=OuterRef(f"{place}_id"))))


def _read(target: type[Model], user: access.Person) -> Rows:
    return access.rows(target, user)


def _read_through(model: type[Model], fields: Sequence[str], word: str, user: access.Person) -> list[Q]:
    """Give the ways to a row by reading columns through, which is for lists of few rows."""
    ways = []
    for field in fields:
        lookup = {"^": "istartswith", "=": "iexact"}.get(field[0], "icontains")
        way = Q(**{f"{field.lstrip('^=')}__{lookup}": word})
        for step, target in relations_on(field.lstrip("^="), model):
            if target in access.RULES:
                way &= Q(**{f"{step}__in": _read(target, user)})
        ways.append(way)
    return ways


def leads_to_many(path: str, model: type[Model]) -> bool:
    """Say whether a path passes a relation with more than one row for each of the model's."""
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
    """Walk `a__b__column` and give each relation passed: ("a", A), ("a__b", B)."""
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
