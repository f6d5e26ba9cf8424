"""The account pages: sign-in, sign-out, password, second factors, recovery codes, sessions.

Also what a session may read without a second factor, and who has to set one up.
"""

import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, cast
from xml.etree.ElementTree import Element, SubElement

import segno
import structlog
from allauth.account import app_settings, views
from allauth.account.forms import ResetPasswordKeyForm
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.views import AuthenticateView, IndexView, ReauthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn import views as passkeys
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, re_path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, RedirectView, View

from commitments import html
from commitments.accounts import lookup, second_factors
from commitments.audit.log import State
from commitments.models import User
from commitments.packets.sections.notes import draw_strokes
from commitments.web import account_links, sign_in_limits, single_sign_on
from commitments.web.account_adapter import AccountAdapter
from commitments.web.sessions import UserSessions
from commitments.web.typed_input import show_kept_page

log = structlog.get_logger("tracker.second_factor")

# The pages for users who have yet to set one up: account pages, help, and pages that need no sign-in.
OPEN = ("/accounts/", "/help/", "/reply/")
# Light around the code, in its own modules, without which no camera finds it.
QUIET = 4
PIXELS = 5


class Adapter(DefaultMFAAdapter):
    """Encrypts secrets, draws the QR code, names this site, and keeps factors that a role requires."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _(
            "Your role requires two-step verification. Set up another method before you remove this one."
        ),
        "cannot_generate_recovery_codes": _("Set up an authenticator app or a passkey first."),
        "not_confirmed": _("This passkey is not confirmed yet. Sign in with your password."),
        "incorrect_code": _("The code is wrong, was already used or has expired. Enter the next code."),
    }

    def encrypt(self, text: str) -> str:
        return second_factors.encrypt_secret(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return a secret; where no key fits any more, one that no code matches."""
        try:
            return second_factors.decrypt_secret(encrypted_text)
        except InvalidToken:
            log.error("a second factor cannot be read by any key")
            return get_random_string(32, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")

    def build_totp_svg(self, url: str) -> SafeString:
        """Draw the QR code of a secret as a drawing that stands in the page itself."""
        matrix = segno.make_qr(url, error="m").matrix
        side = len(matrix) + 2 * QUIET
        shown = {"viewBox": f"-{QUIET} -{QUIET} {side} {side}", "role": "img", "class": "qr"}
        size = str(side * PIXELS)
        drawing = Element("svg", {**shown, "width": size, "height": size})
        SubElement(drawing, "title").text = gettext("QR code")
        corner = {"x": f"-{QUIET}", "y": f"-{QUIET}", "width": str(side), "height": str(side)}
        SubElement(drawing, "rect", {**corner, "fill": "#fff"})
        SubElement(drawing, "path", {"d": draw_strokes(matrix), "stroke": "#000", "stroke-width": "1"})
        return html.render_svg(drawing)

    def is_mfa_enabled(self, user: AbstractBaseUser, types: Any = None) -> bool:
        """Return False for a factor that does not count yet, and for its recovery codes, so that none is
        asked for.
        """
        is_one = isinstance(user, User) and second_factors.list_factors(user).exists()
        return is_one and bool(super().is_mfa_enabled(user, types))

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Leave who needs a second factor the last one."""
        person = authenticator.user
        return (
            not is_asked_of(person)
            or second_factors.list_factors(person).exclude(pk=authenticator.pk).exists()
        )

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        assert isinstance(user, User)
        return gettext("Passkey %(number)s") % {
            "number": second_factors.list_factors(user).filter(type=type).count() + 1
        }

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Name this site by its public host: a passkey works nowhere else, whatever the Host header says."""
        return {"id": settings.PUBLIC_HOST, "name": settings.MFA_TOTP_ISSUER}

    def _get_user_identifier(self, user: AbstractBaseUser) -> str:
        return str(user.get_username())


class AskForIt:
    """Limits a session without a second factor to the level that needs none, and redirects those who need
    one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Lower what the person reads in this session; redirect a person whose role needs more."""
        person = request.user
        if isinstance(person, User) and not is_proved(request):
            person.ceiling = settings.SECOND_FACTOR_ABOVE
            if is_asked_of(person) and not request.path.startswith(OPEN):
                return _lead(request, person)
        return self.get_response(request)


def is_asked_of(person: User) -> bool:
    """Return whether the person's role needs a second factor."""
    return person.role in settings.SECOND_FACTOR_ROLES


def is_proved(request: HttpRequest) -> bool:
    """Return whether a second factor was given, or set up, in this session."""
    person = request.user if isinstance(request.user, User) else None
    return any(one.get("method") == "mfa" for one in get_authentication_records(request, person))


def is_fresh(request: HttpRequest) -> bool:
    """Return whether a second factor was given in this session a short time ago."""
    person = request.user if isinstance(request.user, User) else None
    given = (one["at"] for one in get_authentication_records(request, person) if one.get("method") == "mfa")
    return bool(time.time() - max(given, default=0) < app_settings.REAUTHENTICATION_TIMEOUT)


def _lead(request: HttpRequest, person: User) -> HttpResponseBase:
    """Lead to the set-up, or to the question where there is one; refuse what is no page to look at."""
    if request.method not in {"GET", "HEAD"}:
        return render(request, "403.html", status=403)
    if second_factors.list_factors(person).exists():
        return redirect_to_reauthenticate(request)
    if second_factors.list_unconfirmed(person).exists():
        messages.info(
            request, _("Your role requires two-step verification. Confirm the method that you set up.")
        )
    else:
        messages.info(request, _("Your role requires two-step verification. Set it up, then continue."))
    return HttpResponseRedirect(reverse("mfa_index"))


def redirect_to_reauthenticate(request: HttpRequest) -> HttpResponseRedirect:
    """Redirect to the question for a second factor, which leads back."""
    query = urlencode({"next": request.get_full_path()})
    return HttpResponseRedirect(f"{reverse('mfa_reauthenticate')}?{query}")


def find_barrier(request: HttpRequest) -> HttpResponseRedirect | None:
    """Return where to redirect instead of a page that changes second factors, or None.

    To the code prompt where a factor counts already: the password alone must not add another or show recovery
    codes. To the list where one is pending: a second one would share its recovery codes.
    """
    person = request.user
    if not isinstance(person, User):
        return None
    if second_factors.list_unconfirmed(person).exists():
        messages.info(request, _("First confirm the method that you set up, or cancel the setup."))
        return HttpResponseRedirect(reverse("mfa_index"))
    is_asked = second_factors.list_factors(person).exists() and not is_fresh(request)
    return redirect_to_reauthenticate(request) if is_asked else None


class Index(IndexView):
    """Shows the second factors of the signed-in person, and what is pending until one counts."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = self.request.user
        assert isinstance(person, User)
        return super().get_context_data(**kwargs) | {
            "is_asked": is_asked_of(person),
            "awaited": second_factors.list_unconfirmed(person).first(),
            "address": second_factors.address_of(person),
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        """Send the link again, or take off what waits."""
        person = request.user
        assert isinstance(person, User)
        if "off" in request.POST:
            if second_factors.remove_unconfirmed(person, now=timezone.now()):
                messages.success(request, _("The setup was cancelled."))
        elif second_factors.list_unconfirmed(person).exists() and account_links.request_link(request, person):
            messages.success(request, _("The link will be sent shortly. Earlier links no longer work."))
        else:
            messages.error(request, AccountAdapter.error_messages["rate_limited"])
        return HttpResponseRedirect(reverse("mfa_index"), status=303)


class Guarded(View):
    """A page that changes second factors, or shows recovery codes."""

    # A removal by DELETE would pass by what a form asks and writes down.
    http_method_names = ["get", "head", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return find_barrier(request) or super().dispatch(request, *args, **kwargs)


class SetsUp(Guarded, FormView[Any]):
    """A page that sets up a factor: it counts at once, or stays pending until confirmed."""

    kind: Authenticator.Type
    is_held = False

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Set it up, one at a time for each account, by what is true of the account now."""
        person = lookup.lock_account(cast(User, self.request.user))
        elsewhere = find_barrier(self.request)
        if elsewhere is not None:
            return elsewhere
        self.is_held = second_factors.must_be_confirmed(person)
        stood = second_factors.state_of(person)
        answer = super().form_valid(form)
        factor = Authenticator.objects.filter(user=person, type=self.kind).latest("pk")
        if self.is_held:
            second_factors.require_confirmation(factor)
            account_links.mark_session(self.request, person, factor)
            transaction.on_commit(lambda: _request_first_link(self.request, person))
        else:
            # Its code, or its key, was there a moment ago.
            record_authentication(self.request, person, "mfa", type=str(self.kind), id=factor.pk)
            AccountAdapter(self.request).tell_of(self.kind, person)
        _noted(self.request, stood, "second factor set up", self.kind)
        return answer

    def get_success_url(self) -> str:
        """Lead to the recovery codes only once they let anybody in."""
        return reverse("mfa_index") if self.is_held else super().get_success_url()


class Activate(SetsUp, ActivateTOTPView):
    """Sets up an authenticator app."""

    kind = Authenticator.Type.TOTP


class Deactivate(Guarded, DeactivateTOTPView):
    """Removes the authenticator app."""

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        stood = second_factors.state_of(cast(User, self.request.user))
        answer: HttpResponse = super().form_valid(form)
        _noted(self.request, stood, "second factor removed", Authenticator.Type.TOTP)
        return answer


class Add(SetsUp, AddWebAuthnView):
    """Sets up a passkey."""

    kind = Authenticator.Type.WEBAUTHN


class Remove(Guarded, RemoveWebAuthnView):
    """Removes a passkey, except the last one of a person who needs it."""

    success_url = reverse_lazy("mfa_index")

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        adapter = Adapter()
        if not adapter.can_delete_authenticator(self.get_object()):
            messages.error(self.request, adapter.error_messages["cannot_delete_authenticator"])
            return HttpResponseRedirect(reverse("mfa_index"))
        stood = second_factors.state_of(cast(User, self.request.user))
        answer: HttpResponse = super().form_valid(form)
        _noted(self.request, stood, "second factor removed", Authenticator.Type.WEBAUTHN)
        return answer


class Codes(Guarded, ViewRecoveryCodesView):
    """Shows the remaining recovery codes."""


class Generate(Guarded, GenerateRecoveryCodesView):
    """Creates new recovery codes; earlier ones become invalid."""

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        stood = second_factors.state_of(cast(User, self.request.user))
        answer: HttpResponse = super().form_valid(form)
        _noted(self.request, stood, "recovery codes made", Authenticator.Type.RECOVERY_CODES)
        return answer


def _request_first_link(request: HttpRequest, person: User) -> None:
    """Ring for the first link, and say where none goes out that the page would let the person wait for."""
    if second_factors.address_of(person) and not account_links.request_link(request, person):
        messages.error(request, AccountAdapter.error_messages["rate_limited"])


def _noted(request: HttpRequest, stood: State, action: str, kind: Authenticator.Type) -> None:
    assert isinstance(request.user, User)
    second_factors.record_factor_change(action, request.user, stood, now=timezone.now(), kind=str(kind))


authenticate, reauthenticate = AuthenticateView.as_view(), ReauthenticateView.as_view()


def show_not_found(request: HttpRequest, **_kwargs: str) -> HttpResponse:
    """Answer as if there were no such page; allauth only needs its name."""
    raise Http404


def change_password(request: HttpRequest) -> HttpResponseBase:
    """Set another password; the browser stays known as one of the account."""
    response: HttpResponseBase = views.password_change(request)
    if response.status_code == HTTPStatus.FOUND and isinstance(request.user, User):
        sign_in_limits.set_device_cookie(response, request.user)
    return response


class ResetPasswordFromKey(views.PasswordResetFromKeyView):
    """Sets a new password by the link; a browser known to the account stays known."""

    def form_valid(self, form: ResetPasswordKeyForm) -> HttpResponse:
        user: User = self.reset_user
        is_known = sign_in_limits.knows_browser(self.request, user)
        response: HttpResponse = super().form_valid(form)
        if is_known:
            sign_in_limits.set_device_cookie(response, user)
        return response


urlpatterns: list[URLPattern] = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", views.signup, name="account_signup"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", change_password, name="account_change_password"),
    # Who has none, by a ministry's sign-on, gets the first by mail: the session alone is not enough.
    path(
        "password/set/",
        RedirectView.as_view(pattern_name="account_reset_password"),
        name="account_set_password",
    ),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        ResetPasswordFromKey.as_view(),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("saved-input/", show_kept_page, name="account_kept"),
    path("sessions/", UserSessions.as_view(), name="usersessions_list"),
    path("two-step/", Index.as_view(), name="mfa_index"),
    path("two-step/code/", authenticate, name="mfa_authenticate"),
    path("two-step/code/again/", reauthenticate, name="mfa_reauthenticate"),
    path("two-step/app/", Activate.as_view(), name="mfa_activate_totp"),
    path("two-step/app/remove/", Deactivate.as_view(), name="mfa_deactivate_totp"),
    path("two-step/passkeys/add/", Add.as_view(), name="mfa_add_webauthn"),
    path("two-step/passkeys/<int:pk>/", Remove.as_view(), name="mfa_remove_webauthn"),
    path("two-step/passkeys/login/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("two-step/passkeys/again/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("two-step/confirm/<str:said>/", account_links.confirm_page, name="mfa_confirm"),
    path("two-step/recovery/", Codes.as_view(), name="mfa_view_recovery_codes"),
    path("two-step/recovery/new/", Generate.as_view(), name="mfa_generate_recovery_codes"),
    path("single-sign-on/<str:provider_id>/", single_sign_on.begin_sign_in, name="openid_connect_login"),
    path("single-sign-on/<str:provider_id>/back/", single_sign_on.come_back, name="openid_connect_callback"),
    path("email/", show_not_found, name="account_email"),
    path("confirm-email/", show_not_found, name="account_email_verification_sent"),
    path("confirm-email/<str:key>/", show_not_found, name="account_confirm_email"),
    path("login/code/confirm/", show_not_found, name="account_confirm_login_code"),
]
