"""The search of a list: every word in one of its fields, asked of the index, through the door of each."""

from collections.abc import Sequence
from functools import cache, reduce
from operator import or_
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, Q, QuerySet
from django.utils.text import smart_split, unescape_string_literal

from commitments import access, finding, past
from commitments.admin.lists import relations_on

# A search of more words than this narrows nothing any more, and each word costs another look.
MOST_WORDS = 8
LONGEST_SEARCH = 100
# Of what more records than this hold, each row of the list is asked in turn.
MOST_KEYS = 5_000

Rows = QuerySet[Any, Any]


def words_of(text: str) -> list[str]:
    """Split what was typed into words and quoted phrases; what is longer than any search is cut."""
    bits = smart_split(text[:LONGEST_SEARCH])
    words = [unescape_string_literal(b) if b[0] in "\"'" and b[0] == b[-1] and b[1:] else b for b in bits]
    return words[:MOST_WORDS]


def search(queryset: Rows, fields: Sequence[str], text: str, user: access.Person) -> tuple[Rows, bool]:
    """Find rows that hold every word in one of the fields; a word in a hidden related record finds nothing.

    What the index knows is asked of it, on today's records; other columns, and records as they stood, are
    read through. Returns the rows, and whether one may stand there twice: never.
    """
    model = queryset.model
    known, other = ({}, list(fields)) if past.moment_standing() else _by_index(model, fields)
    for typed in words_of(text):
        word = finding.word(typed)
        listed, walked = _indexed(model, known, word, user)
        ways = [*listed, *_read_through(model, other, typed, user)]
        if walked:
            # Of a word that many hold, each row in turn is asked: a page of the list has soon found its rows.
            queryset = queryset.filter(reduce(or_, (*ways, *walked)))
            continue
        first, *more = [model._default_manager.filter(way).order_by().values("pk") for way in ways]
        queryset = queryset.filter(pk__in=first.union(*more) if more else first)
    return queryset, False


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
) -> tuple[list[Q], list[Q]]:
    """Give the ways to a row by the index: its own words, or those of a record that the person may read.

    First those by the keys of few records, then those by asking each row, for what many records hold.
    """

    @cache
    def keys(mark: str) -> finding.Keys | None:
        return finding.keys(mark, [word], MOST_KEYS)

    listed, walked = [Q(pk__in=())], list[Q]()
    for place, target in known.items():
        found = keys(finding.mark_of(target))
        few = None if found is None else found.get(finding.kind_of(target), [])
        if few == []:
            continue
        if not place:
            said = Q(finding.holding(target, [word])) if few is None else Q(pk__in=few)
        elif few is None and not leads_to_many(place, model):
            said = Q(finding.holding(target, [word], f"{place}_id"))
            if not access.is_open_to_all(target):
                said &= Q(**{f"{place}__in": _read(target, user)})
        else:
            those = finding.holding(target, [word]) if few is None else Q(pk__in=few)
            rows = _read(target, user).filter(those).order_by().values("pk")
            said = Q(**{f"{place}__in": rows})
            if leads_to_many(place, model):
                said = Q(pk__in=model._default_manager.filter(said).order_by().values("pk"))
        (walked if few is None else listed).append(said)
    return listed, walked


def _read(target: type[Model], user: access.Person) -> Rows:
    rows = target._default_manager.all()
    return access.visible_to(rows, user) if target in access.RULES else rows


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
