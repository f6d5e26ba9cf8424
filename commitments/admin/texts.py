"""The texts of a meeting side by side: an outcome's page, a meeting's page, and one wording recorded."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import unquote
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import access, texts
from commitments.admin.doors import signed_in
from commitments.admin.forms.plain import PlainForm
from commitments.admin.long_texts import words
from commitments.admin.texts_shown import names_of, texts_shown
from commitments.admin.translations import line_of
from commitments.errors import Refused
from commitments.models import Clause, Country, Meeting, Outcome, Statement, User
from commitments.vocabulary import MeetingState

Page = ModelAdmin[Any]
# So many outcomes make one page, fewer where each stands in many texts.
AT_ONCE, COLUMNS_AT_ONCE = 15, 45
# In the address of a wording: from which page of the whole meeting the person came.
FROM_MEETING = "meeting"


class WordingForm(PlainForm):
    """How one text words an outcome."""

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
    """Say whether the person records wordings for this partner."""
    return access.may_write(person, Clause) and access.works_on(person, country)


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
    filed = access.rows(Statement, person).filter(meeting=meeting).count()
    at_once = max(1, min(AT_ONCE, COLUMNS_AT_ONCE // max(1, filed)))
    number = _number(request.GET.get("p", ""))
    first = (number - 1) * at_once
    found = texts.texts_of_meeting(meeting, person, first=first, at_most=at_once + 1)
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
    found: Sequence[texts.Texts],
    *,
    outcome: Outcome | None = None,
    number: int = 1,
    has_more: bool = False,
) -> HttpResponse:
    person = signed_in(request)
    shown = texts_shown(found, meeting, may_record=may_record(person, meeting.country))
    sees_meeting = outcome is None or access.sees(person, meeting)
    title = _("Texts of outcome %(n)d") % {"n": outcome.number} if outcome else _("Texts compared")
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
    filed = access.rows(Statement, person)
    statement = filed.filter(pk=statement_id, meeting=outcome.meeting_id).first()
    if statement is None or statement.pk == outcome.statement_id:
        raise Http404
    clause = _clause(outcome, statement, person)
    refusal = _why_not(person, outcome, clause)
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
            messages.success(request, _("Recorded."))
            return HttpResponseRedirect(back)
    name = names_of([statement])[statement.pk]
    context = {
        **page.admin_site.each_context(request),
        "title": _("Wording in: %(text)s") % {"text": name},
        "opts": page.opts,
        "object": outcome,
        "outcome": outcome,
        "statement": statement,
        "meeting": outcome.meeting,
        "form": form,
        "refusal": refusal,
        "is_found": bool(found),
        "meanwhile": meanwhile,
        "clause": words("outcome", outcome, "clause"),
        "theirs": words("wording", meanwhile, "wording") if meanwhile else None,
        "whole_text": words("statement", statement, "text"),
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
    rows = access.rows(Clause, person).filter(outcome=outcome, statement=statement)
    return rows.select_related("outcome__meeting__country").first()


def _why_not(person: User, outcome: Outcome, clause: Clause | None) -> str:
    if not may_record(person, outcome.meeting.country):
        return _("Your role does not allow this step.")
    if clause is not None and outcome.meeting.state == MeetingState.CLOSED:
        return _("The meeting is closed: the words of its texts stay.")
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
