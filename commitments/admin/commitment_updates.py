"""The progress updates of the items on a list, as a file that may be brought in again."""

from typing import Any

from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from commitments import access
from commitments.admin.base import RecordAdmin
from commitments.admin.commitment_export import LIST, FilesOfItems, publication_of
from commitments.admin.commitment_publication import PublicationPages
from commitments.admin.doors import signed_in
from commitments.admin.file_columns import FileColumn, of_import
from commitments.admin.file_menu import FileOffered, file_paths, files_of
from commitments.admin.lists import narrowed
from commitments.models import ProgressUpdate
from commitments.vocabulary import ImportSubject

COLUMNS: tuple[str | FileColumn, ...] = (
    *of_import(
        ImportSubject.UPDATES,
        {
            "reference": lambda update: update.commitment.reference,
            "said_on": lambda update: update.said_on,
            "health": lambda update: capfirst(str(update.get_health_display())),
            "side": lambda update: capfirst(str(update.get_side_display())),
            "text": lambda update: update.text,
        },
    ),
    FileColumn("title", _("short title"), lambda update: update.commitment.title),
    "classification",
    FileColumn("recorded_by", _("recorded by"), lambda update: update.recorded_by or ""),
)


class UpdatesOfList(FilesOfItems, RecordAdmin):
    """The file of the updates; the list is that of the commitments, and has no page of its own."""

    list_name = LIST
    file_columns = COLUMNS
    shown_relations = ("commitment", "recorded_by")
    of: RecordAdmin

    def listed(self, request: HttpRequest) -> Any:
        return narrowed(self.of, request)

    def rows_of_file(self, cl: ChangeList, request: HttpRequest) -> QuerySet[Any]:
        """Give the updates that the reader may read of all items of the list, by item and day."""
        rows = access.rows(ProgressUpdate, signed_in(request))
        of_list = rows.filter(commitment__in=cl.queryset.order_by().values("pk"))
        in_order = of_list.order_by("commitment__reference", "said_on", "pk")
        return in_order.select_related("commitment", "recorded_by")


class UpdatePages(PublicationPages):
    """Adds to the list of commitments the file of their updates."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(require_GET(self.updates_view))  # type: ignore[attr-defined]
        name = "commitments_commitment_updates"
        return [*file_paths("updates/", view, name), *super().get_urls()]

    def updates_view(self, request: HttpRequest, ending: str, language: str = "") -> HttpResponseBase:
        """Answer with the updates of what the list shows, and record who took them."""
        page = UpdatesOfList(ProgressUpdate, self.admin_site)  # type: ignore[attr-defined]
        page.of = self  # type: ignore[assignment]
        return page.export_view(request, ending, language)


def more_files(params: QueryDict) -> dict[str, str | list[FileOffered]]:
    """Give what the menu of commitments has beside their list: their updates, and what may be published."""
    updates = files_of(f"{reverse(LIST)}updates/", params)
    return {"publication": publication_of(params), "update_files": updates}
