"""The page that confirms a first second factor: opened by the link of a mail, confirmed by one button.

Three things come together there: the mailbox, the account, and the factor itself. Who is led by a mail to
confirm what somebody else set up cannot: the session has to have set the factor up, or to give its code.
"""

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from commitments import second_factors, signing_in, tasks
from commitments.accounts import first_factor
from commitments.accounts.link_requests import request_links
from commitments.models import User
from commitments.vocabulary import LinkKind
from commitments.web.adapter import AccountAdapter
from commitments.web.forms import AwaitedCode
from commitments.web.invitation import private

TEMPLATE = "mfa/first_factor.html"
# Each link that is sent counts, the first too, for each account.
RATES = {"factor_link": "1/m/user,5/h/user"}
# What a session has set up and nobody confirmed: no proof of anything.
SET_UP = "awaited"


def ring(request: HttpRequest, person: User) -> bool:
    """Request the link and notify a worker; False where no address is known, or too many were sent."""
    if not first_factor.address_of(person):
        return False
    if ratelimit.consume(request, app="commitments", action="factor_link", config=RATES, user=person) is None:
        return False
    request_links(LinkKind.TWO_STEP, [person.pk])
    tasks.ring(person.pk, tasks.send_factor_link)
    return True


def remember(request: HttpRequest, person: User, factor: Authenticator) -> None:
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
    factor = second_factors.linked(person, said, now=timezone.now())
    if factor is None:
        return private(render(request, TEMPLATE, {"gone": True}, status=404))
    return private(_answer(request, person, factor))


def _answer(request: HttpRequest, person: User, factor: Authenticator) -> HttpResponse:
    is_here = _has_set_up(request, person, factor)
    is_app = factor.type == Authenticator.Type.TOTP
    form = None
    if not is_here and is_app:
        form = AwaitedCode(request.POST if request.method == "POST" else None, user=person, label_suffix="")
    if request.method == "POST" and (is_here or (form is not None and form.is_valid())):
        return _confirm(request, person, factor)
    context = {"factor": factor, "is_app": is_app, "is_here": is_here, "form": form}
    return render(request, TEMPLATE, context)


def _confirm(request: HttpRequest, person: User, factor: Authenticator) -> HttpResponse:
    with transaction.atomic():
        standing = signing_in.standing(person)
        if second_factors.confirm(standing, factor.pk, by=standing, now=timezone.now()) is None:
            return render(request, TEMPLATE, {"gone": True}, status=404)
    record_authentication(request, person, "mfa", type=str(factor.type), id=factor.pk)
    AccountAdapter(request).tell_of(factor.type, person)
    messages.success(request, _("Confirmed. From now on it is asked for when you sign in."))
    return HttpResponseRedirect(reverse("mfa_view_recovery_codes"), status=303)
