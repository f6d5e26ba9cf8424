"""Keeps what records are found by, in the transaction of every write; makes all of it anew when asked."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from commitments import inverted
from commitments import models as m
from commitments.finding.terms import terms

# What a record is found by: its own words, never notes of one side to itself.
OWN: dict[type[Model], tuple[str, ...]] = {
    m.Commitment: ("reference", "title", "condition"),
    m.Outcome: ("clause", "answer_wording"),
    m.Clause: ("wording",),
    m.Statement: ("title", "number", "source", "text"),
    m.Meeting: ("reference", "title", "place", "purpose"),
    m.Evidence: ("number", "description", "file_name"),
    m.Packet: ("reference",),
    # What would be agreed and what is spoken of; what is said of it is a note to ourselves.
    m.TopicSheet: ("title", "titles"),
    m.Proposal: ("title", "wording", "wordings"),
    m.Mechanism: ("name", "our_chair", "their_chair"),
    m.Country: ("iso", "name", "capital"),
    m.Ministry: ("name", "short_name"),
    m.Official: ("post", "person"),
    m.User: ("name", "username"),
}
# What is found under another record, whose door is its own: names in other languages, seats of a delegation.
PARTS: dict[type[Model], tuple[str, type[Model], tuple[str, ...]]] = {
    m.CountryName: ("country", m.Country, ("name", "short_name")),
    m.MinistryName: ("ministry", m.Ministry, ("name", "short_name")),
    m.OfficialName: ("official", m.Official, ("person", "post")),
    m.DelegationMember: ("meeting", m.Meeting, ("post",)),
    m.BackgroundFact: ("meeting", m.Meeting, ("text", "source")),
}
# Before each term stands a letter for its kind, so that what is said often in one kind of record costs
# nothing where another is looked for. What there are few of shares one.
MARKS: dict[type[Model], str] = {
    m.Commitment: "c",
    m.Outcome: "o",
    m.Clause: "l",
    m.Statement: "s",
    m.Meeting: "m",
    m.Evidence: "e",
}
MARK_OF_FEW = "n"
AT_ONCE = 2_000


def kind_of(model: type[Model]) -> str:
    """Name a kind of record in the index."""
    return str(model._meta.model_name)


def mark_of(model: type[Model]) -> str:
    """Give the letter before the terms of a kind of record."""
    return MARKS.get(model, MARK_OF_FEW)


def words_of(model: type[Model]) -> frozenset[str]:
    """Name the columns by which a record, or what it is a part of, is found."""
    return frozenset(OWN.get(model, ()) or PARTS.get(model, ("", model, ()))[2])


def found_by(model: type[Model]) -> frozenset[str]:
    """Name the columns whose words find a record, its own and those of its parts."""
    return words_of(model).union(*(words for _name, whole, words in PARTS.values() if whole is model))


def keep(rows: Sequence[Model]) -> None:
    """Bring the index up to date with written records of one kind; the caller holds the transaction."""
    model = type(rows[0])
    if model in OWN:
        keep_rows(model, [row.pk for row in rows])
    elif model in PARTS:
        name, whole, _words = PARTS[model]
        keep_rows(whole, sorted({getattr(row, f"{name}_id") for row in rows}))


def forget(rows: Sequence[Model], keys: Sequence[Any]) -> None:
    """Take removed records of one kind, and their keys, out of the index; the whole of parts stays in it."""
    model = type(rows[0])
    if model in OWN:
        m.Indexed.objects.filter(kind=kind_of(model), key__in=keys).delete()
    else:
        keep(rows)


def keep_rows(model: type[Model], keys: Sequence[Any] | None = None) -> None:
    """Bring the index up to date with some records of a kind, or with all of them."""
    m.Indexed.objects.bulk_create(
        [m.Indexed(kind=kind_of(model), key=key, terms=said) for key, said in _said(model, keys)],
        update_conflicts=True,
        unique_fields=("kind", "key"),
        update_fields=("terms",),
    )


def _said(model: type[Model], keys: Sequence[Any] | None = None) -> Iterator[tuple[int, str]]:
    """Give the keys of records and the terms they should be found by; of all records where none are named."""
    found = model._base_manager.order_by("pk")
    rows = (found if keys is None else found.filter(pk__in=keys)).values_list("pk", *OWN[model])
    more = _of_parts(model, keys)
    for key, *texts in rows.iterator(AT_ONCE) if keys is None else rows:
        yield key, terms((*texts, *more.get(key, ())), mark_of(model))


def _of_parts(model: type[Model], keys: Sequence[Any] | None) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for part, (name, whole, words) in PARTS.items():
        if whole is model:
            rows = part._base_manager.order_by("pk")
            rows = rows if keys is None else rows.filter(**{f"{name}__in": keys})
            for key, *texts in rows.values_list(f"{name}_id", *words):
                found.setdefault(key, []).extend(texts)
    return found


@transaction.atomic
def rebuild(progress: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Make the whole index anew; give how many records it holds. `progress` is told how many of how many."""
    total = sum(model._base_manager.count() for model in OWN)
    inverted.empty(connection)
    done = 0
    for model in OWN:
        for rows in _batches((kind_of(model), key, said) for key, said in _said(model)):
            inverted.add(connection, rows)
            done += len(rows)
            progress(done, total)
    inverted.fill(connection)
    return done


def behind() -> list[str]:
    """Name the records that are not found by what they say, and what is found and no longer there."""
    found: list[str] = []
    for model in OWN:
        kind = kind_of(model)
        kept = dict(m.Indexed.objects.filter(kind=kind).values_list("key", "terms").iterator(AT_ONCE))
        found += [f"{kind} {key}" for key, said in _said(model) if kept.pop(key, None) != said]
        found += [f"{kind} {key}" for key in kept]
    return found


def is_empty() -> bool:
    """Say whether nothing is in the index though something is on record."""
    return not m.Indexed.objects.exists() and any(model._base_manager.exists() for model in OWN)


def _batches(rows: Iterator[inverted.Row]) -> Iterator[list[inverted.Row]]:
    while batch := list(islice(rows, AT_ONCE)):
        yield batch
