"""The answers from mails: those that wait for the desk and those decided, and a page to decide one."""

from typing import Any

from django import forms
from django.contrib.admin import display, register
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from commitments.admin.answer_shown import answer_shown
from commitments.admin.base import RecordAdmin
from commitments.admin.commitment_views import today_of
from commitments.admin.file_columns import FileColumn
from commitments.admin.forms.commitment_dates import line
from commitments.admin.forms.plain import PlainForm
from commitments.admin.site import site
from commitments.admin.steps import StepButton
from commitments.admin.tabs import BySteps, TabFilter
from commitments.models import MailAnswer, User
from commitments.reminders import answers
from commitments.vocabulary import AnswerKind, AnswerState

WAITING, DECIDED = "waiting", "decided"
VIEWS = ((WAITING, _("Waiting")), (DECIDED, _("Decided")))


class ConfirmForm(PlainForm):
    """A word with it, where there is one."""

    remark = line(_("Remark; needed to set it aside"), required=False)


class ConfirmDateForm(ConfirmForm):
    """The words of the other date, as the desk reads them."""

    wording = line(_("New date, in words"), longest=200)
    field_order = ("wording", "remark")


class SetAsideForm(PlainForm):
    """Why it counts for nothing."""

    remark = line(_("Why it is set aside"))


def _confirm_form(answer: MailAnswer, user: User) -> type[forms.Form]:
    if answer.kind != AnswerKind.DATE:
        return ConfirmForm
    wording = line(_("New date, in words"), longest=200)
    wording.initial = answer.wording
    return type("ConfirmDateForm", (ConfirmDateForm,), {"wording": wording, "__module__": __name__})


def _is_waiting(answer: MailAnswer, user: User) -> bool:
    return answer.state == AnswerState.WAITING


def page_of(answer: MailAnswer) -> str:
    """Give the page of the item that was answered."""
    return reverse("admin:commitments_commitment_change", args=(answer.commitment_id,))


STEPS = (
    StepButton(
        "confirm",
        _("Confirm"),
        answers.confirm,
        answers.why_not_confirm,
        offered=_is_waiting,
        form_for=_confirm_form,
        done=_("Confirmed, and filed as the answer of its sender."),
        lands=page_of,
    ),
    StepButton(
        "set-aside",
        _("Set aside"),
        answers.set_aside,
        answers.why_not_decide,
        offered=_is_waiting,
        form=SetAsideForm,
        done=_("Set aside; nothing changed."),
        lands=page_of,
    ),
)


class ViewFilter(TabFilter):
    """The saved views, drawn as tabs; without one, what waits."""

    views = VIEWS

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == DECIDED:
            return queryset.exclude(state=AnswerState.WAITING)
        return queryset.filter(state=AnswerState.WAITING)


@register(MailAnswer, site=site)
class MailAnswerAdmin(BySteps, RecordAdmin):
    """Lists answers; shows one beside its item, and takes what the desk makes of it."""

    list_display = ("given_at", "what", "about", "answered_by", "state", "decided_by")
    list_display_links = ("what",)
    file_columns = (
        *("given_at", "what"),
        FileColumn("about", _("about"), lambda answer: str(answer.commitment)),
        *("text", "wording", "answered_by", "state", "decided_by"),
    )
    list_filter = (ViewFilter, "kind", "state")
    ordering = ("-given_at", "-pk")
    # Whose answer it is stands beside it, though the mail or sheet it came by is that person's own.
    shown_relations = page_relations = frozenset({"commitment", "decided_by"})
    search_fields = (
        *("commitment__reference", "commitment__title"),
        *("link__recipient__name", "sheet__person__name"),
    )
    change_form_template = "admin/commitments/mailanswer/change_form.html"
    change_list_template = "admin/commitments/mailanswer/change_list.html"
    fields = ()
    steps = STEPS
    views = VIEWS
    usual_view = WAITING

    @display(description=_("answered by"))
    def answered_by(self, obj: MailAnswer) -> str:
        return str(obj.giver)

    @display(description=_("answer"), ordering="kind")
    def what(self, obj: MailAnswer) -> str:
        return capfirst(str(obj.get_kind_display()))

    @display(description=_("about"))
    def about(self, obj: MailAnswer) -> str:
        return format_html('<a href="{}">{}</a>', page_of(obj), obj.commitment)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows.select_related(
            "commitment__country",
            "commitment__deadline",
            "commitment__outcome__meeting",
            "decided_by",
        ).prefetch_related("link__recipient__ministry", "sheet__person__ministry")

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        answer: MailAnswer = context["original"]
        context |= {"shown": answer_shown(answer, today_of(request)), "subject": answer.commitment}
        context["subject_url"] = page_of(answer)
        return super().render_change_form(request, context, *args, **kwargs)
