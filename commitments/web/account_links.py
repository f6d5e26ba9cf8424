"""Pages opened by the link of an email: the first password of an invitation, and confirming a first second
factor.

Confirmation takes the mailbox, the account, and the factor itself: a person who is tricked by an email into
confirming what another set up cannot, since the session must have set the factor up, or give its code.
Opening a page, as scanners and previews of emails do, changes nothing. Forged, used and old addresses get the
same answer.
"""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import SetPasswordForm
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from commitments import tasks
from commitments.accounts import invitations, lookup, second_factors
from commitments.accounts.invitations import request_links
from commitments.enums import LinkKind
from commitments.models import User, spoken_as
from commitments.web.account_adapter import AccountAdapter
from commitments.web.account_forms import AwaitedCode

INVITATION_TEMPLATE = "account/invitation.html"
# Guesses by client, as for the answers of mails.
INVITATION_RATES = {"invitation_unknown": "10/m/ip"}
WORDS = {"new_password1": _("New password"), "new_password2": _("Confirm new password")}


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
    person = invitations.find_by_token(token)
    if person is None:
        known = ratelimit.consume(
            request, app="commitments", action="invitation_unknown", config=INVITATION_RATES, limit_get=True
        )
        return mark_private(_gone(request) if known is not None else ratelimit.handler429(request))
    with spoken_as(person):
        return mark_private(_show_invitation(request, person))


def _show_invitation(request: HttpRequest, person: User) -> HttpResponse:
    form: forms.Form = FirstPasswordForm(person, request.POST if request.method == "POST" else None)
    form.label_suffix = ""
    if request.method == "POST" and form.is_valid():
        if not invitations.accept_invitation(person, form.cleaned_data["new_password1"], now=timezone.now()):
            return _gone(request)
        messages.success(request, _("Your password was set. Sign in with the new password."))
        return HttpResponseRedirect(reverse("account_login"), status=303)
    return render(request, INVITATION_TEMPLATE, {"form": form, "person": person})


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, INVITATION_TEMPLATE, {"gone": True}, status=404)


def mark_private(response: HttpResponse) -> HttpResponse:
    """Let no other page learn the address, and no search engine keep it."""
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


CONFIRMATION_TEMPLATE = "mfa/first_factor.html"
# Each link that is sent counts, the first too, for each account.
CONFIRMATION_RATES = {"factor_link": "1/m/user,5/h/user"}
# What a session has set up and nobody confirmed: no proof of anything.
SET_UP = "awaited"


def request_link(request: HttpRequest, person: User) -> bool:
    """Request the link and notify a worker; False where no address is known, or too many were sent."""
    if not second_factors.address_of(person):
        return False
    if (
        ratelimit.consume(
            request, app="commitments", action="factor_link", config=CONFIRMATION_RATES, user=person
        )
        is None
    ):
        return False
    request_links(LinkKind.TWO_STEP, [person.pk])
    tasks.enqueue(person.pk, tasks.send_factor_link)
    return True


def mark_session(request: HttpRequest, person: User, factor: Authenticator) -> None:
    """Note in the session that the factor was set up in it."""
    record_authentication(request, person, SET_UP, id=factor.pk)


def _has_set_up(request: HttpRequest, person: User, factor: Authenticator) -> bool:
    known = get_authentication_records(request, person)
    return any(one.get("method") == SET_UP and one.get("id") == factor.pk for one in known)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_variables("said")
def confirm_page(request: HttpRequest, said: str) -> HttpResponse:
    """Show what a link would confirm; confirm it for who is signed in to the same account."""
    person = request.user
    assert isinstance(person, User)
    factor = second_factors.find_by_link(person, said, now=timezone.now())
    if factor is None:
        return mark_private(render(request, CONFIRMATION_TEMPLATE, {"gone": True}, status=404))
    return mark_private(_show_confirmation(request, person, factor))


def _show_confirmation(request: HttpRequest, person: User, factor: Authenticator) -> HttpResponse:
    is_here = _has_set_up(request, person, factor)
    is_app = factor.type == Authenticator.Type.TOTP
    form = None
    if not is_here and is_app:
        form = AwaitedCode(request.POST if request.method == "POST" else None, user=person, label_suffix="")
    if request.method == "POST" and (is_here or (form is not None and form.is_valid())):
        return _confirm(request, person, factor)
    context = {"factor": factor, "is_app": is_app, "is_here": is_here, "form": form}
    return render(request, CONFIRMATION_TEMPLATE, context)


def _confirm(request: HttpRequest, person: User, factor: Authenticator) -> HttpResponse:
    with transaction.atomic():
        standing = lookup.lock_account(person)
        if second_factors.confirm_factor(standing, factor.pk, by=standing, now=timezone.now()) is None:
            return render(request, CONFIRMATION_TEMPLATE, {"gone": True}, status=404)
    record_authentication(request, person, "mfa", type=str(factor.type), id=factor.pk)
    AccountAdapter(request).tell_of(factor.type, person)
    messages.success(request, _("Confirmed. Two-step verification is now required when you sign in."))
    return HttpResponseRedirect(reverse("mfa_view_recovery_codes"), status=303)
