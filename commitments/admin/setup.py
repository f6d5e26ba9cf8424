"""The administrator's setup checklist with its test email, and the page that pauses and resumes email."""

import datetime
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic.edit import FormMixin

from commitments.access import querysets, write_rules
from commitments.accounts import emails
from commitments.admin.pages import ActionPage, AdminPage
from commitments.enums import EmailState, Role
from commitments.models import Email
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


class AdministratorPage(AdminPage):
    """A page for administrators."""

    def may_open(self) -> bool:
        return self.person.role == Role.ADMINISTRATOR


class SetupPage(AdministratorPage):
    """What is set up and what is missing."""

    title = _("Setup")
    template_name = "admin/setting_up.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = setup.build_checklist(self.person, now=self.now)
        lines = [
            LineShown(line, _url(line.act), line.name == "mail" and bool(self.person.email))
            for line in found.lines
        ]
        return super().get_context_data(checklist=found, lines=lines, **kwargs)


def _url(act: SetupLink | None) -> str:
    if act is None:
        return ""
    address = reverse(act.route, args=() if act.key is None else (act.key,))
    return f"{address}?{urlencode(act.filled)}" if act.filled else address


class SendTestEmail(ActionPage, AdministratorPage):
    """Sends a test email to the administrator's own address, and shows the server's answer."""

    def find_way_back(self) -> str:
        return reverse(SETUP_PAGE) + "#mail"

    def act(self) -> None:
        try:
            tried = delivery.send_trial(self.person.email, now=self.now)
        except ValueError:
            messages.error(
                self.request, _("Your account has no email address that can receive email. Add one first.")
            )
            return
        setup.note_trial(self.person, is_accepted=tried.is_accepted, said=tried.said, now=self.now)
        if tried.is_accepted:
            said = _("The mail server accepted the test email to %(address)s: %(said)s")
            messages.success(self.request, said % {"address": self.person.email, "said": tried.said})
        else:
            said = _(
                "The test email was not accepted. Check the email settings, then try again. "
                "Answer from %(where)s: %(said)s"
            )
            messages.error(self.request, said % {"where": tried.where, "said": tried.said})


EMAIL_PAUSE_PAGE = "admin:sending"
SEND, LEAVE_OUT = "send", "leave_out"
# So many emails of the quarantine are listed; the list of mails has the rest.
LISTED = 20


class PauseForm(forms.Form):
    """Why email is paused; everyone at the desks reads it."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy(
            "All desks see this text on every page. Example: “The mail server will be replaced on Sunday.”"
        ),
    )


class ResumeForm(forms.Form):
    """What happens to reminders that fell due meanwhile; there is no default, because of restores."""

    due = forms.ChoiceField(
        choices=((SEND, gettext_lazy("Send")), (LEAVE_OUT, gettext_lazy("Do not send"))),
        error_messages={
            "required": gettext_lazy("Select what to do with the reminders that became due during the pause.")
        },
    )


@dataclass(frozen=True, slots=True)
class WaitingEmails:
    """What waits: due reminders, written emails, and doubtful deliveries."""

    reminders: int
    mails: int
    in_doubt: int


class EmailPausePage(AdminPage):
    """Whether email is sent, since when and why, and what waits."""

    title = gettext_lazy("Email delivery")
    template_name = "admin/sending.html"

    def may_open(self) -> bool:
        return write_rules.may_pause(self.person)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state = email_pause.load_pause()
        links = emails.list_quarantined()
        aside = querysets.list_readable(Email, self.person).filter(state__in=journal.STOPPED_STATES)
        shown = {
            "state": state,
            "is_restored": state.is_paused and state.changed_by is None,
            "waiting": _waiting(self.now),
            "aside": aside.select_related("recipient").defer("content").order_by("-pk")[:LISTED],
            "links_aside": links[:LISTED],
            "aside_count": aside.count() + len(links),
            "pause": PauseForm(),
            "resume": ResumeForm(initial={"due": SEND} if state.changed_by else None),
        }
        return super().get_context_data(**shown | kwargs)


class EmailPauseForm(FormMixin[forms.Form], EmailPausePage):
    """One of the forms of the page: what is wrong with it is shown there, named `shown_as`."""

    http_method_names = ["post", "options"]
    success_url = reverse_lazy(EMAIL_PAUSE_PAGE)
    shown_as = ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        return self.render_to_response(self.get_context_data(**{self.shown_as: form}))


class PauseEmail(EmailPauseForm):
    """Pauses all email, with the reason."""

    form_class = PauseForm
    shown_as = "pause"

    def form_valid(self, form: forms.Form) -> HttpResponse:
        email_pause.pause_email(form.cleaned_data["reason"], by=self.person, now=self.now)
        messages.success(
            self.request,
            gettext("Email sending is paused. No email is sent until an administrator resumes sending."),
        )
        return super().form_valid(form)


class ResumeEmail(EmailPauseForm):
    """Resumes email, with or without what fell due meanwhile."""

    form_class = ResumeForm
    shown_as = "resume"

    def form_valid(self, form: forms.Form) -> HttpResponse:
        without = form.cleaned_data["due"] == LEAVE_OUT
        left_out = email_pause.resume_email(by=self.person, now=self.now, without_due=without)
        said = gettext("Email sending has resumed. Waiting emails will be sent with the next reminder run.")
        if without:
            said += " " + ngettext(
                "%(count)d reminder was skipped.", "%(count)d reminders were skipped.", left_out
            ) % {"count": left_out}
        messages.success(self.request, said)
        return super().form_valid(form)


class RetryEmails(ActionPage, EmailPausePage):
    """Sends every email of the quarantine again."""

    def find_way_back(self) -> str:
        return reverse(EMAIL_PAUSE_PAGE)

    def act(self) -> None:
        count = journal.retry_all(by=self.person, now=self.now) + emails.retry_all()
        said = ngettext(
            "%(count)d email will be sent with the next reminder run.",
            "%(count)d emails will be sent with the next reminder run.",
            count,
        )
        messages.success(self.request, said % {"count": count})


def _waiting(now: datetime.datetime) -> WaitingEmails:
    """Count what waits: numbers alone, of items that the administrator does not read."""
    mails = heartbeat.count_emails()
    return WaitingEmails(
        reminders=heartbeat.reminders_due(now),
        mails=mails[EmailState.READY] + mails[EmailState.SENDING],
        in_doubt=mails[EmailState.NOT_CONFIRMED] + mails[EmailState.HELD],
    )
