"""The account pages that exist here: sign-in, sign-out, the password, second factors, sessions."""

from http import HTTPStatus

from allauth.account import views
from allauth.account.forms import ResetPasswordKeyForm
from allauth.mfa.webauthn import views as passkeys
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path, re_path
from django.views.generic import RedirectView

from commitments.models import User
from commitments.web import confirming, factor_pages, sign_in_limits, sign_on
from commitments.web.kept import kept_page
from commitments.web.sessions import OwnSessions


def closed(request: HttpRequest, **_kwargs: str) -> HttpResponse:
    """Answer as if there were no such page; allauth only needs its name."""
    raise Http404


def change_password(request: HttpRequest) -> HttpResponseBase:
    """Set another password; the browser stays known as one of the account."""
    response: HttpResponseBase = views.password_change(request)
    if response.status_code == HTTPStatus.FOUND and isinstance(request.user, User):
        sign_in_limits.set_device_cookie(response, request.user)
    return response


class ResetPasswordFromKey(views.PasswordResetFromKeyView):
    """Sets a new password by the link; a browser that is known stays known as one of the account."""

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
    path("kept/", kept_page, name="account_kept"),
    path("sessions/", OwnSessions.as_view(), name="usersessions_list"),
    path("second-factor/", factor_pages.Index.as_view(), name="mfa_index"),
    path("second-factor/code/", factor_pages.authenticate, name="mfa_authenticate"),
    path("second-factor/code/again/", factor_pages.reauthenticate, name="mfa_reauthenticate"),
    path("second-factor/app/", factor_pages.Activate.as_view(), name="mfa_activate_totp"),
    path("second-factor/app/remove/", factor_pages.Deactivate.as_view(), name="mfa_deactivate_totp"),
    path("second-factor/passkeys/add/", factor_pages.Add.as_view(), name="mfa_add_webauthn"),
    path("second-factor/passkeys/<int:pk>/", factor_pages.Remove.as_view(), name="mfa_remove_webauthn"),
    path("second-factor/passkeys/login/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path(
        "second-factor/passkeys/again/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"
    ),
    path("second-factor/confirm/<str:said>/", confirming.confirm_page, name="mfa_confirm"),
    path("second-factor/recovery/", factor_pages.Codes.as_view(), name="mfa_view_recovery_codes"),
    path("second-factor/recovery/new/", factor_pages.Generate.as_view(), name="mfa_generate_recovery_codes"),
    path("sign-on/<str:provider_id>/", sign_on.begin, name="openid_connect_login"),
    path("sign-on/<str:provider_id>/back/", sign_on.come_back, name="openid_connect_callback"),
    path("email/", closed, name="account_email"),
    path("confirm-email/", closed, name="account_email_verification_sent"),
    path("confirm-email/<str:key>/", closed, name="account_confirm_email"),
    path("login/code/confirm/", closed, name="account_confirm_login_code"),
]
