"""The list of outcomes, for those that wait for an answer; each is read and edited on its meeting's page.

Also the texts of a meeting side by side: for one outcome, for a meeting, and the form for one wording.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin, display, register
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from commitments.access import policy, querysets, responsibilities, write_rules
from commitments.admin.base import RecordAdmin
from commitments.admin.form_fields import PlainForm
from commitments.admin.long_texts import build_shown_text
from commitments.admin.meetings.text_columns import build_text_columns, names_of
from commitments.admin.permissions import signed_in
from commitments.admin.site import site
from commitments.admin.steps import StepButton
from commitments.admin.translations import line_of
from commitments.enums import OPEN_MEETING_STATES, Answer, MeetingState, Strength
from commitments.errors import Refused
from commitments.meetings import outcomes, texts
from commitments.models import Clause, Country, Meeting, Outcome, Statement, User
from commitments.search.query import SEARCHED

Page = ModelAdmin[Any]
# So many outcomes make one page, fewer where each stands in many texts.
AT_ONCE, COLUMNS_AT_ONCE = 15, 45
# In the address of a wording: from which page of the whole meeting the person came.
FROM_MEETING = "meeting"


class WordingForm(PlainForm):
    """The wording of an outcome in one text."""

    wording = forms.CharField(
        label=gettext_lazy("Wording"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "class": "record wide"}),
        help_text=gettext_lazy("the words as they stand in this text"),
    )
    place_in_text = forms.CharField(
        label=gettext_lazy("Where it stands"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("such as third paragraph, or point 4"),
    )
    language = forms.CharField(
        label=gettext_lazy("Language"),
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs={"size": 6}),
        help_text=gettext_lazy("its code: en, ko, fr"),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


def may_record(person: User, country: Country) -> bool:
    """Return whether the person may record wordings for this partner."""
    return write_rules.may_write(person, Clause) and responsibilities.works_on(person, country)


def outcome_view(page: Page, request: HttpRequest, object_id: str) -> HttpResponse:
    """Show one outcome in all its texts."""
    person = signed_in(request)
    outcome = _outcome(page, request, object_id)
    found = texts.texts_of(outcome, person)
    return _side_by_side(page, request, outcome.meeting, [found], outcome=outcome)


def meeting_view(page: Page, request: HttpRequest, object_id: str) -> HttpResponse:
    """Show every outcome of a meeting in all its texts."""
    meeting: Meeting | None = page.get_object(request, unquote(object_id))
    if meeting is None:
        raise Http404
    person = signed_in(request)
    filed = querysets.list_readable(Statement, person).filter(meeting=meeting).count()
    at_once = max(1, min(AT_ONCE, COLUMNS_AT_ONCE // max(1, filed)))
    number = _number(request.GET.get("p", ""))
    first = (number - 1) * at_once
    found = texts.load_meeting_texts(meeting, person, first=first, at_most=at_once + 1)
    return _side_by_side(
        page, request, meeting, found[:at_once], number=number, has_more=len(found) > at_once
    )


def _number(said: str) -> int:
    """Read the number of a page; what is none is the first."""
    return max(1, int(said)) if said.isascii() and said.isdecimal() and len(said) < 5 else 1


def _side_by_side(
    page: Page,
    request: HttpRequest,
    meeting: Meeting,
    found: Sequence[texts.OutcomeTexts],
    *,
    outcome: Outcome | None = None,
    number: int = 1,
    has_more: bool = False,
) -> HttpResponse:
    person = signed_in(request)
    shown = build_text_columns(found, meeting, may_record=may_record(person, meeting.country))
    sees_meeting = outcome is None or policy.can_read(person, meeting)
    title = (
        gettext("Texts of outcome %(n)d") % {"n": outcome.number} if outcome else gettext("Texts compared")
    )
    context = {
        **page.admin_site.each_context(request),
        "title": title,
        "opts": page.opts,
        "shown": shown,
        # A ministry reads the outcome it has a part in, not the meeting.
        "meeting": meeting if sees_meeting else None,
        "outcome": outcome,
        "translations": line_of("outcome", outcome, person) if outcome else None,
        "query": "" if outcome else f"?{FROM_MEETING}={number}",
        "earlier": number - 1,
        "later": number + 1 if has_more else 0,
        "is_closed": meeting.state == MeetingState.CLOSED,
    }
    return TemplateResponse(request, "admin/commitments/outcome/texts.html", context)


def wording_view(page: Page, request: HttpRequest, object_id: str, statement_id: int) -> HttpResponse:
    """Record how one text words an outcome, or that it is silent; correct it while the meeting is open."""
    person = signed_in(request)
    outcome = _outcome(page, request, object_id)
    filed = querysets.list_readable(Statement, person)
    statement = filed.filter(pk=statement_id, meeting=outcome.meeting_id).first()
    if statement is None or statement.pk == outcome.statement_id:
        raise Http404
    clause = _clause(outcome, statement, person)
    refusal = _why_not_edit_text(person, outcome, clause)
    back = _back(request, outcome)
    is_sent = request.method == "POST"
    found = "" if clause or is_sent else texts.proposed_wording(outcome, statement)
    initial = _initial(clause, statement, found)
    form = WordingForm(request.POST if is_sent else None, initial=initial, label_suffix="")
    meanwhile: Clause | None = None
    if is_sent and form.is_valid() and not refusal:
        try:
            _write(form, outcome, statement, clause, person, is_silent="_silent" in request.POST)
        except Refused as refused:
            form.add_error("wording" if refused.code == "needs_wording" else None, str(refused))
            if refused.code in {"changed", "recorded"}:
                meanwhile = _clause(outcome, statement, person)
                typed = request.POST.copy()
                typed["seen"] = str(meanwhile.version) if meanwhile else ""
                form.data = typed
        else:
            messages.success(request, gettext("Recorded."))
            return HttpResponseRedirect(back)
    name = names_of([statement])[statement.pk]
    context = {
        **page.admin_site.each_context(request),
        "title": gettext("Wording in: %(text)s") % {"text": name},
        "opts": page.opts,
        "object": outcome,
        "outcome": outcome,
        "statement": statement,
        "meeting": outcome.meeting,
        "form": form,
        "refusal": refusal,
        "is_found": bool(found),
        "meanwhile": meanwhile,
        "clause": build_shown_text("outcome", outcome, "clause"),
        "theirs": build_shown_text("wording", meanwhile, "wording") if meanwhile else None,
        "whole_text": build_shown_text("statement", statement, "text"),
        "back": back,
    }
    return TemplateResponse(request, "admin/commitments/outcome/wording.html", context)


def _outcome(page: Page, request: HttpRequest, object_id: str) -> Outcome:
    outcome: Outcome | None = page.get_object(request, unquote(object_id))
    if outcome is None:
        raise Http404
    return outcome


def _back(request: HttpRequest, outcome: Outcome) -> str:
    """Lead back to where the person was reading."""
    if FROM_MEETING in request.GET:
        page = reverse("admin:commitments_meeting_texts", args=(outcome.meeting_id,))
        return f"{page}?p={_number(request.GET[FROM_MEETING])}#outcome-{outcome.number}"
    return reverse("admin:commitments_outcome_texts", args=(outcome.pk,))


def _clause(outcome: Outcome, statement: Statement, person: User) -> Clause | None:
    rows = querysets.list_readable(Clause, person).filter(outcome=outcome, statement=statement)
    return rows.select_related("outcome__meeting__country").first()


def _why_not_edit_text(person: User, outcome: Outcome, clause: Clause | None) -> str:
    if not may_record(person, outcome.meeting.country):
        return gettext("Your role does not allow this step.")
    if clause is not None and outcome.meeting.state == MeetingState.CLOSED:
        return gettext("The meeting is closed: the words of its texts stay.")
    return ""


def _initial(clause: Clause | None, statement: Statement, found: str) -> dict[str, Any]:
    if clause is None:
        return {"wording": found, "language": statement.language, "seen": ""}
    return {
        "wording": clause.wording,
        "place_in_text": clause.place_in_text,
        "language": clause.language,
        "seen": clause.version,
    }


def _write(
    form: WordingForm,
    outcome: Outcome,
    statement: Statement,
    clause: Clause | None,
    person: User,
    *,
    is_silent: bool,
) -> None:
    said = {name: form.cleaned_data[name] for name in ("wording", "place_in_text", "language")}
    said["language"] = said["language"] or statement.language
    now = timezone.now()
    if is_silent:
        said |= {"wording": "", "place_in_text": ""}
    elif not said["wording"].strip():
        raise Refused(texts.NEEDS_WORDING, "needs_wording")
    if clause is not None:
        seen = form.cleaned_data["seen"] or 0
        texts.change_wording(clause, said, expected=seen, by=person, now=now)
    elif is_silent:
        texts.record_silence(outcome, statement, by=person, now=now)
    else:
        texts.record_wording(outcome, statement, said.pop("wording"), by=person, now=now, **said)


class AnswerForm(PlainForm):
    """The answer to a request or an offer: its own text, source and strength."""

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
    return outcomes.record_answer(outcome, Answer(answer), strength=Strength(strength), **values)


def _place(outcome: Outcome) -> str:
    """Lead to the outcome; once it is agreed, to where what it binds to is written."""
    page = reverse("admin:commitments_outcome_change", args=(outcome.pk,))
    return f"{page}?edit=1" if outcome.answer == Answer.AGREED else page


def _why_not_answer(outcome: Outcome, user: User) -> Refused | None:
    return outcomes.why_not_answer(outcome, write_rules.build_acts(user, outcome, is_read=True))


@register(Outcome, site=site)
class OutcomeAdmin(RecordAdmin):
    """Lists outcomes; an entry opens at its place on the meeting's page."""

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
            _why_not_answer,
            form=AnswerForm,
            done=_("Answer recorded."),
            template="admin/commitments/outcome/answer.html",
            lands=_place,
        ),
    )

    @display(description=_("clause"))
    def point(self, obj: Outcome) -> str:
        """Return the beginning of the clause."""
        return f"{obj.number}. {Truncator(obj.clause).chars(160)}"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("meeting__country")

    def get_urls(self) -> list[URLPattern]:
        """Add the texts side by side, and the wording in one of them."""
        view = self.admin_site.admin_view
        return [
            path(
                "<path:object_id>/texts/<int:statement_id>/",
                view(partial(wording_view, self)),
                name="commitments_outcome_wording",
            ),
            path(
                "<path:object_id>/texts/",
                view(partial(outcome_view, self)),
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
        if not policy.can_read(request.user, outcome.meeting):
            return super().change_view(request, object_id, form_url, extra_context)
        page = reverse("admin:commitments_meeting_change", args=(outcome.meeting_id,))
        if "edit" in request.GET and outcome.meeting.state in OPEN_MEETING_STATES:
            return HttpResponseRedirect(f"{page}?edit={outcome.pk}")
        return HttpResponseRedirect(f"{page}?at={outcome.number}#outcome-{outcome.number}")
