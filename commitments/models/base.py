"""Base classes of records, and the watch that closes rows until `access` has narrowed them to the reader.

Also the counters for references, the search terms of records, and names in the reader's language, which are
loaded once a page.

A relation (`country.commitments`), and what Django reads by the default manager of a model, gives rows that
raise `NotNarrowedError` when they are read. `access` marks the rows that it has narrowed, and the mark stays
with every query made from them. `Model.objects` is not watched: code below the edges begins with it where it
reads by the rules and not for a person, and follows a relation by `record.parts(manager="objects")`;
tests/test_shape.py keeps both out of the edges. Forward keys, saving and reloading use the base manager of
Django, which is not watched.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NoReturn, TypeVar, cast

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Model
from django.db.models.fields.related_descriptors import ReverseOneToOneDescriptor
from django.db.models.manager import ManagerDescriptor
from django.db.models.sql import Query
from django.db.models.sql.datastructures import BaseTable, Join
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from commitments.db import page_cache
from commitments.enums import Classification, DateFormat, PacketState

M = TypeVar("M", bound=models.Model)
Set = TypeVar("Set", contravariant=True)
Get = TypeVar("Get", covariant=True)


class NotNarrowedError(RuntimeError):
    """Raised where a request reads rows that `access` has not narrowed to the reader: a programming error."""


@dataclass(frozen=True)
class Watch:
    """What is watched while one request is answered, and what was refused."""

    # Every active account reads all rows of these.
    open_to_all: Collection[type[models.Model]]
    # The kind and key of parts that are read by all who read their record.
    parts: Collection[tuple[type[models.Model], str]]
    refusals: list[NotNarrowedError] = field(default_factory=list)


_watch: ContextVar[Watch | None] = ContextVar("watch", default=None)


@contextmanager
def watch_queries(watch: Watch | None) -> Iterator[None]:
    """Refuse what is not narrowed, or with None refuse nothing, while the block runs."""
    token = _watch.set(watch)
    try:
        yield
    finally:
        _watch.reset(token)


def mark_narrowed(rows: models.QuerySet[M, Any]) -> models.QuerySet[M, Any]:
    """Mark a query as narrowed to the reader and return it; for `access` alone."""
    if isinstance(rows.query, NarrowedQuery):
        rows.query.is_narrowed = True
    return rows


class NarrowedQuery(Query):
    """The SQL of rows that begin at a default manager; every way to read them passes `get_compiler`."""

    is_narrowed = False
    # While the SQL is made, Django adds the joins of an order.
    is_compiled = False

    def get_compiler(self, *args: Any, **options: Any) -> Any:
        """Return what makes and runs the SQL; raise `NotNarrowedError` where it reads closed rows."""
        self.check()
        self.is_compiled = True
        return super().get_compiler(*args, **options)

    def join(self, join: Any, reuse: Any = None) -> Any:
        """Add a join; raise where one that is only added now follows a closed relation."""
        alias = super().join(join, reuse)
        if self.is_compiled:
            self.check()
        return alias

    def clone(self) -> Any:
        """Copy the query; the copy may be narrowed before it is read."""
        made: Any = super().clone()
        made.is_compiled = False
        return made

    def chain(self, klass: type[Query] | None = None) -> Any:
        """Copy the query, here into one of another kind: what writes its rows tells how many there are."""
        if klass is not None:
            self.check()
        return super().chain(klass)

    def check(self) -> None:
        """Raise `NotNarrowedError` where the query reads closed rows while a request is answered."""
        watch = _watch.get()
        if watch is not None and (closed := self._closed(watch)) and not self.is_empty():
            refuse_query(watch, closed)

    def combine(self, rhs: Query, connector: str) -> None:
        """Combine two queries: one that is narrowed is enough, but both have to be for `|`."""
        is_narrowed = getattr(rhs, "is_narrowed", True)
        super().combine(rhs, connector)
        both = (self.is_narrowed, is_narrowed)
        self.is_narrowed = any(both) if connector == models.Q.AND else all(both)

    def _closed(self, watch: Watch) -> str:
        """Name the closed rows that the query reads: its own, or those that it joins; empty for none."""
        own = cast(type[models.Model], self.model)
        if not self.is_narrowed and own not in watch.open_to_all:
            return f"rows of {own.__name__}"
        if (excluded := self._excluded()) is not None and excluded not in watch.open_to_all:
            return f"rows of {excluded.__name__}, excluded from {own.__name__},"
        joined = [join for alias, join in self.alias_map.items() if self.alias_refcount[alias]]
        followed = [relation for join in joined if (relation := self._followed(join, watch))]
        if isinstance(self.select_related, dict):
            followed += _selected(own._meta, self.select_related)
        closed = [one for one in followed if one.related_model not in watch.open_to_all]
        return f"rows of {closed[0].related_model.__name__}, joined to {own.__name__}," if closed else ""

    def _excluded(self) -> type[models.Model] | None:
        """Return the model that `exclude` reads by a relation, in a query of its own; None for any other.

        Django removes the outer rows from that query, and leaves their model on it.
        """
        own: Any = self.model
        for alias, table in self.alias_map.items():
            is_first = isinstance(table, BaseTable) and self.alias_refcount[alias] > 0
            if is_first and table.table_name != own._meta.db_table:
                return next(one for one in apps.get_models() if one._meta.db_table == table.table_name)
        return None

    def _followed(self, join: Any, watch: Watch) -> Any:
        """Return the relation that a join follows backwards, unless it leads to parts of the same rows."""
        relation: Any = join.join_field if isinstance(join, Join) else None
        if relation is None or relation.concrete:
            return None
        is_of_own = join.parent_alias == self.base_table and relation.model is self.model
        is_part = is_of_own and (relation.related_model, relation.field.name) in watch.parts
        return None if is_part else relation


def _selected(opts: Any, names: Mapping[str, Any]) -> Iterator[Any]:
    """List the relations that `select_related` follows backwards."""
    for name, further in names.items():
        relation = opts.get_field(name)
        if not relation.concrete:
            yield relation
        yield from _selected(relation.related_model._meta, further)


def refuse_query(watch: Watch, closed: str) -> NoReturn:
    """Note what was read and raise."""
    watch.refusals.append(NotNarrowedError(f"{closed} read before `access` narrowed them"))
    raise watch.refusals[-1]


class NarrowedQuerySet(models.QuerySet[M]):
    """The rows of all our models: what Django does outside the SQL of their query is watched too."""

    def raw(self, *args: Any, **options: Any) -> Any:
        """Read rows by SQL written by hand, which ignores the query; raise in a request."""
        if isinstance(self.query, NarrowedQuery) and (watch := _watch.get()) is not None:
            refuse_query(watch, f"rows of {self.model.__name__}, by SQL written by hand,")
        return super().raw(*args, **options)

    def _raw_delete(self, using: str | None) -> int:
        """Delete rows unread, as Django does where nothing refers to them; raise where they are closed."""
        if isinstance(self.query, NarrowedQuery):
            self.query.check()
        count: int = super()._raw_delete(using)
        return count


class UnwatchedManager(ManagerDescriptor):
    """The manager that our code names: like the default one, but its rows are not watched."""

    def __get__(self, instance: models.Model | None, cls: Any = None) -> Any:
        manager: Any = super().__get__(instance, cls)
        return manager.unwatched


class NarrowedManager(models.Manager[M]):
    """A default manager: its rows, and those of relations, are closed until they are narrowed."""

    plain: type[models.Manager[Any]] = models.Manager
    _queryset_class: type[models.QuerySet[Any, Any]] = NarrowedQuerySet

    def contribute_to_class(self, cls: type[models.Model], name: str) -> None:
        super().contribute_to_class(cls, name)
        setattr(cls, name, UnwatchedManager(self))

    @cached_property
    def unwatched(self) -> models.Manager[M]:
        """The manager by its name."""
        manager: Any = self.plain.from_queryset(self._queryset_class)()
        manager.model, manager.name = self.model, self.name
        return cast(models.Manager[M], manager)

    def get_queryset(self) -> models.QuerySet[M]:
        rows: models.QuerySet[M] = super().get_queryset()
        rows.query.__class__ = NarrowedQuery
        return rows


class ReverseOne(ReverseOneToOneDescriptor[Any, Any]):
    """The other side of a one-to-one relation, which Django reads by the base manager."""

    def get_queryset(self, **hints: Any) -> models.QuerySet[Any]:
        return self.related.related_model._default_manager.db_manager(hints=hints).all()


class OneToOneField(models.OneToOneField[Set, Get]):
    """A one-to-one relation whose other side is read like the other side of a foreign key."""

    related_accessor_class = ReverseOne

    def deconstruct(self) -> Any:
        """Return what a migration writes: the field as Django has it."""
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.OneToOneField", args, options


class NarrowedModel(models.Model):
    """The base class of all our models."""

    objects = NarrowedManager()

    class Meta:
        abstract = True

    def validate_unique(self, exclude: Collection[str] | None = None) -> None:
        """Check as Django does, among all rows: it learns no more than whether there is one."""
        with watch_queries(None):
            super().validate_unique(exclude)

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Check as Django does, among all rows."""
        with watch_queries(None):
            super().validate_constraints(exclude)

    def validate_constraint(self, constraint: models.BaseConstraint) -> None:
        """Check one of them, among all rows."""
        with watch_queries(None):
            constraint.validate(type(self), self)


class Record(NarrowedModel):
    """An editable record; `version` rises with every write, so that a second writer is notified."""

    recorded_at = models.DateTimeField(_("recorded at"), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        abstract = True


class Made(NarrowedModel):
    """What a worker makes after a request: its progress is here, not in the queue."""

    state = models.CharField(_("state"), max_length=10, choices=PacketState, default=PacketState.REQUESTED)
    lease_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(_("reason for failure"), max_length=300, blank=True)

    class Meta:
        abstract = True


class Decided(NarrowedModel):
    """A record that waits until a person decides: who did, and when."""

    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        abstract = True


class AnsweredInWords(Decided):
    """A record that is decided with a note to the person who asked."""

    answer = models.CharField(_("explanation of the decision"), max_length=300, blank=True)

    class Meta:
        abstract = True


class Classified(NarrowedModel):
    """A record that only people with the clearance may read."""

    classification = models.PositiveSmallIntegerField(
        _("classification"), choices=Classification, default=Classification.RESTRICTED
    )

    class Meta:
        abstract = True


class GivenInConfidence(NarrowedModel):
    """A text that the partner may have given in confidence, or a third state: it leaves the government only
    with recorded consent.

    The consent of a third state, the `originator`, is for each purpose a record of its own.
    """

    in_confidence = models.BooleanField(
        _("given in confidence"),
        default=False,
        help_text=_("The partner asked that the content stay between the two governments."),
    )
    consent = models.CharField(
        _("consent"),
        max_length=300,
        blank=True,
        help_text=_("the partner’s official who agreed to the release, with the date and the document"),
    )
    originator = models.CharField(
        _("information from a third state"),
        max_length=120,
        blank=True,
        help_text=_(
            "The country or organisation that gave the information. It does not leave the tracker without "
            "the recorded consent of that country or organisation."
        ),
    )

    class Meta:
        abstract = True


class FiledFile(NarrowedModel):
    """A document that may have a file, kept under its SHA-256."""

    file_name = models.CharField(_("file"), max_length=200, blank=True, editable=False)
    media_type = models.CharField(_("file type"), max_length=100, blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True


class LocalName(NarrowedModel):
    """The name of something in one more language."""

    language = models.CharField(
        _("language"), max_length=12, help_text=_("ISO 639 code, for example ko or km")
    )
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Counter(NarrowedModel):
    """The last number assigned for one kind of record, partner and year (0 for none)."""

    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=2)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("kind", "code", "year"), name="counter_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.code} {self.year}"


class SearchEntry(NarrowedModel):
    """The search terms of one record, as `commitments.search` writes them.

    They contain nothing that the record does not state. They are never displayed: results pass the record's
    access rule.
    """

    kind = models.CharField(max_length=40)
    key = models.PositiveBigIntegerField()
    terms = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=("kind", "key"), name="indexed_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


Names = dict[int, tuple[str, ...]]


class _Page:
    """The date format of one page, and the names that it has loaded so far, by kind."""

    def __init__(self, language: str, dates: str, *, is_letter: bool = False) -> None:
        self.language, self.dates, self.is_letter = language, dates, is_letter
        self.read: dict[tuple[str, bool], Names] = {}


_page: ContextVar[_Page | None] = ContextVar("page", default=None)


@contextmanager
def spoken_in(language: str, dates: str = "", *, is_letter: bool = False) -> Iterator[None]:
    """Use the names of countries, ministries, officials and users in a language, where they are recorded.

    Dates are written in the `DateFormat` of that value, without one as usual in the language: with the month
    in full in a letter.

    Outside of this block all have the name under which they were recorded: writing never depends on the
    reader.
    """
    token = _page.set(_Page(language, dates, is_letter=is_letter))
    try:
        yield
    finally:
        _page.reset(token)


def find_language() -> str:
    """Return the language in which names are shown; empty where they are shown as recorded."""
    page = _page.get()
    return page.language if page else ""


def choose_date_format(usual: str, *, words: str = "", fixed: str = "{}", letter: str = "") -> str:
    """Return the format in which the reader has chosen to see dates; else the usual one of the language.

    `words` is the one with the month in words, where it is not the usual one; `fixed` is what stands around
    the others; `letter` is the usual one of a letter, where it is another.
    """
    page = _page.get()
    if page is not None and page.is_letter and letter:
        usual = letter
    if page is None or not page.dates:
        return usual
    day = _FIXED.get(page.dates)
    return fixed.format(day) if day else words or usual


_FIXED: Mapping[str, str] = {
    DateFormat.SLASHES: "d/m/Y",
    DateFormat.ISO: "Y-m-d",
    DateFormat.DOTS: "Y.\u00a0n.\u00a0j.",
}


def names_of(names: type[Model], owner: str, key: int | None, columns: Sequence[str]) -> tuple[str, ...]:
    """Return the names of a record in the reader's language; empty texts where they are not recorded.

    One query loads all names of a kind in that language: there are as many as institutions, not as items.
    """
    nothing = ("",) * len(columns)
    page = _page.get()
    if page is None or key is None:
        return nothing
    # Where a page shows a past day, its names are those of that day.
    kind = owner, page_cache.is_reading()
    if kind not in page.read:
        make = partial(_read_names, names, owner, columns, page.language)
        page.read[kind] = page_cache.of_reference(("names", owner, page.language, *columns), make)
    return page.read[kind].get(key, nothing)


def _read_names(names: type[Model], owner: str, columns: Sequence[str], language: str) -> Names:
    rows = names._base_manager.filter(language=language, **{f"{owner}__isnull": False})
    return {row[0]: row[1:] for row in rows.values_list(f"{owner}_id", *columns)}
