"""A matrix that came back: what the partner wrote beside our words, and what became of each line."""

from dataclasses import dataclass
from typing import Any

from django.contrib.admin import display, register
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import access
from commitments.admin.base import RecordAdmin
from commitments.admin.doors import signed_in
from commitments.admin.remark_shown import RemarkShown, shown
from commitments.admin.site import site
from commitments.models import Commitment, MatrixReturn, PartnerRemark, User


@dataclass(frozen=True, slots=True)
class OfItem:
    """What they wrote about one item."""

    item: Commitment
    remarks: tuple[RemarkShown, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to know of the file as a whole; what was altered is told first, and loudly."""

    text: str
    lines: tuple[str, ...]
    is_alarm: bool = False


@register(MatrixReturn, site=site)
class MatrixReturnAdmin(RecordAdmin):
    """Lists returned matrices; shows one with what it says, line by line."""

    list_display = ("file_name", "of_matrix", "recorded_at", "recorded_by")
    list_display_links = ("file_name",)
    list_filter = ("matrix__country",)
    ordering = ("-pk",)
    search_fields = ("file_name", "matrix__reference")
    change_form_template = "admin/commitments/matrixreturn/change_form.html"
    teaches = gettext_lazy("Nothing here. Take in a matrix that a partner sent back, on its page.")
    fields = ()
    sortable_by = ("recorded_at",)
    shown_relations = ()
    page_relations = ()

    @display(description=gettext_lazy("matrix"))
    def of_matrix(self, obj: MatrixReturn) -> str:
        return obj.matrix.reference

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("matrix__country", "recorded_by")

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        returned: MatrixReturn = context["original"]
        person = signed_in(request)
        context |= {
            "returned": returned,
            "items": _by_item(returned, person),
            "notices": notices(returned, person),
        }
        return super().render_change_form(request, context, *args, **kwargs)


def _by_item(returned: MatrixReturn, person: User) -> list[OfItem]:
    """Group what the person may read by its item, what was altered of a clause first."""
    rows = access.rows(PartnerRemark, person).filter(returned=returned)
    found = rows.select_related("commitment__country", "commitment__outcome", "decided_by", "cleared_by")
    ordered = list(found.order_by("commitment__reference", "pk"))
    for row in ordered:
        row.returned = returned
    said: dict[int, list[RemarkShown]] = {}
    for one in shown(ordered, person):
        said.setdefault(one.item.pk, []).append(one)
    items = [OfItem(remarks[0].item, tuple(remarks)) for remarks in said.values()]
    altered = {*returned.found.get("altered", ())}
    return sorted(items, key=lambda one: one.item.reference not in altered)


def notices(returned: MatrixReturn, person: User) -> list[Notice]:
    """Say what holds of the file as a whole; of items that the person may not read nothing is named."""
    found = returned.found
    named = {*found.get("altered", ()), *found.get("missing", ())}
    rows = access.rows(Commitment, person).filter(reference__in=named)
    readable = set(rows.values_list("reference", flat=True))

    def of(name: str) -> tuple[str, ...]:
        return tuple(one for one in found.get(name, ()) if one in readable)

    told = [
        Notice(_("The wording of what was agreed was altered:"), of("altered"), is_alarm=True),
        Notice(_("These rows did not come back:"), of("missing")),
        Notice(
            _("These rows have a reference that the matrix did not hold:"), tuple(found.get("unknown", ()))
        ),
        Notice(_("These rows were added, without a reference of ours:"), tuple(found.get("added", ()))),
        Notice(_("These rows stand in the file a second time:"), tuple(found.get("twice", ()))),
    ]
    unnamed = [Notice(_("The file does not name its matrix."), ())] if found.get("unnamed") else []
    return [*(one for one in told if one.lines), *unnamed]
