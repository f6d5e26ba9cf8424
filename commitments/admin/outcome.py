"""Outcomes as a list, for what waits for an answer; each is read and edited on its meeting's page."""

from functools import partial
from typing import Any

from django import forms
from django.contrib.admin import display, register
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from commitments import access, meetings
from commitments.admin import texts
from commitments.admin.base import RecordAdmin
from commitments.admin.forms.plain import PlainForm
from commitments.admin.site import site
from commitments.admin.steps import StepButton
from commitments.errors import Refused
from commitments.models import Outcome, User
from commitments.searching import SEARCHED
from commitments.vocabulary import Answer, Strength


class AnswerForm(PlainForm):
    """How an ask or an offer was answered: in its own words, from its own source, with its own strength."""

    answer = forms.ChoiceField(
        label=_("Answer"),
        choices=[(a.value, a.label) for a in (Answer.AGREED, Answer.REFUSED, Answer.LAPSED)],
    )
    wording = forms.CharField(
        label=_("Words of the answer"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "record"}),
        help_text=_("as they stand; needed where it was agreed"),
    )
    source = forms.CharField(
        label=_("Where they stand"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("such as note 377/26 of 4 May 2026; needed where it was agreed"),
    )
    strength = forms.ChoiceField(label=_("Strength"), choices=Strength.choices, initial=Strength.NOT_STATED)

    def clean(self) -> dict[str, Any]:
        """Ask at the field for what an agreed answer needs."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("answer") == Answer.AGREED:
            for name in ("wording", "source"):
                if not str(found.get(name, "")).strip():
                    self.add_error(name, _("Write the words of the answer and where they stand."))
        return found


def _answer(outcome: Outcome, *, answer: str, strength: str, **values: Any) -> Outcome:
    return meetings.record_answer(outcome, Answer(answer), strength=Strength(strength), **values)


def _place(outcome: Outcome) -> str:
    """Lead to the outcome; once it is agreed, to where what it binds to is written."""
    page = reverse("admin:commitments_outcome_change", args=(outcome.pk,))
    return f"{page}?edit=1" if outcome.answer == Answer.AGREED else page


def _why_not(outcome: Outcome, user: User) -> Refused | None:
    return meetings.why_not_answer(outcome, access.acts(user, outcome, is_read=True))


@register(Outcome, site=site)
class OutcomeAdmin(RecordAdmin):
    """Lists what was said; an entry opens at its place on the meeting's page."""

    list_display = ("point", "meeting", "kind", "spoken_by", "strength", "answer", "review_on")
    list_display_links = ("point",)
    file_columns = ("number", "clause", "meeting", "kind", "spoken_by", "strength", "answer", "review_on")
    list_filter = ("kind", "answer", "strength")
    row_columns = (
        *("number", "clause", "kind", "spoken_by", "strength", "answer", "review_on"),
        *("meeting", "meeting__reference", "meeting__title"),
    )
    search_fields = SEARCHED[Outcome]
    # By its own columns: the day of a meeting that is not open to the reader tells nothing here.
    ordering = ("-pk",)
    fields = ("kind", "clause")
    steps = (
        StepButton(
            "answer",
            _("Record the answer"),
            _answer,
            _why_not,
            form=AnswerForm,
            done=_("Answer recorded."),
            template="admin/commitments/outcome/answer.html",
            lands=_place,
        ),
    )

    @display(description=_("clause"))
    def point(self, obj: Outcome) -> str:
        """Give the beginning of the clause."""
        return f"{obj.number}. {Truncator(obj.clause).chars(160)}"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("meeting__country")

    def get_urls(self) -> list[URLPattern]:
        """Add the texts side by side, and the wording in one of them."""
        view = self.admin_site.admin_view
        return [
            path(
                "<path:object_id>/texts/<int:statement_id>/",
                view(partial(texts.wording_view, self)),
                name="commitments_outcome_wording",
            ),
            path(
                "<path:object_id>/texts/",
                view(partial(texts.outcome_view, self)),
                name="commitments_outcome_texts",
            ),
            *super().get_urls(),
        ]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Go to the outcome on its meeting's page."""
        outcome = self.get_object(request, object_id)
        if outcome is None:
            raise Http404
        if not access.sees(request.user, outcome.meeting):
            return super().change_view(request, object_id, form_url, extra_context)
        page = reverse("admin:commitments_meeting_change", args=(outcome.meeting_id,))
        if "edit" in request.GET and outcome.meeting.state in meetings.OPEN_MEETINGS:
            return HttpResponseRedirect(f"{page}?edit={outcome.pk}")
        return HttpResponseRedirect(f"{page}?at={outcome.number}#outcome-{outcome.number}")
