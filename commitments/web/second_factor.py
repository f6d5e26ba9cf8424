"""The second factor at the door: who is asked for it, how it is set up, and what one reads without it."""

from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import segno
import structlog
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.views import AuthenticateView, IndexView, ReauthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
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
OPEN = ("/accounts/", "/answer/", "/livez", "/healthz", "/metrics")
# Light around the code, in its own modules, without which no camera finds it.
QUIET = 4
PIXELS = 5


class Adapter(DefaultMFAAdapter):
    """Keeps secrets encrypted, draws the code to scan, names this site, and holds on to what a role needs."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _("Your role needs a second factor. Set up another one first."),
        "cannot_generate_recovery_codes": _("Set up an app or a passkey first."),
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


def _lead(request: HttpRequest, person: User) -> HttpResponseBase:
    """Lead to the set-up, or to the question where there is one; refuse what is no page to look at."""
    if request.method not in {"GET", "HEAD"}:
        return render(request, "403.html", status=403)
    if second_factors.of(person).exists():
        query = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{reverse('mfa_reauthenticate')}?{query}")
    messages.info(request, _("Your role needs a second factor. Set one up, then go on."))
    return HttpResponseRedirect(reverse("mfa_index"))


class Index(IndexView):
    """Shows the second factors of who is signed in."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = self.request.user
        assert isinstance(person, User)
        return super().get_context_data(**kwargs) | {"is_asked": is_asked_of(person)}


class Activate(ActivateTOTPView):
    """Sets up an app on the telephone."""

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        _proved(self.request, Authenticator.Type.TOTP)
        return answer


class Deactivate(DeactivateTOTPView):
    """Takes the app away again."""

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        _noted(self.request, "second factor removed", Authenticator.Type.TOTP)
        return answer


class Add(AddWebAuthnView):
    """Sets up a passkey."""

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        _proved(self.request, Authenticator.Type.WEBAUTHN)
        return answer


class Remove(RemoveWebAuthnView):
    """Takes a passkey away again, but the last one from who needs it."""

    success_url = reverse_lazy("mfa_index")

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        adapter = Adapter()
        if not adapter.can_delete_authenticator(self.get_object()):
            messages.error(self.request, adapter.error_messages["cannot_delete_authenticator"])
            return HttpResponseRedirect(reverse("mfa_index"))
        answer: HttpResponse = super().form_valid(form)
        _noted(self.request, "second factor removed", Authenticator.Type.WEBAUTHN)
        return answer


class Generate(GenerateRecoveryCodesView):
    """Makes recovery codes anew; those before are worth nothing then."""

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        _noted(self.request, "recovery codes made", Authenticator.Type.RECOVERY_CODES)
        return answer


def _proved(request: HttpRequest, kind: Authenticator.Type) -> None:
    """Count what was just set up as given: its code, or its key, was there a moment ago."""
    assert isinstance(request.user, User)
    record_authentication(request, request.user, "mfa", type=str(kind))
    _noted(request, "second factor set up", kind)


def _noted(request: HttpRequest, action: str, kind: Authenticator.Type) -> None:
    assert isinstance(request.user, User)
    second_factors.note(action, request.user, now=timezone.now(), kind=str(kind))


authenticate, reauthenticate = AuthenticateView.as_view(), ReauthenticateView.as_view()
