"""Go to: from a reference or some words to the records that the person may read."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Hit:
    """One record found."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one kind, with the list of all of them."""

    title: str
    hits: list[Hit]
    more: str


@dataclass(frozen=True, slots=True)
class Found:
    """Where a reference leads, or the groups of hits."""

    exact: str
    groups: list[Group]


def find(site: AdminSite, request: HttpRequest, words: str) -> Found:
    """Look the words up in every list that can be searched, through the door of each."""
    groups: list[Group] = []
    if not words:
        return Found("", groups)
    for model, page in site._registry.items():
        exact = _by_reference(page, model, request, words)
        if exact:
            return Found(exact, [])
        if not page.get_search_fields(request) or not page.has_view_permission(request):
            continue
        rows, twice = page.get_search_results(request, page.get_queryset(request), words)
        rows = rows.distinct() if twice else rows
        hits = [Hit(str(row), _url(model, "change", row.pk)) for row in rows[: SHOWN + 1]]
        if hits:
            more = f"{_url(model, 'changelist')}?{urlencode({'q': words})}" if len(hits) > SHOWN else ""
            groups.append(Group(capfirst(str(model._meta.verbose_name_plural)), hits[:SHOWN], more))
    return Found("", groups)


def _by_reference(page: Any, model: type[Model], request: HttpRequest, words: str) -> str:
    if not any(field.name == "reference" for field in model._meta.concrete_fields):
        return ""
    key = page.get_queryset(request).filter(reference=words.upper()).values_list("pk", flat=True).first()
    return _url(model, "change", key) if key else ""


def _url(model: type[Model], what: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{what}", args=args)
