"""The administrator's page that says whether mail goes out, and stops it or lets it go again."""

import datetime
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from commitments import access
from commitments.admin.doors import signed_in
from commitments.models import Mail, User
from commitments.reminders import account_links, journal, numbers, sending
from commitments.vocabulary import MailState

PAGE = "admin:sending"
SEND, LEAVE_OUT = "send", "leave_out"
# So many emails of the quarantine are listed; the list of mails has the rest.
LISTED = 20


class PauseForm(forms.Form):
    """Why mail stops; everybody at the desks reads it."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=200,
        help_text=gettext_lazy("The desks read it on every page, such as: the mail server moves on Sunday."),
    )


class ResumeForm(forms.Form):
    """What becomes of what fell due meanwhile; after a restore nobody decides that by default."""

    due = forms.ChoiceField(
        choices=((SEND, gettext_lazy("Send it")), (LEAVE_OUT, gettext_lazy("Leave it out"))),
        error_messages={"required": gettext_lazy("Choose what becomes of what fell due meanwhile.")},
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits: reminders that fell due, mails that are written, and those whose end nobody knows."""

    reminders: int
    mails: int
    in_doubt: int


class SendingPages:
    """Adds the page and its two buttons to the site."""

    def get_urls(self) -> list[Any]:
        admin_view = self.admin_view  # type: ignore[attr-defined]
        return [
            path("sending/", admin_view(self.sending_view), name="sending"),
            path("sending/pause/", admin_view(require_POST(self.pause_view)), name="sending_pause"),
            path("sending/resume/", admin_view(require_POST(self.resume_view)), name="sending_resume"),
            path("sending/retry/", admin_view(require_POST(self.retry_view)), name="sending_retry"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def sending_view(self, request: HttpRequest) -> HttpResponse:
        """Show whether mail goes out, since when and why, and what waits."""
        _whoever_may(request)
        return self._page(request)

    def pause_view(self, request: HttpRequest) -> HttpResponse:
        """Stop all mail, with the reason."""
        person, form = _whoever_may(request), PauseForm(request.POST)
        if not form.is_valid():
            return self._page(request, pause=form)
        sending.pause(form.cleaned_data["reason"], by=person, now=timezone.now())
        messages.success(request, _("Sending is paused. Nothing leaves until somebody lets it."))
        return HttpResponseRedirect(reverse(PAGE))

    def resume_view(self, request: HttpRequest) -> HttpResponse:
        """Let mail go again, with or without what fell due meanwhile."""
        person, form = _whoever_may(request), ResumeForm(request.POST)
        if not form.is_valid():
            return self._page(request, resume=form)
        without = form.cleaned_data["due"] == LEAVE_OUT
        left_out = sending.resume(by=person, now=timezone.now(), without_due=without)
        said = _("Mail goes out again with the next sweep.")
        if without:
            said += " " + ngettext(
                "%(count)d reminder was left out.", "%(count)d reminders were left out.", left_out
            ) % {"count": left_out}
        messages.success(request, said)
        return HttpResponseRedirect(reverse(PAGE))

    def retry_view(self, request: HttpRequest) -> HttpResponse:
        """Send every email of the quarantine again."""
        by, now = _whoever_may(request), timezone.now()
        count = journal.retry_all(by=by, now=now) + account_links.retry_all()
        said = ngettext(
            "%(count)d email will be sent with the next reminder run.",
            "%(count)d emails will be sent with the next reminder run.",
            count,
        )
        messages.success(request, said % {"count": count})
        return HttpResponseRedirect(reverse(PAGE))

    def _page(
        self, request: HttpRequest, pause: PauseForm | None = None, resume: ResumeForm | None = None
    ) -> HttpResponse:
        state = sending.state()
        links = account_links.quarantined()
        aside = access.rows(Mail, signed_in(request)).filter(state__in=journal.SET_ASIDE)
        context: dict[str, Any] = {
            **self.each_context(request),  # type: ignore[attr-defined]
            "title": _("Sending of mail"),
            "state": state,
            "is_restored": state.is_paused and state.changed_by is None,
            "waiting": _waiting(timezone.now()),
            "aside": aside.select_related("recipient").defer("content").order_by("-pk")[:LISTED],
            "links_aside": links[:LISTED],
            "aside_count": aside.count() + len(links),
            "pause": pause or PauseForm(),
            "resume": resume or ResumeForm(initial={"due": SEND} if state.changed_by else None),
        }
        return TemplateResponse(request, "admin/sending.html", context)


def _whoever_may(request: HttpRequest) -> User:
    """Give the person who asks; for whoever does not run the mail there is no such page."""
    person = signed_in(request)
    if not access.may_pause(person):
        raise Http404
    return person


def _waiting(now: datetime.datetime) -> Waiting:
    """Count what waits: numbers alone, of items that the administrator does not read."""
    mails = numbers.of_mails()
    return Waiting(
        reminders=numbers.reminders_due(now),
        mails=mails[MailState.READY] + mails[MailState.SENDING],
        in_doubt=mails[MailState.IN_DOUBT] + mails[MailState.HELD],
    )
