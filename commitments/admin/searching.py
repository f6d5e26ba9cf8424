"""The search of a list: every word in one of its fields, asked of the index, through the door of each."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.text import smart_split, unescape_string_literal

from commitments import access, finding, past
from commitments.admin.lists import relations_on

# A search of more words than this narrows nothing any more, and each word costs another look.
MOST_WORDS = 8
LONGEST_SEARCH = 200

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
        ways = [*_indexed(model, known, word, user), *_read_through(model, other, typed, user)]
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
) -> list[Q]:
    """Give the ways to a row by the index: its own words, or those of a record that the person may read."""

    @cache
    def keys(mark: str) -> finding.Keys | None:
        return finding.keys(mark, [word])

    ways = []
    for place, target in known.items():
        listed = keys(finding.mark_of(target))
        few = None if listed is None else listed.get(finding.kind_of(target), [])
        said = Q(finding.holding(target, [word])) if few is None else Q(pk__in=few)
        if not place:
            ways.append(said)
        elif few is None or few:
            ways.append(Q(**{f"{place}__in": _read(target, user).filter(said).order_by().values("pk")}))
    return ways or [Q(pk__in=())]


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
