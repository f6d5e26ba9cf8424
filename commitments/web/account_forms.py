"""The account forms with our own labels."""

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.core import context as allauth_context
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as SecondFactorReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, LoginWebAuthnForm
from django import forms
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commitments.accounts import second_factors
from commitments.models import User
from commitments.web import sign_in_limits
from commitments.web.middleware import PasswordLinks

WORDS: dict[str, Promise] = {
    "oldpassword": _("Current password"),
    "password1": _("New password"),
    "password2": _("Confirm new password"),
    "email": _("Email address"),
    "password": _("Password"),
    "code": _("Six-digit code or recovery code"),
    "name": _("Name of the passkey"),
}

# Links for a password to one address, whoever asks for them.
LINKS = {"links": "3/h/key"}
SHOWN_BY_APP: Promise = _("Six-digit code from the app")


def set_labels(form: forms.Form) -> None:
    """Set our labels, and remove placeholders that repeat them."""
    for name, field in form.fields.items():
        field.label = str(WORDS.get(name, field.label))
        field.widget.attrs.pop("placeholder", None)
        if name == "code":
            field.widget.attrs |= {"inputmode": "numeric", "autofocus": True}


class ChangePassword(ChangePasswordForm):
    """Changes the password of the signed-in person."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_labels(self)
        self.fields["oldpassword"].help_text = ""


class ResetPassword(ResetPasswordForm):
    """Asks where to send the link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_labels(self)

    def clean(self) -> dict[str, Any] | None:
        """Count the request by its network, which is slowed after many."""
        sign_in_limits.count_link_request(allauth_context.request)
        return super().clean()

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Ask for the links, for none too: an address that is known costs no more time than any other.

        An address that was just sent three is sent no more; the answer is the same, for they still work.
        """
        address = str(self.cleaned_data["email"])
        used = ratelimit.consume(
            request, app="commitments", action="links", config=LINKS, key=address.lower()
        )
        links = PasswordLinks([person.pk for person in self.users] if used else [])
        request.mails_afterwards.append(links)  # type: ignore[attr-defined]
        return address


class ResetPasswordFromKey(ResetPasswordKeyForm):
    """Sets a new password by the link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_labels(self)

    def save(self) -> None:
        """Set the password, and let its owner sign in at once, however many attempts of others failed."""
        super().save()
        sign_in_limits.forget_failures(self.user.username)


class Reauthenticate(ReauthenticateForm):
    """Asks for the password again before a sensitive action."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_labels(self)
        self.fields["password"].help_text = ""


class CountedCode:
    """Counts the codes tried for an account, like passwords."""

    user: User
    authenticator: Authenticator

    def clean_code(self) -> str:
        request = allauth_context.request
        attempt = sign_in_limits.begin_attempt(request, self.user.username, step="code")
        code: str = super().clean_code()  # type: ignore[misc]
        attempt.mark_successful()
        return code


class SecondFactor(CountedCode, AuthenticateForm):
    """Asks for a code at sign-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_labels(self)


class SecondFactorAgain(CountedCode, SecondFactorReauthenticateForm):
    """Asks the signed-in person for a code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_labels(self)


class AwaitedCode(SecondFactorAgain):
    """Asks for a code of an app that was set up elsewhere and is to be confirmed here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = str(SHOWN_BY_APP)


class SignInByPasskey(LoginWebAuthnForm):
    """Allows sign-in by a confirmed passkey."""

    def clean_credential(self) -> Authenticator:
        given: Authenticator = super().clean_credential()
        if not second_factors.list_factors(given.user).filter(pk=given.pk).exists():
            raise get_adapter().validation_error("not_confirmed")
        return given


class ActivateTotp(ActivateTOTPForm):
    """Asks for the first code of an app, which proves that it has the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_labels(self)
        self.fields["code"].label = str(SHOWN_BY_APP)


class AddPasskey(AddWebAuthnForm):
    """Names a passkey; it signs in without a username, and requires a fingerprint, a face or a PIN."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_labels(self)
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].label = str(_("Use this passkey to sign in without a password"))
        self.fields["passwordless"].help_text = ""
