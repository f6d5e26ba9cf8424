"""Pages of imports: a table brought, its columns mapped, its rows looked at, taken, and taken back."""

from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_GET, require_POST

from commitments import access, export, imports, tasks
from commitments.admin import imports_shown as shown
from commitments.admin.doors import signed_in
from commitments.admin.file_menu import file_paths, offered
from commitments.admin.forms.imports import ColumnsForm, NamesForm, UploadForm
from commitments.admin.imports_given import given_back
from commitments.admin.imports_listed import brought_by, list_file, whoever_may
from commitments.admin.imports_names import SHOWN, ministries_of, names_of
from commitments.admin.posted import key_of
from commitments.errors import Refused
from commitments.models import Import, User
from commitments.tasks import ring
from commitments.vocabulary import ImportState, ImportSubject, ImportWay

PAGE, LIST = "admin:import_page", "admin:imports"
# What is done while a person waits; more is left to a worker.
SMALL_BYTES, FEW_ROWS, AT_ONCE = 100_000, 300, 50
LISTED = 50


def told(view: Any) -> Any:
    """Let what stands against a step be told on the page of its import."""

    @wraps(view)
    def step(request: HttpRequest, key: int, **more: Any) -> HttpResponseBase:
        try:
            found: HttpResponseBase = view(request, key, **more)
        except Refused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(reverse(PAGE, args=(key,)))
        return found

    return step


class ImportPages:
    """Adds to the site what brings tables in."""

    def get_urls(self) -> list[Any]:
        def own(view: Any, allowed: Any = lambda view: view) -> Any:
            return self.admin_view(csrf_protect(allowed(view)))  # type: ignore[attr-defined]

        def step(at: str, view: Any, allowed: Any = require_POST, name: str = "") -> Any:
            named = name or f"import_{at}"
            return path(f"imports/<int:key>/{at}/", own(told(view), allowed), name=named)

        return [
            path("imports/", own(self.imports_view), name="imports"),
            *file_paths("imports/export/", own(list_file, require_GET), "imports_export"),
            path("imports/<int:key>/", own(self.import_view, require_GET), name="import_page"),
            step("table", self.table_view),
            step("columns", self.columns_view),
            step("names", self.names_view),
            step("again", self.again_view),
            step("take", self.take_view),
            step("undo", self.undo_view),
            step("on", self.on_view),
            step("away", self.away_view),
            step("progress", self.progress_view, require_GET),
            step("bad/<slug:ending>", self.bad_view, require_GET, name="import_bad"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    # -- A table brought
    def imports_view(self, request: HttpRequest) -> HttpResponse:
        """List what the person brought in, and take another table."""
        person = whoever_may(request)
        given = request.GET
        initial = {"subject": given.get("subject", ""), "meeting": key_of(given.get("meeting", ""))}
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        form = UploadForm(*sent, person=person, initial=initial, label_suffix="")
        if sent and form.is_valid():
            name, content = form.cleaned_data["file"]
            values = {one: form.cleaned_data[one] for one in ("meeting", "sender")}
            subject = ImportSubject(form.cleaned_data["subject"])
            try:
                of = imports.start(subject, name, content, by=person, now=timezone.now(), **values)
            except Refused as refused:
                form.add_error("file", str(refused))
            else:
                return self._go_on(of, is_short=len(content) <= SMALL_BYTES)
        rows = brought_by(person)[:LISTED]
        files = offered(f"{reverse(LIST)}export/", QueryDict())
        return self._import_page(request, "list", _("Imports"), form=form, rows=rows, **files)

    def import_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Show where an import stands: how far it is, its columns, its rows, or what came of it."""
        of = _own(request, key)
        if of.state == ImportState.COLUMNS:
            return self._columns(request, of, ColumnsForm(of=of, person=of.by, label_suffix=""))
        if of.state == ImportState.READ:
            return self._preview(request, of)
        person = signed_in(request)
        return self._import_page(
            request,
            "done",
            of.file_name,
            of=of,
            told=shown.told(of, person),
            left=shown.left(of, person),
            **_rows(request, of, person, is_shown=bool(of.counts) and not of.is_at_work),
            may_undo=of.state == ImportState.DONE,
            may_throw=of.state == ImportState.STOPPED,
        )

    # -- Its columns
    def table_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Take another table of the file."""
        of = _own(request, key)
        number = key_of(request.POST.get("table", ""))
        imports.choose_table(of, number or 0, by=of.by)
        return HttpResponseRedirect(_address(of))

    def columns_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Map the columns, and let the rows be judged; or go back to the columns."""
        of = _own(request, key)
        if "back" in request.POST:
            imports.back_to_columns(of, by=of.by)
            return HttpResponseRedirect(_address(of))
        form = ColumnsForm(request.POST, of=of, person=of.by, label_suffix="")
        if not form.is_valid():
            return self._columns(request, of, form)
        try:
            imports.map_columns(of, form.columns, form.fixed, by=of.by)
        except Refused as refused:
            form.add_error(None, str(refused))
            return self._columns(request, of, form)
        return self._go_on(of, is_short=of.total <= FEW_ROWS)

    def _columns(self, request: HttpRequest, of: Import, form: ColumnsForm) -> HttpResponse:
        return self._import_page(
            request, "columns", _("Columns of %(file)s") % {"file": of.file_name}, of=of, form=form
        )

    # -- Its rows
    def _preview(self, request: HttpRequest, of: Import, names: NamesForm | None = None) -> HttpResponse:
        person = signed_in(request)
        ministries = ministries_of(of, person) if of.asked or of.answers else {}
        choices = shown.choices(of, person)
        return self._import_page(
            request,
            "preview",
            _("Rows of %(file)s") % {"file": of.file_name},
            of=of,
            **_rows(request, of, person),
            choices=choices,
            may_take=any(not choice.refusal for choice in choices),
            following=shown.following(of),
            left=shown.left(of, person),
            names=names or names_of(of, person),
            more_names=max(0, len(of.asked) - SHOWN),
            ministries=sorted({one.name for one in ministries.values()}),
            is_stale=imports.is_stale(of),
        )

    def names_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Say what names mean, and let the rows be judged again."""
        of = _own(request, key)
        form = names_of(of, signed_in(request), request.POST)
        if not form.is_valid() or not form.answers:
            return self._preview(request, of, form)
        imports.answer(of, form.answers, by=of.by)
        return self._go_on(of, is_short=of.total <= FEW_ROWS)

    def again_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Let the rows be judged again as things stand now."""
        of = _own(request, key)
        imports.judge_again(of, by=of.by)
        return self._go_on(of, is_short=of.total <= FEW_ROWS)

    def take_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Take the rows that were decided on; what was recorded meanwhile is looked at first."""
        of, way = _own(request, key), request.POST.get("way", "")
        if way not in ImportWay.values:
            raise Http404
        if of.state == ImportState.READ and imports.is_stale(of):
            said = _(
                "Something was recorded at this meeting meanwhile: the rows were judged again. Look at them."
            )
            messages.warning(request, said)
            return self.again_view(request, key)
        count = imports.begin(of, ImportWay(way), by=of.by, now=timezone.now())
        return self._go_on(of, is_short=count <= AT_ONCE)

    # -- What came of it
    def undo_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Take an import back, as far as nothing has come of it since."""
        of = _own(request, key)
        count = imports.take_back(of, by=of.by, now=timezone.now())
        return self._go_on(of, is_short=count <= AT_ONCE)

    def on_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Carry on here and now, where no worker does."""
        of = _own(request, key)
        imports.work(of.pk, now=timezone.now(), most=AT_ONCE)
        return HttpResponseRedirect(_address(of))

    def away_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Throw an import away of which nothing was taken."""
        of = _own(request, key)
        imports.throw_away(of, by=of.by)
        messages.success(request, _("Thrown away. Nothing of it was taken."))
        return HttpResponseRedirect(reverse(LIST))

    def progress_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Say how far it is, for the page that waits."""
        of = _own(request, key)
        return JsonResponse({"done": of.done, "total": of.total, "is_under_way": of.is_at_work})

    def bad_view(self, request: HttpRequest, key: int, ending: str) -> HttpResponseBase:
        """Give back the rows that are not taken as a file, with the reason beside each."""
        of = _own(request, key)
        if ending not in export.FILES or of.is_at_work or not of.counts:
            raise Http404
        return given_back(of, ending, timezone.now())

    # -- All of them
    def _go_on(self, of: Import, *, is_short: bool) -> HttpResponse:
        """Do what is next at once where it is short, else leave it to a worker; and show where it stands."""
        if is_short:
            imports.work(of.pk, now=timezone.now())
        else:
            ring(of.pk, tasks.work_on_import)
        return HttpResponseRedirect(_address(of))

    def _import_page(self, request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
        context |= {**self.each_context(request), "title": title}  # type: ignore[attr-defined]
        return TemplateResponse(request, f"admin/imports/{template}.html", context)


def _own(request: HttpRequest, key: int) -> Import:
    """Give an import of the person; another's is like one that is not there."""
    rows = access.rows(Import, whoever_may(request)).select_related("by", "meeting__country")
    of: Import | None = rows.filter(pk=key).first()
    if of is None:
        raise Http404
    return of


def _address(of: Import) -> str:
    return reverse(PAGE, args=(of.pk,))


def _rows(request: HttpRequest, of: Import, person: User, *, is_shown: bool = True) -> dict[str, Any]:
    """Give the rows of the tab and the page that the address names, where they are shown already."""
    tabs = shown.tabs(of, person, request.GET.get("show", ""))
    current = next((tab.name for tab in tabs if tab.is_current), "all")
    page = shown.page_of(shown.rows_of(of, person, current), request.GET.get("p", ""))
    rows = shown.rows_shown(of, list(page.object_list)) if is_shown else []
    return {"tabs": tabs, "page": page, "rows": rows}
