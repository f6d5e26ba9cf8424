"""Pages of imports: upload a file, map its columns, check its rows, import them, and undo.

Also the rejected rows as a file for the sender, the list of a person's imports, and unknown names with the
ministries that they may mean.
"""

import csv
import datetime
from collections.abc import Iterator
from functools import wraps
from itertools import islice
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_GET, require_POST

from commitments import tasks
from commitments.access import querysets
from commitments.admin.imports import results
from commitments.admin.imports.forms import ColumnsForm, NamesForm, UploadForm
from commitments.admin.list_exports import build_file_menu, file_paths, kind_in
from commitments.admin.lists import PlainList, build_table_response, export_list
from commitments.admin.permissions import key_of, signed_in
from commitments.enums import Classification, ImportSelection, ImportState, ImportSubject
from commitments.errors import Refused
from commitments.models import Import, Ministry, User
from commitments.tables import exporter
from commitments.tables.importer import execution, runs
from commitments.tasks import enqueue

# Before the values, so that spreadsheets read every script.
MARK = "\ufeff"


def build_rejected_file(of: Import, ending: str, now: datetime.datetime) -> HttpResponseBase:
    """Answer with the rows that are not taken; a spreadsheet holds the first 5,000, separated values all."""
    name = f"{of.file_name.rpartition('.')[0] or of.file_name}_to-mend"
    rows = execution.rejected_rows(of)
    heads = next(rows)
    if ending == "csv":
        return _streamed(heads, rows, name)
    level = of.meeting.classification if of.meeting else Classification.RESTRICTED
    marking = str(Classification(level).label).upper()
    said = " · ".join((marking, of.file_name, str(of.by)))
    kept = list(islice(rows, exporter.MOST_ROWS))
    table = exporter.ExportTable(name, said, marking, str(of.by), now, heads, kept)
    return build_table_response(table, exporter.FILES[ending], name)


class _Echo:
    """A file object that returns what a CSV writer writes."""

    def write(self, text: str) -> str:
        return text


def _streamed(heads: list[str], rows: Iterator[list[str]], name: str) -> StreamingHttpResponse:
    """Answer with rows as separated values, as they are read; no text of them passes for a formula."""
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL)

    def lines() -> Iterator[str]:
        yield MARK + writer.writerow([exporter.escape_formula(head) for head in heads])
        for row in rows:
            yield writer.writerow([exporter.escape_formula(cell) for cell in row])

    response = StreamingHttpResponse(lines(), content_type=exporter.CSV.media_type)
    response.headers["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{name}.csv"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store, private"
    return response


IMPORT_HEADINGS: tuple[Promise, ...] = (
    gettext_lazy("File"),
    gettext_lazy("From whom"),
    gettext_lazy("Its rows are"),
    gettext_lazy("Meeting"),
    pgettext_lazy("an import", "Where it stands"),
    gettext_lazy("Rows"),
    gettext_lazy("When"),
)


def whoever_may(request: HttpRequest) -> User:
    """Return the person of the request; raises 404 for a person who may not import."""
    person = signed_in(request)
    if not runs.subjects_of(person):
        raise Http404
    return person


def brought_by(person: User) -> Any:
    """List what the person brought, the last first."""
    return querysets.list_readable(Import, person).select_related("meeting")


def list_file(request: HttpRequest, ending: str, language: str = "") -> HttpResponseBase:
    """Answer with the list as a file, and record who took it."""
    person, now = whoever_may(request), timezone.now()
    with kind_in(ending, language) as kind:
        rows = list(brought_by(person)[: exporter.MOST_ROWS + 1])
        meetings = [row.meeting for row in rows if row.meeting is not None]
        countries = {row.meeting.country_id if row.meeting is not None else None for row in rows}
        listed = PlainList(
            title=_("Imports"),
            name=f"imports_{timezone.localdate(now)}",
            heads=IMPORT_HEADINGS,
            rows=[_cells(row) for row in rows],
            highest=max([Classification.RESTRICTED, *(one.classification for one in meetings)]),
            of=Import,
            country=countries.pop() if len(countries) == 1 else None,
            asked={"of": "import"},
        )
        return export_list(listed, kind, person, now)


def _cells(row: Import) -> tuple[exporter.Cell, ...]:
    at: datetime.datetime = timezone.localtime(row.at)
    return (
        row.file_name,
        row.sender,
        capfirst(row.get_subject_display()),
        str(row.meeting or ""),
        capfirst(row.get_state_display()),
        sum(row.counts.values()) or row.total or None,
        at.isoformat(timespec="seconds"),
    )


SHOWN, MOST_SAID = 20, 60


def ministries_of(of: Import, person: User) -> dict[str, Ministry]:
    """Return the ministries of home and of the partner, by every name that may be typed."""
    rows = (
        querysets.list_readable(Ministry, person)
        .select_related("country")
        .prefetch_related("names")
        .order_by("name")
    )
    partner = of.meeting.country_id if of.meeting else None
    found: dict[str, Ministry] = {}
    for row in rows:
        if partner is None or row.country_id == partner or row.country.iso == settings.HOME_COUNTRY:
            for name in (row.name, row.short_name, *(local.name for local in row.names.all())):
                if name:
                    found.setdefault(name.casefold(), row)
    return found


def names_of(of: Import, person: User, data: Any = None) -> NamesForm:
    """Return the form for unknown names, with earlier answers, for this file or before it."""
    known = ministries_of(of, person) if of.unknown_names or of.name_choices else {}
    called = {row.pk: row.name for row in known.values()}
    return NamesForm(
        data,
        asked=[(name, count) for name, _field, count in of.unknown_names[:SHOWN]],
        said={
            name: called.get(key, "")
            for name, key in sorted(of.name_choices.items())[:MOST_SAID]
            if not key or key in called
        },
        by_name={name: row.pk for name, row in known.items()},
        label_suffix="",
    )


PAGE, LIST = "admin:import_page", "admin:imports"
# What is done while a person waits; more is left to a worker.
SMALL_BYTES, FEW_ROWS, SMALL_BATCH = 100_000, 300, 50
LISTED = 50


def show_refusal(view: Any) -> Any:
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
    """Adds the pages of imports to the site."""

    def get_urls(self) -> list[Any]:
        def own(view: Any, allowed: Any = lambda view: view) -> Any:
            return self.admin_view(csrf_protect(allowed(view)))  # type: ignore[attr-defined]

        def step(at: str, view: Any, allowed: Any = require_POST, name: str = "") -> Any:
            named = name or f"import_{at}"
            return path(f"imports/<int:key>/{at}/", own(show_refusal(view), allowed), name=named)

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
                of = runs.create_import(subject, name, content, by=person, now=timezone.now(), **values)
            except Refused as refused:
                form.add_error("file", str(refused))
            else:
                return self._go_on(of, is_short=len(content) <= SMALL_BYTES)
        rows = brought_by(person)[:LISTED]
        files = build_file_menu(f"{reverse(LIST)}export/", QueryDict())
        return self._import_page(request, "list", _("Imports"), form=form, rows=rows, **files)

    def import_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Show where an import stands: how far it is, its columns, its rows, or what came of it."""
        of = _own(request, key)
        if of.state == ImportState.COLUMNS:
            return self._columns(request, of, ColumnsForm(of=of, person=of.by, label_suffix=""))
        if of.state == ImportState.CHECKED:
            return self._preview(request, of)
        person = signed_in(request)
        return self._import_page(
            request,
            "done",
            of.file_name,
            of=of,
            told=results.describe_result(of, person),
            left=results.count_rejected(of, person),
            **_rows(request, of, person, is_shown=bool(of.counts) and not of.is_at_work),
            may_undo=of.state == ImportState.DONE,
            may_throw=of.state == ImportState.STOPPED,
        )

    # -- Its columns
    def table_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Take another table of the file."""
        of = _own(request, key)
        number = key_of(request.POST.get("table", ""))
        runs.choose_table(of, number or 0, by=of.by)
        return HttpResponseRedirect(_address(of))

    def columns_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Map the columns, and let the rows be judged; or go back to the columns."""
        of = _own(request, key)
        if "back" in request.POST:
            runs.back_to_columns(of, by=of.by)
            return HttpResponseRedirect(_address(of))
        form = ColumnsForm(request.POST, of=of, person=of.by, label_suffix="")
        if not form.is_valid():
            return self._columns(request, of, form)
        try:
            runs.map_columns(of, form.columns, form.fixed, by=of.by)
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
        ministries = ministries_of(of, person) if of.unknown_names or of.name_choices else {}
        choices = results.list_choices(of, person)
        return self._import_page(
            request,
            "preview",
            _("Rows of %(file)s") % {"file": of.file_name},
            of=of,
            **_rows(request, of, person),
            choices=choices,
            may_take=any(not choice.refusal for choice in choices),
            following=results.describe_reminders(of),
            left=results.count_rejected(of, person),
            names=names or names_of(of, person),
            more_names=max(0, len(of.unknown_names) - SHOWN),
            ministries=sorted({one.name for one in ministries.values()}),
            is_stale=execution.is_stale(of),
        )

    def names_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Save the meaning of names, and check the rows again."""
        of = _own(request, key)
        form = names_of(of, signed_in(request), request.POST)
        if not form.is_valid() or not form.answers:
            return self._preview(request, of, form)
        runs.answer_names(of, form.answers, by=of.by)
        return self._go_on(of, is_short=of.total <= FEW_ROWS)

    def again_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Let the rows be judged again as things stand now."""
        of = _own(request, key)
        runs.judge_again(of, by=of.by)
        return self._go_on(of, is_short=of.total <= FEW_ROWS)

    def take_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Take the rows that were decided on; what was recorded meanwhile is looked at first."""
        of, way = _own(request, key), request.POST.get("way", "")
        if way not in ImportSelection.values:
            raise Http404
        if of.state == ImportState.CHECKED and execution.is_stale(of):
            said = _(
                "Something was recorded at this meeting meanwhile: the rows were judged again. Look at them."
            )
            messages.warning(request, said)
            return self.again_view(request, key)
        count = execution.begin_import(of, ImportSelection(way), by=of.by, now=timezone.now())
        return self._go_on(of, is_short=count <= SMALL_BATCH)

    # -- What came of it
    def undo_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Take an import back, as far as nothing has come of it since."""
        of = _own(request, key)
        count = execution.undo_import(of, by=of.by, now=timezone.now())
        return self._go_on(of, is_short=count <= SMALL_BATCH)

    def on_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Carry on here and now, where no worker does."""
        of = _own(request, key)
        runs.run_import(of.pk, now=timezone.now(), most=SMALL_BATCH)
        return HttpResponseRedirect(_address(of))

    def away_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Throw an import away of which nothing was taken."""
        of = _own(request, key)
        runs.throw_away(of, by=of.by)
        messages.success(request, _("Thrown away. Nothing of it was taken."))
        return HttpResponseRedirect(reverse(LIST))

    def progress_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Return the progress, for the page that waits."""
        of = _own(request, key)
        return JsonResponse({"done": of.done, "total": of.total, "is_under_way": of.is_at_work})

    def bad_view(self, request: HttpRequest, key: int, ending: str) -> HttpResponseBase:
        """Return the rejected rows as a file, with the reason beside each."""
        of = _own(request, key)
        if ending not in exporter.FILES or of.is_at_work or not of.counts:
            raise Http404
        return build_rejected_file(of, ending, timezone.now())

    # -- All of them
    def _go_on(self, of: Import, *, is_short: bool) -> HttpResponse:
        """Do what is next at once where it is short, else leave it to a worker; and show where it stands."""
        if is_short:
            runs.run_import(of.pk, now=timezone.now())
        else:
            enqueue(of.pk, tasks.work_on_import)
        return HttpResponseRedirect(_address(of))

    def _import_page(self, request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
        context |= {**self.each_context(request), "title": title}  # type: ignore[attr-defined]
        return TemplateResponse(request, f"admin/imports/{template}.html", context)


def _own(request: HttpRequest, key: int) -> Import:
    """Return an import of the person; another person's counts as missing."""
    rows = querysets.list_readable(Import, whoever_may(request)).select_related("by", "meeting__country")
    of: Import | None = rows.filter(pk=key).first()
    if of is None:
        raise Http404
    return of


def _address(of: Import) -> str:
    return reverse(PAGE, args=(of.pk,))


def _rows(request: HttpRequest, of: Import, person: User, *, is_shown: bool = True) -> dict[str, Any]:
    """Return the rows of the tab and page in the address, where they are shown already."""
    tabs = results.list_tabs(of, person, request.GET.get("show", ""))
    current = next((tab.name for tab in tabs if tab.is_current), "all")
    page = results.page_of(results.rows_of(of, person, current), request.GET.get("p", ""))
    rows = results.build_rows(of, list(page.object_list)) if is_shown else []
    return {"tabs": tabs, "page": page, "rows": rows}
