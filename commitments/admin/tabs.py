"""The views of a list as tabs, and the lists whose records are changed by their steps alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VIEW = "view"
Views = Sequence[tuple[str, Promise]]


@dataclass(frozen=True, slots=True)
class Tab:
    """One view; its count stops beyond a thousand, and is left out where words are searched for."""

    label: str
    url: str
    is_current: bool
    count: int | None = None


def view_tabs(
    views: Views, params: QueryDict, usual: str, counts: Mapping[str, int] | None = None
) -> list[Tab]:
    """Give the views of a list as links that keep search and filters."""
    current = params.get(VIEW) if params.get(VIEW) in dict(views) else usual
    kept = {key: value for key, value in params.items() if key not in (VIEW, "p", "e")}
    known = counts or {}
    return [
        Tab(str(label), f"?{urlencode({**kept, VIEW: key})}", key == current, known.get(key))
        for key, label in views
    ]


class TabFilter(SimpleListFilter):
    """The views of a list, drawn as tabs; `queryset` says what each holds, and what stands without one."""

    title = _("view")
    parameter_name = VIEW
    template = "admin/commitments/no_filter.html"
    views: ClassVar[Views] = ()

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, str]]:
        return [(key, str(label)) for key, label in self.views]


class BySteps(ModelAdmin[Any]):
    """A list in tabs, of records that arise elsewhere: nothing is added or edited here but by their steps."""

    views: Views = ()
    usual_view = ""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        tabs = view_tabs(self.views, request.GET, self.usual_view)
        return super().changelist_view(request, {**(extra_context or {}), "tabs": tabs})
