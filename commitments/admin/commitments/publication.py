"""Public releases: written on a page of their own, approved and withdrawn; and the export of a list for
publication.

The export shows how many items are left out. Also the progress updates of the items on a list, as a file that
can be imported again.
"""

from http import HTTPStatus
from typing import Any, cast

from django import forms
from django.contrib.admin import SimpleListFilter, display, register
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy, override
from django.utils.translation import gettext_lazy as _

from commitments.access import querysets, scopes, write_rules
from commitments.admin.as_of import AS_OF, without_moment
from commitments.admin.base import RecordAdmin
from commitments.admin.commitments.list import LIST, FilesOfItems, publication_of
from commitments.admin.commitments.records import list_unpublished
from commitments.admin.commitments.step_forms import ReasonForm
from commitments.admin.list_exports import (
    LABELS,
    FileColumn,
    FileOffered,
    file_paths,
    files_of,
    list_import_columns,
    without_paging,
)
from commitments.admin.lists import build_change_list, build_table_response
from commitments.admin.pages import NounPage
from commitments.admin.permissions import signed_in
from commitments.admin.site import site
from commitments.admin.steps import StepButton
from commitments.enums import Classification, ImportSubject, ReleaseState
from commitments.lifecycle import publication
from commitments.models import Commitment, ProgressUpdate, Release
from commitments.models.accounts import list_name_columns
from commitments.records import current_steps
from commitments.tables import exporter

# No key is longer.
LONGEST_KEY = 19


class ReleaseForm(forms.ModelForm[Release]):
    """The public text of a commitment in one language."""

    class Meta:
        model = Release
        fields = ("commitment", "language", "wording", "status", "due")
        widgets = {
            "wording": forms.Textarea(attrs={"rows": 5, "class": "record wide"}),
            "due": forms.TextInput(attrs={"class": "vTextField"}),
        }


@register(Release, site=site)
class ReleaseAdmin(RecordAdmin):
    """Lists approved releases, and those whose item has changed since."""

    form = ReleaseForm
    answers_as_of = True
    list_display = ("commitment", "language", "state", "status", "approved_by", "is_changed")
    list_filter = ("state", "language")
    row_columns = (
        *("language", "state", "status", "facts"),
        *("commitment", "commitment__reference", "commitment__title", "commitment__state"),
        *("commitment__strength", "commitment__deadline", "commitment__outcome__clause"),
        *list_name_columns("approved_by"),
    )
    search_fields = ("wording", "commitment__reference", "commitment__title")
    joined = ("commitment__country", "commitment__outcome", "approved_by", "recorded_by")
    ordering = ("-pk",)
    fieldsets = ((None, {"fields": ("commitment", ("language", "status"), "wording", "due")}),)
    steps = (
        StepButton(
            "clear",
            _("Approve for publication"),
            publication.approve_release,
            publication.why_not_clear,
            offered=lambda release, user: release.state == ReleaseState.DRAFT,
            done=_("Approved for publication. Public exports now use this wording."),
        ),
        StepButton(
            "withdraw",
            _("Withdraw from publication"),
            publication.withdraw_release,
            publication.why_not_withdraw,
            offered=lambda release, user: release.state == ReleaseState.APPROVED,
            form=ReasonForm,
            done=_("Withdrawn from publication. Public exports no longer use this wording."),
        ),
    )

    @display(description=_("changed since approval"))
    def is_changed(self, obj: Release) -> str:
        return capfirst(gettext("yes") if publication.has_changed(obj) else gettext("no"))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin in a language that has no version yet, with the clause if it is in that language."""
        asked = str(request.GET.get("commitment", ""))
        key = int(asked) if asked.isdecimal() and len(asked) < LONGEST_KEY else 0
        rows = querysets.list_readable(Commitment, request.user).filter(pk=key)
        item = rows.select_related("outcome", "country").first()
        if item is None:
            return {}
        missing = list_unpublished(
            item, querysets.list_parts(item, Release, request.user).filter(commitment=item)
        )
        own = item.outcome.language
        language = own if own in missing else next(iter(missing), "")
        words = publication.first_words(item, signed_in(request)) if language == own else ""
        status = publication.completion_of(item)
        return {"commitment": item.pk, "language": language, "wording": words, "status": status}

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = db_field.formfield(**kwargs)
        if db_field.name == "commitment":
            field.queryset = field.queryset.filter(country__in=scopes.countries_of(request.user))
            field.widget = forms.HiddenInput()
        return field

    def create(self, request: HttpRequest, obj: Model, form: ModelForm[Any]) -> None:
        assert isinstance(obj, Release)
        publication.create_release(obj, by=signed_in(request), now=timezone.now())

    def change(self, request: HttpRequest, obj: Model, values: dict[str, Any], form: ModelForm[Any]) -> None:
        """Write the text; an approved release is a draft again."""
        assert isinstance(obj, Release)
        filed = (
            querysets.list_readable(Release, request.user)
            .select_related("commitment__country")
            .get(pk=obj.pk)
        )
        publication.change_release(
            filed, values, expected=obj.version, by=signed_in(request), now=timezone.now()
        )


LANGUAGE = "language"


class ReleaseFilter(SimpleListFilter):
    """Whether a release of the item is approved, and whether the item has changed since."""

    title = gettext_lazy("for publication")
    parameter_name = "published"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("cleared", gettext_lazy("approved for publication")),
            ("changed", gettext_lazy("later changes")),
            ("none", gettext_lazy("none")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return publication.with_release(queryset, str(self.value() or ""))


class PublicPage(NounPage):
    """About what may be published of the items of the list."""

    http_method_names = ["get"]
    answers_as_of = True
    title = _("For publication")
    template_name = "admin/commitments/commitment/publication.html"

    def find_items(self) -> QuerySet[Commitment]:
        """Return the items of the current list for whose partners the person records."""
        if not write_rules.may_write(self.person, Commitment):
            raise PermissionDenied
        self.request.GET = without_paging(self.request.GET)  # type: ignore[assignment]
        try:
            found = build_change_list(self.noun, self.request).queryset
        except IncorrectLookupParameters as error:
            raise Http404 from error
        return querysets.list_readable(Commitment, self.person).filter(
            pk__in=found.order_by().values("pk"), country__in=scopes.countries_of(self.person)
        )

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse to publish what was cleared on a past day, since it may have been withdrawn or changed.

        Today by the reader's clock is no past day: it is taken out of the address.
        """
        asked = request.GET.get(AS_OF, "").strip()
        if asked == timezone.localdate().isoformat():
            request.GET = QueryDict(without_moment(request.GET))
            return super().dispatch(request, *args, **kwargs)
        if not asked:
            return super().dispatch(request, *args, **kwargs)
        if not write_rules.may_write(self.person, Commitment):
            raise PermissionDenied
        publication_page = reverse("admin:commitments_commitment_publication")
        context = self.get_context_data(
            of_today=f"{publication_page}?{without_moment(request.GET)}",
            back=f"{reverse(LIST)}?{request.GET.urlencode()}",
        )
        return self.render_to_response(context, status=HTTPStatus.CONFLICT)


class PublicationPage(PublicPage):
    """Shows before an export how many items are approved in each language, and how many are not."""

    route, name = "publication/", "publication"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        items = self.find_items()
        total, query = items.count(), request.GET.urlencode()
        asked = f"?{query}" if query else ""
        choices = []
        for language in publication.list_approved_languages(items):
            count = publication.list_published(items, language).count()
            at = "admin:commitments_commitment_published"
            files = [
                {"label": label, "url": reverse(at, args=(language, ending)) + asked}
                for ending, label in LABELS.items()
            ]
            choices.append({"language": language, "count": count, "left_out": total - count, "files": files})
        context = self.get_context_data(choices=choices, total=total, back=reverse(LIST) + asked)
        return self.render_to_response(context)


class PublishedFile(PublicPage):
    """What was cleared in one language as a file, in that language where it is one of ours."""

    route, name = "publication/<slug:language>/<slug:ending>/", "published"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if kwargs["ending"] not in exporter.FILES:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        language, ending = kwargs["language"], kwargs["ending"]
        rows = list(publication.list_published(self.find_items(), language)[: exporter.MOST_ROWS])
        if not rows:
            return HttpResponseRedirect(reverse("admin:commitments_commitment_publication"))
        with override(language):
            title = gettext("Published commitments")
            day = date_format(timezone.localdate(self.now))
            table = exporter.ExportTable(
                title=title,
                said=f"{title} · {day}",
                marking=str(Classification.PUBLIC.label).upper(),
                # Who took it is in the history; what goes outside names no officer.
                taken_by="",
                taken_at=self.now,
                heads=(
                    gettext("Reference"),
                    gettext("Partner"),
                    gettext("Commitment"),
                    gettext("Implementation status"),
                    gettext("Due date"),
                ),
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
        kind = exporter.FILES[ending]
        partners = {row.commitment.country_id for row in rows}
        exporter.record_export(
            self.person,
            {"publication": language},
            kind=ending,
            rows=len(rows),
            highest=Classification.PUBLIC,
            now=self.now,
            of=Release,
            country=partners.pop() if len(partners) == 1 else None,
        )
        answer = build_table_response(
            table, kind, f"commitments_public_{language}_{timezone.localdate(self.now).isoformat()}"
        )
        return cast(HttpResponse, answer)


COLUMNS: tuple[str | FileColumn, ...] = (
    *list_import_columns(
        ImportSubject.UPDATES,
        {
            "reference": lambda update: update.commitment.reference,
            "reported_on": lambda update: update.reported_on,
            "health": lambda update: capfirst(str(update.get_health_display())),
            "side": lambda update: capfirst(str(update.get_side_display())),
            "text": lambda update: update.text,
            "next_step": lambda update: update.next_step,
            "next_step_owner": lambda update: update.next_step_owner,
            "next_step_on": lambda update: update.next_step_on,
        },
    ),
    FileColumn(
        "next_step_result",
        _("result of the next step"),
        lambda update: capfirst(str(update.get_next_step_result_display())),
    ),
    FileColumn("title", _("short title"), lambda update: update.commitment.title),
    "classification",
    FileColumn("recorded_by", _("recorded by"), lambda update: update.recorded_by or ""),
)


class UpdatesOfList(FilesOfItems, RecordAdmin):
    """The file of the updates; the list is that of the commitments, and has no page of its own."""

    list_name = LIST
    file_columns = COLUMNS
    shown_relations = ("commitment", "recorded_by", *current_steps.READ_WITH)
    of: RecordAdmin

    def listed(self, request: HttpRequest) -> Any:
        return build_change_list(self.of, request)

    def rows_of_file(self, cl: ChangeList, request: HttpRequest) -> QuerySet[Any]:
        """Return the updates that the reader may read of all items of the list, by item and day."""
        rows = querysets.list_readable(ProgressUpdate, signed_in(request))
        of_list = rows.filter(commitment__in=cl.queryset.order_by().values("pk"))
        in_order = of_list.order_by("commitment__reference", "reported_on", "pk")
        return in_order.select_related("commitment", "recorded_by", *current_steps.READ_WITH)


class UpdatesFile(NounPage):
    """The updates of what the list of commitments shows as a file, with the record of who took it."""

    http_method_names = ["get"]
    answers_as_of = True

    @classmethod
    def urls(cls, noun: Any) -> list[URLPattern]:
        view = cls.view(noun.admin_site, noun=noun)
        return file_paths("updates/", view, "commitments_commitment_updates")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        page = UpdatesOfList(ProgressUpdate, self.admin_site)
        page.of = cast(RecordAdmin, self.noun)
        return cast(HttpResponse, page.export_view(request, kwargs["ending"], kwargs.get("language", "")))


def more_files(params: QueryDict) -> dict[str, str | list[FileOffered]]:
    """Return the further entries of the file menu: updates, and what may be published."""
    updates = files_of(f"{reverse(LIST)}updates/", params)
    return {"publication": publication_of(params), "update_files": updates}
