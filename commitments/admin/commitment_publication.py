"""The list of commitments for publication: what was cleared of it, and how many items are left out."""

from http import HTTPStatus
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_GET

from commitments import access, export, releases
from commitments.admin.as_of import AS_OF, without_moment
from commitments.admin.commitment_export import ExportPages
from commitments.admin.doors import signed_in
from commitments.admin.file_menu import LABELS, without_paging
from commitments.admin.given_out import given_out
from commitments.admin.lists import narrowed
from commitments.models import Commitment, Release
from commitments.vocabulary import Classification

LANGUAGE = "language"


class ReleaseFilter(SimpleListFilter):
    """Whether something of the item is cleared for publication, and whether the item has changed since."""

    title = gettext_lazy("for publication")
    parameter_name = "published"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("cleared", gettext_lazy("cleared")),
            ("changed", gettext_lazy("changed since")),
            ("none", gettext_lazy("none")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return releases.with_release(queryset, str(self.value() or ""))


class PublicationPages(ExportPages):
    """Adds to the list of commitments its public export, and the page that counts what is left out."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view  # type: ignore[attr-defined]
        return [
            path(
                "publication/",
                view(require_GET(self.publication_view)),
                name="commitments_commitment_publication",
            ),
            path(
                "publication/<slug:language>/<slug:ending>/",
                view(require_GET(self.published_view)),
                name="commitments_commitment_published",
            ),
            *super().get_urls(),
        ]

    def _listed(self, request: HttpRequest) -> QuerySet[Commitment]:
        """Give the items of the list that was asked for, as far as the person records for their partners."""
        person = signed_in(request)
        if not access.may_write(person, Commitment):
            raise PermissionDenied
        request.GET = without_paging(request.GET)  # type: ignore[assignment]
        try:
            found = narrowed(self, request).queryset
        except IncorrectLookupParameters as error:
            raise Http404 from error
        return access.rows(Commitment, person).filter(
            pk__in=found.order_by().values("pk"), country__in=access.countries_of(person)
        )

    def _of_a_past_day(self, request: HttpRequest) -> HttpResponse | None:
        """Refuse to publish what was cleared on a past day, since it may have been withdrawn or changed.

        Today by the reader's clock is no past day: it is taken out of the address.
        """
        asked = request.GET.get(AS_OF, "").strip()
        if asked == timezone.localdate().isoformat():
            request.GET = QueryDict(without_moment(request.GET))
            return None
        if not asked:
            return None
        if not access.may_write(signed_in(request), Commitment):
            raise PermissionDenied
        listed, publication = (
            reverse(f"admin:commitments_commitment_{name}") for name in ("changelist", "publication")
        )
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": _("For publication"),
            "of_today": f"{publication}?{without_moment(request.GET)}",
            "back": f"{listed}?{request.GET.urlencode()}",
        }
        template = "admin/commitments/commitment/publication.html"
        return TemplateResponse(request, template, context, status=HTTPStatus.CONFLICT)

    def publication_view(self, request: HttpRequest) -> HttpResponse:
        """Say before anything is taken how many items are cleared in each language, and how many are not."""
        if (refused := self._of_a_past_day(request)) is not None:
            return refused
        items = self._listed(request)
        total, query = items.count(), request.GET.urlencode()
        choices = []
        for language in releases.languages(items):
            count = releases.published(items, language).count()
            files = [
                {
                    "label": label,
                    "url": reverse("admin:commitments_commitment_published", args=(language, ending))
                    + (f"?{query}" if query else ""),
                }
                for ending, label in LABELS.items()
            ]
            choices.append({"language": language, "count": count, "left_out": total - count, "files": files})
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": _("For publication"),
            "choices": choices,
            "total": total,
            "back": reverse("admin:commitments_commitment_changelist") + (f"?{query}" if query else ""),
        }
        return TemplateResponse(request, "admin/commitments/commitment/publication.html", context)

    def published_view(self, request: HttpRequest, language: str, ending: str) -> HttpResponseBase:
        """Answer with what was cleared in one language, in that language where it is one of ours."""
        if ending not in export.FILES:
            raise Http404
        if (refused := self._of_a_past_day(request)) is not None:
            return refused
        items, person, now = self._listed(request), signed_in(request), timezone.now()
        rows = list(releases.published(items, language)[: export.MOST_ROWS])
        if not rows:
            return HttpResponseRedirect(reverse("admin:commitments_commitment_publication"))
        with override(language):
            title = _("Commitments, as published")
            day = date_format(timezone.localdate(now))
            table = export.Table(
                title=title,
                said=f"{title} · {day}",
                marking=str(Classification.PUBLIC.label).upper(),
                # Who took it is in the history; what goes outside names no officer.
                taken_by="",
                taken_at=now,
                heads=(_("Reference"), _("Partner"), _("Commitment"), _("Status"), _("Date")),
                rows=[
                    (
                        row.commitment.reference,
                        str(row.commitment.country),
                        row.wording,
                        capfirst(row.get_status_display()),
                        row.due,
                    )
                    for row in rows
                ],
            )
        kind = export.FILES[ending]
        partners = {row.commitment.country_id for row in rows}
        export.record(
            person,
            {"publication": language},
            kind=ending,
            rows=len(rows),
            highest=Classification.PUBLIC,
            now=now,
            of=Release,
            country=partners.pop() if len(partners) == 1 else None,
        )
        return given_out(table, kind, f"commitments_public_{language}_{timezone.localdate(now).isoformat()}")
