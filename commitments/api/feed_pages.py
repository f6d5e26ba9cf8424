"""The page “Calendar”: a signed-in person makes an address to follow, sees it once, and revokes it."""

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
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from commitments import feeds
from commitments.errors import Refused
from commitments.models import User


class FeedForm(forms.Form):
    label = forms.CharField(
        label=_("What it is for"), max_length=80, help_text=_("Such as the program, or the telephone.")
    )


# As for tokens: a browser left open is enough to revoke one, and not to make one.
@require_http_methods(["GET", "POST"])
@login_required
@reauthentication_required(allow_get=True, enabled=lambda request: "revoke" not in request.POST)  # type: ignore[untyped-decorator]
@never_cache
@sensitive_variables("secret", "made")
def feeds_page(request: HttpRequest) -> HttpResponse:
    """List the person's feeds; make one, whose address stands on this answer alone; revoke one."""
    user = cast(User, request.user)
    if request.method == "POST" and "revoke" in request.POST:
        return _revoke(request, user)
    form = FeedForm(request.POST if request.method == "POST" else None)
    made = ""
    if form.is_valid():
        try:
            secret = feeds.make(user, label=form.cleaned_data["label"], now=timezone.now())
            made, form = request.build_absolute_uri(reverse("calendar", args=(secret,))), FeedForm()
        except Refused as refused:
            form.add_error(None, str(refused))
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Calendar"),
        "form": form,
        "made": made,
        "feeds": feeds.living(user),
    }
    return TemplateResponse(request, "admin/commitments/feed/feeds.html", context)


def _revoke(request: HttpRequest, user: User) -> HttpResponse:
    key = request.POST["revoke"]
    if not key.isdecimal() or not feeds.revoke(user, int(key), now=timezone.now()):
        raise Http404
    messages.success(request, _("The address is revoked; programs that follow it get nothing from now on."))
    return HttpResponseRedirect(reverse("feeds"))
