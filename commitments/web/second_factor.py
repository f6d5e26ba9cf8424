"""The second factor at the door: who is asked for it, how it is set up, and what one reads without it."""

import time
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import segno
import structlog
from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments import safe, second_factors
from commitments.briefings.notes import strokes
from commitments.models import User

log = structlog.get_logger("tracker.second_factor")

# What is open to who has yet to set one up: the account pages, and what needs no sign-in at all.
OPEN = ("/accounts/", "/answer/")
# Light around the code, in its own modules, without which no camera finds it.
QUIET = 4
PIXELS = 5


class Adapter(DefaultMFAAdapter):
    """Keeps secrets encrypted, draws the code to scan, names this site, and holds on to what a role needs."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _("Your role needs a second factor. Set up another one first."),
        "cannot_generate_recovery_codes": _("Set up an app or a passkey first."),
        "not_confirmed": _("This passkey is not confirmed yet. Sign in with your password."),
        "incorrect_code": _("That code is not right, was used already, or is too old. Try the next one."),
    }

    def encrypt(self, text: str) -> str:
        return second_factors.locked(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Give a secret; where no key fits any more, one that no code matches."""
        try:
            return second_factors.unlocked(encrypted_text)
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
        SubElement(drawing, "path", {"d": strokes(matrix), "stroke": "#000", "stroke-width": "1"})
        return safe.svg(drawing)

    def is_mfa_enabled(self, user: AbstractBaseUser, types: Any = None) -> bool:
        """Ask nobody for what does not count yet, nor for the recovery codes made with it."""
        is_one = isinstance(user, User) and second_factors.of(user).exists()
        return is_one and bool(super().is_mfa_enabled(user, types))

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Leave who needs a second factor the last one."""
        person = authenticator.user
        return not is_asked_of(person) or second_factors.of(person).exclude(pk=authenticator.pk).exists()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        assert isinstance(user, User)
        return gettext("Passkey %(number)s") % {
            "number": second_factors.of(user).filter(type=type).count() + 1
        }

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Name this site by its public host: a passkey works nowhere else, whatever the Host header says."""
        return {"id": settings.PUBLIC_HOST, "name": settings.MFA_TOTP_ISSUER}

    def _get_user_identifier(self, user: AbstractBaseUser) -> str:
        return str(user.get_username())


class AskForIt:
    """Holds a session without a second factor to the level that needs none, and leads who needs one to it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Lower what the person reads in this session; let nobody pass whose role needs more."""
        person = request.user
        if isinstance(person, User) and not is_proved(request):
            person.ceiling = settings.SECOND_FACTOR_ABOVE
            if is_asked_of(person) and not request.path.startswith(OPEN):
                return _lead(request, person)
        return self.get_response(request)


def is_asked_of(person: User) -> bool:
    """Say whether the person's role needs a second factor."""
    return person.role in settings.SECOND_FACTOR_ROLES


def is_proved(request: HttpRequest) -> bool:
    """Say whether a second factor was given in this session, or one set up in it."""
    person = request.user if isinstance(request.user, User) else None
    return any(one.get("method") == "mfa" for one in get_authentication_records(request, person))


def is_fresh(request: HttpRequest) -> bool:
    """Say whether a second factor was given in this session a moment ago."""
    person = request.user if isinstance(request.user, User) else None
    given = (one["at"] for one in get_authentication_records(request, person) if one.get("method") == "mfa")
    return bool(time.time() - max(given, default=0) < app_settings.REAUTHENTICATION_TIMEOUT)


def _lead(request: HttpRequest, person: User) -> HttpResponseBase:
    """Lead to the set-up, or to the question where there is one; refuse what is no page to look at."""
    if request.method not in {"GET", "HEAD"}:
        return render(request, "403.html", status=403)
    if second_factors.of(person).exists():
        return _asked(request)
    if second_factors.awaited(person).exists():
        messages.info(request, _("Your role needs a second factor. The one you set up is not confirmed yet."))
    else:
        messages.info(request, _("Your role needs a second factor. Set one up, then go on."))
    return HttpResponseRedirect(reverse("mfa_index"))


def _asked(request: HttpRequest) -> HttpResponseRedirect:
    query = urlencode({"next": request.get_full_path()})
    return HttpResponseRedirect(f"{reverse('mfa_reauthenticate')}?{query}")


def barred(request: HttpRequest) -> HttpResponseRedirect | None:
    """Say where this session is led instead of a page that changes second factors, if anywhere.

    To the question where one counts already: the password alone adds no other and reads no recovery code. To
    the list where one waits: a second one would share its recovery codes.
    """
    person = request.user
    if not isinstance(person, User):
        return None
    if second_factors.awaited(person).exists():
        messages.info(request, _("Confirm the one you set up first, or take it off again."))
        return HttpResponseRedirect(reverse("mfa_index"))
    is_asked = second_factors.of(person).exists() and not is_fresh(request)
    return _asked(request) if is_asked else None
