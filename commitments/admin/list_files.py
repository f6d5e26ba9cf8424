"""Every list as a file: what its page shows, in its order, as far as the reader may read it."""

import datetime
import itertools
from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from commitments import access, export, past
from commitments.admin.as_of import said
from commitments.admin.doors import signed_in
from commitments.admin.file_columns import FileColumn, cells_of, columns_of, marks_of, shown_by
from commitments.admin.file_menu import file_paths, offered, without_paging
from commitments.admin.given_out import given_out
from commitments.admin.lists import narrowed
from commitments.admin.plain_lists import table_of
from commitments.admin.tabs import VIEW, Views
from commitments.models import Country, User
from commitments.models.spoken import spoken_in
from commitments.vocabulary import Classification

CHUNK_ROWS = 500


@dataclass(slots=True)
class Taken:
    """The rows of a file as they were read, how high they are marked, and whose they are."""

    rows: export.Rows
    highest: int = Classification.PUBLIC
    partners: set[int] = field(default_factory=set)
    is_of_none: bool = False
    is_cut: bool = False

    @property
    def partner(self) -> int | None:
        """Give the one partner of all rows; none where they are of several, or of none."""
        return next(iter(self.partners)) if len(self.partners) == 1 and not self.is_of_none else None


@contextmanager
def kind_in(ending: str, language: str) -> Iterator[export.FileKind]:
    """Give the kind of file that an address names, and speak its language meanwhile, else the reader's.

    Raises Http404 for a kind or a language that there is not.
    """
    if ending not in export.FILES or (language and language not in dict(settings.LANGUAGES)):
        raise Http404
    spoken = language or translation.get_language() or settings.LANGUAGE_CODE
    with translation.override(spoken), spoken_in(spoken):
        yield export.FILES[ending]


class ListFiles:
    """Adds to a list its files."""

    # The columns of the file; of those named alone, head and text are the list's. None: all of the list.
    file_columns: ClassVar[Sequence[str | FileColumn] | None] = None
    # What the columns of the file read beside `row_columns`.
    file_reads: ClassVar[Collection[str]] = ()
    # Lists of what has no marking by itself, and is not for everybody, are marked like this.
    least_marked: ClassVar[Classification] = Classification.PUBLIC
    views: Views = ()
    usual_view = ""
    opts: Any
    model: type[models.Model]

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(require_GET(self.export_view))  # type: ignore[attr-defined]
        name = f"commitments_{self.opts.model_name}_export"
        return [*file_paths("export/", view, name), *super().get_urls()]  # type: ignore[misc]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Offer the files of what is seen."""
        files = offered(f"{reverse(self.list_name)}export/", request.GET)
        shown: HttpResponse = super().changelist_view(request, {**files, **(extra_context or {})})  # type: ignore[misc]
        return shown

    # -- What a page says of its file
    def columns_of_file(self, request: HttpRequest) -> list[FileColumn]:
        """Give the columns of the file."""
        named = self.file_columns
        listed = self.get_list_display(request) if named is None else named  # type: ignore[attr-defined]
        return columns_of(self, listed, self.model)  # type: ignore[arg-type]

    def rows_of_file(self, cl: ChangeList, request: HttpRequest) -> models.QuerySet[Any]:
        """Give the rows of the list, with what the file needs of them."""
        columns = getattr(self, "row_columns", None)
        rows: models.QuerySet[Any] = cl.queryset
        if not columns:
            return rows
        return rows.only(*columns, *self.file_reads, *marks_of(self.model, self._shown()))

    def read_for_file(self, rows: list[Any], request: HttpRequest) -> Sequence[Any]:
        """Read what some rows lead to, in a few queries; give what the columns are made of."""
        access.restrict(rows, signed_in(request), self._shown())
        return rows

    def level_of_file(self, rows: Sequence[Any], person: User) -> int:
        """Give the highest marking of some rows and of what they show."""
        shown = self._shown()
        found = (getattr(one, "classification", 0) for row in rows for one in shown_by(row, shown))
        return max(found, default=Classification.PUBLIC)

    def _shown(self) -> set[str]:
        """Name the relations that the list shows."""
        names = {*(getattr(self, "shown_relations", None) or ())}
        columns = getattr(self, "row_columns", None)
        names |= {one.partition("__")[0] for one in columns or ()}
        keys = {key.name for key in access.relations(self.model)}
        is_named = columns or getattr(self, "shown_relations", None) is not None
        return names & keys if is_named else keys

    def _partner_of(self, row: Any, shown: Sequence[str]) -> int | None:
        found = (getattr(one, "country_id", None) for one in shown_by(row, shown))
        return next((key for key in found if key), None)

    # -- The file
    def export_view(self, request: HttpRequest, ending: str, language: str = "") -> HttpResponseBase:
        """Answer with the list as a file, and record who took it."""
        if not self.has_view_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        request.GET = without_paging(request.GET)  # type: ignore[assignment]
        with kind_in(ending, language) as kind:
            try:
                return self.made(request, kind)
            except IncorrectLookupParameters:
                return HttpResponseRedirect(f"{reverse(self.list_name)}?e=1")

    def listed(self, request: HttpRequest) -> Any:
        """Give the list as the address narrows it."""
        return narrowed(self, request)

    @property
    def list_name(self) -> str:
        """Name the address of the list."""
        return f"admin:commitments_{self.opts.model_name}_changelist"

    def at_its_moment(self, request: HttpRequest) -> AbstractContextManager[object]:
        """Let the records stand at the moment of the list while it is read."""
        return nullcontext()

    def made(self, request: HttpRequest, kind: export.FileKind) -> HttpResponseBase:
        """Make the file of what is asked for; a chunk of rows takes the same queries, few or many."""
        person, now = signed_in(request), timezone.now()
        title = capfirst(str(self.opts.verbose_name_plural))
        with closing(export.Rows()) as rows:
            with self.at_its_moment(request):
                cl, columns = self.listed(request), self.columns_of_file(request)
                taken = self._taken(request, cl, columns, rows)
                highest = Classification(max(taken.highest, self.least_marked))
                partners = access.rows(Country, person).filter(pk__in=taken.partners)
                is_demo = partners.filter(is_demonstration=True).exists()
                told = [*([_("Demonstration data")] if is_demo else []), *self._narrowed(cl, title)]
            heads = [column.title for column in columns]
            table = table_of(title, told, heads, rows, highest, is_cut=taken.is_cut, person=person, now=now)
            self._keep(request, kind, taken, highest, now)
            return given_out(table, kind, self.file_name(request, now))

    def _taken(
        self, request: HttpRequest, cl: ChangeList, columns: Sequence[FileColumn], into: export.Rows
    ) -> Taken:
        person, taken, shown = signed_in(request), Taken(into), sorted(self._shown())
        rows = self.rows_of_file(cl, request)[: export.MOST_ROWS + 1].iterator(chunk_size=CHUNK_ROWS)
        for chunk in _chunks(rows):
            room = export.MOST_ROWS - len(taken.rows)
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
        kind: export.FileKind,
        taken: Taken,
        highest: Classification,
        now: datetime.datetime,
    ) -> None:
        """Record who took which list, and how much of it."""
        asked = {name: value for name, value in request.GET.items() if isinstance(value, str)}
        asked["of"] = str(self.opts.model_name)
        export.record(
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
        """Name a file by list, view and day."""
        with translation.override("en"):
            name = slugify(str(self.opts.verbose_name_plural)).replace("-", "_")
        asked = request.GET.get(VIEW, "")
        view = asked if asked in dict(self.views) else self.usual_view
        return "_".join(one for one in (name, view, timezone.localdate(now).isoformat()) if one)

    def _narrowed(self, cl: ChangeList, title: str) -> list[str]:
        """Say which list it is: view, moment, search and filters."""
        asked = cl.params.get(VIEW, self.usual_view)
        view = next((str(label) for key, label in self.views if key == asked), "")
        told = [f"{title}: {view}" if self.views else title]
        moment = past.moment_standing()
        if moment is not None:
            told.append(_("as it stood on %(moment)s") % {"moment": said(moment)})
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
