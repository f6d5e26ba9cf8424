"""The history of a record in words: as a page, and as a file; and the button "Undo" in it."""

from typing import Any

from django.apps import apps
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.views.main import PAGE_VAR
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from commitments.access import policy
from commitments.admin.list_exports import FilePage, build_file_menu
from commitments.admin.lists import PlainList, StoppingPaginator
from commitments.admin.pages import ActionPage, FoundPage
from commitments.audit import log
from commitments.enums import Classification
from commitments.history import HistoryRow, build_history, history_rows, level_of
from commitments.lifecycle import undo
from commitments.models import AuditRow, Packet, User
from commitments.packets.comments import has_access_ended
from commitments.tables import exporter

ROWS_A_PAGE = 50
HEADINGS = (
    *(
        gettext_lazy("No."),
        gettext_lazy("Date and time"),
        pgettext_lazy("did it", "User"),
        gettext_lazy("Action"),
    ),
    *(gettext_lazy("Change"), gettext_lazy("Reason")),
)


def _list_rows(record: Any, person: User) -> Any:
    """Return the rows of a record's page that the person may read; none of a draft to which access ended."""
    rows = policy.parts_of(record, log.list_history(record), person)
    return rows.none() if isinstance(record, Packet) and has_access_ended(record, person) else rows


class HistoryPage(FoundPage):
    """The audit rows of the record's page that the person may read."""

    title = gettext_lazy("History")
    template_name = "admin/object_history.html"

    @classmethod
    def urls(cls, noun: ModelAdmin[Any]) -> list[URLPattern]:
        """Return the addresses of the page and of its files."""
        at, name = "<path:object_id>/history/export/", f"commitments_{noun.opts.model_name}_history_export"
        least = getattr(noun, "least_marked", Classification.PUBLIC)
        files = HistoryFile.at_each(at, name, noun.admin_site, noun=noun, least_marked=least)
        return [*files, cls.url_of_noun("<path:object_id>/history/", "history", noun)]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer as to any request: a hidden record is missing here too."""
        return self.get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = _list_rows(self.record, self.person)
        paginator = StoppingPaginator(rows, max(ROWS_A_PAGE, self.person.rows_per_page))
        paginator.skips_first = PAGE_VAR in self.request.GET
        page = paginator.get_page(self.request.GET.get(PAGE_VAR))
        newest = page.object_list[0] if page.number == 1 and page.object_list else None
        undoable = newest and newest.by_id == self.person.pk
        return super().get_context_data(
            undoable=undo.find_undoable(self.person, newest.at, self.now) if newest and undoable else None,
            rows=history_rows(page.object_list, self.person),
            page=page,
            **build_file_menu(f"{self.address('history')}export/", self.request.GET),
            **kwargs,
        )


class HistoryFile(FilePage, FoundPage):
    """The whole history of the record as a file, with the record of who exported it."""

    # As what a history is marked at least.
    least_marked = Classification.PUBLIC

    def build_list(self) -> PlainList:
        rows = list(_list_rows(self.record, self.person)[: exporter.MOST_ROWS + 1])
        told = history_rows(rows, self.person)
        kept, model = self.record, str(self.noun.opts.model_name)
        named = getattr(kept, "reference", "") or f"{model}-{kept.pk}"
        return PlainList(
            title=gettext("History"),
            name=f"{named}_history_{timezone.localdate(self.now)}",
            heads=HEADINGS,
            rows=[_cells(*pair) for pair in zip(rows, told, strict=True)],
            highest=max(level_of(rows, self.person), getattr(kept, "classification", 0), self.least_marked),
            of=type(kept),
            told=[str(kept)],
            country=getattr(kept, "country_id", None),
            record=kept.pk,
            asked={"history": model},
        )


def _cells(row: AuditRow, told: HistoryRow) -> tuple[exporter.Cell, ...]:
    at = timezone.localtime(row.at).isoformat(timespec="seconds")
    return (row.pk, at, told.by, f"{capfirst(told.subject)} {told.action}", changes_of(told), told.reason)


def changes_of(told: HistoryRow) -> str:
    """Return the changes, from what to what, in one cell."""
    return "; ".join(f"{one.label}: {one.before} → {one.after}" for one in told.changes)


class UndoPage(ActionPage):
    """Undoes the person's own step that wrote a row of history, and leads to the record."""

    def act(self) -> HttpResponse | None:
        rows = undo.undo_step(self.kwargs["key"], by=self.person, now=self.now)
        told = build_history(rows[:1])[0]
        messages.success(
            self.request, gettext("Undone: %(what)s.") % {"what": f"{told.subject} {told.action}"}
        )
        return None

    def find_way_back(self) -> str:
        """Return the page of the record, the list where the step had created it, or else My desk."""
        row = undo.find_row(self.kwargs["key"], self.person)
        model = apps.get_model(row.page_type) if row else None
        if row is None or model is None or not self.admin_site.is_registered(model):
            return reverse("admin:index")
        page = f"admin:commitments_{model._meta.model_name}"
        try:
            self.admin_site.get_model_admin(model).get_object(self.request, str(row.page_id))
        except Http404:
            return reverse(f"{page}_changelist")
        return reverse(f"{page}_change", args=(row.page_id,))
