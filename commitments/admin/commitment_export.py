"""The list of commitments as a file: the columns that the reader chose, at the moment that is asked for."""

import datetime
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse

from commitments import access, export, own_lists, past
from commitments.admin.as_of import AS_OF, moment_asked
from commitments.admin.commitment_columns import Column, Line, chosen_from
from commitments.admin.commitment_list import lines_of
from commitments.admin.commitment_views import OPEN, VIEWS, today_of
from commitments.admin.doors import signed_in
from commitments.admin.file_columns import FileColumn
from commitments.admin.file_menu import without_paging
from commitments.admin.list_files import ListFiles
from commitments.errors import Refused

LIST = "admin:commitments_commitment_changelist"


def publication_of(params: QueryDict) -> str:
    """Give the address that counts what of the list is cleared for publication."""
    return f"{reverse('admin:commitments_commitment_publication')}?{without_paging(params).urlencode()}"


def _chosen(request: HttpRequest) -> list[Column]:
    return chosen_from(own_lists.columns_of(signed_in(request)))


def _cell(column: Column, number: int, line: Line) -> export.Cell:
    return column.cells(line)[number]


class FilesOfItems(ListFiles):
    """Makes files of what the list of commitments shows, at the moment that its address names."""

    views = VIEWS
    usual_view = OPEN

    def at_its_moment(self, request: HttpRequest) -> AbstractContextManager[object]:
        """Let the items stand at the moment of the past that the address names."""
        as_of = request.GET.get(AS_OF, "")
        reader = signed_in(request)
        return past.standing_at(moment_asked(as_of), reader=reader) if as_of else nullcontext()

    def made(self, request: HttpRequest, kind: export.FileKind) -> HttpResponseBase:
        """Make the file of the list.

        A moment that cannot be shown leads back to the list, which says why: today's list is never given out
        as the past.
        """
        try:
            return super().made(request, kind)
        except Refused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(f"{reverse(LIST)}?{request.GET.urlencode()}")

    def file_name(self, request: HttpRequest, now: datetime.datetime) -> str:
        """Name a moment of the past before the day on which it was taken."""
        *named, day = super().file_name(request, now).split("_")
        as_of = request.GET.get(AS_OF, "").replace(":", "")
        return "_".join([*named, *([f"as-of-{as_of}"] if as_of else []), day])


class ExportPages(FilesOfItems):
    """Makes the file of commitments of the lines that the page shows."""

    def columns_of_file(self, request: HttpRequest) -> list[FileColumn]:
        """Give the columns that the person chose for the list, each with all its cells."""
        return [
            FileColumn(f"{column.name}_{number}", head, partial(_cell, column, number))
            for column in _chosen(request)
            for number, head in enumerate(column.heads)
        ]

    def read_for_file(self, rows: list[Any], request: HttpRequest) -> Sequence[Any]:
        """Put beside each item what the page shows of it."""
        person = signed_in(request)
        access.restrict(rows, person)
        return lines_of(rows, _chosen(request), person, today=today_of(request))
