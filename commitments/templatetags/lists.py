"""Template tags for lists: whether a list is filtered, and the addresses without filters; no queries."""

from collections.abc import Iterator
from typing import Any

from django import template
from django.contrib.admin.views.main import SEARCH_VAR

register = template.Library()

# Filters that narrow nothing by themselves: the views, drawn as tabs, and the moment.
NOT_FACETS = frozenset({"admin/commitments/no_filter.html", "admin/commitments/as_of/filter.html"})


@register.filter
def narrowed(cl: Any) -> bool:
    """Return whether a filter besides the view is set."""
    return any(spec.used_parameters for spec in _facets(cl))


@register.filter
def without_filters(cl: Any) -> str:
    """Return the address with the same view, search and order, without filters."""
    names = [name for spec in _facets(cl) for name in spec.expected_parameters() if name]
    address: str = cl.get_query_string(remove=[*names, "p"])
    return address


@register.filter
def without_words(cl: Any) -> str:
    """Return the address with the same view and order, without filters and search."""
    names = [name for spec in _facets(cl) for name in spec.expected_parameters() if name]
    address: str = cl.get_query_string(remove=[*names, "p", SEARCH_VAR])
    return address


def _facets(cl: Any) -> Iterator[Any]:
    return (spec for spec in cl.filter_specs if spec.template not in NOT_FACETS)
