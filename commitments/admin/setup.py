"""The administrator's setup checklist with its test email, and the page that pauses and resumes email."""

import datetime
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from commitments.access import querysets, write_rules
from commitments.accounts import emails
from commitments.admin.permissions import signed_in
from commitments.enums import EmailState, Role
from commitments.models import Email, User
from commitments.parties import setup
from commitments.parties.setup_checks import SetupLine, SetupLink
from commitments.reminders import delivery, email_pause, heartbeat, journal

SETUP_PAGE = "admin:setting_up"


@dataclass(frozen=True, slots=True)
class LineShown:
    """One line with the address of its page; `sends` where that is a test email."""

    line: SetupLine
    url: str
    sends: bool


class SetupPages:
    """Adds the checklist and its one button to the site."""

    def get_urls(self) -> list[Any]:
        admin_view = self.admin_view  # type: ignore[attr-defined]
        return [
            path("setup/", admin_view(self.setting_up_view), name="setting_up"),
            path("setup/test-email/", admin_view(require_POST(_send_test_email)), name="setting_up_mail"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def setting_up_view(self, request: HttpRequest) -> HttpResponse:
        """Show what is set up and what is missing."""
        person = require_administrator(request)
        found = setup.build_checklist(person, now=timezone.now())
        context: dict[str, Any] = {
            **self.each_context(request),  # type: ignore[attr-defined]
            "title": _("Setting up"),
            "checklist": found,
            "lines": [
                LineShown(line, _url(line.act), line.name == "mail" and bool(person.email))
                for line in found.lines
            ],
        }
        return TemplateResponse(request, "admin/setting_up.html", context)


def require_administrator(request: HttpRequest) -> User:
    """Return the administrator of the request; raises 404 for any other person."""
    person = signed_in(request)
    if person.role != Role.ADMINISTRATOR:
        raise Http404
    return person


def _url(act: SetupLink | None) -> str:
    if act is None:
        return ""
    address = reverse(act.route, args=() if act.key is None else (act.key,))
    return f"{address}?{urlencode(act.filled)}" if act.filled else address


def _send_test_email(request: HttpRequest) -> HttpResponse:
    """Send a test email to the administrator's own address, and show the server's answer."""
    person = require_administrator(request)
    now = timezone.now()
    back = HttpResponseRedirect(reverse(SETUP_PAGE) + "#mail")
    try:
        tried = delivery.send_trial(person.email, now=now)
    except ValueError:
        messages.error(request, _("Your account has no mail address that a mail can be sent to."))
        return back
    setup.note_trial(person, is_accepted=tried.is_accepted, said=tried.said, now=now)
    if tried.is_accepted:
        said = _("The test mail to %(address)s was taken: %(said)s")
        messages.success(request, said % {"address": person.email, "said": tried.said})
    else:
        said = _("The test mail was not taken. The answer of %(where)s: %(said)s")
        messages.error(request, said % {"where": tried.where, "said": tried.said})
    return back


EMAIL_PAUSE_PAGE = "admin:sending"
SEND, LEAVE_OUT = "send", "leave_out"
# So many emails of the quarantine are listed; the list of mails has the rest.
LISTED = 20


class PauseForm(forms.Form):
    """Why email is paused; everyone at the desks reads it."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=200,
        help_text=gettext_lazy("The desks read it on every page, such as: the mail server moves on Sunday."),
    )


class ResumeForm(forms.Form):
    """What happens to reminders that fell due meanwhile; there is no default, because of restores."""

    due = forms.ChoiceField(
        choices=((SEND, gettext_lazy("Send it")), (LEAVE_OUT, gettext_lazy("Leave it out"))),
        error_messages={"required": gettext_lazy("Choose what becomes of what fell due meanwhile.")},
    )


@dataclass(frozen=True, slots=True)
class WaitingEmails:
    """What waits: due reminders, written emails, and doubtful deliveries."""

    reminders: int
    mails: int
    in_doubt: int


class EmailPausePages:
    """Adds the page and its two buttons to the site."""

    def get_urls(self) -> list[Any]:
        admin_view = self.admin_view  # type: ignore[attr-defined]
        return [
            path("email-delivery/", admin_view(self.sending_view), name="sending"),
            path("email-delivery/pause/", admin_view(require_POST(self.pause_view)), name="sending_pause"),
            path("email-delivery/resume/", admin_view(require_POST(self.resume_view)), name="sending_resume"),
            path("email-delivery/retry/", admin_view(require_POST(self.retry_view)), name="sending_retry"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def sending_view(self, request: HttpRequest) -> HttpResponse:
        """Show whether email is sent, since when and why, and what waits."""
        _whoever_may(request)
        return self._page(request)

    def pause_view(self, request: HttpRequest) -> HttpResponse:
        """Pause all email, with the reason."""
        person, form = _whoever_may(request), PauseForm(request.POST)
        if not form.is_valid():
            return self._page(request, pause=form)
        email_pause.pause_email(form.cleaned_data["reason"], by=person, now=timezone.now())
        messages.success(request, gettext("Sending is paused. Nothing leaves until somebody lets it."))
        return HttpResponseRedirect(reverse(EMAIL_PAUSE_PAGE))

    def resume_view(self, request: HttpRequest) -> HttpResponse:
        """Resume email, with or without what fell due meanwhile."""
        person, form = _whoever_may(request), ResumeForm(request.POST)
        if not form.is_valid():
            return self._page(request, resume=form)
        without = form.cleaned_data["due"] == LEAVE_OUT
        left_out = email_pause.resume_email(by=person, now=timezone.now(), without_due=without)
        said = gettext("Mail goes out again with the next sweep.")
        if without:
            said += " " + ngettext(
                "%(count)d reminder was left out.", "%(count)d reminders were left out.", left_out
            ) % {"count": left_out}
        messages.success(request, said)
        return HttpResponseRedirect(reverse(EMAIL_PAUSE_PAGE))

    def retry_view(self, request: HttpRequest) -> HttpResponse:
        """Send every email of the quarantine again."""
        by, now = _whoever_may(request), timezone.now()
        count = journal.retry_all(by=by, now=now) + emails.retry_all()
        said = ngettext(
            "%(count)d email will be sent with the next reminder run.",
            "%(count)d emails will be sent with the next reminder run.",
            count,
        )
        messages.success(request, said % {"count": count})
        return HttpResponseRedirect(reverse(EMAIL_PAUSE_PAGE))

    def _page(
        self, request: HttpRequest, pause: PauseForm | None = None, resume: ResumeForm | None = None
    ) -> HttpResponse:
        state = email_pause.load_pause()
        links = emails.list_quarantined()
        aside = querysets.list_readable(Email, signed_in(request)).filter(state__in=journal.STOPPED_STATES)
        context: dict[str, Any] = {
            **self.each_context(request),  # type: ignore[attr-defined]
            "title": gettext("Sending of mail"),
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
    """Return the person of the request; raises 404 for a person who does not run email."""
    person = signed_in(request)
    if not write_rules.may_pause(person):
        raise Http404
    return person


def _waiting(now: datetime.datetime) -> WaitingEmails:
    """Count what waits: numbers alone, of items that the administrator does not read."""
    mails = heartbeat.count_emails()
    return WaitingEmails(
        reminders=heartbeat.reminders_due(now),
        mails=mails[EmailState.READY] + mails[EmailState.SENDING],
        in_doubt=mails[EmailState.NOT_CONFIRMED] + mails[EmailState.HELD],
    )
