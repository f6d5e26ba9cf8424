"""Joint follow-up matrices: made for a partner, exported as files, and returned; and their progress while
being made.
"""

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import display, register
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_GET, require_POST

from commitments import tasks
from commitments.access import querysets, rules, write_rules
from commitments.admin.base import RecordAdmin
from commitments.admin.lists import saved_file
from commitments.admin.permissions import key_of, signed_in
from commitments.admin.site import site
from commitments.enums import PacketState
from commitments.enums.parties import language_name
from commitments.errors import Refused
from commitments.files import checks
from commitments.models import Country, Matrix, Meeting, ReturnedMatrix, User
from commitments.tables import matrix_files, matrix_returns
from commitments.tables.matrix import MatrixContent, Proposed, build_matrix, content_of, list_languages
from commitments.tables.matrix_files import MEDIA
from commitments.tasks import enqueue


def waiting_urls(page: Any) -> list[Any]:
    """Return the addresses of a matrix's page while it is not ready."""
    view = page.admin_site.admin_view

    def progress(request: HttpRequest, object_id: str) -> HttpResponse:
        matrix = page.matrix(request, object_id)
        label = str(PacketState(matrix.state).label)
        told = {"state": matrix.state, "label": label, "is_under_way": matrix.is_under_way}
        return JsonResponse({**told, **how_far(matrix)})

    def again(request: HttpRequest, object_id: str) -> HttpResponse:
        return retry_matrix_files(request, page.matrix(request, object_id))

    def cancel(request: HttpRequest, object_id: str) -> HttpResponse:
        return cancel_matrix(request, page.matrix(request, object_id))

    name = "commitments_matrix"
    return [
        path("<path:object_id>/progress/", view(require_GET(progress)), name=f"{name}_progress"),
        path("<path:object_id>/cancel/", view(csrf_protect(require_POST(cancel))), name=f"{name}_cancel"),
        path("<path:object_id>/again/", view(csrf_protect(require_POST(again))), name=f"{name}_again"),
    ]


def how_far(matrix: Matrix) -> dict[str, Any]:
    """Return how many files of a matrix are made, as a number and in words."""
    done = sum(1 for ending in MEDIA if getattr(matrix, f"{ending}_sha256"))
    counts = {"done": done, "total": len(MEDIA)}
    if matrix.state == PacketState.REQUESTED:
        return {**counts, "told": _("waits for a worker")}
    return {**counts, "told": _("%(done)s of %(total)s files") % counts}


def cancel_matrix(request: HttpRequest, matrix: Matrix) -> HttpResponse:
    """Cancel the making of a matrix."""
    try:
        matrix_files.cancel_matrix(matrix, by=signed_in(request), now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    return HttpResponseRedirect(reverse("admin:commitments_matrix_change", args=(matrix.pk,)))


def retry_matrix_files(request: HttpRequest, matrix: Matrix) -> HttpResponse:
    """Ask once more for the files of a matrix."""
    try:
        matrix_files.retry_matrix(matrix, by=signed_in(request), now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        transaction.on_commit(partial(enqueue, matrix.pk, tasks.make_matrix))
    return HttpResponseRedirect(reverse("admin:commitments_matrix_change", args=(matrix.pk,)))


PAGE = "admin:commitments_matrix_change"
LABELS = {
    "docx": gettext_lazy("Document (DOCX)"),
    "xlsx": gettext_lazy("Spreadsheet (XLSX)"),
    "pdf": gettext_lazy("PDF"),
}


class LanguagesForm(forms.Form):
    """The two languages of a matrix; the second may be left out."""

    language = forms.ChoiceField(label=gettext_lazy("Language"))
    other = forms.ChoiceField(label=gettext_lazy("Other language"), required=False)

    def __init__(self, proposed: Proposed, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        offered = [(one, language_name(one)) for one in proposed.offered]
        first, *rest = [*proposed.languages, ""]
        for name, choices, initial in (
            ("language", offered, first),
            ("other", [("", gettext_lazy("none")), *offered], rest[0] if rest else ""),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices, field.initial = choices, initial

    def languages(self) -> tuple[str, ...]:
        """Return the selected languages, without repetition."""
        return tuple(dict.fromkeys(filter(None, (self.cleaned_data["language"], self.cleaned_data["other"]))))


@register(Matrix, site=site)
class MatrixAdmin(RecordAdmin):
    """Lists matrices; shows the content of one, exports its files, and takes returned ones."""

    list_display = ("reference", "country", "about", "rows", "state", "recorded_at", "recorded_by")
    list_display_links = ("reference",)
    list_filter = ("country",)
    ordering = ("-pk",)
    search_fields = ("reference",)
    change_form_template = "admin/commitments/matrix/change_form.html"
    change_list_template = "admin/commitments/matrix/change_list.html"
    teaches = gettext_lazy("Nothing here. Make one for a partner, or from the page of a meeting ahead.")
    fields = ()
    sortable_by = ("reference", "recorded_at")
    joined = ("country", "meeting", "recorded_by")
    may_add = may_change = False
    page_relations = ("country", "meeting")

    @display(description=gettext_lazy("meeting"))
    def about(self, obj: Matrix) -> str:
        return str(obj.meeting or "")

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            *waiting_urls(self),
            path("create/", view(csrf_protect(self.make_view)), name="commitments_matrix_make"),
            path(
                "<path:object_id>/file/<slug:ending>/",
                view(require_GET(self.file_view)),
                name="commitments_matrix_file",
            ),
            path(
                "<path:object_id>/return/",
                view(csrf_protect(require_POST(self.return_view))),
                name="commitments_matrix_return",
            ),
            *super().get_urls(),
        ]

    def describe_list(self, request: HttpRequest) -> dict[str, Any]:
        return {"partners": rules.countries_of(request.user)}

    # -- Making
    def make_view(self, request: HttpRequest) -> HttpResponse:
        """Show what a matrix would hold, and make it."""
        person = signed_in(request)
        country, meeting = _read_scope(request, person)
        if country is None or matrix_files.why_not_make(country, person) is not None:
            raise Http404
        try:
            return self._made_or_shown(request, person, country, meeting)
        except Refused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(reverse("admin:commitments_matrix_changelist"))

    def _made_or_shown(
        self, request: HttpRequest, person: User, country: Country, meeting: Meeting | None
    ) -> HttpResponse:
        asked = (str(request.GET.get("language", "")), str(request.GET.get("other", "")))
        offered = list_languages(country, person) if any(asked) else ()
        chosen = tuple(dict.fromkeys(one for one in asked if one in offered))
        proposed = build_matrix(country, person, chosen)
        form = LanguagesForm(proposed, request.POST if request.method == "POST" else None)
        trouble = ""
        if request.method == "POST" and form.is_valid():
            try:
                made = matrix_files.request_matrix(
                    country, form.languages(), meeting=meeting, by=person, now=timezone.now()
                )
            except Refused as refused:
                trouble = str(refused)
            else:
                transaction.on_commit(partial(enqueue, made.pk, tasks.make_matrix))
                return HttpResponseRedirect(reverse(PAGE, args=(made.pk,)))
        today = timezone.localdate(timezone.now())
        content = None
        if proposed.releases:
            content = content_of(proposed, reference="", today=today)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Make a joint follow-up matrix"),
            "country": country,
            "meeting": meeting,
            "proposed": proposed,
            "table": _table(content) if content else None,
            "form": form,
            "trouble": trouble,
        }
        return TemplateResponse(request, "admin/commitments/matrix/make.html", context)

    # -- The page
    def describe(self, request: HttpRequest, record: Matrix) -> dict[str, Any]:
        matrix = record
        person, trouble, kept = signed_in(request), "", list[str]()
        try:
            content: MatrixContent | None = matrix_files.content_of(matrix)
        except Refused as refused:
            content, trouble = None, str(refused)
        returns = querysets.list_parts(matrix, ReturnedMatrix, person).filter(matrix=matrix)
        own = matrix_files.why_not_make(matrix.country, person) is None
        if content is not None:
            kept = matrix_files.list_now_confidential(content)
            content = matrix_files.lines_for(content, person)
        return {
            "matrix": matrix,
            "languages": [language_name(one) for one in (matrix.language, matrix.other_language) if one],
            "files": [
                (ending, label, getattr(matrix, f"{ending}_sha256")) for ending, label in LABELS.items()
            ],
            "progress": how_far(matrix),
            "may_take": own and matrix.is_ready and content is not None and not kept,
            "may_cancel": own and matrix.is_under_way,
            "is_cancelled": matrix.state == PacketState.CANCELLED,
            "may_ask_again": own and matrix.state in (PacketState.FAILED, PacketState.CANCELLED),
            "is_kept": bool(kept),
            "may_return": own and matrix.is_ready,
            "table": _table(content) if content else None,
            "returns": returns.select_related("recorded_by").order_by("-pk"),
            "trouble": trouble,
            "accepted": matrix_returns.ACCEPTED,
        }

    def matrix(self, request: HttpRequest, object_id: str) -> Matrix:
        """Return the matrix of an address, through the access policy; raises 404 where it is hidden or
        missing.
        """
        found: Matrix = self.get_object(request, unquote(object_id))
        return found

    def file_view(self, request: HttpRequest, object_id: str, ending: str) -> HttpResponse:
        """Return one file of a matrix, and record who exported it."""
        matrix = self.matrix(request, object_id)
        if ending not in MEDIA:
            raise Http404
        try:
            content = matrix_files.export_file(matrix, ending, by=signed_in(request), now=timezone.now())
        except Refused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(reverse(PAGE, args=(matrix.pk,)))
        return saved_file(content, MEDIA[ending], f"{matrix.reference}.{ending}")

    def return_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Take in what the partner sent back; the same file again leads to what was made of it."""
        matrix = self.matrix(request, object_id)
        page = reverse(PAGE, args=(matrix.pk,))
        given = request.FILES.get("file")
        if given is None:
            messages.error(request, _("Choose the file that came back."))
            return HttpResponseRedirect(page)
        if (given.size or 0) > checks.MOST_BYTES:
            messages.error(request, _("The file is larger than 25 MB. A matrix is smaller."))
            return HttpResponseRedirect(page)
        try:
            returned = matrix_returns.import_matrix(
                matrix, given.name or "", given.read(), by=signed_in(request), now=timezone.now()
            )
        except Refused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(page)
        return HttpResponseRedirect(reverse("admin:commitments_returnedmatrix_change", args=(returned.pk,)))


def _read_scope(request: HttpRequest, person: User) -> tuple[Country | None, Meeting | None]:
    """Return the partner, and the meeting, of the address, if the person records for them."""
    if not write_rules.may_write(person, Matrix):
        raise PermissionDenied
    key = key_of(request.GET.get("meeting", ""))
    if key is not None:
        meeting = querysets.list_readable(Meeting, person).select_related("country").filter(pk=key).first()
        return (meeting.country, meeting) if meeting else (None, None)
    key = key_of(request.GET.get("country", ""))
    return rules.countries_of(person).filter(pk=key).first() if key is not None else None, None


def _table(content: MatrixContent) -> dict[str, Any]:
    """Return headings and rows for the page, each text with its language."""
    languages = content.languages_of_columns()
    heads = [(head, language) for (_name, head), language in zip(content.columns(), languages, strict=True)]
    return {
        "heads": heads,
        "rows": [list(zip(row, languages, strict=True)) for row in content.rows()],
    }
