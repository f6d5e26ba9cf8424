"""The list of commitments as a file: what the page shows, in its order, as far as the reader may read it."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from commitments import access, export, own_lists, past
from commitments.admin.as_of import AS_OF, moment_asked, said
from commitments.admin.commitment_columns import cells_of, chosen_from, heads_of
from commitments.admin.commitment_list import lines_of
from commitments.admin.commitment_views import OPEN, VIEWS, ViewFilter, today_of
from commitments.admin.doors import signed_in
from commitments.admin.given_out import given_out
from commitments.admin.lists import narrowed
from commitments.admin.tabs import VIEW
from commitments.errors import Refused
from commitments.models import Commitment
from commitments.vocabulary import Classification

# Of a page of the list, not of the list.
PAGING = ("p", "all", "e")


# How each kind of file is called where it is chosen.
LABELS: Mapping[str, Promise] = {
    "xlsx": gettext_lazy("Spreadsheet (XLSX)"),
    "csv": gettext_lazy("Plain table (CSV)"),
}


def export_menu(params: QueryDict) -> dict[str, Any]:
    """Give what the menu of the list needs: its files under the address of what is seen, and their limit."""
    kept = without_paging(params).urlencode()
    files = [
        {"label": label, "url": f"{reverse('admin:commitments_commitment_export', args=(ending,))}?{kept}"}
        for ending, label in LABELS.items()
    ]
    publication = f"{reverse('admin:commitments_commitment_publication')}?{kept}"
    return {"files": files, "publication": publication, "most_exported": f"{export.MOST_ROWS:,}"}


def without_paging(params: QueryDict) -> QueryDict:
    """Give what narrows the list, without what turns its pages."""
    kept = params.copy()
    for name in PAGING:
        kept.pop(name, None)
    return kept


class ExportPages:
    """Adds to the list of commitments its files."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(require_GET(self.export_view))  # type: ignore[attr-defined]
        own = path("export/<slug:ending>/", view, name="commitments_commitment_export")
        return [own, *super().get_urls()]  # type: ignore[misc]

    def export_view(self, request: HttpRequest, ending: str) -> HttpResponse:
        """Answer with the list as a file, and record who took it.

        A moment that cannot be shown leads back to the list, which says why: today's list is never given out
        as the past.
        """
        if ending not in export.FILES:
            raise Http404
        if not self.has_view_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        person, now = signed_in(request), timezone.now()
        request.GET = asked = without_paging(request.GET)  # type: ignore[assignment]
        page = reverse("admin:commitments_commitment_changelist")
        try:
            table, taken = self._at_its_moment(request, asked.get(AS_OF, ""), now)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(f"{page}?e=1")
        except Refused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(f"{page}?{asked.urlencode()}")
        kind = export.FILES[ending]
        params = {name: value for name, value in asked.items() if isinstance(value, str)}
        export.record(person, params, kind=ending, rows=len(table.rows), now=now, of=Commitment, **taken)
        return given_out(table, kind, _file_name(asked.get(VIEW, OPEN), asked.get(AS_OF, ""), now))

    def _at_its_moment(
        self, request: HttpRequest, as_of: str, now: datetime.datetime
    ) -> tuple[export.Table, dict[str, Any]]:
        if not as_of:
            return self._table(request, now)
        with past.standing_at(moment_asked(as_of), reader=signed_in(request)):
            return self._table(request, now)

    def _table(self, request: HttpRequest, now: datetime.datetime) -> tuple[export.Table, dict[str, Any]]:
        """Read the list, with its highest marking and its one partner.

        The number of queries does not depend on its rows.
        """
        person = signed_in(request)
        cl = narrowed(self, request)
        found = list(cl.queryset[: export.MOST_ROWS + 1])
        rows, is_cut = found[: export.MOST_ROWS], len(found) > export.MOST_ROWS
        access.restrict(rows, person)
        columns = chosen_from(own_lists.columns_of(person))
        lines = lines_of(rows, columns, person, today=today_of(request))
        highest = Classification(max((row.classification for row in rows), default=Classification.PUBLIC))
        marking, partners = str(highest.label).upper(), {row.country_id for row in rows}
        demo = [_("Demonstration data")] if any(row.country.is_demonstration for row in rows) else []
        taken = _("taken on %(moment)s (%(zone)s) by %(name)s") % {
            "moment": date_format(timezone.localtime(now), "DATETIME_FORMAT"),
            "zone": timezone.get_current_timezone_name(),
            "name": person,
        }
        told = [marking, *demo, *_narrowed(cl), taken, _how_many(len(rows), is_cut=is_cut)]
        return export.Table(
            title=capfirst(str(cl.opts.verbose_name_plural)),
            said=" · ".join(told),
            marking=marking,
            taken_by=str(person),
            taken_at=now,
            heads=heads_of(columns),
            rows=[cells_of(columns, line) for line in lines],
        ), {"highest": highest, "country": next(iter(partners)) if len(partners) == 1 else None}


def _narrowed(cl: ChangeList) -> list[str]:
    """Say which list it is: view, moment, search and filters."""
    view = next((str(label) for key, label in VIEWS if key == cl.params.get(VIEW, OPEN)), "")
    told = [f"{capfirst(str(cl.opts.verbose_name_plural))}: {view}"]
    moment = past.moment_standing()
    if moment is not None:
        told.append(_("as it stood on %(moment)s") % {"moment": said(moment)})
    if cl.query:
        told.append(_("search: “%(words)s”") % {"words": cl.query})
    for spec in cl.filter_specs:
        # The first choice is all of them, which narrows nothing.
        choices = [] if isinstance(spec, ViewFilter) else list(spec.choices(cl))[1:]
        choice = next((str(one["display"]) for one in choices if one.get("selected")), "")
        if choice:
            told.append(f"{spec.title}: {choice}")
    return told


def _how_many(count: int, *, is_cut: bool) -> str:
    if is_cut:
        return _("the first %(count)s; there are more: narrow the list to have them") % {
            "count": f"{count:,}"
        }
    return ngettext("%(n)d item", "%(n)d items", count) % {"n": count}


def _file_name(view: str, as_of: str, now: datetime.datetime) -> str:
    """Name a file by list, view and day; a moment of the past stands before the day it was taken."""
    known = view if view in dict(VIEWS) else OPEN
    moment = f"_as-of-{as_of.replace(':', '')}" if as_of else ""
    return f"commitments_{known}{moment}_{timezone.localdate(now).isoformat()}"
