"""The page on which a recipient answers from an email: no sign-in, no cookie, no script, one form.

Its address is the secret. Opening it, as scanners and previews do, changes nothing; only the form's button
does. A forged address and one that is gone get the same answer.
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
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from commitments.audit import access_log
from commitments.enums import SLIPS, ReplyKind, ReplyState
from commitments.errors import Refused
from commitments.language.phrases.specification import NO_SUCH_DATE
from commitments.lifecycle.next_steps import EARLY_STEP
from commitments.models import ReplyLink, language_of, spoken_as
from commitments.models.next_steps import NEXT_STEP_LENGTH
from commitments.reminders import replies
from commitments.reminders.replies import EndedLink, LinkState, ReplyValues

# As for signing in: guesses by client, and answers by client.
RATES = {"answer_unknown": "10/m/ip", "answer": "30/m/ip"}
TEMPLATE = "reply/page.html"
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
REPLY_LABELS = {
    ReplyKind.ACCEPT: gettext_lazy("Accept the commitment"),
    ReplyKind.NO_CHANGE: gettext_lazy("No change"),
    ReplyKind.PROGRESS: gettext_lazy("Report progress"),
    ReplyKind.DATE: gettext_lazy("Request an extension"),
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
    "needs_next_step": "next_step",
    "long_next_step": "next_step",
    "needs_step_date": "next_step_by",
    EARLY_STEP: "next_step_by",
}


class AnswerForm(forms.Form):
    """All possible answers; fields of other answers are ignored."""

    kind = forms.ChoiceField(label=gettext_lazy("Your reply"), widget=forms.RadioSelect)
    health = forms.ChoiceField(
        label=gettext_lazy("Status"),
        choices=[(one.value, one.label) for one in replies.HEALTHS],
        widget=forms.RadioSelect,
        required=False,
    )
    next_step = forms.CharField(
        label=gettext_lazy("Next step of your ministry (optional)"),
        max_length=NEXT_STEP_LENGTH,
        required=False,
    )
    next_step_by = forms.CharField(
        label=gettext_lazy("Date of the next step (optional)"), max_length=200, required=False
    )
    wording = forms.CharField(label=gettext_lazy("New date"), max_length=200, required=False)
    move_reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[(one.value, one.label) for one in SLIPS],
        required=False,
    )
    text = forms.CharField(
        label=gettext_lazy("Explanation"),
        max_length=replies.LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, kinds: tuple[ReplyKind, ...], data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        self.kinds = kinds
        choice = self.fields["kind"]
        choice.choices = [(one.value, REPLY_LABELS[one]) for one in kinds]  # type: ignore[attr-defined]
        choice.error_messages |= {"required": _("Select one of the replies.")}
        if len(kinds) == 1:
            choice.widget, choice.initial = forms.HiddenInput(), kinds[0].value
        for name in ("health", "move_reason"):
            field = self.fields[name]
            field.choices = [(key, capfirst(str(said))) for key, said in field.choices]  # type: ignore[attr-defined]
        for name in ("wording", "text", "next_step", "next_step_by"):
            # A browser that keeps to it cuts what is pasted, without a word.
            self.fields[name].widget.attrs.pop("maxlength", None)

    def reply(self) -> ReplyValues:
        found = self.cleaned_data
        kind = ReplyKind(found["kind"])
        steps = (found["next_step"], found["next_step_by"]) if kind == ReplyKind.PROGRESS else ()
        return ReplyValues(
            kind, found["health"], found["text"], found["wording"], found["move_reason"], *steps
        )


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a link cannot be used any more, and what to do; `leads_on` where signing in helps."""

    title: str
    text: str
    leads_on: bool = True


@csrf_exempt  # Who answers has no session that could be abused; the address itself is the secret.
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@csp_replace(STRICT)  # type: ignore[arg-type]
@sensitive_variables("token")
def answer_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show the item as in the email and ask for the answer; record it, or explain why it cannot be given."""
    link = replies.find_link(token)
    if link is None:
        if not _may(request, "answer_unknown"):
            return _private(ratelimit.handler429(request))
        context = {"explained": _unknown(), "sign_in_url": reverse("admin:index")}
        return _private(render(request, TEMPLATE, context, status=404))
    person = link.recipient
    with spoken_as(person):
        response = _answer(request, link, timezone.now())
    response.headers["Content-Language"] = language_of(person)
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


def _answer(request: HttpRequest, link: ReplyLink, now: datetime.datetime) -> HttpResponse:
    standing = replies.check_link(link, now)
    if standing != LinkState.OPEN:
        return _ended(request, link, standing)
    kinds = replies.list_reply_kinds(link.commitment, replies.lead_of(link.commitment))
    form = AnswerForm(kinds, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not _may(request, "answer"):
            return ratelimit.handler429(request)
        if form.is_valid():
            try:
                replies.accept_reply(link, form.reply(), now=now)
            except EndedLink as ended:
                # Another may have answered by it a moment ago: what ended it is read anew.
                return _ended(request, replies.reload_link(link), ended.standing)
            except Refused as refused:
                form.add_error(FIELDS.get(refused.code), str(refused))
            else:
                return HttpResponseRedirect(request.path, status=303)
    access_log.log_opened(request, link.recipient, link.commitment)
    context = {"link": link, "shown": link.shown, "form": form, "is_plain": len(kinds) == 1}
    context |= {"reference": link.commitment.reference, "item_url": _item(link)}
    return render(request, TEMPLATE, context)


def _ended(request: HttpRequest, link: ReplyLink, standing: LinkState) -> HttpResponse:
    """Explain in the addressee's language; of the item no more than its reference."""
    why = explain_link(link, standing)
    context = {"link": link, "explained": why, "reference": link.commitment.reference}
    typed = request.POST.get("text", "").strip()
    # Who presses the button twice has answered.
    if standing != LinkState.USED or typed != link.answer.text:
        context["typed"] = typed
    if why.leads_on:
        context["item_url"] = _item(link)
    # What was answered a moment ago is found here too: it is no error.
    return render(request, TEMPLATE, context, status=200 if standing == LinkState.USED else 410)


def _item(link: ReplyLink) -> str:
    """Return the address of the item's page, which requires sign-in and access."""
    return reverse("admin:commitments_commitment_change", args=(link.commitment_id,))


def _unknown() -> Explained:
    return Explained(
        _("Reply page not found"),
        _("Copy the complete address from the email, or sign in to reply."),
    )


def explain_link(link: ReplyLink, standing: LinkState) -> Explained:
    """Return why a link cannot be used, and what to do instead."""
    sign_in = _("To reply, sign in or write to the desk.")
    match standing:
        case LinkState.USED:
            return _used(link)
        case LinkState.REVOKED:
            day = _day(link.revoked_at)
            return Explained(_("Link revoked on %(day)s") % {"day": day}, sign_in)
        case LinkState.EXPIRED:
            day = _day(link.expires_at)
            return Explained(_("Link expired on %(day)s") % {"day": day}, sign_in)
        case LinkState.ELSEWHERE:
            text = _(
                "Requests for a reply now go to the current lead ministry. You do not need to do anything."
            )
            return Explained(_("Commitment no longer assigned to you"), text, leads_on=False)
        case LinkState.WITHHELD:
            text = _(
                "The details of this commitment can no longer be sent by email. To read the "
                "commitment and reply, sign in."
            )
            return Explained(_("Sign-in required to read this commitment"), text)
        case LinkState.CLOSED:
            text = _("A reply is no longer needed.")
            return Explained(_("Closed commitment"), text, leads_on=False)
        case LinkState.MOVED:
            text = _("The details in the email no longer apply. Reply from a later email, or sign in.")
            return Explained(_("Commitment changed since the email"), text)
        case _:
            return Explained(
                _("No reply needed at the moment"),
                _("A reply was received in the meantime."),
            )


def _used(link: ReplyLink) -> Explained:
    """Return what was answered by the link, without its text, and what the desk decided."""
    answer = link.answer
    values = {"answer": answer.get_kind_display(), "day": _day(answer.given_at)}
    after = {
        ReplyState.WAITING: _(
            "The desk must confirm the reply. A copy is sent to the address that "
            "received the email with this link."
        ),
        ReplyState.CONFIRMED: _("The desk has confirmed the reply."),
        ReplyState.SET_ASIDE: _(
            "The desk dismissed the reply. Ask the desk for the reason, or sign in to reply again."
        ),
    }
    said = _("This link was used to reply on %(day)s: %(answer)s.") % values
    return Explained(_("Answered"), f"{said} {after[ReplyState(answer.state)]}")


def _day(moment: datetime.datetime | None) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT") if moment else ""
