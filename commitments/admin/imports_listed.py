"""The imports of a person as a file."""

import datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from commitments import access, export, imports
from commitments.admin.doors import signed_in
from commitments.admin.list_files import kind_in
from commitments.admin.plain_lists import PlainList, taken_out
from commitments.models import Import, User
from commitments.vocabulary import Classification

HEADS: tuple[Promise, ...] = (
    gettext_lazy("File"),
    gettext_lazy("From whom"),
    gettext_lazy("Its rows are"),
    gettext_lazy("Meeting"),
    pgettext_lazy("an import", "Where it stands"),
    gettext_lazy("Rows"),
    gettext_lazy("When"),
)


def whoever_may(request: HttpRequest) -> User:
    """Give the person who asks; for whoever brings nothing in there is no such page."""
    person = signed_in(request)
    if not imports.subjects_of(person):
        raise Http404
    return person


def brought_by(person: User) -> Any:
    """List what the person brought, the last first."""
    return access.rows(Import, person).select_related("meeting")


def list_file(request: HttpRequest, ending: str, language: str = "") -> HttpResponseBase:
    """Answer with the list as a file, and record who took it."""
    person, now = whoever_may(request), timezone.now()
    with kind_in(ending, language) as kind:
        rows = list(brought_by(person)[: export.MOST_ROWS + 1])
        meetings = [row.meeting for row in rows if row.meeting is not None]
        countries = {row.meeting.country_id if row.meeting is not None else None for row in rows}
        listed = PlainList(
            title=_("Imports"),
            name=f"imports_{timezone.localdate(now)}",
            heads=HEADS,
            rows=[_cells(row) for row in rows],
            highest=max([Classification.RESTRICTED, *(one.classification for one in meetings)]),
            of=Import,
            country=countries.pop() if len(countries) == 1 else None,
            asked={"of": "import"},
        )
        return taken_out(listed, kind, person, now)


def _cells(row: Import) -> tuple[export.Cell, ...]:
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
