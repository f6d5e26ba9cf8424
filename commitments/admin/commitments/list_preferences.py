"""A person's arrangement of the list of commitments: columns, and saved views with names of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin.views.main import ORDER_VAR, SEARCH_VAR
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from commitments.admin.as_of import AS_OF
from commitments.admin.commitments.filters import OPEN, views_of
from commitments.admin.commitments.list import ALWAYS, COLUMNS, USUAL, CommitmentColumn
from commitments.admin.lists import VIEW, ViewTab, view_tabs
from commitments.admin.pages import NounPage
from commitments.admin.permissions import signed_in
from commitments.dashboard import list_preferences
from commitments.errors import Refused

# Of an address, beside the filters of the list.
KEPT_PARAMETERS = (SEARCH_VAR, ORDER_VAR, VIEW, AS_OF)
# Where the session keeps a name that could not be taken, until the list is shown again.
TYPED = "view_typed"


def build_arrangement(columns: Sequence[CommitmentColumn], params: QueryDict) -> dict[str, Any]:
    """Return what the page needs: the columns to show, those to select from, the way back."""
    drawn = [column.name for column in columns]
    return {
        "columns": drawn,
        "choices": [
            {"name": name, "label": capfirst(str(column.heads[0])), "is_chosen": name in drawn}
            for name, column in COLUMNS.items()
            if name not in ALWAYS
        ],
        "is_arranged": set(drawn) != set(USUAL),
        "back": params.urlencode(),
    }


def back_to_the_list(query: str) -> HttpResponse:
    """Lead back to the list as it was asked for, and nowhere else."""
    page = reverse("admin:commitments_commitment_changelist")
    kept = QueryDict(query).urlencode()
    return HttpResponseRedirect(f"{page}?{kept}" if kept else page)


def normalise_query(page: Any, request: HttpRequest, params: QueryDict) -> str:
    """Write what a list is asked for, always in the same way: only what the list knows, no page of it."""
    names = sorted(
        name for name in params if name in KEPT_PARAMETERS or page.lookup_allowed(name, "", request)
    )
    kept = {name: str(params[name]).replace("\x00", "") for name in names if params[name]}
    return urlencode(sorted({VIEW: OPEN, **kept}.items()))


def all_tabs(counts: Mapping[str, int], page: Any, request: HttpRequest) -> dict[str, Any]:
    """Return the tabs: the standing views, then the person's own; the one that is shown is current."""
    person = signed_in(request)
    standing = view_tabs(views_of(person, str(request.GET.get(VIEW))), request.GET, OPEN, counts)
    query = normalise_query(page, request, request.GET)
    views = list_preferences.list_views(person)
    current = next((view for view in views if view.query == query), None)
    if current is not None:
        standing = [replace(tab, is_current=False) for tab in standing]
    own = [ViewTab(view.name, f"?{view.query}", view is current) for view in views]
    typed = request.session.pop(TYPED, None) if TYPED in request.session else None
    return {
        "tabs": [*standing, *own],
        "saved": current,
        "typed": typed or {"name": current.name if current else "", "trouble": ""},
    }


class ArrangementPage(NounPage):
    """Keeps what a person saves of the list of commitments."""

    http_method_names = ["post"]


class ColumnsPage(ArrangementPage):
    """Keeps the columns that were ticked, or takes the usual ones again."""

    route, name = "columns/", "columns"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        ticked = {*ALWAYS, *request.POST.getlist("column")}
        names = [name for name in COLUMNS if name in ticked]
        is_usual = "usual" in request.POST or set(names) == set(USUAL)
        list_preferences.choose_columns(self.person, [] if is_usual else names)
        return back_to_the_list(request.POST.get("back", ""))


class ViewsPage(ArrangementPage):
    """Keeps the list as it is seen, under a name."""

    route, name = "views/", "views"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name, back = request.POST.get("name", ""), request.POST.get("back", "")
        query = normalise_query(self.noun, request, QueryDict(back))
        try:
            view = list_preferences.save_view(self.person, name, query)
        except Refused as refused:
            return _typed_again(request, name, refused, back)
        messages.success(request, _("View saved: %(name)s.") % {"name": view.name})
        return back_to_the_list(view.query)


class ViewPage(ArrangementPage):
    """Renames or deletes one of the person's own views; another's is like one that is not there."""

    route, name = "views/<int:view_id>/", "view"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        view = get_object_or_404(list_preferences.views_of(self.person), pk=kwargs["view_id"])
        if "_delete" in request.POST:
            list_preferences.delete_view(self.person, view)
            messages.success(
                request, _("View deleted: %(name)s. Its commitments are not affected.") % {"name": view.name}
            )
            return back_to_the_list("")
        name = request.POST.get("name", "")
        try:
            list_preferences.rename_view(self.person, view, name)
        except Refused as refused:
            return _typed_again(request, name, refused, view.query)
        messages.success(request, _("View renamed."))
        return back_to_the_list(view.query)


def _typed_again(request: HttpRequest, name: str, refused: Refused, back: str) -> HttpResponse:
    """Show the list again with the name as typed and what to correct."""
    request.session[TYPED] = {"name": name[: list_preferences.LONGEST_QUERY], "trouble": str(refused)}
    return back_to_the_list(back)
