"""The account forms in our words."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, ResetPasswordForm, ResetPasswordKeyForm
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Promise] = {
    "oldpassword": _("Present password"),
    "password1": _("New password"),
    "password2": _("New password, again"),
    "email": _("Mail address"),
}


def reword(form: forms.Form) -> None:
    """Set our labels, and take away what repeats them inside the fields."""
    for name, field in form.fields.items():
        field.label = str(WORDS.get(name, field.label))
        field.widget.attrs.pop("placeholder", None)


class ChangePassword(ChangePasswordForm):
    """Changes the password of who is signed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self)
        self.fields["oldpassword"].help_text = ""


class ResetPassword(ResetPasswordForm):
    """Asks where to send the link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self)


class ResetPasswordFromKey(ResetPasswordKeyForm):
    """Sets a new password by the link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self)
