"""The page on which an addressee answers from a mail: no sign-in, no cookie, no script, one form.

Its address is the secret. To open it, as scanners and previews do, changes nothing; only the form's button
does. A forged address and one that is gone are answered alike.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from allauth.core.internal import ratelimit
from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from commitments import looked
from commitments.errors import Refused
from commitments.models import MailLink, zone_of
from commitments.phrases import NO_SUCH_DATE
from commitments.reminders import answers, links, mail
from commitments.reminders.answers import Ended, Said
from commitments.reminders.links import Standing
from commitments.vocabulary import SLIPS, AnswerKind, AnswerState

# As for signing in: guesses by client, and answers by client.
RATES = {"answer_unknown": "10/m/ip", "answer": "30/m/ip"}
TEMPLATE = "answer/page.html"
# No script at all, and nowhere to send the form but here.
STRICT = {
    "default-src": [NONE],
    "script-src": [NONE],
    "connect-src": [NONE],
    "style-src": [SELF],
    "font-src": [SELF],
    "img-src": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
    "base-uri": [NONE],
}
ASKED = {
    AnswerKind.ACCEPT: gettext_lazy("We accept it"),
    AnswerKind.NO_CHANGE: gettext_lazy("No change"),
    AnswerKind.PROGRESS: gettext_lazy("Report progress"),
    AnswerKind.DATE: gettext_lazy("Ask for another date"),
}
# At which field a refusal is shown; the others are about the whole answer.
FIELDS = {
    "needs_date": "wording",
    NO_SUCH_DATE: "wording",
    "needs_move_reason": "move_reason",
    "needs_health": "health",
    "needs_cause": "text",
    "needs_reason": "text",
    "long_reason": "text",
}


class AnswerForm(forms.Form):
    """What can be answered; what does not belong to the chosen answer is not read."""

    kind = forms.ChoiceField(label=gettext_lazy("Your answer"), widget=forms.RadioSelect)
    health = forms.ChoiceField(
        label=gettext_lazy("How it stands"),
        choices=[(one.value, one.label) for one in answers.HEALTHS],
        widget=forms.RadioSelect,
        required=False,
    )
    wording = forms.CharField(label=gettext_lazy("New date"), max_length=200, required=False)
    move_reason = forms.ChoiceField(
        label=gettext_lazy("Why it moves"),
        choices=[(one.value, one.label) for one in SLIPS],
        required=False,
    )
    text = forms.CharField(
        label=gettext_lazy("In your words"),
        max_length=answers.LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, kinds: tuple[AnswerKind, ...], data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        self.kinds = kinds
        choice = self.fields["kind"]
        choice.choices = [(one.value, ASKED[one]) for one in kinds]  # type: ignore[attr-defined]
        choice.error_messages |= {"required": _("Choose one of the answers.")}
        if len(kinds) == 1:
            choice.widget, choice.initial = forms.HiddenInput(), kinds[0].value
        for name in ("health", "move_reason"):
            field = self.fields[name]
            field.choices = [(key, capfirst(str(said))) for key, said in field.choices]  # type: ignore[attr-defined]
        for name in ("wording", "text"):
            # A browser that keeps to it cuts what is pasted, without a word.
            self.fields[name].widget.attrs.pop("maxlength", None)

    def said(self) -> Said:
        found = self.cleaned_data
        return Said(
            AnswerKind(found["kind"]), found["health"], found["text"], found["wording"], found["move_reason"]
        )


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a link cannot be used any more, and what one can do; `leads_on` where signing in is of use."""

    title: str
    text: str
    leads_on: bool = True


@csrf_exempt  # Who answers has no session that could be abused; the address itself is the secret.
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@csp_replace(STRICT)  # type: ignore[arg-type]
@sensitive_variables("token")
def answer_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show the item as the mail did and ask for the answer; take it, or explain why it is not asked."""
    link = links.find(token)
    if link is None:
        if not _may(request, "answer_unknown"):
            return _private(ratelimit.handler429(request))
        context = {"explained": _unknown(), "sign_in_url": reverse("admin:index")}
        return _private(render(request, TEMPLATE, context, status=404))
    person = link.recipient
    language = mail.language_of(person)
    with translation.override(language), timezone.override(zone_of(person)):
        response = _answer(request, link, timezone.now())
    response.headers["Content-Language"] = language
    return _private(response)


def _may(request: HttpRequest, action: str) -> bool:
    """Count a request against the client's rate, as signing in does."""
    used = ratelimit.consume(request, app="commitments", action=action, config=RATES, limit_get=True)
    return used is not None


def _private(response: HttpResponse) -> HttpResponse:
    """Let no other page learn the address, and no search engine keep it."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def _answer(request: HttpRequest, link: MailLink, now: datetime.datetime) -> HttpResponse:
    standing = links.standing(link, now)
    if standing != Standing.OPEN:
        return _ended(request, link, standing)
    kinds = links.kinds(link.commitment, links.lead_of(link.commitment))
    form = AnswerForm(kinds, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not _may(request, "answer"):
            return ratelimit.handler429(request)
        if form.is_valid():
            try:
                answers.give(link, form.said(), now=now)
            except Ended as ended:
                # Another may have answered by it a moment ago: what ended it is read anew.
                return _ended(request, links.reload(link), ended.standing)
            except Refused as refused:
                form.add_error(FIELDS.get(refused.code), str(refused))
            else:
                return HttpResponseRedirect(request.path, status=303)
    looked.opened(request, link.recipient, link.commitment)
    context = {"link": link, "shown": link.shown, "form": form, "is_plain": len(kinds) == 1}
    context |= {"reference": link.commitment.reference, "item_url": _item(link)}
    return render(request, TEMPLATE, context)


def _ended(request: HttpRequest, link: MailLink, standing: Standing) -> HttpResponse:
    """Explain in the addressee's language; of the item no more than its reference."""
    why = explained(link, standing)
    context = {"link": link, "explained": why, "reference": link.commitment.reference}
    typed = request.POST.get("text", "").strip()
    # Who presses the button twice has answered.
    if standing != Standing.USED or typed != link.answer.text:
        context["typed"] = typed
    if why.leads_on:
        context["item_url"] = _item(link)
    # What was answered a moment ago is found here too: it is no error.
    return render(request, TEMPLATE, context, status=200 if standing == Standing.USED else 410)


def _item(link: MailLink) -> str:
    """Give the page of the item, which asks for the sign-in and shows it to who may read it."""
    return reverse("admin:commitments_commitment_change", args=(link.commitment_id,))


def _unknown() -> Explained:
    return Explained(
        _("There is no such answer page"),
        _("Copy the whole address from the mail, or sign in to the tracker to answer."),
    )


def explained(link: MailLink, standing: Standing) -> Explained:
    """Say what ended a link, and what to do instead."""
    sign_in = _("To answer, sign in to the tracker, or write to the desk.")
    match standing:
        case Standing.USED:
            return _used(link)
        case Standing.REVOKED:
            day = _day(link.revoked_at)
            return Explained(_("This link was taken back on %(day)s") % {"day": day}, sign_in)
        case Standing.EXPIRED:
            day = _day(link.expires_at)
            return Explained(_("This link expired on %(day)s") % {"day": day}, sign_in)
        case Standing.ELSEWHERE:
            text = _("Whoever leads it now is asked instead. There is nothing for you to do.")
            return Explained(_("This item is no longer with you"), text, leads_on=False)
        case Standing.WITHHELD:
            text = _("It may not be told by mail any more. To read and answer it, sign in.")
            return Explained(_("This item is no longer described outside the tracker"), text)
        case Standing.CLOSED:
            text = _("Nothing is asked about it any more.")
            return Explained(_("This item is closed"), text, leads_on=False)
        case Standing.MOVED:
            text = _("What the mail said of it no longer stands. Answer from a newer mail, or sign in.")
            return Explained(_("The terms of this item have changed"), text)
        case _:
            return Explained(_("Nothing is asked about this item now"), _("It was answered meanwhile."))


def _used(link: MailLink) -> Explained:
    """Say what was answered by the link, not in which words, and what the desk has made of it."""
    answer = link.answer
    values = {"answer": answer.get_kind_display(), "day": _day(answer.given_at)}
    after = {
        AnswerState.WAITING: _("It waits for the desk to confirm it. A copy goes to the addressee by mail."),
        AnswerState.CONFIRMED: _("The desk has confirmed it."),
        AnswerState.SET_ASIDE: _("The desk has set it aside: ask them why, or sign in to answer again."),
    }
    said = _("By this link it was answered on %(day)s: %(answer)s.") % values
    return Explained(_("Answered"), f"{said} {after[AnswerState(answer.state)]}")


def _day(moment: datetime.datetime | None) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT") if moment else ""
