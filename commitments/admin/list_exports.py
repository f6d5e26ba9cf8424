"""Every list as a file: what its page shows, in its order, as far as the reader may read it.

Files are spreadsheets or plain tables, in each language; by default their columns are those of the page, as
plain text, days and numbers. Also papers to edit in Word from their page: topic briefs, items, drafts to
partners.
"""

import datetime
import itertools
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import label_for_field
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from commitments.access import grants, querysets
from commitments.admin.as_of import AS_OF, choose_partner, format_moment, parse_moment
from commitments.admin.lists import (
    VIEW,
    PlainList,
    Views,
    build_change_list,
    build_table_response,
    export_list,
    table_of,
)
from commitments.admin.pages import AdminPage
from commitments.admin.permissions import signed_in
from commitments.audit.as_of import context
from commitments.enums import Classification, ConsentPurpose
from commitments.enums.parties import language_name
from commitments.errors import Refused
from commitments.models import Country, User
from commitments.models.base import spoken_in
from commitments.tables import cells, exporter
from commitments.tables.exporter import Cell

# Of a page of the list, not of the list.
PAGING = ("p", "all", "e")
# How each kind of file is called where it is chosen.
LABELS: Mapping[str, Promise] = {
    "xlsx": gettext_lazy("Spreadsheet (XLSX)"),
    "csv": gettext_lazy("CSV file"),
}


@dataclass(frozen=True, slots=True)
class FileOffered:
    """One file of a menu, and its language, where that differs from the reader's."""

    label: Promise
    url: str
    language: str = ""

    @property
    def called(self) -> str:
        """Name the language in the reader's."""
        return language_name(self.language) if self.language else ""


def without_paging(params: QueryDict) -> QueryDict:
    """Return the parameters that filter the list, without those that turn its pages."""
    kept = params.copy()
    for name in PAGING:
        kept.pop(name, None)
    return kept


def files_of(address: str, params: QueryDict, labels: Mapping[str, Promise] = LABELS) -> list[FileOffered]:
    """Return the files of a list as shown: in the reader's language, then in others."""
    asked = without_paging(params).urlencode()
    query = f"?{asked}" if asked else ""
    others = [code for code, _name in settings.LANGUAGES if code != translation.get_language()]
    return [
        FileOffered(label, f"{address}{ending}/{language and f'{language}/'}{query}", language)
        for language in ("", *others)
        for ending, label in labels.items()
    ]


def build_file_menu(address: str, params: QueryDict) -> dict[str, Any]:
    """Return what the file menu of a list shows: its files, and how many rows they have at most."""
    return {"files": files_of(address, params), "most_exported": f"{exporter.MOST_ROWS:,}"}


def file_paths(at: str, view: Any, name: str) -> list[URLPattern]:
    """Make the addresses of a list's files: in the reader's language, and in one that is named."""
    return [
        path(f"{at}{rest}", view, name=name) for rest in ("<slug:ending>/", "<slug:ending>/<slug:language>/")
    ]


@dataclass(frozen=True, slots=True)
class FileColumn:
    """One column of a file: its name, the same in every language, its heading, and the value of a row."""

    name: str
    head: Promise | str
    value: Callable[[Any], Any]

    @property
    def title(self) -> str:
        return capfirst(str(self.head))


def columns_of(
    page: ModelAdmin[Any], names: Sequence[str | FileColumn | Callable[[Any], Any]], model: type[models.Model]
) -> list[FileColumn]:
    """Return the columns of a file; columns given only by name are as the page of the list has them."""
    return [one if isinstance(one, FileColumn) else _as_listed(page, one, model) for one in names]


def _as_listed(
    page: ModelAdmin[Any], name: str | Callable[[Any], Any], model: type[models.Model]
) -> FileColumn:
    head = str(label_for_field(name, model, page))
    if not isinstance(name, str):
        return FileColumn(name.__name__, head, name)
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        own = getattr(page, name, None)
        return FileColumn(name, head, own or (lambda row: _called(getattr(row, name))))
    if getattr(field, "flatchoices", None):
        # As the page says it, in the language of who reads.
        return FileColumn(name, head, lambda row: capfirst(str(getattr(row, f"get_{name}_display")())))
    return FileColumn(name, head, lambda row: getattr(row, name))


def list_import_columns(subject: str, values: Mapping[str, Callable[[Any], Any]]) -> tuple[FileColumn, ...]:
    """Return the columns of a file that can be imported again, under the names that an import knows."""
    return tuple(
        FileColumn(name, cells.field_of(subject, name).label, value) for name, value in values.items()
    )


def _called(value: Any) -> Any:
    return value() if callable(value) else value


def cells_of(columns: Sequence[FileColumn], row: Any) -> list[Cell]:
    """Return the cells of one row."""
    return [cell_of(column.value(row)) for column in columns]


def cell_of(value: Any) -> Cell:
    """Return a value as a cell of a file: a moment by the reader's clock, yes and no in words.

    Raises TypeError for HTML drawn by a page: a file needs its own text.
    """
    match value:
        case SafeString():
            raise TypeError(f"{value!r} is drawn for a page: say in file_columns what a file has there.")
        case None:
            return None
        case bool():
            return _("yes") if value else _("no")
        case datetime.datetime():
            return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
        case str() | int() | datetime.date():
            return value
        case _:
            return str(value)


def marks_of(model: type[models.Model], shown: Collection[str]) -> list[str]:
    """Name the columns by which rows are marked and placed: their own, and of the records that they show."""
    found = _list_classifications(model)
    for key in querysets.list_foreign_keys(model):
        if key.name in shown:
            found += [f"{key.name}__{name}" for name in _list_classifications(key.remote_field.model)]
    return found


def _list_classifications(model: type[models.Model]) -> list[str]:
    return [one.name for one in model._meta.concrete_fields if one.name in ("classification", "country")]


def list_shown_records(row: models.Model, shown: Collection[str]) -> list[Any]:
    """Return a row and the records that it shows, as far as the reader may read them, without a query."""
    kept = row._state.fields_cache
    return [row, *(one for name in shown if (one := kept.get(name)) is not None)]


CHUNK_ROWS = 500


@dataclass(slots=True)
class ExportedRows:
    """The rows of a file as they were read, with their classification and partner."""

    rows: exporter.SpooledRows
    highest: int = Classification.PUBLIC
    partners: set[int] = field(default_factory=set)
    is_of_none: bool = False
    is_cut: bool = False

    @property
    def partner(self) -> int | None:
        """Return the one partner of all rows; None where there are several, or none."""
        return next(iter(self.partners)) if len(self.partners) == 1 and not self.is_of_none else None


@contextmanager
def kind_in(ending: str, language: str) -> Iterator[exporter.FileKind]:
    """Yield the kind of file in an address, and activate its language meanwhile, else the reader's.

    Raises Http404 for an unknown kind or language.
    """
    if ending not in exporter.FILES:
        raise Http404
    with in_language(language):
        yield exporter.FILES[ending]


@contextmanager
def in_language(language: str) -> Iterator[str]:
    """Activate the language in an address, else the reader's, and yield it; raises Http404 for others."""
    if language and language not in dict(settings.LANGUAGES):
        raise Http404
    spoken = language or translation.get_language() or settings.LANGUAGE_CODE
    with translation.override(spoken), spoken_in(spoken):
        yield spoken


class FilePage(AdminPage):
    """A table of a page as a file, in the reader's language or in one that the address names."""

    http_method_names = ["get", "options"]

    @classmethod
    def at_each(cls, route: str, name: str, site: AdminSite, **given: Any) -> list[URLPattern]:
        """Return the addresses of the files."""
        return file_paths(route, cls.view(site, **given), name)

    def build_list(self) -> PlainList:
        """Return the table; raises `Http404` where there is none."""
        raise NotImplementedError

    def get(  # type: ignore[override]  # a large file is sent from the disk
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Answer with the file, and record who took it."""
        with kind_in(kwargs["ending"], kwargs.get("language", "")) as kind:
            with grants.taking_out():
                listed = self.build_list()
            return export_list(listed, kind, self.person, self.now)


class ListFiles:
    """Adds to a list its files."""

    # The columns of the file; of those named alone, head and text are the list's. None: all of the list.
    file_columns: ClassVar[Sequence[str | FileColumn | Callable[[Any], Any]] | None] = None
    # What the columns of the file read beside `row_columns`.
    file_reads: ClassVar[Collection[str]] = ()
    # Lists of what has no marking by itself, and is not for everybody, are marked like this.
    least_marked: ClassVar[Classification] = Classification.PUBLIC
    # Whether the list and its files answer for a past day: of records that are rebuilt, and nothing else.
    answers_as_of: ClassVar[bool] = False
    views: Views = ()
    usual_view = ""
    opts: Any
    model: type[models.Model]

    def file_urls(self) -> list[URLPattern]:
        """Return the addresses of the files."""
        view = self.admin_site.admin_view(require_GET(self.export_view))  # type: ignore[attr-defined]
        view.answers_as_of = self.answers_as_of
        return file_paths("export/", view, f"commitments_{self.opts.model_name}_export")

    def offer_files(self, request: HttpRequest) -> dict[str, Any]:
        """Return what the page of the list needs to offer the files of what is seen."""
        return build_file_menu(f"{reverse(self.list_name)}export/", request.GET)

    # -- What a page says of its file
    def columns_of_file(self, request: HttpRequest) -> list[FileColumn]:
        """Return the columns of the file."""
        named = self.file_columns
        listed = self.get_list_display(request) if named is None else named  # type: ignore[attr-defined]
        return columns_of(self, listed, self.model)  # type: ignore[arg-type]

    def rows_of_file(self, cl: ChangeList, request: HttpRequest) -> models.QuerySet[Any]:
        """Return the rows of the list, with what the file needs of them."""
        columns = getattr(self, "row_columns", None)
        rows: models.QuerySet[Any] = cl.queryset
        if not columns:
            return rows
        return rows.only(*columns, *self.file_reads, *marks_of(self.model, self._list_columns()))

    def read_for_file(self, rows: list[Any], request: HttpRequest) -> Sequence[Any]:
        """Load what some rows refer to, in a few queries; return the input of the columns."""
        querysets.hide_related(rows, signed_in(request), self._list_columns())
        return rows

    def level_of_file(self, rows: Sequence[Any], person: User) -> int:
        """Return the highest classification of some rows and of what they show."""
        shown = self._list_columns()
        found = (getattr(one, "classification", 0) for row in rows for one in list_shown_records(row, shown))
        return max(found, default=Classification.PUBLIC)

    def _list_columns(self) -> set[str]:
        """Name the relations that the list shows."""
        names = {*(getattr(self, "shown_relations", None) or ())}
        columns = getattr(self, "row_columns", None)
        names |= {one.partition("__")[0] for one in columns or ()}
        keys = {key.name for key in querysets.list_foreign_keys(self.model)}
        is_named = columns or getattr(self, "shown_relations", None) is not None
        return names & keys if is_named else keys

    def _partner_of(self, row: Any, shown: Sequence[str]) -> int | None:
        found = (getattr(one, "country_id", None) for one in list_shown_records(row, shown))
        return next((key for key in found if key), None)

    # -- The file
    def export_view(self, request: HttpRequest, ending: str, language: str = "") -> HttpResponseBase:
        """Answer with the list as a file, and record who took it."""
        if not self.has_view_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        request.GET = without_paging(request.GET)  # type: ignore[assignment]
        with kind_in(ending, language) as kind:
            try:
                return self.make_file(request, kind)
            except IncorrectLookupParameters:
                return HttpResponseRedirect(f"{reverse(self.list_name)}?e=1")
            except Refused as refused:
                # Back to the list, which says why: today's list is never given out as the past.
                messages.error(request, str(refused))
                return HttpResponseRedirect(f"{reverse(self.list_name)}?{request.GET.urlencode()}")

    def listed(self, request: HttpRequest) -> Any:
        """Return the list under the filters of the address."""
        return build_change_list(self, request)

    @property
    def list_name(self) -> str:
        """Name the address of the list."""
        return f"admin:commitments_{self.opts.model_name}_changelist"

    def at_its_moment(self, request: HttpRequest) -> AbstractContextManager[object]:
        """Let the records stand at the past moment that the address names while the list is read."""
        as_of = request.GET.get(AS_OF, "") if self.answers_as_of else ""
        if not as_of:
            return nullcontext()
        partner = choose_partner(self.model, request)
        return context.show_as_of(parse_moment(as_of), reader=signed_in(request), partner=partner)

    def make_file(self, request: HttpRequest, kind: exporter.FileKind) -> HttpResponseBase:
        """Make the file of what is asked for; a chunk of rows takes the same queries, few or many."""
        person, now = signed_in(request), timezone.now()
        title = capfirst(str(self.opts.verbose_name_plural))
        with closing(exporter.SpooledRows()) as rows:
            with self.at_its_moment(request):
                left_out = self._say_left_out(request)
            with self.at_its_moment(request), grants.taking_out():
                cl, columns = self.listed(request), self.columns_of_file(request)
                taken = self._record_export(request, cl, columns, rows)
                highest = Classification(max(taken.highest, self.least_marked))
                partners = querysets.list_readable(Country, person).filter(pk__in=taken.partners)
                is_demo = partners.filter(is_demonstration=True).exists()
                told = [
                    *([_("Demonstration data")] if is_demo else []),
                    *self._narrowed(cl, title),
                    *left_out,
                ]
            heads = [column.title for column in columns]
            table = table_of(title, told, heads, rows, highest, is_cut=taken.is_cut, person=person, now=now)
            self._keep(request, kind, taken, highest, now)
            return build_table_response(table, kind, self.file_name(request, now))

    def _say_left_out(self, request: HttpRequest) -> list[str]:
        """Return how many rows of the list the file does not have, as third states gave them."""
        rows = self.listed(request).queryset
        if rows.model not in grants.SOURCES:
            return []
        condition = grants.build_third_state_condition(rows.model, ConsentPurpose.EXPORT)
        count = rows.filter(condition).count()
        said = ngettext(
            "%(n)d item left out: a third state gave it and has not consented",
            "%(n)d items left out: third states gave them and have not consented",
            count,
        )
        return [said % {"n": count}] if count else []

    def _record_export(
        self, request: HttpRequest, cl: ChangeList, columns: Sequence[FileColumn], into: exporter.SpooledRows
    ) -> ExportedRows:
        person, taken, shown = signed_in(request), ExportedRows(into), sorted(self._list_columns())
        rows = self.rows_of_file(cl, request)[: exporter.MOST_ROWS + 1].iterator(chunk_size=CHUNK_ROWS)
        for chunk in _chunks(rows):
            room = exporter.MOST_ROWS - len(taken.rows)
            taken.is_cut, chunk = len(chunk) > room, chunk[:room]
            read = self.read_for_file(chunk, request)
            for row in read:
                taken.rows.add(cells_of(columns, row))
            taken.highest = max(taken.highest, self.level_of_file(chunk, person))
            partners = {self._partner_of(row, shown) for row in chunk}
            taken.is_of_none |= None in partners
            taken.partners |= {key for key in partners if key}
        return taken

    def _keep(
        self,
        request: HttpRequest,
        kind: exporter.FileKind,
        taken: ExportedRows,
        highest: Classification,
        now: datetime.datetime,
    ) -> None:
        """Record who took which list, and how much of it."""
        asked = {name: value for name, value in request.GET.items() if isinstance(value, str)}
        asked["of"] = str(self.opts.model_name)
        exporter.record_export(
            signed_in(request),
            asked,
            kind=kind.ending,
            rows=len(taken.rows),
            highest=highest,
            now=now,
            of=self.model,
            country=taken.partner,
        )

    def file_name(self, request: HttpRequest, now: datetime.datetime) -> str:
        """Name a file by list, view, past moment, and the day on which it was taken."""
        with translation.override("en"):
            name = slugify(str(self.opts.verbose_name_plural)).replace("-", "_")
        asked = request.GET.get(VIEW, "")
        view = asked if asked in dict(self.views) else self.usual_view
        as_of = request.GET.get(AS_OF, "").replace(":", "") if self.answers_as_of else ""
        then = f"as-of-{as_of}" if as_of else ""
        return "_".join(one for one in (name, view, then, timezone.localdate(now).isoformat()) if one)

    def _narrowed(self, cl: ChangeList, title: str) -> list[str]:
        """Return which list it is: view, moment, search and filters."""
        asked = cl.params.get(VIEW, self.usual_view)
        view = next((str(label) for key, label in self.views if key == asked), "")
        told = [f"{title}: {view}" if self.views else title]
        moment = context.find_as_of()
        if moment is not None:
            told.append(_("as of %(moment)s") % {"moment": format_moment(moment)})
        if cl.query:
            told.append(_("search: “%(words)s”") % {"words": cl.query})
        for spec in cl.filter_specs:
            # The first choice is all of them, which narrows nothing; of the views it was said.
            choices = [] if getattr(spec, "parameter_name", "") == VIEW else list(spec.choices(cl))[1:]
            choice = next((str(one["display"]) for one in choices if one.get("selected")), "")
            if choice:
                told.append(f"{spec.title}: {choice}")
        return told


def _chunks(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while chunk := list(itertools.islice(rows, CHUNK_ROWS)):
        yield chunk
