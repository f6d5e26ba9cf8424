"""The pages “API tokens” and “Calendar”, where a user creates and revokes tokens and calendar subscriptions.

Also the calendar itself: its secret address is the only key.
"""

import hashlib
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
from drf_spectacular.utils import extend_schema
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from commitments.access import write_rules
from commitments.accounts import calendar_subscriptions
from commitments.api import tokens
from commitments.api.tokens import CalendarThrottle
from commitments.api.views.base import BaseView, tags_in
from commitments.audit import access_log
from commitments.calendar_feeds import entries
from commitments.enums import Scope
from commitments.errors import Refused
from commitments.models import CalendarSubscription, User, WebhookSubscription, spoken_as


def list_lifetimes() -> list[tuple[int, str]]:
    """Offer how long a token may live, in the reader's language."""
    return [(days, ngettext("%d day", "%d days", days) % days) for days in tokens.LIFETIMES_DAYS]


SCOPES = [(scope.value, scope.label) for scope in Scope if scope != Scope.READ]


class TokenForm(forms.Form):
    label = forms.CharField(label=_("Used for"), max_length=80)
    scopes = forms.MultipleChoiceField(
        label=_("Permissions besides reading"),
        choices=SCOPES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    is_external = forms.BooleanField(
        label=_("external program"),
        required=False,
        help_text=_(
            "The program receives information given in confidence only if the partner’s consent is recorded."
        ),
    )
    days = forms.TypedChoiceField(label=_("Validity"), choices=list_lifetimes, coerce=int, initial=90)

    def __init__(self, user: User, *args: Any) -> None:
        super().__init__(*args)
        if not write_rules.may_write(user, WebhookSubscription):
            scopes = self.fields["scopes"]
            assert isinstance(scopes, forms.MultipleChoiceField)
            scopes.choices = [one for one in SCOPES if one[0] != Scope.WEBHOOKS]


# A browser left open must not be enough to take away a key that works for months; to revoke one, it is.
@require_http_methods(["GET", "POST"])
@login_required
@reauthentication_required(allow_get=True, enabled=lambda request: "revoke" not in request.POST)  # type: ignore[untyped-decorator]
@never_cache
@sensitive_variables("made")
def tokens_page(request: HttpRequest) -> HttpResponse:
    """List the person's tokens; create one, whose text is only in this answer; revoke one."""
    user = cast(User, request.user)
    if request.method == "POST" and "revoke" in request.POST:
        return _revoke_token(request, user)
    form = TokenForm(user, request.POST if request.method == "POST" else None)
    made = ""
    if form.is_valid():
        try:
            made = tokens.create_token(user, now=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
    now = timezone.now()
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("API tokens"),
        "form": form,
        "made": made,
        "address": request.build_absolute_uri(reverse("api:index")),
        "tokens": [(token, token.expiry <= now) for token in tokens.list_tokens(user)],
    }
    return TemplateResponse(request, "admin/commitments/token/tokens.html", context)


def _revoke_token(request: HttpRequest, user: User) -> HttpResponse:
    if not tokens.revoke_token(user, request.POST["revoke"], now=timezone.now()):
        raise Http404
    messages.success(request, _("The token was revoked. Programs that use it no longer have access."))
    return HttpResponseRedirect(reverse("api_tokens"))


class CalendarSubscriptionForm(forms.Form):
    label = forms.CharField(
        label=_("Used for"), max_length=80, help_text=_("For example, the name of the program or device.")
    )


# As for tokens: a browser left open is enough to revoke one, and not to make one.
@require_http_methods(["GET", "POST"])
@login_required
@reauthentication_required(allow_get=True, enabled=lambda request: "revoke" not in request.POST)  # type: ignore[untyped-decorator]
@never_cache
@sensitive_variables("secret", "made")
def feeds_page(request: HttpRequest) -> HttpResponse:
    """List the person's feeds; create one, whose address is only in this answer; revoke one."""
    user = cast(User, request.user)
    if request.method == "POST" and "revoke" in request.POST:
        return _revoke_subscription(request, user)
    form = CalendarSubscriptionForm(request.POST if request.method == "POST" else None)
    made = ""
    if form.is_valid():
        try:
            secret = calendar_subscriptions.create_subscription(
                user, label=form.cleaned_data["label"], now=timezone.now()
            )
            made, form = (
                request.build_absolute_uri(reverse("calendar", args=(secret,))),
                CalendarSubscriptionForm(),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Calendar subscriptions"),
        "form": form,
        "made": made,
        "feeds": calendar_subscriptions.list_active(user),
    }
    return TemplateResponse(request, "admin/commitments/calendarsubscription/feeds.html", context)


def _revoke_subscription(request: HttpRequest, user: User) -> HttpResponse:
    key = request.POST["revoke"]
    if not key.isdecimal() or not calendar_subscriptions.revoke_subscription(
        user, int(key), now=timezone.now()
    ):
        raise Http404
    messages.success(
        request,
        _("The subscription was revoked. Programs that use its address no longer receive your dates."),
    )
    return HttpResponseRedirect(reverse("feeds"))


MEDIA_TYPE = "text/calendar; charset=utf-8"


class AddressAuthentication(BaseAuthentication):
    """Authenticates a calendar program by the secret address that it requests."""

    @sensitive_variables("secret")
    def authenticate(self, request: Request) -> tuple[User, CalendarSubscription]:
        """Return the person and the feed; raises AuthenticationFailed."""
        secret = request.parser_context["kwargs"]["token"]
        found = calendar_subscriptions.person_of(secret)
        if found is None:
            raise AuthenticationFailed
        feed, person = found
        return person, feed


class CalendarView(BaseView):
    """Returns the dates of the subscriber; unknown, revoked and closed addresses get the same answer."""

    authentication_classes = (AddressAuthentication,)
    throttle_classes = (CalendarThrottle,)

    def perform_authentication(self, request: Request) -> None:
        """Find the feed; who guesses is limited, by address, as with tokens."""
        try:
            super().perform_authentication(request)
        except AuthenticationFailed as error:
            raise Http404 from error

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Return the calendar renderer, whatever media type the program accepts."""
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(exclude=True)
    def get(self, request: Request, token: str) -> HttpResponse:
        """Return the calendar, or 304 where the program has it already, which is not logged as reading."""
        person, feed = cast(User, request.user), cast(CalendarSubscription, request.auth)
        is_tasks = request.query_params.get("tasks") == "1"
        with spoken_as(person):
            gathered = entries.load_entries(person, self.today, is_tasks=is_tasks)
            content = gathered.written()
        calendar_subscriptions.record_use(feed, self.today)
        headers = {
            "ETag": f'"{hashlib.sha256(content).hexdigest()[:32]}"',
            "Referrer-Policy": "no-referrer",
            "X-Robots-Tag": "noindex, nofollow, noarchive",
        }
        if tags_in(request.headers.get("If-None-Match", "")) & {headers["ETag"], "*"}:
            return HttpResponse(status=304, headers=headers)
        for model, rows in gathered.read:
            access_log.fetched_many(request._request, person, model, rows)
        return HttpResponse(content, content_type=MEDIA_TYPE, headers=headers)
