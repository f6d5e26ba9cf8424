"""The page “API tokens”: a signed-in person makes a token, sees it once, and revokes it."""

from typing import Any, cast

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from commitments.api import tokens
from commitments.errors import Refused
from commitments.models import User
from commitments.vocabulary import Scope


def lifetimes() -> list[tuple[int, str]]:
    """Offer how long a token may live, in the reader's language."""
    return [(days, ngettext("%d day", "%d days", days) % days) for days in tokens.LIFETIMES_DAYS]


class TokenForm(forms.Form):
    label = forms.CharField(label=_("What it is for"), max_length=80)
    scopes = forms.MultipleChoiceField(
        label=_("It may, besides reading"),
        choices=[(scope.value, scope.label) for scope in Scope if scope != Scope.READ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    is_external = forms.BooleanField(
        label=_("program outside the ministry"),
        required=False,
        help_text=_("It is given nothing that a partner gave in confidence, unless consent is on record."),
    )
    days = forms.TypedChoiceField(label=_("Valid for"), choices=lifetimes, coerce=int, initial=90)


# A browser left open must not be enough to take away a key that works for months; to revoke one, it is.
@require_http_methods(["GET", "POST"])
@login_required
@reauthentication_required(allow_get=True, enabled=lambda request: "revoke" not in request.POST)  # type: ignore[untyped-decorator]
@never_cache
@sensitive_variables("made")
def tokens_page(request: HttpRequest) -> HttpResponse:
    """List the person's tokens; make one, whose text stands on this answer alone; revoke one."""
    user = cast(User, request.user)
    if request.method == "POST" and "revoke" in request.POST:
        return _revoke(request, user)
    form = TokenForm(request.POST if request.method == "POST" else None)
    made = ""
    if form.is_valid():
        try:
            made = tokens.issue(user, now=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
    now = timezone.now()
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("API tokens"),
        "form": form,
        "made": made,
        "address": request.build_absolute_uri(reverse("api:index")),
        "tokens": [(token, token.expiry <= now) for token in tokens.of(user)],
    }
    return TemplateResponse(request, "admin/commitments/token/tokens.html", context)


def _revoke(request: HttpRequest, user: User) -> HttpResponse:
    if not tokens.revoke(user, request.POST["revoke"], now=timezone.now()):
        raise Http404
    messages.success(request, _("The token is revoked; programs that use it are refused from now on."))
    return HttpResponseRedirect(reverse("api_tokens"))
