"""How the account pages behave here: no sign-up, our words, addresses from PUBLIC_URL."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator; mails name the public address, never the Host header."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _(
            "That user name and password do not match. After five wrong tries comes a wait of five minutes."
        ),
        "too_many_login_attempts": _("Too many wrong tries. Wait five minutes, then sign in again."),
        "rate_limited": _("Too many tries. Wait a minute, then send it again."),
        "account_inactive": _("This account is closed. An administrator can open it again."),
        "enter_current_password": _("That is not your present password."),
        "incorrect_password": _("That is not your password."),
        "invalid_password_reset": _("This link was used or is too old. Ask for a new one."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Follow only addresses of this site: the public host and the one that answers now."""
        request = allauth_context.request
        hosts = {request.get_host()} if request else set()
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts=hosts | {settings.PUBLIC_HOST}, require_https=settings.HTTPS
        )

    def format_email_subject(self, subject: str) -> str:
        return str(subject)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Give the address of the reset page as outsiders reach it."""
        # allauth writes the key after a placeholder, so that its page finds both parts of it.
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.PUBLIC_URL + path.replace("UID-KEY", key)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("admin:index")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Render a mail with the public address, and let it go once the answer is out."""
        request = allauth_context.request
        known = {"email": email, "public_url": settings.PUBLIC_URL, **context}
        known["request"] = None
        message = self.render_mail(template_prefix, email, known)
        afterwards = getattr(request, "mails_afterwards", None)
        if afterwards is None:
            message.send()
        else:
            afterwards.append(message)
