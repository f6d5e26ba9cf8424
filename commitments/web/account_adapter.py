"""The account pages of this site: no sign-up, our own texts, addresses from PUBLIC_URL."""

import time
from dataclasses import asdict
from typing import Any, cast

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context as allauth_context
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments.accounts import lookup, second_factors
from commitments.accounts.emails import AccountNotice
from commitments.accounts.second_factors import end_ways_in
from commitments.models import User
from commitments.web import sessions, sign_in_limits

# One mail says each of these; allauth has one for each.
NEW_WAY_IN: dict[str, AccountNotice] = {
    "mfa/email/totp_activated": AccountNotice(
        _("Commitments: authenticator app set up for your account"),
        _("An authenticator app was set up for two-step verification of your account."),
    ),
    "mfa/email/totp_deactivated": AccountNotice(
        _("Commitments: authenticator app removed from your account"),
        _("The authenticator app was removed from two-step verification of your account."),
    ),
    "mfa/email/webauthn_added": AccountNotice(
        _("Commitments: passkey added to your account"), _("A passkey was added to your account.")
    ),
    "mfa/email/webauthn_removed": AccountNotice(
        _("Commitments: passkey removed from your account"), _("A passkey was removed from your account.")
    ),
    "mfa/email/recovery_codes_generated": AccountNotice(
        _("Commitments: new recovery codes for your account"),
        _("New recovery codes were created for your account. The previous codes no longer work."),
    ),
    "socialaccount/email/account_connected": AccountNotice(
        _("Commitments: single sign-on linked to your account"),
        _("Your ministry’s single sign-on was linked to your account."),
    ),
}

# Told once it counts, which may be later than it was set up.
ONCE_IT_COUNTS = {"totp": "mfa/email/totp_activated", "webauthn": "mfa/email/webauthn_added"}

CODES = "mfa/messages/recovery_codes_generated.txt"


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are created by an administrator; emails contain the public address, never the Host header."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _(
            "Enter the correct username and password. After five failed attempts, you have to wait."
        ),
        "rate_limited": _("Too many attempts. Try again later."),
        "account_inactive": _("This account is deactivated. An administrator can reactivate it."),
        "enter_current_password": _("The password is incorrect. Enter your current password again."),
        "incorrect_password": _("The password is incorrect. Enter it again."),
        "invalid_password_reset": _("This link has been used or has expired. Request a new link."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Check a password; raise ValidationError, with the wait in words, where it is too soon."""
        attempt = sign_in_limits.begin_attempt(request, str(credentials.get("username", "")))
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user is not None:
            attempt.mark_successful()
        return user

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **options: Any) -> HttpResponse:
        """Let the browser be known as one that has signed in to this account."""
        assert isinstance(user, User)
        response: HttpResponse = super().post_login(request, user, **options)
        sign_in_limits.set_device_cookie(response, user)
        return response

    def is_safe_url(self, url: str | None) -> bool:
        """Follow only addresses of this site: the public host and the one that answers now."""
        request = allauth_context.request
        hosts = {request.get_host()} if request else set()
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts=hosts | {settings.PUBLIC_HOST}, require_https=settings.HTTPS
        )

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign in, under a session key of its own, and note when the session began."""
        super().login(request, user)
        sessions.begin_session(request.session, timezone.now())

    @transaction.atomic
    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Set another password, and end what depended on the old one: tokens, and links of emails."""
        assert isinstance(user, User)
        super().set_password(user, password)
        # As it stands: the account of a request is a promise of one, whose kind no history knows.
        person, now = lookup.lock_account(user), timezone.now()
        lookup.note_password(person, by=person, now=now, action="password changed")
        end_ways_in(person, by=person, now=now, reason=gettext("new password"))

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask for the password again before sensitive actions, but not of a person who has just signed in."""
        records = get_authentication_records(self.request, self.request.user)
        latest = max((one["at"] for one in records), default=0)
        return bool(time.time() - latest >= app_settings.REAUTHENTICATION_TIMEOUT)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Notify the person of another way to sign in, always with the same email text.

        `tell_of` notifies of a second factor.
        """
        if template_prefix in ONCE_IT_COUNTS.values():
            return
        notice = NEW_WAY_IN.get(template_prefix)
        if notice:
            template_prefix, context = "account/email/way_in", asdict(notice)
        super().send_notification_mail(template_prefix, user, context, email)

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **more: Any
    ) -> None:
        """Show no message about recovery codes that cannot be used yet."""
        is_early = (
            message_template == CODES and second_factors.list_unconfirmed(cast(User, request.user)).exists()
        )
        if not is_early:
            super().add_message(request, level, message_template, *args, **more)

    def tell_of(self, kind: str, user: User) -> None:
        """Notify the person of a second factor that counts from now on."""
        context = asdict(NEW_WAY_IN[ONCE_IT_COUNTS[kind]])
        super().send_notification_mail("account/email/way_in", user, context)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Ask who has a second factor for that, not for the password, which others may know."""
        found: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [one for one in found if one["id"] != "reauthenticate"] or found

    def format_email_subject(self, subject: str) -> str:
        return str(subject)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("admin:index")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Render an email with the public address, and put it into the outbox."""
        known = {"email": email, "public_url": settings.PUBLIC_URL, **context}
        known["request"] = None
        self.render_mail(template_prefix, email, known).send()
