"""The checklist page of the administrator, and the test mail that is sent from it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from commitments import setting_up
from commitments.admin.doors import signed_in
from commitments.models import User
from commitments.reminders import trial
from commitments.setting_up import Act, Line
from commitments.vocabulary import Role

PAGE = "admin:setting_up"


@dataclass(frozen=True, slots=True)
class LineShown:
    """One line with the address of what does it; `sends` where that is a test mail."""

    line: Line
    url: str
    sends: bool


class SettingUpPages:
    """Adds the checklist and its one button to the site."""

    def get_urls(self) -> list[Any]:
        admin_view = self.admin_view  # type: ignore[attr-defined]
        return [
            path("setting-up/", admin_view(self.setting_up_view), name="setting_up"),
            path("setting-up/mail/", admin_view(require_POST(_mail)), name="setting_up_mail"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def setting_up_view(self, request: HttpRequest) -> HttpResponse:
        """Show what is set up and what is missing."""
        person = administrator(request)
        found = setting_up.checklist(person, now=timezone.now())
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


def administrator(request: HttpRequest) -> User:
    """Give the administrator who asks; for anybody else there is no such page."""
    person = signed_in(request)
    if person.role != Role.ADMINISTRATOR:
        raise Http404
    return person


def _url(act: Act | None) -> str:
    if act is None:
        return ""
    address = reverse(act.route, args=() if act.key is None else (act.key,))
    return f"{address}?{urlencode(act.filled)}" if act.filled else address


def _mail(request: HttpRequest) -> HttpResponse:
    """Send a test mail to the administrator's own address, and say what the server answered."""
    person = administrator(request)
    now = timezone.now()
    back = HttpResponseRedirect(reverse(PAGE) + "#mail")
    try:
        tried = trial.send(person.email, now=now)
    except ValueError:
        messages.error(request, _("Your account has no mail address that a mail can be sent to."))
        return back
    setting_up.note_trial(person, is_accepted=tried.is_accepted, said=tried.said, now=now)
    if tried.is_accepted:
        said = _("The test mail to %(address)s was taken: %(said)s")
        messages.success(request, said % {"address": person.email, "said": tried.said})
    else:
        said = _("The test mail was not taken. The answer of %(where)s: %(said)s")
        messages.error(request, said % {"where": tried.where, "said": tried.said})
    return back
