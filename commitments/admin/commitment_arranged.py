"""How a person arranges the list of commitments: the columns, kept for the account."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import path, reverse
from django.utils.text import capfirst
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from commitments import own_lists
from commitments.admin.commitment_columns import ALWAYS, COLUMNS, USUAL, Column
from commitments.admin.doors import signed_in


def arrangement(columns: Sequence[Column], params: QueryDict) -> dict[str, Any]:
    """Give what the page needs: the names of the columns to draw, those to choose from, the way back."""
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


class ArrangedPages:
    """Adds to the list of commitments what a person keeps of it."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(csrf_protect(require_POST(self.columns_view)))  # type: ignore[attr-defined]
        own = path("columns/", view, name="commitments_commitment_columns")
        return [own, *super().get_urls()]  # type: ignore[misc]

    def columns_view(self, request: HttpRequest) -> HttpResponse:
        """Keep the columns that were ticked, or take the usual ones again."""
        ticked = {*ALWAYS, *request.POST.getlist("column")}
        names = [name for name in COLUMNS if name in ticked]
        is_usual = "usual" in request.POST or set(names) == set(USUAL)
        own_lists.choose_columns(signed_in(request), [] if is_usual else names)
        return back_to_the_list(request.POST.get("back", ""))
