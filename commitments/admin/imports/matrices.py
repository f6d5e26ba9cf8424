"""Joint follow-up matrices: made for a partner, exported as files, and returned; and their progress while
being made.
"""

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import display, register
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import tasks
from commitments.access import querysets, scopes, write_rules
from commitments.admin.base import RecordAdmin
from commitments.admin.lists import saved_file
from commitments.admin.pages import ActionPage, FoundPage, NounPage, RecordPage
from commitments.admin.permissions import key_of
from commitments.admin.site import site
from commitments.enums import UNPRINTED_STATES, PacketState
from commitments.enums.parties import language_name
from commitments.errors import Refused
from commitments.files import checks
from commitments.models import Country, Matrix, Meeting, ReturnedMatrix, User
from commitments.packets.failures import translate_failure
from commitments.tables import matrix_files, matrix_returns
from commitments.tables.matrix import MatrixContent, Proposed, build_matrix, content_of, list_languages
from commitments.tables.matrix_files import MEDIA
from commitments.tasks import enqueue


def how_far(matrix: Matrix) -> dict[str, Any]:
    """Return how many files of a matrix are made, as a number and in words."""
    done = sum(1 for ending in MEDIA if getattr(matrix, f"{ending}_sha256"))
    counts = {"done": done, "total": len(MEDIA)}
    if matrix.state == PacketState.REQUESTED:
        return {**counts, "told": _("waiting to start")}
    return {**counts, "told": _("%(done)s of %(total)s files created") % counts}


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


class MakeMatrixPage(NounPage):
    """What a matrix would hold, in the languages of the form; makes it."""

    route, name = "create/", "make"

    title = gettext_lazy("Create joint follow-up matrix")
    template_name = "admin/commitments/matrix/make.html"
    trouble = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Go back to the list where no matrix can be made of the record."""
        country, _meeting = self.scope
        if country is None or matrix_files.why_not_make(country, self.person) is not None:
            raise Http404
        try:
            return super().dispatch(request, *args, **kwargs)
        except Refused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(reverse("admin:commitments_matrix_changelist"))

    @cached_property
    def scope(self) -> tuple[Country | None, Meeting | None]:
        return _read_scope(self.request, self.person)

    @cached_property
    def proposed(self) -> Proposed:
        """What the matrix would hold, in the languages of the address."""
        country, _meeting = self.scope
        assert country is not None
        asked = (str(self.request.GET.get("language", "")), str(self.request.GET.get("other", "")))
        offered = list_languages(country, self.person) if any(asked) else ()
        return build_matrix(
            country, self.person, tuple(dict.fromkeys(one for one in asked if one in offered))
        )

    @cached_property
    def form(self) -> LanguagesForm:
        return LanguagesForm(self.proposed, self.request.POST if self.request.method == "POST" else None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        country, meeting = self.scope
        content = None
        if self.proposed.releases:
            content = content_of(self.proposed, reference="", today=timezone.localdate(self.now))
        shown = {
            "country": country,
            "meeting": meeting,
            "proposed": self.proposed,
            "table": _table(content) if content else None,
            "form": self.form,
            "trouble": self.trouble,
        }
        return super().get_context_data(**shown | kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        country, meeting = self.scope
        if country is not None and self.form.is_valid():
            try:
                made = matrix_files.request_matrix(
                    country, self.form.languages(), meeting=meeting, by=self.person, now=self.now
                )
            except Refused as refused:
                self.trouble = str(refused)
            else:
                transaction.on_commit(partial(enqueue, made.pk, tasks.make_matrix))
                return HttpResponseRedirect(reverse(PAGE, args=(made.pk,)))
        return self.render_to_response(self.get_context_data())


class MatrixPage(RecordPage):
    """One matrix: its content, its files, and what came back."""

    template_name = "admin/commitments/matrix/change_form.html"
    shown_relations = ("country", "meeting")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        matrix: Matrix = self.record
        person, trouble, kept = self.person, "", list[str]()
        try:
            content: MatrixContent | None = matrix_files.content_of(matrix)
        except Refused as refused:
            content, trouble = None, str(refused)
        returns = querysets.list_parts(matrix, ReturnedMatrix, person).filter(matrix=matrix)
        own = matrix_files.why_not_make(matrix.country, person) is None
        if content is not None:
            kept = matrix_files.list_now_confidential(content)
            content = matrix_files.lines_for(content, person)
        shown = {
            "matrix": matrix,
            "languages": [language_name(one) for one in (matrix.language, matrix.other_language) if one],
            "files": [
                (ending, label, getattr(matrix, f"{ending}_sha256")) for ending, label in LABELS.items()
            ],
            "progress": how_far(matrix),
            "may_take": own and matrix.is_ready and content is not None and not kept,
            "may_cancel": own and matrix.is_under_way,
            "failure": translate_failure(matrix.failure),
            "is_cancelled": matrix.state == PacketState.CANCELLED,
            "may_ask_again": own and matrix.state in UNPRINTED_STATES,
            "is_kept": bool(kept),
            "may_return": own and matrix.is_ready,
            "table": _table(content) if content else None,
            "returns": returns.select_related("recorded_by").order_by("-pk"),
            "trouble": trouble,
            "accepted": matrix_returns.ACCEPTED,
        }
        return super().get_context_data(**shown | kwargs)


class MatrixProgress(FoundPage):
    """How many files of a matrix are made, for the page that waits."""

    route, name = "<path:object_id>/progress/", "progress"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        matrix: Matrix = self.record
        label = str(PacketState(matrix.state).label)
        told = {"state": matrix.state, "label": label, "is_under_way": matrix.is_under_way}
        return JsonResponse({**told, **how_far(matrix)})


class MatrixAction(ActionPage, FoundPage):
    """A step of a matrix."""

    def find_way_back(self) -> str:
        return self.address("change")


class CancelMatrix(MatrixAction):
    """Cancels the making of a matrix."""

    route, name = "<path:object_id>/cancel/", "cancel"

    def act(self) -> None:
        matrix_files.cancel_matrix(self.record, by=self.person, now=self.now)


class RetryMatrix(MatrixAction):
    """Asks once more for the files of a matrix."""

    route, name = "<path:object_id>/again/", "again"

    def act(self) -> None:
        matrix_files.retry_matrix(self.record, by=self.person, now=self.now)
        transaction.on_commit(partial(enqueue, self.record.pk, tasks.make_matrix))


class MatrixFile(MatrixAction):
    """One file of a matrix, with the record of who exported it."""

    route, name = "<path:object_id>/file/<slug:ending>/", "file"

    http_method_names = ["get", "options"]

    def act(self) -> HttpResponse:
        matrix, ending = self.record, self.kwargs["ending"]
        if ending not in MEDIA:
            raise Http404
        content = matrix_files.export_file(matrix, ending, by=self.person, now=self.now)
        return saved_file(content, MEDIA[ending], f"{matrix.reference}.{ending}")

    get = ActionPage.post


class ReturnMatrix(MatrixAction):
    """Takes in what the partner sent back; the same file again leads to what was made of it."""

    route, name = "<path:object_id>/return/", "return"

    def act(self) -> HttpResponse:
        matrix, given = self.record, self.request.FILES.get("file")
        if given is None:
            raise Refused(_("Select the returned file."), "no_file")
        if (given.size or 0) > checks.MOST_BYTES:
            raise Refused(
                _(
                    "The file is larger than 25 MB. Check that it is the returned matrix. If it is, "
                    "reduce the size of the file, then select it again."
                ),
                "too_big",
            )
        returned = matrix_returns.import_matrix(
            matrix, given.name or "", given.read(), by=self.person, now=self.now
        )
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
    return scopes.countries_of(person).filter(pk=key).first() if key is not None else None, None


def _table(content: MatrixContent) -> dict[str, Any]:
    """Return headings and rows for the page, each text with its language."""
    languages = content.languages_of_columns()
    heads = [(head, language) for (_name, head), language in zip(content.columns(), languages, strict=True)]
    return {
        "heads": heads,
        "rows": [list(zip(row, languages, strict=True)) for row in content.rows()],
    }


@register(Matrix, site=site)
class MatrixAdmin(RecordAdmin):
    """Lists matrices, and makes them for a partner."""

    list_display = ("reference", "country", "about", "rows", "state", "recorded_at", "recorded_by")
    list_display_links = ("reference",)
    list_filter = ("country",)
    ordering = ("-pk",)
    search_fields = ("reference",)
    change_list_template = "admin/commitments/matrix/change_list.html"
    fields = ()
    sortable_by = ("reference", "recorded_at")
    joined = ("country", "meeting", "recorded_by")
    may_add = may_change = False
    pages = (
        *(MakeMatrixPage, MatrixPage, MatrixProgress, CancelMatrix, RetryMatrix),
        *(MatrixFile, ReturnMatrix),
    )

    @display(description=gettext_lazy("meeting"))
    def about(self, obj: Matrix) -> str:
        return str(obj.meeting or "")

    def describe_list(self, request: HttpRequest) -> dict[str, Any]:
        return {"partners": scopes.countries_of(request.user)}
