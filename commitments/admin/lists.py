"""Lists behind the door: filters, columns and counts show only what the person may read."""

from typing import Any, Literal

from django.contrib.admin.filters import FieldListFilter, RelatedFieldListFilter
from django.contrib.admin.options import ModelAdmin
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.core.paginator import Page, Paginator
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property

from commitments import access
from commitments.admin.doors import signed_in
from commitments.searching import COUNT_STOPS_AT, relations_on

# Where a request keeps how many rows its list has, once that is known.
ROWS_COUNTED = "rows_counted"
# Says of a request that it needs no page of its list.
WITHOUT_PAGE = "without_page"


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


class DoorChangeList(ChangeList):
    """The rows of a list, with each relation to a hidden record emptied, in no order that tells of one."""

    def get_ordering_field(self, field_name: Any) -> Any:
        """Order by no column that may not be sorted by: the order of rows would tell what it holds."""
        open_to = self.sortable_by if self.sortable_by is not None else self.list_display
        return super().get_ordering_field(field_name) if field_name in open_to else None

    def get_ordering_field_columns(self) -> dict[int, Literal["desc", "asc"]]:
        """Mark one column where nobody chose an order: what comes after it only parts equals."""
        marked = super().get_ordering_field_columns()
        return marked if ORDER_VAR in self.params else dict(list(marked.items())[:1])

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> models.QuerySet[Any]:
        """Read of each row, and of what it leads to, the columns shown, where the page names them."""
        rows = super().get_queryset(request, exclude_parameters)
        columns = getattr(self.model_admin, "row_columns", None)
        near = {path.rpartition("__")[0] for path in columns or ()} - {""}
        return rows.select_related(None).select_related(*near).only(*columns) if columns else rows

    def get_results(self, request: HttpRequest) -> None:
        """Read the page, where one is wanted."""
        self.result_list = []
        if hasattr(request, WITHOUT_PAGE):
            return
        super().get_results(request)
        # The rows of the only page are read already, to be counted.
        self.result_list = list(self.result_list if self.multi_page else self.paginator.page(1).object_list)
        page = self.model_admin
        shown = getattr(page, "shown_relations", None)
        access.restrict(
            self.result_list,
            signed_in(request),
            getattr(page, "row_columns", None) if shown is None else shown,
        )


def narrowed(page: Any, request: HttpRequest) -> Any:
    """Give the list as the address narrows it, of which no page is read or counted."""
    setattr(request, WITHOUT_PAGE, True)
    return page.get_changelist_instance(request)


class DoorRelatedFilter(RelatedFieldListFilter):
    """A filter by a related record: its choices, and the values it answers to, pass the door."""

    def field_choices(
        self, field: Any, request: HttpRequest, model_admin: ModelAdmin[Any]
    ) -> list[tuple[str, Any]]:
        target = field.related_model
        ordering = self.field_admin_ordering(field, request, model_admin) or target._meta.ordering
        rows = access.rows(target, request.user)
        return [(str(row.pk), str(row)) for row in rows.order_by(*ordering)]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any] | None:
        """Answer a hidden value like one that does not exist: with nothing."""
        known = {key for key, _label in self.lookup_choices}
        if self.lookup_val is not None and not known.issuperset(map(str, self.lookup_val)):
            return queryset.none()
        return super().queryset(request, queryset)


# Before Django's own, for every relation.
FieldListFilter.register(lambda field: bool(field.remote_field), DoorRelatedFilter, take_priority=True)


def offers(model: type[models.Model], path: str, lookup: str) -> bool:
    """Say whether a filter on a path may ask this of it: of a relation, only which record or none."""
    target = dict(relations_on(path, model)).get(path)
    if target is not None:
        return lookup in {f"{path}__{target._meta.pk.name}__exact", f"{path}__isnull"}
    return lookup == path or lookup in {f"{path}__{name}" for name in ("exact", "isnull", "gte", "lt")}
