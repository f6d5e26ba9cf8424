"""The history of a record: the page of it, and the file of it."""

from typing import Any

from django.contrib.admin.utils import unquote
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from commitments import access, audit, export
from commitments.admin.doors import signed_in
from commitments.admin.file_menu import file_paths, offered
from commitments.admin.list_files import kind_in
from commitments.admin.plain_lists import PlainList, taken_out
from commitments.history import HistoryRow, history_rows, level_of
from commitments.models import AuditRow

ROWS_A_PAGE = 50
HEADS = (
    *(gettext_lazy("Row"), gettext_lazy("When"), pgettext_lazy("did it", "Who"), gettext_lazy("What")),
    *(gettext_lazy("From, to"), gettext_lazy("Why")),
)


class HistoryPages:
    """Adds to the page of a record its history, and the files of that."""

    opts: Any

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(require_GET(self.history_file_view))  # type: ignore[attr-defined]
        name = f"commitments_{self.opts.model_name}_history_export"
        files = file_paths("<path:object_id>/history/export/", view, name)
        return [*files, *super().get_urls()]  # type: ignore[misc]

    def _record(self, request: HttpRequest, object_id: str) -> Any:
        obj = self.get_object(request, unquote(object_id))  # type: ignore[attr-defined]
        if obj is None:
            raise Http404
        return obj

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Show the audit rows of the record's page that the person may read."""
        obj = self._record(request, object_id)
        rows = access.parts_of(obj, audit.history(obj), request.user)
        page = self.get_paginator(request, rows, ROWS_A_PAGE).get_page(request.GET.get("p"))  # type: ignore[attr-defined]
        address = reverse(f"admin:commitments_{self.opts.model_name}_history", args=(obj.pk,))
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": _("History"),
            "rows": history_rows(page.object_list, request.user),
            "page": page,
            "object": obj,
            "opts": self.opts,
            **offered(f"{address}export/", request.GET),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/object_history.html", context)

    def history_file_view(
        self, request: HttpRequest, object_id: str, ending: str, language: str = ""
    ) -> HttpResponseBase:
        """Give the whole history of the record as a file, and record who took it."""
        person, now = signed_in(request), timezone.now()
        with kind_in(ending, language) as kind:
            obj = self._record(request, object_id)
            rows = list(access.parts_of(obj, audit.history(obj), person)[: export.MOST_ROWS + 1])
            told = history_rows(rows, person)
            named = getattr(obj, "reference", "") or f"{self.opts.model_name}-{obj.pk}"
            listed = PlainList(
                title=_("History"),
                name=f"{named}_history_{timezone.localdate(now)}",
                heads=HEADS,
                rows=[_cells(*pair) for pair in zip(rows, told, strict=True)],
                highest=max(level_of(rows, person), getattr(obj, "classification", 0), self.least_marked),  # type: ignore[attr-defined]
                of=type(obj),
                told=[str(obj)],
                country=getattr(obj, "country_id", None),
                record=obj.pk,
                asked={"history": str(self.opts.model_name)},
            )
            return taken_out(listed, kind, person, now)


def _cells(row: AuditRow, told: HistoryRow) -> tuple[export.Cell, ...]:
    at = timezone.localtime(row.at).isoformat(timespec="seconds")
    return (row.pk, at, told.by, f"{capfirst(told.subject)} {told.action}", changes_of(told), told.reason)


def changes_of(told: HistoryRow) -> str:
    """Give what was changed from what to what, in one cell."""
    return "; ".join(f"{one.label}: {one.before} → {one.after}" for one in told.changes)
