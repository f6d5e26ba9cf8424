"""Lists under the access policy: filters, columns and counts show only what the person may read.

Also views as tabs, lists whose records change only by their steps, and the export of a table on a page, with
the record of who exported it.
"""

import datetime
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import Any, ClassVar, Literal
from urllib.parse import urlencode

from django.contrib.admin import ModelAdmin, SimpleListFilter, display
from django.contrib.admin.filters import FieldListFilter, RelatedFieldListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import (
    ALL_VAR,
    ORDER_VAR,
    PAGE_VAR,
    ChangeList,
)
from django.core.paginator import InvalidPage, Page, Paginator
from django.db import models
from django.db.models import Model
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise, cached_property
from django.utils.http import content_disposition_header
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from commitments.access import querysets
from commitments.admin.permissions import signed_in
from commitments.enums import Classification
from commitments.models import User
from commitments.search.query import COUNT_STOPS_AT, relations_on
from commitments.tables import exporter


def build_yes_no(name: str, label: Any, yes: Promise, no: Promise) -> Any:
    """Return a column for a boolean field in words; Django shows an icon."""

    @display(description=label, ordering=name)
    def show(record: Model) -> str:
        return capfirst(str(yes if getattr(record, name) else no))

    return show


class StoppingPaginator(Paginator[Any]):
    """Counts up to a limit, so that a list of a million rows opens as fast as one of a thousand.

    A list of one page is counted by its rows.
    """

    # Whether other rows are wanted than those of the first page, so that these are not read.
    skips_first = False
    # How many rows there are, as far as is counted, where that was asked already.
    known: int | None = None
    # Which rows are found by an index and hardly ever closed to the person: they are counted first, and all
    # others only where these do not reach the limit.
    likely: models.Q | None = None

    @cached_property
    def count(self) -> int:
        if self.known is not None:
            return self.known
        rows = self.object_list
        if not isinstance(rows, models.QuerySet):
            return len(rows)
        if not self.skips_first and len(self._first) <= self.per_page:
            return len(self._first)
        rows, limit = rows.order_by(), COUNT_STOPS_AT + 1
        if self.likely is None:
            return rows[:limit].count()
        likely = rows.filter(self.likely)[:limit].count()
        return likely + rows.exclude(self.likely)[: limit - likely].count()

    @cached_property
    def _first(self) -> list[Any]:
        """The rows of the first page, and one more where there is a second."""
        return list(self.object_list[: self.per_page + 1])

    def page(self, number: int | str) -> Page[Any]:
        if self.validate_number(number) == 1 and "_first" in self.__dict__:
            return Page(self._first[: self.per_page], 1, self)
        return super().page(number)


class AccessChangeList(ChangeList):
    """The rows of a list, with relations to hidden records emptied, in no order that reveals one."""

    model_admin: Any
    # How many rows there are, where the search or a subclass has counted them already.
    known_count: int | None = None

    def get_ordering_field(self, field_name: Any) -> Any:
        """Order by no column that may not be sorted by: the order of rows would tell what it holds."""
        open_to = self.sortable_by if self.sortable_by is not None else self.list_display
        return super().get_ordering_field(field_name) if field_name in open_to else None

    def get_ordering_field_columns(self) -> dict[int, Literal["desc", "asc"]]:
        """Mark one column where no order was selected: later ones only separate equal values."""
        marked = super().get_ordering_field_columns()
        return marked if ORDER_VAR in self.params else dict(list(marked.items())[:1])

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> models.QuerySet[Any]:
        """Read of each row, and of what it leads to, the columns shown, where the page names them."""
        typed, self.query = self.query, ""
        rows: models.QuerySet[Any] = super().get_queryset(request, exclude_parameters)
        self.query = typed
        rows, self.known_count = self.model_admin.search_rows(request, rows, typed)
        columns = self.model_admin.row_columns
        near = {path.rpartition("__")[0] for path in columns or ()} - {""}
        return rows.select_related(None).select_related(*near).only(*columns) if columns else rows

    def get_results(self, request: HttpRequest) -> None:
        """Read the page, where one is wanted; the rows of the only page are read already, to be counted."""
        self.result_list: list[Any] = []
        if not self.model_admin.reads_page:
            return
        page, self.list_per_page = self.model_admin, signed_in(request).rows_per_page
        self.paginator = paginator = page.get_paginator(request, self.queryset, self.list_per_page)
        paginator.known, paginator.likely = self.known_count, page.find_likely_rows(signed_in(request))
        paginator.skips_first = PAGE_VAR in request.GET or ALL_VAR in request.GET
        self.result_count = paginator.count
        self.can_show_all = self.result_count <= self.list_max_show_all
        self.multi_page = self.result_count > self.list_per_page
        self.show_full_result_count, self.full_result_count = False, None
        self.show_admin_actions = True
        try:
            shows_all = self.multi_page and self.show_all and self.can_show_all
            number = self.page_num if self.multi_page else 1
            self.result_list = list(self.queryset if shows_all else paginator.page(number).object_list)
        except InvalidPage as error:
            raise IncorrectLookupParameters from error
        shown = page.row_columns if page.shown_relations is None else page.shown_relations
        querysets.hide_related(self.result_list, signed_in(request), shown)


def build_change_list(page: Any, request: HttpRequest) -> Any:
    """Return the list under the filters of the address, without reading or counting a page."""
    unread = copy(page)
    unread.reads_page = False
    return unread.get_changelist_instance(request)


class AccessRelatedFilter(RelatedFieldListFilter):
    """A filter by a related record: its choices, and the values it accepts, pass the access policy."""

    def field_choices(
        self, field: Any, request: HttpRequest, model_admin: ModelAdmin[Any]
    ) -> list[tuple[str, Any]]:
        target = field.related_model
        ordering = self.field_admin_ordering(field, request, model_admin) or target._meta.ordering
        rows = querysets.list_readable(target, request.user)
        return [(str(row.pk), str(row)) for row in rows.order_by(*ordering)]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any] | None:
        """Answer a hidden value like one that does not exist: with nothing."""
        known = {key for key, _label in self.lookup_choices}
        if self.lookup_val is not None and not known.issuperset(map(str, self.lookup_val)):
            return queryset.none()
        return super().queryset(request, queryset)


# Before Django's own, for every relation.
FieldListFilter.register(lambda field: bool(field.remote_field), AccessRelatedFilter, take_priority=True)


def is_filter_allowed(model: type[models.Model], path: str, lookup: str) -> bool:
    """Return whether a filter on a path may be used: on a relation, only which record or none."""
    target = dict(relations_on(path, model)).get(path)
    if target is not None:
        return lookup in {f"{path}__{target._meta.pk.name}__exact", f"{path}__isnull"}
    return lookup == path or lookup in {f"{path}__{name}" for name in ("exact", "isnull", "gte", "lt")}


VIEW = "view"
Views = Sequence[tuple[str, Promise]]


@dataclass(frozen=True, slots=True)
class ViewTab:
    """One view; its count stops beyond a thousand, and is left out where words are searched for."""

    label: str
    url: str
    is_current: bool
    count: int | None = None


def view_tabs(
    views: Views, params: QueryDict, usual: str, counts: Mapping[str, int] | None = None
) -> list[ViewTab]:
    """Return the views of a list as links that keep search and filters."""
    current = params.get(VIEW) if params.get(VIEW) in dict(views) else usual
    kept = {key: value for key, value in params.items() if key not in (VIEW, "p", "e")}
    known = counts or {}
    return [
        ViewTab(str(label), f"?{urlencode({**kept, VIEW: key})}", key == current, known.get(key))
        for key, label in views
    ]


class TabFilter(SimpleListFilter):
    """The views of a list, drawn as tabs; `queryset` decides the rows of each, and the default view."""

    title = _("view")
    parameter_name = VIEW
    template = "admin/commitments/no_filter.html"
    views: ClassVar[Views] = ()

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, str]]:
        return [(key, str(label)) for key, label in self.views]


class BySteps(ModelAdmin[Any]):
    """A list in tabs, of records created elsewhere: nothing is added or edited here except by their steps."""

    views: Views = ()
    usual_view = ""
    may_add = False
    may_change = False

    def describe_list(self, request: HttpRequest) -> dict[str, Any]:
        return {"tabs": view_tabs(self.views, request.GET, self.usual_view)}


# Larger files are written to disk, and read from there while they are sent.
IN_MEMORY = 2 << 20


def build_table_response(table: exporter.ExportTable, kind: exporter.FileKind, name: str) -> HttpResponseBase:
    """Answer with a table as a file of this kind and name, its ending apart."""
    name = f"{name}.{kind.ending}"
    out = SpooledTemporaryFile[bytes](max_size=IN_MEMORY)
    kind.write_into(table, out)
    size = out.tell()
    out.seek(0)
    if size <= IN_MEMORY:
        with out:
            return saved_file(out.read(), kind.media_type, name)
    response = FileResponse(out, content_type=kind.media_type)
    response.headers["Content-Length"] = str(size)
    _to_save(response, name)
    return response


def saved_file(content: bytes, media_type: str, name: str) -> HttpResponse:
    """Answer with bytes as a file of this name."""
    response = HttpResponse(content, content_type=media_type)
    _to_save(response, name)
    return response


def _to_save(response: HttpResponseBase, name: str) -> None:
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store, private"


@dataclass(frozen=True, slots=True)
class PlainList:
    """A table for export: rows of records of a kind (`of`), `highest` is their classification.

    `name` is the file's, without its ending; `told` describes the filters. If there are more rows than a file
    holds, one more is returned, and cut off.
    """

    title: str
    name: str
    heads: Sequence[str | Promise]
    rows: Sequence[Sequence[exporter.Cell]]
    highest: int
    of: type[Model]
    told: Sequence[str] = ()
    country: int | None = None
    record: int | None = None
    asked: Mapping[str, str] = field(default_factory=dict)


def export_list(
    listed: PlainList, kind: exporter.FileKind, person: User, now: datetime.datetime
) -> HttpResponseBase:
    """Answer with the table as a file, and record who took it."""
    highest, rows = Classification(listed.highest), listed.rows[: exporter.MOST_ROWS]
    is_cut, told = len(listed.rows) > len(rows), [listed.title, *listed.told]
    table = table_of(listed.title, told, listed.heads, rows, highest, is_cut=is_cut, person=person, now=now)
    exporter.record_export(
        person,
        listed.asked,
        kind=kind.ending,
        rows=len(rows),
        highest=highest,
        now=now,
        of=listed.of,
        country=listed.country,
        record=listed.record,
    )
    return build_table_response(table, kind, listed.name)


def table_of(
    title: str,
    told: Sequence[str],
    heads: Sequence[str | Promise],
    rows: Any,
    highest: Classification,
    *,
    is_cut: bool,
    person: User,
    now: datetime.datetime,
) -> exporter.ExportTable:
    """Make the table of a file: marked, with what it is, who took it when, and how many rows it holds."""
    marking = str(highest.label).upper()
    return exporter.ExportTable(
        title=title,
        said=" · ".join([marking, *told, _name_export(person, now), _how_many(len(rows), is_cut=is_cut)]),
        marking=marking,
        taken_by=str(person),
        taken_at=now,
        heads=[str(head) for head in heads],
        rows=rows,
    )


def _name_export(person: User, now: datetime.datetime) -> str:
    return gettext("exported on %(moment)s (%(zone)s) by %(name)s") % {
        "moment": date_format(timezone.localtime(now), "DATETIME_FORMAT"),
        "zone": timezone.get_current_timezone_name(),
        "name": person,
    }


def _how_many(count: int, *, is_cut: bool) -> str:
    if is_cut:
        return gettext("first %(count)s only; filter the list to export the others") % {"count": f"{count:,}"}
    return ngettext("%(n)d item", "%(n)d items", count) % {"n": count}
