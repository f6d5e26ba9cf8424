"""The page that an invitation leads to: no sign-in, one form, the first password.

To open it, as scanners and previews of mails do, changes nothing. A forged address, a used and an old one are
answered alike.
"""

from typing import Any

from allauth.core.internal import ratelimit
from django import forms
from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from commitments.accounts import invitations
from commitments.models import User
from commitments.reminders.mail import language_of

TEMPLATE = "account/invitation.html"
# Guesses by client, as for the answers of mails.
RATES = {"invitation_unknown": "10/m/ip"}
WORDS = {"new_password1": _("New password"), "new_password2": _("New password, again")}


class FirstPasswordForm(SetPasswordForm):  # type: ignore[type-arg]
    """The first password, twice, by the rules for all passwords."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in WORDS.items():
            self.fields[name].label = label
            self.fields[name].help_text = ""


@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_variables("token")
@sensitive_post_parameters()
def invitation_page(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the first password; set it, and lead to the sign-in page."""
    person = invitations.find(token)
    if person is None:
        known = ratelimit.consume(
            request, app="commitments", action="invitation_unknown", config=RATES, limit_get=True
        )
        return private(_gone(request) if known is not None else ratelimit.handler429(request))
    with translation.override(language_of(person)):
        return private(_answer(request, person))


def _answer(request: HttpRequest, person: User) -> HttpResponse:
    form: forms.Form = FirstPasswordForm(person, request.POST if request.method == "POST" else None)
    form.label_suffix = ""
    if request.method == "POST" and form.is_valid():
        if not invitations.accept(person, form.cleaned_data["new_password1"], now=timezone.now()):
            return _gone(request)
        messages.success(request, _("Your password is set. Sign in with it."))
        return HttpResponseRedirect(reverse("account_login"), status=303)
    return render(request, TEMPLATE, {"form": form, "person": person})


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, TEMPLATE, {"gone": True}, status=404)


def private(response: HttpResponse) -> HttpResponse:
    """Let no other page learn the address, and no search engine keep it."""
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
