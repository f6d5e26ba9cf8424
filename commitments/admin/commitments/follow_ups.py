"""The list of follow-up questions to partners, to be asked or waiting, and the page of each."""

import datetime
from typing import Any

from django.contrib.admin import ModelAdmin, SimpleListFilter, display, register
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments.admin.base import RecordAdmin
from commitments.admin.commitments.filters import today_of
from commitments.admin.commitments.follow_up_page import (
    AskingForm,
    DraftForm,
    TheirAnswerForm,
    build_follow_up,
    build_sheets,
    describe_held_back,
    describe_method,
    describe_reason,
    form_for,
    format_age,
    read_draft_values,
)
from commitments.admin.commitments.step_forms import ReasonForm, last_health
from commitments.admin.form_fields import PlainForm
from commitments.admin.list_exports import FileColumn
from commitments.admin.lists import BySteps, TabFilter
from commitments.admin.pages import FoundPage
from commitments.admin.papers import PaperPage
from commitments.admin.permissions import signed_in
from commitments.admin.site import site
from commitments.admin.steps import StepButton
from commitments.dashboard import meetings
from commitments.enums import UNANSWERED_STATES, FollowUpState, Health
from commitments.lifecycle import follow_ups, protocol
from commitments.models import FollowUp, User
from commitments.tables import office_papers

TO_ASK, WAITING, ANSWERED, ALL = "to-ask", "waiting", "answered", "all"
VIEWS = (
    (TO_ASK, _("Not yet asked")),
    (WAITING, _("Waiting for an answer")),
    (ANSWERED, _("Answered")),
    (ALL, _("All")),
)
STATES = {TO_ASK: FollowUpState.OPEN, WAITING: FollowUpState.ASKED, ANSWERED: FollowUpState.ANSWERED}
# What has waited longest comes first.
ORDERS = {TO_ASK: ("pk",), WAITING: ("asked_on", "pk"), ANSWERED: ("-answered_on", "-pk")}
WEEK, MONTH = 7, 30


def _log_follow_up(question: FollowUp, *, by: User, now: datetime.datetime, **asked: Any) -> None:
    asking = follow_ups.FollowUpText(
        **read_draft_values(asked),
        on=asked["reported_on"],
        number=asked.get("number") or None,
        **{name: asked.get(name, "") for name in follow_ups.CONTACT},
    )
    follow_ups.log_follow_up(question.commitment, asking, by=by, now=now)


def _save_draft(question: FollowUp, *, by: User, now: datetime.datetime, **asked: Any) -> None:
    follow_ups.save_draft(question, **read_draft_values(asked), by=by, now=now)


def _answer(question: FollowUp, *, by: User, now: datetime.datetime, **asked: Any) -> None:
    follow_ups.record_reply(question, **{**asked, "health": Health(asked["health"])}, by=by, now=now)


def _is_open(question: FollowUp, user: User) -> bool:
    return question.state == FollowUpState.OPEN


def _is_awaiting_reply(question: FollowUp, user: User) -> bool:
    return question.state == FollowUpState.ASKED


def _answer_form(question: FollowUp, user: User) -> type[PlainForm]:
    """Start from today, and the health last reported."""
    today = meetings.today_of(user, timezone.now())
    known = {"day": today, "health_now": last_health(question.commitment, today) or ""}
    return type(
        TheirAnswerForm.__name__, (TheirAnswerForm,), {**known, "__module__": TheirAnswerForm.__module__}
    )


def page_now(question: FollowUp) -> str:
    """Return the page of the current question about the item."""
    standing = follow_ups.find_open(question.commitment) or question
    return reverse("admin:commitments_followup_change", args=(standing.pk,))


STEPS = (
    StepButton(
        "ask",
        _("Record as asked"),
        _log_follow_up,
        follow_ups.why_not_ask,
        offered=_is_open,
        form_for=lambda question, user: form_for(AskingForm, question.commitment, user, question),
        done=_(
            "The question is recorded as asked. Its text, date and number can no longer be changed. No "
            "message was sent. Print the text from this page."
        ),
    ),
    StepButton(
        "keep",
        _("Save draft"),
        _save_draft,
        follow_ups.why_not_ask,
        offered=_is_open,
        form_for=lambda question, user: form_for(DraftForm, question.commitment, user, question),
        done=_("Draft saved."),
    ),
    StepButton(
        "answer",
        _("Record their answer"),
        _answer,
        follow_ups.why_not_answer,
        offered=_is_awaiting_reply,
        form_for=_answer_form,
        done=_("Answer recorded. The follow-up question is closed."),
    ),
    StepButton(
        "again",
        _("Ask again"),
        follow_ups.renew_follow_up,
        follow_ups.why_not_answer,
        offered=_is_awaiting_reply,
        done=_("New follow-up question opened with a draft dated today."),
        lands=page_now,
    ),
    StepButton(
        "drop",
        _("Mark as no longer needed"),
        follow_ups.cancel_follow_up,
        follow_ups.why_not_drop,
        offered=lambda question, user: question.state in UNANSWERED_STATES,
        form=ReasonForm,
        is_rare=True,
        done=_("Marked as no longer needed."),
    ),
)


class ViewFilter(TabFilter):
    """The views, drawn as tabs; by default, what is still to be asked."""

    views = VIEWS

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        view = self.value() or TO_ASK
        return queryset.filter(state=STATES[view]) if view in STATES else queryset


class AgeFilter(SimpleListFilter):
    """How long ago the partner was asked."""

    title = pgettext_lazy("the partner, about an item", "asked")
    parameter_name = "asked"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        return [
            ("week", _("in the last 7 days")),
            ("month", _("8 to 30 days ago")),
            ("older", _("more than 30 days ago")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        today = today_of(request)
        week, month = (today - datetime.timedelta(days=days) for days in (WEEK, MONTH))
        match self.value():
            case "week":
                return queryset.filter(asked_on__gte=week)
            case "month":
                return queryset.filter(asked_on__gte=month, asked_on__lt=week)
            case "older":
                return queryset.filter(asked_on__lt=month)
            case _:
                return queryset


class FollowUpPaper(PaperPage):
    """The printed sheets of a question as a document."""

    def build_paper(self) -> office_papers.ExportedPaper:
        sheets = build_sheets(self.record, self.person, self.today)
        words = [office_papers.PaperWords(one.language, one.text, one.day) for one in sheets]
        return office_papers.export_draft(self.record, words, by=self.person, now=self.now)


class PrintedFollowUp(FoundPage):
    """The sheets alone, to be printed: what was asked, or the draft as it was kept."""

    route, name = "<path:object_id>/print/", "print"
    template_name = "admin/commitments/followup/sheet.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            "question": self.record,
            "item": self.record.commitment,
            "sheets": build_sheets(self.record, self.person, self.today),
            "is_draft": self.record.asked_on is None,
        }


@register(FollowUp, site=site)
class FollowUpAdmin(BySteps, RecordAdmin):
    """Lists questions; shows one with its draft or what was asked, and its steps."""

    list_display = ("item", "about", "partner", "reason", "requested_by", "state", "waits", "held_back")
    list_display_links = ("item",)
    file_columns = (
        "item",
        FileColumn("about", _("their commitment"), lambda question: question.commitment.title),
        *("partner", "reason", "requested_by", "state", "waits", "held_back"),
    )
    list_filter = (ViewFilter, "commitment__country", AgeFilter, "method")
    search_fields = ("number", "commitment__reference", "commitment__title")
    change_form_template = "admin/commitments/followup/change_form.html"
    change_list_template = "admin/commitments/followup/change_list.html"
    fields = ()
    sortable_by = ("state",)
    shown_relations = ("commitment",)
    page_relations = ("commitment", "answer")
    joined = ("commitment__country__desk", "commitment__deadline", "answer")
    pages = (FollowUpPaper, PrintedFollowUp)
    steps = STEPS
    views = VIEWS
    usual_view = TO_ASK

    @display(description=_("reference"))
    def item(self, obj: FollowUp) -> str:
        return obj.commitment.reference

    @display(description=_("their commitment"))
    def about(self, obj: FollowUp) -> str:
        url = reverse("admin:commitments_commitment_change", args=(obj.commitment_id,))
        return format_html('<a href="{}">{}</a>', url, obj.commitment.title)

    @display(description=_("partner"))
    def partner(self, obj: FollowUp) -> str:
        return str(obj.commitment.country)

    @display(description=_("reason"))
    def reason(self, obj: FollowUp) -> str:
        return describe_reason(obj)

    @display(description=_("method"))
    def requested_by(self, obj: FollowUp) -> str:
        return describe_method(obj) if obj.asked_on else ""

    @display(description=_("when"))
    def waits(self, obj: FollowUp) -> str:
        return format_age(obj, timezone.localdate())

    @display(description=_("held back"))
    def held_back(self, obj: FollowUp) -> str:
        return describe_held_back(obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return protocol.add_blackout(super().get_queryset(request), today_of(request), signed_in(request))

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        return ORDERS.get(request.GET.get("view", TO_ASK), ("-pk",))

    def describe(self, request: HttpRequest, record: FollowUp) -> dict[str, Any]:
        question = record
        person, today = signed_in(request), today_of(request)
        may_ask = follow_ups.why_not_ask(question, person) is None
        form = form_for(AskingForm, question.commitment, person, question) if may_ask else None
        shown = {
            "shown": build_follow_up(question, today),
            "question": question,
            "held_back": capfirst(describe_held_back(question)),
            "item": question.commitment,
            "form": form(label_suffix="") if form else None,
            "sheets": [] if may_ask else build_sheets(question, person, today),
        }
        # The form on the page has the buttons of what is still to be asked.
        return shown | {"steps": []} if form else shown
