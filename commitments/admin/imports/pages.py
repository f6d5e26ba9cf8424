"""Pages of imports: upload a file, map its columns, check its rows, import them, and undo.

Also the rejected rows as a file for the sender, the list of a person's imports, and unknown names with the
ministries that they may mean.
"""

import csv
import datetime
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.db import transaction
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
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.http import content_disposition_header
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from commitments import tasks
from commitments.access import querysets
from commitments.admin.imports import results
from commitments.admin.imports.forms import ColumnsForm, NamesForm, UploadForm
from commitments.admin.list_exports import FilePage, build_file_menu
from commitments.admin.lists import PlainList, build_table_response, saved_file
from commitments.admin.pages import ActionPage, AdminPage
from commitments.admin.permissions import key_of
from commitments.enums import Classification, ImportSelection, ImportState, ImportSubject, OwedBy
from commitments.errors import Refused
from commitments.models import Import, Ministry, User
from commitments.parties.names import add_name
from commitments.tables import exporter, samples
from commitments.tables.importer import execution, runs, supplements
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
    gettext_lazy("Sender"),
    gettext_lazy("Type of record"),
    gettext_lazy("Meeting"),
    pgettext_lazy("an import", "Status"),
    gettext_lazy("Rows"),
    gettext_lazy("Date and time"),
)


class ImportsPage(AdminPage):
    """A page of imports, for those who may import."""

    def may_open(self) -> bool:
        return bool(runs.subjects_of(self.person))

    def list_imports(self) -> Any:
        """List what the person imported, the last first."""
        return querysets.list_readable(Import, self.person).select_related("meeting")


class ImportsFile(FilePage, ImportsPage):
    """The list of a person's imports as a file."""

    def build_list(self) -> PlainList:
        rows = list(self.list_imports()[: exporter.MOST_ROWS + 1])
        meetings = [row.meeting for row in rows if row.meeting is not None]
        countries = {row.meeting.country_id if row.meeting is not None else None for row in rows}
        return PlainList(
            title=_("Imports"),
            name=f"imports_{timezone.localdate(self.now)}",
            heads=IMPORT_HEADINGS,
            rows=[_cells(row) for row in rows],
            highest=max([Classification.RESTRICTED, *(one.classification for one in meetings)]),
            of=Import,
            country=countries.pop() if len(countries) == 1 else None,
            asked={"of": "import"},
        )


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
            for name in row.all_names:
                found.setdefault(name.casefold(), row)
    return found


def names_of(of: Import, person: User, data: Any = None) -> NamesForm:
    """Return the form for unknown names, with earlier answers, for this file or before it."""
    known = ministries_of(of, person) if of.unknown_names or of.name_choices else {}
    called: dict[int | str, str] = {row.pk: row.name for row in known.values()}
    called |= {value: capfirst(str(label)) for value, label in OwedBy.choices}
    return NamesForm(
        data,
        person=person,
        asked=[(name, count) for name, field, count in of.unknown_names if field != "status"][:SHOWN],
        words=[(word, count) for word, field, count in of.unknown_names if field == "status"],
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


class ImportListPage(ImportsPage):
    """The imports of the person, and the form for another file."""

    title = gettext_lazy("Imports")
    template_name = "admin/imports/list.html"

    @cached_property
    def form(self) -> UploadForm:
        given = self.request.GET
        initial = {"subject": given.get("subject", ""), "meeting": key_of(given.get("meeting", ""))}
        sent = (self.request.POST, self.request.FILES) if self.request.method == "POST" else ()
        return UploadForm(*sent, person=self.person, initial=initial, label_suffix="")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        files = build_file_menu(f"{reverse(LIST)}export/", QueryDict())
        rows = self.list_imports()[:LISTED]
        subjects = runs.subjects_of(self.person)
        return super().get_context_data(form=self.form, rows=rows, subjects=subjects, **files, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the file in, and go on with its columns."""
        form = self.form
        if form.is_valid():
            name, content = form.cleaned_data["file"]
            values = {one: form.cleaned_data[one] for one in ("meeting", "sender")}
            subject = ImportSubject(form.cleaned_data["subject"])
            try:
                of = runs.create_import(subject, name, content, by=self.person, now=self.now, **values)
            except Refused as refused:
                form.add_error("file", str(refused))
            else:
                return _go_on(of, is_short=len(content) <= SMALL_BYTES)
        return self.render_to_response(self.get_context_data())


class ImportTemplate(ImportsPage):
    """The template or the sample file of one kind of import."""

    http_method_names = ["get", "head", "options"]
    is_sample = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        subject = next((one for one in runs.subjects_of(self.person) if one == kwargs["subject"]), None)
        if subject is None:
            raise Http404
        table = samples.build_template(subject, is_sample=self.is_sample, by=self.person, now=self.now)
        name = f"{subject}-{'sample' if self.is_sample else 'template'}.xlsx"
        return saved_file(exporter.XLSX.write(table), exporter.XLSX.media_type, name)


class ImportPage(ImportsPage):
    """Where an import stands: how far it is, its columns, its rows, or what came of it."""

    http_method_names = ["get", "head", "options"]
    # The forms of the page as they were sent, with what is wrong with them.
    columns: ColumnsForm | None = None
    names: NamesForm | None = None
    reason_trouble = ""

    @cached_property
    def spreadsheet(self) -> Import:
        """The import of the address; another person's counts as missing."""
        rows = querysets.list_readable(Import, self.person).select_related("by", "meeting__country")
        return get_object_or_404(rows, pk=self.kwargs["key"])

    @property
    def step(self) -> str:
        """The part of the page: columns, preview or done."""
        parts = {ImportState.COLUMNS: "columns", ImportState.CHECKED: "preview"}
        if self.columns or self.names:
            return "columns" if self.columns else "preview"
        return parts.get(ImportState(self.spreadsheet.state), "done")

    def get_template_names(self) -> list[str]:
        return [f"admin/imports/{self.step}.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        of = self.spreadsheet
        shown: dict[str, Any] = {"of": of}
        match self.step:
            case "columns":
                shown["title"] = _("Columns of %(file)s") % {"file": of.file_name}
                shown["days"] = runs.list_unused_days(of)
                shown["form"] = self.columns or ColumnsForm(of=of, person=of.by, label_suffix="")
            case "preview":
                shown["title"] = _("Rows of %(file)s") % {"file": of.file_name}
                shown |= self.describe_rows()
            case _:
                shown["title"] = of.file_name
                shown |= self.describe_result()
        return super().get_context_data(**shown | kwargs)

    def describe_rows(self) -> dict[str, Any]:
        """Return what the page shows of the checked rows, and what can be done with them."""
        of, person = self.spreadsheet, self.person
        ministries = ministries_of(of, person) if of.unknown_names or of.name_choices else {}
        choices = results.list_choices(of, person)
        return {
            **self.list_rows(),
            "choices": choices,
            "may_take": any(not choice.refusal for choice in choices),
            "following": results.describe_reminders(of),
            "left": results.count_rejected(of, person),
            "names": self.names or names_of(of, person),
            "more_names": max(0, sum(field != "status" for _n, field, _c in of.unknown_names) - SHOWN),
            "ministries": [
                *(capfirst(str(label)) for label in OwedBy.labels),
                *sorted({one.name for one in ministries.values()}),
            ],
            "left_out": runs.list_left_out(of),
            "skipped": runs.describe_skipped(of),
            "is_stale": execution.is_stale(of),
            "is_supplement": supplements.is_supplement(of),
            "typed_reason": self.request.POST.get("reason", ""),
            "reason_trouble": self.reason_trouble,
        }

    def describe_result(self) -> dict[str, Any]:
        """Return what the page shows while the import runs, and of what came of it."""
        of, person = self.spreadsheet, self.person
        return {
            "told": results.describe_result(of, person),
            "left": results.count_rejected(of, person),
            **self.list_rows(is_shown=bool(of.counts) and not of.is_at_work),
            "may_undo": of.state == ImportState.DONE and not supplements.is_supplement(of),
            "request_shown": supplements.find_request(of) if supplements.is_supplement(of) else None,
            "may_throw": of.state == ImportState.STOPPED,
        }

    def list_rows(self, *, is_shown: bool = True) -> dict[str, Any]:
        """Return the rows of the tab and page in the address, where they are shown already."""
        of, asked = self.spreadsheet, self.request.GET
        tabs = results.list_tabs(of, self.person, asked.get("show", ""))
        current = next((tab.name for tab in tabs if tab.is_current), "all")
        found = results.rows_of(of, self.person, current)
        page = results.page_of(found, asked.get("p", ""), self.person.rows_per_page)
        rows = results.build_rows(of, list(page.object_list)) if is_shown else []
        return {"tabs": tabs, "page": page, "rows": rows}


class ImportAction(ActionPage, ImportPage):
    """A step of an import, which leads back to its page."""

    http_method_names = ["post", "options"]

    @classmethod
    def at_step(cls, step: str, site: AdminSite) -> URLPattern:
        """Return the address of the step."""
        return cls.url(f"imports/<int:key>/{step}/", f"import_{step}", site)

    def find_way_back(self) -> str:
        return _address(self.spreadsheet)

    def show_again(self) -> HttpResponse:
        """Show the page with a form as it was sent."""
        return self.render_to_response(self.get_context_data())


# -- Its columns
class ChooseTable(ImportAction):
    """Takes another table of the file."""

    def act(self) -> None:
        number = key_of(self.request.POST.get("table", ""))
        runs.choose_table(self.spreadsheet, number or 0, by=self.spreadsheet.by)


class MapColumns(ImportAction):
    """Maps the columns, and has the rows checked; or goes back to the columns."""

    def act(self) -> HttpResponse | None:
        of = self.spreadsheet
        if "back" in self.request.POST:
            runs.back_to_columns(of, by=of.by)
            return None
        self.columns = form = ColumnsForm(self.request.POST, of=of, person=of.by, label_suffix="")
        if not form.is_valid():
            return self.show_again()
        try:
            runs.map_columns(of, form.columns, form.fixed, statuses=form.statuses, by=of.by)
        except Refused as refused:
            form.add_error(None, str(refused))
            return self.show_again()
        return _go_on(of, is_short=of.total <= FEW_ROWS)


# -- Its rows
class AnswerNames(ImportAction):
    """Saves the meaning of names, records those for all inputs, and checks the rows again."""

    def act(self) -> HttpResponse:
        of = self.spreadsheet
        self.names = form = names_of(of, self.person, self.request.POST)
        if not form.is_valid() or not (form.answers or form.statuses):
            return self.show_again()
        known = querysets.list_readable(Ministry, self.person).in_bulk(form.added.values())
        try:
            with transaction.atomic():
                for name, key in form.added.items():
                    add_name(known[key], name, by=self.person, now=self.now)
        except Refused as refused:
            form.add_error(None, str(refused))
            return self.show_again()
        runs.answer_names(of, form.answers, statuses=form.statuses, by=of.by)
        return _go_on(of, is_short=of.total <= FEW_ROWS)


class CheckAgain(ImportAction):
    """Has the rows checked again as the record is now."""

    def act(self) -> HttpResponse:
        runs.judge_again(self.spreadsheet, by=self.spreadsheet.by)
        return _go_on(self.spreadsheet, is_short=self.spreadsheet.total <= FEW_ROWS)


class TakeRows(CheckAgain):
    """Takes the rows that were decided on; what was recorded meanwhile is looked at first."""

    def act(self) -> HttpResponse:
        of, way = self.spreadsheet, self.request.POST.get("way", "")
        if way not in ImportSelection.values:
            raise Http404
        if of.state == ImportState.CHECKED and execution.is_stale(of):
            said = _(
                "A new record was added to this meeting, so the rows were checked again. Review "
                "them before you import."
            )
            messages.warning(self.request, said)
            return super().act()
        if supplements.is_supplement(of):
            return self.propose(ImportSelection(way))
        count = execution.begin_import(of, ImportSelection(way), by=of.by, now=self.now)
        return _go_on(of, is_short=count <= SMALL_BATCH)

    def propose(self, way: ImportSelection) -> HttpResponse:
        """Propose the rows as a supplement to the closed meeting; a missing reason is asked for."""
        of = self.spreadsheet
        reason = self.request.POST.get("reason", "").replace("\0", "")
        try:
            supplements.propose(of, way, reason=reason, by=of.by, now=self.now)
        except Refused as refused:
            if refused.code not in ("needs_reason", "long_reason"):
                raise
            self.reason_trouble = str(refused)
            return self.show_again()
        messages.success(self.request, _("Supplement proposed. The head of desk decides."))
        return HttpResponseRedirect(_address(of))


# -- What came of it
class UndoImport(ImportAction):
    """Takes an import back, as far as nothing has come of it since."""

    def act(self) -> HttpResponse:
        count = execution.undo_import(self.spreadsheet, by=self.spreadsheet.by, now=self.now)
        return _go_on(self.spreadsheet, is_short=count <= SMALL_BATCH)


class ContinueImport(ImportAction):
    """Carries on here and now, where no worker does."""

    def act(self) -> None:
        runs.run_import(self.spreadsheet.pk, now=self.now, most=SMALL_BATCH)


class ThrowImportAway(ImportAction):
    """Throws an import away of which nothing was taken."""

    def act(self) -> HttpResponse:
        runs.throw_away(self.spreadsheet, by=self.spreadsheet.by)
        messages.success(self.request, _("Import discarded. No rows were imported."))
        return HttpResponseRedirect(reverse(LIST))


class ImportProgress(ImportPage):
    """The progress, for the page that waits."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        of = self.spreadsheet
        return JsonResponse({"done": of.done, "total": of.total, "is_under_way": of.is_at_work})


class RejectedRows(ImportPage):
    """The rejected rows as a file, with the reason beside each."""

    def get(  # type: ignore[override]  # the rows are sent as they are read
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        of, ending = self.spreadsheet, kwargs["ending"]
        if ending not in exporter.FILES or of.is_at_work or not of.counts:
            raise Http404
        return build_rejected_file(of, ending, self.now)


def _go_on(of: Import, *, is_short: bool) -> HttpResponse:
    """Do what is next at once where it is short, else leave it to a worker; and show where it stands."""
    if is_short:
        runs.run_import(of.pk, now=timezone.now())
    else:
        enqueue(of.pk, tasks.work_on_import)
    return HttpResponseRedirect(_address(of))


def _address(of: Import) -> str:
    return reverse(PAGE, args=(of.pk,))
