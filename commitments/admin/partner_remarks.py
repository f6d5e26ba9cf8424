"""What the partners wrote in matrices: a list of what waits and what was decided, and its steps."""

from typing import Any

from django import forms
from django.contrib.admin import display, register
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from commitments.admin.base import RecordAdmin
from commitments.admin.doors import signed_in
from commitments.admin.file_columns import FileColumn
from commitments.admin.forms.commitment_dates import line
from commitments.admin.forms.plain import PlainForm
from commitments.admin.remark_shown import shown
from commitments.admin.site import site
from commitments.admin.steps import StepButton
from commitments.admin.tabs import BySteps, TabFilter
from commitments.exchange import deciding
from commitments.models import PartnerRemark, User
from commitments.vocabulary import RemarkState

WAITING, TO_CLEAR, DECIDED = "waiting", "to-clear", "decided"
VIEWS = ((WAITING, _("Waiting")), (TO_CLEAR, _("Answers to be cleared")), (DECIDED, _("Decided")))


def _answer() -> forms.CharField:
    return forms.CharField(
        label=_("Our remark for the next matrix"),
        required=False,
        max_length=deciding.LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A head clears it before it goes out."),
    )


class NoteForm(PlainForm):
    """A word of ours, where there is one."""

    answer = _answer()


class WhyForm(PlainForm):
    """What was done, or why it counts for nothing."""

    why = line(_("What was done, or why it is set aside"))
    answer = _answer()


def page_of(remark: PartnerRemark) -> str:
    """Lead to the returned matrix in which it stands."""
    return f"{reverse('admin:commitments_matrixreturn_change', args=(remark.returned_id,))}#r{remark.pk}"


def _is_open(remark: PartnerRemark, user: User) -> bool:
    return remark.state in deciding.OPEN


STEPS = (
    StepButton(
        "note",
        _("Take note"),
        deciding.note,
        deciding.why_not_note,
        offered=lambda remark, user: remark.state == RemarkState.WAITING,
        form=NoteForm,
        done=_("Taken note of. The next matrix carries it."),
        lands=page_of,
    ),
    StepButton(
        "act",
        _("Acted on"),
        deciding.act,
        deciding.why_not_decide,
        offered=_is_open,
        form=WhyForm,
        done=_("Marked as acted on. Nothing of the item was changed by that."),
        lands=page_of,
    ),
    StepButton(
        "set-aside",
        _("Set aside"),
        deciding.set_aside,
        deciding.why_not_decide,
        offered=_is_open,
        form=WhyForm,
        done=_("Set aside; nothing changed."),
        lands=page_of,
    ),
    StepButton(
        "clear",
        _("Clear our remark"),
        deciding.clear,
        deciding.why_not_clear,
        offered=lambda remark, user: bool(remark.answer) and remark.cleared_by_id is None,
        done=_("Cleared. The next matrix carries our remark."),
        lands=page_of,
    ),
)


class ViewFilter(TabFilter):
    """The views, drawn as tabs; without one, what waits."""

    views = VIEWS

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case str(view) if view == DECIDED:
                return queryset.exclude(state=RemarkState.WAITING)
            case str(view) if view == TO_CLEAR:
                return queryset.exclude(answer="").filter(cleared_by=None)
            case _:
                return queryset.filter(state=RemarkState.WAITING)


@register(PartnerRemark, site=site)
class PartnerRemarkAdmin(BySteps, RecordAdmin):
    """Lists what partners wrote; shows one beside our words, and takes what the desk makes of it."""

    list_display = ("about", "column", "theirs_begin", "matrix", "state", "decided_by")
    list_display_links = ("column",)
    file_columns = (
        FileColumn("about", _("about"), lambda remark: str(remark.commitment)),
        *("column", "ours", "theirs", "matrix", "state", "decided_by"),
    )
    list_filter = (ViewFilter, "commitment__country", "column")
    ordering = ("-pk",)
    search_fields = ("theirs", "commitment__reference", "commitment__title")
    change_form_template = "admin/commitments/partnerremark/change_form.html"
    change_list_template = "admin/commitments/chase/change_list.html"
    teaches = _("Nothing here. Take in a matrix that a partner sent back, on the page of that matrix.")
    fields = ()
    sortable_by = ("state",)
    shown_relations = ("commitment",)
    page_relations = ("commitment",)
    steps = STEPS
    views = VIEWS
    usual_view = WAITING

    @display(description=_("about"))
    def about(self, obj: PartnerRemark) -> str:
        url = reverse("admin:commitments_commitment_change", args=(obj.commitment_id,))
        return format_html('<a href="{}">{}</a>', url, obj.commitment)

    @display(description=_("what they wrote"))
    def theirs_begin(self, obj: PartnerRemark) -> str:
        return obj.theirs[:120]

    @display(description=_("matrix"))
    def matrix(self, obj: PartnerRemark) -> str:
        return str(obj.returned.matrix)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows.select_related("commitment__country", "returned__matrix", "decided_by", "cleared_by")

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        remark: PartnerRemark = context["original"]
        context |= {"one": shown([remark], signed_in(request))[0], "title": capfirst(str(remark))}
        return super().render_change_form(request, context, *args, **kwargs)
