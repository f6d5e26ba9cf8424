"""Pages by key, not by number: the next page begins after the last row, whatever was added meanwhile.

No count is returned, so that none reveals hidden rows. The cursor is signed; it holds the last row's own
values.
"""

from collections.abc import Sequence
from typing import Any

from django.core import signing
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

PAGE_SIZE = 50
MOST_ROWS = 100
PARAMETERS = ("cursor", "fields", "ordering", "page_size")
SALT = "commitments.api.cursor"
# What a signed value is written in.
CURSOR = "^[A-Za-z0-9_:.-]+$"


def build_signer() -> signing.Signer:
    """Sign cursors without saying when: the tag of a page stays while its rows do."""
    return signing.Signer(salt=SALT)


class NoSuchPage(NotFound):
    default_detail = gettext_lazy("Page not found. Start without a cursor, then follow `next`.")
    default_code = "no_such_page"


# The value of the ordering column and the key of a row.
Place = tuple[Any, Any]


class KeysetPagination(BasePagination):
    """Cuts `.values()` rows into pages ordered by one of the view's `orderings`, then by its `key`."""

    link: str | None = None

    def cut(self, queryset: QuerySet[Any, Any], request: Request, view: APIView) -> QuerySet[Any, Any]:
        """Order the rows, and leave those of one page and one more.

        Rows without a value in the ordering column come last either way.
        """
        ordering, key = ordering_of(request, view), view.key  # type: ignore[attr-defined]
        column, is_falling = column_of(ordering), ordering.startswith("-")
        queryset = filter_after(queryset, place_of(request, view), ordering, key)
        # Keys are never null, and saying where nulls go would keep their index from being used.
        last = None if column == key else True
        first_key = F(column).desc(nulls_last=last) if is_falling else F(column).asc(nulls_last=last)
        keys = [first_key] if column == key else [first_key, F(key).asc()]
        return queryset.order_by(*keys)[: page_size(request) + 1]

    def page(self, rows: list[Any], request: Request, view: APIView) -> list[Any]:
        """Return the page from the rows of `cut`, and note where the next page begins."""
        size = page_size(request)
        if len(rows) > size:
            ordering, key = ordering_of(request, view), view.key  # type: ignore[attr-defined]
            end = rows[size - 1]
            value = end[column_of(ordering)]
            mark = [ordering, value if value is None else str(value), end[key]]
            cursor = build_signer().sign_object(mark)
            self.link = replace_query_param(request.build_absolute_uri(), "cursor", cursor)
        return rows[:size]

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Describe a page."""
        link = {
            "type": ["string", "null"],
            "format": "uri",
            "description": _("URL of the next page; null on the last page."),
        }
        return {
            "type": "object",
            "required": ["next", "results"],
            "properties": {"next": link, "results": schema | {"maxItems": MOST_ROWS}},
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        """Describe the parameters of every list."""
        orderings: Sequence[str] = view.orderings  # type: ignore[attr-defined]
        size = {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": PAGE_SIZE}
        order = {"type": "string", "enum": list(orderings), "default": orderings[0]}
        return [
            _parameter(
                "cursor",
                {"type": "string", "pattern": CURSOR},
                _("Start of the page, taken from `next`."),
            ),
            _parameter(
                "ordering", order, _("A minus sign reverses the order. Rows without a value come last.")
            ),
            _parameter("page_size", size, _("Number of rows on a page.")),
        ]


def _parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": description}


def page_size(request: Request) -> int:
    """Read how many rows a page has."""
    asked = request.query_params.get("page_size", str(PAGE_SIZE))
    if not (asked.isascii() and asked.isdigit() and len(asked) < 4 and 1 <= int(asked) <= MOST_ROWS):
        raise ValidationError({"page_size": _("Enter a number from 1 to %d.") % MOST_ROWS})
    return int(asked)


def ordering_of(request: Request, view: APIView) -> str:
    """Return the requested ordering of the view, by default the first."""
    orderings: Sequence[str] = view.orderings  # type: ignore[attr-defined]
    ordering: str = request.query_params.get("ordering", orderings[0])
    if ordering not in orderings:
        raise ValidationError({"ordering": _("Order by one of these values: %s.") % ", ".join(orderings)})
    return ordering


def column_of(ordering: str) -> str:
    """Return the column of an ordering: an `id` is the key of the rows."""
    name = ordering.lstrip("-")
    return "pk" if name == "id" else name


def place_of(request: Request, view: APIView) -> Place | None:
    """Read after which row the page begins; raises NoSuchPage where the cursor is none for this ordering."""
    cursor = request.query_params.get("cursor")
    # An empty one is refused with the filters.
    if not cursor:
        return None
    try:
        made_for, value, last = build_signer().unsign_object(cursor)
    except (signing.BadSignature, ValueError) as error:
        raise NoSuchPage from error
    if made_for != ordering_of(request, view):
        raise NoSuchPage
    return value, last


def filter_after(
    queryset: QuerySet[Any, Any], place: Place | None, ordering: str, key: str
) -> QuerySet[Any, Any]:
    """Exclude the rows up to a place."""
    if place is None:
        return queryset
    value, last = place
    column = column_of(ordering)
    beyond = "lt" if ordering.startswith("-") else "gt"
    if column == key:
        return queryset.filter(**{f"{key}__{beyond}": last})
    if value is None:
        return queryset.filter(**{f"{column}__isnull": True, f"{key}__gt": last})
    return queryset.filter(
        Q(**{f"{column}__{beyond}": value})
        | Q(**{column: value, f"{key}__gt": last})
        | Q(**{f"{column}__isnull": True})
    )
