"""The list of outcomes, for those that wait for an answer; each is read and edited on its meeting's page.

Also the texts of a meeting side by side: for one outcome, for a meeting, and the form for one wording.
"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import display, register
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from commitments.access import policy, querysets, responsibilities, write_rules
from commitments.admin.base import RecordAdmin
from commitments.admin.form_fields import PlainForm
from commitments.admin.long_texts import build_shown_text
from commitments.admin.meetings.text_columns import build_text_columns, names_of
from commitments.admin.pages import FormPage, RecordPage, SidePage
from commitments.admin.site import site
from commitments.admin.steps import StepButton
from commitments.admin.translations import line_of
from commitments.enums import OPEN_MEETING_STATES, Answer, MeetingState, Strength
from commitments.enums.parties import language_name
from commitments.errors import Refused
from commitments.meetings import outcomes, texts
from commitments.models import Clause, Country, Meeting, Outcome, Statement, User
from commitments.search.query import SEARCHED

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
        help_text=gettext_lazy("verbatim, as in this text"),
    )
    place_in_text = forms.CharField(
        label=gettext_lazy("Source reference"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("for example “third paragraph” or “point 4”"),
    )
    language = forms.CharField(
        label=gettext_lazy("Language"),
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs={"size": 6}),
        help_text=gettext_lazy("language code, for example en, ko or fr"),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


def may_record(person: User, country: Country) -> bool:
    """Return whether the person may record wordings for this partner."""
    return write_rules.may_write(person, Clause) and responsibilities.works_on(person, country)


class TextsPage(SidePage):
    """Outcomes of one meeting in all their texts, side by side."""

    template_name = "admin/commitments/outcome/texts.html"

    def build_context(self, meeting: Meeting, found: Sequence[texts.OutcomeTexts]) -> dict[str, Any]:
        """Return the columns, with what the person may record in them."""
        return {
            "meeting": meeting,
            "shown": build_text_columns(found, meeting, may_record=may_record(self.person, meeting.country)),
            "is_closed": meeting.state == MeetingState.CLOSED,
        }


class MeetingTexts(TextsPage):
    """Every outcome of a meeting in all its texts, page by page."""

    route, name = "<path:object_id>/texts/", "texts"
    title = gettext_lazy("Comparison of texts")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        meeting: Meeting = self.record
        filed = querysets.list_readable(Statement, self.person).filter(meeting=meeting).count()
        at_once = max(1, min(AT_ONCE, COLUMNS_AT_ONCE // max(1, filed)))
        number = read_number(self.request.GET.get("p", ""))
        first = (number - 1) * at_once
        found = texts.load_meeting_texts(meeting, self.person, first=first, at_most=at_once + 1)
        return super().get_context_data(
            **self.build_context(meeting, found[:at_once]),
            query=f"?{FROM_MEETING}={number}",
            earlier=number - 1,
            later=number + 1 if len(found) > at_once else 0,
            **kwargs,
        )


def read_number(said: str) -> int:
    """Read the number of a page; what is none is the first."""
    return max(1, int(said)) if said.isascii() and said.isdecimal() and len(said) < 5 else 1


class OutcomeTexts(TextsPage):
    """One outcome in all its texts."""

    route, name = "<path:object_id>/texts/", "texts"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        outcome: Outcome = self.record
        shown = self.build_context(outcome.meeting, [texts.texts_of(outcome, self.person)])
        if not policy.can_read(self.person, outcome.meeting):
            # A ministry reads the outcome it has a part in, not the meeting.
            shown["meeting"] = None
        return super().get_context_data(
            **shown,
            title=gettext("Texts of outcome %(n)d") % {"n": outcome.number},
            outcome=outcome,
            translations=line_of("outcome", outcome, self.person),
            **kwargs,
        )


class WordingPage(FormPage):
    """Records how one text words an outcome, or that it is silent; corrects it while the meeting is open."""

    route, name = "<path:object_id>/texts/<int:statement_id>/", "wording"
    template_name = "admin/commitments/outcome/wording.html"
    form_class = WordingForm
    # What another person recorded while this one typed.
    meanwhile: Clause | None = None

    @cached_property
    def statement(self) -> Statement:
        """The text of the address; the words of the outcome's own stand with the outcome."""
        filed = querysets.list_readable(Statement, self.person).filter(meeting=self.record.meeting_id)
        return get_object_or_404(filed.exclude(pk=self.record.statement_id), pk=self.kwargs["statement_id"])

    def find_clause(self) -> Clause | None:
        rows = querysets.list_readable(Clause, self.person)
        rows = rows.filter(outcome=self.record, statement=self.statement)
        return rows.select_related("outcome__meeting__country").first()

    @cached_property
    def clause(self) -> Clause | None:
        return self.find_clause()

    @cached_property
    def refusal(self) -> str:
        meeting = self.record.meeting
        if not may_record(self.person, meeting.country):
            return gettext("Your role does not allow this step. Ask the head of desk.")
        if self.clause is not None and meeting.state == MeetingState.CLOSED:
            return gettext("The meeting is closed. The wording of its texts can no longer be changed.")
        return ""

    @property
    def back(self) -> str:
        """The address where the person was reading."""
        outcome = self.record
        if FROM_MEETING in self.request.GET:
            page = reverse("admin:commitments_meeting_texts", args=(outcome.meeting_id,))
            return f"{page}?p={read_number(self.request.GET[FROM_MEETING])}#outcome-{outcome.number}"
        return reverse("admin:commitments_outcome_texts", args=(outcome.pk,))

    @cached_property
    def proposed(self) -> str:
        """The words of the text that look like the outcome, where none are recorded."""
        is_shown = self.clause is None and self.request.method != "POST"
        return texts.proposed_wording(self.record, self.statement) if is_shown else ""

    def get_initial(self) -> dict[str, Any]:
        if self.clause is None:
            return {"wording": self.proposed, "language": self.statement.language, "seen": ""}
        names = ("wording", "place_in_text", "language")
        return {name: getattr(self.clause, name) for name in names} | {"seen": self.clause.version}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"label_suffix": ""}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Confirm a wording that was read by OCR, or record what was typed."""
        if "_confirm" not in request.POST or self.clause is None:
            return super().post(request, *args, **kwargs)
        try:
            texts.confirm_wording(self.clause, by=self.person, now=self.now)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, gettext("Wording confirmed."))
        return HttpResponseRedirect(self.back)

    def form_valid(self, form: Any) -> HttpResponse:
        return self.form_invalid(form) if self.refusal else super().form_valid(form)

    def act(self, form: Any) -> str:
        said = {name: form.cleaned_data[name] for name in ("wording", "place_in_text", "language")}
        said["language"] = said["language"] or self.statement.language
        is_silent = "_silent" in self.request.POST
        by, now = self.person, self.now
        if is_silent:
            said |= {"wording": "", "place_in_text": ""}
        elif not said["wording"].strip():
            raise Refused(texts.NEEDS_WORDING, "needs_wording")
        if self.clause is not None:
            texts.change_wording(self.clause, said, expected=form.cleaned_data["seen"] or 0, by=by, now=now)
        elif is_silent:
            texts.record_silence(self.record, self.statement, by=by, now=now)
        else:
            texts.record_wording(self.record, self.statement, said.pop("wording"), by=by, now=now, **said)
        messages.success(self.request, gettext("Wording recorded."))
        return self.back

    def show_refusal(self, form: Any, refused: Refused) -> None:
        """Show it at the form; after a late save show both versions: the next save replaces theirs."""
        form.add_error("wording" if refused.code == "needs_wording" else None, str(refused))
        if refused.code in {"changed", "recorded"}:
            self.meanwhile = self.find_clause()
            form.data = form.data.copy()
            form.data["seen"] = str(self.meanwhile.version) if self.meanwhile else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        outcome, statement, meanwhile = self.record, self.statement, self.meanwhile
        name = names_of([statement])[statement.pk]
        return super().get_context_data(
            title=gettext("Wording in %(text)s") % {"text": name},
            outcome=outcome,
            statement=statement,
            languages=(language_name(outcome.language), language_name(statement.language)),
            meeting=outcome.meeting,
            refusal=self.refusal,
            is_found=bool(self.proposed),
            meanwhile=meanwhile,
            clause=build_shown_text("outcome", outcome, "clause"),
            theirs=build_shown_text("wording", meanwhile, "wording") if meanwhile else None,
            whole_text=build_shown_text("statement", statement, "text"),
            **kwargs,
        )


class AnswerForm(PlainForm):
    """The answer to a request or an offer: its own text, source and strength."""

    answer = forms.ChoiceField(
        label=_("Answer"),
        choices=[(a.value, a.label) for a in (Answer.AGREED, Answer.REFUSED, Answer.LAPSED)],
    )
    wording = forms.CharField(
        label=_("Wording of the answer"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "record"}),
        help_text=_("verbatim; required if the request or offer was agreed"),
    )
    source = forms.CharField(
        label=_("Source of the answer"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("for example note 377/26 of 4 May 2026; required if the request or offer was agreed"),
    )
    strength = forms.ChoiceField(label=_("Strength"), choices=Strength.choices, initial=Strength.NOT_STATED)

    def clean(self) -> dict[str, Any]:
        """Ask at the field for what an agreed answer needs."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("answer") == Answer.AGREED:
            for name in ("wording", "source"):
                if not str(found.get(name, "")).strip():
                    self.add_error(name, _("Enter the wording of the answer and its source."))
        return found


def _answer(outcome: Outcome, *, answer: str, strength: str, **values: Any) -> Outcome:
    return outcomes.record_answer(outcome, Answer(answer), strength=Strength(strength), **values)


def _place(outcome: Outcome) -> str:
    """Lead to the outcome; once it is agreed, to where what it binds to is written."""
    page = reverse("admin:commitments_outcome_change", args=(outcome.pk,))
    return f"{page}?edit=1" if outcome.answer == Answer.AGREED else page


def _why_not_answer(outcome: Outcome, user: User) -> Refused | None:
    return outcomes.why_not_answer(outcome, write_rules.build_acts(user, outcome, is_read=True))


class OutcomePage(RecordPage):
    """Leads to the outcome on the page of its meeting; shows it alone to who may not read the meeting."""

    template_name = "admin/commitments/outcome/change_form.html"
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
        StepButton(
            "confirm",
            _("Confirm the wording"),
            outcomes.confirm_wording,
            lambda outcome, user: outcomes.why_not_confirm(
                outcome, write_rules.build_acts(user, outcome, is_read=True)
            ),
            done=_("Wording confirmed."),
        ),
    )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        outcome: Outcome = self.record
        if not policy.can_read(self.person, outcome.meeting):
            return super().get(request)
        page = reverse("admin:commitments_meeting_change", args=(outcome.meeting_id,))
        if "edit" in request.GET and outcome.meeting.state in OPEN_MEETING_STATES:
            return HttpResponseRedirect(f"{page}?edit={outcome.pk}")
        return HttpResponseRedirect(f"{page}?at={outcome.number}#outcome-{outcome.number}")


@register(Outcome, site=site)
class OutcomeAdmin(RecordAdmin):
    """Lists outcomes; an entry opens at its place on the meeting's page."""

    pages = (WordingPage, OutcomeTexts, OutcomePage)
    may_add = may_change = False
    answers_as_of = True
    joined = ("meeting__country",)
    list_display = ("point", "meeting", "kind", "spoken_by", "strength", "answer", "review_on")
    list_display_links = ("point",)
    file_columns = (
        *("number", "clause", "is_unconfirmed", "meeting", "kind", "spoken_by", "strength", "answer"),
        "review_on",
    )
    list_filter = ("kind", "answer", "strength")
    row_columns = (
        *("number", "clause", "is_unconfirmed", "kind", "spoken_by", "strength", "answer", "review_on"),
        *("meeting", "meeting__reference", "meeting__title"),
    )
    search_fields = SEARCHED[Outcome]
    # By its own columns: the day of a meeting that is not open to the reader tells nothing here.
    ordering = ("-pk",)

    @display(description=_("clause"))
    def point(self, obj: Outcome) -> str:
        """Return the beginning of the clause."""
        return f"{obj.number}. {Truncator(obj.clause).chars(160)}"
