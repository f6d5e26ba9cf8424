"""Update the search index in the transaction of every write, or build it again completely."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Model, Q

from commitments import models
from commitments.db import fulltext
from commitments.models.translated import list_columns, list_translated
from commitments.search.normalise import build_terms

# What a record is found by. A new noun gets its line here, and its hits in `admin/search.py` (`find_groups`).
# The access rule of its model decides who finds it: each column must be open to all readers of the model.
OWN: dict[type[Model], tuple[str, ...]] = {
    models.Commitment: (
        *("reference", "title", "titles", "condition", "deadline__wording"),
        *("meaning", "line_to_take"),
    ),
    models.Outcome: ("clause", "answer_wording"),
    models.Clause: ("wording",),
    models.Statement: ("title", "number", "source", "text"),
    models.Meeting: ("reference", "title", "titles", "place", "purpose", "note"),
    models.Evidence: ("number", "description", "file_name"),
    models.Packet: ("reference",),
    models.ProgressUpdate: ("text", "next_step", *list_columns(models.ProgressUpdate)),
    models.AgendaItem: ("discussion", *list_columns(models.AgendaItem)),
    models.AgendaPoint: ("title", "titles", "said", *list_columns(models.AgendaPoint)),
    models.MinutesChange: ("ours", "theirs", "reason", "source"),
    models.FollowUp: ("number", "text", "copy", "addressee", "signatory"),
    models.Approval: ("reason", "answer"),
    models.PartnerComment: ("ours", "theirs", "comment", "answer"),
    models.Brief: (*list_translated(models.Brief), *list_columns(models.Brief)),
    models.TopicBrief: (
        *("title", "titles"),
        *(*list_translated(models.TopicBrief), *list_columns(models.TopicBrief)),
    ),
    models.ProposedWording: (
        *("title", "wording", "wordings", "terms", "fallback"),
        *list_columns(models.ProposedWording),
    ),
    models.Mechanism: ("name", "names", "our_chair", "their_chair"),
    models.Country: ("iso", "name", "capital"),
    models.Ministry: ("name", "short_name", "other_names"),
    models.Official: ("post", "person"),
    models.User: ("name", "username"),
}
# What is found under another record, whose door is its own: names in other languages, seats of a delegation.
PARTS: dict[type[Model], tuple[str, type[Model], tuple[str, ...]]] = {
    models.CountryName: ("country", models.Country, ("name", "short_name", "capital")),
    models.MinistryName: ("ministry", models.Ministry, ("name", "short_name")),
    models.OfficialName: ("official", models.Official, ("person", "post")),
    models.DelegationMember: ("meeting", models.Meeting, ("post",)),
    models.BackgroundFact: ("meeting", models.Meeting, ("text", "source")),
    models.AgendaPaper: ("point", models.AgendaPoint, ("description", "file_name")),
    models.Deadline: ("commitment", models.Commitment, ("wording",)),
}
# The current deadline is a column of its commitment.
EARLIER: dict[type[Model], Q] = {models.Deadline: ~Q(pk=F("commitment__deadline"))}
# Columns of these that are titles, found by the initials of Korean words too.
TITLES: dict[type[Model], tuple[str, ...]] = {
    **dict.fromkeys((models.Statement, models.ProposedWording), ("title",)),
    **dict.fromkeys(
        (models.Commitment, models.Meeting, models.TopicBrief, models.AgendaPoint), ("title", "titles")
    ),
}
# Columns of these that are names: found by initials, and in other spellings in Latin letters.
NAMES: dict[type[Model], tuple[str, ...]] = {
    models.Meeting: ("place",),
    models.Mechanism: ("name", "our_chair", "their_chair"),
    models.Country: ("name", "capital"),
    models.Official: ("person",),
    models.OfficialName: ("person",),
    models.User: ("name",),
    **dict.fromkeys((models.Ministry, models.CountryName, models.MinistryName), ("name", "short_name")),
}
# Before each term stands a letter for its kind, so that what is said often in one kind of record costs
# nothing where another is looked for. What there are few of shares one.
MARKS: dict[type[Model], str] = {
    models.Commitment: "c",
    models.Outcome: "o",
    models.Clause: "l",
    models.Statement: "s",
    models.Meeting: "m",
    models.Evidence: "e",
    models.ProgressUpdate: "u",
}
MARK_OF_FEW = "n"
MARKS_WITH_NAMES = frozenset({MARK_OF_FEW, MARKS[models.Meeting]})
AT_ONCE = 2_000


def kind_of(model: type[Model]) -> str:
    """Name a kind of record in the index."""
    return str(model._meta.model_name)


def mark_of(model: type[Model]) -> str:
    """Return the letter that precedes the terms of a kind of record."""
    return MARKS.get(model, MARK_OF_FEW)


def words_of(model: type[Model]) -> frozenset[str]:
    """Name the columns by which a record, or what it is a part of, is found.

    Of a column of the current deadline, the one that leads to it.
    """
    columns = OWN.get(model, ()) or PARTS.get(model, ("", model, ()))[2]
    steps = (column.partition("__") for column in columns)
    return frozenset(f"{name}_id" if path else name for name, path, _column in steps)


def found_by(model: type[Model]) -> frozenset[str]:
    """Name the columns whose words find a record, its own and those of its parts."""
    return words_of(model).union(*(words for _name, whole, words in PARTS.values() if whole is model))


def update_records(rows: Sequence[Model]) -> None:
    """Update the index for written records of one kind; the caller holds the transaction."""
    model = type(rows[0])
    if model in OWN:
        update_rows(model, [row.pk for row in rows])
    elif model in PARTS:
        name, whole, _words = PARTS[model]
        update_rows(whole, sorted({getattr(row, f"{name}_id") for row in rows}))


def remove_records(rows: Sequence[Model], keys: Sequence[Any]) -> None:
    """Take removed records of one kind, and their keys, out of the index; the whole of parts stays in it."""
    model = type(rows[0])
    if model in OWN:
        models.SearchEntry.objects.filter(kind=kind_of(model), key__in=keys).delete()
    else:
        update_records(rows)


def update_rows(model: type[Model], keys: Sequence[Any] | None = None) -> None:
    """Update the index for some records of a kind, or for all of them; one without words has no entry."""
    built = list(_build_terms(model, keys))
    if silent := [key for key, said in built if not said]:
        models.SearchEntry.objects.filter(kind=kind_of(model), key__in=silent).delete()
    models.SearchEntry.objects.bulk_create(
        [models.SearchEntry(kind=kind_of(model), key=key, terms=said) for key, said in built if said],
        update_conflicts=True,
        unique_fields=("kind", "key"),
        update_fields=("terms",),
    )


def _build_terms(model: type[Model], keys: Sequence[Any] | None = None) -> Iterator[tuple[int, str]]:
    """Yield the keys of records and their search terms; of all records where none are named."""
    every = model._base_manager.order_by("pk")
    rows = (every if keys is None else every.filter(pk__in=keys)).values_list("pk", *OWN[model])
    more = _load_parts(model, keys)
    mark, pick = mark_of(model), _Picker(model, OWN[model])
    for key, *found in rows.iterator(AT_ONCE) if keys is None else rows:
        texts = [text or "" for text in found]
        parts = more.get(key, ())
        yield (
            key,
            build_terms(
                (*texts, *(text for part, of_part in parts for text in of_part)),
                mark,
                titles=(*pick.titles(texts), *(t for part, of_part in parts for t in part.titles(of_part))),
                named=(*pick.names(texts), *(t for part, of_part in parts for t in part.names(of_part))),
            ),
        )


class _Picker:
    """Picks the titles and the names out of the columns of a kind of record."""

    def __init__(self, model: type[Model], columns: Sequence[str]) -> None:
        names = NAMES.get(model, ())
        self._names = [columns.index(name) for name in names]
        self._titles = [columns.index(name) for name in (*TITLES.get(model, ()), *names)]

    def names(self, texts: Sequence[str]) -> list[str]:
        return [texts[at] for at in self._names]

    def titles(self, texts: Sequence[str]) -> list[str]:
        return [texts[at] for at in self._titles]


def _load_parts(
    model: type[Model], keys: Sequence[Any] | None
) -> dict[int, list[tuple[_Picker, Sequence[str]]]]:
    """Return the texts of the parts of records, with what picks the names out of them."""
    found: dict[int, list[tuple[_Picker, Sequence[str]]]] = {}
    for part, (name, whole, words) in PARTS.items():
        if whole is model:
            pick = _Picker(part, words)
            rows = part._base_manager.filter(EARLIER.get(part, Q())).order_by("pk")
            rows = rows if keys is None else rows.filter(**{f"{name}__in": keys})
            for key, *texts in rows.values_list(f"{name}_id", *words):
                found.setdefault(key, []).append((pick, texts))
    return found


@transaction.atomic
def rebuild_index(progress: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Build the whole index again; return its number of records. `progress` gets the number done and the
    total.
    """
    total = sum(model._base_manager.count() for model in OWN)
    fulltext.empty_index(connection)
    done = 0
    for model in OWN:
        for rows in _batches((kind_of(model), key, said) for key, said in _build_terms(model) if said):
            fulltext.add_rows(connection, rows)
            done += len(rows)
            progress(done, total)
    # Records without words have no entry.
    progress(total, total)
    fulltext.fill_index(connection)
    return done


def list_outdated() -> list[str]:
    """Name the records that are not found by what they say, and what is found and no longer there."""
    found: list[str] = []
    for model in OWN:
        kind = kind_of(model)
        kept = dict(
            models.SearchEntry.objects.filter(kind=kind).values_list("key", "terms").iterator(AT_ONCE)
        )
        found += [f"{kind} {key}" for key, said in _build_terms(model) if kept.pop(key, "") != said]
        found += [f"{kind} {key}" for key in kept]
    return found


def is_empty() -> bool:
    """Return whether the index is empty although records exist."""
    return not models.SearchEntry.objects.exists() and any(model._base_manager.exists() for model in OWN)


def _batches(rows: Iterator[fulltext.Row]) -> Iterator[list[fulltext.Row]]:
    while batch := list(islice(rows, AT_ONCE)):
        yield batch
